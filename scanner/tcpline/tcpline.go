// Package tcpline is the feed of scanners that send lines over TCP: handhelds
// with an IP output (Zebra DataWedge: "IP Output", protocol TCP) and bridges that
// put a serial scanner on a network. It listens, or calls a bridge.
//
// It listens on this machine alone unless told otherwise: whoever reaches the
// port can scan. Browsers reach it too, from any page they show, so a caller that
// speaks HTTP is hung up on before its first code.
package tcpline

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"miseban/scanner"
	"miseban/scanner/line"
)

// DefaultListen is where a terminal listens when nothing else is settled.
const DefaultListen = "127.0.0.1:58627"

// Setting is how the line is set up.
type Setting struct {
	// Listen is the address to listen on; DefaultListen if empty.
	Listen string
	// Beyond allows Listen to be reached from other machines. Without it any
	// address but this machine's own is refused.
	Beyond bool
	// Dial is the address of a bridge to call instead of listening.
	Dial string
	// Rules cut the bytes into codes.
	Rules line.Rules
}

const (
	// maxCalls is how many scanners may be connected at once. One more takes the
	// place of the one that was silent for longest: most often the same handheld,
	// which lost its network and calls again.
	maxCalls  = 8
	dialLimit = 5 * time.Second
)

// alive finds a scanner that went away without a word.
var alive = net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}

// Feed is the line. Make it with New.
type Feed struct {
	set   Setting
	clock scanner.Clock
}

// New returns the feed of a setting; Run says whether it can be used.
func New(set Setting, clock scanner.Clock) *Feed {
	if set.Listen == "" {
		set.Listen = DefaultListen
	}
	return &Feed{set: set, clock: clock}
}

// Source is SourceTCP.
func (*Feed) Source() scanner.Source { return scanner.SourceTCP }

// Device is the address listened on, or called.
func (f *Feed) Device() string {
	if f.set.Dial != "" {
		return f.set.Dial
	}
	return f.set.Listen
}

func (f *Feed) fail(r scanner.Reason, err error) error {
	return &scanner.FeedError{Source: scanner.SourceTCP, Device: f.Device(), Reason: r, Err: err}
}

// Run listens, or calls the bridge, until ctx ends. A bridge that hangs up is
// ReasonGone, one that does not answer ReasonAbsent; a port that another program
// has is ReasonBusy.
func (f *Feed) Run(ctx context.Context, sink scanner.Sink) error {
	if err := f.check(); err != nil {
		return f.fail(scanner.ReasonSetting, err)
	}
	if f.set.Dial != "" {
		return f.call(ctx, sink)
	}
	return f.answer(ctx, sink)
}

// errBeyond says that an address is not this machine's own.
var errBeyond = errors.New("the address can be reached from other machines, which was not allowed")

// check looks whether the addresses can be right.
func (f *Feed) check() error {
	host, port, err := net.SplitHostPort(f.Device())
	if err != nil {
		return err
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return err
	}
	if f.set.Dial == "" && !f.set.Beyond && !loopback(host) {
		return errBeyond
	}
	return nil
}

// Beyond tells whether the address can be reached from other machines.
func Beyond(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	return err == nil && !loopback(host)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// call reads from a bridge.
func (f *Feed) call(ctx context.Context, sink scanner.Sink) error {
	d := net.Dialer{Timeout: dialLimit, KeepAliveConfig: alive}
	c, err := d.DialContext(ctx, "tcp", f.set.Dial)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return f.fail(scanner.ReasonAbsent, err)
	}
	hangUp := func() { _ = c.Close() } // there is nobody to tell
	defer context.AfterFunc(ctx, hangUp)()
	defer hangUp()
	sink.Tell(scanner.FeedConnected, f.set.Dial)
	err = line.Pump(c, f.set.Rules, f.clock, func(text string) { sink.Take(scanner.Reading{Text: text}) })
	if ctx.Err() != nil {
		return nil
	}
	return f.fail(scanner.ReasonGone, err)
}

// desk is the callers of a feed that listens.
type desk struct {
	f    *Feed
	at   string // where it listens
	mu   sync.Mutex
	sink scanner.Sink
	in   []*caller // the one silent for longest first
	wg   sync.WaitGroup
}

// caller is one scanner.
type caller struct {
	net.Conn
	spoke bool // a code of it was looked at
}

// hangUp ends a call; there is nobody to tell how that went.
func (c *caller) hangUp() { _ = c.Close() }

// answer reads from whoever calls.
func (f *Feed) answer(ctx context.Context, sink scanner.Sink) error {
	lc := net.ListenConfig{KeepAliveConfig: alive}
	l, err := lc.Listen(ctx, "tcp", f.set.Listen)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil
	case err != nil:
		return f.fail(why(err), err)
	}
	shut := func() { _ = l.Close() }
	defer context.AfterFunc(ctx, shut)()
	defer shut()
	d := &desk{f: f, at: l.Addr().String(), sink: sink}
	defer d.close()
	sink.Tell(scanner.FeedWaiting, d.at)
	for {
		c, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = c.Close()
			}
			return nil
		case err != nil:
			return f.fail(scanner.ReasonBroken, err)
		}
		d.take(c)
	}
}

// why says what an address was refused for. 10013, 10048 and 10049 are what
// Windows calls these.
func why(err error) scanner.Reason {
	is := func(a, b syscall.Errno) bool { return errors.Is(err, a) || errors.Is(err, b) }
	switch {
	case is(syscall.EADDRINUSE, 10048):
		return scanner.ReasonBusy
	case errors.Is(err, fs.ErrPermission), is(syscall.EACCES, 10013):
		return scanner.ReasonPermission
	case is(syscall.EADDRNOTAVAIL, 10049):
		return scanner.ReasonSetting
	}
	return scanner.ReasonBroken
}

// take takes a caller in.
func (d *desk) take(conn net.Conn) {
	c := &caller{Conn: conn}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.in) == maxCalls {
		d.in[0].hangUp()
		d.in = d.in[1:]
	}
	d.in = append(d.in, c)
	d.tell()
	d.wg.Go(func() {
		defer d.leave(c)
		_ = line.Pump(c, d.f.set.Rules, d.f.clock, func(text string) { d.code(c, text) }) // how a scanner hung up is nobody's concern
	})
}

// request is how a browser begins.
var request = regexp.MustCompile(`^[A-Z]+ \S+ HTTP/[0-9]`)

// code takes one code of a caller; the codes of several come one after the
// other.
func (d *desk) code(c *caller, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.Index(d.in, c)
	if i < 0 {
		return // hung up on
	}
	if !c.spoke && request.MatchString(text) {
		c.hangUp()
		d.in = slices.Delete(d.in, i, i+1)
		d.tell()
		return
	}
	c.spoke = true
	d.in = append(slices.Delete(d.in, i, i+1), c)
	d.sink.Take(scanner.Reading{Text: text})
}

// leave forgets a caller.
func (d *desk) leave(c *caller) {
	c.hangUp()
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.Index(d.in, c); i >= 0 {
		d.in = slices.Delete(d.in, i, i+1)
		d.tell()
	}
}

// tell says whether anybody is there. The caller holds mu.
func (d *desk) tell() {
	if len(d.in) == 0 {
		d.sink.Tell(scanner.FeedWaiting, d.at)
	} else {
		d.sink.Tell(scanner.FeedConnected, d.at)
	}
}

// close hangs up on everybody and waits until the last one is through.
func (d *desk) close() {
	d.mu.Lock()
	for _, c := range d.in {
		c.hangUp()
	}
	d.mu.Unlock()
	d.wg.Wait()
}
