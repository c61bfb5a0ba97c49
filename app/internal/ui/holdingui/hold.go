package holdingui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/holding"
	"miseban/app/internal/label"
	"miseban/app/internal/ui/approveui"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/printui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
	"miseban/scanner/qr"
)

// one is the page of a hold.
type one struct {
	frame
	id  retail.HoldID
	got holding.Row
	tag *printui.Strip
	// shelf is the label that was scanned before a piece goes back.
	shelf   string
	passed  []string // codes of the goods that were scanned to be handed over
	typed   string   // digits of the number on the tag
	approve *approveui.Panel
	here    bool // the customer of a hold that is over came after all
}

// NewHold makes the page of one hold. tags prints its tag, by itself when the
// last piece is put by; it may be nil. A manager answers to desk for a handover that
// this terminal may not do alone.
func NewHold(w page.Window, svc Service, tags printui.Printer, desk approveui.Service, r page.Hold) page.Screen {
	s := &one{frame: newFrame(w, svc, "holding.title"), id: r.ID}
	s.approve = approveui.New(w, s.life, s.stage, desk)
	s.tag = printui.NewStrip(w, s.life, tags, s.c.T("print.held"), func() ([]label.Label, error) {
		l, err := label.ForHold(s.c, w.Who().Shop, s.got.Hold)
		return []label.Label{l}, err
	})
	s.tag.OnChange = func() {
		if s.got.Hold != nil {
			s.paint()
		}
	}
	s.load()
	return s
}

func (s *one) load() {
	load.Newest(&s.slot, s.life, func(ctx context.Context) (holding.Row, error) { return s.svc.Hold(ctx, s.id) }, func(h holding.Row, err error) {
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			s.lay(widgets.NewEmptyState(assets.IconTag, s.c.T("holding.gone"), s.c.T("holding.gone.text"), nil))
		case err != nil:
			s.w.Fail(err)
		default:
			s.got = h
			s.paint()
		}
	})
}

func (s *one) paint() {
	h := s.got
	m := rowOf(s.c, h, s.life.Clock().Now())
	rows := []fyne.CanvasObject{
		chipsOf(m),
	}
	if m.Why != "" {
		rows = append(rows, widgets.NewText(widgets.Run{Text: m.Why, Size: theme.T17}))
	}
	if h.State == retail.HoldDeclined { // nothing wears its tag
		rows = append(rows, widgets.NewText(widgets.Run{Text: h.Number, Size: theme.T40, Bold: true, Code: true}))
	} else {
		rows = append(rows, tagOf(h.Tag, h.Number))
	}
	rows = append(rows,
		widgets.NewText(widgets.Run{Text: m.Who, Size: theme.T20, Bold: true}),
		widgets.NewText(widgets.Run{Text: m.What, Size: theme.T17}),
		widgets.Small(m.Until),
	)
	rows = append(rows, s.floorRows()...)
	for _, l := range h.Lines {
		if (h.State == retail.HoldHeld || h.State == retail.HoldAsked) && m.Where == "" {
			rows = append(rows, widgets.NewProgressRow(s.c.T("holding.kept"), "", l.Aside(), l.Qty-l.Lost))
		}
	}
	if m.Where != "" {
		rows = append(rows, widgets.Small(s.c.T("holding.at", "store", m.Where)))
	}
	if m.Notice != "" {
		rows = append(rows, widgets.HBox(8, widgets.NewIcon(assets.IconMail, 20, theme.Ink2), widgets.Grow(widgets.Middle(widgets.Small(m.Notice).In(theme.Ink)))))
	}
	if where := s.place(m); where != nil {
		rows = append(rows, where)
	}
	body := []fyne.CanvasObject{widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(8, rows...), 16, 14))}
	if m.Where == "" && !h.State.Ended() {
		body = append(body, s.tag.Content())
	}
	var next []widgets.Action
	for _, a := range s.actions() {
		if a.Kind == widgets.Secondary {
			body = append(body, widgets.NewBigButton(a))
		} else {
			next = append(next, a)
		}
	}
	s.lay(widgets.VBox(12, body...), next...)
}

// place is where the goods are to be fetched, where they lie put by, or where they
// go back to; nil when nobody knows.
func (s *one) place(m rowModel) fyne.CanvasObject {
	head, where := "", ""
	switch {
	case s.got.ToPutBack() && s.shelf != "":
		head, where = "holding.shelf.to", s.shelf
	case m.Shelf != "" && s.got.ToPutBack():
		head, where = "holding.shelf.back", m.Shelf
	case m.Shelf != "":
		head, where = "holding.shelf.from", m.Shelf
	case s.got.Place != "" && s.got.Aside() > 0:
		head, where = "holding.shelf.at", s.got.Place
	default:
		return nil
	}
	return widgets.HBox(10, widgets.NewIcon(assets.IconShelf, 24, theme.Ink2), widgets.Middle(widgets.Small(s.c.T(head))), widgets.Grow(widgets.Middle(widgets.Code(where, theme.T24))))
}

// chipsOf is where a hold stands, and what else is to be known of it.
func chipsOf(m rowModel) fyne.CanvasObject {
	chips := []fyne.CanvasObject{widgets.NewHeadChip(m.Icon, m.Tone, m.State)}
	for _, n := range m.Notes {
		chips = append(chips, widgets.NewHeadChip(assets.IconTag, widgets.ToneGrey, n))
	}
	return widgets.Left(widgets.HBox(8, chips...))
}

// tagSize is the side of the tag's code in dp.
const tagSize = 132

// tagOf is the tag as it stands on the goods: its code and the number that staff
// say. The code is black on white in every theme.
func tagOf(tag, number string) fyne.CanvasObject {
	say := widgets.NewText(widgets.Run{Text: number, Size: theme.T40, Bold: true, Code: true})
	text, err := scanner.NewBag(tag)
	if err != nil {
		return say
	}
	m, err := qr.Encode(text, qr.LevelM)
	if err != nil {
		return say
	}
	pixels, err := m.Image(4)
	if err != nil {
		return say
	}
	img := canvas.NewImageFromImage(pixels)
	img.ScaleMode, img.FillMode = canvas.ImageScalePixels, canvas.ImageFillContain
	return widgets.HBox(16, widgets.Fixed(img, tagSize, tagSize), widgets.Grow(widgets.Middle(say)))
}

// actions is what may be done next, the usual thing first.
func (s *one) actions() []widgets.Action {
	h, c := s.got, s.c
	act := func(f func(context.Context) error) func() { return func() { s.do(f) } }
	away := h.At.ID != "" // the goods are put by and handed over there
	var out []widgets.Action
	floor := s.floorNext()
	switch {
	case len(floor) > 0:
		out = floor
	case seeks(h):
		sku := h.Lines[0].SKU
		return []widgets.Action{{Kind: widgets.Main, Text: c.T("holding.elsewhere"), Icon: assets.IconShelf, OnTap: func() { s.w.Go(page.Others{SKU: sku}) }}}
	case comesLate(h):
		return s.lateActions(act)
	case h.ToPutBack() && !away:
		return []widgets.Action{{Kind: widgets.ScanWait, Text: c.T("holding.scan_back"), Sub: c.T("holding.scan_back.sub")}}
	case h.ToTell() && !away:
		out = append(out, widgets.Action{Kind: widgets.Main, Text: c.T("holding.told"), Icon: assets.IconPhone, OnTap: act(func(ctx context.Context) error { return s.svc.Told(ctx, h.ID) })})
		if h.Notice.State != retail.NoticeNoAddress {
			out = append(out, widgets.Action{Kind: widgets.Secondary, Text: c.T("holding.renotice"), OnTap: act(func(ctx context.Context) error { return s.svc.Renotice(ctx, h.ID) })})
		}
		out = append(out, s.byHand())
	case h.ToKeep() > 0 && !away:
		out = append(out, widgets.Action{Kind: widgets.ScanWait, Text: c.T("holding.scan_keep"), Sub: c.T("holding.scan_keep.sub")}, s.notFound())
	case h.State == retail.HoldHeld && !away && h.Place == "":
		out = append(out, widgets.Action{Kind: widgets.ScanWait, Text: c.T("holding.scan_place"), Sub: c.T("holding.scan_place.or")}, s.byHand())
	case h.State == retail.HoldHeld && !away:
		out = append(out, widgets.Action{Kind: widgets.ScanWait, Text: c.T("holding.scan_collect"), Sub: c.T("holding.scan_collect.sub")}, s.byHand())
	}
	if h.State == retail.HoldHeld || h.State == retail.HoldExpired {
		out = append(out, widgets.Action{Kind: widgets.Secondary, Text: c.T("holding.extend"), OnTap: act(func(ctx context.Context) error { return s.svc.Extend(ctx, h.ID) })})
	}
	if h.State == retail.HoldHeld || h.State == retail.HoldAsked {
		out = append(out, widgets.Action{Kind: widgets.Secondary, Text: c.T("holding.release"), OnTap: s.askRelease})
	}
	return out
}

// do takes a step, and shows the hold as it is then.
func (s *one) do(f func(context.Context) error) {
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		} else {
			s.w.Play(assets.SoundDone)
		}
		s.load()
	})
}

// collect hands the goods over. Where this terminal may not do so alone a manager is
// asked, as for an order.
func (s *one) collect(shown holding.Shown, approver retail.StaffID) {
	h := s.got
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Collect(ctx, h.ID, shown, approver)
	}, func(_ struct{}, err error) {
		ask := map[string]string{holding.HintCounter: "holding.approve", holding.HintUnseen: "holding.approve.unseen"}[retail.HintOf(err)]
		switch {
		case err != nil && ask != "":
			who := rowOf(s.c, h, s.life.Clock().Now()).Who
			s.approve.Ask(s.c.T(ask, "number", h.Number, "name", who), func(st retail.Staff) { s.collect(shown, st.ID) })
		case err != nil:
			s.w.Fail(err)
		default:
			s.w.Play(assets.SoundDone)
		}
		s.load()
	})
}

// carried notes the place whose label was scanned: where goods lie put by, or the
// shelf to which the next pieces go back.
func (s *one) carried(place string) {
	h := s.got
	if h.ToPutBack() {
		s.shelf = place
		s.w.Play(assets.SoundRight)
		s.paint()
		return
	}
	load.Newest(&s.turn, s.life, func(ctx context.Context) (bool, error) { return s.svc.Place(ctx, h.ID, place) }, func(ok bool, err error) {
		switch {
		case err != nil:
			s.w.Fail(err)
		case ok:
			s.w.Play(assets.SoundDone)
		default:
			s.w.Play(assets.SoundWrong)
		}
		s.load()
	})
}

// Scan takes the goods, a place, or the tag when the customer is here.
func (s *one) Scan(code scanner.Code) {
	h := s.got
	switch {
	case s.approve.Scan(code):
	case h.Hold == nil:
		s.w.Play(assets.SoundUnknown)
	case h.At.ID != "" && code.Kind.Goods():
		s.w.Play(assets.SoundWrong)
		s.stage.Toast(s.c.T("holding.there", "store", page.Name(s.c, h.At.Name, h.At.NameEn)), "", nil)
	case h.At.ID == "" && code.Kind == scanner.KindBag && code.Fields.ID == h.Tag && h.State == retail.HoldHeld && h.ToKeep() == 0:
		s.collect(holding.Shown{Tag: h.Tag}, "")
	case code.Kind == scanner.KindBag && code.Fields.ID == h.Tag && comesLate(h):
		s.lateTag()
	case code.Kind.Goods() && mayHandOver(h, s.here) && len(s.floorNext()) == 0:
		s.pass(code.Fields.Key)
	case code.Kind == scanner.KindPlace && h.At.ID == "" && (!h.State.Ended() || h.ToPutBack()):
		s.carried(code.Fields.ID)
	case code.Kind == scanner.KindSlip && h.Floor != nil && h.Floor.Way == retail.HomeDelivery && h.At.ID == "":
		s.ship(code.Fields.ID)
	case code.Kind == scanner.KindBag:
		s.w.Replace(page.Holds{Code: code.Fields.ID})
	case code.Kind.Goods():
		s.piece(code.Fields.Key)
	default:
		s.w.Play(assets.SoundUnknown)
	}
}

// pass notes a piece that goes to the customer; with the last one all are handed
// over.
func (s *one) pass(gtin string) {
	type judged struct {
		f    holding.Found
		left int
	}
	h, codes := s.got, append(slices.Clone(s.passed), gtin)
	load.Newest(&s.turn, s.life, func(ctx context.Context) (j judged, err error) {
		j.f, j.left, err = s.svc.Passed(ctx, h.ID, codes)
		return j, err
	}, func(j judged, err error) {
		switch {
		case err != nil:
			s.w.Fail(err)
		case j.f != holding.Right:
			s.w.Play(assets.SoundWrong)
			s.stage.Toast(s.c.T("holding.pass.wrong"), "", nil)
		case j.left > 0:
			s.passed = codes
			s.w.Play(assets.SoundRight)
			s.stage.Toast(s.c.T("holding.pass.left", "n", j.left), "", nil)
		default:
			s.passed = nil
			s.collect(holding.Shown{Codes: codes}, "")
		}
	})
}

func (s *one) piece(gtin string) {
	h := s.got
	load.Newest(&s.turn, s.life, func(ctx context.Context) (holding.Found, error) {
		if h.ToPutBack() {
			return s.svc.Back(ctx, h.ID, gtin, s.shelf)
		}
		return s.svc.Keep(ctx, h.ID, gtin)
	}, func(f holding.Found, err error) {
		switch {
		case err != nil:
			s.w.Fail(err)
		case f == holding.Right:
			s.w.Play(assets.SoundRight)
			if h.ToKeep() == 1 {
				s.tag.Print()
			}
		default:
			s.w.Play(assets.SoundWrong)
		}
		s.load()
	})
}

// Changed reads again.
func (s *one) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*one)(nil)
