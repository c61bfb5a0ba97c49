package hubserve

import (
	"context"
	"errors"
	"path/filepath"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
)

// fileLedger is the ledger of notices in a data folder. It belongs to no copy:
// one that went back together with the database would know no more than it.
const fileLedger = "notices.ledger"

// openLedger opens the ledger beside the database. A database that knows an
// older beat of it was put back by hand: it begins a new life.
func openLedger(ctx context.Context, o Options, store *hubdb.DB) (*notice.Ledger, error) {
	l, err := notice.OpenLedger(filepath.Join(o.Data, fileLedger), o.Clock.Now())
	if err != nil {
		return nil, err
	}
	beats, err := store.Beats(ctx)
	if err == nil && l.LastBeat() > beats[l.ID()] {
		o.Log.Error("hubserve: the database is older than the ledger of notices: it was put back. Terminals send again what it lacks")
		_, err = store.BeginLife(ctx, "", hub.Life{Began: o.Clock.Now(), Found: true, Ledger: whole(l, beats)})
	}
	if err == nil {
		err = beat(ctx, o.Clock, store, l)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// whole tells whether the ledger knows every notice that was started on the
// database since it was as it is: no other ledger worked with it, and this one
// did not go back with it.
func whole(l *notice.Ledger, beats map[string]int64) bool {
	at, mine := beats[l.ID()]
	return mine && len(beats) == 1 && l.LastBeat() >= at
}

// beat writes a sign of life, into the database first.
func beat(ctx context.Context, clock retail.Clock, store *hubdb.DB, l *notice.Ledger) error {
	at := max(clock.Now().UnixMilli(), l.LastBeat()+1)
	if err := store.Beat(ctx, l.ID(), at); err != nil {
		return err
	}
	return l.Beat(at)
}
