package sample

import (
	"math/rand/v2"
	"time"

	"miseban/app/retail"
)

// Event is one thing that happens in the web shop: an order, or the cancel of
// an earlier one.
type Event struct {
	At     time.Time
	Order  *retail.Order  // nil for a cancel
	Cancel retail.OrderID // of an order that an earlier event brought; empty for an order
	Why    string         // of a cancel, as the web shop says it
}

const (
	// gap is the mean time between events.
	gap = 90 * time.Second
	// round is how many events come before things repeat in kind: its last one
	// cancels one of the others.
	round = 9
)

var reasons = []string{"お客様都合", "注文間違い", "在庫引き上げ"}

// Next returns event i = 0, 1, … after Now. Any event can be asked for at any
// time and as often as one likes; instants rise with i. The caller's clock
// says when an event is due.
func (w *World) Next(i int) Event {
	r := rand.New(rand.NewPCG(w.seed^0x9e3779b97f4a7c15, uint64(i)))
	at := w.Now.Add(time.Duration(i)*gap + time.Duration(1+r.Int64N(int64(gap/time.Second)))*time.Second)
	if i%round == round-1 {
		victim := i - 1 - r.IntN(round-1)
		return Event{At: at, Cancel: retail.OrderIDFor(Channel, w.external("B", victim)), Why: pick(r, reasons)}
	}
	o := w.order(r, w.somewhere(r), w.external("B", i), at)
	return Event{At: at, Order: &o}
}
