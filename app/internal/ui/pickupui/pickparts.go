package pickupui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// render shows the mode the pick is in.
func (s *pickScreen) render() {
	s.undoMark = nil
	if s.mode == pickBlocked {
		s.blocking(s.wrong, s.settle)
		return
	}
	m := pickModelOf(s.c, s.view, s.mode, s.w.Who().Role, s.undo, s.now())
	m.Bar = s.barOf(m.Bar)
	s.left, s.cold = m.Bar.Sub, coldText(m.Cold)
	switch s.mode {
	case pickHand:
		s.showHand(m)
	case pickRight:
		s.showRight(m)
	case pickLines:
		s.show(m.Bar, s.padded(s.lineList(m)), s.actions(m))
	default:
		s.showWork(m)
	}
}

// barOf is the bar of a mode: the list leads back to the item, all else out of
// the pick.
func (s *pickScreen) barOf(b barModel) barModel {
	b.OnBack = s.back
	if s.mode == pickLines {
		b.OnBack = s.settle
	}
	return b
}

// opening keeps the place of the item while it is loaded.
func opening() fyne.CanvasObject {
	card := widgets.AtLeast(widgets.NewBox(theme.Sunk).Round(12), 0, 240)
	shelf := widgets.Center(widgets.Fixed(widgets.NewBox(theme.Sunk).Round(8), 200, 64))
	return widgets.Inset(widgets.VBox(24, shelf, card), 16, 72)
}

// padded is a body that scrolls, with the screen's margins.
func (f *frame) padded(o fyne.CanvasObject) fyne.CanvasObject {
	h, v := float32(16), float32(6)
	if f.tablet() {
		h, v = 24, 16
	}
	return widgets.NewScroll(widgets.Inset(o, h, v))
}

// showWork is the item in hand, or the end of the search; on the tablet with
// the order's lines beside it.
func (s *pickScreen) showWork(m pickModel) {
	if !s.tablet() {
		body := s.item(m)
		if s.mode == pickSettled {
			body = widgets.VBox(12, coldRows(m.Cold), settledHead(m.Settled), doneRow(m.Progress), s.extra(m), s.lineList(m))
		}
		s.show(m.Bar, s.padded(body), s.actions(m))
		return
	}
	detail := s.item(m)
	if s.mode == pickSettled {
		detail = widgets.VBox(24, coldRows(m.Cold), settledHead(m.Settled), doneRow(m.Progress), s.extra(m))
	}
	s.show(m.Bar, s.panes(m, widgets.Page(nil, s.padded(detail), s.actions(m))), nil)
}

// panes puts the order's lines beside the work.
func (s *pickScreen) panes(m pickModel, work fyne.CanvasObject) fyne.CanvasObject {
	head := widgets.SectionHead(s.c.T("pick.lines"), s.c.T("common.items", "n", s.view.Order.Pieces()))
	return widgets.TwoPane(widgets.NewScroll(widgets.Inset(widgets.VBox(12, head, s.lineList(m)), 16, 16)), work, widgets.ListPane)
}

// showRight is the green head with the next shelf already below it.
func (s *pickScreen) showRight(m pickModel) {
	a := answerOf(s.c, s.found)
	head := widgets.NewRightHead(a.Sentence, a.Need, a.Wanted)
	next := settledHead(m.Settled)
	if m.Item.No > 0 {
		next = s.nextCard(m)
	}
	below := widgets.Inset(widgets.VBox(12, progressRow(m.Progress), widgets.Grow(next)), 16, 12)
	if s.tablet() {
		below = widgets.Inset(widgets.VBox(16, progressRow(m.Progress), next), 24, 20)
		s.show(m.Bar, s.panes(m, widgets.Page(head, widgets.NewScroll(below), s.actions(m))), nil)
		return
	}
	s.answer(ground(head, widgets.NewScroll(below), s.actions(m)))
}

// nextCard is the shelf to walk to.
func (s *pickScreen) nextCard(m pickModel) fyne.CanvasObject {
	side := beside(112)
	pic := widgets.NewPicture(side, side)
	s.w.Thumbs().Show(pic, m.Item.Picture)
	lines := widgets.VBox(2,
		widgets.NewText(widgets.Run{Text: m.Next, Size: theme.T17, Bold: true, Color: theme.Accent}),
		widgets.Code(m.Item.Shelf, theme.T40),
		widgets.Strong(m.Item.Name),
		options(m.Item, theme.T17),
	)
	row := widgets.HBox(16, widgets.Fixed(pic, side, side), widgets.Grow(widgets.Middle(lines)))
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.Middle(row), 16, 12))
}

// options is colour, size and count in one line that may wrap.
func options(m itemModel, size float32) fyne.CanvasObject {
	row := []fyne.CanvasObject{}
	if m.ColorWord != "" {
		row = append(row, widgets.NewSwatch(m.Color, m.ColorWord, size))
	}
	if m.Size != "" {
		row = append(row, widgets.NewText(widgets.Run{Text: m.Size, Size: size, Bold: true}))
	}
	row = append(row, widgets.NewText(widgets.Run{Text: m.Count, Size: size}))
	return widgets.Wrap(12, row...)
}

// item is the question: shelf, picture, colour, size, how many.
func (s *pickScreen) item(m pickModel) fyne.CanvasObject {
	shelf, side, room := float32(theme.T64), beside(176), 292-beside(176)
	size, count := float32(theme.T64), float32(theme.T40)
	name := widgets.Name(m.Item.Name)
	if s.tablet() {
		shelf, side, room = theme.T96, beside(280), 400
		size, count = theme.T96, theme.T64
		name = widgets.Title(m.Item.Name)
	}
	if !m.Item.HasShelf {
		shelf = theme.T40
	}
	place := widgets.HBox(8, widgets.NewIcon(assets.IconPin, 20, theme.Ink2), widgets.NewText(widgets.Run{Text: m.Item.Place, Color: theme.Ink2}))
	pic := widgets.NewPicture(side, side)
	s.w.Thumbs().Show(pic, m.Item.Picture)
	facts := []fyne.CanvasObject{}
	if m.Item.ColorWord != "" {
		facts = append(facts, widgets.NewSwatch(m.Item.Color, m.Item.ColorWord, wordSize(m.Item.ColorWord, room/theme.Dp(1))))
	}
	if m.Item.Size != "" {
		facts = append(facts, widgets.NewText(widgets.Run{Text: m.Item.Size, Size: size, Bold: true}).OneLine())
	}
	facts = append(facts, widgets.NewText(widgets.Run{Text: m.Item.Count, Size: count}).OneLine())
	if m.Item.Part != "" {
		facts = append(facts, widgets.Small(m.Item.Part))
	}
	what := widgets.HBoxTop(12, widgets.Fixed(pic, side, side), widgets.Grow(widgets.Pad(widgets.VBox(4, facts...), 4, 0, 0, 0)))
	card := widgets.Panel(widgets.CardBox(), 12, widgets.VBox(8, name, what, into(m.Into)))
	return widgets.VBox(6, coldRows(m.Cold),
		widgets.VBox(0, widgets.Code(m.Item.Shelf, shelf).LineHeight(shelf+6).Center(), widgets.Center(place)),
		s.extra(m), card, s.progress(m), widgets.Hairline(), s.stock(m))
}

// progress is how far the order is; on the handheld it opens the list of lines.
func (s *pickScreen) progress(m pickModel) fyne.CanvasObject {
	row := progressRow(m.Progress)
	if s.tablet() || !m.HasList {
		return row
	}
	list := widgets.Fixed(widgets.NewIcon(assets.IconList, 24, theme.Ink2).Stroke(2.2), 40, 24)
	return widgets.AtLeast(widgets.NewTap(widgets.HBox(4, widgets.Grow(row), list), func() {
		s.mode = pickLines
		s.render()
	}), 0, 48)
}

func progressRow(p progressModel) fyne.CanvasObject {
	return widgets.NewProgressRow(p.Number, p.Rest, p.Done, p.Total)
}

// doneRow is the progress of a search that ended; nothing when nothing was found.
func doneRow(p progressModel) fyne.CanvasObject {
	row := progressRow(p)
	if p.Total == 0 {
		row.Hide()
	}
	return row
}

// stock is the figure with its time, and あとで beside it.
func (s *pickScreen) stock(m pickModel) fyne.CanvasObject {
	words := widgets.NewText(widgets.Run{Text: m.Stock.Label})
	if m.Stock.Number != "" {
		words = widgets.NewText(widgets.Run{Text: m.Stock.Label + " "}, widgets.Run{Text: m.Stock.Number, Size: theme.T24, Bold: true, Code: true}, widgets.Run{Text: m.Stock.Unit})
	}
	lines := widgets.VBox(0, words)
	if m.Stock.AsOf != "" {
		lines.Add(widgets.Small(m.Stock.AsOf))
	}
	row := []fyne.CanvasObject{widgets.Grow(widgets.Middle(lines))}
	if m.CanSkip {
		row = append(row, smallButton(s.c.T("common.later"), assets.IconNext, func() { s.act(pickSkipAct) }))
	}
	return widgets.HBox(8, row...)
}

// smallButton is a quiet target of 48 inside a body.
func smallButton(text string, icon assets.Icon, onTap func()) fyne.CanvasObject {
	word := widgets.Strong(text)
	row := widgets.HBox(6, word)
	if icon != "" {
		row = widgets.HBox(6, word, widgets.NewIcon(icon, 20, theme.Ink2))
	}
	box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Center(row), 14, 6)), onTap), 96, 48)
}

// extra tells of pieces that must go back; nothing when there are none.
func (s *pickScreen) extra(m pickModel) fyne.CanvasObject {
	o := notice(assets.IconReturn, widgets.ToneAmber, m.Extra)
	tap := widgets.NewTap(o, func() { s.w.Go(page.Stop{Order: s.id}) })
	if m.Extra == "" {
		tap.Hide()
	}
	return tap
}

// notice is a soft band with an icon and a sentence, at least 48 high.
func notice(icon assets.Icon, tone widgets.Tone, text string) fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(icon, 22, tone.Ink), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Bold: true, Color: tone.Ink}))))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(tone.Soft).Round(12).SoftEdge(tone.Ink), widgets.Inset(row, 14, 8)), 0, 48)
}

// settledHead says how the search ended.
func settledHead(m settledModel) fyne.CanvasObject {
	icon, tone := assets.IconCheck, widgets.ToneGreen
	switch m.Look {
	case settledPart, settledNone:
		icon, tone = assets.IconWarn, widgets.ToneOrange
	case settledAll:
	}
	words := widgets.VBox(2, widgets.NewText(widgets.Run{Text: m.Title, Size: theme.T24, Bold: true, Color: tone.Ink}), widgets.Body(m.Sub))
	row := widgets.HBox(16, widgets.NewIcon(icon, 40, tone.Ink).Stroke(2.4), widgets.Grow(widgets.Middle(words)))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(tone.Soft).Round(12).SoftEdge(tone.Ink), widgets.Inset(widgets.Middle(row), 20, 16)), 0, 96)
}

// lineList is every line: in hand, to come, done, given up.
func (s *pickScreen) lineList(m pickModel) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(m.Lines))
	for i, l := range m.Lines {
		rows[i] = s.lineRow(l)
	}
	return widgets.VBox(8, rows...)
}

// lineRow is a line with its shelf first, 88 high.
func (s *pickScreen) lineRow(l lineModel) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, l.Picture)
	box := widgets.CardBox()
	head := []fyne.CanvasObject{widgets.Code(l.Shelf, theme.T28), widgets.Space()}
	switch l.State {
	case lineNow:
		box = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	case lineDone:
		head = append(head, widgets.NewChip(assets.IconCheck, widgets.ToneGreen, l.Word))
	case lineShort:
		head = append(head, widgets.NewChip(assets.IconWarn, widgets.ToneOrange, l.Word))
	case lineOpen:
	}
	lines := widgets.VBox(2, widgets.HBox(8, head...), widgets.Small(l.Name).In(theme.Ink), options(l.itemModel, theme.T15))
	row := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(lines)))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(row, 12, 8)), func() { s.choose(l) }), 0, 88)
}

// actions is the bar at the thumb. 戻す counts without being built anew, so
// that a tap is never lost between two seconds.
func (s *pickScreen) actions(m pickModel) fyne.CanvasObject {
	row := make([]fyne.CanvasObject, 0, len(m.Actions))
	for _, a := range m.Actions {
		act := func() { s.act(a.Do) }
		if a.Do == pickUndoAct {
			s.undoMark = newUndoButton(a.Text, a.Sub, act)
			row = append(row, s.undoMark.root)
			continue
		}
		b := widgets.NewBigButton(widgets.Action{Kind: a.Kind, Text: a.Text, Sub: a.Sub, Icon: a.Icon, OnTap: act})
		if a.Kind == widgets.Secondary && len(m.Actions) > 1 {
			row = append(row, b)
		} else {
			row = append(row, widgets.Grow(b))
		}
	}
	return bottomOf(row...)
}

// bottomOf is the card at the bottom that targets stand on, 96 high.
func bottomOf(row ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(widgets.HBoxFill(8, row...), 16, 12)))
}

// undoButton is 戻す with the seconds that are left.
type undoButton struct {
	root fyne.CanvasObject
	left *widgets.Text
}

func newUndoButton(text, left string, onTap func()) *undoButton {
	u := &undoButton{left: widgets.Small(left).Center().OneLine()}
	word := widgets.Center(widgets.HBox(6, widgets.NewIcon(assets.IconUndo, 22, theme.Ink), widgets.Strong(text)))
	box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
	u.root = widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(widgets.VBox(0, word, u.left)), 8, 6)), onTap), 96, 72)
	return u
}

func (u *undoButton) set(left string) { u.left.Set(left) }

// coldRows are the clocks of goods that are out of the cold; nothing when none are.
func coldRows(all []coldModel) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(all))
	for i, m := range all {
		rows[i] = notice(m.Icon, m.Tone, m.Text)
	}
	box := widgets.VBox(6, rows...)
	if len(rows) == 0 {
		box.Hide()
	}
	return box
}

// into is the tote for the item in hand; nothing where any will do.
func into(text string) fyne.CanvasObject {
	row := widgets.HBox(8, widgets.NewIcon(assets.IconBasket, 22, theme.Accent), widgets.Grow(widgets.NewText(widgets.Run{Text: text, Size: theme.T20, Bold: true, Color: theme.Accent})))
	if text == "" {
		row.Hide()
	}
	return row
}
