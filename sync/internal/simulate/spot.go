package simulate

import (
	"fmt"

	"miseban/app/retail"
)

// slip is by how many pieces somebody is wrong who mistypes a count: so many that it
// is a large difference whatever the books say.
const slip = 40

// secondLook lets somebody mistype a count of one SKU now and then, and others see to
// the counts that wait. Its dice are its own: seeds mean what they meant before.
func (t *terminal) secondLook() {
	d, s := t.spots, t.shop
	if d.one(12) {
		by, sku := pick(d, s.staff), pick(d, skus).ID
		s.slipped[sku]++ // no two are wrong alike
		if _, _, ok := t.do(by, retail.KindCount, retail.Count{SKU: sku, Class: retail.Regular, Qty: s.shelf[sku] + slip*s.slipped[sku], PriceTaxIn: 500}); ok {
			t.w.counts["counts mistyped"]++
		}
	}
	if !d.one(4) {
		return
	}
	all, err := t.app.Exceptions(t.w.ctx)
	if !t.w.must("exceptions", err) {
		return
	}
	for _, x := range all {
		if x.Waits() && x.SKU != crate {
			t.seeToSpot(x)
			return
		}
	}
}

// seeToSpot does something about a count that waits: the one who counted counts again,
// a manager decides, or another person counts.
func (t *terminal) seeToSpot(x retail.Exception) {
	w, d, s := t.w, t.spots, t.shop
	counter, _ := x.Spot.Counter()
	again := retail.Count{SKU: x.SKU, Class: retail.Regular, Qty: s.shelf[x.SKU], PriceTaxIn: 500}
	by := pick(d, s.staff)
	switch {
	case d.one(6):
		for _, p := range s.staff {
			if p.ID == counter {
				by = p
			}
		}
	case d.one(3):
		b := retail.ApproveSpot{SKU: x.SKU, Class: retail.Regular, Qty: x.Spot.Qty(), Off: x.Spot.Off(), Reason: retail.VarianceUnclear}
		b.Refuse = s.slipped[x.SKU] > 0 || d.one(3) // nobody signs for forty too many
		if _, _, ok := t.do(s.staff[len(s.staff)-1], retail.KindApproveSpot, b); ok {
			w.counts["waiting counts decided"]++
		}
		return
	}
	if _, _, ok := t.do(by, retail.KindCount, again); ok && by.ID != counter {
		w.counts["waiting counts counted again"]++
	}
}

// takesTwo: the books move by a large difference where two people counted, or one who
// did not count answers for it. It is held against what the hub decides.
func (b *books) takesTwo(c retail.Command, d retail.Decision) {
	k, ok := c.Level()
	if _, about := c.CountTask(); !ok || !about || d.Verdict == retail.Rejected {
		return
	}
	for _, x := range d.Raise {
		if x.Waits() {
			b.w.counts["counts that wait for another person"]++
			b.said[k] = append(b.said[k], c.Staff)
			return
		}
	}
	for _, m := range d.Moves {
		if m.Kind != retail.MoveCount {
			continue
		}
		if c.Kind == retail.KindCount && max(m.OnHand, -m.OnHand) >= retail.CountPolicyDefault.AgainPieces {
			b.backed(k, c)
		}
		if x := d.Exception; x != nil && x.Spot != nil {
			if by, _ := x.Spot.Counter(); by == c.Staff {
				b.w.fail("%s approved their own count of %s", c.Staff, k.SKU)
			}
			b.w.counts["waiting counts approved"]++
		}
		delete(b.said, k)
	}
}

// waitedThen: a hub that went back to a copy waits again for what waited when the copy
// was made; relays did not go back.
func (b *books) waitedThen(said map[retail.StockKey][]retail.StaffID) {
	for k, who := range said {
		b.said[k] = append(b.said[k], who...)
	}
}

// backed: somebody else had counted the level before.
func (b *books) backed(k retail.StockKey, c retail.Command) {
	for _, who := range b.said[k] {
		if who != c.Staff {
			b.w.counts["counts that two people made"]++
			return
		}
	}
	b.w.fail("%s moved the books of %s in %s by a large difference, alone", c.Staff, k.SKU, k.Site)
}

// countAlone books every count at once, however large the difference is.
func countAlone(st retail.State, c retail.Command) retail.Decision {
	if c.Kind == retail.KindCount {
		st.Counts = retail.CountPolicy{AgainPieces: 1 << 20, AgainTaxIn: 1 << 40}
	}
	return retail.Decide(st, c)
}

// unownedSpot: a count that waits has somebody who answers for it, and a time.
func unownedSpot(x retail.Exception) error {
	if x.Waits() && (x.Assignee == "" || x.Due.IsZero()) {
		return fmt.Errorf("nobody answers for the count of %s that waits", x.SKU)
	}
	return nil
}
