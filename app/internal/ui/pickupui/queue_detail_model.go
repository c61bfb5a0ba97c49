package pickupui

import (
	"strconv"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// detailModel is one order in full: the tablet's right pane.
type detailModel struct {
	Number, Name, Count string
	Chips               []widgets.ChipData
	Times               string // 注文 10:29・お約束 10:59
	Time                widgets.TimeData
	Now                 int // station of its way, -1 when it ended otherwise
	Items               []widgets.ItemData
	Slot                string // 保管棚 B-12, when the bags lie there
	Notice              string // what hinders the notice
	Customer            string // the customer's note
	Wishes              []string
}

// stepsOf are the stations of every order.
func stepsOf(c words.Catalog) []widgets.StepData {
	return []widgets.StepData{
		{Icon: assets.IconRing, Word: c.T("queue.step.received")},
		{Icon: assets.IconWalk, Word: c.T("queue.step.picking")},
		{Icon: assets.IconShelf, Word: c.T("queue.step.staged")},
		{Icon: assets.IconMail, Word: c.T("queue.step.notified")},
		{Icon: assets.IconBag, Word: c.T("queue.step.handover")},
	}
}

// stationOf is how far a state has come on that way.
func stationOf(s retail.OrderState) int {
	switch s {
	case retail.Received:
		return 0
	case retail.Picking, retail.Short:
		return 1
	case retail.Staged:
		return 2
	case retail.Notified, retail.Expired:
		return 3
	case retail.HandedOver:
		return 4
	case retail.Declined, retail.Canceled:
	}
	return -1
}

// detailOf joins the order's row and its lines.
func detailOf(c words.Catalog, r pickup.Row, v pickup.PickView, now time.Time) detailModel {
	o := v.Order
	m := detailModel{
		Number: o.Number, Name: sama(c, v.Name), Count: c.T("common.items", "n", o.Pieces()), Chips: chipsOf(c, r, now),
		Time: timeOf(c, r, now), Now: stationOf(o.State), Notice: noticeText(c, r), Customer: o.Customer.Note,
	}
	m.Chips = append(m.Chips, payChip(c, o.Pay))
	m.Times = c.T("queue.times", "placed", when(c, o.PlacedAt, now), "promised", when(c, o.PromisedAt, now))
	if o.State.Waiting() {
		m.Times = c.T("queue.times.deadline", "placed", when(c, o.PlacedAt, now), "day", c.Day(o.Deadline.In(now.Location())))
		m.Slot = o.Slot
	}
	for _, l := range v.Route {
		it := itemDataOf(c, l, now)
		if stationOf(o.State) > 1 { // nobody walks there any more
			it.Shelf, it.Place = "", ""
		}
		m.Items = append(m.Items, it)
	}
	if o.Gift {
		m.Wishes = append(m.Wishes, c.T("queue.gift"))
	}
	if o.Proxy != "" {
		m.Wishes = append(m.Wishes, c.T("queue.proxy"))
	}
	return m
}

// when is a time of today, or the day before it.
func when(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return c.Clock(t)
	}
	return c.DayClock(t)
}

func payChip(c words.Catalog, p retail.Payment) widgets.ChipData {
	if p.State == retail.PayAtPickup && p.DueTaxIn > 0 {
		return widgets.ChipData{Icon: assets.IconCard, Tone: widgets.ToneOrange, Word: c.T("queue.pay.due", "yen", c.Yen(int64(p.DueTaxIn)))}
	}
	return widgets.ChipData{Icon: assets.IconCard, Tone: widgets.ToneGreen, Word: c.T("queue.pay.done")}
}

func itemDataOf(c words.Catalog, l pickup.LineView, now time.Time) widgets.ItemData {
	d := widgets.ItemData{
		Picture: l.Picture, Name: l.Name, Color: widgets.Hex(l.Color.Hex), ColorWord: colorWord(c, l.Color), Size: l.Size,
		Count: "×" + strconv.Itoa(l.Qty), Shelf: l.Shelf, Place: l.Place,
	}
	switch {
	case l.Short > 0:
		d.Note = c.T("queue.line.short", "n", l.Short)
	case l.Open() == 0:
		d.Note = c.T("queue.line.picked")
	case l.Known:
		d.Note = c.T("queue.line.stock", "n", l.OnHand, "time", c.Clock(l.AsOf.In(now.Location())))
	}
	if l.Shelf == "" {
		d.Place = c.T("queue.noplace")
	}
	return d
}

// do is what an action of the queue does.
type do uint8

const (
	doPick do = iota + 1
	doTakeOver
	doDecline
	doHandover
	doResend
	doTold
	doExtend
	doPause
	doResume
	doOffer
)

// actionModel is one action on a chosen order.
type actionModel struct {
	Do     do
	Action widgets.Action
}

// actionsOf are the actions on an order, the main one last. offline changes
// what asking for the notice promises.
func actionsOf(c words.Catalog, r pickup.Row, offline bool, now time.Time) []actionModel {
	secondary := func(d do, key string) actionModel {
		return actionModel{d, widgets.Action{Kind: widgets.Secondary, Text: c.T(key)}}
	}
	main := func(d do, key string, icon assets.Icon) actionModel {
		return actionModel{d, widgets.Action{Kind: widgets.Main, Text: c.T(key), Icon: icon}}
	}
	switch {
	case r.Pending && !r.State.Waiting():
		return []actionModel{secondary(doDecline, "queue.decline"), secondary(doPick, "queue.lines"), main(doOffer, "queue.offer", assets.IconPhone)}
	case r.State.Waiting():
		var out []actionModel
		if r.Pending {
			out = append(out, secondary(doOffer, "queue.offer"))
		}
		if mayTell(r) {
			out = append(out, secondary(doTold, "queue.told"))
		}
		if mayResend(r) {
			a := secondary(doResend, "queue.resend")
			if offline {
				a.Action.Sub = c.T("queue.resend.offline")
			}
			out = append(out, a)
		}
		if mayExtend(r, now) {
			a := secondary(doExtend, "queue.extend")
			a.Action.Sub = c.T("queue.extend.sub", "day", c.Day(r.Longer.In(retail.Japan)))
			out = append(out, a)
		}
		return append(out, main(doHandover, "queue.handover", assets.IconBag))
	case r.State.Over():
		return []actionModel{main(doHandover, "queue.record", assets.IconList)}
	case r.Urgency == pickup.Taken:
		return []actionModel{main(doTakeOver, "queue.takeover", assets.IconWalk)}
	case r.Pause.LiveAt(now):
		return []actionModel{secondary(doResume, "queue.resume"), main(doPick, "queue.start", assets.IconWalk)}
	case r.Mine || r.Picked > 0:
		return []actionModel{secondary(doDecline, "queue.decline"), main(doPick, "queue.goon", assets.IconWalk)}
	}
	return []actionModel{secondary(doDecline, "queue.decline"), secondary(doPause, "queue.pause"), main(doPick, "queue.start", assets.IconWalk)}
}

// declineReasons are the keys of why a shop cannot do an order.
var declineReasons = []string{"queue.decline.stock", "queue.decline.damaged", "queue.decline.busy", "queue.decline.other"}
