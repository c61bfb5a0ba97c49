package counterui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// suggestModel is one card of the page ついで買い.
type suggestModel struct {
	SKU             retail.SKUID
	Picture, Name   string
	Option          string // 紺 L
	Why             string // いっしょに注文されています
	Where           string // A-01-2 売場 2階・左奥
	Stock           string // 在庫 2点（14:02）
	Price           string // ¥3,990（税込）
	Said            string // what was written down, empty while nothing was
	Offered, Bought bool
}

// suggestOf writes a card; said tells what was written down of it.
func suggestOf(c words.Catalog, x pickup.Suggestion, offered, bought bool) suggestModel {
	color := page.Name(c, x.Color.Word, x.Color.En)
	m := suggestModel{
		SKU: x.ID, Picture: x.Picture, Name: page.Name(c, x.Name, x.NameEn), Option: joined(color, x.Size),
		Why: c.T("suggest.why." + x.Reason.String()), Where: joined(x.Shelf, x.Place),
		Stock: c.T("suggest.stock", "n", x.Free, "time", c.Clock(x.AsOf.In(retail.Japan))), Price: c.T("suggest.price", "yen", c.Yen(int64(x.Yen))),
		Offered: offered, Bought: bought,
	}
	if x.AsOf.Equal(time.Time{}) {
		m.Stock = c.T("common.items", "n", x.Free)
	}
	switch {
	case bought:
		m.Said = c.T("suggest.said.bought")
	case offered:
		m.Said = c.T("suggest.said.offered")
	}
	return m
}
