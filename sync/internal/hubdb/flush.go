package hubdb

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// flush writes what the transaction left behind and moves the feeds on.
func (x *tx) flush() ([]wire.Hint, error) {
	moved, err := x.number()
	if err != nil {
		return nil, err
	}
	if err := x.writeFeeds(moved); err != nil {
		return nil, err
	}
	if err := x.writeHolds(); err != nil {
		return nil, err
	}
	if err := x.writeRefunds(); err != nil {
		return nil, err
	}
	if err := x.writeNews(); err != nil {
		return nil, err
	}
	if err := x.writeKeys(); err != nil {
		return nil, err
	}
	if err := x.writeMoves(); err != nil {
		return nil, err
	}
	if err := x.writeCommands(); err != nil {
		return nil, err
	}
	if err := x.writeLog(); err != nil {
		return nil, err
	}
	if err := x.writeBundles(); err != nil {
		return nil, err
	}
	hints := make([]wire.Hint, 0, len(moved))
	for _, scope := range moved {
		f := x.feeds[scope]
		if err := x.exec("UPDATE scope SET head = ?, chain = ?, min_rows = ? WHERE id = ?", f.head, f.chain, f.rows.text(), string(scope)); err != nil {
			return nil, err
		}
		hints = append(hints, wire.Hint{Scope: scope, Head: f.head})
	}
	if x.letters {
		hints = append(hints, wire.Hint{Scope: wire.ScopeLetters})
	}
	return hints, nil
}

// number drops what did not really change, and moves each feed's head by the
// rest of its changes. It returns the feeds that moved.
func (x *tx) number() ([]wire.Scope, error) {
	var moved []wire.Scope
	before := map[wire.Scope]int64{}
	kept := x.dirty[:0]
	for _, c := range x.dirty {
		if err := c.render(); err != nil {
			return nil, err
		}
		if c.op == wire.OpPut && c.live && c.data == c.old || c.op == wire.OpDel && !c.live && c.data == c.old {
			continue
		}
		kept = append(kept, c)
		f := x.feeds[c.scope]
		if _, ok := before[c.scope]; !ok {
			before[c.scope] = f.head
			moved = append(moved, c.scope)
		}
		f.head++
	}
	x.dirty = kept
	return moved, nil
}

// render makes the JSON of the row.
func (c *cell) render() error {
	if c.val == nil {
		return nil
	}
	b, err := json.Marshal(c.val)
	if err != nil {
		return retail.E(retail.CodeInvalid, "hubdb.render", "", err)
	}
	c.data = string(b)
	return nil
}

// writeFeeds appends the changes and replaces the rows.
func (x *tx) writeFeeds(moved []wire.Scope) error {
	if len(moved) == 0 {
		return nil
	}
	next := map[wire.Scope]int64{}
	for _, c := range x.dirty {
		next[c.scope]-- // how many changes each feed has
	}
	for scope, n := range next {
		next[scope] = x.feeds[scope].head + n
	}
	for _, scope := range moved {
		x.wrote = append(x.wrote, written{scope: scope, base: x.feeds[scope].chain})
	}
	at := millis(x.d.clock.Now())
	changes, rows := make([][]any, 0, len(x.dirty)), make([][]any, 0, len(x.dirty))
	for _, c := range x.dirty {
		f := x.feeds[c.scope]
		next[c.scope]++
		if c.ver > 0 && c.seq <= f.min { // a kept change will speak of it
			f.rows.take(c.standing())
		}
		c.ver++
		sent := c.data
		if c.op == wire.OpDel {
			sent = ""
		}
		rest, salt, digest := seal(c.entity, sent)
		f.chain = link(f.chain, c, rest, digest)
		x.note(c, next[c.scope], sent)
		scope, entity := string(c.scope), c.entity.String()
		changes = append(changes, []any{scope, next[c.scope], f.head, entity, c.key, string(c.op), c.ver, sent, f.chain, at, string(c.by), salt, digest})
		rows = append(rows, []any{scope, entity, c.key, c.ver, flag(c.op == wire.OpPut), c.data, next[c.scope]})
	}
	err := x.bulk("INSERT INTO change (scope, seq, last, entity, key, op, ver, data, chain, at, cmd, salt, seal)", "", changes)
	if err != nil {
		return err
	}
	return x.bulk("INSERT INTO entity (scope, entity, key, ver, live, data, seq)",
		" ON CONFLICT (scope, entity, key) DO UPDATE SET ver = excluded.ver, live = excluded.live, data = excluded.data, seq = excluded.seq", rows)
}

// note keeps a change for those who will ask for it in a moment.
func (x *tx) note(c *cell, seq int64, sent string) {
	f := x.feeds[c.scope]
	at := slices.IndexFunc(x.wrote, func(w written) bool { return w.scope == c.scope })
	if len(x.wrote[at].rows) > longTail {
		return // too many to be kept
	}
	r := row{Change: wire.Change{Seq: seq, Entity: c.entity, Key: c.key, Op: c.op, Ver: c.ver}, last: f.head, chain: f.chain}
	if sent != "" {
		r.Data = json.RawMessage(sent)
	}
	x.wrote[at].rows = append(x.wrote[at].rows, r)
}

// lasting hands what the transaction wrote to those who will ask for it, now
// that it is committed.
func (x *tx) lasting() {
	now := x.d.clock.Now()
	for _, w := range x.wrote {
		x.d.pages.keep(w.scope, w.base, w.rows, x.began, now)
	}
}

// link is the chain hash after a change: the first eight bytes of SHA-256 over
// the hash before it and the row as seal took it apart.
func link(before string, c *cell, rest, digest string) string {
	b := make([]byte, 0, len(rest)+160)
	for _, part := range []string{before, c.entity.String(), c.key, string(c.op), strconv.FormatInt(c.ver, 10), rest} {
		b = append(append(b, part...), 0)
	}
	if digest != "" {
		b = append(append(b, digest...), 0)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

func (x *tx) writeCommands() error {
	rows := make([][]any, len(x.cmds))
	for i, r := range x.cmds {
		if f := x.feeds[wire.StoreScope(r.Store)]; f != nil {
			r.Seq = f.head
		}
		raw := r.Raw
		if raw == nil {
			raw = []byte{}
		}
		rows[i] = []any{
			string(r.Device), r.Dseq, string(r.ID), r.Kind, string(r.Store), millis(r.At), millis(r.Received),
			r.Verdict.String(), r.Code.String(), r.Seq, raw,
		}
	}
	return x.bulk("INSERT INTO cmd (device, dseq, id, kind, store, at, received, verdict, code, seq, raw)", "", rows)
}

// batch is how many rows one statement writes; a rest is written row by row,
// so that there are two texts of each statement and no more.
const batch = 40

// bulk runs an INSERT over many rows; end is what follows VALUES.
func (x *tx) bulk(begin, end string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	mark := "(" + strings.Repeat("?, ", len(rows[0])-1) + "?)"
	if len(rows) >= batch {
		many := begin + " VALUES " + strings.Repeat(mark+", ", batch-1) + mark + end
		args := make([]any, 0, batch*len(rows[0]))
		for len(rows) >= batch {
			args = args[:0]
			for _, r := range rows[:batch] {
				args = append(args, r...)
			}
			if err := x.exec(many, slices.Clone(args)...); err != nil { // it may run later
				return err
			}
			rows = rows[batch:]
		}
	}
	single := begin + " VALUES " + mark + end
	for _, r := range rows {
		if err := x.exec(single, r...); err != nil {
			return err
		}
	}
	return nil
}
