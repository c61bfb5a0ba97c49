package retail

import (
	"slices"
	"time"
)

// decideOpenCount begins a stocktake. The second terminal that begins the same
// one adds to it.
func decideOpenCount(st State, c Command, b OpenCount) Decision {
	switch {
	case b.Stocktake == "" || b.Kind == 0 || len(b.Areas) == 0:
		return rejected(WrongState)
	case b.Kind == FullCount && st.Role < RoleManager:
		return rejected(NotAllowed)
	case st.Stocktake != nil && st.Stocktake.State == StocktakeClosed:
		return rejected(WrongState)
	}
	d := Decision{Verdict: Applied}
	s := newStocktake(c, b.Stocktake, b.Kind)
	if st.Stocktake != nil {
		s = st.Stocktake.Clone()
		d.Code = AlreadySo
	}
	for _, a := range b.Areas {
		s.add(a)
	}
	for _, t := range b.Targets {
		if !slices.ContainsFunc(s.Targets, func(x CountTarget) bool { return x.SKU == t.SKU }) && (st.Stocktake == nil || len(s.Targets) > 0) {
			s.Targets = append(s.Targets, t)
		}
	}
	d.Stocktake = s
	return d
}

func newStocktake(c Command, id StocktakeID, kind StocktakeKind) *Stocktake {
	return &Stocktake{ID: id, Store: c.Store, Kind: kind, State: StocktakeOpen, OpenedAt: c.At, OpenedBy: c.Staff}
}

// decideTally writes down what a terminal counted. It is never refused: what
// comes for a stocktake of which nobody has heard opens it, what comes after a
// figure was booked has the shelf counted again.
func decideTally(st State, c Command, b Tally) Decision {
	d := Decision{Verdict: Applied}
	if b.Stocktake == "" || slices.ContainsFunc(b.Lines, func(l TallyLine) bool { return l.Qty < 0 || l.Code == "" && (l.SKU == "" || l.Class == 0) }) {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	var s *Stocktake
	if st.Stocktake == nil {
		kind := b.Kind
		if kind == 0 {
			kind = AreaCount
		}
		s = newStocktake(c, b.Stocktake, kind)
	} else {
		s = st.Stocktake.Clone()
	}
	if s.here(st, c, b) || st.Stocktake == nil {
		d.Stocktake = s
	}
	book := lineBook{st: st, c: c, id: s.ID, lines: st.Count.Lines}
	for _, t := range b.Lines {
		book.take(b.Area, t)
	}
	book.end(&d)
	return d
}

// here notes that a terminal counts in the area, or has ended there, and tells
// whether that is news.
func (s *Stocktake) here(st State, c Command, b Tally) bool {
	now := st.now(c)
	a := s.add(b.Area)
	p := a.Part(c.Device)
	news := p == nil || p.Staff != c.Staff || p.Done != b.Done || p.Until.Sub(now) < AreaLease/2
	if p == nil {
		a.Parts = append(a.Parts, AreaPart{Device: c.Device, Since: c.At})
		p = &a.Parts[len(a.Parts)-1]
	}
	p.Staff, p.Until, p.Done = c.Staff, now.Add(AreaLease), b.Done
	next := AreaCounting
	if b.Done && len(a.Others(c.Device, now)) == 0 {
		next = AreaDone
	}
	if a.State != next && a.State.CanBecome(next) {
		a.State, news = next, true
	}
	return news
}

// lineBook changes lines of one stocktake.
type lineBook struct {
	st      State
	c       Command
	id      StocktakeID
	lines   map[string]CountLine // never changed
	changed []CountLine
}

// line returns the place of a line among those that change.
func (k *lineBook) line(sku SKUID, class StockClass, code string) int {
	ref := LineRef(sku, class, code)
	if i := slices.IndexFunc(k.changed, func(l CountLine) bool { return l.Ref() == ref }); i >= 0 {
		return i
	}
	l, ok := k.lines[ref]
	if !ok {
		l = CountLine{Stocktake: k.id, SKU: sku, Class: class, Code: code, State: LineCounted}
	}
	k.changed = append(k.changed, l.clone())
	return len(k.changed) - 1
}

// take writes a line of a tally down, and over to the SKU that its code is.
func (k *lineBook) take(area string, t TallyLine) {
	staff := t.Staff
	if staff == "" {
		staff = k.c.Staff
	}
	p := LinePart{
		Area: area, Device: k.c.Device, Staff: staff, Journal: t.Journal, Qty: t.Qty, N: t.N, Stray: t.Stray, First: ago(k.c.At, t.FirstMS), Last: ago(k.c.At, t.LastMS),
	}
	sku := t.SKU
	if t.Code != "" {
		sku = ""
	}
	i := k.line(sku, t.Class, t.Code)
	l := &k.changed[i]
	if t.PriceTaxIn > 0 {
		l.PriceTaxIn = t.PriceTaxIn
	}
	if t.Code != "" {
		l.near(NearScan{Device: k.c.Device, Area: area, Before: t.Before, After: t.After})
	}
	l.put(p, t.Gone)
	if t.Code != "" && l.SKU != "" {
		p.Code = t.Code
		j := k.line(l.SKU, l.Class, "")
		k.changed[j].put(p, t.Gone)
	}
}

// put replaces what was counted by the same person on the same terminal in the
// same area, unless that is newer. A figure that became another was not counted
// twice any more.
func (l *CountLine) put(p LinePart, gone bool) {
	before := l.First()
	same := func(x LinePart) bool {
		return x.Area == p.Area && x.Device == p.Device && x.Staff == p.Staff && x.Code == p.Code && x.Journal == p.Journal
	}
	switch i := slices.IndexFunc(l.Parts, same); {
	case i < 0 && !gone:
		l.Parts = append(l.Parts, p)
	case i < 0 || l.Parts[i].N > p.N:
	case gone:
		l.Parts = slices.Delete(l.Parts, i, i+1)
	default:
		l.Parts[i] = p
	}
	if l.First() != before {
		l.Again = nil
	}
}

// near keeps the newest place of each terminal and area at which a code lay.
func (l *CountLine) near(n NearScan) {
	i := slices.IndexFunc(l.Near, func(x NearScan) bool { return x.Device == n.Device && x.Area == n.Area })
	switch {
	case i < 0:
		l.Near = append(l.Near, n)
	default:
		if n.Before == "" {
			n.Before = l.Near[i].Before
		}
		if n.After == "" {
			n.After = l.Near[i].After
		}
		l.Near[i] = n
	}
}

// end holds the lines against the books and adds those that changed to the
// decision. Pieces that come in after their figure was booked have the shelf
// counted again.
func (k *lineBook) end(d *Decision) {
	for _, l := range k.changed {
		old, was := k.lines[l.Ref()]
		if was && (old.State == LineBooked || old.State == LineMoved) && old.First() != l.First() && l.SKU != "" {
			d.lateTally(k.st, k.c, l)
			l.Booked = old.Booked
			if old.State.CanBecome(LineMoved) {
				l.State = LineMoved
			}
		}
		if !was && k.st.Stocktake != nil && k.st.Stocktake.State == StocktakeClosed && l.Code == "" && l.First() > 0 && !l.Stray() {
			d.lateTally(k.st, k.c, l) // what was decided about it is out of sight by now
			l.State = LineMoved
		}
		if l.Code == "" && l.State == LineCounted {
			k.st.expect(&l)
		}
		if !was || !sameLine(old, l) {
			d.CountLines = append(d.CountLines, l)
		}
	}
}

func sameLine(a, b CountLine) bool {
	return slices.Equal(a.Parts, b.Parts) && slices.Equal(a.Near, b.Near) && a.State == b.State && a.Again == b.Again &&
		a.Expected == b.Expected && a.Unsure == b.Unsure && a.SKU == b.SKU && a.PriceTaxIn == b.PriceTaxIn
}

// lateTally asks for a new count of a SKU.
func (d *Decision) lateTally(st State, c Command, l CountLine) {
	key := StockKey{Site: c.Store, SKU: l.SKU, Class: l.Class}
	id := recountTask(key)
	if slices.ContainsFunc(d.Raise, func(x Exception) bool { return x.ID == id }) {
		return
	}
	d.raise(st, c, ExRecount, 0, l.First())
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.SKU = id, l.SKU
	d.Code = Clashed
}

// expect writes down what the books say lay there when the line was counted,
// and returns the movements of which nobody can tell.
func (st State) expect(l *CountLine) []Movement {
	first, last := l.Window()
	n, unsure := shelfAt(st.Count.Levels[l.Ref()], st.Count.Moves[l.Ref()], "", first.Add(-CountWindow), last)
	l.Expected, l.Unsure = n, len(unsure)
	return unsure
}

// decideCountAgain takes the figure of another person, which stands from now
// on.
func decideCountAgain(st State, c Command, b CountAgain) Decision {
	l, ok := st.Count.Lines[LevelRef(b.SKU, b.Class)]
	switch {
	case st.Stocktake == nil || !ok:
		return rejected(UnknownCount)
	case st.Stocktake.State == StocktakeClosed || l.State != LineCounted || b.Qty < 0:
		return rejected(WrongState)
	case l.CountedBy(c.Staff):
		return rejected(SamePerson)
	}
	l = l.clone()
	l.Again = &CountedTwo{Staff: c.Staff, Device: c.Device, Qty: b.Qty, First: ago(c.At, b.FirstMS), Last: c.At}
	st.expect(&l)
	return Decision{Verdict: Applied, CountLines: []CountLine{l}}
}

// decideApproveCount books a figure, as far as it is still the one that was
// approved and nobody moved these goods around the count.
func decideApproveCount(st State, c Command, b ApproveCount) Decision {
	l, ok := st.Count.Lines[LevelRef(b.SKU, b.Class)]
	switch {
	case st.Stocktake == nil || !ok:
		return rejected(UnknownCount)
	case l.State == LineBooked || l.State == LineMoved:
		return Decision{Verdict: Applied, Code: AlreadySo}
	case st.Stocktake.State == StocktakeClosed || l.Stray() || len(l.Parts) == 0:
		return rejected(WrongState)
	case !st.Stocktake.Settled(l):
		return rejected(AreaOpen)
	}
	l = l.clone()
	var unsure []Movement
	if !st.Now.IsZero() { // a terminal does not know what moved, and takes the hub's word
		unsure = st.expect(&l)
	}
	d := Decision{Verdict: Applied}
	if l.Qty() != b.Qty || l.Off() != b.Off {
		d.Code, d.CountLines = FigureChanged, []CountLine{l}
		return d
	}
	if code := st.mayBook(l, b.Reason, RoleHub); code != 0 {
		return rejected(code)
	}
	d.book(st, c, &l, st.Count.Levels[l.Ref()], unsure, b.Reason)
	s := st.Stocktake.Clone()
	if l.State == LineBooked {
		s.Totals.add(l)
	} else {
		s.Totals.Moved++
	}
	d.Stocktake, d.CountLines = s, []CountLine{l}
	return d
}

// mayBook says why a figure is not booked at the word of who acts, 0 when it is: a
// large difference that one person found is counted again first, unless somebody of
// the role alone or above answers for it, and each is approved by its value, with a
// reason. It is the one rule of stocktakes and of spot counts.
func (st State) mayBook(l CountLine, why VarianceReason, alone Role) VerdictCode {
	policy := st.Counts.Full()
	switch {
	case policy.NeedsAgain(l) && st.Role < alone:
		return CountAgainFirst
	case st.Role < policy.Approver(l):
		return NotAllowed
	case l.Off() != 0 && !why.Fits(l.Off()):
		return NeedsReason
	}
	return 0
}

// book moves the level to the figure, or hands the SKU over to the inbox.
func (d *Decision) book(st State, c Command, l *CountLine, level StockLevel, unsure []Movement, why VarianceReason) {
	key := StockKey{Site: c.Store, SKU: l.SKU, Class: l.Class}
	first, last := l.Window()
	switch {
	case level.CountedAt.After(last):
		l.State, d.Code = LineMoved, Superseded
	case len(unsure) > 0:
		l.State = LineMoved
		d.raise(st, c, ExRecount, 0, l.Qty())
		x := &d.Raise[0]
		x.ID, x.SKU, x.Seen = recountTask(key), l.SKU, unsure
		d.Code = Clashed
	default:
		l.State = LineBooked
		l.Booked = &CountVoted{Staff: c.Staff, At: c.At, Qty: l.Qty(), Off: l.Off(), Reason: why}
		// No device: it stands among no terminal's own doings, only in time.
		d.Moves = []Movement{{Cmd: c.ID, Key: key, Kind: MoveCount, OnHand: l.Off(), Staff: c.Staff, From: first, At: last}}
		d.Close = []ExceptionID{recountTask(key)}
	}
}

// add counts a booked line.
func (t *CountTotals) add(l CountLine) {
	t.Lines++
	if l.Off() == 0 {
		t.Right++
	}
	t.Pieces += max(0, l.Expected)
	t.Off += abs(l.Off())
	t.OffTaxIn += l.OffTaxIn()
	if l.Again != nil {
		t.Again++
	}
}

// Settled tells whether everybody has ended who may have pieces of a line: in a
// full count those are all areas, else the ones where it was met.
func (s *Stocktake) Settled(l CountLine) bool {
	for _, a := range s.Areas {
		met := slices.ContainsFunc(l.Parts, func(p LinePart) bool { return p.Area == a.Code })
		if a.State != AreaDone && (met || s.Kind == FullCount) {
			return false
		}
	}
	return true
}

// decideNameCode writes down what an unknown code is. Its pieces go over to that
// SKU, also those that come in later.
func decideNameCode(st State, c Command, b NameCode) Decision {
	d := Decision{Verdict: Applied}
	l, ok := st.Count.Lines[LineRef("", 0, b.Code)]
	if st.Stocktake == nil || !ok {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	if l.State == LineNamed {
		d.Code = AlreadySo
		return d
	}
	book := lineBook{st: st, c: c, id: b.Stocktake, lines: st.Count.Lines}
	i := book.line("", 0, b.Code)
	book.changed[i].State, book.changed[i].SKU, book.changed[i].Class = LineNamed, b.SKU, b.Class
	if b.SKU != "" {
		j := book.line(b.SKU, b.Class, "")
		if b.PriceTaxIn > 0 {
			book.changed[j].PriceTaxIn = b.PriceTaxIn
		}
		for _, p := range l.Parts {
			p.Code = b.Code
			book.changed[j].put(p, false)
		}
	}
	book.end(&d)
	return d
}

// decideCloseCount ends a stocktake. A full one ends at a manager's word.
func decideCloseCount(st State, c Command, b CloseCount) Decision {
	s := st.Stocktake
	switch {
	case s == nil:
		return rejected(UnknownCount)
	case s.State == StocktakeClosed:
		return Decision{Verdict: Applied, Code: AlreadySo}
	case s.Kind == FullCount && st.Role < RoleManager:
		return rejected(NotAllowed)
	}
	s = s.Clone()
	s.State, s.ClosedAt, s.ClosedBy = StocktakeClosed, c.At, c.Staff
	s.Totals.LeftOpen, s.Totals.Unnamed = b.LeftOpen, b.Unnamed
	return Decision{Verdict: Applied, Stocktake: s, Close: []ExceptionID{countTask(s.ID)}}
}

// CountIdle is how long nobody does anything about a stocktake before it counts as
// left; askAgain how long the inbox waits before it asks once more.
const (
	CountIdle = 24 * time.Hour
	askAgain  = 7 * 24 * time.Hour
)

// LeftBy tells whether a stocktake is open and was left: nobody has counted in it for
// long, and the inbox has not asked lately.
func (s *Stocktake) LeftBy(now time.Time) bool {
	last := s.OpenedAt
	for _, a := range s.Areas {
		for _, p := range a.Parts {
			if p.Until.After(last) {
				last = p.Until
			}
		}
	}
	return s.State == StocktakeOpen && now.Sub(last) >= CountIdle && (s.Asked.IsZero() || now.Sub(s.Asked) >= askAgain)
}

// countTask is the one entry of the inbox about a stocktake that was left.
func countTask(id StocktakeID) ExceptionID { return ExceptionID("count-" + string(id)) }

// decideCountLeft ends a stocktake that was left when everything in it is decided,
// and else asks in the inbox who ends it: what was counted is not thrown away.
func decideCountLeft(st State, c Command, b CountLeft) Decision {
	s := st.Stocktake
	switch {
	case s == nil:
		return rejected(UnknownCount)
	case !s.LeftBy(c.At):
		return rejected(WrongState)
	}
	s = s.Clone()
	d := Decision{Verdict: Applied, Stocktake: s}
	if b.Undecided == 0 && s.Kind != FullCount { // of all shelves nobody knows that they were looked at
		s.State, s.ClosedAt = StocktakeClosed, c.At
		d.Close = []ExceptionID{countTask(s.ID)}
		return d
	}
	s.Asked = c.At
	d.raise(st, c, ExCountLeft, 0, b.Undecided)
	x := &d.Raise[0]
	x.ID, x.Count = countTask(s.ID), s.ID
	return d
}
