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
	"miseban/scanner"
)

// ResultService is what the page of a result asks.
type ResultService interface {
	Results(ctx context.Context, id retail.StocktakeID) (stocktake.Results, error)
	BookRight(ctx context.Context, id retail.StocktakeID) (int, error)
	Approve(ctx context.Context, l retail.CountLine, why retail.VarianceReason) error
	Refuse(ctx context.Context, l retail.CountLine) error
	NameCode(ctx context.Context, id retail.StocktakeID, code string, sku retail.SKU) error
	Find(ctx context.Context, code scanner.Code) (retail.SKU, error)
	Close(ctx context.Context, id retail.StocktakeID) error
}

// result is what a stocktake came to.
type result struct {
	*frame
	svc    ResultService
	r      page.StocktakeResult
	slot   load.Slot
	got    stocktake.Results
	naming string
	chosen retail.VarianceReason
}

// NewStocktakeResult makes the page of what differs. What agrees is booked by
// itself.
func NewStocktakeResult(w page.Window, svc ResultService, r page.StocktakeResult) page.Screen {
	s := &result{frame: newFrame(w, w.Words().T("stocktake.title")), svc: svc, r: r}
	s.load()
	return s
}

func (s *result) load() {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (stocktake.Results, error) {
		if _, err := s.svc.BookRight(context.WithoutCancel(ctx), s.r.Stocktake); err != nil {
			return stocktake.Results{}, err
		}
		return s.svc.Results(ctx, s.r.Stocktake)
	}, func(r stocktake.Results, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.got = r
		s.paint()
	})
}

func (s *result) paint() {
	m := resultOf(s.c, s.got, s.w.Who().Role)
	s.bar.Set(s.head(m.Title, m.Sub))
	var parts, side []fyne.CanvasObject
	if m.Offline != "" {
		parts = append(parts, note(assets.IconOff, m.Offline, theme.Sunk, theme.Ink2))
	}
	if m.Counting != "" {
		parts = append(parts, note(assets.IconHalf, m.Counting, theme.AmberSoft, theme.Amber))
	}
	switch {
	case !m.Spots:
		parts = append(parts, s.sum(m))
	case len(m.Open) == 0:
		s.lay(widgets.NewEmptyState(assets.IconCheck, s.c.T("stocktake.spots.none"), s.c.T("stocktake.spots.none.text"), nil), nil)
		return
	default:
		parts = append(parts, note(assets.IconUser, s.c.T("stocktake.spots.why"), theme.AmberSoft, theme.Amber))
	}
	if len(m.Open) > 0 && !m.Spots {
		parts = append(parts, section(s.c.T("stocktake.result.open", "n", len(m.Open))))
	}
	for i, l := range m.Open {
		parts = append(parts, s.line(l, s.act(s.got.Open[i], l)))
	}
	block := func(key string, list []lineModel, tap func(i int) func()) {
		if len(list) > 0 {
			side = append(side, section(s.c.T(key, "n", len(list))))
		}
		for i, l := range list {
			side = append(side, s.line(l, tap(i)))
		}
	}
	none := func(int) func() { return nil }
	block("stocktake.result.unknown", m.Unknown, func(i int) func() { return func() { s.ask(s.got.Unknown[i].Code) } })
	block("stocktake.result.again", m.Again, func(i int) func() { return func() { s.w.Go(page.Count{SKU: s.got.Again[i].SKU}) } })
	block("stocktake.result.strays", m.Strays, none)
	var bottom fyne.CanvasObject
	if !m.Over {
		end := widgets.Action{Kind: widgets.Main, Text: m.Main, Icon: assets.IconCheck, OnTap: func() { s.end(m) }}
		if m.Left > 0 || m.Counting != "" {
			end.Kind = widgets.Secondary
		}
		bottom = widgets.NewBottomBar(end)
	}
	if s.tablet() {
		if len(side) == 0 {
			s.lay(widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 24, 20)), bottom)
			return
		}
		s.lay(widgets.Grid(2, 0, widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 24, 20)), widgets.NewScroll(widgets.Inset(widgets.VBox(8, side...), 24, 20))), bottom)
		return
	}
	s.lay(widgets.NewScroll(widgets.Inset(widgets.VBox(8, append(parts, side...)...), 16, 12)), bottom)
}

// sum is how much agreed, and what differs in all.
func (s *result) sum(m resultModel) fyne.CanvasObject {
	tile := func(n, word string, icon assets.Icon, ink theme.Token) fyne.CanvasObject {
		row := widgets.HBox(6, widgets.NewIcon(icon, 20, ink), widgets.Grow(widgets.Small(word)))
		return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(2, row, widgets.NewText(widgets.Run{Text: n, Size: theme.T40, Bold: true, Code: true}, widgets.Run{Text: " " + s.c.T("stocktake.kinds"), Size: theme.T15}).OneLine()), 14, 10))
	}
	return widgets.Grid(2, 8, tile(m.Right, s.c.T("stocktake.right"), assets.IconCheck, theme.Green), tile(s.c.Number(len(m.Open)), s.c.T("stocktake.wrong"), assets.IconExcl, theme.Amber))
}

// line is one line with what is to be done about it.
func (s *result) line(m lineModel, tap func()) fyne.CanvasObject {
	var left fyne.CanvasObject = widgets.NewIcon(assets.IconExcl, 32, theme.Amber)
	if !m.Unknown {
		pic := widgets.NewPicture(52, 52)
		s.w.Thumbs().Show(pic, m.Picture)
		left = widgets.Fixed(pic, 52, 52)
	}
	lines := []fyne.CanvasObject{widgets.Strong(m.Name)}
	switch {
	case m.Unknown:
		lines = append(lines, widgets.Digits(m.Code, theme.T17))
		if m.Near != "" {
			lines = append(lines, widgets.Small(m.Near))
		}
	case m.ColorWord != "" || m.Size != "":
		lines = append(lines, widgets.HBox(0, widgets.NewSwatch(m.Color, m.ColorWord, theme.T15), widgets.NewText(widgets.Run{Text: "・" + m.Size + "  ", Size: theme.T15}).OneLine(), widgets.NewText(widgets.Run{Text: m.Class, Size: theme.T15, Bold: true, Color: theme.Amber}).OneLine()))
	}
	icon, tone := m.Step.look()
	if m.Step == stepNone || m.Step == stepWait {
		lines = append(lines, widgets.Small(m.Does).In(theme.Ink2))
	} else {
		lines = append(lines, widgets.Left(widgets.NewChip(icon, tone, m.Does)))
	}
	right := []fyne.CanvasObject{widgets.Right(number(m.Counted, s.c.T("common.items.unit"), theme.Ink))}
	if m.Off != "" {
		right = append(right, widgets.Right(widgets.NewText(widgets.Run{Text: m.Off, Size: theme.T20, Bold: true, Code: true, Color: theme.Orange}).OneLine()),
			widgets.Right(widgets.NewText(widgets.Run{Text: m.Booked, Size: theme.T13, Color: theme.Ink2}).OneLine()))
	}
	face := widgets.CardBox()
	if m.Unknown {
		face = widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 2)
	}
	row := widgets.HBox(12, widgets.Middle(left), widgets.Grow(widgets.Middle(widgets.VBox(4, lines...))), widgets.Middle(widgets.VBox(0, right...)))
	body := widgets.AtLeast(widgets.Layers(face, widgets.Inset(widgets.Middle(row), 12, 8)), 0, 72)
	if tap == nil {
		return body
	}
	return widgets.NewTap(body, tap)
}

// act is what a tap on a line does.
func (s *result) act(v stocktake.Variance, m lineModel) func() {
	switch m.Step {
	case stepAgain:
		if v.Spot {
			return func() { s.w.Go(page.Count{SKU: v.SKU}) }
		}
		return func() { s.w.Go(page.CountAgain{Stocktake: s.r.Stocktake, SKU: v.SKU, Class: v.Class}) }
	case stepApprove:
		return func() { s.chosen = 0; s.approve(v) }
	case stepNone, stepWait, stepOther, stepAsk, stepName:
	}
	return func() { s.stage.Toast(m.Does, "", nil) }
}

// approve asks why a line differs, and books it.
func (s *result) approve(v stocktake.Variance) {
	head := widgets.HBox(12, widgets.Grow(widgets.VBox(2, widgets.Title(skuName(s.c, v.Goods)), widgets.Small(whatOf(s.c, v.Goods, v.Class)+"  "+whoText(s.c, v)))),
		widgets.NewText(widgets.Run{Text: signed(s.c, v.Off()), Size: theme.T40, Bold: true, Code: true, Color: theme.Orange}).OneLine())
	parts := []fyne.CanvasObject{head, section(s.c.T("stocktake.why"))}
	for _, r := range reasonsOf(s.c, v.CountLine) {
		parts = append(parts, widgets.NewReasonRow(widgets.ReasonData{Icon: r.Icon, Text: r.Text, Effect: r.Effect}, s.chosen == r.Reason, func() { s.chosen = r.Reason; s.approve(v) }))
	}
	do := widgets.Action{Kind: widgets.NotYet, Text: s.c.T("stocktake.approve"), Sub: s.c.T("stocktake.why.first"), OnTap: func() {}}
	if s.chosen != 0 || v.Off() == 0 {
		do.Kind, do.Sub = widgets.Main, s.c.T("stocktake.effect", "from", v.Expected, "to", v.Qty())
		do.OnTap = func() { s.yes(v) }
	}
	no := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.cancel"), OnTap: s.stage.HideSheet}
	if v.Spot {
		refuse := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("stocktake.refuse"), Sub: s.c.T("stocktake.refuse.sub"), Icon: assets.IconUndo, OnTap: func() { s.no(v) }}
		parts = append(parts, widgets.NewBigButton(refuse))
	}
	bar := widgets.HBoxFill(8, widgets.Grow(widgets.NewBigButton(no)), widgets.Grow(widgets.NewBigButton(do)))
	s.stage.LongSheet(widgets.VBox(8, append(parts, bar)...), s.stage.HideSheet)
}

func (s *result) yes(v stocktake.Variance) {
	why := s.chosen
	s.stage.HideSheet()
	did(s.frame, func(ctx context.Context) (nothing, error) { return only(s.svc.Approve(ctx, v.CountLine, why)) }, func(nothing) {
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.c.T("stocktake.approved"), "", nil)
		s.load()
	})
}

// no drops a figure: the shelf is counted anew.
func (s *result) no(v stocktake.Variance) {
	s.stage.HideSheet()
	did(s.frame, func(ctx context.Context) (nothing, error) { return only(s.svc.Refuse(ctx, v.CountLine)) }, func(nothing) {
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.c.T("stocktake.refused"), "", nil)
		s.load()
	})
}

func (s *result) ask(code string) {
	s.naming = code
	askName(s.frame, code, func() { s.naming = "" }, func() { s.named(code, retail.SKU{}) })
}

func (s *result) named(code string, sku retail.SKU) {
	s.naming = ""
	s.stage.HideSheet()
	did(s.frame, func(ctx context.Context) (nothing, error) {
		return only(s.svc.NameCode(ctx, s.r.Stocktake, code, sku))
	}, func(nothing) {
		s.w.Play(assets.SoundRight)
		s.stage.Toast(s.c.T("stocktake.named"), "", nil)
		s.load()
	})
}

// end ends the stocktake, after a question where something is left.
func (s *result) end(m resultModel) {
	done := func() {
		did(s.frame, func(ctx context.Context) (nothing, error) { return only(s.svc.Close(ctx, s.r.Stocktake)) }, func(nothing) {
			s.w.Play(assets.SoundDone)
			s.w.Back()
		})
	}
	if m.Left == 0 && m.Counting == "" {
		done()
		return
	}
	body := s.c.T("stocktake.close.left", "n", m.Left)
	if m.Counting != "" {
		body = m.Counting + "。" + body
	}
	s.stage.Ask(widgets.SheetData{Title: m.Main, Body: body, Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.cancel")}, {Kind: widgets.Main, Text: m.Main, OnTap: done},
	}}, s.stage.HideSheet)
}

// Scan says what a code is while that is asked.
func (s *result) Scan(code scanner.Code) {
	if s.naming == "" {
		s.toast("stocktake.result.scan")
		return
	}
	unknown := s.naming
	find(s.frame, s.svc.Find, code, func(sku retail.SKU) { s.named(unknown, sku) })
}

// Changed reads again, unless somebody is at a question.
func (s *result) Changed([]retail.OrderID) {
	if !s.stage.SheetShown() {
		s.load()
	}
}

var _ page.Screen = (*result)(nil)
