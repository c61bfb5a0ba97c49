package localdb

import (
	"context"
	"encoding/json"
	"errors"

	"miseban/app/retail"
)

const (
	tableStocktake = "stocktake"
	tableCountLine = "count_line"
)

var (
	qBearJournal = hot(`INSERT INTO count_journal (one, born) VALUES (1, ?) ON CONFLICT DO NOTHING`)
	// What is taken back is taken out of the journal that it is in.
	qAddScan = hot(`INSERT INTO count_scan (stocktake, area, sku, class, code, qty, undoes, staff, at, since, price, stray, journal)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
			COALESCE((SELECT journal FROM count_scan WHERE n = ?7), (SELECT born FROM count_journal))) RETURNING n`)
	qAddPart = hot(`INSERT INTO count_part (stocktake, area, kind, began) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`)

	qGetStocktake = hot(`SELECT data FROM stocktake WHERE id = ?`)
	qPutStocktake = hot(`INSERT INTO stocktake (id, ver, data, base) VALUES (?, 0, ?, '')
		ON CONFLICT (id) DO UPDATE SET data = excluded.data, base = COALESCE(stocktake.base, stocktake.data)`)
	qGetCountLine = hot(`SELECT data FROM count_line WHERE id = ?`)
	qPutCountLine = hot(`INSERT INTO count_line (id, ver, stocktake, data, base) VALUES (?, 0, ?, ?, '')
		ON CONFLICT (id) DO UPDATE SET data = excluded.data, base = COALESCE(count_line.base, count_line.data)`)
)

const (
	qHubStocktake = `INSERT INTO stocktake (id, ver, data) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, data = excluded.data, base = NULL`
	qHubCountLine = `INSERT INTO count_line (id, ver, stocktake, data) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ver = excluded.ver, stocktake = excluded.stocktake, data = excluded.data, base = NULL`
)

// lookAtCount loads a stocktake, and of what the command counts the lines and
// the levels. What moved around it only the hub knows.
func (t *wtx) lookAtCount(ctx context.Context, c retail.Command, id string, st *retail.State) error {
	var s retail.Stocktake
	ok, err := t.load(ctx, qGetStocktake, id, &s)
	if err != nil {
		return err
	}
	if ok {
		st.Stocktake = &s
	}
	if c.Kind == retail.KindApproveCount {
		if err := t.lookAtCalendar(ctx, c, st); err != nil {
			return err
		}
	}
	st.Count, err = retail.LoadCount(c, func(ref string) (l retail.CountLine, ok bool, err error) {
		ok, err = t.load(ctx, qGetCountLine, retail.LineKey(retail.StocktakeID(id), ref), &l)
		return l, ok, err
	}, func(k retail.StockKey) (retail.StockLevel, error) { return t.level(ctx, k) }, nil)
	return err
}

// keepCount writes a stocktake and its lines over what the hub said.
func (t *wtx) keepCount(ctx context.Context, d *retail.Decision) error {
	if s := d.Stocktake; s != nil {
		data, err := json.Marshal(s)
		if err != nil {
			return err
		}
		t.changed(retail.EntityStocktake, string(s.ID))
		if _, err := t.exec(ctx, qPutStocktake, s.ID, string(data)); err != nil {
			return err
		}
	}
	for _, l := range d.CountLines {
		data, err := json.Marshal(l)
		if err != nil {
			return err
		}
		t.changed(retail.EntityStocktake, string(l.Stocktake))
		if _, err := t.exec(ctx, qPutCountLine, l.Key(), l.Stocktake, string(data)); err != nil {
			return err
		}
	}
	return nil
}

// liftCounts takes the overlay off stocktakes and lines.
func (t *wtx) liftCounts(ctx context.Context) error {
	ids, err := t.texts(ctx, `SELECT id FROM stocktake WHERE base IS NOT NULL
		UNION SELECT stocktake FROM count_line WHERE base IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t.changed(retail.EntityStocktake, id)
	}
	for _, table := range []string{tableStocktake, tableCountLine} {
		if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE base = ''`); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE `+table+` SET data = base, base = NULL WHERE base IS NOT NULL`); err != nil {
			return err
		}
	}
	return nil
}

// takeCount writes a stocktake or a line as the hub has it.
func (t *wtx) takeCount(ctx context.Context, c Change) error {
	table := tableStocktake
	if c.Entity == retail.EntityCountLine {
		table = tableCountLine
	}
	if c.Del {
		t.changed(retail.EntityStocktake, "")
		_, err := t.exec(ctx, `DELETE FROM `+table+` WHERE id = ?`, c.Key)
		return err
	}
	if c.Entity == retail.EntityStocktake {
		t.changed(retail.EntityStocktake, c.Key)
		_, err := t.exec(ctx, qHubStocktake, c.Key, c.Ver, string(c.Data))
		return err
	}
	var l struct {
		Stocktake retail.StocktakeID `json:"stocktake"`
	}
	if err := json.Unmarshal(c.Data, &l); err != nil {
		return err
	}
	t.changed(retail.EntityStocktake, string(l.Stocktake))
	_, err := t.exec(ctx, qHubCountLine, c.Key, c.Ver, l.Stocktake, string(c.Data))
	return err
}

// ErrUndone is the cause when an entry of the journal was taken back already.
var ErrUndone = errors.New("localdb: taken back already")

// AddCountScan stores entries of the journal of what was counted, in one
// transaction: when it returns they outlive a loss of power. It sets N of each.
// The first one of a part begins it. Taking back what was taken back is
// CodeRefused with the cause ErrUndone, and stores nothing.
func (d *DB) AddCountScan(ctx context.Context, kind retail.StocktakeKind, scans ...retail.CountScan) ([]retail.CountScan, error) {
	const op = "localdb.AddCountScan"
	out := append([]retail.CountScan(nil), scans...)
	err := d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		for i := range out {
			if err := t.addScan(ctx, kind, &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (t *wtx) addScan(ctx context.Context, kind retail.StocktakeKind, s *retail.CountScan) error {
	if s.Undoes > 0 {
		var n int
		err := t.row(ctx, `SELECT count(*) FROM count_scan WHERE undoes = ?`, s.Undoes).Scan(&n)
		if err != nil {
			return err
		}
		if n > 0 {
			return retail.E(retail.CodeRefused, "localdb.AddCountScan", "", ErrUndone)
		}
	}
	if _, err := t.exec(ctx, qAddPart, s.Stocktake, s.Area, kind, ms(s.At)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, qBearJournal, ms(t.d.o.Clock.Now())); err != nil {
		return err
	}
	class, stray := "", 0
	if s.Class != 0 {
		class = s.Class.String()
	}
	if s.Stray {
		stray = 1
	}
	return t.row(ctx, qAddScan, s.Stocktake, s.Area, s.SKU, class, s.Code, s.Qty, s.Undoes, s.Staff, ms(s.At), ms(s.From), int64(s.Price), stray).Scan(&s.N)
}

const qScanCols = `SELECT n, stocktake, area, sku, class, code, qty, undoes, staff, at, since, price, stray FROM count_scan `

func readScan(scan func(...any) error) (retail.CountScan, error) {
	var s retail.CountScan
	var at, since, price int64
	err := scan(&s.N, &s.Stocktake, &s.Area, &s.SKU, &s.Class, &s.Code, &s.Qty, &s.Undoes, &s.Staff, &at, &since, &price, &s.Stray)
	s.At, s.From, s.Price = fromMS(at), fromMS(since), retail.Yen(price)
	return s, err
}

// LastCountScan returns the newest entry of a part that was not taken back,
// CodeNotFound when there is none.
func (d *DB) LastCountScan(ctx context.Context, id retail.StocktakeID, area string) (retail.CountScan, error) {
	const op = "localdb.LastCountScan"
	s, err := readScan(func(dst ...any) error {
		return d.one(ctx, qScanCols+`WHERE stocktake = ? AND area = ? AND undoes = 0 AND qty > 0
			AND n NOT IN (SELECT undoes FROM count_scan WHERE undoes > 0) ORDER BY n DESC LIMIT 1`, []any{id, area}, dst...)
	})
	return s, fault(op, err)
}

// CountedHere returns what this terminal counted in a part by SKU and unknown
// code, the last one first. Those of which every scan was taken back are there
// with Gone. since > 0 returns only what changed behind that entry.
func (d *DB) CountedHere(ctx context.Context, id retail.StocktakeID, area string, since int64) ([]retail.CountedHere, error) {
	const op = "localdb.CountedHere"
	rows, err := d.query(ctx, `SELECT g.sku, g.class, g.code, g.staff, g.journal, g.qty, g.n, g.first, g.last, g.price, g.stray, g.none,
			CASE g.code WHEN '' THEN '' ELSE COALESCE((SELECT b.sku FROM count_scan b
				WHERE b.stocktake = ?1 AND b.area = ?2 AND b.n < g.n AND b.sku <> '' AND b.undoes = 0 ORDER BY b.n DESC LIMIT 1), '') END,
			CASE g.code WHEN '' THEN '' ELSE COALESCE((SELECT b.sku FROM count_scan b
				WHERE b.stocktake = ?1 AND b.area = ?2 AND b.n > g.n AND b.sku <> '' AND b.undoes = 0 ORDER BY b.n LIMIT 1), '') END
		FROM (SELECT sku, class, code, staff, journal, sum(qty) AS qty, max(n) AS n, min(CASE since WHEN 0 THEN at ELSE since END) AS first, max(at) AS last,
				max(price) AS price, max(stray) AS stray, max(qty = 0) AS none
			FROM count_scan WHERE stocktake = ?1 AND area = ?2 AND (sku, class, code) IN (SELECT sku, class, code FROM count_scan WHERE n > ?3)
			GROUP BY sku, class, code, staff, journal HAVING max(n) > ?3) g ORDER BY g.n DESC`, id, area, since)
	return collect(op, rows, err, func(scan func(...any) error) (retail.CountedHere, error) {
		var h retail.CountedHere
		var first, last, price int64
		var none bool
		err := scan(&h.SKU, &h.Class, &h.Code, &h.Staff, &h.Journal, &h.Qty, &h.N, &first, &last, &price, &h.Stray, &none, &h.Before, &h.After)
		h.First, h.Last, h.Price, h.Gone = fromMS(first), fromMS(last), retail.Yen(price), h.Qty == 0 && !none
		return h, err
	})
}

// CountParts returns the parts that this terminal has begun, those with entries
// that are in no tally first.
func (d *DB) CountParts(ctx context.Context) ([]retail.CountPart, error) {
	const op = "localdb.CountParts"
	rows, err := d.query(ctx, `SELECT p.stocktake, p.area, p.kind, p.n, COALESCE(max(s.n), 0), p.done FROM count_part p
		LEFT JOIN count_scan s ON s.stocktake = p.stocktake AND s.area = p.area GROUP BY p.stocktake, p.area
		ORDER BY COALESCE(max(s.n), 0) <= p.n, p.began, p.stocktake, p.area`)
	return collect(op, rows, err, func(scan func(...any) error) (retail.CountPart, error) {
		var p retail.CountPart
		return p, scan(&p.Stocktake, &p.Area, &p.Kind, &p.Tallied, &p.Last, &p.Done)
	})
}

// MarkTallied notes that the entries of a part up to n are in tallies, and
// whether this terminal has ended it.
func (d *DB) MarkTallied(ctx context.Context, id retail.StocktakeID, area string, kind retail.StocktakeKind, n int64, done bool) error {
	return d.write(ctx, "localdb.MarkTallied", func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, `INSERT INTO count_part (stocktake, area, kind, n, began, done) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (stocktake, area) DO UPDATE SET n = max(n, excluded.n), done = excluded.done`, id, area, kind, n, ms(d.o.Clock.Now()), done)
		return err
	})
}

// untallied counts the entries of the journal that are in no tally.
func (d *DB) untallied(ctx context.Context) (n int, err error) {
	err = d.one(ctx, `SELECT count(*) FROM count_scan s JOIN count_part p ON p.stocktake = s.stocktake AND p.area = s.area WHERE s.n > p.n`, nil, &n)
	return n, err
}

// DropCounts forgets the journal of stocktakes that are over and all in tallies,
// or that nobody has touched since the instant. It returns how many entries
// went.
func (d *DB) DropCounts(ctx context.Context, before int64) (int, error) {
	var n int64
	err := d.write(ctx, "localdb.DropCounts", func(ctx context.Context, t *wtx) error {
		ids, err := t.texts(ctx, `SELECT p.stocktake FROM count_part p LEFT JOIN stocktake s ON s.id = p.stocktake
			WHERE NOT EXISTS (SELECT 1 FROM count_scan c WHERE c.stocktake = p.stocktake AND c.area = p.area AND c.n > p.n)
			GROUP BY p.stocktake HAVING max(p.began) < ? AND max(COALESCE(json_extract(s.data, '$.state'), 'closed')) = 'closed'`, before)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r, err := t.exec(ctx, `DELETE FROM count_scan WHERE stocktake = ?`, id)
			if err != nil {
				return err
			}
			k, err := r.RowsAffected()
			if err != nil {
				return err
			}
			n += k
			if _, err := t.exec(ctx, `DELETE FROM count_part WHERE stocktake = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
	return int(n), err
}

// Stocktakes returns the stocktakes of the shop, the newest first.
func (d *DB) Stocktakes(ctx context.Context) ([]retail.Stocktake, error) {
	rows, err := d.query(ctx, `SELECT data FROM stocktake ORDER BY json_extract(data, '$.opened_at') DESC, id`)
	return collect("localdb.Stocktakes", rows, err, decode[retail.Stocktake])
}

// Stocktake returns one stocktake, CodeNotFound when there is none.
func (d *DB) Stocktake(ctx context.Context, id retail.StocktakeID) (retail.Stocktake, error) {
	s, err := decode[retail.Stocktake](func(dst ...any) error { return d.one(ctx, qGetStocktake, []any{id}, dst...) })
	return s, fault("localdb.Stocktake", err)
}

// CountLines returns the lines of a stocktake by name.
func (d *DB) CountLines(ctx context.Context, id retail.StocktakeID) ([]retail.CountLine, error) {
	rows, err := d.query(ctx, `SELECT data FROM count_line WHERE stocktake = ? ORDER BY id`, id)
	return collect("localdb.CountLines", rows, err, decode[retail.CountLine])
}

// Levels returns every stock level of the shop.
func (d *DB) Levels(ctx context.Context) ([]retail.StockLevel, error) {
	rows, err := d.query(ctx, `SELECT data FROM stock ORDER BY id`)
	return collect("localdb.Levels", rows, err, decode[retail.StockLevel])
}

// Prices returns the prices of SKUs with tax; one that nobody knows is missing.
func (d *DB) Prices(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.Yen, error) {
	const op = "localdb.Prices"
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fault(op, err)
	}
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.cread.query(ctx, `SELECT k.id, json_extract(k.data, '$.price_tax_in') FROM json_each(?) j JOIN sku k ON k.id = j.value`, string(list))
	type priced struct {
		id retail.SKUID
		p  retail.Yen
	}
	all, err := collect(op, rows, err, func(scan func(...any) error) (priced, error) {
		var x priced
		return x, scan(&x.id, &x.p)
	})
	out := make(map[retail.SKUID]retail.Yen, len(all))
	for _, x := range all {
		out[x.id] = x.p
	}
	return out, err
}
