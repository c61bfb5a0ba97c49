package retail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// situation is an order that stands somewhere, made by the commands that lead
// there.
type situation struct {
	name string
	say  string
	make func(testing.TB) *host
}

// situations are the columns of the race table: where an order may stand when
// something comes in about it.
func situations() []situation {
	picked := func(t testing.TB) *host {
		h := begin(t)
		h.do(1, "sato", KindClaim, ClaimOrder{Order: h.order.ID})
		h.pick(2, "sato", 1, 1)
		return h
	}
	packed := func(t testing.TB) *host {
		h := picked(t)
		h.pick(3, "sato", 1, 1)
		h.pick(3, "sato", 2, 1)
		h.do(4, "sato", KindStageBag, StageBag{Order: h.order.ID, Slot: "B-12", Label: "bag1", No: 1})
		return h
	}
	short := func(t testing.TB) *host {
		h := picked(t)
		h.pick(3, "sato", 1, 1)
		h.do(4, "sato", KindShort, ShortLine{Order: h.order.ID, Line: 2, Qty: 1, Reason: NotFound})
		return h
	}
	staged := func(t testing.TB) *host {
		h := packed(t)
		h.do(5, "sato", KindStage, StageOrder{Order: h.order.ID})
		return h
	}
	notified := func(t testing.TB) *host {
		h := staged(t)
		h.do(6, "hub", KindNoticeStart, NoticeStart{Order: h.order.ID, MessageID: "<1@hub>"})
		h.do(7, "hub", KindNoticeResult, NoticeResult{Order: h.order.ID, MessageID: "<1@hub>", State: NoticeSent})
		return h
	}
	after := func(kind Kind, who string, minute int, body func(OrderID) Body, from func(testing.TB) *host) func(testing.TB) *host {
		return func(t testing.TB) *host {
			h := from(t)
			h.do(minute, who, kind, body(h.order.ID))
			return h
		}
	}
	return []situation{
		{"unknown", "the order is not here yet", func(testing.TB) *host { return newHost() }},
		{"received", "nobody has begun", begin},
		{"picking", "begun by whoever acts, one piece scanned", picked},
		{"a colleague's", "begun by another person on another terminal, one piece scanned", func(t testing.TB) *host {
			h := begin(t)
			h.do(1, "suzuki", KindClaim, ClaimOrder{Order: h.order.ID})
			h.pick(2, "suzuki", 1, 1)
			return h
		}},
		{"packed", "all scanned, the bag on its shelf, not yet 保管済", packed},
		{"short", "one piece was not found, the rest is scanned", short},
		{"substituted", "a piece that was not found is replaced by another article, which is not scanned yet", after(KindAnswerShort, "sato", 5, func(id OrderID) Body {
			return AnswerShort{Order: id, Line: 2, Qty: 1, Choice: ChooseSubstitute, How: AskedByPhone, Goods: blackShirt()}
		}, short)},
		{"staged", "保管済, the customer was not told", staged},
		{"notified", "お知らせ済", notified},
		{"expired", "期限切れ, the goods wait to go back", after(KindExpire, "hub", 301, func(id OrderID) Body { return Expire{Order: id} }, notified)},
		{"handed over", "引き渡し済", after(KindHandover, "sato", 8, func(id OrderID) Body {
			return HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}}
		}, notified)},
		{"partly given", "some of the goods are with the customer, the others wait for them", after(KindHandover, "sato", 8, func(id OrderID) Body {
			return HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}, Later: []Portion{{Line: 1, Qty: 1}}, Pieces: 2}
		}, notified)},
		{"canceled", "キャンセル, the goods wait to go back", after(KindCancel, "hub", 8, func(id OrderID) Body { return Cancel{Order: id} }, notified)},
		{"declined", "対応不可, the goods wait to go back", after(KindDecline, "sato", 8, func(id OrderID) Body { return Decline{Order: id} }, picked)},
	}
}

// event is a row of the race table.
type event struct {
	kind Kind
	say  string // what tells it from another event of the kind
	body func(o *Order) Body
}

// events are the rows: everything that somebody, or another system, may say of
// an order.
func events() []event {
	id := func(o *Order) OrderID { return shopOrder().ID }
	firstPick := func(o *Order) CommandID {
		if o == nil || len(o.Lines[0].Picks) == 0 {
			return "c-none"
		}
		return o.Lines[0].Picks[0].Cmd
	}
	return []event{
		{KindReceive, "", func(*Order) Body { return Receive{Order: shopOrder()} }},
		{KindReceive, "changed lines", func(*Order) Body {
			o := shopOrder()
			o.Lines[0].Qty = 3
			return Receive{Order: o}
		}},
		{KindReceive, "paid on the web", func(*Order) Body {
			o := shopOrder()
			o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000}
			return Receive{Order: o}
		}},
		{KindCancel, "", func(o *Order) Body { return Cancel{Order: id(o)} }},
		{KindClaim, "", func(o *Order) Body { return ClaimOrder{Order: id(o)} }},
		{KindClaim, "taking over", func(o *Order) Body { return ClaimOrder{Order: id(o), TakeOver: true} }},
		{KindRelease, "", func(o *Order) Body { return Release{Order: id(o)} }},
		{KindPick, "", func(o *Order) Body { return PickItem{Order: id(o), Line: 1, SKU: "shirt", Qty: 1, Entry: Scanned} }},
		{KindPick, "one too many", func(o *Order) Body { return PickItem{Order: id(o), Line: 1, SKU: "shirt", Qty: 3, Entry: Scanned} }},
		{KindUndoPick, "", func(o *Order) Body { return UndoPick{Order: id(o), Line: 1, Pick: firstPick(o)} }},
		{KindPutInTote, "", func(o *Order) Body {
			return PutInTote{Order: id(o), Wave: "wave-1", Tote: "T-1", Picks: []CommandID{firstPick(o)}}
		}},
		{KindMismatch, "", func(o *Order) Body { return Mismatch{Order: id(o), Line: 1, Code: "4999"} }},
		{KindShort, "", func(o *Order) Body { return ShortLine{Order: id(o), Line: 2, Qty: 1, Reason: NotFound} }},
		{KindFound, "", func(o *Order) Body { return FoundLine{Order: id(o), Line: 2} }},
		{KindAnswerShort, "another article", func(o *Order) Body {
			return AnswerShort{Order: id(o), Line: 2, Qty: 1, Choice: ChooseSubstitute, How: AskedByPhone, Goods: blackShirt()}
		}},
		{KindAnswerShort, "an article that is gone", func(o *Order) Body {
			g := blackShirt()
			g.SKU = "gone"
			return AnswerShort{Order: id(o), Line: 2, Qty: 1, Choice: ChooseSubstitute, How: AskedByPhone, Goods: g}
		}},
		{KindAnswerShort, "wait", func(o *Order) Body {
			return AnswerShort{Order: id(o), Line: 2, Qty: 1, Choice: ChooseWait, How: AskedByPhone, Until: noon.Add(48 * time.Hour)}
		}},
		{KindAnswerShort, "do without", func(o *Order) Body {
			return AnswerShort{Order: id(o), Line: 2, Qty: 1, Choice: ChooseDrop, How: AskedByPhone}
		}},
		{KindAnswerShort, "nobody answered", func(o *Order) Body {
			return AnswerShort{Order: id(o), Line: 2, Qty: 1, Choice: ChooseNothing, How: AskedByPhone}
		}},
		{KindPause, "", func(o *Order) Body {
			return PauseOrder{Order: id(o), Reason: PauseCustomer, Until: noon.Add(time.Hour)}
		}},
		{KindResume, "", func(o *Order) Body { return ResumeOrder{Order: id(o)} }},
		{KindStageBag, "", func(o *Order) Body { return StageBag{Order: id(o), Slot: "B-13", Label: "bag2", No: 2} }},
		{KindStage, "", func(o *Order) Body { return StageOrder{Order: id(o)} }},
		{KindDecline, "", func(o *Order) Body { return Decline{Order: id(o)} }},
		{KindNoticeStart, "", func(o *Order) Body { return NoticeStart{Order: id(o), MessageID: "<2@hub>"} }},
		{KindNoticeResult, "sent", func(o *Order) Body {
			return NoticeResult{Order: id(o), MessageID: messageOf(o), State: NoticeSent}
		}},
		{KindNoticeResult, "did not arrive", func(o *Order) Body {
			return NoticeResult{Order: id(o), MessageID: messageOf(o), State: NoticeFailed}
		}},
		{KindNoticeResend, "", func(o *Order) Body { return NoticeResend{Order: id(o)} }},
		{KindTold, "", func(o *Order) Body { return Told{Order: id(o)} }},
		{KindCheckBag, "", func(o *Order) Body { return CheckBag{Order: id(o), Label: "bag1"} }},
		{KindAuditBag, "not in its place", func(o *Order) Body { return AuditBag{Order: id(o), Label: "bag1", Slot: "B-12"} }},
		{KindAuditBag, "found elsewhere", func(o *Order) Body { return AuditBag{Order: id(o), Label: "bag1", Slot: "C-01", Found: true} }},
		{KindCollect, "", func(o *Order) Body { return Collect{Order: id(o), AmountTaxIn: 3000} }},
		{KindHandover, "", func(o *Order) Body { return HandOver{Order: id(o), Proof: ByCode, Bags: []string{"bag1"}} }},
		{KindHandover, "a part, one piece stays", func(o *Order) Body {
			return HandOver{Order: id(o), Proof: ByCode, Bags: []string{"bag1"}, Later: []Portion{{Line: 2, Qty: 1}}, Pieces: 2}
		}},
		{KindUndoHandover, "", func(o *Order) Body {
			b := UndoHandover{Order: id(o), Handover: "c-none"}
			if o != nil && o.lastHandover() != nil {
				b.Handover = o.lastHandover().Cmd
			}
			return b
		}},
		{KindRefuse, "one piece", func(o *Order) Body { return Refuse{Order: id(o), Line: 2, Qty: 1, Reason: RefuseSize} }},
		{KindRefuse, "one piece with a flaw", func(o *Order) Body { return Refuse{Order: id(o), Line: 2, Qty: 1, Reason: RefuseDamaged} }},
		{KindRefuse, "taken after all", func(o *Order) Body { return Refuse{Order: id(o), Line: 2, Qty: 1, Takes: true} }},
		{KindExpire, "", func(o *Order) Body { return Expire{Order: id(o)} }},
		{KindExtend, "", func(o *Order) Body { return Extend{Order: id(o)} }},
		{KindExtend, "by the customer", func(o *Order) Body { return Extend{Order: id(o), Customer: true} }},
		{KindArrive, "", func(o *Order) Body { return Arrive{Order: id(o)} }},
		{KindTakeCall, "", func(o *Order) Body { return TakeCall{Order: id(o)} }},
		{KindDelegate, "", func(o *Order) Body { return Delegate{Order: id(o), Proxy: "ヤマダ ヨシエ"} }},
		{KindDelegate, "taken back", func(o *Order) Body { return Delegate{Order: id(o), Withdraw: true} }},
		{KindRemind, "when its time has come", func(o *Order) Body { return Remind{Order: id(o)} }},
		{KindOutOfCold, "an hour after chilled goods were taken", func(o *Order) Body { return OutOfCold{Order: id(o)} }},
		{KindOwe, "when its time has come", func(o *Order) Body { return Owe{Order: id(o)} }},
		{KindSuggested, "", func(o *Order) Body {
			return Suggested{Order: id(o), SKU: "tote", Reason: SuggestTogether, Bought: true}
		}},
		{KindPutBack, "", func(o *Order) Body { return PutBackItem{Order: id(o), Line: 1, Qty: 1} }},
		{KindReveal, "", func(o *Order) Body { return Reveal{Order: id(o), Field: "phone"} }},
		{KindCodeShown, "", func(o *Order) Body { return CodeShown{Order: id(o), Answer: "used"} }},
		{KindWrongGoods, "", func(o *Order) Body { return WrongReport{Order: id(o), Line: 1, What: WrongItem, Qty: 1} }},
	}
}

// blackShirt is what the tests offer in the place of something that is missing.
func blackShirt() *Substitute {
	return &Substitute{SKU: "shirt-b", Name: "シャツ", Color: Color{Word: "黒"}, PriceTaxIn: 900, TaxRate: 10}
}

func messageOf(o *Order) string {
	if o == nil {
		return ""
	}
	return o.Notice.MessageID
}

// cell is what became of an event in a situation.
type cell struct {
	before, after OrderState
	Decision
}

// meet lets the event happen in the situation.
func meet(t testing.TB, s situation, e event) cell {
	t.Helper()
	h := s.make(t)
	who := "sato"
	if e.kind.MinRole() == RoleHub {
		who = "hub"
	}
	c := cell{}
	if h.order != nil {
		c.before = h.order.State
	}
	minute := 9
	if e.kind == KindExpire || c.before == Expired {
		minute = 302
	}
	if e.kind == KindOutOfCold && h.order != nil { // all of it is yoghurt now, and what was taken was at noon
		for i := range h.order.Lines {
			h.order.Lines[i].Temp = Chilled
		}
		for i := range h.order.Bags {
			h.order.Bags[i].Warm = []Temperature{Chilled}
		}
		if _, n := h.order.outside(Chilled); n > 0 {
			h.order.Cold = []ColdSpell{{Temp: Chilled, N: 1, From: noon}}
		}
		minute = max(minute, 60)
	}
	if e.kind == KindRemind && h.order != nil {
		h.order.Deadline, minute = noon.Add(48*time.Hour), 24*60
	}
	if e.kind == KindOwe && c.before == HandedOver {
		h.order.Refunds = []Refund{{Key: "k", AmountTaxIn: 1000, Why: RefundShort, By: h.order.Handover.Cmd, Held: noon}}
	}
	c.Decision = h.do(minute, who, e.kind, e.body(h.order))
	if h.order != nil {
		c.after = h.order.State
		if err := h.books(); err != nil {
			t.Errorf("%s × %v %s: %v", s.name, e.kind, e.say, err)
		}
	}
	return c
}

// text is the cell as the table shows it.
func (c cell) text() string {
	var out []string
	switch {
	case c.Verdict == Rejected:
		return "× `" + c.Code.String() + "`"
	case c.Verdict == Quarantined:
		return "? `" + c.Code.String() + "`"
	case c.after != c.before:
		out = append(out, "→ "+c.after.String())
	case c.Code == AlreadySo || c.Code == Superseded || !c.Changes():
		out = append(out, "=")
	default:
		out = append(out, "✓")
	}
	for _, x := range c.Raise {
		out = append(out, "⚠ `"+x.Kind.String()+"`")
	}
	return strings.Join(out, " ")
}

// japanese reads the words that staff see.
func japanese(t testing.TB, area string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "assets", "translations", area+".ja.json"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRaceTable holds docs/races.md against the rules, and the rules against
// what must be so in every cell: books that agree with the order, a clash that
// somebody owns, no fact that is turned down.
func TestRaceTable(t *testing.T) {
	kinds, inbox := japanese(t, "records"), japanese(t, "queue")
	covered := map[Kind]bool{}
	var table, legend bytes.Buffer
	raised := map[ExceptionKind]bool{}
	all := situations()
	fmt.Fprint(&table, "| what comes in |")
	for _, s := range all {
		fmt.Fprintf(&table, " %s |", s.name)
	}
	fmt.Fprintf(&table, "\n|---|%s\n", strings.Repeat("---|", len(all)))
	for _, e := range events() {
		covered[e.kind] = true
		word := kinds["records.kind."+e.kind.String()]
		if e.say != "" {
			word += ", " + e.say
		}
		fmt.Fprintf(&table, "| `%s` %s |", e.kind, word)
		for _, s := range all {
			c := meet(t, s, e)
			if c.Verdict == Rejected && e.kind.Nature() == Fact {
				t.Errorf("%s × %v: what happened is turned down", s.name, e.kind)
			}
			if c.before != 0 && c.after != c.before && !c.before.CanBecome(c.after) && !c.before.CanBecomeLate(c.after) && e.kind != KindUndoHandover {
				t.Errorf("%s × %v: %v became %v", s.name, e.kind, c.before, c.after)
			}
			if c.Code == Clashed && len(c.Raise) == 0 {
				t.Errorf("%s × %v: a clash that nobody owns", s.name, e.kind)
			}
			for _, x := range c.Raise {
				raised[x.Kind] = true
				if x.Due.IsZero() || inbox["queue.x."+x.Kind.String()] == "" {
					t.Errorf("%s × %v: %v has no time or no screen", s.name, e.kind, x.Kind)
				}
			}
			fmt.Fprintf(&table, " %s |", c.text())
		}
		fmt.Fprintln(&table)
	}
	for _, k := range Kinds() {
		if k.AboutOrder() && !covered[k] {
			t.Errorf("%v is about an order and has no row", k)
		}
	}
	for _, k := range ExceptionKinds() {
		if raised[k] {
			fmt.Fprintf(&legend, "| `%s` | %s | %s |\n", k, inbox["queue.x."+k.String()], inbox["queue.x."+k.String()+".do"])
		}
	}
	var columns bytes.Buffer
	for _, s := range all {
		fmt.Fprintf(&columns, "- **%s**: %s\n", s.name, s.say)
	}
	page := fmt.Sprintf(racesPage, columns.String(), table.String(), legend.String())
	path := filepath.Join("..", "..", "docs", "races.md")
	if os.Getenv("MISEBAN_GOLDEN") == "write" {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil { //nolint:gosec // a page of the manual
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(have, []byte(page)) {
		t.Error("docs/races.md is not what the rules say; write it anew with MISEBAN_GOLDEN=write")
	}
}

const racesPage = `# Who wins: every race over an order

Made from the rules (` + "`app/retail`" + `, TestRaceTable); change a rule and this page changes, or the test fails.
` + "`miseban-sim -races -seeds 1000`" + ` says everything to real hubs, at once and hours late, and meets every cell.

A shop has several terminals, some without a line, a hub, perhaps a relay, and a web shop whose word comes when it comes.
Whatever a terminal did is judged in the order in which the home of the shop hears of it. A device that was offline makes
no difference to the table: what it did meets the order as it stands *now*, and the column is that, not what it saw. Facts
(what happened) are never turned down; intents (what somebody would like) may be.

Columns, how the order stands when the news comes in:

%s
Cells: **→ state** it becomes that · **✓** taken in, the state stays · **=** nothing to do, it was so already ·
**×** turned down, the terminal that asked says why on the spot or, when it was offline, in its 要確認 · **⚠** taken in, and
somebody owns what does not fit: an entry of 要確認ボックス · **?** put aside until the order is known, with an entry.

%s
What staff see of the ⚠, in 要確認ボックス:

| entry | title | first button |
|---|---|---|
%s`
