package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// Run is a piece of text in one look.
type Run struct {
	Text  string
	Size  float32     // of the type scale; zero: 17
	Bold  bool        //
	Code  bool        // even-width face; never broken, never cut
	Keep  bool        // a name: not broken while it fits on a line of its own
	Color theme.Token // zero: Ink
}

// style is the Fyne style of the run's face.
func (r Run) style() fyne.TextStyle { return fyne.TextStyle{Bold: r.Bold, Monospace: r.Code} }

// sp is the run's size under the text scale.
func (r Run) sp() float32 {
	if r.Size == 0 {
		return theme.Sp(theme.T17)
	}
	return theme.Sp(r.Size)
}

// Text shows one or more runs as lines with Japanese line breaking, all runs of
// a line on one base line. Nothing is ever cut with an ellipsis: text wraps,
// and a word that may not be broken shrinks until it fits.
type Text struct {
	widget.BaseWidget
	runs     []Run
	align    fyne.TextAlign
	oneLine  bool
	maxLines int
	lineH    float32

	// What was measured last, the newest first: a layout asks by turns for the
	// natural width and for the lines at the width that it gives.
	kept    [2]laidText
	natural struct { // width of the widest line when nothing wraps
		width, scale float32
		known        bool
	}
}

// layoutKey says for what something measured holds.
type layoutKey struct{ width, scale float32 }

// laidText is text broken at a width.
type laidText struct {
	key   layoutKey
	block block
}

// NewText shows runs after one another. A line feed in a run starts a new line.
func NewText(runs ...Run) *Text {
	t := &Text{runs: runs}
	t.ExtendBaseWidget(t)
	return t
}

// Center centres every line and returns the text.
func (t *Text) Center() *Text { t.align = fyne.TextAlignCenter; return t }

// Right sets every line to the right and returns the text.
func (t *Text) Right() *Text { t.align = fyne.TextAlignTrailing; return t }

// OneLine keeps everything on one line, shrinking the letters when the room is
// too narrow, and returns the text.
func (t *Text) OneLine() *Text { t.oneLine = true; return t }

// Lines allows at most n lines; longer text shrinks until it fits (down to
// half its size). Zero allows any number.
func (t *Text) Lines(n int) *Text { t.maxLines = n; return t }

// ByHand allows as many lines as the words were broken into by hand, or two,
// and returns the text.
func (t *Text) ByHand() *Text {
	t.maxLines = max(2, 1+strings.Count(t.String(), "\n"))
	return t
}

// LineHeight sets the distance of lines in dp at text scale 1; without it the
// type scale's own is used.
func (t *Text) LineHeight(h float32) *Text { t.lineH = h; return t }

// In sets the colour of every run and returns the text.
func (t *Text) In(c theme.Token) *Text {
	for i := range t.runs {
		t.runs[i].Color = c
	}
	return t
}

// Set replaces the text of the first run and repaints. Other runs stay.
func (t *Text) Set(s string) {
	if len(t.runs) == 0 {
		t.runs = []Run{{}}
	}
	if t.runs[0].Text == s {
		return
	}
	t.runs[0].Text = s
	t.changed()
}

// SetColor changes the colour of every run and repaints.
func (t *Text) SetColor(c theme.Token) {
	t.In(c)
	t.Refresh()
}

// SetRuns replaces everything and repaints.
func (t *Text) SetRuns(runs ...Run) {
	if sameRuns(t.runs, runs) {
		return
	}
	t.runs = runs
	t.changed()
}

func sameRuns(a, b []Run) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (t *Text) changed() {
	t.kept, t.natural.known = [2]laidText{}, false
	t.Refresh()
}

// String is the plain text, for tests and logs.
func (t *Text) String() string {
	s := ""
	for _, r := range t.runs {
		s += r.Text
	}
	return s
}

// set is the broken text at a width, kept until something changes.
func (t *Text) set(width float32) block {
	key := layoutKey{width: width, scale: theme.Current().Options().Scale}
	for i, k := range t.kept {
		if k.block.done && k.key == key {
			t.kept[0], t.kept[i] = k, t.kept[0]
			return k.block
		}
	}
	t.kept[1] = t.kept[0]
	t.kept[0] = laidText{key, setText(t.runs, width, t.oneLine, t.maxLines, t.lineH)}
	return t.kept[0].block
}

// widest is the natural width, kept until something changes.
func (t *Text) widest() float32 {
	n := &t.natural
	if scale := theme.Current().Options().Scale; !n.known || n.scale != scale {
		n.width, n.scale, n.known = naturalWidth(t.runs), scale, true
	}
	return n.width
}

// HeightFor is the height of the wrapped text.
func (t *Text) HeightFor(w float32) float32 { return t.set(w).height }

// MinSize is the natural width, unwrapped, and the height at the width the text
// has been given.
func (t *Text) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	natural := t.widest()
	w := natural
	if have := t.Size().Width; have > 0 {
		w = have
	}
	return fyne.NewSize(natural, t.set(w).height)
}

// CreateRenderer draws the lines.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return &textRenderer{t: t} }

type textRenderer struct {
	t     *Text
	texts []*canvas.Text
	objs  []fyne.CanvasObject
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) MinSize() fyne.Size           { return r.t.MinSize() }
func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objs }

func (r *textRenderer) Layout(size fyne.Size) {
	b := r.t.set(size.Width)
	for len(r.texts) < len(b.pieces) {
		r.texts = append(r.texts, &canvas.Text{})
	}
	r.objs = r.objs[:0]
	for i, p := range b.pieces {
		c := r.texts[i]
		look := r.t.runs[p.run]
		tok := look.Color
		if tok == "" {
			tok = theme.Ink
		}
		paint := theme.C(tok)
		if c.Text != p.text || c.TextSize != p.size || c.TextStyle != look.style() || c.Color != paint {
			c.Text, c.TextSize, c.TextStyle, c.Color = p.text, p.size, look.style(), paint
			c.Refresh()
		}
		x := p.x
		switch r.t.align {
		case fyne.TextAlignCenter:
			x += (size.Width - b.widths[p.line]) / 2
		case fyne.TextAlignTrailing:
			x += size.Width - b.widths[p.line]
		}
		c.Move(fyne.NewPos(x, p.y+max(0, (size.Height-b.height)/2)))
		c.Resize(fyne.NewSize(p.w, p.size*(assets.Ascent+assets.Descent)))
		r.objs = append(r.objs, c)
	}
}

func (r *textRenderer) Refresh() {
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}
