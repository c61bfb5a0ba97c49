package pickupui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// room is one of the other rooms, in the menu and on the rail.
type room struct {
	icon assets.Icon
	key  string
	open func()
}

// rooms are the rooms beside the queue.
func (q *queue) rooms() []room {
	to := func(r page.Route) func() { return func() { q.leave(r) } }
	return []room{
		{assets.IconSearch, "queue.menu.search", to(page.Search{})},
		{assets.IconTag, "queue.menu.goods", to(page.Goods{})},
		{assets.IconBag, "queue.menu.handover", to(page.Handover{})},
		{assets.IconList, "queue.menu.records", to(page.Records{})},
		{assets.IconGear, "queue.menu.settings", to(page.Settings{})},
		{assets.IconUser, "queue.menu.lock", q.w.Lock},
		{assets.IconChat, "common.language", q.w.SwitchWords},
	}
}

// menu is the handheld's way to the other rooms, at the thumb.
func (q *queue) menu() {
	cells := make([]fyne.CanvasObject, 0, len(q.rooms()))
	for _, pl := range q.rooms() {
		face := widgets.VBox(6, widgets.Center(widgets.NewIcon(pl.icon, 28, theme.Accent)), widgets.Strong(q.c.T(pl.key)).Center())
		cells = append(cells, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Inset(widgets.Middle(face), 4, 8)), func() {
			q.stage.HideSheet()
			pl.open()
		}), 0, 80))
	}
	who := widgets.Small(joined(q.w.Who().Shop, q.w.Who().Staff, q.w.Who().Terminal))
	shut := widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: q.c.T("common.close"), OnTap: q.stage.HideSheet})
	q.stage.Sheet(widgets.NewScroll(widgets.VBox(12, widgets.Title(q.c.T("common.menu")), who, widgets.Grid(2, 8, cells...), shut)), q.stage.HideSheet)
}

// rail is the tablet's way to the other rooms.
func (q *queue) rail() fyne.CanvasObject {
	items := []widgets.RailItem{{Icon: assets.IconBasket, Word: q.c.T("queue.title")}}
	for _, pl := range q.rooms() {
		items = append(items, widgets.RailItem{Icon: pl.icon, Word: q.c.T(pl.key + railForm(pl.key))})
	}
	return widgets.NewRail(items, 0, func(i int) {
		if i > 0 {
			q.rooms()[i-1].open()
		}
	})
}

// railForm is the ending of a menu word's short form.
func railForm(key string) string {
	if key == "common.language" {
		return ""
	}
	return ".rail"
}

// Scan: a customer's code goes to the counter, a bag opens its order there,
// goods choose the most urgent order that needs them, a place the order that
// lies in it. A staff badge means nothing here.
func (q *queue) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindPickupToken, code.Kind == scanner.KindPickupDigits:
		q.leave(page.Handover{Code: code.Text})
	case code.Kind == scanner.KindStaff:
	case code.Kind == scanner.KindBag, code.Kind == scanner.KindPlace, code.Kind.Goods():
		q.stage.HideSheet()
		q.locate(code)
	default:
		q.nothing(q.c.T("queue.scan.unknown"))
	}
}

func (q *queue) locate(code scanner.Code) {
	inTurn(&q.frame, true, func(ctx context.Context) (pickup.Row, error) { return q.svc.Locate(ctx, code) }, func(r pickup.Row, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound && code.Kind.Goods():
			q.w.Play(assets.SoundWrong)
			q.stage.Toast(noneText(q.c, code), q.c.T("queue.scan.goods.see"), func() { q.leave(page.Product{GTIN: code.Fields.Key}) })
		case retail.CodeOf(err) == retail.CodeNotFound:
			q.nothing(noneText(q.c, code))
		case err != nil:
			q.w.Fail(err)
		case code.Kind == scanner.KindBag:
			q.w.Play(assets.SoundRight)
			q.leave(page.Handover{Order: r.ID})
		default:
			q.found(r, code)
		}
	})
}

// found chooses the order and says why.
func (q *queue) found(r pickup.Row, code scanner.Code) {
	q.w.Play(assets.SoundRight)
	tab := pickup.TabOf(r.State)
	if tab == 0 {
		q.leave(page.Handover{Order: r.ID})
		return
	}
	q.open = code.Kind == scanner.KindPlace
	q.showTab(tab, r.ID)
	if code.Kind.Goods() {
		q.stage.Toast(q.c.T("queue.scan.needs", "number", r.Number, "name", sama(q.c, r.Name)), q.c.T("queue.scan.start"), func() { q.claim(r, false) })
	}
}

// nothing says that a scan led nowhere.
func (q *queue) nothing(text string) {
	q.w.Play(assets.SoundWrong)
	q.stage.Toast(text, "", nil)
}

// opener opens orders from other screens of the package.
type opener struct {
	f   *frame
	svc interface {
		Claim(ctx context.Context, id retail.OrderID, takeOver bool) error
	}
}

// openRow goes on with an order that was found: to the counter, to its pick on
// the handheld, into the queue where somebody else has it or there is a pane.
func (o opener) openRow(r pickup.Row, counter bool) {
	if counter {
		o.f.w.Replace(page.Handover{Order: r.ID})
		return
	}
	if to, ok := openRoute(r.ID, r.State); ok {
		o.f.w.Go(to)
		return
	}
	if o.f.tablet() || r.Urgency == pickup.Taken {
		o.f.w.Replace(page.Queue{Tab: uint8(pickup.TabOf(r.State)), Order: r.ID})
		return
	}
	load.Into(o.f.p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, o.svc.Claim(context.WithoutCancel(ctx), r.ID, false)
	}, func(_ struct{}, err error) {
		if err != nil {
			o.f.w.Fail(err)
			return
		}
		o.f.w.Replace(page.Pick{Order: r.ID})
	})
}
