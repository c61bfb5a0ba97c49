package hubserve

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
)

// OpenLedger opens the ledger of notices of o.Data beside its database as Start
// does it, for a simulation that runs the parts of a hub itself.
func OpenLedger(ctx context.Context, o Options, store *hubdb.DB) (l *notice.Ledger, closeIt func() error, err error) {
	x, err := openLedger(ctx, o, store)
	if err != nil {
		return nil, nil, err
	}
	return x.Ledger, x.Close, nil
}

// Beat writes a sign of life of a ledger, into the database first.
func Beat(ctx context.Context, clock retail.Clock, store *hubdb.DB, l *notice.Ledger) error {
	return beat(ctx, clock, store, l)
}
