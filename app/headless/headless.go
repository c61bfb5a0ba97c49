// Package headless is an enrolled terminal without its window and without
// goroutines: the database, the agent, and turns of its loops that whoever
// holds it gives one by one. It is what a simulation in virtual time runs in
// place of app/terminal, from the same parts.
package headless

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/syncstore"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// Options says which terminal it is and what it stands on.
type Options struct {
	Dir    string // data folder
	Device *credential.Device
	Clock  retail.Clock // the terminal's own, right or wrong
	// Uptime is the machine's run as agent.HubClock has it, nil for a machine that
	// counts none.
	Uptime    func() (boot string, since time.Duration)
	Rand      func() float64 // in [0, 1), spreads retries
	Transport http.RoundTripper
	Log       *slog.Logger
	// Around may put something between the agent and its database; nil for nothing.
	Around func(agent.Store) agent.Store
}

// Terminal is the running program. Only one goroutine may use it.
type Terminal struct {
	*localdb.DB
	*agent.Steps
	Agent *agent.Agent
	Clock *agent.HubClock
}

// Open starts the program on its data folder, as app/terminal does it.
func Open(ctx context.Context, o Options) (*Terminal, error) {
	sealer, err := credential.NewSealer(o.Device.Wrap)
	if err != nil {
		return nil, err
	}
	clock := agent.NewHubClock(o.Clock, 0)
	if clock.Uptime = o.Uptime; o.Uptime == nil {
		clock.Uptime = func() (string, time.Duration) { return "", 0 }
	}
	db, err := localdb.Open(ctx, localdb.Options{
		Dir: o.Dir, Sealer: sealer, Clock: o.Clock, Store: o.Device.Store, Stamp: clock.Stamp, Reserve: -1,
		Destroy: func() error { return credential.Destroy(o.Dir) },
	})
	if err != nil {
		return nil, err
	}
	offset, err := db.ClockOffset(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	clock.Assume(offset)
	t := &Terminal{DB: db, Clock: clock}
	var store agent.Store = syncstore.Store{DB: db}
	if o.Around != nil {
		store = o.Around(store)
	}
	t.Agent = agent.New(agent.Options{
		Device: o.Device.ID, Shop: o.Device.Store, Key: o.Device.Key, Hub: o.Device.Hub, Pins: o.Device.Pins,
		Store: store, Clock: t.Clock, Rand: o.Rand, Log: o.Log, Transport: o.Transport,
		Moved: func(_ context.Context, to wire.Place) error {
			d := *o.Device
			d.Hub, d.Pins = to.URL, to.Pins
			return d.Save(o.Dir)
		},
	})
	if t.Steps, err = t.Agent.Steps(ctx, nil); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return t, nil
}

// Record judges and stores commands, and tells the agent.
func (t *Terminal) Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	ds, err := t.DB.Record(ctx, role, cmds...)
	t.Agent.Recorded()
	return ds, err
}

// File is one of the files of a terminal.
type File string

// Values of File.
const (
	Work    File = localdb.WorkFile
	Catalog File = localdb.CatalogFile
	Backup  File = localdb.CopyFile // the hourly copy of Work
)

// Copy writes a database file and its log into another folder as they stand on
// the disk: what a program finds after it was killed. Of a file that is not
// there it leaves none.
func (f File) Copy(from, to string) error {
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(from, string(f)+suffix))
		if errors.Is(err, fs.ErrNotExist) {
			err = os.Remove(filepath.Join(to, string(f)+suffix))
			if errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
		} else if err == nil {
			err = os.WriteFile(filepath.Join(to, string(f)+suffix), b, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Spoil overwrites the beginning of the file: it is no database any more.
func (f File) Spoil(dir string) error {
	w, err := os.OpenFile(filepath.Join(dir, string(f)), os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = w.WriteAt(make([]byte, 512), 0)
	return errors.Join(err, w.Close())
}

// HubRow is a row of the shop's state as the hub told it, see HubRows.
type HubRow = localdb.HubRow

// Hold is a hold as a terminal has it.
type Hold = localdb.Hold
