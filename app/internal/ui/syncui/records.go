package syncui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// Ledger is what the page asks.
type Ledger interface {
	// Records returns the totals.
	Records(ctx context.Context) (Summary, error)
	// Entries returns up to n entries whose number is below before, newest
	// first; before 0 begins with the newest.
	Entries(ctx context.Context, before int64, n int) ([]Entry, error)
	// SyncNow wakes the sending; what comes of it is told by Screen.Synced.
	SyncNow()
}

// At a time this many entries are read; a word that something was sent is
// shown this long.
const (
	pageOf  = 30
	sendFor = 2 * time.Second
)

// records is the screen. On a tablet it shows the shop's terminals until the
// entries are asked for.
type records struct {
	w       page.Window
	svc     Ledger
	shop    Shop
	word    load.Slot // what the hub says of the others
	all     []pickup.Terminal
	said    pickup.Contacts
	asked   bool // the entries, on a tablet
	life    *load.Page
	slot    load.Slot
	bar     *widgets.AppBar
	root    *fyne.Container
	list    *widgets.List
	bottom  *widgets.BottomBar
	summary Summary
	loaded  bool
	entries []Entry
	more    bool // older entries may follow
	sending bool
}

// view is what one load brings.
type view struct {
	summary Summary
	entries []Entry
	all     []pickup.Terminal
}

// NewRecords shows what this terminal recorded and what of it has arrived.
func NewRecords(w page.Window, svc Ledger, shop Shop, _ page.Records) page.Screen {
	s := &records{w: w, svc: svc, shop: shop, life: load.Open(context.Background(), w.Env()), root: widgets.Layers()}
	s.bar = widgets.NewAppBar(s.barData())
	s.bottom = widgets.NewBottomBar(s.fleet(), s.action())
	s.list = widgets.NewList(widgets.ListData{Len: s.rows, New: func() fyne.CanvasObject { return widgets.Layers() }, Bind: s.bind, Margin: s.margin()})
	s.paint()
	s.load()
	s.ask()
	s.life.Every(10*time.Second, func(now time.Time) {
		if s.w.Shape().Tablet() {
			s.bar.SetClock(s.w.Words().Clock(now))
			s.ask()
		}
		s.paint()
	})
	return s
}

func (s *records) barData() widgets.AppBarData {
	c, who := s.w.Words(), s.w.Who()
	d := widgets.AppBarData{
		Title: c.T("records.title"), Sub: who.Terminal, Tablet: s.w.Shape().Tablet(),
		Clock: c.Clock(s.life.Clock().Now()), Sync: s.w.Sync(), OnBack: s.w.Back,
	}
	if d.Tablet {
		d.Sub = who.Shop + "・" + who.Staff + "・" + who.Terminal
	}
	return d
}

func (s *records) margin() float32 {
	if s.w.Shape().Tablet() {
		return 0
	}
	return 16
}

// Content is the page.
func (s *records) Content() fyne.CanvasObject { return s.root }

// Close ends the page.
func (s *records) Close() { s.life.Close() }

// Scan says that nothing is scanned here.
func (s *records) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed reads again.
func (s *records) Changed([]retail.OrderID) { s.load() }

// Synced reads again and shows the light.
func (s *records) Synced() {
	s.bar.SetSync(s.w.Sync())
	s.load()
}

// load reads the totals, and as many entries as are shown.
func (s *records) load() {
	n := max(pageOf, len(s.entries))
	load.Newest(&s.slot, s.life, func(ctx context.Context) (v view, err error) {
		if v.summary, err = s.svc.Records(ctx); err != nil {
			return v, err
		}
		if v.entries, err = s.svc.Entries(ctx, 0, n); err != nil || !s.w.Shape().Tablet() {
			return v, err
		}
		v.all, err = s.shop.Terminals(ctx)
		return v, err
	}, func(v view, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		before := stepOf(s.summary, s.sending)
		s.loaded, s.summary, s.entries, s.more, s.all = true, v.summary, v.entries, len(v.entries) == n, v.all
		if stepOf(s.summary, s.sending) != before {
			s.bottom.Set(s.fleet(), s.action())
		}
		s.paint()
	})
}

// ask asks the hub how the shop's other terminals stand; where they are shown.
func (s *records) ask() {
	if !s.w.Shape().Tablet() {
		return
	}
	load.Newest(&s.word, s.life, s.shop.Contacts, func(said pickup.Contacts, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.said = said
		s.paint()
	})
}

// older reads the entries before those shown.
func (s *records) older() {
	if len(s.entries) == 0 {
		return
	}
	before := s.entries[len(s.entries)-1].Dseq
	load.Newest(&s.slot, s.life, func(ctx context.Context) ([]Entry, error) {
		return s.svc.Entries(ctx, before, pageOf)
	}, func(list []Entry, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.entries, s.more = append(s.entries, list...), len(list) == pageOf
		s.list.Reload()
	})
}

// send wakes the sending and says so for a moment.
func (s *records) send() {
	if s.sending {
		return
	}
	s.sending = true
	s.svc.SyncNow()
	s.bottom.Set(s.fleet(), s.action())
	s.paint()
	s.life.After(sendFor, func() {
		s.sending = false
		s.bottom.Set(s.fleet(), s.action())
		s.load()
	})
}

// fleet leads to the shop's terminals; on a tablet, where they are shown, to the
// entries and back.
func (s *records) fleet() widgets.Action {
	if s.w.Shape().Tablet() {
		text := "records.list"
		if s.asked {
			text = "terminals.title"
		}
		return widgets.Action{Kind: widgets.Secondary, Text: s.w.Words().T(text), OnTap: func() {
			s.asked = !s.asked
			s.paint()
		}}
	}
	return widgets.Action{Kind: widgets.Secondary, Text: s.w.Words().T("terminals.title"), OnTap: func() { s.w.Go(page.Terminals{}) }}
}

// shopFigures leads to how the shop did.
func (s *records) shopFigures() widgets.Action {
	return widgets.Action{Kind: widgets.Secondary, Text: s.w.Words().T("records.figures"), OnTap: func() { s.w.Go(page.Figures{}) }}
}

// action is what the thumb can do.
func (s *records) action() widgets.Action {
	c := s.w.Words()
	switch stepOf(s.summary, s.sending) {
	case stepAgain:
		return widgets.Action{Kind: widgets.Main, Text: c.T("records.again"), Large: s.w.Shape().Tablet(), OnTap: func() { s.w.Go(page.Enrol{}) }}
	case stepDoing:
		return widgets.Action{Kind: widgets.NotYet, Text: c.T("records.now.doing"), Large: s.w.Shape().Tablet()}
	case stepSync:
	}
	return widgets.Action{Kind: widgets.Main, Text: c.T("records.now"), Large: s.w.Shape().Tablet(), OnTap: s.send}
}

// paint shows what was read.
func (s *records) paint() {
	if s.w.Shape().Tablet() {
		s.root.Objects = []fyne.CanvasObject{s.tablet(s.totals())}
	} else if len(s.root.Objects) == 0 {
		s.root.Objects = []fyne.CanvasObject{widgets.Page(s.bar, s.list, s.bottom)}
	}
	s.list.Reload()
	s.root.Refresh()
}

// totals is the head in words, without figures until they are read.
func (s *records) totals() totals {
	if !s.loaded {
		return waiting(s.w.Words())
	}
	return totalsOf(s.w.Words(), s.summary, s.life.Clock().Now())
}

// rows is head, heading, entries and the way to older ones; on a tablet head
// and heading stand above the list.
func (s *records) rows() int {
	n := len(s.entries)
	if s.more || n == 0 {
		n++
	}
	if !s.w.Shape().Tablet() {
		n += 2
	}
	return n
}

// bind fills row i.
func (s *records) bind(i int, o fyne.CanvasObject) {
	c, now := s.w.Words(), s.life.Clock().Now()
	var content fyne.CanvasObject
	if !s.w.Shape().Tablet() {
		i -= 2
	}
	switch {
	case i == -2:
		content = widgets.Pad(s.handheldTotals(s.totals()), 16, 0, 16, 0)
	case i == -1:
		content = widgets.Pad(widgets.SectionHead(c.T("records.list"), c.T("records.here")), 0, 0, 4, 0)
	case i < len(s.entries):
		content = s.entry(rowOf(c, s.entries[i], now))
	case s.more:
		content = widgets.Inset(widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: c.T("records.more"), OnTap: s.older}), 0, 12)
	case s.loaded:
		content = widgets.NewEmptyState(assets.IconList, c.T("records.none"), c.T("records.none.text"), nil)
	default:
		content = widgets.NewSkeletonCard()
	}
	box := o.(*fyne.Container)
	box.Objects = []fyne.CanvasObject{content}
	box.Refresh()
}

// count is a total with its unit.
func (s *records) count(number string, size float32) fyne.CanvasObject {
	return widgets.NewText(widgets.Run{Text: number, Size: size, Bold: true},
		widgets.Run{Text: " " + s.w.Words().T("records.unit"), Size: theme.T24, Bold: true}).OneLine()
}

// word says whether everything has arrived.
func word(t totals, size float32) *widgets.Text {
	return widgets.NewText(widgets.Run{Text: t.Word, Size: size, Bold: true, Color: t.Tone.Ink})
}

// mark is the check, or what stands in its place.
func mark(t totals, size float32) fyne.CanvasObject {
	box, icon, ink := widgets.NewBox(t.Tone.Soft).SoftEdge(t.Tone.Ink), t.Icon, t.Tone.Ink
	if t.All && t.Icon == assets.IconCheck {
		box, ink = widgets.NewBox(theme.OkFill), theme.OnFill
	}
	return widgets.Fixed(widgets.Layers(box.Round(size/2), widgets.Center(widgets.NewIcon(icon, size/2, ink).Stroke(2.4))), size, size)
}

func head(icon assets.Icon, text, sub string) []fyne.CanvasObject {
	runs := []widgets.Run{{Text: text, Size: theme.T20, Bold: true, Color: theme.Ink2}}
	if sub != "" {
		runs = append(runs, widgets.Run{Text: "  " + sub, Size: theme.T15, Color: theme.Ink2})
	}
	return []fyne.CanvasObject{widgets.NewIcon(icon, 24, theme.Ink2), widgets.NewText(runs...).OneLine()}
}

// handheldTotals stacks the totals over one another.
func (s *records) handheldTotals(t totals) fyne.CanvasObject {
	c := s.w.Words()
	total := func(icon assets.Icon, text, number, time string) fyne.CanvasObject {
		return widgets.VBox(0, widgets.HBox(8, head(icon, text, "")...), s.count(number, theme.T64), widgets.Small(time))
	}
	line := widgets.HBox(12, mark(t, 48), widgets.Grow(widgets.Middle(widgets.VBox(0, word(t, theme.T20), widgets.Small(t.Detail)))))
	parts := []fyne.CanvasObject{
		total(assets.IconPhone, c.T("records.recorded"), t.Recorded, t.RecordedTime),
		widgets.Hairline(),
		total(assets.IconHead, c.T("records.arrived"), t.Arrived, t.ArrivedTime),
		widgets.Hairline(), line,
	}
	if t.Note != "" {
		parts = append(parts, s.note(t))
	}
	card := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(12, parts...), 16, 16))
	return widgets.VBox(8, append(noteLines(t.Notes), card, widgets.NewBigButton(s.shopFigures()))...)
}

// noteLines are the calm lines about this terminal.
func noteLines(all []noteModel) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(all)+1)
	for _, n := range all {
		text := widgets.NewText(widgets.Run{Text: n.Text, Size: theme.T15, Bold: true, Color: n.Tone.Ink})
		line := widgets.HBox(10, widgets.NewIcon(n.Icon, 20, n.Tone.Ink), widgets.Grow(widgets.Middle(text)))
		out = append(out, widgets.Layers(widgets.NewBox(n.Tone.Soft).Round(8), widgets.Inset(line, 12, 8)))
	}
	return out
}

// note says what cannot be done meanwhile, or what to do.
func (s *records) note(t totals) fyne.CanvasObject {
	icon, ink := assets.IconLock, theme.Ink2
	if t.Icon == assets.IconExcl {
		icon, ink = assets.IconExcl, theme.Red
	}
	return widgets.HBox(12, widgets.NewIcon(icon, 24, ink), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: t.Note, Size: theme.T15, Color: ink}))))
}

// tablet puts the totals beside one another over the list.
func (s *records) tablet(t totals) fyne.CanvasObject {
	c := s.w.Words()
	left := widgets.VBox(0, widgets.HBox(12, head(assets.IconHub, c.T("records.recorded"), c.T("records.here"))...), s.count(t.Recorded, theme.T96), widgets.Small(t.RecordedTime))
	right := widgets.VBox(0, widgets.Right(widgets.HBox(12, head(assets.IconHead, c.T("records.arrived"), "")...)),
		widgets.Right(s.count(t.Arrived, theme.T96)), widgets.Small(t.ArrivedTime).Right())
	middle := widgets.VBox(8, widgets.Center(mark(t, 72)), word(t, theme.T20).Center(), widgets.Small(t.Detail).Center())
	top := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.Grid(3, 16, left, widgets.Middle(middle), right), 48, 20))
	var list fyne.CanvasObject = widgets.Layers(widgets.CardBox(), widgets.Page(
		widgets.VBox(0, widgets.Inset(widgets.SectionHead(c.T("records.list"), c.T("records.here")), 24, 10), widgets.Hairline()), s.list, nil))
	if !s.asked {
		now := s.life.Clock().Now()
		list = shopTable(s.w, shopRows(c, s.all, s.said, s.summary, now), asOf(c, s.said, now))
	}
	foot := []fyne.CanvasObject{widgets.Space()}
	if t.Note != "" {
		foot = []fyne.CanvasObject{widgets.Grow(widgets.Middle(s.note(t)))}
	}
	foot = append(foot, widgets.AtLeast(widgets.NewBigButton(s.shopFigures()), 200, 72), widgets.AtLeast(widgets.NewBigButton(s.fleet()), 200, 72), widgets.AtLeast(widgets.NewBigButton(s.action()), 280, 72))
	head := widgets.VBox(12, top, widgets.Wrap(8, noteLines(t.Notes)...))
	if len(t.Notes) == 0 {
		head = widgets.VBox(0, top)
	}
	body := widgets.Pad(widgets.Page(widgets.Pad(head, 24, 0, 16, 0), list, widgets.Pad(widgets.HBox(24, foot...), 16, 0, 24, 0)), 0, 24, 0, 24)
	return widgets.Page(s.bar, body, nil)
}

// entry is one row of the list.
func (s *records) entry(r row) fyne.CanvasObject {
	chip := widgets.NewChip(r.Icon, r.Tone, r.Verdict)
	clock := widgets.Digits(r.When, theme.T15)
	order := func(size float32) fyne.CanvasObject { return widgets.Digits(r.Order, size) }
	if s.w.Shape().Tablet() {
		what := []fyne.CanvasObject{widgets.Strong(r.What)}
		if r.Why != "" {
			what = append(what, widgets.Small(r.Why))
		}
		line := widgets.HBox(24, widgets.Grow(widgets.Middle(widgets.VBox(0, what...))),
			widgets.Fixed(order(theme.T17), 72, 0), widgets.Fixed(widgets.Small(r.Who), 120, 0), widgets.Fixed(widgets.Left(chip), 176, 0), widgets.Fixed(widgets.Right(clock), 112, 0))
		return widgets.VBox(0, widgets.AtLeast(widgets.Inset(line, 24, 8), 0, 63), widgets.Hairline())
	}
	second := []fyne.CanvasObject{widgets.Grow(widgets.Middle(widgets.Caption(r.Who))), clock}
	if r.Order != "" {
		second = []fyne.CanvasObject{order(theme.T15), widgets.Grow(widgets.Middle(widgets.Caption(r.Who))), clock}
	}
	lines := []fyne.CanvasObject{widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Strong(r.What))), chip), widgets.HBox(12, second...)}
	if r.Why != "" {
		lines = append(lines, widgets.Small(r.Why))
	}
	return widgets.VBox(0, widgets.AtLeast(widgets.Middle(widgets.Inset(widgets.VBox(2, lines...), 0, 10)), 0, 71), widgets.Hairline())
}
