package showui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/floor"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// whoView is where the customer says who they are, and for a delivery where and when.
type whoView struct {
	r       *room
	page    showroom.WhoPage
	sum     floor.Sum
	days    []time.Time
	found   int // areas that the postal code stands for; -1: nobody asked yet
	ready   bool
	root    *fyne.Container
	read    load.Slot
	look    load.Slot
	letters *pad
}

// Measures of the page, in dp.
const (
	fieldsWidth = 344
	keysWidth   = 280
	fieldHigh   = 64
	daysShown   = 5
)

func (r *room) who(p showroom.WhoPage) fyne.CanvasObject {
	v := &whoView{r: r, page: p, root: widgets.Layers(), found: -1}
	v.letters = newPad(r.c, false, func() string { return r.svc.Visit.Typed(v.page.Field) }, v.put, func() fyne.CanvasObject {
		return padKey(mainLook, r.c.T("show.key.next"), t22, v.next)
	})
	v.load()
	return v.root
}

func (v *whoView) load() {
	orders := v.r.svc.Orders()
	if orders == nil {
		return
	}
	type got struct {
		sum  floor.Sum
		days []time.Time
	}
	load.Newest(&v.read, v.r.here, func(ctx context.Context) (got, error) {
		s, err := orders.Sum(ctx)
		if err != nil {
			return got{}, err
		}
		days, err := orders.Days(ctx)
		return got{s, days}, err
	}, func(g got, err error) {
		if err != nil {
			v.r.fail(err)
			return
		}
		v.sum, v.days, v.ready = g.sum, g.days, true
		v.paint()
	})
}

// put changes what stands in the field; the seventh digit of a postal code finds its
// address.
func (v *whoView) put(s string) {
	visit := v.r.svc.Visit
	visit.Type(v.page.Field, s)
	code := visit.Order.Customer.Address.Postal
	if v.page.Field == showroom.PostalField && code.Valid() {
		orders := v.r.svc.Orders()
		load.Newest(&v.look, v.r.here, func(ctx context.Context) ([]retail.PostalArea, error) { return orders.Areas(ctx, code) }, func(areas []retail.PostalArea, err error) {
			if err != nil || visit.Order.Customer.Address.Postal != code {
				v.r.fail(err)
				return
			}
			v.found = len(areas)
			visit.Order.Customer.Address = visit.Order.Customer.Address.Into(areas)
			v.paint()
		})
	} else if v.page.Field == showroom.PostalField {
		v.found = -1
	}
	v.paint()
}

// to types into another field.
func (v *whoView) to(f showroom.Field) {
	v.r.svc.Visit.Touch()
	v.page.Field = f
	v.r.svc.Visit.Put(v.page)
	v.paint()
}

// next goes on with the field after this one; after the last there is the order.
func (v *whoView) next() {
	list := v.fields()
	for i, f := range list {
		if f == v.page.Field && i+1 < len(list) {
			v.to(list[i+1])
			return
		}
	}
	v.to(list[0])
}

func (v *whoView) fields() []showroom.Field {
	_, address := v.sum.Needs()
	return showroom.Fields(address)
}

func (v *whoView) paint() {
	if !v.ready {
		return
	}
	r, c := v.r, v.r.c
	_, address := v.sum.Needs()
	title := c.T("show.who.name.title")
	if address {
		title = c.T("show.who.title")
	}
	spots := []spot{
		place(barOf(r.backTo(c.T("show.basket.back")), r.staffTool()), func(s fyne.Size) rect { return rect{0, 0, s.Width, barHeight} }),
	}
	if !v.page.Field.Digits() {
		spots = append(spots, v.lettered()...)
		widgets.Put(v.root, board(spots...))
		widgets.Wake()
		return
	}
	column := []fyne.CanvasObject{bold(title, t22, theme.Ink).OneLine()}
	for _, f := range v.fields() {
		column = append(column, v.field(f))
		if f == showroom.PostalField {
			column = append(column, labelled(c.T("show.who.address"), v.box(false, v.address(), nil)))
		}
	}
	column = append(column, text(c.T("show.who.note"), t14, theme.Ink2).LineHeight(22))
	spots = append(spots,
		place(scrolled(widgets.VBox(10, column...)), func(s fyne.Size) rect {
			return rect{margin - scrollEdge, barHeight + 12, fieldsWidth + 2*scrollEdge, s.Height - barHeight - 12}
		}),
		place(v.keys(), func(s fyne.Size) rect { return rect{margin + fieldsWidth + 32, 164, keysWidth, 312} }),
		place(v.said(), func(s fyne.Size) rect { return rect{margin + fieldsWidth + 32, 492, keysWidth, 56} }),
		place(v.onward(), func(s fyne.Size) rect { return rect{712, s.Height - mainEdge - 72, s.Width - 712 - margin, 72} }),
	)
	if address {
		spots = append(spots, place(v.slots(), func(s fyne.Size) rect {
			return rect{712, barHeight + 12, s.Width - 712 - margin, s.Height - barHeight - 12 - 112}
		}))
	}
	widgets.Put(v.root, board(spots...))
	widgets.Wake()
}

// lettered is the page while kana are typed: the field over the keys.
func (v *whoView) lettered() []spot {
	f := v.page.Field
	shown := bold(v.r.svc.Visit.Typed(f), theme.T24, theme.Ink).OneLine()
	row := widgets.HBox(4, widgets.Middle(shown), widgets.Middle(widgets.Fixed(widgets.NewBox(theme.Accent), 2, 32)))
	return []spot{
		at(bold(v.r.c.T(v.label(f)), t22, theme.Ink).OneLine(), margin, 108, 600, 32),
		at(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Inset(widgets.Middle(row), 22, 0)), margin, 152, 640, 64),
		place(widgets.NewBox(theme.Ground), func(s fyne.Size) rect { return rect{0, s.Height - padHeight, s.Width, padHeight} }),
		place(v.letters.root, func(s fyne.Size) rect {
			return rect{margin, s.Height - padHeight + 20, s.Width - 2*margin, padHeight - 40}
		}),
	}
}

func (v *whoView) label(f showroom.Field) string {
	return [...]string{
		showroom.PostalField: "show.who.postal", showroom.StreetField: "show.who.street", showroom.BuildingField: "show.who.building",
		showroom.NameField: "show.who.name", showroom.PhoneField: "show.who.phone",
	}[f]
}

func labelled(label string, o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.VBox(4, text(label, t14, theme.Ink2).OneLine(), o)
}

// field is what the customer said, and where a finger begins to say it.
func (v *whoView) field(f showroom.Field) fyne.CanvasObject {
	s := v.r.svc.Visit.Typed(f)
	switch {
	case f == showroom.PostalField:
		s = "〒 " + retail.PostalCode(s).String()
	case f == showroom.PhoneField && f != v.page.Field && len(s) > 4: // others stand behind the customer
		s = "•••• " + s[len(s)-4:]
	}
	return labelled(v.r.c.T(v.label(f)), v.box(f == v.page.Field, s, func() { v.to(f) }))
}

func (v *whoView) box(active bool, s string, onTap func()) fyne.CanvasObject {
	edge, width := theme.Line, float32(1)
	row := []fyne.CanvasObject{widgets.Middle(text(s, theme.T20, theme.Ink).OneLine())}
	if active {
		edge, width = theme.Accent, 2
		row = append(row, widgets.Middle(widgets.Fixed(widgets.NewBox(theme.Accent), 2, 32)))
	}
	body := widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, width), widgets.Inset(widgets.Middle(widgets.HBox(4, row...)), 16, 0)), 0, fieldHigh)
	if onTap == nil {
		return body
	}
	return widgets.NewTap(body, onTap)
}

func (v *whoView) address() string {
	a := v.r.svc.Visit.Order.Customer.Address
	a.Street, a.Building = "", ""
	return a.Text()
}

// keys are the digits.
func (v *whoView) keys() fyne.CanvasObject {
	c := v.r.c
	const w, h, gap = 88, 72, 8
	var spots []spot
	add := func(o fyne.CanvasObject, col, row int) {
		spots = append(spots, at(o, float32(col)*(w+gap), float32(row)*(h+gap), w, h))
	}
	digit := func(d string) fyne.CanvasObject {
		return padKey(charKey, d, theme.T28, func() { v.put(v.r.svc.Visit.Typed(v.page.Field) + d) })
	}
	for i := range 9 {
		add(digit(strconv.Itoa(i+1)), i%3, i/3)
	}
	soft := look{theme.Sunk, theme.Clear, theme.Ink}
	add(padKey(soft, c.T("show.key.drop.one"), t18, func() { v.put(dropLast(v.r.svc.Visit.Typed(v.page.Field))) }), 0, 3)
	add(digit("0"), 1, 3)
	if v.page.Field == showroom.StreetField {
		add(padKey(charKey, "-", theme.T28, func() { v.put(v.r.svc.Visit.Typed(v.page.Field) + "-") }), 2, 3)
	} else {
		add(padKey(soft, c.T("show.key.next"), t18, v.next), 2, 3)
	}
	return board(spots...)
}

// said is whether the postal code was found; beside a street, the way on.
func (v *whoView) said() fyne.CanvasObject {
	c := v.r.c
	switch {
	case v.page.Field == showroom.StreetField:
		return button(otherLook, "", c.T("show.key.next"), t18, v.next)
	case v.found > 0:
		row := widgets.HBox(12, widgets.NewIcon(assets.IconCheck, 22, theme.Green), widgets.Middle(bold(c.T("show.who.found"), t16, theme.Green).OneLine()))
		return widgets.Layers(widgets.NewBox(theme.GreenSoft).Round(12), widgets.Inset(widgets.Middle(row), 16, 0))
	case v.found == 0:
		return widgets.Layers(widgets.NewBox(theme.Sunk).Round(12), widgets.Inset(widgets.Middle(text(c.T("show.who.notfound"), t14, theme.Ink).Lines(2)), 16, 0))
	}
	return widgets.Space()
}

// slots are the days and times that may be wished.
func (v *whoView) slots() fyne.CanvasObject {
	c, o := v.r.c, &v.r.svc.Visit.Order
	days := v.days[:min(daysShown, len(v.days))]
	const head, first = 72, 104
	hours := retail.AllDeliveryHours()
	cell := func(s fyne.Size) (float32, float32) {
		return (s.Width - first) / float32(len(days)), (s.Height - head - 44 - 36) / float32(len(hours))
	}
	spots := []spot{
		at(bold(c.T("show.who.when"), t22, theme.Ink).OneLine(), 0, 0, 400, 32),
		place(widgets.CardBox(), func(s fyne.Size) rect { return rect{0, 44, s.Width, s.Height - 44 - 36} }),
		place(text(c.T("show.who.wish"), t14, theme.Ink2).OneLine(), func(s fyne.Size) rect { return rect{0, s.Height - 28, s.Width, 24} }),
	}
	for i, d := range days {
		ink := theme.Ink
		switch d.In(retail.Japan).Weekday() { //nolint:exhaustive // only these are in colour
		case time.Saturday:
			ink = theme.Blue
		case time.Sunday:
			ink = theme.Red
		}
		word := widgets.VBox(0, bold(strconv.Itoa(d.In(retail.Japan).Day()), theme.T24, ink).Center().OneLine(), text(c.T("show.weekday."+strconv.Itoa(int(d.In(retail.Japan).Weekday()))), t14, ink).Center().OneLine())
		spots = append(spots, place(widgets.Middle(word), func(s fyne.Size) rect {
			w, _ := cell(s)
			return rect{first + float32(i)*w, 44, w, head}
		}))
	}
	for i := range days {
		spots = append(spots, place(widgets.NewBox(theme.Line), func(s fyne.Size) rect {
			w, _ := cell(s)
			return rect{first + float32(i)*w, 46, 1, s.Height - 44 - 36 - 4}
		}))
	}
	for j, h := range hours {
		spots = append(spots,
			place(widgets.Middle(text(c.T("show.hours."+h.String()), theme.T15, theme.Ink).Center().OneLine()), func(s fyne.Size) rect {
				_, y := cell(s)
				return rect{0, 44 + head + float32(j)*y, first, y}
			}),
			place(widgets.NewBox(theme.Line), func(s fyne.Size) rect {
				_, y := cell(s)
				return rect{0, 44 + head + float32(j)*y, s.Width, 1}
			}))
		for i, d := range days {
			key := d.In(retail.Japan).Format(time.DateOnly)
			tap := func() {
				v.r.svc.Visit.Touch()
				o.Day, o.Hours = key, h
				v.paint()
			}
			mark := fyne.CanvasObject(widgets.Middle(bold("○", theme.T24, theme.Green).Center().OneLine()))
			if o.Day == key && o.Hours == h {
				mark = widgets.Layers(widgets.NewBox(theme.Accent), widgets.Middle(widgets.VBox(0, widgets.Center(widgets.NewIcon(assets.IconCheck, 24, theme.AccentInk)), bold(c.T("show.who.chosen"), t14, theme.AccentInk).Center().OneLine())))
			}
			spots = append(spots, place(widgets.NewTap(mark, tap).Radius(0), func(s fyne.Size) rect {
				w, y := cell(s)
				return rect{first + float32(i)*w + 1, 44 + head + float32(j)*y + 1, w - 1, y - 1}
			}))
		}
	}
	return board(spots...)
}

// onward leads to the order as a whole. What is missing is asked for there and then.
func (v *whoView) onward() fyne.CanvasObject {
	return button(mainLook, assets.IconNext, v.r.c.T("show.who.next"), t22, func() {
		visit := v.r.svc.Visit
		for _, f := range v.fields() {
			if f != showroom.BuildingField && visit.Typed(f) == "" {
				v.to(f)
				v.r.say("show.who.missing")
				return
			}
		}
		if err := visit.Order.Whole(v.sum); err != nil {
			v.r.fail(err)
			return
		}
		v.r.open(showroom.ConfirmPage{})
	})
}
