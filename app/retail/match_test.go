package retail

import (
	"strconv"
	"testing"
	"time"
)

func TestMatch(t *testing.T) {
	sku := func(id, style, color, size string) *SKU {
		return &SKU{ID: SKUID(id), Style: style, Color: Color{Word: color}, Size: size}
	}
	shirt := sku("shirt", "OX", "白", "M")
	tote := sku("tote", "TB", "生成り", "フリー")
	fresh := func(change func(*Order)) *Order {
		o := shopOrder()
		if change != nil {
			change(&o)
		}
		return &o
	}
	for _, c := range []struct {
		name      string
		order     *Order
		current   int
		needed    *SKU
		got       *SKU
		qty       int
		elsewhere bool
		want      MatchKind
		line      int
	}{
		{"right", fresh(nil), 1, shirt, shirt, 1, false, MatchRight, 1},
		{"right, two at once", fresh(nil), 1, shirt, shirt, 2, false, MatchRight, 1},
		{"a case of ten", fresh(nil), 1, shirt, shirt, 10, false, MatchTooMany, 1},
		{"the other line", fresh(nil), 1, shirt, tote, 1, true, MatchOtherLine, 2},
		{"a case for the other line", fresh(nil), 1, shirt, tote, 12, false, MatchTooMany, 2},
		{"enough of it", fresh(func(o *Order) { o.Lines[0].Picked = 2 }), 2, tote, shirt, 1, false, MatchEnough, 1},
		{"enough here, open there", fresh(func(o *Order) {
			o.Lines[0].Picked = 2
			o.Lines = append(o.Lines, Line{No: 3, SKU: "shirt", Qty: 1})
		}), 1, shirt, shirt, 1, false, MatchOtherLine, 3},
		{"given up as short", fresh(func(o *Order) { o.Lines[0].Short = 2 }), 2, tote, shirt, 1, false, MatchEnough, 1},
		{"wrong size", fresh(nil), 1, shirt, sku("L", "OX", "白", "L"), 1, false, MatchWrongSize, 0},
		{"wrong size that another order needs", fresh(nil), 1, shirt, sku("L", "OX", "白", "L"), 1, true, MatchWrongSize, 0},
		{"wrong colour", fresh(nil), 1, shirt, sku("nv", "OX", "紺", "M"), 1, false, MatchWrongColor, 0},
		{"wrong colour and size", fresh(nil), 1, shirt, sku("nvL", "OX", "紺", "L"), 1, false, MatchWrongStyle, 0},
		{"a twin", fresh(nil), 1, shirt, sku("twin", "OX", "白", "M"), 1, false, MatchWrongItem, 0},
		{"of another order", fresh(nil), 1, shirt, sku("mug", "MG", "紺", ""), 1, true, MatchOtherOrder, 0},
		{"of no order", fresh(nil), 1, shirt, sku("mug", "MG", "紺", ""), 1, false, MatchWrongItem, 0},
		{"no style is not the same style", fresh(nil), 1, sku("a", "", "白", "M"), sku("b", "", "白", "L"), 1, false, MatchWrongItem, 0},
		{"nothing in hand", fresh(nil), 0, nil, tote, 1, false, MatchOtherLine, 2},
		{"unknown", fresh(nil), 1, shirt, nil, 1, true, MatchUnknown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, line := Match(c.order, c.current, c.needed, c.got, c.qty, c.elsewhere); got != c.want || line != c.line {
				t.Errorf("%v on line %d, want %v on %d", got, line, c.want, c.line)
			}
			if c.want.Right() != (c.want == MatchRight || c.want == MatchOtherLine) {
				t.Error("Right is wrong")
			}
		})
	}
}

func TestCustomer(t *testing.T) {
	for _, c := range []struct{ name, kana, phone, call, last4 string }{
		{"山田 太郎", "ヤマダ タロウ", "09000001234", "ヤマダ", "1234"},
		{"山田 太郎", "ヤマダ\u3000タロウ", "123", "ヤマダ", "123"},
		{"山田 太郎", "", "", "山田", ""},
		{"山田 太郎", "\u3000", "1234", "山田", "1234"},
		{"", " ヤマダ タロウ", "12345", "ヤマダ", "2345"},
		{"", "マリーアントワネット", "", "マリーアントワネット", ""},
		{"", "", "", "", ""},
	} {
		got := Customer{Name: c.name, Kana: c.kana, Phone: c.phone}
		if got.CallName() != c.call || got.Last4() != c.last4 {
			t.Errorf("%+v is called %q, %q; want %q, %q", got, got.CallName(), got.Last4(), c.call, c.last4)
		}
	}
}

func TestAvailable(t *testing.T) {
	for _, c := range []struct {
		level StockLevel
		want  int
	}{
		{StockLevel{OnHand: 5}, 5},
		{StockLevel{OnHand: 5, Allocated: 2, Held: 1, Safety: 1}, 1},
		{StockLevel{OnHand: 5, Allocated: 2, Picked: 2}, 3},
		{StockLevel{OnHand: 1, Allocated: 2}, 0},
		{StockLevel{OnHand: -1}, 0},
		{StockLevel{OnHand: 5, Doubt: true}, 0},
	} {
		if got := c.level.Available(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.level, got, c.want)
		}
	}
	l := StockLevel{OnHand: 3, AsOf: noon}.Apply(Movement{OnHand: -1, Allocated: -1, Picked: -1, Doubt: true, At: noon.Add(-time.Hour)})
	if l.OnHand != 2 || l.Allocated != -1 || l.Picked != -1 || !l.Doubt || !l.AsOf.Equal(noon) {
		t.Errorf("%+v", l)
	}
	if l = l.Apply(Movement{At: noon.Add(time.Hour)}); !l.Doubt || !l.AsOf.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v", l)
	}
}

func TestTaxWithin(t *testing.T) {
	for _, c := range []struct {
		rate TaxRate
		sum  Yen
		want Yen
	}{{10, 21780, 1980}, {8, 1296, 96}, {10, 1, 0}, {10, 11, 1}, {8, 100, 7}, {0, 500, 0}} {
		if got := c.rate.TaxWithin(c.sum); got != c.want {
			t.Errorf("%d %% of %d: %d, want %d", c.rate, c.sum, got, c.want)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, lines := range []int{3, 30} {
		b.Run(strconv.Itoa(lines)+" lines", func(b *testing.B) {
			o := shopOrder()
			for i := len(o.Lines); i < lines; i++ {
				o.Lines = append(o.Lines, Line{No: i + 1, SKU: "mug", Qty: 1, Picks: make([]Pick, 1)})
			}
			o.State = Picking
			c := newHost().command(noon, "handy-1", "sato", KindPick, PickItem{Order: o.ID, Line: 1, SKU: "shirt", Qty: 1})
			b.ReportAllocs()
			for range b.N {
				if d := Decide(State{Order: &o, Role: RoleStaff}, c); d.Verdict != Applied {
					b.Fatal(d)
				}
			}
		})
	}
}
