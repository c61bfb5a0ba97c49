package simulate

import (
	"os"
	"path/filepath"
	"time"

	"miseban/app/headless"
	"miseban/app/retail"
)

// mischief plans what goes wrong.
func (w *world) mischief() {
	d := roll(w.o.Seed, 5)
	var again func()
	again = func() {
		if w.quiet {
			return
		}
		if !w.now.Before(w.idle) {
			w.wrong(d)
		}
		w.after(d.between(20*time.Minute, 4*time.Hour), again)
	}
	w.after(d.between(time.Hour, 4*time.Hour), again)
}

// wrong lets one thing go wrong.
func (w *world) wrong(d dice) {
	s := pick(d, w.shops)
	t := pick(d, s.terminals)
	if t.gone {
		return
	}
	switch d.IntN(24) {
	case 0:
		t.lose(d.between(12*time.Hour, 72*time.Hour))
	case 1, 2, 3, 4, 5:
		t.lose(d.between(10*time.Minute, 5*time.Hour))
	case 6: // the line out of the shop
		if len(s.boxes) > 0 {
			s.cutOff(d.between(30*time.Minute, 8*time.Hour))
			return
		}
		for _, t := range s.terminals {
			t.lose(d.between(30*time.Minute, 8*time.Hour))
		}
	case 7, 8:
		w.fault("hub restarted", "hub", "")
		w.hub.restart()
	case 9, 10:
		w.hub.down = w.now.Add(d.between(5*time.Minute, 3*time.Hour))
		w.fault("hub away", "hub", "until %v", w.hub.down.Format("15:04"))
	case 11:
		w.hub.restore(true)
	case 12:
		w.hub.restore(d.one(2))
	case 13, 14, 15:
		t.restart("app killed")
	case 16:
		t.powerLoss()
	case 17:
		t.keep(headless.Catalog)
	case 18:
		if t.app != nil && w.must("copy", t.app.Copy(w.ctx)) {
			w.after(d.between(time.Minute, 3*time.Hour), t.damage)
		}
	case 19:
		if d.one(3) {
			w.revoke(t)
		}
	case 20:
		t.outdated = w.now.Add(d.between(time.Hour, 12*time.Hour))
		w.fault("program too old", t.name, "until %v", t.outdated.Format("15:04"))
	case 21:
		t.skew += d.between(-10*time.Minute, 10*time.Minute)
		w.fault("clock set", t.name, "off by %v", t.skew.Round(time.Second))
	case 22:
		if len(s.terminals) < 6 {
			s.another()
		}
	case 23:
		for _, t := range s.terminals { // the power of the shop
			t.powerLoss()
		}
	}
}

// lose cuts the line of a terminal for a while.
func (t *terminal) lose(d time.Duration) {
	kind := "line cut"
	if d > 12*time.Hour {
		kind = "line cut for long"
	}
	t.w.fault(kind, t.name, "for %v", d.Round(time.Minute))
	if until := t.w.now.Add(d); until.After(t.cut) {
		t.cut = until
	}
}

// powerLoss ends the program; what rests on the disk without a flush may be gone.
func (t *terminal) powerLoss() {
	t.restart("power lost", func(dir string) error {
		lossy := headless.Catalog
		if m := t.w.o.Mutant; m != nil && m.NoFlush && t.dice.one(2) {
			lossy = headless.Work
		}
		from := t.old[lossy]
		if from == "" {
			return nil
		}
		delete(t.old, lossy)
		return lossy.Copy(from, dir)
	})
}

// damage makes the terminal's database unreadable: it goes on with what its
// hourly copy has.
func (t *terminal) damage() {
	if t.app == nil || t.w.quiet {
		return
	}
	what, loss := "work.db gone", removed
	if t.dice.one(4) {
		what, loss = "work.db damaged", headless.Work.Spoil
	}
	t.breakDown(what, loss)
	if t.dice.IntN(3) > 0 {
		t.lose(t.dice.between(time.Hour, 6*time.Hour)) // work goes on under numbers that were given before
	}
	t.forget()
}

// removed takes the terminal's database away.
func removed(dir string) error { return os.Remove(filepath.Join(dir, string(headless.Work))) }

// breakDown restarts the terminal after its database was harmed.
func (t *terminal) breakDown(what string, loss func(dir string) error) {
	t.restart(what, func(dir string) error {
		if err := os.Remove(filepath.Join(dir, string(headless.Work)+"-wal")); err != nil && !os.IsNotExist(err) {
			return err
		}
		return loss(dir)
	})
	t.harmed = t.w.now
}

// forget notes what the terminal lost with its database.
func (t *terminal) forget() {
	if t.app == nil {
		return
	}
	page, err := t.app.Outbox(t.w.ctx, 1<<20)
	if !t.w.must("outbox", err) {
		return
	}
	has := map[retail.CommandID]bool{}
	for _, l := range page.Lines {
		has[l.Command.ID] = true
	}
	t.w.books.dropped(t, has, "lost with a damaged database")
}

// revoke shuts a terminal out; the shop gets another one.
func (w *world) revoke(t *terminal) {
	if w.hub.away() {
		return
	}
	w.fault("revoked", t.name, "")
	if !w.must("revoke", w.hub.hub().Revoke(w.ctx, t.dev.ID)) {
		return
	}
	w.hub.revoked[t.dev.ID] = true
	w.after(time.Hour, func() {
		if !w.quiet {
			t.shop.another()
		}
	})
}
