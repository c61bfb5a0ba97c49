package hub

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// finder returns who may speak to the hub: CodeRevoked, CodeUnknownTerminal.
type finder func(context.Context, retail.DeviceID) (Device, error)

// members is which terminals were found lately: whenever something happens in a
// shop each of its terminals asks for a page. Who is revoked meanwhile moves the
// feed that says which terminals there are, and is found out by Store.Page and
// by a push, which look at the device in the instant of the page or within the
// transaction.
type members struct {
	mu sync.Mutex
	m  map[retail.DeviceID]memberAt
}

// memberAt is who a terminal is, and until when that is believed.
type memberAt struct {
	kind  DeviceKind
	store retail.SiteID
	epoch string // the life of the database in which it was found
	org   int64  // where the feed stood that says which terminals there are
	until time.Time
}

const (
	keepMember  = 10 * time.Minute
	manyMembers = 20_000
)

// forget has everybody looked up anew.
func (s *members) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.m)
}

// member is terminal for whom Store.Page or a push follows: it returns no more than
// the terminal's kind and shop, mostly from memory.
func (h *Hub) member(ctx context.Context, id retail.DeviceID) (Device, error) {
	org, epoch, now := h.feed.head(wire.ScopeOrg), h.Store.Epoch(), h.Clock.Now()
	h.members.mu.Lock()
	have, ok := h.members.m[id]
	h.members.mu.Unlock()
	if ok && have.epoch == epoch && have.org == org && now.Before(have.until) {
		return Device{ID: id, Kind: have.kind, Store: have.store}, nil
	}
	d, err := h.terminal(ctx, id)
	if err != nil {
		return Device{}, err
	}
	h.members.mu.Lock()
	defer h.members.mu.Unlock()
	if h.members.m == nil || len(h.members.m) >= manyMembers {
		h.members.m = map[retail.DeviceID]memberAt{}
	}
	h.members.m[id] = memberAt{d.Kind, d.Store, epoch, org, now.Add(keepMember)}
	return Device{ID: d.ID, Kind: d.Kind, Store: d.Store}, nil
}
