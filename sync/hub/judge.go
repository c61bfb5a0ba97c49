package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// incoming is a command of a push, as far as it could be read.
type incoming struct {
	cmd  retail.Command
	raw  []byte
	junk bool // cannot be judged: keep it as it came
	sent *wire.Moment
	was  retail.VerdictCode
	lost bool // an intent that a life of the hub rejected which was lost, for the reason was
}

// read takes a command apart. What this program cannot read is junk, never an
// error, as long as its place in the terminal's row is known.
func read(raw []byte) (incoming, error) {
	in := incoming{raw: raw}
	if err := in.decode(); err != nil {
		var place struct {
			ID   string `json:"id"`
			Dseq int64  `json:"dseq"`
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal(raw, &place); err != nil || place.Dseq == 0 {
			return in, retail.E(retail.CodeInvalid, "hub.read", "", err)
		}
		in.cmd = retail.Command{ID: retail.CommandID(place.ID), Dseq: place.Dseq, Body: retail.UnknownBody{Word: place.Kind, Raw: raw}}
		in.junk = true
	}
	// Databases hold no NUL in text; nothing that was scanned or typed has one.
	in.junk = in.junk || !utf8.Valid(raw) || hasNUL(raw)
	return in, nil
}

// decode reads the command as this program has it.
func (in *incoming) decode() error {
	if deep(in.raw, maxDepth) {
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	now, err := raise(in.raw)
	if err != nil {
		return err
	}
	return json.Unmarshal(now, &in.cmd)
}

// before notes that a life of the hub that was lost rejected the intent.
func (in *incoming) before(was []wire.Result) {
	for _, r := range was {
		if r.Dseq == in.cmd.Dseq && r.ID == in.cmd.ID && r.Verdict == retail.Rejected && in.cmd.Kind != 0 && in.cmd.Kind.Nature() == retail.Intent {
			in.was, in.lost = r.Code, true
		}
	}
}

func hasNUL(raw []byte) bool {
	for i := 0; i+6 <= len(raw); i++ {
		if raw[i] == '\\' {
			if string(raw[i:i+6]) == `\u0000` {
				return true
			}
			i++ // what the backslash escapes
		}
	}
	return false
}

// cleanID is the id under which a terminal's command is kept: its own, unless it
// could not be stored, or is of the kind that follows from an order alone
// (UUIDv5, see retail.DerivedCommandID). Those are the hub's: whoever took one
// could keep an order's cancel, or a whole import, from ever being taken in.
func cleanID(id retail.CommandID) retail.CommandID {
	ok := id != "" && len(id) <= 64
	if u, err := uuid.Parse(string(id)); err == nil && u.Version() == 5 {
		ok = false
	}
	for _, c := range []byte(id) {
		ok = ok && c > ' ' && c < 0x7f
	}
	if ok {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return retail.CommandID("bad-" + hex.EncodeToString(sum[:16]))
}

// Push judges commands of a terminal in their order and returns a verdict for
// each of them; the whole push is one transaction. The terminal's own word for
// its shop and itself is not believed.
func (h *Hub) Push(ctx context.Context, id retail.DeviceID, raws []json.RawMessage, left int) (wire.PushReply, error) {
	return h.Take(ctx, id, Batch{Commands: raws, Left: left})
}

// Batch is a push as it came: see wire.PushRequest.
type Batch struct {
	Commands []json.RawMessage `json:"commands"`
	Left     int               `json:"left"`
	Sent     *wire.Moment      `json:"sent"`
	Epoch    string            `json:"epoch"`
	Last     int64             `json:"last"`
	Was      []json.RawMessage `json:"was"`
}

// Take is Push of a batch that says when it was sent.
func (h *Hub) Take(ctx context.Context, id retail.DeviceID, b Batch) (wire.PushReply, error) {
	reply, err := h.take(ctx, id, &b)
	if !errors.Is(err, errOlder) {
		return reply, err
	}
	if err := h.Rewound(ctx, b.Epoch, id); err != nil {
		return wire.PushReply{}, err
	}
	b.Last = 0 // it was believed, or was a moment ago
	return h.take(ctx, id, &b)
}

func (h *Hub) take(ctx context.Context, id retail.DeviceID, b *Batch) (wire.PushReply, error) {
	life, err := h.lifeNow(ctx)
	if err != nil {
		return wire.PushReply{}, err
	}
	// What a terminal says that has not heard of this life yet is what it thought
	// it need not send any more.
	ask, left := life.Restored() && b.Epoch != life.Epoch, b.Left
	if ask {
		left = max(left, 1)
	}
	cmds, was := make([]incoming, len(b.Commands)), results(b.Was)
	for i, raw := range b.Commands {
		in, err := read(raw)
		if err != nil {
			return wire.PushReply{}, err
		}
		in.sent = b.Sent
		in.before(was)
		cmds[i] = in
	}
	dev, err := h.member(ctx, id)
	if err != nil {
		return wire.PushReply{}, err
	}
	reply, err := h.push(ctx, dev, b, cmds, left)
	reply.Ask = ask
	if retail.CodeOf(err) != retail.CodeInvalid {
		return reply, err
	}
	// The database will never take one of them: find it and set it aside, so
	// that it does not hold up the others.
	h.Log.Error("hub: push set apart", "device", id, "err", err)
	var all wire.PushReply
	for i, in := range cmds {
		rest := left + len(cmds) - i - 1
		one, err := h.push(ctx, dev, b, []incoming{in}, rest)
		if retail.CodeOf(err) == retail.CodeInvalid {
			in.junk = true
			one, err = h.push(ctx, dev, b, []incoming{in}, rest)
		}
		if err != nil {
			return all, err
		}
		one.Results = append(all.Results, one.Results...)
		all = one
		if one.Gap || one.Fork {
			break
		}
	}
	return all, nil
}

// push judges in one transaction. Of dev only who it is and its shop count.
func (h *Hub) push(ctx context.Context, dev Device, b *Batch, cmds []incoming, left int) (wire.PushReply, error) {
	var reply wire.PushReply
	var judged []*Record
	began := h.Clock.Now()
	err := h.update(ctx, touched(dev.Store, cmds), func(tx Tx) error {
		reply, judged = wire.PushReply{Epoch: h.Store.Epoch(), Now: h.Clock.Now()}, nil
		if err := tx.Ahead(ahead(dev, cmds)); err != nil {
			return err
		}
		d, err := tx.Device(dev.ID)
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			h.members.forget()
			return retail.E(retail.CodeUnknownTerminal, "hub.Push", "", nil)
		case err != nil:
			return err
		case d.Revoked:
			return retail.E(retail.CodeRevoked, "hub.Push", "", nil)
		case d.Store != dev.Store: // its shop's feed is not held
			h.members.forget()
			return retail.E(retail.CodeBusy, "hub.Push", "", nil)
		}
		if err := h.judgedBefore(d, b); err != nil {
			return err
		}
		if len(cmds) > 0 || d.Kind == DeviceTerminal {
			if err := h.mine(tx, d.Store); err != nil {
				return err
			}
		}
		for _, in := range cmds {
			r, err := h.next(tx, &d, in, reply.Now)
			if err != nil {
				return err
			}
			if r == nil {
				reply.Gap = in.cmd.Dseq > d.LastDseq
				reply.Fork = !reply.Gap
				break
			}
			judged = append(judged, r)
		}
		d.Left, d.Unsent, d.LastSeen, d.Skew = max(0, left), max(0, left), reply.Now, skewOf(b.Sent, d.Skew)
		if reply.Gap || reply.Fork {
			d.Left = max(d.Left, 1)
		}
		reply.Last, reply.Stable = d.LastDseq, d.Stable
		return tx.PutDevice(d)
	})
	if err != nil {
		return wire.PushReply{}, err
	}
	h.meter.judged(judged, reply.Now, h.Clock.Now().Sub(began))
	if reply.Gap || reply.Fork {
		left = max(left, 1) // it still has what it must send again
	}
	h.said(dev.ID, max(0, left), reply.Now)
	reply.Results = make([]wire.Result, len(judged))
	for i, r := range judged {
		reply.Results[i] = r.Result()
		reply.Results[i].ID, reply.Results[i].Dseq = cmds[i].cmd.ID, cmds[i].cmd.Dseq
	}
	return reply, nil
}

// ahead is what a push will ask for.
func ahead(dev Device, cmds []incoming) Ahead {
	a := Ahead{Device: dev.ID, Store: dev.Store}
	for _, in := range cmds {
		a.Commands = append(a.Commands, cleanID(in.cmd.ID))
		if in.junk || in.cmd.Body == nil {
			continue
		}
		if ref := in.cmd.Body.About(); ref.Entity == retail.EntityOrder {
			a.Orders = append(a.Orders, retail.OrderID(ref.ID))
		}
		if in.cmd.Staff != "" {
			a.Staff = append(a.Staff, in.cmd.Staff)
		}
	}
	return a
}

// touched returns the scopes that commands of a shop may change.
func touched(store retail.SiteID, cmds []incoming) []wire.Scope {
	out := []wire.Scope{wire.StoreScope(store)}
	for _, in := range cmds {
		if in.cmd.Kind == retail.KindRevoke {
			return append(out, wire.ScopeOrg)
		}
	}
	return out
}

// next judges the command if it is the next one of its device, or returns the
// verdict it has. Nil says that it is neither: a gap or a fork.
func (h *Hub) next(tx Tx, d *Device, in incoming, now time.Time) (*Record, error) {
	c := in.cmd
	c.ID = cleanID(c.ID)
	known, err := tx.KnownID(c.ID)
	if err == nil {
		if c.Dseq == d.LastDseq+1 { // renumbered, or sent by a terminal enrolled anew
			d.LastDseq = c.Dseq
			return &known, tx.Alias(d.ID, c.Dseq, c.ID)
		}
		return &known, nil
	}
	if retail.CodeOf(err) != retail.CodeNotFound {
		return nil, err
	}
	if c.Dseq != d.LastDseq+1 {
		return nil, nil
	}
	c.Device, c.Store, c.At = d.ID, d.Store, corrected(c, in.sent, now)
	r := &Record{
		Device: d.ID, Dseq: c.Dseq, ID: c.ID, Kind: kindWord(c), Store: d.Store, At: c.At, Received: now, Raw: in.raw,
	}
	decision := retail.Decision{Verdict: retail.Rejected, Code: in.was}
	if !in.lost || in.junk {
		if decision, err = h.decide(tx, c, in.junk); err != nil {
			return nil, err
		}
	}
	if err := settle(tx, c, &decision); err != nil {
		return nil, err
	}
	r.Verdict, r.Code = decision.Verdict, decision.Code
	d.LastDseq = c.Dseq
	if order, ok := waits(c, decision); ok {
		if err := tx.Wait(order, d.ID, c.Dseq); err != nil {
			return nil, err
		}
	}
	if err := tx.Record(r); err != nil {
		return nil, err
	}
	after := intake{h: h, tx: tx, now: now}
	return r, after.begun(c, decision)
}

// kindWord is the stable word of the command's kind, also of an unknown one.
func kindWord(c retail.Command) string {
	u, ok := c.Body.(retail.UnknownBody)
	if !ok {
		return c.Kind.String()
	}
	word := make([]byte, 0, len(u.Word))
	for _, b := range []byte(u.Word) {
		if b > ' ' && b < 0x7f && len(word) < 40 {
			word = append(word, b)
		}
	}
	return string(word)
}

// decide loads what the command is about and asks the rule.
func (h *Hub) decide(tx Tx, c retail.Command, junk bool) (retail.Decision, error) {
	hub := c.Device == retail.HubDevice
	if junk || c.Body == nil {
		return setAside(c, retail.UnknownCommand), nil
	}
	if c.Kind != 0 && c.Kind.MinRole() == retail.RoleHub && !hub {
		return setAside(c, retail.NotAllowed), nil
	}
	st, err := h.look(tx, c)
	if err != nil {
		return retail.Decision{}, err
	}
	if st.Order != nil && st.Order.Store != c.Store {
		return foreign(c, st.Order), nil
	}
	if b, ok := c.Body.(retail.Revoke); ok {
		d, err := tx.Device(b.Device)
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound, err == nil && d.Store != c.Store:
			return setAside(c, retail.ForeignStore), nil
		case err != nil:
			return retail.Decision{}, err
		}
		b.Unsent = d.Unsent
		c.Body = b
	}
	return h.ask(st, c), nil
}

// ask runs the rule. A fault in a rule sets the command aside: one command
// never holds up those behind it.
func (h *Hub) ask(st retail.State, c retail.Command) (d retail.Decision) {
	defer func() {
		if r := recover(); r != nil {
			h.Log.Error("hub: rule", "command", c.String(), "panic", fmt.Sprint(r))
			d = setAside(c, retail.UnknownCommand)
		}
	}()
	return h.rule(st, c)
}

// setAside is the decision on a command that cannot be judged.
func setAside(c retail.Command, code retail.VerdictCode) retail.Decision {
	c.Kind, c.Body = 0, retail.UnknownBody{}
	d := retail.Decide(retail.State{}, c)
	d.Code = code
	return d
}

// foreign is the decision on a command about an order of another shop: an
// intent is turned down, a fact is written down for somebody to settle. The
// other shop's books are not touched: this terminal has no say there.
func foreign(c retail.Command, o *retail.Order) retail.Decision {
	if c.Kind.Nature() == retail.Intent {
		return retail.Decision{Verdict: retail.Rejected, Code: retail.ForeignStore}
	}
	d := setAside(c, retail.ForeignStore)
	d.Verdict = retail.AppliedException
	x := &d.Raise[0]
	x.Kind, x.Order, x.Number = retail.ExNotAllowed, o.ID, o.Number
	x.People[0].Kind = c.Kind
	return d
}
