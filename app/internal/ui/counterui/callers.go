package counterui

import (
	"context"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// call reads who is in the shop; the page that waits for a code shows them.
func (h *handover) call() {
	load.Newest(&h.calling, h.p, h.svc.Callers, func(list []pickup.Caller, err error) {
		if err != nil {
			h.w.Fail(err)
			return
		}
		changed := len(list)+len(h.callers) > 0 && (len(list) > 0 || !slices.Equal(list, h.callers))
		h.callers = list
		if changed && h.mode == modeScanner && h.view.Answer == 0 {
			h.render()
		}
	})
}

// callerModel is a customer in the shop as the counter shows them.
type callerModel struct {
	Name, Sub, Chip string
	Tone            widgets.Tone
	Icon            assets.Icon
	Edge            theme.Token
}

// callerOf says whom to call, how long they have waited, where their goods lie and
// who looks after them.
func callerOf(c words.Catalog, x pickup.Caller, now time.Time) callerModel {
	m := callerModel{Name: c.T("common.sama", "name", x.Name), Chip: c.T("call.chip.ringing"), Tone: widgets.ToneAmber, Icon: assets.IconBell, Edge: theme.Amber}
	parts := []string{c.T("call.wait", "span", c.Span(now.Sub(x.Since)))}
	if x.Slot != "" {
		parts = append(parts, c.T("queue.slot", "slot", x.Slot))
	}
	m.Sub = joined(parts...)
	switch {
	case x.Ringing():
	case x.Mine:
		m.Chip, m.Tone, m.Icon, m.Edge = c.T("call.chip.mine"), widgets.ToneGreen, assets.IconUser, theme.Line
	default:
		m.Chip, m.Tone, m.Icon, m.Edge = c.T("call.chip.taken", "name", page.Name(c, x.Taker, x.TakerEn)), widgets.ToneGrey, assets.IconUser, theme.Line
	}
	return m
}

// callersShown is how many customers stand on the page that waits for a code.
const callersShown = 3

// callersBox lists the customers who are here; a tap takes the call and opens the
// order. Nil while nobody is.
func (h *handover) callersBox() fyne.CanvasObject {
	if len(h.callers) == 0 {
		return nil
	}
	parts := []fyne.CanvasObject{widgets.SectionHead(h.c.T("call.head"), strconv.Itoa(len(h.callers)))}
	for _, x := range h.callers[:min(callersShown, len(h.callers))] {
		m := callerOf(h.c, x, h.now())
		row := widgets.HBox(12, widgets.Grow(widgets.VBox(2, widgets.Name(m.Name), widgets.Small(m.Sub))), widgets.NewChip(m.Icon, m.Tone, m.Chip))
		card := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(m.Edge, 2), widgets.Inset(widgets.Middle(row), 16, 8))
		parts = append(parts, widgets.NewTap(widgets.AtLeast(card, 0, 72), func() { h.serve(x) }))
	}
	return widgets.VBox(8, parts...)
}

// serve takes a call that rings, or goes on with one, and opens the order.
func (h *handover) serve(x pickup.Caller) {
	if !x.Ringing() {
		h.open(x.ID)
		return
	}
	if h.booking {
		return
	}
	h.booking = true
	load.Newest(&h.taking, h.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, h.svc.TakeCall(ctx, x.ID) }, func(_ struct{}, err error) {
		h.booking = false
		if err != nil {
			h.w.Fail(err)
			h.call()
			return
		}
		h.open(x.ID)
	})
}
