package terminal

import (
	"context"

	"miseban/app/internal/localdb"
	"miseban/app/internal/shift"
	"miseban/app/retail"
)

// shiftStore is the terminal's database as the sign-in service asks for it.
type shiftStore struct{ *localdb.DB }

var _ shift.Store = shiftStore{}

// Failures returns the wrong tries; the database keeps until when nobody may try.
func (s shiftStore) Failures(ctx context.Context, id retail.StaffID) (shift.Failures, error) {
	n, until, err := s.WrongPINs(ctx, string(id))
	return shift.Failures{N: n, Until: until}, err
}

// SetFailures keeps the wrong tries.
func (s shiftStore) SetFailures(ctx context.Context, id retail.StaffID, f shift.Failures) error {
	return s.SetWrongPINs(ctx, string(id), f.N, f.Until)
}

// Record stores commands and remembers who signed in here.
func (s shiftStore) Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	ds, err := s.DB.Record(ctx, role, cmds...)
	if err != nil {
		return ds, err
	}
	for _, c := range cmds {
		switch c.Kind { //nolint:exhaustive // only these two change who is here
		case retail.KindSignIn:
			err = s.SetSignedIn(ctx, c.Staff, c.At)
		case retail.KindSignOut:
			err = s.SetSignedIn(ctx, "", c.At)
		}
	}
	return ds, err
}
