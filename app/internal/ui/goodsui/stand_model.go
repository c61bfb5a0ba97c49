package goodsui

import (
	"strconv"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// figure is a number with its word.
type figure struct{ Word, Pieces string }

// classRow is what a class holds.
type classRow struct {
	Class  retail.StockClass
	Word   string
	Pieces string
	Chosen bool
	None   bool
}

// priceRow is one price.
type priceRow struct {
	Word, Yen, Note string
	Wrong           bool // it does not agree with the shop's
}

// standModel is the page 在庫の内わけ in words.
type standModel struct {
	Name, Option string
	Age          ageModel
	Classes      []classRow
	Figures      []figure // of regular goods: what is kept from sale, and what is left
	Free         string   // 販売可能
	Doubt        bool
	Where        string
	Prices       []priceRow
	Clash        bool // shop and web shop do not agree
	Shop, EC     retail.Yen
	MovesHead    string
	Moves        []moveRow
	MovesNote    string
}

// moveRow is one movement.
type moveRow struct {
	Time, What, Who, Change string
	Unsent                  bool
}

// standOf puts the page into words; class is the one whose moves are shown.
func standOf(c words.Catalog, s catalog.Stand, class retail.StockClass, moves *catalog.Moves, now time.Time) standModel {
	m := standModel{
		Name: page.Name(c, s.SKU.Name, s.SKU.NameEn), Option: optionOf(c, retail.Variant{Color: s.SKU.Color, Size: s.SKU.Size}),
	}
	for _, k := range retail.StockClasses() {
		n := s.Level(k).OnHand
		m.Classes = append(m.Classes, classRow{Class: k, Word: c.T("class." + k.String()), Pieces: c.Number(n), Chosen: k == class, None: n == 0})
	}
	l := s.Level(retail.Regular)
	m.Age = ageOf(c, s.Shop, l.Available(), s.Known, s.AsOf)
	m.Free, m.Doubt = c.Number(l.Available()), l.Doubt
	for _, f := range []struct {
		key string
		n   int
	}{
		{"stand.on_hand", l.OnHand},
		{"stand.allocated", l.Allocated},
		{"stand.held", l.Held},
		{"stand.safety", l.Safety},
		{"stand.picked", l.Picked},
		{"stand.incoming", l.Incoming},
	} {
		if f.n != 0 || f.key == "stand.on_hand" || f.key == "stand.allocated" || f.key == "stand.held" {
			m.Figures = append(m.Figures, figure{c.T(f.key), c.Number(f.n)})
		}
	}
	if n := len(m.Figures); l.Incoming != 0 && !s.Due.IsZero() {
		m.Figures[n-1].Word = c.T("stand.incoming.due", "day", c.Day(s.Due.In(retail.Japan)))
	}
	if l.Shelf != "" {
		side := "stand.floor"
		if l.Backroom {
			side = "stand.backroom"
		}
		m.Where = page.Joined(c.T(side), c.T("goods.shelf")+" "+l.Shelf, l.Place)
	}
	m.Prices, m.Clash, m.Shop = pricesOfSKU(c, s.SKU, now)
	m.EC = s.SKU.ECTaxIn
	m.moves(c, class, moves, now)
	return m
}

// pricesOfSKU are the prices of a SKU, the shop's first.
func pricesOfSKU(c words.Catalog, k retail.SKU, now time.Time) (rows []priceRow, clash bool, shop retail.Yen) {
	shop = k.ShopTaxIn(k.PriceTaxIn, now)
	rows = []priceRow{{Word: c.T("price.shop"), Yen: c.Yen(int64(k.PriceTaxIn))}}
	if p := k.Promotion; p != nil {
		r := priceRow{Word: c.T("price.promotion"), Yen: c.Yen(int64(p.PriceTaxIn)), Note: p.Name}
		switch {
		case p.Runs(now) && !p.Until.IsZero():
			r.Note = page.Joined(p.Name, c.T("price.until", "day", c.Day(p.Until.In(retail.Japan))))
		case !p.Runs(now) && now.Before(p.From):
			r.Note = page.Joined(p.Name, c.T("price.since", "day", c.Day(p.From.In(retail.Japan))))
		case !p.Runs(now):
			r.Note = page.Joined(p.Name, c.T("price.over"))
		}
		rows = append(rows, r)
	}
	if k.MemberTaxIn != 0 {
		rows = append(rows, priceRow{Word: c.T("price.member"), Yen: c.Yen(int64(k.MemberTaxIn))})
	}
	if k.ECTaxIn != 0 {
		clash = k.Disagree(k.PriceTaxIn, now)
		r := priceRow{Word: c.T("price.ec"), Yen: c.Yen(int64(k.ECTaxIn)), Wrong: clash}
		if clash {
			r.Note = c.T("price.differs")
		}
		rows = append(rows, r)
	}
	return rows, clash, shop
}

func (m *standModel) moves(c words.Catalog, class retail.StockClass, moves *catalog.Moves, now time.Time) {
	m.MovesHead = c.T("stand.moves", "class", c.T("class."+class.String()))
	switch {
	case moves == nil:
		return
	case moves.Offline:
		m.MovesNote = c.T("stand.moves.offline")
	case len(moves.Lines) == 0:
		m.MovesNote = c.T("stand.moves.none")
	case moves.More:
		m.MovesNote = c.T("stand.moves.more", "n", len(moves.Lines))
	}
	for _, l := range moves.Lines {
		r := moveRow{Time: c.DayClock(l.At.In(retail.Japan)), What: c.T("move." + l.Kind.String()), Unsent: l.Unsent}
		if l.At.In(retail.Japan).YearDay() == now.In(retail.Japan).YearDay() {
			r.Time = c.Clock(l.At.In(retail.Japan))
		}
		if l.Transfer != "" {
			r.What = page.Joined(r.What, retail.TransferNumber(l.Transfer))
		}
		if l.Name != "" {
			r.Who = c.T("common.staff", "name", page.Name(c, l.Name, l.NameEn))
		}
		var parts []string
		for _, f := range []struct {
			key string
			n   int
		}{{"stand.on_hand", l.OnHand}, {"stand.allocated", l.Allocated}, {"stand.held", l.Held}, {"stand.incoming", l.Incoming}} {
			if f.n != 0 {
				parts = append(parts, c.T(f.key)+" "+signed(f.n))
			}
		}
		if l.Doubt {
			parts = append(parts, c.T("goods.doubt"))
		}
		r.Change = page.Joined(parts...)
		m.Moves = append(m.Moves, r)
	}
}

// signed is +2 or −1.
func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return "−" + strconv.Itoa(-n)
}

// reclassModel is the sheet 区分を変える.
type reclassModel struct {
	From, To retail.StockClass
	Qty      int
	Reason   retail.ReclassReason
}

// usualReason is what a change to a class usually comes from.
func usualReason(to retail.StockClass) retail.ReclassReason {
	switch to {
	case retail.BGrade, retail.Damaged:
		return retail.ReclassFlaw
	case retail.Display:
		return retail.ReclassDisplay
	case retail.Inspecting:
		return retail.ReclassInspect
	case retail.Regular:
	}
	return retail.ReclassFine
}

// effect says with real numbers what the change does: 良品 3 → 2・B品 0 → 1.
func (m reclassModel) effect(c words.Catalog, s catalog.Stand) string {
	if m.To == 0 {
		return ""
	}
	side := func(k retail.StockClass, by int) string {
		n := s.Level(k).OnHand
		return c.T("stand.effect", "class", c.T("class."+k.String()), "from", n, "to", n+by)
	}
	return page.Joined(side(m.From, -m.Qty), side(m.To, m.Qty))
}
