// Package staging is what staff do with the places for bags (保管棚) once bags lie
// in them: see what lies where, move a bag, and look a place over. It decides
// nothing itself: the rules are in retail, and every step is recorded locally
// before it is shown.
package staging

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Order returns an order, CodeNotFound when there is none.
	Order(ctx context.Context, id retail.OrderID) (*retail.Order, error)
	// OrderByBag returns the order of a bag label, one that waits before one that is over.
	OrderByBag(ctx context.Context, label string) (*retail.Order, error)
	// OrdersInBags calls yield with every order that has bags and was not handed over.
	OrdersInBags(ctx context.Context, yield func(*retail.Order) bool) error
	// Slots returns the places of this shop in their order.
	Slots(ctx context.Context) ([]retail.StagingSlot, error)
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// Site returns the shop of this terminal.
	Site(ctx context.Context) (retail.Site, error)
	// Chain returns what is known of the chain.
	Chain(ctx context.Context) (retail.Chain, error)
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Service does the work on places.
type Service struct {
	store   Store
	session Session
	clock   retail.Clock
	ids     retail.IDs
}

// New builds the service.
func New(store Store, session Session, clock retail.Clock, ids retail.IDs) *Service {
	return &Service{store: store, session: session, clock: clock, ids: ids}
}

// Bag is a bag of an order as the places show it.
type Bag struct {
	Order   retail.OrderID
	Number  string
	Name    string // family name in kana
	Label   string
	No, Of  int // 袋1 of 2
	Slot    string
	State   retail.OrderState
	Due     time.Time // until when it waits
	Missing bool      // nobody found it in its place
}

// Place is a place with what lies in it.
type Place struct {
	retail.StagingSlot
	Bags []Bag // by order and number
	Full bool  // no bag of another order fits
}

// Places returns all places of the shop, nearest first.
func (s *Service) Places(ctx context.Context) ([]Place, error) {
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Place, len(slots))
	for i, sl := range slots {
		out[i].StagingSlot = sl
	}
	var orders []*retail.Order
	err = s.store.OrdersInBags(ctx, func(o *retail.Order) bool {
		orders = append(orders, o)
		return true
	})
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		for _, b := range o.BagsHere() {
			if i := slices.IndexFunc(out, func(p Place) bool { return p.Code == b.Slot }); i >= 0 {
				out[i].Bags = append(out[i].Bags, bagOf(o, b))
			}
		}
	}
	load := retail.SlotLoads(orders)
	for i := range out {
		p := &out[i]
		slices.SortFunc(p.Bags, func(a, b Bag) int {
			return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Number, b.Number), cmp.Compare(a.No, b.No))
		})
		p.Full = !p.Free(load[p.Code], "")
	}
	return out, nil
}

// Place returns one place, CodeNotFound with a hint when the shop has none of the
// code.
func (s *Service) Place(ctx context.Context, code string) (Place, error) {
	all, err := s.Places(ctx)
	if err != nil {
		return Place{}, err
	}
	if i := slices.IndexFunc(all, func(p Place) bool { return p.Code == code }); i >= 0 {
		return all[i], nil
	}
	return Place{}, retail.E(retail.CodeNotFound, "staging.Place", "hint.place_unknown", nil)
}

// PlaceOf returns the place in which a bag of the order should lie, one that is
// missing first.
func (s *Service) PlaceOf(ctx context.Context, id retail.OrderID) (Place, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return Place{}, err
	}
	slot := o.Slot
	for _, b := range o.Bags {
		if !b.Missing.IsZero() {
			slot = b.Slot
			break
		}
	}
	return s.Place(ctx, slot)
}

func bagOf(o *retail.Order, b retail.Bag) Bag {
	return Bag{
		Order: o.ID, Number: o.Number, Name: o.Customer.CallName(), Label: b.Label, No: b.No, Of: len(o.Bags), Slot: b.Slot,
		State: o.State, Due: o.Deadline, Missing: !b.Missing.IsZero(),
	}
}

// Held is a bag in somebody's hand, on its way to another place.
type Held struct {
	Bag
	Needs []retail.SlotKind   // which places the goods of its order need
	To    *retail.StagingSlot // suggested; nil when none has room
}

// Take returns the bag with the label. CodeNotFound: no order has it;
// CodeRefused: its order was handed over. Both with a hint.
func (s *Service) Take(ctx context.Context, label string) (Held, error) {
	h, _, err := s.held(ctx, "staging.Take", label)
	return h, err
}

func (s *Service) held(ctx context.Context, op, label string) (Held, *retail.Order, error) {
	o, err := s.store.OrderByBag(ctx, label)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return Held{}, nil, retail.E(retail.CodeNotFound, op, "hint.bag_unknown", nil)
	}
	if err != nil {
		return Held{}, nil, err
	}
	if o.State == retail.HandedOver {
		return Held{}, nil, retail.E(retail.CodeRefused, op, "hint.bag_given", nil)
	}
	b := o.Bag(label)
	h := Held{Bag: bagOf(o, *b)}
	slots, load, err := s.loads(ctx, label)
	if err != nil {
		return h, o, err
	}
	if h.Needs, err = s.needs(ctx, o, slots); err != nil {
		return h, o, err
	}
	kind := h.Needs[len(h.Needs)-1]
	if i := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == b.Slot }); i >= 0 && slices.Contains(h.Needs, slots[i].Kind.Or()) {
		kind = slots[i].Kind.Or() // what lies in it was put by kind before
	}
	others := slices.DeleteFunc(slices.Clone(slots), func(sl retail.StagingSlot) bool { return sl.Code == b.Slot })
	if i := retail.SuggestSlot(others, load, kind, o, s.clock.Now()); i >= 0 {
		h.To = &others[i]
	}
	return h, o, nil
}

// loads is the places, and what lies in them without a bag.
func (s *Service) loads(ctx context.Context, but string) ([]retail.StagingSlot, map[string]retail.SlotLoad, error) {
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return nil, nil, err
	}
	var orders []*retail.Order
	err = s.store.OrdersInBags(ctx, func(o *retail.Order) bool {
		o.Bags = slices.DeleteFunc(o.Bags, func(b retail.Bag) bool { return b.Label == but })
		orders = append(orders, o)
		return true
	})
	return slots, retail.SlotLoads(orders), err
}

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

// Move lays a bag into another place and returns it as it lies now. CodeRefused
// with a hint: the place is full, or made for other goods.
func (s *Service) Move(ctx context.Context, label, slot string) (Bag, error) {
	const op = "staging.Move"
	h, o, err := s.held(ctx, op, label)
	if err != nil {
		return Bag{}, err
	}
	slots, load, err := s.loads(ctx, label)
	if err != nil {
		return Bag{}, err
	}
	i := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == slot })
	switch {
	case i < 0:
		return Bag{}, retail.E(retail.CodeNotFound, op, "hint.place_unknown", nil)
	case !slots[i].Free(load[slot], o.ID):
		return Bag{}, retail.E(retail.CodeRefused, op, "hint.place_full", nil)
	case slots[i].Kind.Harms(h.Needs):
		return Bag{}, retail.E(retail.CodeRefused, op, "hint.place_wrong", nil)
	}
	return s.book(ctx, op, label, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: slot, Label: label, No: h.No, Warm: retail.WarmIn(slots, slot)})
}

// book records a command about a bag and returns the bag.
func (s *Service) book(ctx context.Context, op, label string, kind retail.Kind, body retail.Body) (Bag, error) {
	clerk := recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.store.Record, Clock: s.clock, IDs: s.ids}
	if _, err := clerk.Do(ctx, op, kind, body); err != nil {
		return Bag{}, err
	}
	o, err := s.store.Order(ctx, retail.OrderID(body.About().ID))
	if err != nil {
		return Bag{}, err
	}
	b := o.Bag(label)
	if b == nil {
		return Bag{}, retail.E(retail.CodeNotFound, op, "hint.bag_unknown", nil)
	}
	return bagOf(o, *b), nil
}
