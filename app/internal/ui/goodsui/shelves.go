package goodsui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// ShelvesService is what the page 棚の確認 asks.
type ShelvesService interface {
	Checks(ctx context.Context) ([]catalog.Check, error)
	AnswerShelf(ctx context.Context, k retail.ShelfCheck, answer retail.ShelfAnswer, qty int) error
}

// shelves is the page of shelves to look at for other shops, and of the answers
// that other shops gave.
type shelves struct {
	frame
	svc  ShelvesService
	got  []catalog.Check
	here bool // something has come
	qty  int
	list load.Slot
	act  load.Slot
}

// NewShelves makes the page 棚の確認.
func NewShelves(w page.Window, svc ShelvesService, _ page.Shelves) page.Screen {
	s := &shelves{frame: open(w, "shelf.title"), svc: svc}
	s.show(skeleton(), nil)
	s.load()
	s.life.Every(30*time.Second, func(time.Time) { s.paint() })
	return s
}

func (s *shelves) load() {
	load.Newest(&s.list, s.life, s.svc.Checks, func(v []catalog.Check, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.got, s.here = v, true
		s.paint()
	})
}

// checkModel is a check in words.
type checkModel struct {
	Ask   bool // this shop is to look
	Who   string
	Goods string
	Shelf string
	Chip  widgets.ChipData
	Note  string
	Next  string     // where a tap leads, empty for nowhere
	To    page.Route // of Next
}

// next leads on from an answer that this shop waited for: a hold there, or the other
// shops that have the goods.
func (m *checkModel) next(c words.Catalog, k catalog.Check, other string) {
	switch {
	case !k.Mine || k.Open():
	case k.Answer == retail.ShelfHas:
		m.Next, m.To = c.T("shelf.hold", "store", other), page.MakeHold{SKU: k.SKU, Store: k.To}
	default:
		m.Next, m.To = c.T("holding.elsewhere"), page.Others{SKU: k.SKU}
	}
}

func checkOf(c words.Catalog, k catalog.Check, now time.Time) checkModel {
	other := page.Name(c, k.Other.Name, k.Other.NameEn)
	m := checkModel{
		Ask: !k.Mine && k.Open(), Who: c.T("shelf.from", "name", other), Shelf: page.Joined(k.Shelf, k.Place),
		Goods: page.Joined(page.Name(c, k.Goods.Name, k.Goods.NameEn), optionOf(c, retail.Variant{Color: k.Goods.Color, Size: k.Goods.Size})),
	}
	if k.Mine {
		m.Who, m.Shelf = c.T("shelf.to", "name", other), ""
	}
	switch {
	case !k.Open():
		m.Chip = widgets.ChipData{Icon: assets.IconCheck, Tone: widgets.ToneGreen, Word: c.T("shelf.answer."+k.Answer.String(), "n", k.Qty)}
		if k.Answer != retail.ShelfHas {
			m.Chip.Icon, m.Chip.Tone = assets.IconCross, widgets.ToneOrange
		}
		m.Note = c.T("shelf.answered", "time", c.Clock(k.AnsweredAt.In(retail.Japan)))
		if k.Pending {
			m.Note = page.Joined(m.Note, c.T("stand.unsent"))
		}
	case k.Pending:
		m.Chip = widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneAmber, Word: c.T("shelf.pending")}
		m.Note = c.T("shelf.pending.text")
	case k.Late(now):
		m.Chip = widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneRed, Word: c.T("shelf.late")}
		if k.Mine {
			m.Note = page.Joined(c.T("shelf.late.call"), k.Other.Phone)
		}
	default:
		m.Chip = widgets.ChipData{Icon: assets.IconClock, Tone: widgets.ToneAmber, Word: c.Left(k.Due.Sub(now))}
		m.Note = c.T("shelf.asked", "time", c.Clock(k.AskedAt.In(retail.Japan)))
	}
	m.next(c, k, other)
	return m
}

func (s *shelves) paint() {
	if !s.here {
		return
	}
	if len(s.got) == 0 {
		s.show(widgets.NewEmptyState(assets.IconEye, s.c.T("shelf.none"), s.c.T("shelf.none.text"), nil), s.more())
		return
	}
	now := s.life.Clock().Now()
	var ask, done []fyne.CanvasObject
	for _, k := range s.got {
		m := checkOf(s.c, k, now)
		if m.Ask {
			ask = append(ask, s.task(k, m))
			continue
		}
		done = append(done, s.row(m, k))
	}
	if len(ask) > 0 {
		ask = append([]fyne.CanvasObject{widgets.Strong(s.c.T("shelf.mine"))}, ask...)
	}
	if len(done) > 0 {
		done = append([]fyne.CanvasObject{widgets.Strong(s.c.T("shelf.rest"))}, done...)
	}
	if len(ask) == 0 {
		ask, done = done, nil
	}
	s.panes(ask, done, s.more())
}

// more leads to what else is about this shop and the others.
func (s *shelves) more() fyne.CanvasObject {
	return widgets.NewBottomBar(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("proposals.title"), Icon: assets.IconReturn, OnTap: func() { s.w.Go(page.Proposals{}) }})
}

func (s *shelves) row(m checkModel, k catalog.Check) fyne.CanvasObject {
	pic := widgets.NewPicture(56, 56)
	s.w.Thumbs().Show(pic, k.Goods.Picture)
	text := widgets.VBox(2, widgets.Small(m.Who), widgets.Strong(m.Goods), widgets.HBox(8, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word)), widgets.Small(m.Note))
	row := widgets.HBoxTop(12, widgets.Fixed(pic, 56, 56), widgets.Grow(text))
	if m.To == nil {
		return card(row)
	}
	next := widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: m.Next, Size: theme.T17, Bold: true, Color: theme.Accent}))), widgets.NewIcon(assets.IconNext, 20, theme.Accent))
	return widgets.NewTap(card(row, next), func() { s.w.Go(m.To) })
}

// task is a shelf to look at, with the three answers at the thumb.
func (s *shelves) task(k catalog.Check, m checkModel) fyne.CanvasObject {
	pic := widgets.NewPicture(80, 80)
	s.w.Thumbs().Show(pic, k.Goods.Picture)
	text := []fyne.CanvasObject{widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Small(m.Who))), widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word)), widgets.Strong(m.Goods)}
	if m.Shelf != "" {
		text = append(text, widgets.NewText(widgets.Run{Text: k.Shelf, Size: theme.T32, Bold: true, Code: true}).OneLine(), widgets.Small(k.Place))
	}
	answer := func(kind widgets.ActionKind, a retail.ShelfAnswer, icon assets.Icon, tap func()) fyne.CanvasObject {
		return widgets.Grow(widgets.NewBigButton(widgets.Action{Kind: kind, Text: s.c.T("shelf.say." + a.String()), Icon: icon, OnTap: tap}))
	}
	return card(widgets.HBoxTop(12, widgets.Fixed(pic, 80, 80), widgets.Grow(widgets.VBox(4, text...))), widgets.HBoxFill(8,
		answer(widgets.Secondary, retail.ShelfLost, "", func() { s.say(k, retail.ShelfLost, 0) }),
		answer(widgets.Secondary, retail.ShelfNone, "", func() { s.say(k, retail.ShelfNone, 0) }),
		answer(widgets.Main, retail.ShelfHas, "", func() { s.qty = max(1, k.Seen); s.count(k) })))
}

// count asks how many lie there.
func (s *shelves) count(k catalog.Check) {
	step := func(icon assets.Icon, by int) fyne.CanvasObject {
		return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox().Edge(theme.Ink3, 1), widgets.Center(widgets.Middle(widgets.NewIcon(icon, 28, theme.Ink)))), func() {
			s.qty = max(1, s.qty+by)
			s.count(k)
		}), 72, 72)
	}
	row := widgets.HBoxFill(8, step(assets.IconMinus, -1),
		widgets.Grow(widgets.Center(widgets.Middle(widgets.Counted(s.c.Number(s.qty), s.c.T("common.items.unit"), theme.T40, theme.T17)))), step(assets.IconPlus, 1))
	done := widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("shelf.send"), Sub: s.c.T("shelf.answer.has", "n", s.qty), OnTap: func() {
		s.stage.HideSheet()
		s.say(k, retail.ShelfHas, s.qty)
	}})
	s.stage.Sheet(widgets.VBox(14, widgets.Title(s.c.T("shelf.count")), row, done), s.stage.HideSheet)
}

func (s *shelves) say(k catalog.Check, answer retail.ShelfAnswer, qty int) {
	load.Newest(&s.act, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.AnswerShelf(context.WithoutCancel(ctx), k.ShelfCheck, answer, qty)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Play(assets.SoundWrong)
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.stage.Toast(s.c.T("shelf.sent", "name", page.Name(s.c, k.Other.Name, k.Other.NameEn)), "", nil)
		s.load()
	})
}

// Scan tells that the goods are there, when they are those that are looked for.
func (s *shelves) Scan(code scanner.Code) {
	if code.Kind.Goods() {
		for _, k := range s.got {
			for _, g := range k.Goods.Codes {
				if !k.Mine && k.Open() && g.GTIN == code.Fields.Key {
					s.w.Play(assets.SoundRight)
					s.qty = 1
					s.count(k)
					return
				}
			}
		}
	}
	s.w.Play(assets.SoundUnknown)
}

// Changed reads again.
func (s *shelves) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*shelves)(nil)
