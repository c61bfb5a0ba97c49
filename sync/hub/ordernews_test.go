package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
)

// orderNews is what the web shop of a hub is to be told, in one line, and the keys.
func orderNews(t *testing.T, s hub.Store) (text string, keys []string) {
	t.Helper()
	all, err := s.OrderNews(t.Context(), "ec", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		text += n.Order + " " + n.Status.String() + " "
		keys = append(keys, n.Key)
	}
	return text, keys
}

// TestOrderNewsFromRelay: what terminals do at a relay is told to the web shop by the
// chain's hub once it has come up, and by nobody else.
func TestOrderNewsFromRelay(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		if err := p.h.TellOrdersOf(t.Context(), []string{"ec"}); err != nil {
			t.Fatal(err)
		}
		term, o := p.enrol(shibuya), p.order(shibuya, "A-1")
		p.move()
		flow := append(p.flow(o, 1), p.command(5, retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.Proof(1), Bags: []string{"BG-1"}}))
		p.below.push(term.Device, 0, flow...)
		if text, _ := orderNews(t, p.s); text != "" {
			t.Errorf("before it came up: %s", text)
		}
		p.up()
		if text, _ := orderNews(t, p.s); text != "A-1 handed_over " {
			t.Errorf("told %q", text)
		}
		if text, _ := orderNews(t, p.below.s); text != "" {
			t.Errorf("the relay tells as well: %s", text)
		}
	})
}

// TestOrderNewsFromAnOlderCopy: a hub that was put back to a copy tells again what it
// had told, and what terminals send again under the key of before.
func TestOrderNewsFromAnOlderCopy(t *testing.T) {
	clock := hubtest.NewClock()
	w := newWorld(t, hubtest.SQLite(t, clock), clock)
	if err := w.h.TellOrdersOf(t.Context(), []string{"ec"}); err != nil {
		t.Fatal(err)
	}
	dev, o := w.enrol(shibuya).Device, w.order(shibuya, "A-1")
	flow := append(w.flow(o, 1), w.command(5, retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.Proof(1), Bags: []string{"BG-1"}}))
	last := len(flow) - 1
	w.push(dev, 0, flow[:last]...)
	tell := func(want string) string {
		t.Helper()
		text, keys := orderNews(t, w.s)
		if text != want {
			t.Fatalf("told %q, want %q", text, want)
		}
		for _, k := range keys {
			if err := w.h.OrderNewsTold(t.Context(), "ec", k); err != nil {
				t.Fatal(err)
			}
		}
		return keys[0]
	}
	ready := tell("A-1 ready ")
	copied := hubtest.CopyOf(t, w.s, clock)
	w.push(dev, 0, flow[last])
	given := tell("A-1 handed_over ")
	if text, _ := orderNews(t, w.s); text != "" {
		t.Fatalf("told and told again: %s", text)
	}
	w = newWorld(t, copied, clock)
	if _, err := copied.BeginLife(t.Context(), "", hub.Life{Began: clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if again := tell("A-1 ready "); again != ready {
		t.Errorf("ready under %s, was %s", again, ready)
	}
	w.push(dev, 0, flow[last]) // which the terminal sends again
	if again := tell("A-1 handed_over "); again != given {
		t.Errorf("given under %s, was %s", again, given)
	}
	if o := w.load(o.ID); o.State != retail.HandedOver {
		t.Errorf("%v", o.State)
	}
}
