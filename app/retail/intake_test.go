package retail

import (
	"testing"
	"time"
)

func TestReceive(t *testing.T) {
	id := shopOrder().ID
	receive := func(h *host, change func(*Order)) Decision {
		o := shopOrder()
		change(&o)
		return h.do(5, "hub", KindReceive, Receive{Order: o})
	}
	tell(t, []story{
		{"twice", func(h *host) { receive(h, func(*Order) {}) }, Received, func(h *host) bool { return len(h.order.Steps) == 1 }, nil},
		{"lines changed before anybody began", func(h *host) {
			receive(h, func(o *Order) {
				o.Lines = []Line{{SKU: "tote", Qty: 3, Picked: 9, Gone: 1, Gaps: []Gap{{Qty: 1, Reason: SoldOut}}}, {SKU: "shirt", Qty: 1}}
			})
		}, Received, func(h *host) bool {
			return h.order.Lines[0].No == 1 && h.order.Lines[1].No == 2 && h.order.Line(1).SKU == "tote" && level(h, "tote", Regular).Allocated == 3
		}, nil},
		{"lines changed while picking", func(h *host) {
			h.pick(1, "sato", 1, 1)
			receive(h, func(o *Order) { o.Lines[1].Qty = 4 })
		}, Picking, func(h *host) bool { return h.order.Lines[1].Qty == 1 }, []ExceptionKind{ExOrderChanged}},
		{"paid meanwhile", func(h *host) {
			h.pick(1, "sato", 1, 1)
			receive(h, func(o *Order) { o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000} })
		}, Picking, func(h *host) bool { return h.order.Pay.State == Prepaid && h.order.Pay.DueTaxIn == 0 }, nil},
		{
			"promised for later", func(h *host) { receive(h, func(o *Order) { o.PromisedAt = noon.Add(9 * time.Hour) }) }, Received,
			func(h *host) bool { return h.order.PromisedAt.Equal(noon.Add(9 * time.Hour)) }, nil,
		},
		{
			"sent to another shop", func(h *host) { receive(h, func(o *Order) { o.Store = "SHINJUKU" }) }, Received,
			func(h *host) bool { return h.order.Store == shop },
			[]ExceptionKind{ExOrderChanged},
		},
		{"after the cancel", func(h *host) {
			h.do(1, "hub", KindCancel, Cancel{Order: id})
			receive(h, func(o *Order) { o.Lines[0].Qty = 9 })
		}, Canceled, nil, nil},
		{"canceled after the handover", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(2, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
			h.do(3, "hub", KindCancel, Cancel{Order: id})
		}, HandedOver, nil, []ExceptionKind{ExCancelAfterHandover}},
		{"expired too early", func(h *host) { h.stage(1, "sato"); h.do(299, "hub", KindExpire, Expire{Order: id}) }, Staged, nil, nil},
	})
	o := shopOrder()
	o.Deadline = time.Time{}
	o.State = Staged
	if d := Decide(State{Order: &o, Role: RoleHub}, newHost().command(noon, HubDevice, "", KindExpire, Expire{Order: o.ID})); d.Verdict != Rejected {
		t.Errorf("an order without a deadline expired: %+v", d)
	}
}

func TestCollect(t *testing.T) {
	id := shopOrder().ID
	take := func(h *host, who string, yen Yen) {
		h.do(3, who, KindCollect, Collect{Order: id, AmountTaxIn: yen, Receipt: who})
	}
	pay := func(s PayState, due Yen) func(*host) bool {
		return func(h *host) bool { return h.order.Pay.State == s && h.order.Pay.DueTaxIn == due }
	}
	tell(t, []story{
		{"all", func(h *host) { take(h, "sato", 3000) }, Received, pay(Collected, 0), nil},
		{"in two parts", func(h *host) { take(h, "sato", 1000); take(h, "sato", 2000) }, Received, pay(Collected, 0), nil},
		{"at two tills", func(h *host) { take(h, "sato", 3000); take(h, "suzuki", 3000) }, Received, pay(Collected, 0), []ExceptionKind{ExStateClash}},
		{"too much", func(h *host) { take(h, "sato", 5000) }, Received, pay(Collected, 0), []ExceptionKind{ExStateClash}},
		{"nothing", func(h *host) { take(h, "sato", 0) }, Received, pay(PayAtPickup, 3000), []ExceptionKind{ExStateClash}},
		{"less than nothing", func(h *host) { take(h, "sato", -500) }, Received, pay(PayAtPickup, 3000), []ExceptionKind{ExStateClash}},
		{"for an order that is no more", func(h *host) { h.do(1, "hub", KindCancel, Cancel{Order: id}); take(h, "sato", 3000) }, Canceled, pay(Collected, 0), []ExceptionKind{ExStateClash}},
	})
}

func TestRoles(t *testing.T) {
	o := shopOrder()
	st := func(r Role) State { return State{Order: &o, Role: r} }
	h := newHost()
	if d := Decide(st(RoleStaff), h.command(noon, "handy-1", "sato", KindDecline, Decline{Order: o.ID})); d.Verdict != Rejected || d.Code != NotAllowed {
		t.Errorf("a part-timer declined: %+v", d)
	}
	if d := Decide(st(RoleLead), h.command(noon, "handy-1", "sato", KindDecline, Decline{Order: o.ID})); d.Verdict != Applied || d.Order.State != Declined {
		t.Errorf("a lead could not decline: %+v", d)
	}
	d := Decide(st(RoleDevice), h.command(noon, "handy-1", "", KindPick, PickItem{Order: o.ID, Line: 1, SKU: "shirt", Qty: 1}))
	if d.Verdict != AppliedException || d.Order == nil || d.Order.PickedPieces() != 1 || d.Raise[0].Kind != ExNotAllowed {
		t.Errorf("a pick by nobody known: %+v", d)
	}
}

func TestSettle(t *testing.T) {
	x := Exception{ID: "x-1", OpenedAt: noon}
	c := newHost().command(noon, "handy-1", "sato", KindSettle, Settle{Exception: "x-1", How: "found"})
	d := Decide(State{Exception: &x, Role: RoleLead}, c)
	if d.Verdict != Applied || d.Exception == nil || d.Exception.Open() || d.Exception.ClosedBy != "sato" || !x.Open() {
		t.Errorf("%+v, given %+v", d, x)
	}
	if d = Decide(State{Exception: d.Exception, Role: RoleLead}, c); d.Code != AlreadySo || d.Exception != nil {
		t.Errorf("settled twice: %+v", d)
	}
}
