package hubtest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// purge: of an order that is out of its feed nobody is left anywhere, and all
// else is as before: what it was, the feed's numbers and its chain.
func purge(t *testing.T, s hub.Store, clock *Clock) {
	o, open := Order("4821", clock), Order("4822", clock)
	o.Proxy = "ヤマダ ハナコ"
	o.Named = []retail.CommandID{"named-4821"}
	o.Customer.Note = "のしをつけて\"{}]ください"
	for n, state := range []retail.OrderState{retail.Received, retail.Staged, retail.HandedOver} {
		update(t, s, func(tx hub.Tx) error {
			o = o.Clone()
			o.State = state
			r := hub.Record{
				Device: retail.HubDevice, Dseq: int64(n) + 1, ID: hub.ReceiveID(o.ID, n+1), Kind: "receive", Store: shop,
				Verdict: retail.Applied, Raw: hub.ReceivedRaw(o.ID, "a1b2c3"),
			}
			if err := tx.Record(&r); err != nil {
				return err
			}
			if err := tx.PutOrder(o, r.ID); err != nil {
				return err
			}
			d, err := tx.Device(retail.HubDevice)
			if err != nil {
				return err
			}
			d.LastDseq = r.Dseq
			if err := tx.PutDevice(d); err != nil {
				return err
			}
			return tx.SetSource(o.ID, "a1b2c3", n+1)
		}, store)
	}
	update(t, s, func(tx hub.Tx) error { return tx.PutOrder(open, "c") }, store)
	update(t, s, func(tx hub.Tx) error {
		d, err := tx.Device(retail.HubDevice)
		if err != nil {
			return err
		}
		d.LastDseq = 4
		if err := tx.PutDevice(d); err != nil {
			return err
		}
		return tx.Record(&hub.Record{
			Device: retail.HubDevice, Dseq: d.LastDseq, ID: "named-4821", Kind: "delegate", Store: shop,
			Verdict: retail.Applied, Raw: []byte(`{"order":"o","proxy":"ヤマダ ハナコ"}`),
		})
	}, store)
	clock.Advance(time.Hour)
	forget := func() {
		t.Helper()
		if h := update(t, s, func(tx hub.Tx) error { return tx.Forget(o.ID) }, store); len(h) != 0 {
			t.Errorf("the feed moved: %v", h)
		}
	}
	forget() // in its feed: left alone
	if refs, err := s.OrdersToPurge(t.Context(), clock.Now(), 9); len(refs) != 0 || err != nil {
		t.Errorf("to purge while in the feed: %v, %v", refs, err)
	}
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityOrder, string(o.ID), "") }, store)
	if refs, err := s.OrdersToPurge(t.Context(), clock.Now().Add(-time.Hour), 9); len(refs) != 0 || err != nil {
		t.Errorf("to purge before its time: %v, %v", refs, err)
	}
	refs, err := s.OrdersToPurge(t.Context(), clock.Now(), 9)
	if err != nil || len(refs) != 1 || refs[0] != (hub.OrderRef{ID: o.ID, Store: shop}) {
		t.Fatalf("to purge: %v, %v", refs, err)
	}
	before := page(t, s, wire.Cursor{}, 100)
	forget()
	forget() // twice is once
	after := page(t, s, wire.Cursor{}, 100)
	if after.End.H != before.End.H || len(after.Changes) != len(before.Changes) {
		t.Errorf("the feed is another: %+v, was %+v", after.End, before.End)
	}
	for i, c := range after.Changes {
		if c.Key == string(open.ID) || c.Data == nil {
			if string(c.Data) != string(before.Changes[i].Data) {
				t.Errorf("change %d is not the order's and was touched", c.Seq)
			}
			continue
		}
		var was, is retail.Order
		if err := json.Unmarshal(before.Changes[i].Data, &was); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(c.Data, &is); err != nil {
			t.Fatal(err)
		}
		was.Customer, was.Proxy = retail.Customer{}, ""
		if a, b := text(t, was), text(t, is); a != b {
			t.Errorf("change %d: %s\nwant %s", c.Seq, b, a)
		}
	}
	everything := said(t, s, o.ID)
	for _, secret := range []string{"山田", "ヤマダ", "09012344821", "taro@", "のし", "a1b2c3"} {
		if strings.Contains(everything, secret) {
			t.Errorf("%s is still there: %s", secret, everything)
		}
	}
	if refs, err := s.OrdersToPurge(t.Context(), clock.Now(), 9); len(refs) != 0 || err != nil {
		t.Errorf("to purge again: %v, %v", refs, err)
	}
	a, err := hub.AuditOf(t.Context(), s, false)
	if err != nil || !a.Sound || a.Scopes[0].Purged != 3 {
		t.Errorf("audit %+v, %v", a, err)
	}
	back, err := s.Order(t.Context(), o.ID)
	if err != nil || back == nil || back.State != retail.HandedOver || len(back.Lines) != 1 {
		t.Fatalf("the order %+v, %v", back, err)
	}
	back.Slot = "B-1" // a late fact brings it back, without its people
	update(t, s, func(tx hub.Tx) error { return tx.PutOrder(back, "c2") }, store)
	if a, err = hub.AuditOf(t.Context(), s, false); err != nil || !a.Sound {
		t.Errorf("audit after a late fact %+v, %v", a, err)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// said is everything that the store says of an order.
func said(t *testing.T, s hub.Store, id retail.OrderID) string {
	t.Helper()
	o, err := s.Order(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	out := text(t, o)
	for _, c := range page(t, s, wire.Cursor{}, 100).Changes {
		if c.Key == string(id) {
			out += string(c.Data)
		}
	}
	update(t, s, func(tx hub.Tx) error {
		mark, times, err := tx.Source(id)
		out += mark
		for n := range times {
			r, err := tx.KnownID(hub.ReceiveID(id, n+1))
			if err != nil {
				return err
			}
			out += string(r.Raw)
		}
		if err != nil {
			return err
		}
		for _, id := range o.Named {
			r, err := tx.KnownID(id)
			if err != nil {
				return err
			}
			out += string(r.Raw)
		}
		return nil
	})
	return out
}
