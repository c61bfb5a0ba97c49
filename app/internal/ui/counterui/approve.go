package counterui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// pinDigits is how many digits a PIN has.
const pinDigits = 4

// approval is a manager's word in the making.
type approval struct {
	people []shift.Person
	chosen retail.StaffID
	pin    string
	wrong  bool
	note   string
}

// arrive tells the desk that somebody works here, and reads how it stands.
func (h *handover) arrive() {
	load.Into(h.p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, h.desk.Arrive(context.WithoutCancel(ctx))
	}, func(_ struct{}, err error) {
		if err != nil {
			h.w.Fail(err)
		}
		h.look()
	})
}

// look reads whether this terminal may hand over now. An order that is open
// learns of it when that changed.
func (h *handover) look() {
	load.Newest(&h.slot, h.p, h.desk.Standing, func(s pickup.Standing, err error) {
		if err != nil || s == h.stand {
			return
		}
		h.stand = s
		switch {
		case h.view.Order != nil:
			h.refresh()
		case h.mode == modeScanner:
			h.render()
		}
	})
}

// standingBox says on the scanner's page who hands over while the line is
// away; nil when there is nothing to say.
func (h *handover) standingBox() fyne.CanvasObject {
	switch s := h.stand; {
	case s.Mine:
		return widgets.Center(widgets.NewHeadChip(assets.IconHub, widgets.ToneGreen, h.c.T("lease.badge")))
	case !s.Online:
		row := widgets.HBox(12, widgets.NewIcon(assets.IconOff, 28, theme.Ink2), widgets.Grow(widgets.VBox(2, widgets.Strong(h.c.T("lease.offline")), widgets.Small(useCounter(h.c, s)).In(theme.Ink))))
		return widgets.Panel(widgets.NewBox(theme.GreySoft).Round(12).SoftEdge(theme.Ink3), 14, row)
	case s.Held && s.Holder != "":
		chip := widgets.NewHeadChip(assets.IconHub, widgets.ToneGrey, h.c.T("lease.other.short", "terminal", s.Holder))
		return widgets.Center(widgets.NewTap(chip, func() { h.w.Go(page.Terminals{}) }))
	}
	return nil
}

// askApproval opens the page where a manager answers for the handover.
func (h *handover) askApproval() {
	load.Into(h.p, h.desk.Managers, func(all []shift.Person, err error) {
		if err != nil {
			h.w.Fail(err)
			return
		}
		h.approve = approval{people: all}
		if len(all) == 1 {
			h.approve.chosen = all[0].ID
		}
		h.mode = modeApprove
		h.render()
	})
}

// approvePage asks which manager, and for the PIN or the badge.
func (h *handover) approvePage() fyne.CanvasObject {
	a := &h.approve
	parts := []fyne.CanvasObject{widgets.Title(h.c.T("approve.do")), widgets.Body(h.approveText())}
	cells := make([]fyne.CanvasObject, 0, len(a.people))
	for _, p := range a.people {
		box, ink := widgets.CardBox(), theme.Ink
		if p.ID == a.chosen {
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		name := widgets.NewText(widgets.Run{Text: page.Name(h.c, p.Name, p.NameEn), Size: theme.T20, Bold: true, Color: ink}).Center()
		cells = append(cells, widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(name), 8, 8)), func() {
			a.chosen, a.pin, a.wrong, a.note = p.ID, "", false, ""
			h.render()
		}), 0, 56))
	}
	switch {
	case len(cells) == 0:
		parts = append(parts, widgets.Strong(h.c.T("approve.nobody")))
	case len(cells) > 1:
		parts = append(parts, widgets.Grid(2, 8, cells...))
	default:
		parts = append(parts, cells[0])
	}
	if a.chosen == "" {
		parts = append(parts, h.badgeHint())
		return h.column(widgets.VBox(12, parts...), nil)
	}
	dots := widgets.NewPINDots(pinDigits)
	if a.wrong {
		dots.Wrong()
	} else {
		dots.Set(len(a.pin))
	}
	note := widgets.NewText(widgets.Run{Text: a.note, Size: theme.T15, Bold: true, Color: theme.Red}).Center()
	if a.note == "" {
		note = widgets.NewText(widgets.Run{Text: h.c.T("approve.pin"), Size: theme.T15, Color: theme.Ink2}).Center()
	}
	parts = append(parts, dots, note, widgets.NewKeypad(h.approveDigit, func() {
		if a.pin != "" {
			a.pin = a.pin[:len(a.pin)-1]
		}
		h.render()
	}))
	return h.column(widgets.VBox(10, parts...), nil)
}

// approveText says what the manager answers for.
func (h *handover) approveText() string {
	if h.codes {
		return h.c.T("approve.codes")
	}
	key := "approve.text"
	if h.undoing {
		key = "approve.undo"
	}
	return h.c.T(key, "number", h.view.Order.Number, "name", h.c.T("common.sama", "name", h.view.Name))
}

// badgeHint says that a badge is enough.
func (h *handover) badgeHint() fyne.CanvasObject {
	row := widgets.HBox(16, widgets.NewIcon(assets.IconBadge, 28, theme.Accent), widgets.Grow(widgets.Strong(h.c.T("approve.badge"))))
	return widgets.Panel(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), 16, row)
}

func (h *handover) approveDigit(d rune) {
	a := &h.approve
	if a.wrong {
		a.pin, a.wrong = "", false
	}
	if len(a.pin) == pinDigits || h.booking {
		return
	}
	a.note = ""
	a.pin += string(d)
	h.render()
	if len(a.pin) == pinDigits {
		id, pin := a.chosen, a.pin
		h.prove(func(ctx context.Context) (retail.Staff, error) { return h.desk.Approve(ctx, id, pin) })
	}
}

func (h *handover) approveBadge(code scanner.Code) {
	h.prove(func(ctx context.Context) (retail.Staff, error) { return h.desk.ApproveBadge(ctx, code.Fields.ID) })
}

// prove checks who answers for the handover and goes on with it.
func (h *handover) prove(check func(context.Context) (retail.Staff, error)) {
	if h.booking {
		return
	}
	h.booking = true
	inTurn(h, check, func(st retail.Staff, err error) {
		h.booking = false
		if h.mode != modeApprove {
			return
		}
		if err != nil {
			h.w.Play(assets.SoundWrong)
			h.approve.wrong, h.approve.note = true, page.Message(h.c, err)
			h.render()
			return
		}
		h.w.Play(assets.SoundRight)
		if h.codes {
			h.allowCodes(st)
			return
		}
		h.view, h.mode, h.approve = h.svc.Approve(h.view, st), modeOrder, approval{}
		if h.undoing {
			h.undoHandover()
			return
		}
		h.render()
	}, nil)
}
