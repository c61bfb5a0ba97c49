package localdb

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"sync"

	"miseban/app/retail"
)

// hereStock is how much of each SKU this shop may promise, in memory: a search
// asks for a thousand SKUs after each character. It knows SKUs by a hash of
// their code, some 20 bytes for each that is here.
type hereStock struct {
	read  sync.Mutex // guards what follows, up to mu
	seed  maphash.Seed
	avail map[uint64]int32 // nil: to be read as a whole
	// some has a bit for each that avail has, and some more: what is not here is most
	// of what is asked for, and a bit is in the processor's own memory where a place
	// of the map is not.
	some []uint64

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
		out[i] = h.count(maphash.String(h.seed, string(id)))
	}
	return out, nil
}

// has tells whether there may be one of a SKU; all may, before anything was read.
// The caller holds read.
func (h *hereStock) has(sku []byte) bool {
	return h.avail == nil || h.count(maphash.Bytes(h.seed, sku)) > 0
}

// count is how much there is of the SKU of a hash.
func (h *hereStock) count(k uint64) int {
	if len(h.some) == 0 || h.some[k>>6%uint64(len(h.some))]>>(k&63)&1 == 0 {
		return 0
	}
	return int(h.avail[k])
}

// mark notes that avail has a hash; what it no longer has stays marked until all is
// read again.
func (h *hereStock) mark(k uint64) {
	const each = 16 // bits, so that one in sixteen that are not here is looked up
	if len(h.avail)*each > len(h.some)*64 {
		h.some = make([]uint64, max(64, len(h.avail)*2*each/64))
		for k := range h.avail {
			h.mark(k)
		}
	}
	h.some[k>>6%uint64(len(h.some))] |= 1 << (k & 63)
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
		h.seed, h.avail, h.some = maphash.MakeSeed(), map[uint64]int32{}, nil
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
			h.mark(k)
		} else {
			delete(h.avail, k)
		}
	}
	return rows.Err()
}
