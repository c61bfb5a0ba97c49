package retail

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// noon is when the tests' orders are taken in.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const shop SiteID = "SHIBUYA"

// shopOrder is an order of two shirts and one tote, ready to be received.
func shopOrder() Order {
	return Order{
		ID: OrderIDFor("ec", "1"), Store: shop, Number: "4821", Channel: "ec", External: "1", State: Received,
		PlacedAt: noon, PromisedAt: noon.Add(time.Hour), Deadline: noon.Add(5 * time.Hour),
		Customer: Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "09000001234"},
		Pay:      Payment{State: PayAtPickup, TotalTaxIn: 3000, DueTaxIn: 3000},
		Lines:    []Line{{No: 1, SKU: "shirt", Qty: 2, PriceTaxIn: 1000}, {No: 2, SKU: "tote", Qty: 1, PriceTaxIn: 1000}},
		Pickup:   Pickup{Handover: HandoverID{1}, Expires: noon.Add(10 * time.Hour)},
	}
}

// host does with decisions what terminal and hub do, and nothing else.
type host struct {
	order *Order
	stock map[StockKey]StockLevel
	open  map[ExceptionID]Exception
	seen  map[CommandID]bool
	log   []Command
	n     int
}

func newHost() *host {
	h := &host{stock: map[StockKey]StockLevel{}, open: map[ExceptionID]Exception{}, seen: map[CommandID]bool{}}
	for _, sku := range []SKUID{"shirt", "tote", "shirt-b"} {
		k := StockKey{shop, sku, Regular}
		h.stock[k] = StockLevel{StockKey: k, OnHand: 50}
	}
	return h
}

// command makes one of the kind that fits the body.
func (h *host) command(at time.Time, device DeviceID, staff StaffID, kind Kind, body Body) Command {
	h.n++
	return Command{
		ID: CommandID(fmt.Sprintf("c-%d", h.n)), Dseq: int64(h.n), V: kind.Version(), Kind: kind, At: at,
		Store: shop, Device: device, Staff: staff, Auth: AuthPIN, Body: body,
	}
}

func roleOf(c Command) Role {
	switch {
	case c.Device == HubDevice:
		return RoleHub
	case c.Staff == "part-timer":
		return RoleStaff
	}
	return RoleManager
}

// state is what a rule may look at before the command.
func (h *host) state(c Command) State {
	st := State{Order: h.order, Role: roleOf(c)}
	if k, ok := c.Level(); ok {
		l := h.stock[k]
		l.StockKey = k
		st.Level = &l
	}
	return st
}

// take judges a command and books what became of it.
func (h *host) take(c Command) Decision {
	if h.seen[c.ID] {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	h.seen[c.ID] = true
	h.log = append(h.log, c)
	d := Decide(h.state(c), c)
	if d.Order != nil {
		h.order = d.Order
	}
	for _, m := range d.Moves {
		l, ok := h.stock[m.Key]
		if !ok {
			l.StockKey = m.Key
		}
		h.stock[m.Key] = l.Apply(m)
	}
	for _, id := range d.Close {
		delete(h.open, id)
	}
	for _, x := range d.Raise {
		h.open[x.ID] = x
	}
	return d
}

// do is take for tests that write a story down.
func (h *host) do(minute int, who string, kind Kind, body Body) Decision {
	device := DeviceID("handy-" + who)
	if who == "hub" {
		device = HubDevice
	}
	return h.take(h.command(noon.Add(time.Duration(minute)*time.Minute), device, StaffID(who), kind, body))
}

// begin is a host that has received the order.
func begin(t testing.TB) *host {
	t.Helper()
	h := newHost()
	if d := h.do(0, "hub", KindReceive, Receive{Order: shopOrder()}); d.Verdict != Applied || h.order == nil {
		t.Fatalf("receive: %+v", d)
	}
	return h
}

func (h *host) pick(minute int, who string, line, qty int) CommandID {
	h.do(minute, who, KindPick, PickItem{Order: h.order.ID, Line: line, SKU: h.order.Line(line).SKU, Qty: qty, Code: "4999", Entry: Scanned})
	return h.log[len(h.log)-1].ID
}

// stage picks everything, puts one bag away and stages.
func (h *host) stage(minute int, who string) {
	for i := range h.order.Lines {
		if n := h.order.Lines[i].Open(); n > 0 {
			h.pick(minute, who, h.order.Lines[i].No, n)
		}
	}
	h.do(minute, who, KindStageBag, StageBag{Order: h.order.ID, Slot: "B-12", Label: "bag1", No: 1})
	h.do(minute, who, KindStage, StageOrder{Order: h.order.ID})
}

// kindsOpen counts open exceptions of the kind.
func (h *host) kindsOpen(kind ExceptionKind) int {
	n := 0
	for _, x := range h.open {
		if x.Kind == kind {
			n++
		}
	}
	return n
}

// books compares the stock books with the order.
func (h *host) books() error {
	for _, sku := range []SKUID{"shirt", "tote", "shirt-b"} {
		var alloc, picked, gone, onHand int
		for _, l := range h.order.Lines {
			if l.SKU == sku {
				alloc += l.Alloc
				picked += l.Picked - l.PutBack - l.Gone
				gone += l.Gone
			}
		}
		for k, l := range h.stock {
			if k.SKU != sku {
				continue
			}
			onHand += l.OnHand
			if k.Class != Regular && (l.OnHand < 0 || l.Allocated != 0 || l.Picked != 0) {
				return fmt.Errorf("level %+v", l)
			}
		}
		reg := h.stock[StockKey{shop, sku, Regular}]
		if reg.Allocated != alloc || reg.Picked != picked || onHand != 50-gone || alloc < 0 || picked < 0 {
			return fmt.Errorf("%s: allocated %d for %d, picked %d for %d, on hand %d after %d went out", sku, reg.Allocated, alloc, reg.Picked, picked, onHand, gone)
		}
	}
	return nil
}

var (
	people  = []StaffID{"sato", "suzuki", "part-timer"}
	devices = []DeviceID{"handy-1", "handy-2", "counter-1"}
)

// TestMain runs the property tests longer than their library would by itself.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", "1000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// onward is the command that brings the order one step further, so that chance
// also meets orders far along.
func onward(h *host) (Kind, Body) {
	id := h.order.ID
	switch o := h.order; o.State {
	case Received, Picking, Short:
		for _, l := range o.Lines {
			if l.Open() > 0 {
				return KindPick, PickItem{Order: id, Line: l.No, SKU: l.SKU, Qty: 1, Entry: Scanned}
			}
		}
		if len(o.Bags) == 0 {
			return KindStageBag, StageBag{Order: id, Slot: "B-12", Label: "bag1", No: 1}
		}
		return KindStage, StageOrder{Order: id}
	case Staged:
		switch o.Notice.State {
		case NoticeQueued:
			return KindNoticeStart, NoticeStart{Order: id, MessageID: fmt.Sprintf("<%d@hub>", h.n)}
		case NoticeSending:
			return KindNoticeResult, NoticeResult{Order: id, MessageID: o.Notice.MessageID, State: NoticeSent}
		}
		return KindTold, Told{Order: id}
	case Notified:
		return KindHandover, HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}}
	}
	return KindPutBack, PutBackItem{Order: id, Line: 1, Qty: 1}
}

// drawCommand draws something that a shop, or a broken terminal, may send.
func drawCommand(t *rapid.T, h *host, now time.Time) Command {
	id := shopOrder().ID
	device, staff := rapid.SampledFrom(devices).Draw(t, "device"), rapid.SampledFrom(people).Draw(t, "staff")
	if h.order != nil && rapid.IntRange(0, 2).Draw(t, "onward") > 0 {
		kind, body := onward(h)
		if kind.MinRole() == RoleHub {
			device, staff = HubDevice, ""
		}
		return h.command(now, device, staff, kind, body)
	}
	line, qty := rapid.IntRange(0, 4).Draw(t, "line"), rapid.IntRange(-1, 3).Draw(t, "qty")
	sku := rapid.SampledFrom([]SKUID{"shirt", "shirt", "tote"}).Draw(t, "sku")
	if l := h.order; l != nil && l.Line(line) != nil && rapid.IntRange(0, 9).Draw(t, "fits") > 0 {
		sku = l.Line(line).SKU
	}
	kind := rapid.SampledFrom([]Kind{
		KindReceive, KindCancel, KindClaim, KindClaim, KindRelease, KindPick, KindPick, KindPick, KindPick, KindUndoPick, KindUndoPick, KindShort, KindShort,
		KindFound, KindStageBag, KindStage, KindStage, KindDecline, KindNoticeStart, KindNoticeStart, KindNoticeResult, KindNoticeResult,
		KindNoticeResend, KindTold, KindCheckBag, KindCollect, KindHandover, KindExpire, KindPutBack, KindPutBack, KindPutBack, KindMismatch, KindCodeShown,
		KindArrive, KindTakeCall, KindRemind, KindAnswerShort, KindAnswerShort, KindAnswerShort, KindAnswerShort, KindPause, KindResume, KindWrongGoods, KindAuditBag, KindAuditBag,
		KindUndoHandover, KindUndoHandover, KindRefuse, KindRefuse, KindHandover, KindOutOfCold, KindOwe,
	}).Draw(t, "kind")
	var body Body
	hub := false
	switch kind {
	case KindReceive:
		o := shopOrder()
		if rapid.Bool().Draw(t, "changed") {
			o.Lines[0].Qty = 3
		}
		if rapid.Bool().Draw(t, "paid") {
			o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000}
		}
		body, hub = Receive{Order: o}, true
	case KindCancel:
		body = Cancel{Order: id}
	case KindClaim:
		body = ClaimOrder{Order: id, TakeOver: rapid.Bool().Draw(t, "takeover")}
	case KindRelease:
		body = Release{Order: id}
	case KindPick:
		body = PickItem{Order: id, Line: line, SKU: sku, Qty: qty, Entry: Scanned}
	case KindUndoPick:
		body = UndoPick{Order: id, Line: line, Pick: CommandID(fmt.Sprintf("c-%d", rapid.IntRange(0, h.n).Draw(t, "pick")))}
	case KindShort:
		body = ShortLine{Order: id, Line: line, Qty: qty, Reason: ShortReason(rapid.IntRange(0, len(shortReasonWords)).Draw(t, "reason"))}
	case KindFound:
		body = FoundLine{Order: id, Line: line}
	case KindStageBag:
		body = StageBag{Order: id, Slot: "B-12", Label: fmt.Sprintf("bag%d", max(qty, 1)), No: 1}
	case KindStage:
		body = StageOrder{Order: id}
	case KindDecline:
		body = Decline{Order: id}
	case KindNoticeStart:
		body, hub = NoticeStart{Order: id, MessageID: fmt.Sprintf("<%d@hub>", h.n)}, true
	case KindNoticeResult:
		r := NoticeResult{Order: id, MessageID: "<1@hub>", State: NoticeState(rapid.IntRange(0, len(noticeStateWords)).Draw(t, "notice"))}
		if h.order != nil {
			r.MessageID = h.order.Notice.MessageID
		}
		body, hub = r, true
	case KindNoticeResend:
		body = NoticeResend{Order: id}
	case KindTold:
		body = Told{Order: id}
	case KindCheckBag:
		body = CheckBag{Order: id, Label: "bag1"}
	case KindAuditBag:
		body = AuditBag{Order: id, Label: "bag1", Slot: rapid.SampledFrom([]string{"B-12", "C-01"}).Draw(t, "place"), Found: rapid.Bool().Draw(t, "found")}
	case KindCollect:
		body = Collect{Order: id, AmountTaxIn: Yen(1500 * qty)}
	case KindHandover:
		b := HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}, Pieces: rapid.IntRange(0, 3).Draw(t, "pieces")}
		if rapid.Bool().Draw(t, "part") {
			b.Later = []Portion{{line, qty}, {1, 1}}
			b.Left = rapid.SampledFrom([][]string{nil, {"bag1"}}).Draw(t, "left")
		}
		body = b
	case KindUndoHandover:
		b := UndoHandover{Order: id, Handover: CommandID(fmt.Sprintf("c-%d", rapid.IntRange(0, h.n).Draw(t, "undone")))}
		if h.order != nil && h.order.lastHandover() != nil && rapid.IntRange(0, 4).Draw(t, "right one") > 0 {
			b.Handover = h.order.lastHandover().Cmd
		}
		body = b
	case KindRefuse:
		body = Refuse{Order: id, Line: line, Qty: qty, Reason: RefuseReason(rapid.IntRange(0, len(refuseReasonWords)).Draw(t, "refused")), Takes: rapid.IntRange(0, 3).Draw(t, "takes") == 0}
	case KindExpire:
		body, hub = Expire{Order: id}, true
	case KindPutBack:
		body = PutBackItem{Order: id, Line: line, Qty: qty}
	case KindMismatch:
		body = Mismatch{Order: id, Line: line}
	case KindCodeShown:
		body = CodeShown{Order: id, Answer: "used"}
	case KindArrive:
		body, hub = Arrive{Order: id}, true
	case KindTakeCall:
		body = TakeCall{Order: id}
	case KindOutOfCold:
		body, hub = OutOfCold{Order: id}, true
	case KindRemind:
		body, hub = Remind{Order: id}, true
	case KindOwe:
		body, hub = Owe{Order: id}, true
	case KindAnswerShort:
		body = drawAnswer(t, h, line, qty)
	case KindPause:
		body = PauseOrder{Order: id, Reason: PauseReason(qty + 1), Until: now.Add(time.Hour)}
	case KindResume:
		body = ResumeOrder{Order: id}
	case KindWrongGoods:
		body = WrongReport{Order: id, Line: line, What: Wrong(rapid.IntRange(0, len(wrongWords)).Draw(t, "what")), Qty: qty, SKU: sku, Out: rapid.Bool().Draw(t, "out")}
	}
	if hub && rapid.IntRange(0, 9).Draw(t, "true hub") > 0 {
		device, staff = HubDevice, ""
	}
	return h.command(now, device, staff, kind, body)
}

// TestFlow lets several people with several terminals do anything in any
// order to one order and holds every step against what must always be so.
func TestFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		if rapid.IntRange(0, 19).Draw(t, "known") > 0 {
			h.do(0, "hub", KindReceive, Receive{Order: shopOrder()})
		}
		handovers, starts, asked := 0, 0, 0
		for i, n := 0, rapid.IntRange(1, 40).Draw(t, "steps"); i < n; i++ {
			now := noon.Add(time.Duration(i*9+rapid.IntRange(-60, 60).Draw(t, "skew")) * time.Minute)
			c := drawCommand(t, h, now)
			if len(h.log) > 0 && rapid.IntRange(0, 9).Draw(t, "repeat") == 0 {
				c = rapid.SampledFrom(h.log).Draw(t, "again")
			}
			before, known := h.order.Clone(), h.seen[c.ID]
			st := h.state(c)
			snapshot := mustJSON(st) + mustJSON(c)
			if a, b := Decide(st, c), Decide(st, c); !reflect.DeepEqual(a, b) {
				t.Fatalf("%s decided twice:\n%+v\n%+v", c, a, b)
			}
			if snapshot != mustJSON(st)+mustJSON(c) {
				t.Fatalf("%s changed what it was given", c)
			}
			d := h.take(c)
			if known && d.Order != nil {
				t.Fatalf("%s counted twice", c)
			}
			checkVerdict(t, c, d)
			if h.order == nil {
				continue
			}
			checkStep(t, before, h.order, c, d)
			checkAnswers(t, before, h.order, c)
			checkTasks(t, h, c)
			if err := h.books(); err != nil {
				t.Fatalf("after %s in %v: %v", c, h.order.State, err)
			}
			if d.Order != nil && (before == nil || before.Handover == nil) && d.Order.Handover != nil {
				handovers++
			}
			if d.Order != nil && before != nil && before.Handover != nil && d.Order.Handover == nil {
				handovers--
			}
			if d.Order != nil && (before == nil || before.Notice.State != NoticeSending) && d.Order.Notice.State == NoticeSending {
				starts++
				if c.Kind != KindNoticeStart || before.State != Staged && before.State != Notified {
					t.Fatalf("%s started a notice in %v", c, before.State)
				}
			}
			if d.Order != nil && d.Order.Notice.State == NoticeQueued && before.Notice.State != NoticeQueued {
				asked++
				unsent := c.Kind == KindNoticeResult && before.Notice.State == NoticeSending
				if c.Kind != KindStage && c.Kind != KindNoticeResend && c.Kind != KindUndoHandover && !unsent {
					t.Fatalf("%s asked for a notice", c)
				}
			}
			if handovers > 1 || starts > asked {
				t.Fatalf("%d handovers, %d notices started for %d asked", handovers, starts, asked)
			}
		}
	})
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// checkVerdict: facts are never rejected, rejections do nothing, exceptions say so.
func checkVerdict(t *rapid.T, c Command, d Decision) {
	switch {
	case d.Verdict == 0:
		t.Fatalf("%s: no verdict", c)
	case d.Verdict == Rejected && c.Kind.Nature() == Fact:
		t.Fatalf("%s is a fact and was rejected: %v", c, d.Code)
	case d.Verdict == Rejected && (d.Order != nil || len(d.Moves)+len(d.Raise)+len(d.Close) > 0 || d.Code == 0):
		t.Fatalf("%s was rejected and did something, or without a reason: %+v", c, d)
	case (d.Verdict == AppliedException || d.Verdict == Quarantined) && len(d.Raise) == 0:
		t.Fatalf("%s: %v without an exception", c, d.Verdict)
	}
	for i, m := range d.Moves {
		if m.N != i || m.Cmd != c.ID || m.OnHand == 0 && m.Allocated == 0 && m.Picked == 0 && !m.Doubt {
			t.Fatalf("%s: movement %d is %+v", c, i, m)
		}
	}
}

// checkStep: the order went where the table lets it go, and keeps its sums.
func checkStep(t *rapid.T, before, after *Order, c Command, d Decision) {
	if before != nil && before.State != after.State {
		late := before.State.CanBecomeLate(after.State) && c.Kind.Nature() == Fact && d.Verdict == AppliedException
		back := c.Kind == KindUndoHandover && before.State == HandedOver
		if !before.State.CanBecome(after.State) && !late && !back {
			t.Fatalf("%s: %v to %v with %v", c, before.State, after.State, d.Verdict)
		}
	}
	if before != nil && before.State == HandedOver && c.Kind != KindUndoHandover && !reflect.DeepEqual(before.Handover, after.Handover) {
		t.Fatalf("%s changed a handover", c)
	}
	if (after.State == HandedOver) != (after.Handover != nil) {
		t.Fatalf("%s: %v with handover %+v", c, after.State, after.Handover)
	}
	begun := after.State == Received || after.State == Picking || after.State == Short
	for _, l := range after.Lines {
		gaps := 0
		for _, g := range l.Gaps {
			gaps += g.Qty
		}
		scanned := 0
		for _, p := range l.Picks {
			scanned += p.Qty
		}
		if l.Refused < 0 || l.Unwanted < 0 || l.Unwanted > l.ToPutBack() || l.Refused+l.Gone+l.Short > l.Qty || l.Off < 0 {
			t.Fatalf("%s: line %+v", c, l)
		}
		if l.ToPutBack() < 0 || l.Picked < l.PutBack+l.Gone || l.Short < 0 || l.Short > l.Qty || l.Gone > l.Qty || gaps != l.Short || l.Picked < scanned {
			t.Fatalf("%s: line %+v", c, l)
		}
		want := l.ToPutBack() // of an order that is no more: what is not on its shelf
		switch {
		case begun || after.State == Staged || after.State == Notified:
			want = l.Qty - l.Short - l.Refused - l.Gone
		case after.State == HandedOver:
			want = 0
		}
		if l.Alloc != want {
			t.Fatalf("%s: %v line promises %d, want %d: %+v", c, after.State, l.Alloc, want, l)
		}
	}
	if after.State == Short && (!after.Settled() || after.Missing() == 0) || after.State == Picking && after.Settled() && after.Missing() > 0 {
		t.Fatalf("%s: %v with lines %+v", c, after.State, after.Lines)
	}
	checkClaim(t, before, after, c)
	if !begun && after.Claim != nil {
		t.Fatalf("%s: claimed in %v", c, after.State)
	}
}

// checkClaim: a live claim passes to nobody unasked and only lengthens.
func checkClaim(t *rapid.T, before, after *Order, c Command) {
	if before == nil || before.Claim == nil || after.Claim == nil || reflect.DeepEqual(before.Claim, after.Claim) {
		return
	}
	was, is := before.Claim, after.Claim
	if is.Staff != c.Staff || is.Device != c.Device {
		t.Fatalf("%s gave a claim to %+v", c, is)
	}
	mine := was.Staff == c.Staff || was.Device == c.Device
	body, _ := c.Body.(ClaimOrder)
	if was.LiveAt(c.At) && !mine && !body.TakeOver {
		t.Fatalf("%s took a live claim of %+v", c, was)
	}
	if mine && is.Until.Before(was.Until) {
		t.Fatalf("%s shortened its own lease from %s to %s", c, was.Until, is.Until)
	}
	if is.Until.After(c.At.Add(ClaimLease)) && is.Until.After(was.Until) {
		t.Fatalf("%s has a lease until %s", c, is.Until)
	}
}

// checkTasks: what waits for somebody is in the inbox, and nothing else is.
func checkTasks(t *rapid.T, h *host, c Command) {
	o := h.order
	if _, open := h.open[shortageTask(o.ID)]; open != (o.State == Short) {
		t.Fatalf("%s: %v, shortage task open: %v", c, o.State, open)
	}
	lost, missing := 0, 0
	for id := range h.open {
		if strings.HasPrefix(string(id), "baglost-") {
			lost++
		}
	}
	for _, b := range o.Bags {
		if _, open := h.open[bagTask("baglost-", o.ID, b.Label)]; open && !b.Missing.IsZero() {
			missing++
		}
	}
	if lost != missing || missing != len(slices.DeleteFunc(slices.Clone(o.Bags), func(b Bag) bool { return b.Missing.IsZero() })) {
		t.Fatalf("%s: %d bags are missing, %d looked for: %+v", c, missing, lost, o.Bags)
	}
	for _, l := range o.Lines {
		if _, open := h.open[refusedTask(o.ID, l.No)]; open != (l.Unwanted > 0) {
			t.Fatalf("%s: %d refused pieces to put back, task open: %v", c, l.Unwanted, open)
		}
	}
	back := (o.State == Canceled || o.State == Declined || o.State == Expired) && o.leftover() > 0
	if _, open := h.open[putBackTask(o.ID)]; open != back {
		t.Fatalf("%s: %v with %d pieces left over, put-back task open: %v", c, o.State, o.leftover(), open)
	}
}

// Staff without a line settle what their terminal made of a handover; the hub
// found that it was the second one, which nobody has seen.
func TestSettleOfAnotherKind(t *testing.T) {
	x := Exception{ID: "x-1", Kind: ExDoubleHandover, OpenedAt: noon}
	d := Decide(State{Role: RoleStaff, Exception: &x}, Command{
		ID: "settle", Kind: KindSettle, At: noon, Body: Settle{Exception: x.ID, Kind: ExBagMissing, How: "done"},
	})
	if d.Verdict != Applied || d.Code != Superseded || d.Exception != nil {
		t.Errorf("%v %v %+v; want it left open", d.Verdict, d.Code, d.Exception)
	}
	d = Decide(State{Role: RoleStaff, Exception: &x}, Command{
		ID: "settle", Kind: KindSettle, At: noon, Body: Settle{Exception: x.ID, Kind: ExDoubleHandover, How: "done"},
	})
	if d.Exception == nil || d.Exception.Open() {
		t.Errorf("%v %+v; want it closed", d.Verdict, d.Exception)
	}
}
