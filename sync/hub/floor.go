package hub

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// FloorPayment is what a till says when it took the money for a floor order.
type FloorPayment struct {
	Site    retail.SiteID
	Number  string              // お会計番号
	Order   retail.FloorOrderID // from the code on the slip; empty: the number is all there is
	Receipt string              // the till's own, names the payment within the site
	At      time.Time
}

// PayFloor books that a till took the money for a floor order: every part of it is
// paid. It returns how many of them were not before; the same payment told again
// changes nothing. CodeNotFound: the shop has no such order. CodeInvalid: two orders bear the
// number, and Order does not say which is meant. Like Apply it waits where the home of
// the shop is a relay.
func (h *Hub) PayFloor(ctx context.Context, p FloorPayment) (int, error) {
	const op = "hub.PayFloor"
	if p.Site == "" || p.Number == "" || p.Receipt == "" {
		return 0, retail.E(retail.CodeInvalid, op, "", nil)
	}
	parts, err := h.floorParts(ctx, p)
	if err != nil {
		return 0, err
	}
	if len(parts) == 0 {
		return 0, retail.E(retail.CodeNotFound, op, "", nil)
	}
	for _, part := range parts[1:] {
		if part.Floor.Order != parts[0].Floor.Order {
			return 0, retail.E(retail.CodeInvalid, op, "", nil)
		}
	}
	fresh := 0
	for _, part := range parts {
		if part.Pay != retail.PaidAll {
			fresh++
		}
		_, err := h.Tell(ctx, retail.Command{
			ID: retail.DerivedCommandID("floor_paid", string(p.Site), p.Receipt, string(part.ID)), Kind: retail.KindHoldPaid, Store: p.Site, At: p.At,
			Body: retail.HoldPaid{Hold: part.ID, AmountTaxIn: part.Floor.PartTaxIn, Receipt: p.Receipt},
		})
		if err != nil {
			return 0, err
		}
	}
	return fresh, nil
}

// floorParts are the parts of the order that was paid: those that nobody paid, or
// that this payment did.
func (h *Hub) floorParts(ctx context.Context, p FloorPayment) ([]retail.Hold, error) {
	var out []retail.Hold
	err := h.Store.Rows(ctx, wire.StoreScope(p.Site), retail.EntityHold, func(_ string, data []byte) error {
		var part retail.Hold
		if err := json.Unmarshal(data, &part); err != nil {
			return err
		}
		here := part.From == p.Site || part.From == "" && part.Store == p.Site
		fits := part.Floor != nil && part.Number == p.Number && (p.Order == "" || p.Order == part.Floor.Order)
		if here && fits && (part.Pay != retail.PaidAll || part.Receipt == p.Receipt) {
			out = append(out, part)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b retail.Hold) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out, err
}
