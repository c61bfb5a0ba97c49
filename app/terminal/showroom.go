package terminal

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/showui"
)

// guard keeps the window of a tablet for customers as large as the screen, and from
// being closed by them.
func (w *window) guard(win fyne.Window) {
	w.win = win
	win.SetFullScreen(w.set.Kiosk())
	win.SetCloseIntercept(func() {
		if _, in := (session{w}).Actor(); w.set.Kiosk() && !in {
			return
		}
		win.Close()
	})
}

// toCustomers gives the terminal to customers or takes it back.
func (w *window) toCustomers(on bool) {
	w.set.SetShowroom(on)
	w.win.SetFullScreen(on)
	if on {
		w.shell.Lock()
		return
	}
	w.shell.Redress()
}

// showroom makes the screen for customers.
func (w *window) showroom(win page.Window, core *Core) page.Screen {
	if w.album == nil {
		w.album = showui.NewAlbum(w.ctx, win.Env(), w.shot)
	}
	return showui.New(win, core.Show, w.album, showui.Doors{Staff: w.shell.AskStaff, Bell: core.Bell})
}

// lookAtTablets makes tablets heard that call.
func (w *window) lookAtTablets(c *Core) {
	list, err := c.Bell.Rings(w.ctx)
	if err != nil {
		w.log.Error("terminal: tablets", "err", err)
		return
	}
	if w.bells.Store(len(list) > 0); len(list) > 0 {
		w.screen.Do(w.shell.Called)
	}
}

// rings are the tablets that call. It is asked every second, so the database is
// looked at only while one does.
func (w *window) rings() []showroom.Ring {
	c := w.core.Load()
	if c == nil || !w.bells.Load() {
		return nil
	}
	list, err := c.Bell.Rings(w.ctx)
	if err != nil {
		w.log.Error("terminal: tablets", "err", err)
	}
	w.bells.Store(len(list) > 0)
	return list
}

// takeTablet goes to a customer who called.
func (w *window) takeTablet(ctx context.Context, r showroom.Ring) error {
	c := w.core.Load()
	if c == nil {
		return nil
	}
	return c.Bell.Take(ctx, r)
}
