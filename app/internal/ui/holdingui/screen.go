// Package holdingui is the screens of goods kept for a customer (取り置き): what
// is to be done today, one hold from putting by to handing over, and a new one.
package holdingui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Service is what the screens ask.
type Service interface {
	Lists(ctx context.Context) (holding.Lists, error)
	Hold(ctx context.Context, id retail.HoldID) (holding.Row, error)
	Offer(ctx context.Context, id retail.SKUID, at retail.SiteID) (holding.Offer, error)
	Make(ctx context.Context, w holding.Wish) (retail.HoldID, error)
	Keep(ctx context.Context, id retail.HoldID, gtin14 string) (holding.Found, error)
	Short(ctx context.Context, id retail.HoldID, reason retail.ShortReason) error
	Place(ctx context.Context, id retail.HoldID, place string) (bool, error)
	Back(ctx context.Context, id retail.HoldID, gtin14, shelf string) (holding.Found, error)
	Collect(ctx context.Context, id retail.HoldID, shown holding.Shown, approver retail.StaffID) error
	Passed(ctx context.Context, id retail.HoldID, codes []string) (f holding.Found, left int, err error)
	Paid(ctx context.Context, id retail.HoldID, receipt string) error
	Ship(ctx context.Context, id retail.HoldID, waybill string) error
	Told(ctx context.Context, id retail.HoldID) error
	Renotice(ctx context.Context, id retail.HoldID) error
	Release(ctx context.Context, id retail.HoldID, why string) error
	Extend(ctx context.Context, id retail.HoldID) error
}

// frame is what the screens have in common.
type frame struct {
	w     page.Window
	c     words.Catalog
	svc   Service
	life  *load.Page
	slot  load.Slot
	turn  load.Slot
	bar   *widgets.AppBar
	root  *fyne.Container
	stage *widgets.Stage
}

func newFrame(w page.Window, svc Service, title string) frame {
	f := frame{w: w, c: w.Words(), svc: svc, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	f.bar = widgets.NewAppBar(widgets.AppBarData{
		Title: f.c.T(title), Tablet: w.Shape().Tablet(), Clock: f.c.Clock(f.life.Clock().Now()), Sync: w.Sync(),
		OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	})
	f.lay(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()))
	f.stage = widgets.NewStage(f.root, f.life)
	return f
}

func (f *frame) lay(body fyne.CanvasObject, actions ...widgets.Action) {
	var foot fyne.CanvasObject
	if len(actions) > 0 {
		foot = widgets.NewBottomBar(actions...)
	}
	scroll := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(body, 16, 12)))
	if f.w.Shape().Tablet() {
		scroll = widgets.Column(scroll, 800)
	}
	f.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(f.bar, scroll, foot)}
	f.root.Refresh()
}

// Content is built once.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Close ends the page.
func (f *frame) Close() { f.life.Close() }

// Synced shows the light.
func (f *frame) Synced() { f.bar.SetSync(f.w.Sync()) }

// list is the page 取り置き.
type list struct {
	frame
	code string
}

// NewHolds makes the page of the shop's holds.
func NewHolds(w page.Window, svc Service, r page.Holds) page.Screen {
	s := &list{frame: newFrame(w, svc, "holding.title"), code: r.Code}
	s.load()
	return s
}

func (s *list) load() {
	load.Newest(&s.slot, s.life, s.svc.Lists, func(l holding.Lists, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		if id := tagged(l, s.code); id != "" {
			s.code = ""
			s.w.Go(page.Hold{ID: id})
		}
		s.paint(l)
	})
}

func (s *list) paint(l holding.Lists) {
	rows := []fyne.CanvasObject{s.day(l)}
	n := 0
	for _, part := range partsOf(l) {
		if len(part.Rows) == 0 {
			continue
		}
		n += len(part.Rows)
		rows = append(rows, widgets.SectionHead(s.c.T(part.Head), s.c.T("holding.count", "n", len(part.Rows))))
		for _, h := range part.Rows {
			rows = append(rows, s.row(h, part.Mixed))
		}
	}
	if n == 0 {
		s.lay(widgets.NewEmptyState(assets.IconTag, s.c.T("holding.none"), s.c.T("holding.none.text"), nil))
		return
	}
	s.lay(widgets.VBox(8, rows...))
}

// day says what is to be done now: at the opening, or before the shop shuts.
func (s *list) day(l holding.Lists) fyne.CanvasObject {
	m := dayOf(s.c, l)
	icon, box := assets.IconTag, widgets.NewBox(theme.AccentSoft).Round(12)
	if l.Closing {
		icon = assets.IconClock
	}
	text := widgets.VBox(2, widgets.NewText(widgets.Run{Text: m.Title, Size: theme.T20, Bold: true}), widgets.Small(m.Text).In(theme.Ink))
	return widgets.Panel(box, 14, widgets.HBox(12, widgets.NewIcon(icon, 28, theme.Accent), widgets.Grow(widgets.Middle(text))))
}

func (s *list) row(h holding.Row, mixed bool) fyne.CanvasObject {
	m := rowOf(s.c, h, s.life.Clock().Now())
	head := widgets.NewText(widgets.Run{Text: h.Number + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: m.Who, Size: theme.T20, Bold: true})
	parts := []fyne.CanvasObject{head, widgets.Small(m.What).In(theme.Ink)}
	if sub := page.Joined(append([]string{m.Where, m.Until}, m.Notes...)...); sub != "" {
		parts = append(parts, widgets.Small(sub))
	}
	if mixed {
		parts = append(parts, widgets.Left(widgets.NewChip(m.Icon, m.Tone, m.State)))
	}
	row := []fyne.CanvasObject{widgets.Grow(widgets.Middle(widgets.VBox(4, parts...)))}
	if len(h.Lines) > 0 {
		pic := widgets.NewPicture(56, 56)
		s.w.Thumbs().Show(pic, h.Lines[0].Picture)
		row = append([]fyne.CanvasObject{widgets.Middle(widgets.Fixed(pic, 56, 56))}, row...)
	}
	if m.Shelf != "" {
		row = append(row, widgets.Middle(widgets.Code(m.Shelf, theme.T20)))
	}
	card := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(12, row...), 12, 10))
	return widgets.AtLeast(widgets.NewTap(card, func() { s.w.Go(page.Hold{ID: h.ID}) }), 0, 72)
}

// Scan opens the hold whose tag was scanned.
func (s *list) Scan(code scanner.Code) {
	if code.Kind != scanner.KindBag {
		s.w.Play(assets.SoundUnknown)
		return
	}
	s.code = code.Fields.ID
	s.load()
}

// Changed reads again.
func (s *list) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*list)(nil)
