package showui

import (
	"image/color"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// Sizes of type on the customers' screens that the scale of the staff's has not.
const (
	t14 float32 = 14
	t16 float32 = 16
	t18 float32 = 18
	t22 float32 = 22
	t36 float32 = 36
	t44 float32 = 44
)

func text(s string, size float32, tok theme.Token) *widgets.Text {
	return widgets.NewText(widgets.Run{Text: s, Size: size, Color: tok})
}

func bold(s string, size float32, tok theme.Token) *widgets.Text {
	return widgets.NewText(widgets.Run{Text: s, Size: size, Color: tok, Bold: true})
}

// priceRuns writes an amount with tax: 5,990円 税込, or ¥5,990 tax incl. without
// the word where it stands in a caption.
func priceRuns(c words.Catalog, yen int64, size float32, tax bool) []widgets.Run {
	const small = .62
	var runs []widgets.Run
	number := c.Yen(yen)
	if c.Lang() == words.Ja {
		runs = []widgets.Run{{Text: strings.Replace(number, "¥", "", 1), Size: size, Bold: true}, {Text: c.T("show.yen"), Size: max(theme.T13, size*small), Bold: true}}
	} else {
		runs = []widgets.Run{{Text: number, Size: size, Bold: true}}
	}
	if tax {
		runs = append(runs, widgets.Run{Text: " " + c.T("show.tax"), Size: theme.T13, Color: theme.Ink2})
	}
	return runs
}

func price(c words.Catalog, yen int64, size float32, tax bool) *widgets.Text {
	return widgets.NewText(priceRuns(c, yen, size, tax)...).OneLine()
}

// look is how a button is painted.
type look struct{ fill, edge, ink theme.Token }

var (
	mainLook  = look{theme.Accent, theme.Clear, theme.AccentInk}
	otherLook = look{theme.Card, theme.Line, theme.Ink}
	plainLook = look{theme.Clear, theme.Mark, theme.Ink}
	chosen    = look{theme.Card, theme.Accent, theme.Accent}
)

// button is a target with an icon, which may be missing, and words in its middle.
func button(l look, icon assets.Icon, word string, size float32, onTap func()) fyne.CanvasObject {
	row := []fyne.CanvasObject{}
	if icon != "" {
		row = append(row, widgets.NewIcon(icon, 28, l.ink))
	}
	row = append(row, widgets.Middle(bold(word, size, l.ink).ByHand()))
	box := widgets.NewBox(l.fill).Round(12)
	if l.edge != theme.Clear {
		width := float32(1)
		if l == chosen {
			width = 2
		}
		box = box.Edge(l.edge, width)
	}
	return widgets.NewTap(widgets.Layers(box, widgets.Center(widgets.Inset(widgets.HBox(12, row...), 16, 0))), onTap)
}

// tool is a target of the top bar: an icon and a word, and no ground.
func tool(icon assets.Icon, word string, onTap func()) fyne.CanvasObject {
	row := widgets.HBox(8, widgets.NewIcon(icon, 26, theme.Ink), widgets.Middle(bold(word, t16, theme.Ink).OneLine()))
	return widgets.NewTap(widgets.AtLeast(widgets.Inset(widgets.Middle(row), 16, 0), 64, 64), onTap)
}

// wordmark is the chain's name, spaced out.
func wordmark(name string, size float32, gap float32) fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, r := range name {
		row = append(row, bold(string(r), size, theme.Ink))
	}
	return widgets.HBox(gap, row...)
}

// disc is a dot in the colour of goods, with an edge so that white shows.
type disc struct {
	widget.BaseWidget
	side   float32
	circle *canvas.Circle
}

func newDisc(c color.Color, side float32) *disc {
	d := &disc{side: side, circle: canvas.NewCircle(c)}
	d.circle.StrokeWidth, d.circle.StrokeColor = 1, color.NRGBA{A: 0x38}
	d.ExtendBaseWidget(d)
	return d
}

func (d *disc) paint(c color.Color) {
	if d.circle.FillColor != c {
		d.circle.FillColor = c
		d.circle.Refresh()
	}
}

// MinSize is a square.
func (d *disc) MinSize() fyne.Size { return fyne.NewSquareSize(d.side) }

// CreateRenderer shows the circle.
func (d *disc) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(d.circle) }

// mark is the pill on a picture that says where goods can be had.
type mark struct {
	widget.BaseWidget
	box  *widgets.Box
	icon *widgets.Icon
	text *widgets.Text
	data markModel
}

func newMark() *mark {
	m := &mark{box: widgets.NewBox(theme.Card).Round(16), icon: widgets.NewIcon(assets.IconCheck, 18, theme.Green).Stroke(2.4), text: bold("", t14, theme.Green).OneLine()}
	m.ExtendBaseWidget(m)
	m.Hide()
	return m
}

func (m *mark) set(d markModel) {
	if m.data == d {
		return
	}
	m.data = d
	if d.Text == "" {
		m.Hide()
		return
	}
	m.icon.Set(d.Icon, d.Ink)
	m.text.SetRuns(widgets.Run{Text: d.Text, Size: t14, Bold: true, Color: d.Ink})
	m.Show()
	m.Refresh()
}

// MinSize is the words with room around them.
func (m *mark) MinSize() fyne.Size {
	return fyne.NewSize(float32(math.Ceil(float64(m.text.MinSize().Width)))+44, 32)
}

// CreateRenderer shows box, icon and words.
func (m *mark) CreateRenderer() fyne.WidgetRenderer { return markRenderer{m} }

type markRenderer struct{ m *mark }

func (markRenderer) Destroy()             {}
func (r markRenderer) MinSize() fyne.Size { return r.m.MinSize() }
func (r markRenderer) Refresh() {
	r.Layout(r.m.Size())
	r.m.box.Refresh()
	r.m.icon.Refresh()
	r.m.text.Refresh()
}

func (r markRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.box, r.m.icon, r.m.text}
}

func (r markRenderer) Layout(s fyne.Size) {
	r.m.box.Resize(s)
	r.m.icon.Move(fyne.NewPos(8, (s.Height-18)/2))
	r.m.icon.Resize(fyne.NewSquareSize(18))
	h := r.m.text.MinSize().Height
	r.m.text.Move(fyne.NewPos(32, (s.Height-h)/2))
	r.m.text.Resize(fyne.NewSize(s.Width-40, h))
}
