package pickupui

import (
	"strconv"
	"strings"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// tabKeys are the words of the tabs, in pickup.Tabs' order.
var tabKeys = map[pickup.Tab]string{
	pickup.TabReceived: "queue.tab.received", pickup.TabStaged: "queue.tab.staged",
	pickup.TabNotified: "queue.tab.notified", pickup.TabInbox: "queue.tab.inbox", pickup.TabPending: "queue.tab.pending",
}

// tabsOf are the tabs with their counts. 保留, the last one, is there while
// something is in it, or while it is looked at.
func tabsOf(c words.Catalog, q pickup.Queue, chosen pickup.Tab) []widgets.Tab {
	var out []widgets.Tab
	for _, t := range pickup.Tabs() {
		if t == pickup.TabPending && q.Counts[t] == 0 && chosen != t {
			continue
		}
		out = append(out, widgets.Tab{Word: c.T(tabKeys[t]), Count: q.Counts[t], Alert: t == pickup.TabInbox})
	}
	return out
}

// nextModel is the order that the main action takes in hand.
type nextModel struct {
	Row  pickup.Row
	Has  bool
	Mine bool // begun by this member of staff: it goes on
}

// nextOf is what to pick now: what is already in hand, else the most urgent
// order that nobody has. One with goods missing comes last: it waits for a
// decision, not for a walk.
func nextOf(q pickup.Queue) nextModel {
	var free, short nextModel
	for _, r := range q.Rows {
		switch {
		case r.Urgency == pickup.Taken:
		case r.Mine && r.State == retail.Picking:
			return nextModel{Row: r, Has: true, Mine: true}
		case r.State == retail.Short && !short.Has:
			short = nextModel{Row: r, Has: true}
		case r.State != retail.Short && !free.Has:
			free = nextModel{Row: r, Has: true}
		}
	}
	if free.Has {
		return free
	}
	return short
}

// action is the main action of the handheld's queue.
func (n nextModel) action(c words.Catalog) widgets.Action {
	if !n.Has {
		return handoverAction(c)
	}
	a := widgets.Action{Kind: widgets.Main, Text: c.T("queue.next"), Icon: assets.IconWalk}
	if n.Mine {
		a.Text = c.T("queue.goon")
	}
	a.Sub = c.T("queue.next.which", "number", n.Row.Number, "name", sama(c, n.Row.Name), "items", c.T("common.items", "n", n.Row.Pieces))
	return a
}

// handoverAction leads to the counter.
func handoverAction(c words.Catalog) widgets.Action {
	return widgets.Action{Kind: widgets.Main, Text: c.T("queue.menu.handover"), Sub: c.T("queue.handover.sub"), Icon: assets.IconBag}
}

func sama(c words.Catalog, name string) string { return c.T("common.sama", "name", name) }

// cardOf is one order as a card of the queue.
func cardOf(c words.Catalog, r pickup.Row, now time.Time, chosen bool) widgets.OrderCardData {
	return widgets.OrderCardData{
		Time: timeOf(c, r, now), Number: r.Number, Name: sama(c, r.Name), Place: placeOf(c, r), Chips: chipsOf(c, r, now),
		Picture: r.Picture, Count: c.Number(r.Pieces), Unit: c.T("common.items.unit"), Chosen: chosen, Colleague: r.Urgency == pickup.Taken,
	}
}

// timeOf is the minutes left to the promise, or to the deadline of goods that
// wait for the customer.
func timeOf(c words.Catalog, r pickup.Row, now time.Time) widgets.TimeData {
	if r.Caller != nil {
		return waitOf(c, *r.Caller, now)
	}
	if r.State.Waiting() {
		d := deadlineOf(c, r.Deadline, now)
		if maybeOver(r, now) { // only the hub's clock ends an order
			d.Kind, d.Word = widgets.TimeTaken, c.T("queue.deadline.past")
			if past := now.Sub(r.Deadline); past < day {
				d.Number, d.Unit = strconv.Itoa(int(past/time.Hour)+1), c.T("queue.hours.unit")
			}
		}
		return d
	}
	d := widgets.TimeData{Kind: widgets.TimeCalm, Word: c.T("common.left"), Number: strconv.Itoa(r.Minutes), Unit: c.T("common.minutes.unit")}
	if r.Minutes > 99 {
		d.Number, d.Unit = strconv.Itoa(r.Minutes/60), c.T("queue.hours.unit")
	}
	switch r.Urgency {
	case pickup.Soon:
		d.Kind = widgets.TimeSoon
	case pickup.Late:
		d.Kind, d.Word = widgets.TimeLate, c.T("common.late")
		if now.Before(r.Promised) { // not late yet, but it will be
			d.Word = c.T("queue.hurry")
		}
	case pickup.Taken:
		d.Kind = widgets.TimeTaken
		if now.After(r.Promised) {
			d.Word = c.T("common.late")
		}
	case pickup.OnTime:
	}
	return d
}

// longWait is when a customer has stood at the counter for too long.
const longWait = 5 * time.Minute

// waitOf is how long the customer has been here.
func waitOf(c words.Catalog, x pickup.Caller, now time.Time) widgets.TimeData {
	wait := now.Sub(x.Since)
	d := widgets.TimeData{Kind: widgets.TimeSoon, Word: c.T("call.waiting"), Number: strconv.Itoa(max(0, int(wait/time.Minute))), Unit: c.T("common.minutes.unit")}
	switch {
	case !x.Ringing():
		d.Kind = widgets.TimeCalm
	case wait >= longWait:
		d.Kind = widgets.TimeLate
	}
	return d
}

// callChip is who looks after the customer who is here, or that nobody does.
func callChip(c words.Catalog, x pickup.Caller) widgets.ChipData {
	switch {
	case x.Ringing():
		return widgets.ChipData{Icon: assets.IconBell, Tone: widgets.ToneAmber, Word: c.T("call.chip.ringing")}
	case x.Mine:
		return widgets.ChipData{Icon: assets.IconUser, Tone: widgets.ToneGreen, Word: c.T("call.chip.mine")}
	}
	return widgets.ChipData{Icon: assets.IconUser, Tone: widgets.ToneGrey, Word: c.T("call.chip.taken", "name", page.Name(c, x.Taker, x.TakerEn))}
}

const day = 24 * time.Hour

// deadlineOf is how long the customer still has to come.
func deadlineOf(c words.Catalog, deadline, now time.Time) widgets.TimeData {
	d := widgets.TimeData{Kind: widgets.TimeCalm, Word: c.T("queue.deadline"), Unit: c.T("queue.days.unit")}
	left := deadline.Sub(now)
	switch {
	case deadline.IsZero():
		d.Number, d.Unit = "–", ""
	case left < 0:
		d.Kind, d.Word, d.Number = widgets.TimeLate, c.T("queue.deadline.over"), strconv.Itoa(int(-left/day)+1)
	case left < day:
		d.Kind, d.Number, d.Unit = widgets.TimeSoon, strconv.Itoa(int(left/time.Hour)+1), c.T("queue.hours.unit")
	default:
		d.Number = strconv.Itoa(int(left / day))
	}
	return d
}

// maybeOver tells whether the time to come is over by this terminal's clock,
// and the hub has not said so yet (期限切れの可能性).
func maybeOver(r pickup.Row, now time.Time) bool {
	return (r.State == retail.Staged || r.State == retail.Notified) && !r.Deadline.IsZero() && now.After(r.Deadline)
}

// extendFrom is how long before the end of the time more of it is offered.
const extendFrom = 2 * day

// mayExtend tells whether more time is worth offering.
func mayExtend(r pickup.Row, now time.Time) bool {
	return r.State.Waiting() && !r.Deadline.IsZero() && r.Deadline.Sub(now) < extendFrom
}

// placeOf is where to go: the parts of the shop to walk, or the place where
// the bags lie.
func placeOf(c words.Catalog, r pickup.Row) string {
	switch {
	case r.State.Waiting() && r.Slot != "":
		return c.T("queue.slot", "slot", r.Slot)
	case r.Pending || r.State == retail.Short:
		return c.T("queue.missing", "n", r.Missing)
	case len(r.Places) == 0:
		return c.T("queue.noplace")
	}
	return mergePlaces(r.Places)
}

// mergePlaces says a common first word once: 売場 1階・2階.
func mergePlaces(places []string) string {
	out := places[0]
	last, _, _ := strings.Cut(places[0], " ")
	for _, p := range places[1:] {
		head, rest, ok := strings.Cut(p, " ")
		if ok && head == last {
			out += "・" + rest
			continue
		}
		out, last = out+"・"+p, head
	}
	return out
}

// chipsOf is the state, or who is on it, and what hinders the notice.
func chipsOf(c words.Catalog, r pickup.Row, now time.Time) []widgets.ChipData {
	if r.Caller != nil {
		return []widgets.ChipData{callChip(c, *r.Caller)}
	}
	look := theme.State(r.State)
	chip := widgets.StateChipData(look, c.T(look.Word))
	if r.Claimed != "" && r.State != retail.Short {
		look = theme.ClaimLook(r.Mine)
		chip = widgets.StateChipData(look, c.T(look.Word, "name", page.Name(c, r.Claimer, r.ClaimerEn)))
		switch {
		case r.Tentative:
			chip.Word = c.T("state.tentative")
		case r.Mine:
			chip.Word = c.T(look.Word)
		}
	}
	chips := []widgets.ChipData{chip}
	if p, ok := pendingChip(c, r, now); ok {
		chips = append(chips[:0], p)
	}
	if r.Pause.LiveAt(now) {
		chips = append(chips[:0], widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneGrey, Word: c.T("queue.paused", "why", c.T("queue.pause."+r.Pause.Reason.String()))})
	}
	if n, ok := noticeOf(c, r.State, r.Notice); ok {
		if r.State == retail.Staged {
			chips = chips[:0] // the tab says 保管; the notice is the news
		}
		chips = append(chips, n)
	}
	if maybeOver(r, now) {
		chips = append(chips, widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneGrey, Word: c.T("queue.deadline.maybe")})
	}
	return chips
}

// pendingChip is how far the question to the customer is.
func pendingChip(c words.Catalog, r pickup.Row, now time.Time) (widgets.ChipData, bool) {
	switch {
	case !r.Pending:
		return widgets.ChipData{}, false
	case !r.Waits.IsZero():
		return widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneGrey, Word: c.T("offer.waits", "day", c.Day(r.Waits.In(now.Location())))}, true
	case r.Tried > 0:
		return widgets.ChipData{Icon: assets.IconPhone, Tone: widgets.ToneOrange, Word: c.T("queue.pending.tried", "n", r.Tried)}, true
	}
	return widgets.ChipData{Icon: assets.IconPhone, Tone: widgets.ToneOrange, Word: c.T("queue.pending.ask")}, true
}

// noticeOf is what stands between the goods and the customer knowing of them.
func noticeOf(c words.Catalog, state retail.OrderState, n retail.NoticeState) (widgets.ChipData, bool) {
	if state != retail.Staged {
		return widgets.ChipData{}, false
	}
	switch n {
	case retail.NoticeQueued, retail.NoticeSending:
		return widgets.ChipData{Icon: assets.IconMail, Tone: widgets.ToneGrey, Word: c.T("queue.notice.queued")}, true
	case retail.NoticeUnknown:
		return widgets.ChipData{Icon: assets.IconExcl, Tone: widgets.ToneAmber, Word: c.T("queue.notice.unknown")}, true
	case retail.NoticeFailed:
		return widgets.ChipData{Icon: assets.IconWarn, Tone: widgets.ToneOrange, Word: c.T("queue.notice.failed")}, true
	case retail.NoticeNoAddress:
		return widgets.ChipData{Icon: assets.IconPhone, Tone: widgets.ToneOrange, Word: c.T("queue.notice.no_address")}, true
	case retail.NoticeSent, retail.NoticeTold:
	}
	return widgets.ChipData{}, false
}

// Whether staff may ask for the notice again, and whether they should tell the
// customer themselves.
func mayResend(r pickup.Row) bool {
	return r.State == retail.Staged && (r.Notice == retail.NoticeUnknown || r.Notice == retail.NoticeFailed)
}

func mayTell(r pickup.Row) bool {
	return r.State == retail.Staged && (mayResend(r) || r.Notice == retail.NoticeNoAddress)
}

// noticeText explains the notice chip in a sentence; empty when all is well.
func noticeText(c words.Catalog, r pickup.Row) string {
	switch {
	case r.State != retail.Staged:
	case r.Notice == retail.NoticeUnknown:
		return c.T("queue.notice.unknown.text")
	case r.Notice == retail.NoticeFailed:
		return c.T("queue.notice.failed.text")
	case r.Notice == retail.NoticeNoAddress:
		return c.T("queue.notice.no_address.text")
	}
	return ""
}

// emptyModel is what an empty tab says.
type emptyModel struct {
	Icon        assets.Icon
	Title, Text string
}

func emptyOf(c words.Catalog, tab pickup.Tab, offline bool) emptyModel {
	m := map[pickup.Tab]emptyModel{
		pickup.TabReceived: {assets.IconBag, c.T("queue.empty.received"), c.T("queue.empty.received.text")},
		pickup.TabStaged:   {assets.IconShelf, c.T("queue.empty.staged"), c.T("queue.empty.staged.text")},
		pickup.TabNotified: {assets.IconMail, c.T("queue.empty.notified"), c.T("queue.empty.notified.text")},
		pickup.TabPending:  {assets.IconCheck, c.T("queue.empty.pending"), c.T("queue.empty.pending.text")},
		pickup.TabInbox:    {assets.IconCheck, c.T("queue.empty.inbox"), c.T("queue.empty.inbox.text")},
	}[tab]
	if offline && tab == pickup.TabReceived {
		m.Icon, m.Text = assets.IconOff, c.T("queue.empty.offline")
	}
	return m
}

// openRoute is the screen that goes on with an order in a state; ok is false
// where the queue itself is that screen.
func openRoute(id retail.OrderID, s retail.OrderState) (page.Route, bool) {
	switch s {
	case retail.Staged, retail.Notified, retail.Expired, retail.HandedOver, retail.Declined, retail.Canceled:
		return page.Handover{Order: id}, true
	case retail.Received, retail.Picking, retail.Short:
	}
	return nil, false
}

// noneText says that no order is meant by a scan.
func noneText(c words.Catalog, code scanner.Code) string {
	switch {
	case code.Kind == scanner.KindBag:
		return c.T("queue.scan.bag.none")
	case code.Kind == scanner.KindPlace:
		return c.T("queue.scan.place.none", "place", code.Fields.ID)
	}
	return c.T("queue.scan.goods.none")
}
