// Package shift is who works on this terminal: sign-in by PIN or badge, also
// offline, lock-out after wrong tries, and the lock when nobody is there.
package shift

import (
	"context"
	"crypto/subtle"
	"sync"
	"time"

	"miseban/app/credential"
	"miseban/app/retail"
)

// Rules of sign-in.
const (
	// MaxTries is how many wrong PINs lock a member of staff out here.
	MaxTries = 5
	// LockFor is how long the first lock-out lasts; each further wrong PIN
	// after it doubles the time.
	LockFor = time.Minute
	// LockMax is the longest lock-out.
	LockMax = time.Hour
	// IdleLock is when an unattended terminal locks itself.
	IdleLock = 90 * time.Second
)

// Failures is how often a PIN was wrong, and until when nobody may try.
type Failures struct {
	N     int
	Until time.Time
}

// Store is what the service asks of the terminal's database.
type Store interface {
	// StaffHere returns who may sign in at this shop, by name.
	StaffHere(ctx context.Context) ([]retail.Staff, error)
	// Secret returns what a PIN is checked against, CodeNotFound when there is none.
	Secret(ctx context.Context, id retail.StaffID) (retail.StaffSecret, error)
	// StaffByBadge returns the member of staff with the badge hash, CodeNotFound when there is none.
	StaffByBadge(ctx context.Context, badge []byte) (retail.Staff, error)
	// Failures and SetFailures keep the wrong tries over restarts.
	Failures(ctx context.Context, id retail.StaffID) (Failures, error)
	SetFailures(ctx context.Context, id retail.StaffID, f Failures) error
	// LastSignedIn returns who signed in here lately, latest first.
	LastSignedIn(ctx context.Context) ([]retail.StaffID, error)
	// Record judges and stores commands in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Unsent returns how many commands the hub has not judged yet.
	Unsent(ctx context.Context) (int, error)
}

// Terminal is what the service knows of the device it runs on.
type Terminal struct {
	Device retail.DeviceID
	Store  retail.SiteID
	Secret []byte // binds PIN verifiers to this device
}

// Service knows who works on this terminal.
type Service struct {
	store Store
	term  Terminal
	clock retail.Clock
	ids   retail.IDs

	mu     sync.Mutex
	actor  retail.Actor
	in     bool
	active time.Time
}

// New builds the service with nobody signed in.
func New(store Store, term Terminal, clock retail.Clock, ids retail.IDs) *Service {
	return &Service{store: store, term: term, clock: clock, ids: ids}
}

// Actor tells who is signed in; ok is false while nobody is.
func (s *Service) Actor() (retail.Actor, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.actor, s.in
}

// Person is one name of the sign-in page.
type Person struct {
	retail.Staff
	Last   bool // among those who worked here lately
	Locked time.Duration
}

// People returns who may sign in here, those of late first.
func (s *Service) People(ctx context.Context) ([]Person, error) {
	staff, err := s.store.StaffHere(ctx)
	if err != nil {
		return nil, err
	}
	last, err := s.store.LastSignedIn(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[retail.StaffID]retail.Staff{}
	for _, st := range staff {
		byID[st.ID] = st
	}
	now := s.clock.Now()
	var out []Person
	add := func(st retail.Staff, last bool) error {
		f, err := s.store.Failures(ctx, st.ID)
		if err != nil {
			return err
		}
		out = append(out, Person{Staff: st, Last: last, Locked: max(0, f.Until.Sub(now))})
		delete(byID, st.ID)
		return nil
	}
	for _, id := range last {
		if st, ok := byID[id]; ok {
			if err := add(st, true); err != nil {
				return nil, err
			}
		}
	}
	for _, st := range staff {
		if _, ok := byID[st.ID]; ok {
			if err := add(st, false); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// SignIn checks a PIN without the hub. A wrong one is CodeInvalid with
// "hint.pin_wrong"; too many are CodeLocked with "hint.pin_locked".
func (s *Service) SignIn(ctx context.Context, id retail.StaffID, pin string) (retail.Staff, error) {
	st, err := s.prove(ctx, "shift.SignIn", id, pin)
	if err != nil {
		return st, err
	}
	return st, s.enter(ctx, st, retail.AuthPIN)
}

// prove checks that a PIN is the staff's, and counts the wrong ones.
func (s *Service) prove(ctx context.Context, op string, id retail.StaffID, pin string) (retail.Staff, error) {
	st, err := s.find(ctx, id)
	if err != nil {
		return st, err
	}
	f, err := s.store.Failures(ctx, id)
	if err != nil {
		return st, err
	}
	now := s.clock.Now()
	if now.Before(f.Until) {
		return st, retail.E(retail.CodeLocked, op, "hint.pin_locked", nil)
	}
	secret, err := s.store.Secret(ctx, id)
	if err != nil {
		return st, err
	}
	got := credential.Bind(s.term.Secret, credential.PINKey(pin, secret.Salt))
	if subtle.ConstantTimeCompare(got, secret.PIN) == 1 {
		return st, s.store.SetFailures(ctx, id, Failures{})
	}
	f.N++
	if f.N >= MaxTries {
		f.Until = now.Add(min(LockFor<<min(f.N-MaxTries, 10), LockMax))
	}
	if err := s.store.SetFailures(ctx, id, f); err != nil {
		return st, err
	}
	if f.N >= MaxTries {
		if err := s.record(ctx, retail.RoleDevice, retail.Actor{}, retail.KindLockout, retail.Lockout{Staff: id}); err != nil {
			return st, err
		}
		return st, retail.E(retail.CodeLocked, op, "hint.pin_locked", nil)
	}
	return st, retail.E(retail.CodeInvalid, op, "hint.pin_wrong", nil)
}

// TriesLeft is how many wrong PINs a member of staff has left here.
func (s *Service) TriesLeft(ctx context.Context, id retail.StaffID) (int, error) {
	f, err := s.store.Failures(ctx, id)
	return max(0, MaxTries-f.N), err
}

// SignInBadge signs in whoever's badge was scanned. badge is the code as
// scanned; an unknown one is CodeNotFound with "hint.badge_unknown".
func (s *Service) SignInBadge(ctx context.Context, badge string) (retail.Staff, error) {
	st, err := s.badge(ctx, "shift.SignInBadge", badge)
	if err != nil {
		return st, err
	}
	return st, s.enter(ctx, st, retail.AuthBadge)
}

// badge finds whose badge was scanned.
func (s *Service) badge(ctx context.Context, op, badge string) (retail.Staff, error) {
	st, err := s.store.StaffByBadge(ctx, credential.BadgeKey(s.term.Secret, badge))
	if retail.CodeOf(err) == retail.CodeNotFound {
		return st, retail.E(retail.CodeNotFound, op, "hint.badge_unknown", err)
	}
	if err != nil {
		return st, err
	}
	if !st.WorksAt(s.term.Store) {
		return st, retail.E(retail.CodeNotAllowed, op, "hint.not_this_shop", nil)
	}
	return st, nil
}

func (s *Service) find(ctx context.Context, id retail.StaffID) (retail.Staff, error) {
	staff, err := s.store.StaffHere(ctx)
	if err != nil {
		return retail.Staff{}, err
	}
	for _, st := range staff {
		if st.ID == id {
			return st, nil
		}
	}
	return retail.Staff{}, retail.E(retail.CodeNotFound, "shift.SignIn", "hint.not_this_shop", nil)
}

func (s *Service) enter(ctx context.Context, st retail.Staff, auth retail.Auth) error {
	a := retail.Actor{Staff: st, Auth: auth, Device: s.term.Device}
	if err := s.record(ctx, st.Role, a, retail.KindSignIn, retail.SignIn{}); err != nil {
		return err
	}
	s.mu.Lock()
	s.actor, s.in, s.active = a, true, s.clock.Now()
	s.mu.Unlock()
	return nil
}

func (s *Service) record(ctx context.Context, role retail.Role, a retail.Actor, kind retail.Kind, body retail.Body) error {
	_, err := s.store.Record(ctx, role, retail.Command{
		ID: retail.CommandID(s.ids.NewID()), V: kind.Version(), Kind: kind, At: s.clock.Now(),
		Store: s.term.Store, Device: s.term.Device, Staff: a.Staff.ID, Auth: a.Auth, Body: body,
	})
	return err
}

// Touch notes that somebody is there.
func (s *Service) Touch() {
	s.mu.Lock()
	s.active = s.clock.Now()
	s.mu.Unlock()
}

// Idle tells whether somebody is signed in and nobody has been there for
// IdleLock.
func (s *Service) Idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in && s.clock.Now().Sub(s.active) >= IdleLock
}

// Lock leaves the terminal to the next person; work in hand stays where it is,
// and nothing is refused: what is unsent goes on being sent.
func (s *Service) Lock(ctx context.Context, auto bool) error {
	a, ok := s.Actor()
	if !ok {
		return nil
	}
	if err := s.record(ctx, a.Staff.Role, a, retail.KindSignOut, retail.SignOut{Auto: auto}); err != nil {
		return err
	}
	s.mu.Lock()
	s.in, s.actor = false, retail.Actor{}
	s.mu.Unlock()
	return nil
}

// SignOut ends the day's work on this terminal. It is CodeUnsent while
// anything is unsent.
func (s *Service) SignOut(ctx context.Context) error {
	n, err := s.store.Unsent(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		return retail.E(retail.CodeUnsent, "shift.SignOut", "hint.unsent", nil)
	}
	return s.Lock(ctx, false)
}
