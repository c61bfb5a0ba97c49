package hub

import (
	"context"
	"time"

	"miseban/app/retail"
)

// RefundDue is money that a web shop owes a customer, as it is told to the web shop:
// the same key is the same money, however often it is told.
type RefundDue struct {
	Key         string           `json:"key"`
	Channel     string           `json:"-"`
	OrderID     retail.OrderID   `json:"-"`
	Order       string           `json:"order"` // the web shop's own number
	Store       retail.SiteID    `json:"store"`
	Number      string           `json:"number"` // what staff call it
	AmountTaxIn retail.Yen       `json:"amount_tax_in"`
	Why         retail.RefundWhy `json:"why"`
	At          time.Time        `json:"at"`
	SKU         retail.SKUID     `json:"sku,omitempty"` // of pieces that were refused at the counter
	Qty         int              `json:"qty,omitempty"`
}

// RefundStore is what the hub asks of its database about money that web shops owe.
type RefundStore interface {
	// Refunds returns up to limit refunds of orders of a channel that its web shop has
	// not said to have, the oldest first.
	Refunds(ctx context.Context, channel string, limit int) ([]RefundDue, error)
	// RefundTold notes that the web shop has it. Said again it changes nothing;
	// CodeNotFound for what was never owed by an order of the channel.
	RefundTold(ctx context.Context, channel, key string) error
	// RefundsUntold counts, by channel, what was owed before the instant and is still not
	// told.
	RefundsUntold(ctx context.Context, before time.Time) (map[string]int, error)
}

// Refunds returns what the web shop of a channel is to be told. See RefundStore.
func (h *Hub) Refunds(ctx context.Context, channel string, limit int) ([]RefundDue, error) {
	return h.Store.Refunds(ctx, channel, limit)
}

// RefundTold notes that the web shop has one. See RefundStore.
func (h *Hub) RefundTold(ctx context.Context, channel, key string) error {
	return h.Store.RefundTold(ctx, channel, key)
}
