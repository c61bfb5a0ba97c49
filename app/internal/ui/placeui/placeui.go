// Package placeui is the page 保管棚: what lies in which place for bags, a bag
// moved to another place, and a place looked over by scanning what lies in it.
package placeui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/staging"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/task"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// Service is what the page asks.
type Service interface {
	Places(ctx context.Context) ([]staging.Place, error)
	Place(ctx context.Context, code string) (staging.Place, error)
	PlaceOf(ctx context.Context, id retail.OrderID) (staging.Place, error)
	Take(ctx context.Context, label string) (staging.Held, error)
	Move(ctx context.Context, label, slot string) (staging.Bag, error)
	See(ctx context.Context, slot, label string) (staging.Seen, error)
	Keep(ctx context.Context, slot, label string) (staging.Bag, error)
	Finish(ctx context.Context, slot string, seen []string) ([]staging.Bag, error)
}

// places is the page: all places, one that is looked over, or a bag in hand.
type places struct {
	task.Frame
	svc  Service
	all  []staging.Place
	look *staging.Place  // that is looked over
	seen map[string]bool // bags scanned in it
	held *staging.Held   // in hand, on its way to another place
}

// NewPlaces makes the page. A shelf label begins to look that place over, a bag's
// label takes the bag in hand.
func NewPlaces(w page.Window, svc Service, r page.Places) page.Screen {
	s := &places{Frame: task.New(w), svc: svc}
	if r.Order != "" {
		s.open(func(ctx context.Context) (staging.Place, error) { return svc.PlaceOf(ctx, r.Order) })
		return s
	}
	s.load()
	return s
}

func (s *places) load() {
	load.InTurn(&s.Turns, s.P, s.svc.Places, func(all []staging.Place, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		s.all = all
		s.paint()
	})
}

// open begins to look a place over.
func (s *places) open(fetch func(context.Context) (staging.Place, error)) {
	load.InTurn(&s.Turns, s.P, fetch, func(p staging.Place, err error) {
		if err != nil {
			s.W.Play(assets.SoundUnknown)
			s.W.Fail(err)
			if s.all == nil {
				s.load()
			}
			return
		}
		if s.look == nil || s.look.Code != p.Code {
			s.seen = map[string]bool{}
		}
		s.look = &p
		s.paint()
	})
}

// Changed loads what lies where again.
func (s *places) Changed([]retail.OrderID) {
	switch {
	case s.Stage.SheetShown() || s.held != nil:
	case s.look != nil:
		code := s.look.Code
		s.open(func(ctx context.Context) (staging.Place, error) { return s.svc.Place(ctx, code) })
	default:
		s.load()
	}
}

// Aim is the label that is waited for.
func (s *places) Aim() (page.Aim, bool) {
	a := page.Aim{Look: page.LookLabels, Title: s.C.T("place.scan")}
	switch {
	case s.held != nil:
		a.Title = s.C.T("place.move.scan")
	case s.look != nil:
		a.Title = s.C.T("place.look.scan")
	}
	return a, !s.Stage.SheetShown()
}

// Scan takes a shelf label or a bag.
func (s *places) Scan(c scanner.Code) {
	if s.Stage.SheetShown() {
		s.W.Play(assets.SoundWrong)
		return
	}
	id := c.Fields.ID
	switch {
	case c.Kind == scanner.KindPlace && s.held != nil:
		s.move(id)
	case c.Kind == scanner.KindPlace:
		s.open(func(ctx context.Context) (staging.Place, error) {
			p, err := s.svc.Place(ctx, id)
			if err == nil {
				s.W.Play(assets.SoundRight)
			}
			return p, err
		})
	case c.Kind == scanner.KindBag && s.look != nil && s.held == nil:
		s.see(id)
	case c.Kind == scanner.KindBag:
		s.take(id)
	default:
		s.W.Play(assets.SoundUnknown)
		s.Stage.Toast(s.C.T("place.nothing"), "", nil)
	}
}

// paint shows the question of the moment.
func (s *places) paint() {
	switch {
	case s.held != nil:
		s.showHeld()
	case s.look != nil:
		s.showLook()
	default:
		s.showAll()
	}
}

// abreast is how many tiles stand side by side on the handheld.
const abreast = 4

func (s *places) showAll() {
	s.Back = nil
	m := overviewOf(s.C, s.all)
	if len(s.all) == 0 {
		s.Show(s.C.T("place.title"), "", widgets.NewEmptyState(assets.IconShelf, s.C.T("place.none"), s.C.T("place.none.text"), nil))
		return
	}
	var rows []fyne.CanvasObject
	for _, g := range m.Groups {
		rows = append(rows, widgets.HBox(8, widgets.NewIcon(kindIcons[g.Kind], 20, theme.Teal), widgets.Strong(g.Title)))
		var tiles []fyne.CanvasObject
		for _, t := range g.Tiles {
			tiles = append(tiles, s.tile(t))
		}
		n := abreast
		if s.W.Shape().Tablet() {
			n = 2 * abreast
		}
		rows = append(rows, widgets.Grid(n, 8, tiles...))
	}
	s.Show(s.C.T("place.title"), m.Sub, widgets.VBox(8, rows...), widgets.Action{Kind: widgets.ScanWait, Text: s.C.T("place.scan"), OnTap: s.camera("place.scan.hint")})
}

func (s *places) tile(t tile) fyne.CanvasObject {
	box, ink, icon := widgets.NewBox(theme.Clear).Round(8).Edge(theme.Teal, 1), theme.Teal, assets.Icon("")
	switch {
	case t.Missing:
		box, ink, icon = widgets.NewBox(theme.RedSoft).Round(8).Edge(theme.Red, 2), theme.Red, assets.IconExcl
	case t.Full:
		box, ink, icon = widgets.NewBox(theme.Card).Round(8).Edge(theme.Line, 1), theme.Ink, assets.IconBag
	case t.Count != "":
		ink, icon = theme.Ink, assets.IconBag
	}
	under := widgets.HBox(2)
	if icon != "" {
		under = widgets.HBox(2, widgets.NewIcon(icon, 18, ink), widgets.NewText(widgets.Run{Text: t.Count, Size: theme.T15, Code: true, Color: ink}).OneLine())
	}
	face := widgets.VBox(2, widgets.NewText(widgets.Run{Text: t.Code, Size: theme.T20, Bold: true, Code: true, Color: ink}).Center().Lines(1), widgets.Center(under))
	code := t.Code
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(face), 4, 8)), func() {
		s.open(func(ctx context.Context) (staging.Place, error) { return s.svc.Place(ctx, code) })
	}), 0, 72)
}

// camera opens the camera, or says what to scan where there is none.
func (s *places) camera(hint string) func() {
	return func() {
		if !s.W.Camera() {
			s.Stage.Toast(s.C.T(hint), "", nil)
		}
	}
}
