package retail

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// meatOrder is two packs of 300 g at 198 yen for 100 g, and a tote, to be paid here.
func meatOrder() Order {
	o := shopOrder()
	o.Lines[0] = Line{No: 1, SKU: "shirt", Name: "鶏もも肉", Qty: 2, PriceTaxIn: 594, TaxRate: 8, Fresh: Fresh{Grams: 300, Per100TaxIn: 198}}
	o.Pay.TotalTaxIn, o.Pay.DueTaxIn = 2188, 2188
	return o
}

func (h *host) pack(minute, grams int, yen Yen) Decision {
	return h.do(minute, "sato", KindPick, PickItem{Order: h.order.ID, Line: 1, SKU: "shirt", Qty: 1, Entry: Scanned, Tag: Tag{Grams: grams, FinalTaxIn: yen, Lot: "L1", Last: "2026-11-30"}})
}

// TestWeigh: what a pack weighs and costs, and whether it may be picked.
func TestWeigh(t *testing.T) {
	meat := meatOrder().Lines[0]
	plain, instead := meat, meat
	plain.Per100TaxIn, instead.Of = 0, 1
	for name, tc := range map[string]struct {
		p    WeighPolicy
		l    Line
		qty  int
		m    Measure
		want Tag
		kind MatchKind
	}{
		"by weight":                           {WeighPolicy{}, meat, 1, Measure{Grams: 312}, Tag{Grams: 312, FinalTaxIn: 617}, MatchRight},
		"rounded up":                          {WeighPolicy{Rounding: RoundUp}, meat, 1, Measure{Grams: 312}, Tag{Grams: 312, FinalTaxIn: 618}, MatchRight},
		"weight goes before price":            {WeighPolicy{}, meat, 1, Measure{Grams: 300, Price: 700}, Tag{Grams: 300, FinalTaxIn: 594}, MatchRight},
		"by price":                            {WeighPolicy{}, meat, 1, Measure{Price: 618}, Tag{Grams: 312, FinalTaxIn: 618}, MatchRight},
		"by price without tax":                {WeighPolicy{Net: true}, meat, 1, Measure{Price: 572}, Tag{Grams: 312, FinalTaxIn: 617}, MatchRight},
		"no price of 100 g":                   {WeighPolicy{}, plain, 1, Measure{Grams: 312}, Tag{Grams: 312, FinalTaxIn: 617}, MatchRight},
		"just light enough":                   {WeighPolicy{}, meat, 1, Measure{Grams: 270}, Tag{Grams: 270, FinalTaxIn: 534}, MatchRight},
		"too light":                           {WeighPolicy{}, meat, 1, Measure{Grams: 269}, Tag{Grams: 269, FinalTaxIn: 532}, MatchTooLight},
		"just heavy enough":                   {WeighPolicy{}, meat, 1, Measure{Grams: 330}, Tag{Grams: 330, FinalTaxIn: 653}, MatchRight},
		"too heavy":                           {WeighPolicy{}, meat, 1, Measure{Grams: 331}, Tag{Grams: 331, FinalTaxIn: 655}, MatchTooHeavy},
		"any weight":                          {WeighPolicy{Under: WeighAny, Over: WeighAny}, meat, 1, Measure{Grams: 3000}, Tag{Grams: 3000, FinalTaxIn: 5940}, MatchRight},
		"two pieces in one pack":              {WeighPolicy{}, meat, 2, Measure{Grams: 640}, Tag{Grams: 640, FinalTaxIn: 1267}, MatchRight},
		"a substitute is never dearer":        {WeighPolicy{}, instead, 1, Measure{Grams: 320}, Tag{Grams: 320, FinalTaxIn: 594}, MatchRight},
		"neither weight nor price":            {WeighPolicy{}, meat, 1, Measure{}, Tag{}, MatchNoWeight},
		"a price, and nobody knows of 100 g":  {WeighPolicy{}, Line{Qty: 1, Fresh: Fresh{Grams: 300}}, 1, Measure{Price: 500}, Tag{}, MatchNoWeight},
		"a weight, and nobody knows a price ": {WeighPolicy{}, Line{Qty: 1, Fresh: Fresh{Grams: 300}}, 1, Measure{Grams: 300}, Tag{Grams: 300}, MatchRight},
	} {
		if got, kind := tc.p.Weigh(&tc.l, tc.qty, tc.m); got != tc.want || kind != tc.kind {
			t.Errorf("%s: %+v %v, want %+v %v", name, got, kind, tc.want, tc.kind)
		}
	}
}

// TestWeighedDue: what is due follows the packs that stay, whatever happens to them.
func TestWeighedDue(t *testing.T) {
	h := newHost()
	h.do(0, "hub", KindReceive, Receive{Order: meatOrder()})
	due := func(what string, want Yen) {
		t.Helper()
		if o := h.order; o.Pay.DueTaxIn != want || o.Pay.TotalTaxIn != want {
			t.Errorf("%s: due %d of %d, want %d", what, o.Pay.DueTaxIn, o.Pay.TotalTaxIn, want)
		}
	}
	d := h.pack(1, 320, 633)
	due("a heavy pack", 2188+39)
	if p := d.Order.Lines[0].Picks[0]; p.Grams != 320 || p.Lot != "L1" || p.Last != "2026-11-30" {
		t.Errorf("the pick says %+v", p.Tag)
	}
	h.do(2, "sato", KindUndoPick, UndoPick{Order: h.order.ID, Line: 1, Pick: h.log[len(h.log)-1].ID})
	due("put back", 2188)
	h.pack(3, 320, 633)
	h.pack(4, 280, 554)
	due("a heavy and a light one", 2187)
	h.pack(5, 300, 594)
	due("one too many: the dearest is not charged", 2148)
	h.do(6, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 1, Qty: 1})
	due("which of them is back nobody knows", 2148)
	h.do(7, "sato", KindPick, PickItem{Order: h.order.ID, Line: 2, SKU: "tote", Qty: 1, Entry: Scanned, Tag: Tag{Grams: 1, FinalTaxIn: 1}})
	due("goods that are not weighed cost what they do", 2148)
	h.stage(8, "sato")
	n := h.order.News()
	if x := n.Lines[0]; x.Grams != 580 || x.FinalTaxIn != 1148 || x.Ready != 2 || n.Lines[1].FinalTaxIn != 0 {
		t.Errorf("the web shop hears %+v", n.Lines)
	}
	h.do(9, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Reason: RefuseOther})
	due("one is refused", 554+1000)
	h.do(10, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Takes: true})
	due("and taken after all", 2148)
	h.do(11, "sato", KindCollect, Collect{Order: h.order.ID, AmountTaxIn: 2148, Receipt: "R"})
	if h.order.Pay.State != Collected || h.order.Pay.DueTaxIn != 0 {
		t.Errorf("%+v", h.order.Pay)
	}
}

// TestWeighedPaidOutside: what was paid in the web shop stays as it was paid, and the
// web shop hears what it came to.
func TestWeighedPaidOutside(t *testing.T) {
	h := newHost()
	o := meatOrder()
	o.Pay = Payment{State: Prepaid, TotalTaxIn: 2188}
	h.do(0, "hub", KindReceive, Receive{Order: o})
	h.pack(1, 320, 633)
	h.pack(2, 0, 0)
	h.do(3, "sato", KindShort, ShortLine{h.order.ID, 2, 1, SoldOut})
	h.stage(8, "sato")
	if h.order.Pay.TotalTaxIn != 2188 || h.order.Lines[0].WeighedTaxIn != 0 {
		t.Errorf("%+v", h.order.Pay)
	}
	if x := h.order.News().Lines[0]; x.FinalTaxIn != 633+594 || x.Grams != 620 {
		t.Errorf("what nobody weighed counts as ordered: %+v", x)
	}
}

// TestTagOf: nonsense in a command changes no price.
func TestTagOf(t *testing.T) {
	meat, shirt := meatOrder().Lines[0], Line{SKU: "shirt"}
	good := Tag{Grams: 300, FinalTaxIn: 594, Lot: "A", Last: "2026-11-30"}
	if got := good.of(&meat); got != good {
		t.Errorf("%+v", got)
	}
	if got := good.of(&shirt); got.Grams != 0 || got.FinalTaxIn != 0 || got.Lot != "A" {
		t.Errorf("a shirt by weight: %+v", got)
	}
	for _, bad := range []Tag{{Grams: -1, FinalTaxIn: 5}, {Grams: 300, FinalTaxIn: -5}, {FinalTaxIn: 5}, {Grams: 2_000_000}, {Grams: 1, FinalTaxIn: 20_000_000}, {Lot: "123456789012345678901"}, {Last: "2026-02-30"}, {Last: "yesterday"}} {
		if got := bad.of(&meat); got != (Tag{}) {
			t.Errorf("%+v counts as %+v", bad, got)
		}
	}
}

// TestWeighedInAnyOrder: whichever way packs are picked and taken back, what is due is
// the cheapest of those that count, and never less than nothing.
func TestWeighedInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		h.do(0, "hub", KindReceive, Receive{Order: meatOrder()})
		var mine []CommandID
		for i := range rapid.IntRange(1, 8).Draw(t, "steps") {
			if len(mine) > 0 && rapid.IntRange(0, 2).Draw(t, "undo") == 0 {
				n := rapid.IntRange(0, len(mine)-1).Draw(t, "which")
				h.do(i+1, "sato", KindUndoPick, UndoPick{Order: h.order.ID, Line: 1, Pick: mine[n]})
				mine = slices.Delete(mine, n, n+1)
			} else {
				grams := rapid.IntRange(0, 500).Draw(t, "grams")
				h.pack(i+1, grams, Yen(grams*2))
				mine = append(mine, h.log[len(h.log)-1].ID)
			}
			l, want := h.order.Lines[0], Yen(1000)
			var prices []Yen
			for _, p := range l.Picks {
				if p.Grams > 0 {
					prices = append(prices, p.FinalTaxIn)
				} else {
					prices = append(prices, l.PriceTaxIn)
				}
			}
			slices.Sort(prices)
			for j := range 2 {
				if j < len(prices) {
					want += prices[j]
				} else {
					want += l.PriceTaxIn
				}
			}
			if h.order.Pay.DueTaxIn != want {
				t.Fatalf("due %d, want %d of %v", h.order.Pay.DueTaxIn, want, fmt.Sprint(prices))
			}
		}
	})
}
