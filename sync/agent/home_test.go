package agent

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// hosts are hubs by the beginning of their address.
type hosts map[string]http.RoundTripper

// RoundTrip asks the hub of the address.
func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	for at, hub := range h {
		if strings.HasPrefix(r.URL.String(), at) {
			return hub.RoundTrip(r)
		}
	}
	return nil, errors.New("nobody is there")
}

// refuser answers like a hub that is not home.
type refuser struct {
	*fakeHub
	home wire.Place
}

func (f refuser) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == wire.PathToken {
		return f.fakeHub.RoundTrip(r)
	}
	return f.answer(http.StatusMisdirectedRequest, wire.Problem{Code: wire.ProblemHome, Home: &f.home}, 0), nil
}

func follow(t *testing.T, m *memory, o Options, act func(a *Agent)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		o.Device, o.Shop, o.Key, o.Store, o.Pins = "d-1", "S01", key, m, [][]byte{make([]byte, 32)}
		o.Clock = NewHubClock(retail.ClockFunc(time.Now), 0)
		o.Rand, o.Log = func() float64 { return 0.5 }, slog.New(slog.DiscardHandler)
		ctx, cancel := context.WithCancel(t.Context())
		a := New(o)
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx) }()
		synctest.Wait()
		act(a)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestFollowsTheHome: a hub that is not home names the one that is; the terminal
// keeps that before it speaks to it, and sends what it holds there.
func TestFollowsTheHome(t *testing.T) {
	m, relay := newMemory(), newFakeHub()
	relay.head[shop] = 2
	m.record(3)
	kept := wire.Place{}
	follow(t, m, Options{
		Hub: "https://chain", Transport: hosts{
			"https://chain": refuser{newFakeHub(), wire.Place{URL: "https://relay", Pins: [][]byte{make([]byte, 32)}}}, "https://relay": relay,
		},
		Moved: func(_ context.Context, to wire.Place) error { kept = to; return nil },
	}, func(a *Agent) {
		wait(10 * time.Second)
		if kept.URL != "https://relay" || m.judged() != 3 || a.Status().Line != Online {
			t.Errorf("kept %+v, %d judged, line %v", kept, m.judged(), a.Status().Line)
		}
	})
}

// TestStaysWhenItCannotKeepTheHome: a home that could not be written down is
// not spoken to.
func TestStaysWhenItCannotKeepTheHome(t *testing.T) {
	m, relay := newMemory(), newFakeHub()
	m.record(1)
	follow(t, m, Options{
		Hub:       "https://chain",
		Transport: hosts{"https://chain": refuser{newFakeHub(), wire.Place{URL: "https://relay", Pins: [][]byte{make([]byte, 32)}}}, "https://relay": relay},
		Moved:     func(context.Context, wire.Place) error { return errors.New("full") },
	}, func(*Agent) {
		wait(time.Minute)
		if m.judged() != 0 || len(relay.asked) != 0 {
			t.Errorf("%d judged, asked %v", m.judged(), relay.asked)
		}
	})
}

// TestFindsTheHubNearby: a hub with another address is looked for, and one that
// is not there is left again.
func TestFindsTheHubNearby(t *testing.T) {
	m, hub := newMemory(), newFakeHub()
	hub.head[shop] = 2
	m.record(2)
	var looked atomic.Int32
	follow(t, m, Options{
		Hub: "https://old", Transport: hosts{"https://new": hub},
		Find: func(context.Context, [][]byte) []string {
			if looked.Add(1) == 1 {
				return []string{"https://nobody"}
			}
			return []string{"https://new"}
		},
	}, func(a *Agent) {
		wait(3 * time.Minute)
		if m.judged() != 2 || a.Status().Line != Online || looked.Load() < 2 {
			t.Errorf("%d judged, line %v, looked %d times", m.judged(), a.Status().Line, looked.Load())
		}
	})
}
