package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// StockElsewhere returns what other sites have of a SKU in regular class, by
// site, and when that was so: zero when nothing is known of any site yet. A
// site that is not listed has none.
func (d *DB) StockElsewhere(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	const op = "localdb.StockElsewhere"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	tx, err := d.catalog.Read.BeginTx(ctx, nil)
	if err != nil {
		return nil, time.Time{}, fault(op, err)
	}
	defer tx.Rollback()
	var at int64
	if err := tx.QueryRowContext(ctx, `SELECT at FROM stock_state`).Scan(&at); err != nil || at == 0 {
		return nil, time.Time{}, fault(op, err)
	}
	base, err := baseStock(ctx, tx, sku)
	if err != nil {
		return nil, time.Time{}, fault(op, err)
	}
	patch, err := patchStock(ctx, tx, sku)
	if err != nil {
		return nil, time.Time{}, fault(op, err)
	}
	var out []retail.SiteStock
	for _, s := range laid(base, patch) {
		if s.Site != d.o.Store && (s.OnHand != 0 || s.Available != 0 || !s.Moved.IsZero()) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b retail.SiteStock) int { return strings.Compare(string(a.Site), string(b.Site)) })
	return out, fromMS(at), nil
}

// laid is the figures of a SKU by site, the newer over the older.
func laid(base, patch []retail.SiteStock) map[retail.SiteID]retail.SiteStock {
	bySite := make(map[retail.SiteID]retail.SiteStock, len(base))
	for _, s := range slices.Concat(base, patch) {
		bySite[s.Site] = s
	}
	return bySite
}

// baseStock reads a SKU's figures out of the block that holds them.
func baseStock(ctx context.Context, tx *sql.Tx, sku retail.SKUID) ([]retail.SiteStock, error) {
	var block []byte
	var at int64
	var text string
	err := tx.QueryRowContext(ctx, `SELECT b.data, p.at, p.sites FROM stock_block b JOIN stock_pack p ON p.n = b.pack
		WHERE b.gen = (SELECT gen FROM stock_state) AND b.first <= ? ORDER BY b.first DESC LIMIT 1`, sku).Scan(&block, &at, &text)
	if isNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var sites []retail.SiteID
	if err := json.Unmarshal([]byte(text), &sites); err != nil {
		return nil, err
	}
	rows, err := wire.ReadStockBlock(block, fromMS(at), len(sites))
	if err != nil {
		return nil, retail.E(retail.CodeDamaged, "localdb.StockElsewhere", "", err)
	}
	i, found := slices.BinarySearchFunc(rows, sku, func(r wire.StockRow, id retail.SKUID) int {
		return strings.Compare(string(r.SKU), string(id))
	})
	if !found {
		return nil, nil
	}
	out := make([]retail.SiteStock, len(rows[i].Figures))
	for k, f := range rows[i].Figures {
		out[k] = f.On(sites[f.Site])
	}
	return out, nil
}

// patchStock reads what has changed of a SKU since.
func patchStock(ctx context.Context, tx *sql.Tx, sku retail.SKUID) ([]retail.SiteStock, error) {
	var data []byte
	err := tx.QueryRowContext(ctx, `SELECT data FROM stock_patch WHERE sku = ?`, sku).Scan(&data)
	if isNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	figures, err := wire.ParseFigures(data)
	if err != nil {
		return nil, retail.E(retail.CodeDamaged, "localdb.StockElsewhere", "", err)
	}
	sites, err := sitesByNumber(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]retail.SiteStock, len(figures))
	for k, f := range figures {
		out[k] = f.On(sites[f.Site])
	}
	return out, nil
}

func sitesByNumber(ctx context.Context, tx *sql.Tx) (map[uint32]retail.SiteID, error) {
	rows, err := tx.QueryContext(ctx, `SELECT n, site FROM stock_site`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sites := map[uint32]retail.SiteID{}
	for rows.Next() {
		var n uint32
		var id retail.SiteID
		if err := rows.Scan(&n, &id); err != nil {
			return nil, err
		}
		sites[n] = id
	}
	return sites, rows.Err()
}

// putPack stores the blocks of a pack as they are, each read once to know that
// it can be and what of it other sites can give.
func (d *DB) putPack(ctx context.Context, tx *sql.Tx, data []byte, gen int64) error {
	p, err := wire.ReadStockPack(data)
	if err != nil {
		return err
	}
	sites, err := json.Marshal(p.Sites)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO stock_pack (gen, at, sites) VALUES (?, ?, ?)`, gen, ms(p.At), string(sites))
	if err != nil {
		return err
	}
	pack, err := res.LastInsertId()
	if err != nil {
		return err
	}
	for block, err := range p.Blocks() {
		if err != nil {
			return err
		}
		rows, err := p.Block(block)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO stock_block (gen, first, pack, data) VALUES (?, ?, ?, ?)`, gen, rows[0].SKU, pack, block)
		if err != nil {
			return err
		}
		if err := d.reachRows(ctx, tx, rows, p.Sites, gen); err != nil {
			return err
		}
	}
	return nil
}

// clearStock deletes the blocks of generations.
func clearStock(ctx context.Context, tx *sql.Tx, where string) error {
	for _, table := range []string{"stock_block", "stock_pack", "stock_reach"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE `+where); err != nil {
			return err
		}
	}
	return nil
}

// endStock turns to the new blocks.
func endStock(ctx context.Context, tx *sql.Tx, gen int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE stock_state SET gen = ?1,
		at = COALESCE((SELECT max(at) FROM stock_pack WHERE gen = ?1), 0)`, gen)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM stock_patch`); err != nil {
		return err
	}
	return clearStock(ctx, tx, `gen <> (SELECT gen FROM stock_state)`)
}

// ApplyStock takes a page of the stock feed in with its cursor, in one
// transaction. Packs are those of its cuts in their order. A page that does not
// begin at the cursor is CodeRefused and changes nothing.
func (d *DB) ApplyStock(ctx context.Context, from wire.Cursor, page wire.Page, packs [][]byte) error {
	const op = "localdb.ApplyStock"
	have, err := d.catalogCursor(ctx, string(wire.ScopeStock))
	if err != nil {
		return err
	}
	if have != Cursor(from) {
		return retail.E(retail.CodeRefused, op, "", ErrCursor)
	}
	end := Cursor{Epoch: page.Head.Epoch, Seq: page.End.End, H: page.End.H}
	if len(page.Changes) == 0 && end == have {
		return nil
	}
	reached := map[retail.SKUID]bool{}
	err = d.inCatalog(ctx, func(tx *sql.Tx) error {
		for _, data := range packs {
			if err := d.patchWith(ctx, tx, data, reached); err != nil {
				return err
			}
		}
		for _, c := range page.Changes {
			var cut wire.StockCut
			if c.Entity != retail.EntityStockCut || json.Unmarshal(c.Data, &cut) != nil || cut.At.IsZero() {
				continue
			}
			if _, err := tx.ExecContext(ctx, `UPDATE stock_state SET at = ?`, ms(cut.At)); err != nil {
				return err
			}
		}
		return setCatalogCursor(ctx, tx, string(wire.ScopeStock), end)
	})
	if err == nil {
		d.reach.changed(reached)
		d.events.publish(retail.Ref{Entity: retail.EntityStockCut})
	}
	return fault(op, err)
}

// patchWith lays the figures of a pack over the patches, and notes which of its
// SKUs other sites can give then.
func (d *DB) patchWith(ctx context.Context, tx *sql.Tx, data []byte, reached map[retail.SKUID]bool) error {
	p, err := wire.ReadStockPack(data)
	if err != nil {
		return err
	}
	place := make([]uint32, len(p.Sites))
	for i, id := range p.Sites {
		if place[i], err = siteNumber(ctx, tx, id); err != nil {
			return err
		}
	}
	for r, err := range p.Rows() {
		if err != nil {
			return err
		}
		var old []byte
		err := tx.QueryRowContext(ctx, `SELECT data FROM stock_patch WHERE sku = ?`, r.SKU).Scan(&old)
		if err != nil && !isNoRows(err) {
			return err
		}
		older, perr := wire.ParseFigures(old)
		if perr != nil {
			return perr
		}
		for i := range r.Figures {
			r.Figures[i].Site = place[r.Figures[i].Site]
		}
		slices.SortFunc(r.Figures, func(a, b wire.StockFigure) int { return int(a.Site) - int(b.Site) })
		_, err = tx.ExecContext(ctx, `INSERT INTO stock_patch (sku, data) VALUES (?, ?)
			ON CONFLICT (sku) DO UPDATE SET data = excluded.data`, r.SKU, wire.AppendFigures(nil, wire.MergeFigures(older, r.Figures, true)))
		if err != nil {
			return err
		}
		if reached[r.SKU], err = d.reachPatch(ctx, tx, r.SKU); err != nil {
			return err
		}
	}
	return nil
}

// siteNumber returns the number of a site in patches, a new one for a new site.
func siteNumber(ctx context.Context, tx *sql.Tx, id retail.SiteID) (n uint32, err error) {
	err = tx.QueryRowContext(ctx, `SELECT n FROM stock_site WHERE site = ?`, id).Scan(&n)
	if !isNoRows(err) {
		return n, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO stock_site (site) VALUES (?)`, id)
	if err != nil {
		return 0, err
	}
	k, err := res.LastInsertId()
	return uint32(k), errors.Join(err)
}
