package terminal

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/scanner"
)

// TestRoundWalkedByTwo: a round is chosen by time and by hand, joined by another
// person with a zone, who ends that part; a full tote gets a second one; a part
// is taken over of a terminal that shows nothing any more; and every piece is
// booked once.
func TestRoundWalkedByTwo(t *testing.T) {
	ctx := t.Context()
	s := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() { _ = s.Close() }()
	crew, _ := crew(t, s, 2, 4)
	a, b := crew[0], crew[1]
	all, err := a.svc.Propose(ctx, wave.Wish{})
	if err != nil || all.Size != len(all.Orders) || all.Size < 5 {
		t.Fatal(all, err)
	}
	if p, err := a.svc.Propose(ctx, wave.Wish{By: all.Orders[0].Promised}); err != nil || p.Size != 1 {
		t.Errorf("by %v: %d orders, %v", all.Orders[0].Promised, p.Size, err)
	}
	if p, err := a.svc.Propose(ctx, wave.Wish{By: time.Now().Add(-time.Hour), Size: 2}); err != nil || p.Size != 0 {
		t.Errorf("promised in the past: %d orders, %v", p.Size, err)
	}
	last := all.Orders[len(all.Orders)-1].ID
	p, err := a.svc.Propose(ctx, wave.Wish{Size: 3, With: []retail.OrderID{last}, Without: []retail.OrderID{all.Orders[0].ID}})
	if err != nil || p.Size != 3 || p.Orders[0].Picked || !p.Orders[len(p.Orders)-1].Picked {
		t.Fatalf("chosen by hand: %+v, %v", p, err)
	}
	var chosen []retail.OrderID
	for _, c := range p.Orders {
		if c.Picked {
			chosen = append(chosen, c.ID)
		}
	}
	v, err := a.svc.Open(ctx, chosen, "")
	if err != nil {
		t.Fatal(err)
	}
	id := v.Wave.ID
	if v, err = a.svc.Add(ctx, id, all.Orders[0].ID); err != nil || v.Going() != 4 {
		t.Fatalf("late addition: %d orders, %v", v.Going(), err)
	}
	if v, err = a.svc.Leave(ctx, id, all.Orders[0].ID); err != nil || v.Going() != 3 {
		t.Fatalf("withdrawal: %d orders, %v", v.Going(), err)
	}
	if x, err := a.svc.Running(ctx); err != nil || len(x) != 0 {
		t.Errorf("one's own round is somebody else's: %+v, %v", x, err)
	}
	a.l.drained(t)
	waitFor(t, "the round at the other terminal", func() bool {
		x, err := b.svc.Running(context.WithoutCancel(ctx))
		return err == nil && len(x) == 1 && x[0].Orders == 3
	})
	run, err := b.svc.Running(ctx)
	if err != nil || len(run[0].Parts) != 1 || run[0].Parts[0].Device != a.l.dev.ID || run[0].Parts[0].Name != a.who.Name || run[0].Begun || !slices.Equal(run[0].Zones, v.Zones) || run[0].Open != v.Total {
		t.Fatalf("the other sees %+v, %v; walked is %v", run, err, v.Zones)
	}
	zone := v.Zones[0]
	bv, err := b.svc.Join(ctx, id, zone)
	if err != nil || !bv.Mine || bv.Zone != zone || len(bv.Others) != 1 {
		t.Fatalf("joined: %+v, %v", bv, err)
	}
	for _, st := range bv.Stops {
		if retail.ShelfZone(st.Shelf) != zone {
			t.Errorf("walks %s in zone %s", st.Shelf, zone)
		}
	}
	b.walk(id, 1, true)
	if err := b.svc.Finish(ctx, id); retail.HintOf(err) != "hint.wave_hand" {
		t.Errorf("leaves with goods in the hand: %v", err)
	}
	h := b.view(id).Hand
	b.lay(id, h)
	b.walk(id, 99, false)
	if err := b.svc.Finish(ctx, id); err != nil {
		t.Fatal(err)
	}
	if v := b.view(id); v.Mine {
		t.Error("the part goes on that was ended")
	}
	b.l.drained(t)
	waitFor(t, "what the other found", func() bool { return a.view(id).Done == b.view(id).Done && len(a.view(id).Others) == 0 })
	a.walk(id, 1, true)
	h = a.view(id).Hand
	if len(h.Totes) == 0 {
		a.lay(id, h)
		a.walk(id, 1, true)
		h = a.view(id).Hand
	}
	second, err := scanner.NewTote("T-9-" + h.Number)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := a.svc.OneMore(ctx, id, scanner.Classify(second, scanner.Options{})); err != nil || f.Answer != wave.Laid {
		t.Errorf("a second tote: %v, %v", f.Answer, err)
	}
	a.totes["T-9-"+h.Number] = h.Order
	a.l.drained(t)
	// Also where it lies: what b sees in a hand is b's to lay down once the part is b's.
	waitFor(t, "the last of it", func() bool { return b.view(id).Done == a.view(id).Done && !b.knowsNot("T-9-"+h.Number) })
	if bv, err = b.svc.TakeOver(ctx, id, a.l.dev.ID); err != nil || !bv.Mine || len(bv.Others) != 0 {
		t.Fatalf("taken over: %+v, %v", bv.Others, err)
	}
	b.walk(id, 99, false)
	b.l.drained(t)
	whole(t, s, chosen, b.taken)
	waitFor(t, "that the part is gone", func() bool { return !a.view(id).Mine })
	if err := b.svc.Finish(ctx, id); err != nil { // the last one closes it
		t.Fatal(err)
	}
	b.l.drained(t)
	if list, err := s.Hub.Waves(ctx, b.l.dev.Store); err != nil || slices.ContainsFunc(list, func(w retail.Wave) bool { return w.State != retail.WaveClosed }) {
		t.Errorf("rounds %+v, %v", list, err)
	}
}

// view is the round as the walker sees it.
func (k *walker) view(id retail.WaveID) wave.View {
	k.t.Helper()
	v, err := k.svc.View(context.WithoutCancel(k.t.Context()), id)
	if err != nil {
		k.t.Fatal(k.name, err)
	}
	return v
}
