package counterui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// part is what is chosen on the page 一部だけお渡し.
type part struct {
	line   int
	qty    int
	choice partChoice
	taken  map[string]bool // bags that go with the customer, by label
}

// partLink leads from an order that lies ready to the page 一部だけお渡し.
func (h *handover) partLink() []fyne.CanvasObject {
	if o := h.view.Order; o == nil || !o.State.Waiting() || h.view.Answer != retail.PickupOK {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: h.c.T("part.link"), Icon: assets.IconMinus, OnTap: func() {
		h.part = part{taken: map[string]bool{}}
		for _, l := range h.view.Order.Lines {
			if l.ToGive() > 0 && h.view.Pieces == l.ToGive() {
				h.part.line, h.part.qty = l.No, 1
			}
		}
		h.mode = modePart
		h.render()
	}})}
}

// partPage asks which goods the customer does not take now, and why.
func (h *handover) partPage() fyne.CanvasObject {
	p := &h.part
	m := partOf(h.c, h.view, p.line, p.qty, p.choice, func(label string) bool { return !p.taken[label] })
	goods := []fyne.CanvasObject{widgets.Name(h.c.T("part.which"))}
	for _, l := range m.Lines {
		goods = append(goods, h.partLineRow(l))
	}
	if m.Most > 1 {
		goods = append(goods, h.partCount(m.Most))
	}
	var how []fyne.CanvasObject
	if len(m.Choices) > 0 {
		how = append(how, widgets.Name(h.c.T("part.what")))
	}
	for _, k := range m.Choices {
		how = append(how, widgets.NewReasonRow(widgets.ReasonData{Icon: k.Icon, Text: k.Text, Effect: k.Effect}, k.Choice == p.choice, func() {
			if p.choice = k.Choice; k.Choice.Takes != (m.Most < p.qty) {
				p.qty = 1
			}
			h.render()
		}))
	}
	if len(m.Bags) > 0 {
		how = append(how, h.partBags(m.Bags)...)
	}
	m.Main.OnTap = h.partDone
	bottom := widgets.NewBottomBar(m.Main)
	if h.tablet() {
		left, right := widgets.NewScroll(widgets.Inset(widgets.VBox(10, goods...), 24, 16)), widgets.NewScroll(widgets.Inset(widgets.VBox(10, how...), 24, 16))
		return ground(h.bar, widgets.TwoPaneRight(left, right, 560), bottom)
	}
	return ground(h.bar, widgets.NewScroll(widgets.Inset(widgets.VBox(10, append(goods, how...)...), 16, 12)), bottom)
}

// partLineRow is a line that can be chosen.
func (h *handover) partLineRow(l partLine) fyne.CanvasObject {
	pic := widgets.NewPicture(56, 56)
	h.w.Thumbs().Show(pic, l.Picture)
	box := widgets.CardBox()
	if l.IsChosen {
		box = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	}
	says := widgets.VBox(2, widgets.Strong(l.Name), widgets.Small(l.Option))
	if l.State != "" {
		says.Add(widgets.NewText(widgets.Run{Text: l.State, Size: theme.T15, Bold: true, Color: theme.Orange}))
	}
	row := widgets.HBox(12, widgets.Fixed(pic, 56, 56), widgets.Grow(widgets.Middle(says)))
	if l.IsChosen {
		row.Add(widgets.NewIcon(assets.IconCheck, 28, theme.Accent).Stroke(3))
	}
	return widgets.NewTap(widgets.AtLeast(widgets.Layers(box, widgets.Inset(widgets.Middle(row), 12, 8)), 0, 72), func() {
		h.part.line, h.part.qty, h.part.choice = l.No, 1, partChoice{}
		h.render()
	})
}

// partCount is how many pieces, by two large buttons.
func (h *handover) partCount(most int) fyne.CanvasObject {
	p := &h.part
	step := func(by int) func() {
		return func() {
			p.qty = min(most, max(1, p.qty+by))
			h.render()
		}
	}
	key := func(icon assets.Icon, by int) fyne.CanvasObject {
		return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Center(widgets.NewIcon(icon, 28, theme.Accent).Stroke(3))), step(by)), 88, 64)
	}
	n := widgets.NewText(widgets.Run{Text: h.c.T("common.items", "n", p.qty), Size: theme.T28, Bold: true}).OneLine().Center()
	return widgets.HBox(12, key(assets.IconMinus, -1), widgets.Grow(widgets.Middle(n)), key(assets.IconPlus, 1))
}

// partBags asks which bags stay here.
func (h *handover) partBags(bags []partBag) []fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, 0, len(bags))
	for _, b := range bags {
		icon := assets.IconShelf
		word := h.c.T("part.bag.stays", "bag", b.Word)
		if !b.Stays {
			icon, word = assets.IconBag, h.c.T("part.bag.goes", "bag", b.Word)
		}
		cells = append(cells, widgets.NewCheckTile(icon, word, b.Stays, func(stays bool) { h.part.taken[b.Label] = !stays; h.render() }))
	}
	return []fyne.CanvasObject{widgets.Name(h.c.T("part.bags")), widgets.VBox(8, cells...)}
}

// partDone takes the choice: what stays is kept in mind until the handover, what is
// refused is written down once.
func (h *handover) partDone() {
	p := &h.part
	if p.line == 0 || p.choice == (partChoice{}) || h.booking {
		return
	}
	if p.choice.Later {
		var left []string
		for _, b := range h.view.Order.Bags {
			if !p.taken[b.Label] {
				left = append(left, b.Label)
			}
		}
		h.view = h.svc.Later(h.view, p.line, p.qty, left)
		h.mode = modeOrder
		h.w.Play(assets.SoundRight)
		h.render()
		return
	}
	h.booking = true
	v, line, qty, reason := h.view, p.line, p.qty, p.choice.Reason
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.Refuse(ctx, v, line, qty, reason) }, func(now pickup.CounterView, err error) {
		h.booking = false
		if err != nil {
			h.w.Fail(err)
			h.view = keep(v, now)
			h.render()
			return
		}
		h.view, h.mode = now, modeOrder
		h.w.Play(assets.SoundRight)
		h.render()
	}, nil)
}

// undoHandover takes a handover back; whoever is no manager asks one first.
func (h *handover) undoHandover() {
	if h.w.Who().Role < retail.RoleManager && h.view.Approver.ID == "" {
		h.undoing = true
		h.askApproval()
		return
	}
	if h.booking {
		return
	}
	h.booking, h.undoing = true, false
	v := h.view
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.UndoHandover(ctx, v) }, func(now pickup.CounterView, err error) {
		h.booking = false
		h.mode = modeOrder
		h.view = keep(v, now)
		if err != nil {
			h.view.Approver = retail.Staff{}
			h.w.Fail(err)
			h.render()
			return
		}
		h.w.Play(assets.SoundDone)
		h.render()
		h.stage.Toast(h.c.T("counter.undone", "slot", h.view.Slot), "", nil)
	}, nil)
}
