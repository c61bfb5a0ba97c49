package transferui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/label"
	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/printui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// TransferService is what the page of a transfer asks of transferring.Service.
type TransferService interface {
	Open(ctx context.Context, id retail.TransferID) (transferring.View, error)
	Scan(ctx context.Context, id retail.TransferID, code scanner.Code, broken bool) (transferring.Found, error)
	Type(ctx context.Context, id retail.TransferID, text string, broken bool, reason retail.HandReason) (transferring.Found, error)
	UndoLast(ctx context.Context, id retail.TransferID) error
	NextBox(ctx context.Context, id retail.TransferID) (int, error)
	Approve(ctx context.Context, id retail.TransferID, lines []retail.TransferBit) error
	Decline(ctx context.Context, id retail.TransferID, why retail.TransferRefusal) error
	Cancel(ctx context.Context, id retail.TransferID) error
	Dispatch(ctx context.Context, id retail.TransferID) error
	TakeBox(ctx context.Context, id retail.TransferID, label string) error
	Finish(ctx context.Context, id retail.TransferID, blind bool) error
	Settle(ctx context.Context, id retail.TransferID, d retail.Difference, how retail.Settling) error
}

// transfer is the page of one transfer: it asks what this shop is to do next.
type transfer struct {
	frame
	svc    TransferService
	id     retail.TransferID
	slot   load.Slot
	v      transferring.View
	read   bool
	m      mode
	band   *bandModel // the last scan
	found  transferring.Found
	stop   bool         // a wrong item waits for わかりました
	broken bool         // what is scanned is broken
	blind  bool         // the list is not shown while receiving
	give   map[line]int // modeAnswer: pieces to promise
	undo   bool         // 戻す is shown
	tag    *printui.Strip
}

// line names a line of a transfer.
type line struct {
	sku   retail.SKUID
	class retail.StockClass
}

// NewTransfer makes the page of one transfer. tags prints the labels of its
// boxes; it may be nil.
func NewTransfer(w page.Window, svc TransferService, tags printui.Printer, r page.Transfer) page.Screen {
	s := &transfer{frame: newFrame(w), svc: svc, id: r.ID, give: map[line]int{}}
	s.tag = printui.NewStrip(w, s.p, tags, "", func() ([]label.Label, error) {
		l, err := label.ForBox(s.c, w.Who().Shop, siteName(s.c, s.v.Row.Other), s.v.Transfer, retail.BoxID(s.v.ID, s.v.Box))
		return []label.Label{l}, err
	})
	s.show(s.c.T("transfer.title"), "", skeleton(), nil)
	s.p.Every(time.Second, func(now time.Time) {
		if s.undo && !now.Before(s.v.Undo) { // the time to take it back is over
			s.paint()
		}
	})
	s.load()
	return s
}

func (s *transfer) load() {
	load.Newest(&s.slot, s.p, func(ctx context.Context) (transferring.View, error) { return s.svc.Open(ctx, s.id) }, s.loaded)
}

func (s *transfer) loaded(v transferring.View, err error) {
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound:
		back := widgets.Action{Kind: widgets.Main, Text: s.c.T("common.back"), OnTap: s.w.Back}
		s.show(s.c.T("transfer.title"), "", widgets.NewEmptyState(assets.IconTruck, s.c.T("transfer.gone"), s.c.T("transfer.gone.text"), &back), nil)
	case err != nil:
		s.w.Fail(err)
	default:
		s.v, s.read, s.m = v, true, modeOf(v)
		if s.m == modeAnswer {
			for _, l := range v.Items {
				if _, known := s.give[line{l.SKU, l.Class}]; !known {
					s.give[line{l.SKU, l.Class}] = min(l.Asked, l.Free)
				}
			}
		}
		if !s.stop {
			s.paint()
		}
	}
}

// Scan judges a scan; while a wrong item waits nothing is judged.
func (s *transfer) Scan(code scanner.Code) {
	if !s.read || s.stop || s.stage.SheetShown() {
		s.w.Play(assets.SoundWrong)
		return
	}
	broken := s.broken
	s.judge(true, broken, func(ctx context.Context) (transferring.Found, error) { return s.svc.Scan(ctx, s.id, code, broken) })
}

// judge shows what a code was that was scanned or typed.
func (s *transfer) judge(scan, broken bool, fetch func(context.Context) (transferring.Found, error)) {
	load.Take(&s.turns, s.p, load.Turn[transferring.Found]{Scan: scan, Fetch: fetch, Show: func(f transferring.Found, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		b := bandOf(s.c, f, broken)
		s.w.Play(b.Sound)
		s.band, s.found, s.stop, s.broken = &b, f, b.Stop, false
		if s.stop {
			s.turns.DropScans()
			s.paint()
			return
		}
		s.load()
	}})
}

// step gives a command and shows what came of it.
func (s *transfer) step(do func(context.Context) error, then func()) {
	s.stage.HideSheet()
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, func(_ struct{}, err error) {
		s.band = nil
		if err != nil {
			s.w.Fail(err)
		} else if then != nil {
			then()
		}
		s.load()
	})
}

func (s *transfer) done(key string) func() {
	return func() {
		s.w.Play(assets.SoundDone)
		s.stage.Toast(s.c.T(key), "", nil)
	}
}

// paint shows what is asked now.
func (s *transfer) paint() {
	if !s.read {
		return
	}
	if s.stop && s.band != nil {
		s.stage.SetPage(s.wrong(*s.band))
		return
	}
	s.undo = s.now().Before(s.v.Undo)
	dir := "transfer.from"
	if s.v.Row.Sends {
		dir = "transfer.to"
	}
	title := s.c.T(dir, "site", siteName(s.c, s.v.Row.Other))
	body := widgets.NewScroll(widgets.Inset(widgets.VBox(10, s.body()...), 16, 10))
	s.show(title, page.Joined(s.v.Row.Number, s.c.T("transfer.why."+s.v.Why.String())), body, s.bottom())
}

func (s *transfer) bottom() fyne.CanvasObject {
	acts := s.actions()
	if len(acts) == 0 {
		return nil
	}
	return widgets.NewBottomBar(acts...)
}

// actions are the targets at the thumb, from the safe one to the main one.
func (s *transfer) actions() []widgets.Action {
	act := func(kind widgets.ActionKind, key string, icon assets.Icon, do func()) widgets.Action {
		return widgets.Action{Kind: kind, Text: s.c.T(key), Icon: icon, OnTap: do}
	}
	done, all := count(s.v, s.m)
	var first []widgets.Action
	if s.undo {
		first = append(first, act(widgets.Secondary, "common.undo", assets.IconUndo, func() {
			s.step(func(ctx context.Context) error { return s.svc.UndoLast(ctx, s.id) }, nil)
		}))
	}
	scan := act(widgets.ScanWait, "pick.scan", "", func() { s.w.Camera() })
	switch s.m {
	case modeAnswer:
		send := act(widgets.Main, "transfer.approve", assets.IconCheck, s.approve)
		n := 0
		for _, q := range s.give {
			n += q
		}
		send.Sub = s.c.T("transfer.approve.sub", "n", n)
		if s.v.By == s.v.From {
			send.Sub = ""
		}
		if s.w.Who().Role < retail.RoleLead {
			send.Kind, send.Sub, send.OnTap = widgets.NotYet, s.c.T("verdict.not_allowed"), nil
		} else if n == 0 && len(s.v.Items) > 0 {
			send.Kind, send.Sub, send.OnTap = widgets.NotYet, s.c.T("verdict.not_enough"), nil
		}
		if s.v.By == s.v.Here { // there is nobody to tell
			return []widgets.Action{act(widgets.Secondary, "transfer.cancel", "", s.askCancel), send}
		}
		return []widgets.Action{act(widgets.Secondary, "transfer.decline", "", s.askDecline), send}
	case modePick:
		if done == 0 {
			return append(first, scan)
		}
		if len(first) == 0 {
			first = append(first, act(widgets.Secondary, "transfer.box.next", assets.IconBox, s.nextBox))
		}
		if done < all {
			return append(first, scan)
		}
		send := act(widgets.Main, "transfer.dispatch", assets.IconTruck, s.askDispatch)
		send.Sub = s.c.T("transfer.dispatch.sub", "n", done)
		return append(first, send)
	case modeBack:
		return append(first, scan)
	case modeReceive:
		end := endOf(done, all, s.blind)
		if len(first) == 0 && end == endAside {
			first = append(first, act(widgets.Secondary, "transfer.finish.short", "", s.askFinish))
		}
		if end == endMain {
			fin := act(widgets.Main, "transfer.finish", assets.IconCheck, s.askFinish)
			fin.Sub = s.c.T("transfer.finish.sub", "n", done)
			return append(first, fin)
		}
		return append(first, scan)
	case modeWait:
		if s.v.By == s.v.Here && !s.v.Out.State.Left() {
			return []widgets.Action{act(widgets.Secondary, "transfer.cancel", "", s.askCancel)}
		}
	case modeDiffer, modeOver:
	}
	return nil
}

func (s *transfer) approve() {
	var bits []retail.TransferBit
	for _, l := range s.v.Items {
		if n := s.give[line{l.SKU, l.Class}]; n > 0 {
			bits = append(bits, retail.TransferBit{SKU: l.SKU, Class: l.Class, Qty: n})
		}
	}
	s.step(func(ctx context.Context) error { return s.svc.Approve(ctx, s.id, bits) }, s.done("transfer.approved"))
}

func (s *transfer) askDecline() {
	var rows []fyne.CanvasObject
	icons := map[retail.TransferRefusal]assets.Icon{
		retail.RefusedNeeded: assets.IconLock, retail.RefusedNotFound: assets.IconSearch, retail.RefusedFlawed: assets.IconWarn,
		retail.RefusedDisplay: assets.IconEye, retail.RefusedBusy: assets.IconClock,
	}
	for _, why := range retail.TransferRefusals() {
		rows = append(rows, choice(icons[why], s.c.T("transfer.refusal."+why.String()), "", func() {
			s.step(func(ctx context.Context) error { return s.svc.Decline(ctx, s.id, why) }, s.done("transfer.declined"))
		}))
	}
	s.choices(s.c.T("transfer.decline.why"), rows...)
}

// ask puts one question with a safe and a main answer.
func (s *transfer) ask(title, body, main string, do func(context.Context) error, then string) {
	s.stage.Ask(widgets.SheetData{Title: title, Body: body, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.later")},
		{Kind: widgets.Main, Text: main, OnTap: func() { s.step(do, s.done(then)) }},
	}}, s.stage.HideSheet)
}

// askDispatch asks before the boxes leave, and says how many pieces stay behind.
func (s *transfer) askDispatch() {
	q := dispatchAsk(s.c, s.v)
	s.ask(q.Title, q.Body, s.c.T("transfer.dispatch"), func(ctx context.Context) error { return s.svc.Dispatch(ctx, s.id) }, "transfer.dispatched")
}

// take goes on by one of the ways that stand beneath the goods.
func (s *transfer) take(w wayModel) {
	switch {
	case !w.May:
		s.stage.Toast(w.Sub, "", nil)
	case w.Way == waySend:
		s.askDispatch()
	case w.Way == wayDecline:
		s.askDecline()
	case w.Way == wayCancel:
		s.askCancel()
	case w.Way == wayNone:
		s.askFinish()
	case w.Way == wayHand:
		s.byHand(byhand.Model{})
	}
}

// askFinish asks before the receiving ends, also when nothing came.
func (s *transfer) askFinish() {
	q := finishAsk(s.c, s.v, s.blind)
	s.ask(q.title, q.body, q.do, func(ctx context.Context) error { return s.svc.Finish(ctx, s.id, s.blind) }, q.then)
}

func (s *transfer) askCancel() {
	s.ask(s.c.T("transfer.cancel.ask"), cancelBody(s.c, s.v), s.c.T("transfer.cancel"),
		func(ctx context.Context) error { return s.svc.Cancel(ctx, s.id) }, "transfer.canceled")
}

func (s *transfer) nextBox() {
	s.step(func(ctx context.Context) error { _, err := s.svc.NextBox(ctx, s.id); return err }, nil)
}

// byHand asks why a label cannot be scanned, and then for its digits.
func (s *transfer) byHand(m byhand.Model) {
	e := byhand.Entry{Words: s.c, Model: m, Set: s.byHand, Done: func(digits string, why retail.HandReason) {
		s.stage.HideSheet()
		broken := s.broken
		s.judge(false, broken, func(ctx context.Context) (transferring.Found, error) {
			return s.svc.Type(ctx, s.id, digits, broken, why)
		})
	}}
	if m.Reason == 0 {
		s.stage.LongSheet(e.Body(), s.stage.HideSheet)
		return
	}
	s.stage.LongSheet(widgets.VBox(10, e.Body(), widgets.NewBigButton(e.Action())), s.stage.HideSheet)
}

// settle asks what became of pieces that do not agree.
func (s *transfer) settle(d differenceModel) {
	var rows []fyne.CanvasObject
	for _, ch := range d.Choices {
		rows = append(rows, choice(ch.Icon, ch.Text, ch.Sub, func() {
			if !ch.May {
				s.stage.HideSheet()
				s.stage.Toast(ch.Sub, "", nil)
				return
			}
			s.step(func(ctx context.Context) error { return s.svc.Settle(ctx, s.id, d.Difference, ch.How) }, s.done("transfer.settled"))
		}))
	}
	s.choices(page.Joined(d.Chip.Word, d.Number), rows...)
}

// Changed reads again: the other shop, or another terminal, may have done
// something.
func (s *transfer) Changed([]retail.OrderID) { s.load() }

// Aim tells the camera what is looked for.
func (s *transfer) Aim() (page.Aim, bool) {
	ok := s.read && !s.stop && !s.stage.SheetShown() && (s.m == modePick || s.m == modeReceive || s.m == modeBack)
	return page.Aim{Look: page.LookGoods, Title: s.c.T("pick.scan")}, ok
}

var (
	_ page.Screen = (*transfer)(nil)
	_ page.Aimer  = (*transfer)(nil)
)
