package waveui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/task"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// plan is what may be walked now: a new round, or one that others walk.
type plan struct {
	wave.Proposal
	running []wave.Running
}

// rounds is the page on which a round is chosen, joined, or taken over.
type rounds struct {
	frame
	wish   wave.Wish
	within time.Duration // orders promised so soon; 0: any
	frames scanner.Frames
	taken  wave.TakenOver
	plan   plan
}

// NewRounds makes the page まとめてピッキング. The codes of another terminal may
// be scanned on it at any time.
func NewRounds(w page.Window, svc Service, _ page.Rounds) page.Screen {
	s := &rounds{frame: newFrame(w, svc), wish: wave.Wish{Size: retail.WaveSize}}
	load.Into(s.P, svc.Mine, func(id retail.WaveID, err error) {
		if err == nil {
			w.Replace(page.Round{ID: id})
			return
		}
		s.load()
	})
	return s
}

// choosable is how many orders a new round may have.
var choosable = []int{5, retail.WaveSize, 20, retail.MaxWaveSize}

// soonest is how soon orders of a new round may be promised; 0: any time.
var soonest = []time.Duration{0, time.Hour, 2 * time.Hour, 4 * time.Hour}

func (s *rounds) load() {
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (p plan, err error) {
		w := s.wish
		if s.within > 0 {
			w.By = s.P.Clock().Now().Add(s.within)
		}
		if p.Proposal, err = s.svc.Propose(ctx, w); err == nil {
			p.running, err = s.svc.Running(ctx)
		}
		return p, err
	}, func(p plan, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		s.plan = p
		s.paint()
	})
}

// moreRows is how many orders are shown that the round does not have.
const moreRows = 20

func (s *rounds) paint() {
	if n, of := s.frames.Have(); n > 0 {
		s.reading(n, of)
		return
	}
	p := s.plan
	title, how := s.C.T("wave.title"), widgets.Small(s.C.T("wave.take.how")).Center()
	var rows []fyne.CanvasObject
	for _, r := range p.running {
		rows = append(rows, s.running(r))
	}
	if len(p.Orders) == 0 {
		if len(rows) == 0 {
			rows = append(rows, widgets.NewEmptyState(assets.IconBasket, s.C.T("wave.none"), s.C.T("wave.none.text"), nil))
		}
		s.Show(title, "", widgets.VBox(16, append(rows, how)...))
		return
	}
	rows = append(rows, s.filters())
	var ids []retail.OrderID
	for _, o := range p.Orders {
		if o.Picked {
			ids = append(ids, o.ID)
			rows = append(rows, s.row(o))
		}
	}
	rest := 0
	for _, o := range p.Orders {
		if o.Picked {
			continue
		}
		if rest++; rest <= moreRows {
			rows = append(rows, s.row(o))
		}
	}
	if rest > moreRows {
		rows = append(rows, widgets.Small(s.C.T("wave.rest", "n", rest-moreRows)).Center())
	}
	sum := s.C.T("wave.sum", "n", p.Size, "pieces", p.Pieces, "stops", p.Stops)
	act := widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.begin"), Sub: sum, Icon: assets.IconWalk, OnTap: func() { s.open(ids) }}
	if p.Size == 0 {
		act = widgets.Action{Kind: widgets.NotYet, Text: s.C.T("wave.begin"), Sub: s.C.T("wave.choose")}
	}
	s.Show(title, sum, widgets.VBox(8, append(rows, how)...), act)
}

// filters is what the round is chosen by: each is one tap away.
func (s *rounds) filters() fyne.CanvasObject {
	pill := func(icon assets.Icon, text string, set bool, ask func()) fyne.CanvasObject {
		box, ink := widgets.CardBox().Edge(theme.Ink3, 1), theme.Ink
		if set {
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		face := widgets.HBox(6, widgets.NewIcon(icon, 20, ink), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Size: theme.T15, Bold: true, Color: ink}).Lines(1))))
		return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(face, 10, 6)), ask), 0, 56)
	}
	return widgets.Grid(3, 8,
		pill(assets.IconBasket, s.C.T("wave.size", "n", s.wish.Size), s.wish.Size != retail.WaveSize, s.askSize),
		pill(assets.IconClock, withinOf(s.C, s.within), s.within > 0, s.askWithin),
		pill(assets.IconShelf, zoneOf(s.C, s.wish.Zone), s.wish.Zone != "", s.askZone),
	)
}

// again proposes anew, without what was chosen by hand.
func (s *rounds) again(change func()) func() {
	return func() {
		change()
		s.wish.With, s.wish.Without = nil, nil
		s.load()
	}
}

func (s *rounds) askSize() {
	var list []task.Choice
	for _, n := range choosable {
		list = append(list, task.Choice{Icon: assets.IconBasket, Text: s.C.T("wave.size", "n", n), Do: s.again(func() { s.wish.Size = n })})
	}
	s.Choose(s.C.T("wave.size.ask"), "", list...)
}

func (s *rounds) askWithin() {
	var list []task.Choice
	for _, d := range soonest {
		list = append(list, task.Choice{Icon: assets.IconClock, Text: withinOf(s.C, d), Do: s.again(func() { s.within = d })})
	}
	s.Choose(s.C.T("wave.within.ask"), "", list...)
}

func (s *rounds) askZone() {
	list := []task.Choice{{Icon: assets.IconShelf, Text: zoneOf(s.C, ""), Do: s.again(func() { s.wish.Zone = "" })}}
	for _, z := range s.plan.Zones {
		list = append(list, task.Choice{Icon: assets.IconShelf, Text: zoneOf(s.C, z), Sub: s.C.T("wave.zone.only", "zone", z), Do: s.again(func() { s.wish.Zone = z })})
	}
	s.Choose(s.C.T("wave.zone.ask"), "", list...)
}

// row is an order; a tap takes it in or leaves it out.
func (s *rounds) row(o wave.Choice) fyne.CanvasObject {
	box, mark := widgets.CardBox(), fyne.CanvasObject(widgets.Fixed(widgets.NewBox(theme.Clear).Round(14).Edge(theme.Ink3, 2), 28, 28))
	if o.Picked {
		box, mark = widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.NewIcon(assets.IconCheck, 28, theme.Accent)
	}
	head := widgets.NewText(widgets.Run{Text: o.Number + " ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: s.C.T("wave.name", "name", o.Name), Size: theme.T20, Bold: true}).Lines(1)
	sub := widgets.Small(page.Joined(s.C.T("common.items", "n", o.Pieces), strings.Join(o.Zones, " ")))
	face := widgets.HBox(12, widgets.NewTimeBlock(leftOf(s.C, o.Promised.Sub(s.P.Clock().Now()))), widgets.Grow(widgets.Middle(widgets.VBox(2, head, sub))), mark)
	return widgets.NewTap(widgets.Layers(box, widgets.Inset(face, 8, 8)), func() { s.toggle(o) })
}

func (s *rounds) toggle(o wave.Choice) {
	is := func(id retail.OrderID) bool { return id == o.ID }
	s.wish.With, s.wish.Without = slices.DeleteFunc(s.wish.With, is), slices.DeleteFunc(s.wish.Without, is)
	switch {
	case o.Picked:
		s.wish.Without = append(s.wish.Without, o.ID)
	case s.plan.Size >= retail.MaxWaveSize:
		s.Stage.Toast(s.C.T("wave.full", "n", retail.MaxWaveSize), "", nil)
		return
	default:
		s.wish.With = append(s.wish.With, o.ID)
	}
	s.load()
}

// running is a round that others walk.
func (s *rounds) running(r wave.Running) fyne.CanvasObject {
	m := runningOf(s.C, r)
	face := widgets.HBox(12, widgets.NewIcon(assets.IconWalk, 32, theme.Accent), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(m.Title), widgets.Small(m.Sub)))), widgets.NewIcon(assets.IconNext, 20, theme.Accent))
	box := widgets.NewBox(theme.AccentSoft).Round(12).SoftEdge(theme.Accent)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(face, 12, 10)), func() { s.askJoin(r) }), 0, 72)
}

// askJoin asks which part of a round that others walk is wanted.
func (s *rounds) askJoin(r wave.Running) {
	walk := func(v wave.View, err error) {
		if err != nil {
			s.W.Fail(err)
			s.load()
			return
		}
		s.W.Replace(page.Round{ID: v.Wave.ID})
	}
	join := func(zone string) func() {
		return func() {
			load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.View, error) { return s.svc.Join(ctx, r.Wave, zone) }, walk)
		}
	}
	var list []task.Choice
	for _, z := range r.Zones {
		list = append(list, task.Choice{Icon: assets.IconShelf, Text: s.C.T("wave.join.zone", "zone", z), Sub: takenBy(s.C, r.Parts, z), Do: join(z)})
	}
	list = append(list, task.Choice{Icon: assets.IconWalk, Text: s.C.T("wave.join.all"), Sub: s.C.T("wave.join.all.sub"), Do: join("")})
	for _, k := range r.Parts {
		list = append(list, task.Choice{Icon: assets.IconReturn, Text: s.C.T("wave.over", "name", k.Name), Sub: s.C.T("wave.over.sub"), Do: func() {
			load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.View, error) { return s.svc.TakeOver(ctx, r.Wave, k.Device) }, walk)
		}})
	}
	s.Choose(s.C.T("wave.join"), "", list...)
}

func (s *rounds) open(ids []retail.OrderID) {
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.View, error) { return s.svc.Open(ctx, ids, "") }, func(v wave.View, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		s.W.Replace(page.Round{ID: v.Wave.ID})
	})
}

// Aim is the codes of another terminal.
func (s *rounds) Aim() (page.Aim, bool) {
	return page.Aim{Look: page.LookLabels, Title: s.C.T("wave.take.aim"), Text: s.C.T("wave.take.how")}, s.taken.Wave == "" && !s.Stage.SheetShown()
}

// Scan reads the codes of another terminal.
func (s *rounds) Scan(c scanner.Code) {
	f, err := scanner.ParseFrame(c.Text)
	if err != nil || f.Of == 0 || s.taken.Wave != "" {
		s.W.Play(assets.SoundUnknown)
		return
	}
	s.Stage.HideSheet()
	if s.frames.Add(f) {
		s.W.Play(assets.SoundRight)
	}
	n, of := s.frames.Have()
	if n < of {
		s.reading(n, of)
		return
	}
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.TakenOver, error) { return s.svc.Take(ctx, &s.frames) }, func(t wave.TakenOver, err error) {
		if err != nil {
			s.frames = scanner.Frames{}
			s.W.Fail(err)
			s.load()
			return
		}
		s.taken = t
		s.W.Play(assets.SoundDone)
		s.Show(s.C.T("wave.title"), "", widgets.VBox(16,
			widgets.Title(s.C.T("wave.taken")).Center(), widgets.Code(t.Receipt, theme.T64).Center(), widgets.Body(s.C.T("wave.taken.how")).Center(), code(t.Reply, 180),
		), widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.go_on"), Icon: assets.IconWalk, OnTap: func() { s.W.Replace(page.Round{ID: t.Wave}) }})
	})
}

func (s *rounds) reading(n, of int) {
	var missing []string
	for _, i := range s.frames.Missing() {
		missing = append(missing, fmt.Sprint(i))
	}
	s.Show(s.C.T("wave.title"), "", widgets.VBox(16,
		widgets.Title(s.C.T("wave.reading")).Center(), widgets.NewProgressRow(fmt.Sprint(n), s.C.T("wave.reading.of", "of", of), n, of),
		widgets.Body(s.C.T("wave.reading.missing", "list", strings.Join(missing, " "))).Center(),
	))
}

// Changed loads the proposal again.
func (s *rounds) Changed([]retail.OrderID) {
	if n, _ := s.frames.Have(); n == 0 && s.taken.Wave == "" {
		s.load()
	}
}
