package hubtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const (
	shop  = retail.SiteID("SHIBUYA")
	store = wire.Scope("store:SHIBUYA")
)

// Contract is what every hub.Store must keep.
func Contract(t *testing.T) {
	for name, f := range map[string]func(*testing.T, hub.Store, *Clock){
		"ledger": ledger, "feed": feed, "cursor": cursor, "rollback": rollback, "orders": orders, "stock": stock,
		"devices": devices, "alias": alias, "waiting": waiting, "enrolment": enrolment, "sequence": sequence, "retire": retire, "purge": purge,
		"copies": copies, "life": life, "blobs": blobs, "stock since": stockSince,
		"heard": heard, "census": census,
		"gaps": gaps, "nonces": nonces, "compaction": compaction, "compactions": compactions,
		"digest": digest, "letters": letters, "goods": goods, "crowd": crowd, "elsewhere": elsewhere, "ahead": foreseen,
		"outgoing": outgoing, "outgoing holds": outgoingHolds, "web holds": webHolds,
		"refunds": refunds, "order news": orderNews, "own pages": ownPages, "reminders": reminders, "cold": cold,
		"shop log": shopLog, "photos": photos,
	} {
		t.Run(name, func(t *testing.T) { Each(t, f) })
	}
}

func update(t testing.TB, s hub.Store, f func(hub.Tx) error, scopes ...wire.Scope) []wire.Hint {
	t.Helper()
	hints, err := s.Update(context.Background(), scopes, f)
	if err != nil {
		t.Fatal(err)
	}
	return hints
}

func put(t testing.TB, s hub.Store, codes ...string) {
	t.Helper()
	update(t, s, func(tx hub.Tx) error {
		for i, c := range codes {
			if _, err := tx.Put(store, retail.EntitySlot, c, retail.StagingSlot{Code: c, Store: shop, Order: i}, "cmd"); err != nil {
				return err
			}
		}
		return nil
	}, store)
}

func page(t testing.TB, s hub.Store, c wire.Cursor, limit int) wire.Page {
	t.Helper()
	p, err := s.Page(context.Background(), store, c, limit, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func next(p wire.Page) wire.Cursor {
	return wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
}

func feed(t *testing.T, s hub.Store, _ *Clock) {
	put(t, s, "A", "B", "C")
	put(t, s, "B") // another Order: a change
	if h := update(t, s, func(tx hub.Tx) error {
		changed, err := tx.Put(store, retail.EntitySlot, "A", retail.StagingSlot{Code: "A", Store: shop}, "")
		if changed {
			t.Error("an equal row counts as a change")
		}
		return err
	}, store); len(h) != 0 {
		t.Errorf("an equal row moved the feed: %v", h)
	}
	h := update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntitySlot, "C", "") }, store)
	if len(h) != 1 || h[0] != (wire.Hint{Scope: store, Head: 5}) {
		t.Errorf("hints %v, want the head 5", h)
	}
	p := page(t, s, wire.Cursor{}, 1) // one change wanted: the whole transaction comes
	if len(p.Changes) != 3 || !p.End.More || p.End.End != 3 {
		t.Fatalf("first page: %d changes up to %d, more %v", len(p.Changes), p.End.End, p.End.More)
	}
	p = page(t, s, next(p), 10)
	if len(p.Changes) != 2 || p.End.More || p.End.End != 5 {
		t.Fatalf("second page: %d changes up to %d, more %v", len(p.Changes), p.End.End, p.End.More)
	}
	if c := p.Changes[0]; c.Key != "B" || c.Ver != 2 || c.Op != wire.OpPut || c.Seq != 4 {
		t.Errorf("fourth change: %+v", c)
	}
	if c := p.Changes[1]; c.Key != "C" || c.Ver != 2 || c.Op != wire.OpDel || c.Data != nil {
		t.Errorf("fifth change: %+v", c)
	}
	var keys []string
	end, err := s.Snapshot(t.Context(), store, "", func(c wire.Change) error {
		keys = append(keys, c.Key)
		return nil
	})
	if err != nil || fmt.Sprint(keys) != "[A B]" || end.End != 5 || end.H != p.End.H {
		t.Errorf("snapshot %v up to %d %s (%v), want [A B] up to 5 %s", keys, end.End, end.H, err, p.End.H)
	}
	if p = page(t, s, next(p), 10); len(p.Changes) != 0 || p.End.End != 5 {
		t.Errorf("at the head: %d changes, end %d", len(p.Changes), p.End.End)
	}
}

func cursor(t *testing.T, s hub.Store, _ *Clock) {
	put(t, s, "A")
	put(t, s, "B")
	p := page(t, s, wire.Cursor{}, 1)
	good := next(p)
	for name, c := range map[string]struct {
		at   wire.Cursor
		want error
	}{
		"good":          {good, nil},
		"other epoch":   {wire.Cursor{Epoch: "another", Seq: good.Seq, H: good.H}, hub.ErrEpoch},
		"other past":    {wire.Cursor{Epoch: good.Epoch, Seq: good.Seq, H: "0000000000000000"}, hub.ErrRewound},
		"other head":    {wire.Cursor{Epoch: good.Epoch, Seq: 2, H: good.H}, hub.ErrRewound},
		"past the head": {wire.Cursor{Epoch: good.Epoch, Seq: 3, H: good.H}, hub.ErrRewound},
	} {
		if _, err := s.Page(t.Context(), store, c.at, 10, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func rollback(t *testing.T, s hub.Store, _ *Clock) {
	put(t, s, "A")
	boom := errors.New("boom")
	_, err := s.Update(t.Context(), []wire.Scope{store}, func(tx hub.Tx) error {
		if _, err := tx.Put(store, retail.EntitySlot, "B", retail.StagingSlot{}, ""); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("error %v, want boom", err)
	}
	put(t, s, "C")
	p := page(t, s, wire.Cursor{}, 10)
	if len(p.Changes) != 2 || p.Changes[1].Key != "C" || p.Changes[1].Seq != 2 {
		t.Errorf("the feed has a gap or a ghost: %+v", p.Changes)
	}
	_, err = s.Update(t.Context(), nil, func(tx hub.Tx) error {
		_, err := tx.Put(store, retail.EntitySlot, "D", retail.StagingSlot{}, "")
		return err
	})
	if err == nil {
		t.Error("a feed that is not held was written to")
	}
}

// Order is an order as a test wants it.
func Order(external string, clock *Clock) *retail.Order {
	return &retail.Order{
		ID: retail.OrderIDFor("ec", external), Store: shop, Number: external, Channel: "ec", External: external,
		State: retail.Received, PlacedAt: clock.Now(), PromisedAt: clock.Now().Add(2 * time.Hour), Deadline: clock.Now().Add(7 * 24 * time.Hour),
		Customer: retail.Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "09012344821", Email: "taro@example.jp"},
		Pay:      retail.Payment{State: retail.Prepaid, TotalTaxIn: 3980},
		Lines:    []retail.Line{{No: 1, SKU: "SK-1", Name: "シャツ", PriceTaxIn: 3980, TaxRate: 10, Qty: 1}},
	}
}

func orders(t *testing.T, s hub.Store, clock *Clock) {
	o := Order("4821", clock)
	update(t, s, func(tx hub.Tx) error {
		if before, err := tx.Order(o.ID); before != nil || err != nil {
			t.Errorf("an order that never came in: %v, %v", before, err)
		}
		if err := tx.PutOrder(o, "c1"); err != nil {
			return err
		}
		if taken, err := tx.NumberTaken(shop, "4821"); !taken || err != nil {
			t.Errorf("the number is free within its own transaction (%v)", err)
		}
		return tx.SetSource(o.ID, "mark", 1)
	}, store)
	got, err := s.Order(t.Context(), o.ID)
	if err != nil || got == nil || got.Customer.Email != "taro@example.jp" {
		t.Fatalf("order %+v, %v", got, err)
	}
	for _, text := range feedText(t, s) {
		if strings.Contains(text, "taro@") {
			t.Errorf("the e-mail stands in the feed: %s", text)
		}
	}
	o = got.Clone()
	o.State, o.Notice = retail.Staged, retail.Notice{State: retail.NoticeQueued, From: "d", Dseq: 3}
	update(t, s, func(tx hub.Tx) error {
		if mark, times, err := tx.Source(o.ID); mark != "mark" || times != 1 || err != nil {
			t.Errorf("source %q %d, %v", mark, times, err)
		}
		if taken, err := tx.NumberTaken(shop, "4821"); !taken || err != nil {
			t.Errorf("the number of an open order is free (%v)", err)
		}
		if taken, err := tx.NumberTaken("OTHER", "4821"); taken || err != nil {
			t.Errorf("the number is taken in another shop (%v)", err)
		}
		if n, err := tx.OpenOrders(shop); n != 1 || err != nil {
			t.Errorf("%d open orders (%v)", n, err)
		}
		return tx.PutOrder(o, "c2")
	}, store)
	queued, err := s.OrdersByNotice(t.Context(), retail.NoticeQueued)
	if err != nil || len(queued) != 1 || queued[0].Customer.Email == "" {
		t.Errorf("queued notices %+v, %v", queued, err)
	}
	late, err := s.OrdersPastDeadline(t.Context(), retail.Staged, o.Deadline.Add(time.Second), 10)
	if err != nil || len(late) != 1 || late[0] != (hub.OrderRef{ID: o.ID, Store: shop}) {
		t.Errorf("past the deadline %+v, %v", late, err)
	}
	if late, err = s.OrdersPastDeadline(t.Context(), retail.Staged, o.Deadline, 10); err != nil || len(late) != 0 {
		t.Errorf("at the deadline %+v, %v", late, err)
	}
}

// feedText is everything a terminal of the shop can get to see.
func feedText(t *testing.T, s hub.Store) []string {
	var out []string
	for _, c := range page(t, s, wire.Cursor{}, 1000).Changes {
		out = append(out, string(c.Data))
	}
	_, err := s.Snapshot(t.Context(), store, "", func(c wire.Change) error {
		out = append(out, string(c.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func retire(t *testing.T, s hub.Store, clock *Clock) {
	o := Order("1", clock)
	o.State = retail.HandedOver
	update(t, s, func(tx hub.Tx) error { return tx.PutOrder(o, "c") }, store)
	if refs, err := s.OrdersToRetire(t.Context(), clock.Now(), 9); len(refs) != 0 || err != nil {
		t.Errorf("ended now, to retire before now: %v, %v", refs, err)
	}
	clock.Advance(time.Hour)
	if refs, err := s.OrdersToRetire(t.Context(), clock.Now(), 9); len(refs) != 1 || err != nil {
		t.Fatalf("to retire: %v, %v", refs, err)
	}
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityOrder, string(o.ID), "") }, store)
	if refs, err := s.OrdersToRetire(t.Context(), clock.Now(), 9); len(refs) != 0 || err != nil {
		t.Errorf("retired already: %v, %v", refs, err)
	}
	back, err := s.Order(t.Context(), o.ID)
	if err != nil || back == nil {
		t.Fatalf("a retired order is gone from the hub: %v", err)
	}
	back.Slot = "B-1" // a late fact brings it back
	update(t, s, func(tx hub.Tx) error { return tx.PutOrder(back, "c2") }, store)
	p := page(t, s, wire.Cursor{}, 10)
	if c := p.Changes[len(p.Changes)-1]; c.Op != wire.OpPut || c.Ver != 3 {
		t.Errorf("late fact: %+v", c)
	}
}

func stock(t *testing.T, s hub.Store, clock *Clock) {
	key := retail.StockKey{Site: shop, SKU: "SK-1", Class: retail.Regular}
	for n := range 2 {
		update(t, s, func(tx hub.Tx) error {
			for i := range 3 {
				m := retail.Movement{Cmd: retail.CommandID(fmt.Sprint("c", n)), N: i, Key: key, Kind: retail.MoveReceipt, OnHand: 2, At: clock.Now()}
				l, err := tx.Level(key)
				if err != nil {
					return err
				}
				if err := errors.Join(tx.PutLevel(l.Apply(m), m.Cmd), tx.Move(m)); err != nil {
					return err
				}
			}
			return nil
		}, store)
	}
	p := page(t, s, wire.Cursor{}, 10)
	if len(p.Changes) != 2 {
		t.Fatalf("%d changes for two transactions on one level", len(p.Changes))
	}
	var l retail.StockLevel
	if err := json.Unmarshal(p.Changes[1].Data, &l); err != nil || l.OnHand != 12 || l.StockKey != key {
		t.Errorf("level %+v, %v", l, err)
	}
	_, err := s.Update(t.Context(), []wire.Scope{store}, func(tx hub.Tx) error {
		return tx.Move(retail.Movement{Cmd: "c0", N: 0, Key: key, Kind: retail.MoveReceipt, OnHand: 1, At: clock.Now()})
	})
	if retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("a movement booked twice: %v, want invalid", err)
	}
	update(t, s, func(tx hub.Tx) error {
		return errors.Join(tx.SetCodes("SK-1", []retail.ItemCode{{GTIN: "4901234567894", Qty: 1}}),
			tx.SetCodes("SK-1", []retail.ItemCode{{GTIN: "49123456", Qty: 1}}))
	})
	if id, err := s.SKUByCode(t.Context(), "00000049123456"); id != "SK-1" || err != nil {
		t.Errorf("by code: %q, %v", id, err)
	}
	if _, err := s.SKUByCode(t.Context(), "04901234567894"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("by a code that was taken away: %v", err)
	}
}

func devices(t *testing.T, s hub.Store, clock *Clock) {
	d := hub.Device{ID: "d1", Store: shop, Name: "端末1", Public: []byte{1, 2}, Secret: []byte{0, 255}, LastSeen: clock.Now().UTC()}
	d.Skew, d.Astray, d.AstrayAt = -7*time.Minute, 2, clock.Now().UTC()
	r := &hub.Record{
		Device: "d1", Dseq: 1, ID: "id-1", Kind: "claim", Store: shop, At: clock.Now().UTC(), Received: clock.Now().UTC(),
		Verdict: retail.Rejected, Code: retail.ClaimedBy, Raw: []byte("{\x00\xff"),
	}
	update(t, s, func(tx hub.Tx) error {
		if err := errors.Join(tx.PutDevice(d), tx.Record(r)); err != nil {
			return err
		}
		if known, err := tx.KnownID("id-1"); err != nil || known.Dseq != 1 {
			t.Errorf("known within the transaction: %+v, %v", known, err)
		}
		_, err := tx.Put(store, retail.EntitySlot, "A", retail.StagingSlot{}, "")
		return err
	}, store)
	update(t, s, func(tx hub.Tx) error {
		got, err := tx.Device("d1")
		if err != nil || fmt.Sprint(got) != fmt.Sprint(d) {
			t.Errorf("device %v, %v; want %v", got, err, d)
		}
		byID, err := tx.KnownID("id-1")
		if err != nil {
			return err
		}
		byDseq, err := tx.KnownDseq("d1", 1)
		want := *r
		want.Seq = 1
		if err != nil || fmt.Sprint(byID) != fmt.Sprint(want) || fmt.Sprint(byDseq) != fmt.Sprint(want) {
			t.Errorf("records %v and %v, %v; want %v", byID, byDseq, err, want)
		}
		_, err = tx.KnownID("id-2")
		if retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("unknown id: %v", err)
		}
		got.Revoked, got.LastDseq, got.Left = true, 7, 3
		return tx.PutDevice(got)
	})
	got, err := s.Device(t.Context(), "d1")
	if err != nil || !got.Revoked || got.LastDseq != 7 || got.Left != 3 || string(got.Secret) != "\x00\xff" {
		t.Errorf("device %+v, %v", got, err)
	}
	if _, err := s.Page(t.Context(), store, wire.Cursor{}, 9, "d1"); retail.CodeOf(err) != retail.CodeRevoked {
		t.Errorf("a page for who is shut out: %v", err)
	}
	update(t, s, func(tx hub.Tx) error {
		got.Revoked = false
		return tx.PutDevice(got)
	})
	if p, err := s.Page(t.Context(), store, wire.Cursor{}, 9, "d1"); err != nil || p.End.DeviceLast != 7 {
		t.Errorf("the page says %d of the device (%v), want 7", p.End.DeviceLast, err)
	}
	if _, err := s.Device(t.Context(), "nobody"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("unknown device: %v", err)
	}
	if all, err := s.Devices(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("devices %v, %v: want d1, not the hub's own", all, err)
	}
	for store, want := range map[retail.SiteID]int{got.Store: 1, got.Store + "x": 0} {
		if all, err := s.DevicesOf(t.Context(), store); err != nil || len(all) != want {
			t.Errorf("devices of %q: %v, %v; want %d", store, all, err, want)
		}
	}
}

// alias: a number under which a known command came again is answered with the
// verdict of that command, and the audit counts it as taken.
func alias(t *testing.T, s hub.Store, _ *Clock) {
	r := &hub.Record{Device: "d1", Dseq: 1, ID: "id-1", Kind: "claim", Store: shop, Verdict: retail.Rejected, Code: retail.ClaimedBy}
	update(t, s, func(tx hub.Tx) error {
		if err := errors.Join(tx.PutDevice(hub.Device{ID: "d1", LastDseq: 2}), tx.PutDevice(hub.Device{ID: "d2", LastDseq: 1}), tx.Record(r)); err != nil {
			return err
		}
		if err := errors.Join(tx.Alias("d1", 2, "id-1"), tx.Alias("d2", 1, "id-1")); err != nil {
			return err
		}
		if known, err := tx.KnownDseq("d1", 2); err != nil || known.ID != "id-1" {
			t.Errorf("known within the transaction: %+v, %v", known, err)
		}
		return nil
	}, store)
	update(t, s, func(tx hub.Tx) error {
		for _, at := range []hub.Alias{{Device: "d1", Dseq: 2}, {Device: "d2", Dseq: 1}} {
			if known, err := tx.KnownDseq(at.Device, at.Dseq); err != nil || known.ID != "id-1" || known.Code != retail.ClaimedBy {
				t.Errorf("known %v: %+v, %v", at, known, err)
			}
		}
		if _, err := tx.KnownDseq("d2", 2); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("unknown dseq: %v", err)
		}
		return nil
	})
	if known, err := s.Command(t.Context(), "d2", 1); err != nil || known.ID != "id-1" || known.Verdict != retail.Rejected {
		t.Errorf("command %+v, %v", known, err)
	}
	sound := func(want bool) {
		t.Helper()
		if a, err := hub.AuditOf(t.Context(), s, false); err != nil || a.Sound != want {
			t.Errorf("audit %+v, %v; want sound %v", a, err, want)
		}
	}
	sound(true)
	update(t, s, func(tx hub.Tx) error {
		return errors.Join(tx.PutDevice(hub.Device{ID: "d2", LastDseq: 2}), tx.Alias("d2", 2, "nobody"))
	})
	sound(false) // an alias of nothing is a lost command
}

// waiting: commands come back in their order, once, and only those of the order.
func waiting(t *testing.T, s hub.Store, _ *Clock) {
	at := [][2]any{{"d2", int64(1)}, {"d1", int64(2)}, {"d1", int64(1)}}
	update(t, s, func(tx hub.Tx) error {
		for _, a := range at {
			dev, dseq := retail.DeviceID(a[0].(string)), a[1].(int64)
			r := &hub.Record{
				Device: dev, Dseq: dseq, ID: retail.CommandID(fmt.Sprint(dev, dseq)), Store: shop,
				Verdict: retail.Quarantined, Code: retail.UnknownOrder, Raw: []byte("{}"),
			}
			if err := errors.Join(tx.Record(r), tx.Wait("o-1", dev, dseq)); err != nil {
				return err
			}
		}
		return tx.Wait("o-2", "d1", 1)
	}, store)
	waited := func(order retail.OrderID, at retail.SiteID) (out []string) {
		update(t, s, func(tx hub.Tx) error {
			out = nil
			all, err := tx.Waited(order, at)
			for _, r := range all {
				out = append(out, string(r.ID))
			}
			return err
		})
		return out
	}
	for _, c := range []struct {
		order retail.OrderID
		at    retail.SiteID
		want  string
	}{{"o-1", "elsewhere", "[]"}, {"o-1", shop, "[d11 d12 d21]"}, {"o-1", shop, "[]"}, {"o-2", shop, "[d11]"}, {"o-3", shop, "[]"}} {
		if got := fmt.Sprint(waited(c.order, c.at)); got != c.want {
			t.Errorf("%s: %s, want %s", c.order, got, c.want)
		}
	}
}

func enrolment(t *testing.T, s hub.Store, clock *Clock) {
	update(t, s, func(tx hub.Tx) error {
		return errors.Join(tx.PutEnrolCode("h1", shop, hub.DeviceTerminal, clock.Now().Add(time.Minute)), tx.PutEnrolCode("h2", shop, hub.DeviceTerminal, clock.Now().Add(time.Minute)))
	})
	use := func(hash string) (id retail.SiteID, err error) {
		_, err = s.Update(t.Context(), nil, func(tx hub.Tx) error {
			id, err = tx.UseEnrolCode(hash, hub.DeviceTerminal, clock.Now())
			return err
		})
		return id, err
	}
	if id, err := use("h1"); id != shop || err != nil {
		t.Errorf("first use: %q, %v", id, err)
	}
	if _, err := use("h1"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("second use: %v", err)
	}
	clock.Advance(time.Minute)
	if _, err := use("h2"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("out of time: %v", err)
	}
}
