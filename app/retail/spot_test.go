package retail

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// spots is a shop in which single SKUs are counted, as a hub keeps its books.
type spots struct {
	policy CountPolicy
	level  StockLevel
	moves  []Movement
	inbox  map[ExceptionID]Exception
	n      int
	blind  bool // as a terminal judges: it does not know what moved
}

func newSpots(onHand int) *spots {
	return &spots{level: StockLevel{StockKey: shirt, OnHand: onHand}, inbox: map[ExceptionID]Exception{}}
}

func (s *spots) task() Exception { return s.inbox[SpotTask("shirt", Regular)] }

// do judges what somebody does about the shirt, minutes after noon.
func (s *spots) do(t rapid.TB, minute float64, staff StaffID, role Role, body Body) Decision {
	t.Helper()
	s.n++
	c := Command{
		ID: CommandID(fmt.Sprint("c-", s.n)), Dseq: int64(s.n), At: noon.Add(time.Duration(minute * float64(time.Minute))),
		Store: shop, Device: DeviceID("handy-" + string(staff)), Staff: staff, Body: body,
	}
	level := s.level
	st := State{Role: role, Level: &level, Counts: s.policy, Now: c.At}
	switch body.(type) {
	case Sale:
		c.Kind, c.Device, st.Role = KindSale, HubDevice, RoleHub
	case Count:
		c.Kind = KindCount
	case ApproveSpot:
		c.Kind = KindApproveSpot
	}
	if id, ok := c.CountTask(); ok {
		if x, ok := s.inbox[id]; ok {
			st.Exception = &x
		}
		for _, m := range s.moves {
			if !m.At.Before(c.CountedSince(st.Exception)) && !s.blind {
				st.Moves = append(st.Moves, m)
			}
		}
	}
	if s.blind {
		st.Now = time.Time{}
	}
	d := Decide(st, c)
	if d.Verdict == Rejected {
		return d
	}
	after, err := d.Book(c, func(StockKey) (StockLevel, error) { return s.level, nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range after {
		s.level = l
	}
	s.moves = append(s.moves, d.Moves...)
	for _, id := range d.Close {
		if x, ok := s.inbox[id]; ok && x.Open() {
			x.ClosedAt = c.At
			s.inbox[id] = x
		}
	}
	if d.Exception != nil {
		s.inbox[d.Exception.ID] = *d.Exception
	}
	for _, x := range d.Raise {
		if old, ok := s.inbox[x.ID]; ok {
			x = x.On(&old)
		}
		s.inbox[x.ID] = x
	}
	return d
}

func yes(qty, off int, why VarianceReason) ApproveSpot {
	return ApproveSpot{SKU: "shirt", Class: Regular, Qty: qty, Off: off, Reason: why}
}

func dear(n int, price Yen) Count {
	return Count{SKU: "shirt", Class: Regular, Qty: n, PriceTaxIn: price}
}

// TestSpotSmall: what is small goes on as ever, and ends what waits.
func TestSpotSmall(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy CountPolicy
		body   Count
		waits  bool
	}{
		{"two pieces", CountPolicy{}, count(8), false},
		{"none off", CountPolicy{}, count(10), false},
		{"three pieces", CountPolicy{}, count(7), true},
		{"three too many", CountPolicy{}, count(13), true},
		{"two, and dear", CountPolicy{}, dear(8, 2_500), true},
		{"two, and not so dear", CountPolicy{}, dear(8, 2_499), false},
		{"three by the chain's own rule", CountPolicy{AgainPieces: 4}, count(7), false},
		{"one by the chain's own rule", CountPolicy{AgainPieces: 1}, count(9), true},
	} {
		s := newSpots(10)
		s.policy = c.policy
		d := s.do(t, 0, "sato", RoleStaff, c.body)
		if c.waits != (d.Code == CountAgainFirst) || c.waits != s.task().Waits() {
			t.Errorf("%s: %v, waits %v", c.name, d.Code, s.task().Waits())
		}
		want := c.body.Qty
		if c.waits {
			want = 10
		}
		if s.level.OnHand != want {
			t.Errorf("%s: %d on hand", c.name, s.level.OnHand)
		}
	}
	s := newSpots(10)
	s.do(t, 0, "sato", RoleStaff, count(2))
	s.do(t, 1, "sato", RoleStaff, count(9)) // they found the others behind the box
	if s.level.OnHand != 9 || s.task().Open() || s.level.Doubt {
		t.Errorf("a small one after a large one: %+v %+v", s.level, s.task())
	}
	zero := newSpots(0)
	if d := zero.do(t, 0, "sato", RoleStaff, count(0)); d.Verdict != Applied {
		t.Errorf("an empty shelf is empty: %v", d.Code)
	}
}

func TestSpotWaits(t *testing.T) {
	for _, c := range []struct {
		name   string
		steps  func(s *spots) VerdictCode // what the last one came to
		code   VerdictCode
		onHand int
		waits  bool
	}{
		{"the same person again is no other", func(s *spots) VerdictCode {
			return s.do(t, 5, "sato", RoleStaff, count(3)).Code
		}, CountAgainFirst, 10, true},
		{"another comes to the same", func(s *spots) VerdictCode {
			return s.do(t, 5, "ito", RoleStaff, count(3)).Code
		}, 0, 3, false},
		{"another comes to another, and nobody is believed", func(s *spots) VerdictCode {
			return s.do(t, 5, "ito", RoleStaff, count(5)).Code
		}, CountAgainFirst, 10, true},
		{"a third agrees with the second", func(s *spots) VerdictCode {
			s.do(t, 5, "ito", RoleStaff, count(5))
			return s.do(t, 9, "abe", RoleStaff, count(5)).Code
		}, 0, 5, false},
		{"the first one gives in", func(s *spots) VerdictCode {
			s.do(t, 5, "ito", RoleStaff, count(5))
			return s.do(t, 9, "sato", RoleStaff, count(5)).Code
		}, 0, 5, false},
		{"two agree on what is too dear for a lead", func(s *spots) VerdictCode {
			return s.do(t, 5, "ito", RoleStaff, dear(3, 3_000)).Code
		}, CountAgainFirst, 10, true},
		{"and a manager is one of the two", func(s *spots) VerdictCode {
			return s.do(t, 5, "tencho", RoleManager, dear(3, 3_000)).Code
		}, 0, 3, false},
		{"a sale lies between the two", func(s *spots) VerdictCode {
			s.do(t, 30, "", RoleHub, sale(1))
			return s.do(t, 60, "ito", RoleStaff, count(2)).Code
		}, 0, 2, false},
		{"a sale of before comes in between the two", func(s *spots) VerdictCode {
			s.do(t, -60, "", RoleHub, sale(4)) // so three were missing, not seven
			return s.do(t, 60, "ito", RoleStaff, count(3)).Code
		}, 0, 3, false},
		{"a sale too near to the second", func(s *spots) VerdictCode {
			s.do(t, 58, "", RoleHub, sale(1))
			return s.do(t, 60, "ito", RoleStaff, count(2)).Code
		}, Clashed, 9, true},
		{"what was counted earlier comes in later", func(s *spots) VerdictCode {
			return s.do(t, -30, "ito", RoleStaff, count(9)).Code
		}, Superseded, 10, true},
		{"what was counted earlier and says the same", func(s *spots) VerdictCode {
			return s.do(t, -30, "ito", RoleStaff, count(3)).Code
		}, 0, 3, false},
	} {
		s := newSpots(10)
		if d := s.do(t, 0, "sato", RoleStaff, count(3)); d.Verdict != AppliedException || d.Code != CountAgainFirst || !s.level.Doubt {
			t.Fatalf("%+v %+v", d, s.level)
		}
		if code := c.steps(s); code != c.code {
			t.Errorf("%s: %v, want %v", c.name, code, c.code)
		}
		if s.level.OnHand != c.onHand || s.task().Waits() != c.waits {
			t.Errorf("%s: %d on hand, waits %v", c.name, s.level.OnHand, s.task().Waits())
		}
	}
}

// TestSpotEntry: whoever opens the inbox reads who said what, and it is late in time.
func TestSpotEntry(t *testing.T) {
	s := newSpots(10)
	s.do(t, 0, "sato", RoleStaff, count(3))
	x := s.task()
	x.Assignee = "tencho"
	s.inbox[x.ID] = x
	s.do(t, 30, "ito", RoleStaff, count(5))
	x = s.task()
	if x.Kind != ExRecount || x.SKU != "shirt" || x.Assignee != "tencho" || !x.OpenedAt.Equal(noon) || !x.Due.Equal(noon.Add(SpotDue)) || len(x.People) != 2 || !x.Owned() {
		t.Errorf("%+v", x)
	}
	if by, at := x.Spot.Counter(); by != "ito" || !at.Equal(noon.Add(30*time.Minute)) || x.Spot.First() != 3 || x.Spot.Qty() != 5 || x.Spot.Off() != -5 || x.Qty != 5 {
		t.Errorf("%s, %+v", by, x.Spot)
	}
	if s.level.Available() != 0 {
		t.Error("goods that somebody missed are promised")
	}
	more := newSpots(10)
	more.do(t, 0, "sato", RoleStaff, count(20))
	if more.level.Doubt || more.level.Available() != 10 {
		t.Errorf("too many are no reason to promise none: %+v", more.level)
	}
	other := Exception{ID: x.ID, Kind: ExRecount, SKU: "shirt"}
	if got := other.On(&x); !got.Waits() || got.Assignee != "tencho" || got.Qty != 5 {
		t.Errorf("what waits was lost: %+v", got)
	}
	x.ClosedAt = noon
	if got := other.On(&x); got.Spot != nil {
		t.Errorf("what is over waits again: %+v", got)
	}
}

func TestSpotApproved(t *testing.T) {
	lost := yes(3, -7, VarianceLost)
	for _, c := range []struct {
		name    string
		first   Count
		between func(s *spots)
		by      StaffID
		role    Role
		body    ApproveSpot
		code    VerdictCode
		want    int
		waits   bool
	}{
		{name: "a manager, with a reason", by: "tencho", role: RoleManager, body: lost, want: 3},
		{name: "staff may not", by: "ito", role: RoleStaff, body: lost, code: NotAllowed, want: 10, waits: true},
		{name: "a lead has it counted first", by: "lead", role: RoleLead, body: lost, code: CountAgainFirst, want: 10, waits: true},
		{name: "without a reason", by: "tencho", role: RoleManager, body: yes(3, -7, 0), code: NeedsReason, want: 10, waits: true},
		{name: "with a reason that cannot be", by: "tencho", role: RoleManager, body: yes(3, -7, VarianceFound), code: NeedsReason, want: 10, waits: true},
		{name: "not what one counted oneself", by: "sato", role: RoleManager, body: lost, code: SamePerson, want: 10, waits: true},
		{name: "a figure that is another by now", by: "tencho", role: RoleManager, body: yes(4, -6, VarianceLost), code: FigureChanged, want: 10, waits: true},
		{name: "a lead when two were there", between: func(s *spots) { s.do(t, 10, "ito", RoleStaff, count(5)) }, by: "lead", role: RoleLead, body: yes(5, -5, VarianceLost), want: 5},
		{
			name: "a lead when it is too dear", first: dear(3, 4_000), between: func(s *spots) { s.do(t, 10, "ito", RoleStaff, count(3)) },
			by: "lead", role: RoleLead, body: lost, code: NotAllowed, want: 10, waits: true,
		},
		{name: "late: two were quicker", between: func(s *spots) { s.do(t, 10, "ito", RoleStaff, count(3)) }, by: "tencho", role: RoleManager, body: lost, code: AlreadySo, want: 3},
		{name: "goods were sold since", between: func(s *spots) { s.do(t, 15, "", RoleHub, sale(1)) }, by: "tencho", role: RoleManager, body: lost, want: 2},
		{name: "goods were sold around it", between: func(s *spots) { s.do(t, 2, "", RoleHub, sale(1)) }, by: "tencho", role: RoleManager, body: yes(3, -6, VarianceLost), code: Clashed, want: 9},
		{name: "a sale came in that was before", between: func(s *spots) { s.do(t, -30, "", RoleHub, sale(1)) }, by: "tencho", role: RoleManager, body: lost, code: FigureChanged, want: 9, waits: true},
	} {
		s := newSpots(10)
		first := c.first
		if first.SKU == "" {
			first = count(3)
		}
		s.do(t, 0, "sato", RoleStaff, first)
		if c.between != nil {
			c.between(s)
		}
		d := s.do(t, 20, c.by, c.role, c.body)
		if d.Code != c.code || s.level.OnHand != c.want || s.task().Waits() != c.waits {
			t.Errorf("%s: %v, %d on hand, waits %v", c.name, d.Code, s.level.OnHand, s.task().Waits())
		}
		if x := s.task(); d.Code == 0 && (x.Open() || x.Spot.State != LineBooked || x.Spot.Booked.Staff != c.by || x.Spot.Booked.Reason != c.body.Reason || s.level.Doubt) {
			t.Errorf("%s: %+v", c.name, x)
		}
	}
}

// TestSpotRefused: a figure that is refused is gone, and somebody counts anew.
func TestSpotRefused(t *testing.T) {
	s := newSpots(10)
	s.do(t, 0, "sato", RoleStaff, count(3))
	no := ApproveSpot{SKU: "shirt", Class: Regular, Qty: 3, Off: -7, Refuse: true}
	if d := s.do(t, 5, "ito", RoleStaff, no); d.Code != NotAllowed {
		t.Fatalf("staff refuse: %v", d.Code)
	}
	if d := s.do(t, 5, "lead", RoleLead, no); d.Verdict != Applied || s.task().Waits() || !s.task().Open() || !s.task().Due.After(noon.Add(SpotDue)) {
		t.Fatalf("%+v %+v", d, s.task())
	}
	if !s.level.Doubt || s.level.OnHand != 10 {
		t.Fatalf("nobody has looked yet: %+v", s.level)
	}
	if d := s.do(t, 6, "lead", RoleLead, no); d.Code != UnknownCount {
		t.Fatalf("refused twice: %v", d.Code)
	}
	if d := s.do(t, 8, "ito", RoleStaff, count(3)); d.Code != CountAgainFirst || s.level.OnHand != 10 {
		t.Fatalf("what was refused counts as a first word: %v", d.Code)
	}
	s.do(t, 9, "ito", RoleStaff, count(10))
	if s.task().Open() || s.level.Doubt {
		t.Fatalf("%+v", s.task())
	}
	x := Exception{ID: "x", Kind: ExRecount, Spot: &CountLine{SKU: "shirt", Class: Regular, State: LineCounted}}
	d := Decide(State{Role: RoleManager, Exception: &x}, Command{Kind: KindSettle, At: noon, Store: shop, Staff: "tencho", Body: Settle{"x", ExRecount, "seen"}})
	if d.Exception != nil || d.Code != CountAgainFirst {
		t.Fatalf("closed by a word: %+v", d)
	}
}

// Whoever counts what, and in whatever order it comes in: the books move by a large
// difference only where two people said so or a manager did, and what waits is owned by
// an open entry.
func TestSpotTakesTwo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		began := rapid.IntRange(0, 12).Draw(rt, "books")
		s := newSpots(began)
		s.policy = CountPolicy{AgainPieces: rapid.IntRange(1, 4).Draw(rt, "pieces")}
		s.blind = rapid.Bool().Draw(rt, "terminal")
		at := 0.0
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			at += rapid.Float64Range(0.5, 40).Draw(rt, "gap")
			by := rapid.SampledFrom([]StaffID{"sato", "ito", "abe"}).Draw(rt, "who")
			role := map[StaffID]Role{"sato": RoleStaff, "ito": RoleLead, "abe": RoleManager}[by]
			before, open := s.level.OnHand, s.task()
			var d Decision
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				s.do(rt, at, "", RoleHub, sale(rapid.IntRange(0, 2).Draw(rt, "sold")))
				continue
			case 1:
				if open.Spot == nil {
					continue
				}
				b := yes(open.Spot.Qty(), open.Spot.Off(), VarianceUnclear)
				b.Refuse = rapid.Bool().Draw(rt, "refuse")
				d = s.do(rt, at, by, role, b)
				if counter, _ := open.Spot.Counter(); s.level.OnHand != before && (b.Refuse || counter == by || role < RoleLead || role < RoleManager && open.Spot.Again == nil) {
					rt.Fatalf("%s booked %+v", by, open.Spot)
				}
			default:
				n := rapid.IntRange(0, 12).Draw(rt, "counted")
				d = s.do(rt, at, by, role, count(n))
				if moved := s.level.OnHand - before; abs(moved) >= s.policy.AgainPieces {
					if !open.Waits() {
						rt.Fatalf("%s alone moved the books by %d", by, moved)
					}
					if other, _ := open.Spot.Counter(); other == by {
						rt.Fatalf("%s moved the books by %d, on their own word", by, moved)
					}
				}
			}
			if d.Code == CountAgainFirst && d.Verdict != Rejected && !s.task().Waits() {
				rt.Fatalf("nothing waits: %+v", s.task())
			}
			if x := s.task(); x.Spot != nil && x.Open() && x.Due.IsZero() {
				rt.Fatalf("waits for ever: %+v", x)
			}
		}
		for _, m := range s.moves {
			began += m.OnHand
		}
		if began != s.level.OnHand {
			rt.Fatalf("%d on hand, and the movements come to %d", s.level.OnHand, began)
		}
	})
}
