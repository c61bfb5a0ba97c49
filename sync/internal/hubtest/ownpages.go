package hubtest

import (
	"fmt"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// ownPages: a page that ends before the head says how far it contains the asking
// terminal's commands, not how far the hub has come meanwhile: what it has done
// since would vanish from its screen until the next page.
func ownPages(t *testing.T, s hub.Store, clock *Clock) {
	d := hub.Device{ID: "d1", Store: shop}
	for n := range int64(3) {
		update(t, s, func(tx hub.Tx) error {
			d.LastDseq = n + 1
			err := tx.Record(&hub.Record{
				Device: d.ID, Dseq: d.LastDseq, ID: retail.CommandID(fmt.Sprint("own-", d.LastDseq)), Kind: "claim", Store: shop,
				At: clock.Now(), Received: clock.Now(), Verdict: retail.Applied,
			})
			if err == nil {
				err = tx.PutDevice(d)
			}
			if err == nil {
				_, err = tx.Put(store, retail.EntitySlot, fmt.Sprint(n), retail.StagingSlot{Store: shop}, "")
			}
			return err
		}, store)
	}
	var at wire.Cursor
	for want := int64(1); want <= 3; want++ {
		p, err := s.Page(t.Context(), store, at, 1, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if p.End.DeviceLast != want || p.End.More != (want < 3) {
			t.Errorf("the page up to %d contains commands up to #%d, want #%d", p.End.End, p.End.DeviceLast, want)
		}
		at = next(p)
	}
	if p, err := s.Page(t.Context(), store, wire.Cursor{}, 1, "d2"); err != nil || p.End.DeviceLast != 0 {
		t.Errorf("another terminal is told #%d, %v", p.End.DeviceLast, err)
	}
}
