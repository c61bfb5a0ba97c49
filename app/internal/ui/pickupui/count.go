package pickupui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// CountService is what the page 数え直し asks of the pickup service.
type CountService interface {
	Recount(ctx context.Context, id retail.SKUID) (pickup.CountView, error)
	CountScan(ctx context.Context, id retail.SKUID, code scanner.Code) (right bool, pieces int, err error)
	Count(ctx context.Context, id retail.SKUID, qty int, from time.Time) (pickup.Counted, error)
}

// countedFor is how long 「数えました」 stays.
const countedFor = 2 * time.Second

// countScreen counts one SKU on its shelf, blind.
type countScreen struct {
	frame
	svc    CountService
	id     retail.SKUID
	view   pickup.CountView
	tally  tally
	pad    bool   // the digits are open
	notice string // what the last scan came to, when it did not count
	again  bool   // the last count was worthless
	done   bool
}

// NewCount makes the page 数え直し of a SKU. Every scan of it counts one; the
// number may also be typed. The booked figure is nowhere on it.
func NewCount(w page.Window, svc CountService, r page.Count) page.Screen {
	s := &countScreen{frame: newFrame(w), svc: svc, id: r.SKU}
	s.answer(ground(nil, opening(), nil))
	s.load()
	return s
}

// load reads the page; what was counted so far stays, and since when.
func (s *countScreen) load() {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.CountView, error) { return s.svc.Recount(ctx, s.id) }, func(v pickup.CountView, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		if !s.view.From.IsZero() {
			v.From = s.view.From
		}
		s.view = v
		s.render()
	})
}

// Scan counts a piece of it; anything else is said and not counted.
func (s *countScreen) Scan(code scanner.Code) {
	if s.done {
		return
	}
	type scanned struct {
		right bool
		n     int
	}
	inTurn(&s.frame, true, func(ctx context.Context) (scanned, error) {
		right, n, err := s.svc.CountScan(ctx, s.id, code)
		return scanned{right, n}, err
	}, func(got scanned, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.w.Play(assets.SoundUnknown)
			s.notice = s.c.T("recount.unknown")
		case err != nil:
			s.w.Fail(err)
			return
		case !got.right:
			s.w.Play(assets.SoundWrong)
			s.notice = s.c.T("recount.other")
		default:
			s.w.Play(assets.SoundRight)
			s.notice = ""
			s.tally.add(got.n)
		}
		s.render()
	})
}

// count books the number.
func (s *countScreen) count() {
	if s.done {
		return
	}
	s.done = true
	n, from := s.tally.n, s.view.From
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.Counted, error) { return s.svc.Count(ctx, s.id, n, from) }, func(got pickup.Counted, err error) {
		switch {
		case err != nil:
			s.done = false
			s.w.Fail(err)
			s.render()
		case got == pickup.CountWaits:
			s.waits(n)
		case got == pickup.CountWorthless:
			s.w.Play(assets.SoundWrong)
			s.tally, s.done, s.again, s.view.From = tally{}, false, true, time.Time{}
			s.load()
		default:
			s.w.Play(assets.SoundDone)
			head := widgets.NewRightHead(s.c.T("recount.done"), skuName(s.c, &s.view.SKU), s.c.T("common.items", "n", n))
			body := widgets.VBox(0, head, widgets.Inset(widgets.Body(s.c.T("recount.done.text")).Center(), 16, 24))
			s.answer(widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Bg), body), s.w.Back))
			s.p.After(countedFor, s.w.Back)
		}
	})
}

// waits says that another person is needed. It stays until somebody has read it.
func (s *countScreen) waits(n int) {
	s.w.Play(assets.SoundWrong)
	sign := widgets.Fixed(widgets.Layers(widgets.NewBox(theme.Amber).Round(48), widgets.Center(widgets.NewIcon(assets.IconUser, 56, theme.Card))), 96, 96)
	said := widgets.NewText(widgets.Run{Text: s.c.T("recount.waits.said", "n", n), Size: theme.T24, Bold: true}).Center()
	body := widgets.Inset(widgets.VBox(16, widgets.Center(sign),
		widgets.NewText(widgets.Run{Text: s.c.T("recount.waits"), Size: theme.T28, Bold: true}).Center().Lines(3), widgets.Body(skuName(s.c, &s.view.SKU)).Center(), said,
		widgets.Body(s.c.T("recount.waits.text")).Center(), widgets.Body(s.c.T("recount.waits.next")).Center()), 24, 32)
	s.show(barModel{Title: s.c.T("recount.title"), Sub: s.view.Place}, widgets.NewScroll(body), widgets.NewBottomBar(widgets.Action{Kind: widgets.Main, Text: s.c.T("recount.waits.ok"), Icon: assets.IconCheck, OnTap: s.w.Back}))
}

func (s *countScreen) render() {
	m := countOf(s.c, s.view, s.tally, s.now())
	m.Main.OnTap = func() {}
	if large() { // the words need the room
		m.Main.Sub = ""
	}
	if s.tally.given {
		m.Main.OnTap = s.count
	}
	if s.pad {
		m.Bar.OnBack = func() { s.pad = false; s.render() }
	}
	if s.tablet() {
		left := widgets.VBox(16, s.notes(m), s.item(m))
		right := widgets.VBox(16, s.number(m), widgets.NewKeypad(s.digit, s.drop))
		body := widgets.Grid(2, 24, widgets.NewScroll(widgets.Inset(left, 24, 24)), widgets.NewScroll(widgets.Inset(right, 24, 24)))
		m.Main.Large = true
		s.show(m.Bar, body, widgets.NewBottomBar(m.Main))
		return
	}
	parts := widgets.VBox(12, s.notes(m), s.item(m), s.number(m))
	if s.pad {
		parts = widgets.VBox(8, s.number(m), widgets.NewKeypad(s.digit, s.drop))
	}
	pad := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("recount.pad"), OnTap: func() { s.pad = !s.pad; s.render() }}
	if s.pad {
		pad.Text = s.c.T("recount.scan")
	}
	s.show(m.Bar, widgets.NewScroll(widgets.Inset(parts, 16, 12)), widgets.NewBottomBar(pad, m.Main))
}

// notes say why it is counted again, and what the last scan was.
func (s *countScreen) notes(m countModel) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if m.Other != "" {
		parts = append(parts, noteBox(assets.IconUser, m.Other, theme.AmberSoft))
	}
	if s.again {
		parts = append(parts, noteBox(assets.IconWarn, s.c.T("recount.again"), theme.AmberSoft))
	}
	if len(m.Seen) > 0 {
		inner := []fyne.CanvasObject{widgets.HBox(10, widgets.NewIcon(assets.IconWarn, 24, theme.Amber), widgets.Grow(widgets.Strong(m.SeenHead)))}
		if s.tablet() {
			inner = append(inner, deedRows(m.Seen)...)
		}
		parts = append(parts, widgets.Panel(widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 1), 14, widgets.VBox(8, inner...)))
	}
	if s.notice != "" {
		parts = append(parts, widgets.Panel(widgets.NewBox(theme.RedSoft).Round(12).Edge(theme.Red, 2), 14,
			widgets.HBox(12, widgets.NewIcon(assets.IconCross, 28, theme.Red), widgets.Grow(widgets.Strong(s.notice)))))
	}
	if len(parts) == 0 {
		return widgets.Fixed(widgets.NewBox(theme.Clear), 0, 0)
	}
	return widgets.VBox(8, parts...)
}

// item is what to count, and where it lies.
func (s *countScreen) item(m countModel) fyne.CanvasObject {
	pic := widgets.NewPicture(96, 96)
	s.w.Thumbs().Show(pic, m.Picture)
	what := []fyne.CanvasObject{}
	if m.Item.ColorWord != "" {
		what = append(what, widgets.NewSwatch(m.Item.Color, m.Item.ColorWord, theme.T20))
	}
	if m.Item.Size != "" {
		what = append(what, widgets.NewText(widgets.Run{Text: m.Item.Size, Size: theme.T24, Bold: true}))
	}
	side := beside(96)
	lines := []fyne.CanvasObject{widgets.Name(m.Name), widgets.Wrap(12, what...)}
	if m.Shelf != "" {
		lines = append(lines, widgets.HBox(6, widgets.NewIcon(assets.IconShelf, 24, theme.Ink2), widgets.Grow(widgets.Left(widgets.Code(m.Shelf, theme.T28)))))
	}
	parts := []fyne.CanvasObject{widgets.Fixed(pic, side, side), widgets.Grow(widgets.Middle(widgets.VBox(4, lines...)))}
	if s.w.HasCamera() {
		parts = append(parts, widgets.Middle(widgets.NewIconButton(assets.IconCamera, theme.Accent, func() { s.w.Camera() })))
	}
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(12, parts...), 12, 12))
}

// number is how many there are so far, between one less and one more.
func (s *countScreen) number(m countModel) fyne.CanvasObject {
	step := func(icon assets.Icon, n int) fyne.CanvasObject {
		face := widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Center(widgets.NewIcon(icon, 28, theme.Accent).Stroke(3)))
		return widgets.Fixed(widgets.NewTap(face, func() { s.tally.add(n); s.notice = ""; s.render() }), 72, 72)
	}
	n := widgets.NewText(widgets.Run{Text: m.Number, Size: theme.T64, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("common.items.unit"), Size: theme.T20, Bold: true}).Center().OneLine()
	row := widgets.HBox(8, widgets.Middle(step(assets.IconMinus, -1)), widgets.Grow(widgets.Middle(n)), widgets.Middle(step(assets.IconPlus, 1)))
	return widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Inset(widgets.VBox(2, row, widgets.Small(m.Hint).Center()), 12, 10))
}

func (s *countScreen) digit(d rune) {
	s.tally.digit(d)
	s.notice = ""
	s.render()
}

func (s *countScreen) drop() {
	s.tally.drop()
	s.render()
}

// Changed reads again: somebody may have moved goods meanwhile.
func (s *countScreen) Changed([]retail.OrderID) {
	if !s.done {
		s.load()
	}
}

var _ page.Screen = (*countScreen)(nil)
