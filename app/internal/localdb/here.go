package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"hash/maphash"
	"math"
	"slices"
	"sync"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// hereStock is how much of each SKU this shop may promise, in memory: a search
// asks for a thousand SKUs after each character. It knows SKUs by a hash of
// their code, some 20 bytes for each that is here.
type hereStock struct {
	read  sync.Mutex // guards seed and avail
	seed  maphash.Seed
	avail map[uint64]int32 // nil: to be read as a whole

	mu     sync.Mutex // guards what follows; writers wait for it, never for read
	all    bool       // everything may have changed since
	behind []string   // SKUs that changed since
}

// changed notes what a transaction changed. It is called after the commit and
// before anybody is told of it.
func (h *hereStock) changed(refs []retail.Ref) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range refs {
		if r.Entity == retail.EntityStock && !h.all {
			h.behind = append(h.behind, r.ID)
			h.all = r.ID == "" || len(h.behind) > flood
		}
	}
	if h.all {
		h.behind = nil
	}
}

// AvailableHere returns how many pieces of each SKU this shop may promise, in
// the order of ids.
func (d *DB) AvailableHere(ctx context.Context, ids []retail.SKUID) ([]int, error) {
	h := &d.here
	h.read.Lock()
	defer h.read.Unlock()
	if err := d.readHere(ctx, h); err != nil {
		h.avail = nil
		return nil, fault("localdb.AvailableHere", err)
	}
	out := make([]int, len(ids))
	for i, id := range ids {
		out[i] = int(h.avail[maphash.String(h.seed, string(id))])
	}
	return out, nil
}

// readHere brings what is in memory up to date.
func (d *DB) readHere(ctx context.Context, h *hereStock) error {
	h.mu.Lock()
	behind, all := h.behind, h.all || h.avail == nil
	h.behind, h.all = nil, false
	h.mu.Unlock()
	query, args := `SELECT sku, sum(avail) FROM stock WHERE avail > 0 GROUP BY sku`, []any(nil)
	switch {
	case all:
		h.seed, h.avail = maphash.MakeSeed(), map[uint64]int32{}
	case len(behind) == 0:
		return nil
	default:
		list, err := json.Marshal(behind)
		if err != nil {
			return err
		}
		query = `SELECT j.value, COALESCE((SELECT sum(avail) FROM stock WHERE sku = j.value AND avail > 0), 0) FROM json_each(?) j`
		args = []any{string(list)}
	}
	rows, err := d.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var sku string
		var n int32
		if err := rows.Scan(&sku, &n); err != nil {
			return err
		}
		if k := maphash.String(h.seed, sku); n > 0 {
			h.avail[k] = n
		} else {
			delete(h.avail, k)
		}
	}
	return rows.Err()
}

// InReach tells of each SKU whether any other site can give one, as far as is
// known here.
func (d *DB) InReach(ctx context.Context, ids []retail.SKUID) ([]bool, error) {
	const op = "localdb.InReach"
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fault(op, err)
	}
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.cread.query(ctx, `SELECT j.key FROM json_each(?) j, stock_state t JOIN stock_reach r ON r.sku = j.value AND r.gen = t.gen`, string(list))
	found, err := collect(op, rows, err, func(scan func(...any) error) (i int, err error) { return i, scan(&i) })
	out := make([]bool, len(ids))
	for _, i := range found {
		out[i] = true
	}
	return out, err
}

// elsewhere tells whether any site but the one can give something.
func elsewhere(figures []wire.StockFigure, own uint32) bool {
	return slices.ContainsFunc(figures, func(f wire.StockFigure) bool { return f.Site != own && f.OnHand > f.Kept })
}

const qReach = `INSERT INTO stock_reach (sku, gen) VALUES (?, ?) ON CONFLICT DO NOTHING`

// reachRows notes of the rows of a block which SKUs other sites can give.
func (d *DB) reachRows(ctx context.Context, tx *sql.Tx, rows []wire.StockRow, sites []retail.SiteID, gen int64) error {
	own := uint32(math.MaxUint32)
	if i := slices.Index(sites, d.o.Store); i >= 0 {
		own = uint32(i) //nolint:gosec // a pack has fewer sites
	}
	put, err := tx.PrepareContext(ctx, qReach)
	if err != nil {
		return err
	}
	defer func() { _ = put.Close() }()
	for _, r := range rows {
		if elsewhere(r.Figures, own) {
			if _, err := put.ExecContext(ctx, r.SKU, gen); err != nil {
				return err
			}
		}
	}
	return nil
}

// reachPatch follows the figures of a SKU that changed.
func (d *DB) reachPatch(ctx context.Context, tx *sql.Tx, sku retail.SKUID) error {
	base, err := baseStock(ctx, tx, sku)
	if err != nil {
		return err
	}
	patch, err := patchStock(ctx, tx, sku)
	if err != nil {
		return err
	}
	for _, s := range laid(base, patch) {
		if s.Site != d.o.Store && s.Available > 0 {
			_, err := tx.ExecContext(ctx, `INSERT INTO stock_reach (sku, gen) SELECT ?, gen FROM stock_state WHERE true ON CONFLICT DO NOTHING`, sku)
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM stock_reach WHERE sku = ?`, sku)
	return err
}
