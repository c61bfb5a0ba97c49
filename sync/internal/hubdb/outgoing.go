package hubdb

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// publishOnce is how many articles one transaction looks at: on a file nobody
// else writes meanwhile.
const publishOnce = 200

// idleMost is how many changes that came to nothing are passed over again and
// again before it is noted that they did.
const idleMost = 1000

// outgoing is a channel within a transaction that holds it.
type outgoing struct {
	*tx
	name        string
	rule, epoch string
	head, acked int64
}

// channel locks a channel, which is made when it is new.
func (x *tx) channel(name string) (*outgoing, error) {
	o := &outgoing{tx: x, name: name}
	err := x.exec("INSERT INTO outgoing_channel (name, rule, epoch, head, acked) VALUES (?, '', ?, 0, 0) ON CONFLICT (name) DO NOTHING", name, x.d.Epoch())
	if err == nil {
		err = x.scan(x.row("SELECT rule, epoch, head, acked FROM outgoing_channel WHERE name = ?"+x.d.e.lock, name), &o.rule, &o.epoch, &o.head, &o.acked)
	}
	if err == nil && o.epoch != x.d.Epoch() { // a copy does not know what was told since
		o.epoch, o.acked = x.d.Epoch(), 0
		err = x.exec("UPDATE outgoing SET told = -1, given_seq = 0 WHERE channel = ?", name)
	}
	return o, err
}

// save writes where the channel stands.
func (o *outgoing) save() error {
	return o.exec("UPDATE outgoing_channel SET rule = ?, epoch = ?, head = ?, acked = ? WHERE name = ?", o.rule, o.epoch, o.head, o.acked, o.name)
}

// outCut is a site's feed with how far of it is in the figures, -1: nothing.
type outCut struct {
	scope           wire.Scope
	head, min, seq  int64
	silent, counted bool // counts for nothing now, and as the figures were made
}

// outCuts is every site's feed that a channel may not be in line with.
func (d *DB) outCuts(ctx context.Context, c hub.Channel, silent map[retail.SiteID]bool) ([]outCut, error) {
	var out []outCut
	err := d.query(ctx, func(rows scanner) error {
		var k outCut
		var was int64
		if err := rows.Scan(&k.scope, &k.head, &k.min, &k.seq, &was); err != nil {
			return err
		}
		site := retail.SiteID(strings.TrimPrefix(string(k.scope), storeScopes))
		k.silent, k.counted = silent[site], was == 0
		if c.Has(site) && (k.seq != k.head || k.silent == k.counted) {
			out = append(out, k)
		}
		return nil
	}, `SELECT s.id, s.head, s.min_seq, COALESCE(c.seq, -1), COALESCE(c.silent, 0) FROM scope s
		LEFT JOIN outgoing_cut c ON c.channel = ? AND c.scope = s.id WHERE s.id >= ? AND s.id < ? ORDER BY s.id`, c.Name, storeScopes, "store;")
	return out, err
}

// Publish brings figures in line with stock. See hub.PublishStore.
func (d *DB) Publish(ctx context.Context, c hub.Channel, rule string, silent map[retail.SiteID]bool) (left int, err error) {
	const op = "hubdb.Publish"
	var had, epoch string
	var dirty int
	err = d.one(ctx, `SELECT c.rule, c.epoch, (SELECT count(*) FROM outgoing o WHERE o.channel = c.name AND o.dirty = 1)
		FROM outgoing_channel c WHERE c.name = ?`, c.Name).Scan(&had, &epoch, &dirty)
	if err = d.fault(op, err); err != nil && !missing(err) {
		return 0, err
	}
	cuts, err := d.outCuts(ctx, c, silent)
	if err != nil || len(cuts) == 0 && dirty == 0 && had == rule && epoch == d.Epoch() {
		return 0, err
	}
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		o, err := t.(*tx).channel(c.Name)
		if err != nil {
			return err
		}
		again := o.rule != rule
		if again { // the feeds that stood still are looked at in the next turn
			if err := o.anew(rule); err != nil {
				return err
			}
		}
		for _, k := range cuts {
			if err := o.mark(k); err != nil {
				return err
			}
		}
		if err := o.look(c, silent); err != nil {
			return err
		}
		if err := o.save(); err != nil {
			return err
		}
		err = o.scan(o.row("SELECT count(*) FROM outgoing WHERE channel = ? AND dirty = 1", o.name), &left)
		if again {
			left++
		}
		return err
	})
	return left, err
}

// anew has every figure made anew, by another rule.
func (o *outgoing) anew(rule string) error {
	o.rule = rule
	if err := o.exec("DELETE FROM outgoing_cut WHERE channel = ?", o.name); err != nil {
		return err
	}
	return o.exec("UPDATE outgoing SET dirty = 1 WHERE channel = ? AND site = ''", o.name)
}

// dirtyRow is what follows the source of a SELECT: articles in regular class that
// are to be looked at.
const (
	dirtyFrom = `INSERT INTO outgoing (channel, sku, site, seq, figure, at, told, given, given_seq, dirty)
		SELECT DISTINCT CAST(? AS TEXT), substr(key, 1, length(key) - CAST(? AS INTEGER)), '', 0, 0, 0, -1, -1, 0, 1 FROM `
	dirtyWhere = " AND entity = 'stock' AND key LIKE ? ON CONFLICT (channel, sku, site) DO UPDATE SET dirty = 1"
)

// mark notes which articles a site's feed moved since it was looked at last, all
// of them where that is not known any more.
func (o *outgoing) mark(k outCut) error {
	some := k.seq >= 0 && k.seq <= k.head && k.silent != k.counted
	if some {
		err := o.exec(dirtyFrom+"change WHERE scope = ? AND seq > ? AND seq <= ?"+dirtyWhere,
			o.name, int64(len(regularEnd)), string(k.scope), k.seq, k.head, "%"+regularEnd)
		if err != nil {
			return err
		}
		// Another process, or another rule, may have begun anew since the cut was
		// read, and some of the changes may have been forgotten.
		var seq, least int64
		err = o.scan(o.row("SELECT c.seq, s.min_seq FROM outgoing_cut c JOIN scope s ON s.id = c.scope WHERE c.channel = ? AND c.scope = ?",
			o.name, string(k.scope)), &seq, &least)
		if err != nil && !missing(err) {
			return err
		}
		some = err == nil && seq == k.seq && k.seq >= least
	}
	if !some {
		err := o.exec(dirtyFrom+"entity WHERE scope = ?"+dirtyWhere, o.name, int64(len(regularEnd)), string(k.scope), "%"+regularEnd)
		if err != nil {
			return err
		}
	}
	return o.exec(`INSERT INTO outgoing_cut (channel, scope, seq, silent) VALUES (?, ?, ?, ?)
		ON CONFLICT (channel, scope) DO UPDATE SET seq = excluded.seq, silent = excluded.silent`, o.name, string(k.scope), k.head, flag(k.silent))
}

// look makes some of the figures that may have changed.
func (o *outgoing) look(c hub.Channel, silent map[retail.SiteID]bool) error {
	var skus []retail.SKUID
	err := o.each(func(rows scanner) error {
		var sku retail.SKUID
		err := rows.Scan(&sku)
		skus = append(skus, sku)
		return err
	}, "SELECT sku FROM outgoing WHERE channel = ? AND dirty = 1 ORDER BY sku LIMIT ? + 0", o.name, int64(publishOnce))
	if err != nil {
		return err
	}
	for _, sku := range skus {
		if err := o.article(c, sku, silent); err != nil {
			return err
		}
	}
	return nil
}

// article makes the figures of one article.
func (o *outgoing) article(c hub.Channel, sku retail.SKUID, silent map[retail.SiteID]bool) error {
	const op = "hubdb.Publish"
	at := map[retail.SiteID]int{}
	var available []int
	err := o.each(func(rows scanner) error {
		var scope wire.Scope
		var live int64
		var data string
		if err := rows.Scan(&scope, &live, &data); err != nil {
			return err
		}
		site, ok := strings.CutPrefix(string(scope), storeScopes)
		if !ok || !c.Has(retail.SiteID(site)) {
			return nil
		}
		var l retail.StockLevel
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return retail.E(retail.CodeDamaged, op, "", err)
		}
		n := l.Available()
		if live == 0 || silent[retail.SiteID(site)] {
			n = 0
		}
		at[retail.SiteID(site)] = n
		available = append(available, n)
		return nil
	}, "SELECT scope, live, data FROM entity WHERE entity = 'stock' AND key = ? ORDER BY scope", regularKey(sku))
	if err != nil {
		return err
	}
	had := map[retail.SiteID][2]int64{} // number and figure
	err = o.each(func(rows scanner) error {
		var site retail.SiteID
		var seq, figure int64
		err := rows.Scan(&site, &seq, &figure)
		had[site] = [2]int64{seq, figure}
		return err
	}, "SELECT site, seq, figure FROM outgoing WHERE channel = ? AND sku = ?", o.name, string(sku))
	if err != nil {
		return err
	}
	put := func(site retail.SiteID, figure int64) error {
		if was, ok := had[site]; ok && was[0] > 0 && was[1] == figure {
			return nil
		}
		o.head++
		return o.exec(`INSERT INTO outgoing (channel, sku, site, seq, figure, at, told, given, given_seq, dirty) VALUES (?, ?, ?, ?, ?, ?, -1, -1, 0, 0)
			ON CONFLICT (channel, sku, site) DO UPDATE SET seq = excluded.seq, figure = excluded.figure, at = excluded.at`,
			o.name, string(sku), string(site), o.head, figure, millis(o.d.clock.Now()))
	}
	if err := put("", int64(retail.Publishable(available, c.Buffer))); err != nil {
		return err
	}
	for _, site := range sortedSites(at, had) {
		if c.Shops {
			err = put(site, int64(retail.MarkOf(at[site], c.Few)))
		} else if was := had[site]; was[0] > 0 { // it is not told any more
			err = put(site, int64(retail.MarkNone))
		}
		if err != nil {
			return err
		}
	}
	return o.exec("UPDATE outgoing SET dirty = 0 WHERE channel = ? AND sku = ? AND dirty = 1", o.name, string(sku))
}

// sortedSites are the sites that are known or were told of.
func sortedSites(at map[retail.SiteID]int, had map[retail.SiteID][2]int64) []retail.SiteID {
	all := map[retail.SiteID]bool{}
	for s := range at {
		all[s] = true
	}
	for s := range had {
		all[s] = s != ""
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all))
}

// Outgoing hands out what a channel does not have. See hub.PublishStore.
func (d *DB) Outgoing(ctx context.Context, channel string, after hub.OutCursor, limit int) (out hub.Outgoing, err error) {
	if idle, err := d.idle(ctx, channel, after); err != nil || idle {
		return hub.Outgoing{Channel: channel, Next: after, Figures: []hub.Figure{}}, err
	}
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		o, err := t.(*tx).channel(channel)
		if err != nil {
			return err
		}
		switch {
		case after.Epoch != o.epoch && after != (hub.OutCursor{}):
			return hub.ErrEpoch
		case after.Seq < 0 || after.Seq > o.head:
			return hub.ErrRewound
		}
		if err := o.acknowledge(after.Seq); err != nil {
			return err
		}
		if out, err = o.page(after.Seq, limit); err != nil {
			return err
		}
		return o.save()
	})
	return out, err
}

// idle tells whether a channel asks from where it is known to be and there is
// nothing for it: nothing needs to be written.
func (d *DB) idle(ctx context.Context, channel string, after hub.OutCursor) (bool, error) {
	var at hub.OutCursor
	var head, waits int64
	err := d.one(ctx, `SELECT c.epoch, c.acked, c.head, CASE WHEN EXISTS (SELECT 1 FROM outgoing o
		WHERE o.channel = c.name AND o.seq > c.acked AND (o.told <> o.figure OR o.given_seq > 0)) THEN 1 ELSE 0 END
		FROM outgoing_channel c WHERE c.name = ?`, channel).Scan(&at.Epoch, &at.Seq, &head, &waits)
	err = d.fault("hubdb.Outgoing", err)
	if missing(err) {
		return false, nil
	}
	return waits == 0 && at == after && at.Epoch == d.Epoch() && head-at.Seq < idleMost, err
}

// acknowledge notes what the channel has. One that goes back has forgotten what
// it was told since.
func (o *outgoing) acknowledge(seq int64) error {
	var err error
	if seq < o.acked {
		err = o.exec("UPDATE outgoing SET told = -1 WHERE channel = ? AND seq > ?", o.name, seq)
	}
	if err == nil && seq != o.acked {
		err = o.exec("UPDATE outgoing SET told = given, given_seq = 0 WHERE channel = ? AND given_seq > 0 AND given_seq <= ?", o.name, seq)
	}
	o.acked = seq
	return err
}

// page hands out figures behind a number.
func (o *outgoing) page(after int64, limit int) (hub.Outgoing, error) {
	out := hub.Outgoing{Channel: o.name, Next: hub.OutCursor{Epoch: o.epoch, Seq: o.head}, Figures: []hub.Figure{}}
	type line struct {
		outRow
		told, given, givenSeq int64
	}
	var lines []line
	err := o.each(func(rows scanner) error {
		var l line
		err := rows.Scan(&l.sku, &l.site, &l.seq, &l.figure, &l.at, &l.told, &l.given, &l.givenSeq)
		lines = append(lines, l)
		return err
	}, `SELECT sku, site, seq, figure, at, told, given, given_seq FROM outgoing
		WHERE channel = ? AND seq > ? AND (told <> figure OR given_seq > 0) ORDER BY seq LIMIT ? + 0`, o.name, after, int64(limit)+1)
	if err != nil {
		return out, err
	}
	if out.More = len(lines) > limit; out.More {
		lines = lines[:limit]
		out.Next.Seq = lines[limit-1].seq
	}
	for _, l := range lines {
		f := l.figureFor(o.name, o.epoch)
		f.Before = []int{}
		told := l.told
		if told >= 0 && l.site == "" {
			if f.Before = append(f.Before, int(told)); l.givenSeq > 0 && l.given != told {
				f.Before = append(f.Before, int(l.given))
			}
		}
		if l.givenSeq > 0 && l.givenSeq != l.seq { // one of three from now on
			told = -1
		}
		out.Figures = append(out.Figures, f)
		if err := o.exec("UPDATE outgoing SET told = ?, given = figure, given_seq = seq WHERE channel = ? AND sku = ? AND site = ?",
			told, o.name, string(l.sku), string(l.site)); err != nil {
			return out, err
		}
	}
	return out, nil
}

// outRow is a figure as it is stored.
type outRow struct {
	sku             retail.SKUID
	site            retail.SiteID
	seq, figure, at int64
}

// figureFor is the figure as a channel hears it.
func (r outRow) figureFor(channel, epoch string) hub.Figure {
	f := hub.Figure{Key: fmt.Sprintf("%s/%s/%d", channel, epoch, r.seq), SKU: r.sku, Site: r.site, At: instant(r.at)}
	if n := int(r.figure); r.site == "" {
		f.Qty = &n
	} else {
		f.Mark = retail.StockMark(r.figure)
	}
	return f
}

// Figures hands over all of a channel. See hub.PublishStore.
func (d *DB) Figures(ctx context.Context, channel string, each func(hub.Figure) error) (at hub.OutCursor, err error) {
	err = d.view(ctx, func(v view) error {
		if err := v.scan([]any{&at.Epoch, &at.Seq}, "SELECT epoch, head FROM outgoing_channel WHERE name = ?", channel); err != nil {
			return err
		}
		return v.each(func(rows scanner) error {
			var r outRow
			if err := rows.Scan(&r.sku, &r.site, &r.seq, &r.figure, &r.at); err != nil {
				return err
			}
			return each(r.figureFor(channel, at.Epoch))
		}, "SELECT sku, site, seq, figure, at FROM outgoing WHERE channel = ? AND seq > 0 ORDER BY sku, site", channel)
	})
	return at, err
}

// Told is what the channel has. See hub.PublishStore.
func (d *DB) Told(ctx context.Context, channel string) (hub.OutCursor, error) {
	var at hub.OutCursor
	err := d.fault("hubdb.Told", d.one(ctx, "SELECT epoch, acked FROM outgoing_channel WHERE name = ?", channel).Scan(&at.Epoch, &at.Seq))
	if missing(err) || err == nil && at.Epoch != d.Epoch() {
		return hub.OutCursor{}, nil
	}
	return at, err
}

var _ hub.PublishStore = (*DB)(nil)
