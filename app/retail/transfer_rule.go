package retail

import "slices"

// onTransfer gives a rule a copy of the transfer to change, and adds to its
// decision what follows from the change: movements, tasks, and the letter to
// the other shop. A transfer that nobody knows makes a fact an exception and an
// intent a rejection.
func onTransfer[B Body](decide func(t *Transfer, st State, c Command, b B) Decision) func(State, Command, B) Decision {
	return func(st State, c Command, b B) Decision {
		if st.Transfer == nil {
			if c.Kind.Nature() == Intent {
				return rejected(UnknownTransfer)
			}
			d := quarantine(c)
			d.Code = UnknownTransfer
			return d
		}
		d := decide(st.Transfer.Clone(), st, c, b)
		d.followTransfer(st.Transfer, st, c)
		return d
	}
}

// clashTransfer is a fact that should not have happened: it is written down for
// somebody to settle, and changes nothing.
func clashTransfer(t *Transfer, st State, c Command, sku SKUID, qty int) Decision {
	d := Decision{Verdict: Applied}
	d.clash(st, c, ExStateClash, 0, qty)
	x := &d.Raise[0]
	x.Transfer, x.Number, x.SKU = t.ID, t.Number, sku
	return d
}

// TransferLevels returns the stock levels that a rule about the transfer looks
// at: hosts put them into State.Levels. t is nil for one that is about to begin.
func (c Command) TransferLevels(t *Transfer) []StockKey {
	var bits []TransferBit
	switch b := c.Body.(type) {
	case AskTransfer:
		if c.Store == b.From {
			bits = b.Lines
		}
	case ApproveTransfer:
		bits = b.Lines
	case PickTransfer:
		bits = []TransferBit{{SKU: b.SKU, Class: b.Class}}
	}
	var out []StockKey
	for _, b := range bits {
		if k := (StockKey{Site: c.Store, SKU: b.SKU, Class: b.Class}); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// free is what of a level is promised to nobody.
func (st State) free(k StockKey) int {
	for _, l := range st.Levels {
		if l.StockKey == k {
			return l.Available()
		}
	}
	return 0
}

// sound tells whether the goods of a list are each named once, with so many
// pieces as there can be.
func sound(bits []TransferBit, least int) bool {
	seen := map[TransferBit]bool{}
	for _, b := range bits {
		k := TransferBit{SKU: b.SKU, Class: b.Class}
		if b.SKU == "" || b.Class == 0 || b.Qty < least || b.Qty > MaxTransferPieces || seen[k] {
			return false
		}
		seen[k] = true
	}
	return len(bits) <= MaxTransferLines
}

// decideAskTransfer begins a transfer. What a shop sends on its own account a
// leader may promise at once.
func decideAskTransfer(st State, c Command, b AskTransfer) Decision {
	asks := c.Store == b.To
	switch {
	case st.Transfer != nil:
		return Decision{Verdict: Applied, Code: AlreadySo}
	case b.From == b.To, b.Transfer == "", b.From == "", b.To == "", !sound(b.Lines, 1), asks && b.Why != Delivery && len(b.Lines) == 0, b.Why == Delivery && (len(b.Lines) > 0 || b.For != nil):
		return rejected(WrongState)
	case !asks && c.Store != b.From:
		return rejected(ForeignStore)
	case (b.Why == Delivery) != (b.From == Outside), b.To == Outside:
		return rejected(WrongState)
	}
	t := &Transfer{
		ID: b.Transfer, Number: TransferNumber(b.Transfer), From: b.From, To: b.To, By: c.Store, Why: b.Why, Due: b.Due,
		Asked: Step{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device},
		Out:   TransferOut{State: TransferAsked, At: c.At}, In: TransferIn{State: TransferAsked, At: c.At},
	}
	if asks {
		t.In.Staff = c.Staff
		if b.For != nil {
			f := *b.For
			f.Made = c.ID
			t.For = &f
		}
		t.Customer = b.For != nil || b.Why == ForCustomer
	} else {
		t.Out.Staff = c.Staff
	}
	if t.Delivered() { // it stands at the door
		t.Sender = b.Sender
		t.Out.State, t.Out.Sent = InTransit, c.At
	}
	for _, l := range b.Lines {
		t.Lines = append(t.Lines, TransferLine{SKU: l.SKU, Class: l.Class, Asked: l.Qty})
	}
	t.step(c, "")
	d := Decision{Verdict: Applied, Transfer: t}
	if !asks && st.Role >= RoleLead {
		if !t.approve(st, c, b.Lines) {
			return rejected(NotEnough)
		}
	}
	d.followTransfer(nil, st, c)
	return d
}

// approve promises goods, or tells that there are not enough of them.
func (t *Transfer) approve(st State, c Command, bits []TransferBit) bool {
	for _, b := range bits {
		l := t.Line(b.SKU, b.Class)
		if l == nil || b.Qty > l.Asked || b.Qty > st.free(StockKey{Site: t.From, SKU: b.SKU, Class: b.Class}) {
			return false
		}
		l.Approved = b.Qty
	}
	t.Out.become(TransferApproved, c)
	return true
}

// decideApproveTransfer: only what is promised to nobody else may be promised.
func decideApproveTransfer(t *Transfer, st State, c Command, b ApproveTransfer) Decision {
	switch {
	case c.Store != t.From:
		return rejected(ForeignStore)
	case t.Out.State != TransferAsked:
		return rejected(WrongState)
	case !sound(b.Lines, 0), len(t.Lines) > 0 && !slices.ContainsFunc(b.Lines, func(x TransferBit) bool { return x.Qty > 0 }):
		return rejected(WrongState)
	case !t.approve(st, c, b.Lines):
		return rejected(NotEnough)
	}
	t.step(c, "")
	return Decision{Verdict: Applied, Transfer: t}
}

// decideDeclineTransfer: the sender does not send it, also after it had said
// that it would. What is picked goes back to its shelf.
func decideDeclineTransfer(t *Transfer, _ State, c Command, b DeclineTransfer) Decision {
	switch {
	case c.Store != t.From:
		return rejected(ForeignStore)
	case !t.Out.State.CanSend(TransferDeclined):
		return rejected(WrongState)
	}
	t.Out.become(TransferDeclined, c)
	t.Out.Refusal = b.Why
	t.step(c, b.Why.String())
	return Decision{Verdict: Applied, Transfer: t}
}

// decideCancelTransfer: whoever began it takes it back, as long as the goods
// have not left. The receiver's wish may come too late: then they come all the
// same, and nobody waits for them.
func decideCancelTransfer(t *Transfer, _ State, c Command, _ CancelTransfer) Decision {
	switch {
	case c.Store != t.By:
		return rejected(ForeignStore)
	case t.In.Canceled || t.Out.State == TransferCanceled:
		return Decision{Verdict: Applied, Code: AlreadySo}
	case c.Store == t.From && !t.Out.State.CanSend(TransferCanceled),
		c.Store == t.To && (t.In.State != TransferAsked || t.Out.State.Left() || t.Out.State.ended()):
		return rejected(WrongState)
	}
	if c.Store == t.From {
		t.Out.become(TransferCanceled, c)
	} else {
		t.In.Canceled, t.In.Staff, t.In.At = true, c.Staff, c.At
	}
	t.step(c, "")
	return Decision{Verdict: Applied, Transfer: t}
}

// become moves the sender's side.
func (o *TransferOut) become(s TransferState, c Command) {
	o.State, o.At = s, c.At
	if c.Staff != "" {
		o.Staff = c.Staff
	}
}

// step writes down what happened in this shop.
func (t *Transfer) step(c Command, note string) {
	t.Steps = append(t.Steps, Step{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device, Note: note})
}

// decidePickTransfer books pieces that went into a box. It happened, so it
// counts. A shop that sends on its own account may put in what it likes, as far
// as it is promised to nobody; what comes in after the goods have left was in
// the box when it was scanned before that.
func decidePickTransfer(t *Transfer, st State, c Command, b PickTransfer) Decision {
	l := t.Line(b.SKU, b.Class)
	if c.Store != t.From || b.Qty < 1 || b.Qty > MaxTransferPieces || b.SKU == "" || b.Class == 0 || l == nil && (t.By != t.From || len(t.Lines) >= MaxTransferLines) {
		return clashTransfer(t, st, c, b.SKU, b.Qty)
	}
	if t.scan(c.ID) != nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	d := Decision{Verdict: Applied, Transfer: t}
	l = t.line(b.SKU, b.Class)
	switch {
	case t.Out.State.Left() && c.At.After(t.Out.Sent):
		return clashTransfer(t, st, c, b.SKU, b.Qty)
	case t.Out.State.Left():
		l.Sent += b.Qty
	case t.Out.State == TransferApproved:
		t.Out.become(TransferPicking, c)
	case t.Out.State == TransferAsked: // nobody had promised it
		d = clashTransfer(t, st, c, b.SKU, b.Qty)
		d.Transfer = t
	}
	extra := min(b.Qty, max(0, l.Picked+b.Qty-l.Approved))
	if t.By == t.From && extra > 0 && t.Out.State.toPick() {
		if lack := extra - max(0, st.free(StockKey{Site: t.From, SKU: b.SKU, Class: b.Class})); lack > 0 {
			d.clash(st, c, ExOversold, 0, lack)
			x := &d.Raise[len(d.Raise)-1]
			x.Transfer, x.Number, x.SKU = t.ID, t.Number, b.SKU
		}
		l.Approved += extra
	}
	t.Out.Scans = append(t.Out.Scans, TransferScan{
		Cmd: c.ID, Box: b.Box, SKU: b.SKU, Class: b.Class, Qty: b.Qty, Code: b.Code, Entry: b.Entry, Staff: c.Staff, At: c.At,
	})
	t.repack()
	return d
}

// decideDispatch: everything that was picked has left.
func decideDispatch(t *Transfer, st State, c Command, _ Dispatch) Decision {
	switch {
	case c.Store != t.From || t.Total(func(l TransferLine) int { return l.Picked }) == 0:
		return clashTransfer(t, st, c, "", 0)
	case t.Out.State.Left():
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	d := Decision{Verdict: Applied, Transfer: t}
	if !t.Out.State.CanSend(InTransit) {
		d = clashTransfer(t, st, c, "", 0)
		d.Transfer = t
	}
	for i := range t.Lines {
		t.Lines[i].Sent = t.Lines[i].Picked
	}
	t.Out.become(InTransit, c)
	t.Out.Sent = c.At
	t.repack()
	t.step(c, "")
	return d
}

// scan returns the scan that the command made in this shop, or nil.
func (t *Transfer) scan(id CommandID) *TransferScan {
	for _, list := range [][]TransferScan{t.Out.Scans, t.In.Scans} {
		for i := range list {
			if list[i].Cmd == id {
				return &list[i]
			}
		}
	}
	return nil
}

// decideUndoTransfer takes a scan back: the pieces are where they were before.
func decideUndoTransfer(t *Transfer, st State, c Command, b UndoTransfer) Decision {
	d := Decision{Verdict: Applied, Transfer: t}
	if c.Store == t.To {
		scans, boxes := len(t.In.Scans), len(t.In.Boxes)
		t.In.Scans = slices.DeleteFunc(t.In.Scans, func(s TransferScan) bool { return s.Cmd == b.Scan })
		t.In.Boxes = slices.DeleteFunc(t.In.Boxes, func(x BoxTaken) bool { return x.Cmd == b.Scan })
		if len(t.In.Scans) == scans && len(t.In.Boxes) == boxes {
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
		t.recount()
		return d
	}
	s := t.scan(b.Scan)
	if s == nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	l := t.line(s.SKU, s.Class)
	if t.Out.State.Left() {
		if c.At.After(t.Out.Sent) || l.Sent < s.Qty {
			return clashTransfer(t, st, c, s.SKU, s.Qty)
		}
		l.Sent -= s.Qty
	}
	if t.By == t.From && l.Asked < l.Approved && t.Out.State.toPick() { // was added by scanning
		l.Approved = max(l.Asked, l.Approved-s.Qty)
	}
	t.Out.Scans = slices.DeleteFunc(t.Out.Scans, func(x TransferScan) bool { return x.Cmd == b.Scan })
	if t.Out.State == TransferPicking && len(t.Out.Scans) == 0 {
		t.Out.become(TransferApproved, c)
	}
	t.repack()
	return d
}
