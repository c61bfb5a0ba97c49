package hubtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// heard: the word of a terminal is kept unless a push said more since.
func heard(t *testing.T, s hub.Store, clock *Clock) {
	at := clock.Now()
	update(t, s, func(tx hub.Tx) error {
		return tx.PutDevice(hub.Device{ID: "d-1", Store: shop, Name: "端末1", App: "1.0", LastSeen: at, Left: 2, Unsent: 2})
	})
	say := func(at time.Time, unsent int, app string) hub.Device {
		t.Helper()
		if err := s.Heard(t.Context(), []hub.Device{{ID: "d-1", LastSeen: at, Unsent: unsent, App: app}, {ID: "nobody", LastSeen: at}}); err != nil {
			t.Fatal(err)
		}
		d, err := s.Device(t.Context(), "d-1")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := say(at.Add(time.Minute), 5, "1.1"); d.Unsent != 5 || d.App != "1.1" || !d.LastSeen.Equal(at.Add(time.Minute)) || d.Left != 2 || d.Name != "端末1" {
		t.Errorf("heard of: %+v", d)
	}
	if d := say(at, 9, "0.9"); d.Unsent != 5 || d.App != "1.1" {
		t.Errorf("an older word won: %+v", d)
	}
	if _, err := s.Device(t.Context(), "nobody"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("a terminal that nobody enrolled: %v", err)
	}
}

// census: what waits for somebody is counted, and nothing else.
func census(t *testing.T, s hub.Store, clock *Clock) {
	at := clock.Now()
	update(t, s, func(tx hub.Tx) error {
		for i, x := range []retail.Exception{
			{ID: "x-1", Kind: retail.ExShortage, OpenedAt: at, How: `he said "closed_at":"no"`},
			{ID: "x-2", Kind: retail.ExRecount, OpenedAt: at, ClosedAt: at},
			{ID: "x-3", Kind: retail.ExUnknown, OpenedAt: at.Add(-time.Hour)},
		} {
			if _, err := tx.Put(store, retail.EntityException, string(x.ID), x, ""); err != nil {
				return err
			}
			o := Order(fmt.Sprint(i), clock)
			o.ID, o.Store = retail.OrderID(fmt.Sprint("o-", i)), shop
			o.Notice.State = []retail.NoticeState{retail.NoticeUnknown, retail.NoticeSent, retail.NoticeQueued}[i]
			if i == 1 {
				o.State = retail.HandedOver
			}
			if err := tx.PutOrder(o, ""); err != nil {
				return err
			}
		}
		return nil
	}, store)
	c, err := s.Census(context.Background(), []retail.SiteID{shop, "SHINJUKU"})
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for _, x := range c.Open {
		open = append(open, string(x.Store)+" "+string(x.ID))
	}
	if fmt.Sprint(open) != "[SHIBUYA x-1 SHIBUYA x-3]" {
		t.Errorf("open: %v", open)
	}
	if fmt.Sprint(c.Notices) != fmt.Sprint(map[retail.NoticeState]int{retail.NoticeUnknown: 1, retail.NoticeQueued: 1}) {
		t.Errorf("notices: %v", c.Notices)
	}
	if c.Orders[shop] != 2 || c.BadRows != 0 {
		t.Errorf("orders %v, bad rows %d", c.Orders, c.BadRows)
	}
	if n, _, err := s.Size(t.Context()); err != nil || n == 0 {
		t.Errorf("size %d, %v", n, err)
	}
}
