package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawAnswer draws something that a customer may say.
func drawAnswer(t *rapid.T, h *host, line, qty int) AnswerShort {
	b := AnswerShort{Order: shopOrder().ID, Line: line, Qty: qty, Choice: rapid.SampledFrom(ShortChoices()).Draw(t, "choice"), How: AskedByPhone}
	if h.order != nil && h.order.Line(line) != nil && rapid.Bool().Draw(t, "all of it") {
		b.Qty = h.order.Line(line).Lacking()
	}
	switch b.Choice {
	case ChooseSubstitute:
		g := blackShirt()
		g.SKU = rapid.SampledFrom([]SKUID{"shirt-b", "shirt-b", "tote", "shirt", "nowhere"}).Draw(t, "other")
		g.PriceTaxIn = Yen(rapid.IntRange(0, 1500).Draw(t, "price"))
		b.Goods = g
	case ChooseOtherShop, ChooseShip:
		b.Site = rapid.SampledFrom([]SiteID{"SHINJUKU", "UENO"}).Draw(t, "site")
	case ChooseWait, ChooseDrop, ChooseNothing:
	}
	return b
}

// checkAnswers: what customers said is never lost, what stands in was never
// dearer than what it stands in for, and nothing is settled twice.
func checkAnswers(t *rapid.T, before, after *Order, c Command) {
	if before != nil && before.State != Received && len(after.Answers) < len(before.Answers) {
		t.Fatalf("%s lost an answer: %+v", c, before.Answers)
	}
	swapped := map[int]int{}
	for _, l := range after.Lines {
		if l.Of == 0 {
			continue
		}
		swapped[l.Of] += l.Qty
		if of := after.Line(l.Of); of == nil || l.PriceTaxIn > of.PriceTaxIn {
			t.Fatalf("%s: line %+v stands in for %+v", c, l, of)
		}
	}
	said := map[int]int{}
	for _, a := range after.Answers {
		if !a.Void && (a.Choice.Leaves() || a.Choice == ChooseSubstitute) {
			said[a.Line] += a.Qty
		}
	}
	for _, l := range after.Lines {
		if l.Swapped != swapped[l.No] || l.Swapped+l.Waived > l.Short || l.Swapped+l.Waived != said[l.No] {
			t.Fatalf("%s: %d swapped and %d waived of %d, %d stand in, %d said", c, l.Swapped, l.Waived, l.Short, swapped[l.No], said[l.No])
		}
	}
	if after.Pay.DueTaxIn < 0 || before != nil && before.Pay.State == PayAtPickup && c.Kind == KindAnswerShort && after.Pay.DueTaxIn > before.Pay.DueTaxIn {
		t.Fatalf("%s: due %d, was %d", c, after.Pay.DueTaxIn, before.Pay.DueTaxIn)
	}
}

// answer is what a story's customer says of the tote, which is missing.
func answer(choice ShortChoice, goods *Substitute) AnswerShort {
	return AnswerShort{Order: shopOrder().ID, Line: 2, Qty: 1, Choice: choice, How: AskedByPhone, Goods: goods}
}

// missing picks all of the order but the tote, which is not found.
func missing(h *host) {
	h.pick(1, "sato", 1, 2)
	h.do(2, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 2, Qty: 1, Reason: NotFound})
}

func say(h *host, minute int, who string, choice ShortChoice, goods *Substitute) {
	h.do(minute, who, KindAnswerShort, answer(choice, goods))
}

func TestSubstitutes(t *testing.T) {
	id := shopOrder().ID
	dear := blackShirt()
	dear.PriceTaxIn = 9900
	tell(t, []story{
		{"a substitute is picked as any other line", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			h.stage(4, "sato")
		}, Staged, func(h *host) bool {
			l := h.order.Line(3)
			return l != nil && l.Picked == 1 && l.PriceTaxIn == 900 && h.order.Pay.DueTaxIn == 2900 && h.order.Line(2).Swapped == 1 &&
				h.order.Answers[0].Became == 3 && h.order.Answers[0].Staff == "sato" && level(h, "shirt-b", Regular).Allocated == 1
		}, []ExceptionKind{ExRecount}},

		{"nobody pays more for a substitute", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, dear)
		}, Picking, func(h *host) bool {
			return h.order.Line(3).PriceTaxIn == 1000 && h.order.Pay.DueTaxIn == 3000
		}, []ExceptionKind{ExRecount}},

		{"two terminals, two answers: the first stands", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			say(h, 3, "suzuki", ChooseDrop, nil)
		}, Picking, func(h *host) bool {
			return len(h.order.Answers) == 2 && h.order.Answers[1].Void && h.order.Line(2).Waived == 0 && h.order.Pay.DueTaxIn == 2900
		}, []ExceptionKind{ExRecount, ExAnswerClash}},

		{"two terminals, the same answer: one", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseDrop, nil)
			say(h, 3, "suzuki", ChooseDrop, nil)
		}, Picking, func(h *host) bool {
			return len(h.order.Answers) == 1 && h.order.Pay.DueTaxIn == 2000
		}, []ExceptionKind{ExRecount}},

		{"canceled, and a substitute on the way: it goes back", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			h.pick(4, "sato", 3, 1)
			h.do(5, "hub", KindCancel, Cancel{Order: id})
			h.do(6, "sato", KindPutBack, PutBackItem{Order: id, Line: 3, Qty: 1})
			h.do(6, "sato", KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 2})
		}, Canceled, func(h *host) bool {
			return level(h, "shirt-b", Regular).Available() == 50
		}, []ExceptionKind{ExRecount}},

		{"canceled before the answer: somebody tells the customer", func(h *host) {
			missing(h)
			h.do(3, "hub", KindCancel, Cancel{Order: id})
			say(h, 4, "sato", ChooseSubstitute, blackShirt())
		}, Canceled, func(h *host) bool {
			return h.order.Line(3) == nil && h.order.Answers[0].Void && level(h, "shirt-b", Regular).Allocated == 0
		}, []ExceptionKind{ExRecount, ExPutBack, ExAnswerClash}},

		{"the same order comes again: no change", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			h.do(4, "hub", KindReceive, Receive{Order: shopOrder()})
		}, Picking, nil, []ExceptionKind{ExRecount}},

		{"the web shop changes it meanwhile: somebody looks", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			o := shopOrder()
			o.Lines[0].Qty = 1
			h.do(4, "hub", KindReceive, Receive{Order: o})
		}, Picking, func(h *host) bool { return h.order.Line(3) != nil }, []ExceptionKind{ExRecount, ExOrderChanged}},

		{"the substitute is gone when the hub hears of it", func(h *host) {
			missing(h)
			k := StockKey{shop, "shirt-b", Regular}
			l := h.stock[k]
			l.Safety = 50
			h.stock[k] = l
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
		}, Short, func(h *host) bool { return h.order.Line(2).Lacking() == 1 }, []ExceptionKind{ExRecount, ExShortage, ExAnswerClash}},

		{"a substitute is missing too: another one for it", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseSubstitute, blackShirt())
			h.do(4, "sato", KindShort, ShortLine{Order: id, Line: 3, Qty: 1, Reason: ScrapGoods})
			g := blackShirt()
			g.SKU, g.PriceTaxIn = "shirt", 1000
			h.do(5, "sato", KindAnswerShort, AnswerShort{Order: id, Line: 3, Qty: 1, Choice: ChooseSubstitute, How: AskedByPhone, Goods: g})
		}, Picking, func(h *host) bool {
			return h.order.Line(4).PriceTaxIn == 900 && level(h, "shirt-b", Damaged).OnHand == 1
		}, []ExceptionKind{ExRecount}},
	})
}

func TestAnswers(t *testing.T) {
	id := shopOrder().ID
	tell(t, []story{
		{"to wait settles nothing, and the goods come", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseWait, nil)
			h.do(60, "sato", KindFound, FoundLine{Order: id, Line: 2})
			h.stage(61, "sato")
		}, Staged, nil, []ExceptionKind{ExRecount}},

		{"nobody answers, then a substitute", func(h *host) {
			missing(h)
			say(h, 3, "sato", ChooseNothing, nil)
			say(h, 4, "sato", ChooseNothing, nil)
			if n, last := h.order.Tried(2); n != 2 || !last.Equal(noon.Add(4*time.Minute)) {
				h.order = nil
			}
			say(h, 5, "suzuki", ChooseSubstitute, blackShirt())
		}, Picking, func(h *host) bool { n, _ := h.order.Tried(2); return n == 0 }, []ExceptionKind{ExRecount}},

		{"nothing is wanted any more: canceled", func(h *host) {
			for line, n := range map[int]int{1: 2, 2: 1} {
				h.do(1, "sato", KindShort, ShortLine{Order: id, Line: line, Qty: n, Reason: SoldOut})
			}
			say(h, 3, "sato", ChooseDrop, nil)
			h.do(4, "sato", KindAnswerShort, AnswerShort{Order: id, Line: 1, Qty: 2, Choice: ChooseDrop, How: AskedHere})
		}, Canceled, func(h *host) bool { return h.order.Pay.DueTaxIn == 0 }, nil},

		{"all of it at another shop: not done here", func(h *host) {
			h.do(1, "sato", KindShort, ShortLine{Order: id, Line: 1, Qty: 2, Reason: SoldOut})
			h.do(1, "sato", KindShort, ShortLine{Order: id, Line: 2, Qty: 1, Reason: SoldOut})
			h.do(3, "sato", KindAnswerShort, AnswerShort{Order: id, Line: 1, Qty: 2, Choice: ChooseOtherShop, How: AskedHere, Site: "UENO"})
			say(h, 3, "sato", ChooseDrop, nil)
		}, Declined, nil, nil},

		{"in its place already: no substitute, but it may be dropped", func(h *host) {
			missing(h)
			h.do(3, "sato", KindStageBag, StageBag{Order: id, Slot: "B-12", Label: "bag1", No: 1})
			h.do(3, "sato", KindStage, StageOrder{Order: id})
			say(h, 4, "sato", ChooseSubstitute, blackShirt())
			say(h, 5, "sato", ChooseDrop, nil)
		}, Staged, func(h *host) bool {
			return h.order.Line(3) == nil && h.order.Missing() == 0 && h.order.Pay.DueTaxIn == 2000
		}, []ExceptionKind{ExRecount, ExAnswerClash}},
	})
}

// What was paid already is told to be given back.
func TestAnswerBack(t *testing.T) {
	h := newHost()
	o := shopOrder()
	o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000}
	h.do(0, "hub", KindReceive, Receive{Order: o})
	h.do(1, "sato", KindShort, ShortLine{Order: o.ID, Line: 2, Qty: 1, Reason: SoldOut})
	h.do(2, "sato", KindAnswerShort, answer(ChooseSubstitute, blackShirt()))
	if a := h.order.Answers[0]; a.BackTaxIn != 100 || h.order.Pay.TotalTaxIn != 3000 {
		t.Errorf("%+v, %+v", a, h.order.Pay)
	}
}

// A chain that hands out whole orders only hears of one that was staged in part.
func TestWhole(t *testing.T) {
	for _, whole := range []bool{false, true} {
		h := begin(t)
		h.pick(1, "sato", 1, 2)
		h.do(2, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 2, Qty: 1, Reason: SoldOut})
		h.do(3, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: "B-12", Label: "bag1", No: 1})
		c := h.command(noon, "handy-sato", "sato", KindStage, StageOrder{Order: h.order.ID})
		st := h.state(c)
		st.Shorts.Whole = whole
		if d := Decide(st, c); (d.Code == Clashed) != whole || d.Order.State != Staged {
			t.Errorf("whole %v: %+v", whole, d)
		}
	}
}

func TestAllows(t *testing.T) {
	white := SKU{ID: "a", Style: "S", Color: Color{Word: "白"}, Size: "M", PriceTaxIn: 3990}
	black := SKU{ID: "b", Style: "S", Color: Color{Word: "黒"}, Size: "M", PriceTaxIn: 3990}
	large := SKU{ID: "c", Style: "S", Color: Color{Word: "白"}, Size: "L", PriceTaxIn: 3490}
	dear := SKU{ID: "d", Style: "S", Color: Color{Word: "紺"}, Size: "M", PriceTaxIn: 4290}
	other := SKU{ID: "e", Style: "T", Color: Color{Word: "白"}, Size: "M", PriceTaxIn: 990}
	for rule, want := range map[SubstituteRule]string{0: "bc", SubstituteStyle: "bc", SubstituteColor: "b", SubstituteSize: "c", SubstituteNone: ""} {
		got := ""
		for _, s := range []SKU{white, black, large, dear, other} {
			if (ShortPolicy{Substitutes: rule}).Allows(white, s, 3990) {
				got += string(s.ID)
			}
		}
		if got != want {
			t.Errorf("%v allows %q, want %q", rule, got, want)
		}
	}
}

// A pause ends by itself, by whoever begins, and by a word.
func TestPause(t *testing.T) {
	h := begin(t)
	id := h.order.ID
	if d := h.do(1, "sato", KindPause, PauseOrder{Order: id, Reason: PauseGoods, Until: noon.Add(24 * time.Hour)}); d.Verdict != Applied {
		t.Fatalf("%+v", d)
	}
	if p := h.order.Pause; !p.LiveAt(noon.Add(time.Hour)) || p.LiveAt(noon.Add(time.Minute+MaxPause)) {
		t.Errorf("rests %+v", p)
	}
	h.do(2, "suzuki", KindClaim, ClaimOrder{Order: id})
	if h.order.Pause != nil {
		t.Error("rests although somebody began")
	}
	h.do(3, "suzuki", KindPause, PauseOrder{Order: id, Reason: PauseFloor})
	h.do(4, "sato", KindResume, ResumeOrder{Order: id})
	if h.order.Pause != nil {
		t.Error("rests although somebody said no")
	}
}
