package pickupui

import (
	"context"
	"slices"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// PickService is what the pick screen asks of pickup.Service.
type PickService interface {
	Pick(ctx context.Context, id retail.OrderID) (pickup.PickView, error)
	Claim(ctx context.Context, id retail.OrderID, takeOver bool) error
	Scan(ctx context.Context, id retail.OrderID, code scanner.Code) (pickup.Found, error)
	TypeCode(ctx context.Context, id retail.OrderID, text string, reason retail.HandReason) (pickup.Found, error)
	Skip(ctx context.Context, id retail.OrderID, line int) (pickup.PickView, error)
	UndoLast(ctx context.Context, id retail.OrderID) (pickup.PickView, error)
	LookAgain(ctx context.Context, id retail.OrderID, line int) (pickup.PickView, error)
	Decline(ctx context.Context, id retail.OrderID, why string) error
	Release(ctx context.Context, id retail.OrderID) error
}

// pickScreen asks one question: is this it?
type pickScreen struct {
	frame
	svc  PickService
	id   retail.OrderID
	view pickup.PickView
	open bool // the view is there and the order is ours
	gone bool // somebody has tapped back

	mode  pickMode
	found pickup.Found // of pickRight
	wrong answerModel  // of pickBlocked
	hand  byhand.Model // of pickHand
	undo  time.Time    // until when the last scan can be taken back
	leave func()       // gives up the end of the green head

	undoMark *undoButton
	left     string // the time left as the bar says it
	cold     string // what the clocks of cold goods say
}

// NewPick makes the screen ピッキング of an order and claims it. A scan anywhere
// counts; the right item leads on by itself, a wrong one blocks the scanner
// until it is acknowledged.
func NewPick(w page.Window, svc PickService, r page.Pick) page.Screen {
	s := &pickScreen{frame: newFrame(w), svc: svc, id: r.Order}
	s.answer(ground(nil, opening(), nil))
	s.claim(false)
	s.p.Every(time.Second, func(time.Time) { s.tick() })
	return s
}

// claimed is a pick with the reason why it is not ours, if so.
type claimed struct {
	view    pickup.PickView
	refused error
}

// claim makes the order ours and shows it. A colleague's order asks first.
func (s *pickScreen) claim(takeOver bool) {
	inTurn(&s.frame, false, func(ctx context.Context) (claimed, error) {
		var out claimed
		if out.refused = s.svc.Claim(ctx, s.id, takeOver); out.refused != nil && retail.CodeOf(out.refused) != retail.CodeRefused {
			return out, out.refused
		}
		var err error
		out.view, err = s.svc.Pick(ctx, s.id)
		return out, err
	}, func(got claimed, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		s.view = got.view
		if s.away() {
			return
		}
		s.open = true
		s.settle()
		if got.refused == nil {
			return
		}
		if retail.HintOf(got.refused) != "verdict."+retail.ClaimedBy.String() {
			s.w.Fail(got.refused)
			return
		}
		s.askTakeOver()
	})
}

// askTakeOver says whose the order is; until that is settled nothing is scanned.
func (s *pickScreen) askTakeOver() {
	s.open = false
	s.turns.DropScans()
	s.stage.HideToast()
	m := lostOf(s.c, s.view)
	actions := []widgets.Action{{Kind: widgets.Secondary, Text: s.c.T("common.back"), OnTap: s.w.Back}}
	if m.PutBack != "" {
		actions = append(actions, widgets.Action{Kind: widgets.Secondary, Text: m.PutBack, OnTap: func() { s.w.Replace(page.Stop{Order: s.id}) }})
	}
	actions = append(actions, widgets.Action{Kind: widgets.Main, Text: s.c.T("pick.claim.take"), OnTap: func() { s.claim(true) }})
	s.stage.Ask(widgets.SheetData{Title: m.Title, Body: m.Body, Actions: actions}, nil)
}

// away leaves for the screen that fits when the order is no longer to be
// picked.
func (s *pickScreen) away() bool {
	if s.view.Order == nil {
		return false
	}
	to, gone := routeAway(s.view.Order)
	if gone {
		s.open = false
		s.turns.DropScans()
		s.w.Replace(to)
	}
	return gone
}

// back leaves the pick when what was scanned before is judged. An order that
// nothing was done for goes back to the queue, for whoever takes it next; one
// that was begun stays ours.
func (s *pickScreen) back() {
	if s.gone {
		return
	}
	s.gone = true
	inTurn(&s.frame, false, func(ctx context.Context) (struct{}, error) {
		v, err := s.svc.Pick(ctx, s.id)
		if err == nil && untouched(v) {
			err = s.svc.Release(ctx, s.id)
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		}
		s.w.Back()
	})
}

// Scan judges a scan. While a wrong item waits for わかりました, and while a
// question is up, nothing is judged.
func (s *pickScreen) Scan(code scanner.Code) {
	if s.gone || s.mode == pickBlocked {
		return
	}
	if s.stage.SheetShown() { // whoever looks at the goods must hear that it did not count
		s.w.Play(assets.SoundWrong)
		return
	}
	inTurn(&s.frame, true, func(ctx context.Context) (pickup.Found, error) {
		return s.svc.Scan(ctx, s.id, code)
	}, s.judged)
}

// judged shows what a scan came to.
func (s *pickScreen) judged(f pickup.Found, err error) {
	if err != nil {
		s.w.Fail(err)
		return
	}
	s.view = f.Pick
	if s.away() {
		return
	}
	if toStaging(f) {
		s.w.Go(page.Stage{Order: s.id, Code: f.Code.Text})
		return
	}
	a := answerOf(s.c, f)
	s.w.Play(a.Sound)
	s.giveUpLeave()
	if a.Look != lookNote {
		s.stage.HideToast()
	}
	switch a.Look {
	case lookRight:
		s.found, s.mode = f, pickRight
		s.undo = f.Undo.At.Add(pickup.UndoTime)
		s.leave = s.p.After(answerFor, s.settle)
	case lookNote:
		if s.mode == pickRight {
			s.settle()
		}
		s.stage.Toast(a.Sentence, "", nil)
		return
	default:
		s.wrong, s.mode = a, pickBlocked
		s.undo = time.Time{}
		s.turns.DropScans()
	}
	s.render()
}

func (s *pickScreen) giveUpLeave() {
	if s.leave != nil {
		s.leave()
		s.leave = nil
	}
}

// settle shows the next question: the item in hand, or what to do when none is
// left.
func (s *pickScreen) settle() {
	s.giveUpLeave()
	s.mode = pickItem
	if s.view.Current < 0 {
		s.mode = pickSettled
	}
	s.render()
}

// tick follows the clock: the time left and what can still be undone.
func (s *pickScreen) tick() {
	if !s.open {
		return
	}
	now := s.now()
	if !s.undo.IsZero() && undoLeft(s.undo, now) == 0 {
		s.undo = time.Time{}
		s.undoMark = nil
		if s.mode == pickItem || s.mode == pickSettled {
			s.render()
		}
		return
	}
	if s.undoMark != nil {
		s.undoMark.set(undoSub(s.c, undoLeft(s.undo, now)))
	}
	if s.bar == nil || s.mode == pickHand {
		return
	}
	if coldText(coldsOf(s.c, s.view.Cold, now)) != s.cold && (s.mode == pickItem || s.mode == pickSettled) {
		s.render()
		return
	}
	if b := orderBar(s.c, s.view.Order, s.view.Name, now); b.Sub != s.left {
		s.left = b.Sub
		s.setBar(s.barOf(b))
	} else if s.tablet() {
		s.bar.SetClock(s.c.Clock(now))
	}
}

// Changed loads the order again: it may have been canceled under our hands.
func (s *pickScreen) Changed(ids []retail.OrderID) {
	if len(ids) > 0 && !slices.Contains(ids, s.id) {
		return
	}
	if s.open && s.stage.SheetShown() {
		return
	}
	s.load(func(ctx context.Context) (pickup.PickView, error) { return s.svc.Pick(ctx, s.id) }, nil)
}

// load shows the view that fetch returns; then runs afterwards.
func (s *pickScreen) load(fetch func(context.Context) (pickup.PickView, error), then func()) {
	inTurn(&s.frame, false, fetch, func(v pickup.PickView, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		lost := s.open && s.view.Mine && !v.Mine && v.Claimer != ""
		s.view = v
		switch {
		case s.away():
			return
		case lost:
			s.settle()
			s.askTakeOver()
		case then != nil:
			then()
		case s.mode == pickItem || s.mode == pickSettled || s.mode == pickOpening:
			s.settle()
		case s.mode == pickLines:
			s.render()
		}
	})
}

// act does what an action stands for.
func (s *pickScreen) act(do pickDo) {
	switch do {
	case pickMissingAct:
		if l := s.view.Now(); l != nil {
			s.w.Go(page.Shortage{Order: s.id, Line: l.No})
		}
	case pickHandAct:
		if !s.w.Camera() {
			s.byHand()
		}
	case pickUndoAct:
		s.undo = time.Time{}
		s.load(func(ctx context.Context) (pickup.PickView, error) { return s.svc.UndoLast(ctx, s.id) }, func() {
			s.settle()
			s.stage.Toast(s.c.T("pick.undone"), "", nil)
		})
	case pickSkipAct:
		if l := s.view.Now(); l != nil {
			s.load(func(ctx context.Context) (pickup.PickView, error) { return s.svc.Skip(ctx, s.id, l.No) }, func() {
				s.stage.HideToast()
				s.settle()
			})
		}
	case pickStageAct:
		s.w.Go(page.Stage{Order: s.id})
	case pickDeclineAct:
		s.askDecline()
	case pickOfferAct:
		s.w.Go(page.Offer{Order: s.id})
	case pickHomeAct:
		s.w.Home()
	case pickItemAct:
		s.settle()
	case pickNothingAct:
	}
}

// askDecline says that it cannot be undone before the shop gives the order up.
func (s *pickScreen) askDecline() {
	s.stage.Ask(widgets.SheetData{
		Title: s.c.T("pick.decline.ask"), Body: s.c.T("pick.decline.body"),
		Actions: []widgets.Action{
			{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
			{Kind: widgets.Main, Text: s.c.T("pick.decline"), OnTap: func() {
				inTurn(&s.frame, false, func(ctx context.Context) (struct{}, error) {
					return struct{}{}, s.svc.Decline(ctx, s.id, "pick.decline.why")
				}, func(_ struct{}, err error) {
					if err != nil {
						s.w.Fail(err)
						return
					}
					s.w.Home()
				})
			}},
		},
	}, s.stage.HideSheet)
}

// choose takes a line of the list in hand: an open one by putting those before
// it to the end, one given up by looking again.
func (s *pickScreen) choose(l lineModel) {
	switch l.State {
	case lineOpen:
		var before []int
		for _, r := range s.view.Route {
			if r.No == l.No {
				break
			}
			if r.Open() > 0 {
				before = append(before, r.No)
			}
		}
		s.load(func(ctx context.Context) (v pickup.PickView, err error) {
			for _, no := range before {
				if v, err = s.svc.Skip(ctx, s.id, no); err != nil {
					return v, err
				}
			}
			return v, nil
		}, s.settle)
	case lineShort:
		s.stage.Ask(widgets.SheetData{
			Title: s.c.T("pick.again.title"), Body: joined(l.Name, l.what()),
			Actions: []widgets.Action{
				{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
				{Kind: widgets.Secondary, Text: s.c.T("queue.x.recount.do"), OnTap: func() { s.w.Go(page.Count{SKU: l.SKU}) }},
				{Kind: widgets.Main, Text: s.c.T("pick.again"), OnTap: func() {
					s.load(func(ctx context.Context) (pickup.PickView, error) { return s.svc.LookAgain(ctx, s.id, l.No) }, s.settle)
				}},
			},
		}, s.stage.HideSheet)
	case lineNow:
		s.settle()
	case lineDone:
	}
}

// typed judges a code entered by hand.
func (s *pickScreen) typed(text string, reason retail.HandReason) {
	inTurn(&s.frame, true, func(ctx context.Context) (pickup.Found, error) {
		return s.svc.TypeCode(ctx, s.id, text, reason)
	}, s.judged)
}
