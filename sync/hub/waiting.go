package hub

import (
	"miseban/app/retail"
	"miseban/sync/wire"
)

// waits tells which order, transfer or hold a command waits for: a fact about one
// that has not come in. A hub restored from a copy hears its terminals before the
// web shop sends its orders again, what was done with a hold before the terminal
// that made it, and a receiving shop before the letter of the sender.
func waits(c retail.Command, d retail.Decision) (retail.OrderID, bool) {
	if d.Verdict != retail.Quarantined || c.Body == nil {
		return "", false
	}
	var what retail.Entity
	switch d.Code { //nolint:exhaustive // the others are of what is known
	case retail.UnknownOrder:
		what = retail.EntityOrder
	case retail.UnknownTransfer:
		what = retail.EntityTransfer
	case retail.UnknownHold:
		what = retail.EntityHold
	}
	ref := c.Body.About()
	return retail.OrderID(ref.ID), ref.Entity == what && ref.ID != ""
}

// catchUp applies the facts that waited for an order that just came in. What
// their terminals were told stands; the order and the stock are as if they had
// come in time.
func (in *intake) catchUp(id retail.OrderID, store retail.SiteID) error {
	late, err := in.tx.Waited(id, store) // another shop has no say here: somebody there settles it
	if err != nil {
		return err
	}
	for _, r := range late {
		if err := in.again(r); err != nil {
			return err
		}
	}
	return nil
}

// begun applies the facts that waited for a transfer or a hold that just began
// here.
func (in *intake) begun(c retail.Command, d retail.Decision) error {
	switch c.Kind { //nolint:exhaustive // nothing else begins one
	case retail.KindAskTransfer, retail.KindTransferTold:
		if d.Transfer != nil {
			return in.catchUp(retail.OrderID(d.Transfer.ID), c.Store)
		}
	case retail.KindHold, retail.KindFloorOrder, retail.KindHoldAsk, retail.KindFinishTransfer:
		if len(d.Holds) > 0 {
			return in.catchUp(retail.OrderID(d.Holds[0].ID), c.Store)
		}
	}
	return nil
}

// again judges a recorded command anew.
func (in *intake) again(r Record) error {
	got, err := in.written(r)
	if err != nil {
		return nil //nolint:nilerr // it could be read when it came, and stands in its exception
	}
	c := got.cmd
	c.ID, c.Dseq, c.Store = r.ID, r.Dseq, r.Store
	c.At = notAfter(r.At, r.Received) // recorded before times were corrected
	d, err := in.h.decide(in.tx, c, got.junk)
	if err != nil {
		return err
	}
	if err := in.closed(c); err != nil {
		return err
	}
	return settle(in.tx, c, &d) // an exception of its own opens under the same id
}

// written reads a recorded command: a terminal's as it came; of one of the hub,
// such as a letter, the body alone is kept.
func (in *intake) written(r Record) (incoming, error) {
	if r.Device != retail.HubDevice {
		got, err := read(r.Raw)
		got.cmd.Device = r.Device
		return got, err
	}
	var k retail.Kind
	if err := k.UnmarshalText([]byte(r.Kind)); err != nil {
		return incoming{}, err
	}
	c, err := hubCommand(string(r.ID), k, r.At, r.Store, r.Raw)
	c.Device = retail.HubDevice
	return incoming{cmd: c, raw: r.Raw}, err
}

// closed ends the exception that said that the order is unknown.
func (in *intake) closed(c retail.Command) error {
	scope, id := wire.StoreScope(c.Store), string(retail.ExceptionIDFor(c.ID, 0))
	var x retail.Exception
	ok, err := in.tx.Row(scope, retail.EntityException, id, &x)
	if err != nil || !ok || !x.Open() {
		return err
	}
	x.ClosedAt = in.now
	_, err = in.tx.Put(scope, retail.EntityException, id, x, c.ID)
	return err
}
