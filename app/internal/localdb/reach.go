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

// reach is which SKUs other sites can give, in memory: a search that wants only
// those asks for some ten thousand after each character. It knows them by 32 bits
// of a hash, four bytes each, so one in four thousand million that is not among
// them may seem to be: InReach is the last word.
type reach struct {
	read sync.Mutex // guards what follows but stale and news
	seed maphash.Seed
	all  []uint32        // sorted, as read from the file; nil: to be read
	over map[uint32]bool // what changed since

	mu    sync.Mutex // guards what follows; writers wait for it, never for read
	stale bool       // everything may have changed
	news  map[retail.SKUID]bool
}

// reachNews is how many changes are laid over what was read before all is read
// again: a shop's chain has some thousand every few minutes.
const reachNews = 50_000

// changed notes what a committed transaction changed; nil: everything.
func (r *reach) changed(news map[retail.SKUID]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if news == nil || len(r.news)+len(news) > reachNews {
		r.stale, r.news = true, nil
		return
	}
	if r.news == nil {
		r.news = map[retail.SKUID]bool{}
	}
	for id, is := range news {
		r.news[id] = is
	}
}

func (r *reach) hash(id retail.SKUID) uint32 {
	return uint32(maphash.String(r.seed, string(id))) //nolint:gosec // half of a hash is one
}

// MayReach is InReach from memory: where it is false no other site can give one;
// where it is true one may, as all may before the memory was ever filled. Nothing
// asked for brings the memory up to date, which may read the catalogue; a question
// never does, so it may be put while the catalogue is being read.
func (d *DB) MayReach(ctx context.Context, ids []retail.SKUID) ([]bool, error) {
	r := &d.reach
	if len(ids) == 0 {
		d.cmu.RLock() // before read: a search holds it and then asks
		defer d.cmu.RUnlock()
	}
	r.read.Lock()
	defer r.read.Unlock()
	if len(ids) == 0 {
		if err := d.readReach(ctx, r); err != nil {
			r.all = nil
			return nil, fault("localdb.MayReach", err)
		}
	}
	out := make([]bool, len(ids))
	for i, id := range ids {
		out[i] = r.all == nil || r.may(r.hash(id))
	}
	return out, nil
}

// may tells whether the SKU of a hash may be had elsewhere. The caller holds read.
func (r *reach) may(h uint32) bool {
	is, changed := r.over[h]
	if !changed {
		_, is = slices.BinarySearch(r.all, h)
	}
	return is
}

// has is may of a SKU's code; all may, before anything was read.
func (r *reach) has(sku []byte) bool {
	return r.all == nil || r.may(uint32(maphash.Bytes(r.seed, sku))) //nolint:gosec // see hash
}

// readReach brings what is in memory up to date. The caller holds cmu and read.
func (d *DB) readReach(ctx context.Context, r *reach) error {
	r.mu.Lock()
	news, all := r.news, r.stale || r.all == nil || len(r.over) > reachNews
	r.news, r.stale = nil, false
	r.mu.Unlock()
	if !all {
		for id, is := range news {
			r.over[r.hash(id)] = is
		}
		return nil
	}
	r.seed, r.over = maphash.MakeSeed(), map[uint32]bool{}
	rows, err := d.cread.query(ctx, `SELECT r.sku FROM stock_state t JOIN stock_reach r ON r.gen = t.gen`)
	if err != nil {
		return err
	}
	defer rows.Close()
	hashes := []uint32{}
	for rows.Next() {
		var sku sql.RawBytes
		if err := rows.Scan(&sku); err != nil {
			return err
		}
		hashes = append(hashes, uint32(maphash.Bytes(r.seed, sku))) //nolint:gosec // see hash
	}
	slices.Sort(hashes)
	r.all = slices.Clip(slices.Compact(hashes))
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

// reachPatch follows the figures of a SKU that changed, and tells whether any other
// site can give it now.
func (d *DB) reachPatch(ctx context.Context, tx *sql.Tx, sku retail.SKUID) (bool, error) {
	base, err := baseStock(ctx, tx, sku)
	if err != nil {
		return false, err
	}
	patch, err := patchStock(ctx, tx, sku)
	if err != nil {
		return false, err
	}
	for _, s := range laid(base, patch) {
		if s.Site != d.o.Store && s.Available > 0 {
			_, err := tx.ExecContext(ctx, `INSERT INTO stock_reach (sku, gen) SELECT ?, gen FROM stock_state WHERE true ON CONFLICT DO NOTHING`, sku)
			return true, err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM stock_reach WHERE sku = ?`, sku)
	return false, err
}
