package stocktakeui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// AreasService is what the page エリア asks.
type AreasService interface {
	Areas(ctx context.Context, id retail.StocktakeID) (retail.Stocktake, []stocktake.AreaRow, error)
	ShopAreas(ctx context.Context) ([]stocktake.AreaRow, error)
	OpenArea(ctx context.Context, area string) (retail.StocktakeID, error)
}

// areaModel is one area in words.
type areaModel struct {
	Code, Name, Place, SKUs string
	State                   retail.AreaState
	People                  string // who counts there
	Mine                    bool
}

func areaOf(c words.Catalog, r stocktake.AreaRow, list bool) areaModel {
	m := areaModel{Code: r.Code, Name: areaName(c, r.Code), Place: r.Place, SKUs: c.T("stocktake.skus", "n", r.SKUs), State: r.State, People: othersText(c, r.People), Mine: r.Mine}
	if !list {
		m.People = c.T("stocktake.never")
		if !r.Counted.IsZero() {
			m.People = c.T("stocktake.last", "day", c.Day(r.Counted.In(retail.Japan)))
		}
	}
	return m
}

// areas is the page エリア.
type areas struct {
	*frame
	svc  AreasService
	r    page.StocktakeAreas
	slot load.Slot
	take retail.Stocktake
	rows []stocktake.AreaRow
	list *widgets.List
}

// NewStocktakeAreas makes the page of a stocktake's areas, or, without one, of
// those of the shop, to choose the one to be counted.
func NewStocktakeAreas(w page.Window, svc AreasService, r page.StocktakeAreas) page.Screen {
	s := &areas{frame: newFrame(w, w.Words().T("stocktake.title")), svc: svc, r: r}
	s.load()
	return s
}

func (s *areas) load() {
	type got struct {
		take retail.Stocktake
		rows []stocktake.AreaRow
	}
	load.Newest(&s.slot, s.life, func(ctx context.Context) (got, error) {
		var g got
		var err error
		if s.r.Stocktake == "" {
			g.rows, err = s.svc.ShopAreas(ctx)
		} else {
			g.take, g.rows, err = s.svc.Areas(ctx, s.r.Stocktake)
		}
		return g, err
	}, func(g got, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.take, s.rows = g.take, g.rows
		s.paint()
	})
}

func (s *areas) paint() {
	title, sub := s.c.T("stocktake.area"), ""
	var bottom fyne.CanvasObject
	if s.r.Stocktake != "" {
		title, sub = takeName(s.c, s.take), s.c.T("stocktake.areas.done", "n", s.take.Done(), "all", len(s.take.Areas))
		see := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("stocktake.see"), Icon: assets.IconList, OnTap: func() { s.w.Go(page.StocktakeResult{Stocktake: s.r.Stocktake}) }}
		if s.take.Done() == len(s.take.Areas) {
			see.Kind = widgets.Main
		}
		bottom = widgets.NewBottomBar(see)
	}
	s.bar.Set(s.head(title, sub))
	if len(s.rows) == 0 {
		s.lay(widgets.NewEmptyState(assets.IconShelf, s.c.T("stocktake.areas.none"), s.c.T("stocktake.areas.none.text"), nil), bottom)
		return
	}
	if s.list == nil {
		cols := s.cols()
		s.list = widgets.NewList(widgets.ListData{Len: func() int { return (len(s.rows) + cols - 1) / cols }, New: func() fyne.CanvasObject { return widgets.Layers() }, Bind: s.bind, Gap: 8, Margin: margin(s.w)})
	}
	s.list.Reload()
	s.lay(s.list, bottom)
}

// cols is how many areas stand beside one another.
func (s *areas) cols() int {
	if s.tablet() {
		return 3
	}
	return 1
}

func (s *areas) bind(i int, o fyne.CanvasObject) {
	box := o.(*fyne.Container)
	cols := s.cols()
	var cells []fyne.CanvasObject
	for k := i * cols; k < (i+1)*cols; k++ {
		if k >= len(s.rows) {
			cells = append(cells, widgets.Layers())
			continue
		}
		cells = append(cells, s.cell(areaOf(s.c, s.rows[k], s.r.Stocktake != "")))
	}
	box.Objects = []fyne.CanvasObject{widgets.Grid(cols, 8, cells...)}
	box.Refresh()
}

// look is icon, ink, fill and word of a state.
func (s *areas) look(m areaModel) (assets.Icon, widgets.Tone, string) {
	switch {
	case m.State == retail.AreaDone:
		return assets.IconCheck, widgets.Tone{Ink: theme.Grey, Soft: theme.GreySoft}, s.c.T("stocktake.area.done")
	case m.State == retail.AreaCounting:
		return assets.IconHalf, widgets.Tone{Ink: theme.Amber, Soft: theme.AmberSoft}, s.c.T("stocktake.area.counting")
	}
	return assets.IconRing, widgets.Tone{Ink: theme.Blue, Soft: theme.BlueSoft}, s.c.T("stocktake.area.waiting")
}

func (s *areas) cell(m areaModel) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.Code(m.Name, theme.T24)}
	if m.Place != "" {
		lines = append(lines, widgets.Small(m.Place))
	}
	right := []fyne.CanvasObject{widgets.Right(widgets.Small(m.SKUs).OneLine())}
	if s.r.Stocktake != "" {
		icon, tone, word := s.look(m)
		right = append([]fyne.CanvasObject{widgets.Right(widgets.NewChip(icon, tone, word))}, right...)
	}
	if m.People != "" {
		lines = append(lines, widgets.Small(m.People).In(theme.Ink2))
	}
	row := widgets.HBox(12, widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))), widgets.Middle(widgets.VBox(6, right...)))
	face := widgets.CardBox()
	if m.Mine {
		face = face.Edge(theme.Accent, 2)
	}
	return widgets.NewTap(widgets.AtLeast(widgets.Layers(face, widgets.Inset(widgets.Middle(row), 14, 10)), 0, 80), func() { s.open(m.Code) })
}

func (s *areas) open(code string) {
	if s.r.Stocktake != "" {
		s.w.Go(page.Counting{Stocktake: s.r.Stocktake, Area: code})
		return
	}
	did(s.frame, func(ctx context.Context) (retail.StocktakeID, error) { return s.svc.OpenArea(ctx, code) }, func(id retail.StocktakeID) {
		s.w.Replace(page.Counting{Stocktake: id, Area: code})
	})
}

// Scan: the label of a shelf opens its area.
func (s *areas) Scan(code scanner.Code) {
	if code.Kind == scanner.KindPlace {
		area := retail.AreaOf(code.Fields.ID)
		for _, r := range s.rows {
			if r.Code == area {
				s.w.Play(assets.SoundRight)
				s.open(area)
				return
			}
		}
	}
	s.toast("stocktake.area.first")
}

// Changed reads again.
func (s *areas) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*areas)(nil)
