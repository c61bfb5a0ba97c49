package simulate

import (
	"context"
	"time"

	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// usurper takes its hub for the home of every shop.
type usurper struct{ hub.Tx }

// Home says that it is here.
func (u usurper) Home(store retail.SiteID) (hub.Home, error) {
	m, err := u.Tx.Home(store)
	if m.State == wire.HomeSettled {
		m.Device = ""
	}
	return m, err
}

// stayer does not see that its relay has stopped to judge.
type stayer struct{ hub.Tx }

// Home says that it has not.
func (s stayer) Home(store retail.SiteID) (hub.Home, error) {
	m, err := s.Tx.Home(store)
	m.Closed = false
	return m, err
}

// idler leaves errands out.
type idler struct {
	hub.Store
	n int
}

// Errands leaves one in five out.
func (s *idler) Errands(ctx context.Context, store retail.SiteID, after int64, limit int) ([]wire.Errand, error) {
	list, err := s.Store.Errands(ctx, store, after, limit)
	var out []wire.Errand
	for _, e := range list {
		if s.n++; s.n%5 != 0 {
			out = append(out, e)
		}
	}
	return out, err
}

// mailer knows of no letter that it left.
type mailer struct{ hub.Tx }

// Mail finds nothing.
func (mailer) Mail(string) (wire.MailOutcome, bool, error) { return "", false, nil }

// lostWork lets terminals lose what they did since their last hourly copy, all of
// it acknowledged, and go on without a line, under numbers that they gave before.
func lostWork(w *world) {
	for _, s := range w.shops {
		for _, t := range s.terminals {
			w.after(3*time.Hour, func() { t.loseWork(3) })
		}
	}
}

func (t *terminal) loseWork(times int) {
	w := t.w
	if w.quiet || times == 0 {
		return
	}
	w.after(t.dice.between(4*time.Hour, 6*time.Hour), func() { t.loseWork(times - 1) })
	if t.app == nil || !w.must("copy", t.app.Copy(w.ctx)) {
		return
	}
	t.cut = time.Time{}
	counts := func(n int) {
		for range n {
			if t.app != nil {
				t.count(t.who())
			}
		}
		t.stir()
	}
	counts(3)
	w.after(time.Hour, func() {
		if t.app == nil || w.quiet {
			return
		}
		t.lose(time.Hour)
		t.breakDown("work.db damaged", headless.Work.Spoil)
		t.forget()
		counts(2) // staff go on before the hub is heard
	})
}

// overtaken puts an older copy of the hub in place, and says nothing, while
// nobody works: terminals have all its web orders and have sent nothing since the
// copy, and when they come back it has taken in more than it lost. The number of
// no command and no change shows it, only the hash of the chain.
func overtaken(w *world) {
	const begin = 5 * time.Hour
	lines := func(cut time.Time) {
		for _, s := range w.shops {
			for _, t := range s.terminals {
				t.cut = cut
				if t.app != nil {
					t.app.Poll()
					t.stir()
				}
			}
		}
	}
	orders := func(n int, within time.Duration) {
		for range n {
			for _, s := range w.shops {
				w.after(w.dice.between(time.Second, within), func() { w.web.order(s) })
			}
		}
	}
	w.after(begin, func() {
		w.hub.up()
		w.idle = w.now.Add(11 * time.Hour)
		lines(time.Time{})
	})
	w.after(begin+90*time.Minute, func() {
		w.hub.backups = nil
		w.hub.backup()
		orders(4, time.Hour)
	})
	w.after(begin+3*time.Hour, func() { lines(time.Time{}) })
	w.after(begin+5*time.Hour, func() {
		lines(w.now.Add(6 * time.Hour))
		if len(w.hub.backups) > 0 {
			w.hub.backups = w.hub.backups[:1]
			w.hub.restore(false)
		}
		orders(9, 5*time.Hour)
	})
}
