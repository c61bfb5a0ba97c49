package hubdb

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Bundle returns the newest snapshot of a shared scope. See hub.Bulk.
func (d *DB) Bundle(ctx context.Context, scope wire.Scope) (wire.Manifest, error) {
	const op = "hubdb.Bundle"
	m, parts := wire.Manifest{Scope: scope}, ""
	err := d.one(ctx, "SELECT m.value, b.seq, b.chain, b.parts FROM bundle b JOIN meta m ON m.name = 'epoch' WHERE b.scope = ?", string(scope)).
		Scan(&m.Epoch, &m.Seq, &m.H, &parts)
	if err != nil {
		return m, d.fault(op, err)
	}
	if err := json.Unmarshal([]byte(parts), &m.Parts); err != nil {
		return m, retail.E(retail.CodeDamaged, op, "", err)
	}
	return m, nil
}

// Blob returns a blob. See hub.Bulk.
func (d *DB) Blob(ctx context.Context, sha string) ([]byte, error) {
	var b []byte
	err := d.one(ctx, "SELECT data FROM blob WHERE sha = ?", sha).Scan(&b)
	return b, d.fault("hubdb.Blob", err)
}

// Head returns where a held scope stands.
func (x *tx) Head(scope wire.Scope) int64 {
	if f := x.feeds[scope]; f != nil && x.sync() == nil { // a fault ends the transaction, and is told then
		return f.head
	}
	return 0
}

// PutBlob keeps a blob. See hub.BulkTx.
func (x *tx) PutBlob(scope wire.Scope, sha string, data []byte) error {
	return x.exec(`INSERT INTO blob (sha, scope, held, at, data) VALUES (?, ?, 1, ?, ?)
		ON CONFLICT (sha) DO UPDATE SET held = 1, at = excluded.at`, sha, string(scope), millis(x.d.clock.Now()), data)
}

// PutBundle notes the snapshot; it is written when it is known where the scope
// ends. See hub.BulkTx.
func (x *tx) PutBundle(m wire.Manifest) error {
	x.bundles = append(x.bundles, m)
	return nil
}

func (x *tx) writeBundles() error {
	now := x.d.clock.Now()
	for _, m := range x.bundles {
		if f := x.feeds[m.Scope]; f != nil {
			m.Seq, m.H = f.head, f.chain
		}
		scope := string(m.Scope)
		parts, err := json.Marshal(m.Parts)
		if err != nil {
			return retail.E(retail.CodeInvalid, "hubdb.PutBundle", "", err)
		}
		err = x.exec(`INSERT INTO bundle (scope, seq, chain, parts) VALUES (?, ?, ?, ?)
			ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, parts = excluded.parts`, scope, m.Seq, m.H, string(parts))
		if err != nil {
			return err
		}
		if err := x.exec("UPDATE blob SET held = 0, at = ? WHERE scope = ? AND held = 1", millis(now), scope); err != nil {
			return err
		}
		for _, p := range m.Parts {
			if err := x.exec("UPDATE blob SET held = 1 WHERE sha = ?", p.Sha); err != nil {
				return err
			}
		}
		if err := x.exec("DELETE FROM blob WHERE scope = ? AND held = 0 AND at < ?", scope, millis(now.Add(-hub.BlobsFor))); err != nil {
			return err
		}
	}
	return nil
}

// SetStockCuts notes up to where the sites' feeds are in the stock feed.
func (x *tx) SetStockCuts(cuts map[wire.Scope]int64) error {
	for _, scope := range slices.Sorted(maps.Keys(cuts)) {
		err := x.exec("INSERT INTO stock_cut (scope, seq) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq WHERE stock_cut.seq <> excluded.seq",
			string(scope), cuts[scope])
		if err != nil {
			return err
		}
	}
	return nil
}

// regularKey is the key of the level that terminals hear of elsewhere.
func regularKey(sku retail.SKUID) string {
	return levelKey(retail.StockKey{SKU: sku, Class: retail.Regular})
}

var regularEnd = "/" + retail.Regular.String()

// StockOf returns what sites have of a SKU. See hub.Bulk.
func (d *DB) StockOf(ctx context.Context, sku retail.SKUID) ([]retail.StockLevel, error) {
	var out []retail.StockLevel
	err := d.query(ctx, func(rows scanner) error {
		var data string
		var l retail.StockLevel
		if err := rows.Scan(&data); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.StockOf", "", err)
		}
		out = append(out, l)
		return nil
	}, "SELECT data FROM entity WHERE entity = 'stock' AND key = ? AND live = 1 ORDER BY scope", regularKey(sku))
	return out, err
}

// StockSince hands over what changed since the last cut. See hub.Bulk.
func (d *DB) StockSince(ctx context.Context, whole bool, most int, put func(hub.StockSince, []hub.StockAt) error) (hub.StockSince, error) {
	var s stockReader
	err := d.view(ctx, func(v view) error {
		s = stockReader{view: v, put: put, site: map[wire.Scope]uint32{}, since: hub.StockSince{Whole: whole, Cuts: map[wire.Scope]int64{}}}
		if err := s.sites(); err != nil {
			return err
		}
		if !s.since.Whole {
			if err := s.changed(most); err != nil {
				return err
			}
		}
		if s.since.Whole {
			return s.all()
		}
		return s.hand()
	})
	return s.since, err
}

// stockReader reads the levels of all sites in one view.
type stockReader struct {
	view
	put   func(hub.StockSince, []hub.StockAt) error
	since hub.StockSince
	cut   map[wire.Scope]int64 // the last cuts
	site  map[wire.Scope]uint32
	got   []hub.StockAt
}

const storeScopes = "store:"

// sites finds the sites' feeds and where they stood at the last cut.
func (s *stockReader) sites() error {
	f, err := s.head(wire.ScopeStock)
	if err != nil {
		return err
	}
	s.since.Head, s.cut = f.head, map[wire.Scope]int64{}
	err = s.each(func(rows scanner) error {
		var scope wire.Scope
		var head int64
		if err := rows.Scan(&scope, &head); err != nil {
			return err
		}
		if id, ok := strings.CutPrefix(string(scope), storeScopes); ok {
			s.since.Cuts[scope] = head
			s.since.Sites = append(s.since.Sites, retail.SiteID(id))
		}
		return nil
	}, "SELECT id, head FROM scope")
	if err != nil {
		return err
	}
	slices.Sort(s.since.Sites)
	for i, id := range s.since.Sites {
		s.site[wire.StoreScope(id)] = uint32(i)
	}
	err = s.each(func(rows scanner) error {
		var scope wire.Scope
		var seq int64
		err := rows.Scan(&scope, &seq)
		s.cut[scope] = seq
		return err
	}, "SELECT scope, seq FROM stock_cut")
	s.since.Whole = s.since.Whole || len(s.cut) == 0
	return err
}

// changed collects what moved in the feeds, unless that is too much or a feed
// does not go back far enough.
func (s *stockReader) changed(most int) error {
	for _, id := range s.since.Sites {
		scope := wire.StoreScope(id)
		cut, head := s.cut[scope], s.since.Cuts[scope]
		if cut == head {
			continue
		}
		var kept int64
		if err := s.scan([]any{&kept}, "SELECT count(*) FROM change WHERE scope = ? AND seq = ?", string(scope), cut+1); err != nil {
			return err
		}
		if kept == 0 || cut > head {
			s.since.Whole = true
			break
		}
		err := s.read(scope, `SELECT key, live, data FROM entity WHERE scope = ? AND entity = 'stock' AND key IN
			(SELECT key FROM change WHERE scope = ? AND seq > ? AND entity = 'stock')`, string(scope), string(scope), cut)
		if err != nil {
			return err
		}
		if len(s.got) > most {
			s.since.Whole = true
			break
		}
	}
	if s.since.Whole {
		s.got = nil
	}
	return nil
}

// read adds the levels in regular class that a query returns.
func (s *stockReader) read(scope wire.Scope, query string, args ...any) error {
	return s.each(func(rows scanner) error {
		var key, data string
		var live int64
		if err := rows.Scan(&key, &live, &data); err != nil {
			return err
		}
		return s.level(scope, key, data, live == 1)
	}, query, args...)
}

func (s *stockReader) level(scope wire.Scope, key, data string, live bool) error {
	sku, ok := strings.CutSuffix(key, regularEnd)
	site, known := s.site[scope]
	if !ok || !known {
		return nil
	}
	at := hub.StockAt{SKU: retail.SKUID(sku)}
	if live {
		var l retail.StockLevel
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.StockSince", "", err)
		}
		at.StockFigure = wire.PackLevel(l)
	}
	at.Site = site
	s.got = append(s.got, at)
	return nil
}

// all hands over every level, SKU by SKU: in Go's order of texts, which an
// engine's collation need not share.
func (s *stockReader) all() error {
	var skus []string
	err := s.each(func(rows scanner) error {
		var key string
		err := rows.Scan(&key)
		if sku, ok := strings.CutSuffix(key, regularEnd); ok {
			skus = append(skus, sku)
		}
		return err
	}, "SELECT DISTINCT key FROM entity WHERE entity = 'stock'")
	if err != nil {
		return err
	}
	slices.Sort(skus)
	st, err := s.t.PrepareContext(s.ctx, s.d.e.bind("SELECT scope, key, data FROM entity WHERE entity = 'stock' AND key = ? AND live = 1"))
	if err != nil {
		return s.d.fault("hubdb.StockSince", err)
	}
	defer func() { _ = st.Close() }() // ends with the view anyway
	for _, sku := range skus {
		rows, err := st.QueryContext(s.ctx, sku+regularEnd)
		err = s.d.each(rows, err, func(rows scanner) error {
			var scope wire.Scope
			var key, data string
			if err := rows.Scan(&scope, &key, &data); err != nil {
				return err
			}
			return s.level(scope, key, data, true)
		})
		if err != nil {
			return err
		}
		if err := s.hand(); err != nil {
			return err
		}
	}
	return nil
}

// hand hands over what was collected.
func (s *stockReader) hand() error {
	if len(s.got) == 0 {
		return nil
	}
	slices.SortFunc(s.got, func(a, b hub.StockAt) int {
		if a.SKU != b.SKU {
			return strings.Compare(string(a.SKU), string(b.SKU))
		}
		return int(a.Site) - int(b.Site)
	})
	err := s.put(s.since, s.got)
	s.got = s.got[:0]
	return err
}
