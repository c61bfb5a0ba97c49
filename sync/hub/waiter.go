package hub

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// TransferRef names a transfer in the books of a shop.
type TransferRef struct {
	ID    retail.TransferID
	Store retail.SiteID // whose books
}

// WaiterStore is what the hub asks of its database about the customers who wait
// for goods of a transfer (取り寄せ).
type WaiterStore interface {
	// WaitersToPurge returns up to limit transfers out of the feeds that were over
	// before the instant and still say who the customer is.
	WaitersToPurge(ctx context.Context, before time.Time, limit int) ([]TransferRef, error)
}

// WaiterTx is the part of a transaction that is about them.
type WaiterTx interface {
	// ForgetWaiter removes the customer from a transfer that is out of its feed:
	// from the row, from every change and from the command that asked for it.
	ForgetWaiter(r TransferRef) error
}

// purgeWaiters forgets the customers of transfers that were over before the
// instant, some of one shop in each transaction.
func (h *Hub) purgeWaiters(ctx context.Context, before time.Time) (int, error) {
	refs, err := h.Store.WaitersToPurge(ctx, before, sweep)
	if err != nil {
		return 0, err
	}
	byStore := map[retail.SiteID][]TransferRef{}
	for _, r := range refs {
		byStore[r.Store] = append(byStore[r.Store], r)
	}
	for _, store := range sortedKeys(byStore) {
		for chunk := range slices.Chunk(byStore[store], purgeChunk) {
			err := h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
				for _, r := range chunk {
					if err := tx.ForgetWaiter(r); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return 0, err
			}
		}
	}
	return len(refs), nil
}
