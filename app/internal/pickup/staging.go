package pickup

import (
	"cmp"
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
	Needs  []retail.SlotKind   // which places its goods need, the strictest first
	Need   retail.SlotKind     // of them, that of the next bag
	Tote   retail.Temperature  // of the goods in the tote that was scanned; 0: none was
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
	// StageSlotFull: no bag more fits there.
	StageSlotFull
	// StageSlotWrong: the goods must lie in a place of another kind, View.Need.
	StageSlotWrong
	// StageTote: a tote of the order: what lies in it is put away next.
	StageTote
)

// String returns the stable word of the answer.
func (a StageAnswer) String() string {
	return [...]string{"", "slot", "bag_in", "done", "slot_first", "slot_taken", "slot_unknown", "bag_taken", "bag_twice", "not_here", "order_over", "slot_full", "slot_wrong", "tote"}[a]
}

// Right tells whether the scan was of use.
func (a StageAnswer) Right() bool {
	return a == StageSlot || a == StageBagIn || a == StageDone || a == StageTote
}

// Staged is a scan on the staging page, answered.
type Staged struct {
	Answer StageAnswer
	Other  string // short number of the other order, when there is one
	View   StageView
}

// staging is what the service remembers of an order being staged.
type staging struct {
	slot string
	bags int                // that were scanned when the place, or the tote, was
	temp retail.Temperature // of the tote that is put away now; 0: nobody said
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
	v := StageView{Pick: pv, Count: len(o.Bags), Done: o.State.Waiting() || o.State == retail.HandedOver}
	if v.Needs, err = s.needs(ctx, o, slots); err != nil {
		return v, err
	}
	v.Want = max(st.want, len(o.Bags), 1)
	if !v.Done {
		v.Want = max(v.Want, len(v.Needs))
	}
	var served bool
	if v.Need, served = needOf(o, slots, v.Needs); !served && len(o.Bags) > st.bags {
		st.slot = "" // the next bag goes elsewhere
	}
	if kind := st.temp.SlotKind(); st.temp != 0 && len(o.Bags) == st.bags && slices.Contains(v.Needs, kind) {
		v.Need, v.Tote = kind, st.temp
	}
	load := s.loads()
	at := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == st.slot })
	if v.Fixed = at >= 0; !v.Fixed {
		at = retail.SuggestSlot(slots, load, v.Need, o, s.clock.Now())
	}
	if at < 0 {
		v.Full = true
	} else {
		v.Slot = &slots[at]
		v.Strip = strip(slots, at, load, o.ID)
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
func strip(slots []retail.StagingSlot, at int, load map[string]retail.SlotLoad, o retail.OrderID) []SlotCell {
	from := max(0, min(at-2, len(slots)-5))
	var out []SlotCell
	for i := from; i < len(slots) && i < from+5; i++ {
		out = append(out, SlotCell{StagingSlot: slots[i], Taken: !slots[i].Free(load[slots[i].Code], o), Here: i == at})
	}
	return out
}

// needs are the kinds of places that the goods of an order need.
func (s *Service) needs(ctx context.Context, o *retail.Order, slots []retail.StagingSlot) ([]retail.SlotKind, error) {
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return nil, err
	}
	categories := map[retail.SKUID]string{}
	for _, l := range o.Lines {
		sku, err := s.store.SKU(ctx, l.SKU)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return nil, err
		}
		categories[l.SKU] = sku.Category
	}
	return chain.Places.KindsOf(o, slots, func(id retail.SKUID) string { return categories[id] }), nil
}

// needOf is the first kind of place that no bag of the order lies in; served
// tells that there is none such, and the last one may take more.
func needOf(o *retail.Order, slots []retail.StagingSlot, needs []retail.SlotKind) (need retail.SlotKind, served bool) {
	lies, loose := map[retail.SlotKind]bool{}, false
	for _, b := range o.Bags {
		if i := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == b.Slot }); i >= 0 {
			k := slots[i].Kind.Or()
			lies[k] = true
			loose = loose || !k.Strict() // what may lie anywhere
		}
	}
	for _, k := range needs {
		if !lies[k] && (k.Strict() || !loose) {
			return k, false
		}
	}
	return needs[len(needs)-1], true
}

// loads returns what lies in each place.
func (s *Service) loads() map[string]retail.SlotLoad {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*retail.Order, 0, len(s.board.cards))
	for id, c := range s.board.cards {
		if len(c.bags) > 0 {
			list = append(list, &retail.Order{ID: id, State: retail.Staged, Bags: c.bags, Deadline: c.row.Deadline})
		}
	}
	slices.SortFunc(list, func(a, b *retail.Order) int { return cmp.Compare(a.ID, b.ID) })
	return retail.SlotLoads(list)
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
		return s.scanSlot(ctx, o, v, code.Fields.ID)
	case code.Kind == scanner.KindTote:
		return s.stagedTote(ctx, o, v, code)
	case code.Kind == scanner.KindBag:
		return s.scanBag(ctx, o, v, code.Fields.ID)
	default:
		out.Answer = StageNotHere
	}
	return out, nil
}

func (s *Service) scanSlot(ctx context.Context, o *retail.Order, v StageView, slot string) (Staged, error) {
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return Staged{}, err
	}
	out, needs := Staged{Answer: StageSlot}, v.Needs
	if v.Tote != 0 {
		needs = []retail.SlotKind{v.Need}
	}
	at := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == slot })
	switch {
	case at < 0:
		out.Answer = StageSlotUnknown
	case !slots[at].Free(s.loads()[slot], o.ID) && slots[at].Room > 0:
		out.Answer = StageSlotFull
	case !slots[at].Free(s.loads()[slot], o.ID):
		out.Answer, out.Other = StageSlotTaken, s.numberIn(slot, o.ID)
	case slots[at].Kind.Harms(needs):
		out.Answer = StageSlotWrong
	default:
		s.mu.Lock()
		st := s.stage[o.ID]
		st.slot, st.bags = slot, len(o.Bags)
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
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return out, err
	}
	var cmds []retail.Command
	if !here { // a bag that is in its place already ends what was broken off: a restart, fewer bags than said
		cmds = append(cmds, s.command(a, o.Store, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: v.Slot.Code, Label: label, No: in, Warm: retail.WarmIn(slots, v.Slot.Code)}))
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
	_, err = s.do(ctx, op, o, retail.KindNoticeResend, retail.NoticeResend{Order: id})
	return err
}

// Told books that staff told the customer themselves, for example by phone.
func (s *Service) Told(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Told"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindTold, retail.Told{Order: id})
	return err
}
