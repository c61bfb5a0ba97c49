package retail

import (
	"reflect"
	"slices"
	"strconv"
)

// share is what a transfer has put into one stock level.
type share struct{ onHand, allocated, picked, incoming int }

// shares returns what the transfer has put into the levels of a site, and the
// levels in the order of its lines. A change of the transfer moves stock by the
// difference, so that the books always are what the transfer says.
func (t *Transfer) shares(site SiteID) (map[StockKey]share, []StockKey) {
	out := map[StockKey]share{}
	var keys []StockKey
	if t == nil {
		return out, nil
	}
	add := func(class StockClass, sku SKUID, s share) {
		k := StockKey{Site: site, SKU: sku, Class: class}
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
		was := out[k]
		out[k] = share{was.onHand + s.onHand, was.allocated + s.allocated, was.picked + s.picked, was.incoming + s.incoming}
	}
	for _, l := range t.Lines {
		switch {
		case site == t.To:
			add(l.Class, l.SKU, share{onHand: l.Received, allocated: t.kept(l), incoming: t.way(l)})
			if l.Damaged > 0 {
				add(Damaged, l.SKU, share{onHand: l.Damaged})
			}
		case t.Out.State.Left():
			add(l.Class, l.SKU, share{onHand: -l.Sent})
		case t.Out.State.toPick():
			add(l.Class, l.SKU, share{allocated: max(l.Approved, l.Picked), picked: l.Picked})
		default:
			add(l.Class, l.SKU, share{allocated: l.Picked, picked: l.Picked})
		}
	}
	return out, keys
}

// Books returns what the transfer has promised, picked and on its way in the
// stock of a site.
func (t *Transfer) Books(site SiteID) []StockLevel {
	of, keys := t.shares(site)
	out := make([]StockLevel, len(keys))
	for i, k := range keys {
		out[i] = StockLevel{StockKey: k, Allocated: of[k].allocated, Picked: of[k].picked, Incoming: of[k].incoming}
	}
	return out
}

// way is how much of a line the receiver has to expect.
func (t *Transfer) way(l TransferLine) int {
	if !t.Out.State.Left() {
		return 0
	}
	return l.Way()
}

// kept is how much of what arrived is promised to the customer that waits for
// it, until the receiver has finished: then a hold keeps it.
func (t *Transfer) kept(l TransferLine) int {
	if !t.Customer || t.In.Canceled || t.In.State.Finished() {
		return 0
	}
	return min(l.Received, l.Asked)
}

// transferTask is something that somebody of a shop must settle about a
// transfer.
type transferTask struct {
	id    ExceptionID
	kind  ExceptionKind
	sku   SKUID
	qty   int
	owner StaffID
}

// tasks returns what somebody of the site must settle.
func (t *Transfer) tasks(site SiteID) []transferTask {
	if t == nil {
		return nil
	}
	var out []transferTask
	add := func(kind ExceptionKind, sku SKUID, class StockClass, qty int, owner StaffID) {
		if qty < 1 {
			return
		}
		id := kind.String() + "-" + string(t.ID)
		if sku != "" {
			id += "-" + LevelRef(sku, class)
		}
		out = append(out, transferTask{ExceptionID(id), kind, sku, qty, owner})
	}
	owner := t.In.Staff
	if site == t.From {
		owner = t.Out.Staff
		switch {
		case t.Out.State.ended():
			add(ExTransferBack, "", 0, t.Total(func(l TransferLine) int { return l.Picked }), owner)
		case t.Out.State.toPick():
			add(ExTransferBack, "", 0, t.Total(TransferLine.Extra), owner)
		}
	}
	for _, d := range t.Differences() {
		add(d.Kind, d.SKU, d.Class, d.Qty, owner)
	}
	if site == t.To && t.Customer && !t.In.Canceled && t.In.State.Finished() {
		add(ExTransferArrived, "", 0, t.ForCustomer(), t.Asked.Staff)
	}
	if site == t.To {
		add(ExTransferMissed, "", 0, t.Missed(), t.Asked.Staff)
	}
	return out
}

// Missed is how many pieces a customer waits for that do not come any more: the other
// shop does not send them, sent fewer, or they did not come whole. Whoever asked for
// them tells the customer.
func (t *Transfer) Missed() int {
	if !t.Customer || t.In.Canceled {
		return 0
	}
	switch {
	case t.Out.State.ended():
		return t.Total(func(l TransferLine) int { return l.Asked })
	case t.In.State.Finished():
		return t.Total(func(l TransferLine) int { return max(0, l.Asked-l.Received) })
	case t.Out.State.Left():
		return t.Total(func(l TransferLine) int { return max(0, l.Asked-l.Sent) })
	}
	return 0
}

// ForCustomer is how many good pieces are here for the customer who waits.
func (t *Transfer) ForCustomer() int {
	if !t.Customer || t.In.Canceled {
		return 0
	}
	return t.Total(func(l TransferLine) int { return min(l.Received, l.Asked) })
}

// followTransfer adds what follows from a transfer that became another one: it
// ends when both shops agree, stock moves, tasks begin and end, and the other
// shop is told.
func (d *Decision) followTransfer(was *Transfer, st State, c Command) {
	t := d.Transfer
	if t == nil {
		return
	}
	t.end(c)
	d.moveTransfer(was, t, c)
	d.taskTransfer(was, t, c)
	d.tellTransfer(was, t, st, c)
}

// end moves this shop's side to its end, or back when there is a difference
// after all.
func (t *Transfer) end(c Command) {
	if !t.In.State.Finished() || !t.Out.State.Left() {
		return
	}
	ours, open := &t.In.State, TransferReceived
	if c.Store == t.From {
		ours, open = &t.Out.State, InTransit
	}
	*ours = open
	if t.agree() {
		*ours = TransferClosed
	}
}

func (d *Decision) moveTransfer(was, t *Transfer, c Command) {
	before, gone := was.shares(c.Store)
	after, keys := t.shares(c.Store)
	for _, k := range gone { // a level may have no part in it any more
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		b, a := before[k], after[k]
		m := Movement{
			Cmd: c.ID, N: len(d.Moves), Key: k, Kind: 0, OnHand: a.onHand - b.onHand, Allocated: a.allocated - b.allocated,
			Picked: a.picked - b.picked, Incoming: a.incoming - b.incoming, Transfer: t.ID, Staff: c.Staff, Device: c.Device, At: c.At,
		}
		m.Kind = m.ofTransfer(c.Store == t.From)
		if m.Kind == MoveTakeIn && t.Delivered() {
			m.Kind = MoveReceipt
		}
		if m.Kind != 0 {
			d.Moves = append(d.Moves, m)
		}
	}
}

// ofTransfer is what kind of movement a transfer made, 0 for none.
func (m Movement) ofTransfer(out bool) MoveKind {
	switch {
	case m.OnHand != 0 && out:
		return MoveDispatch
	case m.OnHand != 0:
		return MoveTakeIn
	case m.Incoming != 0:
		return MoveIncoming
	case m.Picked > 0:
		return MovePick
	case m.Picked < 0:
		return MovePutBack
	case m.Allocated > 0:
		return MoveAllocate
	case m.Allocated < 0:
		return MoveRelease
	}
	return 0
}

func (d *Decision) taskTransfer(was, t *Transfer, c Command) {
	before, after := was.tasks(c.Store), t.tasks(c.Store)
	find := func(list []transferTask, id ExceptionID) *transferTask {
		for i := range list {
			if list[i].id == id {
				return &list[i]
			}
		}
		return nil
	}
	for _, b := range before {
		if find(after, b.id) == nil {
			d.Close = append(d.Close, b.id)
		}
	}
	verdict := d.Verdict
	for _, a := range after {
		if b := find(before, a.id); b != nil && b.qty == a.qty {
			continue
		}
		d.raise(State{}, c, a.kind, 0, a.qty)
		x := &d.Raise[len(d.Raise)-1]
		x.ID, x.SKU, x.Transfer, x.Number, x.Assignee = a.id, a.sku, t.ID, t.Number, a.owner
		if a.kind == ExTransferArrived && t.For != nil {
			x.Hold = ArrivalHold(t.ID)
		}
		if c.Device == HubDevice || c.Staff == "" { // a letter: what the other shop did
			x.People = x.People[:0]
		}
		x.People = append(x.People, t.last()...)
	}
	d.Verdict = verdict // tasks, not clashes
}

// last is who sent and who received, as far as it is known here.
func (t *Transfer) last() []Step {
	var out []Step
	if !t.Out.Sent.IsZero() {
		out = append(out, Step{Kind: KindDispatch, At: t.Out.Sent, Staff: t.Out.Staff})
	}
	if t.In.State.Finished() {
		out = append(out, Step{Kind: KindFinishTransfer, At: t.In.At, Staff: t.In.Staff})
	}
	return out
}

// letter is the copy of the transfer that the other shop is told: what the site
// is the author of, and no more. Progress is no news.
func (t *Transfer) letter(site SiteID) Transfer {
	l := *t.Clone()
	l.For, l.Steps = nil, nil
	l.Out.Scans, l.In.Scans, l.In.Boxes = nil, nil, nil
	foreign := func(x TransferLine) bool { return site == t.From && x.Foreign() && x.Picked == 0 }
	l.Lines = slices.DeleteFunc(l.Lines, foreign) // only the receiver has seen it
	for i := range l.Lines {
		x := &l.Lines[i]
		if !l.Out.State.Left() {
			x.Picked, x.Sent = 0, 0
		}
		if !l.In.State.Finished() {
			x.Received, x.Damaged = 0, 0
		}
		if site == t.From {
			x.Received, x.Damaged, x.Lost, x.Accepted = 0, 0, 0, 0
		} else {
			x.Approved, x.Picked, x.Sent = 0, 0, 0
		}
	}
	if site == t.From {
		l.In = TransferIn{}
	} else {
		l.Out = TransferOut{}
		if !l.In.State.Finished() {
			l.In.Unknown = 0
		}
	}
	return l
}

// tellTransfer writes to the other shop when there is news for it. Letters are
// numbered by the home's clock in milliseconds, not one by one: books that went back
// to a copy know nothing of the letters written since, and what they write after
// that must still count as the newer word, under a name of its own.
func (d *Decision) tellTransfer(was, t *Transfer, st State, c Command) {
	if t.Delivered() {
		return // nobody there reads it
	}
	if c.Store == t.From && t.By == t.From && t.Out.Rev == 0 && !t.Out.State.toPick() && !t.Out.State.Left() {
		return // not promised yet: nobody need know
	}
	if was == nil && c.Kind == KindTransferTold && (c.Store == t.To || t.Out.State == TransferAsked) {
		return // it knows what it just told
	}
	now := t.letter(c.Store)
	if was != nil && !(t.Out.Rev == 0 && c.Store == t.From && t.By == t.From) {
		before := was.letter(c.Store)
		before.Out.At, before.Out.Staff, before.In.At, before.In.Staff = now.Out.At, now.Out.Staff, now.In.At, now.In.Staff
		if reflect.DeepEqual(before, now) {
			return
		}
	}
	rev, told := &t.Out.Rev, &now.Out.Rev
	if c.Store == t.To {
		rev, told = &t.In.Rev, &now.In.Rev
	}
	*rev++
	if !st.Now.IsZero() {
		*rev = max(*rev, st.Now.UnixMilli())
	}
	*told = *rev
	d.write(c, t.Other(c.Store), KindTransferTold, TransferTold{By: c.Store, Transfer: now})
	d.Letters[len(d.Letters)-1].ID += LetterID("-" + strconv.FormatInt(*rev, 10))
}

// decideTransferTold takes in what the other shop did. A letter that is older
// than what is known here changes nothing.
func decideTransferTold(st State, c Command, b TransferTold) Decision {
	told := b.Transfer
	if told.ID == "" || b.By == c.Store || c.Store != told.From && c.Store != told.To || b.By != told.Other(c.Store) {
		return quarantine(c)
	}
	t := st.Transfer.Clone()
	if t == nil {
		t = &Transfer{
			ID: told.ID, Number: told.Number, From: told.From, To: told.To, By: told.By, Why: told.Why, Customer: told.Customer,
			Asked: told.Asked, Due: told.Due, Plan: told.Plan, Sender: told.Sender,
			Out: TransferOut{State: TransferAsked, At: c.At}, In: TransferIn{State: TransferAsked, At: c.At},
		}
	}
	if t.From != told.From || t.To != told.To {
		return quarantine(c)
	}
	if !t.hear(told, b.By) {
		return Decision{Verdict: Applied, Code: Superseded}
	}
	if t.Delivered() {
		t.Due, t.Sender = told.Due, told.Sender
	}
	t.step(c, "")
	if c.Store == t.From && t.In.Canceled && t.Out.State.CanSend(TransferCanceled) {
		t.Out.become(TransferCanceled, c)
	}
	d := Decision{Verdict: Applied, Transfer: t}
	d.followTransfer(st.Transfer, st, c)
	return d
}

// hear takes what the other shop is the author of, and tells whether it is news.
func (t *Transfer) hear(told Transfer, by SiteID) bool {
	if by == t.From && told.Out.Rev <= t.Out.Rev || by == t.To && told.In.Rev <= t.In.Rev {
		return false
	}
	for i := range t.Lines { // a line that is not named any more
		l := &t.Lines[i]
		if by == t.From {
			l.Approved, l.Picked, l.Sent = 0, 0, 0
		} else {
			l.Received, l.Damaged, l.Lost, l.Accepted = 0, 0, 0, 0
		}
	}
	for _, x := range told.Lines {
		l := t.line(x.SKU, x.Class)
		l.Asked = max(l.Asked, x.Asked)
		if by == t.From {
			l.Approved, l.Picked, l.Sent = x.Approved, x.Picked, x.Sent
		} else {
			l.Received, l.Damaged, l.Lost, l.Accepted = x.Received, x.Damaged, x.Lost, x.Accepted
		}
	}
	if by == t.From {
		t.Out = told.Out
		t.recount() // of boxes that were taken whole the list counts
	} else {
		t.In = told.In
	}
	return true
}
