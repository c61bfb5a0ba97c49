package hub

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// HoldRef names a hold in the books of a shop.
type HoldRef struct {
	ID    retail.HoldID
	Store retail.SiteID // whose books
}

// HoldStore is what the hub asks of its database about holds (取り置き).
type HoldStore interface {
	WebHoldStore
	// HoldsDue returns up to limit holds in the books of the shops with the goods
	// whose time has passed at the instant.
	HoldsDue(ctx context.Context, at time.Time, limit int) ([]HoldRef, error)
	// HoldsByNotice returns holds in the books of the shops with the goods whose
	// notice stands so, with their customers.
	HoldsByNotice(ctx context.Context, state retail.NoticeState) ([]retail.Hold, error)
	// HoldsToRetire returns up to limit holds in a feed that ended before the
	// instant and have nothing put by.
	HoldsToRetire(ctx context.Context, before time.Time, limit int) ([]HoldRef, error)
	// HoldsToPurge returns up to limit holds out of the feeds that ended before the
	// instant and still say who the customer is.
	HoldsToPurge(ctx context.Context, before time.Time, limit int) ([]HoldRef, error)
}

// HoldTx is the part of a transaction that is about holds. Rows are read and
// written as those of any feed.
type HoldTx interface {
	// HoldsWith returns the holds of the shop's own goods in its feed that have the
	// SKU. The caller owns them.
	HoldsWith(store retail.SiteID, sku retail.SKUID) ([]*retail.Hold, error)
	// ForgetHold removes the customer from a hold that is out of its feed: from the
	// row, from every change and from the command that made it.
	ForgetHold(r HoldRef) error
}

// expireHolds ends the holds whose time has passed, but in shops in which a
// terminal may hold a handover.
func (h *Hub) expireHolds(ctx context.Context, holding map[retail.SiteID]bool) (int, error) {
	now := h.Clock.Now()
	refs, err := h.Store.HoldsDue(ctx, now, sweep)
	n := 0
	for _, r := range refs {
		if err != nil {
			return n, err
		}
		if holding[r.Store] {
			continue
		}
		var res wire.Result
		res, err = h.Tell(ctx, retail.Command{
			ID: retail.CommandID(h.IDs.NewID()), Kind: retail.KindHoldExpire, At: now, Store: r.Store, Body: retail.ExpireHold{Hold: r.ID},
		})
		if err == nil && res.Verdict == retail.Applied {
			n++
		}
	}
	return n, err
}

// retireHolds takes holds that ended before the instant out of the feeds.
func (h *Hub) retireHolds(ctx context.Context, before time.Time) (int, error) {
	refs, err := h.Store.HoldsToRetire(ctx, before, sweep)
	if err != nil {
		return 0, err
	}
	n := 0
	now := h.Clock.Now()
	err = h.eachHold(ctx, refs, func(tx Tx, r HoldRef) error {
		scope := wire.StoreScope(r.Store)
		var row retail.Hold
		if ok, err := tx.Row(scope, retail.EntityHold, string(r.ID), &row); err != nil || !ok || !row.Done(now) {
			return err
		}
		n++
		return tx.Del(scope, retail.EntityHold, string(r.ID), "")
	})
	return n, err
}

// purgeHolds forgets the customers of holds that ended before the instant.
func (h *Hub) purgeHolds(ctx context.Context, before time.Time) (int, error) {
	refs, err := h.Store.HoldsToPurge(ctx, before, sweep)
	if err != nil {
		return 0, err
	}
	return len(refs), h.eachHold(ctx, refs, func(tx Tx, r HoldRef) error { return tx.ForgetHold(r) })
}

// eachHold does something to holds, some of one shop in each transaction.
func (h *Hub) eachHold(ctx context.Context, refs []HoldRef, do func(Tx, HoldRef) error) error {
	byStore := map[retail.SiteID][]HoldRef{}
	for _, r := range refs {
		byStore[r.Store] = append(byStore[r.Store], r)
	}
	for _, store := range sortedKeys(byStore) {
		for chunk := range slices.Chunk(byStore[store], purgeChunk) {
			err := h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
				for _, r := range chunk {
					if err := do(tx, r); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAtHold loads a hold with what its rules may look at.
func lookAtHold(tx Tx, c retail.Command, st *retail.State) error {
	var row retail.Hold
	ok, err := tx.Kept(wire.StoreScope(c.Store), retail.EntityHold, c.Body.About().ID, &row)
	if err != nil {
		return err
	}
	if ok {
		st.Hold = &row
	}
	for _, k := range c.HoldLevels(st.Hold) {
		l, err := tx.Level(k)
		if err != nil {
			return err
		}
		st.Levels = append(st.Levels, l)
	}
	if err := lookAtCalendar(tx, c, st); err != nil {
		return err
	}
	if _, collects := c.Body.(retail.CollectHold); !collects || st.Hold == nil || st.Hold.Store != c.Store {
		return nil
	}
	return lookAtTill(tx, c, st)
}

// lookAtTill loads what the till may have told of held goods already.
func lookAtTill(tx Tx, c retail.Command, st *retail.State) error {
	seen := map[retail.HoldID]bool{}
	levels := c.HoldLevels(st.Hold)
	for _, k := range levels {
		holds, err := tx.HoldsWith(c.Store, k.SKU)
		if err != nil {
			return err
		}
		for _, h := range holds {
			if !seen[h.ID] {
				seen[h.ID] = true
				st.Holds = append(st.Holds, h)
			}
		}
	}
	for _, k := range levels {
		moves, err := tx.Moves(k, st.TillSince(c, k))
		if err != nil {
			return err
		}
		st.Moves = append(st.Moves, moves...)
	}
	return nil
}
