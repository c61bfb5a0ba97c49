package shell

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// ringEvery is how often the doorbell sounds while a customer is here whom nobody
// looks after.
const ringEvery = 8 * time.Second

// callBar is what stands over every screen while a customer calls.
type callBar struct {
	room  *fyne.Container // empty while nobody calls: it then takes no room
	shown string
	rung  time.Time
	slot  load.Slot
	busy  bool // a tap is on its way; a second one is the finger's
}

// ringing are the customers whom nobody looks after, the longest wait first.
func (s *Shell) ringing() []pickup.Caller {
	if s.cfg.Callers == nil || !s.cfg.Enrolled() || s.shows() {
		return nil
	}
	var out []pickup.Caller
	for _, c := range s.cfg.Callers() {
		if c.Ringing() {
			out = append(out, c)
		}
	}
	return out
}

// ring makes customers heard and seen, on whatever screen, also on one that
// waits for somebody to sign in: who they are stands there only for staff.
func (s *Shell) ring() {
	list, tablets, now := s.ringing(), s.tablets(), s.cfg.Env.Clock.Now()
	if len(list)+len(tablets) == 0 {
		s.call.rung = time.Time{}
		s.showCall("", nil)
		return
	}
	if s.call.rung.IsZero() || now.Sub(s.call.rung) >= ringEvery {
		s.call.rung = now
		s.Play(assets.SoundDoorbell)
	}
	if len(list) == 0 {
		s.showTablets(tablets, now)
		return
	}
	if _, in := s.cfg.Session.Actor(); !in {
		text := s.cat.T("call.locked", "n", len(list))
		s.showCall(text, func() fyne.CanvasObject { return callStrip(text, "", nil) })
		return
	}
	m := callOf(s.cat, list, now)
	s.showCall(m.head+m.sub+m.button, func() fyne.CanvasObject {
		return callStrip(m.head, m.sub, &widgets.Action{Kind: widgets.OnFill, Text: m.button, OnTap: func() { s.takeCall(list[0].ID) }})
	})
}

// showCall paints the bar anew where it says something else.
func (s *Shell) showCall(text string, bar func() fyne.CanvasObject) {
	if text == s.call.shown {
		return
	}
	s.call.shown = text
	s.call.room.Objects = nil
	if bar != nil {
		s.call.room.Objects = []fyne.CanvasObject{bar()}
	}
	s.call.room.Refresh()
	s.frame.Refresh()
	widgets.Wake()
}

// callModel is what the bar says.
type callModel struct{ head, sub, button string }

// callOf says who has come, since when, and where their goods lie.
func callOf(c words.Catalog, list []pickup.Caller, now time.Time) callModel {
	first := list[0]
	m := callModel{head: c.T("call.here", "name", c.T("common.sama", "name", first.Name)), button: c.T("call.take")}
	parts := []string{c.Age(now.Sub(first.Since))}
	if first.Calls > 0 {
		parts = append(parts, c.T("call.again"))
	}
	if first.Slot != "" {
		parts = append(parts, c.T("queue.slot", "slot", first.Slot))
	}
	if n := len(list) - 1; n > 0 {
		parts = append(parts, c.T("call.more", "n", n))
	}
	m.sub = strings.Join(parts, "・")
	return m
}

// callStrip is the bar: nobody overlooks it, and no thumb reaches over it.
func callStrip(head, sub string, take *widgets.Action) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: head, Size: theme.T20, Bold: true, Color: theme.AccentInk})}
	if sub != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: sub, Size: theme.T15, Color: theme.AccentInk}))
	}
	row := []fyne.CanvasObject{widgets.NewIcon(assets.IconBell, 32, theme.AccentInk).Stroke(2.2), widgets.Grow(widgets.VBox(2, lines...))}
	bar := widgets.HBox(12, row...)
	if take == nil {
		return widgets.Layers(widgets.NewBox(theme.Accent), widgets.Inset(bar, 16, 12))
	}
	chip := widgets.Panel(widgets.NewBox(theme.AccentInk).Round(12), 16, widgets.NewText(widgets.Run{Text: take.Text, Size: theme.T20, Bold: true, Color: theme.Accent}).OneLine())
	bar = widgets.HBox(12, append(row, chip)...)
	return widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Accent), widgets.Inset(bar, 16, 12)), take.OnTap).Radius(0)
}

// takeCall looks after a customer: their order opens at the counter. Where a
// colleague was faster the toast says so, and the queue who.
func (s *Shell) takeCall(id retail.OrderID) {
	if s.call.busy {
		return
	}
	s.call.busy = true
	load.Newest(&s.call.slot, s.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.cfg.TakeCall(ctx, id) }, func(_ struct{}, err error) {
		s.call.busy = false
		if err != nil {
			s.Fail(err)
			return
		}
		s.Go(page.Handover{Order: id})
		s.ring()
	})
}
