package hubtest

import (
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// ledger is what rules about counts, sales and lost terminals ask for: it
// includes what the transaction itself did.
func ledger(t *testing.T, s hub.Store, clock *Clock) {
	key := retail.StockKey{Site: shop, SKU: "SK-1", Class: retail.Regular}
	at := clock.Now()
	move := func(cmd string, minutes int) retail.Movement {
		return retail.Movement{
			Cmd: retail.CommandID(cmd), Key: key, Kind: retail.MoveSale, OnHand: -1, Incoming: 2, Transfer: "t-1", Device: "handy-1",
			At: at.Add(time.Duration(minutes) * time.Minute),
		}
	}
	taken, picked, staged := Order("1", clock), Order("2", clock), Order("3", clock)
	picked.State, staged.State = retail.Picking, retail.Staged
	update(t, s, func(tx hub.Tx) error {
		for _, m := range []retail.Movement{move("c1", 0), move("c2", 10)} {
			if err := tx.Move(m); err != nil {
				return err
			}
		}
		other := move("c3", 10)
		other.Key.SKU = "SK-2"
		if err := tx.Move(other); err != nil {
			return err
		}
		for _, o := range []*retail.Order{taken, picked, staged} {
			if err := tx.PutOrder(o, "c"); err != nil {
				return err
			}
		}
		return nil
	}, store)
	update(t, s, func(tx hub.Tx) error {
		if err := tx.Move(move("c4", 20)); err != nil {
			return err
		}
		got, err := tx.Moves(key, at.Add(5*time.Minute))
		if err != nil {
			return err
		}
		if len(got) != 2 || got[0].Cmd != "c2" || got[1].Cmd != "c4" || got[0].Device != "handy-1" || !got[0].At.Equal(at.Add(10*time.Minute)) {
			t.Errorf("movements since: %+v", got)
		}
		for _, m := range got {
			if m.Incoming != 2 || m.Transfer != "t-1" {
				t.Errorf("movement came back as %+v", m)
			}
		}
		gone := picked.Clone()
		gone.State = retail.Canceled
		late := Order("4", clock)
		for _, o := range []*retail.Order{gone, late} {
			if err := tx.PutOrder(o, "c"); err != nil {
				return err
			}
		}
		open, err := tx.Unpicked(shop)
		if err != nil {
			return err
		}
		found := map[string]bool{}
		for _, o := range open {
			found[o.External] = true
		}
		if len(found) != 2 || !found["1"] || !found["4"] {
			t.Errorf("orders not put by: %v", found)
		}
		none, err := tx.Unpicked("NAGOYA")
		if len(none) != 0 {
			t.Errorf("another shop's: %v", none)
		}
		return err
	}, store)
}
