package hub

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// purgeChunk is how many orders of a shop one transaction of Purge takes, so
// that the shop's terminals do not wait for it.
const purgeChunk = 50

// Purge removes who ordered from orders, holds and transfers that ended before the instant and are
// out of their feed (see Retire): name, kana, phone, note, e-mail and proxy, in
// the rows, in the log of changes and in what was taken in. Everything else
// stays, and the audit still holds. It returns how many orders it took.
func (h *Hub) Purge(ctx context.Context, before time.Time) (int, error) {
	refs, err := h.Store.OrdersToPurge(ctx, before, sweep)
	if err != nil {
		return 0, err
	}
	old := map[retail.SiteID][]retail.OrderID{}
	for _, r := range refs {
		old[r.Store] = append(old[r.Store], r.ID)
	}
	n, err := h.purgeHolds(ctx, before)
	if err != nil {
		return n, err
	}
	waiters, err := h.purgeWaiters(ctx, before)
	if n += waiters; err != nil {
		return n, err
	}
	for _, store := range sortedKeys(old) {
		for chunk := range slices.Chunk(old[store], purgeChunk) {
			err := h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
				for _, id := range chunk {
					if err := tx.Forget(id); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return n, err
			}
			n += len(chunk)
		}
	}
	return n, nil
}
