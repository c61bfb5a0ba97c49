package hub

import (
	"context"
	"maps"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// PutPostal stores the chain's postal table and returns how many districts are
// different now. It is the whole table: what it does not have is gone.
func (h *Hub) PutPostal(ctx context.Context, areas []retail.PostalArea) (int, error) {
	now := retail.Districts(areas)
	var gone []string
	err := h.Store.Rows(ctx, wire.ScopeCatalog, retail.EntityPostal, func(key string, _ []byte) error {
		if _, stays := now[key]; !stays {
			gone = append(gone, key)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	total := 0
	for chunk := range slices.Chunk(append(slices.Sorted(maps.Keys(now)), gone...), rowChunk) {
		n := 0
		err := h.update(ctx, []wire.Scope{wire.ScopeCatalog}, func(tx Tx) error {
			n = 0
			for _, key := range chunk {
				d, stays := now[key]
				if !stays {
					n++
					if err := tx.Del(wire.ScopeCatalog, retail.EntityPostal, key, ""); err != nil {
						return err
					}
					continue
				}
				changed, err := tx.Put(wire.ScopeCatalog, retail.EntityPostal, key, d, "")
				if err != nil {
					return err
				}
				if changed {
					n++
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
