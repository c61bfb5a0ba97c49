package localdb

import (
	"context"
	"database/sql"
	"strings"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// FindStyles hands over articles in which each term of the question is found, the
// ones that sell best first, with their folded words, and tells whether it read
// all there are. Without a term that is every article. keep says whether an
// article is wanted; it must not come back to the catalogue.
func (d *DB) FindStyles(ctx context.Context, ask textsearch.Ask, keep func(retail.FoundStyle) bool) (all bool, err error) {
	const op = "localdb.FindStyles"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	var rows *sql.Rows
	if len(ask.Terms) == 0 {
		rows, err = d.cread.query(ctx, `SELECT words, data FROM style ORDER BY n LIMIT ? + 0`, ask.Most)
	} else {
		rows, err = d.cread.query(ctx, `SELECT s.words, s.data FROM style_index x JOIN style s ON s.n = x.rowid
			WHERE style_index MATCH ? ORDER BY x.rowid LIMIT ? + 0`, match(ask.Terms), ask.Most)
	}
	if err != nil {
		return false, fault(op, err)
	}
	defer rows.Close()
	seen, want := 0, ask.Want
	for ; want > 0 && rows.Next(); seen++ {
		var words, data sql.RawBytes
		if err := rows.Scan(&words, &data); err != nil {
			return false, fault(op, err)
		}
		if !d.worth(ask, data) {
			continue
		}
		f := retail.FoundStyle{Words: string(words)}
		if ask.Words != nil && !ask.Words(f.Words) {
			continue
		}
		if f.Style, err = readStyle(data); err != nil {
			return false, retail.E(retail.CodeDamaged, op, "", err)
		}
		if keep(f) {
			want--
		}
	}
	return want > 0 && seen < ask.Most, fault(op, rows.Err())
}

// worth tells of a packed article whether any variant has the price and the stock
// that is asked for, as far as that is in memory. It never waits: who reads that
// memory anew may be waiting for the catalogue, which the caller holds.
func (d *DB) worth(ask textsearch.Ask, data []byte) bool {
	if ask.Low <= 0 && ask.High <= 0 && !ask.Here {
		return true
	}
	if ask.Here {
		if !d.here.read.TryLock() {
			return true
		}
		defer d.here.read.Unlock()
		if ask.Reach {
			if !d.reach.read.TryLock() {
				return true
			}
			defer d.reach.read.Unlock()
		}
	}
	return anyVariant(data, func(sku []byte, yen int64) bool {
		if yen < ask.Low || ask.High > 0 && yen > ask.High {
			return false
		}
		return !ask.Here || d.here.has(sku) || ask.Reach && d.reach.has(sku)
	})
}

// match writes terms as an FTS5 query (sqlite.org/fts5.html, 3). Tokens hold
// letters, digits, "=" and "." only, so nothing has to be escaped.
func match(terms [][]textsearch.Way) string {
	var b strings.Builder
	for i, ways := range terms {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('(')
		for j, w := range ways {
			if j > 0 {
				b.WriteString(" OR ")
			}
			b.WriteByte('(')
			for k, p := range w {
				if k > 0 {
					b.WriteString(" AND ")
				}
				b.WriteString(`"` + strings.Join(p.Tokens, " ") + `"`)
				if p.Prefix {
					b.WriteByte('*')
				}
			}
			b.WriteByte(')')
		}
		b.WriteByte(')')
	}
	return b.String()
}

// digitCodes is how many codes that begin with some digits are looked at: who
// has typed but a few of them types on.
const digitCodes = 200

// StylesByDigits returns up to n articles of which a JAN begins with the digits,
// the ones that sell best first.
func (d *DB) StylesByDigits(ctx context.Context, digits string, n int) ([]retail.FoundStyle, error) {
	const op = "localdb.StylesByDigits"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	low, high := "0"+digits, "0"+digits+"~"
	rows, err := d.cread.query(ctx, `SELECT c.code, COALESCE(s.words, ''), s.data FROM (
		SELECT DISTINCT CASE k.style WHEN '' THEN k.id ELSE k.style END AS code
		FROM (SELECT sku FROM code WHERE gtin >= ? AND gtin < ? LIMIT ? + 0) g JOIN sku k ON k.id = g.sku) c
		LEFT JOIN style s ON s.code = c.code ORDER BY s.n IS NULL, s.n LIMIT ? + 0`, low, high, digitCodes, n)
	type found struct {
		retail.FoundStyle
		data []byte
	}
	list, err := collect(op, rows, err, func(scan func(...any) error) (f found, err error) {
		return f, scan(&f.Code, &f.Words, &f.data)
	})
	if err != nil {
		return nil, err
	}
	out := make([]retail.FoundStyle, len(list))
	for i, f := range list {
		out[i] = f.FoundStyle
		if f.data != nil {
			out[i].Style, err = readStyle(f.data)
		} else { // not in the index yet
			out[i].Style, err = d.style(ctx, f.Code)
		}
		if err != nil {
			return nil, fault(op, err)
		}
	}
	return out, nil
}

// oneText reads a row of one text.
func oneText(scan func(...any) error) (s string, err error) {
	err = scan(&s)
	return s, err
}

// Style returns an article with its SKUs as they are now, CodeNotFound when the
// catalogue has none.
func (d *DB) Style(ctx context.Context, code string) (retail.Style, error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	s, err := d.style(ctx, code)
	return s, fault("localdb.Style", err)
}

func (d *DB) style(ctx context.Context, code string) (retail.Style, error) {
	rows, err := d.cread.query(ctx, `SELECT data FROM (SELECT id, data FROM sku WHERE style = ? AND style <> ''
		UNION ALL SELECT id, data FROM sku WHERE id = ? AND style = '') ORDER BY id`, code, code)
	skus, err := collect("localdb.style", rows, err, decode[retail.SKU])
	if err != nil {
		return retail.Style{}, err
	}
	if len(skus) == 0 {
		return retail.Style{}, sql.ErrNoRows
	}
	return retail.StyleOf(skus), nil
}
