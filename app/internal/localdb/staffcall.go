package localdb

import (
	"context"
	"slices"

	"miseban/app/retail"
)

var qGetStaffCall = hot(`SELECT data FROM known WHERE entity = 'staff_call' AND key = ?`)

// overCall lays what was done here over a call as the hub has it, nil for none.
func overCall(k *retail.StaffCall, lines []ownLine) *retail.StaffCall {
	for _, l := range lines {
		d, err := decide(retail.State{Role: l.role, Call: k}, l.cmd)
		if err == nil && d.Call != nil {
			d.Call.Pending = true
			k = d.Call
		}
	}
	return k
}

// staffCall loads the call of a tablet as it stood before a command.
func (t *wtx) staffCall(ctx context.Context, id string, before int64) (*retail.StaffCall, error) {
	var k *retail.StaffCall
	var row retail.StaffCall
	if ok, err := t.load(ctx, qGetStaffCall, id, &row); err != nil {
		return nil, err
	} else if ok {
		k = &row
	}
	rows, err := t.tx.QueryContext(ctx, qOwnAbout+`AND o.ref = ? AND o.dseq < ? ORDER BY o.dseq`, retail.EntityStaffCall.String(), id, before)
	lines, err := collect("localdb.staffCall", rows, err, readOwnLine)
	return overCall(k, lines), err
}

// StaffCalls returns the calls of the shop's tablets, the latest first, with what
// was done here since.
func (d *DB) StaffCalls(ctx context.Context) ([]retail.StaffCall, error) {
	const op = "localdb.StaffCalls"
	all, err := allKnown[retail.StaffCall](ctx, d, op, retail.EntityStaffCall)
	if err != nil {
		return nil, err
	}
	rows, err := d.query(ctx, qOwnAbout+`ORDER BY o.dseq`, retail.EntityStaffCall.String())
	lines, err := collect(op, rows, err, readOwnLine)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		id := retail.StaffCallID(l.cmd.Body.About().ID)
		i := slices.IndexFunc(all, func(k retail.StaffCall) bool { return k.ID == id })
		if i >= 0 {
			all[i] = *overCall(&all[i], []ownLine{l})
		} else if k := overCall(nil, []ownLine{l}); k != nil {
			all = append(all, *k)
		}
	}
	slices.SortFunc(all, func(a, b retail.StaffCall) int { return b.At.Compare(a.At) })
	return all, nil
}
