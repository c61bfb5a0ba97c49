package retail

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// RefundWhy is why money that was paid in a web shop is owed to the customer.
type RefundWhy uint8

// Values of RefundWhy; the words are stable, they are stored and sent.
const (
	// RefundCustomer: the customer canceled, on the page of the order.
	RefundCustomer RefundWhy = iota + 1
	// RefundShop: the shop canceled.
	RefundShop
	// RefundDeclined: 対応不可.
	RefundDeclined
	// RefundExpired: not collected, and the goods are back on their shelves.
	RefundExpired
	// RefundRefused: the customer did not want some of the goods at the counter.
	RefundRefused
	// RefundShort: goods were not found, and the customer does without them, or has
	// cheaper ones in their place.
	RefundShort
)

var refundWhyWords = words{"customer", "shop", "declined", "expired", "refused", "short"}

// String returns the stable word of the value.
func (v RefundWhy) String() string { return refundWhyWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v RefundWhy) MarshalText() ([]byte, error) { return refundWhyWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *RefundWhy) UnmarshalText(b []byte) error {
	n, err := refundWhyWords.parse(b)
	*v = RefundWhy(n)
	return err
}

// Scan reads the stable word from a database.
func (v *RefundWhy) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v RefundWhy) Value() (driver.Value, error) { return refundWhyWords.value(uint8(v)) }

// RefundWhys returns every value in order.
func RefundWhys() []RefundWhy { return allOf[RefundWhy](len(refundWhyWords)) }

// Refund is money that the web shop owes a customer who paid it there: it alone
// can give it back. It is told to the web shop under its key, and the same key is
// the same money, however often it is told.
type Refund struct {
	Key         string    `json:"key"`
	AmountTaxIn Yen       `json:"amount_tax_in"`
	Why         RefundWhy `json:"why"`
	At          time.Time `json:"at"`
	Line        int       `json:"line,omitempty"` // RefundRefused, RefundShort: of which line
	Qty         int       `json:"qty,omitempty"`  // and how many pieces
	// By is the handover that it is owed because of, and Held until when that may still be
	// taken back: before KindOwe nobody is told, see Owe. Zero for what is owed whatever comes.
	By   CommandID `json:"by,omitempty"`
	Held time.Time `json:"held,omitzero"`
}

// wholeRefund is the key of what is owed for all of an order that was not given: it
// follows from the order alone. A hub that was restored and ends the order again,
// for another reason and at another time, owes it once.
func wholeRefund(id OrderID) string { return string(DerivedCommandID("refund", string(id))) }

// Refunded is what the web shop owes so far, what is held among it.
func (o *Order) Refunded() Yen {
	sum := Yen(0)
	for _, r := range o.Refunds {
		sum += r.AmountTaxIn
	}
	return sum
}

// Repaid tells whether the web shop was told to give back what was paid for all
// that was not given: nothing of it may be given any more.
func (o *Order) Repaid() bool {
	for _, r := range o.Refunds {
		if r.Key == wholeRefund(o.ID) {
			return true
		}
	}
	return false
}

// owe notes that the web shop owes what was paid for the goods that were not given.
func (o *Order) owe(c Command, why RefundWhy) {
	if o.Pay.State != Prepaid || o.Repaid() {
		return
	}
	amount := o.Pay.TotalTaxIn - o.Refunded()
	for _, l := range o.Lines {
		amount -= l.PriceTaxIn * Yen(l.Gone)
	}
	for _, a := range o.Answers { // another site gives them out, paid as they are
		if l := o.Line(a.Line); l != nil && !a.Void && (a.Choice == ChooseOtherShop || a.Choice == ChooseShip) {
			amount -= l.PriceTaxIn * Yen(a.Qty)
		}
	}
	if amount > 0 {
		o.Refunds = append(o.Refunds, Refund{Key: wholeRefund(o.ID), AmountTaxIn: amount, Why: why, At: c.At})
	}
}

// owePart notes that the web shop owes what was paid for some pieces of a line, under
// a key of the command that says so.
func (o *Order) owePart(c Command, why RefundWhy, line, qty int, amount Yen) {
	if o.Pay.State != Prepaid || o.Repaid() {
		return
	}
	o.oweKey(string(DerivedCommandID("refund", string(o.ID), string(c.ID))), Refund{AmountTaxIn: amount, Why: why, At: c.At, Line: line, Qty: qty})
}

// oweKey notes that the web shop owes r under the key, up to what was paid.
func (o *Order) oweKey(key string, r Refund) {
	if o.Pay.State != Prepaid || o.Repaid() {
		return
	}
	if r.AmountTaxIn = min(r.AmountTaxIn, o.Pay.TotalTaxIn-o.Refunded()); r.AmountTaxIn > 0 {
		r.Key = key
		o.Refunds = append(o.Refunds, r)
	}
}

// oweLacking notes that the web shop owes what was paid for goods that were not found
// and about which the customer said nothing, when they have the rest.
func (o *Order) oweLacking(c Command) {
	owed := 0
	for _, r := range o.Refunds { // of an older hub, by a handover that was taken back
		if r.Why == RefundShort && r.Line == 0 {
			owed += r.Qty
		}
	}
	for _, l := range o.Lines {
		n := max(0, l.Lacking()-owed)
		owed -= l.Lacking() - n
		key := DerivedCommandID("refund", string(o.ID), string(c.ID), fmt.Sprint(l.No))
		o.oweKey(string(key), Refund{AmountTaxIn: l.PriceTaxIn * Yen(n), Why: RefundShort, At: c.At, Line: l.No, Qty: n})
	}
}

// oweCancel notes what is owed for a canceled order. What the web shop canceled it
// settles by itself.
func (o *Order) oweCancel(c Command, b Cancel) {
	switch {
	case c.Device != HubDevice:
		o.owe(c, RefundShop)
	case b.Why == WhyCustomer:
		o.owe(c, RefundCustomer)
	}
}

// oweExpired notes what is owed for goods that nobody collected, once all of them
// are back on their shelves: until then the customer may still come for them.
func (o *Order) oweExpired(c Command) {
	if o.State == Expired && o.Returned() {
		o.owe(c, RefundExpired)
	}
}
