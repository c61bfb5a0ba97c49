package holding

import (
	"context"

	"miseban/app/retail"
)

// Short says that what is still to be put by of a hold is not there, or cannot be
// given to a customer. CodeInvalid: nothing is to be put by.
func (s *Service) Short(ctx context.Context, id retail.HoldID, reason retail.ShortReason) error {
	const op = "holding.Short"
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return err
	}
	var cmds []retail.HoldShort
	for _, l := range h.Lines {
		if n := l.ToKeep(); n > 0 && h.ToKeep() > 0 {
			cmds = append(cmds, retail.HoldShort{Hold: id, Line: l.No, Qty: n, Reason: reason})
		}
	}
	if len(cmds) == 0 || reason == 0 {
		return retail.E(retail.CodeInvalid, op, "", nil)
	}
	for _, b := range cmds {
		if err := s.do(ctx, op, retail.KindHoldShort, b); err != nil {
			return err
		}
	}
	return nil
}

// missed tells whether a piece of the line was given up and may turn up yet.
func missed(h *retail.Hold, l retail.HoldLine) bool {
	return l.Lost > 0 && l.Aside() < l.Qty && (h.State == retail.HoldHeld || h.State == retail.HoldBroken)
}
