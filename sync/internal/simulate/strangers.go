package simulate

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// stranger is a terminal of another program: it sends whatever comes to its mind
// about any order, whether a screen of ours would offer it or not, at once or hours
// later. So every cell of docs/races.md is met, and not those alone that terminals
// and shops come to by themselves.
type stranger struct {
	w      *world
	shop   *shop
	dice   dice
	device retail.DeviceID
	dseq   int64
	held   []json.RawMessage
	until  time.Time // no line until then
	orders []*strange
	n      int // orders in all, and bags
}

// strange is an order that strangers play with.
type strange struct {
	id   retail.OrderID
	goal retail.OrderState // what it is brought to first; zero: it is never told to the hub
	left int               // how often anything may happen to it once it is there
	n    int               // attempts so far
}

// runRaces lets strangers and two terminals of ours that only look on share a
// shop for a day, see Options.Races.
func (w *world) runRaces() error {
	w.hub = newHubSide(w)
	if err := w.hub.open(); err != nil {
		return err
	}
	s := newShop(w, 0)
	s.looksOn = true
	w.shops = []*shop{s}
	w.web = &webShop{w: w}
	if err := w.hub.fill(w.shops); err != nil {
		return err
	}
	for range 2 {
		if err := s.newTerminal(); err != nil {
			return err
		}
	}
	for i := range 3 {
		x := &stranger{w: w, shop: s, dice: roll(w.o.Seed, 300+uint64(i))}
		if err := x.enrol(i); err != nil {
			return err
		}
		w.after(x.dice.between(time.Minute, 20*time.Minute), x.act)
	}
	w.hub.begin()
	w.end = start.Add(24 * time.Hour)
	w.until(w.end)
	if w.failed == nil {
		w.heal()
	}
	for _, step := range []func() error{w.checkAudit, w.checkTerminals, w.checkInbox} {
		if w.failed == nil {
			w.must("check", step())
		}
	}
	return w.failed
}

func (x *stranger) enrol(i int) error {
	h := x.w.hub.hub()
	once, err := h.NewEnrolOnce(x.w.ctx, x.shop.site.ID)
	if err != nil {
		return err
	}
	public, _, err := ed25519.GenerateKey(x.dice)
	if err != nil {
		return err
	}
	e, err := h.Enrol(x.w.ctx, wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: public, Model: "other", Name: fmt.Sprintf("X%d", i+1)})
	x.device = e.Device
	return err
}

// act lets something happen to one of its orders, and plans what comes next.
func (x *stranger) act() {
	w := x.w
	if w.quiet {
		x.until = time.Time{}
		x.send()
		return
	}
	if len(x.orders) < 3 {
		x.order()
	}
	i := x.dice.IntN(len(x.orders))
	x.touch(x.orders[i])
	if x.orders[i].left <= 0 || x.orders[i].n > 60 {
		x.orders = slices.Delete(x.orders, i, i+1)
	}
	if x.dice.one(25) {
		x.until = w.now.Add(x.dice.between(10*time.Minute, 3*time.Hour))
		w.fault("stranger without a line", string(x.device), "")
	}
	if !w.now.Before(x.until) {
		x.send()
	}
	w.after(x.dice.between(30*time.Second, 5*time.Minute), x.act)
}

// order thinks up an order, and mostly tells the hub of it.
func (x *stranger) order() {
	w := x.w
	x.n++
	o := &strange{goal: pick(x.dice, append([]retail.OrderState{0}, retail.OrderStates()...)), left: 6 + x.dice.IntN(10)}
	ext := fmt.Sprintf("X-%s-%d", x.device, x.n)
	o.id = retail.OrderIDFor("other", ext)
	x.orders = append(x.orders, o)
	if o.goal == 0 {
		return
	}
	out, err := w.hub.hub().ReceiveOrders(w.ctx, []retail.Order{x.asked(ext)})
	if w.must("order", err) {
		w.must("order", out[0].Err)
	}
	x.shop.hint()
}

func (x *stranger) asked(ext string) retail.Order {
	now := x.w.now
	o := retail.Order{
		Store: x.shop.site.ID, Channel: "other", External: ext, PlacedAt: now, PromisedAt: now.Add(4 * time.Hour),
		Deadline: now.Add(x.dice.between(time.Hour, 9*time.Hour)), Pay: retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000},
		Customer: retail.Customer{Name: "客", Kana: "キャク", Phone: "09011112222"},
	}
	if x.dice.one(3) {
		o.Pay = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 1000, DueTaxIn: 1000}
	}
	for range 2 {
		sku := pick(x.dice, skus)
		o.Lines = append(o.Lines, retail.Line{SKU: sku.ID, JAN: sku.JAN, Name: sku.Name, PriceTaxIn: 500, TaxRate: sku.TaxRate, Fresh: sku.Fresh, Qty: 1 + x.dice.IntN(2)})
	}
	return o
}

// touch does the next thing that brings an order to where it should be, or
// anything at all once it is there.
func (x *stranger) touch(s *strange) {
	s.n++
	o, err := x.w.hub.hub().Order(x.w.ctx, s.id)
	if retail.CodeOf(err) == retail.CodeNotFound {
		o = retail.Order{ID: s.id, External: "unknown"}
	} else if !x.w.must("order", err) {
		return
	}
	var kind retail.Kind
	switch {
	case s.goal == 0 || o.State == s.goal || o.State.Over():
		s.left--
		kind = x.any()
	default:
		kind = x.next(&o, s.goal)
	}
	if kind != 0 {
		x.say(&o, kind)
	}
}

// any is one of the kinds that are about an order.
func (x *stranger) any() retail.Kind {
	return pick(x.dice, slices.DeleteFunc(retail.Kinds(), func(k retail.Kind) bool { return !k.AboutOrder() }))
}

// next is what brings an order nearer to where it should be; zero when only time
// or the hub does.
func (x *stranger) next(o *retail.Order, goal retail.OrderState) retail.Kind {
	open := slices.ContainsFunc(o.Lines, func(l retail.Line) bool { return l.Open() > 0 })
	switch o.State { //nolint:exhaustive // the others are ends
	case retail.Received, retail.Picking, retail.Short:
		switch {
		case goal == retail.Canceled:
			return retail.KindCancel
		case goal == retail.Declined:
			return retail.KindDecline
		case goal == retail.Short && o.Lines[0].Open() == 0:
			return retail.KindShort
		case open:
			return retail.KindPick
		}
		return retail.KindStage
	case retail.Staged:
		return retail.KindTold
	case retail.Notified:
		if goal == retail.HandedOver {
			return retail.KindHandover
		}
		if goal == retail.Expired {
			return retail.KindExpire
		}
	}
	return x.any()
}

// say makes the command and sends it, now or when there is a line. What only the
// hub may say, the hub says.
func (x *stranger) say(o *retail.Order, kind retail.Kind) {
	w := x.w
	body := x.body(o, kind)
	if !kind.AboutOrder() || body == nil {
		return
	}
	by := x.shop.staff[len(x.shop.staff)-1]
	if x.dice.one(3) && kind.MinRole() <= retail.RoleStaff {
		by = x.shop.staff[0]
	}
	c := retail.Command{ID: retail.CommandID(w.ids.NewID()), V: kind.Version(), Kind: kind, At: w.now, Store: x.shop.site.ID, Body: body}
	if kind.MinRole() == retail.RoleHub {
		_, err := w.hub.hub().Tell(w.ctx, c)
		w.must("tell", err)
		x.shop.hint()
		return
	}
	x.dseq++
	c.Dseq, c.Device, c.Staff, c.Auth = x.dseq, x.device, by.ID, retail.AuthPIN
	raw, err := json.Marshal(c)
	if w.must("command", err) {
		x.held = append(x.held, raw)
	}
}

// send pushes what is held; sometimes twice, as after an answer that was lost.
func (x *stranger) send() {
	w := x.w
	if len(x.held) == 0 {
		return
	}
	for range 1 + x.dice.IntN(8)/7 {
		reply, err := w.hub.hub().Push(w.ctx, x.device, x.held, 0)
		if !w.must("push", err) {
			return
		}
		if len(reply.Results) != len(x.held) || reply.Gap || reply.Fork {
			w.fail("%d commands of a stranger got %d answers", len(x.held), len(reply.Results))
			return
		}
	}
	x.held = nil
	x.shop.hint()
}

// said is what a customer may say of a line, or of the first that lacks something.
func (x *stranger) said(o *retail.Order, l retail.Line) retail.AnswerShort {
	for _, m := range o.Lines {
		if m.Lacking() > 0 {
			l = m
			break
		}
	}
	b := retail.AnswerShort{Order: o.ID, Line: l.No, Qty: max(1, l.Lacking()), Choice: pick(x.dice, retail.ShortChoices()), How: retail.AskedByPhone}
	if b.Choice == retail.ChooseSubstitute {
		g := pick(x.dice, skus)
		b.Goods = &retail.Substitute{SKU: g.ID, JAN: g.JAN, Name: g.Name, PriceTaxIn: g.PriceTaxIn, TaxRate: g.TaxRate, Fresh: g.Fresh}
	}
	return b
}

// body is what the kind says of the order.
func (x *stranger) body(o *retail.Order, kind retail.Kind) retail.Body {
	id, d := o.ID, x.dice
	line := retail.Line{No: 1, SKU: skus[0].ID}
	if len(o.Lines) > 0 {
		line = pick(d, o.Lines)
		for _, l := range o.Lines {
			if l.Open() > 0 && !d.one(4) {
				line = l
				break
			}
		}
	}
	mine := retail.CommandID("c-none")
	if n := len(line.Picks); n > 0 {
		mine = line.Picks[n-1].Cmd
	}
	x.n++
	switch kind { //nolint:exhaustive // the others say no more than which order
	case retail.KindReceive:
		again := x.asked(o.External)
		again.ID = id
		return retail.Receive{Order: again}
	case retail.KindPick:
		return retail.PickItem{Order: id, Line: line.No, SKU: line.SKU, Qty: max(1, line.Open()), Code: line.JAN, Entry: retail.Scanned}
	case retail.KindUndoPick:
		return retail.UndoPick{Order: id, Line: line.No, Pick: mine}
	case retail.KindPutInTote:
		return retail.PutInTote{Order: id, Wave: "wave", Tote: "T-1", Picks: []retail.CommandID{mine}, Entry: retail.Scanned}
	case retail.KindShort:
		return retail.ShortLine{Order: id, Line: line.No, Qty: max(1, line.Open()), Reason: retail.NotFound}
	case retail.KindFound:
		return retail.FoundLine{Order: id, Line: line.No}
	case retail.KindAnswerShort:
		return x.said(o, line)
	case retail.KindWrongGoods:
		return retail.WrongReport{Order: id, Line: line.No, What: pick(d, retail.Wrongs()), Qty: 1, SKU: skus[0].ID, Out: o.State == retail.HandedOver}
	case retail.KindPause:
		return retail.PauseOrder{Order: id, Reason: pick(d, retail.PauseReasons()), Until: x.w.now.Add(time.Hour)}
	case retail.KindStageBag:
		return retail.StageBag{Order: id, Slot: x.shop.slots[0].Code, Label: fmt.Sprintf("bag-%s-%d", x.device, x.n), No: 1, Warm: retail.WarmIn(x.shop.slots, x.shop.slots[0].Code)}
	case retail.KindNoticeStart:
		return retail.NoticeStart{Order: id, MessageID: fmt.Sprintf("<%d@%s>", x.n, x.device)}
	case retail.KindNoticeResult:
		return retail.NoticeResult{Order: id, MessageID: o.Notice.MessageID, State: pick(d, []retail.NoticeState{retail.NoticeSent, retail.NoticeFailed, retail.NoticeUnknown})}
	case retail.KindHandover:
		return retail.HandOver{Order: id, Proof: retail.ByIdentity, Identity: retail.NameAndPhone}
	case retail.KindUndoHandover:
		b := retail.UndoHandover{Order: id, Handover: "none"}
		if h := o.Handover; h != nil {
			b.Handover = h.Cmd
		} else if n := len(o.Parts); n > 0 {
			b.Handover = o.Parts[n-1].Cmd
		}
		return b
	case retail.KindRefuse:
		return retail.Refuse{Order: id, Line: line.No, Qty: 1, Reason: retail.RefuseReasons()[x.n%4], Takes: x.n%5 == 0}
	case retail.KindPutBack:
		return retail.PutBackItem{Order: id, Line: line.No, Qty: 1, Shelf: "A-1"}
	case retail.KindExtend:
		return retail.Extend{Order: id, Customer: d.one(2)}
	case retail.KindClaim:
		return retail.ClaimOrder{Order: id, TakeOver: d.one(3)}
	case retail.KindCodeShown:
		return retail.CodeShown{Order: id, Answer: retail.PickupUsed.String()}
	}
	// The others say no more than which order.
	var c retail.Command
	raw := fmt.Sprintf(`{"id":"x","kind":%q,"v":%d,"body":{"order":%q}}`, kind.String(), kind.Version(), id)
	if !x.w.must("body of "+kind.String(), json.Unmarshal([]byte(raw), &c)) {
		return nil
	}
	return c.Body
}
