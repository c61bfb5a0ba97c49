package shift

import (
	"context"

	"miseban/app/retail"
)

// Managers returns who may approve what staff may not do alone (責任者承認).
func (s *Service) Managers(ctx context.Context) ([]Person, error) {
	all, err := s.People(ctx)
	if err != nil {
		return nil, err
	}
	var out []Person
	for _, p := range all {
		if p.Role >= retail.RoleManager {
			out = append(out, p)
		}
	}
	return out, nil
}

// Approve checks a manager's PIN for one act of whoever is signed in; nobody
// is signed in or out by it. It refuses as SignIn does, and who is no manager
// with CodeNotAllowed.
func (s *Service) Approve(ctx context.Context, id retail.StaffID, pin string) (retail.Staff, error) {
	const op = "shift.Approve"
	st, err := s.find(ctx, id)
	if err != nil {
		return st, err
	}
	if st.Role < retail.RoleManager {
		return st, retail.E(retail.CodeNotAllowed, op, "hint.manager", nil)
	}
	return s.prove(ctx, op, id, pin)
}

// ApproveBadge is Approve by the manager's badge.
func (s *Service) ApproveBadge(ctx context.Context, badge string) (retail.Staff, error) {
	const op = "shift.ApproveBadge"
	st, err := s.badge(ctx, op, badge)
	if err != nil {
		return st, err
	}
	if st.Role < retail.RoleManager {
		return st, retail.E(retail.CodeNotAllowed, op, "hint.manager", nil)
	}
	return st, nil
}
