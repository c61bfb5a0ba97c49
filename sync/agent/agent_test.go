package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

func TestBootstrapThenPushInBatches(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 5
	m.record(1203)
	run(t, m, h, nil, func(a *Agent) {
		s := a.Status()
		if s.Line != Online || !s.Ready || s.Unsent != 0 || s.Pushed.IsZero() || s.Pulled.IsZero() {
			t.Errorf("status %+v", s)
		}
		if m.judged() != 1203 || !slices.Equal(h.batches, []int{500, 500, 203}) || !slices.Equal(h.lefts, []int{703, 203, 0}) {
			t.Errorf("%d verdicts, batches %v, left %v", m.judged(), h.batches, h.lefts)
		}
		var order []string
		for _, r := range h.asked {
			if scope, ok := strings.CutPrefix(r, "GET "+wire.PathSnapshot); ok {
				order = append(order, scope)
			}
		}
		if !slices.Equal(order, []string{"org", "device:d-1", "store:S01", "catalog", "stock"}) {
			t.Errorf("scopes came in the order %v", order)
		}
		if n, _ := h.count("POST " + wire.PathToken); n != 1 {
			t.Errorf("%d tokens asked for; want 1", n)
		}
		m.record(1)
		a.Recorded()
		synctest.Wait()
		if m.judged() != 1204 {
			t.Error("a new line did not leave at once")
		}
	})
}

func TestHintPullsAtOnceAndThePollIsTheNet(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 1
	run(t, m, h, nil, func(a *Agent) {
		h.set(func() { h.head[shop] = 3 })
		h.hints <- "event: head\nid: 3\ndata: {\"scope\":\"store:S01\",\"head\":3}\n\n"
		synctest.Wait()
		if c := m.at(shop); c.Seq != 3 || m.count(shop) != 3 {
			t.Errorf("after the hint: %+v, %d rows; want 3 and 3", c, m.count(shop))
		}
		h.set(func() { h.head[shop] = 4 }) // and the hint is lost
		wait(pollEvery + time.Second)
		if c := m.at(shop); c.Seq != 4 {
			t.Errorf("after a minute: %+v; want 4", c)
		}
	})
}

func TestRetriesSpreadAndTheLineComesBack(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.down = true
	m.record(3)
	run(t, m, h, nil, func(a *Agent) {
		wait(10 * time.Minute)
		if s := a.Status(); s.Line != Offline || s.Unsent != 3 {
			t.Errorf("status %+v", s)
		}
		n, gaps := h.count("POST " + wire.PathToken)
		if n < 60 || n > 200 { // three loops at 15 s, one at up to 5 min
			t.Errorf("%d tries in ten minutes", n)
		}
		if slices.Max(gaps) > retryMost {
			t.Errorf("a pause of %v", slices.Max(gaps))
		}
		m.record(1)
		a.Recorded()
		if s := a.Status(); s.Unsent != 4 {
			t.Errorf("%d unsent are shown offline, want 4", s.Unsent)
		}
		h.set(func() { h.down = false })
		wait(retryMost)
		if s := a.Status(); s.Line != Online || s.Unsent != 0 {
			t.Errorf("status when it is back %+v", s)
		}
		if h.opened() != 1 {
			t.Errorf("%d event streams; the one must not wait for its own retry", h.opened())
		}
		h.set(func() { h.down = true })
		wait(2 * time.Minute)
		s := a.Status()
		if s.Line != Offline || !s.Since.Equal(s.Contact) {
			t.Errorf("offline since %v, last contact %v", s.Since, s.Contact)
		}
	})
}

func TestSilentStreamIsGivenUp(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	run(t, m, h, nil, func(*Agent) {
		for range 5 {
			h.hints <- ": still here\n\n"
			wait(25 * time.Second)
		}
		if h.opened() != 1 {
			t.Errorf("%d streams although it is alive", h.opened())
		}
		wait(eventsDead + eventsFirst + time.Second)
		if h.opened() != 2 {
			t.Errorf("%d streams after silence; want 2", h.opened())
		}
	})
}

// TestResendIsToldAndCounted: after a restore the terminal tells how far it is
// with sending again, what a push says of the answer before it, and which
// intents had been rejected.
func TestResendIsToldAndCounted(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	m.record(1203)
	run(t, m, h, nil, func(a *Agent) {
		m.mu.Lock()
		m.verdict[600] = retail.Rejected
		m.mu.Unlock()
		h.set(func() { h.epoch, h.last, h.pushed = "e2", 3, nil; h.ids = map[int64]retail.CommandID{} })
		var seen []string
		changes, cancel := a.Watch()
		done := make(chan struct{})
		go func() {
			defer close(done)
			for s := range changes {
				if step := fmt.Sprintf("%d/%d", s.Resend, s.ResendOf); len(seen) == 0 || seen[len(seen)-1] != step {
					seen = append(seen, step)
				}
			}
		}()
		wait(pollEvery + retryMost)
		cancel()
		<-done
		if m.judged() != 1203 || !slices.Equal(seen, []string{"0/0", "0/1200", "500/1200", "1000/1200", "0/0"}) {
			t.Errorf("%d verdicts; seen %v", m.judged(), seen)
		}
		// Each scope that cannot be followed may ask once more, between any two pushes.
		h.pushed = slices.Concat(h.pushed[:1], slices.DeleteFunc(h.pushed[1:], func(p wire.PushRequest) bool { return len(p.Commands) == 0 }))
		if len(h.pushed) != 4 || h.pushed[0].Epoch != "e1" || h.pushed[0].Last != 1203 || h.pushed[1].Epoch != "e2" || h.pushed[1].Last != 3 {
			t.Errorf("%d pushes, first %q %d", len(h.pushed), h.pushed[0].Epoch, h.pushed[0].Last)
		}
		for i, p := range h.pushed {
			if want := 0; len(p.Was) != want && !(i == 2 && len(p.Was) == 1 && p.Was[0].Dseq == 600 && p.Was[0].Verdict == retail.Rejected) {
				t.Errorf("push %d says %+v", i, p.Was)
			}
		}
	})
}

func TestFaultsOfTheProtocol(t *testing.T) {
	t.Run("restored from a backup", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.record(10)
		run(t, m, h, nil, func(a *Agent) {
			h.set(func() { h.epoch, h.last = "e2", 4; h.ids = map[int64]retail.CommandID{} })
			wait(pollEvery + retryMost)
			if h.last != 10 || m.judged() != 10 || !slices.Contains(m.rewound, 4) {
				t.Errorf("the hub has %d again, %d verdicts, rewound %v", h.last, m.judged(), m.rewound)
			}
			if c := m.at(shop); c.Epoch != "e2" {
				t.Errorf("cursor %+v", c)
			}
			if a.Status().Line != Online {
				t.Errorf("status %+v", a.Status())
			}
		})
	})
	t.Run("the terminal lost commands", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		h.last, h.ids = 2, map[int64]retail.CommandID{1: "other-1", 2: "other-2"}
		m.record(3)
		run(t, m, h, nil, func(*Agent) {
			if !slices.Equal(m.renum, []int64{2}) || h.last != 5 || h.ids[3] != "c-1" {
				t.Errorf("renumbered %v, the hub has %v", m.renum, h.ids)
			}
		})
	})
	t.Run("compacted", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.cursor[shop] = wire.Cursor{Epoch: "e1", Seq: 1, H: "h1"}
		h.head[shop], h.kept = 9, 5
		for _, other := range []wire.Scope{wire.ScopeOrg, "device:d-1", wire.ScopeCatalog} {
			h.head[other] = 5
		}
		run(t, m, h, nil, func(*Agent) {
			if c := m.at(shop); c.Seq != 9 {
				t.Errorf("cursor %+v; want a snapshot at 9", c)
			}
		})
	})
	t.Run("too old", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		no := &refusal{status: 426, problem: wire.Problem{Code: wire.ProblemUpgrade}}
		h.refuse[wire.PathChanges], h.refuse[wire.PathSnapshot], h.refuse[wire.PathEvents] = no, no, no
		m.record(2)
		run(t, m, h, nil, func(a *Agent) {
			wait(time.Hour)
			if s := a.Status(); s.Line != Upgrade || s.Unsent != 0 || m.judged() != 2 {
				t.Errorf("status %+v, %d verdicts: what was done must still leave", s, m.judged())
			}
			if n, _ := h.count("GET "); n > 40 {
				t.Errorf("%d requests in an hour", n)
			}
		})
	})
	t.Run("busy", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		m.record(1)
		h.refuse[wire.PathCommands] = &refusal{status: 503, problem: wire.Problem{Code: wire.ProblemBusy}, after: 40 * time.Second}
		run(t, m, h, nil, func(a *Agent) {
			wait(5 * time.Minute)
			_, gaps := h.count("POST " + wire.PathCommands)
			if len(gaps) == 0 || slices.Min(gaps) < 40*time.Second {
				t.Errorf("gaps %v; the hub asked for 40 s", gaps)
			}
			if a.Status().Line != Online {
				t.Errorf("status %+v: a busy hub is not offline", a.Status())
			}
		})
	})
	t.Run("unknown", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		run(t, m, h, nil, func(a *Agent) {
			wiped := 0
			a.o.Revoked = func(context.Context) { wiped++ }
			h.set(func() {
				h.refuse["/"] = &refusal{status: 403, problem: wire.Problem{Code: wire.ProblemUnknown}}
			})
			m.record(1)
			a.Recorded()
			wait(pollEvery + retryMost)
			if s := a.Status(); s.Line != Unknown || wiped != 0 || s.Unsent != 1 {
				t.Errorf("status %+v, wiped %d times; want unknown, 1 unsent, not wiped", s, wiped)
			}
			h.set(func() { delete(h.refuse, "/") }) // enrolled there after all
			wait(2 * unknownEvery)
			if s := a.Status(); s.Line != Online || s.Unsent != 0 {
				t.Errorf("status %+v after the hub knew it again", s)
			}
		})
	})
	t.Run("revoked", func(t *testing.T) {
		m, h := newMemory(), newFakeHub()
		run(t, m, h, nil, func(a *Agent) {
			wiped := 0
			a.o.Revoked = func(context.Context) { wiped++ }
			h.set(func() {
				h.refuse["/"] = &refusal{status: 403, problem: wire.Problem{Code: wire.ProblemRevoked}}
			})
			wait(pollEvery + retryMost)
			if a.Status().Line != Revoked || wiped != 1 {
				t.Errorf("status %+v, wiped %d times", a.Status(), wiped)
			}
		})
	})
}

func TestClockIsCorrectedByTheHub(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.clock = func() time.Time { return time.Now().Add(-90 * time.Minute) } // the terminal is fast
	run(t, m, h, nil, func(a *Agent) {
		s := a.Status()
		if s.Line != Online || s.Offset != -90*time.Minute {
			t.Errorf("status %+v", s)
		}
		if got := a.o.Clock.Now(); !got.Equal(h.clock()) {
			t.Errorf("hub clock %v; want %v", got, h.clock())
		}
		if !m.hubTime.Equal(h.clock()) {
			t.Errorf("hub time seen %v; want %v", m.hubTime, h.clock())
		}
	})
}

func TestCutFeedIsNotApplied(t *testing.T) {
	for _, text := range []string{
		"",
		`{"scope":"org","epoch":"e1","from":0,"h":""}` + "\n",
		`{"scope":"org","epoch":"e1","from":0,"h":""}` + "\n" + `{"s":1,"t":"site","k":"a","op":"put","ver":1,"d":{}}` + "\n",
	} {
		f, err := newFeedReader(strings.NewReader(text))
		if err == nil {
			for _, rerr := range f.each {
				err = rerr
			}
		}
		if !errors.Is(err, wire.ErrCut) {
			t.Errorf("%q: %v; want cut", text, err)
		}
	}
}

// TestPushSaysWhatTimeItIs: the hub can tell from it when commands were made,
// and the terminal knows itself when its clock should be set.
func TestPushSaysWhatTimeItIs(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.clock = func() time.Time { return time.Now().Add(-90 * time.Minute) } // the terminal is fast
	m.record(1)
	run(t, m, h, nil, func(a *Agent) {
		if h.sent == nil || h.sent.OffMS != -(90*time.Minute).Milliseconds() || !a.Status().ClockWrong() {
			t.Errorf("sent %+v, status %+v", h.sent, a.Status())
		}
		if boot, up := a.o.Clock.Uptime(); boot != "" && (h.sent.Boot != boot || h.sent.MonoMS <= 0 || h.sent.MonoMS > up.Milliseconds()) {
			t.Errorf("sent %+v, the machine says %q %v", h.sent, boot, up)
		}
	})
}
