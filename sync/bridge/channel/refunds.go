package channel

import (
	"context"

	"miseban/sync/hub"
)

// Refunds is what this package asks of the hub about money that web shops owe their
// customers (返金).
type Refunds interface {
	// Refunds returns what the web shop of an order's channel has not said to have.
	Refunds(ctx context.Context, channel string, limit int) ([]hub.RefundDue, error)
	// RefundTold notes that it has one, CodeNotFound.
	RefundTold(ctx context.Context, channel, key string) error
}

// RefundList is the answer to who asks what is owed.
type RefundList struct {
	Refunds []hub.RefundDue `json:"refunds"`
	More    bool            `json:"more"` // there are others behind them
}

// refunds is how a web shop is told what it owes.
func refunds(c Spec, source Refunds) telling[hub.RefundDue] {
	return telling[hub.RefundDue]{
		name: "refunds", token: c.RefundToken, push: c.RefundPush,
		list: source.Refunds, told: source.RefundTold,
		key:  func(r hub.RefundDue) string { return r.Key },
		page: func(list []hub.RefundDue, more bool) any { return RefundList{list, more} },
	}
}
