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
// shop each of its terminals asks for a page. Who is revoked meanwhile is found
// out by Store.Page, which looks at the device in the instant of the page.
type members struct {
	mu sync.Mutex
	m  map[retail.DeviceID]memberAt
}

// memberAt is who a terminal is, and until when that is believed.
type memberAt struct {
	kind  DeviceKind
	store retail.SiteID
	org   int64 // where the feed stood that says which terminals there are
	until time.Time
}

const (
	keepMember  = time.Minute
	manyMembers = 20_000
)

// forget has everybody looked up anew.
func (s *members) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.m)
}

// member is terminal for whom Store.Page is asked next: it returns no more than
// the terminal's kind and shop, mostly from memory.
func (h *Hub) member(ctx context.Context, id retail.DeviceID) (Device, error) {
	org, now := h.feed.head(wire.ScopeOrg), h.Clock.Now()
	h.members.mu.Lock()
	have, ok := h.members.m[id]
	h.members.mu.Unlock()
	if ok && have.org == org && now.Before(have.until) {
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
	h.members.m[id] = memberAt{d.Kind, d.Store, org, now.Add(keepMember)}
	return Device{ID: d.ID, Kind: d.Kind, Store: d.Store}, nil
}
