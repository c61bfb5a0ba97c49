package hubdb

import (
	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Wait notes that a recorded command waits for its order.
func (x *tx) Wait(order retail.OrderID, device retail.DeviceID, dseq int64) error {
	if x.out != nil {
		x.out.Waits = append(x.out.Waits, wire.EntryWait{Order: order, Device: device, Dseq: dseq})
	}
	return x.exec("INSERT INTO cmd_waiting (order_id, device, dseq) VALUES (?, ?, ?) ON CONFLICT (order_id, device, dseq) DO NOTHING", string(order), string(device), dseq)
}

// Waited returns the shop's commands that wait for the order and lets them wait no
// longer.
func (x *tx) Waited(order retail.OrderID, store retail.SiteID) ([]hub.Record, error) {
	var out []hub.Record
	err := x.each(func(rows scanner) error {
		r, err := readRecord(rows.Scan)
		out = append(out, r)
		return err
	}, `SELECT c.device, c.dseq, c.id, c.kind, c.store, c.at, c.received, c.verdict, c.code, c.seq, c.raw
		FROM cmd_waiting w JOIN cmd c ON c.device = w.device AND c.dseq = w.dseq WHERE w.order_id = ? AND c.store = ? ORDER BY c.device, c.dseq`, string(order), string(store))
	if err != nil || len(out) == 0 {
		return nil, err
	}
	if x.out != nil {
		x.out.Waited = append(x.out.Waited, order)
	}
	return out, x.Unwait(order, store)
}
