package hub_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"miseban/app/retail"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// listen opens an event stream and returns what it said, once it has ended.
func (w *world) listen(id retail.DeviceID) (ended <-chan struct{}, said func() string) {
	r := httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, wire.PathEvents, nil)
	r.Header.Set(wire.HeaderAccess, "Bearer "+w.h.Access(id))
	done, out := make(chan struct{}), httptest.NewRecorder()
	go func() {
		defer close(done)
		w.h.Handler().ServeHTTP(out, r)
	}()
	return done, out.Body.String
}

func over(ended <-chan struct{}) bool {
	synctest.Wait()
	select {
	case <-ended:
		return true
	default:
		return false
	}
}

// TestStreamBeats: an idle event stream says something every 25 seconds, and
// asks each time whether its terminal may still listen, also where the shop
// gives it something to say all the time.
func TestStreamBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := hubtest.NewClock()
		w := newWorld(t, hubtest.SQLite(t, clock), clock)
		dev := w.enrol(shibuya).Device
		ended, said := w.listen(dev)
		for n := range int64(30) {
			time.Sleep(7 * time.Second)
			w.h.Pass(wire.Hint{Scope: wire.StoreScope(shibuya), Head: 100 + n})
			if over(ended) {
				t.Fatal("ended by itself")
			}
		}
		if err := w.h.Revoke(t.Context(), dev); err != nil {
			t.Fatal(err)
		}
		for n := range int64(3) {
			time.Sleep(9 * time.Second)
			w.h.Pass(wire.Hint{Scope: wire.StoreScope(shibuya), Head: 200 + n})
		}
		if !over(ended) {
			t.Error("a terminal that was shut out still listens")
		}
		if n := strings.Count(said(), ": still here"); n != 8 {
			t.Errorf("%d heartbeats in 210 s", n)
		}
		if n := strings.Count(said(), `"head":1`); n < 30 {
			t.Errorf("%d hints of 30", n)
		}
	})
}

// TestStreamsEnd: a stream ends when the hub stops, also one that comes after.
func TestStreamsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := hubtest.NewClock()
		w := newWorld(t, hubtest.SQLite(t, clock), clock)
		first, _ := w.listen(w.enrol(shibuya).Device)
		if over(first) {
			t.Fatal("ended by itself")
		}
		w.h.Stop()
		if !over(first) {
			t.Error("goes on after the hub's stop")
		}
		if late, _ := w.listen(w.enrol(shibuya).Device); !over(late) {
			t.Error("a stream was opened on a stopped hub")
		}
	})
}

// deaf is a terminal that has gone: nothing can be written to it.
type deaf struct{ http.ResponseWriter }

func (deaf) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }

// TestStreamBreaks: a stream that cannot be written to ends, and so does one with a
// fault in it; a handler that panics panics in the server's hands.
func TestStreamBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := hubtest.NewClock()
		w := newWorld(t, hubtest.SQLite(t, clock), clock)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, wire.PathEvents, nil)
		r.Header.Set(wire.HeaderAccess, "Bearer "+w.h.Access(w.enrol(shibuya).Device))
		w.h.Handler().ServeHTTP(deaf{httptest.NewRecorder()}, r)

		w.h.Handler().ServeHTTP(spoiled{ResponseWriter: httptest.NewRecorder()}, r)
		defer func() {
			if p := recover(); p != "a fault" {
				t.Errorf("panic %v", p)
			}
		}()
		w.h.Handler().ServeHTTP(spoiled{httptest.NewRecorder(), true}, r)
	})
}

// spoiled is a writer with a fault in it.
type spoiled struct {
	http.ResponseWriter
	early bool
}

func (b spoiled) Header() http.Header {
	if b.early {
		panic("a fault")
	}
	return b.ResponseWriter.Header()
}

func (spoiled) Write([]byte) (int, error) { panic("a fault") }
