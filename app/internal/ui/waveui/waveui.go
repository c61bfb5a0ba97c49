// Package waveui is the screens of まとめてピッキング: which orders to walk, the
// shelf and the tote in hand, and a round that goes on at another terminal.
package waveui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/qr"
)

// Service is what the screens ask.
type Service interface {
	Mine(ctx context.Context) (retail.WaveID, error)
	Propose(ctx context.Context, w wave.Wish) (wave.Proposal, error)
	Open(ctx context.Context, orders []retail.OrderID, zone string) (wave.View, error)
	View(ctx context.Context, id retail.WaveID) (wave.View, error)
	Running(ctx context.Context) ([]wave.Running, error)
	Join(ctx context.Context, id retail.WaveID, zone string) (wave.View, error)
	TakeOver(ctx context.Context, id retail.WaveID, from retail.DeviceID) (wave.View, error)
	Add(ctx context.Context, id retail.WaveID, orders ...retail.OrderID) (wave.View, error)
	Leave(ctx context.Context, id retail.WaveID, order retail.OrderID) (wave.View, error)
	Finish(ctx context.Context, id retail.WaveID) error
	Scan(ctx context.Context, id retail.WaveID, code scanner.Code) (wave.Found, error)
	Type(ctx context.Context, id retail.WaveID, text string, reason retail.HandReason) (wave.Found, error)
	OneMore(ctx context.Context, id retail.WaveID, code scanner.Code) (wave.Found, error)
	Skip(ctx context.Context, id retail.WaveID, sku retail.SKUID) (wave.View, error)
	Short(ctx context.Context, id retail.WaveID, sku retail.SKUID, reason retail.ShortReason) (wave.View, error)
	Empty(ctx context.Context, sku retail.SKUID) error
	Undo(ctx context.Context, id retail.WaveID) (wave.View, error)
	TapTote(ctx context.Context, id retail.WaveID) (wave.Found, error)
	Close(ctx context.Context, id retail.WaveID) error
	Pack(ctx context.Context, id retail.WaveID) (wave.Parcel, error)
	Take(ctx context.Context, frames *scanner.Frames) (wave.TakenOver, error)
	Pass(ctx context.Context, id retail.WaveID, p wave.Parcel, receipt string) error
}

// frame is what the screens share.
type frame struct {
	w     page.Window
	c     words.Catalog
	svc   Service
	p     *load.Page
	stage *widgets.Stage
	bar   *widgets.AppBar
	turns load.Turns
	back  func() // what the arrow does on the page that is shown; nil: to the page below
}

func newFrame(w page.Window, svc Service) frame {
	p := load.Open(context.Background(), w.Env())
	return frame{w: w, c: w.Words(), svc: svc, p: p, stage: widgets.NewStage(widgets.NewBox(theme.Bg), p)}
}

// show puts a page on the stage.
func (f *frame) show(title, sub string, body fyne.CanvasObject, actions ...widgets.Action) {
	tablet := f.w.Shape().Tablet()
	d := widgets.AppBarData{Title: title, Sub: sub, Tablet: tablet, Sync: f.w.Sync(), OnBack: f.w.Back, OnSync: func() { f.w.Go(page.Records{}) }}
	if f.back != nil {
		d.OnBack = f.back
	}
	if tablet {
		d.Clock = f.c.Clock(f.p.Clock().Now())
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
		scroll = widgets.Column(scroll, 760)
	}
	f.stage.SetPage(widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(f.bar, scroll, foot)))
}

// do runs a step of the service in turn; then is called where it came to be.
func (f *frame) do(step func(context.Context) error, then func()) {
	load.InTurn(&f.turns, f.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, step(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			f.w.Fail(err)
			return
		}
		then()
	})
}

// choice is a row of a sheet: what it does, and what becomes of it.
type choice struct {
	icon      assets.Icon
	text, sub string
	do        func()
}

// choose puts choices over the page.
func (f *frame) choose(title string, list ...choice) {
	rows := []fyne.CanvasObject{widgets.Title(title)}
	for _, x := range list {
		words := []fyne.CanvasObject{widgets.Name(x.text)}
		if x.sub != "" {
			words = append(words, widgets.Small(x.sub))
		}
		face := widgets.HBox(12, widgets.NewIcon(x.icon, 28, theme.Accent), widgets.Grow(widgets.Middle(widgets.VBox(0, words...))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
		rows = append(rows, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Inset(face, 14, 10)), func() {
			f.stage.HideSheet()
			x.do()
		}), 0, 72))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: f.c.T("common.close"), OnTap: f.stage.HideSheet}))
	f.stage.LongSheet(widgets.VBox(8, rows...), f.stage.HideSheet)
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

// code draws a text as QR, black on white in every theme.
func code(text string, side float32) fyne.CanvasObject {
	m, err := qr.Encode(text, qr.LevelL)
	if err != nil {
		return widgets.Body(text)
	}
	pixels, err := m.Image(4)
	if err != nil {
		return widgets.Body(text)
	}
	img := canvas.NewImageFromImage(pixels)
	img.ScaleMode, img.FillMode = canvas.ImageScalePixels, canvas.ImageFillContain
	return widgets.Center(widgets.Fixed(img, side, side))
}

// turnCodes is how long each code of a parcel stands.
const turnCodes = 900 * time.Millisecond
