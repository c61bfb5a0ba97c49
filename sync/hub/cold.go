package hub

import (
	"cmp"
	"context"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// LookForWarm makes goods somebody's that are out of the cold for longer than the chain
// lets them, and returns of how many orders. It asks nobody whether a terminal without
// a line put them away meanwhile: when that is heard, and was in time, the entry is
// closed again.
func (h *Hub) LookForWarm(ctx context.Context) (int, error) {
	var chain retail.Chain
	if _, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntityChain, chainKey, &chain); err != nil {
		return 0, err
	}
	shortest := time.Duration(0)
	for _, t := range retail.Temperatures() {
		if limit := chain.Cold.Limit(t); limit > 0 {
			shortest = min(cmp.Or(shortest, limit), limit)
		}
	}
	if shortest == 0 {
		return 0, nil
	}
	now := h.Clock.Now()
	refs, err := h.Store.OrdersOutOfCold(ctx, now.Add(-shortest), sweep)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, ref := range refs {
		o, err := h.Store.Order(ctx, ref.ID)
		if err != nil {
			return n, err
		}
		if o == nil || !o.TooWarm(chain.Cold, now) { // frozen goods have less time than chilled ones
			continue
		}
		r, err := h.Apply(ctx, retail.KindOutOfCold, retail.OutOfCold{Order: ref.ID})
		if err != nil {
			return n, err
		}
		if r.Verdict == retail.Applied {
			n++
		}
	}
	return n, nil
}

// PutWeighPolicy stores how far packs of weighed goods of the chain may be from what was
// ordered, from now on.
func (h *Hub) PutWeighPolicy(ctx context.Context, p retail.WeighPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Weigh = p })
}

// PutColdPolicy stores how long chilled and frozen goods of the chain may be on their
// way from now on.
func (h *Hub) PutColdPolicy(ctx context.Context, p retail.ColdPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Cold = p })
}
