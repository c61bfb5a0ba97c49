package pickup_test

import (
	"fmt"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

// grams are the codes of this chain: five digits of the goods, five of their weight.
var grams = scanner.Options{Source: scanner.SourceWedge, Templates: []scanner.Template{{Pattern: "02IIIIIXXXXXC", Unit: scanner.ValueGram}}}

// pack is the label of a pack of the meat.
func pack(g int) scanner.Code {
	body := fmt.Sprintf("0212345%05d", g)
	sum := 0
	for i, c := range body {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return scanner.Classify(body+fmt.Sprint((10-sum%10)%10), grams)
}

// butcher is a shop with an order of about 300 g of meat and a shirt, to be paid here.
func butcher(t *testing.T, qty int) (*world, retail.Order) {
	o := order("4834", "ヤマモト", time.Hour, meat, shirtM)
	o.Lines[0].Qty, o.Lines[0].Fresh, o.Lines[0].PriceTaxIn = qty, meat.Fresh, meat.PriceTaxIn
	o.Pay = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 600*retail.Yen(qty) + 1000, DueTaxIn: 600*retail.Yen(qty) + 1000}
	w := newWorld(t, o)
	w.svc.Reads(func() scanner.Options { return grams })
	return w, o
}

// TestWeighedPack: a pack is picked by its label; one that is too light or too heavy, or
// says no weight, is turned down and nothing is booked.
func TestWeighedPack(t *testing.T) {
	w, o := butcher(t, 1)
	for _, tc := range []struct {
		code scanner.Code
		want retail.MatchKind
	}{
		{pack(269), retail.MatchTooLight},
		{pack(331), retail.MatchTooHeavy},
		{w.code(meat.JAN), retail.MatchNoWeight},
		{scanner.Classify("]C10194999000000075310300026910LOT", grams), retail.MatchTooLight},
	} {
		f, err := w.svc.Scan(ctx, o.ID, tc.code)
		if err != nil || f.Kind != tc.want || f.Pick.Done != 0 || f.Line == nil || f.Line.SKU != meat.ID {
			t.Errorf("%s: %v, %v; want %v", tc.code.Text, f.Kind, err, tc.want)
		}
		if tc.want != retail.MatchNoWeight && (f.Least != 270 || f.Most != 330) {
			t.Errorf("%s: %d to %d g", tc.code.Text, f.Least, f.Most)
		}
	}
	f, err := w.svc.Scan(ctx, o.ID, pack(312))
	if err != nil || !f.Kind.Right() || f.Tag.Grams != 312 || f.Tag.FinalTaxIn != 624 {
		t.Fatalf("%v %+v, %v", f.Kind, f.Tag, err)
	}
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil || got.Pay.DueTaxIn != 1624 || got.Lines[0].Picks[0].Grams != 312 {
		t.Errorf("%+v %+v, %v", got.Pay, got.Lines[0].Picks, err)
	}
	if v, err := w.svc.Open(ctx, o.ID); err != nil || v.Due != 1624 {
		t.Errorf("at the counter %d, %v", v.Due, err)
	}
	if _, err := w.svc.UndoLast(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	if got, err = w.DB.Order(ctx, o.ID); err != nil || got.Pay.DueTaxIn != 1600 {
		t.Errorf("after 戻す %+v, %v", got.Pay, err)
	}
	if f, err = w.svc.TypeCode(ctx, o.ID, pack(300).Text, retail.NoLabel); err != nil || f.Tag.Grams != 300 {
		t.Errorf("typed: %v %+v, %v", f.Kind, f.Tag, err)
	}
}

// TestWeighedByGS1: weight, lot and date of a GS1-128 label stay with the pick.
func TestWeighedByGS1(t *testing.T) {
	w, o := butcher(t, 1)
	f, err := w.svc.Scan(ctx, o.ID, scanner.Classify("]C10194999000000075310300030517301130"+"10A-7", grams))
	if err != nil || !f.Kind.Right() {
		t.Fatalf("%v, %v", f.Kind, err)
	}
	got, err := w.DB.Order(ctx, o.ID)
	if want := (retail.Tag{Grams: 305, FinalTaxIn: 610, Lot: "A-7", Last: "2030-11-30"}); err != nil || got.Lines[0].Picks[0].Tag != want {
		t.Errorf("%+v, %v", got.Lines[0].Picks, err)
	}
}

// TestNoCodesWithWeights: where the chain has none, packs count as they were ordered.
func TestNoCodesWithWeights(t *testing.T) {
	w, o := butcher(t, 1)
	w.restart()
	if f, err := w.svc.Scan(ctx, o.ID, w.code(meat.JAN)); err != nil || !f.Kind.Right() || f.Tag.Grams != 0 {
		t.Errorf("%v %+v, %v", f.Kind, f.Tag, err)
	}
	if got, err := w.DB.Order(ctx, o.ID); err != nil || got.Pay.DueTaxIn != 1600 {
		t.Errorf("%+v, %v", got.Pay, err)
	}
}

// TestSoonerDatesGoFirst: a later date is turned down while the shop knows of a sooner one;
// the same code again counts, and from then on its date is the one. What is past its date
// is never asked for.
func TestSoonerDatesGoFirst(t *testing.T) {
	w, o := butcher(t, 6)
	dated := func(day string, want retail.MatchKind) pickup.Found {
		t.Helper()
		f, err := w.svc.Scan(ctx, o.ID, scanner.Classify("]C10194999000000075310300030017"+day+"10L", grams))
		if err != nil || f.Kind != want && (want != retail.MatchRight || !f.Kind.Right()) {
			t.Fatalf("%s: %v, %v; want %v", day, f.Kind, err, want)
		}
		w.Now = w.Now.Add(time.Minute)
		return f
	}
	day := func(n int) string { return w.Now.In(retail.Japan).AddDate(0, 0, n).Format("060102") }
	dated(day(3), retail.MatchRight)
	if f := dated(day(9), retail.MatchLaterDate); f.Pick.Done != 1 || f.Last.Format("060102") != day(3) {
		t.Errorf("%d picked, first %v", f.Pick.Done, f.Last)
	}
	dated(day(3), retail.MatchRight)
	dated(day(9), retail.MatchLaterDate) // asked anew: the sooner one was there
	dated(day(9), retail.MatchRight)
	dated(day(9), retail.MatchRight)
	dated(day(2), retail.MatchRight)
	w.restart()
	dated(day(9), retail.MatchLaterDate)
	w.Now = w.Now.AddDate(0, 0, 4)
	dated(day(5), retail.MatchRight)
}
