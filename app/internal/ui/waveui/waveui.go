// Package waveui is the screens of まとめてピッキング: which orders to walk, the
// shelf and the tote in hand, and a round that goes on at another terminal.
package waveui

import (
	"context"
	"fmt"
	"strings"
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
	Scan(ctx context.Context, id retail.WaveID, code scanner.Code) (wave.Found, error)
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
}

func newFrame(w page.Window, svc Service) frame {
	p := load.Open(context.Background(), w.Env())
	return frame{w: w, c: w.Words(), svc: svc, p: p, stage: widgets.NewStage(widgets.NewBox(theme.Bg), p)}
}

// show puts a page on the stage.
func (f *frame) show(title, sub string, body fyne.CanvasObject, actions ...widgets.Action) {
	tablet := f.w.Shape().Tablet()
	d := widgets.AppBarData{Title: title, Sub: sub, Tablet: tablet, Sync: f.w.Sync(), OnBack: f.w.Back, OnSync: func() { f.w.Go(page.Records{}) }}
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

// rounds is the page on which a round is chosen, or taken over.
type rounds struct {
	frame
	size   int
	frames scanner.Frames
	taken  wave.TakenOver
}

// NewRounds makes the page まとめてピッキング. The codes of another terminal may
// be scanned on it at any time.
func NewRounds(w page.Window, svc Service, _ page.Rounds) page.Screen {
	s := &rounds{frame: newFrame(w, svc), size: retail.WaveSize}
	load.Into(s.p, svc.Mine, func(id retail.WaveID, err error) {
		if err == nil {
			w.Replace(page.Round{ID: id})
			return
		}
		s.load()
	})
	return s
}

func (s *rounds) load() {
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Proposal, error) { return s.svc.Propose(ctx, wave.Wish{Size: s.size}) }, func(p wave.Proposal, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.paint(p)
	})
}

func (s *rounds) paint(p wave.Proposal) {
	if n, of := s.frames.Have(); n > 0 {
		s.reading(n, of)
		return
	}
	title := s.c.T("wave.title")
	if p.Size == 0 {
		s.show(title, "", widgets.VBox(16, widgets.NewEmptyState(assets.IconBasket, s.c.T("wave.none"), s.c.T("wave.none.text"), nil), widgets.Small(s.c.T("wave.take.how")).Center()))
		return
	}
	var sizes []fyne.CanvasObject
	for _, n := range []int{5, retail.WaveSize, 20} {
		kind := widgets.Secondary
		if n == s.size {
			kind = widgets.Main
		}
		sizes = append(sizes, widgets.NewBigButton(widgets.Action{Kind: kind, Text: s.c.T("wave.size", "n", n), OnTap: func() { s.size = n; s.load() }}))
	}
	rows := []fyne.CanvasObject{widgets.Grid(3, 8, sizes...)}
	var ids []retail.OrderID
	for _, o := range p.Orders {
		if !o.Picked {
			continue
		}
		ids = append(ids, o.ID)
		rows = append(rows, s.row(o))
	}
	rows = append(rows, widgets.Small(s.c.T("wave.take.how")).Center())
	s.show(title, s.c.T("wave.sum", "n", p.Size, "pieces", p.Pieces, "stops", p.Stops), widgets.VBox(8, rows...), widgets.Action{
		Kind: widgets.Main, Text: s.c.T("wave.begin"), Sub: s.c.T("wave.sum", "n", p.Size, "pieces", p.Pieces, "stops", p.Stops), Icon: assets.IconWalk,
		OnTap: func() { s.open(ids) },
	})
}

func (s *rounds) row(o wave.Choice) fyne.CanvasObject {
	head := widgets.NewText(widgets.Run{Text: o.Number + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: s.c.T("wave.name", "name", o.Name), Size: theme.T20, Bold: true})
	sub := widgets.Small(page.Joined(s.c.Clock(o.Promised.In(retail.Japan)), s.c.T("common.items", "n", o.Pieces), strings.Join(o.Zones, " ")))
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(4, head, sub), 12, 10))
}

func (s *rounds) open(ids []retail.OrderID) {
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.View, error) { return s.svc.Open(ctx, ids, "") }, func(v wave.View, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Replace(page.Round{ID: v.Wave.ID})
	})
}

// Scan reads the codes of another terminal.
func (s *rounds) Scan(c scanner.Code) {
	f, err := scanner.ParseFrame(c.Text)
	if err != nil || f.Of == 0 || s.taken.Wave != "" {
		s.w.Play(assets.SoundUnknown)
		return
	}
	if s.frames.Add(f) {
		s.w.Play(assets.SoundRight)
	}
	n, of := s.frames.Have()
	if n < of {
		s.reading(n, of)
		return
	}
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.TakenOver, error) { return s.svc.Take(ctx, &s.frames) }, func(t wave.TakenOver, err error) {
		if err != nil {
			s.frames = scanner.Frames{}
			s.w.Fail(err)
			s.load()
			return
		}
		s.taken = t
		s.w.Play(assets.SoundDone)
		s.show(s.c.T("wave.title"), "", widgets.VBox(16,
			widgets.Title(s.c.T("wave.taken")).Center(), widgets.Code(t.Receipt, theme.T64).Center(), widgets.Body(s.c.T("wave.taken.how")).Center(), code(t.Reply, 180),
		), widgets.Action{Kind: widgets.Main, Text: s.c.T("wave.go_on"), Icon: assets.IconWalk, OnTap: func() { s.w.Replace(page.Round{ID: t.Wave}) }})
	})
}

func (s *rounds) reading(n, of int) {
	var missing []string
	for _, i := range s.frames.Missing() {
		missing = append(missing, fmt.Sprint(i))
	}
	s.show(s.c.T("wave.title"), "", widgets.VBox(16,
		widgets.Title(s.c.T("wave.reading")).Center(), widgets.NewProgressRow(fmt.Sprint(n), s.c.T("wave.reading.of", "of", of), n, of),
		widgets.Body(s.c.T("wave.reading.missing", "list", strings.Join(missing, " "))).Center(),
	))
}

// Changed loads the proposal again.
func (s *rounds) Changed([]retail.OrderID) {
	if n, _ := s.frames.Have(); n == 0 && s.taken.Wave == "" {
		s.load()
	}
}

// turnCodes is how long each code of a parcel stands.
const turnCodes = 900 * time.Millisecond
