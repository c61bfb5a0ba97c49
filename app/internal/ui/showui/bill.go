package showui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/floor"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/art"
	"miseban/assets/words"
	"miseban/scanner"
)

// billRows are words on the left and amounts on the right.
func billRows(c words.Catalog, rows []sumRow) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, row := range rows {
		ink := theme.Ink
		if row.Green {
			ink = theme.Green
		}
		sum := price(c, row.Yen, theme.T20, false)
		out = append(out, widgets.Spread(8, widgets.Middle(text(row.Word, theme.T17, ink).OneLine()), sum))
	}
	return out
}

// confirmView is the order as the customer checks it, on their side of the screen.
type confirmView struct {
	r    *room
	root *fyne.Container
	read load.Slot
	turn load.Slot
	busy bool
}

func (r *room) confirm() fyne.CanvasObject {
	v := &confirmView{r: r, root: widgets.Layers()}
	v.load()
	return v.root
}

func (v *confirmView) load() {
	v.r.sum(&v.read, v.paint)
}

func (v *confirmView) paint(s floor.Sum) {
	r, c := v.r, v.r.c
	left := []fyne.CanvasObject{bold(c.T("show.confirm.title"), t36, theme.Ink).OneLine()}
	for _, g := range s.Groups {
		left = append(left, v.group(g))
	}
	rows := billRows(c, sumRows(c, s))
	rows = append(rows, widgets.Hairline(), widgets.Spread(8, widgets.Middle(bold(c.T("show.confirm.pay"), theme.T20, theme.Ink).OneLine()), price(c, int64(s.Bill.PayTaxIn), 56, false)), taxBox(c, s.Bill))
	widgets.Put(v.root, board(
		place(barOf(r.backTo(c.T("show.back")), r.staffTool()), func(s fyne.Size) rect { return rect{0, 0, s.Width, barHeight} }),
		place(scrolled(widgets.VBox(20, left...)), func(s fyne.Size) rect {
			return rect{64 - scrollEdge, barHeight, s.Width - 64 - 64 - 440 - 48 + 2*scrollEdge, s.Height - barHeight}
		}),
		place(scrolled(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(14, rows...), 28, 24))), func(s fyne.Size) rect {
			return rect{s.Width - 64 - 440 - scrollEdge, 96, 440 + 2*scrollEdge, s.Height - 96 - 160}
		}),
		place(text(c.T("show.confirm.till"), theme.T15, theme.Ink2).Center().OneLine(), func(s fyne.Size) rect { return rect{s.Width - 64 - 440, s.Height - 144, 440, 24} }),
		place(button(mainLook, "", c.T("show.confirm.order"), t22, v.order), func(s fyne.Size) rect { return rect{s.Width - 64 - 440, s.Height - mainEdge - 80, 440, 80} }),
	))
	widgets.Wake()
}

// taxBox splits the total by rate, with the tax inside.
func taxBox(c words.Catalog, b retail.Bill) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, row := range rateRows(c, b) {
		rows = append(rows, widgets.Spread(8, text(row.Word, theme.T15, theme.Ink2).OneLine(), text(row.Tax, theme.T15, theme.Ink2).OneLine()))
	}
	return widgets.Layers(widgets.NewBox(theme.Sunk).Round(12), widgets.Inset(widgets.VBox(6, rows...), 16, 12))
}

func (v *confirmView) group(g floor.Group) fyne.CanvasObject {
	c, o := v.r.c, v.r.svc.Visit.Order
	note := ""
	if g.Way == retail.HomeDelivery {
		note = wishOf(c, o) + "  " + o.Customer.Address.Text()
	}
	rows := []fyne.CanvasObject{groupHead(groupOf(c, g, note))}
	for _, l := range g.Lines {
		m := lineOf(c, l)
		picture := newPhoto(v.r.album, 12).of(Shot{Ref: l.SKU.Picture, Set: art.Setting{Zoom: .94}})
		sum := price(c, m.Sum, 20, false)
		what := widgets.VBox(4, text(m.Name, theme.T17, theme.Ink).Lines(1), text(m.Variant, theme.T15, theme.Ink2).OneLine())
		mark := ""
		if m.Reduced {
			mark = "※"
		}
		rows = append(rows, widgets.Hairline(), widgets.HBox(20, widgets.Fixed(picture, 80, 80), widgets.Grow(widgets.Middle(what)), widgets.Middle(text(c.T("show.confirm.times", "n", l.Qty), theme.T17, theme.Ink).OneLine()), widgets.Fixed(widgets.Middle(sum.Right()), 112, 40), widgets.Fixed(widgets.Middle(text(mark, t16, theme.Ink).OneLine()), 20, 24)))
	}
	return widgets.VBox(8, rows...)
}

// order orders it, once however often it is touched.
func (v *confirmView) order() {
	r := v.r
	if v.busy {
		return
	}
	v.busy = true
	r.svc.Visit.Touch()
	o, orders := r.svc.Visit.Order, r.svc.Orders()
	load.Newest(&v.turn, r.here, func(ctx context.Context) (floor.Slip, error) {
		ctx = context.WithoutCancel(ctx)
		slip, err := orders.Place(ctx, o)
		if err != nil {
			return slip, err
		}
		return slip, orders.Wipe(ctx)
	}, func(slip floor.Slip, err error) {
		v.busy = false
		if err != nil {
			r.fail(err)
			return
		}
		r.w.Play(assets.SoundDone)
		r.svc.Visit.Order = floor.Order{} // it is on its way: the screen needs nobody's name any more
		r.svc.Visit.Go(showroom.Home{})
		r.open(showroom.SlipPage{Slip: slip})
	})
}

// slip is what the customer takes along: the number for the till.
func (r *room) slip(p showroom.SlipPage) fyne.CanvasObject {
	c, s := r.c, p.Slip
	if !r.shopped {
		r.withShop(r.show)
	}
	paper := []fyne.CanvasObject{
		widgets.Center(r.brand(26, 13, 4)), text(c.T("show.slip.number"), t16, theme.Ink2).Center().OneLine(),
		widgets.Center(wordmark(s.Number, 80, 8)),
	}
	if code := qrCode(slipCode(s), 9); code != nil {
		paper = append(paper, widgets.Center(code))
	}
	paper = append(paper,
		price(c, int64(s.Sum.Bill.PayTaxIn), 26, true).Center(),
		text(c.T("show.slip.until", "time", c.Clock(s.Until.In(retail.Japan))), t16, theme.Ink2).Center().Lines(2),
	)
	var steps []fyne.CanvasObject
	for i, icon := range []assets.Icon{assets.IconCamera, assets.IconPin, assets.IconBag} {
		n := []string{"1", "2", "3"}[i]
		round := widgets.Fixed(widgets.Layers(widgets.NewBox(theme.Card).Round(32), widgets.Center(widgets.NewIcon(icon, 28, theme.Accent))), 64, 64)
		steps = append(steps, widgets.HBox(20, round, widgets.Grow(widgets.Middle(widgets.VBox(2, bold(c.T("show.slip.step."+n), theme.T20, theme.Ink).Lines(1), text(c.T("show.slip.step."+n+".sub"), theme.T15, theme.Ink2).Lines(2))))))
	}
	right := widgets.VBox(32, bold(c.T("show.slip.title"), 40, theme.Ink).LineHeight(56).ByHand(), widgets.VBox(32, steps...))
	return board(
		full(widgets.NewBox(theme.Ground)),
		place(widgets.Layers(widgets.NewBox(theme.Card).Round(12), widgets.Inset(widgets.Middle(widgets.VBox(10, paper...)), 32, 16)), func(s fyne.Size) rect { return rect{64, 48, 520, s.Height - 96} }),
		place(right, func(s fyne.Size) rect { return rect{648, 72, s.Width - 648 - 64, s.Height - 72 - 160} }),
		place(text(c.T("show.slip.wiped"), t14, theme.Ink2).Right().OneLine(), func(s fyne.Size) rect { return rect{648, s.Height - 48 - 72 - 36, s.Width - 648 - 64, 24} }),
		place(button(mainLook, "", c.T("show.idle.end"), t22, r.wipe), func(s fyne.Size) rect { return rect{s.Width - 64 - 320, s.Height - 48 - 72, 320, 72} }),
	)
}

// slipCode is the code under which staff find the order: the tag of its first part.
func slipCode(s floor.Slip) string {
	text, err := scanner.NewBag(s.Tag)
	if err != nil {
		return ""
	}
	return text
}
