package hub

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// keepCancels is how long a cancel waits for its order.
const keepCancels = 60 * 24 * time.Hour

// CancelOrder cancels the order of a channel. It returns CodeNotFound for an
// order that has not come in: files overtake each other, and rows wait in
// quarantine, so the cancel is remembered, and the order ends as it comes. A
// second cancel changes nothing. Where the shop has its home in a relay the
// cancel waits for the relay's word (仮): it is certain to be judged, and ends
// the order, or finds the goods handed over and opens an exception.
func (h *Hub) CancelOrder(ctx context.Context, channel, number, why string, at time.Time) error {
	id := retail.OrderIDFor(channel, number)
	for {
		_, err := h.apply(ctx, id, retail.Command{
			ID: cancelID(id), Kind: retail.KindCancel, At: at, Body: retail.Cancel{Order: id, Why: why},
		})
		if retail.CodeOf(err) != retail.CodeNotFound {
			return err
		}
		came, kerr := h.rememberCancel(ctx, id, why, at)
		if kerr != nil {
			return kerr
		}
		if !came {
			return err
		}
	}
}

// rememberCancel keeps a cancel for an order to come and tells whether the
// order came in at the same moment.
func (h *Hub) rememberCancel(ctx context.Context, id retail.OrderID, why string, at time.Time) (came bool, err error) {
	err = h.update(ctx, nil, func(tx Tx) error {
		came = false
		if _, err := tx.Device(retail.HubDevice); err != nil { // whoever takes orders in holds it too
			return err
		}
		if o, err := tx.Order(id); err != nil || o != nil {
			came = o != nil
			return err
		}
		if _, waits, err := tx.LastErrand(id, wire.ErrandReceive); err != nil || waits {
			came = waits
			return err
		}
		if _, _, known, err := tx.EarlyCancel(id); known || err != nil {
			return err // an export names its canceled orders again and again
		}
		now := h.Clock.Now()
		return tx.KeepCancel(id, why, at, now, now.Add(-keepCancels))
	})
	return came, err
}

// cancelEarly ends an order that was canceled before it came.
func (in *intake) cancelEarly(id retail.OrderID, store retail.SiteID) error {
	why, at, ok, err := in.tx.EarlyCancel(id)
	if err != nil || !ok {
		return err
	}
	body := retail.Cancel{Order: id, Why: why}
	raw, err := json.Marshal(body)
	if err != nil {
		return retail.E(retail.CodeInternal, "hub.cancelEarly", "", err)
	}
	at = notAfter(at, in.now)
	_, _, err = in.do(retail.Command{ID: cancelID(id), Kind: retail.KindCancel, At: at, Store: store, Body: body}, raw)
	return err
}

func cancelID(id retail.OrderID) retail.CommandID {
	return retail.DerivedCommandID("cancel", string(id))
}
