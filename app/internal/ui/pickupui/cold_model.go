package pickupui

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

// coldModel is one temperature of goods that are out of the cold.
type coldModel struct {
	Text string // 冷蔵 あと 8分・保管は C-01
	Tone widgets.Tone
	Icon assets.Icon
}

// zoneWord is what staff call a temperature.
func zoneWord(c words.Catalog, t retail.Temperature) string { return c.T("temp." + t.Or().String()) }

// coldsOf says how long goods may still be out of the cold, and where they go.
func coldsOf(c words.Catalog, all []pickup.ColdView, now time.Time) []coldModel {
	var out []coldModel
	for _, v := range all {
		var m coldModel
		m.Text, m.Tone, m.Icon = page.ColdClock(c, v.Temp, v.From, v.Limit, now)
		to, where := "pick.cold.place", c.T("pick.cold.nowhere")
		if retail.ColdPressure(v.Limit, now.Sub(v.From)) != retail.PressureCalm {
			to = "pick.cold.now"
		}
		if v.Slot != "" {
			where = c.T(to, "slot", v.Slot)
		}
		m.Text = joined(m.Text, where)
		out = append(out, m)
	}
	return out
}

// coldText is everything that the clocks say.
func coldText(all []coldModel) string {
	var out []string
	for _, m := range all {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n")
}

// intoOf is the tote for goods of a line: said where each temperature has one of its own.
func intoOf(c words.Catalog, v pickup.PickView, l retail.Line) string {
	if !v.Zones {
		return ""
	}
	into := c.T("pick.zone.into", "zone", zoneWord(c, l.Temp))
	if t := v.Tote; t.Code != "" && (t.Temp == 0 || t.Temp == l.Temp.Or()) {
		into = joined(into, c.T("pick.tote.now", "code", t.Code))
	}
	return into
}

// toteAnswer: what comes next is laid into the tote.
func toteAnswer(c words.Catalog, f pickup.Found) answerModel {
	t := f.Pick.Tote
	a := answerModel{Look: lookNote, Sound: assets.SoundRight, Sentence: c.T("pick.tote.taken", "code", t.Code)}
	if t.Temp != 0 && f.Pick.Zones {
		a.Sentence = c.T("pick.tote.zone", "zone", zoneWord(c, t.Temp), "code", t.Code)
	}
	return a
}

// foreignToteAnswer: another order's goods lie in the tote.
func foreignToteAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.StopFill, assets.IconBasket, assets.SoundWrong, c.T("pick.tote.foreign", "number", f.For))
	a.Where, a.More, a.DoIcon = c.T("pick.tote.foreign.do"), c.T("pick.tote.foreign.more"), assets.IconScan
	return a
}

// zoneAnswer: the right goods, and the tote in hand is for goods kept warmer or colder.
func zoneAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.HaltFill, assets.IconBasket, assets.SoundWrong, c.T("pick.zone.title", "zone", zoneWord(c, f.Pick.Tote.Temp)))
	a.Scanned = scannedCard(c, f.Got)
	zone := ""
	if f.Line != nil {
		zone = zoneWord(c, f.Line.Temp)
	}
	a.Need, a.Wanted = c.T("pick.zone.need"), zone
	a.Where, a.More, a.DoIcon = c.T("pick.zone.do", "zone", zone), c.T("pick.zone.more"), assets.IconScan
	return a
}
