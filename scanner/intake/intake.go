// Package intake runs the feeds that a terminal is set up with, starts a lost
// one again, tells how each stands, and joins their codes to one stream.
package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"miseban/scanner"
)

// Slot is one feed as it is set up.
type Slot struct {
	// Name is the feed's place in the settings, the same for its whole life.
	Name string
	// Setting is what the feed was made from. A slot whose setting is as it was
	// goes on running; one that changed is ended and begun anew.
	Setting string
	Feed    scanner.Feed
}

// Status is how a feed stands.
type Status struct {
	Name   string
	Source scanner.Source
	Device string // what is there, or what is waited for
	State  scanner.FeedState
	Reason scanner.Reason // why it cannot be used, as long as it cannot
	Since  time.Time      // of State and Reason
	Codes  int            // so far
	Last   time.Time      // of the latest code, zero if none came
}

// Options say what an Intake needs.
type Options struct {
	Clock scanner.Clock
	// Read returns what the shop and this device settle about codes that come in
	// this way: templates, slips, layout. It is asked for each code.
	Read func(scanner.Source) scanner.Options
	// Changed hears each change of state, one call at a time, from a goroutine of
	// a feed. May be nil.
	Changed func(Status)
	Log     *slog.Logger
}

// Intake runs feeds. All methods are safe for use by several goroutines.
type Intake struct {
	o     Options
	ctx   context.Context
	end   context.CancelFunc
	codes chan scanner.Code
	tells sync.Mutex // one change of state after the other

	mu     sync.Mutex
	slots  []*slot
	ended  map[string]<-chan struct{} // by name: closed when the latest feed has let go of its device
	closed bool
	wg     sync.WaitGroup
}

// slot is a feed that runs.
type slot struct {
	Slot
	cancel context.CancelFunc
	status Status // under Intake.mu
}

// waits are the pauses before a lost feed is tried again; the last one holds
// for all that follow.
var waits = []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second}

// held is how many codes wait for a window that is busy before the devices
// themselves have to. An input device keeps no more than two or three codes: a
// window that hangs for seconds must not cost any.
const held = 256

// New returns an Intake without feeds. It ends with ctx or Close.
func New(ctx context.Context, o Options) *Intake {
	in := &Intake{o: o, codes: make(chan scanner.Code, held), ended: map[string]<-chan struct{}{}}
	in.ctx, in.end = context.WithCancel(ctx)
	return in
}

// Codes is the one stream of all feeds; the codes of each are in order. It is
// never closed.
func (in *Intake) Codes() <-chan scanner.Code { return in.codes }

// Set makes these the feeds that run. It returns at once; the device of a slot
// that changed is closed before the new one opens it.
func (in *Intake) Set(want []Slot) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return
	}
	was := in.slots
	in.slots = nil
	for _, w := range want {
		i := slices.IndexFunc(was, func(s *slot) bool { return s.Name == w.Name })
		if i >= 0 && was[i].Setting == w.Setting {
			in.slots = append(in.slots, was[i])
			was = slices.Delete(was, i, i+1)
			continue
		}
		in.slots = append(in.slots, in.begin(w))
	}
	for _, s := range was {
		s.cancel()
	}
}

// begin starts a slot when the one of that name before it is through. The caller
// holds mu.
func (in *Intake) begin(w Slot) *slot {
	ctx, cancel := context.WithCancel(in.ctx)
	s := &slot{Slot: w, cancel: cancel}
	before, done := in.ended[w.Name], make(chan struct{})
	in.ended[w.Name] = done
	s.status = Status{Name: w.Name, Source: w.Feed.Source(), Device: w.Feed.Device(), State: scanner.FeedOff, Since: in.o.Clock.Now()}
	in.wg.Go(func() {
		defer close(done)
		defer cancel()
		if before != nil {
			<-before
		}
		in.keep(ctx, s)
	})
	return s
}

// keep runs a feed, and again when it was lost.
func (in *Intake) keep(ctx context.Context, s *slot) {
	for tries := 0; ctx.Err() == nil; tries++ {
		k := &sink{in: in, s: s}
		err := run(ctx, s.Feed, k)
		if ctx.Err() != nil {
			return
		}
		reason := scanner.ReasonOf(err)
		if k.ready {
			tries = 0
		}
		state := scanner.FeedLost
		switch reason {
		case scanner.ReasonNone:
			state = scanner.FeedOff
		case scanner.ReasonAbsent, scanner.ReasonGone:
			state = scanner.FeedWaiting
		case scanner.ReasonPermission, scanner.ReasonBusy, scanner.ReasonBroken, scanner.ReasonSetting, scanner.ReasonUnsupported:
		}
		if in.tell(s, state, reason, s.Feed.Device()) && err != nil {
			in.o.Log.Warn("scanner lost", "feed", s.Name, "reason", reason, "err", err)
		}
		if err == nil || reason.Final() {
			return
		}
		select {
		case <-ctx.Done():
		case <-in.o.Clock.After(waits[min(tries, len(waits)-1)]):
		}
	}
}

// run runs a feed once; one that panics is broken, and takes nobody with it.
func run(ctx context.Context, f scanner.Feed, k scanner.Sink) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &scanner.FeedError{Source: f.Source(), Device: f.Device(), Reason: scanner.ReasonBroken, Err: fmt.Errorf("panic: %v", p)}
		}
	}()
	err = f.Run(ctx, k)
	var known *scanner.FeedError
	if err != nil && !errors.As(err, &known) {
		err = &scanner.FeedError{Source: f.Source(), Device: f.Device(), Reason: scanner.ReasonBroken, Err: err}
	}
	return err
}

// sink takes what one run of a feed has to say.
type sink struct {
	in    *Intake
	s     *slot
	ready bool // the device was there
}

// Take classifies a reading and hands it on. Only the end of the Intake lets go
// of a code that was read: a change of settings waits for it.
func (k *sink) Take(r scanner.Reading) {
	in, s := k.in, k.s
	if r.At.IsZero() {
		r.At = in.o.Clock.Now()
	}
	in.mu.Lock()
	s.status.Codes++
	s.status.Last = r.At
	in.mu.Unlock()
	from := s.Feed.Source()
	select {
	case in.codes <- r.Code(from, in.o.Read(from)):
	case <-in.ctx.Done():
	}
}

// Tell takes a change of state.
func (k *sink) Tell(state scanner.FeedState, device string) {
	k.ready = true
	if k.in.tell(k.s, state, scanner.ReasonNone, device) {
		k.in.o.Log.Info("scanner", "feed", k.s.Name, "state", state, "device", device)
	}
}

// tell notes how a slot stands and reports whether that is news.
func (in *Intake) tell(s *slot, state scanner.FeedState, reason scanner.Reason, device string) bool {
	in.tells.Lock()
	defer in.tells.Unlock()
	in.mu.Lock()
	was := s.status
	if was.State == state && was.Reason == reason && was.Device == device {
		in.mu.Unlock()
		return false
	}
	s.status.State, s.status.Reason, s.status.Device, s.status.Since = state, reason, device, in.o.Clock.Now()
	now := s.status
	in.mu.Unlock()
	if in.o.Changed != nil {
		in.o.Changed(now)
	}
	return true
}

// Status is how the feeds stand, in the order of Set.
func (in *Intake) Status() []Status {
	in.mu.Lock()
	defer in.mu.Unlock()
	out := make([]Status, len(in.slots))
	for i, s := range in.slots {
		out[i] = s.status
	}
	return out
}

// Close ends all feeds and waits for their devices to be closed.
func (in *Intake) Close() {
	in.mu.Lock()
	in.closed = true
	in.mu.Unlock()
	in.end()
	in.wg.Wait()
}
