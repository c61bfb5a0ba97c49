package pickupui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets/words"
)

// answerFor is how long a right answer stays before the next question.
const answerFor = 1200 * time.Millisecond

// frame is what the working screens share: the window, their life, the stage
// they are shown on and the line that their work stands in.
type frame struct {
	w     page.Window
	c     words.Catalog
	p     *load.Page
	stage *widgets.Stage
	bar   *widgets.AppBar
	turns load.Turns
}

// newFrame opens a screen's life; it shows nothing yet.
func newFrame(w page.Window) frame {
	p := load.Open(context.Background(), w.Env())
	return frame{w: w, c: w.Words(), p: p, stage: widgets.NewStage(ground(nil, nil, nil), p)}
}

// ground lays bar, body and bottom on the screen's colour.
func ground(bar, body, bottom fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(bar, body, bottom))
}

// now is the present in the shop's zone.
func (f *frame) now() time.Time { return f.p.Clock().Now() }

// show puts a page with an app bar on the stage.
func (f *frame) show(b barModel, body, bottom fyne.CanvasObject) {
	f.setBar(b)
	f.stage.SetPage(ground(f.bar, body, bottom))
}

// answer puts a page without an app bar on the stage: one question only.
func (f *frame) answer(o fyne.CanvasObject) { f.stage.SetPage(o) }

// setBar makes the bar or changes it.
func (f *frame) setBar(b barModel) {
	d := widgets.AppBarData{
		Title: b.Title, Code: b.Code, Sub: b.Sub, Icon: b.Icon, Tone: b.Tone, Tablet: f.tablet(), Sync: f.w.Sync(),
		OnBack: f.w.Back, OnSync: func() { f.w.Go(page.Records{}) },
	}
	if b.OnBack != nil {
		d.OnBack = b.OnBack
	}
	if d.Tablet {
		d.Clock = f.c.Clock(f.now())
	}
	if f.bar == nil {
		f.bar = widgets.NewAppBar(d)
		return
	}
	f.bar.Set(d)
}

// large tells whether text is so large that two things no longer stand beside
// one another.
func large() bool { return theme.Dp(1) > 1.3 }

// beside is a picture's side next to text: it gives way to larger letters.
func beside(side float32) float32 { return side / theme.Dp(1) }

func (f *frame) tablet() bool { return f.w.Shape().Tablet() }

// Content is the stage.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Synced shows the sync light anew.
func (f *frame) Synced() {
	if f.bar != nil {
		f.bar.SetSync(f.w.Sync())
	}
}

// Close ends the screen.
func (f *frame) Close() { f.p.Close() }

// inTurn is load.Take; a scan goes when a wrong answer blocks the scanner.
func inTurn[T any](f *frame, scan bool, fetch func(context.Context) (T, error), show func(T, error)) {
	load.Take(&f.turns, f.p, load.Turn[T]{Scan: scan, Fetch: fetch, Show: show})
}
