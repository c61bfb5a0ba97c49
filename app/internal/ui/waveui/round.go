package waveui

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

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
	stop  bool // a wrong answer waits for わかりました
	pass  *wave.Parcel
	turn  int
	typed string
}

// NewRound makes the page of a round: the shelf in hand, or the tote.
func NewRound(w page.Window, svc Service, r page.Round) page.Screen {
	s := &round{frame: newFrame(w, svc), id: r.ID}
	s.load(func(ctx context.Context) (wave.View, error) { return svc.View(ctx, s.id) })
	s.p.Every(turnCodes, func(time.Time) {
		if s.pass != nil {
			s.turn++
			s.paintPass()
		}
	})
	return s
}

func (s *round) load(fetch func(context.Context) (wave.View, error)) {
	load.InTurn(&s.turns, s.p, fetch, func(v wave.View, err error) {
		if err != nil {
			s.w.Fail(err)
			if s.view.Wave.ID == "" {
				s.w.Back()
			}
			return
		}
		s.view = v
		s.paint()
	})
}

// Changed loads the round again.
func (s *round) Changed([]retail.OrderID) {
	if !s.stop && s.pass == nil && !s.stage.SheetShown() {
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
	if s.stop || s.stage.SheetShown() {
		s.w.Play(assets.SoundWrong)
		return
	}
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Found, error) { return s.svc.Scan(ctx, s.id, c) }, s.judged)
}

func (s *round) judged(f wave.Found, err error) {
	if err != nil {
		s.w.Fail(err)
		return
	}
	s.view = f.View
	a := answerOf(s.c, f)
	s.w.Play(a.Sound)
	if a.Sentence != "" {
		s.block(a)
		return
	}
	s.paint()
	if a.Toast != "" {
		s.stage.Toast(a.Toast, "", nil)
	}
	if f.Answer == wave.Taken && f.Zero {
		s.askZero(f.Got)
	}
}

// block shows what is wrong until it is acknowledged.
func (s *round) block(a answer) {
	s.stop = true
	w := widgets.NewWrongAnswer(s.w.Thumbs(), widgets.WrongData{
		Sentence: a.Sentence, Need: a.Need, Wanted: a.Wanted, OK: s.c.T("common.ok"), OnOK: func() { s.stop = false; s.paint() },
	})
	s.stage.SetPage(widgets.Layers(widgets.NewBox(theme.StopFill), widgets.Column(w, widgets.AnswerWidth)))
	w.Shake()
}

// paint shows the question of the moment.
func (s *round) paint() {
	v := s.view
	title, sub := s.c.T("wave.title"), s.c.T("wave.progress", "orders", len(v.Totes), "done", v.Done, "total", v.Total)
	switch {
	case !v.Mine:
		s.show(title, sub, widgets.NewEmptyState(assets.IconCheck, s.c.T("wave.gone"), s.c.T("wave.gone.text"), nil), widgets.Action{Kind: widgets.Main, Text: s.c.T("common.back"), OnTap: s.w.Home})
	case v.Hand != nil:
		s.show(title, sub, s.hand(v), widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.undo"), Icon: assets.IconUndo, OnTap: func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Undo(ctx, s.id) })
		}}, widgets.Action{Kind: widgets.ScanWait, Text: s.c.T("wave.scan.tote"), OnTap: func() {
			if !s.w.Camera() {
				load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Found, error) { return s.svc.TapTote(ctx, s.id) }, s.judged)
			}
		}})
	case v.Now() != nil:
		s.show(title, sub, s.item(v), widgets.Action{Kind: widgets.Secondary, Text: s.c.T("pick.missing"), OnTap: s.askShort},
			widgets.Action{Kind: widgets.ScanWait, Text: s.c.T("pick.scan"), OnTap: func() { s.w.Camera() }})
	default:
		s.show(title, sub, s.done(v), widgets.Action{Kind: widgets.Main, Text: s.c.T("wave.end"), Sub: s.c.T("wave.end.sub"), Icon: assets.IconCheck, OnTap: s.end})
	}
}

// item is the shelf in hand: one SKU for several orders.
func (s *round) item(v wave.View) fyne.CanvasObject {
	st := v.Now()
	m := stopOf(s.c, *st)
	pic := widgets.NewPicture(144, 144)
	s.w.Thumbs().Show(pic, st.Picture)
	facts := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: m.Size, Size: theme.T40, Bold: true}, widgets.Run{Text: " " + m.Count, Size: theme.T40})}
	if st.Color.Word != "" {
		facts = append([]fyne.CanvasObject{widgets.NewSwatch(widgets.Hex(st.Color.Hex), m.Color, theme.T24)}, facts...)
	}
	facts = append(facts, widgets.Small(m.Stock))
	card := widgets.Panel(widgets.CardBox(), 12, widgets.VBox(8, widgets.Name(st.Name), widgets.HBoxTop(12, widgets.Fixed(pic, 144, 144), widgets.Grow(widgets.VBox(6, facts...)))))
	parts := []fyne.CanvasObject{
		widgets.Code(m.Shelf, theme.T64).Center(), widgets.Small(m.Place).Center(), card,
		widgets.NewText(widgets.Run{Text: m.For, Size: theme.T20, Bold: true, Color: theme.Accent}).Center(),
		widgets.NewProgressRow(fmt.Sprint(v.Done), m.Of(s.c, v.Total), v.Done, v.Total),
	}
	row := []fyne.CanvasObject{widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("wave.pass"), OnTap: s.beginPass})}
	if len(v.Stops) > 1 {
		row = append(row, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("wave.skip"), OnTap: func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Skip(ctx, s.id, st.SKU) })
		}}))
	}
	return widgets.VBox(8, append(parts, widgets.Grid(len(row), 8, row...))...)
}

// hand says into which tote the item goes.
func (s *round) hand(v wave.View) fyne.CanvasObject {
	h := v.Hand
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, h.Line.Picture)
	what := widgets.Panel(widgets.CardBox(), 12, widgets.HBox(12, widgets.Fixed(pic, 64, 64),
		widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(h.Line.Name), widgets.Body(page.Joined(h.Line.Color.Word, h.Line.Size, fmt.Sprint("×", h.Qty)))))), widgets.NewIcon(assets.IconCheck, 32, theme.Accent)))
	m := handOf(s.c, *h)
	on := func(text string, size float32, bold bool) fyne.CanvasObject {
		return widgets.NewText(widgets.Run{Text: text, Size: size, Bold: bold, Color: theme.AccentInk}).Center()
	}
	letter := widgets.NewText(widgets.Run{Text: h.Letter, Size: theme.T136, Bold: true, Code: true, Color: theme.AccentInk}).Center()
	panel := widgets.Layers(widgets.NewBox(theme.Accent).Round(12), widgets.Inset(widgets.VBox(4, letter, on(m.Into, theme.T32, true), on(m.Whose, theme.T17, false), on(m.More, theme.T17, true)), 12, 12))
	return widgets.VBox(12, what, panel, s.totes(v, h.Order))
}

// totes is the row of totes, the one in hand filled.
func (s *round) totes(v wave.View, now retail.OrderID) fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, t := range v.Totes {
		fill, ink := theme.Card, theme.Ink2
		if t.Order == now {
			fill, ink = theme.Accent, theme.AccentInk
		}
		count := fmt.Sprintf("%d / %d", t.Done, t.Total)
		face := widgets.VBox(0, widgets.NewText(widgets.Run{Text: t.Letter, Size: theme.T40, Bold: true, Code: true, Color: ink}).Center(),
			widgets.NewText(widgets.Run{Text: count, Size: theme.T15, Color: ink}).Center())
		row = append(row, widgets.AtLeast(widgets.Layers(widgets.NewBox(fill).Round(12).Edge(theme.Line, 1), widgets.Inset(widgets.Middle(face), 4, 8)), 0, 88))
	}
	return widgets.Grid(min(max(len(row), 1), 5), 8, row...)
}

// done is the round when nothing is left here: each order on to its place.
func (s *round) done(v wave.View) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(s.c.T("wave.done")).Center()}
	for _, t := range v.Totes {
		m := toteOf(s.c, t)
		line := widgets.HBox(12, widgets.Code(t.Letter, theme.T40), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Strong(m.Title), widgets.Small(m.Sub)))), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
		rows = append(rows, widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(line, 12, 10)), func() { s.w.Go(m.Route) }), 0, 72))
	}
	return widgets.VBox(8, rows...)
}

func (s *round) end() {
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.svc.Close(ctx, s.id) }, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Home()
	})
}

// askShort says what each reason does before it is tapped.
func (s *round) askShort() {
	st := s.view.Now()
	if st == nil {
		return
	}
	var rows []fyne.CanvasObject
	for _, r := range retail.ShortReasons() {
		text, effect := shortOf(s.c, *st, r)
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Text: text, Effect: effect, Icon: assets.IconEye}, false, func() {
			s.stage.HideSheet()
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Short(ctx, s.id, st.SKU, r) })
		}))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.cancel"), OnTap: s.stage.HideSheet}))
	s.stage.LongSheet(widgets.VBox(8, append([]fyne.CanvasObject{widgets.Title(s.c.T("pick.short.title"))}, rows...)...), s.stage.HideSheet)
}

// askZero asks whether the shelf is empty, as the books say it is now.
func (s *round) askZero(sku *retail.SKU) {
	s.stage.Ask(widgets.SheetData{Title: s.c.T("wave.zero"), Body: s.c.T("wave.zero.text"), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("wave.zero.no"), OnTap: func() { s.w.Go(page.Count{SKU: sku.ID}) }},
		{Kind: widgets.Main, Text: s.c.T("wave.zero.yes"), OnTap: func() {
			load.InTurn(&s.turns, s.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.svc.Empty(ctx, sku.ID) }, func(_ struct{}, err error) {
				if err != nil {
					s.w.Fail(err)
				}
			})
		}},
	}}, s.stage.HideSheet)
}

// beginPass shows the codes for another terminal.
func (s *round) beginPass() {
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Parcel, error) { return s.svc.Pack(ctx, s.id) }, func(p wave.Parcel, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.pass, s.turn, s.typed = &p, 0, ""
		s.paintPass()
	})
}

func (s *round) paintPass() {
	n := len(s.pass.Frames)
	at := s.turn % n
	pad := widgets.NewKeypad(func(d rune) {
		if s.typed += string(d); len(s.typed) == len(s.pass.Receipt) {
			s.give(s.typed)
			s.typed = ""
		}
		s.paintPass()
	}, func() {
		s.typed = s.typed[:max(0, len(s.typed)-1)]
		s.paintPass()
	})
	typed := s.typed
	for len(typed) < len(s.pass.Receipt) {
		typed += "_"
	}
	s.show(s.c.T("wave.pass.title"), s.c.T("wave.pass.at", "n", at+1, "of", n), widgets.VBox(12,
		widgets.Body(s.c.T("wave.pass.how")).Center(), code(s.pass.Frames[at], 240), widgets.Small(s.c.T("wave.pass.receipt")).Center(), widgets.Code(typed, theme.T40).Center(), pad,
	), widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.cancel"), OnTap: func() {
		s.pass = nil
		s.paint()
	}})
}

// give ends this terminal's part, when the receipt is right.
func (s *round) give(receipt string) {
	p := *s.pass
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.svc.Pass(ctx, s.id, p, receipt) }, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.pass = nil
		s.w.Play(assets.SoundDone)
		s.w.Home()
	})
}
