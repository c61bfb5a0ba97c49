// Package showui is what customers see on a tablet in the shop (店頭タブレット): one
// screen that leads through the goods, and forgets everything when they go.
package showui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Doors lead out of the room.
type Doors struct {
	// Staff asks whoever it is to sign in; a badge that was scanned is the answer
	// already.
	Staff func(badge *scanner.Code)
	// Bell calls staff.
	Bell Bell
}

// room is the screen.
type room struct {
	w     page.Window
	svc   *showroom.Service
	album *Album
	doors Doors
	life  *load.Page
	c     words.Catalog
	root  *fyne.Container
	stage *widgets.Stage

	here    *load.Page // of the page that is shown
	shop    showroom.Shop
	shopped bool // shop is known
	slot    load.Slot
	scan    load.Slot
	emptied load.Slot
	redo    func() // paints the page anew when stock moved; may be nil
	ask     *idleView
	knocks  knocks

	calling     showroom.Calling
	callPaint   func() // paints the page of a call; nil on others
	bell, ended load.Slot
}

// New makes the screen. album keeps the pictures and outlives it.
func New(w page.Window, svc *showroom.Service, album *Album, doors Doors) page.Screen {
	r := &room{w: w, svc: svc, album: album, doors: doors, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	r.stage = widgets.NewStage(newTouched(r.root, r.touch), r.life)
	if _, over := svc.Visit.Idle(); over {
		r.wipe()
	} else {
		r.show()
	}
	r.life.Every(time.Second, func(time.Time) { r.tick() })
	r.listen()
	return r
}

// Content is the page.
func (r *room) Content() fyne.CanvasObject { return r.stage }

// Close ends the page; the visit stays as it is.
func (r *room) Close() {
	r.leavePage()
	r.life.Close()
}

// Changed shows stock as it is now, and how a call stands.
func (r *room) Changed([]retail.OrderID) {
	r.listen()
	if r.redo != nil {
		r.redo()
	}
}

// Synced shows whether there is a line.
func (r *room) Synced() {
	if r.redo != nil {
		r.redo()
	}
}

// online tells whether what other shops have can be asked.
func (r *room) online() bool { return r.w.Sync().Kind != widgets.SyncOffline }

// Scan opens the page of goods; a badge is somebody of the staff.
func (r *room) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindStaff:
		r.doors.Staff(&code)
	case code.Kind.Goods():
		r.touch()
		load.Newest(&r.scan, r.life, func(ctx context.Context) (showroom.Item, error) {
			style, sku, err := r.svc.Scanned(ctx, code.Fields.Key)
			return showroom.Item{Style: style, SKU: sku}, err
		}, func(it showroom.Item, err error) {
			if err != nil {
				r.say("show.scan.unknown")
				return
			}
			r.w.Play(assets.SoundRight)
			r.open(showroom.ArticlePage(it))
		})
	default:
		r.touch()
		r.say("show.scan.other")
	}
}

// say tells the customer something in passing.
func (r *room) say(key string) { r.stage.Toast(r.c.T(key), "", nil) }

// fail says kindly that something did not work; why is for the log.
func (r *room) fail(err error) {
	if err != nil {
		r.w.Fail(err)
	}
}

// open goes to a page, back to the one before.
func (r *room) open(p showroom.Page) {
	r.stage.HideToast() // it spoke of the page before
	r.svc.Visit.Go(p)
	r.show()
}

func (r *room) back() {
	r.stage.HideToast()
	r.svc.Visit.Back()
	r.show()
}

func (r *room) leavePage() {
	if r.here != nil {
		r.here.Close()
		r.here = nil
	}
	r.redo, r.callPaint = nil, nil
}

// show builds the page on top of the visit.
func (r *room) show() {
	r.leavePage()
	r.here = load.Open(r.life.Context(), r.w.Env())
	r.c = r.w.Words().In(r.svc.Visit.Lang)
	var content fyne.CanvasObject
	switch p := r.svc.Visit.Top().(type) {
	case showroom.Home:
		content = r.home()
	case showroom.Grid:
		content = r.grid(p)
	case showroom.ArticlePage:
		content = r.article(p)
	case showroom.Search:
		content = r.search(p)
	case showroom.Compare:
		content = r.compare()
	case showroom.Favorites:
		content = r.favorites()
	case showroom.Calls:
		content = r.calls(p)
	case showroom.BasketPage:
		content = r.basket()
	case showroom.WhoPage:
		content = r.who(p)
	case showroom.ConfirmPage:
		content = r.confirm()
	case showroom.SlipPage:
		content = r.slip(p)
	default:
		content = r.attract()
	}
	r.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), content}
	if r.ask != nil {
		r.ask = nil
	}
	r.root.Refresh()
	widgets.Wake()
}

// withShop calls f when it was read what the shop offers, and once more when goods
// came in, of which a new tablet has none at first.
func (r *room) withShop(f func()) {
	if r.shopped {
		f()
		return
	}
	r.redo = func() {
		if !r.shopped {
			r.withShop(f)
		}
	}
	load.Newest(&r.slot, r.here, r.svc.Shop, func(s showroom.Shop, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		r.shop, r.shopped = s, len(s.Categories) > 0
		f()
	})
}

// touch notes that somebody is there.
func (r *room) touch() {
	r.svc.Visit.Touch()
	if r.ask != nil {
		r.goOn()
	}
}

// speak changes the language of this visit.
func (r *room) speak(l words.Lang) {
	r.svc.Visit.Lang = l
	r.svc.Visit.Touch()
	r.show()
}

// wipe ends the visit: the next customer finds nothing of this one.
func (r *room) wipe() {
	if r.calling.Stage != showroom.Silent {
		r.endCall()
	}
	r.svc.Visit.Wipe()
	r.shopped = false
	r.stage.HideToast()
	r.stage.HideSheet()
	r.show()
	load.Newest(&r.emptied, r.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.svc.Empty(context.WithoutCancel(ctx))
	}, func(_ struct{}, err error) { r.fail(err) })
}

// knocks are touches of the chain's name: staff who know it get in by them.
type knocks struct {
	n     int
	since time.Time
}

// knocksIn is how many touches within how long ask for staff.
const (
	knocksIn  = 5
	knockTime = 4 * time.Second
)

// knock counts a touch of the chain's name.
func (r *room) knock() {
	now := r.svc.Now()
	if now.Sub(r.knocks.since) > knockTime {
		r.knocks = knocks{since: now}
	}
	if r.knocks.n++; r.knocks.n >= knocksIn {
		r.knocks = knocks{}
		r.doors.Staff(nil)
	}
}

// touched notices a finger anywhere on the page.
type touched struct {
	widget.BaseWidget
	content fyne.CanvasObject
	touch   func()
}

var _ desktop.Hoverable = (*touched)(nil)

func newTouched(content fyne.CanvasObject, touch func()) *touched {
	t := &touched{content: content, touch: touch}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer shows the page.
func (t *touched) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.content) }

// MouseIn notices a finger.
func (t *touched) MouseIn(*desktop.MouseEvent) { t.touch() }

// MouseMoved notices a finger that moves.
func (t *touched) MouseMoved(*desktop.MouseEvent) { t.touch() }

// MouseOut notices a finger that leaves.
func (t *touched) MouseOut() {}
