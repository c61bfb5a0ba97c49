package hub

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// look loads what a rule may look at before it judges the command.
func (h *Hub) look(tx Tx, c retail.Command) (retail.State, error) {
	st := retail.State{Now: h.Clock.Now()}
	var err error
	switch ref := c.Body.About(); ref.Entity { //nolint:exhaustive // commands are about no other things
	case retail.EntityOrder:
		if st.Order, err = h.orderOf(tx, retail.OrderID(ref.ID)); err == nil && c.Kind.Calendar(st.Order) {
			err = lookAtCalendar(tx, c, &st)
		}
		if err == nil {
			err = lookAtLevel(tx, c, &st) // of a substitute
		}
	case retail.EntityException:
		var x retail.Exception
		ok, rerr := tx.Row(wire.StoreScope(c.Store), retail.EntityException, ref.ID, &x)
		if err = rerr; ok {
			st.Exception = &x
		}
	case retail.EntityWave:
		if c.Kind.Calendar(nil) {
			err = lookAtCalendar(tx, c, &st)
		}
	case retail.EntityStock:
		err = lookAtLevel(tx, c, &st)
	case retail.EntityStocktake:
		err = lookAtCount(tx, c, ref.ID, &st)
	case retail.EntityTransfer:
		err = lookAtTransfer(tx, c, ref.ID, &st)
	case retail.EntityShelfCheck:
		var k retail.ShelfCheck
		ok, rerr := tx.Kept(wire.StoreScope(c.Store), retail.EntityShelfCheck, ref.ID, &k)
		if ok {
			st.Check = &k
		}
		if err = rerr; err == nil {
			err = lookAtLevel(tx, c, &st)
		}
	case retail.EntityStaffCall:
		var k retail.StaffCall
		ok, rerr := tx.Kept(wire.StoreScope(c.Store), retail.EntityStaffCall, ref.ID, &k)
		if err = rerr; ok {
			st.Call = &k
		}
	case retail.EntityHold:
		err = lookAtHold(tx, c, &st)
	}
	if err == nil {
		err = h.lookAtWave(tx, c, &st)
	}
	if err != nil {
		return st, err
	}
	if err := lookAtTerminals(tx, c, &st); err != nil {
		return st, err
	}
	st.Role, err = roleOf(tx, c, c.Staff)
	return st, err
}

// lookAtCalendar loads when the shop is open and what the chain promises.
func lookAtCalendar(tx Tx, c retail.Command, st *retail.State) error {
	if _, err := tx.Row(wire.ScopeOrg, retail.EntitySite, string(c.Store), &st.Site); err != nil {
		return err
	}
	var chain retail.Chain
	_, err := tx.Row(wire.ScopeOrg, retail.EntityChain, chainKey, &chain)
	st.Policy, st.Pickups, st.Shorts, st.Counts, st.Cold = chain.Holds, chain.Pickups, chain.Shorts, chain.Counts, chain.Cold
	return err
}

// orderOf loads an order, nil for one that this hub does not know. One that ended
// at another hub is none of its own: what is kept of it here is how it stood when
// the home was here before.
func (h *Hub) orderOf(tx Tx, id retail.OrderID) (*retail.Order, error) {
	o, err := tx.Order(id)
	if err != nil || o == nil || !h.relay() {
		return o, err
	}
	ended, err := tx.IsElsewhere(id)
	if ended {
		o = nil
	}
	return o, err
}

// lookAtTransfer loads the shop's copy of a transfer and the stock that the
// command is about.
func lookAtTransfer(tx Tx, c retail.Command, id string, st *retail.State) error {
	var t retail.Transfer
	ok, err := tx.Kept(wire.StoreScope(c.Store), retail.EntityTransfer, id, &t)
	if err != nil {
		return err
	}
	if ok {
		st.Transfer = &t
	}
	for _, k := range c.TransferLevels(st.Transfer) {
		l, err := tx.Level(k)
		if err != nil {
			return err
		}
		st.Levels = append(st.Levels, l)
	}
	if c.Kind != retail.KindFinishTransfer {
		return nil
	}
	return lookAtCalendar(tx, c, st) // what came for a customer is kept
}

// lookAtLevel loads a stock level and what happened to it around a count, or
// whom it is promised to.
func lookAtLevel(tx Tx, c retail.Command, st *retail.State) error {
	key, ok := c.Level()
	if !ok {
		return nil
	}
	l, err := tx.Level(key)
	if err != nil {
		return err
	}
	st.Level = &l
	switch b := c.Body.(type) {
	case retail.Count, retail.ApproveSpot:
		return lookAtSpot(tx, c, key, st)
	case retail.Sale:
		if st.Holds, err = tx.HoldsWith(c.Store, b.SKU); err != nil {
			return err
		}
		if b.Qty > l.OnHand-l.Allocated-l.Held {
			return lookAtPromises(tx, c, key, st)
		}
	case retail.Reclass:
		if b.Qty <= l.OnHand-l.Allocated-l.Held {
			return nil
		}
		if st.Holds, err = tx.HoldsWith(c.Store, b.SKU); err == nil {
			err = lookAtPromises(tx, c, key, st)
		}
	}
	return err
}

// lookAtSpot loads what waits of a level that was counted, what moved around it, and
// from which difference on it waits.
func lookAtSpot(tx Tx, c retail.Command, key retail.StockKey, st *retail.State) error {
	id, _ := c.CountTask()
	var x retail.Exception
	ok, err := tx.Row(wire.StoreScope(c.Store), retail.EntityException, string(id), &x)
	if err != nil {
		return err
	}
	if ok {
		st.Exception = &x
	}
	if st.Moves, err = tx.Moves(key, c.CountedSince(st.Exception)); err != nil {
		return err
	}
	return lookAtCalendar(tx, c, st)
}

// lookAtPromises loads whom a level is promised to, but for holds.
func lookAtPromises(tx Tx, c retail.Command, key retail.StockKey, st *retail.State) (err error) {
	if key.Class == retail.Regular {
		if st.Promised, err = tx.Unpicked(c.Store); err != nil {
			return err
		}
	}
	st.Sends, err = tx.Sends(c.Store, key.SKU)
	return err
}

// lookAtTerminals loads who is the counter, and what a lost terminal had in
// hand.
func lookAtTerminals(tx Tx, c retail.Command, st *retail.State) error {
	approver := func(id retail.StaffID) (err error) {
		if id != "" {
			st.Approver, err = roleOf(tx, c, id)
		}
		return err
	}
	switch b := c.Body.(type) {
	case retail.HandOver:
		if !b.Offline {
			return nil
		}
		if err := approver(b.Approver); err != nil {
			return err
		}
	case retail.UndoHandover:
		return approver(b.Approver)
	case retail.CollectHold:
		if !b.Offline {
			return nil
		}
		if err := approver(b.Approver); err != nil {
			return err
		}
	case retail.Revoke:
		open, err := tx.Unpicked(c.Store)
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.Claim != nil && o.Claim.Device == b.Device {
				st.InHand = append(st.InHand, o)
			}
		}
	case retail.TakeCounter, retail.LeaveCounter:
	default:
		return nil
	}
	var l retail.Lease
	ok, err := tx.Row(wire.StoreScope(c.Store), retail.EntityLease, retail.CounterKey, &l)
	if ok {
		st.Lease = &l
	}
	return err
}

// roleOf is what a member of staff may do, by the hub's own books.
func roleOf(tx Tx, c retail.Command, staff retail.StaffID) (retail.Role, error) {
	if c.Device == retail.HubDevice {
		return retail.RoleHub, nil
	}
	if staff == "" {
		return retail.RoleDevice, nil
	}
	var s retail.Staff
	ok, err := tx.Row(wire.ScopeOrg, retail.EntityStaff, string(staff), &s)
	if err != nil || !ok || !s.WorksAt(c.Store) {
		return retail.RoleDevice, err
	}
	return min(s.Role, retail.RoleHQ), nil
}

// Exceptions returns the shop's entries of the inbox that are in its feed,
// settled ones among them.
func (h *Hub) Exceptions(ctx context.Context, store retail.SiteID) ([]retail.Exception, error) {
	return rows[retail.Exception](ctx, h.Store, wire.StoreScope(store), retail.EntityException)
}
