package transferui

import (
	"strings"
	"testing"

	"miseban/app/internal/transferring"
	"miseban/app/retail"
	"miseban/assets/words"
)

// packing is a transfer of 渋谷 that is being packed: picked of three pieces.
func packing(by retail.SiteID, picked int) transferring.View {
	t := &retail.Transfer{
		ID: "t", From: "SHIBUYA", To: "SHINJUKU", By: by,
		Lines: []retail.TransferLine{{SKU: "a", Class: retail.Regular, Asked: 3, Approved: 3, Picked: picked}},
		Out:   retail.TransferOut{State: retail.TransferPicking}, In: retail.TransferIn{State: retail.TransferAsked},
	}
	for range picked {
		t.Out.Scans = append(t.Out.Scans, retail.TransferScan{Box: retail.BoxID(t.ID, 1), SKU: "a", Class: retail.Regular, Qty: 1})
	}
	return transferring.View{Transfer: t, Here: "SHIBUYA", Row: transferring.Row{Sends: true, State: t.State()}}
}

// TestWaysOut: goods that are not on their shelf are no dead end. What is in the
// boxes may leave, the other shop may be told, and a shop's own plan taken back.
func TestWaysOut(t *testing.T) {
	c := book(t, words.Ja)
	for name, x := range map[string]struct {
		by     retail.SiteID
		picked int
		role   retail.Role
		want   []way
		may    []bool
	}{
		"nothing found":          {"SHINJUKU", 0, retail.RoleLead, []way{wayDecline}, []bool{true}},
		"a part found":           {"SHINJUKU", 2, retail.RoleLead, []way{waySend, wayDecline}, []bool{true, true}},
		"a part, by a part-time": {"SHINJUKU", 2, retail.RoleStaff, []way{waySend, wayDecline}, []bool{true, false}},
		"all found":              {"SHINJUKU", 3, retail.RoleLead, []way{wayDecline}, []bool{true}},
		"own plan, nothing":      {"SHIBUYA", 0, retail.RoleStaff, []way{wayCancel}, []bool{true}},
		"own plan, a part":       {"SHIBUYA", 1, retail.RoleStaff, []way{waySend, wayCancel}, []bool{true, true}},
	} {
		v := packing(x.by, x.picked)
		got := endsOf(c, v, modeOf(v), x.role)
		if len(got) != len(x.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, w := range got {
			if w.Way != x.want[i] || w.May != x.may[i] || w.Text == "" || strings.HasPrefix(w.Sub, "[") {
				t.Errorf("%s: row %d is %+v, want way %d", name, i, w, x.want[i])
			}
		}
	}
	for m := modeWait; m <= modeOver; m++ {
		if got := endsOf(c, packing("SHINJUKU", 0), m, retail.RoleLead); m != modePick && m != modeReceive && len(got) > 0 {
			t.Errorf("mode %d has %+v", m, got)
		}
	}
}

// TestDispatchSaysWhatStays: who sends without the rest reads how many pieces do
// not leave; who sends all of it reads no warning.
func TestDispatchSaysWhatStays(t *testing.T) {
	c := book(t, words.Ja)
	if d := dispatchAsk(c, packing("SHINJUKU", 2)); d.Title != c.T("transfer.rest.ask") || !strings.Contains(d.Body, "1点") {
		t.Errorf("2 of 3: %+v", d)
	}
	if d := dispatchAsk(c, packing("SHINJUKU", 3)); d.Title != c.T("transfer.dispatch.ask") {
		t.Errorf("all: %+v", d)
	}
	if got := cancelBody(c, packing("SHIBUYA", 1)); got != c.T("transfer.cancel.own.back") {
		t.Errorf("boxes are not emptied: %s", got)
	}
}

// coming is a transfer to 渋谷 of which so many of three pieces came; loose is a
// delivery that nobody had announced.
func coming(came int, loose bool) transferring.View {
	t := &retail.Transfer{
		ID: "t", From: "SHINJUKU", To: "SHIBUYA", By: "SHIBUYA", Why: retail.ForShelf,
		Lines: []retail.TransferLine{{SKU: "a", Class: retail.Regular, Asked: 3, Sent: 3, Received: came}},
		Out:   retail.TransferOut{State: retail.InTransit}, In: retail.TransferIn{State: retail.TransferAsked},
	}
	if loose {
		t.From, t.Why, t.Lines = retail.Outside, retail.Delivery, nil
	}
	return transferring.View{Transfer: t, Here: "SHIBUYA", Row: transferring.Row{State: t.State()}}
}

// TestNothingCame: a parcel that was lost is closed with all of it missing, a
// receipt that was begun by mistake disappears, and where something came there is
// no such row.
func TestNothingCame(t *testing.T) {
	for _, l := range []words.Lang{words.Ja, words.En} {
		c := book(t, l)
		for name, x := range map[string]struct {
			v     transferring.View
			blind bool
			rows  int
			title string
			then  string
		}{
			"lost":        {coming(0, false), false, 1, "transfer.none.ask", "transfer.finished"},
			"lost, blind": {coming(0, false), true, 1, "transfer.none.ask", "transfer.finished"},
			"mistake":     {coming(0, true), false, 1, "transfer.drop.ask", "transfer.dropped"},
			"a part":      {coming(1, false), false, 0, "transfer.finish.ask", "transfer.finished"},
		} {
			if got := endsOf(c, x.v, modeOf(x.v), retail.RoleStaff); len(got) != x.rows || x.rows > 0 && got[0].Way != wayNone {
				t.Errorf("%v %s: rows %+v", l, name, got)
			}
			q := finishAsk(c, x.v, x.blind)
			if q.title != c.T(x.title) || q.then != x.then || !c.Has(q.then) || strings.HasPrefix(q.body, "[") {
				t.Errorf("%v %s: asked %+v", l, name, q)
			}
			if x.blind && strings.Contains(q.body, "3") {
				t.Errorf("%v %s: the hidden list shows: %s", l, name, q.body)
			}
		}
	}
}

// TestBlindEndGivesNothingAway: while the list is hidden the end of the receiving
// stands where it stands, however many pieces came.
func TestBlindEndGivesNothingAway(t *testing.T) {
	for done := 1; done < 6; done++ {
		if got := endOf(done, 3, true); got != endAside {
			t.Errorf("%d of 3: %d", done, got)
		}
	}
	if endOf(2, 3, false) != endAside || endOf(3, 3, false) != endMain || endOf(0, 3, true) != endNot {
		t.Error("with the list the end follows from it")
	}
}

// TestATornLabelIsNoDeadEnd: wherever goods are scanned their digits can be typed.
func TestATornLabelIsNoDeadEnd(t *testing.T) {
	c := book(t, words.Ja)
	for m := modeWait; m <= modeOver; m++ {
		ways := waysOf(c, packing("SHINJUKU", 1), m, retail.RoleStaff)
		hand := len(ways) > 0 && ways[len(ways)-1].Way == wayHand
		if want := m == modePick || m == modeReceive || m == modeBack; hand != want {
			t.Errorf("mode %d: typed %v, want %v", m, hand, want)
		}
	}
}
