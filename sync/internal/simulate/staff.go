package simulate

import (
	"slices"
	"time"

	"miseban/app/headless"
	"miseban/app/retail"
	"miseban/sync/agent"
)

// work lets whoever holds the terminal do something, and plans the next time.
func (t *terminal) work() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	if t.app != nil && !w.now.Before(w.idle) {
		if m := w.o.Mutant; m != nil && m.NoFlush && t.dice.one(3) {
			t.keep(headless.Work)
		}
		t.rounds()
		t.act()
		t.goods()
		t.inventory()
		t.secondLook()
		t.complain()
		t.stir()
	}
	next := t.dice.between(time.Minute, 50*time.Minute)
	if hour := w.now.In(retail.Japan).Hour(); hour >= 21 || hour < 9 {
		next = t.dice.between(2*time.Hour, 6*time.Hour)
	}
	w.after(next, t.work)
}

// act does one of the things that staff do, on what the terminal shows.
func (t *terminal) act() {
	var orders []*retail.Order
	err := t.app.Orders(t.w.ctx, func(o *retail.Order) bool {
		orders = append(orders, o)
		return true
	})
	if !t.w.must("orders", err) || len(orders) == 0 {
		return
	}
	slices.SortFunc(orders, func(a, b *retail.Order) int {
		if a.External < b.External {
			return -1
		}
		return 1
	})
	switch t.dice.IntN(10) {
	case 0:
		t.chore(pick(t.dice, orders))
		return
	case 1:
		t.count(t.who())
		return
	}
	// Somebody always finds something: the first order, from one of the list on, that needs work.
	for i := range orders {
		o := orders[(t.dice.IntN(len(orders))+i)%len(orders)]
		if t.serve(o) {
			return
		}
	}
}

// serve does what an order needs, and tells whether it needed anything.
func (t *terminal) serve(o *retail.Order) bool {
	switch o.State {
	case retail.Received, retail.Picking, retail.Short:
		if !o.Settled() {
			t.pick(o)
		} else {
			t.stage(o)
		}
		return true
	case retail.Staged, retail.Notified:
		if t.dice.one(2) {
			return false // nobody comes for it
		}
		t.handOver(o)
		return true
	case retail.Expired, retail.Canceled, retail.Declined:
		return t.clear(o)
	case retail.HandedOver:
		return t.clear(o)
	}
	return false
}

// who acts.
func (t *terminal) who() retail.Staff { return pick(t.dice, t.shop.staff) }

// do records a command and tells whether it was taken.
func (t *terminal) do(by retail.Staff, kind retail.Kind, body retail.Body) (retail.Decision, retail.CommandID, bool) {
	w := t.w
	c := retail.Command{
		ID: retail.CommandID(w.ids.NewID()), V: kind.Version(), Kind: kind, At: t.app.Clock.Now(), Store: t.shop.site.ID,
		Device: t.dev.ID, Staff: by.ID, Auth: retail.AuthPIN, Body: body,
	}
	list := []retail.Command{c}
	ds, err := t.app.Record(w.ctx, by.Role, list...)
	if !w.must("record", err) {
		return retail.Decision{}, "", false
	}
	c, d := list[0], ds[0]
	if d.Verdict == retail.Rejected {
		w.say(t.name, "%v %s: not here, %v", kind, w.web.name(retail.OrderID(body.About().ID)), d.Code)
		return d, "", false
	}
	w.say(t.name, "%v %s #%d by %s: %v %v", kind, w.web.name(retail.OrderID(body.About().ID)), c.Dseq, by.ID, d.Verdict, d.Code)
	w.books.recorded(t, c)
	return d, c.ID, true
}

// pick claims an order and takes some of its goods.
func (t *terminal) pick(o *retail.Order) {
	by := t.who()
	claimed := o.Claim.LiveAt(t.app.Clock.Now()) && o.Claim.Device == t.dev.ID && o.Claim.Staff == by.ID
	if !claimed {
		if _, _, ok := t.do(by, retail.KindClaim, retail.ClaimOrder{Order: o.ID, TakeOver: t.dice.one(5)}); !ok && !t.dice.one(6) {
			return // a colleague has it; one in six picks all the same
		}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		open := l.Open()
		if open == 0 || t.dice.one(9) {
			continue // called away
		}
		if t.dice.one(30) && l.Short == 0 {
			t.short(by, o, l, open)
			continue
		}
		if !t.shop.take(o.ID, l.No, l.SKU, open) {
			t.short(by, o, l, open)
			continue
		}
		d, id, ok := t.do(by, retail.KindPick, retail.PickItem{Order: o.ID, Line: l.No, SKU: l.SKU, Qty: open, Code: l.JAN, Entry: retail.Scanned, Tag: t.weigh(l, open)})
		if !ok {
			return
		}
		if d.Order == nil {
			t.w.books.unsure(t.shop, o.ID)
			continue
		}
		t.picked = append(t.picked, ownPick{o.ID, l.No, open, id})
		if t.dice.one(12) {
			t.undo(by, o.ID, l, id)
		}
		if t.dice.one(20) {
			return // the shift ends
		}
	}
}

// short gives goods up that are not found.
func (t *terminal) short(by retail.Staff, o *retail.Order, l *retail.Line, n int) {
	reason := retail.NotFound
	if t.shop.shelf[l.SKU] >= n {
		reason = pick(t.dice, []retail.ShortReason{retail.NotFound, retail.DamagedGoods, retail.DisplayOnly})
	}
	d, _, ok := t.do(by, retail.KindShort, retail.ShortLine{Order: o.ID, Line: l.No, Qty: n, Reason: reason})
	if !ok || d.Order == nil {
		return
	}
	if reason != retail.NotFound { // these goods are no longer good ones
		t.shop.shelf[l.SKU] -= n
		t.shop.bad[l.SKU] += n
	}
}

// undo takes a scan back.
func (t *terminal) undo(by retail.Staff, id retail.OrderID, l *retail.Line, cmd retail.CommandID) {
	i := slices.IndexFunc(t.picked, func(p ownPick) bool { return p.cmd == cmd })
	if i < 0 {
		return
	}
	if _, _, ok := t.do(by, retail.KindUndoPick, retail.UndoPick{Order: id, Line: l.No, Pick: cmd}); !ok {
		return
	}
	n := t.picked[i].qty
	t.picked = slices.Delete(t.picked, i, i+1)
	t.shop.putBack(id, l.No, l.SKU, n) // it lies on its shelf, whatever the books make of it
}

// stage puts the bags of an order into their place.
func (t *terminal) stage(o *retail.Order) {
	by := t.who()
	if o.PickedPieces() <= 0 || t.shop.inTote(o.ID) == 0 {
		if by.Role >= retail.RoleLead {
			t.do(by, retail.KindDecline, retail.Decline{Order: o.ID, Why: "no_stock"})
		}
		return
	}
	slot := pick(t.dice, t.shop.slots).Code
	for no := range 1 + t.dice.IntN(2) {
		body := retail.StageBag{Order: o.ID, Slot: slot, Label: "B" + string(o.ID[:8]) + "-" + string(rune('1'+no)), No: no + 1, Warm: retail.WarmIn(t.shop.slots, slot)}
		if _, _, ok := t.do(by, retail.KindStageBag, body); !ok {
			return
		}
	}
	if t.dice.one(15) {
		return // forgot to say so
	}
	d, _, ok := t.do(by, retail.KindStage, retail.StageOrder{Order: o.ID})
	if ok && d.Order != nil && len(t.w.books.restores) > 0 {
		t.w.books.resends[o.ID]++ // staged anew in a life of the hub that has not heard of the first time
	}
}

// handOver gives an order to its customer.
func (t *terminal) handOver(o *retail.Order) {
	w, by := t.w, t.who()
	there := t.shop.inTote(o.ID) > 0 && w.books.gone[o.ID] == 0 // the customer comes once
	if !there && !t.dice.one(3) {
		return // the bag is not here: a colleague gave it out
	}
	b := retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Identity: retail.IdentityKind(1)}
	if there && t.dice.IntN(4) > 0 {
		if !t.show(o, &b) {
			return
		}
	}
	for _, bag := range o.Bags {
		if !t.dice.one(25) {
			b.Bags = append(b.Bags, bag.Label)
			t.do(by, retail.KindCheckBag, retail.CheckBag{Order: o.ID, Label: bag.Label})
		}
	}
	if o.Pay.DueTaxIn > 0 && o.Pay.State == retail.PayAtPickup && !t.dice.one(12) {
		t.do(by, retail.KindCollect, retail.Collect{Order: o.ID, AmountTaxIn: o.Pay.DueTaxIn})
	}
	if o = t.lookAtAge(by, o, &b, there); o == nil {
		return
	}
	b.Pieces = o.ToGive()
	if t.app.Agent.Status().Line == agent.Offline && !t.vouch(t.dice, by, &b) {
		return
	}
	if _, _, ok := t.do(by, retail.KindHandover, b); !ok {
		return
	}
	w.books.gave(t, o.ID, there)
	if !there {
		return
	}
	for i := range o.Lines { // what the bags hold goes, surplus stays
		l := &o.Lines[i]
		at := t.shop.heap(o.ID, l.No, l.SKU)
		t.shop.totes[o.ID][at] -= min(t.shop.totes[o.ID][at], max(0, l.Qty-l.Refused))
	}
}

// show checks the code that the customer shows, without the hub.
func (t *terminal) show(o *retail.Order, b *retail.HandOver) bool {
	w := t.w
	text := t.collect(o.ID, w.web.code(o.ID))
	if text == "" {
		return true // no letter came: by name
	}
	token, err := retail.ParsePickupToken(text)
	if !w.must("pickup code", err) {
		return false
	}
	chain, err := t.app.Chain(w.ctx)
	if retail.CodeOf(err) == retail.CodeNotFound {
		// Its database was lost, and the order came with a round that a colleague handed over: without the
		// chain's keys no code can be checked.
		w.counts["codes without keys"]++
		return true
	}
	if !w.must("chain", err) {
		return false
	}
	found, err := t.app.OrderByHandover(w.ctx, token.Handover)
	if retail.CodeOf(err) == retail.CodeNotFound || err == nil && found.ID != o.ID {
		// The hub was restored and named the order anew: the letter's code is of a life that is over.
		w.counts["codes of an earlier life"]++
		return true
	}
	if !w.must("order of a code", err) {
		return false
	}
	now := t.app.Clock.Now()
	if ms, err := t.app.HubTime(w.ctx); err == nil && time.UnixMilli(ms).After(now) {
		now = time.UnixMilli(ms)
	}
	answer := retail.CheckPickup(token, chain.PickupKeys, t.shop.site.No, found, now)
	if answer != retail.PickupOK {
		t.do(t.who(), retail.KindCodeShown, retail.CodeShown{Order: o.ID, Answer: answer.String()})
		return false
	}
	b.Proof, b.Identity, b.Code, b.Reissue = retail.ByCode, 0, token.Handover, token.Reissue
	if b.Delegation = token.Delegation; b.Delegation > 0 {
		b.Proxy, b.Identity = true, retail.ProxyNote
	}
	return true
}

// clear brings goods back to their shelf that nobody will come for, and tells
// whether there were any.
func (t *terminal) clear(o *retail.Order) bool {
	by, did := t.who(), false
	for i := range o.Lines {
		l := &o.Lines[i]
		n := l.ToPutBack()
		if n == 0 || t.dice.one(4) {
			continue
		}
		if n > t.shop.totes[o.ID][t.shop.heap(o.ID, l.No, l.SKU)] {
			continue // the books say that they are there, and they are not
		}
		did = true
		if t.dice.one(10) && len(l.Picks) > 0 {
			if p := l.Picks[len(l.Picks)-1]; slices.ContainsFunc(t.picked, func(q ownPick) bool { return q.cmd == p.Cmd }) {
				t.undo(by, o.ID, l, p.Cmd)
				continue
			}
		}
		if _, _, ok := t.do(by, retail.KindPutBack, retail.PutBackItem{Order: o.ID, Line: l.No, Qty: n, Shelf: "A-1"}); ok {
			t.shop.putBack(o.ID, l.No, l.SKU, n)
		}
	}
	return did
}

// chore does something that happens now and then.
func (t *terminal) chore(o *retail.Order) {
	by := t.who()
	switch t.dice.IntN(13) {
	case 11, 12:
		t.takeCounter(by)
	case 9, 10:
		t.count(by)
	case 0:
		t.do(by, retail.KindReveal, retail.Reveal{Order: o.ID, Field: "phone"})
	case 1:
		t.do(by, retail.KindTold, retail.Told{Order: o.ID})
	case 2:
		if _, _, ok := t.do(by, retail.KindNoticeResend, retail.NoticeResend{Order: o.ID}); ok {
			t.w.books.resends[o.ID]++
		}
	case 3:
		t.do(by, retail.KindRelease, retail.Release{Order: o.ID})
	case 4:
		for _, l := range o.Lines {
			if l.Short > 0 {
				t.found(by, o, l)
				return
			}
		}
	case 5, 6:
		t.settle(by)
	case 7:
		t.count(by)
	case 8:
		if _, _, ok := t.do(by, retail.KindExtend, retail.Extend{Order: o.ID}); ok {
			t.w.books.resends[o.ID]++ // its code is sent anew when it would end too soon
		}
	}
}

// found looks again for what was given up.
func (t *terminal) found(by retail.Staff, o *retail.Order, l retail.Line) {
	d, _, ok := t.do(by, retail.KindFound, retail.FoundLine{Order: o.ID, Line: l.No})
	if !ok {
		return
	}
	for _, m := range d.Moves { // what was thought damaged or on display is good after all
		if m.Key.Class == retail.Regular && m.OnHand > 0 {
			n := min(m.OnHand, t.shop.bad[l.SKU])
			t.shop.bad[l.SKU] -= n
			t.shop.shelf[l.SKU] += n
		}
	}
}

// settle closes an entry of the inbox.
func (t *terminal) settle(by retail.Staff) {
	list, err := t.app.Exceptions(t.w.ctx)
	if !t.w.must("inbox", err) {
		return
	}
	list = t.agesLast(by, t.coldLast(by, list))
	if len(list) == 0 {
		return
	}
	x := pick(t.dice, list)
	if x.Kind == retail.ExRecount && x.SKU != "" {
		t.countSKU(by, x.SKU)
		return
	}
	if hidesStock(x.Kind) {
		return // only a count, or the goods, can settle it
	}
	t.do(by, retail.KindSettle, retail.Settle{Exception: x.ID, Kind: x.Kind, How: "done"})
}

// hidesStock tells whether the books of a shelf may be wrong because of what an
// entry of the inbox is about: until somebody set them right it stays open.
func hidesStock(k retail.ExceptionKind) bool {
	switch k { //nolint:exhaustive // the others are about people, money and bags
	case retail.ExStateClash, retail.ExHandoverAfterCancel, retail.ExHandoverNotStaged, retail.ExExtraPick, retail.ExPutBack,
		retail.ExRecount, retail.ExUnknown, retail.ExOversold, retail.ExShortage, retail.ExRevoked, retail.ExDoubleHandover:
		return true
	}
	return false
}
