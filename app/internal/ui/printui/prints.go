package printui

import (
	"context"
	"reflect"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/label"
	"miseban/app/internal/printing"
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
	Printer
	SetConfig(ctx context.Context, c printing.Config) error
	Check(ctx context.Context, c printing.Config) (cause retail.PrintCause, silent bool, err error)
	Again(ctx context.Context, id retail.PrintID) error
	Seen(ctx context.Context, id retail.PrintID) error
	Drop(ctx context.Context, id retail.PrintID) error
	Slots(ctx context.Context) ([]retail.StagingSlot, error)
}

// lookEvery is how often a screen looks how the printer stands.
const lookEvery = time.Second

// frame is what the pages have in common.
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
	body  *widgets.Scroll
}

func newFrame(w page.Window, svc Service, title string) frame {
	f := frame{w: w, c: w.Words(), svc: svc, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	f.bar = widgets.NewAppBar(widgets.AppBarData{
		Title: f.c.T(title), Sub: w.Who().Terminal, Tablet: w.Shape().Tablet(), Clock: f.c.Clock(f.life.Clock().Now()), Sync: w.Sync(),
		OnBack: w.Back, OnSync: func() { w.Go(page.Records{}) },
	})
	f.lay(widgets.VBox(8, widgets.NewSkeletonCard(), widgets.NewSkeletonCard()))
	f.stage = widgets.NewStage(f.root, f.life)
	return f
}

// lay shows a page; where it was scrolled to stays.
func (f *frame) lay(content fyne.CanvasObject, actions ...widgets.Action) {
	content = widgets.Inset(content, 16, 12)
	if f.body == nil {
		f.body = widgets.NewScroll(content)
	} else {
		at := f.body.Offset()
		f.body.SetContent(content)
		f.body.SetOffset(at)
	}
	var foot fyne.CanvasObject
	if len(actions) > 0 {
		foot = widgets.NewBottomBar(actions...)
	}
	body := fyne.CanvasObject(f.body)
	if f.w.Shape().Tablet() {
		body = widgets.Column(body, 800)
	}
	f.root.Objects = []fyne.CanvasObject{widgets.NewBox(theme.Bg), widgets.Page(f.bar, body, foot)}
	f.root.Refresh()
}

// Content is built once.
func (f *frame) Content() fyne.CanvasObject { return f.stage }

// Close ends the page.
func (f *frame) Close() { f.life.Close() }

// Synced shows the light.
func (f *frame) Synced() { f.bar.SetSync(f.w.Sync()) }

// Scan means nothing on these pages.
func (f *frame) Scan(scanner.Code) { f.w.Play(assets.SoundUnknown) }

// Changed changes nothing on them.
func (f *frame) Changed([]retail.OrderID) {}

// prints is the page 印刷.
type prints struct {
	frame
	q     printing.Queue
	shown queueModel
}

// NewPrints makes the page 印刷: the printer, what waits, what nobody knows of,
// and what was printed.
func NewPrints(w page.Window, svc Service, _ page.Prints) page.Screen {
	s := &prints{frame: newFrame(w, svc, "print.title")}
	s.load()
	s.life.Every(lookEvery, func(time.Time) { s.load() })
	return s
}

func (s *prints) load() {
	load.Newest(&s.slot, s.life, s.svc.Queue, func(q printing.Queue, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		m := queueOf(s.c, q, s.life.Clock().Now())
		if s.stage.SheetShown() || q.Config == s.q.Config && reflect.DeepEqual(m, s.shown) {
			return
		}
		s.q, s.shown = q, m
		s.paint()
	})
}

func (s *prints) paint() {
	parts := []fyne.CanvasObject{s.stand()}
	for _, j := range s.shown.Open {
		parts = append(parts, s.open(j))
	}
	parts = append(parts, s.rows("print.wait", s.shown.Wait, s.askDrop)...)
	parts = append(parts, s.rows("print.done", s.shown.Done, s.askAgain)...)
	if !s.q.Config.Set() {
		s.lay(widgets.VBox(12, parts...), widgets.Action{Kind: widgets.Main, Text: s.c.T("print.choose"), Icon: assets.IconPrinter, OnTap: s.printer})
		return
	}
	s.lay(widgets.VBox(12, parts...),
		widgets.Action{Kind: widgets.Secondary, Text: s.c.T("print.trial"), OnTap: s.trial},
		widgets.Action{Kind: widgets.Main, Text: s.c.T("print.shelves"), Icon: assets.IconShelf, OnTap: s.askShelves})
}

func (s *prints) printer() { s.w.Go(page.Printer{}) }

// stand is the printer; a tap leads to choosing another.
func (s *prints) stand() fyne.CanvasObject {
	m := s.shown.Stand
	lines := []fyne.CanvasObject{widgets.Name(m.Word)}
	if m.Do != "" {
		lines = append(lines, widgets.Body(m.Do))
	}
	if s.q.Config.Set() {
		lines = append(lines, widgets.Small(s.shown.At))
	}
	row := widgets.HBox(12, widgets.NewIcon(m.Icon, 28, m.Tone.Ink), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))), widgets.NewIcon(assets.IconGear, 24, theme.Ink2))
	return widgets.NewTap(widgets.AtLeast(widgets.Layers(widgets.NewBox(m.Tone.Soft).Round(12), widgets.Inset(row, 16, 12)), 0, 72), s.printer)
}

// rows is a group of labels; a tap asks what to do with one.
func (s *prints) rows(head string, jobs []jobModel, ask func(jobModel)) []fyne.CanvasObject {
	if len(jobs) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	for i, j := range jobs {
		if i > 0 {
			rows = append(rows, widgets.Hairline())
		}
		line := widgets.HBox(12, widgets.NewIcon(j.Icon, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(0, widgets.Strong(j.Title), widgets.Small(j.Sub)))),
			widgets.NewChip(j.Mark, j.Tone, j.State))
		rows = append(rows, widgets.AtLeast(widgets.NewTap(widgets.Inset(line, 0, 8), func() { ask(j) }), 0, 72))
	}
	return []fyne.CanvasObject{
		widgets.Pad(widgets.Strong(s.c.T(head)).In(theme.Ink2), 4, 0, 0, 0),
		widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, rows...), 16, 4)),
	}
}

// open is a label of which nobody knows, and the two answers.
func (s *prints) open(j jobModel) fyne.CanvasObject {
	act := func(key string, f func(context.Context, retail.PrintID) error) fyne.CanvasObject {
		return widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T(key), OnTap: func() { s.do(j.ID, f) }}))
	}
	head := widgets.HBox(12, widgets.NewIcon(j.Icon, 28, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(0, widgets.Name(j.Title), widgets.Small(j.Sub)))))
	return widgets.Layers(widgets.CardBox().Edge(j.Tone.Ink, 1), widgets.Inset(widgets.VBox(10, head, widgets.Left(widgets.NewChip(j.Mark, j.Tone, j.State)), widgets.Body(s.c.T("print.ask")),
		widgets.HBox(8, act("print.seen", s.svc.Seen), act("print.again", s.svc.Again))), 16, 12))
}

func (s *prints) do(id retail.PrintID, f func(context.Context, retail.PrintID) error) {
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f(context.WithoutCancel(ctx), id)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		}
		s.load()
	})
}

// askDrop asks before a label is taken out of the queue; one on the line is not.
func (s *prints) askDrop(j jobModel) {
	if !j.Drop {
		return
	}
	s.stage.Ask(widgets.SheetData{Title: s.c.T("print.drop.ask"), Body: j.Title, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
		{Kind: widgets.Main, Text: s.c.T("print.drop"), OnTap: func() { s.do(j.ID, s.svc.Drop) }},
	}}, s.stage.HideSheet)
}

// askAgain asks before a label comes out a second time: two of one bag look like
// two bags.
func (s *prints) askAgain(j jobModel) {
	s.stage.Ask(widgets.SheetData{Title: s.c.T("print.again.ask"), Body: s.c.T("print.again.text", "title", j.Title), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
		{Kind: widgets.Main, Text: s.c.T("print.again"), OnTap: func() { s.do(j.ID, s.svc.Again) }},
	}}, s.stage.HideSheet)
}

// trial prints a label that belongs to nothing.
func (s *prints) trial() {
	who := s.w.Who()
	s.add(func() ([]label.Label, error) {
		l, err := label.ForTrial(s.c, who.Shop, who.Terminal, s.life.Clock().Now())
		return []label.Label{l}, err
	})
}

// add puts labels into the queue.
func (s *prints) add(labels func() ([]label.Label, error)) {
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) {
		list, err := labels()
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.svc.Add(context.WithoutCancel(ctx), list...)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		}
		s.load()
	})
}

// askShelves asks which shelf's label is to be printed.
func (s *prints) askShelves() {
	load.Newest(&s.turn, s.life, s.svc.Slots, func(slots []retail.StagingSlot, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		parts := []fyne.CanvasObject{widgets.Title(s.c.T("print.shelves"))}
		if len(slots) > 1 {
			parts = append(parts, s.shelf(assets.IconPrinter, s.c.T("print.shelves.all", "n", len(slots)), "", slots...))
		}
		for _, slot := range slots {
			parts = append(parts, s.shelf(assets.IconShelf, slot.Code, page.Joined(slot.Area, slot.Place), slot))
		}
		parts = append(parts, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.close"), OnTap: s.stage.HideSheet}))
		s.stage.LongSheet(widgets.VBox(8, parts...), s.stage.HideSheet)
	})
}

// shelf is a row that prints the labels of places.
func (s *prints) shelf(icon assets.Icon, word, sub string, slots ...retail.StagingSlot) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.Name(word)}
	if sub != "" {
		lines = append(lines, widgets.Small(sub))
	}
	row := widgets.HBox(12, widgets.NewIcon(icon, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 14, 8)), func() {
		s.stage.HideSheet()
		s.add(func() ([]label.Label, error) {
			var out []label.Label
			for _, slot := range slots {
				l, err := label.ForShelf(s.c, s.w.Who().Shop, slot)
				if err != nil {
					return nil, err
				}
				out = append(out, l)
			}
			return out, nil
		})
	}), 0, 64)
}

var _ page.Screen = (*prints)(nil)
