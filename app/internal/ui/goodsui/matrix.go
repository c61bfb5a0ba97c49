package goodsui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// Sizes of the matrix: cells, and from how many sizes on its columns scroll.
const (
	cellHigh   = 56
	cellGap    = 4
	labelWide  = 88
	cellNarrow = 64
	fitHand    = 4
	fitTablet  = 8
)

// matrix is colours by sizes; a tap chooses.
func (s *product) matrix(m productModel) fyne.CanvasObject {
	asOf := widgets.Caption(m.Age.AsOf)
	if m.Age.Old {
		asOf.In(theme.Amber)
	}
	labels := []fyne.CanvasObject{widgets.AtLeast(widgets.Middle(asOf), 0, 32)}
	heads := make([]fyne.CanvasObject, len(m.Sizes))
	for i, z := range m.Sizes {
		ink := theme.Ink
		if i == m.Size {
			ink = theme.Accent
		}
		heads[i] = widgets.AtLeast(widgets.Middle(widgets.NewText(widgets.Run{Text: z, Size: theme.T17, Bold: true, Color: ink}).Center()), 0, 32)
	}
	lines := []fyne.CanvasObject{widgets.Grid(len(heads), cellGap, heads...)}
	for _, r := range m.Rows {
		var name fyne.CanvasObject = widgets.Body(r.Word)
		if r.Swatch {
			name = widgets.NewSwatch(r.Color, r.Word, theme.T15)
		}
		labels = append(labels, widgets.AtLeast(widgets.Middle(name), 0, cellHigh))
		cells := make([]fyne.CanvasObject, len(r.Cells))
		for i, k := range r.Cells {
			cells[i] = widgets.AtLeast(s.cell(k), 0, cellHigh)
		}
		lines = append(lines, widgets.Grid(len(cells), cellGap, cells...))
	}
	fit := fitHand
	if s.w.Shape().Tablet() {
		fit = fitTablet
	}
	cells := fyne.CanvasObject(widgets.VBox(cellGap, lines...))
	if len(m.Sizes) > fit {
		wide := container.NewHScroll(widgets.AtLeast(cells, float32(len(m.Sizes)*(cellNarrow+cellGap)), 0))
		wide.Offset.X = max(0, float32(m.Size-1)*(cellNarrow+cellGap)) // the chosen one is in sight
		cells = wide
	}
	return widgets.HBoxTop(8, widgets.AtLeast(widgets.VBox(cellGap, labels...), labelWide, 0), widgets.Grow(cells))
}

// cell is one colour in one size.
func (s *product) cell(k cell) fyne.CanvasObject {
	if k.State == cellNone {
		return widgets.Layers()
	}
	box, ink := widgets.CardBox(), theme.Ink
	var mark fyne.CanvasObject
	switch {
	case k.Chosen:
		box, ink = widgets.NewBox(theme.Accent), theme.AccentInk
	case k.State == cellOut:
		box, ink = widgets.NewBox(theme.GreySoft), theme.Grey
	}
	switch k.State {
	case cellOut:
		mark = widgets.NewIcon(assets.IconCross, 16, ink)
	case cellLast:
		tri := theme.Amber
		if k.Chosen {
			tri = ink
		}
		mark = widgets.NewIcon(assets.IconTri, 16, tri)
	case cellNone, cellSome:
	}
	number := widgets.NewText(widgets.Run{Text: k.Text, Size: theme.T20, Bold: k.State != cellOut, Code: true, Color: ink}).OneLine()
	face := fyne.CanvasObject(number)
	if mark != nil {
		face = widgets.HBox(6, mark, number)
	}
	return widgets.NewTap(widgets.Layers(box.Round(8), widgets.Center(widgets.Middle(face))), func() {
		s.w.Play(assets.SoundRight)
		s.choose(k.SKU)
	})
}
