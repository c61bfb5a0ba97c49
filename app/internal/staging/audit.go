package staging

import (
	"context"
	"slices"

	"miseban/app/retail"
)

// Sight is what a bag is in a place that is looked over.
type Sight uint8

// Values of Sight.
const (
	// SightRight: it lies where it should.
	SightRight Sight = iota + 1
	// SightElsewhere: it should lie in another place.
	SightElsewhere
	// SightLeft: its order was handed over, and it lies here: somebody calls.
	SightLeft
	// SightEmpty: its goods are back on their shelves, or the order is no more.
	SightEmpty
	// SightUnknown: no order has the label.
	SightUnknown
)

// Seen is a bag that was scanned in a place that is looked over.
type Seen struct {
	Sight Sight
	Bag   Bag // not of SightUnknown
}

// See judges a bag that was scanned in a place. What it tells of a bag that lies
// right, or was left behind, is written down; where one belongs that lies wrong is
// for somebody to say: Keep, or back with it.
func (s *Service) See(ctx context.Context, slot, label string) (Seen, error) {
	const op = "staging.See"
	o, err := s.store.OrderByBag(ctx, label)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return Seen{Sight: SightUnknown}, nil
	}
	if err != nil {
		return Seen{}, err
	}
	b := o.Bag(label)
	out := Seen{Sight: SightRight, Bag: bagOf(o, *b)}
	switch {
	case o.State == retail.HandedOver:
		out.Sight = SightLeft
	case !slices.ContainsFunc(o.BagsHere(), func(x retail.Bag) bool { return x.Label == label }):
		out.Sight = SightEmpty
		return out, nil
	case b.Slot != slot:
		out.Sight = SightElsewhere
		return out, nil
	case b.Missing.IsZero():
		return out, nil // nothing to write down
	}
	out.Bag, err = s.book(ctx, op, label, retail.KindAuditBag, retail.AuditBag{Order: o.ID, Label: label, Slot: slot, Found: true})
	return out, err
}

// Keep says that a bag that belongs elsewhere stays in the place. CodeRefused with
// a hint: it is full, or made for other goods.
func (s *Service) Keep(ctx context.Context, slot, label string) (Bag, error) {
	return s.Move(ctx, label, slot)
}

// Finish ends looking a place over: bags that should lie there and were not seen
// are missing, and somebody looks for them. It returns them.
func (s *Service) Finish(ctx context.Context, slot string, seen []string) ([]Bag, error) {
	const op = "staging.Finish"
	p, err := s.Place(ctx, slot)
	if err != nil {
		return nil, err
	}
	var out []Bag
	for _, b := range p.Bags {
		if slices.Contains(seen, b.Label) {
			continue
		}
		if !b.Missing {
			if b, err = s.book(ctx, op, b.Label, retail.KindAuditBag, retail.AuditBag{Order: b.Order, Label: b.Label, Slot: slot}); err != nil {
				return out, err
			}
		}
		out = append(out, b)
	}
	return out, nil
}
