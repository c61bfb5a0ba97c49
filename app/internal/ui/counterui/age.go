package counterui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// askAge opens the age check. A document that was looked at a moment ago is chosen
// already: its date of birth is what counts now.
func (h *handover) askAge() {
	h.age, h.doc = h.view.Age, 0
	if h.view.Identity == retail.PhotoID && h.view.Document != 0 {
		h.age, h.doc = retail.AgeDocument, h.view.Document
	}
	h.mode = modeAge
	h.render()
}

// agePage asks how it was made sure that the customer is old enough.
func (h *handover) agePage() fyne.CanvasObject {
	m := ageOf(h.c, h.view, h.age, h.doc)
	parts := []fyne.CanvasObject{widgets.Title(m.Title), widgets.Body(m.Text)}
	for _, g := range m.Goods {
		parts = append(parts, widgets.Strong(g))
	}
	for _, r := range m.Rows {
		parts = append(parts, widgets.NewReasonRow(widgets.ReasonData{Icon: r.Icon, Text: r.Text, Effect: r.Effect}, r.IsChosen, func() {
			h.age, h.doc = r.How, r.Doc
			h.render()
		}))
	}
	parts = append(parts, widgets.Small(h.c.T("counter.document.note")))
	m.Main.OnTap, m.None.OnTap = h.aged, h.keepAged
	return h.column(widgets.VBox(10, parts...), widgets.NewBottomBar(m.None, m.Main))
}

// aged notes what was looked at.
func (h *handover) aged() {
	h.view = h.svc.CheckAge(h.view, h.age, h.doc)
	h.mode = modeOrder
	h.w.Play(assets.SoundRight)
	h.render()
}

// keepAged keeps the goods here that the customer may not have.
func (h *handover) keepAged() {
	if h.booking {
		return
	}
	h.booking = true
	v := h.view
	n := keptAged(v)
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.KeepAged(ctx, v) }, func(now pickup.CounterView, err error) {
		h.booking = false
		h.view, h.mode = keep(v, now), modeOrder
		if err != nil {
			h.w.Fail(err)
			h.render()
			return
		}
		h.w.Play(assets.SoundRight)
		h.render()
		h.stage.Toast(h.c.T("counter.age.kept", "n", n), "", nil)
	}, nil)
}
