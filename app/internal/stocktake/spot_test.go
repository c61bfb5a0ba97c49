package stocktake_test

import (
	"testing"
	"time"

	"miseban/app/retail"
)

// TestCountsThatWait: they are in the list with who counted, and a manager decides.
func TestCountsThatWait(t *testing.T) {
	w := newWorld(t)
	w.stock("sku-000007", "A-01-2", 10)
	w.sign("s-1", retail.RoleStaff)
	w.empty("sku-000007", true) // ten, by the books
	v, err := w.svc.Start(ctx)
	if err != nil || v.Waiting != 1 || len(v.Open) != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	r, err := w.svc.Results(ctx, "")
	if err != nil || len(r.Open) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	x := r.Open[0]
	if !x.Spot || !x.Settled || !x.Mine || !x.NeedsTwo || x.Qty() != 0 || x.Off() != -10 || x.Shelf != "A-01-2" {
		t.Errorf("%+v", x)
	}
	w.sign("m-1", retail.RoleManager)
	w.must(w.svc.Refuse(ctx, x.CountLine))
	if v, err = w.svc.Start(ctx); err != nil || v.Waiting != 0 {
		t.Fatalf("refused, and waits: %+v, %v", v, err)
	}
	w.sign("s-1", retail.RoleStaff)
	w.Now = w.Now.Add(time.Minute)
	w.empty("sku-000007", true)
	w.sign("m-1", retail.RoleManager)
	if r, err = w.svc.Results(ctx, ""); err != nil || len(r.Open) != 1 || r.Open[0].Mine {
		t.Fatalf("%+v, %v", r, err)
	}
	w.must(w.svc.Approve(ctx, r.Open[0].CountLine, retail.VarianceLost))
	if l, err := w.DB.StockHere(ctx, []retail.SKUID{"sku-000007"}); err != nil || l["sku-000007"].OnHand != 0 {
		t.Errorf("%+v, %v", l, err)
	}
	if v, err = w.svc.Start(ctx); err != nil || v.Waiting != 0 {
		t.Errorf("decided, and waits: %+v, %v", v, err)
	}
}
