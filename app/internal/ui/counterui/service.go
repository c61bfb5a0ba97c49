package counterui

import (
	"context"

	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/retail"
	"miseban/scanner"
)

// Service is what the counter asks of the pickup service.
type Service interface {
	Present(ctx context.Context, code scanner.Code) (pickup.Shown, error)
	Open(ctx context.Context, id retail.OrderID) (pickup.CounterView, error)
	Refresh(ctx context.Context, v pickup.CounterView) (pickup.CounterView, error)
	ScanAtCounter(ctx context.Context, v pickup.CounterView, code scanner.Code) (pickup.Shown, error)
	Identify(v pickup.CounterView, kind retail.IdentityKind, doc retail.DocumentKind, proxy bool) pickup.CounterView
	CheckAge(v pickup.CounterView, how retail.AgeProof, doc retail.DocumentKind) pickup.CounterView
	KeepAged(ctx context.Context, v pickup.CounterView) (pickup.CounterView, error)
	Collect(ctx context.Context, v pickup.CounterView, receipt string) (pickup.CounterView, error)
	Approve(v pickup.CounterView, manager retail.Staff) pickup.CounterView
	HandOver(ctx context.Context, v pickup.CounterView) (pickup.CounterView, error)
	UndoHandover(ctx context.Context, v pickup.CounterView) (pickup.CounterView, error)
	Refuse(ctx context.Context, v pickup.CounterView, line, qty int, reason retail.RefuseReason) (pickup.CounterView, error)
	Later(v pickup.CounterView, line, qty int, left []string) pickup.CounterView
	Reveal(ctx context.Context, id retail.OrderID, field string) (retail.Customer, error)
	AllowCodes(ctx context.Context, manager retail.Staff) error
	Suggestions(ctx context.Context, id retail.OrderID) ([]pickup.Suggestion, error)
	Suggested(ctx context.Context, id retail.OrderID, x pickup.Suggestion, bought bool) error
	Callers(ctx context.Context) ([]pickup.Caller, error)
	TakeCall(ctx context.Context, id retail.OrderID) error
}

// Desk is what the counter asks about the line: who may hand over without it,
// and a manager's word where this terminal may not.
type Desk interface {
	Standing(ctx context.Context) (pickup.Standing, error)
	Arrive(ctx context.Context) error
	Depart()
	Managers(ctx context.Context) ([]shift.Person, error)
	Approve(ctx context.Context, id retail.StaffID, pin string) (retail.Staff, error)
	ApproveBadge(ctx context.Context, badge string) (retail.Staff, error)
}
