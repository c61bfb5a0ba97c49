package pickup

import (
	"context"
	"slices"

	"miseban/app/retail"
	"miseban/scanner"
)

// MaxBags is how many bags one order may have.
const MaxBags = 9

// SlotCell is one place of the strip around the suggestion.
type SlotCell struct {
	retail.StagingSlot
	Taken bool // another order lies there
	Here  bool // the place in hand
}

// BagView is one bag while staging or at the counter.
type BagView struct {
	No   int
	Done bool // scanned
	Next bool // the scan that is awaited
}

// StageView is the page 保管: which place, which bags.
type StageView struct {
	Pick   PickView
	Slot   *retail.StagingSlot // suggested, or scanned when Fixed
	Fixed  bool                // the shelf label was scanned
	Strip  []SlotCell          // five neighbours
	Bags   []BagView
	Count  int // bags scanned
	Want   int // bags there will be
	Done   bool
	Full   bool // no free place is left
	Undone int  // lines still open: staging cannot be finished
}

// StageAnswer is what a scan on the staging page came to.
type StageAnswer uint8

// Values of StageAnswer. The message is "stage." + String().
const (
	// StageSlot: the place is taken for this order.
	StageSlot StageAnswer = iota + 1
	// StageBagIn: the bag lies in its place, more to come.
	StageBagIn
	// StageDone: every bag lies in its place; the customer will be told.
	StageDone
	// StageSlotFirst: a bag before the place.
	StageSlotFirst
	// StageSlotTaken: another order lies in that place.
	StageSlotTaken
	// StageSlotUnknown: no place of this shop has the label.
	StageSlotUnknown
	// StageBagTaken: the bag belongs to another order.
	StageBagTaken
	// StageBagTwice: the bag was scanned already.
	StageBagTwice
	// StageNotHere: neither a place nor a bag.
	StageNotHere
	// StageOrderOver: the order ended meanwhile.
	StageOrderOver
)

// String returns the stable word of the answer.
func (a StageAnswer) String() string {
	return [...]string{"", "slot", "bag_in", "done", "slot_first", "slot_taken", "slot_unknown", "bag_taken", "bag_twice", "not_here", "order_over"}[a]
}

// Right tells whether the scan was of use.
func (a StageAnswer) Right() bool { return a == StageSlot || a == StageBagIn || a == StageDone }

// Staged is a scan on the staging page, answered.
type Staged struct {
	Answer StageAnswer
	Other  string // short number of the other order, when there is one
	View   StageView
}

// staging is what the service remembers of an order being staged.
type staging struct {
	slot string
	want int
}

// Staging returns the page 保管 of an order.
func (s *Service) Staging(ctx context.Context, id retail.OrderID) (StageView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return StageView{}, err
	}
	return s.stageView(ctx, o)
}

func (s *Service) stageView(ctx context.Context, o *retail.Order) (StageView, error) {
	if err := s.load(ctx); err != nil {
		return StageView{}, err
	}
	pv, err := s.pickView(ctx, o)
	if err != nil {
		return StageView{}, err
	}
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return StageView{}, err
	}
	st := s.stagingOf(o)
	v := StageView{Pick: pv, Want: max(st.want, len(o.Bags), 1), Count: len(o.Bags), Done: o.State.Waiting() || o.State == retail.HandedOver}
	taken := s.taken(o.ID)
	at := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == st.slot })
	v.Fixed = at >= 0
	if at < 0 {
		at = slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return !taken[sl.Code] })
	}
	if at < 0 {
		v.Full = true
	} else {
		v.Slot = &slots[at]
		v.Strip = strip(slots, at, taken)
	}
	for i := 1; i <= v.Want; i++ {
		v.Bags = append(v.Bags, BagView{No: i, Done: i <= v.Count, Next: i == v.Count+1 && v.Fixed})
	}
	for _, l := range o.Lines {
		if l.Open() > 0 {
			v.Undone++
		}
	}
	return v, nil
}

// strip returns up to five places around the one in hand, of the same area.
func strip(slots []retail.StagingSlot, at int, taken map[string]bool) []SlotCell {
	from := max(0, min(at-2, len(slots)-5))
	var out []SlotCell
	for i := from; i < len(slots) && i < from+5; i++ {
		out = append(out, SlotCell{StagingSlot: slots[i], Taken: taken[slots[i].Code], Here: i == at})
	}
	return out
}

// taken returns the places where another order lies.
func (s *Service) taken(except retail.OrderID) map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]bool{}
	for id, c := range s.board.cards {
		if id != except && c.row.Slot != "" && c.row.State != retail.HandedOver {
			out[c.row.Slot] = true
		}
	}
	return out
}

func (s *Service) stagingOf(o *retail.Order) staging {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stage[o.ID]
	if st.slot == "" {
		st.slot = o.Slot
	}
	return st
}

// SetBags says how many bags the order will have, 1 to MaxBags.
func (s *Service) SetBags(ctx context.Context, id retail.OrderID, n int) (StageView, error) {
	s.mu.Lock()
	st := s.stage[id]
	st.want = max(1, min(n, MaxBags))
	s.stage[id] = st
	s.mu.Unlock()
	return s.Staging(ctx, id)
}

// ScanStage takes a scan on the staging page: first the place, then each bag.
// The last bag finishes staging; from then on the hub may tell the customer.
func (s *Service) ScanStage(ctx context.Context, id retail.OrderID, code scanner.Code) (Staged, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return Staged{}, err
	}
	v, err := s.stageView(ctx, o)
	if err != nil {
		return Staged{}, err
	}
	out := Staged{View: v}
	switch {
	case o.State.Over() || v.Done:
		out.Answer = StageOrderOver
	case code.Kind == scanner.KindPlace:
		return s.scanSlot(ctx, o, code.Fields.ID)
	case code.Kind == scanner.KindBag:
		return s.scanBag(ctx, o, v, code.Fields.ID)
	default:
		out.Answer = StageNotHere
	}
	return out, nil
}

func (s *Service) scanSlot(ctx context.Context, o *retail.Order, slot string) (Staged, error) {
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return Staged{}, err
	}
	out := Staged{Answer: StageSlot}
	switch {
	case !slices.ContainsFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == slot }):
		out.Answer = StageSlotUnknown
	case s.taken(o.ID)[slot]:
		out.Answer, out.Other = StageSlotTaken, s.numberIn(slot, o.ID)
	default:
		s.mu.Lock()
		st := s.stage[o.ID]
		st.slot = slot
		s.stage[o.ID] = st
		s.mu.Unlock()
	}
	out.View, err = s.stageView(ctx, o)
	return out, err
}

// numberIn returns the short number of the order that lies in a place.
func (s *Service) numberIn(slot string, except retail.OrderID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range s.board.cards {
		if id != except && c.row.Slot == slot && c.row.State != retail.HandedOver {
			return c.row.Number
		}
	}
	return ""
}

func (s *Service) scanBag(ctx context.Context, o *retail.Order, v StageView, label string) (Staged, error) {
	const op = "pickup.ScanStage"
	out := Staged{View: v}
	other, err := s.store.OrderByBag(ctx, label)
	switch {
	case err == nil && other.ID != o.ID && !other.State.Over():
		out.Answer, out.Other = StageBagTaken, other.Number
		return out, nil
	case err != nil && retail.CodeOf(err) != retail.CodeNotFound:
		return out, err
	case !v.Fixed:
		out.Answer = StageSlotFirst
		return out, nil
	}
	b := o.Bag(label)
	here, in := b != nil && b.Slot == v.Slot.Code, v.Count
	if b == nil {
		in++
	}
	last := in >= v.Want && v.Undone == 0
	if here && !last {
		out.Answer = StageBagTwice
		return out, nil
	}
	a, err := s.actor(op)
	if err != nil {
		return out, err
	}
	var cmds []retail.Command
	if !here { // a bag that is in its place already ends what was broken off: a restart, fewer bags than said
		cmds = append(cmds, s.command(a, o.Store, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: v.Slot.Code, Label: label, No: in}))
	}
	out.Answer = StageBagIn
	if last {
		cmds = append(cmds, s.command(a, o.Store, retail.KindStage, retail.StageOrder{Order: o.ID}))
		out.Answer = StageDone
	}
	ds, err := s.store.Record(ctx, a.Staff.Role, cmds...)
	if err != nil {
		return out, err
	}
	s.learn(ds...)
	if out.Answer == StageDone {
		s.mu.Lock()
		delete(s.stage, o.ID)
		delete(s.skips, o.ID)
		s.mu.Unlock()
	}
	if o, err = s.after(ctx, o.ID, ds[len(ds)-1]); err != nil {
		return out, err
	}
	if o.State.Over() { // canceled in this moment: the bag is written down, and there is nothing to tell
		out.Answer = StageOrderOver
	}
	out.View, err = s.stageView(ctx, o)
	return out, err
}

// Resend asks the hub to tell the customer again; never happens by itself.
func (s *Service) Resend(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Resend"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, _, err = s.do(ctx, op, o, retail.KindNoticeResend, retail.NoticeResend{Order: id})
	return err
}

// Told books that staff told the customer themselves, for example by phone.
func (s *Service) Told(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Told"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, _, err = s.do(ctx, op, o, retail.KindTold, retail.Told{Order: id})
	return err
}
