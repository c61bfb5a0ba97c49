package agent

import (
	"bytes"
	"crypto/ed25519"
	"log/slog"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// TestStepsDoWhatTheLoopsDo drives an agent by hand: nothing happens between
// two turns, and what happens in one is what Run would do.
func TestStepsDoWhatTheLoopsDo(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 2
	m.record(3)
	_, key, err := ed25519.GenerateKey(bytes.NewReader(make([]byte, 64)))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	a := New(Options{
		Device: "d-1", Shop: "S01", Key: key, Hub: "https://hub", Store: m,
		Clock: NewHubClock(retail.ClockFunc(func() time.Time { return h.clock() }), 0),
		Rand:  func() float64 { return 0.5 }, Log: slog.New(slog.DiscardHandler), Transport: h,
	})
	ended := 0
	s, err := a.Steps(ctx, func() { ended++ })
	if err != nil {
		t.Fatal(err)
	}
	if wait, err := s.PullCatalog(ctx); wait != Idle || err != nil {
		t.Errorf("the catalogue before the shop: %v %v", wait, err)
	}
	if wait, err := s.Push(ctx); wait != 0 || err != nil || m.judged() != 0 {
		t.Errorf("the first turn asks: wait %v, %v, %d verdicts", wait, err, m.judged())
	}
	if wait, err := s.Push(ctx); wait != 0 || err != nil || m.judged() != 3 {
		t.Errorf("the second sends: wait %v, %v, %d verdicts", wait, err, m.judged())
	}
	if wait, err := s.Push(ctx); wait != Idle || err != nil {
		t.Errorf("then nothing is left: %v %v", wait, err)
	}
	if wait, err := s.Pull(ctx); wait != pollEvery || err != nil || m.at(shop).Seq != 2 {
		t.Errorf("pull: %v %v, cursor %+v", wait, err, m.at(shop))
	}
	h.set(func() { h.head[shop] = 4 })
	if _, err := s.Pull(ctx); err != nil || m.at(shop).Seq != 2 {
		t.Errorf("nobody said that the shop moved, and it was asked: %+v %v", m.at(shop), err)
	}
	s.Hint(shop)
	if _, pull, _ := s.Due(); !pull {
		t.Error("a hint calls nobody")
	}
	if _, err := s.Pull(ctx); err != nil || m.at(shop).Seq != 4 {
		t.Errorf("after the hint: %+v %v", m.at(shop), err)
	}
	h.set(func() { h.down = true })
	m.record(1)
	a.Recorded()
	if push, _, _ := s.Due(); !push {
		t.Error("a recorded command calls nobody")
	}
	if wait, err := s.Push(ctx); wait != retryFirst/2 || retail.CodeOf(err) != retail.CodeOffline {
		t.Errorf("without the hub: %v %v", wait, err)
	}
	h.set(func() {
		h.down = false
		h.refuse["/"] = &refusal{status: 403, problem: wire.Problem{Code: wire.ProblemRevoked}}
	})
	if _, err := s.Push(ctx); err == nil || !s.Over() || ended != 1 {
		t.Errorf("shut out: %v, over %v, told %d times", err, s.Over(), ended)
	}
}
