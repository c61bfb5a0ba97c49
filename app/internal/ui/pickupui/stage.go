package pickupui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/label"
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/printui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// StageService is what the page 保管 asks of pickup.Service.
type StageService interface {
	Staging(ctx context.Context, id retail.OrderID) (pickup.StageView, error)
	ScanStage(ctx context.Context, id retail.OrderID, code scanner.Code) (pickup.Staged, error)
	SetBags(ctx context.Context, id retail.OrderID, n int) (pickup.StageView, error)
}

// stageMode is what fills the page 保管.
type stageMode uint8

const (
	stageOpening stageMode = iota
	stageWork
	stageOther // choosing another place
	stageBlocked
	stageDone // just finished: the green answer that leaves by itself
	stageRest // staged before: where the bags lie
)

// stageScreen takes the place first, then each bag.
type stageScreen struct {
	frame
	svc   StageService
	id    retail.OrderID
	view  pickup.StageView
	mode  stageMode
	wrong answerModel
	tags  *printui.Strip   // prints the labels of the bags to come
	next  *widgets.BagTile // the bag that is waited for
	wait  *widgets.BigButton
	cold  string // what the clocks of cold goods say
}

// NewStage makes the page 保管 of an order: scan the shelf label, then each bag.
// The last bag finishes it and leads to the first screen. tags prints labels for
// the bags; it may be nil.
func NewStage(w page.Window, svc StageService, tags printui.Printer, r page.Stage) page.Screen {
	s := &stageScreen{frame: newFrame(w), svc: svc, id: r.Order}
	s.tags = printui.NewStrip(w, s.p, tags, "", func() ([]label.Label, error) { return bagLabels(s.c, w.Who().Shop, s.view, tags.NewBag) })
	s.tags.OnChange = func() {
		if s.mode == stageWork {
			s.render()
		}
	}
	s.answer(ground(nil, opening(), nil))
	s.p.Every(time.Second, func(time.Time) { s.tick() })
	s.load(func(ctx context.Context) (pickup.StageView, error) { return s.svc.Staging(ctx, s.id) })
	if r.Code != "" {
		s.Scan(scanner.Classify(r.Code, scanner.Options{}))
	}
	return s
}

func (s *stageScreen) load(fetch func(context.Context) (pickup.StageView, error)) {
	inTurn(&s.frame, false, fetch, func(v pickup.StageView, err error) {
		if err != nil {
			s.w.Fail(err)
			if s.mode == stageOpening {
				s.w.Back()
			}
			return
		}
		s.view = v
		if s.away() || s.mode == stageDone || s.mode == stageBlocked {
			return
		}
		s.settle()
	})
}

// tick follows the clocks of cold goods.
func (s *stageScreen) tick() {
	if s.mode == stageWork && coldText(coldsOf(s.c, s.view.Pick.Cold, s.now())) != s.cold {
		s.render()
	}
}

// away leaves when the order ended and its goods must go back.
func (s *stageScreen) away() bool {
	switch o := s.view.Pick.Order; o.State {
	case retail.Canceled, retail.Declined, retail.Expired:
		s.w.Replace(page.Stop{Order: o.ID})
		return true
	case retail.Received, retail.Picking, retail.Short, retail.Staged, retail.Notified, retail.HandedOver:
	}
	return false
}

// settle shows the work, or where the bags lie.
func (s *stageScreen) settle() {
	s.mode = stageWork
	if s.view.Done {
		s.mode = stageRest
	}
	s.render()
}

// Scan takes a shelf label or a bag; after the last bag it leads on.
func (s *stageScreen) Scan(code scanner.Code) {
	switch {
	case s.mode == stageBlocked:
		return
	case s.mode == stageDone:
		s.w.Home()
		return
	}
	inTurn(&s.frame, true, func(ctx context.Context) (pickup.Staged, error) {
		return s.svc.ScanStage(ctx, s.id, code)
	}, func(got pickup.Staged, err error) { s.judged(got, code.Fields.ID, err) })
}

func (s *stageScreen) judged(got pickup.Staged, scanned string, err error) {
	if err != nil {
		s.w.Fail(err)
		return
	}
	s.view = got.View
	a := stageAnswerOf(s.c, got, scanned)
	s.w.Play(a.Sound)
	if s.away() {
		return
	}
	switch {
	case got.Answer == pickup.StageDone:
		s.stage.HideToast()
		s.mode = stageDone
		s.turns.DropScans()
		s.p.After(answerFor, s.w.Home)
		s.render()
	case a.Look == lookFull:
		s.stage.HideToast()
		s.wrong, s.mode = a, stageBlocked
		s.turns.DropScans()
		s.render()
	default:
		s.settle()
		if got.Answer.Right() { // the tile or the shelf says so in its place
			s.stage.HideToast()
			return
		}
		s.stage.Toast(a.Sentence, "", nil)
		s.pointOut()
	}
}

// pointOut draws the eye to what is waited for.
func (s *stageScreen) pointOut() {
	switch {
	case s.next != nil:
		s.next.Blink()
	case s.wait != nil:
		s.wait.Blink()
	}
}

// Changed loads the order again.
func (s *stageScreen) Changed(ids []retail.OrderID) {
	if len(ids) == 0 || slices.Contains(ids, s.id) {
		s.load(func(ctx context.Context) (pickup.StageView, error) { return s.svc.Staging(ctx, s.id) })
	}
}

// setBags says how many bags there will be.
func (s *stageScreen) setBags(n int) {
	s.load(func(ctx context.Context) (pickup.StageView, error) { return s.svc.SetBags(ctx, s.id, n) })
}

// choose takes a place without a scan: its label cannot be read.
func (s *stageScreen) choose(slot string) {
	s.settle()
	s.Scan(scanner.Code{Kind: scanner.KindPlace, Source: scanner.SourceTyped, Text: slot, Fields: scanner.Fields{ID: slot}})
}

func (s *stageScreen) render() {
	m := stageOf(s.c, s.view, s.w.Sync().Kind == widgets.SyncOffline, s.now())
	s.next, s.wait, s.cold = nil, nil, coldText(m.Cold)
	switch s.mode {
	case stageBlocked:
		s.blocking(s.wrong, s.settle)
	case stageDone:
		s.answer(doneAnswer(m.Rest.Title, m.Bar.Sub, joined(m.Rest.Shelf, m.Rest.Bags), m.Rest.Next))
	case stageRest:
		s.show(m.Bar, s.column(s.rest(m)), bottomOf(widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("pick.home"), OnTap: s.w.Home}))))
	case stageOther:
		b := m.Bar
		b.OnBack = s.settle
		s.show(b, s.column(s.others(m)), bottomOf(widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.ScanWait, Text: s.c.T("pick.stage.other.wait"), OnTap: s.settle}))))
	case stageOpening, stageWork:
		s.work(m)
	}
}

// work is the place and the bags; on the tablet beside one another.
func (s *stageScreen) work(m stageModel) {
	bottom := s.bottom(m)
	if s.tablet() {
		bags := widgets.Page(nil, s.padded(widgets.VBox(16, coldRows(m.Cold), s.warnings(m), s.bags(m))), bottom)
		s.show(m.Bar, widgets.TwoPane(widgets.NewScroll(widgets.Inset(s.shelf(m), 24, 16)), bags, 560), nil)
		return
	}
	s.show(m.Bar, s.padded(widgets.VBox(12, coldRows(m.Cold), s.warnings(m), s.shelf(m), s.bags(m))), bottom)
}

// warnings say why staging cannot be finished yet, or that the goods lie in
// several places; nothing otherwise.
func (s *stageScreen) warnings(m stageModel) fyne.CanvasObject {
	switch {
	case m.Undone != "":
		return notice(assets.IconWarn, widgets.ToneOrange, m.Undone)
	case m.Apart != "":
		return notice(assets.IconBag, widgets.ToneAmber, m.Apart)
	}
	o := notice(assets.IconWarn, widgets.ToneOrange, "")
	o.Hide()
	return o
}

func (s *stageScreen) shelf(m stageModel) fyne.CanvasObject {
	if m.Full && !m.Fixed {
		return widgets.VBox(8, widgets.Name(m.FullText), notice(assets.IconShelf, widgets.ToneAmber, s.c.T("pick.stage.full.do")))
	}
	head := []fyne.CanvasObject{widgets.Name(m.Head)}
	if m.Fixed {
		head = []fyne.CanvasObject{widgets.NewIcon(assets.IconCheck, 24, theme.Green).Stroke(2.6), widgets.Name(m.Head)}
	}
	if large() {
		return widgets.VBox(8, widgets.HBox(8, head...), widgets.Small(m.Aside), widgets.NewShelfPanel(m.Shelf))
	}
	return widgets.VBox(8, widgets.HBox(8, append(head, widgets.Grow(widgets.Small(m.Aside).Right()))...), widgets.NewShelfPanel(m.Shelf))
}

// bags is how many there are and which was scanned.
func (s *stageScreen) bags(m stageModel) fyne.CanvasObject {
	count := widgets.NewText(widgets.Run{Text: m.Count, Size: theme.T24, Bold: true, Code: true}, widgets.Run{Text: " " + m.Of, Size: theme.T20, Bold: true, Color: theme.Ink2}).OneLine()
	head := widgets.HBox(4, widgets.Grow(widgets.Middle(widgets.Name(s.c.T("pick.stage.bags")))),
		s.step(assets.IconMinus, m.CanCut, -1), widgets.Inset(count, 6, 0), s.step(assets.IconPlus, m.CanAdd, 1))
	tiles := make([]fyne.CanvasObject, len(m.Bags))
	for i, b := range m.Bags {
		tile := widgets.NewBagTile(b, nil)
		if b.State == widgets.BagNext {
			s.next = tile
		}
		tiles[i] = tile
	}
	s.tags.SetWord(m.Tags)
	return widgets.VBox(8, head, widgets.Grid(2, 8, tiles...), s.tags.Content())
}

// step is a target that adds or takes a bag.
func (s *stageScreen) step(icon assets.Icon, can bool, by int) fyne.CanvasObject {
	ink, edge := theme.Ink, theme.Ink3
	if !can {
		ink, edge = theme.Mark, theme.Line
	}
	box := widgets.NewBox(theme.Card).Round(12).Edge(edge, 1)
	tap := widgets.NewTap(widgets.Layers(box, widgets.Center(widgets.NewIcon(icon, 24, ink).Stroke(2.4))), nil)
	if can {
		want := s.view.Want + by
		tap.OnTap = func() { s.setBags(want) }
	}
	return widgets.AtLeast(tap, 48, 48)
}

func (s *stageScreen) bottom(m stageModel) fyne.CanvasObject {
	other := widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("pick.stage.other"), OnTap: s.chooseOther})
	s.wait = widgets.NewBigButton(widgets.Action{Kind: widgets.ScanWait, Text: m.Wait})
	s.wait.Set(widgets.Action{Kind: widgets.ScanWait, Text: m.Wait, OnTap: func() {
		if !s.w.Camera() {
			s.stage.Toast(s.c.T("pick.stage.hint"), "", nil)
		}
	}})
	return bottomOf(other, widgets.Grow(s.wait))
}

// chooseOther shows the free places nearby.
func (s *stageScreen) chooseOther() {
	s.mode = stageOther
	s.render()
}

// others is the free places nearby; any other is taken by its label.
func (s *stageScreen) others(m stageModel) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Name(s.c.T("pick.stage.other.title")), widgets.Body(s.c.T("pick.stage.other.body"))}
	for _, o := range m.Others {
		words := widgets.VBox(0, widgets.Code(o.Code, theme.T28), widgets.Small(o.Where))
		row := widgets.HBox(12, widgets.NewIcon(assets.IconShelf, 28, theme.Teal), widgets.Grow(widgets.Middle(words)), widgets.NewIcon(assets.IconNext, 24, theme.Ink2))
		parts = append(parts, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 16, 8)), func() { s.choose(o.Code) }), 0, 72))
	}
	return widgets.VBox(8, parts...)
}

// rest is where the bags lie when the order was staged before.
func (s *stageScreen) rest(m stageModel) fyne.CanvasObject {
	panel := widgets.NewShelfPanel(widgets.ShelfData{Area: m.Rest.Title, Code: m.Rest.Shelf, Where: m.Rest.Bags})
	return widgets.VBox(16, panel, notice(assets.IconMail, widgets.ToneIndigo, m.Rest.Next))
}
