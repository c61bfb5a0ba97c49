package goodsui

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func ja(t *testing.T) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(words.Ja)
}

func TestProductOf(t *testing.T) {
	st := retail.Style{Code: "SN-1", Name: "スニーカー"}
	for _, v := range []string{"紺 26.5", "白 26.5", "紺 25.0", "紺 M", "白 フリー"} {
		f := strings.Fields(v)
		st.Variants = append(st.Variants, retail.Variant{SKU: retail.SKUID(f[0] + f[1]), Color: retail.Color{Word: f[0]}, Size: f[1], PriceTaxIn: 6490})
	}
	p := catalog.Matrix(st)
	p.Here = map[retail.SKUID]retail.StockLevel{"紺25.0": {OnHand: 1}, "紺26.5": {OnHand: 9, Doubt: true}, "白26.5": {OnHand: 4, Held: 1}}
	m := productOf(ja(t), p, "")
	if got := strings.Join(m.Sizes, " "); got != "M 25.0 26.5 フリー" {
		t.Errorf("sizes %s", got)
	}
	if m.SKU != "白26.5" || m.Chosen != "白・26.5" {
		t.Errorf("the first that is here is %s (%s)", m.SKU, m.Chosen)
	}
	want := map[string]cellState{"紺M": cellOut, "紺25.0": cellLast, "紺26.5": cellOut, "白26.5": cellSome, "白M": cellNone}
	for _, r := range m.Rows {
		for j, k := range r.Cells {
			if w, ok := want[r.Word+m.Sizes[j]]; ok && k.State != w {
				t.Errorf("%s %s: %d, want %d", r.Word, m.Sizes[j], k.State, w)
			}
			if k.Chosen != (k.SKU == "白26.5") {
				t.Errorf("%s %s chosen %v", r.Word, m.Sizes[j], k.Chosen)
			}
		}
	}
	if m := productOf(ja(t), p, "紺26.5"); !m.Doubt {
		t.Error("a figure in doubt is shown as one to trust")
	}
	p.Waits = map[retail.SKUID]bool{"紺26.5": true}
	if m := productOf(ja(t), p, "紺26.5"); !m.Waits || productOf(ja(t), p, "白26.5").Waits {
		t.Error("nobody reads that a count waits")
	}
}

func TestOthersOf(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 45, 0, 0, retail.Japan)
	c := ja(t)
	if m := othersOf(c, "白・M", catalog.Elsewhere{}, now, 4); m.None != "ほかの店の在庫は、まだ届いていません" || m.AsOf != "" {
		t.Errorf("%+v", m)
	}
	if m := othersOf(c, "白・M", catalog.Elsewhere{At: now}, now, 4); m.None != "ほかの店にもありません" || m.AsOf != "10:45 時点" || m.Old {
		t.Errorf("%+v", m)
	}
	e := catalog.Elsewhere{At: now.Add(-2 * time.Hour), Sites: []catalog.Other{{Site: retail.Site{Name: "新宿店", Opens: "11:00"}, Away: 420, Stock: retail.SiteStock{Available: 2}}}}
	if m := othersOf(c, "", e, now, 4); !m.Old || m.AsOf != "2時間 前の数" || m.Rows[0].Note != "開店 11:00" || m.Rows[0].Away != "400m" || m.Title != "ほかの店" {
		t.Errorf("%+v", m)
	}
}

// TestFewOfMany: of a chain of hundreds the page puts the nearest into words, and
// says how many more there are.
func TestFewOfMany(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 45, 0, 0, retail.Japan)
	e := catalog.Elsewhere{At: now}
	for i := range 300 {
		e.Sites = append(e.Sites, catalog.Other{Site: retail.Site{Name: strconv.Itoa(i)}, Open: true})
	}
	for _, c := range []struct{ few, rows, more int }{{4, 4, 296}, {300, 300, 0}, {500, 300, 0}} {
		if m := othersOf(ja(t), "", e, now, c.few); len(m.Rows) != c.rows || m.More != c.more || m.Rows[0].Name != "0" {
			t.Errorf("of 300 at the most %d: %d rows, %d more", c.few, len(m.Rows), m.More)
		}
	}
}

func TestAway(t *testing.T) {
	for m, want := range map[float64]string{-1: "", 20: "100m", 444: "400m", 3403: "3.4km", 31_240: "31.2km", 412_000: "412km"} {
		if got := page.Away(m); got != want {
			t.Errorf("%v: %s, want %s", m, got, want)
		}
	}
}

// TestOwnFiguresAge: the longer there is no line, the less the figures of this shop
// are to be believed.
func TestOwnFiguresAge(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, retail.Japan)
	shop := retail.Site{Opens: "10:00", Closes: "20:00"}
	for name, tc := range map[string]struct {
		pieces int
		ago    time.Duration
		asOf   string
		old    bool
		chip   string
	}{
		"there is a line":      {1, 0, "15:00 時点", false, ""},
		"a moment":             {1, 5 * time.Minute, "14:55 時点", true, ""},
		"one, half an hour":    {1, 30 * time.Minute, "14:30 時点", true, "たぶん 1点"},
		"four, an hour":        {4, time.Hour, "14:00 時点", true, ""},
		"four, two hours":      {4, 2 * time.Hour, "13:00 時点", true, "たぶん 3点"},
		"one, three hours":     {1, 3 * time.Hour, "12:00 時点", true, "3時間前の数・棚を見てください"},
		"since the day before": {1, 24 * time.Hour, "11月21日(土) 15:00 時点", true, "24時間前の数・棚を見てください"},
	} {
		m := ageOf(ja(t), shop, tc.pieces, now.Add(-tc.ago), now)
		if m.AsOf != tc.asOf || m.Old != tc.old || m.Chip.Word != tc.chip {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestAnAnswerLeadsOn: goods that another shop found can be kept there, and for those
// that it has not the others are asked; what is still asked leads nowhere.
func TestAnAnswerLeadsOn(t *testing.T) {
	c := ja(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, retail.Japan)
	for name, x := range map[string]struct {
		mine   bool
		answer retail.ShelfAnswer
		want   page.Route
	}{
		"found":           {true, retail.ShelfHas, page.MakeHold{SKU: "k", Store: "N"}},
		"none":            {true, retail.ShelfNone, page.Others{SKU: "k"}},
		"not to be found": {true, retail.ShelfLost, page.Others{SKU: "k"}},
		"nobody answered": {true, 0, nil},
		"answered here":   {false, retail.ShelfHas, nil},
	} {
		k := catalog.Check{Mine: x.mine, Other: retail.Site{ID: "N", Name: "新宿店"}}
		k.ShelfCheck = retail.ShelfCheck{ID: "c", From: "S", To: "N", SKU: "k", Due: now.Add(time.Minute), Answer: x.answer, Qty: 1}
		if m := checkOf(c, k, now); m.To != x.want || (m.Next == "") != (x.want == nil) {
			t.Errorf("%s: %q leads to %v", name, m.Next, m.To)
		}
	}
}

// TestComing: what is on its way says when it comes, where somebody named the day.
func TestComing(t *testing.T) {
	c := ja(t)
	s := catalog.Stand{Levels: []retail.StockLevel{{StockKey: retail.StockKey{Class: retail.Regular}, OnHand: 1, Incoming: 2}}}
	for due, want := range map[time.Time]string{{}: "入荷予定", time.Date(2026, 11, 25, 0, 0, 0, 0, retail.Japan): "入荷予定（11月25日(水)）"} {
		s.Due = due
		m := standOf(c, s, retail.Regular, nil, time.Now())
		if f := m.Figures[len(m.Figures)-1]; f.Word != want || f.Pieces != "2" {
			t.Errorf("%+v, want %s", f, want)
		}
	}
}
