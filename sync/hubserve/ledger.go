package hubserve

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
)

// fileLedger is the ledger of notices in a data folder. It belongs to no copy:
// one that went back together with the database would know no more than it.
const fileLedger = "notices.ledger"

// ledgers is how many hubs may share a data folder, on PostgreSQL.
const ledgers = 16

// ledger is a ledger of this process alone.
type ledger struct {
	*notice.Ledger
	release func() error
}

// Close closes the file and leaves it to others.
func (l *ledger) Close() error { return errors.Join(l.Ledger.Close(), l.release()) }

// openLedger opens the ledger beside the database. A database that knows an
// older beat of it was put back by hand: it begins a new life.
func openLedger(ctx context.Context, o Options, store *hubdb.DB) (*ledger, error) {
	path, release, err := ownLedger(ctx, o.Data)
	if err != nil {
		return nil, err
	}
	l, err := notice.OpenLedger(path, o.Clock.Now())
	if err != nil {
		return nil, errors.Join(err, release())
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
		return nil, errors.Join(err, l.Close(), release())
	}
	return &ledger{l, release}, nil
}

// ownLedger finds the first ledger of the folder that no other process works
// with.
func ownLedger(ctx context.Context, data string) (path string, release func() error, err error) {
	name := fileLedger
	for n := 2; ; n++ {
		path = filepath.Join(data, name)
		release, err = sqlite.LockFile(ctx, path+".lock")
		if retail.CodeOf(err) != retail.CodeBusy || n > ledgers {
			return path, release, err
		}
		name = fmt.Sprintf("notices-%d.ledger", n)
	}
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
