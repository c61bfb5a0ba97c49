package hubdb

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// shopOf is the shop whose scope it is.
func shopOf(s wire.Scope) retail.SiteID {
	return retail.SiteID(strings.TrimPrefix(string(s), string(wire.StoreScope(""))))
}

// writeHolds keeps hold_key in step with the rows of holds.
func (x *tx) writeHolds() error {
	for _, c := range x.dirty {
		if c.entity != retail.EntityHold {
			continue
		}
		if c.op == wire.OpDel { // out of the feed, or another hub does not have it
			err := x.exec("UPDATE hold_key SET state = '', notice = '', ended = CASE WHEN ended > 0 THEN ended ELSE ? END WHERE store = ? AND id = ?",
				max(1, millis(x.d.clock.Now())), string(shopOf(c.scope)), c.key)
			if err != nil {
				return err
			}
			continue
		}
		var h retail.Hold
		if err := json.Unmarshal([]byte(c.data), &h); err != nil {
			return retail.E(retail.CodeInvalid, "hubdb.writeHolds", "", err)
		}
		store := shopOf(c.scope)
		skus := "|"
		for _, l := range h.Lines {
			skus += string(l.SKU) + "|"
		}
		ended := int64(0)
		if h.State.Ended() && h.Aside() == 0 {
			ended = max(1, millis(h.EndedAt))
		}
		notice := ""
		if h.Notice.State != 0 {
			notice = h.Notice.State.String()
		}
		err := x.exec(`INSERT INTO hold_key (store, id, own, state, until, skus, ended, purged, channel, external, said, moved, notice)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
			ON CONFLICT (store, id) DO UPDATE SET own = excluded.own, state = excluded.state, until = excluded.until, skus = excluded.skus,
			ended = excluded.ended, purged = 0, channel = excluded.channel, external = excluded.external, said = excluded.said, moved = excluded.moved,
			notice = excluded.notice`,
			string(store), c.key, flag(h.Store == store), h.State.String(), millis(h.Until), skus, ended,
			h.Channel, h.External, h.State.String(), millis(x.d.clock.Now()), notice)
		if err != nil {
			return err
		}
	}
	return nil
}

// HoldsWith returns the holds of the shop's own goods in its feed that have the
// SKU. See hub.Tx.
func (x *tx) HoldsWith(store retail.SiteID, sku retail.SKUID) ([]*retail.Hold, error) {
	scope := wire.StoreScope(store)
	var ids []string
	err := x.each(func(rows scanner) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM hold_key WHERE store = ? AND own = 1 AND purged = 0 AND skus LIKE ? ORDER BY id", string(store), "%|"+escapeLike(string(sku))+"|%")
	if err != nil {
		return nil, err
	}
	return rowsOf(x, scope, retail.EntityHold, ids, func(h *retail.Hold) bool { return h.Store == store && has(h.Lines, sku) })
}

func has(lines []retail.HoldLine, sku retail.SKUID) bool {
	for _, l := range lines {
		if l.SKU == sku {
			return true
		}
	}
	return false
}

// escapeLike leaves a code without what LIKE takes for any character: it then
// finds too much, which is looked through.
func escapeLike(s string) string {
	return strings.NewReplacer(`\`, "_").Replace(s)
}

// HoldsDue returns holds whose time has passed. See hub.Store.
func (d *DB) HoldsDue(ctx context.Context, before time.Time, limit int) ([]hub.HoldRef, error) {
	return d.holds(ctx, `SELECT id, store FROM hold_key WHERE state = 'held' AND own = 1 AND until > 0 AND until <= ? AND store NOT IN `+notJudged+`
		ORDER BY until, id LIMIT ? + 0`, millis(before), int64(limit))
}

// HoldsByNotice returns holds whose notice stands so, the next to end first. See
// hub.Store.
func (d *DB) HoldsByNotice(ctx context.Context, state retail.NoticeState) ([]retail.Hold, error) {
	var out []retail.Hold
	// The word stands in the text so that the partial index fits.
	err := d.query(ctx, func(rows scanner) error {
		var data string
		if err := rows.Scan(&data); err != nil {
			return err
		}
		var h retail.Hold
		if err := json.Unmarshal([]byte(data), &h); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.HoldsByNotice", "", err)
		}
		out = append(out, h)
		return nil
	}, `SELECT e.data FROM hold_key k
		JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'hold' AND e.key = k.id || '' AND e.live = 1
		WHERE k.notice = '`+state.String()+`' AND k.own = 1 AND k.store NOT IN `+notJudged+` ORDER BY k.until, k.id`)
	return out, err
}

// HoldsToRetire returns ended holds in a feed.
func (d *DB) HoldsToRetire(ctx context.Context, before time.Time, limit int) ([]hub.HoldRef, error) {
	return d.holds(ctx, `SELECT k.id, k.store FROM hold_key k
		JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'hold' AND e.key = k.id || '' AND e.live = 1
		WHERE k.ended > 0 AND k.purged = 0 AND k.ended < ? AND k.store NOT IN `+notJudged+` LIMIT ? + 0`, millis(before), int64(limit))
}

// HoldsToPurge returns holds out of the feeds that still say who the customer is.
func (d *DB) HoldsToPurge(ctx context.Context, before time.Time, limit int) ([]hub.HoldRef, error) {
	return d.holds(ctx, `SELECT k.id, k.store FROM hold_key k
		JOIN entity e ON e.scope = 'store:' || k.store AND e.entity = 'hold' AND e.key = k.id || '' AND e.live = 0
		WHERE k.purged = 0 AND k.ended < ? LIMIT ? + 0`, millis(before), int64(limit))
}

const channelHold = "SELECT id, store, channel, external, said, until, moved FROM hold_key WHERE own = 1 AND channel <> '' AND channel = ? "

// ChannelHold returns where a hold of a channel stands. See hub.Store.
func (d *DB) ChannelHold(ctx context.Context, channel, external string) (hub.HoldStanding, error) {
	list, err := d.standings(ctx, channelHold+"AND external = ? ORDER BY moved DESC, store LIMIT 1", channel, external)
	if err == nil && len(list) == 0 {
		err = retail.E(retail.CodeNotFound, "hubdb.ChannelHold", "", nil)
	}
	if err != nil {
		return hub.HoldStanding{}, err
	}
	return list[0], nil
}

// ChannelHolds returns the holds of a channel that changed. See hub.Store.
func (d *DB) ChannelHolds(ctx context.Context, channel string, since time.Time, limit int) ([]hub.HoldStanding, error) {
	return d.standings(ctx, channelHold+"AND moved >= ? ORDER BY moved, id LIMIT ? + 0", channel, millis(since), int64(limit))
}

func (d *DB) standings(ctx context.Context, query string, args ...any) ([]hub.HoldStanding, error) {
	var out []hub.HoldStanding
	err := d.query(ctx, func(rows scanner) error {
		var s hub.HoldStanding
		var until, moved int64
		err := rows.Scan(&s.Hold, &s.Store, &s.Channel, &s.External, wordOf(&s.State), &until, &moved)
		s.Until, s.Moved = instant(until), instant(moved)
		out = append(out, s)
		return err
	}, query, args...)
	return out, err
}

func (d *DB) holds(ctx context.Context, query string, args ...any) ([]hub.HoldRef, error) {
	var out []hub.HoldRef
	err := d.query(ctx, func(rows scanner) error {
		var r hub.HoldRef
		err := rows.Scan(&r.ID, &r.Store)
		out = append(out, r)
		return err
	}, query, args...)
	return out, err
}

// ForgetHold removes the customer from a hold that is out of its feed. See hub.Tx.
func (x *tx) ForgetHold(r hub.HoldRef) error {
	at := place{wire.StoreScope(r.Store), retail.EntityHold, string(r.ID)}
	row, err := x.cell(at)
	if err != nil || row.live || row.data == "" {
		return err
	}
	if x.feeds[at.scope] == nil || row.dirty {
		return retail.E(retail.CodeInternal, "hubdb.ForgetHold", "", fmt.Errorf("hold %s is not held, or written to as well", r.ID))
	}
	var h retail.Hold
	if err := json.Unmarshal([]byte(row.data), &h); err != nil {
		return retail.E(retail.CodeDamaged, "hubdb.ForgetHold", "", err)
	}
	delete(x.cells, at)
	x.d.pages.forget(x.d.clock.Now())
	if err := x.forgetChanges(at); err != nil {
		return err
	}
	rest, _ := split(row.data)
	if err := x.exec("UPDATE entity SET data = ? WHERE scope = ? AND entity = 'hold' AND key = ?", rest, string(at.scope), at.key); err != nil {
		return err
	}
	known, err := x.KnownID(h.Made)
	if err != nil && !missing(err) {
		return err
	}
	if err == nil {
		if err := x.exec("UPDATE cmd SET raw = ? WHERE id = ?", scrub(known.Raw), string(h.Made)); err != nil {
			return err
		}
		delete(x.byID, h.Made)
	}
	return x.exec("UPDATE hold_key SET purged = 1 WHERE store = ? AND id = ?", string(r.Store), at.key)
}

// scrub blanks every customer, and who comes for them, in a command, at whatever depth.
func scrub(raw []byte) []byte {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return []byte("{}")
	}
	var clean func(any)
	clean = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				if k == "customer" {
					v[k] = struct{}{}
					continue
				}
				if _, ok := inner.(string); ok && k == "proxy" {
					v[k] = ""
					continue
				}
				clean(inner)
			}
		case []any:
			for _, inner := range v {
				clean(inner)
			}
		}
	}
	clean(v)
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}
