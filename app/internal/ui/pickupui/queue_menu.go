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
	icon  assets.Icon
	key   string
	open  func()
	waits int // what others ask of this shop there
}

// work is the rooms where work is done, the most used first.
func (q *queue) work() []room {
	to, asks := func(r page.Route) func() { return func() { q.leave(r) } }, q.w.Who().Asks
	return []room{
		{assets.IconBag, "queue.menu.handover", to(page.Handover{}), 0},
		{assets.IconSearch, "queue.menu.search", to(page.Search{}), 0},
		{assets.IconTag, "queue.menu.goods", to(page.Goods{}), 0},
		{assets.IconChecks, "queue.menu.stocktakes", to(page.Stocktakes{}), 0},
		{assets.IconEye, "queue.menu.shelves", to(page.Shelves{}), asks.Shelves},
		{assets.IconTruck, "queue.menu.transfers", to(page.Transfers{}), asks.Transfers},
		{assets.IconHold, "queue.menu.holds", to(page.Holds{}), asks.Holds},
		{assets.IconPrinter, "queue.menu.prints", to(page.Prints{}), 0},
		{assets.IconBasket, "queue.menu.rounds", to(page.Rounds{}), 0},
	}
}

// desk is the rooms about the terminal and whoever holds it.
func (q *queue) desk() []room {
	to := func(r page.Route) func() { return func() { q.leave(r) } }
	return []room{
		{assets.IconList, "queue.menu.records", to(page.Records{}), 0},
		{assets.IconGear, "queue.menu.settings", to(page.Settings{}), 0},
		{assets.IconUser, "queue.menu.lock", q.w.Lock, 0},
		{assets.IconChat, "common.language", q.w.SwitchWords, 0},
	}
}

// menu is the handheld's way to the other rooms. What is used most lies lowest,
// nearest to the thumb, and stays where it is when a room is added above.
func (q *queue) menu() {
	const abreast = 3
	work := q.work()
	for len(work)%abreast != 0 {
		work = append(work, room{})
	}
	var cells []fyne.CanvasObject
	for i := len(work) - abreast; i >= 0; i -= abreast {
		for _, r := range work[i : i+abreast] {
			cells = append(cells, q.door(r, 28, 88))
		}
	}
	var small []fyne.CanvasObject
	for _, r := range q.desk() {
		r.key += railForm(r.key)
		small = append(small, q.door(r, 24, 64))
	}
	who := widgets.Small(joined(q.w.Who().Shop, q.w.Who().Staff, q.w.Who().Terminal))
	shut := widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: q.c.T("common.close"), OnTap: q.stage.HideSheet})
	q.stage.LongSheet(widgets.VBox(12, widgets.Title(q.c.T("common.menu")), who,
		widgets.Grid(len(small), 8, small...), widgets.Grid(abreast, 8, cells...), shut), q.stage.HideSheet)
}

// door is a room's button in the menu, and nothing where there is no room.
func (q *queue) door(r room, icon, least float32) fyne.CanvasObject {
	if r.open == nil {
		return widgets.Layers()
	}
	face := widgets.VBox(6, widgets.Center(widgets.NewIcon(r.icon, icon, theme.Accent)), widgets.Strong(q.c.T(r.key)).Center())
	if icon < 28 {
		face = widgets.VBox(4, widgets.Center(widgets.NewIcon(r.icon, icon, theme.Accent)), widgets.Small(q.c.T(r.key)).Center())
	}
	box := widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Inset(widgets.Middle(face), 4, 8))
	return widgets.AtLeast(widgets.NewTap(widgets.Badged(box, r.waits), func() {
		q.stage.HideSheet()
		r.open()
	}), 0, least)
}

// rail is the tablet's way to the other rooms.
func (q *queue) rail() *widgets.Rail {
	return widgets.NewRail(q.railItems(), 0, func(i int) {
		if i > 0 {
			append(q.work(), q.desk()...)[i-1].open()
		}
	})
}

func (q *queue) railItems() []widgets.RailItem {
	rooms := append(q.work(), q.desk()...)
	items := []widgets.RailItem{{Icon: assets.IconBasket, Word: q.c.T("queue.title")}}
	for _, r := range rooms {
		items = append(items, widgets.RailItem{Icon: r.icon, Word: q.c.T(r.key + railForm(r.key)), Badge: r.waits})
	}
	return items
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
