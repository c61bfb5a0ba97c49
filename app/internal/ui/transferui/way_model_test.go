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
		got := waysOf(c, v, modeOf(v), x.role)
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
		if got := waysOf(c, packing("SHINJUKU", 0), m, retail.RoleLead); m != modePick && len(got) > 0 {
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
