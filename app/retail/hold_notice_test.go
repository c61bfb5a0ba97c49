package retail

import "testing"

// told is a hold that waits for its notice, two pieces.
func told() *Hold {
	return &Hold{
		ID: "h-1", Store: shop, State: HoldHeld, Lines: []HoldLine{{No: 1, SKU: "shirt", Class: Regular, Qty: 2, Held: 2}},
		Notice: Notice{State: NoticeQueued, From: "handy-1", Dseq: 4},
	}
}

// TestHoldNotice: the notice leaves once, and only while the goods lie put by for
// somebody to whom they are promised.
func TestHoldNotice(t *testing.T) {
	st, n := State{Hold: told(), Role: RoleHub, Now: noon}, 0
	do := func(k Kind, b Body) Decision {
		t.Helper()
		n++
		c := Command{ID: CommandID(string(rune('a' + n))), Kind: k, Store: shop, Device: "handy-2", Dseq: int64(n), Staff: "sato", At: noon, Body: b}
		d := Decide(st, c)
		for _, h := range d.Holds {
			st.Hold = h
		}
		return d
	}
	start := func(id string) bool { return do(KindHoldNotice, HoldNotice{"h-1", id}).Verdict == Applied }
	keep := KeepHold{Hold: "h-1", Line: 1, Qty: 1, Code: "4", Entry: Scanned}
	if start("<1>") {
		t.Error("told before the goods lie ready")
	}
	do(KindHoldKeep, keep)
	if start("<1>") {
		t.Error("told when half of the goods lie ready")
	}
	do(KindHoldKeep, keep)
	if st.Hold.Notice.From != "handy-2" || st.Hold.Notice.Dseq != int64(n) {
		t.Errorf("the notice waits for %+v", st.Hold.Notice)
	}
	if d := do(KindHoldKeep, KeepHold{Hold: "h-1", Line: 1, Place: "K-2"}); len(d.Moves)+len(d.Raise) != 0 || st.Hold.Place != "K-2" || st.Hold.Lines[0].Kept != 2 {
		t.Errorf("carried to its place: %+v", d)
	}
	if !start("<1>") || start("<2>") {
		t.Error("not told, or twice")
	}
	do(KindHoldNoticed, HoldNoticed{"h-1", "<1>", NoticeQueued})
	if !start("<2>") {
		t.Error("what did not leave is not tried again")
	}
	do(KindHoldNoticed, HoldNoticed{"h-1", "<1>", NoticeSent})
	if st.Hold.Notice.State != NoticeSending {
		t.Error("another attempt's result was booked")
	}
	do(KindHoldNoticed, HoldNoticed{"h-1", "<2>", NoticeUnknown})
	if start("<3>") || !st.Hold.ToTell() {
		t.Error("what may have left leaves again by itself, or nobody is asked to tell")
	}
	do(KindHoldRenotice, RenoticeHold{"h-1"})
	if !start("<3>") {
		t.Error("staff asked for it again")
	}
	do(KindHoldNoticed, HoldNoticed{"h-1", "<3>", NoticeSent})
	do(KindHoldTold, ToldHold{"h-1"})
	if st.Hold.Notice.State != NoticeTold || st.Hold.Notice.Attempt != 3 || st.Hold.ToTell() {
		t.Errorf("%+v", st.Hold.Notice)
	}
	if l := st.Hold.Lines[0]; l.Held != 2 || l.Kept != 2 {
		t.Errorf("a notice moved stock: %+v", l)
	}
}

// TestHoldNoticeEnds: nobody is told of a promise that is over.
func TestHoldNoticeEnds(t *testing.T) {
	for k, b := range map[Kind]Body{
		KindHoldCollect: CollectHold{Hold: "h-1", Tag: "x"}, KindHoldRelease: ReleaseHold{Hold: "h-1"}, KindHoldExpire: ExpireHold{Hold: "h-1"},
	} {
		h := told()
		h.Lines[0].Kept, h.Until = 2, noon
		d := Decide(State{Hold: h, Role: RoleHub, Now: noon}, Command{ID: "c", Kind: k, Store: shop, At: noon, Body: b})
		if len(d.Holds) != 1 || d.Holds[0].Notice != (Notice{}) {
			t.Errorf("%v: %+v", k, d.Holds)
		}
		again := Command{ID: "d", Kind: KindHoldRenotice, Store: shop, At: noon, Body: RenoticeHold{"h-1"}}
		if Decide(State{Hold: d.Holds[0], Role: RoleStaff, Now: noon}, again).Verdict == Applied {
			t.Errorf("told again after %v", k)
		}
	}
}
