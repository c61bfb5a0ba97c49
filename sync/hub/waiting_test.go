package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// TestFactsWaitForTheirOrder: a restored hub hears from its terminals before
// the web shop sends the orders again. What staff did counts once they come.
func TestFactsWaitForTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev, other := w.enrol(shibuya).Device, w.enrol(shinjuku).Device
		id := retail.OrderIDFor("ec", "1")
		cmds := w.flow(retail.Order{ID: id}, 1)
		r := w.push(dev, 0, cmds...)
		facts := 0
		for _, one := range r.Results {
			if one.Verdict == retail.Quarantined && one.Code == retail.UnknownOrder {
				facts++
			}
		}
		if facts < 3 || len(w.exceptions(shibuya)) != facts {
			t.Fatalf("%d facts, %d exceptions: %+v", facts, len(w.exceptions(shibuya)), r)
		}
		wrong := w.command(1, retail.KindPick, retail.PickItem{Order: id, Line: 1, SKU: "SK-1", Qty: 1, Code: "1", Entry: retail.Scanned})
		w.push(other, 0, wrong) // the other shop has no say

		for range 2 { // the second time nothing waits
			o := w.order(shibuya, "1")
			if o.State != retail.Staged || o.Lines[0].Picked != 1 || o.Notice.State != retail.NoticeQueued || o.Notice.From != dev {
				t.Errorf("order %s, picked %d, notice %+v", o.State, o.Lines[0].Picked, o.Notice)
			}
		}
		for _, x := range w.exceptions(shibuya) {
			if x.Open() {
				t.Errorf("still open: %+v", x)
			}
		}
		open := 0
		for _, x := range w.exceptions(shinjuku) {
			if x.Open() {
				open++
			}
		}
		if open != 1 {
			t.Errorf("%d exceptions of the other shop are open, want 1", open)
		}
		if l := w.level(); l.Picked != 1 {
			t.Errorf("stock %+v", l)
		}
		if again := w.push(dev, 0, cmds...); again.Results[1].Verdict != r.Results[1].Verdict {
			t.Errorf("the terminal is told another verdict: %+v", again.Results[1])
		}
		if a, err := hub.AuditOf(ctx, w.s, false); err != nil || !a.Sound {
			t.Errorf("audit %+v, %v", a, err)
		}
	})
}
