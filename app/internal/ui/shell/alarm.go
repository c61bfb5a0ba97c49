package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// alarmBar is what stands over every screen while an order waits that nobody
// begins.
type alarmBar struct {
	room  *fyne.Container // empty while nothing is to be heard
	shown string
	rung  time.Time
}

// chime makes orders heard that nobody begins, every few minutes, and seen for as
// long as that is so. They rise to the manager when nobody comes.
func (s *Shell) chime() {
	_, in := s.cfg.Session.Actor()
	if !in || s.cfg.Alarm == nil || !s.cfg.Enrolled() {
		s.showAlarm("", nil)
		return
	}
	a, now := s.cfg.Alarm(), s.cfg.Env.Clock.Now()
	if a.Level == 0 {
		s.alarm.rung = time.Time{}
		s.showAlarm("", nil)
		return
	}
	if s.alarm.rung.IsZero() || now.Sub(s.alarm.rung) >= a.Every {
		s.alarm.rung = now
		s.Play(assets.SoundNewOrder)
	}
	m := alarmOf(s.cat, a, s.cfg.Who(s.cat).Role)
	open := page.Queue{Tab: uint8(pickup.TabReceived), Order: a.First.ID, Open: true}
	s.showAlarm(m.head+m.sub, func() fyne.CanvasObject { return alarmStrip(m, func() { s.Go(open) }) })
}

func (s *Shell) showAlarm(text string, bar func() fyne.CanvasObject) {
	if text == s.alarm.shown {
		return
	}
	s.alarm.shown = text
	s.alarm.room.Objects = nil
	if bar != nil {
		s.alarm.room.Objects = []fyne.CanvasObject{bar()}
	}
	s.alarm.room.Refresh()
	s.frame.Refresh()
	widgets.Wake()
}

// alarmModel is what the bar says.
type alarmModel struct {
	head, sub string
	risen     bool
}

// alarmOf says which order waits, and what whoever reads it should do.
func alarmOf(c words.Catalog, a pickup.Alarm, role retail.Role) alarmModel {
	m := alarmModel{head: c.T("alarm.waits", "number", a.First.Number, "time", c.Clock(a.First.PickBy.In(retail.Japan))), risen: a.Level == retail.AlertManager}
	if a.Orders > 1 {
		m.head = c.T("alarm.waits.more", "number", a.First.Number, "time", c.Clock(a.First.PickBy.In(retail.Japan)), "n", a.Orders-1)
	}
	switch {
	case !m.risen:
		m.sub = c.T("alarm.begin")
	case role >= retail.RoleManager:
		m.sub = c.T("alarm.assign")
	default:
		m.sub = c.T("alarm.tell")
	}
	return m
}

// alarmStrip is the bar: amber, and red once it has risen.
func alarmStrip(m alarmModel, open func()) fyne.CanvasObject {
	fill, ink := theme.AmberSoft, theme.Amber
	if m.risen {
		fill, ink = theme.StopFill, theme.OnFill
	}
	lines := widgets.VBox(0, widgets.NewText(widgets.Run{Text: m.head, Size: theme.T17, Bold: true, Color: ink}), widgets.NewText(widgets.Run{Text: m.sub, Size: theme.T15, Color: ink}))
	row := widgets.HBox(12, widgets.NewIcon(assets.IconClock, 28, ink).Stroke(2.2), widgets.Grow(lines), widgets.NewIcon(assets.IconNext, 20, ink))
	return widgets.NewTap(widgets.Layers(widgets.NewBox(fill), widgets.Inset(row, 16, 8)), open).Radius(0)
}
