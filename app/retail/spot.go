package retail

import "time"

// A count of one SKU (1品を数える) goes into the books at once while the difference is
// small. One that is large by the chain's CountPolicy waits in the inbox, in the one
// task to count the level again: the figure is kept there as it was said, and the books
// stay as they are until another person comes to the same, or somebody who may answers
// for it with a reason. It is the rule of stocktakes, on one line: see mayBook.

// SpotDue is how long a count may wait for another person before it is late.
const SpotDue = 4 * time.Hour

// ApproveSpot is the body of KindApproveSpot: the figure that waits goes into the
// books; with Refuse it does not, and the shelf is to be counted anew. Qty and Off are
// what the approver saw: what has become another figure since is not approved.
type ApproveSpot struct {
	SKU    SKUID          `json:"sku"`
	Class  StockClass     `json:"class"`
	Qty    int            `json:"qty"`
	Off    int            `json:"off"`
	Reason VarianceReason `json:"reason,omitempty"`
	Refuse bool           `json:"refuse,omitempty"`
}

// About returns the stock level.
func (b ApproveSpot) About() Ref { return Ref{Entity: EntityStock, ID: LevelRef(b.SKU, b.Class)} }

// CountTask is the entry of the inbox in which a count of one SKU may wait: hosts give
// it to the rule as State.Exception.
func (c Command) CountTask() (ExceptionID, bool) {
	switch c.Body.(type) {
	case Count, ApproveSpot:
		key, _ := c.Level()
		return recountTask(key), true
	}
	return "", false
}

// CountedSince is from when on movements matter to a command about a count of one SKU,
// and to what waits in x, which may be nil.
func (c Command) CountedSince(x *Exception) time.Time {
	since := c.At.Add(-CountWindow)
	if b, ok := c.Body.(Count); ok {
		since = b.Window(c.At)
	}
	if x != nil && x.Spot != nil {
		first, _ := x.Spot.Window()
		if from := first.Add(-CountWindow); from.Before(since) {
			since = from
		}
	}
	return since
}

// Waits tells whether a figure waits in the entry for another person.
func (x Exception) Waits() bool { return x.Open() && x.Spot != nil && x.Spot.State == LineCounted }

// noteRefused stands in the record of an entry whose figure was refused. Its kind is
// that of stocktakes, which terminals of an older program can read.
const noteRefused = "refused"

// SpotTask is the entry of the inbox in which a count of the SKU would wait.
func SpotTask(sku SKUID, class StockClass) ExceptionID {
	return recountTask(StockKey{SKU: sku, Class: class})
}

// On returns the entry as it is to be stored over the one with the same name: a figure
// that waits there, and who answers for it, are not lost when something else asks for
// the same count.
func (x Exception) On(old *Exception) Exception {
	if old == nil || x.ID != old.ID || x.Kind != ExRecount || !x.Open() || !old.Waits() {
		return x
	}
	if x.Spot == nil {
		spot := old.Spot.clone()
		x.Spot, x.Qty = &spot, spot.Qty()
	}
	if x.Assignee == "" {
		x.Assignee = old.Assignee
	}
	return x
}

// Counter is who counted the figure that stands, and when they ended.
func (l CountLine) Counter() (StaffID, time.Time) {
	_, last := l.Window()
	if l.Again != nil {
		return l.Again.Staff, last
	}
	if len(l.Parts) > 0 {
		return l.Parts[0].Staff, last
	}
	return "", last
}

// device is on which terminal the figure that stands was counted.
func (l CountLine) device() DeviceID {
	if l.Again != nil {
		return l.Again.Device
	}
	if len(l.Parts) > 0 {
		return l.Parts[0].Device
	}
	return ""
}

// spot judges the figure of a count of one SKU. It tells whether the decision stands
// without a booking: a large difference that one person found waits, and so does one
// that two found alike and that is worth more than a lead may approve. What an outside
// system says through the hub is no person's word.
func (st State) spot(d *Decision, c Command, b Count, level StockLevel, expected int) bool {
	if st.Role >= RoleHub {
		return false
	}
	from := b.From
	if from.IsZero() || from.After(c.At) {
		from = c.At
	}
	l := CountLine{
		SKU: b.SKU, Class: b.Class, PriceTaxIn: max(0, b.PriceTaxIn), State: LineCounted, Expected: expected,
		Parts: []LinePart{{Device: c.Device, Staff: c.Staff, Qty: b.Qty, First: from, Last: c.At}},
	}
	policy := st.Counts.Full()
	large := policy.NeedsAgain(l)
	x := st.Exception
	if x != nil && (!x.Waits() || x.Spot.Ref() != l.Ref()) {
		x = nil
	}
	if x == nil {
		if large {
			d.wait(st, c, l)
		}
		return large
	}
	was := x.Spot.clone()
	by, last := was.Counter()
	l.PriceTaxIn = max(l.PriceTaxIn, was.PriceTaxIn)
	large = policy.NeedsAgain(l)
	two := by != "" && c.Staff != "" && by != c.Staff
	alike := two && (was.Off() == l.Off() || st.spotOff(was, level) == l.Off())
	switch {
	case last.After(c.At) && !alike: // what was said later stands
		d.Code = Superseded
		return true
	case !large, alike && max(st.Role, RoleLead) >= policy.Approver(l):
		return false
	}
	if two || was.Again != nil {
		p := l.Parts[0]
		l.Parts, l.Again = was.Parts, &CountedTwo{Staff: p.Staff, Device: p.Device, Qty: p.Qty, First: p.First, Last: p.Last}
	}
	d.wait(st, c, l)
	return true
}

// wait keeps a figure in the inbox. Where there seems to be less than the books say,
// nothing is promised until it is decided; on hand stays as it is.
func (d *Decision) wait(st State, c Command, l CountLine) {
	key := StockKey{Site: c.Store, SKU: l.SKU, Class: l.Class}
	d.raise(st, c, ExRecount, 0, l.Qty())
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.SKU, x.Spot, x.Due = recountTask(key), l.SKU, &l, c.At.Add(SpotDue)
	if old := st.Exception; old != nil && old.Waits() { // it waits since then
		x.OpenedAt, x.Due, x.Assignee = old.OpenedAt, old.Due, old.Assignee
		x.People = append(append([]Step(nil), old.People...), x.People...)
	}
	d.Code = CountAgainFirst
	if l.Off() < 0 && (st.Level == nil || !st.Level.Doubt) {
		d.Moves = []Movement{{Cmd: c.ID, Key: key, Kind: MoveDoubt, Doubt: true, Staff: c.Staff, Device: c.Device, At: c.At}}
	}
}

// spotOff is the difference of a figure that waits by what is known now: movements may
// have come in late. A terminal does not know them and takes what was found then.
func (st State) spotOff(l CountLine, level StockLevel) int {
	was := l.Off()
	if len(st.expectSpot(&l, level)) > 0 { // nobody can tell
		return was
	}
	return l.Off()
}

// expectSpot writes down what the books say lay there when a figure that waits was
// counted, and returns the movements of which nobody can tell. What the counting
// terminal did itself stands in the order of its own clock.
func (st State) expectSpot(l *CountLine, level StockLevel) []Movement {
	if st.Now.IsZero() {
		return nil
	}
	first, last := l.Window()
	own := l.device()
	n, unsure := shelfAt(level, st.Moves, own, first.Add(-CountWindow), last)
	for _, m := range st.Moves {
		if own != "" && m.Device == own && m.onShelf() && m.At.After(last) {
			n -= m.Shelf()
		}
	}
	l.Expected, l.Unsure = n, len(unsure)
	return unsure
}

// decideApproveSpot books a figure that waits, or drops it. Nobody answers for what
// they counted themselves.
func decideApproveSpot(st State, c Command, b ApproveSpot) Decision {
	x := st.Exception
	switch {
	case x == nil || x.Spot == nil || x.Spot.Ref() != LevelRef(b.SKU, b.Class):
		return rejected(UnknownCount)
	case !x.Waits(): // somebody was quicker
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	key, _ := c.Level()
	level := StockLevel{StockKey: key}
	if st.Level != nil {
		level = *st.Level
	}
	l := x.Spot.clone()
	unsure := st.expectSpot(&l, level)
	d := Decision{Verdict: Applied}
	if l.Qty() != b.Qty || l.Off() != b.Off {
		d.Code, d.Exception = FigureChanged, x.with(&l)
		return d
	}
	by, _ := l.Counter()
	if b.Refuse {
		if st.Role < st.Counts.Full().Approver(l) {
			return rejected(NotAllowed)
		}
		d.Exception = x.with(nil)
		d.Exception.Due, d.Exception.Qty = c.At.Add(SpotDue), 0
		d.Exception.People = append(d.Exception.People, Step{Kind: KindApproveCount, At: c.At, Staff: c.Staff, Device: c.Device, Note: noteRefused})
		return d
	}
	if by == c.Staff {
		return rejected(SamePerson)
	}
	if code := st.mayBook(l, b.Reason, RoleManager); code != 0 {
		return rejected(code)
	}
	d.book(st, c, &l, level, unsure, b.Reason)
	if l.State != LineBooked {
		if d.Code == Superseded {
			d.Close = []ExceptionID{x.ID}
		}
		for i := range d.Raise { // the figure is worth nothing any more
			d.Raise[i].Assignee, d.Raise[i].Spot = x.Assignee, &l
		}
		return d
	}
	d.Close = nil
	d.Exception = x.with(&l)
	d.Exception.ClosedAt, d.Exception.ClosedBy, d.Exception.How = c.At, c.Staff, RemedyApproved.String()
	return d
}

// with returns a copy of the entry with another figure.
func (x *Exception) with(l *CountLine) *Exception {
	n := *x
	n.People = append([]Step(nil), x.People...)
	if n.Spot = l; l != nil {
		n.Qty = l.Qty()
	}
	return &n
}
