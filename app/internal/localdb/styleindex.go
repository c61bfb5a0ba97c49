package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// indexStep is how many articles one call of IndexStyles takes in: a transaction
// that keeps others waiting for a moment only.
const indexStep = 500

// generation is how far the numbers of two catalogues are apart.
const generation = 1 << 32

// styleRank lists the articles of the catalogue, the ones that sell best first.
type styleRank struct {
	gen   int64
	codes []string
}

// IndexStyles makes articles that the catalogue brought findable, the ones that
// sell best first, a part at a time, and reports whether more are left. After a
// restart it goes on where it was.
func (d *DB) IndexStyles(ctx context.Context) (more bool, err error) {
	const op = "localdb.IndexStyles"
	d.indexing.Lock()
	defer d.indexing.Unlock()
	var gen, of, done int64
	var whole, tidy, coming bool
	d.cmu.RLock()
	err = d.catalog.Read.QueryRowContext(ctx, `SELECT (SELECT COALESCE(max(gen), 0) FROM sku), gen, done, all_in > 0, all_in > 1,
		EXISTS (SELECT 1 FROM bundle WHERE scope = ?) FROM style_state`, wire.ScopeCatalog).Scan(&gen, &of, &done, &whole, &tidy, &coming)
	d.cmu.RUnlock()
	switch {
	case err != nil || coming || gen == of && tidy:
		return false, fault(op, err)
	case gen == of && whole:
		more, err = d.tidyStyles(ctx)
		return more, fault(op, err)
	}
	if gen != of {
		done = 0
	}
	if d.rank.gen != gen || d.rank.codes == nil {
		if d.rank, err = d.rankStyles(ctx, gen); err != nil {
			return false, fault(op, err)
		}
	}
	part := d.rank.codes[min(int(done), len(d.rank.codes)):]
	part = part[:min(indexStep, len(part))]
	more = int(done)+len(part) < len(d.rank.codes)
	err = d.inCatalog(ctx, func(tx *sql.Tx) error {
		if err := indexStyles(ctx, tx, part, done-gen*generation); err != nil {
			return err
		}
		if !more {
			if err := dropStyles(ctx, tx, `n >= ?`, (1-gen)*generation); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE style_state SET gen = ?, done = ?, all_in = ?`, gen, int(done)+len(part), !more)
		return err
	})
	if err != nil || !more {
		d.rank = styleRank{}
	}
	if err == nil && !more {
		d.events.publish(retail.Ref{Entity: retail.EntitySKU})
		more, err = d.tidyStyles(ctx)
	}
	return more && err == nil, fault(op, err)
}

// tidyPages is how much of the index one call of IndexStyles lays together, in
// pages of 4 kB.
const tidyPages = 250

// tidyStyles lays the parts in which the index was written together to one, a
// piece at a time, and reports whether more is left. Until then every word is
// looked up in each part, and of every article it is asked whether the part that a
// newer catalogue took out had it (sqlite.org/fts5.html, 6.7).
func (d *DB) tidyStyles(ctx context.Context) (more bool, err error) {
	err = d.inCatalog(ctx, func(tx *sql.Tx) error {
		var now int64
		look := func() error {
			return tx.QueryRowContext(ctx, `SELECT count(DISTINCT segid) > 1, total_changes() FROM style_index_idx`).Scan(&more, &now)
		}
		if err := look(); err != nil {
			return err
		}
		if before := now; more {
			if _, err := tx.ExecContext(ctx, `INSERT INTO style_index (style_index, rank) VALUES ('merge', ?)`, -tidyPages); err != nil {
				return err
			}
			if err := look(); err != nil {
				return err
			}
			more = more && now-before > 1 // else there is nothing that it can do
		}
		if more {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE style_state SET all_in = 2`)
		return err
	})
	if err == nil && !more {
		d.slim(ctx)
	}
	return more && err == nil, err
}

// slim gives back the pages that the writer of the catalogue kept while much was
// written: a handheld has other uses for 32 MB until the next catalogue.
func (d *DB) slim(ctx context.Context) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	_, _ = d.catalog.Write.ExecContext(ctx, `PRAGMA shrink_memory`) // without it there is only less room
}

// rankStyles lists the articles of the catalogue.
func (d *DB) rankStyles(ctx context.Context, gen int64) (styleRank, error) {
	const op = "localdb.rankStyles"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.catalog.Read.QueryContext(ctx, `SELECT code FROM (
		SELECT CASE style WHEN '' THEN id ELSE style END AS code, COALESCE(NULLIF(data ->> '$.rank', 0), 1 << 40) AS rank FROM sku)
		GROUP BY code ORDER BY min(rank), code`)
	codes, err := collect(op, rows, err, oneText)
	return styleRank{gen, codes}, err
}

// indexStyles takes articles in under the numbers from n on. They hold nothing
// that was indexed of them before.
func indexStyles(ctx context.Context, tx *sql.Tx, codes []string, n int64) error {
	found, err := stylesOf(ctx, tx, codes)
	if err != nil {
		return err
	}
	for i, s := range found {
		if err := dropStyles(ctx, tx, `code = ?`, s.Code); err != nil {
			return err
		}
		if err := putStyle(ctx, tx, n+int64(i), s); err != nil {
			return err
		}
	}
	return nil
}

// stylesOf reads articles with their SKUs, in the order of the codes; those that
// have none any more are left out.
func stylesOf(ctx context.Context, tx *sql.Tx, codes []string) ([]retail.Style, error) {
	list, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT data FROM (
		SELECT j.key AS k, s.id, s.data FROM json_each(?) j JOIN sku s ON s.style = j.value WHERE s.style <> ''
		UNION ALL SELECT j.key, s.id, s.data FROM json_each(?) j JOIN sku s ON s.id = j.value WHERE s.style = '') ORDER BY k, id`, string(list), string(list))
	skus, err := collect("localdb.stylesOf", rows, err, decode[retail.SKU])
	if err != nil {
		return nil, err
	}
	var out []retail.Style
	for len(skus) > 0 {
		n := 1
		for n < len(skus) && retail.StyleCode(skus[n]) == retail.StyleCode(skus[0]) {
			n++
		}
		out, skus = append(out, retail.StyleOf(skus[:n])), skus[n:]
	}
	return out, nil
}

func putStyle(ctx context.Context, tx *sql.Tx, n int64, s retail.Style) error {
	words, tokens := stylewords(s)
	if _, err := tx.ExecContext(ctx, `INSERT INTO style (n, code, words, data) VALUES (?, ?, ?, ?)`, n, s.Code, words, packStyle(s)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO style_index (rowid, tokens) VALUES (?, ?)`, n, tokens)
	return err
}

// dropStyles takes articles out of the index.
func dropStyles(ctx context.Context, tx *sql.Tx, where string, arg any) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM style_index WHERE rowid IN (SELECT n FROM style WHERE `+where+`)`, arg)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM style WHERE `+where, arg)
	}
	return err
}

// fieldEnd stands between the fields of an article: no phrase spans it. Nobody
// can type it.
const fieldEnd = " =. "

// stylewords returns the words of an article folded, and its tokens.
func stylewords(s retail.Style) (words, tokens string) {
	fields := []string{s.Name, s.Kana, s.NameEn, s.Brand, s.Category, s.Code}
	var sizes []string
	seen := map[string]bool{}
	for _, v := range s.Variants {
		for _, w := range []string{v.Color.Word, v.Color.En} {
			if w != "" && !seen[w] {
				seen[w] = true
				fields = append(fields, w)
			}
		}
		if t := textsearch.SizeToken(v.Size); v.Size != "" && !seen[t] {
			seen[t] = true
			sizes = append(sizes, t)
		}
	}
	var w, t strings.Builder
	for _, f := range fields {
		if f == "" {
			continue
		}
		w.WriteString(textsearch.Fold(f))
		w.WriteByte('\n')
		for _, tok := range textsearch.Tokens(f) {
			t.WriteString(tok)
			t.WriteByte(' ')
		}
		t.WriteString(fieldEnd)
	}
	t.WriteString(textsearch.Code(s.Code))
	for _, z := range sizes {
		t.WriteString(fieldEnd + z)
	}
	return w.String(), t.String()
}

// reindex follows SKUs of which the feed told: their articles are written anew
// where they stand. An article that is new comes last until the next catalogue.
func reindex(ctx context.Context, tx *sql.Tx, codes map[string]bool) error {
	for code := range codes {
		if code == "" {
			continue
		}
		found, err := stylesOf(ctx, tx, []string{code})
		if err != nil {
			return err
		}
		var n int64
		var words string
		err = tx.QueryRowContext(ctx, `SELECT n, words FROM style WHERE code = ?`, code).Scan(&n, &words)
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		case err == nil && len(found) == 1:
			if now, _ := stylewords(found[0]); now == words { // a price: the index need not know
				if err := keepStyle(ctx, tx, n, found[0]); err != nil {
					return err
				}
				continue
			}
			fallthrough
		case err == nil:
			if err := dropStyles(ctx, tx, `n = ?`, n); err != nil {
				return err
			}
		default:
			if n, err = numberLast(ctx, tx); err != nil {
				return err
			}
		}
		if len(found) == 1 {
			if err := putStyle(ctx, tx, n, found[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// numberLast returns the number of an article that its catalogue's index did not
// begin with: behind all that it may still number.
func numberLast(ctx context.Context, tx *sql.Tx) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `WITH g AS (SELECT -COALESCE(max(gen), 0) * ? AS first FROM sku)
		SELECT max(first + ?, COALESCE((SELECT max(n) FROM style WHERE n < first + ?), first)) + 1 FROM g`, generation, generation/2, generation).Scan(&n)
	return n, err
}

func keepStyle(ctx context.Context, tx *sql.Tx, n int64, s retail.Style) error {
	_, err := tx.ExecContext(ctx, `UPDATE style SET data = ? WHERE n = ?`, packStyle(s), n)
	return err
}

// stylesTold are the articles of the SKUs of which a page tells, as they were and
// as they will be.
func stylesTold(ctx context.Context, tx *sql.Tx, rows []Change) (map[string]bool, error) {
	out := map[string]bool{}
	for _, c := range rows {
		if c.Entity != retail.EntitySKU {
			continue
		}
		var was string
		err := tx.QueryRowContext(ctx, `SELECT style FROM sku WHERE id = ?`, c.Key).Scan(&was)
		if err != nil && !isNoRows(err) {
			return nil, err
		}
		if err == nil {
			out[retail.StyleCode(retail.SKU{ID: retail.SKUID(c.Key), Style: was})] = true
		}
		if c.Del {
			continue
		}
		var s struct { // of a retail.SKU what is needed here
			Style string `json:"style"`
		}
		if err := json.Unmarshal(c.Data, &s); err != nil {
			return nil, err
		}
		out[retail.StyleCode(retail.SKU{ID: retail.SKUID(c.Key), Style: s.Style})] = true
	}
	return out, nil
}
