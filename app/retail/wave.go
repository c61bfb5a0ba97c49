package retail

import (
	"slices"
	"time"
)

// Limits of a wave.
const (
	// WaveSize is how many orders a wave has unless somebody wants it otherwise.
	WaveSize = 10
	// MaxWaveSize is the most orders a wave may have.
	MaxWaveSize = 50
	// WaveLease is how long the orders of a wave are its own without a scan for
	// them: the round comes to the last shelf long after the first.
	WaveLease = 2 * time.Hour
)

// WaveID names one wave for ever; a UUIDv7 made on the terminal that opened it.
type WaveID string

// Wave is several orders walked in one round (まとめてピッキング). Which wave an
// order is in stands in the order alone (Order.Wave), so that it can never be in
// two; the wave says which letter an order has in it and who walks.
type Wave struct {
	ID       WaveID      `json:"id"`
	Store    SiteID      `json:"store"`
	State    WaveState   `json:"state"`
	OpenedAt time.Time   `json:"opened_at"`
	OpenedBy StaffID     `json:"opened_by"`
	Orders   []WaveOrder `json:"orders"`
	Walkers  []Walker    `json:"walkers"`
	ClosedAt time.Time   `json:"closed_at,omitzero"`
	ClosedBy StaffID     `json:"closed_by,omitempty"`
	// Carried are commands of a terminal about the wave that another one brought
	// to the hub before itself did, see TakeWave.
	Carried []CommandID `json:"carried,omitempty"`
}

// WaveOrder is an order of a wave under its letter. It stays on the list when it
// has left: no letter means two orders in one round.
type WaveOrder struct {
	Order  OrderID `json:"order"`
	Number string  `json:"number"` // the order's short number
	Letter string  `json:"letter"` // A, B, … Z, AA, …
}

// Walker is somebody who walks a wave, on one terminal.
type Walker struct {
	Staff  StaffID   `json:"staff"`
	Device DeviceID  `json:"device"`
	Zone   string    `json:"zone,omitempty"` // ShelfZone of the shelves walked; empty: all
	Since  time.Time `json:"since"`
	Left   time.Time `json:"left,omitzero"`    // when the part was given to another terminal
	Parcel string    `json:"parcel,omitempty"` // under which it was taken over, see TakeWave
}

// Tote is a basket (かご) and the order whose goods lie in it. A tote belongs to
// one order until that order's goods are out of it; an order may have several.
type Tote struct {
	Code   string   `json:"code"` // as on its label
	Order  OrderID  `json:"order"`
	Wave   WaveID   `json:"wave,omitempty"`
	Device DeviceID `json:"device,omitempty"` // the terminal that put the first piece in
	// At is when that was.
	At time.Time `json:"at"`
}

// Clone returns a copy that shares nothing with w.
func (w *Wave) Clone() *Wave {
	if w == nil {
		return nil
	}
	c := *w
	c.Orders = slices.Clone(w.Orders)
	c.Walkers = slices.Clone(w.Walkers)
	c.Carried = slices.Clone(w.Carried)
	return &c
}

// Order returns the entry of an order, or nil.
func (w *Wave) Order(id OrderID) *WaveOrder {
	for i := range w.Orders {
		if w.Orders[i].Order == id {
			return &w.Orders[i]
		}
	}
	return nil
}

// Walker returns who walks with the terminal and has not given its part away,
// or nil.
func (w *Wave) Walker(d DeviceID) *Walker {
	for i := range w.Walkers {
		if w.Walkers[i].Device == d && w.Walkers[i].Left.IsZero() {
			return &w.Walkers[i]
		}
	}
	return nil
}

// Zones returns the zones that walkers other than the terminal have.
func (w *Wave) Zones(but DeviceID) []string {
	var out []string
	for _, k := range w.Walkers {
		if k.Device != but && k.Left.IsZero() && k.Zone != "" && !slices.Contains(out, k.Zone) {
			out = append(out, k.Zone)
		}
	}
	return out
}

// add puts an order on the list under the next letter.
func (w *Wave) add(o *Order) {
	if w.Order(o.ID) == nil {
		w.Orders = append(w.Orders, WaveOrder{Order: o.ID, Number: o.Number, Letter: waveLetter(len(w.Orders))})
	}
}

// waveLetter is the letter of the n-th order: A to Z, then AA to AZ, and so on.
func waveLetter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return waveLetter(n/26-1) + waveLetter(n%26)
}

// ShelfZone returns the zone of a shelf code, what stands before the first
// hyphen: A of A-01-2; empty for goods without a shelf.
func ShelfZone(shelf string) string {
	for i := range shelf {
		if shelf[i] == '-' {
			return shelf[:i]
		}
	}
	return shelf
}

// inWave tells whether something was picked for the order in the wave.
func (o *Order) inWave(w WaveID) bool {
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if p.Wave == w {
				return true
			}
		}
	}
	return false
}

// InHand are the picks of the order in the wave that lie in no tote yet, oldest
// first, and how many pieces they are.
func (o *Order) InHand(w WaveID) (picks []CommandID, pieces int) {
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if p.Wave == w && p.Tote == "" {
				picks, pieces = append(picks, p.Cmd), pieces+p.Qty
			}
		}
	}
	return picks, pieces
}

// HoldsTote tells whether goods of the order may lie in a tote still: they are
// neither in bags in their place, nor with the customer, nor on their shelf.
func (o *Order) HoldsTote() bool {
	switch {
	case o == nil:
		return false
	case o.State == Canceled || o.State == Declined:
		return len(o.Totes) > 0 && !o.Returned() // what lay in bags did not go back into one
	}
	return o.State == Received || o.State == Picking || o.State == Short
}
