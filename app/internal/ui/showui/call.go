package showui

import (
	"context"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// Bell calls staff; showroom.Bell is one.
type Bell interface {
	Now(ctx context.Context) (showroom.Calling, error)
	Call(ctx context.Context, need retail.CallNeed, sku retail.SKUID) error
	End(ctx context.Context) error
}

// call calls staff, and shows how the call stands.
func (r *room) call() {
	if _, there := r.svc.Visit.Top().(showroom.Calls); there {
		return
	}
	sku := retail.SKUID("")
	if p, ok := r.svc.Visit.Top().(showroom.ArticlePage); ok {
		sku = p.SKU
	}
	r.open(showroom.Calls{SKU: sku})
	if r.calling.Stage == showroom.Silent {
		r.ring(0, sku)
	}
}

// ring makes it ring, or says what is wanted.
func (r *room) ring(need retail.CallNeed, sku retail.SKUID) {
	r.svc.Visit.Touch()
	load.Newest(&r.bell, r.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.doors.Bell.Call(context.WithoutCancel(ctx), need, sku)
	}, func(_ struct{}, err error) {
		if retail.CodeOf(err) == retail.CodeOffline {
			r.heard(showroom.Calling{Stage: showroom.Unheard})
			return
		}
		if err != nil {
			r.fail(err)
		}
		r.listen()
	})
}

// listen looks how the call stands.
func (r *room) listen() {
	load.Newest(&r.bell, r.life, r.doors.Bell.Now, func(c showroom.Calling, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		r.heard(c)
	})
}

// heard shows it. While the customer waits for somebody the tablet does not ask
// whether they are there.
func (r *room) heard(c showroom.Calling) {
	was := r.calling
	r.calling = c
	r.svc.Visit.Pause(c.Waits(r.svc.Now()))
	if c.Stage == showroom.Coming && was.Stage == showroom.Asking {
		r.w.Play(assets.SoundDone)
	}
	if r.callPaint != nil && was != c {
		r.callPaint()
	}
}

// endCall takes the call back.
func (r *room) endCall() {
	r.calling = showroom.Calling{}
	r.svc.Visit.Pause(false)
	load.Newest(&r.ended, r.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.doors.Bell.End(context.WithoutCancel(ctx))
	}, func(_ struct{}, err error) { r.fail(err) })
}

// callModel is what the page of a call says.
type callModel struct {
	Title, Sub string
	Name       string // in the disc instead of the bell
	Steps      [3]stepModel
	Needs      bool // it can be said what is wanted
	Cut        bool
}

// stepModel is a step of a call.
type stepModel struct {
	Word, Time string
	Done       bool
}

func callOf(c words.Catalog, k showroom.Calling, now time.Time) callModel {
	clock := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return c.Clock(t.In(retail.Japan))
	}
	m := callModel{Title: c.T("show.call.asking"), Sub: c.T("show.call.asking.sub"), Needs: true}
	m.Steps = [3]stepModel{{c.T("show.call.step.called"), clock(k.Call.At), !k.Call.At.IsZero()}, {Word: c.T("show.call.step.taken")}, {Word: c.T("show.call.step.coming")}}
	switch k.Stage {
	case showroom.Coming:
		m.Name = page.Name(c, k.Name, k.NameE)
		m.Title, m.Sub = c.T("show.call.coming", "name", m.Name), c.T("show.call.coming.sub")
		if m.Name == "" {
			m.Title = c.T("show.call.coming.staff")
		}
		m.Steps[1].Time, m.Steps[1].Done, m.Steps[2].Time = clock(k.Call.Taken), true, c.T("show.call.soon")
	case showroom.Unheard:
		m = callModel{Title: c.T("show.call.cut"), Sub: c.T("show.call.cut.sub"), Cut: true}
	case showroom.Asking:
		if now.Sub(k.Call.At) >= showroom.BusyAfter {
			m.Title, m.Sub = c.T("show.call.busy"), c.T("show.call.busy.sub")
		}
	case showroom.Silent:
	}
	return m
}

// needKeys are the words of what is wanted.
var needKeys = map[retail.CallNeed]string{
	retail.NeedGoods: "show.call.need.goods", retail.NeedSize: "show.call.need.size", retail.NeedPay: "show.call.need.pay", retail.NeedOther: "show.call.need.other",
}

// calls is the page of a call.
func (r *room) calls(p showroom.Calls) fyne.CanvasObject {
	holder := widgets.Layers()
	r.callPaint = func() { widgets.Put(holder, r.callPage(p)) }
	r.callPaint()
	r.here.Every(time.Second, func(time.Time) {
		if r.calling.Stage != showroom.Silent {
			r.listen()
			r.callPaint()
		}
	})
	r.redo = r.listen
	return holder
}

func (r *room) callPage(p showroom.Calls) fyne.CanvasObject {
	const high = 672 // from the disc to the buttons
	m := callOf(r.c, r.calling, r.svc.Now())
	top := func(s fyne.Size) float32 { return max(8, (s.Height-high)/2) + 32 }
	line := func(o fyne.CanvasObject, y, h float32) spot {
		return place(o, func(s fyne.Size) rect { return rect{24, top(s) + y, s.Width - 48, h} })
	}
	disc := widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(88), widgets.Center(widgets.NewIcon(assets.IconBell, 80, theme.Accent).Stroke(1.8)))
	if m.Name != "" {
		size := theme.T40 + 8
		if utf8.RuneCountInString(m.Name) > 3 {
			size = theme.T28
		}
		disc = widgets.Layers(widgets.NewBox(theme.Accent).Round(88), widgets.Inset(widgets.Middle(bold(m.Name, size, theme.AccentInk).Center().OneLine()), 12, 0))
	}
	spots := []spot{
		line(widgets.Center(widgets.Fixed(disc, 176, 176)), 0, 176),
		line(bold(m.Title, theme.T40, theme.Ink).Center().Lines(1), 208, 56),
		line(text(m.Sub, 20, theme.Ink2).Center().Lines(2), 270, 60),
	}
	if m.Cut {
		back := button(mainLook, "", r.c.T("show.call.back"), t22, r.back)
		spots = append(spots, place(back, func(s fyne.Size) rect { return rect{(s.Width - 368) / 2, top(s) + 392, 368, 72} }))
		return board(spots...)
	}
	spots = append(spots, r.callSteps(m, top)...)
	spots = append(spots, line(text(r.c.T("show.call.needs"), t16, theme.Ink2).Center().Lines(1), 450, 28))
	for i, need := range retail.CallNeeds() {
		l, icon := otherLook, assets.Icon("")
		if r.calling.Call.Need == need {
			l, icon = chosen, assets.IconCheck
		}
		o := button(l, icon, r.c.T(needKeys[need]), t18, func() { r.ring(need, p.SKU) })
		spots = append(spots, place(o, func(s fyne.Size) rect {
			w := min(220, (s.Width-48-48)/4)
			return rect{(s.Width-4*w-48)/2 + float32(i)*(w+16), top(s) + 488, w, 64}
		}))
	}
	stop := button(plainLook, "", r.c.T("show.call.stop"), t18, func() {
		r.endCall()
		r.back()
	})
	wait := button(mainLook, "", r.c.T("show.call.look"), t22, r.back)
	spots = append(spots,
		place(stop, func(s fyne.Size) rect { return rect{(s.Width - 624) / 2, top(s) + 600, 240, 72} }),
		place(wait, func(s fyne.Size) rect { return rect{(s.Width-624)/2 + 256, top(s) + 600, 368, 72} }))
	return board(spots...)
}

// callSteps are three circles on a line: what is done is filled.
func (r *room) callSteps(m callModel, top func(fyne.Size) float32) []spot {
	const apart, side = 240, 32
	x := func(s fyne.Size, i int) float32 { return s.Width/2 + float32(i-1)*apart }
	var spots []spot
	for i := range 2 {
		ink := theme.Mark
		if m.Steps[i+1].Done {
			ink = theme.Accent
		}
		spots = append(spots, place(widgets.NewBox(ink), func(s fyne.Size) rect { return rect{x(s, i) + side/2, top(s) + 351, apart - side, 2} }))
	}
	for i, k := range m.Steps {
		ring := widgets.Layers(widgets.NewBox(theme.Bg).Round(side/2).Edge(theme.Mark, 2))
		ink := theme.Ink2
		word := text(k.Word, t16, ink)
		if k.Done {
			ring = widgets.Layers(widgets.NewBox(theme.Accent).Round(side/2), widgets.Center(widgets.NewIcon(assets.IconCheck, 18, theme.AccentInk).Stroke(2.6)))
			word = bold(k.Word, t16, theme.Ink)
		}
		spots = append(spots,
			place(ring, func(s fyne.Size) rect { return rect{x(s, i) - side/2, top(s) + 336, side, side} }),
			place(word.Center().Lines(1), func(s fyne.Size) rect { return rect{x(s, i) - apart/2 + 4, top(s) + 374, apart - 8, 24} }),
			place(text(k.Time, t16, theme.Ink2).Center().OneLine(), func(s fyne.Size) rect { return rect{x(s, i) - apart/2, top(s) + 398, apart, 22} }))
	}
	return spots
}

// callWord is what the bell says: whether it rings already.
func (r *room) callWord() string {
	switch r.calling.Stage {
	case showroom.Asking:
		return r.c.T("show.call.is.asking")
	case showroom.Coming:
		return r.c.T("show.call.is.coming")
	case showroom.Silent, showroom.Unheard:
	}
	return r.c.T("show.call")
}
