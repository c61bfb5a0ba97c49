package retail

import (
	"database/sql/driver"
	"slices"
	"time"
)

// SlotKind is what a place for bags is made for.
type SlotKind uint8

// Values of SlotKind; the words are stable, they are stored and sent. A place of
// which nothing is said is SlotNormal, see Or.
const (
	// SlotNormal: a board of the shelf.
	SlotNormal SlotKind = iota + 1
	// SlotHanging: a rail, for what must not be folded.
	SlotHanging
	// SlotCold: a refrigerator.
	SlotCold
	// SlotFrozen: a freezer.
	SlotFrozen
	// SlotSafe: behind a lock.
	SlotSafe
	// SlotLarge: the floor, for what fits no board.
	SlotLarge
)

var slotKindWords = words{"normal", "hanging", "cold", "frozen", "safe", "large"}

// String returns the stable word of the value.
func (v SlotKind) String() string { return slotKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v SlotKind) MarshalText() ([]byte, error) { return slotKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *SlotKind) UnmarshalText(b []byte) error {
	n, err := slotKindWords.parse(b)
	*v = SlotKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *SlotKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v SlotKind) Value() (driver.Value, error) { return slotKindWords.value(uint8(v)) }

// SlotKinds returns every value in order.
func SlotKinds() []SlotKind { return allOf[SlotKind](len(slotKindWords)) }

// Or is the kind, SlotNormal where nothing is said.
func (v SlotKind) Or() SlotKind {
	if v == 0 {
		return SlotNormal
	}
	return v
}

// Strict tells whether goods of the kind come to harm, or away, anywhere else.
func (v SlotKind) Strict() bool { return v == SlotCold || v == SlotFrozen || v == SlotSafe }

// DefaultSafeFrom is from which price on goods are locked away.
const DefaultSafeFrom Yen = 50_000

// PlacePolicy is which goods of a chain need which kind of place.
type PlacePolicy struct {
	// SafeFrom is the price with tax of a piece from which on it is locked away;
	// DefaultSafeFrom when zero, nothing is locked away when negative.
	SafeFrom Yen      `json:"safe_from,omitempty"`
	Hang     []string `json:"hang,omitempty"`  // categories (SKU.Category)
	Large    []string `json:"large,omitempty"` // categories
}

// IsZero tells that nothing is said.
func (p PlacePolicy) IsZero() bool { return p.SafeFrom == 0 && len(p.Hang) == 0 && len(p.Large) == 0 }

// KindOf is the kind of place that a piece needs.
func (p PlacePolicy) KindOf(l Line, category string) SlotKind {
	safe := p.SafeFrom
	if safe == 0 {
		safe = DefaultSafeFrom
	}
	switch {
	case l.Temp == Frozen:
		return SlotFrozen
	case l.Temp == Chilled:
		return SlotCold
	case safe > 0 && l.PriceTaxIn >= safe:
		return SlotSafe
	case slices.Contains(p.Large, category):
		return SlotLarge
	case slices.Contains(p.Hang, category):
		return SlotHanging
	}
	return SlotNormal
}

// strictest is which kind an order is asked for first: what may not wait, then
// what may not lie about, then what fits nowhere else.
var strictest = []SlotKind{SlotFrozen, SlotCold, SlotSafe, SlotLarge, SlotHanging, SlotNormal}

// KindsOf are the kinds of places that the goods of an order need, the strictest
// first. What hangs, is large or lies on a board goes together in one place, as
// long as nothing of it must lie elsewhere. A kind that the shop has no place of
// counts as SlotNormal: its goods lie where there is room.
func (p PlacePolicy) KindsOf(o *Order, slots []StagingSlot, category func(SKUID) string) []SlotKind {
	has := map[SlotKind]bool{SlotNormal: true}
	for _, s := range slots {
		has[s.Kind.Or()] = true
	}
	need := map[SlotKind]bool{}
	for _, l := range o.Lines {
		if l.Picked-l.PutBack <= 0 && l.Open() == 0 {
			continue // nothing of it goes into a bag
		}
		k := p.KindOf(l, category(l.SKU))
		if !has[k] {
			k = SlotNormal
		}
		need[k] = true
	}
	var out []SlotKind
	together := false
	for _, k := range strictest {
		if need[k] && (k.Strict() || !together) {
			out = append(out, k)
			together = together || !k.Strict()
		}
	}
	if len(out) == 0 {
		out = []SlotKind{SlotNormal}
	}
	return out
}

// SlotLoad is what lies in a place.
type SlotLoad struct {
	Orders []OrderID
	Bags   int
	Due    []time.Time // until when its orders wait
}

// BagsHere are the bags of the order that lie in their places: neither with the
// customer, nor empty because their goods are back on the shelves.
func (o *Order) BagsHere() []Bag {
	if o.State == HandedOver || (o.State.Over() || o.State == Expired) && o.Returned() {
		return nil
	}
	return o.Bags
}

// SlotLoads counts what of the orders lies where. Bags that were not found are not
// there.
func SlotLoads(orders []*Order) map[string]SlotLoad {
	out := map[string]SlotLoad{}
	for _, o := range orders {
		for _, b := range o.BagsHere() {
			if b.Slot == "" || !b.Missing.IsZero() {
				continue
			}
			l := out[b.Slot]
			l.Bags++
			if !slices.Contains(l.Orders, o.ID) {
				l.Orders, l.Due = append(l.Orders, o.ID), append(l.Due, o.Deadline)
			}
			out[b.Slot] = l
		}
	}
	return out
}

// Free tells whether a bag of an order finds room in the place.
func (s StagingSlot) Free(l SlotLoad, o OrderID) bool {
	if s.Room > 0 {
		return l.Bags < s.Room
	}
	return len(l.Orders) == 0 || len(l.Orders) == 1 && l.Orders[0] == o
}

// SuggestSlot is the place for a bag with goods of a kind, as index of slots, or
// -1 when none has room. Slots stand nearest first. Where several orders share a
// place, those that go on the same day lie together. Otherwise whoever comes today
// gets the nearest place; what is promised for later leaves the near half to them.
func SuggestSlot(slots []StagingSlot, load map[string]SlotLoad, kind SlotKind, o *Order, now time.Time) int {
	fit := fitting(slots, load, kind, o.ID)
	if len(fit) == 0 && !kind.Strict() && kind != SlotNormal {
		fit = fitting(slots, load, SlotNormal, o.ID)
	}
	if len(fit) == 0 {
		return -1
	}
	for _, i := range fit {
		if slots[i].Room > 0 && slices.ContainsFunc(load[slots[i].Code].Due, func(t time.Time) bool { return sameDay(t, o.Deadline) }) {
			return i
		}
	}
	if o.PromisedAt.After(now) && !sameDay(o.PromisedAt, now) {
		return fit[len(fit)/2]
	}
	return fit[0]
}

// fitting are the places of a kind that have room.
func fitting(slots []StagingSlot, load map[string]SlotLoad, kind SlotKind, o OrderID) []int {
	var out []int
	for i, s := range slots {
		if s.Kind.Or() == kind && s.Free(load[s.Code], o) {
			out = append(out, i)
		}
	}
	return out
}

// sameDay tells whether two instants are of one day in Japan.
func sameDay(a, b time.Time) bool {
	ay, am, ad := a.In(Japan).Date()
	by, bm, bd := b.In(Japan).Date()
	return ay == by && am == bm && ad == bd
}

// Harms tells whether a bag of an order that needs the kinds must not lie in a
// place of kind v: all of it has to lie elsewhere.
func (v SlotKind) Harms(needs []SlotKind) bool {
	for _, k := range needs {
		if !k.Strict() || k == v.Or() {
			return false
		}
	}
	return len(needs) > 0
}
