package hub

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// disown hands to the relay what this hub judged for its shop since the relay took
// the home: it did so on an older copy of itself, which did not know of the move.
// The whole shop comes up next and takes the place of what that left behind;
// orders that the relay does not have go down then.
func (h *Hub) disown(tx Tx, m *Home, since time.Time) error {
	if since.IsZero() {
		return nil
	}
	list, err := tx.JudgedSince(m.Store, since)
	if err != nil {
		return err
	}
	for _, r := range list {
		e, ok, err := h.handDown(m, r)
		if err == nil && ok {
			err = h.queue(tx, m, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// handDown makes the errand by which a relay judges what was judged here; false
// for what it finds by itself.
func (h *Hub) handDown(m *Home, r Record) (wire.Errand, bool, error) {
	if r.Device != retail.HubDevice {
		e, err := errandOf(wire.ErrandAgain, again(m, r), "", h.Clock.Now(), wire.AgainErrand{Device: r.Device, Raw: r.Raw})
		return e, json.Valid(r.Raw), err
	}
	var k retail.Kind
	known := k.UnmarshalText([]byte(r.Kind)) == nil && k != 0
	if !known || slices.Contains(foundAnew, k) || !json.Valid(r.Raw) {
		return wire.Errand{}, false, nil
	}
	e, err := errandOf(wire.ErrandCommand, string(r.ID), "", r.At, wire.CommandErrand{Kind: k, Body: r.Raw})
	return e, true, err
}

// foundAnew are the commands that whoever is home comes to by itself.
var foundAnew = []retail.Kind{retail.KindReceive, retail.KindExpire, retail.KindAway, retail.KindHoldExpire, retail.KindCountLeft, retail.KindRemind, retail.KindOutOfCold, retail.KindOwe}

// again names the errand of a command that is to be judged once more.
func again(m *Home, r Record) string {
	return "again-" + strconv.FormatInt(m.Errands+1, 10) + "-" + string(r.ID)
}
