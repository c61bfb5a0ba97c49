package retail

import "time"

// LateAfter is how old a fact may be when it reaches the hub before somebody
// is asked to look at it. It is applied all the same: it happened.
const LateAfter = 7 * 24 * time.Hour

// Revoke is the body of KindRevoke: a terminal of the shop is lost, stolen or
// put away for good.
type Revoke struct {
	Device DeviceID `json:"device"`
	Unsent int      `json:"unsent,omitempty"` // what it last said that it held, filled by the hub
}

// Away is the body of KindAway.
type Away struct {
	Device DeviceID  `json:"device"`
	Since  time.Time `json:"since"` // when it was last heard
	Unsent int       `json:"unsent,omitempty"`
	Back   bool      `json:"back,omitempty"`
}

func terminalRef(id DeviceID) Ref { return Ref{Entity: EntityTerminal, ID: string(id)} }

// About returns the terminal.
func (b Revoke) About() Ref { return terminalRef(b.Device) }

// About returns the terminal.
func (b Away) About() Ref { return terminalRef(b.Device) }

// decideRevoke shuts a terminal out. What it had in hand is free for others,
// and each of those orders is to be looked at: what it did and could not tell
// is lost with it.
func decideRevoke(st State, c Command, b Revoke) Decision {
	d := Decision{Verdict: Applied, Revoke: b.Device, Close: []ExceptionID{awayTask(b.Device)}}
	for _, o := range st.InHand {
		o = o.Clone()
		o.Claim = nil
		step(o, c, "")
		d.Others = append(d.Others, o)
		d.raise(State{Order: o}, c, ExRevoked, 0, 0)
		x := &d.Raise[len(d.Raise)-1]
		x.ID, x.Device = ExceptionID("revoked-"+string(b.Device)+"-"+string(o.ID)), b.Device
	}
	if b.Unsent > 0 {
		d.raise(State{}, c, ExRevoked, 0, b.Unsent)
		x := &d.Raise[len(d.Raise)-1]
		x.ID, x.Device = ExceptionID("revoked-"+string(b.Device)), b.Device
	}
	if st.Lease != nil && st.Lease.Device == b.Device {
		d.Lease = st.Lease.ended(st.now(c))
	}
	d.Verdict = Applied // tasks, not clashes
	return d
}

func awayTask(id DeviceID) ExceptionID { return ExceptionID("away-" + string(id)) }

// decideAway opens a task while a terminal is not heard of.
func decideAway(st State, c Command, b Away) Decision {
	d := Decision{Verdict: Applied}
	if b.Back {
		d.Close = []ExceptionID{awayTask(b.Device)}
		return d
	}
	d.raise(st, c, ExAway, 0, b.Unsent)
	x := &d.Raise[0]
	x.ID, x.Device, x.People = awayTask(b.Device), b.Device, []Step{{Kind: c.Kind, At: b.Since, Device: b.Device}}
	d.Verdict = Applied
	return d
}

// late opens a task about a fact that reached the hub long after it happened:
// one for each order, or for the terminal.
func (d *Decision) late(st State, c Command) {
	if st.Now.IsZero() || st.Now.Sub(c.At) <= LateAfter || c.Kind.Nature() != Fact || c.Device == HubDevice {
		return
	}
	if d.Verdict != Applied && d.Verdict != AppliedException || d.Order == nil && len(d.Moves) == 0 {
		return
	}
	d.raise(st, c, ExLate, 0, 0)
	x := &d.Raise[len(d.Raise)-1]
	x.Device, x.OpenedAt, x.Due = c.Device, st.Now, st.Now.Add(exceptionDue)
	x.ID = ExceptionID("late-" + string(c.Device))
	if x.Order != "" {
		x.ID = ExceptionID("late-" + string(x.Order))
	}
}

// Assign is the body of KindAssign: somebody takes care of an exception. To is
// empty when nobody does any more.
type Assign struct {
	Exception ExceptionID `json:"exception"`
	To        StaffID     `json:"to,omitempty"`
}

// About returns the exception.
func (b Assign) About() Ref { return Ref{Entity: EntityException, ID: string(b.Exception)} }

func decideAssign(st State, _ Command, b Assign) Decision {
	if st.Exception == nil || !st.Exception.Open() || st.Exception.Assignee == b.To {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	x := *st.Exception
	x.Assignee = b.To
	return Decision{Verdict: Applied, Exception: &x}
}
