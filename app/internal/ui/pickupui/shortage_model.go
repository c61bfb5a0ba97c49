package pickupui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// shortageModel is everything the page 見つからない says.
type shortageModel struct {
	Bar     barModel
	Item    itemModel
	Place   string // 棚 A-01-2・在庫 2
	Shelf   string
	Reasons []reasonModel
	Action  widgets.Action // without what it does
	Later   widgets.Action // likewise
}

// reasonModel is one reason with what it does to the stock in real numbers.
type reasonModel struct {
	Reason retail.ShortReason
	Icon   assets.Icon
	Text   string
	Effect string
}

// shortageOf makes the page; chosen is 0 until a reason is taken.
func shortageOf(c words.Catalog, v pickup.ShortView, chosen retail.ShortReason) shortageModel {
	m := shortageModel{
		Bar: taskBar(c, c.T("pick.short.title"), v.Pick.Order, v.Pick.Name), Item: itemOf(c, v.Line), Shelf: v.Line.Shelf,
		Action: widgets.Action{Kind: widgets.NotYet, Text: c.T("pick.short.offer"), Sub: c.T("pick.short.first")},
		Later:  widgets.Action{Kind: widgets.NotYet, Text: c.T("pick.short.do")},
	}
	if v.Line.Known {
		m.Place = c.T("pick.short.stock", "n", v.Line.OnHand)
	}
	for _, ch := range v.Choices {
		m.Reasons = append(m.Reasons, reasonModel{ch.Reason, reasonIcon(ch.Reason), c.T("pick.short." + ch.Reason.String()), effectOf(c, ch, v.Line.Known)})
	}
	if chosen != 0 {
		m.Action = widgets.Action{Kind: widgets.Main, Text: c.T("pick.short.offer"), Sub: c.T("pick.short.offer.sub"), Trailing: assets.IconArrow}
		m.Later = widgets.Action{Kind: widgets.Secondary, Text: c.T("pick.short.do")}
	}
	return m
}

func reasonIcon(r retail.ShortReason) assets.Icon {
	switch r {
	case retail.NotFound:
		return assets.IconSearch
	case retail.DamagedGoods:
		return assets.IconWarn
	case retail.DisplayOnly:
		return assets.IconTag
	case retail.ScrapGoods:
		return assets.IconCross
	case retail.WrongGoods:
		return assets.IconEye
	case retail.SoldOut:
	}
	return assets.IconCard
}

// effectOf says what the reason does to the stock; where the figure is not
// known, without numbers.
func effectOf(c words.Catalog, ch pickup.ShortChoice, known bool) string {
	key := "pick.short.effect." + ch.Reason.String()
	if !known {
		return c.T(key + ".plain")
	}
	return c.T(key, "n", ch.Before, "after", ch.After, "qty", ch.Qty)
}
