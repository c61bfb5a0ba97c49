package counterui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// wrongModel is the page 中身がちがう: which goods, and how they are wrong.
type wrongModel struct {
	Sub    string // 4821 ヤマダ様・お渡し済
	Lines  []wrongLine
	Whats  []wrongWhat
	Lay    string // what was scanned: メリノカーディガン・紺・L
	Main   widgets.Action
	Chosen bool // a line is
}

// wrongLine is a line of the order.
type wrongLine struct {
	No       int
	Picture  string
	Name     string
	Option   string // 白・M ×1
	IsChosen bool
}

// wrongWhat is a way in which goods are wrong.
type wrongWhat struct {
	What         retail.Wrong
	Icon         assets.Icon
	Text, Effect string
}

var wrongIcons = map[retail.Wrong]assets.Icon{
	retail.WrongItem: assets.IconReturn, retail.WrongFewer: assets.IconMinus, retail.WrongMore: assets.IconPlus,
}

// wrongOf writes the page; line and what are 0 until they are chosen, lay is nil
// until something was scanned.
func wrongOf(c words.Catalog, v pickup.WrongView, line int, what retail.Wrong, lay *retail.SKU) wrongModel {
	where := c.T("wrong.here")
	if v.Out {
		where = c.T("wrong.out")
	}
	m := wrongModel{Sub: joined(v.Order.Number+" "+c.T("common.sama", "name", v.Name), where), Chosen: line != 0}
	for _, l := range v.Lines {
		m.Lines = append(m.Lines, wrongLine{
			No: l.No, Picture: l.Picture, Name: l.Name, IsChosen: l.No == line,
			Option: joined(page.Name(c, l.Color.Word, l.Color.En), l.Size, c.T("common.items", "n", l.Picked)),
		})
	}
	for _, w := range retail.Wrongs() {
		key := "wrong." + w.String()
		m.Whats = append(m.Whats, wrongWhat{w, wrongIcons[w], c.T(key), c.T(key + ".effect")})
	}
	if lay != nil {
		m.Lay = joined(page.Name(c, lay.Name, lay.NameEn), page.Name(c, lay.Color.Word, lay.Color.En), lay.Size)
	}
	m.Main = widgets.Action{Kind: widgets.NotYet, Text: c.T("wrong.do"), Sub: c.T("wrong.first.line")}
	switch {
	case line != 0 && what == 0:
		m.Main.Sub = c.T("wrong.first.what")
	case line != 0:
		m.Main = widgets.Action{Kind: widgets.Main, Text: c.T("wrong.do"), Sub: c.T("wrong.do.sub"), Icon: assets.IconCheck}
	}
	return m
}
