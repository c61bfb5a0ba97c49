package pickup

import (
	"context"
	"slices"

	"miseban/app/retail"
	"miseban/scanner"
)

// Locate returns the order that a scan on the queue points at: a bag tag names
// its order, a staging place the order that lies there, goods the most urgent
// open order that still needs them, free ones before a colleague's. It is
// CodeNotFound when no order here is meant.
func (s *Service) Locate(ctx context.Context, code scanner.Code) (Row, error) {
	const op = "pickup.Locate"
	if err := s.load(ctx); err != nil {
		return Row{}, err
	}
	none := retail.E(retail.CodeNotFound, op, "", nil)
	switch {
	case code.Kind == scanner.KindBag:
		o, err := s.store.OrderByBag(ctx, code.Fields.ID)
		if err != nil {
			return Row{}, err
		}
		return s.rowOf(ctx, o.ID)
	case code.Kind == scanner.KindPlace:
		if id := s.orderIn(code.Fields.ID); id != "" {
			return s.rowOf(ctx, id)
		}
	case code.Kind.Goods():
		return s.needing(ctx, code)
	}
	return Row{}, none
}

// needing returns the most urgent order with an open line of the goods.
func (s *Service) needing(ctx context.Context, code scanner.Code) (Row, error) {
	sku, _, err := s.lookUp(ctx, code)
	if err != nil {
		return Row{}, err
	}
	ids, err := s.store.OrdersNeeding(ctx, sku.ID)
	if err != nil {
		return Row{}, err
	}
	var free, taken []Row
	for _, id := range ids {
		r, err := s.rowOf(ctx, id)
		switch {
		case err != nil:
		case r.Urgency == Taken:
			taken = append(taken, r)
		default:
			free = append(free, r)
		}
	}
	sortRows(free)
	sortRows(taken)
	if rows := slices.Concat(free, taken); len(rows) > 0 {
		return rows[0], nil
	}
	return Row{}, retail.E(retail.CodeNotFound, "pickup.Locate", "", nil)
}

// rowOf returns the queue's row of an order.
func (s *Service) rowOf(ctx context.Context, id retail.OrderID) (Row, error) {
	now := s.clock.Now()
	a, _ := s.session.Actor()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.board.cards[id]
	if !ok {
		return Row{}, retail.E(retail.CodeNotFound, "pickup.Locate", "", nil)
	}
	return s.row(ctx, c, a, now), nil
}

// orderIn returns the order that lies in a staging place, or "".
func (s *Service) orderIn(slot string) retail.OrderID {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range s.board.cards {
		if c.row.Slot == slot && c.row.State.Waiting() {
			return id
		}
	}
	return ""
}

// Refresh returns the counter's view as the order stands now, keeping how the
// customer was known. A view without an order is returned as it is.
func (s *Service) Refresh(ctx context.Context, v CounterView) (CounterView, error) {
	if v.Order == nil {
		return v, nil
	}
	return s.refresh(ctx, v)
}
