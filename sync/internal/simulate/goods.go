package simulate

import (
	"fmt"

	"miseban/app/retail"
)

// goods does what staff do about goods beside orders, now and then: another shop
// is asked to look at its shelf, one that asks gets an answer, and pieces go to
// another class. Its rolls are of their own, so what the rest of a seed does
// stays as it was.
func (t *terminal) goods() {
	if !t.extra.one(12) {
		return
	}
	by := t.shop.staff[t.extra.IntN(len(t.shop.staff))]
	sku := skus[t.extra.IntN(len(skus))].ID
	switch t.extra.IntN(3) {
	case 0:
		to := t.w.shops[t.extra.IntN(len(t.w.shops))]
		if to == t.shop {
			return
		}
		t.checks++
		id := retail.ShelfCheckID(fmt.Sprintf("k-%s-%d", t.dev.ID, t.checks))
		if _, _, ok := t.do(by, retail.KindAskShelf, retail.AskShelf{Check: id, To: to.site.ID, SKU: sku, Seen: 1}); ok {
			t.w.counts["shelves asked for"]++
		}
	case 1:
		t.look(by)
	case 2:
		if t.shop.shelf[sku] == 0 {
			return
		}
		body := retail.Reclass{SKU: sku, From: retail.Regular, To: retail.Damaged, Qty: 1, Reason: retail.ReclassFlaw}
		if _, _, ok := t.do(by, retail.KindReclass, body); ok {
			t.shop.shelf[sku]--
			t.shop.bad[sku]++
			t.w.counts["pieces reclassed"]++
		}
	}
}

// look answers the oldest question of another shop, by what lies on the shelf.
func (t *terminal) look(by retail.Staff) {
	list, err := t.app.ShelfChecks(t.w.ctx)
	if !t.w.must("shelf checks", err) {
		return
	}
	for i := len(list) - 1; i >= 0; i-- {
		k := list[i]
		if k.To != t.shop.site.ID || !k.Open() {
			continue
		}
		b := retail.AnswerShelf{Check: k.ID, SKU: k.SKU, Answer: retail.ShelfHas, Qty: t.shop.shelf[k.SKU]}
		if b.Qty == 0 {
			b.Answer = retail.ShelfNone
		}
		if _, _, ok := t.do(by, retail.KindAnswerShelf, b); ok {
			t.w.counts["shelves looked at"]++
		}
		return
	}
}
