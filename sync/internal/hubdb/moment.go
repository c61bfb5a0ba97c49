package hubdb

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// devicesOnce is about how many devices one statement asks at the most.
const devicesOnce = 16

// moment is how a feed stood, and what was known of devices, in one instant.
type moment struct {
	feed
	epoch   string
	away    bool // the shop's home is another hub
	now     time.Time
	devices map[retail.DeviceID]standing
}

// standing is how far a device's commands are in.
type standing struct {
	last, stable int64
	revoked      bool
}

func momentOf(devices int) string {
	return `SELECT m.value, COALESCE(s.head, 0), COALESCE(s.chain, ''), COALESCE(s.min_seq, 0), COALESCE(s.min_chain, ''), COALESCE(h.judges, 1),
		COALESCE(d.id, ''), COALESCE(d.last_dseq, 0), COALESCE(d.stable, 0), COALESCE(d.revoked, 0)
		FROM meta m LEFT JOIN scope s ON s.id = ? LEFT JOIN home h ON h.store = ?
		LEFT JOIN device d ON d.id IN (?` + strings.Repeat(", ?", devices-1) + `) WHERE m.name = 'epoch'`
}

// momentsOf are the texts of it, by the number of devices: a shop's terminals are
// spread over some hubs.
var momentsOf = []struct {
	devices int
	text    string
}{{1, momentOf(1)}, {4, momentOf(4)}, {8, momentOf(8)}, {devicesOnce, momentOf(devicesOnce)}}

// moment reads, in one statement, all that pages of a feed must agree with. A
// scope that was never written to stands at the beginning.
func (d *DB) moment(ctx context.Context, scope wire.Scope, all []*asker) (moment, error) {
	at := moment{devices: make(map[retail.DeviceID]standing, len(all)), now: d.clock.Now()}
	shop, _ := strings.CutPrefix(string(scope), string(wire.StoreScope("")))
	fits := 0
	for momentsOf[fits].devices < len(all) {
		fits++
	}
	args := make([]any, 2, 2+devicesOnce)
	args[0], args[1] = string(scope), shop
	for _, a := range all {
		args = append(args, string(a.device))
	}
	for len(args) < 2+momentsOf[fits].devices {
		args = append(args, args[2])
	}
	err := d.query(ctx, func(rows scanner) error {
		var id retail.DeviceID
		var s standing
		var judges, revoked int64
		err := rows.Scan(&at.epoch, &at.head, &at.chain, &at.min, &at.base, &judges, &id, &s.last, &s.stable, &revoked)
		at.away, s.revoked = judges == 0, revoked != 0
		at.devices[id] = s
		return err
	}, momentsOf[fits].text, args...)
	return at, err
}

// reading is the reading of pages as of one instant.
type reading struct {
	d     *DB
	ctx   context.Context
	scope wire.Scope
	began time.Time
	tail  tail
	moment
}

// errRevoked says that a device is shut out, and reads nothing.
var errRevoked = retail.E(retail.CodeRevoked, "hubdb.Page", "", nil)

// page returns the page of one who asks.
func (r *reading) page(a *asker) (wire.Page, error) {
	after, who := a.after, r.devices[a.device]
	p := wire.Page{Head: wire.PageHead{Scope: r.scope, From: after.Seq, H: after.H, Epoch: r.epoch}}
	switch {
	case who.revoked:
		return p, errRevoked
	case r.away:
		return p, hub.ErrElsewhere
	case after.Epoch != r.epoch && (after.Epoch != "" || after.Seq != 0):
		return p, hub.ErrEpoch
	case after.Seq < 0 || after.Seq > r.head:
		return p, hub.ErrRewound
	case after.Seq < r.min:
		return p, hub.ErrCompacted
	}
	base, rows, err := r.behind(after.Seq, a.limit)
	if err != nil {
		return p, err
	}
	if after.Seq > 0 && base != after.H {
		return p, hub.ErrRewound
	}
	p.End = wire.PageEnd{End: after.Seq, H: after.H, Now: r.now, DeviceLast: who.last, Stable: who.stable}
	if n := len(rows); n > 0 {
		p.End.End, p.End.H = rows[n-1].Seq, rows[n-1].chain
		p.Changes = make([]wire.Change, n)
		for i := range rows {
			p.Changes[i] = rows[i].Change
		}
	}
	p.End.More = p.End.End < r.head
	if p.End.More && who.last > 0 {
		p.End.DeviceLast, err = r.contained(a.device, who.last, p.End.End)
	}
	return p, err
}

// firstBehind goes by the numbers of the feed: by dseq, which a MIN of the bare column
// would go by, all that the device ever did would be walked. The sums say so to both
// engines.
const firstBehind = "SELECT COALESCE(MIN(dseq + 0), 0) FROM cmd WHERE device = ? AND seq > ? AND dseq + 0 <= ?"

// contained is how far a shop's feed up to a number contains the commands of a
// device, of which last is in by now.
func (r *reading) contained(device retail.DeviceID, last, end int64) (int64, error) {
	if !strings.HasPrefix(string(r.scope), string(wire.StoreScope(""))) {
		return last, nil
	}
	var first int64
	err := r.d.query(r.ctx, func(rows scanner) error { return rows.Scan(&first) },
		firstBehind, string(device), end, last)
	if err != nil || first == 0 {
		return last, err
	}
	return first - 1, nil
}

// behind returns about limit changes behind a number, up to the end of a
// transaction, and the chain hash at the number.
func (r *reading) behind(seq int64, limit int) (base string, rows []row, err error) {
	if seq == r.head {
		return r.chain, nil, nil
	}
	if base, rows, ok := r.kept(seq, limit); ok {
		return base, rows, nil
	}
	base, rows, err = r.read(seq, limit)
	if err != nil || len(rows) == 0 {
		return base, rows, err
	}
	if end := rows[len(rows)-1]; end.Seq == r.head && end.chain == r.chain {
		r.tail.join(base, rows, r.began)
		r.d.pages.keep(r.scope, base, rows, r.began, r.d.clock.Now())
	}
	return base, rows, nil
}

// kept is behind from the changes that are kept; when the feed has gone on from
// them only the rest is read.
func (r *reading) kept(seq int64, limit int) (base string, rows []row, ok bool) {
	t := &r.tail
	if len(t.rows) == 0 || seq < t.from() || t.to() > r.head {
		return "", nil, false
	}
	if to := t.to(); to < r.head {
		if seq >= to || r.head-to > longTail {
			return "", nil, false // nothing of the page is kept, or hardly anything
		}
		base, more, err := r.read(to, longTail)
		if err != nil || len(more) == 0 || base != t.chainAt(to) || more[len(more)-1].Seq != r.head {
			return "", nil, false
		}
		t.join(base, more, r.began)
		r.d.pages.keep(r.scope, base, more, r.began, r.d.clock.Now())
	}
	if t.to() != r.head || t.chainAt(r.head) != r.chain || seq < t.from() || r.head-seq > int64(limit) {
		return "", nil, false
	}
	return t.chainAt(seq), t.rows[seq-t.from():], true
}

const changeColumns = "SELECT seq, last, entity, key, op, ver, data, chain FROM change WHERE scope = ? AND "

// read is behind from the database. What stood in the feed at the instant stands
// there later too: changes are only added, and those that are no longer kept are
// missed.
func (r *reading) read(seq int64, limit int) (base string, rows []row, err error) {
	scan := func(from scanner) error {
		c, data := row{}, ""
		if err := from.Scan(&c.Seq, &c.last, wordOf(&c.Entity), &c.Key, &c.Op, &c.Ver, &data, &c.chain); err != nil {
			return err
		}
		if data != "" {
			c.Data = json.RawMessage(data)
		}
		rows = append(rows, c)
		return nil
	}
	// The change at the cursor itself tells the chain hash there. A LIMIT that is a
	// bare parameter has SQLite plan the statement anew each time.
	err = r.d.query(r.ctx, scan, changeColumns+"seq >= ? AND seq <= ? ORDER BY seq LIMIT ? + 0",
		string(r.scope), seq, r.head, int64(limit)+1)
	if err != nil {
		return "", nil, err
	}
	switch {
	case seq == r.min:
		base = r.base
	case len(rows) == 0 || rows[0].Seq != seq:
		return "", nil, hub.ErrCompacted
	default:
		base = rows[0].chain
	}
	if len(rows) > 0 && rows[0].Seq == seq {
		rows = rows[1:]
	}
	rows = rows[:min(len(rows), limit)]
	if n := len(rows); n > 0 && rows[n-1].Seq < rows[n-1].last {
		err = r.d.query(r.ctx, scan, changeColumns+"seq > ? AND seq <= ? ORDER BY seq", string(r.scope), rows[n-1].Seq, rows[n-1].last)
	}
	for i := range rows {
		if err == nil && rows[i].Seq != seq+int64(i)+1 {
			err = hub.ErrCompacted // while it was read
		}
	}
	if err == nil && len(rows) == 0 {
		err = hub.ErrCompacted
	}
	return base, rows, err
}
