package simulate

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	_ "modernc.org/sqlite" // the engine of the file
)

// newEpoch gives a copy of a hub's database a new life, as a restore does.
func newEpoch(ctx context.Context, path string, n int) error {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "UPDATE meta SET value = ? WHERE name = 'epoch'", "life-"+strconv.Itoa(n))
	return errors.Join(err, db.Close())
}
