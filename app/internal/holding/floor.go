package holding

import (
	"context"
	"strings"

	"miseban/app/retail"
)

// Paid notes that the till took the money for a part of a floor order. receipt is
// the till's number of it, empty where nobody typed it.
func (s *Service) Paid(ctx context.Context, id retail.HoldID, receipt string) error {
	const op = "holding.Paid"
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return err
	}
	if h.Floor == nil {
		return retail.E(retail.CodeInvalid, op, "", nil)
	}
	return s.do(ctx, op, retail.KindHoldPaid, retail.HoldPaid{Hold: id, AmountTaxIn: h.Floor.PartTaxIn, Receipt: strings.TrimSpace(receipt)})
}

// Ship gives the goods of a delivery to a carrier. CodeRefused: they are not paid
// (hint.hold_unpaid), or not all put by (hint.hold_open).
func (s *Service) Ship(ctx context.Context, id retail.HoldID, waybill string) error {
	const op = "holding.Ship"
	h, err := s.store.Hold(ctx, id)
	switch {
	case err != nil:
		return err
	case h.Floor == nil || h.Floor.Way != retail.HomeDelivery || waybill == "":
		return retail.E(retail.CodeInvalid, op, "", nil)
	case h.Pay != retail.PaidAll:
		return retail.E(retail.CodeRefused, op, "hint.hold_unpaid", nil)
	case h.ToKeep() > 0:
		return retail.E(retail.CodeRefused, op, "hint.hold_open", nil)
	}
	return s.do(ctx, op, retail.KindHoldCollect, retail.CollectHold{Hold: id, Waybill: waybill, Seen: h.Aside()})
}
