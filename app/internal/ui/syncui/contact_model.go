package syncui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// A terminal with a line is heard at least once a minute; one that was not heard
// for quietFrom has none. What the hub said longer ago than staleFrom is shown
// with its time.
const (
	quietFrom = 2 * time.Minute
	staleFrom = 2 * time.Minute
)

// contactModel is what the hub has of a terminal, in words.
type contactModel struct {
	Known             bool // the hub said something of it
	Recorded, Arrived string
	Word              string // 届いています, オフライン 3分・未送信 4件
	Icon              assets.Icon
	Tone              widgets.Tone
	Seen              string // when the hub heard of it last; empty: never
}

// contactOf puts what the hub said of a terminal into words.
func contactOf(c words.Catalog, id retail.DeviceID, said pickup.Contacts, now time.Time) contactModel {
	k, known := said.Of[id]
	if !known {
		return contactModel{Recorded: "–", Arrived: "–"}
	}
	m := contactModel{
		Known: true, Recorded: c.Number(k.Arrived + k.Unsent), Arrived: c.Number(k.Arrived),
		Word: c.T("terminals.arrived"), Icon: assets.IconCheck, Tone: widgets.ToneGreen,
	}
	if k.Unsent > 0 {
		m.Word, m.Icon, m.Tone = c.T("records.unsent", "n", k.Unsent), assets.IconArrow, widgets.ToneAmber
	}
	if k.Seen.IsZero() {
		m.Word, m.Icon, m.Tone = c.T("terminals.never"), assets.IconOff, widgets.ToneGrey
		return m
	}
	if quiet := said.At.Sub(k.Seen); quiet >= quietFrom {
		m.Word, m.Icon, m.Tone = c.T("records.offline", "time", c.Span(quiet)), assets.IconOff, widgets.ToneGrey
		if k.Unsent > 0 {
			m.Word += "・" + c.T("records.unsent", "n", k.Unsent)
		}
	}
	m.Seen = shortly(c, k.Seen, now)
	return m
}

// shortly is a clock time, or the day when it is not today.
func shortly(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return c.Clock(t)
	}
	return c.Day(t)
}

// asOf says how old the hub's word is, when it is not of now.
func asOf(c words.Catalog, said pickup.Contacts, now time.Time) string {
	if said.At.IsZero() || now.Sub(said.At) < staleFrom {
		return ""
	}
	return c.T("common.asof", "time", moment(c, said.At, now))
}

// shopRow is one terminal of the shop on the page 記録と送信.
type shopRow struct {
	Name, Sub string
	Mark      assets.Icon // what kind of terminal it is
	contactModel
}

// shopRows are the terminals of the shop. This one knows its own figures better
// than the hub does.
func shopRows(c words.Catalog, all []pickup.Terminal, said pickup.Contacts, s Summary, now time.Time) []shopRow {
	out := make([]shopRow, 0, len(all))
	for _, t := range all {
		r := shopRow{Name: t.Name, Mark: assets.IconPhone, contactModel: contactOf(c, t.ID, said, now)}
		if t.Counter {
			r.Mark, r.Sub = assets.IconHub, c.T("lease.badge")
		}
		if t.Here {
			r.Sub = c.T("terminals.here")
			heard := s.OfflineSince
			if heard.IsZero() {
				heard = now
			}
			own := pickup.Contacts{At: now, Of: map[retail.DeviceID]pickup.Contact{t.ID: {Arrived: s.Arrived, Unsent: s.Unsent, Seen: heard}}}
			r.contactModel = contactOf(c, t.ID, own, now)
		}
		out = append(out, r)
	}
	return out
}
