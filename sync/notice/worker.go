package notice

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Desk is the hub as the worker needs it.
type Desk interface {
	// DueNotices returns orders whose notice may leave now, with e-mail.
	DueNotices(ctx context.Context) ([]retail.Order, error)
	// StuckNotices returns orders whose notice was started and not ended.
	StuckNotices(ctx context.Context) ([]retail.Order, error)
	// DueHolds and StuckHolds return the same of holds.
	DueHolds(ctx context.Context) ([]retail.Hold, error)
	StuckHolds(ctx context.Context) ([]retail.Hold, error)
	// Apply gives a command of the hub and returns its verdict, committed.
	Apply(ctx context.Context, kind retail.Kind, body retail.Body) (wire.Result, error)
	// ApplyAt does the same about a hold in the books of a shop.
	ApplyAt(ctx context.Context, store retail.SiteID, kind retail.Kind, body retail.Body) (wire.Result, error)
	// Sites returns every site.
	Sites(ctx context.Context) ([]retail.Site, error)
	// PickupCode returns text and typed form of an order's pickup code, and the
	// address of its page.
	PickupCode(ctx context.Context, id retail.OrderID) (wire.CodeReply, error)
}

// Worker sends ready notices, one after the other. Only one goroutine may use
// it.
type Worker struct {
	Desk   Desk
	Mailer Mailer
	Clock  retail.Clock
	Log    *slog.Logger
	Chain  string         // the chain's name in the mail
	Zone   *time.Location // of the shops; Japan when nil
	Ledger *Ledger        // where it is written down outside of the database too; nil for nowhere

	later map[retail.NoticeKey]wait // refused for now: not before
	owed  map[retail.NoticeKey]step // results that could not be written down yet
	shut  wait                      // no mail server: not before
}

// wait is how often something did not work, and when it is tried again.
type wait struct {
	until time.Time
	tries int
}

// Waits between tries; the last one stays.
var (
	lineWaits  = []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute}
	orderWaits = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}
)

func (w wait) next(now time.Time, steps []time.Duration) wait {
	return wait{until: now.Add(steps[min(w.tries, len(steps)-1)]), tries: w.tries + 1}
}

// every is how often the worker looks for notices.
const every = time.Second

// Run sends notices until ctx ends. Whatever an earlier run left in the middle
// becomes unknown first, and is not sent.
func (w *Worker) Run(ctx context.Context) {
	recovered := false
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		var err error
		if !recovered {
			err = w.Recover(ctx)
			recovered = err == nil
		}
		if recovered {
			_, err = w.Round(ctx)
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Warn("notice", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Recover books notices that were started and never ended as unknown: they may
// have left. Where the ledger knows how one ended, it ended so. Call it once,
// before the first Round.
func (w *Worker) Recover(ctx context.Context) error {
	stuck, err := w.subjects(ctx, w.Desk.StuckNotices, w.Desk.StuckHolds)
	if err != nil {
		return err
	}
	for _, x := range stuck {
		state := retail.NoticeUnknown
		if w.Ledger != nil {
			if s := w.Ledger.Notice(x.key, x.notice, time.Time{}); s != 0 && s != retail.NoticeSending {
				state = s
			}
		}
		if _, err := w.apply(ctx, x.result(x.notice.MessageID, state)); err != nil {
			return err
		}
		w.Log.Warn("notice: begun before the hub stopped", "about", string(x.key), "now", state.String())
	}
	return nil
}

// Round sends what may leave now and returns how many mails were taken by the
// mail server.
func (w *Worker) Round(ctx context.Context) (sent int, err error) {
	if err := w.settle(ctx); err != nil {
		return 0, err
	}
	due, err := w.subjects(ctx, w.Desk.DueNotices, w.Desk.DueHolds)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	sites, err := w.Desk.Sites(ctx)
	if err != nil {
		return 0, err
	}
	var s Session
	defer func() {
		if s != nil {
			if err := s.Close(); err != nil {
				w.Log.Debug("notice: close", "err", err)
			}
		}
	}()
	for _, x := range due {
		if ctx.Err() != nil {
			return sent, nil
		}
		now := w.Clock.Now()
		switch {
		case !usable(x.email):
			if err := w.book(ctx, x.key, x.result(x.notice.MessageID, retail.NoticeNoAddress)); err != nil {
				return sent, err
			}
			continue
		case now.Before(w.later[x.key].until), now.Before(w.shut.until):
			continue
		}
		if s == nil {
			if s, err = w.Mailer.Open(ctx); err != nil { // nothing was begun, so nothing needs to be taken back
				s = nil
				w.shut = w.shut.next(now, lineWaits)
				return sent, err
			}
			w.shut = wait{}
		}
		ok, usableLine, err := w.send(ctx, s, x, siteOf(sites, x.store))
		if ok {
			sent++
		}
		if err != nil {
			return sent, err
		}
		if !usableLine {
			_ = s.Close()
			s = nil
		}
	}
	return sent, nil
}

func siteOf(sites []retail.Site, id retail.SiteID) retail.Site {
	for _, s := range sites {
		if s.ID == id {
			return s
		}
	}
	return retail.Site{ID: id, Name: string(id)}
}

// send lets one notice leave: written down first, then sent, then its result
// written down. line tells whether the session can be used again.
func (w *Worker) send(ctx context.Context, s Session, x subject, site retail.Site) (sent, line bool, err error) {
	m, err := x.compose(ctx, site)
	if err != nil {
		return false, true, err
	}
	m.From, m.Date = w.Mailer.From(), w.Clock.Now().In(w.zone())
	_, domain, _ := strings.Cut(m.From, "@")
	m.ID, m.About, m.Notice = messageID(x, domain), x.key, x.notice
	r, err := w.apply(ctx, x.start(m.ID))
	if err != nil {
		return false, true, err
	}
	if r.Verdict != retail.Applied || r.Code != 0 { // handed over, canceled or expired meanwhile, or another hub sends it
		return false, true, nil
	}
	if err := w.note(x, m.ID, retail.NoticeSending); err != nil { // nothing has left: another try cannot double it
		w.hold(x.key)
		return false, true, errors.Join(err, w.book(ctx, x.key, x.result(m.ID, retail.NoticeQueued)))
	}
	sendErr := s.Send(ctx, m)
	state := retail.NoticeSent
	if sendErr != nil {
		w.Log.Warn("notice", "about", string(x.key), "err", sendErr)
		switch outcomeOf(sendErr) {
		case NotSent:
			state = retail.NoticeQueued
			w.hold(x.key)
		case Refused:
			state = retail.NoticeFailed
		case Unknown:
			state = retail.NoticeUnknown
		}
	} else {
		delete(w.later, x.key)
		w.Log.Info("notice: sent", "about", string(x.key))
	}
	if err := w.note(x, m.ID, state); err != nil { // the database will know; a lost one leaves it unknown
		w.Log.Error("notice: ledger", "err", err)
	}
	err = w.book(context.WithoutCancel(ctx), x.key, x.result(m.ID, state))
	return sendErr == nil, sendErr == nil || replied(sendErr), err
}

// note writes down outside of the database how far a notice got.
func (w *Worker) note(x subject, message string, state retail.NoticeState) error {
	if w.Ledger == nil {
		return nil
	}
	return w.Ledger.Note(x.key, x.notice, message, state, w.Clock.Now())
}

// hold puts off the next try of a notice.
func (w *Worker) hold(about retail.NoticeKey) {
	if w.later == nil {
		w.later = map[retail.NoticeKey]wait{}
	}
	w.later[about] = w.later[about].next(w.Clock.Now(), orderWaits)
}

// replied tells whether the server answered, so that the line is still good.
func replied(err error) bool {
	var e *SendError
	return errors.As(err, &e) && e.Code != 0 && e.Code != 421 // 421: it closes the line
}

// book writes a result down; what cannot be written now is owed and tried again
// before anything else is sent.
func (w *Worker) book(ctx context.Context, about retail.NoticeKey, r step) error {
	_, err := w.apply(ctx, r)
	if err == nil {
		return nil
	}
	if w.owed == nil {
		w.owed = map[retail.NoticeKey]step{}
	}
	w.owed[about] = r
	return err
}

// settle writes down what is owed.
func (w *Worker) settle(ctx context.Context) error {
	for about, r := range w.owed {
		if _, err := w.apply(ctx, r); err != nil {
			return err
		}
		delete(w.owed, about)
	}
	return nil
}

func (w *Worker) zone() *time.Location {
	if w.Zone == nil {
		return retail.Japan
	}
	return w.Zone
}
