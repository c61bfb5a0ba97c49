package retail

import "time"

const (
	// CounterLease is how long a terminal stays the counter (受渡端末) without
	// another word of the hub: it may hand over offline for so long.
	CounterLease = 4 * time.Hour
	// CounterKey is the key of a shop's one Lease of the counter.
	CounterKey = "counter"
)

// Lease is the right of one terminal to be the counter of its shop. Only the
// hub gives it. Token grows with each new holder (a fencing token): what an
// earlier holder did after it lost the lease can be told by it.
type Lease struct {
	Device DeviceID  `json:"device,omitempty"`
	Staff  StaffID   `json:"staff,omitempty"`
	Token  int64     `json:"token"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"`
}

// LiveAt tells whether somebody has the lease at the instant.
func (l *Lease) LiveAt(t time.Time) bool { return l != nil && l.Device != "" && t.Before(l.Until) }

// Covers tells whether the device had the lease under the token at the
// instant. Of an earlier token it is only known when it ended.
func (l *Lease) Covers(device DeviceID, token int64, at time.Time) bool {
	switch {
	case l == nil || token < 1 || token > l.Token:
		return false
	case token < l.Token:
		return at.Before(l.Since)
	}
	return l.Device == device && at.Before(l.Until)
}

// TakeCounter is the body of KindTakeCounter. TakeOver says that a manager
// wants it although another terminal has it.
type TakeCounter struct {
	TakeOver bool `json:"take_over,omitempty"`
}

// LeaveCounter is the body of KindLeaveCounter.
type LeaveCounter struct{}

// About returns the shop's lease.
func (TakeCounter) About() Ref { return Ref{Entity: EntityLease, ID: CounterKey} }

// About returns the shop's lease.
func (LeaveCounter) About() Ref { return Ref{Entity: EntityLease, ID: CounterKey} }

// now is the hub's time when it judges; a terminal has none.
func (st State) now(c Command) time.Time {
	if st.Now.IsZero() {
		return c.At
	}
	return st.Now
}

// decideTakeCounter gives the lease to the first who asks, renews it for who
// has it, and gives it to another only at a manager's word.
func decideTakeCounter(st State, c Command, b TakeCounter) Decision {
	at := st.now(c)
	next := Lease{Device: c.Device, Staff: c.Staff, Token: 1, Since: at, Until: at.Add(CounterLease)}
	if old := st.Lease; old != nil {
		next.Token = old.Token + 1
		if old.LiveAt(at) && old.Device == c.Device {
			next.Token, next.Since = old.Token, old.Since
			if old.Until.After(next.Until) {
				next.Until = old.Until
			}
		} else if old.LiveAt(at) {
			if !b.TakeOver {
				return rejected(CounterHeld)
			}
			if st.Role < RoleManager {
				return rejected(NotAllowed)
			}
		}
	}
	return Decision{Verdict: Applied, Lease: &next}
}

func decideLeaveCounter(st State, c Command, _ LeaveCounter) Decision {
	if st.Lease == nil || st.Lease.Device != c.Device {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	return Decision{Verdict: Applied, Lease: st.Lease.ended(st.now(c))}
}

// ended is the lease after its holder lost it: nobody has it.
func (l *Lease) ended(at time.Time) *Lease {
	return &Lease{Token: l.Token + 1, Since: at, Until: at}
}

// leased looks whether a handover made without the hub was the counter's to
// make, or approved by a manager. That is all that keeps two terminals without
// a line from giving out one order twice.
func (d *Decision) leased(st State, c Command, b HandOver) {
	if !b.Offline || st.Now.IsZero() { // a terminal cannot know; its screens ask first
		return
	}
	switch {
	case b.Approver != "" && st.Approver < RoleManager:
		d.clash(st, c, ExNotAllowed, 0, 0)
	case b.Approver == "" && !st.Lease.Covers(c.Device, b.Lease, c.At):
		d.clash(st, c, ExNoLease, 0, 0)
	}
}
