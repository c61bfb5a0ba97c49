package localdb

import (
	"context"
	"database/sql"

	"miseban/app/retail"
)

// PostalAreas returns the places that a postal code stands for, none where the chain
// has no table or the code is nobody's.
func (d *DB) PostalAreas(ctx context.Context, code retail.PostalCode) ([]retail.PostalArea, error) {
	const op = "localdb.PostalAreas"
	if !code.Valid() {
		return nil, nil
	}
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	row, err := decode[retail.PostalDistrict](func(dst ...any) error {
		return d.cread.one(ctx, `SELECT data FROM postal WHERE district = ?`, []any{code.District()}, dst...)
	})
	if isNoRows(err) {
		return nil, nil
	}
	return row.At(code), fault(op, err)
}

// putPostal writes districts of the postal table.
func putPostal(ctx context.Context, tx *sql.Tx, rows []Change, gen int64) error {
	const put = `INSERT INTO postal (district, ver, gen, data) VALUES (?, ?, ?, ?)
		ON CONFLICT (district) DO UPDATE SET ver = excluded.ver, gen = excluded.gen, data = excluded.data`
	for _, c := range rows {
		if c.Entity != retail.EntityPostal {
			continue
		}
		var err error
		if c.Del {
			_, err = tx.ExecContext(ctx, `DELETE FROM postal WHERE district = ?`, c.Key)
		} else {
			_, err = tx.ExecContext(ctx, put, c.Key, c.Ver, gen, string(c.Data))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
