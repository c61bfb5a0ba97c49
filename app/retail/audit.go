package retail

import "time"

// AuditBag is the body of KindAuditBag: somebody looked at a place for bags.
type AuditBag struct {
	Order OrderID `json:"order"`
	Label string  `json:"label"`
	Slot  string  `json:"slot"`  // that was looked at
	Found bool    `json:"found"` // the bag lies there
	// Warm are the temperatures at which the place keeps no goods, see WarmIn.
	Warm []Temperature `json:"warm,omitempty"`
}

// About returns the order.
func (b AuditBag) About() Ref { return orderRef(b.Order) }

// decideAuditBag: a bag lies where somebody looked, or not where it should. One
// that is found elsewhere lies there from now on; one that is not found is looked
// for by somebody before its customer comes; one that is found although its order
// was handed over may have been left behind.
func decideAuditBag(o *Order, st State, c Command, b AuditBag) Decision {
	d := Decision{Verdict: Applied, Order: o}
	bag := o.Bag(b.Label)
	gone := o.State == HandedOver || (o.State == Canceled || o.State == Declined) && o.Returned()
	switch {
	case bag == nil || !b.Found && (gone || bag.Slot != b.Slot || !bag.Checked.IsZero()):
		return Decision{Verdict: Applied, Code: AlreadySo} // it was moved, or is at the counter, meanwhile
	case b.Found && o.State == HandedOver:
		bag.Slot, bag.Warm = b.Slot, b.Warm
		d.seen(o, bag)
		d.raise(st, c, ExBagLeft, 0, 0)
		d.Raise[len(d.Raise)-1].ID = bagTask("bagleft-", o.ID, b.Label)
		return d
	case b.Found && bag.Slot == b.Slot && bag.Missing.IsZero():
		return Decision{Verdict: Applied, Code: AlreadySo}
	case b.Found:
		if bag.Slot != b.Slot {
			bag.Slot, bag.Staff, bag.At, bag.Warm = b.Slot, c.Staff, c.At, b.Warm
			o.Slot = b.Slot
		}
		d.seen(o, bag)
		return d
	}
	bag.Missing = c.At
	d.raise(st, c, ExBagLost, 0, 0)
	d.Raise[len(d.Raise)-1].ID = bagTask("baglost-", o.ID, b.Label)
	return d
}

// bagTask is the one entry of the inbox about a bag.
func bagTask(kind string, o OrderID, label string) ExceptionID {
	return ExceptionID(kind + string(o) + "-" + label)
}

// seen notes that somebody has a bag in front of them: nobody looks for it any
// more.
func (d *Decision) seen(o *Order, bag *Bag) {
	if !bag.Missing.IsZero() {
		bag.Missing = time.Time{}
		d.Close = append(d.Close, bagTask("baglost-", o.ID, bag.Label))
	}
}
