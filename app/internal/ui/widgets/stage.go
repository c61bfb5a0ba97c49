package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
)

// toastFor is how long a toast and its undo stay.
const toastFor = 10 * time.Second

// Stage holds a page and what may come over it: a toast that blocks nothing and
// a sheet that asks one question. Neither is a Fyne popup, which would take the
// keyboard and with it the scanner.
type Stage struct {
	composite
	page   fyne.CanvasObject
	next   fyne.CanvasObject // waits for a finger, see SetPage
	life   *load.Page
	toast  *fyne.Container
	sheet  *fyne.Container
	cancel func()
}

// NewStage lays a page on a stage. The toast's time runs with life.
func NewStage(page fyne.CanvasObject, life *load.Page) *Stage {
	s := &Stage{page: page, life: life, toast: container.New(toastLayout{}), sheet: Layers()}
	s.toast.Hide()
	s.sheet.Hide()
	s.root = container.New(stageLayout{}, page, s.toast, s.sheet)
	s.ExtendBaseWidget(s)
	return s
}

// Toast says what happened for 10 s above the bottom bar, with at most one
// action (戻す). A second toast takes the place of the first. Never for what
// needs an answer.
func (s *Stage) Toast(text, actionWord string, onAction func()) {
	s.hideToast()
	row := []fyne.CanvasObject{Grow(Middle(NewText(Run{Text: text, Color: theme.OnFill})))}
	if actionWord != "" {
		word := NewText(Run{Text: actionWord, Bold: true, Color: theme.OnFill}).Center()
		button := NewTap(Layers(NewBox(theme.Clear).Round(8).Edge(theme.OnFill, 1), Inset(Middle(word), 16, 0)), func() {
			s.hideToast()
			if onAction != nil {
				onAction()
			}
		})
		row = append(row, AtLeast(button, 64, 48))
	}
	s.toast.Objects = []fyne.CanvasObject{AtLeast(Layers(NewBox(theme.HaltFill).Round(12).SoftEdge(theme.Ink), Pad(HBox(12, row...), 4, 4, 4, 16)), 0, 56)}
	s.toast.Show()
	s.relayout()
	s.cancel = s.life.After(toastFor, s.hideToast)
}

// ToastShown tells whether a toast is up.
func (s *Stage) ToastShown() bool { return s.toast.Visible() }

// HideToast takes the toast away: something more important is said now.
func (s *Stage) HideToast() { s.hideToast() }

func (s *Stage) hideToast() {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	if s.toast.Visible() {
		s.toast.Hide()
		s.toast.Objects = nil
		canvas.Refresh(s)
	}
}

// SheetData is one question over the page.
type SheetData struct {
	Title   string
	Body    string
	Actions []Action // from the safe one to the main one
}

// Ask puts a question over the page; a tap outside it calls onOutside, which
// usually hides it. The actions hide the sheet before they act.
func (s *Stage) Ask(d SheetData, onOutside func()) {
	row := make([]fyne.CanvasObject, len(d.Actions))
	for i, a := range d.Actions {
		act := a.OnTap
		a.OnTap = func() {
			s.HideSheet()
			if act != nil {
				act()
			}
		}
		row[i] = Grow(NewBigButton(a))
	}
	parts := []fyne.CanvasObject{Title(d.Title)}
	if d.Body != "" {
		parts = append(parts, Body(d.Body))
	}
	s.Sheet(VBox(12, append(parts, Pad(HBoxFill(8, row...), 8, 0, 0, 0))...), onOutside)
}

// Sheet puts content over the page: at the bottom on the handheld, in the
// middle on the tablet.
func (s *Stage) Sheet(content fyne.CanvasObject, onOutside func()) {
	card := NewTap(Layers(NewBox(theme.Card).Round(12).Edge(theme.Line, 1), Inset(content, 20, 20)), nil)
	s.sheet.Objects = []fyne.CanvasObject{newScrim(onOutside), container.New(sheetLayout{}, card)}
	s.sheet.Show()
	s.relayout()
}

// LongSheet is Sheet of content that scrolls where it finds no room. The scroll
// cuts at its edge, so what has a border keeps a little away from it.
func (s *Stage) LongSheet(content fyne.CanvasObject, onOutside func()) {
	s.Sheet(NewScroll(Inset(content, 2, 2)), onOutside)
}

// HideSheet takes the sheet away.
func (s *Stage) HideSheet() {
	s.sheet.Objects = nil
	s.sheet.Hide()
	canvas.Refresh(s)
}

// SheetShown tells whether a sheet is up: scans then belong to it.
func (s *Stage) SheetShown() bool { return s.sheet.Visible() }

// stageLayout gives page, toast and sheet the whole stage and asks for none.
type stageLayout struct{}

func (stageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, x := range o {
		place(x, 0, 0, size.Width, size.Height)
	}
}

func (stageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// toastLayout stands the toast above the bottom bar.
type toastLayout struct{}

func (toastLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width-32, 480)
	for _, x := range o {
		h := HeightFor(x, w)
		place(x, (size.Width-w)/2, size.Height-96-8-h, w, h)
	}
}

func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// sheetLayout stands the sheet at the thumb, or in the middle where there is
// room.
type sheetLayout struct{}

func (sheetLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width-32, 560)
	for _, x := range o {
		h := min(HeightFor(x, w), size.Height-32)
		y := size.Height - h - 16
		if size.Width >= tabletFrom {
			y = (size.Height - h) / 2
		}
		place(x, (size.Width-w)/2, y, w, h)
	}
}

func (sheetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// scrim darkens the page and keeps taps from it.
type scrim struct {
	widget.BaseWidget
	onTap func()
}

func newScrim(onTap func()) *scrim {
	s := &scrim{onTap: onTap}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer paints the veil.
func (s *scrim) CreateRenderer() fyne.WidgetRenderer {
	c := theme.In(theme.HaltFill, theme.Light)
	c.A = 0x99
	return widget.NewSimpleRenderer(canvas.NewRectangle(c))
}

// Tapped tells the owner that somebody tapped outside.
func (s *scrim) Tapped(*fyne.PointEvent) {
	Unfocus(s)
	if s.onTap != nil {
		s.onTap()
	}
}

// TappedSecondary does as Tapped.
func (s *scrim) TappedSecondary(e *fyne.PointEvent) { s.Tapped(e) }
