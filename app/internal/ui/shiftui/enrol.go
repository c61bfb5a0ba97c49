package shiftui

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

// Enroller makes the device a terminal of a shop.
type Enroller interface {
	// Enrol takes an enrolment code as scanned or typed. Errors carry
	// hint.enrol_code, hint.enrol_used, hint.hub_unreachable or hint.hub_foreign.
	Enrol(ctx context.Context, text string) error
	// Arrived tells what of the shop's data is here, the zero value before
	// enrolment.
	Arrived(ctx context.Context) (Arrived, error)
}

// arrivedEvery is how often the page asks what has come in.
const arrivedEvery = 500 * time.Millisecond

// enrol is the screen.
type enrol struct {
	w      page.Window
	svc    Enroller
	done   func()
	life   *load.Page
	slot   load.Slot
	asking bool
	atWork bool // a terminal that is enrolled again
	model  enrolModel
	root   *fyne.Container
}

// NewEnrol makes a terminal of a device that belongs to nobody. done is called
// when the shop's data is here and the staff want to begin.
func NewEnrol(w page.Window, svc Enroller, done func()) page.Screen {
	s := &enrol{w: w, svc: svc, done: done, life: load.Open(context.Background(), w.Env()), model: newEnrolModel(w.Words())}
	s.root = widgets.Layers()
	s.paint()
	s.ask()
	s.life.Every(arrivedEvery, func(time.Time) {
		if s.model.step == enrolFetch && !s.model.arrived.whole() {
			s.ask()
		}
	})
	return s
}

// NewEnrolAgain makes a terminal anew of one that its hub does not know any
// more. Who has no code goes back to work. svc leaves the page when it is done.
func NewEnrolAgain(w page.Window, svc Enroller) page.Screen {
	s := &enrol{w: w, svc: svc, life: load.Open(context.Background(), w.Env()), model: newEnrolModel(w.Words()), atWork: true}
	s.root = widgets.Layers()
	s.paint()
	return s
}

// Content is the page.
func (s *enrol) Content() fyne.CanvasObject { return s.root }

// Close ends the page.
func (s *enrol) Close() { s.life.Close() }

// Changed asks what has come in.
func (s *enrol) Changed([]retail.OrderID) { s.ask() }

// Synced asks what has come in.
func (s *enrol) Synced() { s.ask() }

// Scan takes the enrolment code.
func (s *enrol) Scan(c scanner.Code) {
	switch {
	case s.model.step == enrolSend || s.model.step == enrolFetch:
	case c.Kind == scanner.KindEnrolment:
		s.send(c.Text)
	case c.Fault == scanner.FaultDamaged:
		s.refuse(s.w.Words().T("hint.enrol_code"))
	default:
		s.refuse(s.w.Words().T("enrol.other_code"))
	}
}

// ask finds out what has come in; on a fresh device nothing has.
func (s *enrol) ask() {
	if s.atWork || s.asking || s.model.step == enrolSend {
		return
	}
	s.asking = true
	load.Into(s.life, s.svc.Arrived, func(a Arrived, err error) {
		s.asking = false
		switch {
		case err != nil:
			s.w.Fail(err)
		case a != s.model.arrived:
			s.model.step, s.model.arrived = enrolFetch, a
			s.paint()
		}
	})
}

func (s *enrol) refuse(text string) {
	s.model.note = text
	s.w.Play(assets.SoundWrong)
	s.paint()
}

func (s *enrol) send(text string) {
	before := s.model.step
	s.model.step, s.model.note = enrolSend, ""
	s.paint()
	load.Newest(&s.slot, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Enrol(ctx, text)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.model.step = before
			s.refuse(page.Message(s.w.Words(), err))
			return
		}
		s.w.Play(assets.SoundDone)
		s.model.step = enrolFetch
		s.paint()
		s.ask()
	})
}

func (s *enrol) key(r rune) {
	if s.model.key(r) {
		s.send(s.model.text)
		return
	}
	s.paint()
}

func (s *enrol) delete() {
	s.model.back()
	s.paint()
}

func (s *enrol) retype(group int) {
	s.model.retype(group)
	s.paint()
}

func (s *enrol) turn(step enrolStep) {
	s.model.step, s.model.note = step, ""
	s.paint()
}

// paint builds the page for the step.
func (s *enrol) paint() {
	var body, bottom fyne.CanvasObject
	c := s.w.Words()
	switch {
	case s.model.step == enrolSend || s.model.step == enrolFetch:
		body, bottom = s.progress(), s.begin()
	case s.w.Shape().Tablet():
		body = widgets.TwoPane(widgets.NewScroll(widgets.Inset(s.scan(), 24, 24)), widgets.NewScroll(s.narrow(s.typing())), 520)
	case s.model.step == enrolType:
		body = widgets.NewScroll(widgets.Pad(s.typing(), 12, 16, 8, 16))
	default:
		body = widgets.NewScroll(widgets.Inset(s.scan(), 16, 16))
		bottom = widgets.NewBottomBar(widgets.Action{Kind: widgets.Secondary, Text: c.T("enrol.type"), OnTap: func() { s.turn(enrolType) }})
	}
	s.root.Objects = []fyne.CanvasObject{widgets.Page(s.bar(), body, bottom)}
	s.root.Refresh()
}

// narrow keeps a tablet's content to a width that a hand spans.
func (s *enrol) narrow(o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Inset(widgets.Fixed(o, 560, 0), 24, 24)
}

// bar is a bar without a light: there is no hub yet.
func (s *enrol) bar() fyne.CanvasObject {
	c := s.w.Words()
	var row []fyne.CanvasObject
	switch {
	case s.model.step == enrolType && !s.w.Shape().Tablet():
		row = append(row, widgets.NewIconButton(assets.IconBack, theme.Ink, func() { s.turn(enrolScan) }))
	case s.atWork && s.model.step != enrolSend:
		row = append(row, widgets.NewIconButton(assets.IconBack, theme.Ink, s.w.Back))
	}
	other := widgets.NewTap(widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: c.T("common.language"), Size: theme.T15, Bold: true, Color: theme.Accent}).Center()), 12, 0), s.w.SwitchWords).Radius(8)
	row = append(row, widgets.Grow(widgets.Middle(widgets.Name(c.T("enrol.title")))), widgets.AtLeast(other, 72, 48))
	height, left := float32(55), float32(16)
	if s.w.Shape().Tablet() {
		height, left = 71, 24
	}
	if len(row) == 3 {
		left = 4
	}
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.AtLeast(widgets.Pad(widgets.HBox(0, row...), 2, 8, 2, left), 0, height), widgets.Hairline()))
}

// scan says what the device is waiting for.
func (s *enrol) scan() fyne.CanvasObject {
	c := s.w.Words()
	text := c.T("enrol.scan.text")
	if s.atWork {
		text = c.T("enrol.again.text")
	}
	panel := widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), widgets.Inset(widgets.VBox(8,
		widgets.Center(widgets.NewIcon(assets.IconScan, 72, theme.Accent)),
		widgets.Title(c.T("enrol.scan")).In(theme.Accent).Center(),
		widgets.Small(text).Center(),
	), 16, 24))
	return widgets.VBox(16, panel, s.trouble(), widgets.NewNumberedSteps(c.T("enrol.step.ask"), c.T("enrol.step.scan"), c.T("enrol.step.wait")))
}

// trouble is what went wrong, where it went wrong.
func (s *enrol) trouble() fyne.CanvasObject {
	if s.model.note == "" {
		o := widgets.Layers()
		o.Hide()
		return o
	}
	row := widgets.HBox(12, widgets.NewIcon(assets.IconExcl, 24, theme.Red), widgets.Grow(widgets.Middle(widgets.Strong(s.model.note).In(theme.Red))))
	return widgets.Layers(widgets.NewBox(theme.RedSoft).Round(12).SoftEdge(theme.Red), widgets.Inset(row, 16, 12))
}

// typing shows the code in groups over the pad.
func (s *enrol) typing() fyne.CanvasObject {
	c := s.w.Words()
	groups, now := s.model.groups()
	cells := make([]fyne.CanvasObject, len(groups))
	for i, g := range groups {
		box := widgets.NewBox(theme.Card).Round(8).Edge(theme.Line, 1)
		if i == now {
			box = widgets.NewBox(theme.AccentSoft).Round(8).Edge(theme.Accent, 2)
		}
		face := widgets.Layers(box, widgets.Inset(widgets.Middle(widgets.Code(g, theme.T17).Center()), 4, 2))
		cells[i] = widgets.AtLeast(widgets.NewTap(face, func() { s.retype(i) }).Radius(8), 0, 48)
	}
	hint := fyne.CanvasObject(widgets.Small(c.T("enrol.type.text")))
	if s.model.note != "" && !s.w.Shape().Tablet() { // a tablet says it beside the pad
		hint = widgets.NewText(widgets.Run{Text: s.model.note, Size: theme.T15, Bold: true, Color: theme.Red})
	}
	return widgets.VBox(8, hint, widgets.Grid(4, 4, cells...), widgets.NewCodePad(s.key, s.delete))
}

// progress shows the shop's data coming in.
func (s *enrol) progress() fyne.CanvasObject {
	title, text := s.model.heading()
	icon, tok := assets.IconHub, theme.Accent
	if s.model.ready() {
		icon, tok = assets.IconCheck, theme.Green
	}
	head := widgets.VBox(8, widgets.Center(widgets.NewIcon(icon, 64, tok)),
		widgets.NewText(widgets.Run{Text: title, Size: theme.T32, Bold: true}).Center(), widgets.Body(text).In(theme.Ink2).Center())
	var rows []fyne.CanvasObject
	if s.model.step == enrolFetch {
		for i, p := range s.model.parts() {
			if i > 0 {
				rows = append(rows, widgets.Hairline())
			}
			rows = append(rows, s.part(p))
		}
	}
	content := []fyne.CanvasObject{widgets.Space(), head, widgets.Space(), s.trouble()}
	if rows != nil {
		content = append(content, widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, rows...), 16, 4)))
	}
	body := fyne.CanvasObject(widgets.Inset(widgets.VBox(16, content...), 16, 16))
	if s.w.Shape().Tablet() {
		body = widgets.Inset(widgets.Fixed(widgets.VBox(24, content...), 560, 0), 24, 32)
	}
	return widgets.NewScroll(body)
}

// part is one row of what comes in.
func (s *enrol) part(p partView) fyne.CanvasObject {
	icon, ink, word, said := assets.IconRing, theme.Ink3, theme.Ink2, ""
	switch {
	case p.Done:
		icon, ink, word, said = assets.IconCheck, theme.Green, theme.Ink, s.w.Words().T("enrol.part.done")
	case p.Now:
		icon, ink, word, said = assets.IconHalf, theme.Accent, theme.Ink, s.w.Words().T("enrol.part.now")
	}
	row := widgets.HBox(16, widgets.NewIcon(icon, 24, ink).Stroke(2.6),
		widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: p.Word, Bold: p.Now, Color: word}))), widgets.NewText(widgets.Run{Text: said, Size: theme.T15, Bold: true, Color: ink}))
	if p.Said == "" {
		return widgets.AtLeast(row, 0, 56)
	}
	much := widgets.Pad(widgets.VBox(8, widgets.NewProgress(p.Part, 1000), widgets.Small(p.Said)), 0, 0, 8, 40)
	return widgets.VBox(0, widgets.AtLeast(row, 0, 56), much)
}

// begin is the way into the shop, as soon as there is one.
func (s *enrol) begin() fyne.CanvasObject {
	if s.model.step == enrolSend {
		return nil
	}
	c := s.w.Words()
	act := widgets.Action{Kind: widgets.NotYet, Text: c.T("enrol.begin"), Sub: c.T("enrol.begin.wait")}
	if s.model.ready() {
		act = widgets.Action{Kind: widgets.Main, Text: c.T("enrol.begin"), OnTap: s.done}
	}
	return widgets.NewBottomBar(act)
}
