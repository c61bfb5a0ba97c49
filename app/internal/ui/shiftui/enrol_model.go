package shiftui

import (
	"strconv"
	"strings"

	"miseban/assets/words"
	"miseban/scanner"
)

// Arrived says what of a shop is on the terminal by now. The zero value is a
// terminal that belongs to nobody.
type Arrived struct {
	Org       bool // shops, staff, terminals
	Store     bool // orders and stock of this shop: work can begin
	Catalogue bool // goods; large
	Stock     bool // of the other sites; large, and comes last
	// Done of Of bytes are here of what comes in now; 0 of 0 when that is not known.
	Done, Of int64
}

// whole tells that everything is here.
func (a Arrived) whole() bool { return a.Org && a.Store && a.Catalogue && a.Stock }

// enrolStep is where an enrolment stands.
type enrolStep uint8

const (
	enrolScan  enrolStep = iota + 1 // waits for the code
	enrolType                       // the code is typed
	enrolSend                       // the hub is asked
	enrolFetch                      // the shop's data comes in
)

// What every enrolment code begins with, how it is read aloud, and how many
// groups one has whose hub has an address of four numbers.
const (
	enrolPrefix = "E1"
	enrolGroup  = 5
	enrolGroups = 12
)

// enrolModel is what the page knows.
type enrolModel struct {
	cat     words.Catalog
	step    enrolStep
	text    string // typed so far
	at      int    // where the next character goes: the end, or in a group that is typed again
	note    string // what went wrong, in shop language
	arrived Arrived
}

func newEnrolModel(c words.Catalog) enrolModel {
	return enrolModel{cat: c, step: enrolScan, text: enrolPrefix, at: len(enrolPrefix)}
}

// key takes a typed character; whole tells that the code is complete and right.
func (m *enrolModel) key(r rune) (whole bool) {
	_, tail, cut := strings.Cut(m.text, "/")
	switch {
	case m.step == enrolSend:
		return false
	case m.at < len(m.text):
		m.text = m.text[:m.at] + string(r) + m.text[m.at+1:]
	case len(m.text) >= scanner.MaxEnrolmentBytes*2 || cut && (len(tail) >= 2 || r == '/'):
		return false
	default:
		m.text += string(r)
	}
	m.at, m.note = m.at+1, ""
	if _, tail, _ = strings.Cut(m.text, "/"); len(tail) == 2 {
		if _, err := scanner.ParseEnrolment(m.text); err == nil {
			return true
		}
		if m.at == len(m.text) || m.at%enrolGroup == 0 {
			m.note = m.cat.T("enrol.mistyped")
		}
	}
	return false
}

// back takes the last typed character away; in a group that is typed again it
// goes back by one.
func (m *enrolModel) back() {
	if m.step == enrolSend || m.at <= len(enrolPrefix) {
		return
	}
	if m.at == len(m.text) {
		m.text = m.text[:len(m.text)-1]
	}
	m.at, m.note = m.at-1, ""
}

// retype lets a group be typed again, the last one go on.
func (m *enrolModel) retype(group int) {
	m.at = min(max(group*enrolGroup, len(enrolPrefix)), len(m.text))
}

// groups is the typed text in groups of five, and which of them is being typed.
func (m *enrolModel) groups() (groups []string, now int) {
	for s := m.text; len(s) > 0; {
		n := min(enrolGroup, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	now = m.at / enrolGroup
	for len(groups) <= now || len(groups) < enrolGroups {
		groups = append(groups, "")
	}
	return groups, now
}

// partView is one part of the shop's data.
type partView struct {
	Word string
	Done bool
	Now  bool
	Said string // how much of it is here, empty when nobody knows
	Part int    // of a thousand, for a bar
}

// parts lists the data in the order it comes.
func (m *enrolModel) parts() []partView {
	a := m.arrived
	parts := []partView{
		{Word: m.cat.T("enrol.part.org"), Done: a.Org, Now: !a.Org},
		{Word: m.cat.T("enrol.part.store"), Done: a.Store, Now: a.Org && !a.Store},
		{Word: m.cat.T("enrol.part.catalogue"), Done: a.Catalogue, Now: a.Store && !a.Catalogue},
		{Word: m.cat.T("enrol.part.stock"), Done: a.Stock, Now: a.Catalogue && !a.Stock},
	}
	for i := range parts {
		if parts[i].Now && a.Of > 0 {
			parts[i].Said = m.cat.T("enrol.part.bytes", "done", megabytes(a.Done), "of", megabytes(a.Of))
			parts[i].Part = int(1000 * min(a.Done, a.Of) / a.Of)
		}
	}
	return parts
}

// megabytes writes bytes as megabytes with one decimal.
func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) }

// ready tells whether work can begin.
func (m *enrolModel) ready() bool { return m.arrived.Org && m.arrived.Store }

// heading says how far the enrolment is.
func (m *enrolModel) heading() (title, text string) {
	switch {
	case m.step == enrolSend:
		return m.cat.T("enrol.sending"), m.cat.T("enrol.sending.text")
	case m.ready() && !m.arrived.whole():
		return m.cat.T("enrol.ready"), m.cat.T("enrol.ready.goods")
	case m.ready():
		return m.cat.T("enrol.ready"), m.cat.T("enrol.ready.text")
	}
	return m.cat.T("enrol.fetching"), m.cat.T("enrol.fetching.text")
}
