package retail

import (
	"database/sql/driver"
	"slices"
	"time"
)

// OrderStatus is how an order stands for the web shop that it came from (受注状況):
// less than OrderState says, for how a shop works is the shop's own affair.
type OrderStatus uint8

// Values of OrderStatus; the words are stable, they are stored and sent.
const (
	// StatusAccepted: the shop has it to do. Web shops are told so only when they
	// were told more before, and that was taken back.
	StatusAccepted OrderStatus = iota + 1
	// StatusReady: the goods lie ready for the customer.
	StatusReady
	// StatusPartHandedOver: the customer has some of the goods, the others lie ready.
	StatusPartHandedOver
	// StatusHandedOver: the customer has the goods.
	StatusHandedOver
	// StatusExpired: not collected in time.
	StatusExpired
	// StatusDeclined: 対応不可.
	StatusDeclined
	// StatusCanceled: the order is no more.
	StatusCanceled
)

var orderStatusWords = words{"accepted", "ready", "part_handed_over", "handed_over", "expired", "declined", "canceled"}

// String returns the stable word of the value.
func (v OrderStatus) String() string { return orderStatusWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v OrderStatus) MarshalText() ([]byte, error) { return orderStatusWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *OrderStatus) UnmarshalText(b []byte) error {
	n, err := orderStatusWords.parse(b)
	*v = OrderStatus(n)
	return err
}

// Scan reads the stable word from a database.
func (v *OrderStatus) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v OrderStatus) Value() (driver.Value, error) { return orderStatusWords.value(uint8(v)) }

// OrderStatuses returns every value in order.
func OrderStatuses() []OrderStatus { return allOf[OrderStatus](len(orderStatusWords)) }

// OrderNews is an order as its web shop is told of it (受注状況の連絡): the whole of
// it as it is now, and nobody's name.
type OrderNews struct {
	Order    string      `json:"order"` // the web shop's own number
	Store    SiteID      `json:"store"`
	Number   string      `json:"number"` // what staff call it
	Status   OrderStatus `json:"status"`
	Since    time.Time   `json:"since"`             // when it came to be so, by the shop's clock
	Deadline time.Time   `json:"deadline,omitzero"` // 受取期限, of goods that lie there
	// Why is who ended a canceled order, as refunds say it: RefundCustomer, RefundShop,
	// RefundRefused, RefundShort; zero: the web shop.
	Why           RefundWhy  `json:"why,omitempty"`
	Collected     bool       `json:"collected,omitempty"`       // what was due was taken at the till
	RefundedTaxIn Yen        `json:"refunded_tax_in,omitempty"` // what the web shop owes so far, see Refund
	Lines         []NewsLine `json:"lines"`
}

// NewsLine is a line of an order as its web shop is told of it. Figures are pieces.
type NewsLine struct {
	Line        int     `json:"line"`         // 1, 2, … as the web shop wrote them; those behind stand in
	Of          int     `json:"of,omitempty"` // the line that it stands in for, as the customer chose (代わりの品)
	SKU         SKUID   `json:"sku"`
	JAN         string  `json:"jan,omitempty"`
	PriceTaxIn  Yen     `json:"price_tax_in"` // of one piece
	TaxRate     TaxRate `json:"tax_rate"`
	Qty         int     `json:"qty"`
	Given       int     `json:"given"`                 // with the customer
	Ready       int     `json:"ready"`                 // lie ready
	Short       int     `json:"short,omitempty"`       // not found, and nothing in their place
	Substituted int     `json:"substituted,omitempty"` // another line stands in for them
	Elsewhere   int     `json:"elsewhere,omitempty"`   // not found: another shop has them, or they are sent
	Refused     int     `json:"refused,omitempty"`     // the customer did not take them at the counter
	// Grams and FinalTaxIn are what the pieces that are given or lie ready weigh and cost
	// together, of weighed goods (量り売り). 0: PriceTaxIn holds.
	Grams      int `json:"grams,omitempty"`
	FinalTaxIn Yen `json:"final_tax_in,omitempty"`
}

// News is what the order's web shop is to know of it, nil when there is nothing: it
// knows what it ordered, and what it canceled itself.
func (o *Order) News() *OrderNews {
	status := o.status()
	undone := o.lastStep(KindUndoHandover) != nil
	if status == StatusAccepted && !undone || status == StatusCanceled && o.canceledOutside() {
		return nil
	}
	n := &OrderNews{
		Order: o.External, Store: o.Store, Number: o.Number, Status: status, Since: o.since(status).UTC(),
		Collected: o.Pay.State == Collected, RefundedTaxIn: o.RefundsTold(), Lines: []NewsLine{},
	}
	if o.State.Waiting() {
		n.Deadline = o.Deadline.UTC()
	}
	if status == StatusCanceled {
		n.Why = o.canceledBy()
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		x := NewsLine{Line: l.No, Of: l.Of, SKU: l.SKU, JAN: l.JAN, PriceTaxIn: l.PriceTaxIn, TaxRate: l.TaxRate, Qty: l.Qty}
		if status == StatusAccepted { // what is picked and found missing changes by the minute
			if l.Of == 0 {
				n.Lines = append(n.Lines, x)
			}
			continue
		}
		x.Given, x.Refused, x.Substituted, x.Elsewhere = l.Gone, l.Refused, l.Swapped, o.elsewhere(l.No)
		x.Short = max(0, l.Short-l.Swapped-x.Elsewhere)
		if o.State.Waiting() {
			x.Ready = l.ToGive()
		}
		if l.Grams > 0 {
			x.Grams, x.FinalTaxIn = l.Final(x.Given + x.Ready)
		}
		n.Lines = append(n.Lines, x)
	}
	return n
}

// Rounds is how often something that a web shop may have been told of was taken back:
// a handover, a piece that was refused, the end of the time. What is as it was before
// is so in another round, and has to be told again.
func (o *Order) Rounds() int {
	n := 0
	for _, s := range o.Steps {
		if s.Kind == KindUndoHandover || s.Kind == KindRefuse || s.Kind == KindExtend {
			n++
		}
	}
	return n
}

// status is how the order stands for its web shop.
func (o *Order) status() OrderStatus {
	switch o.State {
	case Staged, Notified:
		if len(o.Parts) > 0 {
			return StatusPartHandedOver
		}
		return StatusReady
	case HandedOver:
		return StatusHandedOver
	case Expired:
		return StatusExpired
	case Declined:
		return StatusDeclined
	case Canceled:
		return StatusCanceled
	case Received, Picking, Short:
	}
	return StatusAccepted
}

// since is when the order came to stand so.
func (o *Order) since(status OrderStatus) time.Time {
	var s *Step
	switch status {
	case StatusPartHandedOver:
		return o.Parts[len(o.Parts)-1].At
	case StatusHandedOver:
		if o.Handover != nil {
			return o.Handover.At
		}
	case StatusReady:
		s = o.lastStep(KindStage)
	case StatusExpired:
		s = o.lastStep(KindExpire)
	case StatusDeclined:
		s = o.lastStep(KindDecline, KindAnswerShort)
	case StatusCanceled:
		s = o.ending()
	case StatusAccepted:
		s = o.lastStep(KindUndoHandover)
	}
	if s == nil {
		return o.PlacedAt
	}
	return s.At
}

// lastStep is the last one of one of the kinds, nil when there is none.
func (o *Order) lastStep(kinds ...Kind) *Step {
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if slices.Contains(kinds, o.Steps[i].Kind) {
			return &o.Steps[i]
		}
	}
	return nil
}

// ending is what canceled the order: a cancel, or that nothing is left of it.
func (o *Order) ending() *Step {
	if s := o.lastStep(KindCancel); s != nil {
		return s
	}
	return o.lastStep(KindRefuse, KindAnswerShort)
}

// canceledOutside tells whether the web shop canceled the order itself. Where goods
// were given before or after, it does not know that.
func (o *Order) canceledOutside() bool {
	s := o.ending()
	return s != nil && s.outside() && o.lastStep(KindHandover) == nil
}

// outside tells whether a cancel is the web shop's own.
func (s *Step) outside() bool {
	return s.Kind == KindCancel && s.Device == HubDevice && s.Note != WhyCustomer
}

// canceledBy is who canceled the order, zero for the web shop.
func (o *Order) canceledBy() RefundWhy {
	s := o.ending()
	switch {
	case s == nil || s.outside():
		return 0
	case s.Kind == KindRefuse:
		return RefundRefused
	case s.Kind == KindAnswerShort:
		return RefundShort
	case s.Device == HubDevice:
		return RefundCustomer
	}
	return RefundShop
}

// elsewhere is how many missing pieces of a line another site gives out, paid as
// they are.
func (o *Order) elsewhere(line int) int {
	n := 0
	for _, a := range o.Answers {
		if a.Line == line && !a.Void && (a.Choice == ChooseOtherShop || a.Choice == ChooseShip) {
			n += a.Qty
		}
	}
	return n
}
