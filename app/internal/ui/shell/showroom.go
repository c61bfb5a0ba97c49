package shell

import (
	"time"

	"miseban/app/internal/ui/page"
	"miseban/scanner"
)

// askFor is how long a tablet for customers waits for staff to sign in. Whoever
// else came to that question is a customer.
const askFor = time.Minute

// shows tells whether a customer has the terminal: nothing of the staff's is heard
// or seen then.
func (s *Shell) shows() bool {
	_, in := s.cfg.Session.Actor()
	return !in && s.cfg.Settings.Showroom()
}

// AskStaff opens the way out of what customers see: somebody of the staff signs in.
// A badge that was scanned is the answer already.
func (s *Shell) AskStaff(badge *scanner.Code) {
	if !s.shows() {
		return
	}
	s.asked = s.cfg.Env.Clock.Now()
	s.Go(page.SignIn{})
	if badge != nil {
		s.top().screen.Scan(*badge)
	}
}

// giveBack returns to what customers see when nobody of the staff came.
func (s *Shell) giveBack() {
	if s.asked.IsZero() || !s.shows() {
		s.asked = time.Time{}
		return
	}
	if wait := s.cfg.Env.Clock.Now().Sub(s.asked); wait < 0 || wait >= askFor {
		s.asked = time.Time{}
		s.Home()
	}
}
