package retail

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// coldOrder is one chilled thing, one frozen and two pieces of an ambient one.
func coldOrder() Order {
	o := shopOrder()
	o.Lines[0].Temp = 0
	o.Lines[1].Temp = Chilled
	o.Lines = append(o.Lines[:2:2], Line{No: 3, SKU: "ice", Name: "アイス", Qty: 1, PriceTaxIn: 300, TaxRate: 8, Fresh: Fresh{Temp: Frozen}})
	return o
}

func beginCold(t testing.TB) *host {
	t.Helper()
	h := newHost()
	h.do(0, "hub", KindReceive, Receive{Order: coldOrder()})
	if h.order == nil {
		t.Fatal("no order")
	}
	return h
}

func (h *host) takes(minute, line int, sku SKUID) Decision {
	return h.do(minute, "sato", KindPick, PickItem{Order: h.order.ID, Line: line, SKU: sku, Qty: 1, Entry: Scanned})
}

func raises(d Decision, k ExceptionKind) bool {
	return slices.ContainsFunc(d.Raise, func(x Exception) bool { return x.Kind == k })
}

// TestColdWay: the way begins with the first cold scan and ends in the right kind of
// place, each temperature for itself.
func TestColdWay(t *testing.T) {
	h := beginCold(t)
	h.takes(1, 1, h.order.Lines[0].SKU)
	if len(h.order.Cold) > 0 {
		t.Fatalf("a shirt is on its way out of the cold: %+v", h.order.Cold)
	}
	h.takes(2, 2, h.order.Lines[1].SKU)
	h.takes(5, 3, "ice")
	if s := h.order.Spell(Chilled); s == nil || !s.From.Equal(noon.Add(2*time.Minute)) || !s.Open() {
		t.Fatalf("chilled %+v", s)
	}
	if s := h.order.ColdSince(); !s.Equal(noon.Add(2 * time.Minute)) {
		t.Errorf("out since %v", s)
	}
	bag := func(minute, no int, label, slot string, warm ...Temperature) Decision {
		return h.do(minute, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: slot, Label: label, No: no, Warm: warm})
	}
	bag(8, 1, "shirts", "B-1", Chilled, Frozen)
	if !h.order.Spell(Chilled).Open() || !h.order.Spell(Frozen).Open() {
		t.Fatal("a board keeps nothing cold")
	}
	bag(10, 2, "milk", "C-1", Frozen)
	if s := h.order.Spell(Chilled); s.Open() || s.Late || !h.order.Spell(Frozen).Open() {
		t.Fatalf("in the refrigerator %+v", h.order.Cold)
	}
	d := bag(16, 3, "ice", "F-1", Chilled) // eleven minutes, and ten are the limit
	if s := h.order.Spell(Frozen); s.Open() || !s.Late || !raises(d, ExColdLong) || d.Raise[0].Assignee != "sato" || d.Verdict != Applied {
		t.Fatalf("%+v %+v", s, d)
	}
	if d = bag(30, 2, "milk", "B-2", Chilled, Frozen); !h.order.Spell(Chilled).Open() || h.order.Spell(Chilled).N != 2 {
		t.Fatalf("moved out of the cold: %+v", h.order.Cold)
	}
	if d = h.do(60, "hub", KindOutOfCold, OutOfCold{Order: h.order.ID}); !raises(d, ExColdLong) || !h.order.Spell(Chilled).Late {
		t.Fatalf("nobody is told: %+v", d)
	}
	if d = h.do(61, "hub", KindOutOfCold, OutOfCold{Order: h.order.ID}); d.Verdict != Rejected {
		t.Errorf("told twice: %+v", d)
	}
}

// TestColdHeardLate: the hub said that time ran out, and a terminal whose line was down
// had put the goods away in time: nobody has to look any more.
func TestColdHeardLate(t *testing.T) {
	h := beginCold(t)
	h.takes(1, 3, "ice")
	d := h.do(30, "hub", KindOutOfCold, OutOfCold{Order: h.order.ID})
	if !raises(d, ExColdLong) {
		t.Fatalf("%+v", d)
	}
	d = h.do(9, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: "F-1", Label: "ice", No: 1, Warm: []Temperature{Chilled}})
	if len(d.Close) != 1 || h.order.Spell(Frozen).Late {
		t.Fatalf("%+v %+v", d, h.order.Cold)
	}
}

// TestToteZones: what lies first in a tote says what it is for; goods of another
// temperature in it are somebody's to sort.
func TestToteZones(t *testing.T) {
	h := beginCold(t)
	put := func(minute int, tote string, c CommandID) Decision {
		return h.do(minute, "sato", KindPutInTote, PutInTote{Order: h.order.ID, Tote: tote, Picks: []CommandID{c}, Entry: Scanned})
	}
	last := func(line int) CommandID { p := h.order.Line(line).Picks; return p[len(p)-1].Cmd }
	h.takes(1, 2, h.order.Lines[1].SKU)
	if d := put(2, "T-1", last(2)); d.Verdict != Applied || h.order.ToteTemp("T-1") != Chilled {
		t.Fatalf("%+v", d)
	}
	h.takes(3, 3, "ice")
	if d := put(4, "T-1", last(3)); !raises(d, ExToteZones) || d.Code != Clashed || h.order.ToteTemp("T-1") != Chilled {
		t.Fatalf("%+v", d)
	}
	if d := put(5, "T-2", last(3)); raises(d, ExToteZones) || h.order.ToteTemp("T-2") != Frozen {
		t.Fatalf("%+v", d)
	}
	if got := h.order.TotesOf(Frozen); !slices.Equal(got, []string{"T-2"}) {
		t.Errorf("%v", got)
	}
}

// TestColdBooks: whatever happens to an order, goods that are out of the cold are on
// their way, and those that are not are not; who is late was told once.
func TestColdBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		h.do(0, "hub", KindReceive, Receive{Order: coldOrder()})
		told := map[ExceptionID]int{}
		for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
			c := drawCommand(t, h, noon.Add(time.Duration(5*i+1)*time.Minute))
			if b, ok := c.Body.(StageBag); ok {
				b.Warm = rapid.SampledFrom([][]Temperature{nil, {Chilled}, {Frozen}, {Chilled, Frozen}}).Draw(t, "warm")
				c.Body = b
			}
			d := h.take(c)
			for _, x := range d.Raise {
				if x.Kind == ExColdLong {
					told[x.ID]++
				}
			}
			for _, temp := range []Temperature{Chilled, Frozen} {
				_, n := h.order.outside(temp)
				s := h.order.Spell(temp)
				if open := s != nil && s.Open(); open != (n > 0) {
					t.Fatalf("after %v %d pieces are out, the way %+v", c.Kind, n, s)
				}
				if s != nil && s.Late && told[coldTask(h.order.ID, *s)] != 1 {
					t.Fatalf("told %d times: %+v", told[coldTask(h.order.ID, *s)], s)
				}
				if s != nil && s.Over(ColdPolicy{}, s.To) && !s.Open() && !s.Late {
					t.Fatalf("nobody was told of %+v", s)
				}
			}
		}
	})
}

func TestColdPolicy(t *testing.T) {
	p := ColdPolicy{Chilled: 20, Frozen: ColdForever}
	for minutes, want := range map[int]Pressure{0: PressureCalm, 9: PressureCalm, 10: PressureSoon, 20: PressureSoon, 21: PressureLate} {
		if got := ColdPressure(p.Limit(Chilled), time.Duration(minutes)*time.Minute); got != want {
			t.Errorf("%d minutes: %v", minutes, got)
		}
	}
	if p.Limit(Frozen) != 0 || ColdPressure(p.Limit(Frozen), time.Hour) != PressureCalm || p.Limit(Ambient) != 0 {
		t.Error("no limit")
	}
	if (ColdPolicy{}).Limit(Chilled) != 20*time.Minute || (ColdPolicy{}).Limit(Frozen) != 10*time.Minute {
		t.Error("defaults")
	}
	slots := []StagingSlot{{Code: "B-1"}, {Code: "C-1", Kind: SlotCold}}
	if got := WarmIn(slots, "B-1"); !slices.Equal(got, []Temperature{Chilled}) {
		t.Errorf("a board of a shop without a freezer: %v", got)
	}
	if got := WarmIn(slots, "C-1"); got != nil {
		t.Errorf("a refrigerator: %v", got)
	}
}
