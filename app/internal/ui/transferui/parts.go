package transferui

import (
	"context"
	"image"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner/qr"
)

// body is what the page says, from top to bottom.
func (s *transfer) body() []fyne.CanvasObject {
	chip := stateLook(s.c, s.v.Row.State, s.v.Row.Pending)
	row := []widgets.ChipData{chip}
	if s.v.Customer {
		row = append(row, widgets.ChipData{Icon: assets.IconUser, Tone: widgets.ToneOrange, Word: s.c.T("transfer.customer")})
	}
	var out []fyne.CanvasObject
	switch s.m {
	case modePick:
		out = append(out, s.bandOr(s.big()), s.boxes())
	case modeReceive:
		out = append(out, s.bandOr(s.big()), s.unpacking())
	case modeBack:
		out = append(out, s.bandOr(s.notice(assets.IconReturn, widgets.ToneAmber, s.c.T("transfer.back.text"))))
	case modeAnswer:
		out = append(out, chips(row), widgets.Title(s.c.T("transfer.answer.ask")))
	case modeDiffer:
		out = append(out, chips(row), widgets.Title(s.c.T("transfer.differ.title")))
		for _, d := range differencesOf(s.c, s.v, s.w.Who().Role) {
			out = append(out, s.difference(d))
		}
		out = append(out, widgets.SectionHead(s.c.T("transfer.lines"), s.c.T("common.items", "n", s.v.Row.Pieces)))
	case modeWait, modeOver:
		out = append(out, chips(row))
		if key := "transfer.wait." + s.v.Row.State.String(); s.c.Has(key) {
			out = append(out, widgets.Body(s.c.T(key, "site", siteName(s.c, s.v.Row.Other))))
		}
		if s.v.Row.State == retail.TransferDeclined && s.v.Out.Refusal != 0 {
			out = append(out, s.notice(assets.IconStop, widgets.ToneGrey, s.c.T("transfer.refusal."+s.v.Out.Refusal.String())))
		}
	}
	if s.m == modeReceive && s.blind {
		return append(out, s.ways()...)
	}
	for _, l := range s.v.Items {
		out = append(out, s.line(lineOf(s.c, l, s.m), l))
	}
	if s.m == modeReceive && s.v.In.Unknown > 0 {
		out = append(out, s.notice(assets.IconExcl, widgets.ToneRed, s.c.T("transfer.unknown.n", "n", s.v.In.Unknown)))
	}
	if len(s.v.Items) == 0 {
		key := "transfer.empty"
		if s.m == modeReceive {
			key = "transfer.empty.in"
		}
		out = append(out, widgets.Body(s.c.T(key)))
	}
	return append(out, s.ways()...)
}

// ways are the rows beneath the goods for what did not go as planned.
func (s *transfer) ways() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, w := range waysOf(s.c, s.v, s.m, s.w.Who().Role) {
		out = append(out, choice(w.Icon, w.Text, w.Sub, func() { s.take(w) }))
	}
	return out
}

// bandOr puts the answer to the last scan above.
func (s *transfer) bandOr(o fyne.CanvasObject) fyne.CanvasObject {
	if s.band == nil {
		return o
	}
	b := *s.band
	words := widgets.VBox(0, widgets.NewText(widgets.Run{Text: b.Title, Size: theme.T24, Bold: true, Color: b.Tone.Ink}))
	if b.Sub != "" {
		words.Add(widgets.Strong(b.Sub))
	}
	row := widgets.HBox(14, widgets.NewIcon(b.Icon, 40, b.Tone.Ink).Stroke(2.6), widgets.Grow(widgets.Middle(words)))
	band := widgets.AtLeast(widgets.Layers(widgets.NewBox(b.Tone.Soft).Round(12).Edge(b.Tone.Ink, 2), widgets.Inset(row, 16, 10)), 0, 84)
	return widgets.VBox(10, band, o)
}

// big is how many of how many, readable from an arm's length.
func (s *transfer) big() fyne.CanvasObject {
	done, all := count(s.v, s.m)
	number := widgets.NewText(widgets.Run{Text: strconv.Itoa(done), Size: theme.T64, Bold: true, Code: true}).OneLine()
	rest := s.c.T("common.items.unit")
	if !s.blind && all > 0 {
		rest = s.c.T("transfer.big.of", "all", all)
	}
	row := widgets.HBox(8, number, widgets.Middle(widgets.NewText(widgets.Run{Text: rest, Size: theme.T24}).OneLine()), widgets.Space())
	if s.m == modeReceive {
		eye := s.c.T("transfer.blind")
		if s.blind {
			eye = s.c.T("transfer.open.list")
		}
		row.Add(small(eye, assets.IconEye, func() {
			s.blind = !s.blind
			s.paint()
		}))
	}
	if s.blind || all == 0 {
		return row
	}
	return widgets.VBox(6, row, widgets.NewProgress(min(done, all), all))
}

// small is a quiet target of 48 inside a body.
func small(text string, icon assets.Icon, onTap func()) fyne.CanvasObject {
	row := widgets.HBox(6, widgets.NewIcon(icon, 20, theme.Ink2), widgets.Strong(text))
	box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Center(row), 12, 6)), onTap), 96, 48)
}

// boxes is the box that is being filled, and its label.
func (s *transfer) boxes() fyne.CanvasObject {
	inBox := 0
	for _, x := range s.v.Out.Scans {
		if x.Box == retail.BoxID(s.v.ID, s.v.Box) {
			inBox += x.Qty
		}
	}
	words := widgets.VBox(0, widgets.Name(s.c.T("transfer.box.n", "n", s.v.Box)), widgets.Small(s.c.T("common.items", "n", inBox)))
	row := widgets.HBox(12, widgets.NewIcon(assets.IconBox, 32, theme.Ink2), widgets.Grow(widgets.Middle(words)), small(s.c.T("transfer.box.label"), assets.IconPrinter, s.label))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.Sunk).Round(12), widgets.Inset(row, 14, 8)), 0, 64)
}

// label shows what is written on the box, with its code.
func (s *transfer) label() {
	text, err := transferring.BoxCode(s.v.ID, s.v.Box)
	if err != nil {
		s.w.Fail(err)
		return
	}
	m, err := qr.Encode(text, qr.LevelM)
	var img image.Image
	if err == nil {
		img, err = m.Image(6)
	}
	if err != nil {
		s.w.Fail(retail.E(retail.CodeInternal, "transferui.label", "", err))
		return
	}
	code := canvas.NewImageFromImage(img)
	code.FillMode, code.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	white := widgets.Layers(widgets.NewBox(theme.OnFill).Round(8), widgets.Inset(widgets.Fixed(code, 168, 168), 12, 12))
	s.tag.SetWord(s.c.T("print.box", "no", s.v.Box))
	hide := func() {
		s.tag.OnChange = nil
		s.stage.HideSheet()
	}
	s.tag.OnChange = s.label
	shut := widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("transfer.label.done"), OnTap: hide})
	s.stage.LongSheet(widgets.VBox(8,
		widgets.Title(s.c.T("transfer.label.title")), widgets.Body(s.c.T("transfer.label.text")),
		widgets.Center(white), widgets.Code(s.v.Number+" - "+strconv.Itoa(s.v.Box), theme.T40).Center(),
		widgets.Name(s.c.T("transfer.to", "site", siteName(s.c, s.v.Row.Other))).Center(), s.tag.Content(), shut,
	), hide)
}

// unpacking is the box that is open, and whether the next piece is broken.
func (s *transfer) unpacking() fyne.CanvasObject {
	rows := widgets.VBox(8)
	for _, b := range s.v.Out.Boxes {
		if len(s.v.Out.Boxes) == 1 && b.Label == "" {
			continue
		}
		n := 0
		for _, g := range b.Goods {
			n += g.Qty
		}
		rows.Add(s.box(b, n))
	}
	rows.Add(widgets.NewCheckTile(assets.IconWarn, s.c.T("transfer.broken"), s.broken, func(on bool) {
		s.broken = on
		s.band = nil
		s.paint()
	}))
	return rows
}

// box is one box of the delivery.
func (s *transfer) box(b retail.TransferBox, n int) fyne.CanvasObject {
	open, taken := b.Label == s.v.Opened, s.v.Taken(b.Label)
	face := widgets.CardBox()
	sub := s.c.T("transfer.box.scan")
	switch {
	case taken:
		sub = s.c.T("transfer.box.taken")
	case open:
		face, sub = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), s.c.T("transfer.box.opened")
	}
	words := widgets.VBox(0, widgets.Strong(s.c.T("transfer.box.n", "n", b.No)), widgets.Small(sub))
	row := widgets.HBox(12, widgets.NewIcon(assets.IconBox, 28, theme.Ink2), widgets.Grow(widgets.Middle(words)))
	if !s.blind {
		row.Add(widgets.Counted(s.c.Number(n), s.c.T("common.items.unit"), theme.T24, theme.T15))
	}
	switch {
	case taken:
		row.Add(widgets.NewIcon(assets.IconCheck, 28, theme.Green))
	case open && !s.blind:
		row.Add(small(s.c.T("transfer.box.whole"), assets.IconChecks, func() {
			s.ask(s.c.T("transfer.box.whole.ask", "n", b.No), s.c.T("transfer.box.whole.body", "n", n), s.c.T("transfer.box.whole"),
				func(ctx context.Context) error { return s.svc.TakeBox(ctx, s.id, b.Label) }, "transfer.box.whole.done")
		}))
	}
	return widgets.AtLeast(widgets.Layers(face, widgets.Inset(row, 14, 8)), 0, 64)
}

// notice is a soft band with an icon and a sentence.
func (s *transfer) notice(icon assets.Icon, t widgets.Tone, text string) fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(icon, 24, t.Ink), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Bold: true, Color: t.Ink}))))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(t.Soft).Round(12).SoftEdge(t.Ink), widgets.Inset(row, 14, 10)), 0, 56)
}

// line is one line with its picture; what is done is marked, not hidden.
func (s *transfer) line(m lineModel, l transferring.LineView) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, m.Picture)
	words := widgets.VBox(2)
	if m.Shelf != "" {
		words.Add(widgets.Code(m.Shelf, theme.T28))
	}
	words.Add(widgets.Strong(m.Name))
	words.Add(widgets.Small(m.What).In(theme.Ink))
	if m.Note != "" {
		words.Add(widgets.NewText(widgets.Run{Text: m.Note, Size: theme.T15, Bold: true, Color: theme.Red}))
	}
	row := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(words)))
	box := widgets.CardBox()
	switch {
	case s.m == modeAnswer:
	case m.Done:
		row.Add(widgets.HBox(6, widgets.NewText(widgets.Run{Text: m.Number, Size: theme.T24, Bold: true, Code: true}).OneLine(), widgets.NewIcon(assets.IconCheck, 28, theme.Green)))
	default:
		row.Add(widgets.NewText(widgets.Run{Text: m.Number, Size: theme.T32, Bold: true, Code: true}).OneLine())
	}
	if m.Alarm {
		box = widgets.NewBox(theme.Card).Round(12).Edge(theme.Red, 2)
	}
	if s.m == modeAnswer {
		steps := widgets.HBox(8, widgets.Grow(widgets.Middle(widgets.Small(m.Free))), s.stepper(line{l.SKU, l.Class}, l.Asked))
		return widgets.Layers(box, widgets.Inset(widgets.VBox(6, row, steps), 12, 10))
	}
	return widgets.AtLeast(widgets.Layers(box, widgets.Inset(row, 12, 10)), 0, 88)
}

// stepper is how many pieces are promised.
func (s *transfer) stepper(k line, most int) fyne.CanvasObject {
	step := func(icon assets.Icon, d int) fyne.CanvasObject {
		box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
		return widgets.Fixed(widgets.NewTap(widgets.Layers(box, widgets.Center(widgets.NewIcon(icon, 24, theme.Ink))), func() {
			s.give[k] = min(max(0, s.give[k]+d), most)
			s.paint()
		}), 48, 56)
	}
	n := widgets.AtLeast(widgets.Middle(widgets.Code(strconv.Itoa(s.give[k]), theme.T32).Center()), 40, 56)
	return widgets.HBox(4, step(assets.IconMinus, -1), n, step(assets.IconPlus, 1))
}

// difference is what does not agree, with what may be said of it here.
func (s *transfer) difference(d differenceModel) fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, d.Picture)
	head := widgets.HBox(8, widgets.NewChip(d.Chip.Icon, d.Chip.Tone, d.Chip.Word), widgets.Space(), widgets.Name(d.Number))
	words := widgets.VBox(3, widgets.Strong(d.Name))
	if d.What != "" {
		words.Add(widgets.Small(d.What).In(theme.Ink))
	}
	owner := s.c.T("transfer.other.settles", "site", siteName(s.c, s.v.Row.Other))
	switch {
	case d.Kind == retail.ExTransferDamaged:
		owner = s.c.T("transfer.damaged.booked")
	case len(d.Choices) > 0:
		owner = s.c.T("transfer.owner", "name", pageName(s.c, s.v.Owner, s.v.OwnerEn))
	}
	words.Add(widgets.Small(owner))
	row := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(words)))
	box, card := widgets.CardBox(), widgets.Inset(widgets.VBox(8, head, row), 12, 10)
	if len(d.Choices) == 0 {
		return widgets.Layers(box, card)
	}
	row.Add(widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	return widgets.NewTap(widgets.Layers(box.Edge(theme.Ink3, 1), card), func() { s.settle(d) })
}

// wrong fills the screen red until it is acknowledged.
func (s *transfer) wrong(b bandModel) fyne.CanvasObject {
	d := widgets.WrongData{Sentence: b.Title, OK: s.c.T("common.ok"), OnOK: func() {
		s.stop, s.band = false, nil
		s.load()
	}}
	if f := s.found; f.Goods != nil {
		d.Scanned = widgets.WrongCard{Label: s.c.T("pick.card.scanned"), Picture: f.Goods.Picture, Value: goodsWhat(s.c, f.Goods)}
		if f.Needed != nil {
			d.Need, d.Wanted = s.c.T("transfer.needed"), goodsWhat(s.c, f.Needed)
			d.Right = widgets.WrongCard{Label: goodsName(s.c, f.Needed), Picture: f.Needed.Picture, Value: goodsWhat(s.c, f.Needed)}
		}
	}
	w := widgets.NewWrongAnswer(s.w.Thumbs(), d)
	w.Shake()
	return widgets.Layers(widgets.NewBox(theme.StopFill), widgets.Column(w, widgets.AnswerWidth))
}
