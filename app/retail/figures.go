package retail

import (
	"maps"
	"slices"
	"time"
)

// PickBreak is the longest time between two scans of a terminal that counts as
// picking: whoever scans nothing for longer did something else.
const PickBreak = 10 * time.Minute

// Week names a week by the day in Japan it begins on, a Monday: "2026-11-16".
type Week string

// WeekOf is the week that the instant lies in.
func WeekOf(t time.Time) Week {
	d := day(t, 0)
	return Week(day(d, -((int(d.Weekday()) + 6) % 7)).Format(time.DateOnly))
}

// Begins returns the first instant of the week; the zero time for a word that
// names none.
func (w Week) Begins() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(w), Japan)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Figures are how well a shop picked and handed over (店の数字), as sums, so that
// shops and weeks can be added. They name nobody: they are about the shop.
type Figures struct {
	Lines    int   `json:"lines"`     // lines picked, each order's once a day
	PickSecs int64 `json:"pick_secs"` // that it took, breaks left out, see PickBreak
	Caught   int   `json:"caught"`    // wrong goods, or a wrong tote, that the scan stopped
	Noticed  int   `json:"noticed"`   // wrong goods that the counter found before they left
	Escaped  int   `json:"escaped"`   // wrong goods that a customer got
	Ready    int   `json:"ready"`     // orders put by (保管済) that something was promised of
	InTime   int   `json:"in_time"`   // of them, by when it was promised
	Calls    int   `json:"calls"`     // customers who said 着きました and were looked after
	CallSecs int64 `json:"call_secs"` // from 着きました until somebody took the call
	Waits    int   `json:"waits"`     // of those who had said so, who have their goods
	WaitSecs int64 `json:"wait_secs"` // from 着きました until they had them
	// Offered are goods that were suggested to customers at the counter (ついで買い), each
	// order's once a day, and Bought those of them that they took.
	Offered int `json:"offered,omitempty"`
	Bought  int `json:"bought,omitempty"`
}

// Plus adds the figures of another shop or week.
func (f Figures) Plus(g Figures) Figures {
	return Figures{
		Lines: f.Lines + g.Lines, PickSecs: f.PickSecs + g.PickSecs, Caught: f.Caught + g.Caught, Noticed: f.Noticed + g.Noticed,
		Escaped: f.Escaped + g.Escaped, Ready: f.Ready + g.Ready, InTime: f.InTime + g.InTime, Calls: f.Calls + g.Calls,
		CallSecs: f.CallSecs + g.CallSecs, Waits: f.Waits + g.Waits, WaitSecs: f.WaitSecs + g.WaitSecs,
		Offered: f.Offered + g.Offered, Bought: f.Bought + g.Bought,
	}
}

// WeekFigures are the figures of one week.
type WeekFigures struct {
	Week Week `json:"week"`
	Figures
}

// FigureKinds are the kinds of commands that figures are made of.
func FigureKinds() []Kind {
	return []Kind{
		KindClaim, KindPick, KindUndoPick, KindMismatch, KindShort, KindStage, KindHandover, KindOpenWave, KindJoinWave, KindTakeWave, KindPutInTote,
		KindArrive, KindTakeCall, KindWrongGoods, KindUndoHandover, KindSuggested,
	}
}

// FigureBook makes figures of the commands of one shop's log. It is the one
// definition of them. What belongs together is looked for within a day only (in
// Japan), so what is added of one day changes the figures of its own week and of
// no other, in whatever order commands are taken.
type FigureBook struct {
	seen map[CommandID]bool
	days map[string]*figureDay
}

// figureDay is what is known of one day.
type figureDay struct {
	week    Week
	sums    Figures
	lines   map[pickedLine]bool
	steps   map[DeviceID][]figureStep
	ready   map[OrderID]readyAt
	arrived map[OrderID]time.Time // first
	taken   map[OrderID]time.Time // first
	given   map[CommandID]givenAt
	undone  map[CommandID]bool // handovers that were taken back
	offered map[offeredGoods]bool
}

type pickedLine struct {
	order OrderID
	line  int
}

// figureStep is a sign of picking on a terminal.
type figureStep struct {
	at   time.Time
	work bool // the time before it went into picking
}

// compare puts steps in their order; of those at one instant what begins picking
// comes first, so that there is one order.
func (s figureStep) compare(t figureStep) int {
	switch {
	case s.at.Equal(t.at) && s.work != t.work && s.work:
		return 1
	case s.at.Equal(t.at) && s.work != t.work:
		return -1
	}
	return s.at.Compare(t.at)
}

type readyAt struct{ at, promised time.Time }

// offeredGoods is something that was suggested to the customer of an order.
type offeredGoods struct {
	order OrderID
	sku   SKUID
}

// givenAt is a handover.
type givenAt struct {
	order OrderID
	at    time.Time
}

// NewFigureBook returns an empty book.
func NewFigureBook() *FigureBook {
	return &FigureBook{seen: map[CommandID]bool{}, days: map[string]*figureDay{}}
}

// Take takes a judged command: c.At is when it was, as the hub corrected it.
// promised is until when the order was to be ready; it is looked at for
// KindStage alone, and zero for an order that nobody knows any more.
func (b *FigureBook) Take(c Command, v Verdict, code VerdictCode, promised time.Time) {
	if b.seen[c.ID] || v != Applied && v != AppliedException || code == AlreadySo || code == UnknownOrder {
		return
	}
	b.seen[c.ID] = true
	key := day(c.At, 0).Format(time.DateOnly)
	d := b.days[key]
	if d == nil {
		d = &figureDay{
			week: WeekOf(c.At), lines: map[pickedLine]bool{}, steps: map[DeviceID][]figureStep{}, ready: map[OrderID]readyAt{},
			arrived: map[OrderID]time.Time{}, taken: map[OrderID]time.Time{}, given: map[CommandID]givenAt{}, undone: map[CommandID]bool{}, offered: map[offeredGoods]bool{},
		}
		b.days[key] = d
	}
	switch body := c.Body.(type) {
	case PickItem:
		d.lines[pickedLine{body.Order, body.Line}] = true
		d.step(c, true)
	case UndoPick, ShortLine, PutInTote:
		d.step(c, true)
	case Mismatch:
		d.step(c, true)
		if body.caught() {
			d.sums.Caught++
		}
	case TakeWave:
		d.step(c, false)
		for _, k := range body.Carried { // of a terminal that may never speak again
			if k.Device == "" {
				k.Device = body.From
			}
			if day(k.At, 0).Equal(day(c.At, 0)) {
				b.Take(k, Applied, 0, time.Time{})
			}
		}
	case ClaimOrder, OpenWave, JoinWave:
		d.step(c, false)
	case StageOrder:
		if r, twice := d.ready[body.Order]; !twice || c.At.Before(r.at) {
			d.ready[body.Order] = readyAt{c.At, promised}
		}
	case Arrive:
		first(d.arrived, body.Order, c.At)
	case TakeCall:
		first(d.taken, body.Order, c.At)
	case HandOver:
		d.given[c.ID] = givenAt{body.Order, c.At}
	case Suggested:
		k := offeredGoods{body.Order, body.SKU}
		d.offered[k] = d.offered[k] || body.Bought
	case UndoHandover:
		d.undone[body.Handover] = true
	case WrongReport:
		if body.Out {
			d.sums.Escaped++
		} else {
			d.sums.Noticed++
		}
	}
}

func first(m map[OrderID]time.Time, id OrderID, at time.Time) {
	if t, ok := m[id]; !ok || at.Before(t) {
		m[id] = at
	}
}

func (d *figureDay) step(c Command, work bool) {
	d.steps[c.Device] = append(d.steps[c.Device], figureStep{c.At, work})
}

// caught tells whether the scan stopped goods, or a tote, that did not belong
// there: not a label that nobody knows, nor one that names no goods.
func (b Mismatch) caught() bool {
	return b.As != MatchUnknown.String() && b.As != MatchNotAnItem.String()
}

// Weeks returns the figures of every week that something was taken of, oldest
// first.
func (b *FigureBook) Weeks() []WeekFigures {
	sums := map[Week]Figures{}
	for _, d := range b.days {
		sums[d.week] = sums[d.week].Plus(d.figures())
	}
	out := make([]WeekFigures, 0, len(sums))
	for _, w := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, WeekFigures{w, sums[w]})
	}
	return out
}

func (d *figureDay) figures() Figures {
	f := d.sums
	f.Lines = len(d.lines)
	for _, steps := range d.steps {
		slices.SortFunc(steps, figureStep.compare)
		for i := 1; i < len(steps); i++ {
			if gap := steps[i].at.Sub(steps[i-1].at); steps[i].work && gap <= PickBreak {
				f.PickSecs += int64(gap / time.Second)
			}
		}
	}
	f.Offered = len(d.offered)
	for _, bought := range d.offered {
		if bought {
			f.Bought++
		}
	}
	for _, r := range d.ready {
		if r.promised.IsZero() {
			continue
		}
		f.Ready++
		if !r.at.After(r.promised) {
			f.InTime++
		}
	}
	given := map[OrderID]time.Time{}
	for id, g := range d.given {
		if !d.undone[id] {
			first(given, g.order, g.at)
		}
	}
	for id, at := range d.arrived {
		if t, ok := d.taken[id]; ok && !t.Before(at) {
			f.Calls, f.CallSecs = f.Calls+1, f.CallSecs+int64(t.Sub(at)/time.Second)
		}
		if t, ok := given[id]; ok && !t.Before(at) {
			f.Waits, f.WaitSecs = f.Waits+1, f.WaitSecs+int64(t.Sub(at)/time.Second)
		}
	}
	return f
}
