package shiftui

import (
	"testing"
	"time"

	"miseban/app/internal/shift"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

var now = time.Date(2026, 11, 21, 10, 45, 0, 0, time.UTC)

func catalog(t testing.TB, l words.Lang) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(l)
}

var (
	sato   = shift.Person{Staff: retail.Staff{ID: "s-101", Name: "佐藤", NameEn: "Sato"}, Last: true}
	suzuki = shift.Person{Staff: retail.Staff{ID: "s-102", Name: "鈴木"}, Locked: 4 * time.Minute}
)

func TestNames(t *testing.T) {
	m := signInModel{cat: catalog(t, words.Ja)}
	m.setPeople([]shift.Person{sato, suzuki}, now)
	lately, others := m.views(now)
	if len(lately) != 1 || lately[0] != (personView{"s-101", "佐藤さん", ""}) {
		t.Errorf("lately %+v", lately)
	}
	if len(others) != 1 || others[0] != (personView{"s-102", "鈴木さん", "4分"}) {
		t.Errorf("others %+v", others)
	}
	if _, others = m.views(now.Add(4 * time.Minute)); others[0].Locked != "" {
		t.Errorf("still locked after the lock: %+v", others)
	}
	m.cat = catalog(t, words.En)
	lately, others = m.views(now)
	if lately[0].Name != "Sato" || others[0].Name != "鈴木" {
		t.Errorf("in English: %+v %+v", lately, others)
	}
}

func TestPIN(t *testing.T) {
	m := signInModel{cat: catalog(t, words.Ja)}
	m.setPeople([]shift.Person{sato, suzuki}, now)
	if m.digit('1', now); m.pin != "" {
		t.Error("a digit was taken before a name")
	}
	m.choose("s-101", now)
	for i, d := range "123" {
		if m.digit(d, now) {
			t.Errorf("full after %d digits", i+1)
		}
	}
	m.back()
	m.digit('3', now)
	if !m.digit('4', now) || m.pin != "1234" {
		t.Fatalf("pin %q, want full 1234", m.pin)
	}
	m.digit('5', now)
	m.back()
	if m.pin != "1234" {
		t.Errorf("pin %q changed while it was checked", m.pin)
	}
}

func TestRefused(t *testing.T) {
	wrong := retail.E(retail.CodeInvalid, "t", "hint.pin_wrong", nil)
	for _, c := range []struct {
		name  string
		id    retail.StaffID
		err   error
		tries int
		wrong bool
		note  string
	}{
		{"wrong", "s-101", wrong, 3, true, "番号がちがいます。あと3回"},
		{"one left", "s-101", wrong, 1, true, "番号がちがいます。次もちがうと、しばらく使えません"},
		{"locked", "s-102", retail.E(retail.CodeLocked, "t", "hint.pin_locked", nil), 0, false, "まちがいが続きました。あと4分で番号を使えます。名札なら始められます"},
		{"other", "s-101", retail.E(retail.CodeDiskFull, "t", "", nil), 5, false, "いっぱい"},
	} {
		m := signInModel{cat: catalog(t, words.Ja)}
		m.setPeople([]shift.Person{sato, suzuki}, now)
		m.chosen, m.pin, m.busy = c.id, "9999", true
		m.refused(c.err, "いっぱい", c.tries, now)
		if m.pin != "" || m.busy || m.wrong != c.wrong || m.note != c.note {
			t.Errorf("%s: pin %q busy %v wrong %v note %q", c.name, m.pin, m.busy, m.wrong, m.note)
		}
	}
}

func TestLockRunsOut(t *testing.T) {
	m := signInModel{cat: catalog(t, words.Ja)}
	m.setPeople([]shift.Person{sato, suzuki}, now)
	m.choose("s-102", now)
	if m.note == "" || !m.locked(now) {
		t.Fatalf("note %q", m.note)
	}
	if m.digit('1', now); m.pin != "" {
		t.Error("a digit was taken while locked")
	}
	later := now.Add(4 * time.Minute)
	if !m.look(later) || m.note != "" || m.locked(later) {
		t.Errorf("after the lock: note %q", m.note)
	}
	if m.digit('1', later); m.pin != "1" {
		t.Error("no digit was taken after the lock")
	}
}

// TestEnrolTypingAgain: one wrong character in the middle costs its group, not
// the whole code.
func TestEnrolTypingAgain(t *testing.T) {
	code, err := scanner.NewEnrolment([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	m := newEnrolModel(catalog(t, words.Ja))
	bad := []byte(code)
	if bad[11]++; bad[11] > 'Z' || bad[11] == '9'+1 {
		bad[11] = 'A'
	}
	for _, r := range string(bad[len(enrolPrefix):]) {
		if m.key(r) {
			t.Fatal("a wrong code is right")
		}
	}
	if m.note == "" {
		t.Fatal("nothing is said about the wrong character")
	}
	m.retype(2)
	if _, now := m.groups(); now != 2 || m.text != string(bad) {
		t.Fatalf("group %d of %q", now, m.text)
	}
	m.key(rune(code[10]))
	m.back()
	m.key(rune(code[10]))
	if !m.key(rune(code[11])) || m.text != code {
		t.Errorf("typed again: %q, want %q", m.text, code)
	}
	m = newEnrolModel(catalog(t, words.Ja))
	if m.retype(7); m.at != len(enrolPrefix) {
		t.Errorf("typing goes on at %d of %q", m.at, m.text)
	}
}

func TestEnrolTyping(t *testing.T) {
	code, err := scanner.NewEnrolment([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	m := newEnrolModel(catalog(t, words.Ja))
	for i, r := range code[len(enrolPrefix):] {
		if whole := m.key(r); whole != (i == len(code)-len(enrolPrefix)-1) {
			t.Fatalf("whole %v after %q", whole, m.text)
		}
	}
	if m.text != code || m.note != "" {
		t.Errorf("text %q note %q", m.text, m.note)
	}
	if groups, at := m.groups(); len(groups) != 12 || at != 11 || groups[0] != code[:5] {
		t.Errorf("groups %q, at %d", groups, at)
	}
	m.back()
	last := 'A'
	if code[len(code)-1] == 'A' {
		last = 'B'
	}
	if m.key(last) || m.note == "" {
		t.Error("a wrong check character was not noticed")
	}
	if m.key('A') || len(m.text) != len(code) {
		t.Error("a character was taken after the last")
	}
	for range 100 {
		m.back()
	}
	if m.text != enrolPrefix || m.note != "" {
		t.Errorf("text %q note %q after deleting all", m.text, m.note)
	}
}

func TestEnrolParts(t *testing.T) {
	for _, c := range []struct {
		arrived    Arrived
		title      string
		ready      bool
		done, busy int
	}{
		{Arrived{}, "準備しています", false, 0, 0},
		{Arrived{Org: true}, "準備しています", false, 1, 1},
		{Arrived{Org: true, Store: true}, "使えます", true, 2, 2},
		{Arrived{Org: true, Store: true, Catalogue: true}, "使えます", true, 3, 3},
		{Arrived{Org: true, Store: true, Catalogue: true, Stock: true}, "使えます", true, 4, -1},
	} {
		m := newEnrolModel(catalog(t, words.Ja))
		m.step, m.arrived = enrolFetch, c.arrived
		done, busy := 0, -1
		for i, p := range m.parts() {
			if p.Done {
				done++
			}
			if p.Now {
				busy = i
			}
		}
		if title, _ := m.heading(); title != c.title || m.ready() != c.ready || done != c.done || busy != c.busy {
			t.Errorf("%+v: %q ready %v done %d busy %d", c.arrived, title, m.ready(), done, busy)
		}
	}
	m := newEnrolModel(catalog(t, words.Ja))
	m.arrived = Arrived{Org: true, Store: true, Done: 3_214_000, Of: 10_130_000}
	for i, p := range m.parts() {
		if said := i == 2; said != (p.Said == "3.2 / 10.1 MB") || said != (p.Part == 317) {
			t.Errorf("part %d: %+v", i, p)
		}
	}
}
