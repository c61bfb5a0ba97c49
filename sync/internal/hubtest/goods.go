package hubtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// goods: the newest movements of a level come first, and what was sold lately is
// summed by SKU and site.
func goods(t *testing.T, s hub.Store, clock *Clock) {
	ctx, now := context.Background(), clock.Now()
	key := retail.StockKey{Site: shop, SKU: "SK-1", Class: retail.Regular}
	other := retail.StockKey{Site: "AOYAMA", SKU: "SK-1", Class: retail.Regular}
	damaged := retail.StockKey{Site: shop, SKU: "SK-1", Class: retail.Damaged}
	update(t, s, func(tx hub.Tx) error {
		for i, m := range []retail.Movement{
			{Key: key, Kind: retail.MoveReceipt, OnHand: 9, At: now.Add(-50 * 24 * time.Hour)},
			{Key: key, Kind: retail.MoveSale, OnHand: -5, At: now.Add(-40 * 24 * time.Hour)},
			{Key: key, Kind: retail.MoveSale, OnHand: -2, At: now.Add(-2 * time.Hour), Staff: "sato"},
			{Key: key, Kind: retail.MoveHandover, OnHand: -1, Picked: -1, At: now.Add(-time.Hour), Order: "o-1", Device: "d-1"},
			{Key: key, Kind: retail.MoveHold, Held: 2, Hold: "h-1", At: now.Add(-time.Minute)},
			{Key: key, Kind: retail.MoveIncoming, Incoming: 4, Transfer: "t-1", At: now.Add(-time.Second)},
			{Key: key, Kind: retail.MoveDoubt, Doubt: true, At: now},
			{Key: other, Kind: retail.MoveSale, OnHand: -4, At: now},
			{Key: other, Kind: retail.MoveSale, OnHand: 4, At: now}, // brought back
			{Key: damaged, Kind: retail.MoveSale, OnHand: -1, At: now},
		} {
			m.Cmd = retail.CommandID(fmt.Sprintf("c-%d", i))
			if err := tx.Move(m); err != nil {
				return err
			}
		}
		return nil
	}, store)
	list, err := s.LastMoves(ctx, key, 5)
	if err != nil || len(list) != 5 || !list[0].Doubt || list[3].Order != "o-1" || list[3].Device != "d-1" || list[4].Staff != "sato" || !list[4].At.Equal(now.Add(-2*time.Hour)) {
		t.Errorf("%+v %v", list, err)
	}
	if err == nil && (list[1].Transfer != "t-1" || list[1].Incoming != 4 || list[2].Hold != "h-1" || list[2].Held != 2) {
		t.Errorf("what is held and what is coming: %+v", list)
	}
	var sold []hub.SoldAt
	err = s.Sold(ctx, now.Add(-28*24*time.Hour), func(a hub.SoldAt) error {
		sold = append(sold, a)
		return nil
	})
	if err != nil || len(sold) != 1 || sold[0] != (hub.SoldAt{SKU: "SK-1", Site: shop, Qty: 3}) {
		t.Errorf("%+v %v", sold, err)
	}
}
