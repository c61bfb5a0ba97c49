package goodsui

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

// frame is what the pages about goods have in common: the bar above, what lies
// between, and the stage that sheets and toasts come over.
type frame struct {
	w     page.Window
	c     words.Catalog
	life  *load.Page
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage
}

// open makes a frame with a title.
func open(w page.Window, title string) frame {
	f := frame{w: w, c: w.Words(), life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	d := widgets.AppBarData{
		Title: f.c.T(title), Tablet: w.Shape().Tablet(), Clock: f.c.Clock(f.life.Clock().Now()),
		Sync: w.Sync(), OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Sub = w.Who().Shop
	}
	f.bar = widgets.NewAppBar(d)
	f.stage = widgets.NewStage(f.root, f.life)
	if d.Tablet {
		bar, c := f.bar, f.c
		f.life.Every(time.Minute, func(now time.Time) { bar.SetClock(c.Clock(now)) })
	}
	return f
}

// show puts a body under the bar, and what is at the thumb below it.
func (f *frame) show(body, bottom fyne.CanvasObject) {
	f.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(f.bar, body, bottom)}
	f.root.Refresh()
}

// panes shows two parts: below one another on the handheld, beside on a tablet.
func (f *frame) panes(left, right []fyne.CanvasObject, bottom fyne.CanvasObject) {
	if !f.w.Shape().Tablet() {
		f.show(widgets.NewScroll(widgets.Inset(widgets.VBox(12, append(left, right...)...), 16, 12)), bottom)
		return
	}
	f.show(widgets.TwoPaneRight(widgets.NewScroll(widgets.Inset(widgets.VBox(16, left...), 24, 24)),
		widgets.NewScroll(widgets.Inset(widgets.VBox(16, right...), 24, 24)), 560), bottom)
}

// card is rows on a card.
func card(rows ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(6, rows...), 14, 10))
}

func skeleton() fyne.CanvasObject {
	return widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 16)
}

// Content is the page.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Close ends the page.
func (f *frame) Close() { f.life.Close() }

// Synced shows the light.
func (f *frame) Synced() { f.bar.SetSync(f.w.Sync()) }
