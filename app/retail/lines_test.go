package retail

import (
	"testing"
	"time"
)

// story is what happened to the received order, and what must be so in the end.
type story struct {
	name  string
	tell  func(h *host)
	state OrderState
	check func(h *host) bool
	open  []ExceptionKind
}

func tell(t *testing.T, stories []story) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			h := begin(t)
			s.tell(h)
			if h.order.State != s.state {
				t.Errorf("%v, want %v", h.order.State, s.state)
			}
			if s.check != nil && !s.check(h) {
				t.Errorf("not as it should be: %+v\n%+v", h.order, h.stock)
			}
			if err := h.books(); err != nil {
				t.Error(err)
			}
			want := map[ExceptionKind]int{}
			for _, k := range s.open {
				want[k]++
			}
			for _, k := range ExceptionKinds() {
				if got := h.kindsOpen(k); got != want[k] {
					t.Errorf("%d open of %v, want %d", got, k, want[k])
				}
			}
		})
	}
}

func level(h *host, sku SKUID, class StockClass) StockLevel {
	return h.stock[StockKey{shop, sku, class}]
}

func TestLines(t *testing.T) {
	id := shopOrder().ID
	short := func(h *host, line, qty int, why ShortReason) Decision {
		return h.do(2, "sato", KindShort, ShortLine{Order: id, Line: line, Qty: qty, Reason: why})
	}
	tell(t, []story{
		{"all goes well", func(h *host) {
			h.stage(1, "sato")
			h.do(9, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(9, "sato", KindHandover, HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}})
		}, HandedOver, func(h *host) bool {
			return level(h, "shirt", Regular).OnHand == 48 && level(h, "tote", Regular).OnHand == 49
		}, nil},

		{"not found, then all settled", func(h *host) {
			h.pick(1, "sato", 1, 2)
			short(h, 2, 1, NotFound)
		}, Short, func(h *host) bool {
			return level(h, "tote", Regular).Doubt && level(h, "tote", Regular).Available() == 0
		}, []ExceptionKind{ExRecount, ExShortage}},

		{"two reasons on one line, then both found", func(h *host) {
			short(h, 1, 1, NotFound)
			short(h, 1, 1, DamagedGoods)
			h.do(3, "sato", KindFound, FoundLine{Order: id, Line: 1})
		}, Picking, func(h *host) bool {
			return level(h, "shirt", BGrade).OnHand == 0 && level(h, "shirt", Regular).OnHand == 50 && h.order.Lines[0].Alloc == 2
		}, []ExceptionKind{ExRecount}},

		{"damaged goes to B", func(h *host) { short(h, 1, 1, DamagedGoods) }, Picking, func(h *host) bool {
			return level(h, "shirt", BGrade).OnHand == 1 && level(h, "shirt", Regular).OnHand == 49 && level(h, "shirt", Regular).Allocated == 1
		}, nil},

		{"one of two short lines found and picked: short again", func(h *host) {
			short(h, 1, 2, SoldOut)
			short(h, 2, 1, SoldOut)
			h.do(3, "sato", KindFound, FoundLine{Order: id, Line: 2})
			h.pick(4, "sato", 2, 1)
		}, Short, nil, []ExceptionKind{ExShortage}},

		{"a colleague finds what was given up", func(h *host) {
			h.do(1, "sato", KindClaim, ClaimOrder{Order: id})
			short(h, 2, 1, DisplayOnly)
			h.pick(3, "suzuki", 2, 1)
		}, Picking, func(h *host) bool {
			return h.order.Lines[1].Short == 0 && level(h, "tote", Display).OnHand == 1 && level(h, "tote", Regular).Allocated == 1
		}, []ExceptionKind{ExPickedWithoutClaim}},

		{"short does not take a colleague's claim", func(h *host) {
			h.do(1, "suzuki", KindClaim, ClaimOrder{Order: id})
			short(h, 2, 1, SoldOut)
		}, Picking, func(h *host) bool { return h.order.Claim.Staff == "suzuki" }, nil},

		{"surplus, put back, first scan undone: looked for again", func(h *host) {
			first := h.pick(1, "sato", 1, 2)
			h.pick(1, "sato", 1, 2)
			h.do(2, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
			h.do(2, "sato", KindUndoPick, UndoPick{Order: id, Line: 1, Pick: first})
		}, Picking, func(h *host) bool { return h.order.Lines[0].Open() == 2 }, []ExceptionKind{ExExtraPick}},

		{"put back and undone are not the same pieces twice", func(h *host) {
			pick := h.pick(1, "sato", 1, 2)
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.do(3, "suzuki", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
			h.do(3, "sato", KindUndoPick, UndoPick{Order: id, Line: 1, Pick: pick})
		}, Canceled, nil, []ExceptionKind{ExStateClash}},

		{"undone after the cancel is put back", func(h *host) {
			pick := h.pick(1, "sato", 1, 2)
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.do(3, "sato", KindUndoPick, UndoPick{Order: id, Line: 1, Pick: pick})
		}, Canceled, func(h *host) bool { return level(h, "shirt", Regular).Picked == 0 }, nil},
	})
}

func TestLinesAfterwards(t *testing.T) {
	id := shopOrder().ID
	short := func(h *host, line, qty int, why ShortReason) Decision {
		return h.do(2, "sato", KindShort, ShortLine{Order: id, Line: line, Qty: qty, Reason: why})
	}
	tell(t, []story{
		{"undone after staging", func(h *host) {
			pick := h.pick(1, "sato", 1, 2)
			h.stage(2, "sato")
			h.do(3, "suzuki", KindUndoPick, UndoPick{Order: id, Line: 1, Pick: pick})
		}, Staged, func(h *host) bool { return h.order.PickedPieces() == 3 }, []ExceptionKind{ExStateClash}},

		{"put back after the cancel, a later pick too", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.do(3, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
			h.do(3, "sato", KindPutBack, PutBackItem{Order: id, Line: 2, Qty: 1})
			h.pick(4, "suzuki", 2, 1)
		}, Canceled, func(h *host) bool { return h.order.Bags == nil && level(h, "tote", Regular).Picked == 1 }, []ExceptionKind{ExPutBack}},

		{"more put back than was taken", func(h *host) {
			h.pick(1, "sato", 2, 1)
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.do(3, "sato", KindPutBack, PutBackItem{Order: id, Line: 2, Qty: 2})
		}, Canceled, nil, []ExceptionKind{ExPutBack, ExStateClash}},

		{"surplus after the handover goes back, the customer's pieces do not", func(h *host) {
			h.stage(1, "sato")
			h.do(9, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(9, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
			h.pick(1, "suzuki", 1, 1)
			h.do(10, "suzuki", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
			h.do(10, "suzuki", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 1})
		}, HandedOver, func(h *host) bool { return level(h, "shirt", Regular).Picked == 0 && len(h.order.Bags) == 1 }, []ExceptionKind{ExPutBack, ExStateClash}},

		{"handed over after everything was put back", func(h *host) {
			h.stage(1, "sato")
			h.do(301, "hub", KindExpire, Expire{Order: id})
			h.do(302, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
			h.do(302, "sato", KindPutBack, PutBackItem{Order: id, Line: 2, Qty: 1})
			h.do(303, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(303, "suzuki", KindHandover, HandOver{Order: id})
		}, HandedOver, func(h *host) bool { return level(h, "shirt", Regular).OnHand == 48 }, []ExceptionKind{ExHandoverNotStaged}},

		{"handed over although canceled", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.do(3, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
		}, HandedOver, nil, []ExceptionKind{ExHandoverAfterCancel, ExHandoverUnpaid}},

		{"handed over twice", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindHandover, HandOver{Order: id})
			h.do(3, "suzuki", KindHandover, HandOver{Order: id})
		}, HandedOver, func(h *host) bool { return h.order.Handover.Staff == "sato" }, []ExceptionKind{ExHandoverUnpaid, ExBagMissing, ExDoubleHandover}},

		{"staged twice", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "suzuki", KindStage, StageOrder{Order: id})
		}, Staged, func(h *host) bool { return h.order.Notice.From == "handy-sato" }, nil},

		{"a pick for a bag that is put away", func(h *host) {
			h.pick(1, "sato", 1, 2)
			h.do(2, "sato", KindStageBag, StageBag{Order: id, Slot: "B-12", Label: "bag1", No: 1})
			h.do(2, "sato", KindStage, StageOrder{Order: id})
			h.pick(1, "suzuki", 2, 1)
		}, Staged, nil, []ExceptionKind{ExStagedIncomplete, ExStateClash}},

		{"canceled after declined", func(h *host) {
			h.do(1, "sato", KindDecline, Decline{Order: id})
			h.do(2, "hub", KindCancel, Cancel{Order: id})
		}, Declined, nil, nil},

		{"canceled while short", func(h *host) {
			short(h, 1, 2, SoldOut)
			short(h, 2, 1, SoldOut)
			h.do(2, "hub", KindCancel, Cancel{Order: id})
		}, Canceled, nil, nil},
	})
}

func TestPromisesAndMoneyAfterwards(t *testing.T) {
	id := shopOrder().ID
	tell(t, []story{
		{"goods of a canceled order are promised to nobody until they are back", func(h *host) {
			h.pick(1, "sato", 1, 2)
			h.do(2, "hub", KindCancel, Cancel{Order: id})
			h.pick(3, "suzuki", 2, 1) // not heard of it yet
			h.do(4, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 1})
		}, Canceled, func(h *host) bool {
			return level(h, "shirt", Regular).Available() == 49 && level(h, "tote", Regular).Available() == 49
		}, []ExceptionKind{ExPutBack}},

		{"goods of an expired order may still be collected: nobody else gets them", func(h *host) {
			h.stage(1, "sato")
			h.do(600, "hub", KindExpire, Expire{Order: id})
			if n := level(h, "shirt", Regular).Available(); n != 48 {
				panic(n)
			}
			h.do(601, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(602, "sato", KindHandover, HandOver{Order: id, Proof: ByIdentity, Bags: []string{"bag1"}})
		}, HandedOver, func(h *host) bool {
			l := level(h, "shirt", Regular)
			return l.OnHand == 48 && l.Available() == 48 && l.Allocated == 0
		}, nil},

		{"paid after the handover", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindHandover, HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}})
			if h.kindsOpen(ExHandoverUnpaid) != 1 {
				panic("nobody asks for the money")
			}
			h.do(3, "suzuki", KindCollect, Collect{Order: id, AmountTaxIn: 1000})
			if h.kindsOpen(ExHandoverUnpaid) != 1 {
				panic("a part is not all")
			}
			h.do(4, "suzuki", KindCollect, Collect{Order: id, AmountTaxIn: 2000})
		}, HandedOver, func(h *host) bool { return h.order.Pay.State == Collected }, nil},

		{"paid in the web shop after the handover", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindHandover, HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}})
			o := shopOrder()
			o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000}
			h.do(3, "hub", KindReceive, Receive{Order: o})
		}, HandedOver, func(h *host) bool { return h.order.Pay.State == Prepaid }, nil},
	})
}

func TestClaim(t *testing.T) {
	id := shopOrder().ID
	for _, c := range []struct {
		name   string
		minute int
		who    string
		body   ClaimOrder
		want   Verdict
		holder StaffID
		until  int // minutes
	}{
		{"a colleague is too late", 10, "suzuki", ClaimOrder{Order: id}, Rejected, "sato", 30},
		{"taken over knowingly", 10, "suzuki", ClaimOrder{Order: id, TakeOver: true}, Applied, "suzuki", 40},
		{"the lease ran out", 30, "suzuki", ClaimOrder{Order: id}, Applied, "suzuki", 60},
		{"one second before", 29, "suzuki", ClaimOrder{Order: id}, Rejected, "sato", 30},
		{"goes on", 20, "sato", ClaimOrder{Order: id}, Applied, "sato", 50},
		{"a late word of one's own does not shorten", -20, "sato", ClaimOrder{Order: id}, Applied, "sato", 30},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := begin(t)
			h.do(0, "sato", KindClaim, ClaimOrder{Order: id})
			d := h.do(c.minute, c.who, KindClaim, c.body)
			want := noon.Add(time.Duration(c.until) * time.Minute)
			if d.Verdict != c.want || h.order.Claim.Staff != c.holder || !h.order.Claim.Until.Equal(want) {
				t.Errorf("%v, claim %+v, want %v for %s until %s", d.Verdict, h.order.Claim, c.want, c.holder, want)
			}
		})
	}
	h := begin(t)
	h.pick(1, "sato", 1, 1)
	h.do(2, "sato", KindRelease, Release{Order: id})
	if h.order.State != Picking || h.order.Claim != nil {
		t.Errorf("released with a piece in the tote: %v, %+v", h.order.State, h.order.Claim)
	}
	if d := h.do(3, "suzuki", KindRelease, Release{Order: id}); d.Code != AlreadySo {
		t.Errorf("released twice: %v", d.Code)
	}
}

func TestHandoverAndPickOnce(t *testing.T) {
	h := begin(t)
	h.pick(1, "sato", 1, 1)
	pick := h.log[len(h.log)-1]
	h.stage(2, "sato")
	h.do(3, "sato", KindHandover, HandOver{Order: h.order.ID})
	for _, c := range []Command{pick, h.log[len(h.log)-1]} {
		if d := Decide(State{Order: h.order, Role: RoleManager}, c); d.Verdict != Applied || d.Code != AlreadySo || d.Order != nil || len(d.Moves) > 0 {
			t.Errorf("%s a second time: %+v", c, d)
		}
	}
}
