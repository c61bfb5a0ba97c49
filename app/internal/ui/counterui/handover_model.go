// Package counterui is the counter: the customer's code in, four answers out
// (paid, ready, where, may I release it), every bag scanned, and the goods
// handed over.
package counterui

import (
	"strings"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// step is what the counter asks for next with an order that may be released.
type step uint8

const (
	stepIdentity step = iota + 1
	stepPay
	stepBags
	stepHandOver
	stepHalt  // it may not be released
	stepLease // without a line this terminal may not, but a manager may say so
	stepAge   // is the customer old enough for the goods
)

// stepOf is the one thing to do next: who is it, is it paid, are the bags here.
func stepOf(v pickup.CounterView) step {
	switch {
	case v.Answer != retail.PickupOK:
		return stepHalt
	case !v.Approved():
		return stepLease
	case !v.Identified():
		return stepIdentity
	case !v.OldEnough():
		return stepAge
	case v.Due > 0:
		return stepPay
	case !v.AllBags():
		return stepBags
	}
	return stepHandOver
}

// orderModel is an order that lies ready, with the four answers.
type orderModel struct {
	Step               step
	Name, Number       string
	Count              string // 3点・袋 2つ
	Known              bool   // who it is has been made sure of
	KnownWord          string // ご本人確認, 受取コード確認済
	Pay                widgets.TileData
	Due                string // ¥5,390 while it is to be taken
	Ready              widgets.TileData
	Place              widgets.PlaceData
	Band               widgets.BandData
	Deadline           string
	BagHead            string
	BagDone, BagAll    string // 1, / 2
	Bags               []widgets.BagData
	Main               widgets.Action
	Record             []widgets.RecordData
	Goods              []string // keys of pictures
	Weighed            []string // 量り売り: 鶏もも肉 312 g・618円
	MaskName, MaskTele string
}

// orderOf writes the four answers.
func orderOf(c words.Catalog, v pickup.CounterView, now time.Time) orderModel {
	o := v.Order
	m := orderModel{
		Step: stepOf(v), Name: c.T("common.sama", "name", v.Name), Number: o.Number, Count: countOf(c, v),
		Known: v.Identified(), KnownWord: knownWord(c, v),
		Deadline: c.T("counter.deadline", "day", c.Day(o.Deadline.In(now.Location()))), Record: recordOf(c, v, now), Goods: goodsOf(o),
		MaskName: v.Name + " ••••", MaskTele: "•••-••••-" + o.Customer.Last4(),
	}
	m.Pay = payTile(c, v, false)
	if v.Due > 0 {
		m.Due = c.Yen(int64(v.Due))
	}
	m.Ready = readyTile(c, v, now, false)
	m.Place = placeOf(c, v, now)
	m.Band = bandOf(c, v, m)
	m.BagHead, m.BagDone, m.BagAll = c.T("counter.bags"), c.Number(v.Count), " / "+c.Number(len(v.Bags))
	for _, b := range v.Bags {
		m.Bags = append(m.Bags, bagOf(c, b))
	}
	m.Weighed = weighedOf(c, o)
	m.Main = mainOf(c, v, m)
	return m
}

// weighedOf says what weighed goods came to: it is not what was ordered to the gram.
func weighedOf(c words.Catalog, o *retail.Order) []string {
	var out []string
	for _, l := range o.Lines {
		if n := l.ToGive(); l.Grams > 0 && n > 0 {
			grams, yen := l.Final(n)
			out = append(out, c.T("counter.weighed", "name", l.Name, "n", c.Number(grams), "yen", c.Yen(int64(yen))))
		}
	}
	return out
}

// countOf is 3点・袋 2つ.
func countOf(c words.Catalog, v pickup.CounterView) string {
	n := v.Pieces
	if n == 0 {
		n = v.Order.Pieces()
	}
	s := c.T("common.items", "n", n)
	if len(v.Bags) > 0 {
		s = joined(s, c.T("common.bags", "n", len(v.Bags)))
	}
	return s
}

func joined(parts ...string) string {
	var has []string
	for _, p := range parts {
		if p != "" {
			has = append(has, p)
		}
	}
	return strings.Join(has, "・")
}

// knownWord says how the customer is known.
func knownWord(c words.Catalog, v pickup.CounterView) string {
	switch {
	case !v.Identified() && v.Delegation > 0:
		return c.T("counter.delegated")
	case !v.Identified():
		return c.T("counter.identity")
	case v.Delegation > 0:
		return c.T("counter.known.proxy")
	case v.Document != 0:
		return c.T("counter.document." + v.Document.String())
	case v.Proof == retail.ByCode:
		return c.T("counter.known.code")
	case v.Proof == retail.ByDigits:
		return c.T("counter.known.digits")
	case v.Identity != 0 && v.Proxy:
		return c.T("counter.known.proxy")
	}
	return c.T("counter.identity")
}

func payTile(c words.Catalog, v pickup.CounterView, small bool) widgets.TileData {
	d := widgets.TileData{Icon: assets.IconCard, Word: c.T("counter.pay"), Value: c.T("counter.pay.done"), OK: true, Small: small}
	pay := v.Order.Pay
	switch {
	case v.Due > 0:
		d.OK, d.Bad, d.Value, d.Caption = false, true, c.Yen(int64(v.Due)), c.T("counter.pay.due")
	case pay.State == retail.Collected && pay.Receipt != "":
		d.Caption = c.T("counter.pay.receipt", "number", pay.Receipt)
	case pay.State == retail.Collected:
		d.Caption = c.T("counter.pay.collected", "yen", c.Yen(int64(pay.TotalTaxIn)))
	default:
		d.Caption = strings.TrimSpace(pay.Method + " " + c.Yen(int64(pay.TotalTaxIn)))
	}
	return d
}

func readyTile(c words.Catalog, v pickup.CounterView, now time.Time, small bool) widgets.TileData {
	d := widgets.TileData{Icon: assets.IconBox, Word: c.T("counter.ready"), Small: small}
	if v.Answer == retail.PickupNotReady {
		look := theme.State(v.Order.State)
		d.Bad, d.Value, d.Caption = true, c.T("counter.ready.not"), c.T(look.Word)
		return d
	}
	d.OK, d.Value = true, c.T("common.items", "n", v.Pieces)
	if n := v.Order.Missing(); n > 0 {
		d.Caption = c.T("counter.ready.missing", "n", n)
		return d
	}
	switch {
	case small && !v.Staged.IsZero():
		d.Caption = joined(c.T("common.bags", "n", len(v.Bags)), c.T("counter.staged.at", "time", when(c, v.Staged, now)))
	case !v.Notified.IsZero():
		d.Caption = c.T("counter.notified.at", "time", when(c, v.Notified, now))
	case !v.Staged.IsZero():
		d.Caption = c.T("counter.staged.at", "time", when(c, v.Staged, now))
	}
	return d
}

// when is a time of today, or the day before it.
func when(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return c.Clock(t)
	}
	return c.DayClock(t)
}

func placeOf(c words.Catalog, v pickup.CounterView, now time.Time) widgets.PlaceData {
	d := widgets.PlaceData{Word: c.T("counter.place"), Area: joined(v.Area, v.Place), Code: v.Slot}
	for _, b := range v.Bags {
		d.Bags = append(d.Bags, c.T("common.bag", "name", b.No))
	}
	if !v.Staged.IsZero() {
		d.Note = c.T("counter.staged.by", "time", when(c, v.Staged, now), "name", page.Name(c, v.By, v.ByEn))
	}
	return d
}

// bandOf is お渡し可否: may it be released, and what comes first if not yet.
func bandOf(c words.Catalog, v pickup.CounterView, m orderModel) widgets.BandData {
	d := widgets.BandData{Label: c.T("counter.may"), Side: []string{m.KnownWord, m.Deadline}}
	switch m.Step {
	case stepIdentity:
		d.Sentence, d.Detail = c.T("counter.first.identity"), c.T("counter.first.identity.text")
		switch {
		case v.Delegation > 0:
			d.Sentence, d.Detail = c.T("counter.first.proxy"), c.T("counter.first.proxy.text", "name", proxyWord(c, v))
		case v.Asks() == retail.AskDocument:
			d.Detail = c.T("counter.first.document")
		case v.Proof != retail.ByIdentity:
			d.Detail = c.T("counter.first.name")
		}
	case stepAge:
		d.Sentence, d.Detail = c.T("counter.first.age"), c.T("counter.first.age.text", "years", v.Years())
	case stepPay:
		d.Sentence, d.Detail = c.T("counter.first.pay"), c.T("counter.first.pay.text", "yen", c.Yen(int64(v.Due)))
	case stepBags, stepHandOver:
		d.Can, d.Sentence, d.Detail = true, c.T("counter.can"), stayOf(c, v)
	case stepHalt:
		d.Sentence = c.T("counter.cannot")
	case stepLease:
		d.Sentence, d.Detail = c.T("lease.offline"), useCounter(c, v.Desk)
	}
	if !m.Known {
		d.Side = []string{m.Deadline}
	}
	if v.Age != 0 && v.Years() > 0 {
		d.Side = append(d.Side, c.T("counter.age.done", "years", v.Years()))
	}
	if by := approvedBy(c, v); by != "" {
		d.Side = append(d.Side, by)
	}
	return d
}

// useCounter says which terminal hands over while the line is away.
func useCounter(c words.Catalog, s pickup.Standing) string {
	if s.Held && s.Holder != "" {
		return c.T("lease.use", "terminal", s.Holder)
	}
	return c.T("lease.use.none")
}

// approvedBy says who answers for a handover without a line, empty for nobody.
func approvedBy(c words.Catalog, v pickup.CounterView) string {
	if v.Approver.ID == "" {
		return ""
	}
	return c.T("approve.by", "name", page.Name(c, v.Approver.Name, v.Approver.NameEn))
}

func bagOf(c words.Catalog, b pickup.BagView) widgets.BagData {
	d := widgets.BagData{Name: c.T("common.bag", "name", b.No), State: widgets.BagWaiting}
	switch {
	case b.Done:
		d.State = widgets.BagDone
	case b.Next:
		d.State = widgets.BagNext
	}
	return d
}

// mainOf is the one main action, saying what happens or what is missing.
func mainOf(c words.Catalog, v pickup.CounterView, m orderModel) widgets.Action {
	switch m.Step {
	case stepIdentity:
		word := c.T("counter.do.identity")
		if v.Delegation > 0 {
			word = c.T("counter.do.proxy")
		}
		return widgets.Action{Kind: widgets.Main, Text: word, Icon: assets.IconUser}
	case stepAge:
		return widgets.Action{Kind: widgets.Main, Text: c.T("counter.do.age"), Sub: c.T("counter.age.years", "years", v.Years()), Icon: assets.IconCard}
	case stepPay:
		return widgets.Action{Kind: widgets.Main, Text: c.T("counter.do.pay"), Sub: m.Due, Icon: assets.IconCard}
	case stepBags:
		return widgets.Action{Kind: widgets.NotYet, Text: c.T("counter.do.handover"), Sub: c.T("counter.bags.left", "n", len(v.Bags)-v.Count), Icon: assets.IconBag}
	case stepLease:
		return widgets.Action{Kind: widgets.Main, Text: c.T("approve.do"), Sub: c.T("approve.do.sub"), Icon: assets.IconBadge}
	case stepHandOver, stepHalt:
	}
	if n := v.LaterPieces(); n > 0 {
		m.Count = c.T("part.do.sub", "n", v.Pieces-n, "rest", n)
	}
	return widgets.Action{Kind: widgets.Main, Text: c.T("counter.do.handover"), Sub: m.Count, Icon: assets.IconBag}
}

func goodsOf(o *retail.Order) []string {
	var keys []string
	for _, l := range o.Lines {
		if l.Picture != "" && len(keys) < 3 {
			keys = append(keys, l.Picture)
		}
	}
	return keys
}

// haltModel is a code that cannot be honoured: what is so, what to do, and what
// happened before.
type haltModel struct {
	Name, Number, Count string // empty when no order here is meant
	State               theme.StateLook
	StateWord           string
	Band                widgets.BandData
	Tiles               []widgets.TileData
	Steps               []string
	Record              []widgets.RecordData
	Goods               []string
	Main                widgets.Action
	MainDoes            haltDo
	Undo                bool // a manager may take the handover back
	Identity            bool // the goods may still be given after an identity check
}

// haltDo is what the main action of a halt does.
type haltDo uint8

const (
	haltNext     haltDo = iota + 1 // on to the next customer
	haltIdentity                   // look at the person instead of the code
	haltPick                       // go and pick it
)

// haltOf writes the answer to a code that cannot be honoured.
func haltOf(c words.Catalog, v pickup.CounterView, now time.Time) haltModel {
	key := "answer." + v.Answer.String()
	m := haltModel{
		Band:  widgets.BandData{Label: c.T("counter.may"), Sentence: c.T("counter.cannot"), Detail: haltDetail(c, v, now)},
		Steps: []string{c.T("counter." + key + ".1"), c.T("counter." + key + ".2"), c.T("counter." + key + ".3")},
		Main:  widgets.Action{Kind: widgets.Main, Text: c.T("counter.next"), Icon: assets.IconScan}, MainDoes: haltNext,
	}
	if v.Order == nil {
		return m
	}
	o := v.Order
	m.Name, m.Number, m.Count = c.T("common.sama", "name", v.Name), o.Number, countOf(c, v)
	m.State = theme.State(o.State)
	m.StateWord = c.T(m.State.Word)
	m.Tiles = []widgets.TileData{payTile(c, v, true), readyTile(c, v, now, true), shelfTile(c, v, now)}
	m.Record, m.Goods = recordOf(c, v, now), goodsOf(o)
	m.Identity = retail.ReadyAnswer(o) == retail.PickupOK && v.Answer != retail.PickupWithdrawn // the customer may still come
	m.Undo = v.Undo != nil && o.State == retail.HandedOver
	switch {
	case m.Identity:
		m.Main, m.MainDoes = widgets.Action{Kind: widgets.Main, Text: c.T("counter.halt.identity"), Icon: assets.IconUser}, haltIdentity
	case v.Answer == retail.PickupNotReady:
		m.Main, m.MainDoes = widgets.Action{Kind: widgets.Main, Text: c.T("counter.halt.pick"), Icon: assets.IconWalk}, haltPick
	}
	return m
}

// haltDetail is the sentence under お渡しできません.
func haltDetail(c words.Catalog, v pickup.CounterView, now time.Time) string {
	key := "answer." + v.Answer.String()
	switch {
	case v.Answer == retail.PickupUsed && !v.UsedAt.IsZero():
		return c.T("counter.answer.used.by", "time", when(c, v.UsedAt, now), "name", page.Name(c, v.UsedBy, v.UsedByEn), "terminal", v.UsedOn)
	case v.Answer == retail.PickupExpired && v.Order != nil && !v.Order.Pickup.Expires.IsZero():
		return c.T("counter.answer.expired.day", "day", c.Day(v.Order.Pickup.Expires.In(now.Location())))
	}
	return c.T(key)
}

// shelfTile is where the goods are, in the small form.
func shelfTile(c words.Catalog, v pickup.CounterView, now time.Time) widgets.TileData {
	d := widgets.TileData{Icon: assets.IconShelf, Word: c.T("counter.place"), Value: c.T("counter.place.none"), Small: true}
	switch {
	case !v.UsedAt.IsZero() && v.Slot != "":
		d.Caption = c.T("counter.place.left", "slot", v.Slot, "time", when(c, v.UsedAt, now))
	case v.Order.State.Waiting() && v.Slot != "":
		d.Value, d.Caption = v.Slot, joined(v.Area, v.Place)
	}
	return d
}

// recordOf is この注文の記録, oldest first.
func recordOf(c words.Catalog, v pickup.CounterView, now time.Time) []widgets.RecordData {
	var out []widgets.RecordData
	last := len(v.Record) - 1
	for i, r := range v.Record {
		d := widgets.RecordData{
			Icon: recordIcons[r.Kind], Title: c.T("counter.record." + r.Kind.String()), Sub: recordSub(c, r),
			Time: when(c, r.At, now), Look: widgets.RecordPlain,
		}
		if d.Icon == "" {
			d.Icon = assets.IconDot
		}
		switch {
		case r.Kind == retail.KindHandover:
			d.Look = widgets.RecordNow
		case r.Kind == retail.KindCodeShown && i == last:
			d.Look = widgets.RecordRing
		}
		out = append(out, d)
	}
	return out
}

// recordIcons are the signs of the steps that an order's record holds.
var recordIcons = map[retail.Kind]assets.Icon{
	retail.KindReceive: assets.IconRing, retail.KindClaim: assets.IconHalf, retail.KindShort: assets.IconWarn, retail.KindStage: assets.IconShelf,
	retail.KindNoticeResult: assets.IconMail, retail.KindNoticeResend: assets.IconMail, retail.KindTold: assets.IconPhone,
	retail.KindCollect: assets.IconCard, retail.KindHandover: assets.IconCheck, retail.KindCodeShown: assets.IconExcl,
	retail.KindCancel: assets.IconCross, retail.KindDecline: assets.IconStop, retail.KindExpire: assets.IconClock, retail.KindPutBack: assets.IconUndo,
}

// recordSub is who and where, and the step's own note.
func recordSub(c words.Catalog, r pickup.RecordLine) string {
	staff := page.Name(c, r.Staff, r.StaffEn)
	if r.Kind == retail.KindStage && r.Note != "" {
		return joined(staff, c.T("counter.record.shelf", "slot", r.Note))
	}
	if key := "counter.notice." + r.Note; r.Kind == retail.KindNoticeResult && c.Has(key) {
		return joined(staff, c.T(key))
	}
	return joined(staff, r.Terminal, ageWord(c, r.Age, r.Document))
}

// bagNews is what a bag that does not belong says, full screen.
func bagNews(c words.Catalog, s pickup.Shown, name string) widgets.WrongData {
	d := widgets.WrongData{Sentence: c.T("counter.bag_unknown"), OK: c.T("common.ok"), Where: c.T("counter.bag_unknown.where")}
	if s.Answer == pickup.CounterBagForeign {
		d.Sentence = c.T("counter.bag_foreign")
		d.Need, d.Wanted = c.T("counter.bag_foreign.need"), s.Other
		d.Where = c.T("counter.bag_foreign.where", "name", c.T("common.sama", "name", name))
	}
	return d
}

// codeRoute tells whether the route brings something to show at once.
func codeRoute(r page.Handover) bool { return r.Order != "" || r.Code != "" }

// identityRow is one way to know a customer.
func identityRow(c words.Catalog, k retail.IdentityKind) widgets.ReasonData {
	icon := map[retail.IdentityKind]assets.Icon{
		retail.NameAndPhone: assets.IconPhone, retail.PhotoID: assets.IconCard, retail.OrderMail: assets.IconMail, retail.ProxyNote: assets.IconNote,
	}[k]
	return widgets.ReasonData{Icon: icon, Text: c.T("counter.identity." + k.String()), Effect: c.T("counter.identity." + k.String() + ".text")}
}
