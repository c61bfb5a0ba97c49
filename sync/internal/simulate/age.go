package simulate

import (
	"slices"

	"miseban/app/retail"
)

// ofAge looks at a document of the customer where goods ask for an age. Its dice are
// their own.
func (t *terminal) ofAge(o *retail.Order, b *retail.HandOver) {
	if o.AgeNeeded(b.Later) > 0 {
		b.Age, b.Document = retail.AgeDocument, pick(t.ages, retail.DocumentKinds())
	}
}

// lookAtAge is the age check of a handover. Some forget it, as with a program that does not
// ask, and of some customers nobody can tell: what they may not have stays here. It returns
// the order as it is then, nil when nothing of it is left to give.
func (t *terminal) lookAtAge(by retail.Staff, o *retail.Order, b *retail.HandOver, there bool) *retail.Order {
	if o.AgeNeeded(nil) == 0 {
		return o
	}
	if t.ages.one(8) {
		t.w.counts["ages nobody looked at"]++
		return o
	}
	if there && t.ages.one(5) {
		for i := range o.Lines {
			l := &o.Lines[i]
			n := l.ToGive()
			if l.MinAge == 0 || n == 0 || t.shop.totes[o.ID][t.shop.heap(o.ID, l.No, l.SKU)] < l.Unwanted+n {
				continue
			}
			d, _, ok := t.do(by, retail.KindRefuse, retail.Refuse{Order: o.ID, Line: l.No, Qty: n, Reason: retail.RefuseAge})
			if !ok {
				return nil
			}
			t.w.counts["pieces kept for an age"] += n
			switch {
			case d.Order == nil:
				t.w.books.unsure(t.shop, o.ID)
				return nil
			case d.Order.State.Over():
				return nil
			}
			return d.Order
		}
	}
	t.ofAge(o, b)
	return o
}

// agesLast takes what is about ages out of the inbox; staff look at it now and then.
func (t *terminal) agesLast(by retail.Staff, list []retail.Exception) []retail.Exception {
	var rest, ages []retail.Exception
	for _, x := range list {
		if x.Kind == retail.ExAgeUnchecked {
			ages = append(ages, x)
		} else {
			rest = append(rest, x)
		}
	}
	if len(ages) > 0 && t.ages.one(3) {
		x := pick(t.ages, ages)
		t.do(by, retail.KindSettle, retail.Settle{Exception: x.ID, Kind: x.Kind, How: retail.RemedyApproved.String()})
	}
	return rest
}

// aged checks what a hub makes of goods with an age: those that left without a look at it are
// told, and nothing else is.
func (b *books) aged(st retail.State, c retail.Command, d retail.Decision) {
	body, ok := c.Body.(retail.HandOver)
	if !ok || st.Order == nil || d.Order == nil || st.Order.State == retail.HandedOver {
		return
	}
	left := slices.ContainsFunc(d.Moves, func(m retail.Movement) bool {
		i := slices.IndexFunc(skus, func(k retail.SKU) bool { return k.ID == m.Key.SKU })
		return m.Kind == retail.MoveHandover && m.OnHand < 0 && i >= 0 && skus[i].MinAge > 0
	})
	told := slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == retail.ExAgeUnchecked })
	if unseen := left && (body.Age != retail.AgeDocument || body.Document == 0); unseen != told {
		b.w.fail("goods with an age of %s left without a look at it: %v, and somebody is told: %v", b.w.web.name(st.Order.ID), unseen, told)
	}
	if left && body.Age != 0 {
		b.w.counts["ages looked at"]++
	}
}

// silentAge tells nobody of goods that were given without a look at the age.
func silentAge(st retail.State, c retail.Command) retail.Decision {
	return without(retail.Decide(st, c), retail.ExAgeUnchecked)
}
