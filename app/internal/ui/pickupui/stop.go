package pickupui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// StopService is what the stop page asks of pickup.Service.
type StopService interface {
	PutBack(ctx context.Context, id retail.OrderID) (pickup.PutBackView, error)
	PutBackDone(ctx context.Context, id retail.OrderID, line int, shelf string, why retail.HandReason) (pickup.PutBackView, error)
}

// stopMode is what fills the stop page.
type stopMode uint8

const (
	stopOpening stopMode = iota
	stopHead             // stop: why, and what must go back
	stopWork             // putting back, shelf by shelf
	stopHand             // why the shelf cannot be scanned
	stopDone             // everything is back
)

// stopScreen stops a pick and leads through 棚戻し.
type stopScreen struct {
	frame
	svc  StopService
	id   retail.OrderID
	view pickup.PutBackView
	mode stopMode
	hand int // the line in hand, 0: the first
}

// NewStop makes the page that stops work on an order: why, and what must go
// back to which shelf. あとで leaves the task in 要確認.
func NewStop(w page.Window, svc StopService, r page.Stop) page.Screen {
	s := &stopScreen{frame: newFrame(w), svc: svc, id: r.Order}
	s.answer(ground(nil, opening(), nil))
	s.load()
	return s
}

func (s *stopScreen) load() {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.PutBackView, error) { return s.svc.PutBack(ctx, s.id) }, func(v pickup.PutBackView, err error) {
		if err != nil {
			s.w.Fail(err)
			if s.mode == stopOpening {
				s.w.Back()
			}
			return
		}
		s.view = v
		if s.mode == stopOpening {
			s.mode = stopHead
		}
		s.render()
	})
}

// Changed loads what must go back again.
func (s *stopScreen) Changed(ids []retail.OrderID) {
	if s.mode != stopDone && (len(ids) == 0 || slices.Contains(ids, s.id)) {
		s.load()
	}
}

// Scan takes a shelf label or an item of the list; it begins the work when
// that was not begun.
func (s *stopScreen) Scan(code scanner.Code) {
	switch s.mode {
	case stopDone:
		s.leave()
		return
	case stopOpening:
		return
	case stopHead, stopWork, stopHand:
	}
	load.Take(&s.turns, s.p, load.Turn[struct{}]{Scan: true, Ready: func() { s.scanned(code) }})
}

func (s *stopScreen) scanned(code scanner.Code) {
	if s.view.Pieces == 0 {
		return
	}
	got := putBackOf(s.c, s.view, s.hand, code)
	s.w.Play(got.Sound)
	if got.Line > 0 {
		s.hand, s.mode = got.Line, stopWork
		s.render()
	}
	s.stage.Toast(got.Note, "", nil)
	if got.Shelf != "" {
		s.book(got.Line, got.Shelf, 0)
	}
}

// book writes down that a line's pieces are back.
func (s *stopScreen) book(line int, shelf string, why retail.HandReason) {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.PutBackView, error) {
		return s.svc.PutBackDone(ctx, s.id, line, shelf, why)
	}, func(v pickup.PutBackView, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.view, s.hand = v, 0
		if s.mode == stopHand {
			s.mode = stopWork
		}
		if v.Pieces == 0 {
			s.mode = stopDone
			s.stage.HideToast()
			s.w.Play(assets.SoundDone)
			s.p.After(answerFor, s.leave)
		}
		s.render()
	})
}

// leave goes on: to the pick when the order itself goes on, else home.
func (s *stopScreen) leave() {
	if stopOf(s.c, s.view, s.now()).Pick {
		s.w.Back()
		return
	}
	s.w.Home()
}

// inHand is the line to be put back now.
func (s *stopScreen) inHand() int {
	for i, l := range s.view.Lines {
		if l.No == s.hand {
			return i
		}
	}
	return 0
}

func (s *stopScreen) render() {
	m := stopOf(s.c, s.view, s.now())
	switch s.mode {
	case stopDone:
		s.answer(doneAnswer(s.c.T("pick.putback.end"), m.Number+" "+s.c.T("common.sama", "name", s.view.Name), "", ""))
	case stopWork:
		s.work(m)
	case stopHand:
		s.byHand(m)
	case stopOpening, stopHead:
		s.head(m)
	}
}

// head is the dark head with the rows below it; no app bar, one question only.
func (s *stopScreen) head(m stopModel) {
	head := widgets.NewStopHead(m.Title,
		widgets.Run{Text: m.Number + " ", Code: true}, widgets.Run{Text: m.Why}, widgets.Run{Text: m.Strong, Bold: true}, widgets.Run{Text: m.After})
	parts := []fyne.CanvasObject{s.listHead(m)}
	for _, r := range m.Rows {
		parts = append(parts, widgets.NewPutBackRow(s.w.Thumbs(), r))
	}
	if m.Note != "" {
		parts = append(parts, widgets.HBox(10, widgets.NewIcon(assets.IconMail, 20, theme.Ink2), widgets.Grow(widgets.Small(m.Note))))
	}
	bottom := bottomOf(
		widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.later"), OnTap: s.leave}),
		widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("pick.putback.begin"), Icon: assets.IconUndo, OnTap: func() {
			s.mode = stopWork
			s.render()
		}})))
	if m.Pieces == 0 {
		bottom = bottomOf(widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("pick.home"), OnTap: s.leave})))
	}
	body := widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 16, 16))
	if s.tablet() {
		s.answer(ground(head, widgets.Column(body, widgets.AnswerWidth), bottom))
		return
	}
	s.answer(ground(head, body, bottom))
}

func (s *stopScreen) listHead(m stopModel) fyne.CanvasObject {
	count := widgets.Counted(s.c.Number(m.Pieces), s.c.T("common.items.unit"), theme.T24, theme.T17)
	if m.Pieces == 0 {
		return widgets.Name(m.Head)
	}
	return widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Name(m.Head))), count)
}

// work is the shelf to walk to now, with the rest below it.
func (s *stopScreen) work(m stopModel) {
	at := s.inHand()
	if at >= len(m.Rows) {
		s.head(m)
		return
	}
	now, no := m.Rows[at], s.view.Lines[at].No
	pic := widgets.NewPicture(112, 112)
	s.w.Thumbs().Show(pic, now.Picture)
	facts := []fyne.CanvasObject{widgets.Name(now.Name)}
	if now.ColorWord != "" {
		facts = append(facts, widgets.NewSwatch(now.Color, now.ColorWord, theme.T20))
	}
	facts = append(facts, widgets.NewText(widgets.Run{Text: now.Size + " ", Size: theme.T32, Bold: true}, widgets.Run{Text: now.Count, Size: theme.T24}))
	item := widgets.HBox(16, widgets.Fixed(pic, 112, 112), widgets.Grow(widgets.Middle(widgets.VBox(4, facts...))))
	parts := []fyne.CanvasObject{
		widgets.VBox(0, widgets.Code(now.Shelf, theme.T64).LineHeight(70).Center(), widgets.Center(widgets.HBox(8, widgets.NewIcon(assets.IconPin, 20, theme.Ink2), widgets.NewText(widgets.Run{Text: now.Place, Color: theme.Ink2})))),
		widgets.Panel(widgets.CardBox(), 16, item),
	}
	if len(m.Rows) > 1 {
		parts = append(parts, widgets.Pad(widgets.Name(s.c.T("pick.putback.then")), 8, 0, 0, 0))
	}
	for i, r := range m.Rows {
		if i == at {
			continue
		}
		line := s.view.Lines[i].No
		parts = append(parts, widgets.NewTap(widgets.NewPutBackRow(s.w.Thumbs(), r), func() {
			s.hand = line
			s.render()
		}))
	}
	bottom := bottomOf(
		widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("pick.putback.did"), OnTap: func() {
			s.hand, s.mode = no, stopHand
			s.render()
		}}),
		widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.ScanWait, Text: s.c.T("pick.putback.wait"), OnTap: func() {
			if !s.w.Camera() {
				s.stage.Toast(s.c.T("pick.putback.hint"), "", nil)
			}
		}})))
	m.Bar.OnBack = func() {
		s.mode = stopHead
		s.render()
	}
	s.show(m.Bar, s.column(widgets.VBox(8, parts...)), bottom)
}

// byHand asks why the shelf cannot be scanned; the answer books the item in hand.
func (s *stopScreen) byHand(m stopModel) {
	at := s.inHand()
	if at >= len(m.Rows) {
		s.head(m)
		return
	}
	now, no := m.Rows[at], s.view.Lines[at].No
	why := byhand.Why(s.c, func(r retail.HandReason) { s.book(no, "", r) })
	parts := []fyne.CanvasObject{widgets.NewPutBackRow(s.w.Thumbs(), now), widgets.Pad(why, 8, 0, 0, 0)}
	m.Bar.OnBack = func() {
		s.mode = stopWork
		s.render()
	}
	s.show(m.Bar, s.column(widgets.VBox(8, parts...)), nil)
}
