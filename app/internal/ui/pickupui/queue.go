package pickupui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// QueueService is what the queue asks of the pickup service.
type QueueService interface {
	Queue(ctx context.Context, tab pickup.Tab) (pickup.Queue, error)
	Pick(ctx context.Context, id retail.OrderID) (pickup.PickView, error)
	Locate(ctx context.Context, code scanner.Code) (pickup.Row, error)
	Claim(ctx context.Context, id retail.OrderID, takeOver bool) error
	Decline(ctx context.Context, id retail.OrderID, why string) error
	Resend(ctx context.Context, id retail.OrderID) error
	Told(ctx context.Context, id retail.OrderID) error
	Extend(ctx context.Context, id retail.OrderID) error
	Pause(ctx context.Context, id retail.OrderID, why retail.PauseReason) error
	Resume(ctx context.Context, id retail.OrderID) error
}

// repaintEvery is how often the minutes left are painted anew.
const repaintEvery = 15 * time.Second

// queue is the screen 受取.
type queue struct {
	frame
	svc    QueueService
	route  page.Queue
	tab    pickup.Tab
	data   pickup.Queue
	chosen retail.OrderID
	scroll bool // bring the chosen order into view
	open   bool // show the chosen order's sheet when it is there
	slot   load.Slot
	lines  load.Slot

	tabs   *widgets.CountTabs
	bottom *widgets.BottomBar
	foot   *fyne.Container // under the tablet's list
	body   *fyne.Container
	detail *fyne.Container
	list   *widgets.List
	inPane retail.OrderID // the order that the pane shows

	who     page.Who // as the bar and the rail show it
	rooms   *widgets.Rail
	filter  inboxFilter // of 要確認
	entries *fyne.Container
	shown   []pickup.Entry
	reader  *widgets.Scroll // its scroll, which keeps its place when painted anew
}

// NewQueue makes the screen 受取: the orders of a tab, most urgent first, and on
// the tablet the chosen one in full.
func NewQueue(w page.Window, svc QueueService, r page.Queue) page.Screen {
	q := &queue{frame: newFrame(w), svc: svc, route: r, tab: pickup.Tab(r.Tab), chosen: r.Order, scroll: r.Order != "", open: r.Open}
	if q.tab == 0 {
		q.tab = pickup.TabReceived
	}
	q.bar, q.who = widgets.NewAppBar(q.barData()), w.Who()
	q.tabs = widgets.NewCountTabs(tabsOf(q.c, q.data, q.tab), int(q.tab)-1, q.tablet(), func(i int) { q.pickTab(pickup.Tabs()[i]) })
	q.body, q.detail, q.foot = widgets.Layers(), widgets.Layers(), widgets.Layers()
	q.bottom = widgets.NewBottomBar(nextModel{}.action(q.c))
	if q.tablet() {
		q.stage.SetPage(q.wide())
	} else {
		q.stage.SetPage(ground(widgets.VBox(0, q.bar, q.tabs), q.body, q.bottom))
	}
	widgets.Put(q.body, skeleton())
	q.p.Every(repaintEvery, func(time.Time) { q.load() })
	q.load()
	return q
}

// wide is the tablet's design: rail, list, the chosen order.
func (q *queue) wide() fyne.CanvasObject {
	left := widgets.Page(widgets.Pad(q.tabs, 16, 16, 8, 16), q.body, q.foot)
	panes := widgets.TwoPane(left, q.detail, widgets.ListPane)
	q.rooms = q.rail()
	return ground(q.bar, widgets.HBoxFill(0, q.rooms, widgets.Grow(panes)), nil)
}

func (q *queue) barData() widgets.AppBarData {
	d := widgets.AppBarData{
		Title: q.c.T("queue.title"), Sub: joined(q.w.Who().Shop, q.w.Who().Staff), Root: true, Tablet: q.tablet(),
		Sync: q.w.Sync(), OnSync: func() { q.leave(page.Records{}) },
	}
	if q.w.Who().Counter {
		d.Sub = joined(d.Sub, q.c.T("lease.badge"))
	}
	if d.Tablet {
		d.Clock = q.c.Clock(q.now())
	} else {
		d.OnMenu, d.Waits = q.menu, q.w.Who().Asks.All()
	}
	return d
}

// skeleton holds the place of the first cards.
func skeleton() fyne.CanvasObject {
	return widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard(), widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 8)
}

func (q *queue) offline() bool { return q.w.Sync().Kind == widgets.SyncOffline }

// load reads the tab; what is on the screen stays until it is there.
func (q *queue) load() {
	tab := q.tab
	load.Newest(&q.slot, q.p, func(ctx context.Context) (pickup.Queue, error) { return q.svc.Queue(ctx, tab) }, q.loaded)
}

func (q *queue) loaded(data pickup.Queue, err error) {
	if err != nil {
		retry := widgets.Action{Kind: widgets.Main, Text: q.c.T("common.retry"), OnTap: func() { widgets.Put(q.body, skeleton()); q.load() }}
		q.list = nil
		widgets.Put(q.body, widgets.NewEmptyState(assets.IconWarn, q.c.T("queue.failed"), page.Message(q.c, err), &retry))
		return
	}
	q.data = data
	q.tabs.Set(tabsOf(q.c, data, q.tab), int(q.tab)-1)
	if now := q.w.Who(); now != q.who { // the lease came or went, or somebody asks something
		q.who = now
		q.bar.Set(q.barData())
		if q.rooms != nil {
			q.rooms.Set(q.railItems(), 0)
		}
	}
	if q.tablet() {
		q.bar.SetClock(q.c.Clock(q.now()))
		q.chooseFirst()
	}
	q.showBottom()
	q.showRows()
	q.showDetail()
	if q.open {
		q.open = false
		if r, ok := q.row(q.chosen); ok && !q.tablet() && (r.State.Waiting() || q.route.Open) {
			q.sheet(r)
		}
	}
}

// chooseFirst lets the tablet's pane show what is to be done next.
func (q *queue) chooseFirst() {
	if _, ok := q.row(q.chosen); ok || q.tab == pickup.TabInbox {
		return
	}
	q.chosen = ""
	switch n := nextOf(q.data); {
	case q.tab == pickup.TabReceived && n.Has:
		q.chosen = n.Row.ID
	case len(q.data.Rows) > 0:
		q.chosen = q.data.Rows[0].ID
	}
}

func (q *queue) row(id retail.OrderID) (pickup.Row, bool) {
	for _, r := range q.data.Rows {
		if r.ID == id && id != "" {
			return r, true
		}
	}
	return pickup.Row{}, false
}

func (q *queue) showBottom() {
	a := handoverAction(q.c)
	a.OnTap = func() { q.leave(page.Handover{}) }
	if q.tab == pickup.TabReceived {
		if n := nextOf(q.data); n.Has {
			a = n.action(q.c)
			a.OnTap = func() { q.claim(n.Row, false) }
		}
	}
	if q.tab != pickup.TabStaged {
		q.bottom.Set(a)
		widgets.Put(q.foot, widgets.Layers())
		return
	}
	places := widgets.Action{Kind: widgets.Secondary, Text: q.c.T("place.open"), Icon: assets.IconShelf, OnTap: func() { q.leave(page.Places{}) }}
	q.bottom.Set(places, a)
	widgets.Put(q.foot, widgets.Inset(widgets.NewBigButton(places), 16, 8))
}

// showRows fills the list, keeping its place.
func (q *queue) showRows() {
	n := len(q.data.Rows)
	if q.tab == pickup.TabInbox {
		n = len(q.data.Inbox)
	}
	if n == 0 {
		q.leaveInbox()
		m := emptyOf(q.c, q.tab, q.offline())
		q.list = nil
		widgets.Put(q.body, widgets.NewEmptyState(m.Icon, m.Title, m.Text, nil))
		return
	}
	if q.tab == pickup.TabInbox {
		q.showInbox()
		return
	}
	if q.list == nil {
		q.list = q.newList()
		widgets.Put(q.body, widgets.Inset(q.list, 8, 0))
	} else {
		q.list.Reload()
	}
	if q.scroll {
		q.scroll = false
		for i, r := range q.data.Rows {
			if r.ID == q.chosen {
				q.list.ScrollTo(i)
			}
		}
	}
}

// newList makes the list of orders.
func (q *queue) newList() *widgets.List {
	return widgets.NewList(widgets.ListData{
		Len: func() int { return len(q.data.Rows) }, Gap: 8, Margin: 8,
		New: func() fyne.CanvasObject { return widgets.NewOrderCard(q.w.Thumbs(), nil) },
		Bind: func(i int, row fyne.CanvasObject) {
			r, card := q.data.Rows[i], row.(*widgets.OrderCard)
			card.OnTap = func() { q.tapped(r) }
			card.Set(cardOf(q.c, r, q.now(), r.ID == q.chosen))
		},
	})
}

// pickTab shows another tab from its top.
func (q *queue) pickTab(t pickup.Tab) {
	if t == q.tab {
		return
	}
	q.showTab(t, "")
}

// showTab shows a tab with an order chosen.
func (q *queue) showTab(t pickup.Tab, id retail.OrderID) {
	if t != q.tab {
		q.list = nil
		q.leaveInbox()
		q.tabs.Set(tabsOf(q.c, q.data, t), int(t)-1)
		widgets.Put(q.body, skeleton())
		widgets.Put(q.detail, widgets.Layers())
		q.data.Rows, q.data.Inbox = nil, nil
	}
	q.tab, q.chosen, q.scroll = t, id, id != ""
	q.load()
}

// tapped: on the tablet a card is chosen, on the handheld it is opened.
func (q *queue) tapped(r pickup.Row) {
	switch {
	case r.Pending && q.tab == pickup.TabPending && !q.tablet():
		q.leave(page.Offer{Order: r.ID})
	case q.tablet():
		q.chosen = r.ID
		q.list.Reload()
		q.showDetail()
	case r.State.Waiting() || r.Pause.LiveAt(q.now()):
		q.sheet(r)
	default:
		q.claim(r, false)
	}
}

// leave opens another screen; the queue is found again as it was left.
func (q *queue) leave(to page.Route) {
	at := page.Queue{Tab: uint8(q.tab)}
	if q.tablet() {
		at.Order = q.chosen
	}
	was := q.route
	if was.Tab == 0 {
		was.Tab = uint8(pickup.TabReceived)
	}
	if at.Tab != was.Tab {
		q.w.Replace(at)
	}
	q.w.Go(to)
}

// Changed reads the tab again.
func (q *queue) Changed([]retail.OrderID) { q.load() }

// Synced shows the light anew, and what depends on it.
func (q *queue) Synced() {
	q.frame.Synced()
	if q.list == nil && q.data.Counts != nil {
		q.showRows()
	}
}

var _ page.Screen = (*queue)(nil)
