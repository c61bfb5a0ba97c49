package hubtest

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// webHolds: a hold is found by its channel's number, by when it changed, and also
// when it is out of its feed.
func webHolds(t *testing.T, s hub.Store, clock *Clock) {
	ctx := context.Background()
	put := func(id retail.HoldID, channel, external string, state retail.HoldState) {
		t.Helper()
		clock.Advance(time.Minute)
		h := retail.Hold{ID: id, Store: shop, State: state, Channel: channel, External: external, Until: clock.Now().Add(time.Hour), Lines: []retail.HoldLine{{No: 1, SKU: "SK-1", Qty: 1}}}
		if state.Ended() {
			h.EndedAt = clock.Now()
		}
		update(t, s, func(tx hub.Tx) error {
			_, err := tx.Put(store, retail.EntityHold, string(id), h, "")
			return err
		}, store)
	}
	list := func(channel string, since time.Time, limit int) (out string) {
		t.Helper()
		all, err := s.ChannelHolds(ctx, channel, since, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range all {
			out += string(h.Hold) + " " + h.State.String() + " "
		}
		return out
	}
	put("h-staff", "", "", retail.HoldHeld)
	put("h-1", "ec", "R-1", retail.HoldHeld)
	put("h-2", "ec", "R-2", retail.HoldDeclined)
	put("h-3", "other", "R-1", retail.HoldHeld)
	if got := list("ec", time.Time{}, 10); got != "h-1 held h-2 declined " {
		t.Errorf("all: %s", got)
	}
	if got := list("ec", time.Time{}, 1); got != "h-1 held " {
		t.Errorf("the first: %s", got)
	}
	before := clock.Now()
	put("h-1", "ec", "R-1", retail.HoldReleased)
	if got := list("ec", before.Add(time.Second), 10); got != "h-1 released " {
		t.Errorf("changed since: %s", got)
	}
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityHold, "h-1", "") }, store)
	got, err := s.ChannelHold(ctx, "ec", "R-1")
	if err != nil || got.Hold != "h-1" || got.Store != shop || got.State != retail.HoldReleased || got.External != "R-1" {
		t.Errorf("out of its feed: %+v %v", got, err)
	}
	if ok, err := s.Row(ctx, wire.StoreScope(shop), retail.EntityHold, "h-1", &retail.Hold{}); err != nil || ok {
		t.Errorf("its row: %v %v", ok, err)
	}
	if _, err := s.ChannelHold(ctx, "ec", "R-3"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("never asked for: %v", err)
	}
}
