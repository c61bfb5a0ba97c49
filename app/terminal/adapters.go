package terminal

import (
	"context"
	"errors"

	"miseban/app/internal/syncstore"
	"miseban/app/internal/ui/shiftui"
	"miseban/app/internal/ui/syncui"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// session is who is signed in, also before the terminal is enrolled.
type session struct{ w *window }

// Actor tells who is signed in.
func (s session) Actor() (retail.Actor, bool) {
	if c := s.w.core.Load(); c != nil {
		return c.Shift.Actor()
	}
	return retail.Actor{}, false
}

// Touch notes that somebody is there.
func (s session) Touch() {
	if c := s.w.core.Load(); c != nil {
		c.Shift.Touch()
	}
}

// Idle tells whether the terminal should lock itself.
func (s session) Idle() bool {
	c := s.w.core.Load()
	return c != nil && c.Shift.Idle()
}

// Lock leaves the terminal to the next person.
func (s session) Lock(ctx context.Context, auto bool) error {
	if c := s.w.core.Load(); c != nil {
		return c.Shift.Lock(ctx, auto)
	}
	return nil
}

// enroller makes the device a terminal from within the window.
type enroller struct{ w *window }

// Enrol enrols, opens the data and goes on line.
func (e enroller) Enrol(ctx context.Context, text string) error {
	if err := Enrol(ctx, e.w.o.Data, text); err != nil {
		return err
	}
	if err := e.w.open(); err != nil {
		return err
	}
	e.w.start(e.w.core.Load())
	return nil
}

// Arrived tells what of the shop's data is here.
func (e enroller) Arrived(ctx context.Context) (shiftui.Arrived, error) {
	c := e.w.core.Load()
	if c == nil {
		return shiftui.Arrived{}, nil
	}
	var a shiftui.Arrived
	for scope, here := range map[wire.Scope]*bool{wire.ScopeOrg: &a.Org, wire.StoreScope(c.Device.Store): &a.Store, wire.ScopeCatalog: &a.Catalogue, wire.ScopeStock: &a.Stock} {
		cur, err := syncstore.Store{DB: c.DB}.Cursor(ctx, scope)
		if err != nil {
			return a, err
		}
		*here = cur != wire.Cursor{}
	}
	if l := c.Agent.Status().Loading; l.Of > 0 {
		a.Done, a.Of = l.Done, l.Of
	}
	return a, nil
}

// again makes a terminal at work a terminal anew.
type again struct {
	w    *window
	core *Core // at work
}

// Enrol enrols and begins from the first screen: those below hold what ended.
func (e again) Enrol(ctx context.Context, text string) error {
	closed, err := e.core.EnrolAgain(ctx, text)
	if !closed {
		return err
	}
	e.w.core.Store(nil)
	if oerr := e.w.open(); oerr != nil {
		return errors.Join(err, oerr)
	}
	e.w.start(e.w.core.Load())
	e.w.screen.Do(func() {
		e.w.shell.Home()
		if err != nil {
			e.w.shell.Fail(err)
			return
		}
		e.w.shell.Play(assets.SoundDone)
	})
	return err
}

// Arrived tells nothing: what is here is of the enrolment before.
func (again) Arrived(context.Context) (shiftui.Arrived, error) { return shiftui.Arrived{}, nil }

// ledger is the outbox as the page 記録と送信 asks for it.
type ledger struct{ c *Core }

// Records returns the totals.
func (l ledger) Records(ctx context.Context) (syncui.Summary, error) {
	p, err := l.c.DB.Outbox(ctx, 1)
	if err != nil {
		return syncui.Summary{}, err
	}
	st := l.c.Agent.Status()
	stand, err := l.c.Desk.Standing(ctx)
	if err != nil {
		return syncui.Summary{}, err
	}
	s := syncui.Summary{
		Resend: st.Resend, ResendOf: st.ResendOf, Skew: st.Offset, CutSince: st.Upstream, Counter: stand.Holder, CounterMine: stand.Mine,
		Recorded: p.Recorded, Arrived: p.Acked, Unsent: p.Unsent, LastRecorded: p.LastRecorded, LastArrived: p.LastAcked,
	}
	switch st.Line {
	case agent.Offline:
		s.Answer, s.OfflineSince = retail.CodeOffline, st.Since
	case agent.Upgrade:
		s.Answer = retail.CodeUpgrade
	case agent.Revoked:
		s.Answer = retail.CodeRevoked
	case agent.Unknown:
		s.Answer = retail.CodeUnknownTerminal
	case agent.Connecting, agent.Online:
		if l.c.low.Load() {
			s.Answer = retail.CodeDiskFull
		}
	}
	return s, nil
}

// shown is how many of the newest commands the page 記録と送信 can reach.
const shown = 500

// Entries returns up to n recorded commands below before, newest first.
func (l ledger) Entries(ctx context.Context, before int64, n int) ([]syncui.Entry, error) {
	p, err := l.c.DB.Outbox(ctx, shown)
	if err != nil {
		return nil, err
	}
	var out []syncui.Entry
	for _, line := range p.Lines {
		if len(out) == n || before > 0 && line.Command.Dseq >= before {
			continue
		}
		e := syncui.Entry{
			Dseq: line.Command.Dseq, Kind: line.Command.Kind, At: line.Command.At, Order: line.Number,
			Verdict: line.Verdict, Code: line.Code, Confirmed: line.Contained,
		}
		if st, err := l.c.DB.StaffNamed(ctx, line.Command.Staff); err == nil {
			e.Staff, e.StaffEn = st.Name, st.NameEn
		}
		out = append(out, e)
	}
	return out, nil
}

// SyncNow wakes the sending and the taking in.
func (l ledger) SyncNow() { l.c.Agent.SyncNow() }
