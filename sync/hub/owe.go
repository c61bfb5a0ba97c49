package hub

import (
	"context"

	"miseban/app/retail"
)

// Owe lets web shops be told what they owe because of handovers that can no longer be
// taken back, and returns of how many orders. Of a shop that a relay is home of, the
// relay says so.
func (h *Hub) Owe(ctx context.Context) (int, error) {
	refs, err := h.Store.OrdersToOwe(ctx, h.Clock.Now(), sweep)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, o := range refs {
		r, err := h.Apply(ctx, retail.KindOwe, retail.Owe{Order: o.ID})
		if err != nil {
			return n, err
		}
		if r.Verdict == retail.Applied {
			n++
		}
	}
	return n, nil
}
