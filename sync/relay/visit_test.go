package relay_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestCustomerOfARelay: the page of an order stands at the chain's hub, also
// where a relay is home of its shop. What its customer says waits for the relay's
// line, once, and is judged there; while it waits the page says so.
func TestCustomerOfARelay(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.home()
	id := w.order("1")
	w.settle()
	dev := w.enrol()
	var raws []json.RawMessage
	for n, body := range []retail.Body{
		retail.PickItem{Order: id, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned},
		retail.StageBag{Order: id, Slot: "B-1", Label: "bag-1", No: 1},
		retail.StageOrder{Order: id},
	} {
		raw, err := json.Marshal(retail.Command{
			ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: int64(n + 1), V: 1, Kind: []retail.Kind{retail.KindPick, retail.KindStageBag, retail.KindStage}[n],
			At: w.clock.Now(), Store: shop, Body: body,
		})
		w.must(err)
		raws = append(raws, raw)
	}
	_, err := w.r.Hub.Push(ctx, dev, raws, 0)
	w.must(err)
	code, err := w.r.Hub.PickupCode(ctx, id)
	w.must(err)
	link := strings.TrimPrefix(code.Page, "https://pickup.example.com"+hub.PathVisit)
	w.settle()
	visit := func() hub.Visit {
		t.Helper()
		v, err := w.chain.Visit(ctx, link)
		w.must(err)
		return v
	}
	if v := visit(); v.Order.State != retail.Staged || v.Code != code {
		t.Fatalf("%v, %+v is not %+v", v.Order.State, v.Code, code)
	}
	if _, err := w.r.Hub.Visit(ctx, link); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("a relay shows pages: %v", err)
	}
	w.line.cut = true
	for range 3 {
		r, err := w.chain.Say(ctx, link, retail.KindArrive)
		w.must(err)
		if r != (wire.Result{}) && r.Verdict != 0 {
			t.Fatalf("judged by the chain: %+v", r)
		}
	}
	if v := visit(); !v.Waits[retail.KindArrive] || v.Silent || v.Order.Arrival != nil {
		t.Errorf("waits %v, silent %v", v.Waits, v.Silent)
	}
	w.clock.Advance(10 * time.Minute)
	if v := visit(); !v.Silent {
		t.Error("the shop does not hear, and nobody tells the customer")
	}
	w.line.cut = false
	w.settle()
	got, err := w.r.Hub.Order(ctx, id)
	w.must(err)
	if v := visit(); len(v.Waits) != 0 || v.Order.Arrival == nil || !got.Ringing(w.clock.Now()) || len(got.Steps) != 3 {
		t.Errorf("%+v, at the relay %+v after %d steps", v.Order.Arrival, got.Arrival, len(got.Steps))
	}
	_, err = w.chain.Say(ctx, link, retail.KindCancel)
	w.must(err)
	w.settle()
	if v := visit(); v.Order.State != retail.Canceled {
		t.Errorf("canceled: %v", v.Order.State)
	}
}
