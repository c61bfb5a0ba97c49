package retail

import (
	"database/sql/driver"
	"time"
)

// PauseReason is why the work on an order rests.
type PauseReason uint8

// Values of PauseReason; the words are stable, they are stored and sent.
const (
	// PauseGoods: 入荷待ち.
	PauseGoods PauseReason = iota + 1
	// PauseCustomer: お客様に確認中.
	PauseCustomer
	// PauseAsking: 本部・他店に確認中.
	PauseAsking
	// PauseFloor: 売場に入れない.
	PauseFloor
)

var pauseReasonWords = words{"goods", "customer", "asking", "floor"}

// String returns the stable word of the value.
func (v PauseReason) String() string { return pauseReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v PauseReason) MarshalText() ([]byte, error) { return pauseReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *PauseReason) UnmarshalText(b []byte) error {
	n, err := pauseReasonWords.parse(b)
	*v = PauseReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *PauseReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v PauseReason) Value() (driver.Value, error) { return pauseReasonWords.value(uint8(v)) }

// PauseReasons returns every value in order.
func PauseReasons() []PauseReason { return allOf[PauseReason](len(pauseReasonWords)) }

// MaxPause is the longest time for which an order rests: then somebody is asked
// again, so that none is forgotten.
const MaxPause = 2 * time.Hour

// Pause says that the work on an order rests (一時停止), and why.
type Pause struct {
	Reason PauseReason `json:"reason"`
	Staff  StaffID     `json:"staff"`
	At     time.Time   `json:"at"`
	Until  time.Time   `json:"until"`
}

// LiveAt tells whether the work rests still.
func (p *Pause) LiveAt(t time.Time) bool { return p != nil && t.Before(p.Until) }

// PauseOrder is the body of KindPause. Until is at most MaxPause from now.
type PauseOrder struct {
	Order  OrderID     `json:"order"`
	Reason PauseReason `json:"reason"`
	Until  time.Time   `json:"until"`
}

// ResumeOrder is the body of KindResume.
type ResumeOrder struct {
	Order OrderID `json:"order"`
}

// About returns the order.
func (b PauseOrder) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b ResumeOrder) About() Ref { return orderRef(b.Order) }

// decidePause lets an order that is to be picked rest. Whoever claims or picks it
// ends the pause.
func decidePause(o *Order, _ State, c Command, b PauseOrder) Decision {
	if o.State != Received && o.State != Picking && o.State != Short || b.Reason == 0 {
		return rejected(WrongState)
	}
	until := b.Until
	if most := c.At.Add(MaxPause); until.IsZero() || until.After(most) {
		until = most
	}
	if o.Pause.LiveAt(c.At) && o.Pause.Reason == b.Reason && !until.After(o.Pause.Until) {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	o.Pause = &Pause{Reason: b.Reason, Staff: c.Staff, At: c.At, Until: until}
	step(o, c, b.Reason.String())
	return Decision{Verdict: Applied, Order: o}
}

// decideResume ends the pause.
func decideResume(o *Order, _ State, c Command, _ ResumeOrder) Decision {
	if o.Pause == nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	o.Pause = nil
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}
