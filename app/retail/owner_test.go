package retail

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestLead: a shop's own lead before one of every shop, and anybody before nobody.
func TestLead(t *testing.T) {
	all := []Staff{
		{ID: "away", Role: RoleLead, Active: true, Stores: []SiteID{otherShop}},
		{ID: "gone", Role: RoleLead, Stores: []SiteID{shop}},
		{ID: "b", Role: RoleStaff, Active: true, Stores: []SiteID{shop}},
		{ID: "a", Role: RoleStaff, Active: true},
		{ID: "area", Role: RoleManager, Active: true},
		{ID: "boss", Role: RoleManager, Active: true, Stores: []SiteID{shop}},
		{ID: "lead", Role: RoleLead, Active: true, Stores: []SiteID{shop}},
	}
	for i, want := range []StaffID{"lead", "boss", "area", "a", "b", ""} {
		if got := Lead(all, shop); got != want {
			t.Errorf("%d: %q leads, want %q", i, got, want)
		}
		for j := range all {
			if all[j].ID == want {
				all[j].Active = false
			}
		}
	}
}

// sending is a transfer of shirts that the shop promised.
func sending(id TransferID, approved, picked int, at time.Time) *Transfer {
	t := &Transfer{
		ID: id, Number: TransferNumber(id), From: shop, To: otherShop, By: otherShop, Why: ForShelf, Asked: Step{Kind: KindAskTransfer, At: at, Staff: "abe"},
		Lines: []TransferLine{{SKU: "shirt", Class: Regular, Asked: approved, Approved: approved, Picked: picked}},
		Out:   TransferOut{State: TransferApproved, Staff: "mori", At: at, Rev: 1}, In: TransferIn{State: TransferAsked, At: at},
	}
	for i := range picked {
		t.Out.State = TransferPicking
		t.Out.Scans = append(t.Out.Scans, TransferScan{Cmd: CommandID(fmt.Sprint(id, "-", i)), SKU: "shirt", Class: Regular, Qty: 1})
	}
	return t
}

// TestTransferSoldAway: a sale of what was promised to another shop names the
// transfer, tells that shop, and is the task of who promised it.
func TestTransferSoldAway(t *testing.T) {
	tr := sending("t-1", 3, 1, noon)
	st := State{Level: &StockLevel{StockKey: StockKey{shop, "shirt", Regular}, OnHand: 3, Allocated: 3, Picked: 1}, Sends: []*Transfer{tr}, Role: RoleHub, Now: noon}
	d := Decide(st, Command{ID: "c", Kind: KindSale, Store: shop, At: noon, Device: HubDevice, Body: Sale{SKU: "shirt", Class: Regular, Qty: 1}})
	if len(d.Raise) != 1 || d.Raise[0].Kind != ExOversold || d.Raise[0].Transfer != "t-1" || d.Raise[0].Number != tr.Number || d.Raise[0].Assignee != "mori" || d.Raise[0].Qty != 1 || len(d.Raise[0].People) != 3 {
		t.Fatalf("%+v", d.Raise)
	}
	if len(d.Sends) != 1 || d.Sends[0].Lines[0].Approved != 2 || len(d.Letters) != 1 || d.Letters[0].To != otherShop || tr.Lines[0].Approved != 3 {
		t.Errorf("%+v, %d letters", d.Sends, len(d.Letters))
	}
	if len(d.Moves) != 2 || d.Moves[1].Allocated != -1 || d.Moves[1].N != 1 || d.Moves[1].Transfer != "t-1" {
		t.Errorf("%+v", d.Moves)
	}
	st.Sends = []*Transfer{sending("t-2", 1, 0, noon)}
	st.Level = &StockLevel{StockKey: st.Level.StockKey, OnHand: 1, Allocated: 1}
	d = Decide(st, Command{ID: "c", Kind: KindReclass, Store: shop, At: noon, Staff: "sato", Body: Reclass{SKU: "shirt", From: Regular, To: Damaged, Qty: 1, Reason: ReclassFlaw}})
	if len(d.Sends) != 1 || d.Sends[0].Out.State != TransferDeclined || d.Raise[0].Transfer != "t-2" {
		t.Errorf("nothing is left of it: %+v %+v", d.Sends, d.Raise)
	}
}

// TestReclassNamesTheHold: held goods that are found flawed break the hold by name;
// nobody takes it for what its customer bought.
func TestReclassNamesTheHold(t *testing.T) {
	h := &Hold{
		ID: "h-1", Number: "0042", Store: shop, State: HoldHeld, MadeAt: noon.Add(-time.Hour), Until: noon.Add(time.Hour), Pay: PayLater,
		Lines: []HoldLine{{No: 1, SKU: "shirt", Class: Regular, Qty: 1, Held: 1}}, Steps: []Step{{Kind: KindHold, Staff: "mori", At: noon.Add(-time.Hour)}},
	}
	st := State{Level: &StockLevel{StockKey: StockKey{shop, "shirt", Regular}, OnHand: 1, Held: 1}, Holds: []*Hold{h}, Role: RoleStaff, Now: noon}
	d := Decide(st, Command{ID: "c", Kind: KindReclass, Store: shop, At: noon, Staff: "sato", Body: Reclass{SKU: "shirt", From: Regular, To: Damaged, Qty: 1, Reason: ReclassFlaw}})
	if len(d.Raise) != 1 || d.Raise[0].Kind != ExHoldBroken || d.Raise[0].Hold != "h-1" || d.Raise[0].Number != "0042" || d.Raise[0].Assignee == "" {
		t.Fatalf("%+v", d.Raise)
	}
	if len(d.Holds) != 1 || d.Holds[0].State != HoldBroken || d.Holds[0].Lines[0].Rung != 0 {
		t.Errorf("%+v", d.Holds)
	}
}

// TestBrokenPromisesAreOwned: whatever is sold or found flawed, and whoever it was
// promised to, each broken promise that somebody had in hand, or broke, is that
// person's; the pieces that are missing are all named, and no piece is taken twice.
func TestBrokenPromisesAreOwned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := State{Role: RoleHub, Now: noon}
		key := StockKey{shop, "shirt", Regular}
		l := StockLevel{StockKey: key}
		for i := range rapid.IntRange(0, 3).Draw(t, "orders") {
			n := rapid.IntRange(1, 3).Draw(t, "pieces")
			o := &Order{
				ID: OrderID(fmt.Sprint("o-", i)), Store: shop, State: Picking, PlacedAt: noon.Add(-time.Duration(rapid.IntRange(1, 99).Draw(t, "at")) * time.Minute),
				Claim: &Claim{Staff: "picker"}, Lines: []Line{{No: 1, SKU: "shirt", Qty: n, Alloc: n}},
			}
			l.Allocated += n
			st.Promised = append(st.Promised, o)
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "holds") {
			n := rapid.IntRange(1, 3).Draw(t, "pieces")
			at := noon.Add(-time.Duration(rapid.IntRange(1, 99).Draw(t, "at")) * time.Minute)
			st.Holds = append(st.Holds, &Hold{
				ID: HoldID(fmt.Sprint("h-", i)), Store: shop, State: HoldHeld, MadeAt: at, Until: noon.Add(time.Hour), Pay: PayLater,
				Lines: []HoldLine{{No: 1, SKU: "shirt", Class: Regular, Qty: n, Held: n}}, Steps: []Step{{Kind: KindHold, Staff: "holder", At: at}},
			})
			l.Held += n
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "transfers") {
			n := rapid.IntRange(1, 3).Draw(t, "pieces")
			st.Sends = append(st.Sends, sending(TransferID(fmt.Sprint("t-", i)), n, 0, noon.Add(-time.Duration(rapid.IntRange(1, 99).Draw(t, "at"))*time.Minute)))
			l.Allocated += n
		}
		l.OnHand = l.Allocated + l.Held + rapid.IntRange(0, 2).Draw(t, "free")
		st.Level = &l
		qty := rapid.IntRange(1, 8).Draw(t, "qty")
		c := Command{ID: "c", Kind: KindReclass, Store: shop, At: noon, Staff: "sato", Device: "d", Body: Reclass{SKU: "shirt", From: Regular, To: Damaged, Qty: qty, Reason: ReclassFlaw}}
		if rapid.Bool().Draw(t, "till") {
			c.Kind, c.Staff, c.Device, c.Body = KindSale, "", HubDevice, Sale{SKU: "shirt", Class: Regular, Qty: qty}
			st.Holds = nil // what their customers bought is another test's
			l.Held = 0
			l.OnHand = l.Allocated
		}
		d := Decide(st, c)
		named := 0
		for _, x := range d.Raise {
			if !x.Kind.Promise() {
				continue
			}
			nameless := x.Order == "" && x.Hold == "" && x.Transfer == ""
			if x.Assignee == "" && !(nameless && c.Staff == "") {
				t.Fatalf("nobody owns %+v", x)
			}
			if x.Kind != ExShortage && !nameless {
				named += x.Qty
			}
		}
		after := l
		for i, m := range d.Moves {
			if m.N != i {
				t.Fatalf("the %dth movement is numbered %d", i, m.N)
			}
			if m.Key == key {
				after = after.Apply(m)
			}
		}
		if lack := after.Allocated + after.Held - max(0, after.OnHand); lack > max(0, qty-l.OnHand) {
			t.Fatalf("%d are promised twice: %+v, before %+v, %+v", lack, after, l, d.Raise)
		}
		if want := min(qty, l.OnHand) - (l.OnHand - l.Allocated - l.Held); want > 0 && named < want {
			t.Fatalf("%d of %d pieces are named: %+v", named, want, d.Raise)
		}
	})
}
