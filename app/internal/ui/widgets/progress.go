package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/theme"
)

// segmentsUpTo is the number of items above which one bar stands for all.
const segmentsUpTo = 8

// Progress shows how many items are done: a segment each, or one bar for many.
// The segment after the done ones is the present one.
type Progress struct {
	composite
	done, total int
}

// NewProgress makes a progress of done out of total.
func NewProgress(done, total int) *Progress {
	p := &Progress{}
	p.ExtendBaseWidget(p)
	p.Set(done, total)
	return p
}

// Set shows another count.
func (p *Progress) Set(done, total int) {
	if p.root != nil && p.done == done && p.total == total {
		return
	}
	p.done, p.total = done, total
	if total > segmentsUpTo {
		p.show(Fixed(container.New(partLayout(float32(done)/float32(total)), NewBox(theme.Line).Round(6), NewBox(theme.Accent).Round(6)), 0, 12))
		return
	}
	row := make([]fyne.CanvasObject, max(total, 0))
	for i := range row {
		box := NewBox(theme.Line).Round(6)
		switch {
		case i < done:
			box.Set(theme.Accent, theme.Clear, 0)
		case i == done:
			box.Set(theme.Card, theme.Accent, 2)
		default:
			box.pale = true
		}
		row[i] = Grow(box)
	}
	p.show(Fixed(HBoxFill(4, row...), 0, 12))
}

// partLayout fills the first object and a part of it with the second.
type partLayout float32

func (f partLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
	w := size.Width * float32(f)
	if w > 0 {
		w = max(w, size.Height)
	}
	place(o[1], 0, 0, w, size.Height)
}

func (partLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// ProgressRow is 「1 / 3点」 with its segments: number large, rest beside it.
type ProgressRow struct {
	composite
	words *Text
	bar   *Progress
}

// NewProgressRow makes a row: number 「1」, rest 「/ 3点」.
func NewProgressRow(number, rest string, done, total int) *ProgressRow {
	r := &ProgressRow{words: NewText().OneLine(), bar: NewProgress(done, total)}
	r.root = HBox(12, r.words, Grow(Middle(r.bar)))
	r.ExtendBaseWidget(r)
	r.Set(number, rest, done, total)
	return r
}

// Set shows another count.
func (r *ProgressRow) Set(number, rest string, done, total int) {
	r.words.SetRuns(
		Run{Text: number, Size: theme.T24, Bold: true, Code: true},
		Run{Text: " " + rest, Size: theme.T17, Bold: true, Color: theme.Ink2},
	)
	r.bar.Set(done, total)
	r.relayout()
}
