// Package scanui holds the pages 読み取りの調整 and 読み取りテスト: what a hand
// scanner and this device's keyboard make of codes, and what to do about it.
package scanui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/scanner"
)

// Service is what both pages ask of the terminal.
type Service interface {
	// Layout is what was learned about the keyboard, the zero Layout if nothing.
	Layout() scanner.Layout
	// Learn keeps what a calibration taught. The zero Layout forgets it.
	Learn(ctx context.Context, l scanner.Layout) error
	// Rules is what the chain settled about its own codes.
	Rules() scanner.Rules
	// Sheet writes the set-up sheet as PDF and returns where to.
	Sheet(ctx context.Context) (path string, err error)
}

// frame is what the pages share: the bar, the stage and a body to paint.
type frame struct {
	w     page.Window
	life  *load.Page
	slot  load.Slot
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage
}

func newFrame(w page.Window, title string) frame {
	f := frame{w: w, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	c, who := w.Words(), w.Who()
	f.bar = widgets.NewAppBar(widgets.AppBarData{
		Title: title, Sub: who.Terminal, Tablet: w.Shape().Tablet(), Clock: c.Clock(f.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	})
	if w.Shape().Tablet() {
		f.life.Every(10*time.Second, func(now time.Time) { f.bar.SetClock(c.Clock(now)) })
	}
	f.stage = widgets.NewStage(f.root, f.life)
	return f
}

// Content is the page.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Close ends the page.
func (f *frame) Close() { f.life.Close() }

// Synced shows the light.
func (f *frame) Synced() { f.bar.SetSync(f.w.Sync()) }

func (f *frame) put(body, bottom fyne.CanvasObject) {
	f.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(f.bar, body, bottom)}
	f.root.Refresh()
}

// sheet writes the set-up sheet and says where it is.
func (f *frame) sheet(svc Service) {
	load.Newest(&f.slot, f.life, svc.Sheet, func(path string, err error) {
		if err != nil {
			f.w.Fail(err)
			return
		}
		f.w.Play(assets.SoundDone)
		f.stage.Toast(f.w.Words().T("scan.sheet.done", "path", path), f.w.Words().T("common.close"), f.stage.Hide)
	})
}

// note is a line with its mark.
func note(n line) fyne.CanvasObject {
	look := map[tone]struct {
		icon assets.Icon
		ink  theme.Token
	}{good: {assets.IconCheck, theme.Green}, care: {assets.IconWarn, theme.Amber}, bad: {assets.IconCross, theme.Red}, plain: {assets.IconDot, theme.Ink3}}[n.Tone]
	words := []fyne.CanvasObject{widgets.Strong(n.Text)}
	if n.Do != "" {
		words = append(words, widgets.Small(n.Do))
	}
	return widgets.Inset(widgets.HBoxTop(12, widgets.NewIcon(look.icon, 24, look.ink), widgets.Grow(widgets.VBox(2, words...))), 0, 8)
}

// card is rows on a card under a heading.
func card(heading string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for i, r := range rows {
		if i > 0 {
			parts = append(parts, widgets.Hairline())
		}
		parts = append(parts, r)
	}
	box := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, parts...), 16, 8))
	if heading == "" {
		return box
	}
	return widgets.VBox(8, widgets.Pad(widgets.Strong(heading).In(theme.Ink2), 0, 0, 0, 4), box)
}

// verdict is the answer of a page in one sentence, on a fill.
func verdict(icon assets.Icon, fill theme.Token, title, sub string) fyne.CanvasObject {
	words := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: title, Size: theme.T24, Bold: true, Color: theme.OnFill})}
	if sub != "" {
		words = append(words, widgets.NewText(widgets.Run{Text: sub, Size: theme.T17, Color: theme.OnFill}))
	}
	row := widgets.HBox(16, widgets.NewIcon(icon, 48, theme.OnFill).Stroke(2.4), widgets.Grow(widgets.Middle(widgets.VBox(2, words...))))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(fill).Round(12), widgets.Inset(row, 16, 12)), 0, 88)
}

// fact is a word and what it is.
func fact(word string, value fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Inset(widgets.HBoxTop(12, widgets.Fixed(widgets.Small(word), 92, 24), widgets.Grow(value)), 0, 8)
}
