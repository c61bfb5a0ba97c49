package load_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
)

var start = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

func TestIntoShowsOnThePump(t *testing.T) {
	env, pump, _ := loadtest.Env(start)
	p := load.Open(context.Background(), env)
	broken := errors.New("broken")
	got, gotErr := 0, error(nil)
	load.Into(p, func(context.Context) (int, error) { return 7, broken }, func(v int, err error) { got, gotErr = v, err })
	pump.Next(t)
	if got != 7 || !errors.Is(gotErr, broken) {
		t.Errorf("got %d, %v", got, gotErr)
	}
}

func TestNothingIsShownOnAClosedScreen(t *testing.T) {
	app := test.NewTempApp(t)
	s := load.NewScreen()
	n := 0
	s.Do(func() { n++ })
	done := make(chan struct{})
	go func() { // the test's app runs what comes where it comes from, as Fyne does at its end
		s.Do(func() { n++ })
		close(done)
	}()
	<-done
	s.Close(app)
	s.Do(func() { n++ })
	if n != 1 {
		t.Errorf("%d were shown, want 1", n)
	}
}

func TestNothingIsShownOnAClosedPage(t *testing.T) {
	env, pump, _ := loadtest.Env(start)
	p := load.Open(context.Background(), env)
	begun := make(chan struct{})
	load.Into(p, func(ctx context.Context) (int, error) {
		close(begun)
		<-ctx.Done()
		return 0, ctx.Err()
	}, func(int, error) { t.Error("shown after the page was closed") })
	<-begun
	p.Close()
	pump.Next(t)
}

func TestNewestWins(t *testing.T) {
	env, pump, _ := loadtest.Env(start)
	p := load.Open(context.Background(), env)
	var slot load.Slot
	var shown []int
	show := func(v int, _ error) { shown = append(shown, v) }
	release := make(chan struct{})
	load.Newest(&slot, p, func(context.Context) (int, error) { <-release; return 1, nil }, show)
	load.Newest(&slot, p, func(context.Context) (int, error) { return 2, nil }, show)
	pump.Next(t)
	close(release)
	pump.Next(t)
	if len(shown) != 1 || shown[0] != 2 {
		t.Errorf("shown %v, want [2]", shown)
	}
}

func TestTimers(t *testing.T) {
	env, pump, clock := loadtest.Env(start)
	p := load.Open(context.Background(), env)
	var ticks []time.Time
	once, never := 0, 0
	p.Every(time.Second, func(now time.Time) { ticks = append(ticks, now) })
	p.After(1500*time.Millisecond, func() { once++ })
	cancel := p.After(time.Second, func() { never++ })
	cancel()
	for range 3 {
		clock.Advance(time.Second)
		pump.Run()
	}
	if len(ticks) != 3 || !ticks[2].Equal(start.Add(3*time.Second)) || once != 1 || never != 0 {
		t.Errorf("ticks %v, once %d, never %d", ticks, once, never)
	}
	p.Close()
	clock.Advance(time.Minute)
	if n := pump.Run(); n != 0 || len(ticks) != 3 {
		t.Errorf("%d queued after Close, %d ticks", n, len(ticks))
	}
}
