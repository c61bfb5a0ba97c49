package hub

import (
	"context"
	"time"

	"miseban/app/retail"
)

// AwayAfter is how long a terminal may be silent before its shop is asked to
// look for it: what it holds unsent is known to nobody.
const AwayAfter = 24 * time.Hour

// LookForTerminals opens a task in the shop of each terminal that was not heard
// of for AwayAfter, closes it when the terminal is back, and returns how many
// commands that took.
func (h *Hub) LookForTerminals(ctx context.Context) (int, error) {
	all, err := h.Store.Devices(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	missed := map[retail.SiteID]map[retail.DeviceID]bool{}
	away, err := h.away(ctx)
	if err != nil {
		return n, err
	}
	for _, d := range all {
		if d.Kind != DeviceTerminal || away(d.Store) {
			continue
		}
		if missed[d.Store] == nil {
			if missed[d.Store], err = h.missed(ctx, d.Store); err != nil {
				return n, err
			}
		}
		seen, unsent := h.lastWord(d)
		gone := !d.Revoked && h.Clock.Now().Sub(seen) > AwayAfter
		if d.Revoked || gone == missed[d.Store][d.ID] {
			continue
		}
		word := "away"
		if !gone {
			word = "back"
		}
		_, err := h.Tell(ctx, retail.Command{
			ID:   retail.DerivedCommandID(word, string(d.ID), seen.UTC().Format(time.RFC3339)),
			Kind: retail.KindAway, Store: d.Store, Body: retail.Away{Device: d.ID, Since: seen, Unsent: unsent, Back: !gone},
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// away tells of a shop that its home is another hub: that one hears its
// terminals, and looks for them.
func (h *Hub) away(ctx context.Context) (func(retail.SiteID) bool, error) {
	homes, err := h.Store.Homes(ctx)
	judges := map[retail.SiteID]bool{}
	for _, m := range homes {
		judges[m.Store] = h.judges(m)
	}
	return func(store retail.SiteID) bool {
		here, known := judges[store]
		return !here && (known || h.relay())
	}, err
}

// missed returns the terminals that the shop is asked to look for.
func (h *Hub) missed(ctx context.Context, store retail.SiteID) (map[retail.DeviceID]bool, error) {
	out := map[retail.DeviceID]bool{}
	list, err := h.Exceptions(ctx, store)
	for _, x := range list {
		if x.Kind == retail.ExAway && x.Open() {
			out[x.Device] = true
		}
	}
	return out, err
}

// lastWord is when a terminal was last heard of and what it said to hold.
func (h *Hub) lastWord(d Device) (time.Time, int) {
	if w, ok := h.present.of(d.ID); ok && w.at.After(d.LastSeen) {
		return w.at, w.unsent
	}
	return d.LastSeen, d.Unsent
}
