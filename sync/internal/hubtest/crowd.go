package hubtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// crowd: many terminals of a shop ask for the same pages at the same moment.
// None is ever given less than another one of the same instant, and what the end
// of a page says of a device's own commands is in it or before it.
func crowd(t *testing.T, s hub.Store, _ *Clock) {
	const pairs, rounds = 8, 60
	device := func(n int) retail.DeviceID { return retail.DeviceID(fmt.Sprint("crowd", n)) }
	for n := range pairs {
		update(t, s, func(tx hub.Tx) error {
			return tx.PutDevice(hub.Device{ID: device(n), Store: shop, Public: make([]byte, 32), Secret: make([]byte, 32)})
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for n := range pairs {
		all.Go(func() { // writes the number of its last command into a row of its own
			for i := range int64(rounds) {
				_, err := s.Update(ctx, []wire.Scope{store}, func(tx hub.Tx) error {
					d, err := tx.Device(device(n))
					if err != nil {
						return err
					}
					d.LastDseq = i + 1
					if err := tx.PutDevice(d); err != nil {
						return err
					}
					_, err = tx.Put(store, retail.EntitySlot, string(d.ID), retail.StagingSlot{Order: int(i + 1)}, "")
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
		all.Go(func() { follow(ctx, t, s, device(n), rounds) })
	}
	all.Wait()
	for range 2 { // also of a page that others were just given
		if _, err := s.Page(ctx, store, wire.Cursor{}, 500, device(1)); err != nil {
			t.Error(err)
		}
	}
	update(t, s, func(tx hub.Tx) error {
		d, err := tx.Device(device(1))
		d.Revoked = true
		return errors.Join(err, tx.PutDevice(d))
	})
	for _, from := range []wire.Cursor{{}, tip(t, s)} {
		if _, err := s.Page(ctx, store, from, 500, device(2)); err != nil {
			t.Error(err)
		}
		if _, err := s.Page(ctx, store, from, 500, device(1)); retail.CodeOf(err) != retail.CodeRevoked {
			t.Errorf("a device that is shut out: %v", err)
		}
	}
}

// follow reads a device's feed until it contains its command last.
func follow(ctx context.Context, t *testing.T, s hub.Store, id retail.DeviceID, last int64) {
	var at wire.Cursor
	var own int64
	for own < last {
		p, err := s.Page(ctx, store, at, 500, id)
		if err != nil {
			t.Error(err)
			return
		}
		for i, c := range p.Changes {
			if c.Seq != at.Seq+int64(i)+1 {
				t.Errorf("change %d after the cursor %d", c.Seq, at.Seq)
			}
			if c.Key == string(id) {
				var slot retail.StagingSlot
				if err := json.Unmarshal(c.Data, &slot); err != nil {
					t.Error(err)
				}
				own = int64(slot.Order)
			}
		}
		if p.End.End < at.Seq || p.End.DeviceLast > own && !p.End.More {
			t.Errorf("%s: the page ends at %d with command %d; the cursor was %d and the row is of %d", id, p.End.End, p.End.DeviceLast, at.Seq, own)
			return
		}
		at = next(p)
	}
}

// elsewhere: the feed of a shop whose home is another hub is not read here, from
// the instant on in which that is so.
func elsewhere(t *testing.T, s hub.Store, _ *Clock) {
	put(t, s, "A")
	move := func(judges bool) {
		update(t, s, func(tx hub.Tx) error {
			m, err := tx.Home(shop)
			if err != nil {
				return err
			}
			return tx.PutHome(m, judges)
		}, store)
	}
	for _, away := range []bool{false, true, false} {
		if away {
			move(false)
		}
		for _, at := range []wire.Cursor{{}, {Epoch: s.Epoch(), Seq: 1, H: "?"}} {
			_, err := s.Page(context.Background(), store, at, 500, "")
			if errors.Is(err, hub.ErrElsewhere) != away {
				t.Errorf("away %v, from %d: %v", away, at.Seq, err)
			}
		}
		if _, err := s.Page(context.Background(), wire.ScopeOrg, wire.Cursor{}, 500, ""); err != nil {
			t.Errorf("the chain's own feed: %v", err)
		}
		if away {
			move(true)
		}
	}
}

// foreseen: what was asked for ahead is what stands there, missing things too,
// and never stands for what the transaction itself writes.
func foreseen(t *testing.T, s hub.Store, clock *Clock) {
	order := Order("AHEAD-1", clock)
	update(t, s, func(tx hub.Tx) error {
		_, err := tx.Put(wire.ScopeOrg, retail.EntityStaff, "s1", retail.Staff{ID: "s1", Name: "森"}, "")
		return errors.Join(err, tx.PutOrder(order, "first"),
			tx.PutDevice(hub.Device{ID: "d1", Store: shop, Public: make([]byte, 32), Secret: make([]byte, 32)}))
	}, store, wire.ScopeOrg)
	ask := hub.Ahead{
		Device: "d1", Store: shop, Commands: []retail.CommandID{"c1", "c1", "c2"},
		Orders: []retail.OrderID{order.ID, "none"}, Staff: []retail.StaffID{"s1", "nobody"},
	}
	update(t, s, func(tx hub.Tx) error {
		if err := tx.Ahead(ask); err != nil {
			return err
		}
		for want := range int64(3) {
			d, err := tx.Device("d1")
			if err != nil || d.LastDseq != want {
				t.Errorf("device %+v, %v; want %d", d, err, want)
			}
			d.LastDseq++
			if err := tx.PutDevice(d); err != nil {
				return err
			}
		}
		for want := range int64(2) {
			m, err := tx.Home(shop)
			if err != nil || m.No != want {
				t.Errorf("home %+v, %v; want %d", m, err, want)
			}
			if m.No++; m.No == 1 {
				if err := tx.PutHome(m, true); err != nil {
					return err
				}
			}
		}
		for _, id := range []retail.CommandID{"c1", "c2"} {
			if _, err := tx.KnownID(id); retail.CodeOf(err) != retail.CodeNotFound {
				t.Errorf("%s is known: %v", id, err)
			}
		}
		var who retail.Staff
		if ok, err := tx.Row(wire.ScopeOrg, retail.EntityStaff, "s1", &who); !ok || err != nil || who.Name != "森" {
			t.Errorf("staff %+v, %v, %v", who, ok, err)
		}
		if ok, err := tx.Row(wire.ScopeOrg, retail.EntityStaff, "nobody", &who); ok || err != nil {
			t.Errorf("nobody is there: %v", err)
		}
		if o, err := tx.Order("none"); o != nil || err != nil {
			t.Errorf("no order: %+v, %v", o, err)
		}
		o, err := tx.Order(order.ID)
		if err != nil || o == nil || o.Customer.Email != order.Customer.Email || o.Number != order.Number {
			t.Fatalf("order %+v, %v", o, err)
		}
		o.Number = "9999"
		return tx.PutOrder(o, "second")
	}, store)
	p := page(t, s, wire.Cursor{}, 500)
	if last := p.Changes[len(p.Changes)-1]; last.Entity != retail.EntityOrder || last.Ver != 2 {
		t.Errorf("the order went on as %+v", last)
	}
}
