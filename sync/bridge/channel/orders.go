package channel

import (
	"context"

	"miseban/sync/hub"
)

// Orders is what this package asks of the hub about what became of the web shops'
// orders (受注状況の連絡).
type Orders interface {
	// OrderNews returns orders of a channel as they are, which its web shop has not
	// said to have so.
	OrderNews(ctx context.Context, channel string, limit int) ([]hub.OrderNews, error)
	// OrderNewsTold notes that it has one, CodeNotFound.
	OrderNewsTold(ctx context.Context, channel, key string) error
}

// OrderList is the answer to who asks what became of orders.
type OrderList struct {
	Orders []hub.OrderNews `json:"orders"`
	More   bool            `json:"more"` // there are others behind them
}

// orders is how a web shop is told what became of its orders. The last state counts:
// an order that changed several times since is told once, as it is.
func orders(c Spec, source Orders) telling[hub.OrderNews] {
	return telling[hub.OrderNews]{
		name: "orders", token: c.NewsToken, push: c.NewsPush,
		list: source.OrderNews, told: source.OrderNewsTold,
		key:  func(n hub.OrderNews) string { return n.Key },
		page: func(list []hub.OrderNews, more bool) any { return OrderList{list, more} },
	}
}

// News tells whether the channel is told what became of its orders.
func (s Spec) News() bool { return s.NewsToken != "" || s.NewsPush != "" }
