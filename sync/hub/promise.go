package hub

import (
	"miseban/app/retail"
	"miseban/sync/wire"
)

// PromiseTx is the part of a transaction that is about goods that were promised.
type PromiseTx interface {
	// Sends returns the transfers in the shop's feed by which it is to send pieces of
	// the SKU that are not picked yet. The caller owns them.
	Sends(store retail.SiteID, sku retail.SKUID) ([]*retail.Transfer, error)
	// People returns every member of staff of the chain.
	People() ([]retail.Staff, error)
}

// giveToLead gives each entry that must have an owner, and for which the rule knew
// none, to who leads the shop. Who was given the same entry before keeps it.
func giveToLead(tx Tx, c retail.Command, d *retail.Decision) error {
	lead := retail.StaffID("")
	for i := range d.Raise {
		x := &d.Raise[i]
		if !x.Owned() {
			continue
		}
		var old retail.Exception
		ok, err := tx.Row(wire.StoreScope(c.Store), retail.EntityException, string(x.ID), &old)
		if err != nil {
			return err
		}
		if ok && old.Open() && old.Assignee != "" {
			x.Assignee = old.Assignee
		}
		if x.Assignee != "" {
			continue
		}
		if lead == "" {
			staff, err := tx.People()
			if err != nil {
				return err
			}
			lead = retail.Lead(staff, c.Store)
		}
		x.Assignee = lead
	}
	return nil
}
