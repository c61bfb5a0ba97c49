package retail

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// floor is a shop in which a stocktake runs: its books as a hub keeps them.
type floor struct {
	policy CountPolicy
	take   *Stocktake
	lines  map[string]CountLine
	levels map[string]StockLevel
	moves  []Movement
	open   map[ExceptionID]Exception
	n      int
}

// TestCountPolicyOfTheChain: what a chain settles counts, not the usual.
func TestCountPolicyOfTheChain(t *testing.T) {
	f := newFloor(booked("shirt", 30))
	f.policy = CountPolicy{AgainPieces: 100, AgainTaxIn: 100_000, LeadTaxIn: 24_000}
	f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 5, 5, true))
	yes := ApproveCount{cycleDay, "shirt", Regular, 5, -25, VarianceLost}
	if d := f.do(t, 20, "tablet", "lead", RoleLead, yes); d.Code != NotAllowed {
		t.Fatalf("a lead above the chain's value: %v", d.Code)
	}
	f.policy.LeadTaxIn = 25_000
	if d := f.do(t, 21, "tablet", "lead", RoleLead, yes); d.Verdict != Applied || d.Code != 0 {
		t.Fatalf("a lead, and nobody counts again: %v", d.Code)
	}
}

const cycleDay = StocktakeID("cycle-20261121-1")

func newFloor(levels ...StockLevel) *floor {
	f := &floor{lines: map[string]CountLine{}, levels: map[string]StockLevel{}, open: map[ExceptionID]Exception{}}
	for _, l := range levels {
		f.levels[LevelRef(l.SKU, l.Class)] = l
	}
	return f
}

func booked(sku SKUID, onHand int) StockLevel {
	return StockLevel{StockKey: StockKey{shop, sku, Regular}, OnHand: onHand}
}

// do judges a command as the hub does, minutes after noon.
func (f *floor) do(t rapid.TB, minute float64, device DeviceID, staff StaffID, role Role, body Body) Decision {
	t.Helper()
	f.n++
	c := Command{
		ID: CommandID(fmt.Sprint("c-", f.n)), At: noon.Add(time.Duration(minute * float64(time.Minute))), Store: shop, Device: device, Staff: staff, Body: body,
	}
	for k, b := range bodies() {
		if fmt.Sprintf("%T", b) == fmt.Sprintf("%T", body) {
			c.Kind = k
		}
	}
	st := State{Role: role, Now: c.At, Stocktake: f.take, Counts: f.policy}
	if k, ok := c.Level(); ok {
		l := f.levels[LevelRef(k.SKU, k.Class)]
		st.Level = &l
		for _, m := range f.moves {
			if m.Key == k {
				st.Moves = append(st.Moves, m)
			}
		}
	}
	var err error
	st.Count, err = LoadCount(c, func(ref string) (CountLine, bool, error) { l, ok := f.lines[ref]; return l, ok, nil },
		func(k StockKey) (StockLevel, error) { return f.levels[LevelRef(k.SKU, k.Class)], nil },
		func(k StockKey, since time.Time) (out []Movement, _ error) {
			for _, m := range f.moves {
				if m.Key == k && !m.At.Before(since) {
					out = append(out, m)
				}
			}
			return out, nil
		})
	if err != nil {
		t.Fatal(err)
	}
	d := Decide(st, c)
	if d.Verdict == Rejected {
		return d
	}
	after, err := d.Book(c, func(k StockKey) (StockLevel, error) { return f.levels[LevelRef(k.SKU, k.Class)], nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range after {
		f.levels[LevelRef(l.SKU, l.Class)] = l
	}
	f.moves = append(f.moves, d.Moves...)
	if d.Stocktake != nil {
		f.follow(t, d.Stocktake)
		f.take = d.Stocktake
	}
	for _, l := range d.CountLines {
		if old, ok := f.lines[l.Ref()]; ok && old.State != l.State && !old.State.CanBecome(l.State) {
			t.Fatalf("%s went from %v to %v", l.Ref(), old.State, l.State)
		}
		f.lines[l.Ref()] = l
	}
	for _, id := range d.Close {
		delete(f.open, id)
	}
	for _, x := range d.Raise {
		f.open[x.ID] = x
	}
	return d
}

// follow holds what became of a stocktake against the tables of transitions.
func (f *floor) follow(t rapid.TB, next *Stocktake) {
	t.Helper()
	if f.take == nil {
		return
	}
	if f.take.State != next.State && !f.take.State.CanBecome(next.State) {
		t.Fatalf("from %v to %v", f.take.State, next.State)
	}
	for _, a := range next.Areas {
		if old := f.take.Area(a.Code); old != nil && old.State != a.State && !old.State.CanBecome(a.State) {
			t.Fatalf("area %s went from %v to %v", a.Code, old.State, a.State)
		}
	}
}

// tallied is a tally of one SKU, counted in the minute before.
func tallied(sku SKUID, qty int, n int64, done bool) Tally {
	return Tally{
		Stocktake: cycleDay, Kind: AreaCount, Area: "A-01", Done: done,
		Lines: []TallyLine{{SKU: sku, Class: Regular, Qty: qty, N: n, FirstMS: 60_000, PriceTaxIn: 1000}},
	}
}

func (f *floor) shirt() CountLine { return f.lines[LevelRef("shirt", Regular)] }

func TestStocktake(t *testing.T) {
	t.Run("parts of several terminals add up, the last one ends the area", func(t *testing.T) {
		f := newFloor(booked("shirt", 5))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 2, 2, false))
		f.do(t, 1, "handy-2", "ito", RoleStaff, tallied("shirt", 3, 3, false))
		f.do(t, 2, "handy-1", "sato", RoleStaff, tallied("shirt", 2, 2, true))
		if a := f.take.Area("A-01"); a.State != AreaCounting || len(a.Others("handy-1", noon)) != 1 {
			t.Fatalf("%+v", a)
		}
		if d := f.do(t, 3, "tablet", "tencho", RoleManager, ApproveCount{cycleDay, "shirt", Regular, 5, 0, 0}); d.Code != AreaOpen {
			t.Fatalf("approved while somebody counts: %+v", d)
		}
		f.do(t, 4, "handy-2", "ito", RoleStaff, tallied("shirt", 3, 3, true))
		if a := f.take.Area("A-01"); a.State != AreaDone || f.shirt().Qty() != 5 || f.shirt().Off() != 0 {
			t.Fatalf("%+v %+v", a, f.shirt())
		}
		if d := f.do(t, 5, "handy-1", "sato", RoleStaff, ApproveCount{cycleDay, "shirt", Regular, 5, 0, 0}); d.Verdict != Applied || f.shirt().State != LineBooked {
			t.Fatalf("%+v", d)
		}
		if l := f.levels["shirt/regular"]; l.CountedAt.IsZero() || l.OnHand != 5 || f.take.Totals != (CountTotals{Lines: 1, Right: 1, Pieces: 5}) {
			t.Fatalf("%+v %+v", l, f.take.Totals)
		}
	})
	t.Run("a terminal that went away is not waited for", func(t *testing.T) {
		f := newFloor(booked("shirt", 5))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 2, 2, false))
		f.do(t, 31, "handy-2", "ito", RoleStaff, tallied("shirt", 3, 3, true))
		if a := f.take.Area("A-01"); a.State != AreaDone {
			t.Fatalf("%+v", a)
		}
		f.do(t, 32, "handy-1", "sato", RoleStaff, Tally{Stocktake: cycleDay, Area: "A-01"})
		if a := f.take.Area("A-01"); a.State != AreaCounting {
			t.Fatal("somebody who comes back does not open it")
		}
	})
	t.Run("a large difference is counted by another person, and approved by value with a reason", func(t *testing.T) {
		f := newFloor(booked("shirt", 30))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 5, 5, true))
		yes := ApproveCount{cycleDay, "shirt", Regular, 5, -25, VarianceLost}
		for _, c := range []struct {
			role Role
			body Body
			by   StaffID
			want VerdictCode
		}{
			{RoleManager, yes, "tencho", CountAgainFirst},
			{RoleManager, CountAgain{cycleDay, "shirt", Regular, 5, 0}, "sato", SamePerson},
			{RoleStaff, CountAgain{cycleDay, "shirt", Regular, 5, 0}, "ito", 0},
			{RoleLead, yes, "lead", NotAllowed},
			{RoleManager, ApproveCount{cycleDay, "shirt", Regular, 5, -25, 0}, "tencho", NeedsReason},
			{RoleManager, ApproveCount{cycleDay, "shirt", Regular, 5, -25, VarianceFound}, "tencho", NeedsReason},
			{RoleManager, ApproveCount{cycleDay, "shirt", Regular, 6, -24, VarianceLost}, "tencho", FigureChanged},
			{RoleManager, yes, "tencho", 0},
			{RoleManager, yes, "tencho", AlreadySo},
		} {
			if d := f.do(t, 20, "tablet", c.by, c.role, c.body); d.Code != c.want {
				t.Fatalf("%+v by %s: %v, want %v", c.body, c.by, d.Code, c.want)
			}
		}
		if l := f.levels["shirt/regular"]; l.OnHand != 5 || f.shirt().Booked.Reason != VarianceLost || f.take.Totals.Again != 1 || f.take.Totals.OffTaxIn != 25_000 {
			t.Fatalf("%+v %+v", l, f.take.Totals)
		}
	})
}

func TestStocktakeAndMoves(t *testing.T) {
	t.Run("what is sold later is no difference, what is sold meanwhile asks for a new count", func(t *testing.T) {
		f := newFloor(booked("shirt", 5), booked("coat", 3))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 5, 5, false))
		f.do(t, 2, "handy-1", "sato", RoleStaff, tallied("coat", 3, 8, true))
		f.do(t, 3, HubDevice, "", RoleHub, Sale{"coat", Regular, 1, ""})
		f.do(t, 30, HubDevice, "", RoleHub, Sale{"shirt", Regular, 2, ""})
		f.do(t, 40, "tablet", "tencho", RoleManager, ApproveCount{cycleDay, "shirt", Regular, 5, 0, 0})
		if f.levels["shirt/regular"].OnHand != 3 || f.shirt().State != LineBooked {
			t.Fatalf("%+v", f.levels["shirt/regular"])
		}
		coat := f.lines["coat/regular"]
		d := f.do(t, 41, "tablet", "tencho", RoleManager, ApproveCount{cycleDay, "coat", Regular, coat.Qty(), coat.Off(), VarianceUnclear})
		if d.Code != FigureChanged { // the sale came in after the tally
			t.Fatalf("%+v", d)
		}
		coat = f.lines["coat/regular"]
		d = f.do(t, 41, "tablet", "tencho", RoleManager, ApproveCount{cycleDay, "coat", Regular, coat.Qty(), coat.Off(), VarianceUnclear})
		if d.Verdict != AppliedException || f.lines["coat/regular"].State != LineMoved || len(f.open) != 1 || f.levels["coat/regular"].OnHand != 2 {
			t.Fatalf("%+v", d)
		}
		f.do(t, 60, "handy-1", "sato", RoleStaff, Count{SKU: "coat", Class: Regular, Qty: 2})
		if len(f.open) != 0 || f.levels["coat/regular"].OnHand != 2 {
			t.Fatalf("%+v", f.levels["coat/regular"])
		}
	})
	t.Run("pieces that come in after it was booked have it counted again", func(t *testing.T) {
		f := newFloor(booked("shirt", 5))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 5, 5, true))
		f.do(t, 10, "handy-1", "sato", RoleStaff, ApproveCount{cycleDay, "shirt", Regular, 5, 0, 0})
		if d := f.do(t, 60, "handy-3", "abe", RoleStaff, tallied("shirt", 2, 2, true)); d.Verdict != AppliedException || f.shirt().State != LineMoved || len(f.open) != 1 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestStocktakeCodes(t *testing.T) {
	t.Run("an unknown code keeps its neighbours, and its pieces go over to what it is", func(t *testing.T) {
		f := newFloor(booked("shirt", 5))
		code := func(qty int, n int64) Tally {
			return Tally{Stocktake: cycleDay, Kind: AreaCount, Area: "A-01", Lines: []TallyLine{{Code: "4901234567894", Qty: qty, N: n, Before: "coat"}}}
		}
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 3, 3, false))
		f.do(t, 1, "handy-1", "sato", RoleStaff, code(1, 4))
		if l := f.lines["code/4901234567894"]; len(l.Near) != 1 || l.Near[0].Before != "coat" || l.Decided() {
			t.Fatalf("%+v", l)
		}
		f.do(t, 2, "handy-1", "sato", RoleStaff, NameCode{cycleDay, "4901234567894", "shirt", Regular, 1000})
		if f.shirt().Qty() != 4 || f.lines["code/4901234567894"].State != LineNamed {
			t.Fatalf("%+v", f.shirt())
		}
		f.do(t, 3, "handy-1", "sato", RoleStaff, code(2, 6))
		if f.shirt().Qty() != 5 {
			t.Fatalf("the second piece did not go over: %+v", f.shirt())
		}
	})
	t.Run("what was taken back was never counted", func(t *testing.T) {
		f := newFloor(booked("shirt", 5))
		f.do(t, 0, "handy-1", "sato", RoleStaff, tallied("shirt", 1, 1, false))
		gone := tallied("shirt", 0, 2, true)
		gone.Lines[0].Gone = true
		f.do(t, 1, "handy-1", "sato", RoleStaff, gone)
		if l := f.shirt(); len(l.Parts) != 0 || !l.Decided() {
			t.Fatalf("%+v", l)
		}
		if d := f.do(t, 2, "handy-1", "tencho", RoleManager, ApproveCount{cycleDay, "shirt", Regular, 0, -5, VarianceLost}); d.Code != WrongState {
			t.Fatalf("none was counted, and none is not booked: %+v", d)
		}
	})
	t.Run("who may begin and end what", func(t *testing.T) {
		f := newFloor()
		full := OpenCount{Stocktake: "full-1", Kind: FullCount, Areas: []string{"A-01", "A-02"}}
		if d := f.do(t, 0, "handy-1", "sato", RoleStaff, full); d.Code != NotAllowed {
			t.Fatalf("%+v", d)
		}
		f.do(t, 0, "handy-1", "tencho", RoleManager, full)
		if d := f.do(t, 0, "handy-2", "tencho", RoleManager, full); d.Code != AlreadySo || len(f.take.Areas) != 2 {
			t.Fatalf("%+v", d)
		}
		if d := f.do(t, 1, "handy-1", "sato", RoleStaff, CloseCount{Stocktake: "full-1"}); d.Code != NotAllowed {
			t.Fatalf("%+v", d)
		}
		f.do(t, 1, "handy-1", "tencho", RoleManager, CloseCount{Stocktake: "full-1", LeftOpen: 2})
		if f.take.State != StocktakeClosed || f.take.ClosedBy != "tencho" || f.take.Totals.LeftOpen != 2 {
			t.Fatalf("%+v", f.take)
		}
		if d := f.do(t, 2, "handy-1", "tencho", RoleManager, full); d.Code != WrongState {
			t.Fatalf("%+v", d)
		}
	})
}

// Whatever terminals count in one area, however their tallies are cut, repeated
// and mixed on the way, the sums are what was scanned.
func TestTalliesAddUpInAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFloor()
		devices := []DeviceID{"handy-1", "handy-2", "handy-3"}
		scanned := map[DeviceID][]CountedHere{} // as each terminal's journal stands
		want := map[SKUID]int{}
		var journal int64
		var queue [][]Tally // per device, in the order in which it sends
		for _, d := range devices {
			var sent []Tally
			for range rapid.IntRange(0, 12).Draw(rt, "scans") {
				journal++
				sku := rapid.SampledFrom([]SKUID{"shirt", "coat", "sock"}).Draw(rt, "sku")
				i := -1
				for k, h := range scanned[d] {
					if h.SKU == sku {
						i = k
					}
				}
				if i < 0 {
					scanned[d] = append(scanned[d], CountedHere{SKU: sku, Class: Regular, First: noon})
					i = len(scanned[d]) - 1
				}
				h := &scanned[d][i]
				if n := 1 - 2*rapid.IntRange(0, 1).Draw(rt, "undo"); n > 0 || h.Qty > 0 {
					h.Qty += n
					want[sku] += n
				}
				h.N, h.Last, h.Gone = journal, noon, h.Qty == 0
				if rapid.Bool().Draw(rt, "tally") {
					sent = append(sent, Tallies(cycleDay, AreaCount, "A-01", scanned[d], noon, false)...)
				}
			}
			sent = append(sent, Tallies(cycleDay, AreaCount, "A-01", scanned[d], noon, true)...)
			queue = append(queue, sent)
		}
		for len(queue) > 0 {
			i := rapid.IntRange(0, len(queue)-1).Draw(rt, "who")
			n := 1 + rapid.IntRange(0, 1).Draw(rt, "twice")
			for range n {
				f.do(rt, 1, devices[i%3], "sato", RoleStaff, queue[i][0])
			}
			if queue[i] = queue[i][1:]; len(queue[i]) == 0 {
				queue = append(queue[:i:i], queue[i+1:]...)
				devices = append(devices[:i:i], devices[i+1:]...)
			}
		}
		for sku, n := range want {
			if got := f.lines[LevelRef(sku, Regular)].Qty(); got != n {
				rt.Fatalf("%s: %d counted, %d scanned", sku, got, n)
			}
		}
		if a := f.take.Area("A-01"); a.State != AreaDone {
			rt.Fatalf("the last one ended, and the area is %v", a.State)
		}
	})
}

// Whatever is sold and picked while several count, and in whatever order it
// comes in: once everything is approved and every task done, the books are the
// shelf.
func TestStocktakeLeavesTheBooksRight(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		shelf := rapid.IntRange(3, 20).Draw(rt, "shelf")
		f := newFloor(booked("shirt", rapid.IntRange(0, 20).Draw(rt, "books")))
		type event struct {
			at     float64
			device DeviceID
			body   Body
		}
		var all []event
		at := 0.0
		left := shelf // what the counters have not seen yet
		var parts [2]int
		for range rapid.IntRange(2, 8).Draw(rt, "events") {
			at += rapid.Float64Range(0.1, 20).Draw(rt, "gap")
			if rapid.Bool().Draw(rt, "sale") && shelf > 0 {
				shelf--
				all = append(all, event{at, HubDevice, sale(1)})
				left = min(left, shelf) // a piece that may have been seen
			}
		}
		// Both count within a minute: the second what the first left.
		at += rapid.Float64Range(0.1, 20).Draw(rt, "gap")
		parts[0] = rapid.IntRange(0, shelf).Draw(rt, "first")
		parts[1] = shelf - parts[0]
		all = append(all, event{at, "handy-1", tallied("shirt", parts[0], 1, true)}, event{at + 0.5, "handy-2", tallied("shirt", parts[1], 1, true)})
		for range rapid.IntRange(0, 3).Draw(rt, "after") {
			at += rapid.Float64Range(0.1, 20).Draw(rt, "gap")
			if shelf > 0 {
				shelf--
				all = append(all, event{at, HubDevice, sale(1)})
			}
		}
		if rapid.Bool().Draw(rt, "till offline") {
			var till, rest []event
			for _, e := range all {
				if e.device == HubDevice {
					till = append(till, e)
				} else {
					rest = append(rest, e)
				}
			}
			all = slices.Concat(rest, till)
		}
		k := rapid.IntRange(1, len(all)).Draw(rt, "approved after")
		approve := func() {
			f.do(rt, at+1, "handy-3", "abe", RoleStaff, CountAgain{cycleDay, "shirt", Regular, f.shirt().Qty(), int64((at + 1 - f.counted()) * 60_000)})
			for range 2 {
				l := f.shirt()
				why := VarianceUnclear
				if l.Off() == 0 {
					why = 0
				}
				f.do(rt, at+1, "tablet", "tencho", RoleManager, ApproveCount{cycleDay, "shirt", Regular, l.Qty(), l.Off(), why})
			}
		}
		for i, e := range all {
			if i == k {
				approve()
			}
			f.do(rt, e.at, e.device, "sato", RoleHub, e.body)
		}
		approve()
		if got := f.levels["shirt/regular"].OnHand; got != shelf && len(f.open) == 0 {
			rt.Fatalf("books say %d, the shelf holds %d, and nobody is asked: %+v", got, shelf, all)
		}
	})
}

// counted is when the shirts were counted, in minutes after noon.
func (f *floor) counted() float64 {
	l := f.shirt()
	if len(l.Parts) == 0 {
		return 0
	}
	first, _ := l.Window()
	return first.Sub(noon).Minutes()
}

func TestCountTransitions(t *testing.T) {
	for _, s := range AreaStates() {
		if _, ok := areaNext[s]; !ok {
			t.Errorf("area %v has no row", s)
		}
	}
	for _, s := range StocktakeStates() {
		if _, ok := stocktakeNext[s]; !ok {
			t.Errorf("stocktake %v has no row", s)
		}
	}
	for _, s := range LineStates() {
		if _, ok := lineNext[s]; !ok {
			t.Errorf("line %v has no row", s)
		}
	}
	if !AreaDone.CanBecome(AreaCounting) || AreaDone.CanBecome(AreaWaiting) || StocktakeClosed.CanBecome(StocktakeOpen) || LineMoved.CanBecome(LineBooked) {
		t.Error("the tables changed")
	}
}

func TestStocktakeIDs(t *testing.T) {
	if id := StocktakeIDFor(AreaCount, time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC), "A-01", 2); id != "area-20261122-A-01-2" {
		t.Error(id)
	}
	for shelf, want := range map[string]string{"A-01-2": "A-01", "B-3": "B-3", "": "", "A-01-2-4": "A-01", "倉庫": "倉庫"} {
		if got := AreaOf(shelf); got != want {
			t.Errorf("%q: %q", shelf, got)
		}
	}
	list := []string{"", "B-01", "A-02"}
	if SortAreas(list); list[0] != "A-02" || list[2] != "" {
		t.Error(list)
	}
	long := make([]CountedHere, TallyMost+1)
	if got := Tallies("x", FullCount, "", long, noon, true); len(got) != 2 || got[0].Done || !got[1].Done {
		t.Errorf("%d tallies", len(got))
	}
}
