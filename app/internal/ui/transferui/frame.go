package transferui

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

// frame is what the screens share.
type frame struct {
	w     page.Window
	c     words.Catalog
	p     *load.Page
	stage *widgets.Stage
	bar   *widgets.AppBar
	turns load.Turns
}

func newFrame(w page.Window) frame {
	p := load.Open(context.Background(), w.Env())
	return frame{w: w, c: w.Words(), p: p, stage: widgets.NewStage(ground(nil, nil, nil), p)}
}

// ground lays bar, body and bottom on the screen's colour.
func ground(bar, body, bottom fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(bar, body, bottom))
}

func (f *frame) now() time.Time { return f.p.Clock().Now() }

func (f *frame) tablet() bool { return f.w.Shape().Tablet() }

// show puts a page with an app bar on the stage.
func (f *frame) show(title, sub string, body, bottom fyne.CanvasObject) {
	d := widgets.AppBarData{
		Title: title, Sub: sub, Tablet: f.tablet(), Sync: f.w.Sync(), OnBack: f.w.Back, OnSync: func() { f.w.Go(page.Records{}) },
	}
	if d.Tablet {
		d.Clock = f.c.Clock(f.now())
	}
	if f.bar == nil {
		f.bar = widgets.NewAppBar(d)
	} else {
		f.bar.Set(d)
	}
	if d.Tablet {
		body = widgets.Column(body, 760)
		if bottom != nil {
			bottom = widgets.Layers(widgets.NewBox(theme.Card), bottom)
		}
	}
	f.stage.SetPage(ground(f.bar, body, bottom))
}

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

// chips lays small chips behind one another.
func chips(all []widgets.ChipData) fyne.CanvasObject {
	row := make([]fyne.CanvasObject, len(all))
	for i, d := range all {
		row[i] = widgets.NewChip(d.Icon, d.Tone, d.Word)
	}
	return widgets.Wrap(6, row...)
}

// choice is one thing that is done by a tap.
func choice(icon assets.Icon, text, sub string, onTap func()) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.Name(text)}
	if sub != "" {
		lines = append(lines, widgets.Small(sub).LineHeight(20))
	}
	row := widgets.HBox(12, widgets.NewIcon(icon, 28, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 14, 10)), onTap), 0, 72)
}

// choices puts rows to choose from over the page.
func (f *frame) choices(title string, rows ...fyne.CanvasObject) {
	all := append([]fyne.CanvasObject{widgets.Title(title)}, rows...)
	all = append(all, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: f.c.T("common.cancel"), OnTap: f.stage.HideSheet}))
	f.stage.LongSheet(widgets.VBox(8, all...), f.stage.HideSheet)
}

func skeleton() fyne.CanvasObject {
	return widgets.Inset(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard(), widgets.NewSkeletonCard()), 16, 8)
}
