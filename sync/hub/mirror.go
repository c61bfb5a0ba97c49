package hub

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// mirrorError says that a page does not follow what the mirror has.
type mirrorError struct{ wire.MirrorReply }

// Error names the fault.
func (e *mirrorError) Error() string { return "hub: the page does not follow the mirror" }

func (m Home) mirror() wire.MirrorReply {
	return wire.MirrorReply{Epoch: m.Epoch, At: m.At, Parts: m.Parts}
}

// Mirror takes a page of a relay's log into this hub's copy of the shop. The
// copy never judges. Only the relay that is home, with the present number of
// the home, may write; a page that does not begin where the copy stands is
// refused with where that is.
func (h *Hub) Mirror(ctx context.Context, d Device, p wire.MirrorPage) (wire.MirrorReply, error) {
	var reply wire.MirrorReply
	scopes := []wire.Scope{wire.StoreScope(d.Store)}
	gone := revokedIn(p)
	if len(gone) > 0 {
		scopes = append(scopes, wire.ScopeOrg)
		for _, id := range gone {
			scopes = append(scopes, wire.DeviceScope(id))
		}
	}
	err := h.update(ctx, scopes, func(tx Tx) error {
		m, err := tx.Home(d.Store)
		if err != nil {
			return err
		}
		if m.Device != d.ID || m.No != p.No || m.State == wire.HomeMoving {
			return &homeError{m}
		}
		w := mirror{h: h, tx: tx, home: &m, relay: d.ID}
		if p.Pack != nil {
			err = w.part(p.Epoch, *p.Pack)
		} else {
			err = w.page(p)
		}
		if err != nil {
			return err
		}
		if p.Final && m.State == wire.HomeReturning {
			m.settleHere()
			m.Rev++
		}
		m.Contact = h.Clock.Now()
		reply = m.mirror()
		return tx.PutHome(m, h.judges(m))
	})
	return reply, err
}

// revokedIn returns the devices that a page says are shut out.
func revokedIn(p wire.MirrorPage) (ids []retail.DeviceID) {
	for _, e := range p.Entries {
		for _, d := range e.Devices {
			if d.Gone {
				ids = append(ids, d.ID)
			}
		}
	}
	if p.Pack != nil {
		for _, d := range p.Pack.Entry.Devices {
			if d.Gone {
				ids = append(ids, d.ID)
			}
		}
	}
	return ids
}

// mirror writes what another hub judged into the books of this one.
type mirror struct {
	h     *Hub
	tx    Tx
	home  *Home
	hands bool            // the chain's hub hands its books over to this relay
	relay retail.DeviceID // under whose name the other hub's own commands stand here; empty keeps them
}

// page takes entries of the log.
func (w *mirror) page(p wire.MirrorPage) error {
	if w.home.Epoch != p.Epoch || w.home.At != p.From {
		return &mirrorError{w.home.mirror()}
	}
	for i := range p.Entries {
		e := &p.Entries[i]
		if e.Seq != w.home.At.Seq+1 {
			return retail.E(retail.CodeInvalid, "hub.Mirror", "", errors.New("entries are missing"))
		}
		if err := w.entry(e); err != nil {
			return err
		}
		w.home.At = wire.Mark{Seq: e.Seq, H: e.H}
	}
	return nil
}

// entry writes one transaction of the other hub.
func (w *mirror) entry(e *wire.Entry) error {
	for _, step := range []func(*wire.Entry) error{w.rows, w.commands, w.devices} {
		if err := step(e); err != nil {
			return err
		}
	}
	for _, m := range e.Moves {
		if w.hands {
			if err := w.tx.Told(m.Movement); err != nil {
				return err
			}
			continue
		}
		w.tx.Entry(max(e.Seq, m.Log))
		if err := w.tx.Move(m.Movement); err != nil {
			return err
		}
	}
	for _, a := range e.Again {
		if err := w.tx.Alias(w.of(a.Device), a.Dseq, a.ID); err != nil {
			return err
		}
	}
	for _, l := range e.Letters {
		if l.From != w.home.Store {
			return retail.E(retail.CodeInvalid, "hub.Mirror", "", errors.New("a letter of another shop"))
		}
		if err := w.tx.PutLetter(l); err != nil {
			return err
		}
	}
	for _, x := range e.Waits {
		if err := w.tx.Wait(x.Order, w.of(x.Device), x.Dseq); err != nil {
			return err
		}
	}
	for _, id := range e.Waited {
		if err := w.tx.Unwait(id, w.home.Store); err != nil {
			return err
		}
	}
	if e.Errand != "" {
		e.Known = append(e.Known, retail.CommandID(e.Errand))
	}
	return w.did(e.Known)
}

// did notes which errands the other hub did. How far it is in the row follows
// from that, for after this hub was restored from a copy the same errands may
// stand in another order.
func (w *mirror) did(errands []retail.CommandID) error {
	if len(errands) == 0 {
		return nil
	}
	if err := w.tx.KnowErrands(errands, w.h.Clock.Now()); err != nil || w.hands {
		return err
	}
	next, err := w.tx.FirstUndone(w.home.Store, w.home.Done)
	if err != nil {
		return err
	}
	if w.home.Done = next - 1; next == 0 {
		w.home.Done = w.home.Errands
	}
	return nil
}

// of is the device under which a command of the other hub stands here.
func (w *mirror) of(id retail.DeviceID) retail.DeviceID {
	if id == retail.HubDevice && w.relay != "" {
		return w.relay
	}
	return id
}

func (w *mirror) rows(e *wire.Entry) error {
	scope := wire.StoreScope(w.home.Store)
	beside := make(map[retail.OrderID]wire.EntryOrder, len(e.Orders))
	for _, o := range e.Orders {
		beside[o.ID] = o
	}
	for _, r := range e.Rows {
		var err error
		switch {
		case r.Op == wire.OpDel:
			err = w.tx.Del(scope, r.Entity, r.Key, r.By)
		case r.Entity == retail.EntityOrder:
			var o retail.Order
			if err := json.Unmarshal(r.Data, &o); err != nil {
				return retail.E(retail.CodeInvalid, "hub.Mirror", "", err)
			}
			if o.Store != w.home.Store || string(o.ID) != r.Key {
				return retail.E(retail.CodeInvalid, "hub.Mirror", "", errors.New("an order of another shop"))
			}
			o.Customer.Email = beside[o.ID].Email
			err = w.tx.PutOrder(&o, r.By)
		default:
			_, err = w.tx.Put(scope, r.Entity, r.Key, r.Data, r.By)
		}
		if err != nil {
			return err
		}
	}
	for _, o := range e.Orders {
		if err := w.tx.SetSource(o.ID, o.Source, o.Times); err != nil {
			return err
		}
	}
	return nil
}

func (w *mirror) commands(e *wire.Entry) error {
	for _, c := range e.Commands {
		w.tx.Entry(max(e.Seq, c.Log))
		err := w.tx.Mirror(&Record{
			Device: w.of(c.Device), Dseq: c.Dseq, ID: c.ID, Kind: c.Kind, Store: w.home.Store, At: c.At, Received: c.Received,
			Verdict: c.Verdict, Code: c.Code, Raw: c.Raw,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *mirror) devices(e *wire.Entry) error {
	for _, x := range e.Devices {
		id := w.of(x.ID)
		d, err := w.tx.Device(id)
		if retail.CodeOf(err) == retail.CodeNotFound {
			// Enrolled after the copy that this hub was restored from: its key is lost,
			// and it has to be enrolled anew. What it did is known under its number.
			d, err = Device{ID: id, Store: w.home.Store, Revoked: true}, nil
		}
		if err != nil {
			return err
		}
		if d.Store != w.home.Store && id != retail.HubDevice {
			return retail.E(retail.CodeInvalid, "hub.Mirror", "", errors.New("a device of another shop"))
		}
		d.LastDseq, d.Left = x.Last, x.Left
		if x.Seen.After(d.LastSeen) {
			d.LastSeen = x.Seen
		}
		if x.Gone && !d.Revoked {
			d.Revoked = true
			if err := w.tx.Del(wire.ScopeOrg, retail.EntityTerminal, string(d.ID), ""); err != nil {
				return err
			}
		}
		if err := w.tx.PutDevice(d); err != nil {
			return err
		}
	}
	return nil
}

// part takes one part of the whole shop. Until the last one is here the copy is
// a mixture, and its cursor fits no page.
func (w *mirror) part(epoch string, p wire.PackPart) error {
	m := w.home
	if p.N == 0 {
		m.Pack, m.Parts, m.Epoch = p.ID, 0, ""
		if err := w.unwind(p.Base); err != nil {
			return err
		}
	}
	if m.Pack != p.ID || m.Parts != p.N {
		return &mirrorError{m.mirror()}
	}
	if err := w.entry(&p.Entry); err != nil {
		return err
	}
	m.Parts++
	if !p.Done {
		return nil
	}
	if err := w.rest(p); err != nil {
		return err
	}
	m.Epoch, m.At, m.Pack, m.Parts = epoch, p.Mark, "", 0
	return nil
}

// unwind takes out what the relay judged and does not know any more, since it
// was restored from a copy, and hands it down to be judged again: nothing that
// staff did is lost with the relay.
func (w *mirror) unwind(base int64) error {
	lost, err := w.tx.Unwind(w.home.Store, base)
	if err != nil {
		return err
	}
	for _, r := range lost {
		if r.Device == w.relay || !json.Valid(r.Raw) {
			continue // the relay's own it finds again by itself
		}
		e, err := errandOf(wire.ErrandAgain, again(w.home, r), "", w.h.Clock.Now(), wire.AgainErrand{Device: r.Device, Raw: r.Raw})
		if err != nil {
			return err
		}
		if err := w.h.queue(w.tx, w.home, e); err != nil {
			return err
		}
	}
	return nil
}

// rest ends rows that the other hub does not have, and balances the ledger.
func (w *mirror) rest(p wire.PackPart) error {
	scope := wire.StoreScope(w.home.Store)
	have, err := w.tx.LiveKeys(w.home.Store)
	if err != nil {
		return err
	}
	for _, entity := range slices.Sorted(maps.Keys(have)) {
		keep := make(map[string]bool, len(p.Live[entity]))
		for _, k := range p.Live[entity] {
			keep[k] = true
		}
		for _, key := range have[entity] {
			if keep[key] {
				continue
			}
			if entity == retail.EntityOrder && !slices.Contains(p.Past, retail.OrderID(key)) {
				if err := w.down(retail.OrderID(key)); err != nil {
					return err
				}
			}
			if err := w.tx.Del(scope, entity, key, ""); err != nil {
				return err
			}
		}
	}
	return w.balance(p)
}

// down sends an order that this hub took in and the relay has not down again.
func (w *mirror) down(id retail.OrderID) error {
	if w.relay == "" {
		return w.tx.EndedElsewhere(id) // the last home would have handed it over
	}
	o, err := w.tx.Order(id)
	if err != nil || o == nil || o.State.Over() {
		return err
	}
	mark, times, err := w.tx.Source(id)
	if err != nil || times == 0 {
		return err
	}
	e, err := errandOf(wire.ErrandReceive, string(ReceiveID(id, times)), id, w.h.Clock.Now(), wire.ReceiveErrand{Order: *o, Mark: mark, Times: times})
	if err != nil {
		return err
	}
	for n := range times { // the relay judges it, and its word comes up
		if err := w.tx.Undo(ReceiveID(id, n+1)); err != nil {
			return err
		}
	}
	known, err := w.tx.ErrandNumber(w.home.Store, e.ID)
	if err != nil || known > 0 {
		return err
	}
	return w.h.queue(w.tx, w.home, e)
}

// balance books what is missing in the ledger, so that every level is the sum of
// its movements here too.
func (w *mirror) balance(p wire.PackPart) error {
	missing, err := w.tx.Unbooked(w.home.Store)
	if err != nil {
		return err
	}
	cmd := retail.DerivedCommandID("balance", string(w.home.Store), p.ID)
	w.tx.Entry(p.Mark.Seq)
	for i, m := range missing {
		m.Cmd, m.N, m.Kind, m.At = cmd, i, retail.MoveAdjust, w.h.Clock.Now()
		if err := w.tx.Move(m); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		w.h.Log.Info("hub: ledger balanced with another hub's", "store", w.home.Store, "levels", len(missing))
	}
	return nil
}
