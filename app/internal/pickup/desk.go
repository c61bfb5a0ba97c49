package pickup

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
)

const (
	// RenewAfter is how old the counter's lease may be before the terminal that
	// has it renews it.
	RenewAfter = 30 * time.Minute
	// askAgain is how long an answer of the hub is waited for before the lease
	// is asked for again.
	askAgain = time.Minute
)

// Line is the line to the hub as the counter asks for it.
type Line interface {
	// Online tells whether the hub hears this terminal now.
	Online() bool
	// Heard returns when the hub last answered, zero for never.
	Heard() time.Time
}

// DeskStore is what a Desk asks of the terminal's database.
type DeskStore interface {
	// Counter returns the shop's lease as the hub said last, the zero Lease when
	// nobody ever had it.
	Counter(ctx context.Context) (retail.Lease, error)
	TerminalNamed(ctx context.Context, id retail.DeviceID) (retail.Terminal, error)
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
}

// Place is where a Desk stands.
type Place struct {
	Device retail.DeviceID
	Store  retail.SiteID
	Fixed  bool // it stands at the counter: it wants to be the 受渡端末 by itself
}

// Standing is what this terminal may do at the counter now.
type Standing struct {
	Online bool
	Mine   bool // this terminal is the 受渡端末, by the hub's word and clock
	Held   bool // some terminal is
	Token  int64
	Holder string // what staff call that terminal
	Until  time.Time
}

// May tells whether this terminal may hand over without a manager. With a line
// the hub keeps two terminals apart; without one only the lease does.
func (s Standing) May() bool { return s.Online || s.Mine }

// Desk is this terminal at the counter: whether it is the one terminal of the
// shop that may hand over while the line is away (受渡端末).
type Desk struct {
	store   DeskStore
	session Session
	line    Line
	place   Place
	clock   retail.Clock
	ids     retail.IDs

	mu     sync.Mutex
	asked  time.Time
	opened int // counter pages that are open
}

// NewDesk builds the desk.
func NewDesk(store DeskStore, session Session, line Line, place Place, clock retail.Clock, ids retail.IDs) *Desk {
	return &Desk{store: store, session: session, line: line, place: place, clock: clock, ids: ids}
}

// Stand says that this terminal stands at the counter: it wants to be the
// 受渡端末 by itself.
func (d *Desk) Stand() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.place.Fixed = true
}

// Standing tells what this terminal may do at the counter now. What it only
// asked for does not count.
func (d *Desk) Standing(ctx context.Context) (Standing, error) {
	if d == nil {
		return Standing{Online: true}, nil
	}
	l, err := d.store.Counter(ctx)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Online: d.line.Online(), Held: l.LiveAt(d.clock.Now())}
	if !s.Held {
		return s, nil
	}
	s.Mine, s.Token, s.Until = l.Device == d.place.Device, l.Token, l.Until
	t, err := d.store.TerminalNamed(ctx, l.Device)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return s, err
	}
	s.Holder = t.Name
	return s, nil
}

// Take asks the hub to make this terminal the counter, or to let it stay so.
// takeOver takes it from another terminal; only a manager may. It is
// CodeOffline without a line: nobody else would know.
func (d *Desk) Take(ctx context.Context, takeOver bool) error {
	const op = "pickup.Take"
	a, in := d.session.Actor()
	switch {
	case !in:
		return retail.E(retail.CodeNotAllowed, op, "hint.sign_in", nil)
	case !d.line.Online():
		return retail.E(retail.CodeOffline, op, "hint.counter_offline", nil)
	case takeOver && a.Staff.Role < retail.RoleManager:
		return retail.E(retail.CodeNotAllowed, op, "hint.manager", nil)
	}
	now := d.clock.Now()
	d.mu.Lock()
	d.asked = now
	d.mu.Unlock()
	return d.record(ctx, op, a, retail.KindTakeCounter, retail.TakeCounter{TakeOver: takeOver})
}

// Leave gives the lease up at the end of the day, so that another terminal may
// have it. It does nothing when this terminal is not the counter, and without
// a line: the lease ends by itself then.
func (d *Desk) Leave(ctx context.Context) error {
	s, err := d.Standing(ctx)
	if err != nil || !s.Mine || !s.Online {
		return err
	}
	a, in := d.session.Actor()
	if !in {
		a = retail.Actor{Staff: retail.Staff{Role: retail.RoleDevice}, Auth: retail.AuthNone}
	}
	return d.record(ctx, "pickup.Leave", a, retail.KindLeaveCounter, retail.LeaveCounter{})
}

func (d *Desk) record(ctx context.Context, op string, a retail.Actor, kind retail.Kind, body retail.Body) error {
	ds, err := d.store.Record(ctx, a.Staff.Role, retail.Command{
		ID: retail.CommandID(d.ids.NewID()), V: kind.Version(), Kind: kind, At: d.clock.Now(),
		Store: d.place.Store, Device: d.place.Device, Staff: a.Staff.ID, Auth: a.Auth, Body: body,
	})
	if err != nil {
		return err
	}
	return refused(op, ds[len(ds)-1])
}

// Arrive tells that the counter page is open here; Depart that it is closed.
// While it is, a terminal that does not stand at the counter wants the lease
// too, if nobody has it.
func (d *Desk) Arrive(ctx context.Context) error {
	if d == nil {
		return nil
	}
	d.mu.Lock()
	d.opened++
	d.mu.Unlock()
	return d.Keep(ctx)
}

// Depart tells that the counter page was closed.
func (d *Desk) Depart() {
	if d == nil {
		return
	}
	d.mu.Lock()
	d.opened--
	d.mu.Unlock()
}

// Keep takes the lease where this terminal wants it and nobody has it, and
// renews it in time. It is called every minute, at sign-in and when the line is
// back; without a line, and while nobody is signed in, it does nothing.
func (d *Desk) Keep(ctx context.Context) error {
	now := d.clock.Now()
	d.mu.Lock()
	wanted := (d.place.Fixed || d.opened > 0) && now.Sub(d.asked) >= askAgain
	d.mu.Unlock()
	if _, in := d.session.Actor(); !in || !wanted || !d.line.Online() {
		return nil
	}
	s, err := d.Standing(ctx)
	fresh := s.Mine && s.Until.Sub(now) > retail.CounterLease-RenewAfter
	if err != nil || fresh || s.Held && !s.Mine {
		return err
	}
	err = d.Take(ctx, false)
	if c := retail.CodeOf(err); c == retail.CodeRefused || c == retail.CodeOffline { // somebody was quicker
		return nil
	}
	return err
}

// lease is the hub's last word on the lease.
func (d *Desk) lease(ctx context.Context) (retail.Lease, error) {
	if d == nil {
		return retail.Lease{}, nil
	}
	return d.store.Counter(ctx)
}

// unheard tells whether the hub cannot know yet of what was done here at the
// instant: the line has been away since before it.
func (d *Desk) unheard(at time.Time) bool {
	return d != nil && !d.line.Online() && at.After(d.line.Heard())
}

// is tells whether the device is this terminal.
func (d *Desk) is(id retail.DeviceID) bool { return d != nil && d.place.Device == id }
