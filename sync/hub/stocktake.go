package hub

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// keepTotals is how long a closed stocktake stays in its shop's feed: terminals
// draw how right the books were from it. Its lines go with what else is over.
const keepTotals = 190 * 24 * time.Hour

// lookAtCount loads a stocktake, and of what the command counts the lines, the
// levels and what moved around it.
func lookAtCount(tx Tx, c retail.Command, id string, st *retail.State) error {
	scope := wire.StoreScope(c.Store)
	var s retail.Stocktake
	ok, err := tx.Kept(scope, retail.EntityStocktake, id, &s)
	if err != nil {
		return err
	}
	if ok {
		st.Stocktake = &s
	}
	if c.Kind == retail.KindApproveCount {
		if err := lookAtCalendar(tx, c, st); err != nil {
			return err
		}
	}
	st.Count, err = retail.LoadCount(c, func(ref string) (l retail.CountLine, ok bool, err error) {
		ok, err = tx.Kept(scope, retail.EntityCountLine, retail.LineKey(retail.StocktakeID(id), ref), &l)
		return l, ok, err
	}, tx.Level, tx.Moves)
	return err
}

// settleCount writes a stocktake and its lines down.
func settleCount(tx Tx, c retail.Command, d *retail.Decision) error {
	scope := wire.StoreScope(c.Store)
	if d.Stocktake != nil {
		if _, err := tx.Put(scope, retail.EntityStocktake, string(d.Stocktake.ID), d.Stocktake, c.ID); err != nil {
			return err
		}
	}
	for _, l := range d.CountLines {
		if _, err := tx.Put(scope, retail.EntityCountLine, l.Key(), l, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// countsToRetire returns the stocktakes of a shop that may leave its feed, and
// the lines of those that ended before the instant. What nobody ended in a
// month counts as ended.
func (h *Hub) countsToRetire(ctx context.Context, shop retail.SiteID, before time.Time) ([]retail.Ref, error) {
	const op = "hub.Retire"
	var gone []retail.Ref
	over := map[retail.StocktakeID]bool{}
	known := map[retail.StocktakeID]bool{}
	err := h.Store.Rows(ctx, wire.StoreScope(shop), retail.EntityStocktake, func(key string, data []byte) error {
		var s retail.Stocktake
		if err := json.Unmarshal(data, &s); err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		known[s.ID], over[s.ID] = true, countOver(s, before)
		if s.OpenedAt.Before(h.Clock.Now().Add(-keepTotals)) {
			gone = append(gone, retail.Ref{Entity: retail.EntityStocktake, ID: key})
		}
		return nil
	})
	if err != nil || len(known) == 0 {
		return nil, err
	}
	err = h.Store.Rows(ctx, wire.StoreScope(shop), retail.EntityCountLine, func(key string, data []byte) error {
		var l struct {
			Stocktake retail.StocktakeID `json:"stocktake"`
		}
		if err := json.Unmarshal(data, &l); err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		if over[l.Stocktake] || !known[l.Stocktake] {
			gone = append(gone, retail.Ref{Entity: retail.EntityCountLine, ID: key})
		}
		return nil
	})
	return gone, err
}

// leftCounts ends the stocktakes of a shop that were left with everything decided,
// and asks in the inbox who ends the others.
func (h *Hub) leftCounts(ctx context.Context, shop retail.SiteID) error {
	all, err := h.Stocktakes(ctx, shop)
	if err != nil {
		return err
	}
	now := h.Clock.Now()
	left := map[retail.StocktakeID]int{}
	for _, s := range all {
		if s.LeftBy(now) {
			left[s.ID] = 0
		}
	}
	if len(left) == 0 {
		return nil
	}
	lines, err := h.CountLines(ctx, shop)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if _, ok := left[l.Stocktake]; ok && !l.Decided() {
			left[l.Stocktake]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(left)) {
		_, err := h.ApplyAt(ctx, shop, retail.KindCountLeft, retail.CountLeft{Stocktake: id, Undecided: left[id]})
		if err != nil {
			return err
		}
	}
	return nil
}

// forgotten is how long a stocktake may stay open before its lines go.
const forgotten = 30 * 24 * time.Hour

func countOver(s retail.Stocktake, before time.Time) bool {
	return s.State == retail.StocktakeClosed && s.ClosedAt.Before(before) || s.OpenedAt.Before(before.Add(-forgotten))
}

// Stocktakes returns the stocktakes in the feed of a shop by name.
func (h *Hub) Stocktakes(ctx context.Context, store retail.SiteID) ([]retail.Stocktake, error) {
	return rows[retail.Stocktake](ctx, h.Store, wire.StoreScope(store), retail.EntityStocktake)
}

// CountLines returns the lines of every stocktake in the feed of a shop.
func (h *Hub) CountLines(ctx context.Context, store retail.SiteID) ([]retail.CountLine, error) {
	return rows[retail.CountLine](ctx, h.Store, wire.StoreScope(store), retail.EntityCountLine)
}
