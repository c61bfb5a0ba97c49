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

// suggesting is what the page ついで買い shows, and what was said of it.
type suggesting struct {
	goods []pickup.Suggestion
	said  map[retail.SKUID]bool // with whether they buy it
}

// suggestLink leads from an order that may be handed over to the page ついで買い.
func (h *handover) suggestLink() []fyne.CanvasObject {
	if o := h.view.Order; o == nil || !o.State.Waiting() || h.view.Answer != retail.PickupOK {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: h.c.T("suggest.link"), Icon: assets.IconPlus, OnTap: h.suggestGoods})}
}

// suggestGoods reads what may be suggested and opens the page.
func (h *handover) suggestGoods() {
	id := h.view.Order.ID
	inTurn(h, func(ctx context.Context) ([]pickup.Suggestion, error) { return h.svc.Suggestions(ctx, id) }, func(goods []pickup.Suggestion, err error) {
		if err != nil {
			h.w.Fail(err)
			return
		}
		if h.mode != modeOrder || h.view.Order == nil || h.view.Order.ID != id {
			return // a scan brought the next customer meanwhile
		}
		if h.suggest.said == nil {
			h.suggest.said = map[retail.SKUID]bool{}
		}
		h.suggest.goods, h.mode = goods, modeSuggest
		h.render()
	}, nil)
}

// suggestPage is a few goods with the reason and the place, and two words to say of each.
func (h *handover) suggestPage() fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Name(h.c.T("suggest.title"))}
	if len(h.suggest.goods) == 0 {
		parts = append(parts, widgets.Body(h.c.T("suggest.none")))
	}
	for _, x := range h.suggest.goods {
		bought, offered := h.suggest.said[x.ID]
		parts = append(parts, h.suggestCard(suggestOf(h.c, x, offered, bought), x))
	}
	body := widgets.Inset(widgets.VBox(12, parts...), 16, 12)
	back := widgets.Action{Text: h.c.T("suggest.back"), Icon: assets.IconBack, OnTap: h.back}
	return ground(h.bar, widgets.NewScroll(widgets.Column(body, widgets.AnswerWidth)), widgets.NewBottomBar(back))
}

func (h *handover) suggestCard(m suggestModel, x pickup.Suggestion) fyne.CanvasObject {
	pic := widgets.NewPicture(72, 72)
	h.w.Thumbs().Show(pic, m.Picture)
	why := widgets.NewText(widgets.Run{Text: m.Why, Size: theme.T15, Bold: true, Color: theme.Teal})
	says := widgets.VBox(2, why, widgets.Strong(m.Name), widgets.Small(joined(m.Option, m.Price)), widgets.Small(joined(m.Where, m.Stock)))
	rows := widgets.VBox(10, widgets.HBox(12, widgets.Fixed(pic, 72, 72), widgets.Grow(says)))
	if m.Said != "" {
		rows.Add(widgets.HBox(8, widgets.NewIcon(assets.IconCheck, 24, theme.Green).Stroke(3), widgets.Grow(widgets.Strong(m.Said))))
	}
	actions := widgets.Grid(2, 8)
	if !m.Bought {
		if !m.Offered {
			actions.Add(widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: h.c.T("suggest.offered"), OnTap: func() { h.suggested(x, false) }}))
		}
		actions.Add(widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: h.c.T("suggest.bought"), OnTap: func() { h.suggested(x, true) }}))
		rows.Add(actions)
	}
	return widgets.Panel(widgets.CardBox(), 14, rows)
}

// suggested writes it down, once each.
func (h *handover) suggested(x pickup.Suggestion, bought bool) {
	if h.booking {
		return
	}
	h.booking = true
	id := h.view.Order.ID
	inTurn(h, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, h.svc.Suggested(context.WithoutCancel(ctx), id, x, bought)
	}, func(_ struct{}, err error) {
		h.booking = false
		if err != nil {
			h.w.Fail(err)
			return
		}
		if h.view.Order == nil || h.view.Order.ID != id {
			return
		}
		h.suggest.said[x.ID] = bought
		h.w.Play(assets.SoundRight)
		h.render()
	}, nil)
}
