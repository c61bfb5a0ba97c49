package agent

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"miseban/sync/wire"
)

// TestRecordingDialsNobody: however much staff record while the hub is away,
// the terminal tries as often as it would without them; and what they record on
// a good line leaves at once.
func TestRecordingDialsNobody(t *testing.T) {
	tries := func(each time.Duration) (n int) {
		m, h := newMemory(), newFakeHub()
		run(t, m, h, nil, func(a *Agent) {
			h.set(func() { h.down = true })
			for range 15 * time.Minute / each {
				m.record(1)
				a.Recorded()
				wait(each)
			}
			h.set(func() { n, h.asked, h.at = len(h.asked), nil, nil })
			if s := a.Status(); s.Line != Offline || s.Unsent != int(15*time.Minute/each) {
				t.Errorf("status %+v", s)
			}
			a.SyncNow()
			synctest.Wait()
			if k, _ := h.count(""); k == 0 {
				t.Error("somebody asked for it, and nothing was tried")
			}
			h.set(func() { h.down = false })
			wait(retryMost)
			if s := a.Status(); s.Unsent != 0 || s.Line != Online {
				t.Errorf("when the line is back: %+v", s)
			}
			m.record(1)
			a.Recorded()
			synctest.Wait()
			if s := a.Status(); s.Unsent != 0 {
				t.Errorf("on a good line %d wait", s.Unsent)
			}
		})
		return n
	}
	seldom, often := tries(15*time.Minute), tries(time.Second)
	if often > seldom+10 {
		t.Errorf("%d tries with a command each second, %d with one in all", often, seldom)
	}
}

// TestWaitThatTheHubAskedFor: a hub that says when to come is believed by every
// loop, whatever wakes it meanwhile, and nothing that staff did is lost.
func TestWaitThatTheHubAskedFor(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	run(t, m, h, nil, func(a *Agent) {
		no := &refusal{status: 429, problem: wire.Problem{Code: wire.ProblemBusy}, after: 50 * time.Second}
		h.set(func() { h.refuse["/"], h.asked, h.at = no, nil, nil })
		for i := range 300 {
			m.record(1)
			a.Recorded()
			h.hints <- fmt.Sprintf("data: {\"scope\":\"store:S01\",\"head\":%d}\n\n", i+1)
			wait(time.Second)
		}
		n, gaps := h.count("POST " + wire.PathCommands)
		if n < 3 || slices.Min(gaps) < 50*time.Second {
			t.Errorf("%d pushes, gaps %v; the hub asked for 50 s", n, gaps)
		}
		if n, gaps = h.count("GET " + wire.PathChanges); n < 6 || n > 12 { // two loops, each at 50 s and later
			t.Errorf("%d pulls in five minutes, gaps %v; the hub asked for 50 s", n, gaps)
		}
		if s := a.Status(); s.Line != Online || s.Unsent != 300 {
			t.Errorf("status %+v: a busy hub is not away", s)
		}
		h.set(func() { delete(h.refuse, "/") })
		wait(2 * time.Minute)
		if m.judged() != 300 {
			t.Errorf("%d of 300 judged later", m.judged())
		}
	})
}

// TestLargePushIsPacked: it goes compressed, and as it is to a hub that does not
// know that.
func TestLargePushIsPacked(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	m.record(1000)
	run(t, m, h, nil, func(*Agent) {
		if m.judged() != 1000 || h.packed != 2 {
			t.Errorf("%d judged, %d pushes packed", m.judged(), h.packed)
		}
		m.record(1)
	})
	m, h = newMemory(), newFakeHub()
	h.asIs = true
	m.record(1000)
	run(t, m, h, nil, func(*Agent) {
		if m.judged() != 1000 || h.packed != 1 {
			t.Errorf("%d judged, %d tries to pack", m.judged(), h.packed)
		}
	})
}
