package simulate

import (
	"encoding/json"
	"fmt"
	"slices"

	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// check compares the books of the hub, those of every terminal, and what really
// happened.
func (w *world) check() {
	for _, step := range []func() error{w.checkAudit, w.checkHomes, w.checkOrders, w.checkCommands, w.checkTerminals, w.checkInbox, w.checkHolds, w.checkShelves, w.checkTransfers, w.checkDeliveries, w.checkRounds, w.checkCold, w.checkAnswers, w.checkRefunds, w.checkBags, w.checkPeople, w.checkFigures} {
		if err := step(); err != nil {
			w.fail("%w", err)
			return
		}
	}
}

// checkAudit: on_hand is the sum of all moves, no dseq is missing, no command
// was judged twice or moved stock unjudged, every feed is whole and its chain
// of hashes holds.
func (w *world) checkAudit() error {
	a, err := hub.AuditOf(w.ctx, w.hub.store(), true)
	if err != nil {
		return err
	}
	for _, c := range a.Commands {
		w.books.verdicts[c.Verdict.String()]++
	}
	return sound(w, w.hub.store(), "hub")
}

// checkOrders: what the web shop sent is known, and what it canceled is over.
func (w *world) checkOrders() error {
	for i := range w.web.sent {
		s := &w.web.sent[i]
		o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(s.order.Channel, s.order.External))
		switch {
		case err != nil:
			return err
		case o == nil:
			return fmt.Errorf("the hub does not know %s", s.order.External)
		case !s.canceled.IsZero() && !o.State.Over():
			return fmt.Errorf("%s was canceled and is %v", s.order.External, o.State)
		}
	}
	return nil
}

// checkCommands: every command that staff recorded is in the hub's log once,
// above all those that a terminal has the hub's word for. Of an order at most
// one handover is accepted.
func (w *world) checkCommands() error {
	times := map[retail.CommandID]int{}
	handed := map[retail.OrderID][]hub.CommandAudit{}
	a, err := hub.AuditOf(w.ctx, w.hub.store(), true)
	if err != nil {
		return err
	}
	for _, c := range a.Commands {
		times[c.ID]++
		if c.Kind == retail.KindHandover.String() && c.Verdict == retail.Applied {
			handed[c.Order] = append(handed[c.Order], c)
		}
	}
	for _, d := range w.books.all {
		n := times[d.cmd.ID]
		switch {
		case n > 1:
			return fmt.Errorf("%s #%d %v stands %d times in the hub's log", d.t.name, d.cmd.Dseq, d.cmd.Kind, n)
		case n == 1, d.lost != "":
		case !d.acked.IsZero():
			return fmt.Errorf("lost: %s #%d %v of %s, which the hub had acknowledged at %s", d.t.name, d.cmd.Dseq, d.cmd.Kind,
				d.at.Format("2 15:04"), d.acked.Format("2 15:04"))
		default:
			return fmt.Errorf("never judged: %s #%d %v of %s", d.t.name, d.cmd.Dseq, d.cmd.Kind, d.at.Format("2 15:04"))
		}
	}
	for id, list := range handed {
		if len(list) > 1+w.books.taken[id]+w.books.parts[id] {
			return fmt.Errorf("%d handovers of %s were accepted", len(list), w.web.name(id))
		}
	}
	return nil
}

// checkTerminals: every terminal that is still there has nothing unsent, nothing
// of its own over the hub's state, and the same rows as the hub.
func (w *world) checkTerminals() error {
	for _, s := range w.shops {
		for _, t := range s.terminals {
			if t.app == nil {
				if !t.gone {
					return fmt.Errorf("%s does not run", t.name)
				}
				continue
			}
			if w.hub.revoked[t.dev.ID] {
				return fmt.Errorf("%s was shut out and is still at work", t.name)
			}
			if n, err := t.app.Unsent(w.ctx); err != nil || n > 0 {
				return fmt.Errorf("%s still holds %d commands, line %v, %w", t.name, n, t.app.Agent.Status().Line, err)
			}
			if err := w.same(t); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return nil
}

// row names a row of a feed.
type row struct {
	entity retail.Entity
	key    string
}

// same compares a terminal's rows with the hub's.
func (w *world) same(t *terminal) error {
	have := map[row]string{}
	err := t.app.HubRows(w.ctx, func(r headless.HubRow) error {
		if r.Overlaid {
			return fmt.Errorf("%v %s differs from what the hub said, and everything is sent", r.Entity, r.Key)
		}
		have[row{r.Entity, r.Key}] = r.Data
		return nil
	})
	if err != nil {
		return err
	}
	books, err := t.shop.books()
	if err != nil {
		return err
	}
	for _, scope := range []wire.Scope{wire.ScopeOrg, wire.DeviceScope(t.dev.ID), t.shop.scope()} {
		_, err := books.Snapshot(w.ctx, scope, t.dev.ID, func(c wire.Change) error {
			key := row{c.Entity, c.Key}
			data, ok := have[key]
			if !ok {
				return fmt.Errorf("it has not got %v %s of %s", c.Entity, w.label(c.Entity, c.Key), scope)
			}
			delete(have, key)
			want, err := asKept(c)
			if err == nil && data != want {
				err = fmt.Errorf("%v %s is\n%s\nand on the hub\n%s", c.Entity, w.label(c.Entity, c.Key), data, want)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for key := range have {
		return fmt.Errorf("it has %v %s, and the hub has not", key.entity, w.label(key.entity, key.key))
	}
	return nil
}

func (w *world) label(e retail.Entity, key string) string {
	if name := w.web.name(retail.OrderID(key)); e == retail.EntityOrder && name != "" {
		return name
	}
	return key
}

// asKept is a row as terminals keep it: without its customer.
func asKept(c wire.Change) (string, error) {
	if c.Entity == retail.EntityHold {
		var h retail.Hold
		if err := json.Unmarshal(c.Data, &h); err != nil {
			return "", err
		}
		h.ID, h.Customer = retail.HoldID(c.Key), retail.Customer{}
		b, err := json.Marshal(&h)
		return string(b), err
	}
	if c.Entity == retail.EntityTransfer {
		var t retail.Transfer
		if err := json.Unmarshal(c.Data, &t); err != nil {
			return "", err
		}
		if t.For != nil {
			t.For.Customer = retail.Customer{}
		}
		b, err := json.Marshal(&t)
		return string(b), err
	}
	if c.Entity != retail.EntityOrder {
		return string(c.Data), nil
	}
	var o retail.Order
	if err := json.Unmarshal(c.Data, &o); err != nil {
		return "", err
	}
	o.ID, o.Customer, o.Proxy = retail.OrderID(c.Key), retail.Customer{}, ""
	b, err := json.Marshal(&o)
	return string(b), err
}

// inbox returns the entries of a shop's inbox that are not retired.
func (w *world) inbox(s *shop) (list []retail.Exception, err error) {
	err = w.hub.store().Rows(w.ctx, s.scope(), retail.EntityException, func(_ string, data []byte) error {
		var x retail.Exception
		if err := json.Unmarshal(data, &x); err != nil {
			return err
		}
		list = append(list, x)
		return nil
	})
	return list, err
}

// checkInbox: every clash has an owner. A second handover is in the inbox, open
// or settled by somebody.
func (w *world) checkInbox() error {
	handovers := map[retail.OrderID]int{}
	for _, d := range w.books.all {
		if b, ok := d.cmd.Body.(retail.HandOver); ok && d.lost == "" {
			handovers[b.Order]++
		}
	}
	for _, s := range w.shops {
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		double := map[retail.OrderID]int{}
		for _, x := range list {
			w.books.exceptions[x.Kind.String()]++
			// Of an order that a relay never knew, for it was past, the second handover
			// is as unknown as the order.
			unknown := x.Kind == retail.ExUnknown && len(x.People) > 0 && x.People[0].Kind == retail.KindHandover
			if x.Kind == retail.ExDoubleHandover || unknown {
				double[x.Order]++
			}
			if x.Open() && x.Due.IsZero() {
				return fmt.Errorf("the %v of %s is due at no time", x.Kind, w.web.name(x.Order))
			}
			if err := unownedSpot(x); err != nil {
				return err
			}
			if x.Kind.Promise() && x.Assignee == "" {
				return fmt.Errorf("nobody owns the %v of %s%s%s", x.Kind, w.web.name(x.Order), x.Hold, x.Transfer)
			}
		}
		for i := range w.web.sent {
			o := &w.web.sent[i].order
			id := retail.OrderIDFor(o.Channel, o.External)
			if n := handovers[id] - w.books.taken[id] - w.books.parts[id]; o.Store == s.site.ID && n > 1 && double[id] < n-1 {
				return fmt.Errorf("%s was handed over %d times, and the inbox has %d of it", o.External, handovers[id], double[id])
			}
		}
	}
	return nil
}

// checkShelves: what the books say lies on the shelves and in the totes lies
// there, unless somebody is told that it may not.
func (w *world) checkShelves() error {
	for _, s := range w.shops {
		doubt, err := w.doubts(s)
		if err != nil {
			return err
		}
		for _, sku := range append([]retail.SKU{{ID: scarce}}, skus...) {
			if s.astray[sku.ID] != "" {
				w.counts["levels nobody can know"]++
				continue
			}
			l, err := w.level(s, sku.ID)
			if err != nil {
				return err
			}
			w.counts["levels"]++
			all, totes := s.regular(sku.ID)
			if l.OnHand == all && l.Picked == totes {
				continue
			}
			if l.Doubt || doubt[sku.ID] {
				w.counts["levels wrong and flagged"]++
				continue
			}
			// The till does not say for whom it sold: where several customers had the
			// same goods kept, or paid before the shop heard of it, what it told may have
			// been taken for another one's. A count finds it.
			if l.Picked == totes && max(l.OnHand-all, all-l.OnHand) <= s.rung[sku.ID] {
				w.counts["levels that only the till could tell"]++
				continue
			}
			return fmt.Errorf("%s %s: the books say %d, %d of them picked; there are %d, %d of them in totes %v, and nobody is told",
				s.site.ID, sku.ID, l.OnHand, l.Picked, all, totes, s.lying(sku.ID))
		}
	}
	return nil
}

func (w *world) level(s *shop, sku retail.SKUID) (l retail.StockLevel, err error) {
	key := retail.StockKey{Site: s.site.ID, SKU: sku, Class: retail.Regular}
	_, err = w.hub.store().Update(w.ctx, nil, func(tx hub.Tx) error {
		l, err = tx.Level(key)
		return err
	})
	return l, err
}

// doubts are the SKUs of a shop about which the inbox has an open entry.
func (w *world) doubts(s *shop) (map[retail.SKUID]bool, error) {
	out := map[retail.SKUID]bool{}
	list, err := w.inbox(s)
	for _, x := range list {
		if !x.Open() || !hidesStock(x.Kind) {
			continue
		}
		if x.SKU != "" {
			out[x.SKU] = true
			continue
		}
		if k := w.books.kept[x.Hold]; k != nil {
			out[k.sku] = true
			continue
		}
		for i := range w.web.sent {
			o := &w.web.sent[i].order
			if retail.OrderIDFor(o.Channel, o.External) == x.Order {
				for _, sku := range w.books.goodsOf(o) {
					out[sku] = true
				}
			}
		}
	}
	return out, err
}

// checkPeople: who ordered is forgotten in time.
func (w *world) checkPeople() error {
	type books struct {
		who  string
		home bool
		h    *hub.Hub
		s    hub.Store
	}
	all := []books{{"hub", true, w.hub.hub(), w.hub.store()}}
	for _, s := range w.shops {
		for _, b := range s.boxes {
			m, err := s.home()
			if err != nil {
				return err
			}
			all = append(all, books{b.name, m.Device == b.dev, b.proc.hub, b.proc.db})
			if _, err := b.proc.hub.Retire(w.ctx, w.now); err != nil {
				return err
			}
			b.calm = true
			if err := b.step.Up(w.ctx); err != nil {
				return err
			}
		}
	}
	for _, b := range all {
		if _, err := b.h.Retire(w.ctx, w.now); err != nil {
			return err
		}
		if _, err := b.h.Purge(w.ctx, w.now.Add(1)); err != nil {
			return err
		}
		if !b.home {
			continue // nobody takes people out of the books of one that is out of service but who takes it away
		}
		if err := w.forgotten(b.who, b.s); err != nil {
			return err
		}
		if err := checkKept(w, b.who, b.s); err != nil {
			return err
		}
	}
	return nil
}

// forgotten tells whether the books of a hub hold nobody who has nothing left to
// wait for.
func (w *world) forgotten(who string, s hub.Store) error {
	var left []string
	err := s.Books(w.ctx, hub.Books{
		Device: func(hub.Device) error { return nil }, Alias: func(hub.Alias) error { return nil }, Command: func(hub.Record) error { return nil },
		Double: func(retail.CommandID) error { return nil }, Level: func(retail.StockLevel) error { return nil },
		Moved: func(retail.Movement) error { return nil }, Orphan: func(retail.CommandID) error { return nil },
		Scope: func(hub.ScopeAudit) error { return nil },
		Order: func(o *retail.Order) error {
			if o.State.Over() && o.Returned() && o.Customer != (retail.Customer{}) {
				left = append(left, o.External)
			}
			return nil
		},
	})
	if err == nil && len(left) > 0 {
		slices.Sort(left)
		err = fmt.Errorf("the %s still knows who ordered %v", who, left)
	}
	return err
}
