package scanner

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Feed is a place codes come from: a device, a line, a folder of pictures. It
// knows how bytes, keys or pictures become whole codes, and nothing of what they
// mean. The packages below scanner hold one for each kind; package intake runs
// them.
type Feed interface {
	// Source is the kind of place.
	Source() Source
	// Device names this one as its setting does: an address, a port, a folder.
	Device() string
	// Run opens the device and reads. It returns nil when ctx ends, or when there
	// is nothing more to come, and a *FeedError when the device cannot be opened
	// or is gone. Half a code that was under way by then is dropped. Run may be
	// called again when it has returned, never twice at once.
	Run(ctx context.Context, sink Sink) error
}

// Sink takes what a Feed has to say. A Feed calls it from one goroutine at a
// time, and never after Run has returned.
type Sink interface {
	// Take takes one whole code. It may block while whoever uses the codes is
	// busy: a Feed then leaves its device waiting and drops nothing.
	Take(Reading)
	// Tell takes a change of state: FeedWaiting or FeedConnected. device names
	// what is there, or what is waited for.
	Tell(state FeedState, device string)
}

// Reading is one whole code as a Feed read it, before anybody asks what it means.
type Reading struct {
	// Text is the code as it arrived, without its line end. An AIM identifier
	// stands before it where the device sends one, and GS (0x1D) is kept.
	Text string
	// Symbology is what a decoder saw; zero when nothing was said.
	Symbology Symbology
	// AddOn holds the 2 or 5 digits beside an EAN code.
	AddOn string
	// Lines and Frames are what a decoder knows: see Confidence.
	Lines, Frames int
	// At is the time of the reading; zero leaves it to the Sink.
	At time.Time
}

// Code classifies the reading. opt holds what the shop and the device settle:
// templates, slips, layout; the rest of it is replaced.
func (r Reading) Code(from Source, opt Options) Code {
	opt.Source, opt.At, opt.Symbology, opt.AddOn, opt.Lines, opt.Frames = from, r.At, r.Symbology, r.AddOn, r.Lines, r.Frames
	return Classify(r.Text, opt)
}

// Clock is the time that feeds live by; a test brings its own.
type Clock interface {
	Now() time.Time
	// After returns a channel that gets the time once, when d has passed.
	After(d time.Duration) <-chan time.Time
}

// FeedState is how a Feed stands.
type FeedState uint8

// The states.
const (
	FeedOff       FeedState = iota + 1 // not running, or nothing more to come
	FeedWaiting                        // ready; the device is not there yet, or nobody has called
	FeedConnected                      // codes can come
	FeedLost                           // it cannot be used now: see the reason
)

var feedStateNames = names[FeedState]{"feed state", []string{"off", "waiting", "connected", "lost"}}

// String returns the stable name, for example "waiting".
func (s FeedState) String() string { return feedStateNames.of(s) }

// Reason is why a Feed is lost. The zero value is ReasonNone.
type Reason uint8

// The reasons.
const (
	ReasonNone        Reason = iota // nothing is wrong
	ReasonAbsent                    // no such device, or nothing answers at the address
	ReasonPermission                // the system does not let this program use it
	ReasonBusy                      // another program has it
	ReasonGone                      // it was there and was taken away
	ReasonBroken                    // it is there and does not work
	ReasonSetting                   // the setting cannot be right as it is
	ReasonUnsupported               // not on this system
)

var reasonNames = []string{"", "absent", "permission", "busy", "gone", "broken", "setting", "unsupported"}

// String returns the stable name, empty for ReasonNone.
func (r Reason) String() string {
	if int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return fmt.Sprintf("reason(%d)", uint8(r))
}

// Final tells that trying again by itself is of no use: somebody has to change
// the setting first.
func (r Reason) Final() bool { return r == ReasonSetting || r == ReasonUnsupported }

// FeedError is why a Feed stopped.
type FeedError struct {
	Source Source
	Device string // as Feed.Device
	Reason Reason
	Err    error // the cause, may be nil
}

// Error names the feed, the reason and the cause, for a log.
func (e *FeedError) Error() string {
	s := "scanner: " + e.Source.String() + " " + e.Device + ": " + e.Reason.String()
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *FeedError) Unwrap() error { return e.Err }

// ReasonOf returns why a Feed stopped: ReasonNone for nil, ReasonBroken for an
// error that says no more.
func ReasonOf(err error) Reason {
	if err == nil {
		return ReasonNone
	}
	var e *FeedError
	if errors.As(err, &e) && e.Reason != ReasonNone {
		return e.Reason
	}
	return ReasonBroken
}
