package transferui

import (
	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// way is how a transfer goes on, or ends, when goods are not where they should
// be.
type way uint8

const (
	waySend    way = iota + 1 // what is in the boxes leaves without the rest
	wayDecline                // the other shop is told that nothing comes
	wayCancel                 // whoever began it takes it back
	wayNone                   // nothing came, and nothing will
	wayHand                   // a label cannot be read: its digits are typed
)

// wayModel is a way as a row beneath the goods.
type wayModel struct {
	Way  way
	Icon assets.Icon
	Text string
	Sub  string
	May  bool // false: Sub says who may
}

// waysOf lists the ways out of a transfer. They stand beneath the goods: the
// target at the thumb stays the scan.
func waysOf(c words.Catalog, v transferring.View, m mode, role retail.Role) []wayModel {
	out := endsOf(c, v, m, role)
	if m == modePick || m == modeReceive || m == modeBack {
		out = append(out, wayModel{Way: wayHand, Icon: assets.IconKeypad, Text: c.T("transfer.hand"), Sub: c.T("transfer.hand.sub"), May: true})
	}
	return out
}

// endsOf are the ways that end it.
func endsOf(c words.Catalog, v transferring.View, m mode, role retail.Role) []wayModel {
	var out []wayModel
	done, all := count(v, m)
	switch {
	case m == modeReceive && done == 0 && v.In.Unknown == 0:
		key, icon := "transfer.none", assets.IconSearch
		if v.Loose() { // begun by a tap too many
			key, icon = "transfer.drop", assets.IconCross
		}
		return []wayModel{{Way: wayNone, Icon: icon, Text: c.T(key), Sub: c.T(key + ".sub"), May: true}}
	case m != modePick:
		return nil
	}
	if 0 < done && done < all {
		out = append(out, wayModel{Way: waySend, Icon: assets.IconTruck, Text: c.T("transfer.rest"), Sub: c.T("transfer.rest.sub", "n", done, "short", all-done), May: true})
	}
	if v.By == v.Here {
		return append(out, wayModel{Way: wayCancel, Icon: assets.IconCross, Text: c.T("transfer.cancel"), Sub: c.T(backKey("transfer.cancel.own", done)), May: true})
	}
	no := wayModel{Way: wayDecline, Icon: assets.IconSearch, Text: c.T("transfer.missing"), Sub: c.T(backKey("transfer.missing.sub", done)), May: role >= retail.RoleLead}
	if !no.May {
		no.Sub = c.T("verdict.not_allowed")
	}
	return append(out, no)
}

// backKey is the key of what it means to end a transfer: pieces in boxes have to
// go back to their shelf.
func backKey(key string, picked int) string {
	if picked > 0 {
		return key + ".back"
	}
	return key
}

// dispatchAsk says what leaves, and what does not.
func dispatchAsk(c words.Catalog, v transferring.View) widgets.SheetData {
	boxes := map[string]bool{}
	for _, x := range v.Out.Scans {
		boxes[x.Box] = true
	}
	done, all := count(v, modePick)
	d := widgets.SheetData{Title: c.T("transfer.dispatch.ask"), Body: c.T("transfer.dispatch.body", "boxes", len(boxes), "n", done)}
	if done < all {
		d.Title = c.T("transfer.rest.ask")
		d.Body = c.T("transfer.rest.body", "boxes", len(boxes), "n", done, "short", all-done)
	}
	return d
}

// cancelBody says what it means to take the transfer back. The shop that sends
// knows that nothing has left.
func cancelBody(c words.Catalog, v transferring.View) string {
	if !v.Row.Sends {
		return c.T("transfer.cancel.body")
	}
	return c.T(backKey("transfer.cancel.own", v.Total(func(l retail.TransferLine) int { return l.Picked })))
}

// ending is where the end of the receiving stands.
type ending uint8

const (
	endNot   ending = iota // nothing is unpacked
	endAside               // beside the scan
	endMain                // in its place: all of it is here
)

// endOf says where. While the list is hidden the place gives nothing away of
// what is expected.
func endOf(done, all int, blind bool) ending {
	switch {
	case done == 0:
		return endNot
	case blind || done < all:
		return endAside
	}
	return endMain
}

// question is what is asked before a step, and what is said after it.
type question struct{ title, body, do, then string }

// finishAsk says what came, and what did not: that goes to the inboxes of both
// shops. A receipt that was begun by mistake only disappears.
func finishAsk(c words.Catalog, v transferring.View, blind bool) question {
	done, all := count(v, modeReceive)
	q := question{c.T("transfer.finish.ask"), c.T("transfer.finish.body", "n", done), c.T("transfer.finish"), "transfer.finished"}
	switch {
	case done == 0 && v.In.Unknown == 0 && v.Loose():
		return question{c.T("transfer.drop.ask"), c.T("transfer.drop.body"), c.T("transfer.drop"), "transfer.dropped"}
	case done == 0 && blind:
		q.title, q.body = c.T("transfer.none.ask"), c.T("transfer.none.body.blind")
	case done == 0:
		q.title, q.body = c.T("transfer.none.ask"), c.T("transfer.none.body", "short", all)
	case done < all && !blind:
		q.body = c.T("transfer.finish.body.short", "n", done, "short", all-done)
	}
	return q
}
