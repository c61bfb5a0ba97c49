package sqlite

import (
	"context"
	"errors"
	"strconv"
	"time"

	"miseban/app/retail"
)

// Fold brings the log into the file and empties it, so that nothing that was
// deleted is left in it, and so that it ends at all: as long as there is always
// somebody who reads, SQLite by itself only ever adds to the log. It waits so
// long for readers and writers, who wait for it meanwhile: false says that
// somebody was in its way and that it is to be tried again.
func (d *DB) Fold(ctx context.Context, wait time.Duration) (bool, error) {
	const op = "sqlite.Fold"
	c, err := d.Write.Conn(ctx)
	if err != nil {
		return false, retail.E(ErrCode(err), op, "", err)
	}
	busy, pages, folded := 1, 0, 0
	_, err = c.ExecContext(ctx, "PRAGMA busy_timeout="+strconv.FormatInt(wait.Milliseconds(), 10))
	if err == nil {
		err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded)
	}
	_, back := c.ExecContext(context.WithoutCancel(ctx), "PRAGMA "+busyTimeout)
	if err := errors.Join(err, back, c.Close()); err != nil && ErrCode(err) != retail.CodeBusy {
		return false, retail.E(ErrCode(err), op, "", err)
	}
	return busy == 0, nil
}
