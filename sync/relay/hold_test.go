package relay_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// TestHoldFromAWebShop: a hold that a web shop asks for is provisional while its
// shop's relay has not heard of it, and asked for again meanwhile it is the same
// one.
func TestHoldFromAWebShop(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.chain.PutSKUs(ctx, []retail.SKU{{ID: "SK-1", Name: "シャツ"}})
	w.must(err)
	w.home()
	ec := hub.Channel{Name: "ec"}
	ask := hub.WebHold{Channel: "ec", External: "R-1", Store: shop, Customer: retail.Customer{Kana: "ヤマダ"}, Lines: []hub.WebHoldLine{{SKU: "SK-1", Qty: 2}}}
	for range 2 {
		s, err := w.chain.AskHold(ctx, ec, ask)
		w.must(err)
		if s.State != retail.HoldAsked || s.Store != shop {
			t.Errorf("asked: %+v", s)
		}
	}
	w.settle()
	s, err := w.chain.AskHold(ctx, ec, ask)
	w.must(err)
	if s.State != retail.HoldHeld || s.Number == "" || s.Lines[0].Held != 2 {
		t.Errorf("when the relay had heard of it: %+v", s)
	}
	_, err = w.chain.DropHold(ctx, "ec", "R-1")
	w.must(err)
	w.settle()
	if s, err := w.chain.HoldOf(ctx, "ec", "R-1"); err != nil || s.State != retail.HoldReleased {
		t.Errorf("canceled: %+v %v", s, err)
	}
	w.agree()
}
