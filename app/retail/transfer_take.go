package retail

import (
	"cmp"
	"slices"
)

// decideTakeIn books pieces that were unpacked. Every scan is a fact of its own
// and sums add up, whichever terminals of the shop made them; they may come
// before the sender's word is here, and after the receiver's last one.
func decideTakeIn(t *Transfer, st State, c Command, b TakeIn) Decision {
	if c.Store != t.To || b.Qty < 1 || b.Qty > MaxTransferPieces || b.SKU == "" && b.Damaged {
		return clashTransfer(t, st, c, b.SKU, b.Qty)
	}
	if t.scan(c.ID) != nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	class := b.Class
	if class == 0 && b.SKU != "" {
		class = t.ClassOf(b.SKU)
	}
	t.In.Scans = append(t.In.Scans, TransferScan{
		Cmd: c.ID, Box: b.Box, SKU: b.SKU, Class: class, Qty: b.Qty, Damaged: b.Damaged, Code: b.Code, Entry: b.Entry, Staff: c.Staff, At: c.At,
	})
	t.unpack(c)
	return Decision{Verdict: Applied, Transfer: t}
}

// decideTakeBox takes a box as it stands on the list. A box is taken once,
// whoever scans its label, and pieces of it that are scanned one by one as well
// are not counted twice.
func decideTakeBox(t *Transfer, st State, c Command, b TakeBox) Decision {
	switch {
	case c.Store != t.To || t.Box(b.Box) == nil:
		return clashTransfer(t, st, c, "", 0)
	case t.Taken(b.Box):
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	t.In.Boxes = append(t.In.Boxes, BoxTaken{Label: b.Box, Cmd: c.ID, Staff: c.Staff, At: c.At})
	t.unpack(c)
	return Decision{Verdict: Applied, Transfer: t}
}

// unpack notes that the receiver has begun.
func (t *Transfer) unpack(c Command) {
	if t.In.State == TransferAsked {
		t.In.State, t.In.Staff, t.In.At = TransferReceiving, c.Staff, c.At
		t.step(c, "")
	}
	t.recount()
}

// decideFinishTransfer: nothing is left to unpack. What does not agree from now
// on is for somebody to settle, here and at the sender.
func decideFinishTransfer(t *Transfer, st State, c Command, b FinishTransfer) Decision {
	switch {
	case c.Store != t.To:
		return clashTransfer(t, st, c, "", 0)
	case t.In.State.Finished():
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	t.In.State, t.In.Staff, t.In.At, t.In.Blind = TransferReceived, c.Staff, c.At, b.Blind
	t.step(c, "")
	d := Decision{Verdict: Applied, Transfer: t}
	d.keepArrived(st, c, t)
	return d
}

// decideSettleTransfer books what became of pieces that do not agree, on the
// side whose books it is about; the other side hears of it.
func decideSettleTransfer(t *Transfer, st State, c Command, b SettleTransfer) Decision {
	l := t.Line(b.SKU, b.Class)
	from := b.How == SettleKept || b.How == SettleAgreed
	if l == nil || b.Qty < 1 || b.How == 0 || from != (c.Store == t.From) {
		return clashTransfer(t, st, c, b.SKU, b.Qty)
	}
	if !t.In.State.Finished() || !t.Out.State.Left() {
		return Decision{Verdict: Applied, Code: WrongState}
	}
	short, over := min(b.Qty, l.Way()), min(b.Qty, l.Over())
	n := over
	switch b.How {
	case SettleKept:
		n = short
		l.Sent -= n
	case SettleLost:
		n = short
		l.Lost += n
	case SettleAgreed:
		l.Sent += n
	case SettleAccepted:
		l.Accepted += n
	}
	if n == 0 {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	t.step(c, b.How.String())
	d := Decision{Verdict: Applied, Transfer: t}
	if (b.How == SettleLost || b.How == SettleAccepted) && st.Role < RoleLead { // goods are written off, or taken for nothing
		d.raise(st, c, ExNotAllowed, 0, n)
		x := &d.Raise[0]
		x.Transfer, x.Number, x.SKU = t.ID, t.Number, b.SKU
	}
	return d
}

// repack works out from what was scanned at the sender how much is picked, and,
// once it has left, what lies in which box.
func (t *Transfer) repack() {
	for i := range t.Lines {
		t.Lines[i].Picked = 0
	}
	t.Out.Boxes = nil
	for _, s := range t.Out.Scans {
		t.line(s.SKU, s.Class).Picked += s.Qty
		if t.Out.State.Left() {
			t.pack(s)
		}
	}
	slices.SortStableFunc(t.Out.Boxes, func(a, b TransferBox) int { return cmp.Compare(a.No, b.No) })
}

// pack puts a scan into its box.
func (t *Transfer) pack(s TransferScan) {
	b := t.Box(s.Box)
	if b == nil {
		_, n, _ := CutBoxID(s.Box)
		t.Out.Boxes = append(t.Out.Boxes, TransferBox{Label: s.Box, No: n})
		b = &t.Out.Boxes[len(t.Out.Boxes)-1]
	}
	for i := range b.Goods {
		if b.Goods[i].SKU == s.SKU && b.Goods[i].Class == s.Class {
			b.Goods[i].Qty += s.Qty
			return
		}
	}
	b.Goods = append(b.Goods, TransferBit{SKU: s.SKU, Class: s.Class, Qty: s.Qty})
}

// unpacked is what came of some goods in one box.
type unpacked struct {
	box   string
	sku   SKUID
	class StockClass
}

// recount works out from what was scanned at the receiver how much arrived. Of
// a box that was taken whole the list counts, or the pieces that were scanned
// out of it where they are more.
func (t *Transfer) recount() {
	for i := range t.Lines {
		t.Lines[i].Received, t.Lines[i].Damaged = 0, 0
	}
	t.In.Unknown = 0
	scanned := map[unpacked]int{}
	for _, s := range t.In.Scans {
		if s.SKU == "" {
			t.In.Unknown += s.Qty
			continue
		}
		l := t.line(s.SKU, s.Class)
		if s.Damaged {
			l.Damaged += s.Qty
		} else {
			l.Received += s.Qty
		}
		scanned[unpacked{s.Box, s.SKU, s.Class}] += s.Qty
	}
	for _, b := range t.Out.Boxes {
		if !t.Taken(b.Label) {
			continue
		}
		for _, g := range b.Goods {
			t.line(g.SKU, g.Class).Received += max(0, g.Qty-scanned[unpacked{b.Label, g.SKU, g.Class}])
		}
	}
	if t.Loose() {
		for i := range t.Lines {
			t.Lines[i].Sent = t.Lines[i].Arrived()
		}
	}
}
