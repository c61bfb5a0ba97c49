package hub

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// lookAtWave loads what the rules of waves look at, with what of the carried
// commands this hub has judged already.
func (h *Hub) lookAtWave(tx Tx, c retail.Command, st *retail.State) (err error) {
	scope := wire.StoreScope(c.Store)
	st.Walk, err = retail.LoadWave(c, retail.WaveHost{
		Wave: func(id retail.WaveID) (*retail.Wave, error) {
			var w retail.Wave
			ok, err := tx.Row(scope, retail.EntityWave, string(id), &w)
			if !ok {
				return nil, err
			}
			return &w, nil
		},
		Order: func(id retail.OrderID) (*retail.Order, error) { return h.orderOf(tx, id) },
		Tote: func(code string) (*retail.Tote, error) {
			var t retail.Tote
			ok, err := tx.Row(scope, retail.EntityTote, code, &t)
			if !ok {
				return nil, err
			}
			return &t, nil
		},
		Level: tx.Level,
		Known: func(id retail.CommandID) (bool, error) {
			_, err := tx.KnownID(id)
			if retail.CodeOf(err) == retail.CodeNotFound {
				return false, nil
			}
			return err == nil, err
		},
	})
	return err
}

// settleWave writes a wave and totes down.
func settleWave(tx Tx, c retail.Command, d *retail.Decision) error {
	scope := wire.StoreScope(c.Store)
	if d.Wave != nil {
		if _, err := tx.Put(scope, retail.EntityWave, string(d.Wave.ID), d.Wave, c.ID); err != nil {
			return err
		}
	}
	for _, t := range d.Totes {
		if _, err := tx.Put(scope, retail.EntityTote, t.Code, t, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// wavesToRetire returns the waves of a shop that ended before the instant, or
// that nobody ended in a month.
func (h *Hub) wavesToRetire(ctx context.Context, shop retail.SiteID, before time.Time) ([]retail.Ref, error) {
	var gone []retail.Ref
	err := h.Store.Rows(ctx, wire.StoreScope(shop), retail.EntityWave, func(key string, data []byte) error {
		var w retail.Wave
		if err := json.Unmarshal(data, &w); err != nil {
			return retail.E(retail.CodeDamaged, "hub.Retire", "", err)
		}
		if w.State == retail.WaveClosed && w.ClosedAt.Before(before) || w.OpenedAt.Before(before.Add(-forgotten)) {
			gone = append(gone, retail.Ref{Entity: retail.EntityWave, ID: key})
		}
		return nil
	})
	return gone, err
}

// Waves returns the waves in the feed of a shop.
func (h *Hub) Waves(ctx context.Context, store retail.SiteID) ([]retail.Wave, error) {
	return rows[retail.Wave](ctx, h.Store, wire.StoreScope(store), retail.EntityWave)
}
