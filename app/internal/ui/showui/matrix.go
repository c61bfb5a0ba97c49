package showui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
)

// Measures of the matrix of stock, in dp.
const (
	matrixSizes  = 5 // columns that have room
	matrixColors = 4 // rows that have room
	matrixLabel  = 104
	matrixRow    = 64
	sizeRow      = 56
)

// matrix is colours by sizes; an article with many of them chooses the colour first
// and then the size.
func (v *articleView) matrix() fyne.CanvasObject {
	if len(v.m.Sizes) > matrixSizes || len(v.m.Colors) > matrixColors {
		return v.steps()
	}
	label := widgets.Fixed(text(v.r.c.T("show.filter.size"), t14, theme.Ink2).OneLine(), matrixLabel, 0)
	head := []fyne.CanvasObject{label}
	for _, z := range v.m.Sizes {
		head = append(head, widgets.Grow(bold(z, theme.T17, theme.Ink).Center().OneLine()))
	}
	var rows []fyne.CanvasObject
	for i, k := range v.m.Colors {
		if i > 0 {
			rows = append(rows, widgets.Hairline())
		}
		rows = append(rows, v.colorRow(k))
	}
	return widgets.VBox(6, widgets.HBox(0, head...), widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, rows...), 1, 1)))
}

func (v *articleView) colorRow(k colorModel) fyne.CanvasObject {
	name := text(k.Word, t14, theme.Ink)
	if k.Chosen {
		name = bold(k.Word, t14, theme.Ink)
	}
	cells := []fyne.CanvasObject{widgets.Fixed(widgets.Pad(widgets.HBox(8, widgets.Middle(newDisc(k.Dot, 24)), widgets.Grow(widgets.Middle(name.Lines(2)))), 0, 2, 0, 12), matrixLabel, matrixRow)}
	for _, c := range k.Cells {
		cells = append(cells, widgets.Fixed(widgets.NewBox(theme.Line), 1, 0), widgets.Grow(v.cell(c, "", matrixRow)))
	}
	return widgets.HBoxFill(0, cells...)
}

// cell is one colour and size: its mark, below its size where that is not the
// column's.
func (v *articleView) cell(c stockCell, size string, high float32) fyne.CanvasObject {
	if c.Mark == notMade {
		return widgets.AtLeast(widgets.Space(), 0, high)
	}
	sign, ink := c.Mark.sign()
	fill, word := theme.Clear, theme.Ink
	if c.Chosen {
		fill, ink, word = theme.Accent, theme.AccentInk, theme.AccentInk
	}
	lines := []fyne.CanvasObject{}
	if size != "" {
		lines = append(lines, bold(size, t16, word).Center().OneLine())
		lines = append(lines, bold(sign, t18, ink).Center().OneLine().LineHeight(20))
	} else {
		lines = append(lines, bold(sign, theme.T28, ink).Center().OneLine())
	}
	box := widgets.NewBox(fill)
	if size != "" {
		box = box.Round(12)
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Middle(widgets.VBox(0, lines...))), func() { v.choose(c.SKU) }).Radius(0), 0, high)
}

// steps are the colours, and the sizes of the chosen one.
func (v *articleView) steps() fyne.CanvasObject {
	var discs, sizes []fyne.CanvasObject
	var now colorModel
	for _, k := range v.m.Colors {
		edge, width := theme.Line, float32(1)
		if k.Chosen {
			now, edge, width = k, theme.Accent, 2
		}
		tile := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, width), widgets.Center(newDisc(k.Dot, 28)))
		discs = append(discs, widgets.Fixed(widgets.NewTap(tile, func() { v.choose(k.SKU) }), 52, 52))
	}
	for i, z := range v.m.Sizes {
		c := v.cell(now.Cells[i], z, sizeRow)
		edge := theme.Line
		if now.Cells[i].Mark == notMade {
			edge = theme.Clear
		}
		sizes = append(sizes, widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 1), c))
	}
	const columns = 5
	return widgets.VBox(12, bold(now.Word, theme.T17, theme.Ink), widgets.Wrap(8, discs...), widgets.Grid(columns, 8, sizes...))
}
