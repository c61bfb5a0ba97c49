package shell_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/asked"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
)

// shop is a shop whose calendar and tasks the test sets.
type shop struct {
	checks []retail.ShelfCheck
	holds  []*retail.Hold
	dues   retail.DuePolicy
}

func (s *shop) ShelfChecks(context.Context) ([]retail.ShelfCheck, error)  { return s.checks, nil }
func (s *shop) OpenHolds(context.Context) ([]*retail.Hold, error)         { return s.holds, nil }
func (s *shop) OpenTransfers(context.Context) ([]*retail.Transfer, error) { return nil, nil }
func (s *shop) Chain(context.Context) (retail.Chain, error)               { return retail.Chain{Dues: s.dues}, nil }

func (s *shop) Site(context.Context) (retail.Site, error) {
	return retail.Site{ID: "S01", Opens: "09:00", Closes: "20:00"}, nil
}

func (s *shop) Sites(context.Context) ([]retail.Site, error) {
	return []retail.Site{{ID: "S02", Name: "新宿店"}}, nil
}

func (s *shop) SKU(_ context.Context, id retail.SKUID) (retail.SKU, error) {
	return retail.SKU{ID: id, Name: "ムートンブーツ"}, nil
}

func (s *shop) StockHere(context.Context, []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error) {
	return map[retail.SKUID]retail.StockLevel{"k": {Shelf: "A-01-2"}}, nil
}

func (s *shop) look(t *testing.T, r *rig) {
	t.Helper()
	b, err := asked.Look(context.Background(), s, r.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	r.asks = b
	r.shell.Asked()
}

func (r *rig) pass(d time.Duration) {
	for range int(d / time.Second) {
		r.clock.Advance(time.Second)
		r.pump.Run()
	}
}

// TestAShelfCheckRings: with the minutes left and the shelf, on every screen but the
// one that answers it; again every few minutes, until somebody has answered.
func TestAShelfCheckRings(t *testing.T) {
	r := newRig(t)
	s := &shop{checks: []retail.ShelfCheck{{ID: "c-1", From: "S02", To: "S01", SKU: "k", AskedAt: r.clock.Now(), Due: r.clock.Now().Add(10 * time.Minute)}}}
	s.look(t, r)
	if len(r.sounds) != 1 || !seen(r, "新宿店から棚の確認") || !seen(r, "あと10分") || !seen(r, "A-01-2") {
		t.Fatalf("%d sounds, %q", len(r.sounds), words1(r))
	}
	r.pass(4 * time.Minute)
	if len(r.sounds) != 2 || !seen(r, "あと6分") {
		t.Errorf("%d sounds, %q", len(r.sounds), words1(r))
	}
	tapCall(t, r)
	if r.top().route != (page.Shelves{}) || seen(r, "新宿店から") {
		t.Errorf("open is %v: %q", r.top().route, words1(r))
	}
	r.shell.Back()
	if !seen(r, "新宿店から") {
		t.Error("nobody has answered, and it is gone")
	}
	s.checks[0].Answer = retail.ShelfHas
	s.look(t, r)
	n := len(r.sounds)
	r.pass(6 * time.Minute)
	if len(r.sounds) != n || seen(r, "新宿店から") {
		t.Errorf("answered, and it goes on: %q", words1(r))
	}
}

// TestAHoldIsHeardOnce: once its quiet hour is over; and a locked terminal tells of
// it without what it is about.
func TestAHoldIsHeardOnce(t *testing.T) {
	r := newRig(t)
	s := &shop{
		holds: []*retail.Hold{{ID: "h-1", Store: "S01", Channel: "ec", State: retail.HoldHeld, MadeAt: r.clock.Now(), Lines: []retail.HoldLine{{No: 1, SKU: "k", Qty: 1}}}},
		dues:  retail.DuePolicy{QuietFrom: "09:30", QuietTo: "10:02"},
	}
	s.look(t, r)
	if len(r.sounds) != 0 || !seen(r, "Webから取り置き 1点") {
		t.Fatalf("%d sounds, %q", len(r.sounds), words1(r))
	}
	r.desk.in = false
	r.pass(10 * time.Minute)
	if len(r.sounds) != 1 || !seen(r, "頼まれています") || seen(r, "ムートン") {
		t.Errorf("%d sounds, %q", len(r.sounds), words1(r))
	}
	r.desk.in = true
	r.pass(time.Second)
	tapCall(t, r)
	if r.top().route != (page.Hold{ID: "h-1"}) {
		t.Errorf("open is %v", r.top().route)
	}
	r.pass(6 * time.Minute)
	r.shell.Home()
	if seen(r, "取り置き") {
		t.Errorf("it is shown for ever: %q", words1(r))
	}
}

// TestAnAnswerIsHeardOnce: what another shop found is heard and seen on whatever
// screen, and gone for good once somebody looked at it.
func TestAnAnswerIsHeardOnce(t *testing.T) {
	r := newRig(t)
	s := &shop{checks: []retail.ShelfCheck{{ID: "c-1", From: "S01", To: "S02", SKU: "k", AskedAt: r.clock.Now(), Due: r.clock.Now().Add(10 * time.Minute)}}}
	s.look(t, r)
	if len(r.sounds) != 0 || seen(r, "新宿店") {
		t.Fatalf("nobody has answered: %q", words1(r))
	}
	s.checks[0].Answer, s.checks[0].Qty, s.checks[0].AnsweredAt = retail.ShelfHas, 2, r.clock.Now()
	s.look(t, r)
	if len(r.sounds) != 1 || !seen(r, "新宿店に 2点ありました") {
		t.Fatalf("%d sounds, %q", len(r.sounds), words1(r))
	}
	r.pass(4 * time.Minute)
	tapCall(t, r)
	if r.top().route != (page.Shelves{}) {
		t.Errorf("open is %v", r.top().route)
	}
	r.shell.Back()
	r.pass(time.Second)
	if len(r.sounds) != 1 || seen(r, "新宿店に") {
		t.Errorf("it was seen: %d sounds, %q", len(r.sounds), words1(r))
	}
}
