package syncui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// stationModel is one terminal of the list.
type stationModel struct {
	ID      retail.DeviceID
	Name    string
	Sub     string // この端末, 連絡なし 2日・未送信 4件
	Icon    assets.Icon
	Counter string // 受渡端末・14:45 まで; empty for the others
	Alert   bool   // not heard of for long
	Revoke  bool   // it can be shut out from here
}

func stationOf(c words.Catalog, t pickup.Terminal, role retail.Role, now time.Time) stationModel {
	m := stationModel{ID: t.ID, Name: t.Name, Icon: assets.IconPhone, Revoke: !t.Here && !t.Going && role >= retail.RoleManager}
	if t.Counter {
		m.Icon, m.Counter = assets.IconHub, c.T("terminals.counter.until", "time", moment(c, t.Until, now))
	}
	switch {
	case t.Going:
		m.Sub = c.T("terminals.going")
	case t.Here:
		m.Sub = c.T("terminals.here")
	case !t.Away.IsZero():
		m.Alert = true
		m.Sub = c.T("terminals.away", "time", c.Span(now.Sub(t.Away)))
		if t.Unsent > 0 {
			m.Sub += "・" + c.T("records.unsent", "n", t.Unsent)
		}
	}
	return m
}

// counterModel is who is the 受渡端末, and what can be done about it here.
type counterModel struct {
	Text   string
	Detail string
	Tone   widgets.Tone
	Icon   assets.Icon
	Take   bool // this terminal may become it
	Over   bool // from another one
}

func counterOf(c words.Catalog, s pickup.Standing, role retail.Role, now time.Time) counterModel {
	m := counterModel{Tone: widgets.ToneGrey, Icon: assets.IconHub, Text: c.T("lease.none"), Detail: c.T("lease.none.text"), Take: s.Online}
	switch {
	case s.Mine:
		m.Tone, m.Take = widgets.ToneGreen, false
		m.Text, m.Detail = c.T("lease.mine"), c.T("lease.mine.text", "time", moment(c, s.Until, now))
	case s.Held:
		m.Over, m.Take = true, s.Online && role >= retail.RoleManager
		m.Text, m.Detail = c.T("lease.other", "terminal", s.Holder), c.T("lease.other.text")
	}
	if !s.Online && !s.Mine {
		m.Detail = c.T("hint.counter_offline")
	}
	return m
}
