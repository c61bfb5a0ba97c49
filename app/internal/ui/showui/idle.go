package showui

import (
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// idleView asks whether anybody is still there. It stands over the page.
type idleView struct {
	number *widgets.Text
	bars   []*widgets.Box
	left   int
}

// tick looks every second whether somebody is there.
func (r *room) tick() {
	r.svc.Visit.Pause(r.calling.Waits(r.svc.Now()))
	left, over := r.svc.Visit.Idle()
	switch {
	case over:
		r.wipe()
	case left > 0:
		r.askIdle(left)
	case r.ask != nil:
		r.goOn()
	}
}

// goOn takes the question away: a touch is the answer.
func (r *room) goOn() {
	r.ask = nil
	r.root.Objects = r.root.Objects[:2]
	r.root.Refresh()
}

// secondsOf is how many seconds are shown: the last one is 1, never 0.
func secondsOf(left time.Duration) int {
	return max(1, int(math.Ceil(left.Seconds())))
}

func (r *room) askIdle(left time.Duration) {
	n := secondsOf(left)
	if r.ask == nil {
		r.stage.HideSheet()
		r.ask = &idleView{}
		r.root.Objects = append(r.root.Objects[:2:2], r.idlePage(r.ask))
		r.root.Refresh()
	}
	if n == r.ask.left {
		return
	}
	r.ask.left = n
	r.ask.number.Set(strconv.Itoa(n))
	for i, b := range r.ask.bars {
		if i < n {
			b.Set(theme.Accent, theme.Clear, 0)
		} else {
			b.Set(theme.PicFloor, theme.Clear, 0)
		}
	}
	widgets.Wake()
}

// idleNote says what will be gone; empty when that is nothing of the customer's.
func (r *room) idleNote() string {
	if b := r.svc.Basket(); b != nil && b.Pieces() > 0 {
		return r.c.T("show.idle.basket", "n", b.Pieces())
	}
	return r.c.T("show.idle.note")
}

// idlePage is the question, over everything.
func (r *room) idlePage(v *idleView) fyne.CanvasObject {
	const (
		bars     = int(showroom.WipeAfter / time.Second)
		barWidth = 33
		barGap   = 8
		row      = float32(bars)*barWidth + float32(bars-1)*barGap
		high     = 596 // from the question to the buttons
	)
	v.number = bold("", 176, theme.Ink).Center().OneLine()
	top := func(s fyne.Size) float32 { return max(16, (s.Height-high)/2) }
	line := func(o fyne.CanvasObject, y, h float32) spot {
		return place(o, func(s fyne.Size) rect { return rect{24, top(s) + y, s.Width - 48, h} })
	}
	spots := []spot{
		full(widgets.NewBox(theme.Ground)),
		line(bold(r.c.T("show.idle"), theme.T40, theme.Ink).Center().Lines(1), 0, 52),
		line(text(r.c.T("show.idle.touch"), 20, theme.Ink2).Center().Lines(1), 58, 30),
		line(v.number, 120, 200),
		line(text(r.c.T("show.idle.back"), 20, theme.Ink).Center().Lines(1), 322, 30),
		line(widgets.Center(widgets.HBox(12, widgets.NewIcon(assets.IconInfo, 22, theme.Ink2), text(r.idleNote(), theme.T17, theme.Ink2))), 446, 32),
	}
	for i := range bars {
		b := widgets.NewBox(theme.Accent).Round(4)
		v.bars = append(v.bars, b)
		spots = append(spots, place(b, func(s fyne.Size) rect {
			return rect{(s.Width-row)/2 + float32(i)*(barWidth+barGap), top(s) + 378, barWidth, 8}
		}))
	}
	end := button(plainLook, "", r.c.T("show.idle.end"), t18, r.wipe)
	on := button(mainLook, "", r.c.T("show.idle.on"), t22, r.touch)
	spots = append(spots,
		full(widgets.NewTap(widgets.Space(), r.touch).Radius(0)),
		place(end, func(s fyne.Size) rect { return rect{(s.Width - row) / 2, top(s) + 522, 224, 72} }),
		place(on, func(s fyne.Size) rect { return rect{(s.Width-row)/2 + 240, top(s) + 522, row - 240, 72} }))
	return board(spots...)
}
