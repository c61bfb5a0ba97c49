package stocktake_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/stocktake"
	"miseban/app/retail"
	"miseban/scanner"
)

// TestClassesApart: pieces with a flaw, on display and not looked at yet are counted apart from
// good ones, each against its own figure in the books; what nobody met of a class is
// none.
func TestClassesApart(t *testing.T) {
	w := newWorld(t)
	put := func(class retail.StockClass, n int) {
		l := retail.StockLevel{StockKey: retail.StockKey{Site: localdbtest.Store, SKU: "sku-000000", Class: class}, OnHand: n, Shelf: "A-01-1", AsOf: w.Now}
		w.put(retail.EntityStock, retail.LevelRef("sku-000000", class), l)
	}
	put(retail.BGrade, 2)
	put(retail.Display, 1)
	put(retail.Inspecting, 1)
	id, err := w.svc.OpenArea(ctx, "A-01")
	w.must(err)
	code := scanner.Code{Kind: scanner.KindGTIN, Text: localdbtest.GTIN(0), Fields: scanner.Fields{Key: localdbtest.GTIN(0)}}
	w.Now = w.Now.Add(time.Second)
	for class, n := range map[retail.StockClass]int{retail.Regular: 5, retail.BGrade: 1, retail.Inspecting: 3} {
		for range n {
			if it, err := w.svc.Scan(ctx, id, "A-01", class, code); err != nil || it.Class != class || it.Stray {
				t.Fatalf("%+v, %v", it, err)
			}
		}
	}
	v, err := w.svc.Counting(ctx, id, "A-01")
	w.must(err)
	if v.Pieces != 9 || len(v.Items) != 3 {
		t.Errorf("%d pieces in %d rows", v.Pieces, len(v.Items))
	}
	for _, i := range v.Items {
		if i.Class == retail.BGrade {
			if got, err := w.svc.Add(ctx, id, "A-01", i, 1); err != nil || got.Class != retail.BGrade || got.Qty != 2 {
				t.Errorf("one more typed: %+v, %v", got, err)
			}
		}
	}
	w.must(w.svc.End(ctx, id, "A-01"))
	r, err := w.svc.Results(ctx, id)
	w.must(err)
	off := map[retail.StockClass]int{}
	for _, l := range r.Open {
		if l.SKU == "sku-000000" {
			off[l.Class] = l.Off()
		}
	}
	if r.Right != 2 || len(off) != 2 || off[retail.Display] != -1 || off[retail.Inspecting] != 2 {
		t.Errorf("%d agree, off are %v", r.Right, off)
	}
	if l, err := w.svc.Line(ctx, id, "sku-000000", retail.Display); err != nil || l.Qty() != 0 || l.Expected != 1 {
		t.Errorf("the piece on display: %+v, %v", l.CountLine, err)
	}
}

func TestCountAnArea(t *testing.T) {
	w := newWorld(t)
	id, err := w.svc.OpenArea(ctx, "A-01")
	w.must(err)
	if again, err := w.svc.OpenArea(ctx, "A-01"); again != id || err != nil {
		t.Errorf("opened twice: %s and %s, %v", id, again, err)
	}
	w.must(w.svc.Join(ctx, id, "A-01"))
	for range 5 {
		w.Now = w.Now.Add(time.Second)
		w.scan(id, "A-01", 0)
	}
	if it := w.scan(id, "A-01", 2); !it.Stray || it.Shelf != "B-03-1" {
		t.Errorf("goods of another shelf: %+v", it)
	}
	odd := scanner.Code{Kind: scanner.KindUnknown, Text: "?x"}
	if it, err := w.svc.Scan(ctx, id, "A-01", retail.Regular, odd); err != nil || it.SKU != nil || it.Code != "?x" {
		t.Errorf("%+v, %v", it, err)
	}
	if _, err := w.svc.Scan(ctx, id, "A-01", retail.Regular, scanner.Code{Kind: scanner.KindStaff, Text: "ST-1"}); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("a badge was counted: %v", err)
	}
	w.scan(id, "A-01", 0)
	if it, err := w.svc.Undo(ctx, id, "A-01"); err != nil || it.Qty != 5 {
		t.Errorf("%+v, %v", it, err)
	}
	v, err := w.svc.Counting(ctx, id, "A-01")
	w.must(err)
	if v.Pieces != 7 || v.Kinds() != 2 || v.Place != "売場" {
		t.Errorf("%+v", v)
	}
	w.must(w.svc.End(ctx, id, "A-01"))
	r, err := w.svc.Results(ctx, id)
	w.must(err)
	// 5 shirts agree, none of the second SKU was met, one stray, one unknown code.
	if r.Counting != 0 || r.Right != 1 || len(r.Open) != 1 || r.Open[0].SKU != "sku-000001" || r.Open[0].Off() != -2 || len(r.Strays) != 1 || len(r.Unknown) != 1 {
		t.Fatalf("%+v", r)
	}
	if near := r.Unknown[0].Near; len(near) != 2 || near[0].SKU.ID != "sku-000002" || near[1].SKU.ID != "sku-000000" {
		t.Errorf("the unknown code lay beside %+v", near)
	}
	w.online = false
	if n, err := w.svc.BookRight(ctx, id); n != 0 || err != nil {
		t.Errorf("booked %d without a line, %v", n, err)
	}
	w.online = true
	if n, err := w.svc.BookRight(ctx, id); n != 1 || err != nil {
		t.Errorf("booked %d, %v", n, err)
	}
	w.sign("s-2", retail.RoleStaff)
	open := r.Open[0]
	if err := w.svc.Approve(ctx, open.CountLine, retail.VarianceLost); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("a part-timer approved: %v", err)
	}
	if open.NeedsTwo {
		w.must(w.svc.CountAgain(ctx, id, open.SKU, retail.Regular, 0, w.Now))
		open, err = w.svc.Line(ctx, id, open.SKU, retail.Regular)
		w.must(err)
	}
	w.sign("s-3", retail.RoleManager)
	w.must(w.svc.Approve(ctx, open.CountLine, retail.VarianceLost))
	w.must(w.svc.NameCode(ctx, id, "?x", retail.SKU{}))
	if l, err := w.DB.Stock(ctx, "sku-000001"); err != nil || l.OnHand != 0 || l.CountedAt.IsZero() {
		t.Errorf("%+v, %v", l, err)
	}
	w.must(w.svc.Close(ctx, id))
	if _, err := w.svc.Scan(ctx, id, "A-01", retail.Regular, scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: localdbtest.GTIN(0)}}); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("counted after the end: %v", err)
	}
}

// The list of the day is frozen when it begins, asks for its SKUs area by area,
// and says which are left.
func TestCountTheListOfTheDay(t *testing.T) {
	w := newWorld(t)
	start, err := w.svc.Start(ctx)
	w.must(err)
	if start.Today != 3 || start.Areas != 2 || start.Started != "" || !start.Full {
		t.Errorf("%+v", start)
	}
	id, err := w.svc.OpenToday(ctx)
	w.must(err)
	take, rows, err := w.svc.Areas(ctx, id)
	w.must(err)
	if len(take.Targets) != 3 || len(rows) != 2 || rows[0].Code != "A-01" || rows[0].SKUs != 2 {
		t.Errorf("%+v %+v", take, rows)
	}
	w.scan(id, "A-01", 0)
	v, err := w.svc.Counting(ctx, id, "A-01")
	w.must(err)
	if len(v.Left) != 1 || v.Left[0].SKU.ID != "sku-000001" {
		t.Errorf("left %+v", v.Left)
	}
	if it := w.scan(id, "A-01", 5); !it.Stray {
		t.Errorf("nobody asked for it: %+v", it)
	}
	if start, err = w.svc.Start(ctx); err != nil || start.Started != id || len(start.Open) != 1 {
		t.Errorf("%+v, %v", start, err)
	}
}

func TestShelvesToBeLookedAt(t *testing.T) {
	w := newWorld(t)
	empty := retail.StockLevel{StockKey: retail.StockKey{Site: localdbtest.Store, SKU: "sku-000003", Class: retail.Regular}, OnHand: 1, Picked: 1, EmptyAt: w.Now, Shelf: "A-01-1"}
	minus := empty
	minus.SKU, minus.OnHand, minus.Picked, minus.EmptyAt = "sku-000004", -2, 0, time.Time{}
	old := minus
	old.SKU, old.OnHand, old.AsOf = "sku-000005", 3, w.Now.AddDate(0, -6, 0)
	for _, l := range []retail.StockLevel{empty, minus, old} {
		w.put(retail.EntityStock, string(l.SKU)+"/regular", l)
	}
	c, err := w.svc.Checks(ctx)
	w.must(err)
	if len(c.Empty) != 1 || len(c.Negative) != 1 || len(c.Stale) != 1 || c.Stale[0].Goods.ID != "sku-000005" {
		t.Fatalf("%+v", c)
	}
	w.empty("sku-000003", false)
	if c, err = w.svc.Checks(ctx); err != nil || len(c.Empty) != 0 {
		t.Errorf("%+v, %v", c.Empty, err)
	}
}

// What was counted goes to the others after a while, once, also when nobody is
// signed in any more.
func TestTallies(t *testing.T) {
	w := newWorld(t)
	id, err := w.svc.OpenArea(ctx, "A-01")
	w.must(err)
	sent := func() (n int) {
		cmds, _, err := w.DB.Pending(ctx, 1000, 1<<20)
		w.must(err)
		for _, c := range cmds {
			if c.Kind == retail.KindTally {
				n++
			}
		}
		return n
	}
	w.scan(id, "A-01", 0)
	w.must(w.svc.Tally(ctx))
	w.scan(id, "A-01", 0)
	w.must(w.svc.Tally(ctx))
	if n := sent(); n != 1 {
		t.Errorf("%d tallies at once", n)
	}
	w.Now = w.Now.Add(10 * time.Second)
	w.must(w.svc.Tally(ctx))
	w.must(w.svc.Tally(ctx))
	if n := sent(); n != 2 {
		t.Errorf("%d tallies, want 2", n)
	}
	w.scan(id, "A-01", 0)
	w.svc = stocktake.New(w.DB, nobody{}, w, localdbtest.Device, retail.ClockFunc(func() time.Time { return w.Now }), w)
	w.must(w.svc.TallyAll(ctx))
	lines, err := w.DB.CountLines(ctx, id)
	if err != nil || len(lines) != 1 || lines[0].Qty() != 3 || lines[0].Parts[0].Staff != "s-1" {
		t.Errorf("%+v, %v", lines, err)
	}
}

type nobody struct{}

func (nobody) Actor() (retail.Actor, bool) { return retail.Actor{}, false }
