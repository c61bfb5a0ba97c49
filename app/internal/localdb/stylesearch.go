package localdb

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// FindStyles returns up to n articles in which each term is found, the ones that
// sell best first. ways may replace the ways of a term by others, see
// textsearch.Term.Slips.
func (d *DB) FindStyles(ctx context.Context, terms [][]textsearch.Way, n int) ([]retail.FoundStyle, error) {
	const op = "localdb.FindStyles"
	if len(terms) == 0 {
		return nil, nil
	}
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.cread.query(ctx, `SELECT s.words, s.data FROM style_index x JOIN style s ON s.n = x.rowid
		WHERE style_index MATCH ? ORDER BY x.rowid LIMIT ? + 0`, match(terms), n)
	return collect(op, rows, err, func(scan func(...any) error) (f retail.FoundStyle, err error) {
		var data []byte
		if err := scan(&f.Words, &data); err != nil {
			return f, err
		}
		return f, json.Unmarshal(data, &f.Style)
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

// StylesByDigits returns up to n articles of which a JAN begins with the digits.
func (d *DB) StylesByDigits(ctx context.Context, digits string, n int) ([]retail.FoundStyle, error) {
	const op = "localdb.StylesByDigits"
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	low, high := "0"+digits, "0"+digits+"~"
	rows, err := d.cread.query(ctx, `SELECT DISTINCT CASE s.style WHEN '' THEN s.id ELSE s.style END FROM code c JOIN sku s ON s.id = c.sku
		WHERE c.gtin >= ? AND c.gtin < ? LIMIT ? + 0`, low, high, n)
	codes, err := collect(op, rows, err, oneText)
	if err != nil {
		return nil, err
	}
	var out []retail.FoundStyle
	for _, code := range codes {
		s, err := d.style(ctx, code)
		if err != nil {
			return nil, fault(op, err)
		}
		out = append(out, retail.FoundStyle{Style: s})
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
