package counterui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// mode is what the counter shows.
type mode uint8

const (
	modeScanner  mode = iota + 1 // waits for the customer's code
	modeDigits                   // the digits below the code, typed
	modeOrder                    // an order, released or halted
	modeIdentity                 // who is it
	modeReceipt                  // the till's receipt number
	modeWrong                    // a bag that does not belong: acknowledge first
	modeDone                     // handed over
	modeApprove                  // a manager answers for it
	modePart                     // what the customer does not take now
	modeSuggest                  // what they may like as well
	modeAge                      // is the customer old enough
)

// doneFor is how long 「お渡ししました」 stays.
const doneFor = 2 * time.Second

// handover is the screen お渡し.
type handover struct {
	w     page.Window
	c     words.Catalog
	p     *load.Page
	stage *widgets.Stage
	bar   *widgets.AppBar
	svc   Service
	desk  Desk
	route page.Handover
	turns load.Turns

	mode   mode
	view   pickup.CounterView
	before *pickup.CounterView // the order that a scan put aside
	notice string              // what the last scan or number came to, on the scanner page
	typed  string
	kind   retail.IdentityKind
	doc    retail.DocumentKind
	proxy  bool
	age    retail.AgeProof
	wrong  widgets.WrongData
	bags   []*widgets.BagTile
	reader *widgets.Scroll // of the order, which keeps its place when painted anew
	inHand retail.OrderID  // the order it shows
	leave  func()          // stops the way back to the scanner

	stand   pickup.Standing // of this terminal
	slot    load.Slot       // of stand
	approve approval

	callers []pickup.Caller // customers in the shop
	calling load.Slot       // of callers
	taking  load.Slot

	part    part
	suggest suggesting
	rest    int  // pieces that stayed here at the handover
	undoing bool // the manager who is asked takes the handover back
	codes   bool // the manager who is asked lets digits be typed again
	locked  bool // too many were wrong

	booking bool // what was tapped is on its way; a second tap is the finger's
}

// NewHandover makes the screen お渡し: it waits for the customer's code, or
// shows what the route brings.
func NewHandover(w page.Window, svc Service, desk Desk, r page.Handover) page.Screen {
	p := load.Open(context.Background(), w.Env())
	h := &handover{w: w, c: w.Words(), p: p, svc: svc, desk: desk, route: r, stand: pickup.Standing{Online: true}, mode: modeScanner, leave: func() {}}
	h.stage = widgets.NewStage(widgets.NewBox(theme.Bg), p)
	switch {
	case r.Code != "":
		h.present(scanner.Classify(r.Code, scanner.Options{Source: scanner.SourceTyped}))
	case r.Order != "":
		h.open(r.Order)
	}
	if codeRoute(r) {
		h.setBar()
		h.stage.SetPage(ground(h.bar, widgets.Inset(widgets.VBox(16, widgets.NewSkeletonCard(), widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16), nil))
	} else {
		h.render()
	}
	h.arrive()
	h.call()
	p.Every(15*time.Second, func(now time.Time) {
		if h.bar != nil && h.tablet() {
			h.bar.SetClock(h.c.Clock(now))
		}
		h.call()
	})
	return h
}

func (h *handover) tablet() bool   { return h.w.Shape().Tablet() }
func (h *handover) now() time.Time { return h.p.Clock().Now() }

// ground lays bar, body and bottom on the screen's colour.
func ground(bar, body, bottom fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(bar, body, bottom))
}

// setBar makes the bar anew: its back arrow leads one step back.
func (h *handover) setBar() {
	who := h.w.Who()
	d := widgets.AppBarData{
		Title: h.c.T("counter.title"), Sub: joined(who.Shop, who.Staff, who.Terminal), Tablet: h.tablet(), Sync: h.w.Sync(),
		OnBack: h.back, OnSync: func() { h.w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Clock = h.c.Clock(h.now())
		if h.stand.Mine {
			d.Sub = joined(d.Sub, h.c.T("lease.badge"))
		}
	}
	h.bar = widgets.NewAppBar(d)
}

// back leaves what stands over the order first, then the order, then the
// screen.
func (h *handover) back() {
	switch h.mode {
	case modeDigits:
		h.scanner()
	case modeApprove:
		if h.codes {
			h.scanner()
			return
		}
		h.mode = modeOrder
		h.render()
	case modeIdentity, modeReceipt:
		// From the documents back to the other ways, where there are any.
		ways := h.mode == modeIdentity && h.kind == retail.PhotoID && h.view.AsksOf(h.proxy) != retail.AskDocument
		if h.kind, h.doc = 0, 0; !ways {
			h.mode = modeOrder
		}
		h.render()
	case modePart, modeSuggest, modeAge:
		h.mode = modeOrder
		h.render()
	case modeOrder:
		h.scanner()
	case modeScanner, modeWrong, modeDone:
		h.w.Back()
	}
}

// render shows the mode.
func (h *handover) render() {
	h.setBar()
	if h.mode == modeDone || h.mode == modeWrong { // they carry nothing but the answer
		h.stage.HideToast()
	}
	switch h.mode {
	case modeScanner:
		h.stage.SetPage(h.scannerPage())
	case modeDigits:
		h.stage.SetPage(h.digitsPage())
	case modeOrder:
		if stepOf(h.view) == stepHalt {
			h.stage.SetPage(h.haltPage(haltOf(h.c, h.view, h.now())))
			return
		}
		h.showOrder(orderOf(h.c, h.view, h.now()))
	case modeIdentity:
		h.stage.SetPage(h.identityPage())
	case modeAge:
		h.stage.SetPage(h.agePage())
	case modeReceipt:
		h.stage.SetPage(h.receiptPage())
	case modeApprove:
		h.stage.SetPage(h.approvePage())
	case modePart:
		h.stage.SetPage(h.partPage())
	case modeSuggest:
		h.stage.SetPage(h.suggestPage())
	case modeWrong:
		answer := widgets.NewWrongAnswer(h.w.Thumbs(), h.wrong)
		h.stage.SetPage(widgets.Layers(widgets.NewBox(theme.StopFill), widgets.Column(answer, widgets.AnswerWidth)))
		answer.Shake()
	case modeDone:
		h.stage.SetPage(h.donePage())
	}
}

// showOrder paints an order; the same one stays where it was scrolled to.
func (h *handover) showOrder(m orderModel) {
	at := float32(0)
	if h.reader != nil && h.inHand == h.view.Order.ID {
		at = h.reader.Offset()
	}
	h.stage.SetPage(h.orderPage(m))
	h.inHand = h.view.Order.ID
	h.reader.SetOffset(at)
}

// scanner goes back to waiting for the next customer. What the route brought
// is done with: it must not come again when the screen is built anew.
func (h *handover) scanner() {
	h.reset()
	h.render()
	if h.route != (page.Handover{}) {
		h.route = page.Handover{}
		h.w.Replace(h.route)
	}
}

// reset forgets the customer.
func (h *handover) reset() {
	h.leave()
	h.leave = func() {}
	h.mode, h.view, h.before, h.notice, h.typed = modeScanner, pickup.CounterView{}, nil, "", ""
	h.kind, h.doc, h.proxy, h.approve, h.undoing = 0, 0, false, approval{}, false
	h.codes, h.locked, h.suggest = false, false, suggesting{}
}

// Scan: while a wrong bag stands on the screen nothing counts; after a
// handover the next scan is the next customer.
func (h *handover) Scan(code scanner.Code) {
	switch h.mode {
	case modeWrong:
		h.w.Play(assets.SoundWrong)
		return
	case modeDone:
		h.reset()
		h.render()
	case modeApprove:
		if code.Kind == scanner.KindStaff {
			h.approveBadge(code)
			return
		}
	case modeScanner, modeDigits, modeOrder, modeIdentity, modeReceipt, modePart, modeSuggest, modeAge:
	}
	h.present(code)
}

// present judges a code, in the order of the scans.
func (h *handover) present(code scanner.Code) {
	var v pickup.CounterView
	inTurn(h, func(ctx context.Context) (pickup.Shown, error) {
		if v.Order != nil {
			return h.svc.ScanAtCounter(ctx, v, code)
		}
		return h.svc.Present(ctx, code)
	}, h.shown, func() { v = h.view })
}

// open shows an order found by name.
func (h *handover) open(id retail.OrderID) {
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.Open(ctx, id) }, func(v pickup.CounterView, err error) {
		if err != nil {
			h.w.Fail(err)
			h.scanner()
			return
		}
		h.view, h.mode = v, modeOrder
		h.render()
	}, nil)
}

// shown says what a scan came to.
func (h *handover) shown(s pickup.Shown, err error) {
	if err != nil {
		h.failed(err)
		return
	}
	switch s.Answer {
	case pickup.CounterShown:
		h.showView(s.View)
	case pickup.CounterBag:
		h.w.Play(assets.SoundRight)
		h.view = s.View
		h.render()
	case pickup.CounterBagTwice:
		h.w.Play(assets.SoundRight)
		h.stage.Toast(h.c.T("counter.bag_twice"), "", nil)
	case pickup.CounterBagForeign, pickup.CounterBagUnknown:
		h.wrongBag(s)
	case pickup.CounterNotHere, pickup.CounterDigitsWrong:
		h.say(h.c.T("counter." + s.Answer.String()))
	case pickup.CounterLocked:
		h.sayLocked(s.Wait)
	}
}

// failed shows an error over the page.
func (h *handover) failed(err error) {
	h.w.Fail(err)
	if h.view.Order == nil {
		h.render()
	}
}

// say tells what a scan or a number came to: on the scanner's page, or as a
// toast over an order.
func (h *handover) say(text string) {
	h.w.Play(assets.SoundWrong)
	if h.view.Answer != 0 {
		h.stage.Toast(text, "", nil)
		return
	}
	h.notice, h.typed, h.locked = text, "", false
	h.render()
}

// showView shows an order, or that there is none. The one that was open is put
// aside and can be taken back.
func (h *handover) showView(v pickup.CounterView) {
	was := h.view
	same := was.Order != nil && v.Order != nil && was.Order.ID == v.Order.ID
	if same && was.Answer == retail.PickupOK && v.Answer == retail.PickupOK && was.Delegation == v.Delegation {
		v.Identity, v.Document, v.Proxy, v.Age = was.Identity, was.Document, was.Proxy, was.Age
	}
	sound := assets.SoundRight
	if v.Answer != retail.PickupOK {
		sound = assets.SoundWrong
	}
	h.w.Play(sound)
	h.view, h.mode, h.notice, h.typed = v, modeOrder, "", ""
	h.kind, h.doc, h.proxy = 0, 0, false
	if !same {
		h.suggest = suggesting{}
	}
	h.render()
	if was.Order != nil && !same && was.Answer == retail.PickupOK {
		h.before = &was
		h.stage.Toast(h.c.T("counter.switched", "number", was.Order.Number, "name", h.c.T("common.sama", "name", was.Name)), h.c.T("common.undo"), h.takeBack)
	}
}

// takeBack returns to the order that a scan put aside.
func (h *handover) takeBack() {
	if h.before == nil {
		return
	}
	h.view, h.before, h.mode = *h.before, nil, modeOrder
	h.render()
	h.refresh()
}

func (h *handover) wrongBag(s pickup.Shown) {
	if h.view.Order == nil {
		h.say(h.c.T("counter.bag_unknown"))
		return
	}
	h.w.Play(assets.SoundWrong)
	h.wrong = bagNews(h.c, s, h.view.Name)
	h.wrong.OnOK = func() { h.mode = modeOrder; h.render() }
	h.mode = modeWrong
	h.render()
}

// refresh reads the order again, keeping how the customer is known.
func (h *handover) refresh() {
	if h.view.Order == nil || h.mode == modeDone {
		return
	}
	var v pickup.CounterView
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.Refresh(ctx, v) }, func(now pickup.CounterView, err error) {
		if err != nil || h.view.Order == nil || now.Order == nil || now.Order.ID != h.view.Order.ID || h.mode == modeDone {
			return
		}
		h.view = now
		if h.mode == modeOrder {
			h.render()
		}
	}, func() { v = h.view })
}

// act does the main action of an order.
func (h *handover) act(s step) {
	switch s {
	case stepIdentity:
		h.mode = modeIdentity
		h.render()
	case stepAge:
		h.askAge()
	case stepPay:
		h.mode, h.typed = modeReceipt, ""
		h.render()
	case stepBags:
		if !h.w.Camera() {
			h.blink()
		}
	case stepHandOver:
		h.release()
	case stepLease:
		h.askApproval()
	case stepHalt:
	}
}

// blink draws the eye to the bags that are still to be scanned.
func (h *handover) blink() {
	for i, b := range h.view.Bags {
		if !b.Done && i < len(h.bags) {
			h.bags[i].Blink()
		}
	}
}

// release hands the goods over.
func (h *handover) release() {
	if h.booking {
		return
	}
	h.booking = true
	v := h.view
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.HandOver(ctx, v) }, func(now pickup.CounterView, err error) {
		h.booking = false
		if err != nil {
			h.w.Fail(err)
			h.view = keep(v, now)
			h.render()
			return
		}
		h.view, h.mode = now, modeDone
		h.w.Play(assets.SoundDone)
		h.rest = v.LaterPieces()
		h.render()
		if h.rest > 0 { // it is to be put back first
			return
		}
		h.leave = h.p.After(doneFor, func() {
			if h.mode == modeDone {
				h.scanner()
			}
		})
	}, nil)
}

// keep takes the newer view when there is one.
func keep(old, now pickup.CounterView) pickup.CounterView {
	if now.Order == nil {
		return old
	}
	return now
}

// Content is the stage.
func (h *handover) Content() fyne.CanvasObject { return h.stage }

// Changed reads the order again.
func (h *handover) Changed(ids []retail.OrderID) {
	if len(ids) == 0 {
		h.look()
	}
	if h.view.Order == nil {
		h.call()
		return
	}
	for _, id := range ids {
		if id == h.view.Order.ID {
			h.refresh()
			return
		}
	}
	if len(ids) == 0 {
		h.refresh()
	}
}

// Synced shows the sync light anew.
func (h *handover) Synced() {
	if h.bar != nil {
		h.bar.SetSync(h.w.Sync())
	}
	h.look()
}

// Close ends the screen.
func (h *handover) Close() {
	h.desk.Depart()
	h.p.Close()
}

var _ page.Screen = (*handover)(nil)
