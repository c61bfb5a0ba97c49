package hub_test

import (
	"testing"

	"miseban/sync/hub"
)

// What the tills sold waits for the shop's relay like everything else that the
// chain's hub wants done there, and is booked there once.
func TestSalesWaitForTheRelay(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		ctx := t.Context()
		p.move()
		rows := []hub.SaleRow{
			{Site: shibuya, SKU: "SK-1", Qty: 2, At: p.clock.Now(), Receipt: "R-1", Line: 1},
			{Site: shibuya, SKU: "SK-1", Qty: 1, At: p.clock.Now(), Receipt: "R-1", Line: 2},
		}
		for n, want := range []int{2, 0} {
			if got, err := p.h.Sell(ctx, rows); got != want || err != nil {
				t.Fatalf("time %d: %d lines new, want %d, %v", n+1, got, want, err)
			}
		}
		if w, err := p.h.Waiting(ctx, shibuya); len(w) != 2 || err != nil {
			t.Fatalf("%d errands wait, %v; want 2", len(w), err)
		}
		if l := p.level(); l.OnHand != 10 {
			t.Fatalf("two homes: the chain's hub booked %d", l.OnHand)
		}
		p.down()
		p.up()
		p.agree()
		if l := p.level(); l.OnHand != 7 {
			t.Errorf("%d on hand, want 7", l.OnHand)
		}
	})
}
