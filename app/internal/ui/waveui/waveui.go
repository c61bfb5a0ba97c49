// Package waveui is the screens of まとめてピッキング: which orders to walk, the
// shelf and the tote in hand, and a round that goes on at another terminal.
package waveui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/task"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
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
	Empty(ctx context.Context, sku retail.SKUID) (waits bool, err error)
	SetAside(order retail.OrderID)
	Aside(order retail.OrderID) bool
	Undo(ctx context.Context, id retail.WaveID) (wave.View, error)
	TapTote(ctx context.Context, id retail.WaveID) (wave.Found, error)
	Close(ctx context.Context, id retail.WaveID) error
	Pack(ctx context.Context, id retail.WaveID) (wave.Parcel, error)
	Take(ctx context.Context, frames *scanner.Frames) (wave.TakenOver, error)
	Pass(ctx context.Context, id retail.WaveID, p wave.Parcel, receipt string) error
}

// frame is what the screens share.
type frame struct {
	task.Frame
	svc Service
}

func newFrame(w page.Window, svc Service) frame { return frame{Frame: task.New(w), svc: svc} }

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
