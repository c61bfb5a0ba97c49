package hub

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// maxErrands is how many errands one answer, or one round, takes.
const maxErrands = 200

// keepErrands is how long it is remembered which errands were done. It is longer
// than the chain's hub keeps them, so that none is done twice.
const keepErrands = 60 * 24 * time.Hour

// queue appends an errand for the relay of a shop. The transaction holds the
// shop. The errand's number is filled in.
func (h *Hub) queue(tx Tx, m *Home, e wire.Errand) error {
	m.Errands++
	m.Rev++
	e.N = m.Errands
	if err := tx.PutErrand(m.Store, e); err != nil {
		return err
	}
	return tx.PutHome(*m, h.judges(*m))
}

// errandOf makes an errand with its body.
func errandOf(kind wire.ErrandKind, id string, order retail.OrderID, at time.Time, body any) (wire.Errand, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return wire.Errand{}, retail.E(retail.CodeInvalid, "hub.errandOf", "", err)
	}
	return wire.Errand{ID: id, Kind: kind, Order: order, At: at, Body: raw}, nil
}

// tell tells who listens, here and at the other processes, that there is news.
func (h *Hub) tell(hints ...wire.Hint) {
	if len(hints) > 0 {
		h.feed.publish(hints)
		h.Store.Say(News{Heads: hints})
	}
}

// home returns the home of a shop within the transaction, the same one for all
// of it.
func (in *intake) home(store retail.SiteID) (*Home, error) {
	if m := in.homes[store]; m != nil {
		return m, nil
	}
	m, err := in.tx.Home(store)
	if err != nil {
		return nil, err
	}
	if in.homes == nil {
		in.homes = map[retail.SiteID]*Home{}
	}
	m.Store = store
	in.homes[store] = &m
	return &m, nil
}

// later puts an order into the row of errands: it is 仮 until the shop's relay
// has judged it. What only this hub can give an order it gives here; the short
// number stays a wish, for the relay alone knows which are free.
func (in *intake) later(m *Home, o *retail.Order, mark string) (ReceiveOutcome, error) {
	was, times, err := in.tx.Source(o.ID)
	if err != nil {
		return ReceiveOutcome{}, err
	}
	known, err := in.tx.Order(o.ID)
	if err != nil {
		return ReceiveOutcome{}, err
	}
	e, ok, err := in.tx.LastErrand(o.ID, wire.ErrandReceive)
	if err != nil {
		return ReceiveOutcome{}, err
	}
	if ok {
		var last wire.ReceiveErrand
		if err := json.Unmarshal(e.Body, &last); err != nil {
			return ReceiveOutcome{}, retail.E(retail.CodeDamaged, "hub.later", "", err)
		}
		if last.Times > times {
			was, times, known = last.Mark, last.Times, &last.Order
		}
	}
	switch {
	case was == mark:
		return ReceiveOutcome{Order: o.ID, Result: Unchanged}, nil
	case known != nil && known.Store != o.Store:
		return refused(o.ID, "hint.order_other_store"), nil
	case known != nil:
		o.Pickup = known.Pickup
	default:
		in.pickup(o)
	}
	e, err = errandOf(wire.ErrandReceive, string(ReceiveID(o.ID, times+1)), o.ID, in.now, wire.ReceiveErrand{Order: *o, Mark: mark, Times: times + 1})
	if err != nil {
		return ReceiveOutcome{}, err
	}
	if err := in.h.queue(in.tx, m, e); err != nil {
		return ReceiveOutcome{}, err
	}
	in.news(m)
	why, at, canceled, err := in.tx.EarlyCancel(o.ID)
	if err == nil && canceled {
		err = in.h.laterCommand(in.tx, m, retail.Command{
			ID: cancelID(o.ID), Kind: retail.KindCancel, At: notAfter(at, in.now), Body: retail.Cancel{Order: o.ID, Why: why},
		})
	}
	return ReceiveOutcome{Order: o.ID, Result: Pending}, err
}

// news notes that a relay is to be told once the transaction has ended.
func (in *intake) news(m *Home) {
	hint := wire.Hint{Scope: wire.ErrandScope(m.Store), Head: m.Rev}
	if n := len(in.hints); n > 0 && in.hints[n-1].Scope == hint.Scope {
		in.hints[n-1] = hint
		return
	}
	in.hints = append(in.hints, hint)
}

// laterCommand puts a command of this hub into the row of errands, once.
func (h *Hub) laterCommand(tx Tx, m *Home, c retail.Command) error {
	order := retail.OrderID(c.Body.About().ID)
	if n, err := tx.ErrandNumber(m.Store, string(c.ID)); err != nil || n > 0 {
		return err
	}
	body, err := json.Marshal(c.Body)
	if err != nil {
		return retail.E(retail.CodeInvalid, "hub.laterCommand", "", err)
	}
	e, err := errandOf(wire.ErrandCommand, string(c.ID), order, c.At, wire.CommandErrand{Kind: c.Kind, Body: body})
	if err != nil {
		return err
	}
	return h.queue(tx, m, e)
}

// waitingOrder returns the shop of an order that only stands in the row of
// errands, empty when it does not.
func (h *Hub) waitingOrder(ctx context.Context, id retail.OrderID) (retail.SiteID, error) {
	var store retail.SiteID
	_, err := h.Store.Update(ctx, nil, func(tx Tx) error {
		store = ""
		e, ok, err := tx.LastErrand(id, wire.ErrandReceive)
		if err != nil || !ok {
			return err
		}
		var r wire.ReceiveErrand
		if err := json.Unmarshal(e.Body, &r); err != nil {
			return retail.E(retail.CodeDamaged, "hub.waitingOrder", "", err)
		}
		store = r.Order.Store
		return nil
	})
	return store, err
}

// Waiting returns what this hub wants done in a shop and its relay has not told
// to be done, oldest first: orders and cancels in it are 仮.
func (h *Hub) Waiting(ctx context.Context, store retail.SiteID) ([]wire.Errand, error) {
	m, err := h.Store.Home(ctx, store)
	if err != nil || m.Done >= m.Errands {
		return nil, err
	}
	return h.Store.Errands(ctx, store, m.Done, int(min(m.Errands-m.Done, maxErrands)))
}

// Renumbered notes that the chain's hub counts the errands of the shop anew, since
// it went back to a copy of itself: a number says no longer what was done here,
// but the id still does.
func (h *Hub) Renumbered(ctx context.Context, store retail.SiteID) error {
	_, err := h.setHome(ctx, store, func(_ Tx, m *Home) error {
		m.Done, m.LastErrand = 0, ""
		return nil
	})
	return err
}

// DoErrands does what the chain's hub wants done in the shop of this relay, in
// its order, and remembers how far it is. epoch is the life of the chain's hub
// that numbered them. Doing one again changes nothing.
func (h *Hub) DoErrands(ctx context.Context, store retail.SiteID, epoch string, list []wire.Errand) error {
	for _, e := range list {
		err := h.doErrand(ctx, store, epoch, e, false)
		if retail.CodeOf(err) == retail.CodeInvalid {
			h.Log.Error("hub: errand set aside", "store", store, "n", e.N, "kind", e.Kind, "err", err)
			err = h.doErrand(ctx, store, epoch, e, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// doErrand does one errand in one transaction. junk sets it aside: one errand
// never holds up those behind it.
func (h *Hub) doErrand(ctx context.Context, store retail.SiteID, epoch string, e wire.Errand, junk bool) error {
	return h.update(ctx, errandScopes(store, e), func(tx Tx) error {
		m, err := tx.Home(store)
		if err != nil {
			return err
		}
		if !h.judges(m) {
			return &homeError{m}
		}
		if (!h.relay() || m.Epoch == epoch) && e.N <= m.Done {
			return nil
		}
		done, err := tx.ErrandDone(e.ID)
		if err != nil {
			return err
		}
		in := intake{h: h, tx: tx, now: h.Clock.Now(), numbers: map[retail.SiteID]int{}}
		if !done {
			if err := in.begin(); err != nil {
				return err
			}
			if junk {
				err = in.aside(store, e)
			} else {
				err = in.errand(store, e, m.Taken)
			}
			if err != nil {
				return err
			}
			if err := in.end(); err != nil {
				return err
			}
		}
		m.Store, m.Done, m.LastErrand = store, e.N, e.ID
		if h.relay() {
			m.Epoch = epoch
		}
		if err := tx.PutHome(m, h.judges(m)); err != nil {
			return err
		}
		return tx.DidErrand(e, in.now, in.now.Add(-keepErrands))
	})
}

// errandScopes returns what an errand may change.
func errandScopes(store retail.SiteID, e wire.Errand) []wire.Scope {
	var c wire.CommandErrand
	var a wire.AgainErrand
	in := incoming{}
	switch e.Kind {
	case wire.ErrandCommand:
		if json.Unmarshal(e.Body, &c) == nil { // else it is set aside
			in.cmd.Kind = c.Kind
		}
	case wire.ErrandAgain:
		if json.Unmarshal(e.Body, &a) == nil {
			in, _ = read(a.Raw)
		}
	case wire.ErrandReceive, wire.ErrandStock, wire.ErrandSlots, wire.ErrandLetter:
	}
	return touched(store, []incoming{in})
}

// errand does one errand. What another system said before the home was taken is
// in the books that came with it.
func (in *intake) errand(store retail.SiteID, e wire.Errand, taken time.Time) error {
	bad := func(err error) error { return retail.E(retail.CodeInvalid, "hub.errand", "", err) }
	switch e.Kind {
	case wire.ErrandReceive:
		var r wire.ReceiveErrand
		if err := json.Unmarshal(e.Body, &r); err != nil {
			return bad(err)
		}
		return in.received(r)
	case wire.ErrandCommand:
		return in.command(store, e)
	case wire.ErrandAgain:
		var a wire.AgainErrand
		if err := json.Unmarshal(e.Body, &a); err != nil {
			return bad(err)
		}
		return in.heardAgain(a)
	case wire.ErrandLetter:
		var l retail.Letter
		if err := json.Unmarshal(e.Body, &l); err != nil {
			return bad(err)
		}
		if l.To != store || string(l.CommandID()) != e.ID {
			return bad(errors.New("a letter to another shop"))
		}
		return in.open(l)
	case wire.ErrandStock:
		var rows []StockRow
		if err := json.Unmarshal(e.Body, &rows); err != nil {
			return bad(err)
		}
		if e.At.Before(taken) {
			return nil
		}
		_, err := in.h.stock(in.tx, store, rows, retail.CommandID(e.ID))
		return err
	case wire.ErrandSlots:
		var slots []retail.StagingSlot
		if err := json.Unmarshal(e.Body, &slots); err != nil {
			return bad(err)
		}
		if e.At.Before(taken) {
			return nil
		}
		for _, s := range slots {
			if _, err := in.tx.Put(wire.StoreScope(store), retail.EntitySlot, s.Code, s, ""); err != nil {
				return err
			}
		}
		return nil
	}
	return bad(errors.New("an errand of a kind that this program does not know"))
}

// received takes an order in that waited for this hub.
func (in *intake) received(r wire.ReceiveErrand) error {
	o := r.Order
	_, times, err := in.tx.Source(o.ID)
	if err != nil || r.Times <= times {
		return err
	}
	if ended, err := in.tx.IsElsewhere(o.ID); err != nil || ended {
		return err // it was here once, and is past: the chain's hub only heard of it again
	}
	old, err := in.tx.Order(o.ID)
	if err != nil {
		return err
	}
	if old == nil {
		if past, err := in.forgotten(o.ID, r.Times); err != nil || past {
			return err
		}
	}
	switch {
	case old == nil:
		o.Number, err = in.number(&o)
	case old.Store != o.Store:
		return retail.E(retail.CodeInvalid, "hub.received", "", errors.New("an order of another shop"))
	default:
		o.Number, o.Pickup = old.Number, old.Pickup
	}
	if err != nil {
		return err
	}
	_, err = in.take(&o, old, r.Mark, r.Times)
	return err
}

// forgotten tells whether an order of which something comes for so many times
// was judged at another hub and is past: it ended, and who ordered is forgotten,
// before the home came here.
func (in *intake) forgotten(id retail.OrderID, times int) (bool, error) {
	for n := 1; n < times; n++ {
		before := ReceiveID(id, n)
		done, err := in.tx.ErrandDone(string(before))
		if err != nil || !done {
			return false, err
		}
		if _, err := in.tx.KnownID(before); retail.CodeOf(err) != retail.CodeNotFound {
			return false, err // it was judged here, or set aside
		}
	}
	return times > 1, nil
}

// command judges a command of the chain's hub.
func (in *intake) command(store retail.SiteID, e wire.Errand) error {
	if _, err := in.tx.KnownID(retail.CommandID(e.ID)); retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	var ce wire.CommandErrand
	if err := json.Unmarshal(e.Body, &ce); err != nil {
		return retail.E(retail.CodeInvalid, "hub.command", "", err)
	}
	c, err := hubCommand(e.ID, ce.Kind, notAfter(e.At, in.now), store, ce.Body)
	if err != nil {
		return err
	}
	d, _, err := in.do(c, ce.Body)
	if err == nil {
		err = in.begun(c, d)
	}
	return err
}

// hubCommand is a command of a hub of which the body was kept.
func hubCommand(id string, k retail.Kind, at time.Time, store retail.SiteID, body json.RawMessage) (c retail.Command, err error) {
	whole, err := json.Marshal(map[string]any{"id": id, "kind": k, "v": k.Version(), "at": at, "store": store, "body": body})
	if err == nil {
		err = json.Unmarshal(whole, &c)
	}
	if err != nil {
		err = retail.E(retail.CodeInvalid, "hub.command", "", err)
	}
	return c, err
}

// heardAgain judges a terminal's command that this relay judged before and lost
// when it was restored from a copy.
func (in *intake) heardAgain(a wire.AgainErrand) error {
	got, err := read(a.Raw)
	if err != nil {
		return err
	}
	d, err := in.tx.Device(a.Device)
	if err != nil {
		return err
	}
	r, err := in.h.next(in.tx, &d, got, in.now)
	if err != nil {
		return err
	}
	if r == nil { // the terminal told something else under its number meanwhile: it is not lost on it
		in.h.Log.Warn("hub: a command that was lost came too late", "device", a.Device, "dseq", got.cmd.Dseq)
		return nil
	}
	return in.tx.PutDevice(d)
}

// commandErrand is which command an errand is.
func commandErrand(e wire.Errand) (retail.Kind, bool) {
	var c wire.CommandErrand
	if err := json.Unmarshal(e.Body, &c); err != nil {
		return 0, false
	}
	return c.Kind, true
}

// aside writes an errand down that cannot be done, for somebody to settle.
func (in *intake) aside(store retail.SiteID, e wire.Errand) error {
	c := retail.Command{ID: retail.CommandID(e.ID), Device: retail.HubDevice, Dseq: in.dev.LastDseq + 1, Store: store, At: in.now}
	if _, err := in.tx.KnownID(c.ID); retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	d := setAside(c, retail.UnknownCommand)
	if err := settle(in.tx, c, &d); err != nil {
		return err
	}
	in.dev.LastDseq++
	return in.tx.Record(&Record{
		Device: c.Device, Dseq: c.Dseq, ID: c.ID, Kind: string(e.Kind), Store: store, At: c.At, Received: in.now,
		Verdict: d.Verdict, Code: d.Code, Raw: e.Body,
	})
}

// CatchUp does the errands of shops whose home has come back to this hub before
// their relay had done them. Until all are done whatever comes waits behind
// them.
func (h *Hub) CatchUp(ctx context.Context) error {
	homes, err := h.Store.Homes(ctx)
	if err != nil || h.relay() {
		return err
	}
	for _, m := range homes {
		for h.judges(m) && m.Done < m.Errands {
			list, err := h.Store.Errands(ctx, m.Store, m.Done, maxErrands)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return retail.E(retail.CodeDamaged, "hub.CatchUp", "", errors.New("errands are missing"))
			}
			if err := h.DoErrands(ctx, m.Store, "", list); err != nil {
				return err
			}
			if m, err = h.Store.Home(ctx, m.Store); err != nil {
				return err
			}
		}
	}
	return nil
}
