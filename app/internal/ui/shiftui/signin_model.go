// Package shiftui holds the screens of who works on a terminal: sign-in, and
// enrolment of a terminal that belongs to nobody yet.
package shiftui

import (
	"maps"
	"time"

	"miseban/app/internal/shift"
	"miseban/app/retail"
	"miseban/assets/words"
)

// pinLength is how many digits a PIN has.
const pinLength = 4

// personView is one name to tap.
type personView struct {
	ID     retail.StaffID
	Name   string
	Locked string // how long the PIN is locked, empty when it is not
}

// signInModel is what the sign-in page knows. Its zero value knows nobody yet.
type signInModel struct {
	cat    words.Catalog
	loaded bool
	people []shift.Person
	until  map[retail.StaffID]time.Time // when a lock ends
	chosen retail.StaffID               // empty: nobody yet
	pin    string
	busy   bool   // the PIN is being checked
	wrong  bool   // the last PIN was wrong
	note   string // what went wrong, in shop language
}

// setPeople takes the names over.
func (m *signInModel) setPeople(people []shift.Person, now time.Time) {
	m.loaded, m.people, m.until = true, people, map[retail.StaffID]time.Time{}
	for _, p := range people {
		if p.Locked > 0 {
			m.until[p.ID] = now.Add(p.Locked)
		}
	}
}

// views lists the names: those of late, then the others. Without anybody of
// late all stand under others.
func (m *signInModel) views(now time.Time) (lately, others []personView) {
	for _, p := range m.people {
		v := personView{ID: p.ID, Name: m.name(p.Staff)}
		if left := m.until[p.ID].Sub(now); left > 0 {
			v.Locked = m.cat.Span(left)
		}
		if p.Last {
			lately = append(lately, v)
		} else {
			others = append(others, v)
		}
	}
	return lately, others
}

// name is how colleagues are called in the language of the screen.
func (m *signInModel) name(s retail.Staff) string {
	if m.cat.Lang() == words.En && s.NameEn != "" {
		return s.NameEn
	}
	return m.cat.T("common.staff", "name", s.Name)
}

// person is the name chosen, empty when nobody is.
func (m *signInModel) person() string {
	for _, p := range m.people {
		if p.ID == m.chosen {
			return m.name(p.Staff)
		}
	}
	return ""
}

// choose takes a name; an empty one goes back to the names.
func (m *signInModel) choose(id retail.StaffID, now time.Time) {
	m.chosen, m.pin, m.wrong, m.note = id, "", false, ""
	m.look(now)
}

// locked tells whether the PIN of the one chosen may not be tried now.
func (m *signInModel) locked(now time.Time) bool {
	return m.chosen != "" && m.until[m.chosen].After(now)
}

// ended forgets the locks that are over, except that of the one chosen, and
// tells whether there were any.
func (m *signInModel) ended(now time.Time) bool {
	n := len(m.until)
	maps.DeleteFunc(m.until, func(id retail.StaffID, end time.Time) bool { return id != m.chosen && !end.After(now) })
	return len(m.until) < n
}

// look writes the note of a lock, or takes it away when the lock has ended. It
// tells whether something changed.
func (m *signInModel) look(now time.Time) bool {
	before := m.note
	switch {
	case m.locked(now):
		m.wrong = false
		m.note = m.cat.T("signin.locked", "time", m.cat.Span(m.until[m.chosen].Sub(now)))
	case m.chosen != "" && !m.until[m.chosen].IsZero():
		delete(m.until, m.chosen)
		m.note = ""
	}
	return m.note != before
}

// digit takes a digit; full tells that the PIN is complete and to be checked.
func (m *signInModel) digit(d rune, now time.Time) (full bool) {
	if m.chosen == "" || m.busy || m.locked(now) || len(m.pin) == pinLength {
		return false
	}
	m.wrong, m.note = false, ""
	m.pin += string(d)
	m.busy = len(m.pin) == pinLength
	return m.busy
}

// back takes the last digit away.
func (m *signInModel) back() {
	if n := len(m.pin); n > 0 && !m.busy {
		m.pin = m.pin[:n-1]
	}
	m.wrong = false
}

// refused says why a PIN was not taken. tries is how many are left.
func (m *signInModel) refused(err error, message string, tries int, now time.Time) {
	m.busy, m.pin = false, ""
	switch {
	case retail.CodeOf(err) == retail.CodeInvalid && tries == 1:
		m.wrong, m.note = true, m.cat.T("signin.wrong.last")
	case retail.CodeOf(err) == retail.CodeInvalid:
		m.wrong, m.note = true, m.cat.T("signin.wrong", "n", tries)
	default:
		m.wrong, m.note = false, message
		m.look(now)
	}
}
