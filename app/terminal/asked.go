package terminal

import (
	"sync/atomic"

	"miseban/app/internal/asked"
	"miseban/app/retail"
)

// asksOfShop is what others ask of the shop as it was read last.
type asksOfShop = atomic.Pointer[asked.Board]

// lookAtAsks reads what others ask of this shop.
func (w *window) lookAtAsks(c *Core) {
	b, err := asked.Look(w.ctx, c.DB, c.Clock.Now())
	if retail.CodeOf(err) == retail.CodeNotFound { // the shop's own data has not come yet
		return
	}
	if err != nil {
		w.log.Error("terminal: asked", "err", err)
		return
	}
	w.asks.Store(&b)
	w.screen.Do(w.shell.Asked)
}

// asked is what others ask of this shop, as it was read last.
func (w *window) asked() asked.Board {
	if b := w.asks.Load(); b != nil && w.core.Load() != nil {
		return *b
	}
	return asked.Board{}
}
