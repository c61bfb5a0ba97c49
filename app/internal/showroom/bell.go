package showroom

import (
	"context"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

// Desk is what calls of staff ask of the terminal's database.
type Desk interface {
	// StaffCalls returns the calls of the shop's tablets, the latest first.
	StaffCalls(ctx context.Context) ([]retail.StaffCall, error)
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// StaffNamed returns a member of staff, CodeNotFound when there is none.
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
	// TerminalNamed returns a terminal of the shop, CodeNotFound.
	TerminalNamed(ctx context.Context, id retail.DeviceID) (retail.Terminal, error)
	Site(ctx context.Context) (retail.Site, error)
}

// Bell calls staff from a tablet, and lets staff hear it on the shop's terminals.
// It rings through the home of the shop, so without a line to that it rings
// nowhere, and says so.
type Bell struct {
	desk    Desk
	session recording.Session
	line    func() bool
	device  retail.DeviceID
	clock   retail.Clock
	ids     retail.IDs
}

// NewBell returns the bell of a terminal. line tells whether the home of the shop
// hears it now.
func NewBell(d Desk, s recording.Session, line func() bool, device retail.DeviceID, c retail.Clock, ids retail.IDs) *Bell {
	return &Bell{desk: d, session: s, line: line, device: device, clock: c, ids: ids}
}

// Stage is how a call stands.
type Stage uint8

// Values of Stage.
const (
	// Silent: nobody is called.
	Silent Stage = iota
	// Asking: it rings.
	Asking
	// Coming: somebody said that they come.
	Coming
	// Unheard: nobody can hear it: the line is cut.
	Unheard
)

// Calling is a tablet's call as the customer sees it.
type Calling struct {
	Stage Stage
	Call  retail.StaffCall
	Name  string // surname of who comes
	NameE string // the same in Latin letters
}

// Times of a call on the tablet.
const (
	// heardWithin is how long the home of the shop may take to take a call in.
	heardWithin = 8 * time.Second
	// BusyAfter is from when on it is said that everybody is busy.
	BusyAfter = time.Minute
	// waitFor is how long the tablet waits for somebody who said that they come, or
	// for an answer, before the customer counts as gone.
	waitFor = 5 * time.Minute
)

// Waits tells whether the customer counts as waiting at the tablet.
func (c Calling) Waits(now time.Time) bool {
	since := c.Call.At
	if c.Stage == Coming {
		since = c.Call.Taken
	}
	return (c.Stage == Asking || c.Stage == Coming) && now.Before(since.Add(waitFor))
}

// Now returns how the tablet's call stands.
func (b *Bell) Now(ctx context.Context) (Calling, error) {
	all, err := b.desk.StaffCalls(ctx)
	now := b.clock.Now()
	for _, k := range all {
		if k.ID != retail.StaffCallID(b.device) || !k.Open(now) {
			continue
		}
		c := Calling{Stage: Asking, Call: k}
		switch {
		case !k.Taken.IsZero():
			c.Stage = Coming
			if st, err := b.desk.StaffNamed(ctx, k.Staff); err == nil {
				c.Name, c.NameE = st.Name, st.NameEn
			}
		case !b.line(), k.Pending && now.Sub(k.At) > heardWithin:
			c.Stage = Unheard
		}
		return c, err
	}
	return Calling{}, err
}

// Call rings, or says what is wanted of a call that does. Without a line it is
// CodeOffline, and nothing rings later either.
func (b *Bell) Call(ctx context.Context, need retail.CallNeed, sku retail.SKUID) error {
	if !b.line() {
		return retail.E(retail.CodeOffline, "showroom.Call", "", nil)
	}
	return b.record(ctx, "showroom.Call", retail.KindCallStaff, retail.CallStaff{Tablet: b.device, Need: need, SKU: sku})
}

// End tells that the customer needs nobody any more; a call that is over is left
// alone.
func (b *Bell) End(ctx context.Context) error {
	c, err := b.Now(ctx)
	if err != nil || c.Stage == Silent {
		return err
	}
	return b.record(ctx, "showroom.End", retail.KindEndStaffCall, retail.EndStaffCall{Tablet: b.device, Call: c.Call.Call})
}

// record gives a command of the tablet itself: nobody is signed in at it.
func (b *Bell) record(ctx context.Context, op string, kind retail.Kind, body retail.Body) error {
	site, err := b.desk.Site(ctx)
	if err != nil {
		return err
	}
	cmd := retail.Actor{Device: b.device}.Command(retail.CommandID(b.ids.NewID()), b.clock.Now(), site.ID, kind, body)
	ds, err := b.desk.Record(ctx, retail.RoleDevice, cmd)
	if err == nil && ds[0].Verdict == retail.Rejected {
		err = retail.E(retail.CodeRefused, op, "verdict."+ds[0].Code.String(), nil)
	}
	return err
}

// Ring is a tablet that calls, as staff hear it.
type Ring struct {
	retail.StaffCall
	Tablet string // as staff call it
}

// Rings are the tablets of the shop that call and that nobody goes to, the longest
// wait first.
func (b *Bell) Rings(ctx context.Context) ([]Ring, error) {
	all, err := b.desk.StaffCalls(ctx)
	if err != nil {
		return nil, err
	}
	var out []Ring
	for _, k := range retail.RingingCalls(all, b.clock.Now()) {
		if k.ID == retail.StaffCallID(b.device) {
			continue
		}
		r := Ring{StaffCall: k}
		if t, err := b.desk.TerminalNamed(ctx, retail.DeviceID(k.ID)); err == nil {
			r.Tablet = t.Name
		}
		out = append(out, r)
	}
	return out, nil
}

// Take says that the signed-in staff go there. CodeRefused with the hint
// "verdict.call_taken": a colleague does.
func (b *Bell) Take(ctx context.Context, r Ring) error {
	clerk := recording.Clerk{Session: b.session, Site: b.desk.Site, Record: b.desk.Record, Clock: b.clock, IDs: b.ids}
	_, err := clerk.Do(ctx, "showroom.Take", retail.KindTakeStaffCall, retail.TakeStaffCall{Tablet: retail.DeviceID(r.ID), Call: r.Call})
	return err
}
