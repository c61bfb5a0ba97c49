package hub

import (
	"context"
	"time"

	"miseban/app/retail"
)

// OrderNews is an order as it is told to its web shop (受注状況の連絡). The same key is
// the same news, however often they are told.
type OrderNews struct {
	Key     string `json:"key"`
	Channel string `json:"-"`
	retail.OrderNews
}

// OrderNewsStore is what the hub asks of its database about what web shops are told
// of their orders. The row of an order follows from the order, whoever writes it.
type OrderNewsStore interface {
	// TellOrdersOf settles of which channels orders are told from now on. What was
	// not told of others is forgotten.
	TellOrdersOf(ctx context.Context, channels []string) error
	// OrderNews returns up to limit orders of a channel as they are now whose web shop
	// has not said that it has them so, the one that changed first in front.
	OrderNews(ctx context.Context, channel string, limit int) ([]OrderNews, error)
	// OrderNewsTold notes that the web shop has the news with that key. Said again, or
	// of news that are not the last any more, it changes nothing; CodeNotFound when
	// nothing is known of the order, or it is another channel's.
	OrderNewsTold(ctx context.Context, channel, key string) error
	// OrderNewsUntold counts, by channel, orders that changed before the instant and
	// were not told since.
	OrderNewsUntold(ctx context.Context, before time.Time) (map[string]int, error)
}

// TellOrdersOf settles whose orders are told to web shops. See OrderNewsStore.
func (h *Hub) TellOrdersOf(ctx context.Context, channels []string) error {
	return h.Store.TellOrdersOf(ctx, channels)
}

// OrderNews returns what the web shop of a channel is to be told. See OrderNewsStore.
func (h *Hub) OrderNews(ctx context.Context, channel string, limit int) ([]OrderNews, error) {
	return h.Store.OrderNews(ctx, channel, limit)
}

// OrderNewsTold notes that the web shop has some of it. See OrderNewsStore.
func (h *Hub) OrderNewsTold(ctx context.Context, channel, key string) error {
	return h.Store.OrderNewsTold(ctx, channel, key)
}
