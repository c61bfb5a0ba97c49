package goodsui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// pill is a word that is on or off, for a thumb.
func pill(word string, on bool, tap func()) fyne.CanvasObject {
	box, ink := widgets.CardBox().Edge(theme.Ink3, 1), theme.Ink
	if on {
		box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
	}
	row := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: word, Size: theme.T15, Bold: true, Color: ink}).OneLine()}
	if on {
		row = append([]fyne.CanvasObject{widgets.NewIcon(assets.IconCheck, 18, ink)}, row...)
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(widgets.Center(widgets.HBox(6, row...))), 10, 0)), tap), 52, 48)
}

// chips are what the list is narrowed down by, each to be taken away by a tap;
// nothing while it is not.
func (s *search) chips() fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, k := range chipsOf(s.w.Words(), s.typed.Filter) {
		word := widgets.NewText(widgets.Run{Text: k.Word, Size: theme.T15, Bold: true, Color: theme.Accent}).OneLine()
		face := widgets.Inset(widgets.Middle(widgets.HBox(6, word, widgets.NewIcon(assets.IconCross, 16, theme.Accent))), 10, 0)
		row = append(row, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), face), func() {
			s.narrow(k.Without)
		}), 52, 48))
	}
	if len(row) == 0 {
		return nil
	}
	return widgets.Wrap(8, row...)
}

// narrow looks again by another filter.
func (s *search) narrow(f catalog.Filter) {
	s.typed.Filter = f
	s.showTools()
	s.load()
	if s.stage.SheetShown() {
		s.showSheet(s.counts) // the next tap must not undo this one
		s.sheet()
	}
}

// sheet is everything the list can be narrowed down by, counted.
func (s *search) sheet() {
	text, f := s.typed.Text, s.typed.Filter
	load.Newest(&s.facets, s.life, func(ctx context.Context) (catalog.Facets, error) { return s.svc.Facets(ctx, text, f) }, func(v catalog.Facets, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.counts = v
		s.showSheet(v)
	})
}

func (s *search) showSheet(v catalog.Facets) {
	c := s.w.Words()
	parts := []fyne.CanvasObject{widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Title(c.T("goods.filter")))), widgets.AtLeast(
		widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: c.T("goods.filter.none"), OnTap: func() { s.narrow(catalog.Filter{}) }}), 120, 0))}
	for _, g := range groupsOf(c, v, s.typed.Filter) {
		var row []fyne.CanvasObject
		for _, o := range g.Options {
			row = append(row, pill(o.Word, o.On, func() { s.narrow(o.Next) }))
		}
		parts = append(parts, widgets.VBox(6, widgets.Small(g.Title), widgets.Wrap(8, row...)))
	}
	found := c.T("goods.filter.show", "n", len(s.got.Hits))
	if s.got.More {
		found = c.T("goods.filter.more", "n", len(s.got.Hits))
	}
	if s.typed.Text == "" && s.typed.Filter.None() {
		found = c.T("common.close")
	}
	done := widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: found, OnTap: s.stage.HideSheet})
	s.stage.LongSheet(widgets.VBox(14, append(parts, done)...), s.stage.HideSheet)
}
