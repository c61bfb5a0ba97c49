package terminal

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// Enrol makes this device a terminal with an enrolment code and writes the
// device file. A folder that holds the work of an earlier enrolment at the same
// shop keeps it: nothing that staff did is lost because a hub forgot the
// terminal. While something is unsent the code of another shop is CodeUnsent.
func Enrol(ctx context.Context, dir, text string) error {
	const op = "terminal.Enrol"
	code, err := wire.ParseEnrolCode(text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	d, err := credential.NewDevice()
	if err != nil {
		return err
	}
	left, err := leftIn(ctx, dir, d)
	if err != nil {
		return err
	}
	defer left.close()
	if err := ask(ctx, code, d); err != nil {
		return err
	}
	return left.take(ctx, dir, d)
}

// EnrolAgain makes a terminal at work a terminal anew, for a hub that knows
// nothing of it any more; what staff did stays and is sent again, as Enrol does
// it. Until the hub has taken the code nothing changes. closed tells that this
// Core has ended: Open the folder again, also after an error.
func (c *Core) EnrolAgain(ctx context.Context, text string) (closed bool, err error) {
	code, err := wire.ParseEnrolCode(text)
	if err != nil {
		return false, err
	}
	d, err := credential.NewDevice()
	if err != nil {
		return false, err
	}
	if err := ask(ctx, code, d); err != nil {
		return false, err
	}
	if d.Store != c.Device.Store {
		n, err := c.DB.Unsent(ctx)
		if err != nil {
			return false, err
		}
		if n > 0 {
			return false, retail.E(retail.CodeUnsent, "terminal.EnrolAgain", "hint.unsent_shop", nil)
		}
	}
	ctx = context.WithoutCancel(ctx) // nobody can leave halfway
	if err := c.Close(); err != nil {
		c.log.Warn("terminal: close to enrol again", "err", err)
	}
	left, err := leftIn(ctx, c.dir, d)
	if err != nil {
		return true, err
	}
	defer left.close()
	return true, left.take(ctx, c.dir, d)
}

// ask gives the code to its hub, and fills d with what the hub says.
func ask(ctx context.Context, code wire.EnrolCode, d *credential.Device) error {
	model := runtime.GOOS + "/" + runtime.GOARCH
	e, err := agent.Enrol(ctx, code, d.Key, agent.Wish{Model: model, App: Version}, retail.ClockFunc(time.Now))
	if err != nil {
		return err
	}
	d.ID, d.Name, d.Store, d.Secret, d.Hub, d.Pins = e.Device, e.Name, e.Store, e.Secret, e.Hub, e.Pins
	return nil
}

// estate is what an earlier enrolment left in the data folder; the zero value
// is nothing.
type estate struct {
	db      *localdb.DB
	store   retail.SiteID
	unsent  int
	wrap    []byte // of the earlier device file
	keyLost bool
}

// leftIn looks what is in the folder. d is the new device.
func leftIn(ctx context.Context, dir string, d *credential.Device) (*estate, error) {
	left := &estate{}
	if _, err := os.Stat(filepath.Join(dir, localdb.WorkFile)); errors.Is(err, fs.ErrNotExist) {
		return left, nil
	}
	old, err := credential.Load(dir)
	switch retail.CodeOf(err) { //nolint:exhaustive // all others are faults
	case 0:
		left.store, left.wrap = old.Store, old.Wrap
	case retail.CodeNotFound, retail.CodeDamaged:
		left.keyLost, left.wrap = true, d.Wrap
	default:
		return nil, err
	}
	sealer, err := credential.NewSealer(left.wrap)
	if err != nil {
		return nil, err
	}
	left.db, err = localdb.Open(ctx, localdb.Options{
		Dir: dir, Sealer: sealer, Clock: retail.ClockFunc(time.Now), Store: left.store, Reserve: -1,
	})
	if err != nil {
		return nil, err
	}
	cmds, more, err := left.db.Pending(ctx, 1, 1)
	if err != nil {
		left.close()
		return nil, err
	}
	if left.unsent = len(cmds) + more; left.unsent > 0 && left.store == "" {
		left.store = cmds[0].Store
	}
	return left, nil
}

// hand gives what is left to the new device, or clears it away when nobody can
// use it: another shop's, all of it sent.
func (l *estate) hand(ctx context.Context, d *credential.Device) error {
	switch {
	case l.db == nil:
		return nil
	case l.store == d.Store:
		d.Wrap = l.wrap
		return l.db.Adopt(ctx, l.keyLost)
	case l.unsent > 0:
		return retail.E(retail.CodeUnsent, "terminal.Enrol", "hint.unsent_shop", nil)
	}
	return l.db.Wipe(ctx, false)
}

// take hands over what is left and writes the device file.
func (l *estate) take(ctx context.Context, dir string, d *credential.Device) error {
	if err := l.hand(ctx, d); err != nil {
		return err
	}
	return d.Save(dir)
}

func (l *estate) close() {
	if l.db != nil {
		_ = l.db.Close() // a wiped one is closed already
	}
}

// askWithin is how long a start waits for the hub to say whether it knows this
// terminal.
const askWithin = 3 * time.Second

// Admit enrols this device with a code if it is not enrolled, or if its hub
// says that it has never heard of it; otherwise the code is not used. hub
// replaces the enrolled address when it is not empty.
func Admit(ctx context.Context, dir, hub, text string, log *slog.Logger) error {
	if !Enrolled(dir) {
		return Enrol(ctx, dir, text)
	}
	d, err := credential.Load(dir)
	if err != nil {
		return err
	}
	if hub == "" {
		hub = d.Hub
	}
	ask, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	err = agent.Ask(ask, agent.Options{
		Device: d.ID, Shop: d.Store, Key: d.Key, Hub: hub, Pins: d.Pins,
		Clock: agent.NewHubClock(retail.ClockFunc(time.Now), 0),
	})
	if retail.CodeOf(err) != retail.CodeUnknownTerminal {
		return nil // it is known, or the hub is away: staff go on
	}
	log.Warn("terminal: the hub does not know this terminal, enrolling again")
	return Enrol(ctx, dir, text)
}
