package hubdb

import (
	"context"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// ShopLog returns the commands of a shop. See hub.FigureStore.
func (d *DB) ShopLog(ctx context.Context, store retail.SiteID, since time.Time, kinds []retail.Kind, each func(hub.Record) error) error {
	args := []any{string(store), millis(since)}
	for _, k := range kinds {
		args = append(args, k.String())
	}
	return d.query(ctx, func(rows scanner) error {
		r, err := readRecord(rows.Scan)
		if err != nil {
			return err
		}
		return each(r)
	}, `SELECT device, dseq, id, kind, store, at, received, verdict, code, seq, raw FROM cmd
		WHERE store = ? AND received >= ? AND kind IN (?`+strings.Repeat(", ?", len(kinds)-1)+`)`, args...)
}
