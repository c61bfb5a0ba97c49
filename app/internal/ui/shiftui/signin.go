package shiftui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/shift"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// Desk is what the sign-in page asks; *shift.Service is one.
type Desk interface {
	People(ctx context.Context) ([]shift.Person, error)
	SignIn(ctx context.Context, id retail.StaffID, pin string) (retail.Staff, error)
	SignInBadge(ctx context.Context, badge string) (retail.Staff, error)
	TriesLeft(ctx context.Context, id retail.StaffID) (int, error)
}

// forgetAfter is when a name that was tapped and left is forgotten.
const forgetAfter = 30 * time.Second

// signIn is the screen.
type signIn struct {
	w     page.Window
	svc   Desk
	enter func()
	life  *load.Page
	slot  load.Slot
	model signInModel

	bar    *widgets.AppBar
	root   *fyne.Container
	dots   *widgets.PINDots
	note   *widgets.Text
	forget func()
	locks  map[retail.StaffID]*widgets.Text // how long, beside the names
}

// NewSignIn asks who works here now: a badge, or a name and its PIN. enter is
// called when somebody is signed in.
func NewSignIn(w page.Window, svc Desk, enter func()) page.Screen {
	s := &signIn{w: w, svc: svc, enter: enter, life: load.Open(context.Background(), w.Env())}
	s.model = signInModel{cat: w.Words(), until: map[retail.StaffID]time.Time{}}
	s.bar = widgets.NewAppBar(s.barData())
	s.root = widgets.Layers()
	s.paint()
	s.load()
	s.life.Every(time.Second, s.tick)
	return s
}

func (s *signIn) barData() widgets.AppBarData {
	who := s.w.Who()
	return widgets.AppBarData{
		Title: who.Shop, Sub: who.Terminal, Root: true, Tablet: s.w.Shape().Tablet(),
		Clock: s.w.Words().Clock(s.life.Clock().Now()), Sync: s.w.Sync(),
	}
}

func (s *signIn) load() {
	load.Into(s.life, s.svc.People, func(people []shift.Person, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.model.setPeople(people, s.life.Clock().Now())
		s.paint()
	})
}

// tick keeps clock and lock-out up to date.
func (s *signIn) tick(now time.Time) {
	if s.w.Shape().Tablet() {
		s.bar.SetClock(s.w.Words().Clock(now))
	}
	switch {
	case s.model.ended(now):
		s.paint()
	case s.model.chosen == "" || s.w.Shape().Tablet():
		s.count(now)
	}
	if s.model.look(now) {
		s.show()
	}
}

// count counts the locks beside the names down where they stand: a name that
// was painted anew under a finger would miss its tap.
func (s *signIn) count(now time.Time) {
	for id, text := range s.locks {
		text.Set(s.locked(s.model.cat.Span(s.model.until[id].Sub(now))))
	}
	if len(s.locks) > 0 {
		s.root.Refresh()
	}
}

func (s *signIn) locked(span string) string {
	return s.w.Words().T("signin.locked.short", "time", span)
}

// Content is the page.
func (s *signIn) Content() fyne.CanvasObject { return widgets.Page(s.bar, s.root, s.foot()) }

// Close ends the page.
func (s *signIn) Close() { s.life.Close() }

// Changed reads the names again: somebody may be new.
func (s *signIn) Changed([]retail.OrderID) {
	s.bar.Set(s.barData())
	s.load()
}

// Synced shows the light.
func (s *signIn) Synced() { s.bar.SetSync(s.w.Sync()) }

// Scan signs in whoever's badge it is.
func (s *signIn) Scan(c scanner.Code) {
	if c.Kind != scanner.KindStaff {
		s.refuse(s.w.Words().T("signin.other_code"))
		return
	}
	load.Newest(&s.slot, s.life, func(ctx context.Context) (retail.Staff, error) {
		return s.svc.SignInBadge(ctx, c.Fields.ID)
	}, func(_ retail.Staff, err error) {
		if err != nil {
			s.model.busy, s.model.pin = false, ""
			s.refuse(page.Message(s.w.Words(), err))
			return
		}
		s.welcome()
	})
}

// refuse says what was wrong with a scan.
func (s *signIn) refuse(text string) {
	s.model.wrong, s.model.note = false, text
	s.w.Play(assets.SoundWrong)
	s.paint()
}

func (s *signIn) welcome() {
	s.w.Play(assets.SoundRight)
	s.enter()
}

func (s *signIn) choose(id retail.StaffID) {
	s.model.choose(id, s.life.Clock().Now())
	s.paint()
	s.wait()
}

// wait goes back to the names when nobody goes on.
func (s *signIn) wait() {
	if s.forget != nil {
		s.forget()
	}
	s.forget = s.life.After(forgetAfter, func() {
		if !s.model.busy {
			s.model.choose("", s.life.Clock().Now())
			s.paint()
		}
	})
}

func (s *signIn) digit(d rune) {
	s.wait()
	full := s.model.digit(d, s.life.Clock().Now())
	s.show()
	if full {
		s.check()
	}
}

// verdict is what came of a PIN that was not taken.
type verdict struct {
	tries  int
	people []shift.Person
}

// check tries the PIN; that takes tens of milliseconds by design.
func (s *signIn) check() {
	id, pin := s.model.chosen, s.model.pin
	load.Newest(&s.slot, s.life, func(ctx context.Context) (v verdict, err error) {
		if _, err = s.svc.SignIn(ctx, id, pin); err == nil {
			return v, nil
		}
		var e error
		if v.tries, e = s.svc.TriesLeft(ctx, id); e != nil {
			return v, e
		}
		if v.people, e = s.svc.People(ctx); e != nil {
			return v, e
		}
		return v, err
	}, func(v verdict, err error) {
		if err == nil {
			s.welcome()
			return
		}
		now := s.life.Clock().Now()
		if v.people != nil {
			s.model.setPeople(v.people, now)
		}
		s.model.refused(err, page.Message(s.w.Words(), err), v.tries, now)
		s.w.Play(assets.SoundWrong)
		s.show()
	})
}

func (s *signIn) delete() {
	s.wait()
	s.model.back()
	s.show()
}

// show brings dots and note up to date.
func (s *signIn) show() {
	if s.model.wrong {
		s.dots.Wrong()
	} else {
		s.dots.Set(len(s.model.pin))
	}
	s.note.Set(s.model.note)
	s.root.Refresh()
}

// paint builds the page for who is chosen.
func (s *signIn) paint() {
	s.dots, s.locks = widgets.NewPINDots(pinLength), map[retail.StaffID]*widgets.Text{}
	s.note = widgets.NewText(widgets.Run{Size: theme.T17, Bold: true, Color: theme.Red}).Center()
	body := s.handheld
	if s.w.Shape().Tablet() {
		body = s.tablet
	}
	s.root.Objects = []fyne.CanvasObject{body()}
	s.show()
}

func (s *signIn) handheld() fyne.CanvasObject {
	if s.model.chosen == "" {
		return widgets.NewScroll(widgets.Inset(widgets.VBox(16, s.badge("signin.badge.name"), s.noteRow(), s.names()), 16, 16))
	}
	return widgets.NewScroll(widgets.Pad(widgets.VBox(0,
		s.person(), widgets.Space(), widgets.VBox(8, s.dots, s.noteRow()), widgets.Space(), widgets.NewKeypad(s.digit, s.delete),
	), 16, 16, 4, 16))
}

// tabletForm is the width of the pad beside the names.
const tabletForm = 440

func (s *signIn) tablet() fyne.CanvasObject {
	names := widgets.NewScroll(widgets.Inset(s.names(), 24, 24))
	form := []fyne.CanvasObject{s.badge("signin.badge.name"), widgets.Space()}
	if s.model.chosen == "" {
		form = append(form, widgets.Center(widgets.NewIcon(assets.IconUser, 64, theme.Mark)),
			widgets.Pad(widgets.NewText(widgets.Run{Text: s.w.Words().T("signin.choose"), Size: theme.T20, Color: theme.Ink2}).Center(), 16, 0, 16, 0),
			s.noteRow(), widgets.Space())
	} else {
		form = append(form, widgets.Title(s.model.person()).Center(),
			widgets.Pad(widgets.Body(s.w.Words().T("signin.pin")).In(theme.Ink2).Center(), 4, 0, 24, 0),
			widgets.VBox(8, s.dots, s.noteRow()), widgets.Space(), widgets.NewKeypad(s.digit, s.delete))
	}
	pad := widgets.NewScroll(widgets.Pad(widgets.Fixed(widgets.VBox(0, form...), tabletForm, 0), 24, 24, 8, 24))
	return widgets.TwoPane(names, pad, widgets.ListPane)
}

// noteRow keeps the room of the note, so that nothing jumps.
func (s *signIn) noteRow() fyne.CanvasObject {
	if s.model.chosen == "" && s.model.note == "" {
		return widgets.Fixed(widgets.NewBox(theme.Clear), 0, 0)
	}
	return widgets.AtLeast(s.note, 0, 72-theme.Dp(24)) // less at large text, so that the pad stays in view
}

// badge says that a badge is enough.
func (s *signIn) badge(sub string) fyne.CanvasObject {
	c := s.w.Words()
	text := widgets.VBox(0, widgets.Name(c.T("signin.badge")).In(theme.Accent), widgets.Small(c.T(sub)))
	row := widgets.HBox(20, widgets.NewIcon(assets.IconBadge, 32, theme.Accent), widgets.Grow(widgets.Middle(text)))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), widgets.Inset(row, 20, 8)), 0, 72)
}

// person is who was chosen, with the way back to the names.
func (s *signIn) person() fyne.CanvasObject {
	c := s.w.Words()
	text := widgets.VBox(0, widgets.Name(s.model.person()), widgets.Small(c.T("signin.pin")))
	other := widgets.NewTap(widgets.Layers(
		widgets.NewBox(theme.Card).Round(8).Edge(theme.Ink3, 1),
		widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: c.T("signin.other"), Size: theme.T15, Bold: true}).Center()), 12, 4),
	), func() { s.choose("") }).Radius(8)
	row := widgets.HBox(8, widgets.Grow(widgets.Middle(text)), widgets.AtLeast(other, 80, 48))
	return widgets.AtLeast(widgets.Layers(widgets.CardBox(), widgets.Pad(row, 8, 12, 8, 16)), 0, 72)
}

// names lists who may sign in.
func (s *signIn) names() fyne.CanvasObject {
	c := s.w.Words()
	if !s.model.loaded {
		return widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard())
	}
	lately, others := s.model.views(s.life.Clock().Now())
	if len(lately)+len(others) == 0 {
		return widgets.NewEmptyState(assets.IconUser, c.T("signin.nobody"), c.T("signin.nobody.text"), nil)
	}
	var parts []fyne.CanvasObject
	if len(lately) > 0 {
		parts = append(parts, widgets.Small(c.T("signin.lately")), s.grid(lately, 80))
	}
	if len(others) > 0 {
		parts = append(parts, widgets.Small(c.T("signin.others")), s.grid(others, 64))
	}
	return widgets.VBox(8, parts...)
}

func (s *signIn) grid(people []personView, height float32) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(people))
	for i, p := range people {
		cells[i] = s.chip(p, height)
	}
	return widgets.Grid(2, 8, cells...)
}

// chip is one name to tap.
func (s *signIn) chip(p personView, height float32) fyne.CanvasObject {
	box, ink := widgets.CardBox(), theme.Ink
	if p.ID == s.model.chosen {
		box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
	}
	words := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: p.Name, Size: theme.T20, Bold: true, Color: ink}).Center()}
	if p.Locked != "" {
		s.locks[p.ID] = widgets.Caption(s.locked(p.Locked))
		words = append(words, widgets.Center(widgets.HBox(4, widgets.NewIcon(assets.IconLock, 16, theme.Ink2), s.locks[p.ID])))
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(widgets.VBox(0, words...)), 8, 8)), func() { s.choose(p.ID) }), 0, height)
}

// foot promises that nothing is lost, and offers the other language.
func (s *signIn) foot() fyne.CanvasObject {
	c := s.w.Words()
	other := widgets.NewTap(widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: c.T("common.language"), Size: theme.T15, Bold: true, Color: theme.Accent}).Center()), 12, 0), s.w.SwitchWords).Radius(8)
	return widgets.Pad(widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Caption(c.T("signin.keep")))), widgets.AtLeast(other, 72, 48)), 0, 8, 4, 16)
}
