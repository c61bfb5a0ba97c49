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
	var a hub.Audit
	err := reading(ctx, data, func(s hub.Store, _ retail.Clock) (err error) {
		a, err = hub.AuditOf(ctx, s, commands)
		return err
	})
	return a, err
}

// reading opens the database of the hub of a data folder for reading alone.
func reading(ctx context.Context, data string, f func(hub.Store, retail.Clock) error) error {
	r, err := load(data)
	if err != nil {
		return err
	}
	clock := retail.ClockFunc(time.Now)
	store, err := hubdb.OpenRead(ctx, r.DB, clock)
	if err != nil {
		return err
	}
	return errors.Join(f(store, clock), store.Close())
}
