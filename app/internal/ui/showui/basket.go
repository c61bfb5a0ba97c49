package showui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"miseban/app/internal/floor"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/art"
)

// Measures of the page, in dp.
const (
	billWidth = 328
	lineHigh  = 120
)

// basketView is what the customer wants to have.
type basketView struct {
	r    *room
	root *fyne.Container
	read load.Slot
}

func (r *room) basket() fyne.CanvasObject {
	v := &basketView{r: r, root: widgets.Layers()}
	v.load()
	r.redo = v.load
	return v.root
}

func (v *basketView) load() {
	v.r.sum(&v.read, func(s floor.Sum) { v.r.withShop(func() { v.paint(s) }) })
}

// sum reckons the basket and shows it; nothing where nothing can be ordered.
func (r *room) sum(slot *load.Slot, show func(floor.Sum)) {
	orders := r.svc.Orders()
	if orders == nil {
		return
	}
	load.Newest(slot, r.here, orders.Sum, func(s floor.Sum, err error) {
		if err != nil {
			r.fail(err)
			return
		}
		show(s)
	})
}

// change does something to the basket, and says kindly when it cannot be.
func (v *basketView) change(f func(context.Context, showroom.Orders) error) {
	orders := v.r.svc.Orders()
	v.r.svc.Visit.Touch()
	load.Newest(&v.read, v.r.here, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx, orders) }, func(_ struct{}, err error) {
		v.r.fail(err)
		v.load()
	})
}

func (v *basketView) paint(s floor.Sum) {
	r, c := v.r, v.r.c
	title := widgets.HBox(16, bold(c.T("show.basket.title"), theme.T28, theme.Ink).OneLine(), widgets.Middle(text(c.T("show.count", "n", s.Bill.Pieces), t16, theme.Ink2).OneLine()))
	spots := []spot{
		place(r.rail(""), func(s fyne.Size) rect { return rect{0, 0, railWidth, s.Height} }),
		at(widgets.Middle(title), railWidth+margin, 8, 500, 64),
		place(widgets.Middle(r.backTo(c.T("show.basket.on"))), func(s fyne.Size) rect { return rect{s.Width - margin - 240, 8, 240, 64} }),
	}
	if s.Bill.Pieces == 0 {
		empty := widgets.VBox(16, bold(c.T("show.basket.none"), theme.T28, theme.Ink).Center(), text(c.T("show.basket.none.sub"), t18, theme.Ink2).Center())
		spots = append(spots, place(widgets.Middle(empty), func(s fyne.Size) rect { return rect{railWidth, barHeight, s.Width - railWidth, s.Height - barHeight} }))
		widgets.Put(v.root, board(spots...))
		widgets.Wake()
		return
	}
	var groups []fyne.CanvasObject
	for _, g := range s.Groups {
		groups = append(groups, v.group(g))
	}
	spots = append(spots,
		place(scrolled(widgets.VBox(16, groups...)), func(s fyne.Size) rect {
			return rect{railWidth + margin - scrollEdge, barHeight + 8, s.Width - railWidth - 3*margin - billWidth - 8 + 2*scrollEdge, s.Height - barHeight - 8}
		}),
		place(v.bill(s), func(s fyne.Size) rect {
			return rect{s.Width - margin - billWidth, barHeight + 8, billWidth, s.Height - barHeight - 8 - 112}
		}),
		place(v.next(s), func(s fyne.Size) rect {
			return rect{s.Width - margin - billWidth, s.Height - mainEdge - 72, billWidth, 72}
		}),
	)
	widgets.Put(v.root, board(spots...))
	widgets.Wake()
}

func (v *basketView) group(g floor.Group) fyne.CanvasObject {
	m := groupOf(v.r.c, g, "")
	var rows []fyne.CanvasObject
	for i, l := range g.Lines {
		if i > 0 {
			rows = append(rows, widgets.Hairline())
		}
		rows = append(rows, v.line(l))
	}
	return widgets.VBox(8, groupHead(m), widgets.Layers(widgets.CardBox(), widgets.VBox(0, rows...)))
}

// scrollEdge is the room that the edges of cards need within what scrolls.
const scrollEdge = 6

func scrolled(o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewScroll(widgets.Inset(widgets.VBox(0, o), scrollEdge, 2))
}

func groupHead(m groupModel) fyne.CanvasObject {
	return widgets.HBox(8, widgets.NewIcon(m.Icon, 26, theme.Accent), widgets.Middle(bold(m.Title, t18, theme.Accent).OneLine()), widgets.Pad(widgets.Middle(text(m.Note, theme.T15, theme.Ink2).OneLine()), 0, 0, 0, 8))
}

// line is goods: what they are, how they are had, how many, and what they come to.
func (v *basketView) line(l floor.Line) fyne.CanvasObject {
	c, m := v.r.c, lineOf(v.r.c, l)
	picture := newPhoto(v.r.album, 12).of(Shot{Ref: l.SKU.Picture, Set: art.Setting{Zoom: .94}})
	sub := m.Variant
	if m.Reduced {
		sub += "  " + c.T("show.line.reduced")
	}
	if m.Why != "" {
		sub += "  " + m.Why
	}
	what := widgets.VBox(4, bold(m.Name, theme.T17, theme.Ink).Lines(1), text(sub, theme.T15, theme.Ink2).OneLine(), text("○ "+m.Stock, t14, m.StockInk).OneLine())
	other := widgets.NewTap(widgets.Middle(bold(c.T("show.line.change"), t14, theme.Accent).Center().LineHeight(20).ByHand()), func() { v.ways(l) })
	return board2(lineHigh,
		at(picture, 12, 12, 96, 96),
		place(widgets.Middle(what), func(s fyne.Size) rect { return rect{124, 0, s.Width - 124 - 112 - 24 - 176 - 16 - 104, s.Height} }),
		place(other, func(s fyne.Size) rect { return rect{s.Width - 112 - 24 - 176 - 104, 28, 96, 64} }),
		place(v.stepper(l), func(s fyne.Size) rect { return rect{s.Width - 112 - 24 - 176, 28, 176, 64} }),
		place(widgets.Middle(price(c, m.Sum, 20, false).Right()), func(s fyne.Size) rect { return rect{s.Width - 128, 0, 112, s.Height} }),
	)
}

// board2 is a board of a height.
func board2(height float32, spots ...spot) fyne.CanvasObject {
	return widgets.AtLeast(board(spots...), 0, height)
}

// stepper is fewer, how many, more; the last piece goes into the bin, and can be put
// back for a while.
func (v *basketView) stepper(l floor.Line) fyne.CanvasObject {
	less := assets.IconMinus
	if l.Qty == 1 {
		less = assets.IconCross
	}
	set := func(n int) func() {
		return func() {
			v.change(func(ctx context.Context, o showroom.Orders) error { return o.Set(ctx, l.No, n) })
			if n == 0 {
				v.r.stage.Toast(v.r.c.T("show.line.gone"), v.r.c.T("show.line.undo"), func() {
					v.change(func(ctx context.Context, o showroom.Orders) error { return o.Put(ctx, l.SKU.ID) })
				})
			}
		}
	}
	side := func(icon assets.Icon, f func()) fyne.CanvasObject {
		return widgets.NewTap(widgets.Center(widgets.NewIcon(icon, 26, theme.Ink)), f)
	}
	return widgets.Layers(widgets.CardBox(), board(
		at(side(less, set(l.Qty-1)), 0, 0, 64, 64),
		at(widgets.Middle(bold(strconv.Itoa(l.Qty), t22, theme.Ink).Center().OneLine()), 64, 0, 48, 64),
		at(side(assets.IconPlus, set(l.Qty+1)), 112, 0, 64, 64),
	))
}

// ways asks how the customer wants to have a line.
func (v *basketView) ways(l floor.Line) {
	orders := v.r.svc.Orders()
	v.r.svc.Visit.Touch()
	load.Newest(&v.read, v.r.here, func(ctx context.Context) ([]floor.Choice, error) { return orders.Choices(ctx, l.No) }, func(list []floor.Choice, err error) {
		if err != nil {
			v.r.fail(err)
			return
		}
		rows := []fyne.CanvasObject{bold(v.r.c.T("show.ways"), theme.T24, theme.Ink)}
		for _, k := range list {
			rows = append(rows, v.way(l, k))
		}
		v.r.stage.LongSheet(widgets.AtLeast(widgets.VBox(12, rows...), 560, 0), v.r.stage.HideSheet)
	})
}

func (v *basketView) way(l floor.Line, k floor.Choice) fyne.CanvasObject {
	word, sub := choiceOf(v.r.c, k)
	look := otherLook
	if k.Way == l.Way && k.Site.ID == l.Site.ID {
		look = chosen
	}
	icon := groupOf(v.r.c, floor.Group{Way: k.Way}, "").Icon
	body := widgets.HBox(16, widgets.NewIcon(icon, 30, look.ink), widgets.Grow(widgets.Middle(widgets.VBox(2, bold(word, t18, look.ink).OneLine(), text(sub, theme.T15, theme.Ink2).OneLine()))))
	width := float32(1)
	if look == chosen {
		width = 2
	}
	card := widgets.Layers(widgets.NewBox(look.fill).Round(12).Edge(look.edge, width), widgets.Inset(widgets.Middle(body), 20, 8))
	return widgets.NewTap(widgets.AtLeast(card, 0, 80), func() {
		v.r.stage.HideSheet()
		v.r.svc.Orders().Choose(l.No, k)
		v.load()
	})
}

// bill is what the basket comes to.
func (v *basketView) bill(s floor.Sum) fyne.CanvasObject {
	c := v.r.c
	rows := billRows(c, sumRows(c, s))
	rows = append(rows, widgets.Hairline(),
		widgets.Spread(8, widgets.Middle(bold(c.T("show.sum.total"), t16, theme.Ink).OneLine()), price(c, int64(s.Bill.TotalTaxIn), 40, false).Right()),
		text(c.T("show.sum.within", "yen", c.Yen(int64(s.Bill.Tax()))), t14, theme.Ink2).Right().OneLine(),
	)
	note := text(c.T("show.basket.note"), theme.T15, theme.Ink2).LineHeight(24)
	return widgets.VBox(20, widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(14, rows...), 24, 20)), note)
}

// next is the one thing to do: to say who it is for, or to look it over.
func (v *basketView) next(s floor.Sum) fyne.CanvasObject {
	r, c := v.r, v.r.c
	name, address := s.Needs()
	switch {
	case address:
		return button(mainLook, assets.IconNext, c.T("show.basket.address"), t22, func() { r.open(showroom.WhoPage{Field: showroom.PostalField}) })
	case name:
		return button(mainLook, assets.IconNext, c.T("show.basket.name"), t22, func() { r.open(showroom.WhoPage{Field: showroom.NameField}) })
	}
	return button(mainLook, assets.IconNext, c.T("show.basket.confirm"), t22, func() { r.open(showroom.ConfirmPage{}) })
}
