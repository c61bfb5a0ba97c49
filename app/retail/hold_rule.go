package retail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// onHold gives a rule a copy of the hold to change. A hold that nobody knows
// makes a fact an exception and an intent a rejection.
func onHold[B Body](decide func(h *Hold, st State, c Command, b B) Decision) func(State, Command, B) Decision {
	return func(st State, c Command, b B) Decision {
		if st.Hold == nil {
			if c.Kind.Nature() == Intent {
				return rejected(UnknownHold)
			}
			d := quarantine(c)
			d.Code = UnknownHold
			d.Raise[0].Hold = HoldID(b.About().ID)
			return d
		}
		h := st.Hold.Clone()
		d := decide(h, st, c, b)
		for _, now := range d.Holds {
			d.owe(st.Hold, now, c)
		}
		for i := range d.Raise {
			if x := &d.Raise[i]; x.Hold == "" {
				x.about(h)
			}
		}
		return d
	}
}

// about names the hold in an exception.
func (x *Exception) about(h *Hold) {
	x.Hold, x.Number = h.ID, h.Number
	if x.SKU == "" && len(h.Lines) > 0 {
		x.SKU = h.Lines[0].SKU
	}
}

// putHold notes the new state of a hold, what it does to the stock, and tells
// the shop that asked for it.
func (d *Decision) putHold(c Command, h *Hold) {
	if h.Store == c.Store {
		d.bookHold(c, h)
	}
	d.Holds = append(d.Holds, h)
	if h.Store == c.Store && h.From != "" && h.From != c.Store {
		d.tell(c, h, 0)
	}
}

// tell writes to the shop that asked how its hold stands. It knows the customer.
func (d *Decision) tell(c Command, h *Hold, refused HoldWish) {
	news := h.Clone()
	news.Customer, news.Steps, news.Told, news.Notice, news.Answered = Customer{}, nil, "", Notice{}, nil
	for i := range news.Lines {
		news.Lines[i].Sales = nil
	}
	b := HoldNews{Hold: *news, Refused: refused, After: h.Told}
	h.Told = b.digest()
	d.write(c, h.From, KindHoldNews, b)
	d.Letters[len(d.Letters)-1].ID += LetterID("-" + h.Told)
}

// digest names the news by what it says and by all that was said before. A shop
// whose books went back to a copy judges once more what it had judged, and may come
// to something else: then the letter is another one, and is not taken for the one
// that the other shop has.
func (b HoldNews) digest() string {
	text, err := json.Marshal(b)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// bookHold brings what is promised in the stock books in step with the hold.
// What lies put by stays promised until it is on its shelf again: nobody else
// can find it there, and the customer may still come.
func (d *Decision) bookHold(c Command, h *Hold) {
	for i := range h.Lines {
		l := &h.Lines[i]
		want := l.Aside()
		switch h.State {
		case HoldAsked, HoldHeld:
			want = max(want, l.Qty-l.Lost)
		case HoldCollected, HoldReleased, HoldExpired, HoldDeclined, HoldBroken:
		}
		kind := MoveHold
		if want < l.Held {
			kind = MoveHoldEnd
		}
		if n := want - l.Held; n != 0 {
			d.moveHeld(c, h, l, kind, 0, n, 0)
			l.Held = want
		}
	}
}

func (d *Decision) moveHeld(c Command, h *Hold, l *HoldLine, kind MoveKind, onHand, held, picked int) {
	d.Moves = append(d.Moves, Movement{
		Cmd: c.ID, N: len(d.Moves), Key: l.key(h.Store), Kind: kind, OnHand: onHand, Held: held, Picked: picked,
		Hold: h.ID, Staff: c.Staff, Device: c.Device, At: c.At,
	})
}

func holdStep(h *Hold, c Command, what string) {
	h.Steps = append(h.Steps, Step{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device, Note: what})
}

// end ends the promise. Whoever was to be told need not be any more, but of a
// broken one: it may be found.
func (h *Hold) end(c Command, to HoldState) {
	h.State, h.EndedAt = to, c.At
	if h.Notice.State == NoticeQueued && to != HoldBroken {
		h.Notice = Notice{}
	}
}

// decideHold makes a hold. The home of the shop with the goods promises them,
// or says that there are not enough; a terminal, and the home of another shop
// that asks, show 仮.
func decideHold(st State, c Command, b MakeHold) Decision { return makeHold(st, c, b, nil) }

func makeHold(st State, c Command, b MakeHold, f *Floor) Decision {
	d := Decision{Verdict: Applied}
	if st.Hold != nil {
		d.Code = AlreadySo
		return d
	}
	h := &Hold{
		ID: b.Hold, Store: b.At, Number: b.Number, Tag: b.Tag, State: HoldAsked, Customer: b.Customer, Lines: fresh(b.Lines), Pay: b.Pay,
		PaidTaxIn: b.PaidTaxIn, MadeAt: c.At, Until: b.Until, Made: c.ID, Floor: f,
	}
	if !h.sensible() {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	holdStep(h, c, "")
	if h.Store == c.Store {
		d.promise(st, c, h)
		return d
	}
	h.From = c.Store
	d.Holds = []*Hold{h}
	d.write(c, h.Store, KindHoldAsk, AskHold{Hold: *h.Clone()})
	return d
}

// decideHoldAsk: another shop wants goods of this one kept.
func decideHoldAsk(st State, c Command, b AskHold) Decision {
	d := Decision{Verdict: Applied}
	if st.Hold != nil {
		d.Code = AlreadySo
		return d
	}
	h := b.Hold.Clone()
	h.Store, h.State, h.Made, h.Lines, h.Place, h.Handover, h.Steps = c.Store, HoldAsked, c.ID, fresh(h.Lines), "", nil, nil
	if !h.sensible() {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	holdStep(h, c, string(h.From))
	d.promise(st, c, h)
	return d
}

func (h *Hold) sensible() bool {
	for _, l := range h.Lines {
		if l.Qty < 1 || l.SKU == "" || l.Class == 0 {
			return false
		}
	}
	return h.ID != "" && h.Store != "" && len(h.Lines) > 0
}

// fresh blanks everything of lines that only a shop can do to them.
func fresh(lines []HoldLine) []HoldLine {
	out := append([]HoldLine(nil), lines...)
	for i := range out {
		l := &out[i]
		l.No = i + 1
		l.Left, l.Held, l.Kept, l.Back, l.Gone, l.Lost, l.Rung, l.Sales = 0, 0, 0, 0, 0, 0, 0, nil
	}
	return out
}

// promise keeps the goods of a new hold, all of them or none.
func (d *Decision) promise(st State, c Command, h *Hold) {
	if st.Now.IsZero() { // a terminal cannot know
		d.putHold(c, h)
		return
	}
	p := st.Policy.Full()
	if last := st.Site.LastCall(st.Now, p.MaxDays); h.Until.IsZero() {
		h.Until = st.Site.LastCall(st.Now, p.Days)
	} else if h.Until.After(last) {
		h.Until = last
	}
	if h.lacks(st) {
		h.end(c, HoldDeclined)
		d.Code = NotEnough
		if h.From == "" && h.Channel == "" { // a web shop hears it, and tells its customer
			d.refuse(st, c, h)
		}
	} else {
		h.State = HoldHeld
	}
	d.putHold(c, h)
}

// level is one of Levels, blank when there is none.
func (st State) level(k StockKey) StockLevel {
	for _, l := range st.Levels {
		if l.StockKey == k {
			return l
		}
	}
	return StockLevel{StockKey: k}
}

// lacks tells whether there is less than the hold wants, and notes how much of
// each line there is.
func (h *Hold) lacks(st State) bool {
	left, short := map[StockKey]int{}, false
	for i := range h.Lines {
		l := &h.Lines[i]
		k := l.key(h.Store)
		if _, known := left[k]; !known {
			left[k] = st.level(k).Available()
		}
		want := l.Qty - l.Lost - l.Held
		short = short || left[k] < want
		l.Left = max(0, min(left[k], want))
		left[k] -= want
	}
	if !short {
		for i := range h.Lines {
			h.Lines[i].Left = 0
		}
	}
	return short
}

// refuse opens the entry about a hold that was not promised: the customer may
// have been told 仮.
func (d *Decision) refuse(st State, c Command, h *Hold) {
	code := d.Code
	d.raise(st, c, ExHoldDeclined, 0, h.Pieces())
	x := &d.Raise[len(d.Raise)-1]
	x.ID = holdTask(h.ID)
	x.about(h)
	d.Code = code
}

// decideHoldNews brings the copy of the shop that asked in step.
func decideHoldNews(h *Hold, st State, c Command, b HoldNews) Decision {
	d := Decision{Verdict: Applied}
	n := b.Hold
	if n.Store != h.Store || h.Store == c.Store {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	before := h.Clone()
	was := h.State
	h.State, h.Lines, h.Place, h.Until, h.EndedAt, h.Extended, h.Handover = n.State, n.Lines, n.Place, n.Until, n.EndedAt, n.Extended, n.Handover
	h.Refused = b.Refused
	if n.Pay == PaidAll && h.Pay != PaidAll { // there; money is never unpaid by news that is older
		h.Pay, h.PaidTaxIn, h.PaidAt, h.Receipt = n.Pay, n.PaidTaxIn, n.PaidAt, n.Receipt
	}
	if b.Answers != "" && !slices.Contains(h.Answered, b.Answers) {
		h.Answered = append(h.Answered, b.Answers)
	}
	if b.Refused == 0 || b.Refused == h.Wish {
		h.Wish = 0
	}
	if h.State != was {
		holdStep(h, c, h.State.String())
	}
	d.putHold(c, h)
	switch lost := h.lostSince(before); {
	case h.State == was && lost > 0 && h.State == HoldHeld:
		d.broken(c, h, h.Lines[0].SKU, lost)
	case h.State == was && lost < 0 && !h.short():
		d.Close = append(d.Close, holdTask(h.ID))
	case h.State == was:
	case h.State == HoldDeclined:
		d.refuse(st, c, h)
	case h.State == HoldBroken:
		d.broken(c, h, h.Lines[0].SKU, h.Pieces())
	case h.State == HoldHeld || h.State == HoldCollected:
		d.Close = append(d.Close, holdTask(h.ID))
	}
	return d
}

// broken opens the entry about a promise that cannot be kept.
func (d *Decision) broken(c Command, h *Hold, sku SKUID, qty int) {
	d.raise(State{}, c, ExHoldBroken, 0, qty)
	x := &d.Raise[len(d.Raise)-1]
	x.ID, x.SKU = holdTask(h.ID), sku
	x.about(h)
	d.Code = Clashed
}

// wish writes to the shop with the goods.
func (d *Decision) wish(st State, c Command, h *Hold, w HoldWish, why string) {
	h.Wish, h.Refused = w, 0
	d.Holds = []*Hold{h}
	d.write(c, h.Store, KindHoldWish, WishHold{Hold: h.ID, Wish: w, Lead: st.Role >= RoleLead, Why: why})
}

// answered tells whether the shop with the goods has answered the wish of a command
// already: books that went back to a copy may hear the answer before they hear of
// the wish again, and nobody answers it twice.
func (h *Hold) answered(c Command) bool {
	return h.Store != c.Store && slices.Contains(h.Answered, Letter{ID: LetterIDFor(c.ID, 0)}.CommandID())
}

// decideHoldWish does what the shop that asked wants, or says that it cannot be.
func decideHoldWish(h *Hold, st State, c Command, b WishHold) Decision {
	var d Decision
	switch b.Wish {
	case WishExtend:
		if !b.Lead {
			st.Role = RoleStaff
		}
		d = decideHoldExtend(h, st, c, ExtendHold{Hold: b.Hold})
	case WishRelease:
		d = decideHoldRelease(h, st, c, ReleaseHold{Hold: b.Hold, Why: b.Why})
	}
	if d.Verdict != Applied || d.Code != 0 {
		code := d.Code
		h = st.Hold.Clone()
		d = Decision{Verdict: Applied, Code: code, Holds: []*Hold{h}}
		refused := b.Wish
		if code == AlreadySo {
			refused = 0
		}
		d.tell(c, h, refused)
	}
	for i := range d.Letters {
		if news, ok := d.Letters[i].Body.(HoldNews); ok {
			news.Answers = c.ID
			d.Letters[i].Body = news
		}
	}
	return d
}

// decideHoldKeep: a piece was scanned and put by. A promise that seemed broken
// is kept when its goods are found all the same.
func decideHoldKeep(h *Hold, st State, c Command, b KeepHold) Decision {
	d := Decision{Verdict: Applied}
	l := h.Line(b.Line)
	carried := b.Qty == 0 && b.Place != "" && l != nil && l.Aside() > 0
	if l == nil || b.Qty < 1 && !carried || h.Store != c.Store || h.State == HoldCollected || b.Qty > l.Qty-l.Aside() {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	if l.Kept += b.Qty; b.Qty > 0 {
		d.moveHeld(c, h, l, MovePick, 0, 0, b.Qty)
	}
	if b.Place != "" {
		h.Place = b.Place
	}
	if h.heal(l) && !h.short() {
		d.Close = append(d.Close, holdTask(h.ID))
	}
	if h.Notice.State == NoticeQueued && h.ToKeep() == 0 {
		h.Notice = Notice{State: NoticeQueued, Attempt: h.Notice.Attempt, From: c.Device, Dseq: c.Dseq, At: c.At}
	}
	holdStep(h, c, b.Place)
	d.putHold(c, h)
	d.overdrawn(st, c)
	return d
}

// short tells whether a piece of the hold was sold.
func (h *Hold) short() bool {
	for _, l := range h.Lines {
		if l.Lost > 0 {
			return true
		}
	}
	return false
}

// overdrawn opens an entry when the moves of the decision leave more promised
// than there is.
func (d *Decision) overdrawn(st State, c Command) {
	after := map[StockKey]StockLevel{}
	var keys []StockKey
	for _, m := range d.Moves {
		l, ok := after[m.Key]
		if !ok {
			l = st.level(m.Key)
			keys = append(keys, m.Key)
		}
		after[m.Key] = l.Apply(m)
	}
	for _, k := range keys {
		was, is := st.level(k), after[k]
		if lack := is.Allocated + is.Held - is.OnHand; lack > 0 && lack > was.Allocated+was.Held-was.OnHand {
			d.oversold(nil, c, k.SKU, 0, lack)
		}
	}
}

// decideHoldBack: a piece that was put by is on its shelf again.
func decideHoldBack(h *Hold, st State, c Command, b BackHold) Decision {
	d := Decision{Verdict: Applied}
	l := h.Line(b.Line)
	if l == nil || b.Qty < 1 || h.Store != c.Store || b.Qty > l.Aside() {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	l.Back += b.Qty
	d.moveHeld(c, h, l, MovePutBack, 0, 0, -b.Qty)
	holdStep(h, c, b.Shelf)
	d.putHold(c, h)
	return d
}

// decideHoldRelease: 取り置き解除. What was put by stays promised until it is on
// its shelf again.
func decideHoldRelease(h *Hold, st State, c Command, b ReleaseHold) Decision {
	d := Decision{Verdict: Applied}
	switch {
	case h.State == HoldReleased, h.answered(c):
		d.Code = AlreadySo
		return d
	case !h.State.CanBecome(HoldReleased):
		return rejected(WrongState)
	case h.Store != c.Store:
		d.wish(st, c, h, WishRelease, b.Why)
		return d
	}
	h.end(c, HoldReleased)
	holdStep(h, c, b.Why)
	d.Close = []ExceptionID{holdTask(h.ID)}
	d.putHold(c, h)
	return d
}

// decideHoldExtend gives the customer more time, also after it was over while
// there is still enough.
func decideHoldExtend(h *Hold, st State, c Command, _ ExtendHold) Decision {
	p := st.Policy.Full()
	switch {
	case h.answered(c):
		return Decision{Verdict: Applied, Code: AlreadySo}
	case h.State != HoldHeld && h.State != HoldAsked && !(h.State == HoldExpired):
		return rejected(WrongState)
	case h.Extended >= p.Extends && st.Role < RoleLead:
		return rejected(NotAllowed)
	}
	d := Decision{Verdict: Applied}
	if h.Store != c.Store {
		d.wish(st, c, h, WishExtend, "")
		return d
	}
	if h.State == HoldExpired {
		if !st.Now.IsZero() && h.lacks(st) {
			return rejected(NotEnough)
		}
		h.State, h.EndedAt = HoldHeld, time.Time{}
	}
	from := h.Until
	if now := st.now(c); now.After(from) {
		from = now
	}
	h.Until = st.Site.LastCall(from, p.ExtendDays)
	h.Extended++
	holdStep(h, c, "")
	d.putHold(c, h)
	return d
}

// decideHoldExpire: only the hub's clock ends a hold.
func decideHoldExpire(h *Hold, _ State, c Command, _ ExpireHold) Decision {
	if !h.State.CanBecome(HoldExpired) || h.Store != c.Store || h.Until.IsZero() || c.At.Before(h.Until) {
		return rejected(WrongState)
	}
	d := Decision{Verdict: Applied}
	h.end(c, HoldExpired)
	holdStep(h, c, "")
	d.putHold(c, h)
	return d
}
