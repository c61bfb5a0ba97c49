package retail

import (
	"cmp"
	"slices"
)

// onWave gives a rule a copy of the wave to change. A wave that nobody knows
// makes an intent a rejection; a fact about it is only written down.
func onWave[B Body](decide func(w *Wave, st State, c Command, b B) Decision) func(State, Command, B) Decision {
	return func(st State, c Command, b B) Decision {
		w := st.Walk.Wave
		switch {
		case w == nil && c.Kind.Nature() == Intent:
			return rejected(UnknownWave)
		case w == nil:
			return Decision{Verdict: Applied, Code: UnknownWave}
		case carriedBefore(w.Carried, c.ID):
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
		return decide(w.Clone(), st, c, b)
	}
}

// decideOpenWave begins a wave with those of the orders that are free. An order
// that a colleague has, or that is in another wave, is left out: only when none
// is left there is no wave.
func decideOpenWave(st State, c Command, b OpenWave) Decision {
	switch {
	case b.Wave == "" || len(b.Orders) == 0 || len(b.Orders) > MaxWaveSize:
		return rejected(WrongState)
	case st.Walk.Wave != nil:
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	w := &Wave{
		ID: b.Wave, Store: c.Store, State: WaveOpen, OpenedAt: c.At, OpenedBy: c.Staff,
		Walkers: []Walker{{Staff: c.Staff, Device: c.Device, Zone: b.Zone, Since: c.At}},
	}
	d := Decision{Verdict: Applied, Wave: w}
	d.join(w, st, c, b.Orders)
	if len(w.Orders) == 0 {
		return rejected(ClaimedBy)
	}
	return d
}

// join takes the free ones of orders into a wave.
func (d *Decision) join(w *Wave, st State, c Command, ids []OrderID) {
	for _, id := range ids {
		o := st.Walk.Orders[id]
		if !o.freeFor(w.ID, c) || w.Order(id) != nil && o.Wave == w.ID {
			continue
		}
		o = o.Clone()
		o.Wave = w.ID
		o.Claim = &Claim{Staff: c.Staff, Device: c.Device, Until: c.At.Add(WaveLease)}
		if o.State == Received {
			o.State = Picking
		}
		step(o, c, "")
		w.add(o)
		d.Others = append(d.Others, o)
	}
}

// freeFor tells whether an order may join a wave: it is still to be picked, and
// neither a colleague nor another wave has it.
func (o *Order) freeFor(w WaveID, c Command) bool {
	if o == nil || o.Store != c.Store || o.State != Received && o.State != Picking && o.State != Short || o.Settled() {
		return false
	}
	if !o.Claim.LiveAt(c.At) {
		return true
	}
	return o.Claim.by(c) && (o.Wave == "" || o.Wave == w)
}

// decideJoinWave: one more walks, or somebody another zone.
func decideJoinWave(w *Wave, _ State, c Command, b JoinWave) Decision {
	if w.State == WaveClosed {
		return rejected(WrongState)
	}
	k := w.Walker(c.Device)
	switch {
	case k == nil:
		w.Walkers = append(w.Walkers, Walker{Staff: c.Staff, Device: c.Device, Zone: b.Zone, Since: c.At})
	case k.Staff == c.Staff && k.Zone == b.Zone:
		return Decision{Verdict: Applied, Code: AlreadySo}
	default:
		k.Staff, k.Zone = c.Staff, b.Zone
	}
	return Decision{Verdict: Applied, Wave: w}
}

// decideAddToWave: orders join until the first scan of the wave: after it
// nobody walks the first shelves again.
func decideAddToWave(w *Wave, st State, c Command, b AddToWave) Decision {
	switch {
	case w.State == WaveClosed:
		return rejected(WrongState)
	case w.State == WaveWalking:
		return rejected(WaveBegun)
	case len(w.Orders)+len(b.Orders) > MaxWaveSize:
		return rejected(WaveFull)
	}
	d := Decision{Verdict: Applied, Wave: w}
	d.join(w, st, c, b.Orders)
	if len(d.Others) == 0 {
		return rejected(ClaimedBy)
	}
	return d
}

// decideLeaveWave gives an order back to the queue as long as nothing was picked
// for it in the wave.
func decideLeaveWave(w *Wave, st State, c Command, b LeaveWave) Decision {
	o := st.Walk.Orders[b.Order]
	switch {
	case w.State == WaveClosed:
		return rejected(WrongState)
	case o == nil || o.Wave != w.ID:
		return Decision{Verdict: Applied, Code: AlreadySo}
	case o.inWave(w.ID):
		return rejected(WaveBegun)
	}
	o = o.Clone()
	o.outOfWave()
	step(o, c, "")
	return Decision{Verdict: Applied, Others: []*Order{o}}
}

// outOfWave gives an order that is still to be picked back to the queue.
func (o *Order) outOfWave() {
	o.Wave = ""
	if o.State != Received && o.State != Picking && o.State != Short {
		return
	}
	o.Claim = nil
	if o.State == Picking && o.PickedPieces() == 0 && o.shortPieces() == 0 {
		o.State = Received
	}
}

// walked notes a pick in the wave, which begins it.
func (d *Decision) walked(st State, b PickItem) {
	w := st.Walk.Wave
	if b.Wave == "" || w == nil || w.ID != b.Wave || !w.State.CanBecome(WaveWalking) {
		return
	}
	d.Wave = w.Clone()
	d.Wave.State = WaveWalking
}

// walks renews the claim on an order for the wave it is in: whoever of it picks
// picks for all. It tells whether the order is in that wave.
func (o *Order) walks(w WaveID, c Command) bool {
	if w == "" || o.Wave != w {
		return false
	}
	until := c.At.Add(WaveLease)
	if !o.Claim.LiveAt(c.At) {
		o.Claim = &Claim{Staff: c.Staff, Device: c.Device}
	}
	if o.Claim.Until.Before(until) {
		o.Claim.Until = until
	}
	return true
}

// decidePutInTote writes down where picked pieces lie. Terminals refuse a tote
// that is another order's, or has goods of another temperature in it, before it
// comes to this; when two found out too late that they used the same one, somebody
// looks into it.
func decidePutInTote(o *Order, st State, c Command, b PutInTote) Decision {
	d := Decision{Verdict: Applied, Order: o}
	zone, put, mixed := o.ToteTemp(b.Tote), false, false
	for i := range o.Lines {
		for j := range o.Lines[i].Picks {
			if p := &o.Lines[i].Picks[j]; slices.Contains(b.Picks, p.Cmd) && p.Tote != b.Tote {
				t := o.Lines[i].Temp.Or()
				mixed = mixed || zone != 0 && zone != t
				p.Tote, put, zone = b.Tote, true, cmp.Or(zone, t)
			}
		}
	}
	if b.Tote == "" || !put {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	if ready := o.State.Waiting() || o.State == HandedOver; !ready && !slices.Contains(o.Totes, b.Tote) {
		o.Totes = append(o.Totes, b.Tote)
	}
	now, taken := st.Walk.Totes[b.Tote]
	switch {
	case taken && now.Order != o.ID && st.Walk.Orders[now.Order].HoldsTote():
		d.clash(st, c, ExToteMixed, 0, 0)
	case !taken || now.Order != o.ID:
		d.Totes = []Tote{{Code: b.Tote, Order: o.ID, Wave: b.Wave, Device: c.Device, At: c.At}}
	}
	if mixed {
		d.clash(st, c, ExToteZones, 0, 0)
	}
	return d
}

// decidePassWave: the part is another terminal's from now on.
func decidePassWave(w *Wave, _ State, c Command, _ PassWave) Decision {
	k := w.Walker(c.Device)
	if k == nil {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	k.Left = c.At
	return Decision{Verdict: Applied, Wave: w}
}

// decideCloseWave ends a wave. Orders that are not done go back to the queue.
func decideCloseWave(w *Wave, st State, c Command, _ CloseWave) Decision {
	if w.State == WaveClosed {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	d := Decision{Verdict: Applied, Wave: w}
	w.State, w.ClosedAt, w.ClosedBy = WaveClosed, c.At, c.Staff
	for _, m := range w.Orders {
		o := st.Walk.Orders[m.Order]
		if o == nil || o.Wave != w.ID {
			continue
		}
		o = o.Clone()
		if o.Settled() {
			o.Wave = "" // whoever walked it puts it away
		} else {
			o.outOfWave()
		}
		d.Others = append(d.Others, o)
	}
	return d
}
