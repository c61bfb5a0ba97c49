package wire_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miseban/app/retail"
	"miseban/sync/wire"
)

var packedAt = time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)

func anyFigures(t *rapid.T, sites int, asOf int32) []wire.StockFigure {
	var out []wire.StockFigure
	sparse := rapid.IntRange(0, 4).Draw(t, "sparse")
	for n := range sites {
		if sparse > 0 && rapid.IntRange(0, sparse).Draw(t, "there") > 0 {
			continue
		}
		moved := rapid.OneOf(
			rapid.Just(int32(0)), rapid.Int32Range(asOf-3*24*60, asOf+10),
			rapid.Int32Range(asOf-400*24*60, asOf), rapid.Int32Range(24*60, asOf),
		).Draw(t, "moved")
		out = append(out, wire.StockFigure{
			Site:   uint32(n),
			OnHand: rapid.OneOf(rapid.Int32Range(-2, 12), rapid.Int32()).Draw(t, "on hand"),
			Kept:   rapid.OneOf(rapid.Int32Range(-2, 12), rapid.Int32()).Draw(t, "kept"),
			Moved:  wire.RoundMoved(moved, asOf),
		})
	}
	return out
}

func TestStockPackRoundTrip(t *testing.T) {
	asOf := int32(packedAt.Unix() / 60)
	rapid.Check(t, func(t *rapid.T) {
		sites := make([]retail.SiteID, rapid.IntRange(0, 40).Draw(t, "sites"))
		for i := range sites {
			sites[i] = retail.SiteID(fmt.Sprint("S", i))
		}
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-C]?[0-9]{0,6}(-[A-Z]{1,2})?`), 0, 1200, rapid.ID[string]).Draw(t, "skus")
		slices.Sort(ids)
		var b bytes.Buffer
		w, err := wire.NewStockWriter(&b, packedAt, sites)
		if err != nil {
			t.Fatal(err)
		}
		var want []wire.StockRow
		few := anyFigures(t, len(sites), asOf)
		for i, id := range ids {
			r := wire.StockRow{SKU: retail.SKUID(id), Figures: few}
			if i < 20 {
				r.Figures = anyFigures(t, len(sites), asOf)
			}
			want = append(want, r)
			if err := w.Put(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil || w.Len() != b.Len() {
			t.Fatal(err, w.Len(), b.Len())
		}
		p, err := wire.ReadStockPack(b.Bytes())
		if err != nil || !p.At.Equal(packedAt) || !slices.Equal(p.Sites, sites) {
			t.Fatalf("%+v, %v", p, err)
		}
		i := 0
		for r, err := range p.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if r.SKU != want[i].SKU || !slices.Equal(r.Figures, want[i].Figures) {
				t.Fatalf("row %d is %+v, want %+v", i, r, want[i])
			}
			i++
		}
		if i != len(want) {
			t.Fatalf("%d rows of %d", i, len(want))
		}
	})
}

func TestStockWriterRefusesDisorder(t *testing.T) {
	w, err := wire.NewStockWriter(&bytes.Buffer{}, packedAt, []retail.SiteID{"A", "B"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Put(wire.StockRow{SKU: "2", Figures: []wire.StockFigure{{Site: 1}, {Site: 0}}}); err == nil {
		t.Error("sites out of order were packed")
	}
	if err := w.Put(wire.StockRow{SKU: "2"}); err != nil {
		t.Error(err)
	}
	for _, sku := range []retail.SKUID{"2", "1"} {
		if err := w.Put(wire.StockRow{SKU: sku}); err == nil {
			t.Errorf("%s after 2 was packed", sku)
		}
	}
}

// When something was last moved keeps its minute for a day and its day for good.
func TestRoundMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf := rapid.Int32Range(100*24*60, math.MaxInt32/2).Draw(t, "as of")
		m := rapid.OneOf(rapid.Int32Range(24*60, asOf), rapid.Int32Range(asOf-48*60, asOf)).Draw(t, "moved")
		got := wire.RoundMoved(m, asOf)
		day := func(m int32) string { return time.Unix(int64(m)*60, 0).In(retail.Japan).Format(time.DateOnly) }
		if day(got) != day(m) || asOf-m < 24*60 && got != m || got > m {
			t.Fatalf("%d as of %d is kept as %d", m, asOf, got)
		}
		if wire.RoundMoved(got, asOf) != got {
			t.Fatal("rounding twice is not rounding once")
		}
	})
	if wire.RoundMoved(1000, 900) != 900 || wire.RoundMoved(0, 900) != 0 {
		t.Error("the future and never")
	}
}

func TestMergeFiguresIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf := int32(packedAt.Unix() / 60)
		older, newer := anyFigures(t, 12, asOf), anyFigures(t, 12, asOf)
		want := map[uint32]wire.StockFigure{}
		for _, f := range slices.Concat(older, newer) {
			want[f.Site] = f
		}
		patch := wire.MergeFigures(older, newer, true)
		whole := wire.MergeFigures(older, newer, false)
		if len(patch) != len(want) || !slices.IsSortedFunc(patch, func(a, b wire.StockFigure) int { return int(a.Site) - int(b.Site) }) {
			t.Fatal(patch)
		}
		for _, f := range patch {
			if want[f.Site] != f || f.None() == slices.Contains(whole, f) {
				t.Fatal(f, want[f.Site], whole)
			}
		}
		back, err := wire.ParseFigures(wire.AppendFigures(nil, patch))
		if err != nil || !slices.Equal(back, patch) {
			t.Fatal(back, err)
		}
	})
}

func TestPackLevelKeepsWhatMayBePromised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-5, 50)
		l := retail.StockLevel{
			OnHand: n.Draw(t, "on hand"), Allocated: n.Draw(t, "allocated"), Held: n.Draw(t, "held"), Safety: n.Draw(t, "safety"),
			Doubt: rapid.Bool().Draw(t, "doubt"), AsOf: packedAt,
		}
		s := wire.PackLevel(l).On("S")
		if s.OnHand != l.OnHand || s.Available != l.Available() || !s.Moved.Equal(packedAt) {
			t.Fatalf("%+v became %+v", l, s)
		}
	})
}

func smallPack(t testing.TB) []byte {
	var b bytes.Buffer
	w, err := wire.NewStockWriter(&b, packedAt, []retail.SiteID{"A", "B"})
	if err != nil {
		t.Fatal(err)
	}
	for _, sku := range []retail.SKUID{"1", "12", "2"} {
		if err := w.Put(wire.StockRow{SKU: sku, Figures: []wire.StockFigure{{Site: 0, OnHand: 3}, {Site: 1, OnHand: 1, Kept: 1, Moved: 29000000}}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestACutStockPackIsNoticed(t *testing.T) {
	whole := smallPack(t)
	for n := range len(whole) - 1 {
		p, err := wire.ReadStockPack(whole[:n])
		if err != nil {
			continue
		}
		rows := 0
		for _, rerr := range p.Rows() {
			if err = rerr; err == nil {
				rows++
			}
		}
		if err == nil && rows > 0 {
			t.Errorf("%d of %d bytes read as whole", n, len(whole))
		}
	}
}

func FuzzStockPack(f *testing.F) {
	f.Add(smallPack(f))
	f.Add([]byte("MSP1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := wire.ReadStockPack(data)
		if err != nil {
			return
		}
		var b bytes.Buffer
		w, err := wire.NewStockWriter(&b, p.At, p.Sites)
		if err != nil {
			t.Fatal(err)
		}
		last, begun := retail.SKUID(""), false
		for r, err := range p.Rows() {
			if err != nil {
				return
			}
			if begun && r.SKU <= last {
				return // blocks of a forged pack overlap
			}
			if last, begun = r.SKU, true; w.Put(r) != nil {
				t.Fatalf("a row that was read cannot be written: %+v", r)
			}
		}
	})
}

func FuzzParseFigures(f *testing.F) {
	f.Add(wire.AppendFigures(nil, []wire.StockFigure{{Site: 1, OnHand: 2, Kept: -1, Moved: 5}, {Site: 4}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		figures, err := wire.ParseFigures(data)
		if err != nil {
			return
		}
		again, err := wire.ParseFigures(wire.AppendFigures(nil, figures))
		if err != nil || !slices.Equal(again, figures) {
			t.Fatal(again, err)
		}
	})
}
