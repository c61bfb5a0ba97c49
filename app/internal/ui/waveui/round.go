package waveui

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// round is one round as its walker sees it: one question at a time.
type round struct {
	frame
	id    retail.WaveID
	view  wave.View
	stop  bool // an answer waits for わかりました
	pass  *wave.Parcel
	turn  int           // of the codes of pass
	keyed bool          // its receipt is asked for
	typed string        // of the receipt
	hand  *byhand.Model // a code that no scanner reads; nil: none is typed
	more  bool          // the next tote is one more of the order in hand
	cold  string        // what the clock of cold goods says
}

// NewRound makes the page of a round: the shelf in hand, or the tote.
func NewRound(w page.Window, svc Service, r page.Round) page.Screen {
	s := &round{frame: newFrame(w, svc), id: r.ID}
	s.load(func(ctx context.Context) (wave.View, error) { return svc.View(ctx, s.id) })
	s.P.Every(turnCodes, func(time.Time) {
		if s.pass != nil && !s.keyed {
			s.turn++
			s.paintPass()
		}
	})
	s.P.Every(10*time.Second, s.tick)
	return s
}

func (s *round) load(fetch func(context.Context) (wave.View, error)) {
	load.InTurn(&s.Turns, s.P, fetch, func(v wave.View, err error) {
		if err != nil {
			s.W.Fail(err)
			if s.view.Wave.ID == "" {
				s.W.Back()
			}
			return
		}
		s.view = v
		if !s.covered() { // it was begun before the scan that is answered now
			s.paint()
		}
	})
}

// tick follows the clock of cold goods.
func (s *round) tick(now time.Time) {
	if coldOf(s.C, s.view, now).Text != s.cold && !s.covered() && s.hand == nil && !s.Stage.SheetShown() {
		s.paint()
	}
}

// covered tells whether something stands on the page that news must not paint over:
// an answer that waits for わかりました, or the codes for another terminal.
func (s *round) covered() bool { return s.stop || s.pass != nil }

// Changed loads the round again.
func (s *round) Changed([]retail.OrderID) {
	if !s.covered() && s.hand == nil && !s.Stage.SheetShown() {
		s.load(func(ctx context.Context) (wave.View, error) { return s.svc.View(ctx, s.id) })
	}
}

// Scan judges a scan; while an answer waits nothing is judged.
func (s *round) Scan(c scanner.Code) {
	if s.pass != nil {
		if f, err := scanner.ParseFrame(c.Text); err == nil && f.Of == 0 {
			s.give(string(f.Data))
		}
		return
	}
	if s.stop || s.Stage.SheetShown() {
		s.W.Play(assets.SoundWrong)
		return
	}
	judge := s.svc.Scan
	if s.more {
		judge = s.svc.OneMore
	}
	load.Take(&s.Turns, s.P, load.Turn[wave.Found]{Scan: true, Fetch: func(ctx context.Context) (wave.Found, error) { return judge(ctx, s.id, c) }, Show: s.judged})
}

// Aim is the item or the tote that is waited for.
func (s *round) Aim() (page.Aim, bool) {
	v := s.view
	if s.stop || s.pass != nil || s.hand != nil || !v.Mine || s.Stage.SheetShown() {
		return page.Aim{}, false
	}
	switch {
	case v.Hand != nil:
		return page.Aim{Look: page.LookLabels, Title: s.C.T("wave.scan.tote"), Text: handOf(s.C, *v.Hand, s.more).Whose}, true
	case v.Now() != nil:
		st := v.Now()
		m := stopOf(s.C, *st)
		item := page.AimItem{Picture: st.Picture, Name: st.Name, What: page.Joined(m.Color, m.Size), Count: m.Count, Shelf: st.Shelf}
		return page.Aim{Look: page.LookGoods, Title: s.C.T("pick.scan"), Item: item, ByHand: s.byHand}, true
	}
	return page.Aim{}, false
}

func (s *round) judged(f wave.Found, err error) {
	if err != nil {
		s.W.Fail(err)
		return
	}
	s.view, s.hand = f.View, nil
	if f.Answer == wave.Laid || f.View.Hand == nil {
		s.more = false
	}
	a := answerOf(s.C, f)
	s.W.Play(a.Sound)
	if a.Sentence != "" {
		s.block(a)
		return
	}
	s.paint()
	if a.Toast != "" {
		s.Stage.Toast(a.Toast, "", nil)
	}
	if f.Answer == wave.Taken && f.Zero {
		s.askZero(f.Got)
	}
}

// block shows what is wrong until it is acknowledged.
func (s *round) block(a answer) {
	s.stop = true
	s.Turns.DropScans()
	w := widgets.NewWrongAnswer(s.W.Thumbs(), widgets.WrongData{
		Sentence: a.Sentence, Need: a.Need, Wanted: a.Wanted, OK: s.C.T("common.ok"), OnOK: func() { s.stop = false; s.paint() },
	})
	s.Stage.SetPage(widgets.Layers(widgets.NewBox(theme.StopFill), widgets.Column(w, widgets.AnswerWidth)))
	w.Shake()
}

// paint shows the question of the moment.
func (s *round) paint() {
	v := s.view
	if t := s.ended(); t != nil {
		s.halt(*t)
		return
	}
	title, sub := s.C.T("wave.title"), s.C.T("wave.progress", "orders", v.Going(), "done", v.Done, "total", v.Total)
	if v.Zone != "" {
		sub = page.Joined(zoneOf(s.C, v.Zone), sub)
	}
	s.Back = nil
	switch {
	case s.hand != nil:
		s.typing()
	case !v.Mine:
		s.Show(title, sub, widgets.NewEmptyState(assets.IconCheck, s.C.T("wave.gone"), s.C.T("wave.gone.text"), nil), widgets.Action{Kind: widgets.Main, Text: s.C.T("common.back"), OnTap: s.W.Home})
	case v.Hand != nil:
		s.Show(title, sub, s.inHand(v), widgets.Action{Kind: widgets.Secondary, Text: s.C.T("common.undo"), Icon: assets.IconUndo, OnTap: func() {
			s.more = false
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Undo(ctx, s.id) })
		}}, widgets.Action{Kind: widgets.ScanWait, Text: s.C.T("wave.scan.tote"), OnTap: func() {
			if !s.W.Camera() {
				s.askTote()
			}
		}})
	case v.Now() != nil:
		s.Show(title, sub, s.item(v), widgets.Action{Kind: widgets.Secondary, Text: s.C.T("pick.missing"), OnTap: s.askShort},
			widgets.Action{Kind: widgets.ScanWait, Text: s.C.T("pick.scan"), OnTap: func() {
				if !s.W.Camera() {
					s.byHand()
				}
			}})
	case len(v.Others) > 0:
		s.Show(title, sub, s.partDone(v), widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.finish"), Sub: s.C.T("wave.finish.sub"), Icon: assets.IconCheck, OnTap: s.finish})
	default:
		s.Show(title, sub, s.done(v), widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.end"), Sub: s.C.T("wave.end.sub"), Icon: assets.IconCheck, OnTap: s.end})
	}
}

// ended is an order that was canceled or declined meanwhile, and not yet
// acknowledged.
func (s *round) ended() *wave.ToteView {
	for i := range s.view.Totes {
		if t := &s.view.Totes[i]; t.Ended && !s.svc.Aside(t.Order) {
			return t
		}
	}
	return nil
}

// halt says that an order is over: its tote is set aside, the round goes on.
func (s *round) halt(t wave.ToteView) {
	s.stop = true
	s.Turns.DropScans()
	s.W.Play(assets.SoundWrong)
	m := haltOf(s.C, t)
	head := widgets.NewStopHead(m.Title, widgets.Run{Text: m.Why, Size: theme.T20})
	letter := widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(16, widgets.Code(t.Letter, theme.T64), widgets.Grow(widgets.Middle(widgets.Name(m.What)))), 16, 12))
	ok := widgets.NewBottomBar(widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.halt.ok"), OnTap: func() {
		s.stop = false
		s.svc.SetAside(t.Order)
		s.load(func(ctx context.Context) (wave.View, error) { return s.svc.View(ctx, s.id) })
	}})
	body := widgets.VBox(0, head, widgets.Inset(letter, 16, 16))
	s.Stage.SetPage(widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(nil, widgets.NewScroll(body), ok)))
}

// item is the shelf in hand: one SKU for several orders.
func (s *round) item(v wave.View) fyne.CanvasObject {
	const side = 120
	st := v.Now()
	m := stopOf(s.C, *st)
	pic := widgets.NewPicture(side, side)
	s.W.Thumbs().Show(pic, st.Picture)
	facts := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: m.Size, Size: theme.T40, Bold: true}, widgets.Run{Text: " " + m.Count, Size: theme.T40}).Lines(1)}
	if st.Color.Word != "" {
		facts = append([]fyne.CanvasObject{widgets.NewSwatch(widgets.Hex(st.Color.Hex), m.Color, theme.T24)}, facts...)
	}
	facts = append(facts, widgets.Small(m.Stock))
	card := widgets.Panel(widgets.CardBox(), 12, widgets.VBox(8, widgets.Name(st.Name), widgets.HBoxTop(12, widgets.Fixed(pic, side, side), widgets.Grow(widgets.VBox(6, facts...)))))
	place := fyne.CanvasObject(widgets.Small(m.Place).Center())
	if m.Seen {
		place = widgets.Center(widgets.NewChip(assets.IconEye, widgets.Tone{Ink: theme.Amber, Soft: theme.AmberSoft}, m.Place))
	}
	parts := []fyne.CanvasObject{
		s.clock(v), widgets.Code(m.Shelf, theme.T64).Center(), place, card,
		widgets.NewText(widgets.Run{Text: m.For, Size: theme.T20, Bold: true, Color: theme.Accent}).Center(),
		widgets.NewProgressRow(fmt.Sprint(v.Done), m.Of(s.C, v.Total), v.Done, v.Total),
	}
	row := []fyne.CanvasObject{widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.C.T("wave.other"), Icon: assets.IconMenu, OnTap: s.askOther})}
	if len(v.Stops) > 1 {
		row = append(row, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.C.T("wave.skip"), Icon: assets.IconArrow, OnTap: func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Skip(ctx, s.id, st.SKU) })
		}}))
	}
	return widgets.VBox(8, append(parts, widgets.Grid(len(row), 8, row...))...)
}

// inHand says into which tote the item goes.
func (s *round) inHand(v wave.View) fyne.CanvasObject {
	h := v.Hand
	pic := widgets.NewPicture(64, 64)
	s.W.Thumbs().Show(pic, h.Line.Picture)
	what := widgets.Panel(widgets.CardBox(), 12, widgets.HBox(12, widgets.Fixed(pic, 64, 64),
		widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(h.Line.Name), widgets.Body(page.Joined(h.Line.Color.Word, h.Line.Size, fmt.Sprint("×", h.Qty)))))), widgets.NewIcon(assets.IconCheck, 32, theme.Accent)))
	m := handOf(s.C, *h, s.more)
	on := func(text string, size float32, bold bool) fyne.CanvasObject {
		return widgets.NewText(widgets.Run{Text: text, Size: size, Bold: bold, Color: theme.AccentInk}).Center()
	}
	letter := widgets.NewText(widgets.Run{Text: h.Letter, Size: theme.T136, Bold: true, Code: true, Color: theme.AccentInk}).Center().LineHeight(126)
	lines := []fyne.CanvasObject{letter, on(m.Into, theme.T32, true), on(m.Whose, theme.T17, false)}
	if m.More != "" {
		lines = append(lines, on(m.More, theme.T17, true))
	}
	if s.more {
		return widgets.VBox(8, s.clock(v), what, tote(lines), s.totes(v, h.Order))
	}
	help := widgets.Layers(widgets.NewBox(theme.Clear).Round(12).Edge(theme.AccentInk, 1), widgets.Middle(on(s.C.T("wave.tote.help"), theme.T15, false)))
	lines = append(lines, widgets.Pad(widgets.AtLeast(widgets.NewTap(help, s.askTote), 0, 48), 4, 0, 0, 0))
	return widgets.VBox(8, s.clock(v), what, tote(lines), s.totes(v, h.Order))
}

// clock says what of the round must go into the cold soonest; nothing when all does not.
func (s *round) clock(v wave.View) fyne.CanvasObject {
	m := coldOf(s.C, v, s.P.Clock().Now())
	s.cold = m.Text
	chip := widgets.Center(widgets.NewChip(m.Icon, m.Tone, m.Text))
	if m.Text == "" {
		chip.Hide()
	}
	return chip
}

// tote is the panel that says which one.
func tote(lines []fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Layers(widgets.NewBox(theme.Accent).Round(12), widgets.Inset(widgets.VBox(4, lines...), 12, 12))
}

// totes is the row of totes, the one in hand filled.
func (s *round) totes(v wave.View, now retail.OrderID) fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, t := range v.Totes {
		if t.Ended || t.Lost {
			continue
		}
		fill, ink := theme.Card, theme.Ink2
		if t.Order == now {
			fill, ink = theme.Accent, theme.AccentInk
		}
		count := fyne.CanvasObject(widgets.NewText(widgets.Run{Text: fmt.Sprintf("%d / %d", t.Done, t.Total), Size: theme.T15, Code: true, Color: ink}).Center())
		if t.Total > 0 && t.Done == t.Total {
			count = widgets.Center(widgets.HBox(2, widgets.NewIcon(assets.IconCheck, 15, ink).Stroke(2.4), count))
		}
		face := widgets.VBox(0, widgets.NewText(widgets.Run{Text: t.Letter, Size: theme.T40, Bold: true, Code: true, Color: ink}).Center(), count)
		row = append(row, widgets.AtLeast(widgets.Layers(widgets.NewBox(fill).Round(12).Edge(theme.Line, 1), widgets.Inset(widgets.Middle(face), 4, 4)), 0, 80))
	}
	return widgets.Grid(min(max(len(row), 1), 5), 8, row...)
}

// done is the round when nothing is left here: each order on to its place.
func (s *round) done(v wave.View) fyne.CanvasObject {
	rows := []fyne.CanvasObject{s.clock(v), widgets.Title(s.C.T("wave.done")).Center()}
	for _, t := range v.Totes {
		if t.Ended && t.Back == 0 {
			continue
		}
		m := toteOf(s.C, t)
		line := widgets.HBox(12, widgets.Code(t.Letter, theme.T40), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(m.Title), widgets.Small(m.Sub)))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
		rows = append(rows, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(line, 12, 10)), func() { s.W.Go(m.Route) }), 0, 72))
	}
	return widgets.VBox(8, rows...)
}

func (s *round) end() {
	s.Do(func(ctx context.Context) error { return s.svc.Close(ctx, s.id) }, s.over)
}

// over leaves a round that is done here.
func (s *round) over() {
	s.W.Play(assets.SoundDone)
	s.W.Home()
}

// askShort says what each reason does before it is tapped.
func (s *round) askShort() {
	st := s.view.Now()
	if st == nil {
		return
	}
	var rows []fyne.CanvasObject
	for _, r := range retail.ShortReasons() {
		text, effect := shortOf(s.C, *st, r)
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Text: text, Effect: effect, Icon: assets.IconEye}, false, func() {
			s.Stage.HideSheet()
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Short(ctx, s.id, st.SKU, r) })
			if len(st.For) > 0 { // the walk goes on; whoever can asks the customer now
				first := st.For[0]
				s.Stage.Toast(s.C.T("wave.offer"), s.C.T("wave.offer.do"), func() { s.W.Go(page.Offer{Order: first.Order, Line: first.Line}) })
			}
		}))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.C.T("common.cancel"), OnTap: s.Stage.HideSheet}))
	s.Stage.LongSheet(widgets.VBox(8, append([]fyne.CanvasObject{widgets.Title(s.C.T("pick.short.title"))}, rows...)...), s.Stage.HideSheet)
}

// askZero asks whether the shelf is empty, as the books say it is now.
func (s *round) askZero(sku *retail.SKU) {
	s.Stage.Ask(widgets.SheetData{Title: s.C.T("wave.zero"), Body: s.C.T("wave.zero.text"), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.C.T("wave.zero.no"), OnTap: func() { s.W.Go(page.Count{SKU: sku.ID}) }},
		{Kind: widgets.Main, Text: s.C.T("wave.zero.yes"), OnTap: func() {
			waits := false
			s.Do(func(ctx context.Context) (err error) { waits, err = s.svc.Empty(ctx, sku.ID); return err }, func() {
				if waits {
					s.Stage.Toast(s.C.T("recount.waits"), "", nil)
				}
			})
		}},
	}}, s.Stage.HideSheet)
}
