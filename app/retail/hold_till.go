package retail

import (
	"sort"
	"time"
)

// tillBefore is how long before a handover the till may have rung what was
// handed over.
const tillBefore = 30 * time.Minute

// tillSince is from when on the till may have rung what was handed over at the instant.
func tillSince(at time.Time) time.Time { return at.Add(-tillBefore) }

// tillSince is from when on sales matter to the handover of the hold at the
// instant: what was paid was rung when the hold was made.
func (h *Hold) tillSince(at time.Time) time.Time {
	if h.Pay == PaidAll && h.paidAt().Before(at) {
		at = h.paidAt()
	}
	return tillSince(at)
}

// TillSince is from when on sales of the goods matter to the command, a handover of
// the hold in st: hosts give the rule the movements at or after it. The till tells in any order: where a sale that may be this
// customer's was taken for that of a customer before, that customer's own may be the
// one that is free.
func (st State) TillSince(c Command, k StockKey) time.Time {
	at := st.Hold.tillSince(c.At)
	for found := true; found; {
		found = false
		for _, h := range st.Holds {
			if from := h.since(); h.ID != st.Hold.ID && from.Before(at) && h.rungSince(k, at) {
				at, found = from, true
			}
		}
	}
	return at
}

// rungSince tells whether a sale at the instant, or later, was taken for one of the
// hold's goods.
func (h *Hold) rungSince(k StockKey, at time.Time) bool {
	for _, l := range h.Lines {
		if l.key(h.Store) == k && !l.RungAt.IsZero() && !l.RungAt.Before(at) {
			return true
		}
	}
	return false
}

// unrung is how many pieces of the line the till sold at the instant, or later, and
// had not told of yet: of what was handed over, and of what was paid. A paid hold
// that has ended since was paid all the same.
func (l HoldLine) unrung(h *Hold, at time.Time) int {
	switch {
	case h.State == HoldCollected:
		return max(0, l.Gone-l.Rung)
	case h.Pay == PaidAll && (h.State == HoldHeld || h.State == HoldExpired && l.Aside() > 0 || h.State.Ended() && at.Before(h.EndedAt)):
		return max(0, l.Qty-l.Lost-l.Rung)
	}
	return 0
}

// since is from when on a sale may be the customer's own.
func (h *Hold) since() time.Time {
	if h.State == HoldCollected && h.Pay != PaidAll {
		return tillSince(h.Handover.At)
	}
	return tillSince(h.paidAt())
}

// paidAt is when the customer stood at the till for what is paid.
func (h *Hold) paidAt() time.Time {
	if h.PaidAt.IsZero() {
		return h.MadeAt
	}
	return h.PaidAt
}

// decideHoldCollect: the customer has the goods. The first handover that the
// hub hears of stands. The goods leave the books here, and not again when the
// till tells that it sold them, whichever comes first.
func decideHoldCollect(h *Hold, st State, c Command, b CollectHold) Decision {
	d := Decision{Verdict: Applied}
	if h.State == HoldCollected {
		if h.Handover != nil && h.Handover.Cmd == c.ID {
			d.Code = AlreadySo
			return d
		}
		d.clash(st, c, ExDoubleHandover, 0, 0)
		if v := h.Handover; v != nil {
			x := &d.Raise[0]
			x.People = append([]Step{{Kind: c.Kind, At: v.At, Staff: v.Staff, Device: v.Device}}, x.People...)
		}
		return d
	}
	if h.Store != c.Store {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	before, sold := h.State, h.short()
	later, meanwhile := h.keptByOthers(c)
	unsure := min(meanwhile, h.Aside()-b.Seen)
	if h.Floor != nil && sold { // paid by number: no till says how many the customer had after all
		unsure = max(unsure, 1)
	}
	for i := range h.Lines {
		l := &h.Lines[i]
		aside := max(0, l.Aside()-later)
		gone := max(aside, l.Qty-l.Lost)
		if before.Ended() {
			if gone = aside; gone == 0 {
				gone = l.Qty
			}
		}
		if gone > aside { // never put by, but out of the shop
			l.Kept += gone - aside
			d.moveHeld(c, h, l, MovePick, 0, 0, gone-aside)
		}
		l.Gone += gone
		out := gone - l.rungBefore(st, c, h, gone)
		d.moveHeld(c, h, l, MoveHandover, -out, 0, -gone)
	}
	h.end(c, HoldCollected)
	h.Handover = &Handover{Cmd: c.ID, Staff: c.Staff, Device: c.Device, At: c.At, Identity: b.Identity}
	unpaid := h.shipped(b)
	holdStep(h, c, b.Tag)
	d.Close = []ExceptionID{holdTask(h.ID)}
	d.putHold(c, h)
	if before.CanBecomeLate(HoldCollected) && before != HoldAsked && !(before == HoldBroken && !st.Now.IsZero() && h.allRung()) {
		d.clash(st, c, ExHandoverAfterCancel, 0, 0)
	}
	if unsure > 0 {
		d.clash(st, c, ExStateClash, 0, unsure)
	}
	if !sold {
		d.overdrawn(st, c)
	}
	if unpaid {
		d.clash(st, c, ExStateClash, 0, 0)
	}
	if h.Floor != nil && h.Floor.Way == HomeDelivery {
		return d // a carrier comes once; the counter is for customers
	}
	d.leased(st, c, HandOver{Offline: b.Offline, Lease: b.Lease, Approver: b.Approver})
	return d
}

// keptByOthers is how many pieces of a hold with one article another terminal, which
// did not know, put by after the customer had it (those lie there still), and how
// many at about that time: clocks cannot tell whether the customer took those or
// others from the shelf, so somebody must look.
func (h *Hold) keptByOthers(c Command) (later, meanwhile int) {
	if len(h.Lines) != 1 {
		return 0, 0
	}
	for _, s := range h.Steps {
		if s.Kind != KindHoldKeep || s.Device == c.Device {
			continue
		}
		switch after := s.At.Sub(c.At); {
		case after > CountWindow:
			later++
		case after >= -CountWindow:
			meanwhile++
		}
	}
	return later, meanwhile
}

func (h *Hold) allRung() bool {
	for _, l := range h.Lines {
		if l.Rung < l.Gone {
			return false
		}
	}
	return true
}

// rungBefore finds sales that are in the books already and were this customer's
// own, and returns of how many pieces.
func (l *HoldLine) rungBefore(st State, c Command, h *Hold, gone int) int {
	until := c.At.Add(tillDays)
	if h.Pay == PaidAll { // rung when it was paid, and told of before the hold was known
		gone, until = gone-l.Rung, h.paidAt().Add(tillBefore)
	}
	n, since := 0, st.TillSince(c, l.key(h.Store))
	for _, m := range st.Moves {
		if n >= gone {
			break
		}
		if m.Kind != MoveSale || m.OnHand >= 0 || m.Key != l.key(h.Store) || m.At.Before(since) || m.At.After(until) {
			continue
		}
		free := -m.OnHand
		for _, other := range append([]*Hold{h}, st.Holds...) {
			if other != h && other.ID == h.ID {
				continue
			}
			for i := range other.Lines {
				for _, s := range other.Lines[i].Sales {
					if s.Cmd == m.Cmd && other.Lines[i].key(h.Store) == m.Key {
						free -= s.Qty
					}
				}
			}
		}
		if take := min(free, gone-n); take > 0 {
			l.Sales = append(l.Sales, Rung{Cmd: m.Cmd, Qty: take})
			l.rungAt(m.At)
			n += take
		}
	}
	l.Rung += n
	return n
}

func (l *HoldLine) rungAt(at time.Time) {
	if at.After(l.RungAt) {
		l.RungAt = at
	}
}

// apart is how far from the instant of a sale the customer stood at the till for
// the hold: when it was handed over, when it was paid, or when the money went back.
func (h *Hold) apart(at time.Time, qty int) time.Duration {
	switch {
	case qty < 0:
		return at.Sub(h.EndedAt).Abs()
	case h.State == HoldCollected && h.Pay != PaidAll:
		return at.Sub(h.Handover.At).Abs()
	}
	return at.Sub(h.paidAt()).Abs()
}

// ownSale gives pieces that the till sold to the holds whose customers bought
// them, the nearest in time first, and returns how many are left: those leave the
// books by the sale. Pieces given back (fewer than zero) go to paid holds that ended.
func (d *Decision) ownSale(st State, c Command, b Sale) int {
	holds := append([]*Hold(nil), st.Holds...)
	sort.SliceStable(holds, func(i, j int) bool { return holds[i].apart(c.At, b.Qty) < holds[j].apart(c.At, b.Qty) })
	left := b.Qty
	for _, old := range holds {
		if left == 0 {
			break
		}
		if old.Store != c.Store || b.Qty > 0 && c.At.Before(old.since()) {
			continue
		}
		h, did := old.Clone(), false
		for i := range h.Lines {
			l := &h.Lines[i]
			n := 0
			switch {
			case l.SKU != b.SKU || l.Class != b.Class:
			case left > 0:
				n = min(left, l.unrung(h, c.At))
			case h.Pay == PaidAll && h.State.Ended() && h.State != HoldCollected:
				n = -min(-left, l.Rung)
			}
			if n == 0 {
				continue
			}
			l.Rung += n
			if n > 0 {
				l.rungAt(c.At)
			}
			left -= n
			did = true
			if n < 0 && h.repaid() {
				d.Close = append(d.Close, owedTask(h.ID))
			}
		}
		if did {
			d.Holds = append(d.Holds, h)
		}
	}
	return left
}

// newest is a promise of goods, an order's or a hold's.
type newest struct {
	at    time.Time
	order *Order
	hold  *Hold

	transfer *Transfer
}

// promisesOf returns whom goods were promised, the latest promise first.
func promisesOf(st State) []newest {
	var out []newest
	for _, o := range st.Promised {
		out = append(out, newest{at: o.PlacedAt, order: o})
	}
	for _, h := range st.Holds {
		out = append(out, newest{at: h.MadeAt, hold: h})
	}
	for _, t := range st.Sends {
		out = append(out, newest{at: t.Out.At, transfer: t})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].at.After(out[j].at) })
	return out
}

// takeHeld breaks the promise of up to n pieces that are not put by yet and
// returns of how many.
func (d *Decision) takeHeld(h *Hold, c Command, b Sale, n int) int {
	if h.State != HoldHeld || h.Store != c.Store {
		return 0
	}
	for i, x := range d.Holds { // its customer bought some of it just now
		if x.ID == h.ID {
			h = x
			d.Holds = append(d.Holds[:i], d.Holds[i+1:]...)
			break
		}
	}
	h = h.Clone()
	took := 0
	for i := range h.Lines {
		l := &h.Lines[i]
		if l.SKU == b.SKU && l.Class == b.Class {
			m := max(0, min(n-took, l.ToKeep(), l.Held-l.Aside()))
			l.Lost += m
			took += m
		}
	}
	if took == 0 {
		return 0
	}
	if h.nothingLeft() {
		h.end(c, HoldBroken)
	}
	holdStep(h, c, SoldOut.String())
	d.putHold(c, h)
	d.broken(c, h, b.SKU, took)
	return took
}
