package counterui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// partChoice is what becomes of pieces that the customer does not take now. The zero
// value is none.
type partChoice struct {
	Later  bool                // they stay here for the customer
	Takes  bool                // they were refused, and the customer takes them after all
	Reason retail.RefuseReason // they are refused
}

// partModel is the page 一部だけお渡し: which goods, and what becomes of them.
type partModel struct {
	Sub     string
	Lines   []partLine
	Most    int // pieces of the chosen line that can be chosen
	Choices []partRow
	Bags    []partBag // to be told apart while goods stay here
	Main    widgets.Action
}

// partLine is a line of the order with what lies ready of it.
type partLine struct {
	No            int
	Picture, Name string
	Option        string
	State         string // あとで 1点
	IsChosen      bool
}

// partRow is a choice.
type partRow struct {
	Choice       partChoice
	Icon         assets.Icon
	Text, Effect string
}

// partBag is a bag that stays here, or goes with the customer.
type partBag struct {
	Label, Word string
	Stays       bool
}

var refuseIcons = map[retail.RefuseReason]assets.Icon{
	retail.RefuseSize: assets.IconReturn, retail.RefuseOther: assets.IconCross, retail.RefuseDamaged: assets.IconWarn, retail.RefuseDate: assets.IconClock,
	retail.RefuseAge: assets.IconCard,
}

// partOf writes the page; line and choice are zero until they are chosen.
func partOf(c words.Catalog, v pickup.CounterView, line, qty int, choice partChoice, stays func(label string) bool) partModel {
	o := v.Order
	m := partModel{Sub: joined(o.Number, c.T("common.sama", "name", v.Name))}
	var chosen *retail.Line
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.ToGive() == 0 && l.Unwanted == 0 {
			continue
		}
		row := partLine{
			No: l.No, Picture: l.Picture, Name: l.Name, IsChosen: l.No == line,
			Option: joined(page.Name(c, l.Color.Word, l.Color.En), l.Size, c.T("common.items", "n", l.ToGive())),
		}
		if n := laterOf(v, l.No); n > 0 {
			row.State = c.T("part.state.later", "n", n)
		}
		if l.Unwanted > 0 {
			row.State = joined(row.State, c.T("part.state.refused", "n", l.Unwanted))
		}
		m.Lines = append(m.Lines, row)
		if row.IsChosen {
			chosen = l
		}
	}
	m.Main = widgets.Action{Kind: widgets.NotYet, Text: c.T("part.do"), Sub: c.T("part.first.line")}
	if chosen == nil {
		return m
	}
	m.Most = chosen.ToGive()
	if choice.Takes {
		m.Most = chosen.Unwanted
	}
	m.Choices = choicesOf(c, o, chosen, qty)
	if choice.Later && len(o.Bags) > 1 {
		for _, b := range o.Bags {
			m.Bags = append(m.Bags, partBag{Label: b.Label, Word: c.T("common.bag", "name", b.No), Stays: stays(b.Label)})
		}
	}
	m.Main.Sub = c.T("part.first.what")
	if choice != (partChoice{}) {
		m.Main = widgets.Action{Kind: widgets.Main, Text: c.T("part.do"), Sub: c.T("common.items", "n", qty), Icon: assets.IconCheck}
	}
	return m
}

// choicesOf are what may become of pieces of a line.
func choicesOf(c words.Catalog, o *retail.Order, l *retail.Line, qty int) (rows []partRow) {
	if l.ToGive() > 0 {
		rows = append(rows, partRow{partChoice{Later: true}, assets.IconShelf, c.T("part.later"), c.T("part.later.effect", "slot", o.Slot)})
		for _, r := range retail.RefuseReasons() {
			if r == retail.RefuseDate && l.Fresh == (retail.Fresh{}) || r == retail.RefuseAge && l.MinAge == 0 {
				continue
			}
			goes := c.T("part.goes.shelf")
			if r == retail.RefuseDamaged {
				goes = c.T("part.goes.b")
			}
			rows = append(rows, partRow{partChoice{Reason: r}, refuseIcons[r], c.T("part.refuse." + r.String()), joined(goes, moneyOf(c, o, l, qty))})
		}
	}
	if l.Unwanted > 0 {
		rows = append(rows, partRow{partChoice{Takes: true}, assets.IconUndo, c.T("part.takes"), c.T("part.takes.effect")})
	}
	return rows
}

// moneyOf says what becomes of the money for refused pieces.
func moneyOf(c words.Catalog, o *retail.Order, l *retail.Line, qty int) string {
	yen := c.Yen(int64(l.PriceTaxIn) * int64(max(1, qty)))
	switch o.Pay.State {
	case retail.PayAtPickup:
		return c.T("part.money.due", "yen", yen)
	case retail.Collected:
		return c.T("part.money.till", "yen", yen)
	case retail.Prepaid:
	}
	return c.T("part.money.ec", "yen", yen)
}

func laterOf(v pickup.CounterView, line int) int {
	for _, p := range v.Later {
		if p.Line == line {
			return p.Qty
		}
	}
	return 0
}

// stayOf says what of an order is not given now: あとで 1点・受け取らない 1点.
func stayOf(c words.Catalog, v pickup.CounterView) string {
	refused := 0
	for _, l := range v.Order.Lines {
		refused += l.Refused
	}
	out := ""
	if n := v.LaterPieces(); n > 0 {
		out = c.T("part.state.later", "n", n)
	}
	if refused > 0 {
		out = joined(out, c.T("part.state.refused", "n", refused))
	}
	return out
}
