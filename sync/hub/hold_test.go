package hub_test

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

// hold reads a hold out of the books of a shop, nil when it is not in its feed.
func (w *world) hold(shop retail.SiteID, id retail.HoldID) *retail.Hold {
	w.t.Helper()
	var h retail.Hold
	ok, err := w.s.Row(context.Background(), wire.StoreScope(shop), retail.EntityHold, string(id), &h)
	if err != nil {
		w.t.Fatal(err)
	}
	if !ok {
		return nil
	}
	return &h
}

func (w *world) makeHold(dseq int64, at retail.SiteID, id retail.HoldID, qty int) retail.Command {
	return w.command(dseq, retail.KindHold, retail.MakeHold{
		Hold: id, At: at, Number: "0001", Tag: "HD-1", Customer: retail.Customer{Name: "山田 花子", Kana: "ヤマダ", Phone: "09012345678", Member: "M-77"},
		Lines: []retail.HoldLine{{SKU: "SK-1", Class: retail.Regular, Name: "シャツ", Qty: qty}}, Pay: retail.PayLater,
	})
}

func (w *world) sound() {
	w.t.Helper()
	a, err := hub.AuditOf(context.Background(), w.s, false)
	if err != nil || !a.Sound {
		text, _ := json.MarshalIndent(a, "", " ")
		w.t.Errorf("the books do not hold: %v\n%s", err, text)
	}
}

func TestHoldsArePromisedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		w.push(dev, 0, w.makeHold(1, shibuya, "a", 9), w.makeHold(2, shibuya, "b", 2))
		if a, b := w.hold(shibuya, "a"), w.hold(shibuya, "b"); a.State != retail.HoldHeld || b.State != retail.HoldDeclined {
			t.Errorf("%v and %v of ten pieces", a.State, b.State)
		}
		if l := w.level(); l.Held != 9 || l.Available() != 1 {
			t.Errorf("level %+v", l)
		}
		if x := w.exceptions(shibuya); len(x) != 1 || x[0].Kind != retail.ExHoldDeclined || x[0].Hold != "b" {
			t.Errorf("in the inbox: %+v", x)
		}
		w.push(dev, 0, w.command(3, retail.KindHoldKeep, retail.KeepHold{Hold: "a", Line: 1, Qty: 1, Code: "4", Entry: retail.Scanned, Place: "K-1"}))
		w.must(w.h.Sell(t.Context(), []hub.SaleRow{{Site: shibuya, SKU: "SK-1", Qty: 2, At: w.clock.Now(), Receipt: "R-1", Line: 1}}))
		if h := w.hold(shibuya, "a"); h.Lines[0].Lost != 1 || h.State != retail.HoldHeld {
			t.Errorf("after two of one were sold: %+v", h)
		}
		w.sound()
		w.clock.Advance(30 * 24 * time.Hour)
		if n, err := w.h.Overdue(t.Context()); n != 1 || err != nil || w.hold(shibuya, "a").State != retail.HoldExpired {
			t.Errorf("%d expired, %v", n, err)
		}
		if l := w.level(); l.Held != 1 || l.OnHand != 8 {
			t.Errorf("one lies put by: %+v", l)
		}
		w.push(dev, 0, w.command(4, retail.KindHoldCollect, retail.CollectHold{Hold: "a", Tag: "HD-1"}))
		w.must(w.h.Sell(t.Context(), []hub.SaleRow{{Site: shibuya, SKU: "SK-1", Qty: 1, At: w.clock.Now(), Receipt: "R-2", Line: 1}}))
		if l := w.level(); l.Held != 0 || l.OnHand != 7 || l.Picked != 0 {
			t.Errorf("collected, and rung by the till: %+v", l)
		}
		w.sound()
	})
}

// TestFactsWaitForTheirHold: a hub that was put back to before a hold hears of
// what was done with it from other terminals first.
func TestFactsWaitForTheirHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		early, maker := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		keep := retail.KeepHold{Hold: "a", Line: 1, Qty: 1, Code: "4", Entry: retail.Scanned}
		got := w.push(early, 0, w.command(1, retail.KindHoldKeep, keep), w.command(2, retail.KindHoldCollect, retail.CollectHold{Hold: "a"}))
		if r := got.Results[0]; r.Verdict != retail.Quarantined || r.Code != retail.UnknownHold {
			t.Fatalf("of a hold that nobody knows: %+v", r)
		}
		w.push(maker, 0, w.makeHold(1, shibuya, "a", 1))
		if h := w.hold(shibuya, "a"); h.State != retail.HoldCollected || h.Lines[0].Kept != 1 || h.Lines[0].Gone != 1 {
			t.Errorf("when it became known: %+v", h)
		}
		if l := w.level(); l.OnHand != 9 || l.Held != 0 || l.Picked != 0 {
			t.Errorf("level %+v", l)
		}
		for _, x := range w.exceptions(shibuya) {
			if x.Open() {
				t.Errorf("still open: %+v", x)
			}
		}
		w.sound()

		there := w.enrol(shinjuku).Device // as at a shop that another one asks
		w.push(there, 0, w.command(1, retail.KindHoldKeep, retail.KeepHold{Hold: "b", Line: 1, Qty: 1, Code: "4", Entry: retail.Scanned}))
		w.push(maker, 0, w.makeHold(2, shinjuku, "b", 1))
		w.must(w.h.Deliver(t.Context()))
		if h := w.hold(shinjuku, "b"); h == nil || h.Lines[0].Kept != 1 {
			t.Errorf("when the letter came: %+v", h)
		}
	})
}

// TestNewsWaitForTheirHold: a shop whose home is elsewhere answers a hold, and the
// hub was put back meanwhile to before it was asked for.
func TestNewsWaitForTheirHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		ask := w.makeHold(1, shinjuku, "a", 1)
		news := retail.Hold{
			ID: "a", Store: shinjuku, From: shibuya, State: retail.HoldDeclined, EndedAt: w.clock.Now(),
			Lines: []retail.HoldLine{{No: 1, SKU: "SK-1", Class: retail.Regular, Name: "シャツ", Qty: 1}},
		}
		_, err := w.s.Update(t.Context(), []wire.Scope{wire.StoreScope(shinjuku)}, func(tx hub.Tx) error {
			return tx.PutLetter(retail.Letter{
				ID: "l-x-0", From: shinjuku, To: shibuya, Kind: retail.KindHoldNews, At: w.clock.Now(), Body: retail.HoldNews{Hold: news},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		w.must(w.h.Deliver(t.Context()))
		if w.hold(shibuya, "a") != nil || len(w.exceptions(shibuya)) != 1 {
			t.Fatalf("news of a hold that nobody knows: %+v", w.exceptions(shibuya))
		}
		w.push(dev, 0, ask)
		if h := w.hold(shibuya, "a"); h == nil || h.State != retail.HoldDeclined {
			t.Errorf("when it became known: %+v", h)
		}
		for _, x := range w.exceptions(shibuya) {
			if x.Open() && x.Kind == retail.ExUnknown {
				t.Errorf("still open: %+v", x)
			}
		}
		w.sound()
	})
}

// TestHoldElsewhere: another shop keeps the goods, and nobody is left of the
// customer when it is long over.
func TestHoldElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.h.SetStock(t.Context(), []hub.StockRow{{Site: shinjuku, SKU: "SK-1", OnHand: 1}}))
		dev := w.enrol(shibuya).Device
		w.push(dev, 0, w.makeHold(1, shinjuku, "a", 1), w.makeHold(2, shinjuku, "b", 1))
		if h := w.hold(shibuya, "a"); h.State != retail.HoldAsked {
			t.Fatalf("before it is answered: %+v", h)
		}
		w.delivered(4)
		if a, b := w.hold(shibuya, "a"), w.hold(shibuya, "b"); a.State != retail.HoldHeld || b.State != retail.HoldDeclined {
			t.Errorf("%v and %v of one piece", a.State, b.State)
		}
		r := w.push(dev, 0, w.command(3, retail.KindHoldRelease, retail.ReleaseHold{Hold: "a", Why: "customer"}))
		if r.Results[0].Verdict != retail.Applied {
			t.Errorf("released: %+v", r)
		}
		w.delivered(2)
		if a, b := w.hold(shibuya, "a"), w.hold(shinjuku, "a"); a.State != retail.HoldReleased || b.State != retail.HoldReleased {
			t.Errorf("here %v, there %v", a.State, b.State)
		}
		w.sound()
		w.clock.Advance(40 * 24 * time.Hour)
		if _, err := w.h.Retire(t.Context(), w.clock.Now()); err != nil || w.hold(shibuya, "a") != nil || w.hold(shinjuku, "a") != nil {
			t.Errorf("still in the feeds, %v", err)
		}
		if n, err := w.h.Purge(t.Context(), w.clock.Now()); n != 4 || err != nil {
			t.Errorf("%d forgotten, %v", n, err)
		}
		if n, err := w.h.Purge(t.Context(), w.clock.Now()); n != 0 || err != nil {
			t.Errorf("%d forgotten twice, %v", n, err)
		}
		w.sound()
		var everything strings.Builder
		for _, shop := range []retail.SiteID{shibuya, shinjuku} {
			p, err := w.s.Page(t.Context(), wire.StoreScope(shop), wire.Cursor{}, 1000, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range p.Changes {
				everything.Write(c.Data)
			}
		}
		for _, d := range []retail.DeviceID{dev, retail.HubDevice} {
			for n := int64(1); ; n++ {
				r, err := w.s.Command(t.Context(), d, n)
				if err != nil {
					break
				}
				everything.Write(r.Raw)
			}
		}
		for _, secret := range []string{"山田", "ヤマダ", "09012345678", "M-77"} {
			if strings.Contains(everything.String(), secret) {
				t.Errorf("%s is still there", secret)
			}
		}
	})
}
