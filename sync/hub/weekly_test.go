package hub_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestWeeklyFigures: what a terminal is told of its shop is what the log says, in
// its own week, and another shop's work is not in it.
func TestWeeklyFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		l := w.listener(t)
		handy, other := w.enrol(shibuya).Device, w.enrol(shinjuku).Device
		o := w.order(shibuya, "A-1")
		w.push(handy, 0, w.command(1, retail.KindClaim, retail.ClaimOrder{Order: o.ID}))
		w.clock.Advance(2 * time.Minute)
		cmds := w.flow(o, 1)[1:]
		w.push(handy, 0, append([]retail.Command{w.command(2, retail.KindMismatch, retail.Mismatch{Order: o.ID, Line: 1, As: "wrong_size"})}, renumber(cmds, 3)...)...)
		token := w.link(o)
		if _, err := w.h.Say(t.Context(), token, retail.KindArrive); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
		w.push(handy, 0, w.command(6, retail.KindTakeCall, retail.TakeCall{Order: o.ID}))
		w.clock.Advance(2 * time.Minute)
		w.push(handy, 0, w.command(7, retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.ByCode, Bags: []string{"BG-1"}}))
		w.push(other, 0, w.command(1, retail.KindMismatch, retail.Mismatch{Order: "none", As: "wrong_item"}))
		w.clock.Advance(7 * 24 * time.Hour) // next week the customer finds out
		w.push(handy, 0, w.command(8, retail.KindWrongGoods, retail.WrongReport{Order: o.ID, Line: 1, What: retail.WrongItem, Qty: 1, Out: true}))

		var got wire.Weekly
		ask := func(query string) {
			t.Helper()
			rec := l.get(wire.PathWeekly + query)
			if got = (wire.Weekly{}); rec.Code != http.StatusOK || json.Unmarshal(rec.Body.Bytes(), &got) != nil {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
		}
		ask("?weeks=1")
		week := retail.WeekOf(w.clock.Now())
		if len(got.Weeks) != 1 || got.Weeks[0] != (retail.WeekFigures{Week: week, Figures: retail.Figures{Escaped: 1}}) {
			t.Errorf("this week: %+v", got.Weeks)
		}
		ask("")
		want := retail.Figures{Lines: 1, PickSecs: 120, Caught: 1, Ready: 1, InTime: 1, Calls: 1, CallSecs: 60, Waits: 1, WaitSecs: 180}
		if len(got.Weeks) != 2 || got.Weeks[0].Figures != want {
			t.Errorf("the week before: %+v\nwant %+v", got.Weeks, want)
		}
		ask("?weeks=1")
		if len(got.Weeks) != 1 || got.Weeks[0].Escaped != 1 {
			t.Errorf("told again: %+v", got.Weeks)
		}
		if beside, err := hub.WeeklyOf(t.Context(), w.s, shinjuku, w.clock.Now(), 3); err != nil || len(beside) != 1 || beside[0].Caught != 1 {
			t.Errorf("the other shop: %+v %v", beside, err)
		}
		for _, query := range []string{"?weeks=0", "?weeks=many"} {
			if rec := l.get(wire.PathWeekly + query); rec.Code != http.StatusBadRequest {
				t.Errorf("%s: %d", query, rec.Code)
			}
		}
	})
}

// renumber gives commands the numbers from the first one on.
func renumber(cmds []retail.Command, from int64) []retail.Command {
	for i := range cmds {
		cmds[i].Dseq = from + int64(i)
	}
	return cmds
}
