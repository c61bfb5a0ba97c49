package counterui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// ageModel is the page 年齢確認: for which goods, what was looked at, and the way out.
type ageModel struct {
	Title, Text string
	Goods       []string // 日本酒 純米吟醸・720ml・2点
	Rows        []ageRow
	None, Main  widgets.Action
}

// ageRow is one way to make sure of an age.
type ageRow struct {
	How          retail.AgeProof
	Doc          retail.DocumentKind
	Icon         assets.Icon
	Text, Effect string
	IsChosen     bool
}

// ageOf writes the page; how and doc are zero until they are chosen.
func ageOf(c words.Catalog, v pickup.CounterView, how retail.AgeProof, doc retail.DocumentKind) ageModel {
	years := v.Years()
	m := ageModel{Title: c.T("counter.age.title", "years", years), Text: c.T("counter.age.text", "years", years)}
	for _, l := range v.Order.Lines {
		if n := l.ToGive() - laterOf(v, l.No); l.MinAge > 0 && n > 0 {
			m.Goods = append(m.Goods, joined(l.Name, l.Size, c.T("common.items", "n", n)))
		}
	}
	if v.Policy.AgeBySight { // the usual way, where it is one
		m.Rows = append(m.Rows, ageRow{
			How: retail.AgeSight, Icon: assets.IconEye, Text: c.T("counter.age.sight"), Effect: c.T("counter.age.sight.text"), IsChosen: how == retail.AgeSight,
		})
	}
	for _, d := range retail.DocumentKinds() {
		m.Rows = append(m.Rows, ageRow{How: retail.AgeDocument, Doc: d, Icon: assets.IconCard, Text: c.T("counter.document." + d.String()), IsChosen: how == retail.AgeDocument && d == doc})
	}
	m.None = widgets.Action{Kind: widgets.Secondary, Text: c.T("counter.age.none"), Sub: c.T("counter.age.none.sub", "n", keptAged(v)), Icon: assets.IconStop}
	m.Main = widgets.Action{Kind: widgets.NotYet, Text: c.T("counter.age.ok", "years", years), Sub: c.T("counter.age.choose")}
	if v.Policy.AgeMet(years, how, doc) {
		m.Main = widgets.Action{Kind: widgets.Main, Text: c.T("counter.age.ok", "years", years)}
	}
	return m
}

// keptAged is how many pieces with an age stay here when nobody can make sure of it.
func keptAged(v pickup.CounterView) int {
	n := 0
	for _, l := range v.Order.Lines {
		if l.MinAge > 0 {
			n += l.ToGive()
		}
	}
	return n
}

// ageWord says how the age was made sure of, empty where nobody had to.
func ageWord(c words.Catalog, how retail.AgeProof, doc retail.DocumentKind) string {
	switch how {
	case retail.AgeDocument:
		return c.T("counter.age.by", "what", c.T("counter.document."+doc.String()))
	case retail.AgeSight:
		return c.T("counter.age.by", "what", c.T("counter.age.sight"))
	}
	return ""
}
