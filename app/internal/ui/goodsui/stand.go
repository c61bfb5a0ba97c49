package goodsui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// StandService is what the page 在庫の内わけ asks.
type StandService interface {
	Stand(ctx context.Context, id retail.SKUID) (catalog.Stand, error)
	Moves(ctx context.Context, id retail.SKUID, class retail.StockClass) (catalog.Moves, error)
	Reclass(ctx context.Context, b retail.Reclass) error
	RaisePrice(ctx context.Context, id retail.SKUID, tag retail.Yen) error
	Scanned(ctx context.Context, gtin14 string) (code string, sku retail.SKUID, err error)
}

// stand is the page of what this shop has of a SKU, class by class, with its
// prices and the moves behind a figure.
type stand struct {
	frame
	svc    StandService
	sku    retail.SKUID
	class  retail.StockClass
	got    catalog.Stand
	moves  *catalog.Moves
	loaded bool
	change reclassModel
	tag    string // digits of the tag's price
	slots  struct{ stand, moves, act, scan load.Slot }
}

// NewStand makes the page 在庫の内わけ.
func NewStand(w page.Window, svc StandService, r page.Stand) page.Screen {
	s := &stand{frame: open(w, "stand.title"), svc: svc, sku: r.SKU, class: retail.Regular}
	s.show(skeleton(), nil)
	s.load()
	return s
}

func (s *stand) load() {
	id, class := s.sku, s.class
	load.Newest(&s.slots.stand, s.life, func(ctx context.Context) (catalog.Stand, error) { return s.svc.Stand(ctx, id) }, func(v catalog.Stand, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.show(widgets.NewEmptyState(assets.IconSearch, s.c.T("goods.unknown"), s.c.T("goods.unknown.text"), nil), nil)
		case err != nil:
			s.w.Fail(err)
		default:
			s.got, s.loaded = v, true
			s.paint()
		}
	})
	load.Newest(&s.slots.moves, s.life, func(ctx context.Context) (catalog.Moves, error) { return s.svc.Moves(ctx, id, class) }, func(v catalog.Moves, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.moves = &v
		s.paint()
	})
}

func (s *stand) paint() {
	if !s.loaded {
		return
	}
	m := standOf(s.c, s.got, s.class, s.moves, s.life.Clock().Now())
	asOf := widgets.Small(m.Age.AsOf)
	if m.Age.Old {
		asOf.In(theme.Amber)
	}
	head := widgets.VBox(2, widgets.Strong(m.Name), widgets.HBox(10, widgets.Grow(widgets.NewText(widgets.Run{Text: m.Option, Size: theme.T20, Bold: true, Color: theme.Accent}).OneLine()), widgets.Middle(asOf)))
	if m.Age.Chip.Word != "" {
		head.Add(widgets.Left(widgets.NewChip(m.Age.Chip.Icon, m.Age.Chip.Tone, m.Age.Chip.Word)))
	}
	stock := []fyne.CanvasObject{head, s.classes(m), s.figures(m)}
	rest := []fyne.CanvasObject{s.prices(m), s.moveList(m)}
	bar := widgets.NewBottomBar(
		widgets.Action{Kind: widgets.Secondary, Text: s.c.T("price.raise"), OnTap: s.askTag},
		widgets.Action{Kind: widgets.Main, Text: s.c.T("stand.reclass"), Icon: assets.IconTag, OnTap: s.askClass})
	s.panes(stock, rest, bar)
}

// classes are the five qualities; a tap shows the moves behind a number.
func (s *stand) classes(m standModel) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(m.Classes))
	for i, r := range m.Classes {
		box, ink := widgets.CardBox(), theme.Ink
		switch {
		case r.Chosen:
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		case r.None:
			box, ink = widgets.NewBox(theme.GreySoft).Round(12), theme.Grey
		}
		face := widgets.VBox(0, widgets.NewText(widgets.Run{Text: r.Pieces, Size: theme.T24, Bold: true, Code: true, Color: ink}).OneLine().Center(),
			widgets.NewText(widgets.Run{Text: r.Word, Size: theme.T13, Bold: true, Color: ink}).OneLine().Center())
		cells[i] = widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(face), 0, 6)), func() {
			s.class, s.moves = r.Class, nil
			s.paint()
			s.load()
		}), 0, 64)
	}
	return widgets.Grid(len(cells), 4, cells...)
}

// figures are what is kept of the regular goods, and what is left to sell.
func (s *stand) figures(m standModel) fyne.CanvasObject {
	line := func(word, pieces string, bold bool) fyne.CanvasObject {
		w := widgets.Body(word)
		if bold {
			w = widgets.Strong(word)
		}
		return widgets.AtLeast(widgets.Middle(widgets.HBox(8, widgets.Grow(w), widgets.Counted(pieces, s.c.T("common.items.unit"), theme.T20, theme.T13))), 0, 40)
	}
	rows := make([]fyne.CanvasObject, 0, 2*len(m.Figures)+3)
	for _, f := range m.Figures {
		rows = append(rows, line(f.Word, f.Pieces, false), widgets.Hairline())
	}
	rows = append(rows, line(s.c.T("stand.free"), m.Free, true))
	if m.Doubt {
		rows = append(rows, widgets.Left(widgets.NewChip(assets.IconWarn, widgets.ToneAmber, s.c.T("goods.doubt"))))
	}
	if m.Where != "" {
		rows = append(rows, widgets.HBox(6, widgets.NewIcon(assets.IconPin, 18, theme.Ink2), widgets.Grow(widgets.Middle(widgets.Small(m.Where)))))
	}
	return card(rows...)
}

// prices are those of the shop, of members, of a promotion and of the web shop.
func (s *stand) prices(m standModel) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(s.c.T("price.title"))}
	for _, p := range m.Prices {
		ink := theme.Ink
		word := []fyne.CanvasObject{widgets.Body(p.Word)}
		if p.Note != "" && !p.Wrong {
			word = append(word, widgets.Small(p.Note))
		}
		if p.Wrong {
			ink = theme.Red
			word = append(word, widgets.Left(widgets.NewChip(assets.IconExcl, widgets.ToneRed, p.Note)))
		}
		rows = append(rows, widgets.Hairline(), widgets.AtLeast(widgets.Middle(widgets.HBox(8, widgets.Grow(widgets.VBox(2, word...)),
			widgets.Middle(widgets.NewText(widgets.Run{Text: p.Yen, Size: theme.T20, Bold: true, Color: ink}).OneLine()))), 0, 44))
	}
	return card(rows...)
}

// moveList is what lies behind the chosen class.
func (s *stand) moveList(m standModel) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(m.MovesHead)}
	for _, r := range m.Moves {
		head := []fyne.CanvasObject{widgets.Digits(r.Time, theme.T15), widgets.Grow(widgets.Middle(widgets.Strong(r.What)))}
		if r.Unsent {
			head = append(head, widgets.NewChip(assets.IconClock, widgets.ToneAmber, s.c.T("stand.unsent")))
		}
		rows = append(rows, widgets.Hairline(), widgets.VBox(2, widgets.HBox(10, head...), widgets.Small(page.Joined(r.Change, r.Who))))
	}
	if m.MovesNote != "" {
		rows = append(rows, widgets.Hairline(), widgets.Small(m.MovesNote))
	}
	return card(rows...)
}

// askTag asks what the tag says: whoever holds it in the hand types the price.
func (s *stand) askTag() {
	m := standOf(s.c, s.got, s.class, nil, s.life.Clock().Now())
	shown := s.c.T("price.tag.none")
	if n := yenOf(s.tag); n > 0 {
		shown = s.c.Yen(int64(n))
	}
	pad := widgets.NewKeypad(func(d rune) {
		if len(s.tag) < 7 {
			s.tag += string(d)
		}
		s.askTag()
	}, func() {
		s.tag = s.tag[:max(0, len(s.tag)-1)]
		s.askTag()
	})
	send := widgets.Action{Kind: widgets.Main, Text: s.c.T("price.send"), Sub: s.c.T("price.send.sub"), OnTap: s.raise}
	if yenOf(s.tag) == m.Shop && !m.Clash {
		send = widgets.Action{Kind: widgets.NotYet, Text: s.c.T("price.same"), OnTap: s.stage.HideSheet}
	}
	if s.tag == "" && !m.Clash {
		send = widgets.Action{Kind: widgets.NotYet, Text: s.c.T("price.send"), Sub: s.c.T("price.tag.type")}
	}
	sub := s.c.T("price.both", "shop", s.c.Yen(int64(m.Shop)), "ec", s.c.T("inbox.price.none"))
	if m.EC != 0 {
		sub = s.c.T("price.both", "shop", s.c.Yen(int64(m.Shop)), "ec", s.c.Yen(int64(m.EC)))
	}
	s.stage.LongSheet(widgets.VBox(10, widgets.Title(s.c.T("price.tag")), widgets.Small(sub),
		widgets.NewText(widgets.Run{Text: shown, Size: theme.T40, Bold: true}).OneLine().Center(), pad, widgets.NewBigButton(send)), s.shut)
}

func yenOf(digits string) (n retail.Yen) {
	for _, d := range digits {
		n = n*10 + retail.Yen(d-'0')
	}
	return n
}

func (s *stand) shut() {
	s.tag, s.change = "", reclassModel{}
	s.stage.HideSheet()
}

func (s *stand) raise() {
	id, tag := s.sku, yenOf(s.tag)
	s.act(func(ctx context.Context) error { return s.svc.RaisePrice(ctx, id, tag) }, "price.sent")
}

// act does something and says so.
func (s *stand) act(do func(context.Context) error, said string) {
	s.shut()
	load.Newest(&s.slots.act, s.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(context.WithoutCancel(ctx)) }, func(_ struct{}, err error) {
		if err != nil {
			s.w.Play(assets.SoundWrong)
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.stage.Toast(s.c.T(said), "", nil)
		s.load()
	})
}

// askClass asks where pieces go, how many, and why.
func (s *stand) askClass() {
	m := &s.change
	if m.From == 0 {
		m.From, m.Qty = s.class, 1
	}
	level := s.got.Level(m.From).OnHand
	var to []fyne.CanvasObject
	for _, k := range retail.StockClasses() {
		if k == m.From {
			continue
		}
		to = append(to, pill(s.c.T("class."+k.String()), k == m.To, func() {
			m.To, m.Reason = k, usualReason(k)
			s.askClass()
		}))
	}
	parts := []fyne.CanvasObject{
		widgets.Title(s.c.T("stand.reclass")), widgets.Small(s.c.T("stand.reclass.from", "class", s.c.T("class."+m.From.String()))), widgets.Wrap(8, to...),
		s.stepper(m, level),
	}
	if m.To != 0 {
		var why []fyne.CanvasObject
		for _, r := range retail.ReclassReasons() {
			why = append(why, pill(s.c.T("stand.reason."+r.String()), r == m.Reason, func() { m.Reason = r; s.askClass() }))
		}
		parts = append(parts, widgets.Small(s.c.T("stand.reason")), widgets.Wrap(8, why...), widgets.Strong(m.effect(s.c, s.got)))
	}
	done := widgets.Action{Kind: widgets.NotYet, Text: s.c.T("stand.reclass.do"), Sub: s.c.T("stand.reclass.choose")}
	if m.To != 0 {
		done = widgets.Action{Kind: widgets.Main, Text: s.c.T("stand.reclass.do"), Sub: s.c.T("common.items", "n", m.Qty), OnTap: s.reclass}
	}
	s.stage.LongSheet(widgets.VBox(12, append(parts, widgets.NewBigButton(done))...), s.shut)
}

// stepper is − 1 ＋.
func (s *stand) stepper(m *reclassModel, most int) fyne.CanvasObject {
	step := func(icon assets.Icon, by int) fyne.CanvasObject {
		return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Center(widgets.Middle(widgets.NewIcon(icon, 28, theme.Ink)))), func() {
			m.Qty = max(1, min(m.Qty+by, max(1, most)))
			s.askClass()
		}), 72, 64)
	}
	return widgets.HBoxFill(8, step(assets.IconMinus, -1),
		widgets.Grow(widgets.Center(widgets.Middle(widgets.Counted(s.c.Number(m.Qty), s.c.T("common.items.unit"), theme.T40, theme.T17)))), step(assets.IconPlus, 1))
}

func (s *stand) reclass() {
	b := retail.Reclass{SKU: s.sku, From: s.change.From, To: s.change.To, Qty: s.change.Qty, Reason: s.change.Reason}
	s.act(func(ctx context.Context) error { return s.svc.Reclass(ctx, b) }, "stand.reclass.done")
}

// Scan shows the goods that were scanned: 価格チェック goes from tag to tag.
func (s *stand) Scan(code scanner.Code) {
	if !code.Kind.Goods() {
		s.w.Play(assets.SoundUnknown)
		return
	}
	gtin := code.Fields.Key
	load.Newest(&s.slots.scan, s.life, func(ctx context.Context) (retail.SKUID, error) {
		_, id, err := s.svc.Scanned(ctx, gtin)
		return id, err
	}, func(id retail.SKUID, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.w.Play(assets.SoundUnknown)
			s.stage.Toast(s.c.T("goods.unknown"), "", nil)
		case err != nil:
			s.w.Fail(err)
		default:
			s.w.Play(assets.SoundRight)
			s.shut()
			s.sku, s.class, s.moves = id, retail.Regular, nil
			s.load()
		}
	})
}

// Changed reads again.
func (s *stand) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*stand)(nil)
