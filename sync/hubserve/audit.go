package hubserve

import (
	"context"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// AuditBeside compares the books of the hub of a data folder, beside the
// running hub or without it, and changes nothing. commands asks for the list of
// every command too. CodeNotFound: no hub has run there; CodeInvalid: its
// database is of another version of this program.
func AuditBeside(ctx context.Context, data string, commands bool) (hub.Audit, error) {
	r, err := load(data)
	if err != nil {
		return hub.Audit{}, err
	}
	store, err := hubdb.OpenRead(ctx, r.DB, retail.ClockFunc(time.Now))
	if err != nil {
		return hub.Audit{}, err
	}
	a, err := hub.AuditOf(ctx, store, commands)
	return a, errors.Join(err, store.Close())
}
