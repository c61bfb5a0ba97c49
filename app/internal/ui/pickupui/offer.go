package pickupui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// OfferService is what the page お客様への提案 asks of pickup.Service.
type OfferService interface {
	Offer(ctx context.Context, id retail.OrderID, line int) (pickup.OfferView, error)
	Answer(ctx context.Context, id retail.OrderID, line int, r pickup.Reply) (pickup.OfferView, error)
	LookAgain(ctx context.Context, id retail.OrderID, line int) (pickup.PickView, error)
	Reveal(ctx context.Context, id retail.OrderID, field string) (retail.Customer, error)
}

// offerScreen asks what the customer wants in the place of a missing item.
type offerScreen struct {
	frame
	svc    OfferService
	id     retail.OrderID
	line   int
	view   pickup.OfferView
	chosen *pickup.Reply
	body   *widgets.Scroll
	main   *widgets.BigButton
	wrote  bool // the answer is on its way; a second tap is the finger's
}

// NewOffer makes the page お客様への提案 of a missing line: other articles, other
// shops, and what else the customer may choose; what they said is written down
// with how they were asked.
func NewOffer(w page.Window, svc OfferService, r page.Offer) page.Screen {
	s := &offerScreen{frame: newFrame(w), svc: svc, id: r.Order, line: r.Line}
	s.answer(ground(nil, opening(), nil))
	s.load()
	return s
}

func (s *offerScreen) load() {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.OfferView, error) { return s.svc.Offer(ctx, s.id, s.line) }, func(v pickup.OfferView, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		s.take(v)
	})
}

func (s *offerScreen) take(v pickup.OfferView) {
	s.view, s.line = v, v.Line.No
	s.build()
}

// build shows the page; what was chosen stays chosen, and the place in the list.
func (s *offerScreen) build() {
	m := offerOf(s.c, s.view, s.chosen, s.now())
	at := float32(0)
	if s.body != nil {
		at = s.body.Offset()
	}
	parts := []fyne.CanvasObject{s.head(m)}
	if m.Open {
		parts = append(parts, widgets.Name(s.c.T("offer.ask")))
		for _, x := range m.Items {
			parts = append(parts, s.item(x))
		}
		if m.None != "" {
			parts = append(parts, widgets.Small(m.None))
		}
		for _, x := range m.Ways {
			r := x.Reply
			parts = append(parts, widgets.NewReasonRow(widgets.ReasonData{Icon: x.Icon, Text: x.Text, Effect: x.Effect}, sameReply(s.chosen, r), func() { s.choose(r) }))
		}
	}
	parts = append(parts, s.said(m)...)
	s.body = widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 16, 10))
	s.main = widgets.NewBigButton(s.action(m))
	row := []fyne.CanvasObject{widgets.Grow(s.main)}
	if m.Open {
		rest := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("offer.later"), OnTap: s.w.Back}
		if m.Part {
			rest.Text, rest.OnTap = s.c.T("offer.part"), func() { s.w.Replace(page.Stage{Order: s.id}) }
		}
		later := widgets.NewBigButton(rest)
		row = append([]fyne.CanvasObject{widgets.AtLeast(later, 104, 0)}, row...)
	}
	work := widgets.Page(nil, s.body, bottomOf(row...))
	if s.tablet() {
		s.show(m.Bar, widgets.Column(work, widgets.AnswerWidth), nil)
	} else {
		s.show(m.Bar, work, nil)
	}
	s.body.SetOffset(at)
}

// head is what is missing, why, and how far the question is.
func (s *offerScreen) head(m offerModel) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, m.Item.Picture)
	lines := []fyne.CanvasObject{widgets.Strong(m.Item.Name), options(m.Item, theme.T17)}
	item := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))), widgets.Digits(m.Price, theme.T17))
	parts := []fyne.CanvasObject{item}
	var chips []fyne.CanvasObject
	if m.Chip.Word != "" {
		chips = append(chips, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word))
	}
	if m.State != "" {
		chips = append(chips, widgets.NewChip(assets.IconClock, widgets.ToneGrey, m.State))
	}
	if len(chips) > 0 {
		parts = append(parts, widgets.Wrap(8, chips...))
	}
	if m.Phone != "" && m.Open {
		shown := widgets.NewHoldToReveal(m.Phone, theme.T17, func() string {
			who, err := s.svc.Reveal(s.p.Context(), s.id, "phone")
			if err != nil {
				return ""
			}
			return who.Phone
		})
		parts = append(parts, widgets.HBox(8, widgets.NewIcon(assets.IconPhone, 20, theme.Ink2), widgets.Grow(shown)))
	}
	return widgets.VBox(8, parts...)
}

// item is an article to offer, as large as a reason.
func (s *offerScreen) item(x offerItem) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, x.Picture)
	on := sameReply(s.chosen, x.Reply)
	box, mark := widgets.CardBox(), fyne.CanvasObject(widgets.Fixed(widgets.NewBox(theme.Clear).Round(14).Edge(theme.Ink3, 2), 28, 28))
	if on {
		box = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
		mark = widgets.Fixed(widgets.Layers(widgets.NewBox(theme.Accent).Round(14), widgets.Center(widgets.Middle(widgets.NewIcon(assets.IconCheck, 18, theme.AccentInk)))), 28, 28)
	}
	what := []fyne.CanvasObject{}
	if x.Word != "" {
		what = append(what, widgets.NewSwatch(x.Color, x.Word, theme.T20))
	}
	if x.Size != "" {
		what = append(what, widgets.NewText(widgets.Run{Text: x.Size, Size: theme.T20, Bold: true}))
	}
	price := []widgets.Run{{Text: x.Price, Size: theme.T15, Bold: true}}
	if x.Less != "" {
		price = append(price, widgets.Run{Text: " " + x.Less, Size: theme.T15, Color: theme.Green})
	}
	words := widgets.VBox(2, widgets.HBox(12, what...), widgets.NewText(price...), widgets.Small(x.Stock).LineHeight(20))
	row := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(words)), mark)
	r := x.Reply
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(row, 12, 10)), func() { s.choose(r) }), 0, 80)
}

// said is what the customer said before.
func (s *offerScreen) said(m offerModel) []fyne.CanvasObject {
	if len(m.Said) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{widgets.SectionHead(s.c.T("offer.said"), "")}
	for _, d := range m.Said {
		out = append(out, widgets.VBox(0, widgets.Small(joined(d.Time, d.Who)), widgets.Body(d.What)))
	}
	return out
}

func (s *offerScreen) action(m offerModel) widgets.Action {
	a := m.Action
	switch {
	case !m.Open:
		a.OnTap = func() {
			if m.Next == nil {
				s.w.Back()
				return
			}
			s.w.Replace(m.Next)
		}
	case a.Kind == widgets.Main:
		a.OnTap = s.askHow
	default:
		a.OnTap = func() { s.main.Blink() }
	}
	return a
}

// found: the goods turned up, so they are picked after all.
func (s *offerScreen) found() {
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.PickView, error) { return s.svc.LookAgain(ctx, s.id, s.line) }, func(_ pickup.PickView, err error) {
		if err != nil {
			s.w.Fail(err)
			s.load()
			return
		}
		s.w.Replace(page.Pick{Order: s.id})
	})
}

// choose takes a way; nothing is written down yet.
func (s *offerScreen) choose(r pickup.Reply) {
	if r.Choice == 0 {
		s.found()
		return
	}
	s.chosen = &r
	s.build()
}

// askHow asks how the customer was asked; the answer writes it down.
func (s *offerScreen) askHow() {
	var rows []fyne.CanvasObject
	for _, h := range retail.AskedHows() {
		if s.chosen.Choice == retail.ChooseNothing && (h == retail.AskedHere || h == retail.AskedBefore) {
			continue
		}
		rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("offer.how." + h.String()), Icon: howIcon(h), OnTap: func() {
			s.stage.HideSheet()
			s.write(h)
		}}))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.cancel"), OnTap: s.stage.HideSheet}))
	s.stage.LongSheet(widgets.VBox(8, append([]fyne.CanvasObject{widgets.Title(s.c.T("offer.how"))}, rows...)...), s.stage.HideSheet)
}

func (s *offerScreen) write(h retail.AskedHow) {
	if s.wrote {
		return
	}
	s.wrote = true
	r := *s.chosen
	r.How = h
	inTurn(&s.frame, false, func(ctx context.Context) (pickup.OfferView, error) { return s.svc.Answer(ctx, s.id, s.line, r) }, func(v pickup.OfferView, err error) {
		s.wrote = false
		if err != nil {
			s.w.Fail(err)
			s.chosen = nil
			s.load()
			return
		}
		s.chosen = nil
		s.body = nil
		s.w.Play(assets.SoundRight)
		s.take(v)
		s.stage.Toast(s.c.T("offer.done"), "", nil)
	})
}

// Scan of an article that is on offer chooses it: whoever stands at the shelf has
// it in the hand.
func (s *offerScreen) Scan(c scanner.Code) {
	if j := s.view.Line.JAN; j != "" && retail.PadGTIN(j) == c.Fields.Key && s.view.Qty > 0 && !s.view.Placed && !s.stage.SheetShown() {
		s.w.Play(assets.SoundRight)
		s.found()
		return
	}
	for _, x := range s.view.Items {
		if x.JAN != "" && retail.PadGTIN(x.JAN) == c.Fields.Key && s.view.Qty > 0 && !s.view.Placed && !s.stage.SheetShown() {
			s.w.Play(assets.SoundRight)
			s.choose(pickup.Reply{Choice: retail.ChooseSubstitute, SKU: x.SKU})
			return
		}
	}
	s.w.Play(assets.SoundUnknown)
	s.stage.Toast(s.c.T("offer.scan"), "", nil)
}

// Changed loads the figures again.
func (s *offerScreen) Changed(ids []retail.OrderID) {
	if (len(ids) == 0 || slices.Contains(ids, s.id)) && !s.stage.SheetShown() {
		s.load()
	}
}
