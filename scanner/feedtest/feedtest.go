// Package feedtest is the contract of scanner.Feed as a test: every feed is run
// by a real intake against its real device, or one as like it as can be had.
package feedtest

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"miseban/scanner"
	"miseban/scanner/intake"
)

// Rig is a feed and the hands on its device.
type Rig struct {
	Feed scanner.Feed
	// Plug makes the device be there. at is the device as the feed named it last.
	Plug func(t testing.TB, at string)
	// Unplug takes the device away.
	Unplug func(t testing.TB)
	// Send sends whole codes, one right behind the other.
	Send func(t testing.TB, texts ...string)
	// Half sends the beginning of a code; Unplug follows.
	Half func(t testing.TB, text string)
	// Listens: the feed waits for its device to call.
	Listens bool
	// Plain: AIM identifiers do not belong to what the device says.
	Plain bool
}

// Patience is how long a test waits for what ought to come at once.
const Patience = 20 * time.Second

// hasty is a clock whose waits are over soon.
type hasty struct{}

func (hasty) Now() time.Time { return time.Now() } //nolint:forbidigo // real devices live in real time
func (hasty) After(d time.Duration) <-chan time.Time {
	return time.After(min(d, 5*time.Millisecond))
}

// Clock is the clock to give to the feeds of a contract.
func Clock() scanner.Clock { return hasty{} }

// bench is a rig at work.
type bench struct {
	*Rig
	t     testing.TB
	in    *intake.Intake
	moved chan intake.Status
	now   intake.Status
}

func start(t testing.TB, rig *Rig) *bench {
	b := &bench{Rig: rig, t: t, moved: make(chan intake.Status, 1000)}
	b.in = intake.New(context.Background(), intake.Options{
		Clock: hasty{}, Log: slog.New(slog.DiscardHandler), Changed: func(s intake.Status) { b.moved <- s },
		Read: func(scanner.Source) scanner.Options { return scanner.Options{} },
	})
	t.Cleanup(b.in.Close)
	b.in.Set([]intake.Slot{{Name: "rig", Feed: rig.Feed}})
	return b
}

// until waits for a state.
func (b *bench) until(what string, ok func(intake.Status) bool) {
	b.t.Helper()
	late := time.After(Patience)
	for !ok(b.now) {
		select {
		case b.now = <-b.moved:
		case <-late:
			b.t.Fatalf("never %s: %+v", what, b.now)
		}
	}
}

// plug connects the device.
func (b *bench) plug() {
	b.t.Helper()
	b.until("ready for the device", func(s intake.Status) bool {
		return s.State == scanner.FeedWaiting && (!b.Listens || s.Reason == scanner.ReasonNone)
	})
	b.Plug(b.t, b.now.Device)
	b.until("connected", connected)
}

func connected(s intake.Status) bool { return s.State == scanner.FeedConnected }

// take waits for n codes.
func (b *bench) take(n int) []scanner.Code {
	b.t.Helper()
	got := make([]scanner.Code, 0, n)
	late := time.After(Patience)
	for len(got) < n {
		select {
		case c := <-b.in.Codes():
			got = append(got, c)
		case <-late:
			b.t.Fatalf("%d of %d codes came", len(got), n)
		}
	}
	return got
}

// none fails when a code waits that nobody sent.
func (b *bench) none() {
	b.t.Helper()
	select {
	case c := <-b.in.Codes():
		b.t.Errorf("a code nobody sent: %q", c.Raw)
	default:
	}
}

// jan returns the i-th JAN of a made-up maker.
func jan(i int) string {
	s, sum := fmt.Sprintf("49012345%04d", i), 0
	for n, d := range s {
		sum += int(d-'0') * (1 + 2*(n%2))
	}
	return s + string(rune('0'+(10-sum%10)%10))
}

// Jans returns n different JANs.
func Jans(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = jan(i)
	}
	return out
}

// Run holds a feed to the contract. open makes a new rig, its device not yet
// plugged in.
func Run(t *testing.T, open func(t testing.TB) *Rig) {
	t.Run("all in order", func(t *testing.T) {
		b := start(t, open(t))
		b.plug()
		sent := Jans(100)
		b.Send(t, sent...)
		for i, c := range b.take(len(sent)) {
			if c.Raw != sent[i] || c.Kind != scanner.KindGTIN || c.Source != b.Feed.Source() || c.At.IsZero() {
				t.Fatalf("code %d is %+v, sent %s", i, c, sent[i])
			}
		}
		b.none()
	})
	t.Run("half a code and back", func(t *testing.T) {
		b := start(t, open(t))
		for _, text := range Jans(3) {
			b.plug()
			b.Send(t, text)
			if c := b.take(1)[0]; c.Raw != text {
				t.Fatalf("%q came for %q", c.Raw, text)
			}
			b.Half(t, "4901234599")
			b.Unplug(t)
			b.until("away", func(s intake.Status) bool { return !connected(s) })
			b.none()
		}
	})
	t.Run("text whole", func(t *testing.T) {
		b := start(t, open(t))
		b.plug()
		gs1, aim := "0104901234567894\x1d10AB-1", "]C1"
		if !b.Plain {
			b.Send(t, "]E04901234567894", aim+gs1)
			got := b.take(2)
			if got[0].AIM != "]E0" || got[0].Fields.GTIN14 != "04901234567894" || got[1].AIM != aim || got[1].Raw != aim+gs1 {
				t.Errorf("%+v", got)
			}
		}
		texts := []string{"HTTPS://example.com/a?x=1&y=2", "a|b~c`d^e_f\\g", "\x1d(1)\x1d[2]{3}\x1dx"}
		b.Send(t, texts...)
		for i, c := range b.take(len(texts)) {
			if c.Raw != texts[i] {
				t.Errorf("%q came for %q", c.Raw, texts[i])
			}
		}
	})
	t.Run("closes", func(t *testing.T) {
		b := start(t, open(t))
		b.plug()
		b.Send(t, Jans(100)...) // that nobody takes
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.in.Close()
		}()
		select {
		case <-done:
		case <-time.After(Patience):
			t.Fatal("does not close")
		}
	})
}

// Bench measures codes from the device to the stream.
func Bench(b *testing.B, rig *Rig) {
	w := start(b, rig)
	w.plug()
	texts := Jans(50)
	b.ReportAllocs()
	for b.Loop() {
		w.Send(b, texts...)
		w.take(len(texts))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/code")
}
