package holdingui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// maker is the page of a new hold.
type maker struct {
	frame
	r     page.MakeHold
	offer holding.Offer
	day   int
	qty   int
	paid  int // 1: at the till already
	name  *widgets.Field
	kana  *widgets.Field
	phone *widgets.Field
}

// NewMakeHold makes the page that keeps a piece of a SKU for a customer.
func NewMakeHold(w page.Window, svc Service, r page.MakeHold) page.Screen {
	s := &maker{frame: newFrame(w, svc, "holding.make"), r: r, qty: 1}
	s.name, s.phone = widgets.NewField(s.c.T("holding.name"), nil), widgets.NewField(s.c.T("holding.phone"), nil)
	s.kana = widgets.NewField(s.c.T("holding.kana"), nil)
	load.Newest(&s.slot, s.life, func(ctx context.Context) (holding.Offer, error) { return s.svc.Offer(ctx, r.SKU, r.Store) }, func(o holding.Offer, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.offer, s.day = o, o.Usual
		s.paint()
	})
	return s
}

func (s *maker) paint() {
	c, k := s.c, s.offer.SKU
	rows := []fyne.CanvasObject{
		widgets.NewText(widgets.Run{Text: page.Name(c, k.Name, k.NameEn), Size: theme.T20, Bold: true}),
		widgets.Small(page.Name(c, k.Color.Word, k.Color.En) + " " + k.Size),
	}
	if at := s.offer.At; at.ID != "" {
		rows = append(rows, widgets.Left(widgets.NewHeadChip(assets.IconPin, widgets.ToneBlue, c.T("holding.make.at", "store", page.Name(c, at.Name, at.NameEn)))))
	}
	rows = append(rows,
		s.pick(c.T("holding.qty"), []string{"1", "2", "3"}, s.qty-1, func(i int) { s.qty = i + 1 }))
	var days []string
	for _, d := range s.offer.Days {
		days = append(days, dayWord(c, d.After))
	}
	until := ""
	if s.day < len(s.offer.Days) {
		t := s.offer.Days[s.day].Until.In(retail.Japan)
		until = c.T("holding.until", "day", c.Day(t), "time", c.Clock(t))
	}
	rows = append(rows, s.pick(c.T("holding.until_when"), days, s.day, func(i int) { s.day = i }), widgets.Small(until), s.name, s.phone, s.kana,
		s.pick(c.T("holding.pay"), []string{c.T("holding.pay.later"), c.T("holding.pay.paid")}, s.paid, func(i int) { s.paid = i }))
	s.lay(widgets.VBox(12, rows...), widgets.Action{Kind: widgets.Main, Text: c.T("holding.make.do"), Icon: assets.IconTag, OnTap: s.save})
}

// pick is a row of large chips, one of them chosen.
func (s *maker) pick(head string, all []string, chosen int, on func(int)) fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for i, text := range all {
		fill, ink := theme.Card, theme.Ink
		if i == chosen {
			fill, ink = theme.AccentSoft, theme.Accent
		}
		box := widgets.Layers(widgets.NewBox(fill).Round(12).Edge(theme.Line, 1), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Size: theme.T17, Bold: true, Color: ink}).OneLine().Center()), 8, 8))
		chips = append(chips, widgets.Grow(widgets.AtLeast(widgets.NewTap(box, func() { on(i); s.paint() }), 56, 56)))
	}
	return widgets.VBox(6, widgets.Small(head), widgets.HBox(8, chips...))
}

func (s *maker) save() {
	w := holding.Wish{
		SKU: s.offer.SKU, At: s.r.Store, Qty: s.qty,
		Customer: retail.Customer{Name: strings.TrimSpace(s.name.Text), Kana: strings.TrimSpace(s.kana.Text), Phone: strings.TrimSpace(s.phone.Text)},
	}
	if s.paid == 1 {
		w.Pay = retail.PaidAll
	}
	if s.day < len(s.offer.Days) {
		w.Until = s.offer.Days[s.day].Until
	}
	load.Newest(&s.turn, s.life, func(ctx context.Context) (retail.HoldID, error) { return s.svc.Make(ctx, w) }, func(id retail.HoldID, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Replace(page.Hold{ID: id})
	})
}

// Scan means nothing on this page.
func (s *maker) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed leaves what was typed.
func (s *maker) Changed([]retail.OrderID) {}

var _ page.Screen = (*maker)(nil)
