package terminal

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/photo"
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/counterui"
	"miseban/app/internal/ui/figureui"
	"miseban/app/internal/ui/goodsui"
	"miseban/app/internal/ui/holdingui"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/placeui"
	"miseban/app/internal/ui/printui"
	"miseban/app/internal/ui/scanui"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/shell"
	"miseban/app/internal/ui/shiftui"
	"miseban/app/internal/ui/showui"
	"miseban/app/internal/ui/stocktakeui"
	"miseban/app/internal/ui/syncui"
	"miseban/app/internal/ui/transferui"
	"miseban/app/internal/ui/waveui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/app/sound"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/intake"
	"miseban/sync/agent"
)

// window is a terminal with its window. core is nil until enrolled.
type window struct {
	ctx   context.Context
	o     Options
	log   *slog.Logger
	core  atomic.Pointer[Core]
	shell *shell.Shell
	set   *shell.Settings
	scans *scanners
	here  atomic.Pointer[here]
	inbox atomic.Int64 // open exceptions, for the sync light
	fresh atomic.Int64 // orders nobody has begun
	calls atomic.Bool  // somebody is in the shop who called
	asks  asksOfShop
	desk  atomic.Bool // this terminal is the counter
	eyes  *cameras

	screen *load.Screen
	win    fyne.Window
	album  *showui.Album // pictures for customers, made when they are first wanted
	bells  atomic.Bool   // a tablet for customers calls

	scanned *scanLog
}

// here is what learnWho found.
type here struct {
	page.Who
	shopEn string
}

// sizes of the window, in dp.
var sizes = map[page.Shape]fyne.Size{
	page.Handheld: fyne.NewSize(360, 640), page.Counter: fyne.NewSize(1280, 800), page.Showroom: fyne.NewSize(1280, 800),
}

// Run opens the window and returns when it is closed or ctx ends.
func Run(ctx context.Context, app fyne.App, o Options) (err error) {
	w := &window{ctx: ctx, o: o, log: slog.Default(), screen: load.NewScreen()}
	release, err := claimFolder(ctx, o.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if o.Enrol != "" {
		if err := Admit(ctx, o.Data, o.Hub, o.Enrol, w.log); err != nil {
			return err
		}
	}
	all, err := words.Load(assets.Translations())
	if err != nil {
		return err
	}
	if w.scanned, err = openScanLog(o.Scans, w.log); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.scanned.close()) }()
	player, err := sound.Open()
	if err != nil {
		w.log.Warn("terminal: no sound", "err", err)
	}
	w.set = shell.NewSettings(app.Preferences(), o.Shape, o.Lang, o.Scale)
	win, err := newWindow(app)
	if err != nil {
		return err
	}
	win.Resize(sizes[o.Shape])
	win.SetOnClosed(func() { w.screen.Close(app) })
	w.guard(win)
	if Enrolled(o.Data) {
		if err := w.open(); err != nil {
			return err
		}
	}
	w.scans = newScanners(ctx, app.Preferences(), o.Scan, pictureFolder(o.Data), w.codes, w.known, intake.Options{Clock: ticking{w}, Log: w.log})
	w.eyes = newCameras(w, camera.System(ticking{w}))
	w.shell = shell.New(ctx, shell.Config{
		Window: win, Words: all, Env: load.Env{Do: w.screen, Timer: load.RealTimer{}, Clock: w}, Steady: retail.ClockFunc(time.Now),
		Session: session{w}, Settings: w.set, Pictures: w.picture, Play: player.Play, Sync: w.light, Who: w.whoIsHere,
		Waiting: func() int { return int(w.fresh.Load()) }, Alarm: w.alarm, Asks: w.asked, Callers: w.callers, TakeCall: w.takeCall, Tablets: shell.Tablets{Rings: w.rings, Take: w.takeTablet}, Build: w.build, Codes: w.codes, Heard: w.scanned.note, Enrolled: func() bool { return w.core.Load() != nil },
		Cameras: w.eyes, Log: w.log,
	})
	go w.scans.pour(ctx, w.screen, w.shell.Scan)
	app.Lifecycle().SetOnExitedForeground(func() { w.screen.Do(w.shell.Leave) })
	app.Lifecycle().SetOnEnteredForeground(func() { w.screen.Do(w.shell.Return) })
	if c := w.core.Load(); c != nil {
		w.start(c)
	}
	if err = show(win); err == nil {
		stop := context.AfterFunc(ctx, func() { w.screen.Quit(app) })
		defer stop()
		ended := make(chan struct{})
		go w.seeOut(ended, release)
		app.Run()
		close(ended)
	}
	w.shell.Close()
	return errors.Join(err, w.end())
}

// end closes what the window was about.
func (w *window) end() error {
	w.scans.in.Close()
	if c := w.core.Load(); c != nil {
		return c.Close()
	}
	return nil
}

// stuckAfter is how long a window may take to end once it has closed. It takes
// some milliseconds.
const stuckAfter = 3 * time.Second

// seeOut ends the process where the window has closed and its loop never
// returns: Fyne waits at its end for events that it may have put into a queue
// nobody reads any more (Lifecycle.WaitForEvents in its internal/app). Nothing
// is lost by it, for all that staff did is in the database already.
func (w *window) seeOut(ended <-chan struct{}, release func() error) {
	if w.o.Exit == nil {
		return
	}
	select {
	case <-ended:
		return
	case <-w.screen.Gone():
	}
	select {
	case <-ended:
	case <-time.After(stuckAfter):
		w.log.Warn("terminal: the window closed and did not end; ending without it")
		w.o.Exit(errors.Join(w.end(), release(), w.scanned.close()))
	}
}

// Now is the hub's time as this terminal knows it.
func (w *window) Now() time.Time {
	if c := w.core.Load(); c != nil {
		return c.Clock.Now()
	}
	return time.Now()
}

// codes is how codes are read now.
func (w *window) codes() scanner.Options {
	if c := w.core.Load(); c != nil {
		return c.Codes()
	}
	return scanner.Options{}
}

// open opens the data of an enrolled terminal.
func (w *window) open() error {
	c, err := Open(w.ctx, w.o.Data, w.o.Hub, w.log)
	if err != nil {
		return err
	}
	c.Wiped = func() {
		w.core.Store(nil)
		w.screen.Do(w.shell.Home)
	}
	if stands(w.o.Shape) {
		c.Desk.Stand()
	}
	w.core.Store(c)
	w.learnWho(c)
	return nil
}

// start goes on line and lets the screens follow.
func (w *window) start(c *Core) {
	w.look(c, nil)
	c.Photos.Keep(photo.RoomOf(w.o.Photos))
	c.Photos.Came(func() { w.screen.Do(w.renew) })
	c.Start(w.ctx, func(ids []retail.OrderID) {
		w.look(c, ids)
		w.screen.Do(func() { w.shell.Changed(ids) })
	})
	changes, cancel := c.Agent.Watch()
	context.AfterFunc(w.ctx, cancel)
	go func() {
		was := agent.Line(0)
		for st := range changes {
			if st.Line == agent.Online && was != agent.Online {
				c.keepCounter(w.ctx)
			}
			was = st.Line
			w.screen.Do(w.shell.Synced)
		}
	}()
}

// look refreshes what the window itself shows of the shop.
func (w *window) look(c *Core, ids []retail.OrderID) {
	if ids == nil {
		w.learnWho(c)
		if c.away(w.ctx) {
			w.screen.Do(w.shell.Lock)
		}
	}
	q, err := c.Pickup.Queue(w.ctx, pickup.TabInbox) // the counts alone: no order is made into a row
	if err != nil {
		w.log.Error("terminal: queue", "err", err)
		return
	}
	w.inbox.Store(int64(q.Counts[pickup.TabInbox]))
	w.lookAtTablets(c)
	if w.calls.Store(len(q.Here) > 0); len(q.Here) > 0 {
		w.screen.Do(w.shell.Called)
	}
	if s, err := c.Desk.Standing(w.ctx); err == nil {
		w.desk.Store(s.Mine)
	}
	w.lookAtAsks(c)
	if was := w.fresh.Swap(int64(q.New)); int64(q.New) > was && ids != nil {
		w.screen.Do(w.shell.Arrived)
	}
}

// callers are the customers in the shop who called. It is asked every second, so
// the board is looked at only while somebody is there.
func (w *window) callers() []pickup.Caller {
	c := w.core.Load()
	if c == nil || !w.calls.Load() {
		return nil
	}
	list, err := c.Pickup.Callers(w.ctx)
	if err != nil {
		w.log.Error("terminal: callers", "err", err)
	}
	w.calls.Store(len(list) > 0)
	return list
}

// alarm is the orders that nobody begins. It is asked every few seconds.
func (w *window) alarm() pickup.Alarm {
	c := w.core.Load()
	if c == nil || w.fresh.Load() == 0 {
		return pickup.Alarm{}
	}
	a, err := c.Pickup.Alarm(w.ctx)
	if err != nil {
		w.log.Error("terminal: alarm", "err", err)
	}
	return a
}

// takeCall looks after a customer who called.
func (w *window) takeCall(ctx context.Context, id retail.OrderID) error {
	c := w.core.Load()
	if c == nil {
		return nil
	}
	return c.Pickup.TakeCall(ctx, id)
}

// learnWho looks up the names of the shop and the terminal.
func (w *window) learnWho(c *Core) {
	h := here{Who: page.Who{Terminal: c.Device.Name, Shop: string(c.Device.Store)}}
	if site, err := c.DB.Site(w.ctx); err == nil {
		h.Shop, h.shopEn = site.Name, site.NameEn
	}
	if t, err := c.DB.TerminalNamed(w.ctx, c.Device.ID); err == nil && t.Name != "" {
		h.Terminal = t.Name
	}
	w.here.Store(&h)
}

func (w *window) whoIsHere(c words.Catalog) page.Who {
	var who page.Who
	if h := w.here.Load(); h != nil {
		who = h.Who
		who.Shop, who.Counter = page.Name(c, h.Shop, h.shopEn), w.desk.Load()
	}
	who.Asks = w.asked().Counts
	if a, ok := (session{w}).Actor(); ok {
		who.Staff, who.Role = page.Name(c, a.Staff.Name, a.Staff.NameEn), a.Staff.Role
	}
	return who
}

// light is what the sync light shows.
func (w *window) light(c words.Catalog) widgets.SyncData {
	core := w.core.Load()
	if core == nil {
		return widgets.SyncText(c, widgets.SyncOffline, 0, 0, 0)
	}
	s := core.Agent.Status()
	switch s.Line {
	case agent.Online, agent.Connecting, agent.Upgrade:
		if s.Line == agent.Upgrade && !(hubLine{core}).Online() {
			break
		}
		if n := int(w.inbox.Load()); n > 0 {
			return widgets.SyncText(c, widgets.SyncAttention, 0, s.Unsent, n)
		}
		return widgets.SyncText(c, widgets.SyncConnected, 0, s.Unsent, 0)
	case agent.Offline, agent.Revoked, agent.Unknown:
	}
	return widgets.SyncText(c, widgets.SyncOffline, core.Clock.Now().Sub(s.Since), s.Unsent, 0)
}

// build makes the screens.
func (w *window) build(win page.Window, r page.Route) page.Screen {
	core := w.core.Load()
	if core == nil {
		return shiftui.NewEnrol(win, enroller{w}, w.shellHome)
	}
	switch r := r.(type) {
	case page.SignIn:
		return shiftui.NewSignIn(win, core.Shift, w.enter)
	case page.Queue:
		return pickupui.NewQueue(win, core.Pickup, r)
	case page.Search:
		return pickupui.NewSearch(win, core.Pickup, r)
	case page.Goods:
		return goodsui.NewGoods(win, core.Catalog, r)
	case page.Product:
		return goodsui.NewProduct(win, core.Catalog, w.promises(win), r)
	case page.Stand:
		return goodsui.NewStand(win, core.Catalog, r)
	case page.Others:
		return goodsui.NewOthers(win, core.Catalog, w.promises(win), r)
	case page.Shelves:
		return goodsui.NewShelves(win, core.Catalog, r)
	case page.Proposals:
		return goodsui.NewProposals(win, core.Catalog, w.proposed(win, core), r)
	case page.Pick:
		return pickupui.NewPick(win, core.Pickup, r)
	case page.Shortage:
		return pickupui.NewShortage(win, core.Pickup, r)
	case page.Offer:
		return pickupui.NewOffer(win, core.Pickup, r)
	case page.Stage:
		return pickupui.NewStage(win, core.Pickup, core.Print, r)
	case page.Stop:
		return pickupui.NewStop(win, core.Pickup, r)
	case page.Handover:
		return counterui.NewHandover(win, core.Pickup, desk{core.Desk, core.Shift}, r)
	case page.WrongGoods:
		return counterui.NewWrongGoods(win, core.Pickup, r)
	case page.Figures:
		return figureui.New(win, weekly{core}, r)
	case page.Exception:
		return pickupui.NewException(win, core.Pickup, r)
	case page.Count:
		return pickupui.NewCount(win, core.Pickup, r)
	case page.Transfers:
		return transferui.NewList(win, core.Transfer, r)
	case page.Transfer:
		return transferui.NewTransfer(win, core.Transfer, core.Print, r)
	case page.TransferAsk:
		return transferui.NewAsk(win, core.Transfer, r)
	case page.Stocktakes:
		return stocktakeui.NewStocktakes(win, core.Count, r)
	case page.StocktakeAreas:
		return stocktakeui.NewStocktakeAreas(win, core.Count, r)
	case page.Counting:
		return stocktakeui.NewCounting(win, core.Count, r)
	case page.StocktakeResult:
		return stocktakeui.NewStocktakeResult(win, core.Count, r)
	case page.CountAgain:
		return stocktakeui.NewCountAgain(win, core.Count, r)
	case page.ShelfChecks:
		return stocktakeui.NewShelfChecks(win, core.Count, r)
	case page.Holds:
		return holdingui.NewHolds(win, core.Holding, r)
	case page.Hold:
		return holdingui.NewHold(win, core.Holding, core.Print, core.Shift, r)
	case page.MakeHold:
		return holdingui.NewMakeHold(win, core.Holding, r)
	case page.Rounds:
		return waveui.NewRounds(win, core.Wave, r)
	case page.Round:
		return waveui.NewRound(win, core.Wave, r)
	case page.Places:
		return placeui.NewPlaces(win, core.Staging, r)
	case page.Prints:
		return printui.NewPrints(win, labels{core.Print, core.DB}, r)
	case page.Printer:
		return printui.NewPrinter(win, labels{core.Print, core.DB}, r)
	case page.Checklist:
		return pickupui.NewChecklist(win, core.Pickup, r)
	case page.Terminals:
		return syncui.NewTerminals(win, fleet{core.Desk, core}, r)
	case page.Records:
		return syncui.NewRecords(win, ledger{core}, fleet{core.Desk, core}, r)
	case page.Calibrate:
		return scanui.NewCalibrate(win, scans{core}, r)
	case page.ScanTest:
		return scanui.NewTest(win, scans{core}, w.shell.Typed, r)
	case page.ShowRoom:
		return w.showroom(win, core)
	case page.Settings:
		return settingsui.NewSettings(win, w.set, w.shell.Redress, w.leaving(core))
	}
	return shiftui.NewEnrolAgain(win, again{w, core})
}

// promises lead from goods to the rooms where they are promised to a customer.
func (w *window) promises(win page.Window) goodsui.Actions {
	return goodsui.Actions{
		Fetch: func(x goodsui.Wish) { win.Go(page.TransferAsk{SKU: x.SKU, From: x.Site}) },
		Hold:  func(g goodsui.Wish) { win.Go(page.MakeHold{SKU: g.SKU, Store: g.Site}) },
	}
}

// proposed begins the transfer of a proposal: goods to be had are asked for, goods
// to be given away are sent.
func (w *window) proposed(win page.Window, core *Core) func(retail.Proposal) {
	return func(p retail.Proposal) {
		if p.From == core.Device.Store {
			win.Go(page.TransferAsk{SKU: p.SKU, To: p.To, Qty: p.Qty, Why: retail.ForSurplus})
			return
		}
		win.Go(page.TransferAsk{SKU: p.SKU, From: p.From, Qty: p.Qty, Why: retail.ForShelf})
	}
}

// leaving is what leaving the terminal does; each refuses while anything is
// unsent.
func (w *window) leaving(c *Core) settingsui.Actions {
	home := func(err error) error {
		if err == nil {
			w.screen.Do(w.shell.Home)
		}
		return err
	}
	return settingsui.Actions{
		Version: Version, Scanners: waysIn{w.scans, w.eyes}, InputMethod: inputMethod(w.o),
		Showroom: w.toCustomers, Customers: w.set.Showroom(),
		SignOut: func(ctx context.Context) error { return home(c.signOut(ctx)) },
		Unenrol: func(ctx context.Context) error {
			if err := c.Unenrol(ctx); err != nil {
				return err
			}
			w.core.Store(nil)
			return home(nil)
		},
	}
}

func (w *window) shellHome() { w.shell.Home() }

// enter goes to work after sign-in.
func (w *window) enter() {
	if c := w.core.Load(); c != nil {
		go c.keepCounter(w.ctx)
	}
	w.shell.Enter()
}
