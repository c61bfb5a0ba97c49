package intake_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"miseban/scanner"
	"miseban/scanner/intake"
)

// bubble is the clock inside synctest.
type bubble struct{}

func (bubble) Now() time.Time                         { return time.Now() }
func (bubble) After(d time.Duration) <-chan time.Time { return time.After(d) }

// fake is a feed that does what each of its runs says; the last one is repeated.
type fake struct {
	name string
	runs []func(ctx context.Context, k scanner.Sink) error
	mu   sync.Mutex
	at   []time.Duration // of each run since the first
	t0   time.Time
}

func (*fake) Source() scanner.Source { return scanner.SourceTCP }
func (f *fake) Device() string       { return f.name }

func (f *fake) Run(ctx context.Context, k scanner.Sink) error {
	f.mu.Lock()
	if f.t0.IsZero() {
		f.t0 = time.Now()
	}
	n := len(f.at)
	f.at = append(f.at, time.Since(f.t0))
	f.mu.Unlock()
	return f.runs[min(n, len(f.runs)-1)](ctx, k)
}

func lost(r scanner.Reason) func(context.Context, scanner.Sink) error {
	return func(context.Context, scanner.Sink) error {
		return &scanner.FeedError{Source: scanner.SourceTCP, Device: "x", Reason: r}
	}
}

// steady connects, gives its codes and stays.
func steady(codes ...string) func(context.Context, scanner.Sink) error {
	return func(ctx context.Context, k scanner.Sink) error {
		k.Tell(scanner.FeedConnected, "x")
		for _, c := range codes {
			k.Take(scanner.Reading{Text: c})
		}
		<-ctx.Done()
		return nil
	}
}

// brief connects, gives its codes and is gone.
func brief(codes ...string) func(context.Context, scanner.Sink) error {
	return func(_ context.Context, k scanner.Sink) error {
		k.Tell(scanner.FeedConnected, "x")
		for _, c := range codes {
			k.Take(scanner.Reading{Text: c})
		}
		return &scanner.FeedError{Source: scanner.SourceTCP, Device: "x", Reason: scanner.ReasonGone}
	}
}

func open(t *testing.T, changed func(intake.Status)) *intake.Intake {
	t.Helper()
	in := intake.New(t.Context(), intake.Options{
		Clock: bubble{}, Log: slog.New(slog.DiscardHandler), Changed: changed,
		Read: func(scanner.Source) scanner.Options { return scanner.Options{} },
	})
	t.Cleanup(in.Close)
	return in
}

func take(in *intake.Intake, n int) (got []string) {
	for range n {
		got = append(got, (<-in.Codes()).Raw)
	}
	return got
}

func TestComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		in := open(t, func(s intake.Status) { told = append(told, s.State.String()+" "+s.Reason.String()) })
		f := &fake{name: "x", runs: []func(context.Context, scanner.Sink) error{
			lost(scanner.ReasonAbsent), lost(scanner.ReasonAbsent), lost(scanner.ReasonAbsent), lost(scanner.ReasonPermission),
			lost(scanner.ReasonAbsent), lost(scanner.ReasonAbsent), brief("1", "2"), lost(scanner.ReasonAbsent), steady("3"),
		}}
		in.Set([]intake.Slot{{Name: "tcp", Setting: "a", Feed: f}})
		if got := take(in, 3); !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("codes %q", got)
		}
		synctest.Wait()
		want := []string{"waiting absent", "lost permission", "waiting absent", "connected ", "waiting gone", "waiting absent", "connected "}
		if !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		ms := time.Millisecond
		if at := []time.Duration{0, 500 * ms, 1500 * ms, 3500 * ms, 8500 * ms, 13500 * ms, 18500 * ms, 19 * time.Second, 20 * time.Second}; !slices.Equal(f.at, at) {
			t.Errorf("ran at %v, want %v", f.at, at)
		}
		if s := in.Status(); len(s) != 1 || s[0].Codes != 3 || s[0].State != scanner.FeedConnected || s[0].Last.IsZero() {
			t.Errorf("status %+v", s)
		}
	})
}

// TestFinal: what only a person can mend is not tried again, a feed that is
// through is off, and one that panics is broken and tried again.
func TestFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := open(t, nil)
		feeds := map[string]*fake{
			"unsupported": {runs: []func(context.Context, scanner.Sink) error{lost(scanner.ReasonUnsupported)}},
			"setting":     {runs: []func(context.Context, scanner.Sink) error{lost(scanner.ReasonSetting)}},
			"through":     {runs: []func(context.Context, scanner.Sink) error{func(context.Context, scanner.Sink) error { return nil }}},
			"panic":       {runs: []func(context.Context, scanner.Sink) error{func(context.Context, scanner.Sink) error { panic("odd") }}},
			"plain":       {runs: []func(context.Context, scanner.Sink) error{func(context.Context, scanner.Sink) error { return errors.New("odd") }}},
		}
		var slots []intake.Slot
		for name, f := range feeds {
			slots = append(slots, intake.Slot{Name: name, Feed: f})
		}
		in.Set(slots)
		time.Sleep(time.Minute)
		for _, s := range in.Status() {
			type want struct {
				state  scanner.FeedState
				reason scanner.Reason
				once   bool
			}
			w := map[string]want{
				"unsupported": {scanner.FeedLost, scanner.ReasonUnsupported, true}, "setting": {scanner.FeedLost, scanner.ReasonSetting, true},
				"through": {scanner.FeedOff, scanner.ReasonNone, true}, "panic": {scanner.FeedLost, scanner.ReasonBroken, false},
				"plain": {scanner.FeedLost, scanner.ReasonBroken, false},
			}[s.Name]
			if got := (want{s.State, s.Reason, len(feeds[s.Name].at) == 1}); got != w {
				t.Errorf("%s: %v, want %v", s.Name, got, w)
			}
		}
	})
}

// TestSet: a slot that did not change goes on, one that did gives its device up
// before the new one opens it, and a code on its way is not lost by that.
func TestSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := open(t, nil)
		var mu sync.Mutex
		open, most := 0, 0
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			open += by
			most = max(most, open)
		}
		owner := func(text string) *fake {
			return &fake{name: text, runs: []func(context.Context, scanner.Sink) error{func(ctx context.Context, k scanner.Sink) error {
				count(1)
				defer count(-1)
				for i := range 400 { // more than is held
					k.Take(scanner.Reading{Text: text + strconv.Itoa(i)})
				}
				<-ctx.Done()
				time.Sleep(time.Second) // a device that takes its time
				return nil
			}}}
		}
		kept := &fake{name: "kept", runs: []func(context.Context, scanner.Sink) error{steady()}}
		in.Set([]intake.Slot{{Name: "serial", Setting: "1", Feed: owner("a")}, {Name: "tcp", Setting: "1", Feed: kept}})
		synctest.Wait()
		in.Set([]intake.Slot{{Name: "tcp", Setting: "1", Feed: kept}, {Name: "serial", Setting: "2", Feed: owner("b")}})
		got := take(in, 800)
		for i, text := range got {
			if want := fmt.Sprintf("%c%d", "ab"[i/400], i%400); text != want {
				t.Fatalf("code %d is %q, want %q", i, text, want)
			}
		}
		count(0)
		if most != 1 || len(kept.at) != 1 {
			t.Errorf("%d had the device at once, the kept one ran %d times", most, len(kept.at))
		}
		in.Set(nil)
		in.Set([]intake.Slot{{Name: "serial", Setting: "3", Feed: owner("c")}}) // off and on again
		take(in, 400)
		in.Set(nil)
		time.Sleep(2 * time.Second)
		count(0)
		if open != 0 || len(in.Status()) != 0 {
			t.Errorf("%d still open, %d slots", open, len(in.Status()))
		}
	})
}

// TestStamp: a code carries its source, its AIM identifier and its time, and is
// read by what the shop settled.
func TestStamp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := intake.New(t.Context(), intake.Options{
			Clock: bubble{}, Log: slog.New(slog.DiscardHandler),
			Read: func(from scanner.Source) scanner.Options {
				return scanner.Options{UPCE: from == scanner.SourceTCP}
			},
		})
		defer in.Close()
		early := time.Now().Add(-time.Second)
		in.Set([]intake.Slot{{Name: "tcp", Feed: &fake{runs: []func(context.Context, scanner.Sink) error{func(ctx context.Context, k scanner.Sink) error {
			k.Take(scanner.Reading{Text: "]E004252614"})
			k.Take(scanner.Reading{Text: "]E04901234567894", At: early})
			<-ctx.Done()
			return nil
		}}}}})
		if c := <-in.Codes(); c.Source != scanner.SourceTCP || c.AIM != "]E0" || !c.At.Equal(time.Now()) || c.Kind != scanner.KindGTIN {
			t.Errorf("%+v", c)
		}
		if c := <-in.Codes(); !c.At.Equal(early) || c.Fields.GTIN14 != "04901234567894" {
			t.Errorf("%+v", c)
		}
	})
}

// TestCloseWhileBusy: closing does not hang on a code that nobody takes.
func TestCloseWhileBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := open(t, nil)
		in.Set([]intake.Slot{{Name: "tcp", Feed: &fake{runs: []func(context.Context, scanner.Sink) error{steady(make([]string, 400)...)}}}})
		synctest.Wait()
		in.Close()
		in.Set([]intake.Slot{{Name: "tcp", Feed: &fake{runs: []func(context.Context, scanner.Sink) error{steady()}}}})
	})
}

func BenchmarkIntake(b *testing.B) {
	in := intake.New(b.Context(), intake.Options{
		Clock: bubble{}, Log: slog.New(slog.DiscardHandler),
		Read: func(scanner.Source) scanner.Options { return scanner.Options{} },
	})
	defer in.Close()
	in.Set([]intake.Slot{{Name: "tcp", Feed: &fake{runs: []func(context.Context, scanner.Sink) error{func(ctx context.Context, k scanner.Sink) error {
		for ctx.Err() == nil {
			k.Take(scanner.Reading{Text: "]E04901234567894"})
		}
		return nil
	}}}}})
	b.ReportAllocs()
	for b.Loop() {
		<-in.Codes()
	}
}
