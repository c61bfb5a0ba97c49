package stocktakeui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

func (s *counting) paint() {
	if !s.loaded {
		return
	}
	s.model = countingOf(s.c, s.view)
	m := s.model
	s.bar.Set(s.head(m.Title, m.Sub))
	widgets.Put(s.top, s.summary(m))
	s.list.Reload()
	undo := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("stocktake.undo"), Icon: assets.IconUndo, OnTap: s.undo}
	end := widgets.Action{Kind: widgets.Main, Text: m.End, Icon: assets.IconCheck, OnTap: s.end}
	actions := []widgets.Action{undo, end}
	var list fyne.CanvasObject = s.list
	if len(m.Rows)+len(m.Left) == 0 {
		list = widgets.NewEmptyState(assets.IconScan, s.c.T("stocktake.first"), s.c.T("stocktake.first.text"), nil)
	}
	if s.tablet() {
		for i := range actions {
			actions[i].Large = actions[i].Kind == widgets.Main
		}
		left := widgets.NewScroll(widgets.Inset(widgets.VBox(16, s.top), 24, 24))
		s.lay(widgets.TwoPane(left, list, 440), widgets.NewBottomBar(actions...))
		return
	}
	s.lay(widgets.Page(widgets.Pad(s.top, 12, 16, 4, 16), list, nil), widgets.NewBottomBar(actions...))
}

// summary is the big number, and that the books stay shut until the end.
func (s *counting) summary(m countingModel) fyne.CanvasObject {
	n := widgets.NewText(widgets.Run{Text: m.Number, Size: theme.T64, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("common.items.unit"), Size: theme.T20, Bold: true}).OneLine()
	kinds := widgets.Right(widgets.NewText(widgets.Run{Text: m.Kinds, Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("stocktake.kinds"), Size: theme.T17}).OneLine())
	blind := widgets.NewText(widgets.Run{Text: m.Blind, Size: theme.T13, Color: theme.Ink2}).Right()
	head := []fyne.CanvasObject{n}
	if s.w.HasCamera() {
		head = append(head, widgets.Middle(widgets.NewIconButton(assets.IconCamera, theme.Accent, func() { s.w.Camera() })))
	}
	parts := []fyne.CanvasObject{widgets.HBox(8, append(head, widgets.Grow(widgets.Middle(widgets.VBox(2, kinds, blind))))...), s.classes()}
	if m.Others != "" {
		parts = append(parts, widgets.HBox(8, widgets.NewIcon(assets.IconHalf, 20, theme.Amber), widgets.Grow(widgets.Small(m.Others))))
	}
	if s.tablet() && s.naming == "" {
		parts = append(parts, note(assets.IconScan, s.c.T("stocktake.scan.hint"), theme.Sunk, theme.Ink2))
	}
	return widgets.VBox(6, parts...)
}

// classes is what the next scans are counted as: good ones, unless somebody says
// otherwise. Any other class is marked, so that nobody forgets it.
func (s *counting) classes() fyne.CanvasObject {
	var cells []fyne.CanvasObject
	size := theme.T13
	if s.tablet() {
		size = theme.T15
	}
	for _, k := range retail.StockClasses() {
		box, ink := widgets.CardBox(), theme.Ink
		if k == s.class {
			box, ink = widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 2), theme.Amber
			if k == retail.Regular {
				box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
			}
		}
		word := widgets.NewText(widgets.Run{Text: s.c.T("class." + k.String()), Size: size, Bold: true, Color: ink}).OneLine().Center()
		cells = append(cells, widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(word), 0, 4)), func() {
			s.class = k
			s.paint()
		}), 0, 48))
	}
	return widgets.Grid(len(cells), 4, cells...)
}

// rows counts the counted, a heading, and what is left of a list.
func (s *counting) rows() int {
	n := len(s.model.Rows)
	if len(s.model.Left) > 0 {
		n += 1 + len(s.model.Left)
	}
	return n
}

func (s *counting) bind(i int, o fyne.CanvasObject) {
	box := o.(*fyne.Container)
	m := s.model
	switch n := len(m.Rows); {
	case i < n:
		box.Objects = []fyne.CanvasObject{s.row(m.Rows[i], i == 0)}
	case i == n:
		box.Objects = []fyne.CanvasObject{section(m.LeftHead)}
	default:
		box.Objects = []fyne.CanvasObject{goodsRow(s.frame, m.Left[i-n-1], widgets.CardBox(), func() { s.uncounted(m.Left[i-n-1].Ref) })}
	}
	box.Refresh()
}

// row is one counted SKU, or a code that nobody knows.
func (s *counting) row(m rowModel, newest bool) fyne.CanvasObject {
	tap := func() {
		for _, i := range s.view.Items {
			if i.Ref == m.Ref {
				s.edit(i)
			}
		}
	}
	if m.Unknown {
		return s.unknown(m, tap)
	}
	face := widgets.CardBox()
	if newest {
		face = face.Edge(theme.Accent, 2)
	}
	return goodsRow(s.frame, m, face, tap)
}

// uncounted opens the digits for goods that the list asks for: their label may be
// torn, or missing.
func (s *counting) uncounted(ref string) {
	if i, ok := leftOver(s.view, ref); ok {
		s.edit(i)
	}
}

// goodsRow is a SKU with its picture and how many there are.
func goodsRow(f *frame, m rowModel, face *widgets.Box, tap func()) fyne.CanvasObject {
	pic := widgets.NewPicture(48, 48)
	f.w.Thumbs().Show(pic, m.Picture)
	var what []fyne.CanvasObject
	if m.ColorWord != "" {
		what = append(what, widgets.NewSwatch(m.Color, m.ColorWord, theme.T15))
	}
	if m.Size != "" {
		what = append(what, widgets.NewText(widgets.Run{Text: "・" + m.Size, Size: theme.T15}).OneLine())
	}
	if m.Class != "" {
		what = append(what, widgets.NewText(widgets.Run{Text: "  " + m.Class, Size: theme.T15, Bold: true, Color: theme.Amber}).OneLine())
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name), widgets.HBox(0, what...)}
	if m.Note != "" {
		lines = append(lines, widgets.HBox(6, widgets.NewIcon(assets.IconShelf, 18, theme.Amber), widgets.Grow(widgets.NewText(widgets.Run{Text: m.Note, Size: theme.T13, Bold: true, Color: theme.Amber}))))
	}
	row := widgets.HBox(12, widgets.Middle(widgets.Fixed(pic, 48, 48)), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))), widgets.Middle(number(m.Qty, f.c.T("common.items.unit"), theme.Ink)))
	body := widgets.AtLeast(widgets.Layers(face, widgets.Inset(widgets.Middle(row), 12, 7)), 0, 64)
	if tap == nil {
		return body
	}
	return widgets.NewTap(body, tap)
}

// unknown is a code that nobody knows: it stays with its neighbours.
func (s *counting) unknown(m rowModel, tap func()) fyne.CanvasObject {
	head := widgets.HBox(12, widgets.Middle(widgets.NewIcon(assets.IconExcl, 28, theme.Amber)),
		widgets.Grow(widgets.VBox(0, widgets.Strong(m.Name), widgets.Digits(m.Code, theme.T17))), widgets.Middle(number(m.Qty, s.c.T("common.items.unit"), theme.Ink)))
	which := widgets.NewTap(widgets.AtLeast(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1),
		widgets.Inset(widgets.Middle(widgets.Center(widgets.HBox(8, widgets.NewIcon(assets.IconSearch, 20, theme.Ink), widgets.Strong(s.c.T("stocktake.which")).OneLine()))), 12, 6)), 112, 48), func() { s.ask(m.Code) })
	foot := widgets.HBox(12, widgets.Grow(widgets.Middle(widgets.Small(s.c.T("stocktake.kept")))), which)
	return widgets.NewTap(widgets.Layers(widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 2), widgets.Inset(widgets.VBox(6, head, foot), 12, 10)), tap)
}
