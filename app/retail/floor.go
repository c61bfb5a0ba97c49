package retail

import (
	"cmp"
	"strings"
	"time"
)

// FloorOrderID names what a customer orders at once in a shop (店頭注文); a UUIDv7
// made on the terminal.
type FloorOrderID string

// Floor says of a hold which floor order it is a part of. What is ordered in a shop
// is kept for the customer where it lies, one hold for each way and each site: the
// home of the site promises the goods, or says that there are not enough, as for
// every other hold (docs/adr/0042). All parts bear one number, Hold.Number, which
// the till takes (お会計番号).
type Floor struct {
	Order FloorOrderID `json:"order"`
	Part  int          `json:"part"` // 1, 2, …
	Parts int          `json:"parts"`
	Way   Way          `json:"way"`
	// BillTaxIn is what the customer pays for all parts; PartTaxIn for this one,
	// shipping included.
	BillTaxIn Yen `json:"bill_tax_in"`
	PartTaxIn Yen `json:"part_tax_in"`
	// Day and Hours are when the customer wishes a delivery (ご希望): 2026-11-28, and
	// the time of day; empty for any.
	Day     string        `json:"day,omitempty"`
	Hours   DeliveryHours `json:"hours,omitempty"`
	Waybill string        `json:"waybill,omitempty"` // 送り状, once a carrier has the goods
}

// TillNumber is the number of four digits under which the till finds a floor order
// (お会計番号). It follows from the order's ID, so that tablets without a line need not
// agree; two orders of a day may have one number, and then the till is asked which.
func TillNumber(id string) string { return fourDigits(strings.ReplaceAll(id, "-", "")) }

// FloorOrder is the body of KindFloorOrder: one part of what a customer ordered in
// the shop. Parts of one order are recorded together. Nobody need be signed in: the
// customer confirmed it.
type FloorOrder struct {
	MakeHold
	Floor Floor `json:"floor"`
}

// HoldPaid is the body of KindHoldPaid: the till took the money for a part of a floor
// order, by the number of the order. Other holds are paid when they are collected, and
// the till tells of that as of any sale.
type HoldPaid struct {
	Hold        HoldID `json:"hold"`
	AmountTaxIn Yen    `json:"amount_tax_in"`
	Receipt     string `json:"receipt,omitempty"` // the till's number of it
}

// About returns the hold.
func (b FloorOrder) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b HoldPaid) About() Ref { return holdRef(b.Hold) }

// decideFloorOrder keeps the goods of one part of a floor order.
func decideFloorOrder(st State, c Command, b FloorOrder) Decision {
	d := Decision{Verdict: Applied}
	if b.Floor.Order == "" || b.Floor.Way == 0 {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	return makeHold(st, c, b.MakeHold, &b.Floor)
}

// decideHoldPaid books that a part of a floor order was paid. Until then it is kept
// for a few hours only; now it is kept as long as the chain keeps goods. Money for
// goods that nobody keeps any more is for somebody to settle, and so is money that
// was taken twice.
func decideHoldPaid(h *Hold, st State, c Command, b HoldPaid) Decision {
	d := Decision{Verdict: Applied}
	if h.Floor == nil {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	if h.Pay == PaidAll {
		d.Code = AlreadySo
		if b.Receipt != "" && h.Receipt != "" && b.Receipt != h.Receipt {
			d.clash(st, c, ExStateClash, 0, 0)
		}
		return d
	}
	if b.AmountTaxIn < 1 {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	h.Pay, h.PaidTaxIn, h.PaidAt, h.Receipt = PaidAll, h.PaidTaxIn+b.AmountTaxIn, c.At, b.Receipt
	holdStep(h, c, b.Receipt)
	if h.Store != c.Store {
		d.Holds = []*Hold{h}
		d.write(c, h.Store, KindHoldPaid, b)
		return d
	}
	d.settled(h, st, c)
	d.putHold(c, h)
	d.overdrawn(st, c)
	if h.State.Ended() && h.State != HoldCollected {
		d.broken(c, h, h.Lines[0].SKU, h.Pieces())
	}
	return d
}

// settled is what payment changes of a part of a floor order. The till took the
// money by the number of the order: it tells of no sale of these goods besides. Sales
// that were taken for the customer's own were somebody else's: those that were in the
// books before the handover are free again, and those that came after it go into them
// now, as of when they were, so that the handover they belong to may still find them.
func (d *Decision) settled(h *Hold, st State, c Command) {
	for i := range h.Lines {
		l := &h.Lines[i]
		if before := l.sold(); h.State == HoldCollected && before > 0 {
			d.moveHeld(c, h, l, MoveHandover, -before, 0, 0)
		}
		if after := l.Rung - l.sold(); h.State == HoldCollected && after > 0 {
			d.moveHeld(c, h, l, MoveSale, -after, 0, 0)
			d.Moves[len(d.Moves)-1].At = l.RungAt
		}
		l.Sales, l.Rung = nil, max(l.Gone, l.Qty-l.Lost)
	}
	if h.State != HoldHeld || st.Now.IsZero() {
		return
	}
	until := st.Site.LastCall(st.Now, st.Policy.Full().MaxDays)
	if day, err := time.ParseInLocation(time.DateOnly, h.Floor.Day, Japan); err == nil && day.Add(48*time.Hour).After(until) {
		until = day.Add(48 * time.Hour)
	}
	if until.After(h.Until) {
		h.Until = until
	}
}

// sold is how many pieces of the line were in the books as sold before it was handed over.
func (l HoldLine) sold() int {
	n := 0
	for _, s := range l.Sales {
		n += s.Qty
	}
	return n
}

// shipped notes the carrier's slip of a delivery. Goods that left without being paid
// are for somebody to settle.
func (h *Hold) shipped(b CollectHold) (unpaid bool) {
	if h.Floor == nil || h.Floor.Way != HomeDelivery {
		return false
	}
	h.Floor.Waybill = b.Waybill
	return h.Pay != PaidAll
}

// FloorTaxIn is what goods with a tag price cost on a floor order at the instant,
// and why. What is taken from the shelf costs what its tag says; everything else is
// what the web shop would send, at its price. A campaign, and the price for
// members, hold where they are lower.
func (p Prices) FloorTaxIn(tag Yen, way Way, member bool, at time.Time) (Yen, PriceReason) {
	web := cmp.Or(p.ECTaxIn, tag)
	price, why := web, PriceReason(0)
	if way == CarryOut {
		price = tag
	}
	if p.Promotion.Runs(at) && p.Promotion.PriceTaxIn < price {
		price, why = p.Promotion.PriceTaxIn, PriceCampaign
	}
	if member && p.MemberTaxIn != 0 && p.MemberTaxIn < price {
		price, why = p.MemberTaxIn, PriceMember
	}
	if why == 0 && price < web {
		why = PriceShop
	}
	return price, why
}
