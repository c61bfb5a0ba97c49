package pickup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// UndoTime is how long the last scan can be taken back with one tap.
const UndoTime = 10 * time.Second

// LineView is one line as the pick page shows it.
type LineView struct {
	retail.Line
	Shelf    string // A-01-2, empty when nobody knows
	Place    string // 売場 2階・左奥の棚
	Backroom bool
	OnHand   int // of good stock here
	AsOf     time.Time
	Known    bool // there is a stock figure
	// Least and Most are the grams that a pack of weighed goods may have; Most is 0 where
	// there is no limit.
	Least, Most int
}

// PickView is a pick in progress: one question, "is this it?".
type PickView struct {
	Order     *retail.Order
	Name      string // family name in kana
	Minutes   int
	Urgency   Urgency
	Route     []LineView // open lines first, in walking order; then the settled ones
	Current   int        // index into Route, -1 when every line is settled
	Done      int        // pieces picked
	Total     int        // pieces to find, without those given up
	Extra     int        // pieces beyond the order: back to their shelf
	Mine      bool       // the live claim is ours
	Claimer   string     // colleague with a live claim
	ClaimerEn string
	Whole     bool       // the chain puts whole orders ready only, see retail.ShortPolicy
	Cold      []ColdView // out of the cold now, the most urgent first
	Zones     bool       // its goods are kept at several temperatures: each has a tote of its own
	Tote      ToteView   // in hand; no code: none
}

// Now returns the line in hand, or nil when every line is settled.
func (v PickView) Now() *LineView {
	if v.Current < 0 {
		return nil
	}
	return &v.Route[v.Current]
}

// at returns the line with the number.
func (v PickView) at(no int) *LineView {
	for i := range v.Route {
		if v.Route[i].No == no {
			return &v.Route[i]
		}
	}
	return nil
}

// Next returns the open line after the one in hand, or nil.
func (v PickView) Next() *LineView {
	if i := v.Current + 1; v.Current >= 0 && i < len(v.Route) && v.Route[i].Open() > 0 {
		return &v.Route[i]
	}
	return nil
}

// Pick returns the pick of an order as it stands.
func (s *Service) Pick(ctx context.Context, id retail.OrderID) (PickView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PickView{}, err
	}
	return s.pickView(ctx, o)
}

func (s *Service) pickView(ctx context.Context, o *retail.Order) (PickView, error) {
	now := s.clock.Now()
	a, _ := s.session.Actor()
	r := s.row(ctx, newCard(o), a, now)
	v := PickView{Order: o, Name: r.Name, Minutes: r.Minutes, Urgency: r.Urgency, Mine: r.Mine, Claimer: r.Claimer, ClaimerEn: r.ClaimerEn, Current: -1}
	if v.Urgency == Taken && r.Mine {
		v.Urgency = OnTime
	}
	for _, l := range o.Lines {
		lv, err := s.lineView(ctx, l)
		if err != nil {
			return v, err
		}
		v.Route = append(v.Route, lv)
		v.Done += min(l.Picked-l.PutBack, l.Qty)
		v.Total += l.Qty - l.Short
		v.Extra += l.Extra()
	}
	if o.Missing() > 0 {
		chain, err := s.store.Chain(ctx)
		if err != nil {
			return v, err
		}
		v.Whole = chain.Shorts.Whole
	}
	s.mu.Lock()
	skips := slices.Clone(s.skips[o.ID])
	s.mu.Unlock()
	slices.SortStableFunc(v.Route, func(a, b LineView) int {
		return cmp.Or(settled(a)-settled(b), slices.Index(skips, a.No)-slices.Index(skips, b.No), compareShelves(a.Shelf, b.Shelf), cmp.Compare(a.No, b.No))
	})
	if len(v.Route) > 0 && v.Route[0].Open() > 0 {
		v.Current = 0
	}
	return v, s.cold(ctx, &v)
}

func settled(l LineView) int {
	if l.Open() == 0 {
		return 1
	}
	return 0
}

// lineView adds to a line where it stands and how many there should be.
func (s *Service) lineView(ctx context.Context, l retail.Line) (LineView, error) {
	lv := LineView{Line: l}
	if l.Grams > 0 {
		chain, err := s.store.Chain(ctx)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return lv, err
		}
		lv.Least, lv.Most = chain.Weigh.Bounds(l.Grams)
	}
	st, err := s.store.Stock(ctx, l.SKU)
	switch {
	case err == nil:
		lv.Shelf, lv.Place, lv.Backroom, lv.AsOf, lv.Known = st.Shelf, st.Place, st.Backroom, st.AsOf, true
		lv.OnHand = st.OnHand - st.Picked
	case retail.CodeOf(err) != retail.CodeNotFound:
		return lv, err
	}
	return lv, nil
}

// compareShelves puts shelves in walking order: zone, aisle, shelf, numbers by
// value. Goods without a shelf come last.
func compareShelves(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "":
		return -1
	}
	as, bs := strings.Split(a, "-"), strings.Split(b, "-")
	for i := 0; i < len(as) && i < len(bs); i++ {
		if c := cmp.Or(cmp.Compare(len(digits(as[i])), len(digits(bs[i]))), cmp.Compare(as[i], bs[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

func digits(s string) string {
	if strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return strings.TrimLeft(s, "0")
}

// Skip puts the line in hand to the end of the route; it is never lost.
func (s *Service) Skip(ctx context.Context, id retail.OrderID, line int) (PickView, error) {
	s.mu.Lock()
	s.skips[id] = append(slices.DeleteFunc(s.skips[id], func(n int) bool { return n == line }), line)
	s.mu.Unlock()
	return s.Pick(ctx, id)
}

// Found is a scan judged: what it was, what it should have been, and the pick
// after it.
type Found struct {
	Kind   retail.MatchKind
	Code   scanner.Code
	Got    *retail.SKU // nil when no product has the code
	Needed *retail.SKU // of the line in hand
	Line   *LineView   // the line it was counted on, or the line in hand
	Qty    int         // pieces the scan stood for
	For    string      // MatchOtherOrder: short number of the order that needs it
	Side   Side        // where the needed one lies, seen from the scanned one
	Stop   bool        // the order ended meanwhile: stop picking
	Pick   PickView    //
	Undo   retail.Pick // the booked scan, zero when nothing was booked
	Slot   string      // MatchNotAnItem: the place that was scanned
	Last   time.Time   // MatchExpired: the last day of the goods; MatchLaterDate: of those that go first
	Tag    retail.Tag  // what the code said of the goods, when they are right
	// Least and Most are the grams that a pack of the line may have: MatchTooLight,
	// MatchTooHeavy. Most is 0 where there is no limit.
	Least, Most int
}

// Side says where the needed item lies from the one in the hand.
type Side uint8

// Values of Side; zero is unknown.
const (
	// SideLeft: on the same shelf, before it.
	SideLeft Side = iota + 1
	// SideRight: on the same shelf, after it.
	SideRight
	// SideOther: on another shelf.
	SideOther
)

// Scan judges a scanned code against the line in hand and books it when it is
// right. A wrong one is written down too: it is a mispick that never left.
func (s *Service) Scan(ctx context.Context, id retail.OrderID, code scanner.Code) (Found, error) {
	return s.judge(ctx, id, code, retail.Scanned, 0)
}

// TypeCode does what Scan does for a code entered by hand, with the reason.
func (s *Service) TypeCode(ctx context.Context, id retail.OrderID, text string, reason retail.HandReason) (Found, error) {
	opt := s.codes()
	opt.Source, opt.At = scanner.SourceTyped, s.clock.Now()
	return s.judge(ctx, id, scanner.Classify(text, opt), retail.TypedIn, reason)
}

func (s *Service) judge(ctx context.Context, id retail.OrderID, code scanner.Code, entry retail.Entry, reason retail.HandReason) (Found, error) {
	const op = "pickup.Scan"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return Found{}, err
	}
	v, err := s.pickView(ctx, o)
	if err != nil {
		return Found{}, err
	}
	f := Found{Code: code, Pick: v, Qty: 1, Line: v.Now()}
	if o.State.Over() || o.State.Waiting() {
		f.Stop = true
		return f, nil
	}
	if code.Kind == scanner.KindTote {
		return f, s.takeTote(ctx, &f)
	}
	if !goods(code) {
		f.Kind, f.Slot = retail.MatchNotAnItem, code.Fields.ID
		return f, nil
	}
	if err := s.identify(ctx, &f); err != nil {
		return f, err
	}
	current := 0
	if f.Line != nil {
		current = f.Line.No
	}
	line := 0
	f.Kind, line = retail.Match(o, current, f.Needed, f.Got, f.Qty, f.For != "")
	if last, over := retail.ExpiredOn(code.Fields.AI, s.clock.Now()); over && f.Kind.Right() {
		f.Kind, f.Last = retail.MatchExpired, last
	}
	if f.Kind.Right() {
		f.Line = v.at(line)
		if err := s.label(ctx, &f, o.Line(line)); err != nil {
			return f, err
		}
	}
	if f.Kind.Right() {
		if err := s.soonest(ctx, &f); err != nil {
			return f, err
		}
	}
	if f.Kind.Right() && mixes(v.Tote, o.Line(line)) {
		f.Kind = retail.MatchWrongZone
	}
	if !f.Kind.Right() {
		return f, s.mismatch(ctx, o, &f, current)
	}
	d, c, err := s.take(ctx, op, o, v.Tote, retail.PickItem{Order: id, Line: line, SKU: f.Got.ID, Qty: f.Qty, Code: code.Text, Entry: entry, Reason: reason, Tag: f.Tag})
	if err != nil {
		return f, err
	}
	f.Undo = retail.Pick{Cmd: c.ID, Qty: f.Qty, At: c.At, Staff: c.Staff}
	if o, err = s.after(ctx, id, d); err != nil {
		return f, err
	}
	f.Stop = o.State.Over()
	f.Pick, err = s.pickView(ctx, o)
	return f, err
}

// take books a pick, and that it lies in the tote in hand, as one.
func (s *Service) take(ctx context.Context, op string, o *retail.Order, t ToteView, b retail.PickItem) (retail.Decision, retail.Command, error) {
	a, err := s.actor(op)
	if err != nil {
		return retail.Decision{}, retail.Command{}, err
	}
	c := s.command(a, o.Store, retail.KindPick, b)
	cmds := []retail.Command{c}
	if t.Code != "" {
		cmds = append(cmds, s.command(a, o.Store, retail.KindPutInTote, retail.PutInTote{Order: o.ID, Tote: t.Code, Picks: []retail.CommandID{c.ID}, Entry: retail.Scanned}))
	}
	ds, err := s.store.Record(ctx, a.Staff.Role, cmds...)
	if err != nil {
		return retail.Decision{}, c, err
	}
	s.learn(ds...)
	return ds[len(ds)-1], c, nil
}

// after returns the order as it stands after a decision about it: one that
// changed nothing of it carries none, and the hub's news may have come between.
func (s *Service) after(ctx context.Context, id retail.OrderID, d retail.Decision) (*retail.Order, error) {
	if d.Order != nil {
		return d.Order, nil
	}
	return s.store.Order(ctx, id)
}

// goods tells whether the code can name a product.
func goods(c scanner.Code) bool { return c.Kind.Goods() || c.Kind == scanner.KindUnknown }

// identify looks up what was scanned and what is needed.
func (s *Service) identify(ctx context.Context, f *Found) error {
	sku, qty, err := s.lookUp(ctx, f.Code)
	switch {
	case err == nil:
		f.Got, f.Qty = &sku, qty
	case retail.CodeOf(err) != retail.CodeNotFound:
		return err
	}
	if f.Line != nil {
		if needed, err := s.store.SKU(ctx, f.Line.SKU); err == nil {
			f.Needed = &needed
		}
	}
	if f.Got == nil || (f.Line != nil && f.Got.ID == f.Line.SKU) {
		return nil
	}
	ids, err := s.store.OrdersNeeding(ctx, f.Got.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id == f.Pick.Order.ID {
			continue
		}
		if o, err := s.store.Order(ctx, id); err == nil {
			f.For = o.Number
			break
		}
	}
	return nil
}

// lookUp finds the SKU of a code and how many pieces it stands for. A case the
// master does not know is taken for the unit inside, one piece: its content is
// never guessed from the digits.
func (s *Service) lookUp(ctx context.Context, c scanner.Code) (retail.SKU, int, error) {
	if c.Fields.Case14 != "" {
		sku, qty, err := s.store.SKUByGTIN(ctx, c.Fields.Case14)
		if retail.CodeOf(err) != retail.CodeNotFound {
			return sku, max(qty, 1), err
		}
	}
	if key, ok := c.Weighed(); ok {
		sku, qty, err := s.store.SKUByGTIN(ctx, key)
		return sku, max(qty, 1), err
	}
	if c.Fields.Key == "" {
		return retail.SKU{}, 0, retail.E(retail.CodeNotFound, "pickup.lookUp", "", nil)
	}
	sku, qty, err := s.store.SKUByGTIN(ctx, c.Fields.Key)
	return sku, max(qty, 1), err
}

// mismatch writes a wrong scan down and works out where the right one lies.
func (s *Service) mismatch(ctx context.Context, o *retail.Order, f *Found, line int) error {
	b := retail.Mismatch{Order: o.ID, Line: line, Code: f.Code.Text, As: f.Kind.String()}
	if f.Got != nil {
		b.SKU = f.Got.ID
		f.Side = s.side(ctx, f)
	}
	_, err := s.do(ctx, "pickup.Scan", o, retail.KindMismatch, b)
	return err
}

// side compares the shelves of the scanned and the needed item. On one shelf
// sizes stand in their order, so the needed one is to the left or right.
func (s *Service) side(ctx context.Context, f *Found) Side {
	if f.Needed == nil || f.Line == nil || f.Line.Shelf == "" {
		return 0
	}
	got, err := s.store.Stock(ctx, f.Got.ID)
	if err != nil || got.Shelf == "" {
		return 0
	}
	if got.Shelf != f.Line.Shelf {
		return SideOther
	}
	if f.Kind != retail.MatchWrongSize {
		return 0
	}
	if compareSizes(f.Needed.Size, f.Got.Size) < 0 {
		return SideLeft
	}
	return SideRight
}

var letterSizes = []string{"XXS", "XS", "S", "M", "L", "LL", "XL", "3L", "XXL", "4L"}

// compareSizes orders sizes as a shelf has them: letters, then numbers.
func compareSizes(a, b string) int {
	i, j := slices.Index(letterSizes, a), slices.Index(letterSizes, b)
	if i >= 0 && j >= 0 {
		return cmp.Compare(i, j)
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// UndoLast takes the last booked scan of the order back, CodeRefused when
// there is none of the last UndoTime.
func (s *Service) UndoLast(ctx context.Context, id retail.OrderID) (PickView, error) {
	const op = "pickup.UndoLast"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PickView{}, err
	}
	var last retail.Pick
	line := 0
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if !p.At.Before(last.At) {
				last, line = p, l.No
			}
		}
	}
	if line == 0 || s.clock.Now().Sub(last.At) > UndoTime {
		return PickView{}, retail.E(retail.CodeRefused, op, "hint.undo_over", nil)
	}
	d, err := s.do(ctx, op, o, retail.KindUndoPick, retail.UndoPick{Order: id, Line: line, Pick: last.Cmd})
	if err != nil {
		return PickView{}, err
	}
	if o, err = s.after(ctx, id, d); err != nil {
		return PickView{}, err
	}
	return s.pickView(ctx, o)
}
