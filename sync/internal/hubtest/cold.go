package hubtest

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// cold: goods that are out of the cold are found by since when, until they lie in it or
// somebody was told.
func cold(t *testing.T, s hub.Store, clock *Clock) {
	put := func(id retail.OrderID, ways ...retail.ColdSpell) {
		t.Helper()
		o := retail.Order{ID: id, Store: shop, Number: string(id), Channel: "ec", External: string(id), State: retail.Picking, PlacedAt: clock.Now(), Cold: ways}
		update(t, s, func(tx hub.Tx) error { return tx.PutOrder(&o, "cmd") }, store)
	}
	list := func(limit int) (out string) {
		t.Helper()
		all, err := s.OrdersOutOfCold(context.Background(), clock.Now().Add(-10*time.Minute), limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range all {
			if out += string(o.ID) + " "; o.Store != shop {
				t.Errorf("%+v", o)
			}
		}
		return out
	}
	since := func(minutes int) time.Time { return clock.Now().Add(-time.Duration(minutes) * time.Minute) }
	put("c-none")
	put("c-30", retail.ColdSpell{Temp: retail.Chilled, N: 1, From: since(30)})
	put("c-20", retail.ColdSpell{Temp: retail.Chilled, N: 1, From: since(40), To: since(35)}, retail.ColdSpell{Temp: retail.Frozen, N: 1, From: since(20)})
	put("c-5", retail.ColdSpell{Temp: retail.Chilled, N: 1, From: since(5)})
	put("c-told", retail.ColdSpell{Temp: retail.Chilled, N: 1, From: since(50), Late: true})
	if got := list(10); got != "c-30 c-20 " {
		t.Errorf("out of the cold: %s", got)
	}
	if got := list(1); got != "c-30 " {
		t.Errorf("the longest: %s", got)
	}
	put("c-30", retail.ColdSpell{Temp: retail.Chilled, N: 1, From: since(30), To: since(1)})
	if got := list(10); got != "c-20 " {
		t.Errorf("after one was put away: %s", got)
	}
}
