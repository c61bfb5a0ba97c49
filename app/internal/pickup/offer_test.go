package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// A missing shirt is replaced by another size, which is then picked by scan as
// any other item.
func TestOffer(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM, knit)
	w := newWorld(t, o)
	if _, err := w.svc.Short(ctx, o.ID, 1, retail.DamagedGoods); err != nil {
		t.Fatal(err)
	}
	v, err := w.svc.Offer(ctx, o.ID, 0)
	if err != nil || v.Qty != 1 || v.Line.No != 1 || len(v.Items) != 1 || v.Items[0].SKU != shirtL.ID || v.Items[0].Free != 2 {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := w.svc.Answer(ctx, o.ID, 1, pickup.Reply{Choice: retail.ChooseSubstitute, SKU: knit.ID}); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("another article was taken: %v", err)
	}
	v, err = w.svc.Answer(ctx, o.ID, 1, pickup.Reply{Choice: retail.ChooseNothing, How: retail.AskedByPhone})
	if err != nil || v.Tried != 1 || v.Qty != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	v, err = w.svc.Answer(ctx, o.ID, 1, pickup.Reply{Choice: retail.ChooseSubstitute, How: retail.AskedByPhone, SKU: shirtL.ID})
	if err != nil || v.Qty != 0 || len(v.Said) != 2 || v.Said[0].Name != "佐藤" || v.Said[0].How != retail.AskedByPhone || v.Said[0].Became == "" {
		t.Fatalf("%+v, %v", v.Said, err)
	}
	if f := w.scan(o.ID, shirtL.JAN); !f.Kind.Right() || f.Line.No != 3 {
		t.Fatalf("%v %+v", f.Kind, f.Line)
	}
	w.scan(o.ID, knit.JAN)
	got, _ := w.DB.Order(ctx, o.ID)
	if got.State != retail.Picking || !got.Settled() || got.Pending() {
		t.Errorf("%v, settled %v, pending %v", got.State, got.Settled(), got.Pending())
	}
	if _, err := w.svc.Answer(ctx, o.ID, 1, pickup.Reply{Choice: retail.ChooseDrop}); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("asked twice: %v", err)
	}
}
