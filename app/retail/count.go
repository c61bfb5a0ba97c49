package retail

import "time"

// CountWindow is how far the clocks of two devices may be trusted to tell what
// came first, and how long before the till rings goods leave the shelf: a
// movement by another device that near to a count may have happened before or
// after it.
const CountWindow = 5 * time.Minute

// Count is the body of KindCount: Qty pieces lay on the shelf, counted between
// From and the command's time.
type Count struct {
	SKU   SKUID      `json:"sku"`
	Class StockClass `json:"class"`
	Qty   int        `json:"qty"`
	From  time.Time  `json:"from,omitzero"`
	// PriceTaxIn is what stands on the tag, 0 where the terminal does not know it: a
	// difference is then large by its pieces alone.
	PriceTaxIn Yen `json:"price_tax_in,omitempty"`
}

// LevelRef is the ID of a stock level of a shop in a Ref.
func LevelRef(sku SKUID, class StockClass) string { return string(sku) + "/" + class.String() }

// About returns the stock level.
func (b Count) About() Ref { return Ref{Entity: EntityStock, ID: LevelRef(b.SKU, b.Class)} }

// Window returns from when on another device's movement may not have been seen
// by the count: hosts give the rule those at or after it.
func (b Count) Window(at time.Time) time.Time {
	if b.From.IsZero() || b.From.After(at) {
		return at.Add(-CountWindow)
	}
	return b.From.Add(-CountWindow)
}

// Level returns the stock level that a count, the word about one, a sale, a change
// of class or an answer about a shelf is about.
func (c Command) Level() (StockKey, bool) {
	switch b := c.Body.(type) {
	case Count:
		return StockKey{Site: c.Store, SKU: b.SKU, Class: b.Class}, true
	case ApproveSpot:
		return StockKey{Site: c.Store, SKU: b.SKU, Class: b.Class}, true
	case Sale:
		return StockKey{Site: c.Store, SKU: b.SKU, Class: b.Class}, true
	case Reclass:
		return StockKey{Site: c.Store, SKU: b.SKU, Class: b.From}, true
	case AnswerShelf:
		return StockKey{Site: c.Store, SKU: b.SKU, Class: Regular}, true
	case AnswerShort:
		if b.Goods != nil {
			return StockKey{Site: c.Store, SKU: b.Goods.SKU, Class: Regular}, true
		}
	}
	return StockKey{}, false
}

// onShelf tells whether the movement took goods from a shelf or put some there:
// corrections of the books touch none.
func (m Movement) onShelf() bool {
	switch m.Kind { //nolint:exhaustive // every other kind is goods in a hand
	case MoveCount, MoveCounted, MoveAdjust:
		return false
	}
	return m.Shelf() != 0
}

// recountTask is the one task to count a level again.
func recountTask(k StockKey) ExceptionID {
	return ExceptionID("recount-" + LevelRef(k.SKU, k.Class))
}

// decideCount sets the books right by what lay on the shelf at the time of the
// count: what happened surely later is left out of it, what the counting device
// did itself is in its order, and what others did around that time makes the
// count worthless: it is to be done again. A difference that is large by the
// chain's policy is not booked on one person's word, see spot.
func decideCount(st State, c Command, b Count) Decision {
	d := Decision{Verdict: Applied}
	if b.Qty < 0 || b.SKU == "" || b.Class == 0 {
		d.clash(st, c, ExStateClash, 0, b.Qty)
		return d
	}
	key, _ := c.Level()
	l := StockLevel{StockKey: key}
	if st.Level != nil {
		l = *st.Level
	}
	if l.CountedAt.After(c.At) {
		d.Code = Superseded
		return d
	}
	expected, unsure := shelfAt(l, st.Moves, c.Device, b.Window(c.At), c.At)
	if len(unsure) > 0 {
		d.raise(st, c, ExRecount, 0, b.Qty)
		x := &d.Raise[0]
		x.ID, x.SKU, x.Seen = recountTask(key), b.SKU, unsure
		d.Code = Clashed
		return d
	}
	if st.spot(&d, c, b, l, expected) {
		return d
	}
	d.Moves = []Movement{{
		Cmd: c.ID, Key: key, Kind: MoveCount, OnHand: b.Qty - expected, Staff: c.Staff, Device: c.Device, From: b.From, Dseq: c.Dseq, At: c.At,
	}}
	d.Close = []ExceptionID{recountTask(key)}
	return d
}

// shelfAt is what the books say lay on the shelf at an instant, and the
// movements from since on of which nobody can tell whether they had happened.
// What the device own did stands in its own order and is no matter of doubt.
func shelfAt(l StockLevel, moves []Movement, own DeviceID, since, at time.Time) (n int, unsure []Movement) {
	n = l.OnHand - l.Picked
	for _, m := range moves {
		switch {
		case !m.onShelf() || own != "" && m.Device == own:
		case m.At.After(at.Add(CountWindow)):
			n -= m.Shelf()
		case !m.At.Before(since):
			unsure = append(unsure, m)
		}
	}
	return n, unsure
}

// correction is where the numbers of movements begin that Book adds to those of
// the command.
const correction = 1000

// Book applies the decision's movements to their levels and returns the new
// ones. A movement that comes in after a count that had seen its effect is
// taken back on the shelf's side; one of which nobody can tell asks for a new
// count. Hosts call it before they store a decision.
func (d *Decision) Book(c Command, load func(StockKey) (StockLevel, error)) ([]StockLevel, error) {
	var out, was []StockLevel
	at := map[StockKey]int{}
	set := map[StockKey]bool{} // by a count
	moves := d.Moves
	d.Moves = nil
	for _, m := range moves {
		i, ok := at[m.Key]
		if !ok {
			l, err := load(m.Key)
			if err != nil {
				return nil, err
			}
			i, at[m.Key] = len(out), len(out)
			out, was = append(out, l), append(was, l)
		}
		l := &out[i]
		d.Moves = append(d.Moves, m)
		counted := l.seen(m, c.Dseq)
		*l = l.Apply(m)
		if m.Kind == MoveCount {
			set[m.Key] = true
			if l.Allocated+l.Held <= l.OnHand {
				d.Close = append(d.Close, lackTask(m.Key))
			}
		}
		switch counted {
		case before:
			set[m.Key] = true
			back := Movement{
				Cmd: m.Cmd, N: correction + m.N, Key: m.Key, Kind: MoveCounted, OnHand: -m.Shelf(),
				Order: m.Order, Hold: m.Hold, Staff: m.Staff, Device: m.Device, At: m.At,
			}
			*l = l.Apply(back)
			d.Moves = append(d.Moves, back)
		case unsure:
			d.recount(c, m)
		case after:
		}
	}
	for i, l := range out {
		if set[l.StockKey] {
			d.lack(c, was[i], l)
		}
	}
	return out, nil
}

// lackTask is the one entry about a level of which a count found less than is
// promised.
func lackTask(k StockKey) ExceptionID { return ExceptionID("lack-" + LevelRef(k.SKU, k.Class)) }

// lack tells that what a count found, or took back of what came in late, leaves
// less than is promised: some customer will not get what was promised.
func (d *Decision) lack(c Command, was, is StockLevel) {
	lack := is.Allocated + is.Held - is.OnHand
	if lack <= 0 || lack <= was.Allocated+was.Held-was.OnHand {
		return
	}
	d.oversold(nil, c, is.SKU, 0, lack)
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.Store, x.Order, x.Number, x.Line = lackTask(is.StockKey), is.Site, "", "", 0
}

// order is how a movement stands to a level's last count.
type timing uint8

const (
	after  timing = iota // also when nothing was counted
	before               // the count saw its effect already
	unsure               // nobody can tell
)

// seen tells whether the level's last count had seen the movement already. What
// the counting device did itself has its place among its commands: it may come
// in later all the same, when it waited for its order.
func (l StockLevel) seen(m Movement, dseq int64) timing {
	switch {
	case l.CountedAt.IsZero() || !m.onShelf():
		return after
	case l.CountedBy != "" && m.Device == l.CountedBy:
		if dseq < l.CountedDseq {
			return before
		}
		return after
	case m.At.After(l.CountedAt.Add(CountWindow)):
		return after
	case m.At.Before(Count{From: l.CountedFrom}.Window(l.CountedAt)):
		return before
	}
	return unsure
}

// recount asks for a new count because of a movement.
func (d *Decision) recount(c Command, m Movement) {
	id := recountTask(m.Key)
	for i := range d.Raise {
		if d.Raise[i].ID == id {
			d.Raise[i].Seen = append(d.Raise[i].Seen, m)
			return
		}
	}
	d.raise(State{}, c, ExRecount, 0, 0)
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.Store, x.SKU, x.Order, x.Number, x.Seen = id, m.Key.Site, m.Key.SKU, m.Order, "", []Movement{m}
	if d.Code == 0 {
		d.Code = Clashed
	}
}
