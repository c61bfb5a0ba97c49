package holdingui

import (
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// rowModel is what a hold says of itself.
type rowModel struct {
	Who, What, Until, State string
	Where                   string   // the other shop with the goods
	Shelf                   string   // where the goods are to be fetched, or put back
	Notice                  string   // how the customer is told, of what came for one
	Why                     string   // what 仮 waits for, or why nothing came of it
	Notes                   []string // 支払済, Webから
	Icon                    assets.Icon
	Tone                    widgets.Tone
}

// part is the holds of one heading.
type part struct {
	Head  string // key
	Rows  []holding.Row
	Mixed bool // the head does not say where each of them stands
}

// partsOf are the holds in the order in which they are to be seen to: by day what
// customers may come for, before the shop shuts what nobody came for.
func partsOf(l holding.Lists) []part {
	back, ending := part{"holding.part.back", l.Back, false}, part{"holding.part.ending", l.Ending, false}
	out := []part{{"holding.part.keep", l.Keep, false}, {"holding.part.tell", l.Tell, false}}
	if l.Closing {
		out = append([]part{ending, back}, out...)
	} else {
		out = append(out, ending, back)
	}
	return append(out, part{"holding.part.held", l.Held, true}, part{"holding.part.ended", l.Ended, true})
}

// dayModel is the head of the list.
type dayModel struct{ Title, Text string }

func dayOf(c words.Catalog, l holding.Lists) dayModel {
	m := dayModel{Title: c.T("holding.day.open")}
	if l.Closing {
		m.Title = c.T("holding.day.close")
	}
	switch {
	case l.Today() == 0:
		m.Text = c.T("holding.day.nothing")
	case l.Closing && len(l.Ending) > 0:
		m.Text = c.T("holding.day.uncollected", "n", len(l.Ending))
	default:
		m.Text = c.T("holding.day.todo", "n", l.Today())
	}
	return m
}

// tagged finds the hold whose tag was scanned.
func tagged(l holding.Lists, code string) retail.HoldID {
	for _, part := range partsOf(l) {
		for _, h := range part.Rows {
			if code != "" && h.Tag == code {
				return h.ID
			}
		}
	}
	return ""
}

func rowOf(c words.Catalog, h holding.Row, now time.Time) rowModel {
	m := rowModel{Who: c.T("holding.nobody")}
	if n := h.Customer.CallName(); n != "" {
		m.Who = c.T("common.sama", "name", n)
	}
	for i, l := range h.Lines {
		if i > 0 {
			m.What += "\n"
		}
		m.What += c.T("holding.line", "name", l.Name, "color", page.Name(c, l.Color.Word, l.Color.En), "size", l.Size, "n", l.Qty)
	}
	if !h.Until.IsZero() {
		m.Until = c.T("holding.until", "day", c.Day(h.Until.In(retail.Japan)), "time", c.Clock(h.Until.In(retail.Japan)))
	}
	if h.At.ID != "" {
		m.Where = page.Name(c, h.At.Name, h.At.NameEn)
	}
	if h.Floor != nil {
		m.Notes = append(m.Notes, c.T("holding.floor."+h.Floor.Way.String()))
	}
	if h.Pay == retail.PaidAll {
		m.Notes = append(m.Notes, c.T("holding.paid"))
	}
	if h.Channel != "" {
		m.Notes = append(m.Notes, c.T("holding.web"))
	}
	if h.PaidTaxIn > 0 && h.Pay == retail.PaidDeposit {
		m.Notes = append(m.Notes, c.T("holding.deposit", "yen", c.Yen(int64(h.PaidTaxIn))))
	}
	if len(h.Lines) > 0 && (h.ToKeep() > 0 || h.ToPutBack()) {
		m.Shelf = h.Shelves[h.Lines[0].SKU]
	}
	if w := h.Notice.State; w != 0 && h.At.ID == "" {
		m.Notice = c.T("holding.notice." + w.String())
	}
	m.State, m.Icon, m.Tone = stateOf(c, h, now)
	m.Why = whyOf(c, h, m.Where)
	return m
}

// whyOf says in a sentence what a provisional hold waits for, and why one came to
// nothing.
func whyOf(c words.Catalog, h holding.Row, where string) string {
	short := 0
	for _, l := range h.Lines {
		short += l.Left
	}
	switch {
	case h.State == retail.HoldAsked && where == "":
		return c.T("holding.why.asked")
	case h.State == retail.HoldAsked:
		return c.T("holding.why.asked.there", "store", where)
	case h.State == retail.HoldDeclined && where == "" && short == 0:
		return c.T("holding.why.declined")
	case h.State == retail.HoldDeclined && where == "":
		return c.T("holding.why.left", "n", short)
	case h.State == retail.HoldDeclined && short == 0:
		return c.T("holding.why.declined.there", "store", where)
	case h.State == retail.HoldDeclined:
		return c.T("holding.why.left.there", "store", where, "n", short)
	case h.State == retail.HoldBroken:
		return c.T("holding.why.broken")
	case h.State == retail.HoldHeld && where != "":
		return c.T("holding.why.there", "store", where)
	}
	return ""
}

// seeks tells whether the goods have to be looked for elsewhere.
func seeks(h holding.Row) bool {
	return (h.State == retail.HoldDeclined || h.State == retail.HoldBroken) && len(h.Lines) > 0 && (h.At.ID != "" || !h.ToPutBack())
}

// dayWord is きょう, あした or how many days of business from now.
func dayWord(c words.Catalog, after int) string {
	switch after {
	case 0:
		return c.T("holding.day.today")
	case 1:
		return c.T("holding.day.tomorrow")
	}
	return c.T("holding.day.after", "n", after)
}

// stateOf is the word of where a hold stands, with its look.
func stateOf(c words.Catalog, h holding.Row, now time.Time) (string, assets.Icon, widgets.Tone) {
	switch {
	case h.ToPutBack() && h.At.ID == "":
		return c.T("holding.to_put_back"), assets.IconUndo, widgets.ToneOrange
	case h.State == retail.HoldAsked || h.Pending && h.State == retail.HoldHeld && h.Made == "":
		return c.T("holding.state.asked"), assets.IconClock, widgets.ToneAmber
	case h.ToTell() && h.At.ID == "":
		return c.T("holding.to_tell"), assets.IconPhone, widgets.ToneOrange
	case h.MayBeOver(now):
		return c.T("holding.may_be_over"), assets.IconClock, widgets.ToneGrey
	case h.State == retail.HoldHeld && h.ToKeep() > 0 && h.At.ID == "":
		return c.T("holding.to_keep"), assets.IconWalk, widgets.ToneBlue
	}
	switch h.State {
	case retail.HoldCollected:
		return c.T("holding.state.collected"), assets.IconCheck, widgets.ToneGreen
	case retail.HoldDeclined:
		return c.T("holding.state.declined"), assets.IconCross, widgets.ToneRed
	case retail.HoldBroken:
		return c.T("holding.state.broken"), assets.IconWarn, widgets.ToneRed
	case retail.HoldReleased:
		return c.T("holding.state.released"), assets.IconCross, widgets.ToneGrey
	case retail.HoldExpired:
		return c.T("holding.state.expired"), assets.IconClock, widgets.ToneGrey
	case retail.HoldAsked, retail.HoldHeld:
	}
	return c.T("holding.state.held"), assets.IconTag, widgets.ToneTeal
}
