package simulate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// books is what really happened, as nobody in the chain can know it.
type books struct {
	w    *world
	did  map[retail.CommandID]*deed
	all  []*deed // in the order in which they were done
	gone map[retail.OrderID]int

	moves    map[retail.StockKey][]shelfMove      // in the order of the hub's log
	counted  map[retail.StockKey]time.Time        // by the simple rule, see ledger
	said     map[retail.StockKey][]retail.StaffID // who counted what waits, see takesTwo
	resends  map[retail.OrderID]int               // how often staff asked for another notice
	reminded map[retail.OrderID]bool              // orders with their deadline
	mails    map[retail.OrderID]int               // notices since the hub was last restored
	devices  map[retail.DeviceID]*terminal
	kept     map[retail.HoldID]*keepsake
	taken    map[retail.OrderID]int // handovers that were taken back
	parts    map[retail.OrderID]int // handovers of a part
	restores []time.Time            // instants to which the hub was put back
	putBack  time.Time              // when it was, the last time
	settled  map[clash]bool         // of transfers, that somebody settled and that left the inbox

	exceptions, verdicts map[string]int
}

// clash is what does not agree about a transfer.
type clash struct {
	transfer retail.TransferID
	kind     retail.ExceptionKind
}

// forgot tells whether something that was done with ref is lost on every machine
// that a shop asks: the other shop may still have heard of it.
func (b *books) forgot(ref retail.Ref) bool {
	return slices.ContainsFunc(b.all, func(d *deed) bool { return d.lost != "" && d.cmd.Body.About() == ref })
}

// deed is a command that was recorded on a terminal.
type deed struct {
	cmd   retail.Command
	t     *terminal
	at    time.Time
	acked time.Time // when the terminal stored the hub's verdict; zero: it did not
	said  retail.Verdict
	seen  int    // of a count: how many moves of its level the terminal had heard of
	lost  string // why nobody can know of it any more, "" while somebody can
	only  bool   // the hub alone has it
}

func newBooks(w *world) books {
	return books{
		w: w, did: map[retail.CommandID]*deed{}, moves: map[retail.StockKey][]shelfMove{}, counted: map[retail.StockKey]time.Time{}, said: map[retail.StockKey][]retail.StaffID{}, gone: map[retail.OrderID]int{}, resends: map[retail.OrderID]int{}, reminded: map[retail.OrderID]bool{},
		mails: map[retail.OrderID]int{}, kept: map[retail.HoldID]*keepsake{}, taken: map[retail.OrderID]int{}, parts: map[retail.OrderID]int{}, settled: map[clash]bool{}, devices: map[retail.DeviceID]*terminal{},
		exceptions: map[string]int{}, verdicts: map[string]int{},
	}
}

// enrolled notes under which name a terminal is known.
func (b *books) enrolled(t *terminal) { b.devices[t.dev.ID] = t }

// recorded notes what staff did.
func (b *books) recorded(t *terminal, c retail.Command) {
	d := &deed{cmd: c, t: t, at: b.w.now}
	if k, ok := c.Level(); ok {
		d.seen = t.heard[k]
	}
	b.did[c.ID] = d
	b.all = append(b.all, d)
}

// gave notes that a customer was given an order; there tells whether goods were.
func (b *books) gave(_ *terminal, id retail.OrderID, there bool) {
	if there {
		b.gone[id]++
	}
	if b.gone[id] > 1 {
		b.w.fail("simulation: %s left the house twice", b.w.web.name(id))
	}
}

// mailed notes a letter. Nobody is told twice unless staff asked for it.
func (b *books) mailed(id retail.OrderID) {
	b.mails[id]++
	if b.mails[id] > 1+b.resends[id] {
		b.w.fail("the notice of %s left %d times, and staff asked for %d more", b.w.web.name(id), b.mails[id], b.resends[id])
	}
}

// restored notes that the hub was put back to an instant: what it alone had
// since is lost. known tells whether the hub knows that it was.
func (b *books) restored(to time.Time, known bool) {
	b.restores = append(b.restores, to)
	b.putBack = b.w.now
	if !known {
		clear(b.mails) // until the first terminal comes back nothing shows what left
	}
	for _, d := range b.all {
		if d.only && d.lost == "" && !b.w.knows(d.t.shop, d.cmd.ID) {
			b.stray(d, "lost with its terminal, and with the hub")
		}
	}
}

// unsure notes that nobody can know the figures of an order's goods.
func (b *books) unsure(s *shop, id retail.OrderID) {
	for i := range b.w.web.sent {
		o := &b.w.web.sent[i].order
		if retail.OrderIDFor(o.Channel, o.External) != id {
			continue
		}
		for _, sku := range b.goodsOf(o) {
			s.astray[sku] = "an order that its terminal did not know any more"
		}
	}
}

// goodsOf are the goods of an order, with all that was ever to stand in for some.
func (b *books) goodsOf(o *retail.Order) (out []retail.SKUID) {
	id := retail.OrderIDFor(o.Channel, o.External)
	for _, l := range o.Lines {
		out = append(out, l.SKU)
	}
	for _, d := range b.all {
		if a, ok := d.cmd.Body.(retail.AnswerShort); ok && a.Order == id && a.Goods != nil {
			out = append(out, a.Goods.SKU)
		}
	}
	return out
}

// stray notes that what a command moved is known to nobody any more.
func (b *books) stray(d *deed, why string) {
	d.lost = why
	if id := retail.OrderID(d.cmd.Body.About().ID); b.w.web.names[id] != "" {
		b.unsure(d.t.shop, id)
	}
	if k, ok := d.cmd.Level(); ok {
		d.t.shop.astray[k.SKU] = why
	}
	if k := b.kept[retail.HoldID(d.cmd.Body.About().ID)]; k != nil {
		k.shop.astray[k.sku] = why
		d.t.shop.astray[k.sku] = why
	}
	if tally, ok := d.cmd.Body.(retail.Tally); ok { // the others' sums lack its pieces
		for _, l := range tally.Lines {
			d.t.shop.astray[l.SKU] = why
		}
	}
}

// dropped notes which commands a terminal has no more: what the hub does not
// know either is lost.
func (b *books) dropped(t *terminal, has map[retail.CommandID]bool, why string) {
	for _, d := range b.all {
		if d.t != t || d.lost != "" || has[d.cmd.ID] {
			continue
		}
		if d.only = b.w.knows(d.t.shop, d.cmd.ID); !d.only {
			b.w.say(t.name, "lost #%d %v", d.cmd.Dseq, d.cmd.Kind)
			b.stray(d, why)
		}
	}
}

// watch is a hub's rule with somebody looking over its shoulder; box is nil for
// the chain's hub.
func (b *books) watch(at string, box *relayBox) func(retail.State, retail.Command) retail.Decision {
	rule := retail.Decide
	if m := b.w.o.Mutant; m != nil && m.Rule != nil {
		rule = m.Rule
	}
	return func(st retail.State, c retail.Command) retail.Decision {
		d := rule(st, c)
		b.judged(at, st, c, d)
		b.alone(at, box, c)
		return d
	}
}

// alone checks that whoever judges is home of the shop.
func (b *books) alone(at string, box *relayBox, c retail.Command) {
	w := b.w
	s := w.shop(c.Store)
	if s == nil || len(s.boxes) == 0 || len(w.hub.procs) == 0 {
		return
	}
	store := w.hub.store()
	if box != nil {
		store = box.proc.db
	}
	m, err := store.Home(w.ctx, c.Store)
	if err != nil {
		w.fail("home: %w", err)
		return
	}
	if box == nil && m.Device != "" || box != nil && (m.Device != box.dev || m.Closed) {
		w.fail("%s judges for %s and is not its home: %+v", at, c.Store, m)
	}
	for _, other := range s.boxes {
		if other == box || other.proc == nil || w.hub.rewinds > 0 {
			continue // a hub that was put back to before a move has yet to hear of it
		}
		if o, err := other.proc.db.Home(w.ctx, c.Store); err == nil && o.Device == other.dev && o.No > 0 && !o.Closed {
			w.fail("%s judges for %s, and so does %s", at, c.Store, other.name)
		}
	}
}

// judged checks one decision of a hub.
func (b *books) judged(at string, st retail.State, c retail.Command, d retail.Decision) {
	w, o := b.w, st.Order
	who := at
	if t := b.devices[c.Device]; t != nil {
		who = t.name
	}
	b.ledger(c, d)
	b.takesTwo(c, d)
	b.approved(c, d)
	b.w.races.met(st, c)
	b.called(st, c, d)
	b.proxied(st, c, d)
	b.answered(st, c, d)
	b.lookedOver(st, c, d)
	b.cooled(st, c, d)
	b.aged(st, c, d)
	b.weighed(st, d)
	b.rang(st, c, d)
	b.promised(st, c, d)
	w.say(at, "%s %v %s #%d: %v %v%s", who, c.Kind, w.about(c), c.Dseq, d.Verdict, d.Code, moved(d))
	switch {
	case d.Verdict == 0:
		w.fail("no verdict on %v", c)
	case c.Kind.Nature() == retail.Fact && d.Verdict == retail.Rejected:
		w.fail("a fact was turned down: %v", c)
	case d.Code == retail.Clashed && len(d.Raise) == 0:
		w.fail("a clash that nobody owns: %v", c)
	case o != nil && d.Order != nil && d.Order.State != o.State && !o.State.CanBecome(d.Order.State) && !o.State.CanBecomeLate(d.Order.State) && c.Kind != retail.KindUndoHandover:
		w.fail("%v made %v of an order that was %v", c.Kind, d.Order.State, o.State)
	}
	if body, ok := c.Body.(retail.ClaimOrder); ok && d.Verdict == retail.Applied && o != nil && !body.TakeOver {
		if cl := o.Claim; cl.LiveAt(c.At) && cl.Staff != c.Staff && cl.Device != c.Device {
			w.fail("%s was given to %s while %s had it", w.web.name(o.ID), c.Staff, cl.Staff)
		}
	}
	if body, ok := c.Body.(retail.CollectHold); ok {
		b.collected(st, c, d, body)
	}
	if body, ok := c.Body.(retail.HoldShort); ok {
		b.missed(st, c, d, body)
	}
	if body, ok := c.Body.(retail.HandOver); ok && body.Offline && body.Approver == "" && d.Order != nil && o.State != retail.HandedOver && !st.Lease.Covers(c.Device, body.Lease, c.At) &&
		!slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == retail.ExNoLease }) {
		w.fail("%s was handed over offline by another than the counter, and nobody is told", w.about(c))
	}
	if c.Kind == retail.KindHandover && o != nil && o.Handover != nil && o.Handover.Cmd != c.ID && d.Order != nil && d.Order.Handover.Cmd == c.ID {
		w.fail("a second handover of %s was accepted", w.web.name(o.ID))
	}
}

// SaveVerdicts notes what the terminal has the hub's word for.
func (n *witness) SaveVerdicts(ctx context.Context, results []wire.Result, at time.Time) error {
	if err := n.Store.SaveVerdicts(ctx, results, at); err != nil {
		return err
	}
	w := n.t.w
	for _, r := range results {
		d := w.books.did[r.ID]
		if d == nil {
			w.fail("%s has a verdict on %s, which nobody gave", n.t.name, r.ID)
			return nil
		}
		if d.acked.IsZero() {
			d.acked, d.said = w.now, r.Verdict
			w.counts["acknowledged"]++
		}
	}
	n.own(ctx)
	return nil
}

// ApplyPage checks what a page leaves behind.
func (n *witness) ApplyPage(ctx context.Context, from wire.Cursor, page wire.Page) error {
	n.past(ctx, from, page)
	err := n.Store.ApplyPage(ctx, from, page)
	if err == nil && page.Head.Scope == n.t.shop.scope() {
		n.t.w.say(n.t.name, "takes %s from %d to %d, with its own up to #%d", page.Head.Scope, from.Seq, page.End.End, page.End.DeviceLast)
	}
	if err == nil && page.End.End != from.Seq {
		n.took(ctx, page.Head.Scope, false)
	}
	return err
}

// past checks that a page goes on where this terminal and the hub have one past,
// and not on that of a life which the hub has lost.
func (n *witness) past(ctx context.Context, from wire.Cursor, page wire.Page) {
	t, w := n.t, n.t.w
	at := t.line.to
	if at == nil || at.away() {
		return
	}
	store, rewinds := at.past()
	if rewinds == 0 || t.line.put != rewinds || t.stale != "" && t.stale == page.End.H {
		return
	}
	if _, err := store.Page(ctx, page.Head.Scope, from, 1, t.dev.ID); errors.Is(err, hub.ErrRewound) {
		w.fail("%s was sent a page of %s on a past that the hub has lost", t.name, page.Head.Scope)
	}
}

// ApplySnapshot checks what a snapshot leaves behind.
func (n *witness) ApplySnapshot(ctx context.Context, head wire.PageHead, rows iter.Seq2[wire.Change, error], end func() wire.PageEnd) error {
	err := n.Store.ApplySnapshot(ctx, head, rows, end)
	if err == nil {
		n.t.w.counts["snapshots"]++
		n.t.w.say(n.t.name, "takes %s whole, with its own up to #%d", head.Scope, end().DeviceLast)
		n.took(ctx, head.Scope, true)
	}
	return err
}

// Renumber counts.
func (n *witness) Renumber(ctx context.Context, last int64) error {
	n.t.w.counts["renumbered"]++
	n.t.w.say(n.t.name, "renumbers from %d", last+1)
	return n.Store.Renumber(ctx, last)
}

// Rewind counts.
func (n *witness) Rewind(ctx context.Context, last int64) error {
	n.t.w.say(n.t.name, "the hub knows it up to #%d", last)
	return n.Store.Rewind(ctx, last)
}

// took checks a feed that was taken in: no cursor runs back within a life of
// the hub, and what was done here can be seen here.
func (n *witness) took(ctx context.Context, scope wire.Scope, whole bool) {
	t, w := n.t, n.t.w
	c, err := n.Cursor(ctx, scope)
	if err != nil {
		return // closed meanwhile
	}
	was := t.feeds[scope]
	if was.Epoch == c.Epoch && c.Seq < was.Seq && !(whole && w.hub.rewinds > 0) {
		w.fail("%s went back in %s from %d to %d", t.name, scope, was.Seq, c.Seq)
	}
	t.feeds[scope] = c
	if scope == t.shop.scope() {
		for k, list := range w.books.moves {
			t.heard[k] = len(list)
		}
		n.own(ctx)
	}
}

// own checks that the last things done here can be seen here.
func (n *witness) own(ctx context.Context) {
	t, w := n.t, n.t.w
	if t.app == nil || !t.harmed.IsZero() && t.feeds[t.shop.scope()] == (wire.Cursor{}) {
		return // what it saved of a damaged database may be old
	}
	for _, p := range t.picked[max(0, len(t.picked)-6):] {
		o, err := t.app.Order(ctx, p.order)
		if err != nil {
			continue // out of the feed
		}
		if o.Channel == "" {
			continue // known by what another terminal told of it alone: the hub has not got it yet
		}
		l, seen := o.Line(p.line), false
		if l == nil || l.Of > 0 {
			continue // a substitute's answer may come too late, after another one took its line: the hub asks somebody about the piece
		}
		for _, q := range l.Picks {
			seen = seen || q.Cmd == p.cmd
		}
		d := w.books.did[p.cmd]
		if d.acked.IsZero() && !t.harmed.IsZero() {
			continue // under a number that it gave before and forgot: seen again when the hub has told it so
		}
		if !seen && d.lost == "" {
			w.fail("%s does not see its own pick #%d of %s any more, it is %v with %+v", t.name, d.cmd.Dseq, w.web.name(p.order), o.State, *l)
		}
	}
}

// about names what a command is about, for the trace.
func (w *world) about(c retail.Command) string {
	if c.Body == nil {
		return ""
	}
	ref := c.Body.About()
	if name := w.web.name(retail.OrderID(ref.ID)); name != "" {
		return name
	}
	return ref.ID
}

// moved tells what a decision does to the stock and the inbox, for the trace.
func moved(d retail.Decision) string {
	var b strings.Builder
	for _, m := range d.Moves {
		switch {
		case m.OnHand != 0 || m.Picked != 0 || m.Doubt:
			fmt.Fprintf(&b, " [%s %s %v: on hand %+d, picked %+d]", m.Key.Site, m.Key.SKU, m.Key.Class, m.OnHand, m.Picked)
		case m.Allocated != 0 || m.Held != 0:
			fmt.Fprintf(&b, " [%s %s: promised %+d]", m.Key.Site, m.Key.SKU, m.Allocated+m.Held)
		}
	}
	for _, h := range d.Holds {
		for _, l := range h.Lines {
			fmt.Fprintf(&b, " (hold %s at %s %v: of %d kept %d, back %d, gone %d, lost %d, rung %d)", h.ID, h.Store, h.State, l.Qty, l.Kept, l.Back, l.Gone, l.Lost, l.Rung)
		}
	}
	for _, x := range d.Raise {
		fmt.Fprintf(&b, " +%v", x.Kind)
	}
	for _, id := range d.Close {
		fmt.Fprintf(&b, " -%s", id)
	}
	return b.String()
}
