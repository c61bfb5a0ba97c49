package hubdb

import (
	"context"
	"database/sql"
	"errors"

	"miseban/app/retail"
)

// fault gives an error of a driver its code; errors that have one keep it.
func (d *DB) fault(op string, err error) error {
	var known *retail.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return retail.E(retail.CodeNotFound, op, "", nil)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return retail.E(retail.CodeBusy, op, "", err)
	}
	return retail.E(d.e.code(err), op, "", err)
}

// missing tells whether the error says that there is no such row.
func missing(err error) bool { return retail.CodeOf(err) == retail.CodeNotFound }
