package pickup

import (
	"context"

	"miseban/app/retail"
)

// Refuse writes down that the customer does not take pieces of a line at the counter,
// or with reason zero that they take them after all.
func (s *Service) Refuse(ctx context.Context, v CounterView, line, qty int, reason retail.RefuseReason) (CounterView, error) {
	const op = "pickup.Refuse"
	if v.Order == nil {
		return v, retail.E(retail.CodeRefused, op, "hint.part.gone", nil)
	}
	o, err := s.store.Order(ctx, v.Order.ID)
	if err != nil {
		return v, err
	}
	l := o.Line(line)
	if l == nil || reason != 0 && qty > l.ToGive() || reason == 0 && qty > l.Unwanted {
		return v, retail.E(retail.CodeRefused, op, "hint.part.gone", nil)
	}
	b := retail.Refuse{Order: o.ID, Line: line, Qty: qty, Reason: reason, Takes: reason == 0}
	if _, err := s.do(ctx, op, o, retail.KindRefuse, b); err != nil {
		return v, err
	}
	v.Later = nil // what is left to choose is another thing now
	v, err = s.refresh(ctx, v)
	if err == nil && v.Order.State.Over() {
		v.Answer = retail.ReadyAnswer(v.Order)
	}
	return v, err
}

// Later notes how many pieces of a line stay here for the customer, and which bags
// hold what stays (あとで受け取る). Nothing is written down before the handover.
func (s *Service) Later(v CounterView, line, qty int, left []string) CounterView {
	later := make([]retail.Portion, 0, len(v.Later)+1)
	for _, p := range v.Later {
		if p.Line != line {
			later = append(later, p)
		}
	}
	if qty > 0 {
		later = append(later, retail.Portion{Line: line, Qty: qty})
	}
	v.Later, v.Left = later, left
	return v
}

// LaterPieces is how many pieces stay here for the customer.
func (v CounterView) LaterPieces() int {
	n := 0
	for _, p := range v.Later {
		n += p.Qty
	}
	return n
}

// UndoHandover takes a handover back that was a mistaken tap: the goods are here. It
// is a manager's to say: the one who acts, or CounterView.Approver.
func (s *Service) UndoHandover(ctx context.Context, v CounterView) (CounterView, error) {
	const op = "pickup.UndoHandover"
	a, err := s.actor(op)
	if err != nil {
		return v, err
	}
	if v.Order == nil || v.Undo == nil {
		return v, retail.E(retail.CodeRefused, op, "verdict.too_late", nil)
	}
	b := retail.UndoHandover{Order: v.Order.ID, Handover: v.Undo.Cmd}
	if a.Staff.Role < retail.RoleManager {
		b.Approver = v.Approver.ID
	}
	if _, err := s.do(ctx, op, v.Order, retail.KindUndoHandover, b); err != nil {
		return v, err
	}
	v.Approver, v.Age = retail.Staff{}, 0 // for this alone
	v, err = s.refresh(ctx, v)
	if err == nil {
		v.Answer, v.Proof = retail.ReadyAnswer(v.Order), retail.ByIdentity
	}
	return v, err
}
