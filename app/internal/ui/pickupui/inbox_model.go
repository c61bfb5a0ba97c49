package pickupui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// inboxFilter is which entries of 要確認 the list shows.
type inboxFilter uint8

const (
	inboxAll  inboxFilter = iota
	inboxMine             // the acting staff's
	inboxLate             // past their due time
)

// entriesOf are the entries that the filter lets through.
func entriesOf(all []pickup.Entry, f inboxFilter) []pickup.Entry {
	if f == inboxAll {
		return all
	}
	var out []pickup.Entry
	for _, e := range all {
		if f == inboxMine && e.Mine || f == inboxLate && e.Late {
			out = append(out, e)
		}
	}
	return out
}

// inboxHead is what stands over the list.
type inboxHead struct {
	Filters []widgets.Tab // in the order of inboxFilter
	Long    string        // how many are open for more than a day; empty for none
}

func inboxHeadOf(c words.Catalog, all []pickup.Entry) inboxHead {
	count := func(f inboxFilter) int { return len(entriesOf(all, f)) }
	h := inboxHead{Filters: []widgets.Tab{
		{Word: c.T("inbox.all"), Count: count(inboxAll)},
		{Word: c.T("inbox.mine"), Count: count(inboxMine)},
		{Word: c.T("inbox.late"), Count: count(inboxLate), Alert: count(inboxLate) > 0},
	}}
	n := 0
	for _, e := range all {
		if e.Long {
			n++
		}
	}
	if n > 0 {
		h.Long = c.T("inbox.long", "n", n)
	}
	return h
}

// entryModel is an entry of 要確認 as a row of the queue.
type entryModel struct {
	Chip  widgets.ChipData
	Title string // 4821, ハンディ2
	Sub   string
	Due   string // あと3時間, 2時間 遅れ
	Late  bool
	Who   string // 佐藤さんが担当, or that nobody does
	Mine  bool
}

func entryOf(c words.Catalog, e pickup.Entry, now time.Time) entryModel {
	key := entryKey(e.Exception)
	return entryModel{
		Chip: exceptionChip(c, e.Kind), Title: joined(e.Number, e.Terminal), Sub: c.T(key + ".row"),
		Due: dueOf(c, e, now), Late: e.Late, Who: assigneeOf(c, e), Mine: e.Mine,
	}
}

// entryKey is where the words of an entry stand. Less than was promised is not always
// an order's matter: a count finds it, or a transfer lost it to the till.
func entryKey(x retail.Exception) string {
	key := "queue.x." + x.Kind.String()
	switch {
	case x.Kind != retail.ExOversold || x.Order != "":
	case x.Transfer != "":
		key += ".transfer"
	default:
		key += ".stock"
	}
	return key
}

// exceptionChip is what happened, in red; what only waits for a walk in orange.
func exceptionChip(c words.Catalog, k retail.ExceptionKind) widgets.ChipData {
	look := theme.ExceptionLook()
	return widgets.ChipData{Icon: look.Icon, Tone: widgets.ToneRed, Word: c.T("queue.x." + k.String())}
}

// dueOf is the time left, or how late it is.
func dueOf(c words.Catalog, e pickup.Entry, now time.Time) string {
	if e.Due.IsZero() {
		return c.Age(now.Sub(e.OpenedAt))
	}
	return c.Left(e.Due.Sub(now))
}

// assigneeOf says who takes care of an entry.
func assigneeOf(c words.Catalog, e pickup.Entry) string {
	switch {
	case e.Mine:
		return c.T("state.mine")
	case e.Assigned != "":
		return c.T("state.claimed", "name", page.Name(c, e.Assigned, e.AssignedEn))
	}
	return c.T("inbox.nobody")
}

// exceptionModel is one entry of 要確認 on its page.
type exceptionModel struct {
	Sub      string // 1 / 2件
	Chip     widgets.ChipData
	Day      string // きょう, or the date
	Number   string // empty when it is about no order
	Name     string
	About    string // 3点・袋 2つ・B-12
	Picture  string
	Goods    string // the product it is about
	Shelf    string
	Place    string
	Terminal string // the terminal it is about
	People   []deedModel
	SeenHead string      // over Seen
	Seen     []deedModel // what others did around a count
	Happened string      // what happened, in words
	Why      string      // what is to be found out
	Due      string      // 期限 11:20・あと35分
	Late     bool
	Who      string // who takes care of it
	Mine     bool
	Suggest  widgets.Action
	Route    page.Route // of the suggested action; nil: what was done is to be said
	Remedies []remedyModel
}

// deedModel is who did what, when and where.
type deedModel struct {
	Time string
	Who  string // 佐藤さん・カウンター1
	What string
}

// remedyModel is one way to close an entry.
type remedyModel struct {
	Remedy retail.Remedy
	Icon   assets.Icon
	Text   string
	Sub    string
	Route  page.Route // where it is done; nil: closing the entry is all
	May    bool       // the acting staff may
}

// exceptionOf writes an entry's page for somebody of the role.
func exceptionOf(c words.Catalog, v pickup.ExceptionView, role retail.Role, now time.Time) exceptionModel {
	x, key := v.Entry, entryKey(v.Entry.Exception)
	m := exceptionModel{
		Sub: c.T("queue.x.at", "n", v.At, "all", v.Total), Chip: exceptionChip(c, x.Kind), Day: dayWord(c, x.OpenedAt, now),
		Number: x.Number, Terminal: x.Terminal, Happened: c.T(key + ".what"), Why: c.T(key + ".why"),
		Late: x.Late, Who: assigneeOf(c, x), Mine: x.Mine,
	}
	if v.Name != "" {
		m.Name = sama(c, v.Name)
	}
	m.Due = dueOf(c, x, now)
	if !x.Due.IsZero() {
		due := c.Clock(x.Due.In(now.Location()))
		if dayWord(c, x.Due, now) != c.T("queue.today") {
			due = dayWord(c, x.Due, now)
		}
		m.Due = c.T("inbox.due", "time", due, "left", dueOf(c, x, now))
	}
	if o := v.Order; o != nil {
		m.About = c.T("common.items", "n", o.Pieces())
		if len(o.Bags) > 0 {
			m.About = joined(m.About, c.T("common.bags", "n", len(o.Bags)), o.Slot)
		}
		if len(o.Lines) > 0 {
			m.Picture = o.Lines[0].Picture
		}
	}
	if v.SKU != nil {
		m.Goods, m.Picture = joined(skuName(c, v.SKU), skuWhat(c, v.SKU)), v.SKU.Picture
		m.Shelf, m.Place = v.Shelf, v.Place
	}
	if p := x.Prices; p != nil {
		yen := func(n retail.Yen) string {
			if n == 0 {
				return c.T("inbox.price.none")
			}
			return c.Yen(int64(n))
		}
		m.Happened += " " + c.T("inbox.price", "tag", yen(p.TagTaxIn), "shop", yen(p.ShopTaxIn), "ec", yen(p.ECTaxIn))
	}
	for _, p := range v.People {
		m.People = append(m.People, deedOf(c, p, now))
	}
	m.SeenHead, m.Seen = seenOf(c, v.Seen, now)
	m.Route = exceptionRoute(x.Exception)
	m.Suggest = widgets.Action{Kind: widgets.Main, Text: c.T("inbox.record"), Sub: c.T("inbox.record.sub"), Icon: assets.IconCheck}
	if m.Route != nil {
		m.Suggest = widgets.Action{Kind: widgets.Main, Text: c.T(key + ".do"), Icon: assets.IconWalk}
	}
	for _, r := range x.Kind.Remedies() {
		m.Remedies = append(m.Remedies, remedyOf(c, v, r, role))
	}
	if x.Waits() {
		m.spot(c, role)
	}
	return m
}

// spot says of a count that waits what is to be done: another person counts, or
// somebody who may decides. No figure is on the page: whoever counts must not know it.
func (m *exceptionModel) spot(c words.Catalog, role retail.Role) {
	m.Happened, m.Why = c.T("queue.x.recount.waits.what"), c.T("queue.x.recount.waits.why")
	m.Suggest.Text = c.T("queue.x.recount.waits.do")
	decide := remedyModel{
		Remedy: retail.RemedyApproved, Icon: remedyIcons[retail.RemedyApproved], Text: c.T("queue.x.recount.decide"), Sub: c.T("queue.x.recount.decide.sub"),
		Route: page.StocktakeResult{}, May: role >= retail.RoleLead,
	}
	if !decide.May {
		decide.Sub = c.T("error.not_allowed")
	}
	m.Remedies = append(m.Remedies, decide)
}

// seenOf is what others did around a count, with its heading.
func seenOf(c words.Catalog, all []pickup.MoveLine, now time.Time) (head string, out []deedModel) {
	for _, m := range all {
		d := deedModel{Time: when(c, m.At, now), What: c.T("inbox.off", "n", -m.Qty)}
		if m.Qty > 0 {
			d.What = c.T("inbox.on", "n", m.Qty)
		}
		d.What = joined(c.T("move."+m.Kind.String()), d.What, m.Number)
		d.Who = whoOf(c, m.Staff, m.StaffEn, m.Terminal)
		out = append(out, d)
	}
	if len(out) > 0 {
		head = c.T("inbox.seen")
	}
	return head, out
}

// whoOf is 佐藤さん・カウンター1, or head office.
func whoOf(c words.Catalog, name, en, terminal string) string {
	who := ""
	if name != "" {
		who = c.T("common.staff", "name", page.Name(c, name, en))
	}
	if who = joined(who, terminal); who == "" {
		who = c.T("queue.x.hub")
	}
	return who
}

// dayWord is きょう or the date.
func dayWord(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return c.T("queue.today")
	}
	return c.Day(t)
}

func deedOf(c words.Catalog, p pickup.RecordLine, now time.Time) deedModel {
	return deedModel{Time: when(c, p.At, now), Who: whoOf(c, p.Staff, p.StaffEn, p.Terminal), What: c.T("queue.did." + p.Kind.String())}
}

// exceptionRoute is the screen where an entry is put right, nil where that is
// done on the floor.
func exceptionRoute(x retail.Exception) page.Route {
	if x.Hold != "" {
		return page.Hold{ID: x.Hold}
	}
	switch x.Kind {
	case retail.ExOversold:
		switch {
		case x.Order != "":
			return page.Pick{Order: x.Order}
		case x.Transfer != "":
			return page.Transfer{ID: x.Transfer}
		case x.SKU != "":
			return page.Product{SKU: x.SKU}
		}
	case retail.ExRecount:
		if x.SKU != "" {
			return page.Count{SKU: x.SKU}
		}
	case retail.ExPrice:
		if x.SKU != "" {
			return page.Product{SKU: x.SKU}
		}
	case retail.ExAway:
		return page.Terminals{}
	case retail.ExRevoked:
		return page.Checklist{Device: x.Device}
	case retail.ExDoubleHandover, retail.ExHandoverAfterCancel, retail.ExHandoverNotStaged, retail.ExHandoverUnpaid, retail.ExCancelAfterHandover,
		retail.ExStateClash, retail.ExNoLease, retail.ExLate, retail.ExWrongGoods, retail.ExBagLeft, retail.ExAgeUnchecked, retail.ExProxyGone:
		if x.Order != "" {
			return page.Handover{Order: x.Order}
		}
	case retail.ExShortage, retail.ExAnswerClash:
		if x.Order != "" {
			return page.Offer{Order: x.Order, Line: x.Line}
		}
	case retail.ExPickedWithoutClaim, retail.ExOrderChanged, retail.ExStagedIncomplete, retail.ExToteMixed, retail.ExToteZones:
		if x.Order != "" {
			return page.Pick{Order: x.Order}
		}
	case retail.ExColdLong:
		if x.Order != "" {
			return page.Stage{Order: x.Order}
		}
	case retail.ExBagLost:
		return page.Places{Order: x.Order}
	case retail.ExExtraPick, retail.ExPutBack:
		if x.Order != "" {
			return page.Stop{Order: x.Order}
		}
	case retail.ExTransferShort, retail.ExTransferOver, retail.ExTransferForeign, retail.ExTransferDamaged, retail.ExTransferBack, retail.ExTransferArrived, retail.ExTransferMissed:
		if x.Transfer != "" {
			return page.Transfer{ID: x.Transfer}
		}
	case retail.ExCountLeft:
		return page.StocktakeResult{Stocktake: x.Count}
	case retail.ExBagMissing, retail.ExNotAllowed, retail.ExUnknown, retail.ExHoldDeclined, retail.ExHoldBroken, retail.ExHoldOwed:
	}
	return nil
}

// remedyIcons are the signs of the remedies.
var remedyIcons = map[retail.Remedy]assets.Icon{
	retail.RemedySeen: assets.IconCheck, retail.RemedyMatches: assets.IconEye, retail.RemedyCounted: assets.IconShelf,
	retail.RemedyPutBack: assets.IconUndo, retail.RemedyPicked: assets.IconWalk, retail.RemedyCalled: assets.IconPhone,
	retail.RemedyRefunded: assets.IconCard, retail.RemedyRetrieved: assets.IconReturn, retail.RemedyBagGiven: assets.IconBag,
	retail.RemedyCollected: assets.IconCard, retail.RemedyTransferred: assets.IconTruck, retail.RemedySubstituted: assets.IconTag,
	retail.RemedyDeclined: assets.IconStop, retail.RemedyApproved: assets.IconBadge, retail.RemedyUpdated: assets.IconArrow,
	retail.RemedyBack: assets.IconHub, retail.RemedyRevoked: assets.IconLock,
	retail.RemedySettled: assets.IconTruck, retail.RemedyUnpicked: assets.IconUndo,
	retail.RemedyRetagged: assets.IconTag, retail.RemedyRepriced: assets.IconHub, retail.RemedyCold: assets.IconEye,
}

// remedyOf is one way to close an entry: by saying so, or on the screen where
// the command that brings it about is given.
func remedyOf(c words.Catalog, v pickup.ExceptionView, r retail.Remedy, role retail.Role) remedyModel {
	key := "remedy." + r.String()
	m := remedyModel{Remedy: r, Icon: remedyIcons[r], Text: c.T(key), Sub: c.T(key + ".sub"), May: role >= r.MinRole()}
	switch r { //nolint:exhaustive // for the others, saying so is all
	case retail.RemedyCounted:
		m.Route = page.Count{SKU: v.Entry.SKU}
	case retail.RemedyRevoked:
		m.Route = page.Terminals{}
	case retail.RemedySettled, retail.RemedyUnpicked:
		m.Route = page.Transfer{ID: v.Entry.Transfer}
	case retail.RemedyPutBack:
		if v.Order != nil && v.ToBack > 0 || v.Entry.Kind == retail.ExPutBack {
			m.Route = page.Stop{Order: v.Entry.Order}
		}
	case retail.RemedyPicked:
		if v.Order != nil && v.Order.State.ToPick() {
			m.Route = page.Pick{Order: v.Entry.Order}
		}
	case retail.RemedyCollected:
		m.Sub = c.T(key+".sub", "yen", c.Yen(0))
		if v.Order != nil {
			m.Sub = c.T(key+".sub", "yen", c.Yen(int64(v.Order.Pay.DueTaxIn)))
		}
	}
	if !m.May {
		m.Sub = c.T("hint.manager")
		if r.MinRole() <= retail.RoleLead {
			m.Sub = c.T("error.not_allowed")
		}
	}
	return m
}
