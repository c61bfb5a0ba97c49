package hubdb

import (
	"time"

	"miseban/app/retail"
)

// EarlyCancel returns the cancel of an order that had not come in.
func (x *tx) EarlyCancel(id retail.OrderID) (why string, at time.Time, ok bool, err error) {
	var ms int64
	err = x.scan(x.row("SELECT why, at FROM early_cancel WHERE id = ?", string(id)), &why, &ms)
	if missing(err) {
		return "", time.Time{}, false, nil
	}
	return why, instant(ms), err == nil, err
}

// KeepCancel remembers the cancel of an order that has not come in, and
// forgets those that were heard of before the instant.
func (x *tx) KeepCancel(id retail.OrderID, why string, at, now, before time.Time) error {
	if err := x.exec("DELETE FROM early_cancel WHERE heard < ?", millis(before)); err != nil {
		return err
	}
	return x.exec("INSERT INTO early_cancel (id, why, at, heard) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		string(id), why, millis(at), millis(now))
}
