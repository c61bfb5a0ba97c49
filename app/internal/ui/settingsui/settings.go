package settingsui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// Actions is what leaving the terminal does. Both refuse with CodeUnsent while
// anything is unsent.
type Actions struct {
	Version string
	// SignOut ends the day's work of who is signed in.
	SignOut func(ctx context.Context) error
	// Unenrol takes the terminal out of the shop and wipes what it holds.
	Unenrol func(ctx context.Context) error
	// Scanners are the ways a code comes in; nil shows none.
	Scanners Scanners
	// InputMethod tells whether the system's input method has the keys in this
	// run; nil where that is no choice of ours.
	InputMethod *bool
	// Showroom gives the terminal to customers (店頭タブレット) or takes it back;
	// Customers tells which of them it is for. Nil shows no choice.
	Showroom  func(on bool)
	Customers bool
}

// settings is the screen.
type settings struct {
	w       page.Window
	set     Choices
	redress func()
	act     Actions
	life    *load.Page
	slot    load.Slot
	bar     *widgets.AppBar
	root    *fyne.Container
	stage   *widgets.Stage
	scroll  *widgets.Scroll
	left    *widgets.Scroll // on a tablet
	model   model
	seen    []Scanner // as painted
}

// NewSettings shows what staff may choose. redress puts a changed theme on and
// builds the screens anew.
func NewSettings(w page.Window, set Choices, redress func(), act Actions) page.Screen {
	s := &settings{w: w, set: set, redress: redress, act: act, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	c, who := w.Words(), w.Who()
	d := widgets.AppBarData{
		Title: c.T("settings.title"), Sub: who.Terminal, Tablet: w.Shape().Tablet(), Clock: c.Clock(s.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Sub = who.Shop + "・" + who.Staff + "・" + who.Terminal
		s.life.Every(10*time.Second, func(now time.Time) { s.bar.SetClock(c.Clock(now)) })
	}
	s.bar = widgets.NewAppBar(d)
	s.stage = widgets.NewStage(s.root, s.life)
	s.paint()
	s.followScanners()
	return s
}

// Content is the page.
func (s *settings) Content() fyne.CanvasObject { return s.stage }

// Close ends the page.
func (s *settings) Close() { s.life.Close() }

// Scan says that nothing is scanned here.
func (s *settings) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed changes nothing here.
func (s *settings) Changed([]retail.OrderID) {}

// Synced shows the light, and what it allows.
func (s *settings) Synced() {
	s.bar.SetSync(s.w.Sync())
	s.paint()
}

// paint shows what is chosen; the place on the page stays.
func (s *settings) paint() {
	s.model = modelOf(s.w.Words(), s.set, s.w.Who(), s.act.Version, s.w.Sync().Unsent)
	s.model.Method = methodOf(s.w.Words(), s.set.InputMethod(), s.act.InputMethod)
	var body fyne.CanvasObject
	if s.w.Shape().Tablet() {
		keep(&s.left, widgets.Pad(widgets.VBox(16, s.first()...), 24, 12, 24, 24))
		keep(&s.scroll, widgets.Pad(widgets.VBox(16, s.sounds(), s.far()), 24, 24, 24, 12))
		body = widgets.Grid(2, 0, s.left, s.scroll)
	} else {
		keep(&s.scroll, widgets.Inset(widgets.VBox(16, append(s.first(), s.sounds(), s.far())...), 16, 16))
		body = s.scroll
	}
	s.root.Objects = []fyne.CanvasObject{widgets.Page(s.bar, body, s.leaving())}
	s.root.Refresh()
}

// first is what stands first: how the page looks, and how codes come in.
func (s *settings) first() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{s.looks()}, s.scanners()...)
}

// keep scrolls content, from where the page stood before.
func keep(scroll **widgets.Scroll, content fyne.CanvasObject) {
	if *scroll == nil {
		*scroll = widgets.NewScroll(content)
		return
	}
	at := (*scroll).Offset()
	(*scroll).SetContent(content)
	(*scroll).SetOffset(at)
}

// card is a group of rows under a heading.
func card(heading string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for i, r := range rows {
		if i > 0 {
			parts = append(parts, widgets.Hairline())
		}
		parts = append(parts, r)
	}
	return widgets.VBox(8, widgets.Pad(widgets.Strong(heading).In(theme.Ink2), 0, 0, 0, 4), widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, parts...), 16, 4)))
}

// looks is language, theme, size and motion.
func (s *settings) looks() fyne.CanvasObject {
	c := s.w.Words()
	language := widgets.NewTap(widgets.AtLeast(widgets.HBox(12, widgets.NewIcon(assets.IconChat, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.Strong(c.T("settings.language")))),
		widgets.NewText(widgets.Run{Text: c.T("common.language"), Bold: true, Color: theme.Accent}), widgets.NewIcon(assets.IconNext, 20, theme.Ink3)), 0, 72), s.w.SwitchWords)
	still := s.row(assets.IconWalk, c.T("settings.still"), c.T("settings.still.sub"), toggle(s.model.Still), func() {
		s.set.SetStill(!s.set.Still())
		s.redress()
	})
	return card(c.T("settings.looks"), language, s.themes(), s.sizes(), still)
}

// row is a line of 72 that acts as a whole.
func (s *settings) row(icon assets.Icon, word, sub string, end fyne.CanvasObject, onTap func()) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.Strong(word)}
	if sub != "" {
		lines = append(lines, widgets.Small(sub))
	}
	line := widgets.HBox(12, widgets.NewIcon(icon, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))), end)
	return widgets.NewTap(widgets.AtLeast(widgets.Inset(line, 0, 8), 0, 72), onTap)
}

// themes is the three themes beside one another, each in its own colours.
func (s *settings) themes() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(modes))
	for i, mode := range modes {
		icon := []assets.Icon{assets.IconRing, assets.IconDot, assets.IconHalf}[i]
		cells[i] = s.pick(s.model.Modes[i], theme.T15, icon, func() {
			s.set.SetMode(mode)
			s.redress()
		})
	}
	return widgets.Inset(widgets.VBox(8, widgets.Strong(s.w.Words().T("settings.theme")), widgets.Grid(3, 8, cells...)), 0, 12)
}

// sizes is the sizes of text, each shown in itself, and a line as it will be.
func (s *settings) sizes() fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(scales))
	now := theme.Current().Options().Scale
	for i, f := range scales {
		cells[i] = s.pick(s.model.Scales[i], theme.T17*f/now, "", func() {
			s.set.SetScale(f)
			s.redress()
		})
	}
	c := s.w.Words()
	preview := widgets.Layers(widgets.NewBox(theme.Sunk).Round(8), widgets.Inset(widgets.HBox(12,
		widgets.Code("A-01-2", theme.T24), widgets.Grow(widgets.Middle(widgets.Body(c.T("settings.size.sample"))))), 12, 8))
	return widgets.Inset(widgets.VBox(8, widgets.Strong(c.T("settings.size")), widgets.Grid(4, 8, cells...), preview), 0, 12)
}

// pick is one of a few.
func (s *settings) pick(ch choice, size float32, icon assets.Icon, onTap func()) fyne.CanvasObject {
	box, ink := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1), theme.Ink
	if ch.Chosen {
		box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
	}
	parts := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: ch.Word, Size: size, Bold: true, Color: ink}).Center()}
	if icon != "" {
		parts = append([]fyne.CanvasObject{widgets.Center(widgets.NewIcon(icon, 24, ink))}, parts...)
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(widgets.VBox(2, parts...)), 4, 6)), onTap), 0, 64)
}

// toggle is a switch, drawn so that its place and its mark say it too.
func toggle(on bool) fyne.CanvasObject {
	knob := func(icon assets.Icon, ink theme.Token, box *widgets.Box) fyne.CanvasObject {
		return widgets.Fixed(widgets.Layers(box.Round(12), widgets.Center(widgets.NewIcon(icon, 14, ink).Stroke(3))), 24, 24)
	}
	if on {
		return widgets.Fixed(widgets.Layers(widgets.NewBox(theme.Accent).Round(16), widgets.Inset(widgets.Right(knob(assets.IconCheck, theme.Accent, widgets.NewBox(theme.AccentInk))), 4, 4)), 56, 32)
	}
	return widgets.Fixed(widgets.Layers(widgets.NewBox(theme.Card).Round(16).Edge(theme.Ink3, 2), widgets.Inset(widgets.Left(knob(assets.IconCross, theme.Card, widgets.NewBox(theme.Ink3))), 4, 4)), 56, 32)
}

// sounds is every sound with its switch and a key that plays it.
func (s *settings) sounds() fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(s.model.Sounds))
	for i, v := range s.model.Sounds {
		line := widgets.HBox(12, widgets.Grow(widgets.Middle(widgets.VBox(0, widgets.Strong(v.Word), widgets.Small(v.Twin)))), toggle(v.On))
		whole := widgets.NewTap(widgets.AtLeast(widgets.Inset(line, 0, 8), 0, 72), func() {
			s.set.SetSound(v.Sound, !v.On)
			s.w.Play(v.Sound)
			s.paint()
		})
		ink := theme.Accent
		if !v.On {
			ink = theme.Mark
		}
		rows[i] = widgets.HBox(4, widgets.NewIconButton(assets.IconBell, ink, func() { s.w.Play(v.Sound) }), widgets.Grow(whole))
	}
	return card(s.w.Words().T("settings.sounds"), rows...)
}

// far is what is seldom needed: the records, and taking the terminal out.
func (s *settings) far() fyne.CanvasObject {
	c := s.w.Words()
	rows := []fyne.CanvasObject{
		s.line(c.T("settings.name"), s.model.Terminal), s.line(c.T("settings.shop"), s.model.Shop),
		s.line(c.T("settings.staff"), s.model.Staff), s.line(c.T("settings.version"), s.model.Version),
		s.row(assets.IconList, c.T("settings.records"), "", widgets.NewIcon(assets.IconNext, 20, theme.Ink3), func() { s.w.Go(page.Records{}) }),
		s.row(assets.IconPrinter, c.T("print.title"), c.T("settings.print.sub"), widgets.NewIcon(assets.IconNext, 20, theme.Ink3), func() { s.w.Go(page.Prints{}) }),
		s.row(assets.IconHub, c.T("terminals.title"), c.T("terminals.sub"), widgets.NewIcon(assets.IconNext, 20, theme.Ink3), func() { s.w.Go(page.Terminals{}) }),
		s.leave(assets.IconDelete, s.model.Unenrol, s.askUnenrol),
	}
	if s.act.Showroom != nil {
		rows = append(rows, s.row(assets.IconShop, c.T("settings.showroom"), c.T("settings.showroom.sub"), toggle(s.act.Customers), s.askShowroom))
	}
	return card(c.T("settings.terminal"), rows...)
}

// askShowroom gives the terminal to customers at a manager's word.
func (s *settings) askShowroom() {
	c := s.w.Words()
	switch {
	case s.w.Who().Role < retail.RoleManager:
		s.stage.Toast(c.T("settings.manager"), "", nil)
	case s.act.Customers:
		s.act.Showroom(false)
	default:
		s.stage.Ask(widgets.SheetData{Title: c.T("settings.showroom.ask"), Body: c.T("settings.showroom.text"), Actions: []widgets.Action{
			{Kind: widgets.Secondary, Text: c.T("common.back")},
			{Kind: widgets.Main, Text: c.T("settings.showroom.do"), OnTap: func() { s.act.Showroom(true) }},
		}}, s.stage.HideSheet)
	}
}

// line says one thing about the terminal.
func (s *settings) line(word, value string) fyne.CanvasObject {
	return widgets.AtLeast(widgets.HBox(12, widgets.Grow(widgets.Middle(widgets.Small(word))), widgets.Strong(value)), 0, 48)
}

// leaving is handing over to the next person, and ending the day. A sign-out
// that has to wait says for what.
func (s *settings) leaving() fyne.CanvasObject {
	out := widgets.Action{Kind: widgets.Secondary, Text: s.model.SignOut.Word, OnTap: s.askSignOut}
	if !s.model.SignOut.Can {
		out.OnTap = func() { s.stage.Toast(s.model.SignOut.Sub, "", nil) }
	}
	next := widgets.Action{Kind: widgets.Main, Text: s.model.Lock.Word, OnTap: s.w.Lock}
	if s.w.Shape().Tablet() {
		next.Icon, next.Sub = assets.IconUser, s.model.Lock.Sub
	}
	return widgets.NewBottomBar(out, next)
}

// leave is one way to leave; one that is closed says why and does nothing.
func (s *settings) leave(icon assets.Icon, v leaveView, onTap func()) fyne.CanvasObject {
	if v.Can {
		return s.row(icon, v.Word, v.Sub, widgets.NewIcon(assets.IconNext, 20, theme.Ink3), onTap)
	}
	line := widgets.HBox(12, widgets.NewIcon(icon, 24, theme.Mark),
		widgets.Grow(widgets.Middle(widgets.VBox(0, widgets.Strong(v.Word).In(theme.Ink3), widgets.Small(v.Sub)))), widgets.NewIcon(assets.IconLock, 20, theme.Ink3))
	return widgets.AtLeast(widgets.Inset(line, 0, 8), 0, 72)
}

func (s *settings) askSignOut() {
	c := s.w.Words()
	s.ask(c.T("settings.signout.ask"), c.T("settings.signout.text"), c.T("settings.signout.do"), s.act.SignOut)
}

func (s *settings) askUnenrol() {
	c := s.w.Words()
	s.ask(c.T("settings.unenrol.ask"), c.T("settings.unenrol.text"), c.T("settings.unenrol.do"), s.act.Unenrol)
}

// ask puts the question before it is done.
func (s *settings) ask(title, text, word string, do func(context.Context) error) {
	s.stage.Ask(widgets.SheetData{Title: title, Body: text, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.w.Words().T("common.cancel")},
		{Kind: widgets.Main, Text: word, OnTap: func() { s.do(do) }},
	}}, s.stage.HideSheet)
}

func (s *settings) do(f func(context.Context) error) {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			s.paint()
			return
		}
		s.w.Home()
	})
}
