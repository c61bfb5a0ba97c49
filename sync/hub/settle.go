package hub

import (
	"miseban/app/retail"
	"miseban/sync/wire"
)

// settle writes a decision down. It adds to the decision what the books say of
// its movements.
func settle(tx Tx, c retail.Command, d *retail.Decision) error {
	levels, err := d.Book(c, tx.Level)
	if err != nil {
		return err
	}
	for _, l := range levels {
		if err := tx.PutLevel(l, c.ID); err != nil {
			return err
		}
	}
	for _, m := range d.Moves {
		if err := tx.Move(m); err != nil {
			return err
		}
	}
	orders := d.Others
	if d.Order != nil {
		orders = append(orders, d.Order)
	}
	for _, o := range orders {
		if err := tx.PutOrder(o, c.ID); err != nil {
			return err
		}
	}
	sends := d.Sends
	if d.Transfer != nil {
		sends = append(sends, d.Transfer)
	}
	for _, t := range sends {
		if _, err := tx.Put(wire.StoreScope(c.Store), retail.EntityTransfer, string(t.ID), t, c.ID); err != nil {
			return err
		}
	}
	if d.Check != nil {
		if _, err := tx.Put(wire.StoreScope(c.Store), retail.EntityShelfCheck, string(d.Check.ID), d.Check, c.ID); err != nil {
			return err
		}
	}
	if d.Call != nil {
		if _, err := tx.Put(wire.StoreScope(c.Store), retail.EntityStaffCall, string(d.Call.ID), d.Call, c.ID); err != nil {
			return err
		}
	}
	if err := settleTerminals(tx, c, d); err != nil {
		return err
	}
	for _, h := range d.Holds {
		if _, err := tx.Put(wire.StoreScope(c.Store), retail.EntityHold, string(h.ID), h, c.ID); err != nil {
			return err
		}
	}
	for _, l := range d.Letters {
		if err := tx.PutLetter(l); err != nil {
			return err
		}
	}
	if err := settleCount(tx, c, d); err != nil {
		return err
	}
	if err := settleWave(tx, c, d); err != nil {
		return err
	}
	return settleInbox(tx, c, d)
}

// settleTerminals writes down who is the counter, and who is no terminal any
// more.
func settleTerminals(tx Tx, c retail.Command, d *retail.Decision) error {
	if d.Lease != nil {
		if _, err := tx.Put(wire.StoreScope(c.Store), retail.EntityLease, retail.CounterKey, d.Lease, c.ID); err != nil {
			return err
		}
	}
	if d.Revoke == "" {
		return nil
	}
	dev, err := tx.Device(d.Revoke)
	if err != nil {
		return err
	}
	dev.Revoked = true
	if err := tx.PutDevice(dev); err != nil {
		return err
	}
	return tx.Del(wire.ScopeOrg, retail.EntityTerminal, string(d.Revoke), c.ID)
}

// settleInbox closes and opens exceptions.
func settleInbox(tx Tx, c retail.Command, d *retail.Decision) error {
	scope := wire.StoreScope(c.Store)
	for _, id := range d.Close {
		var x retail.Exception
		ok, err := tx.Row(scope, retail.EntityException, string(id), &x)
		if err != nil {
			return err
		}
		if ok && x.Open() {
			x.ClosedAt, x.ClosedBy = c.At, c.Staff
			if _, err := tx.Put(scope, retail.EntityException, string(id), x, c.ID); err != nil {
				return err
			}
		}
	}
	if err := giveToLead(tx, c, d); err != nil {
		return err
	}
	put := d.Raise
	if d.Exception != nil {
		put = append([]retail.Exception{*d.Exception}, put...)
	}
	for _, x := range put {
		if x.Kind == retail.ExRecount {
			var old retail.Exception
			ok, err := tx.Row(scope, retail.EntityException, string(x.ID), &old)
			if err != nil {
				return err
			}
			if ok && d.Exception == nil {
				x = x.On(&old)
			}
		}
		if _, err := tx.Put(scope, retail.EntityException, string(x.ID), x, c.ID); err != nil {
			return err
		}
	}
	return nil
}
