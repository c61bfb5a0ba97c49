package simulate

import (
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
)

// count counts the shelf of a SKU.
func (t *terminal) count(by retail.Staff) { t.countSKU(by, pick(t.dice, skus).ID) }

func (t *terminal) countSKU(by retail.Staff, sku retail.SKUID) {
	now := t.app.Clock.Now()
	body := retail.Count{SKU: sku, Class: retail.Regular, Qty: t.shop.shelf[sku]}
	if t.dice.one(2) {
		body.From = now.Add(-t.dice.between(0, 2*time.Minute))
	}
	if _, _, ok := t.do(by, retail.KindCount, body); ok {
		t.w.counts["counts"]++
	}
}

// shelfMove is a movement in the hub's log that took goods from a shelf or put
// some there.
type shelfMove struct {
	device retail.DeviceID
	at     time.Time
}

// ledger notes what a decision moves, and what the simple rule would have said
// of a count: that it is worthless when anybody else moved anything that the
// counting terminal had not heard of, and of a movement that comes in after the
// count and was made before it, or little later.
func (b *books) ledger(c retail.Command, d retail.Decision) {
	if k, ok := c.Level(); ok && c.Kind == retail.KindCount && b.did[c.ID] != nil {
		list := b.moves[k]
		simple := slices.ContainsFunc(list[min(b.did[c.ID].seen, len(list)):], func(m shelfMove) bool { return m.device != c.Device })
		for _, x := range d.Raise {
			if x.Kind == retail.ExRecount && len(x.Seen) > 0 {
				b.w.counts["recounts at the count"]++
				b.w.say("hub", "recount of %s counted at %s, because of %s", k.SKU, c.At.In(retail.Japan).Format("15:04:05"), x.Seen[0].At.In(retail.Japan).Format("15:04:05"))
			}
		}
		if simple {
			b.w.counts["recounts by the simple rule"]++
		} else if c.At.After(b.counted[k]) {
			b.counted[k] = c.At
		}
	}
	for _, m := range d.Moves {
		if m.Shelf() != 0 && m.Kind != retail.MoveCount && m.Kind != retail.MoveCounted && m.Kind != retail.MoveAdjust {
			b.moves[m.Key] = append(b.moves[m.Key], shelfMove{m.Device, m.At})
			if last := b.counted[m.Key]; !last.IsZero() && m.At.Before(last.Add(retail.CountWindow)) {
				b.w.counts["recounts by the simple rule"]++ // it came late
			}
		}
	}
}

// vouch says why a terminal without a line may hand over; false when it may not.
func (t *terminal) vouch(d dice, by retail.Staff, b *retail.HandOver) bool {
	w := t.w
	b.Offline = true
	l, err := t.app.Counter(w.ctx)
	if !w.must("counter", err) {
		return false
	}
	now := t.app.Clock.Now()
	switch {
	case l.Device == t.dev.ID && (l.LiveAt(now) || d.one(3)): // staff go on for a while after it ran out
		b.Lease = l.Token
	case by.Role >= retail.RoleManager || d.one(3):
		b.Approver = by.ID // sometimes one who may not
	default:
		return d.one(4) // it was busy, and nobody was asked
	}
	return true
}

// takeCounter makes the terminal the counter of its shop.
func (t *terminal) takeCounter(by retail.Staff) {
	if t.app.Agent.Status().Line != agent.Online {
		return
	}
	t.do(by, retail.KindTakeCounter, retail.TakeCounter{TakeOver: t.dice.one(4)})
}
