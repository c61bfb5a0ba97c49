package retail

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// newsText is the news of an order in one line: status, why, when it came to be so
// in minutes, and each line that is not given whole.
func newsText(o *Order) string {
	n := o.News()
	if n == nil {
		return ""
	}
	out := fmt.Sprintf("%v %v %d", n.Status, n.Why, int(n.Since.Sub(noon).Minutes()))
	for _, l := range n.Lines {
		out += fmt.Sprintf(" | %d", l.Line)
		if l.Of > 0 {
			out += fmt.Sprintf("<%d", l.Of)
		}
		out += fmt.Sprintf(" %s %d: g%d r%d", l.SKU, l.Qty, l.Given, l.Ready)
		for _, x := range []struct {
			name string
			n    int
		}{{"short", l.Short}, {"swapped", l.Substituted}, {"elsewhere", l.Elsewhere}, {"refused", l.Refused}} {
			if x.n > 0 {
				out += fmt.Sprintf(" %s%d", x.name, x.n)
			}
		}
	}
	return out
}

// TestOrderNews: what a web shop is told of an order, story by story.
func TestOrderNews(t *testing.T) {
	give := func(h *host, minute int, b HandOver) {
		b.Order, b.Bags = h.order.ID, []string{"bag1"}
		h.do(minute, "sato", KindHandover, b)
	}
	undo := func(h *host, minute int) {
		h.do(minute, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: h.order.lastHandover().Cmd})
	}
	part := HandOver{Later: []Portion{{1, 1}}, Pieces: 2}
	for name, tc := range map[string]struct {
		do   func(h *host)
		want string
	}{
		"taken in":                               {func(*host) {}, ""},
		"being picked, and something is missing": {missing, ""},
		"ready":                                  {func(h *host) { h.stage(5, "sato") }, "ready  5 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r1"},
		"more time given": {func(h *host) {
			h.stage(5, "sato")
			h.do(9, "tencho", KindExtend, Extend{Order: h.order.ID})
		}, "ready  5 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r1"},
		"ready, one line without": {func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseDrop, nil)
			h.stage(5, "sato")
		}, "ready  5 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r0 short1"},
		"ready, one line from another shop": {func(h *host) {
			missing(h)
			b := answer(ChooseOtherShop, nil)
			b.Site = "SHINJUKU"
			h.do(3, "sato", KindAnswerShort, b)
			h.stage(5, "sato")
		}, "ready  5 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r0 elsewhere1"},
		"a substitute was given": {func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			h.stage(5, "sato")
			give(h, 6, HandOver{})
		}, "handed_over  6 | 1 shirt 2: g2 r0 | 2 tote 1: g0 r0 swapped1 | 3<2 shirt-b 1: g1 r0"},
		"a part was given":  {func(h *host) { h.stage(5, "sato"); give(h, 6, part) }, "part_handed_over  6 | 1 shirt 2: g1 r1 | 2 tote 1: g1 r0"},
		"a part taken back": {func(h *host) { h.stage(5, "sato"); give(h, 6, part); undo(h, 7) }, "ready  5 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r1"},
		"the rest refused": {func(h *host) {
			h.stage(5, "sato")
			give(h, 6, part)
			h.do(7, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 1, Reason: RefuseSize})
		}, "handed_over  6 | 1 shirt 2: g1 r0 refused1 | 2 tote 1: g1 r0"},
		"given before it was ready, and taken back": {func(h *host) { give(h, 6, HandOver{}); undo(h, 7) }, "accepted  7 | 1 shirt 2: g0 r0 | 2 tote 1: g0 r0"},
		"expired": {func(h *host) {
			h.stage(5, "sato")
			h.do(301, "hub", KindExpire, Expire{Order: h.order.ID})
		}, "expired  301 | 1 shirt 2: g0 r2 | 2 tote 1: g0 r1"},
		"declined":                             {func(h *host) { h.do(5, "sato", KindDecline, Decline{Order: h.order.ID}) }, "declined  5 | 1 shirt 2: g0 r0 | 2 tote 1: g0 r0"},
		"canceled in the shop":                 {func(h *host) { h.do(5, "sato", KindCancel, Cancel{Order: h.order.ID}) }, "canceled shop 5 | 1 shirt 2: g0 r0 | 2 tote 1: g0 r0"},
		"canceled by the customer on its page": {func(h *host) { h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID, Why: WhyCustomer}) }, "canceled customer 5 | 1 shirt 2: g0 r0 | 2 tote 1: g0 r0"},
		"canceled by the web shop":             {func(h *host) { h.stage(4, "sato"); h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID}) }, ""},
		"canceled by the web shop after a part was given": {func(h *host) {
			h.stage(5, "sato")
			give(h, 6, part)
			h.do(7, "hub", KindCancel, Cancel{Order: h.order.ID})
		}, "canceled  7 | 1 shirt 2: g1 r0 | 2 tote 1: g1 r0"},
		"given after the web shop canceled": {func(h *host) {
			h.stage(4, "sato")
			h.do(5, "hub", KindCancel, Cancel{Order: h.order.ID})
			give(h, 6, HandOver{})
		}, "handed_over  6 | 1 shirt 2: g2 r0 | 2 tote 1: g1 r0"},
		"all refused": {func(h *host) {
			h.stage(5, "sato")
			h.do(6, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 1, Qty: 2, Reason: RefuseOther})
			h.do(7, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 2, Qty: 1, Reason: RefuseOther})
		}, "canceled refused 7 | 1 shirt 2: g0 r0 refused2 | 2 tote 1: g0 r0 refused1"},
		"nothing found, and the customer does without": {func(h *host) {
			h.do(1, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 1, Qty: 2, Reason: NotFound})
			h.do(2, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 2, Qty: 1, Reason: NotFound})
			h.do(3, "sato", KindAnswerShort, AnswerShort{Order: h.order.ID, Line: 1, Qty: 2, Choice: ChooseDrop})
			say(h, 4, "sato", ChooseDrop, nil)
		}, "canceled short 4 | 1 shirt 2: g0 r0 short2 | 2 tote 1: g0 r0 short1"},
	} {
		h := paid(t)
		tc.do(h)
		if got := newsText(h.order); got != tc.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, tc.want)
		}
	}
	h := paid(t)
	h.stage(5, "sato")
	if n := h.order.News(); n.Order != "1" || n.Store != shop || n.Number != "4821" || !n.Deadline.Equal(h.order.Deadline) || n.Lines[0].PriceTaxIn != 1000 {
		t.Errorf("%+v", n)
	}
	h.do(6, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 2, Qty: 1, Reason: RefuseOther})
	give(h, 7, HandOver{})
	if n := h.order.News(); n.RefundedTaxIn != 0 || !n.Deadline.IsZero() {
		t.Errorf("while it can be taken back: %+v", n)
	}
	h.do(17, "hub", KindOwe, Owe{Order: h.order.ID})
	if n := h.order.News(); n.RefundedTaxIn != 1000 {
		t.Errorf("%+v", n)
	}
	h = begin(t)
	h.stage(5, "sato")
	h.do(6, "sato", KindCollect, Collect{Order: h.order.ID, AmountTaxIn: 3000})
	if n := h.order.News(); !n.Collected {
		t.Errorf("%+v", n)
	}
}

// TestOrderNewsComeBack: whatever happens to an order, the news of it hold nobody's
// name and add up; and what comes back to what it was before does so in another
// round, so that a web shop that was told of what lay between is told of it again.
func TestOrderNewsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		o := shopOrder()
		o.Pay = Payment{State: Prepaid, TotalTaxIn: 3300}
		h.do(0, "hub", KindReceive, Receive{Order: o})
		seen, last := map[string]bool{}, ""
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			h.take(drawCommand(t, h, noon.Add(time.Duration(i*12)*time.Minute)))
			n := h.order.News()
			if n == nil {
				continue // the web shop knows better
			}
			b, err := json.Marshal(n)
			if err != nil || strings.Contains(string(b), "山田") || strings.Contains(string(b), "0900000") {
				t.Fatalf("%s %v", b, err)
			}
			for _, l := range n.Lines {
				if l.Given+l.Ready+l.Short+l.Substituted+l.Elsewhere+l.Refused > l.Qty || l.Given < 0 || l.Short < 0 {
					t.Fatalf("more than was ordered: %+v of %+v", l, h.order)
				}
			}
			now := fmt.Sprint(h.order.Rounds(), string(b))
			if now != last && seen[now] {
				t.Fatalf("the news of before under the same name: %s", now)
			}
			seen[now], last = true, now
		}
	})
}
