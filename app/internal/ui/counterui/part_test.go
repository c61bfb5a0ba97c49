package counterui

import (
	"slices"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/retail"
)

// TestPartOnTheScreen: what stays is kept in mind and said, what is refused is asked
// for once with its reason.
func TestPartOnTheScreen(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		v := allBags(ready())
		v.Order.Lines = append(v.Order.Lines, retail.Line{No: 2, Name: "トート", Qty: 1, Picked: 1})
		v.Pieces = 4
		s := &counter{present: shows(v)}
		f := open(t, shape, s, page.Handover{})
		f.Screen.Scan(customer)
		f.UntilSeen("お渡しできます")
		f.Tap("一部だけお渡し・受け取らない")
		f.UntilSeen("商品をえらんでください")
		f.Tap(v.Order.Lines[0].Name)
		f.Tap("あとで受け取る")
		f.Tap("決める")
		f.UntilSeen("あとで 1点")
		f.Tap("一部だけお渡し・受け取らない")
		f.Tap(v.Order.Lines[1].Name)
		f.Tap("サイズが合わない")
		f.Tap("決める")
		f.Until(func() bool { return slices.Contains(s.calls, "refuse 1 of 2: size") })
		if !slices.Contains(s.calls, "later 1 of 1, [a b] stay") {
			t.Errorf("asked %v", s.calls)
		}
	}
}

// TestUndoOnTheScreen: staff ask a manager first; a handover that is too old has no
// such button.
func TestUndoOnTheScreen(t *testing.T) {
	used := ready()
	used.Answer, used.Order.State, used.Undo = retail.PickupUsed, retail.HandedOver, &retail.Handover{}
	back := ready()
	s := &counter{present: shows(used), view: back}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("引き渡しを取り消す")
	f.Tap("引き渡しを取り消す")
	f.UntilSeen("店長が確かめてください")
	for _, d := range "1234" {
		f.Tap(string(d))
	}
	f.UntilSeen("お渡しできます")
	if want := "undo o-4821 by m"; !slices.Contains(s.calls, want) {
		t.Errorf("asked %v, want %s", s.calls, want)
	}
	used.Undo = nil
	f = open(t, page.Handheld, &counter{present: shows(used)}, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできません")
	if f.Sees("引き渡しを取り消す") {
		t.Error("it can be taken back for ever")
	}
}
