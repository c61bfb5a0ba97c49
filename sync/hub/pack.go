package hub

import (
	"context"
	"errors"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Pack hands the books of a shop over to the relay that takes its home, part by
// part. Until the relay has confirmed that it has them nobody judges; it may ask
// again as often as it wants.
func (h *Hub) Pack(ctx context.Context, d Device, put func(wire.PackPart) error) error {
	m, err := h.Store.Home(ctx, d.Store)
	if err != nil {
		return err
	}
	if m.Device != d.ID || m.State != wire.HomeMoving {
		return &homeError{m}
	}
	return h.pack(ctx, d.Store, 0, false, put)
}

// Whole hands over the whole shop of this relay for a mirror that its log cannot
// bring in step. base is up to which entry the mirror has commands and
// movements.
func (h *Hub) Whole(ctx context.Context, store retail.SiteID, base int64, put func(wire.PackPart) error) error {
	return h.pack(ctx, store, base, true, put)
}

func (h *Hub) pack(ctx context.Context, store retail.SiteID, base int64, moves bool, put func(wire.PackPart) error) error {
	p := wire.PackPart{ID: h.IDs.NewID(), Base: base}
	var orders []retail.OrderID
	send := func(e wire.Entry) error {
		p.Entry = e
		for _, o := range e.Orders {
			orders = append(orders, o.ID)
		}
		if err := put(p); err != nil {
			return err
		}
		p.N++
		return nil
	}
	live, m, err := h.Store.Pack(ctx, store, base, moves, send)
	if err != nil {
		return err
	}
	known := map[retail.OrderID]bool{}
	for _, key := range live[retail.EntityOrder] {
		known[retail.OrderID(key)] = true
	}
	p.Past = slices.DeleteFunc(orders, func(id retail.OrderID) bool { return known[id] })
	p.Mark, p.Live, p.Done, p.Errands, p.Chain, p.No = m.At, live, true, m.Done, h.Store.Epoch(), m.No
	return send(wire.Entry{})
}

// TakePart takes one part of the books that the chain's hub hands over, into the
// relay whose home the shop will be; from the last one on it judges. Taking all
// of it again does no harm.
func (h *Hub) TakePart(ctx context.Context, store retail.SiteID, p wire.PackPart) error {
	return h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
		m, err := tx.Home(store)
		if err != nil {
			return err
		}
		if !h.relay() || h.judges(m) {
			return retail.E(retail.CodeRefused, "hub.TakePart", "", errors.New("this hub is home already, or no relay"))
		}
		tx.Quiet() // the chain's hub has all of it
		m.Store = store
		w := mirror{h: h, tx: tx, home: &m, hands: true}
		p.Entry.Errand = ""
		if err := w.entry(&p.Entry); err != nil {
			return err
		}
		if !p.Done {
			return nil
		}
		if err := w.rest(p); err != nil {
			return err
		}
		m.Device, m.No, m.State, m.Closed = h.Self, p.No, wire.HomeSettled, false
		m.At, m.Done, m.Epoch, m.LastErrand, m.Taken = p.Mark, p.Errands, p.Chain, "", h.Clock.Now()
		return tx.PutHome(m, true)
	})
}

// Close stops this relay from judging: the home goes back. What it judged before
// is in its log.
func (h *Hub) Close(ctx context.Context, store retail.SiteID) (Home, error) {
	return h.setHome(ctx, store, func(_ Tx, m *Home) error {
		m.Closed = true
		return nil
	})
}

// Gone tells this relay that it is home no longer, and who is.
func (h *Hub) Gone(ctx context.Context, store retail.SiteID, now wire.Home) error {
	_, err := h.setHome(ctx, store, func(_ Tx, m *Home) error {
		m.Device, m.No, m.State, m.Place, m.Closed = now.Device, now.No, now.State, now.Hub, false
		return nil
	})
	return err
}

// Heard notes when this relay last heard the chain's hub, and where that is.
func (h *Hub) Heard(ctx context.Context, store retail.SiteID, at wire.Place) error {
	now := h.Clock.Now()
	m, err := h.Store.Home(ctx, store)
	if err != nil || samePlace(m.Place, at) && now.Sub(m.Contact) < contactStep {
		return err
	}
	_, err = h.setHome(ctx, store, func(_ Tx, m *Home) error {
		m.Place, m.Contact = at, now
		return nil
	})
	return err
}
