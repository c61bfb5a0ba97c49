package retail

import "slices"

// carriable are the kinds of commands that a terminal may bring to the hub for
// another one.
var carriable = []Kind{
	KindPick, KindUndoPick, KindShort, KindFound, KindAnswerShort, KindPutBack, KindPutInTote,
	KindOpenWave, KindJoinWave, KindAddToWave, KindLeaveWave, KindTakeWave,
}

// Carriable tells whether commands of the kind may travel in TakeWave.
func (k Kind) Carriable() bool { return slices.Contains(carriable, k) }

// decideTakeWave: what the other terminal did is judged first, as if it had come
// by its own road; what has come by it is not judged again, and what is judged
// here is known when it comes. Then the part is the taker's.
func decideTakeWave(st State, c Command, b TakeWave) Decision {
	k := newCarrier(st, c, b)
	if w := k.books.Wave; w != nil && carriedBefore(w.Carried, c.ID) {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	for _, x := range b.Carried {
		k.carry(x)
	}
	w := k.books.Wave
	if w == nil {
		k.d.Code = UnknownWave
		return k.done()
	}
	if i := slices.IndexFunc(w.Walkers, func(x Walker) bool { return b.Parcel != "" && x.Parcel == b.Parcel }); i >= 0 && w.Walkers[i].Device != c.Device {
		k.d.Code = ClaimedBy // somebody else read the same code before
		return k.done()
	}
	k.hand(w.Clone())
	return k.done()
}

// carrier judges the commands of another terminal one by one.
type carrier struct {
	st    State
	c     Command
	b     TakeWave
	books WaveBooks
	d     Decision
	moved map[OrderID]bool // orders that are another than before
	news  bool             // so is the wave
}

func newCarrier(st State, c Command, b TakeWave) *carrier {
	k := &carrier{st: st, c: c, b: b, d: Decision{Verdict: Applied}, moved: map[OrderID]bool{}}
	k.books = WaveBooks{Wave: st.Walk.Wave, Orders: map[OrderID]*Order{}, Totes: map[string]Tote{}, Known: st.Walk.Known, Levels: st.Walk.Levels}
	for id, o := range st.Walk.Orders {
		k.books.Orders[id] = o
	}
	for code, t := range st.Walk.Totes {
		k.books.Totes[code] = t
	}
	if st.Now.IsZero() { // only the hub can know all of it
		k.introduce()
	}
	return k
}

// introduce tells a terminal of a wave and of orders that it has not heard of.
func (k *carrier) introduce() {
	for _, b := range k.b.Briefs {
		if k.books.Orders[b.ID] == nil {
			k.put(b.order(k.c))
		}
	}
	known := k.b.Known
	if k.books.Wave != nil || known == nil || known.ID != k.b.Wave {
		return
	}
	k.books.Wave, k.news = known.Clone(), true
	for _, m := range known.Orders {
		if o := k.books.Orders[m.Order]; o != nil && o.Wave == "" && !o.State.Over() && !o.State.Waiting() {
			o = o.Clone()
			o.Wave = known.ID
			if o.State == Received {
				o.State = Picking
			}
			k.put(o)
		}
	}
}

// order is the order as far as its brief tells.
func (b OrderBrief) order(c Command) *Order {
	o := &Order{ID: b.ID, Store: c.Store, Number: b.Number, State: Picking}
	for _, l := range b.Lines {
		o.Lines = append(o.Lines, Line{No: l.No, SKU: l.SKU, JAN: l.JAN, Name: l.Name, Color: l.Color, Size: l.Size, Picture: l.Picture, Qty: l.Qty, Fresh: l.Fresh})
	}
	return o
}

func (k *carrier) put(o *Order) {
	k.books.Orders[o.ID], k.moved[o.ID] = o, true
}

// carry judges one command of the other terminal.
func (k *carrier) carry(x Command) {
	if !x.Kind.Carriable() || x.Body == nil || x.ID == "" || k.books.Known[x.ID] {
		return
	}
	x.Device, x.Store, x.Dseq = k.b.From, k.c.Store, 0
	ref := x.Body.About()
	st := State{Role: k.st.Role, Now: k.st.Now, Walk: k.books, Cold: k.st.Cold}
	if ref.Entity == EntityOrder {
		st.Order = k.books.Orders[OrderID(ref.ID)]
	}
	if key, ok := x.Level(); ok {
		if i := slices.IndexFunc(k.books.Levels, func(l StockLevel) bool { return l.StockKey == key }); i >= 0 {
			st.Level = &k.books.Levels[i]
		}
	}
	d := Decide(st, x)
	if d.Verdict == Rejected {
		return
	}
	k.take(d)
	switch {
	case d.Code == AlreadySo:
	case ref.Entity == EntityOrder && k.books.Orders[OrderID(ref.ID)] != nil:
		o := k.books.Orders[OrderID(ref.ID)].Clone()
		o.Carried = append(o.Carried, x.ID)
		k.put(o)
	case ref.Entity == EntityWave && k.books.Wave != nil:
		w := k.books.Wave.Clone()
		w.Carried = append(w.Carried, x.ID)
		k.books.Wave, k.news = w, true
	}
}

// take adds what became of a carried command. Its movements are this command's,
// and no terminal's own doings: only their time tells how they stand to a count.
func (k *carrier) take(d Decision) {
	for _, o := range append(d.Others, d.Order) {
		if o != nil {
			k.put(o)
		}
	}
	if d.Wave != nil && d.Wave.ID == k.b.Wave {
		k.books.Wave, k.news = d.Wave, true
	}
	for _, t := range d.Totes {
		k.books.Totes[t.Code] = t
		k.d.Totes = append(k.d.Totes, t)
	}
	for _, m := range d.Moves {
		m.Cmd, m.N, m.Device = k.c.ID, len(k.d.Moves), ""
		k.d.Moves = append(k.d.Moves, m)
	}
	for _, id := range d.Close {
		k.d.Raise = slices.DeleteFunc(k.d.Raise, func(x Exception) bool { return x.ID == id })
		k.d.Close = append(k.d.Close, id)
	}
	for _, x := range d.Raise {
		k.d.Raise = slices.DeleteFunc(k.d.Raise, func(y Exception) bool { return y.ID == x.ID })
		k.d.Raise = append(k.d.Raise, x)
	}
	if d.Verdict != Applied {
		k.d.Verdict = AppliedException
	}
}

// hand makes the part of the other terminal the taker's.
func (k *carrier) hand(w *Wave) {
	if w.State == WaveClosed {
		return
	}
	zone, parcel := k.b.Zone, k.b.Parcel
	if old := w.Walker(k.b.From); old != nil && k.b.From != k.c.Device {
		old.Left = k.c.At
	}
	if own := w.Walker(k.c.Device); own != nil {
		if own.Zone != zone {
			own.Zone = "" // two parts are walked as one
		}
		own.Staff, own.Parcel = k.c.Staff, parcel
	} else {
		w.Walkers = append(w.Walkers, Walker{Staff: k.c.Staff, Device: k.c.Device, Zone: zone, Since: k.c.At, Parcel: parcel})
	}
	k.books.Wave, k.news = w, true
	for _, m := range w.Orders {
		o := k.books.Orders[m.Order]
		if o == nil || o.Wave != w.ID || o.State.Over() || o.State.Waiting() {
			continue
		}
		if o.Claim.LiveAt(k.c.At) && o.Claim.Device != k.b.From {
			continue // of somebody else who walks the same wave
		}
		o = o.Clone()
		o.Claim = &Claim{Staff: k.c.Staff, Device: k.c.Device, Until: k.c.At.Add(WaveLease)}
		k.put(o)
	}
}

// done is the decision with everything that changed.
func (k *carrier) done() Decision {
	if k.news {
		k.d.Wave = k.books.Wave
	}
	ids := make([]OrderID, 0, len(k.moved))
	for id := range k.moved {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		k.d.Others = append(k.d.Others, k.books.Orders[id])
	}
	return k.d
}
