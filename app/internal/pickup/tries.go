package pickup

import (
	"context"
	"crypto/subtle"

	"miseban/app/retail"
)

// presentDigits judges typed digits. They are counted before they are looked for, and
// every order is looked at: neither pulling the plug nor a stop-watch tells anything.
func (s *Service) presentDigits(ctx context.Context, digits string) (Shown, error) {
	s.typing.Lock()
	defer s.typing.Unlock()
	t, err := s.store.CodeTries(ctx)
	if err != nil {
		return Shown{}, err
	}
	t, may := t.Try(s.clock.Now())
	if err := s.store.StoreCodeTries(ctx, t); err != nil {
		return Shown{}, err
	}
	if !may {
		return Shown{Answer: CounterLocked, Wait: t.Wait}, nil
	}
	found, err := s.withDigits(ctx, digits)
	switch {
	case err != nil:
		return Shown{}, err
	case found == nil && t.Wait > 0:
		return Shown{Answer: CounterLocked, Wait: t.Wait}, s.lockout(ctx, retail.Lockout{Codes: true})
	case found == nil:
		return Shown{Answer: CounterDigitsWrong}, nil
	}
	if err := s.store.StoreCodeTries(ctx, t.Right()); err != nil {
		return Shown{}, err
	}
	answer := retail.ReadyAnswer(found)
	if at, err := s.never(ctx); err != nil {
		return Shown{}, err
	} else if answer == retail.PickupOK && at.After(found.Pickup.Expires) {
		answer = retail.PickupExpired
	}
	v, err := s.counterView(ctx, found, answer, retail.ByDigits)
	return Shown{Answer: CounterShown, View: v}, err
}

// withDigits finds the order with the digits, nil when there is none.
func (s *Service) withDigits(ctx context.Context, digits string) (found *retail.Order, err error) {
	if len(digits) > 8 {
		digits = digits[:8]
	}
	err = s.store.Orders(ctx, func(o *retail.Order) bool {
		have, want := o.Pickup.Digits, retail.DigitsHash(o.Pickup.Handover, digits)
		if subtle.ConstantTimeCompare([]byte(have), []byte(want)) == 1 && found == nil {
			found = o
		}
		return true
	})
	return found, err
}

// AllowCodes lets digits be typed again before the wait is over, as the manager approves
// (責任者承認): the zero Staff is whoever is signed in. Who is no manager is
// CodeNotAllowed.
func (s *Service) AllowCodes(ctx context.Context, manager retail.Staff) error {
	a, err := s.actor("pickup.AllowCodes")
	if err != nil {
		return err
	}
	if manager.ID == "" {
		manager = a.Staff
	}
	if manager.Role < retail.RoleManager {
		return retail.E(retail.CodeNotAllowed, "pickup.AllowCodes", "hint.manager", nil)
	}
	s.typing.Lock()
	defer s.typing.Unlock()
	if err := s.store.StoreCodeTries(ctx, retail.CodeTries{}); err != nil {
		return err
	}
	return s.lockout(ctx, retail.Lockout{Codes: true, Approver: manager.ID})
}

// lockout writes it into the shop's log.
func (s *Service) lockout(ctx context.Context, b retail.Lockout) error {
	a, err := s.actor("pickup.lockout")
	if err != nil {
		return err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return err
	}
	_, err = s.store.Record(ctx, a.Staff.Role, s.command(a, site.ID, retail.KindLockout, b))
	return err
}
