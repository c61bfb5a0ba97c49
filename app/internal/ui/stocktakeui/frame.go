package stocktakeui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// frame is what the screens share: the window, their life and the stage.
type frame struct {
	w     page.Window
	c     words.Catalog
	life  *load.Page
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage
}

func newFrame(w page.Window, title string) *frame {
	f := &frame{w: w, c: w.Words(), life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	f.bar = widgets.NewAppBar(f.head(title, ""))
	f.stage = widgets.NewStage(f.root, f.life)
	f.lay(widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16), nil)
	return f
}

func (f *frame) head(title, sub string) widgets.AppBarData {
	d := widgets.AppBarData{
		Title: title, Sub: sub, Tablet: f.tablet(), Sync: f.w.Sync(), OnBack: f.w.Back, OnSync: func() { f.w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Clock = f.c.Clock(f.now())
	}
	return d
}

// lay puts body and bottom under the bar.
func (f *frame) lay(body, bottom fyne.CanvasObject) {
	f.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(f.bar, body, bottom)}
	f.root.Refresh()
}

func (f *frame) tablet() bool   { return f.w.Shape().Tablet() }
func (f *frame) now() time.Time { return f.life.Clock().Now() }

// Content is the page.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Close ends the page.
func (f *frame) Close() { f.life.Close() }

// Synced shows the light.
func (f *frame) Synced() { f.bar.SetSync(f.w.Sync()) }

// toast says what a scan that means nothing here came to.
func (f *frame) toast(key string) {
	f.w.Play(assets.SoundUnknown)
	f.stage.Toast(f.c.T(key), "", nil)
}

// did runs something that staff do and shows what comes of it. It is finished
// also when the page closes meanwhile.
func did[T any](f *frame, do func(context.Context) (T, error), show func(T)) {
	load.Into(f.life, func(ctx context.Context) (T, error) { return do(context.WithoutCancel(ctx)) }, func(v T, err error) {
		if err != nil {
			f.w.Fail(err)
			return
		}
		show(v)
	})
}

// nothing is the result of what returns only an error.
type nothing struct{}

func only(err error) (nothing, error) { return nothing{}, err }

// card is a card with an icon, a name, a line under it and something at its
// right end; it may be tapped.
func card(icon assets.Icon, ink theme.Token, title, sub string, right fyne.CanvasObject, tap func()) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.Strong(title)}
	if sub != "" {
		lines = append(lines, widgets.Small(sub))
	}
	row := []fyne.CanvasObject{widgets.Middle(widgets.NewIcon(icon, 28, ink)), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...)))}
	if right != nil {
		row = append(row, widgets.Middle(right))
	}
	if tap != nil {
		row = append(row, widgets.Middle(widgets.NewIcon(assets.IconNext, 20, theme.Ink3)))
	}
	face := widgets.AtLeast(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.Middle(widgets.HBox(12, row...)), 14, 10)), 0, 72)
	if tap == nil {
		return face
	}
	return widgets.NewTap(face, tap)
}

// number is a figure at the right end of a row.
func number(text, unit string, ink theme.Token) fyne.CanvasObject {
	return widgets.NewText(widgets.Run{Text: text, Size: theme.T24, Bold: true, Code: true, Color: ink}, widgets.Run{Text: " " + unit, Size: theme.T15}).OneLine()
}

// section is a heading inside a page.
func section(text string) fyne.CanvasObject {
	return widgets.Pad(widgets.NewText(widgets.Run{Text: text, Size: theme.T15, Bold: true, Color: theme.Ink2}).OneLine(), 8, 4, 0, 4)
}

// note is a quiet sentence in a box.
func note(icon assets.Icon, text string, fill, ink theme.Token) fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(icon, 24, ink), widgets.Grow(widgets.Body(text)))
	return widgets.Panel(widgets.NewBox(fill).Round(12).SoftEdge(ink), 14, row)
}

// margin is what lists keep from the sides.
func margin(w page.Window) float32 {
	if w.Shape().Tablet() {
		return 24
	}
	return 16
}
