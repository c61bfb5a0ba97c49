package retail

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// ColdPolicy is how long goods of a chain may be out of the cold on their way from
// the shelf to the place where they wait. Zeros count as the defaults, which are
// this program's: what holds for a chain says its own hygiene plan (HACCP).
type ColdPolicy struct {
	Chilled int `json:"chilled,omitempty"` // minutes, 20; ColdForever: no limit
	Frozen  int `json:"frozen,omitempty"`  // minutes, 10; ColdForever: no limit
}

// ColdForever as a time of ColdPolicy sets no limit.
const ColdForever = -1

// Full is the policy with the defaults in the place of zeros.
func (p ColdPolicy) Full() ColdPolicy {
	return ColdPolicy{Chilled: cmp.Or(p.Chilled, 20), Frozen: cmp.Or(p.Frozen, 10)}
}

// Limit is how long goods of a temperature may be out of the cold; 0: for ever.
func (p ColdPolicy) Limit(t Temperature) time.Duration {
	n := 0
	switch p = p.Full(); t {
	case Chilled:
		n = p.Chilled
	case Frozen:
		n = p.Frozen
	case Ambient:
	}
	return max(0, time.Duration(n)) * time.Minute
}

// ColdPressure is how urgent it is to bring goods into the cold that are out of it for
// so long: amber from the half of their limit on, red when it is over. A limit of 0 is
// none.
func ColdPressure(limit, out time.Duration) Pressure {
	switch {
	case limit > 0 && out > limit:
		return PressureLate
	case limit > 0 && 2*out >= limit:
		return PressureSoon
	}
	return PressureCalm
}

// ColdSpell is goods of one temperature of an order on their way from their shelf
// to a place that is cold enough. An order has at most one of each temperature: a
// later way takes its place.
type ColdSpell struct {
	Temp Temperature `json:"temp"`
	N    int         `json:"n"` // the how many-th of the order
	From time.Time   `json:"from"`
	To   time.Time   `json:"to,omitzero"` // zero: they are out of the cold still
	// Late says that they were longer on their way than they may be, and that
	// somebody was told.
	Late bool `json:"late,omitempty"`
}

// Open tells whether the goods are out of the cold.
func (s ColdSpell) Open() bool { return s.To.IsZero() }

// Over tells whether the goods are, or were, out of the cold for longer than they
// may be.
func (s ColdSpell) Over(p ColdPolicy, now time.Time) bool {
	if !s.Open() {
		now = s.To
	}
	limit := p.Limit(s.Temp)
	return limit > 0 && now.Sub(s.From) > limit
}

// OutOfCold is the body of KindOutOfCold: goods of an order are out of the cold for
// longer than they may be, and nobody said that they were put away.
type OutOfCold struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b OutOfCold) About() Ref { return orderRef(b.Order) }

// Spell returns how long goods of a temperature were, or are, out of the cold; nil
// when they never were.
func (o *Order) Spell(t Temperature) *ColdSpell {
	for i := range o.Cold {
		if o.Cold[i].Temp == t {
			return &o.Cold[i]
		}
	}
	return nil
}

// ColdSince is since when goods of the order are out of the cold that nobody was told
// of; zero: none are.
func (o *Order) ColdSince() time.Time {
	var first time.Time
	for _, s := range o.Cold {
		if s.Open() && !s.Late && (first.IsZero() || s.From.Before(first)) {
			first = s.From
		}
	}
	return first
}

// TooWarm tells whether goods of the order are out of the cold for longer than they
// may be, and nobody was told.
func (o *Order) TooWarm(p ColdPolicy, now time.Time) bool {
	return slices.ContainsFunc(o.Cold, func(s ColdSpell) bool { return s.Open() && !s.Late && s.Over(p, now) })
}

// held is how many pieces of a temperature the shop has for the order, and the first
// line of them: taken from their shelf, and not with the customer.
func (o *Order) held(t Temperature) (line, pieces int) {
	for _, l := range o.Lines {
		if n := l.ToPutBack(); l.Temp == t && n > 0 {
			if pieces == 0 {
				line = l.No
			}
			pieces += n
		}
	}
	return line, pieces
}

// outside is held without what lies in the cold. Bags do not say what is in them:
// where an order has goods of several temperatures, each has its own, and one that
// lies cold enough holds all of its own.
func (o *Order) outside(t Temperature) (line, pieces int) {
	line, pieces = o.held(t)
	if pieces > 0 && slices.ContainsFunc(o.BagsHere(), func(b Bag) bool { return b.keeps(t) }) {
		return line, 0
	}
	return line, pieces
}

// keeps tells whether goods of a temperature may lie where the bag does.
func (b Bag) keeps(t Temperature) bool { return !slices.Contains(b.Warm, t) }

// coldTask is the one entry of the inbox about a way out of the cold.
func coldTask(o OrderID, s ColdSpell) ExceptionID {
	return ExceptionID("cold-" + string(o) + "-" + s.Temp.String() + "-" + strconv.Itoa(s.N))
}

// cold follows what a command made of an order: goods that left their shelf are on
// their way, and those that lie in the cold, or with the customer, are not. A way
// that took too long is told; one that turns out to have been in time is not any more.
func cold(st State, c Command, d Decision) Decision {
	o := d.Order
	if o == nil || d.Verdict == Rejected {
		return d
	}
	for _, t := range []Temperature{Chilled, Frozen} {
		line, n := o.outside(t)
		s := o.Spell(t)
		switch {
		case n > 0 && s == nil:
			o.Cold = append(o.Cold, ColdSpell{Temp: t, N: 1, From: c.At})
		case n > 0 && !s.Open():
			*s = ColdSpell{Temp: t, N: s.N + 1, From: c.At}
		case n > 0 && c.Kind == KindPick && c.At.Before(s.From) && o.Line(c.Body.(PickItem).Line).Temp == t:
			s.From = c.At // another terminal began, and its line was down
		case n == 0 && s != nil && s.Open():
			s.To = maxTime(c.At, s.From)
			switch over := s.Over(st.Cold, s.To); {
			case over && !s.Late:
				s.Late = true
				_, n = o.held(t)
				d.warn(st, c, *s, line, n)
			case !over && s.Late:
				s.Late = false
				d.Close = append(d.Close, coldTask(o.ID, *s))
			}
		}
	}
	return d
}

// warn makes a way that took too long somebody's: a task, not a clash.
func (d *Decision) warn(st State, c Command, s ColdSpell, line, pieces int) {
	verdict := d.Verdict
	d.raise(st, c, ExColdLong, line, pieces)
	d.Raise[len(d.Raise)-1].ID = coldTask(d.Order.ID, s)
	d.Verdict = verdict
}

// decideOutOfCold: the hub's clock says that goods are out of the cold for too long.
// Nothing is stopped by it: somebody looks at them.
func decideOutOfCold(o *Order, st State, c Command, _ OutOfCold) Decision {
	d := Decision{Verdict: Applied, Order: o}
	told := false
	for i := range o.Cold {
		if s := &o.Cold[i]; s.Open() && !s.Late && s.Over(st.Cold, c.At) {
			s.Late, told = true, true
			line, n := o.outside(s.Temp)
			d.warn(st, c, *s, line, n)
		}
	}
	if !told {
		return rejected(WrongState)
	}
	step(o, c, "")
	return d
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// ToteTemp is the temperature of what lies in a tote of the order: that of what was
// scanned first of it; 0: nothing lies in it.
func (o *Order) ToteTemp(tote string) Temperature {
	var first *Pick
	var t Temperature
	for i := range o.Lines {
		for j := range o.Lines[i].Picks {
			p := &o.Lines[i].Picks[j]
			if p.Tote == tote && tote != "" && (first == nil || p.At.Before(first.At)) {
				first, t = p, o.Lines[i].Temp.Or()
			}
		}
	}
	return t
}

// TotesOf are the totes of the order in which goods of a temperature lie.
func (o *Order) TotesOf(t Temperature) []string {
	var out []string
	for _, code := range o.Totes {
		if o.ToteTemp(code) == t.Or() {
			out = append(out, code)
		}
	}
	return out
}

// Temps are the temperatures of what the customer gets, the coldest first: a place
// is found for it before the others.
func (o *Order) Temps() []Temperature {
	var out []Temperature
	for _, t := range []Temperature{Frozen, Chilled, Ambient} {
		for _, l := range o.Lines {
			if l.Temp.Or() == t && (l.ToPutBack() > 0 || l.Open() > 0) {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

// SlotKind is the kind of place that keeps goods of the temperature.
func (v Temperature) SlotKind() SlotKind {
	switch v {
	case Chilled:
		return SlotCold
	case Frozen:
		return SlotFrozen
	case Ambient:
	}
	return SlotNormal
}

// WarmIn are the temperatures that a place does not keep goods at. A temperature
// that no place of the shop is made for is kept by all of them: the shop is asked
// for nothing that it has not got.
func WarmIn(slots []StagingSlot, code string) []Temperature {
	kind, has := SlotNormal, map[SlotKind]bool{}
	for _, s := range slots {
		has[s.Kind.Or()] = true
		if s.Code == code {
			kind = s.Kind.Or()
		}
	}
	var out []Temperature
	for _, t := range []Temperature{Chilled, Frozen} {
		if k := t.SlotKind(); has[k] && kind != k {
			out = append(out, t)
		}
	}
	return out
}
