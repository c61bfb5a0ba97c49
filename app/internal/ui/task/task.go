// Package task is the frame of a page that asks one thing at a time: a bar above,
// the question, and what comes next at the thumb; choices come over it as a sheet.
package task

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// Width is how wide a question grows on the tablet, in dp.
const Width = 760

// Frame is what such pages share. A page embeds it; all of it belongs to the UI
// goroutine.
type Frame struct {
	W     page.Window
	C     words.Catalog
	P     *load.Page // the life of the page
	Stage *widgets.Stage
	Turns load.Turns
	Back  func() // what the arrow does on the page that is shown; nil: to the page below

	bar *widgets.AppBar
}

// New opens a page's life; it shows nothing yet.
func New(w page.Window) Frame {
	p := load.Open(context.Background(), w.Env())
	return Frame{W: w, C: w.Words(), P: p, Stage: widgets.NewStage(widgets.NewBox(theme.Bg), p)}
}

// Show puts a question on the stage, with what is at the thumb.
func (f *Frame) Show(title, sub string, body fyne.CanvasObject, actions ...widgets.Action) {
	tablet := f.W.Shape().Tablet()
	d := widgets.AppBarData{Title: title, Sub: sub, Tablet: tablet, Sync: f.W.Sync(), OnBack: f.W.Back, OnSync: func() { f.W.Go(page.Records{}) }}
	if f.Back != nil {
		d.OnBack = f.Back
	}
	if tablet {
		d.Clock = f.C.Clock(f.P.Clock().Now())
	}
	if f.bar == nil {
		f.bar = widgets.NewAppBar(d)
	} else {
		f.bar.Set(d)
	}
	var foot fyne.CanvasObject
	if len(actions) > 0 {
		foot = widgets.NewBottomBar(actions...)
	}
	scroll := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(body, 16, 12)))
	if tablet {
		scroll = widgets.Column(scroll, Width)
	}
	f.Stage.SetPage(widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(f.bar, scroll, foot)))
}

// Do runs a step of a service in turn; then is called where it came to be.
func (f *Frame) Do(step func(context.Context) error, then func()) {
	load.InTurn(&f.Turns, f.P, func(ctx context.Context) (struct{}, error) { return struct{}{}, step(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			f.W.Fail(err)
			return
		}
		then()
	})
}

// Choice is a row of a sheet: what it does, and what becomes of it.
type Choice struct {
	Icon      assets.Icon
	Text, Sub string
	Do        func()
}

// Choose puts choices over the page.
func (f *Frame) Choose(title, text string, list ...Choice) {
	rows := []fyne.CanvasObject{widgets.Title(title)}
	if text != "" {
		rows = append(rows, widgets.Body(text))
	}
	for _, x := range list {
		rows = append(rows, Row(x, f.Stage.HideSheet))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: f.C.T("common.close"), OnTap: f.Stage.HideSheet}))
	f.Stage.LongSheet(widgets.VBox(8, rows...), f.Stage.HideSheet)
}

// Row is a choice as a target of 72 dp or more; before may be nil.
func Row(x Choice, before func()) fyne.CanvasObject {
	text := []fyne.CanvasObject{widgets.Name(x.Text)}
	if x.Sub != "" {
		text = append(text, widgets.Small(x.Sub))
	}
	face := widgets.HBox(12, widgets.NewIcon(x.Icon, 28, theme.Accent), widgets.Grow(widgets.Middle(widgets.VBox(0, text...))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Inset(face, 14, 10)), func() {
		if before != nil {
			before()
		}
		x.Do()
	}), 0, 72)
}

// Content is the stage.
func (f *Frame) Content() fyne.CanvasObject { return f.Stage }

// Synced shows the sync light anew.
func (f *Frame) Synced() {
	if f.bar != nil {
		f.bar.SetSync(f.W.Sync())
	}
}

// Close ends the page.
func (f *Frame) Close() { f.P.Close() }
