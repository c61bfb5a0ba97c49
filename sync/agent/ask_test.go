package agent

import (
	"testing"
	"time"

	"miseban/sync/wire"
)

// TestAsksWhereStreamsAreKeptBack: behind a proxy that lets no event stream
// through, or says no to it, a change is seen within seconds all the same,
// without a question more than there are answers; and the stream is tried again.
func TestAsksWhereStreamsAreKeptBack(t *testing.T) {
	for name, proxy := range map[string]func(*fakeHub){
		"buffers":  func(h *fakeHub) { h.mute = true },
		"says no":  func(h *fakeHub) { h.refuse[wire.PathEvents] = &refusal{status: 502} },
		"time out": func(h *fakeHub) { h.refuse[wire.PathEvents] = &refusal{status: 504} },
	} {
		t.Run(name, func(t *testing.T) {
			m, h := newMemory(), newFakeHub()
			h.head[shop] = 1
			proxy(h)
			run(t, m, h, nil, func(a *Agent) {
				wait(eventsBegin + eventsFirst)
				h.set(func() { h.asked, h.at = nil, nil })
				for range 20 {
					h.set(func() { h.head[shop]++ })
					wait(3 * time.Second)
					h.set(func() {
						if c := m.at(shop); c.Seq != h.head[shop] {
							t.Errorf("after three seconds at %d of %d", c.Seq, h.head[shop])
						}
					})
				}
				if n, _ := h.count("GET " + wire.PathChanges); n > 20*4+10 {
					t.Errorf("%d questions for twenty changes in a minute", n)
				}
				h.set(func() { h.asked, h.at = nil, nil })
				wait(5 * time.Minute) // quiet: one question at a time, each 25 s
				if n, _ := h.count("GET " + wire.PathChanges); n > 5*60/askWait+4*5+5 {
					t.Errorf("%d questions in five quiet minutes", n)
				}
				h.set(func() { h.mute = false; delete(h.refuse, wire.PathEvents); h.streams = 0 })
				for range (askFor + eventsMost) / (25 * time.Second) {
					if h.opened() > 0 {
						h.hints <- ": still here\n\n"
					}
					wait(25 * time.Second)
				}
				if h.opened() != 1 {
					t.Errorf("%d streams once they come through; want one that stays", h.opened())
				}
				if s := a.Status(); s.Line != Online {
					t.Errorf("status %+v", s)
				}
			})
		})
	}
	t.Run("the hub is away", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		h.mute = true
		run(t, m, h, nil, func(*Agent) {
			wait(time.Minute)
			h.set(func() { h.down, h.asked, h.at = true, nil, nil })
			wait(10 * time.Minute)
			if n, _ := h.count(""); n > 200 {
				t.Errorf("%d tries in ten minutes", n)
			}
		})
	})
}
