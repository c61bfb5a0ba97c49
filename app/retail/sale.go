package retail

// Sale is the body of KindSale: Qty pieces were sold at the till (POS), fewer
// than zero when they were given back there.
type Sale struct {
	SKU     SKUID      `json:"sku"`
	Class   StockClass `json:"class"`
	Qty     int        `json:"qty"`
	Receipt string     `json:"receipt,omitempty"` // the till's receipt number
}

// About returns the stock level.
func (b Sale) About() Ref { return Ref{Entity: EntityStock, ID: LevelRef(b.SKU, b.Class)} }

// decideSale books what the till says: it happened, so it is never refused,
// even when nothing was left for it. Who was promised those goods last is told
// first: the youngest orders, holds and transfers are short now, each with an owner. What
// the customers of holds bought left the books when it was handed over.
func decideSale(st State, c Command, b Sale) Decision {
	d := Decision{Verdict: Applied}
	if b.Qty == 0 || b.SKU == "" || b.Class == 0 {
		d.clash(st, c, ExStateClash, 0, b.Qty)
		return d
	}
	if b.Qty = d.ownSale(st, c, b); b.Qty != 0 {
		d.gone(st, c, b, MoveSale)
	}
	return d
}

// gone takes goods out of the books that are not there any more, and breaks the
// youngest of the promises that nothing is left for.
func (d *Decision) gone(st State, c Command, b Sale, kind MoveKind) {
	key, _ := c.Level()
	l := StockLevel{StockKey: key}
	if st.Level != nil {
		l = *st.Level
	}
	d.Moves = append(d.Moves, Movement{Cmd: c.ID, N: len(d.Moves), Key: key, Kind: kind, OnHand: -b.Qty, Staff: c.Staff, Device: c.Device, At: c.At})
	free := l.OnHand - l.Allocated - l.Held
	lack := b.Qty - max(0, free)
	if b.Qty < 0 || lack <= 0 {
		return
	}
	for _, p := range promisesOf(st) {
		switch {
		case lack == 0:
		case p.transfer != nil:
			lack -= d.takeSent(p.transfer, st, c, b, lack)
		case p.hold != nil:
			lack -= d.takeHeld(p.hold, c, b, lack)
		case b.Class == Regular:
			lack -= d.takeAway(p.order.Clone(), c, b.SKU, lack)
		}
	}
	if b.Class != Regular && l.Allocated+l.Held == 0 {
		return
	}
	if lack > 0 { // promised to what is picked or put by already
		d.oversold(nil, c, b.SKU, 0, lack)
	}
}

// takeAway makes an order short of up to n pieces that are not picked yet and
// returns of how many.
func (d *Decision) takeAway(o *Order, c Command, sku SKUID, n int) int {
	if o.State != Received && o.State != Picking && o.State != Short {
		return 0
	}
	was := *o
	took := 0
	for i := range o.Lines {
		l := &o.Lines[i]
		m := min(n-took, l.Open(), l.Alloc)
		if l.SKU != sku || m <= 0 {
			continue
		}
		took += m
		l.Short += m
		l.Reason = SoldOut
		l.Gaps = append(l.Gaps, Gap{Qty: m, Reason: SoldOut})
		l.Alloc -= m
		d.move(c, o, l, MoveRelease, Regular, 0, -m, 0)
		d.oversold(o, c, sku, l.No, m)
	}
	if took == 0 {
		return 0
	}
	if o.Settled() || o.State != Received {
		settle(o)
	}
	step(o, c, SoldOut.String())
	task := shortage(State{Order: &was}, c, Decision{Order: o, Verdict: Applied})
	d.Raise = append(d.Raise, task.Raise...)
	d.Close = append(d.Close, task.Close...)
	d.Others = append(d.Others, o)
	return took
}

func (d *Decision) oversold(o *Order, c Command, sku SKUID, line, qty int) {
	d.raise(State{Order: o}, c, ExOversold, line, qty)
	d.Raise[len(d.Raise)-1].SKU = sku
	d.Code = Clashed
}
