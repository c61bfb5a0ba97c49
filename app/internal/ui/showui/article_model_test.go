package showui

import (
	"strings"
	"testing"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func japanese(t *testing.T) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(words.Ja)
}

// shirt is white and navy in S and M; navy is not made in S, white S lies in the
// back and one white M on the floor.
func shirt() showroom.Article {
	white, navy := retail.Color{Word: "白", Hex: "#F8F6F1"}, retail.Color{Word: "紺", Hex: "#2B3A5C"}
	s := retail.Style{Code: "OX-1", Name: "シャツ", Brand: "青葉堂", Variants: []retail.Variant{
		{SKU: "WS", Color: white, Size: "S", PriceTaxIn: 5990}, {SKU: "WM", Color: white, Size: "M", PriceTaxIn: 5990}, {SKU: "NM", Color: navy, Size: "M", PriceTaxIn: 6990},
	}}
	p := catalog.Matrix(s)
	p.Known = time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)
	p.Here = map[retail.SKUID]retail.StockLevel{
		"WS": {OnHand: 4, Shelf: "Z-01-1", Place: "バックヤード・左", Backroom: true}, "WM": {OnHand: 1, Shelf: "A-01-2", Place: "売場 2階・左奥の棚"}, "NM": {OnHand: 2, Doubt: true, Shelf: "A-01-3"},
	}
	return showroom.Article{Product: p}
}

// TestArticleModel: ○△× by what may be promised, a doubtful figure promises nothing,
// goods in the back are brought, and what is not made has no cell.
func TestArticleModel(t *testing.T) {
	c := japanese(t)
	m := articleOf(c, shirt(), "")
	if m.SKU != "WS" || m.Chosen != "白・S" || m.Count != 4 || m.AsOf != "10:42 時点" || !strings.Contains(m.Where, "スタッフが") {
		t.Errorf("%+v", m)
	}
	var marks []stockMark
	for _, k := range m.Colors {
		for _, cell := range k.Cells {
			marks = append(marks, cell.Mark)
		}
	}
	if want := []stockMark{someLeft, fewLeft, notMade, noneLeft}; len(marks) != 4 || [4]stockMark(marks) != [4]stockMark(want) {
		t.Errorf("%v, want %v", marks, want)
	}
	if m := articleOf(c, shirt(), "WM"); m.Where != "2階・左奥の棚・A-01" || m.Line != "白・M  この店舗に 1点" || !m.Colors[0].Cells[1].Chosen {
		t.Errorf("%+v", m)
	}
	if m := articleOf(c, shirt(), "NM"); m.Where != "" || m.Line != "紺・M  この店舗にはございません" || m.Price != 6990 {
		t.Errorf("%+v", m)
	}
}

// TestOtherShops: only what is sure is promised, warehouses are no shops, and hours
// are those of the day.
func TestOtherShops(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan) // a Saturday
	at := func(id string, kind retail.SiteKind, sure int, open bool) catalog.Other {
		s := retail.Site{ID: retail.SiteID(id), Name: id, Kind: kind, Opens: "10:00", Closes: "20:00", Weekend: retail.Hours{Opens: "10:00", Closes: "21:00"}}
		return catalog.Other{Site: s, Away: 3400, Sure: sure, Open: open, Stock: retail.SiteStock{Available: 9}}
	}
	rows := otherShops(japanese(t), catalog.Elsewhere{Sites: []catalog.Other{at("A", retail.Shop, 3, true), at("B", retail.Shop, 1, false), at("W", retail.Warehouse, 9, true), at("C", retail.Shop, 0, true)}}, now)
	if len(rows) != 3 || rows[0].Sign+rows[1].Sign+rows[2].Sign != "○△" || rows[0].Way != "3.4km・21:00まで" || rows[1].Way != "3.4km・営業時間外" || rows[2].Word != "お問い合わせ" {
		t.Errorf("%+v", rows)
	}
}

// TestCallModel: what the customer reads at each stage of a call.
func TestCallModel(t *testing.T) {
	c, at := japanese(t), time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)
	k := showroom.Calling{Stage: showroom.Asking, Call: retail.StaffCall{At: at}}
	if m := callOf(c, k, at); m.Title != "スタッフを呼び出しております" || m.Steps[0].Time != "10:42" || m.Steps[1].Done {
		t.Errorf("%+v", m)
	}
	if m := callOf(c, k, at.Add(time.Minute)); m.Title != "ただいま混み合っております" {
		t.Errorf("%+v", m)
	}
	k.Stage, k.Name, k.Call.Taken = showroom.Coming, "佐藤", at.Add(time.Minute)
	if m := callOf(c, k, at); m.Title != "佐藤がまいります" || m.Name != "佐藤" || !m.Steps[1].Done || m.Steps[1].Time != "10:43" {
		t.Errorf("%+v", m)
	}
	if m := callOf(c, showroom.Calling{Stage: showroom.Unheard}, at); m.Title != "スタッフにお声がけください" || !m.Cut {
		t.Errorf("%+v", m)
	}
}

// TestRanges: the steps of prices cover what the goods cost, and no more.
func TestRanges(t *testing.T) {
	c, said := japanese(t), ""
	for _, p := range rangesOf(990, 6990) {
		said += rangeWord(c, p) + " "
	}
	if said != "1,000円未満 1,000–3,000円 3,000–5,000円 5,000–10,000円 " {
		t.Error(said)
	}
}
