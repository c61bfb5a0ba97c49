// Package approveui asks a manager to answer for one act of whoever is signed in
// (責任者承認): by PIN, or by badge. Nobody is signed in or out by it.
package approveui

import (
	"context"

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

// Service checks who answers.
type Service interface {
	Managers(ctx context.Context) ([]shift.Person, error)
	Approve(ctx context.Context, id retail.StaffID, pin string) (retail.Staff, error)
	ApproveBadge(ctx context.Context, badge string) (retail.Staff, error)
}

// pinDigits is how many digits a PIN has.
const pinDigits = 4

// Panel is the question over a page. While it is shown the page's scans are its own.
type Panel struct {
	w      page.Window
	life   *load.Page
	stage  *widgets.Stage
	svc    Service
	slot   load.Slot
	text   string
	then   func(retail.Staff)
	people []shift.Person
	chosen retail.StaffID
	pin    string
	note   string
	wrong  bool
	busy   bool
	shown  bool
}

// New makes a panel of a page.
func New(w page.Window, life *load.Page, stage *widgets.Stage, svc Service) *Panel {
	return &Panel{w: w, life: life, stage: stage, svc: svc}
}

// Ask opens the panel; text says for what. then is called with the manager.
func (p *Panel) Ask(text string, then func(retail.Staff)) {
	load.Newest(&p.slot, p.life, p.svc.Managers, func(all []shift.Person, err error) {
		if err != nil {
			p.w.Fail(err)
			return
		}
		p.text, p.then, p.people, p.chosen, p.pin, p.note, p.wrong, p.shown = text, then, all, "", "", "", false, true
		if len(all) == 1 {
			p.chosen = all[0].ID
		}
		p.show()
	})
}

// Close takes the panel away.
func (p *Panel) Close() {
	p.shown = false
	p.stage.HideSheet()
}

// Scan takes a badge; true while the panel is shown, whatever was scanned.
func (p *Panel) Scan(code scanner.Code) bool {
	if !p.shown {
		return false
	}
	if code.Kind != scanner.KindStaff {
		p.w.Play(assets.SoundUnknown)
		return true
	}
	p.prove(func(ctx context.Context) (retail.Staff, error) { return p.svc.ApproveBadge(ctx, code.Fields.ID) })
	return true
}

func (p *Panel) show() {
	c := p.w.Words()
	parts := []fyne.CanvasObject{widgets.Title(c.T("approve.do")), widgets.Body(p.text)}
	cells := make([]fyne.CanvasObject, 0, len(p.people))
	for _, m := range p.people {
		box, ink := widgets.CardBox(), theme.Ink
		if m.ID == p.chosen {
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		name := widgets.NewText(widgets.Run{Text: page.Name(c, m.Name, m.NameEn), Size: theme.T20, Bold: true, Color: ink}).Center()
		cells = append(cells, widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(name), 8, 8)), func() {
			p.chosen, p.pin, p.wrong, p.note = m.ID, "", false, ""
			p.show()
		}), 0, 56))
	}
	switch len(cells) {
	case 0:
		parts = append(parts, widgets.Strong(c.T("approve.nobody")))
	case 1:
		parts = append(parts, cells[0])
	default:
		parts = append(parts, widgets.Grid(2, 8, cells...))
	}
	if p.chosen == "" {
		row := widgets.HBox(16, widgets.NewIcon(assets.IconBadge, 28, theme.Accent), widgets.Grow(widgets.Strong(c.T("approve.badge"))))
		parts = append(parts, widgets.Panel(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), 16, row))
	} else {
		parts = append(parts, p.pad()...)
	}
	p.stage.LongSheet(widgets.VBox(10, parts...), p.Close)
}

// pad is the PIN and its keys.
func (p *Panel) pad() []fyne.CanvasObject {
	dots := widgets.NewPINDots(pinDigits)
	if p.wrong {
		dots.Wrong()
	} else {
		dots.Set(len(p.pin))
	}
	note := widgets.NewText(widgets.Run{Text: p.note, Size: theme.T15, Bold: true, Color: theme.Red}).Center()
	if p.note == "" {
		note = widgets.NewText(widgets.Run{Text: p.w.Words().T("approve.pin"), Size: theme.T15, Color: theme.Ink2}).Center()
	}
	return []fyne.CanvasObject{dots, note, widgets.NewKeypad(p.digit, func() {
		if p.pin != "" {
			p.pin = p.pin[:len(p.pin)-1]
		}
		p.show()
	})}
}

func (p *Panel) digit(d rune) {
	if p.wrong {
		p.pin, p.wrong = "", false
	}
	if len(p.pin) == pinDigits || p.busy {
		return
	}
	p.note = ""
	p.pin += string(d)
	p.show()
	if len(p.pin) == pinDigits {
		id, pin := p.chosen, p.pin
		p.prove(func(ctx context.Context) (retail.Staff, error) { return p.svc.Approve(ctx, id, pin) })
	}
}

// prove checks who answers and goes on.
func (p *Panel) prove(check func(context.Context) (retail.Staff, error)) {
	if p.busy {
		return
	}
	p.busy = true
	load.Newest(&p.slot, p.life, check, func(st retail.Staff, err error) {
		p.busy = false
		if !p.shown {
			return
		}
		if err != nil {
			p.w.Play(assets.SoundWrong)
			p.wrong, p.note = true, page.Message(p.w.Words(), err)
			p.show()
			return
		}
		p.Close()
		p.w.Play(assets.SoundRight)
		p.then(st)
	})
}
