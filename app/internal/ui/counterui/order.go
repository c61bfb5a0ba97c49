package counterui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// orderPage is an order that lies ready: four answers, its bags, one action.
func (h *handover) orderPage(m orderModel) fyne.CanvasObject {
	m.Main.OnTap = func() { h.act(m.Step) }
	if h.tablet() {
		return h.wideOrder(m)
	}
	return h.narrowOrder(m)
}

// wideOrder is the tablet's design: tiles, band, bags; the record at the side.
func (h *handover) wideOrder(m orderModel) fyne.CanvasObject {
	known := widgets.NewCheckTile(assets.IconUser, m.KnownWord, m.Known, func(bool) { h.askIdentity(m) })
	head := widgets.HBox(16, widgets.Grow(nameLine(m.Name, m.Number, m.Count, theme.T40)), known)
	pay := fyne.CanvasObject(widgets.NewCounterTile(m.Pay))
	if m.Due != "" {
		pay = dueTile(m)
	}
	left := widgets.AtLeast(widgets.VBox(16, widgets.Grow(pay), widgets.Grow(widgets.NewCounterTile(m.Ready))), 280, 0)
	tiles := widgets.HBoxFill(16, left, widgets.Grow(widgets.NewPlaceTile(m.Place)))
	body := widgets.VBox(16, widgets.AtLeast(head, 0, 64), widgets.Grow(tiles))
	m.Main.Large = true
	bottom := widgets.HBoxFill(16, widgets.Grow(h.bagCard(m)), widgets.AtLeast(widgets.NewBigButton(m.Main), 336, 88))
	h.reader = widgets.NewScroll(widgets.Pad(body, 20, 24, 8, 24))
	// The answer stays in view whatever the size of the text.
	main := widgets.Page(nil, h.reader, widgets.Pad(widgets.VBox(16, widgets.NewBand(m.Band), bottom), 8, 24, 24, 24))
	return ground(h.bar, widgets.TwoPaneRight(main, h.side(m.Record, m.Goods, h.c.T("counter.goods"), &m), widgets.SidePane), nil)
}

// narrowOrder is the handheld's: the place and the answer in one view.
func (h *handover) narrowOrder(m orderModel) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		nameLine(m.Name, m.Number, "", theme.T28),
		widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(0, answerRow(m.Pay, m.Due != ""), widgets.Hairline(), answerRow(m.Ready, false)), 14, 2)),
		placeCard(m),
		smallBand(m.Band),
		h.bagCard(m),
		widgets.Caption(joined(m.Count, m.Deadline)),
	}
	parts = append(parts, weighedRows(m)...)
	if m.Step == stepLease { // before anybody walks to the shelf
		parts[2], parts[3] = parts[3], parts[2]
	}
	parts = append(parts, h.reveal(&m)...)
	if len(m.Record) > 0 {
		parts = append(parts, widgets.Pad(widgets.SectionHead(h.c.T("counter.record"), ""), 8, 0, 0, 0))
		parts = append(parts, recordRows(m.Record)...)
	}
	parts = append(parts, h.suggestLink()...)
	parts = append(parts, h.partLink()...)
	parts = append(parts, h.wrongLink()...)
	h.reader = widgets.NewScroll(widgets.Pad(widgets.VBox(8, parts...), 8, 16, 16, 16))
	return ground(h.bar, h.reader, widgets.NewBottomBar(m.Main))
}

// weighedRows are what weighed goods came to, for whoever asks about the price.
func weighedRows(m orderModel) (rows []fyne.CanvasObject) {
	for _, s := range m.Weighed {
		rows = append(rows, widgets.Caption(s))
	}
	return rows
}

// nameLine is ヤマダ様 4821 3点・袋 2つ.
func nameLine(name, number, count string, size float32) fyne.CanvasObject {
	runs := []widgets.Run{{Text: name, Size: size, Bold: true}, {Text: "  ", Size: theme.T15}, {Text: number, Size: theme.T24, Code: true, Color: theme.Ink2}}
	if count != "" {
		runs = append(runs, widgets.Run{Text: "  ", Size: theme.T15}, widgets.Run{Text: count, Size: theme.T20, Color: theme.Ink2})
	}
	return widgets.NewText(runs...)
}

// dueTile is the amount to be taken first, in red.
func dueTile(m orderModel) fyne.CanvasObject {
	head := widgets.HBox(8, widgets.NewIcon(m.Pay.Icon, 24, theme.Red), widgets.NewText(widgets.Run{Text: m.Pay.Word, Size: theme.T17, Bold: true, Color: theme.Red}))
	value := widgets.NewText(widgets.Run{Text: m.Due, Size: theme.T40, Bold: true, Color: theme.Red}).OneLine()
	parts := widgets.VBox(2, head, widgets.Grow(widgets.Middle(value)), widgets.NewText(widgets.Run{Text: m.Pay.Caption, Size: theme.T17, Bold: true, Color: theme.Red}))
	return widgets.Layers(widgets.NewBox(theme.RedSoft).Round(12).Edge(theme.Red, 2), widgets.Inset(parts, 20, 14))
}

// answerRow is one answer in one line: 支払い ✓ 済 クレジット ¥21,780.
func answerRow(d widgets.TileData, due bool) fyne.CanvasObject {
	icon, tok := assets.IconCheck, theme.Green
	if d.Bad {
		icon, tok = assets.IconWarn, theme.Orange
	}
	if due {
		icon, tok = assets.IconExcl, theme.Red
	}
	ink := theme.Ink
	if !d.OK {
		ink = tok
	}
	word := widgets.NewText(widgets.Run{Text: d.Word, Size: theme.T15, Bold: true, Color: theme.Ink2}).OneLine()
	value := widgets.NewText(widgets.Run{Text: d.Value, Size: theme.T24, Bold: true, Color: ink}).OneLine()
	row := []fyne.CanvasObject{widgets.AtLeast(word, 56, 0), widgets.NewIcon(icon, 24, tok).Stroke(3), value}
	switch {
	case due: // the band says the rest
		return widgets.AtLeast(widgets.HBox(8, row...), 0, 48)
	case largeText():
		return widgets.VBox(0, widgets.HBox(8, row...), widgets.Caption(d.Caption))
	}
	return widgets.AtLeast(widgets.HBox(8, append(row, widgets.Grow(widgets.Caption(d.Caption).Right()))...), 0, 48)
}

// largeText tells whether lines that stand beside one another need their own.
func largeText() bool { return theme.Current().Options().Scale > 1.25 }

// placeCard is the slot code as large as the handheld has room for.
func placeCard(m orderModel) fyne.CanvasObject {
	teal := func(s string) *widgets.Text {
		return widgets.NewText(widgets.Run{Text: s, Size: theme.T15, Bold: true, Color: theme.Teal})
	}
	head := widgets.HBox(8, widgets.NewIcon(assets.IconShelf, 22, theme.Teal), teal(m.Place.Word), widgets.Grow(teal(m.Place.Area).Right()))
	code := widgets.Code(m.Place.Code, theme.T96).Center().LineHeight(104)
	return widgets.Layers(widgets.NewBox(theme.TealSoft).Round(12).Edge(theme.Teal, 2), widgets.Inset(widgets.VBox(0, head, code), 14, 10))
}

// smallBand is お渡し可否 on the handheld.
func smallBand(d widgets.BandData) fyne.CanvasObject {
	fill, icon := theme.HaltFill, assets.IconStop
	if d.Can {
		fill, icon = theme.OkFill, assets.IconCheck
	}
	lines := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: d.Sentence, Size: theme.T28, Bold: true, Color: theme.OnFill})}
	if d.Detail != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: d.Detail, Size: theme.T17, Color: theme.OnFill}))
	}
	row := widgets.HBox(14, widgets.NewIcon(icon, 40, theme.OnFill).Stroke(2.6), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))))
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(fill).Round(12), widgets.Inset(row, 16, 10)), 0, 72)
}

// bagCard counts the bags that were scanned.
func (h *handover) bagCard(m orderModel) fyne.CanvasObject {
	h.bags = h.bags[:0]
	var chips []fyne.CanvasObject
	for _, b := range m.Bags {
		tile := widgets.NewBagChip(b, func() { h.w.Camera() })
		h.bags = append(h.bags, tile)
		chips = append(chips, tile)
	}
	count := widgets.NewText(widgets.Run{Text: m.BagDone, Size: theme.T32, Bold: true, Code: true}, widgets.Run{Text: m.BagAll, Size: theme.T24, Color: theme.Ink2}).OneLine()
	head := widgets.VBox(0, widgets.Small(m.BagHead), count)
	if !h.tablet() {
		head = widgets.VBox(0, count)
	}
	if len(chips) == 0 {
		return widgets.Panel(widgets.CardBox(), 16, widgets.Body(h.c.T("counter.bags.none")))
	}
	cols := min(len(chips), 2)
	if h.tablet() {
		cols = min(len(chips), 3)
	}
	row := widgets.HBox(16, head, widgets.Grow(widgets.Grid(cols, 8, chips...)))
	return widgets.AtLeast(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 16, 10)), 0, 80)
}

// side is the tablet's pane: what happened to the order, whose it is, what is
// in it. m is nil when nobody's data may be looked at.
func (h *handover) side(record []widgets.RecordData, goods []string, goodsWord string, m *orderModel) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.SectionHead(h.c.T("counter.record"), ""), widgets.VBox(0, recordRows(record)...), widgets.Space()}
	if m != nil {
		parts = append(parts, h.reveal(m)...)
	}
	if len(goods) > 0 {
		var pics []fyne.CanvasObject
		for _, key := range goods {
			pic := widgets.NewPicture(92, 92)
			h.w.Thumbs().Show(pic, key)
			pics = append(pics, widgets.Fixed(pic, 92, 92))
		}
		parts = append(parts, widgets.Small(goodsWord), widgets.HBox(8, pics...))
	}
	if m != nil {
		parts = append(parts, weighedRows(*m)...)
		parts = append(parts, h.suggestLink()...)
		parts = append(parts, h.partLink()...)
	}
	parts = append(parts, h.wrongLink()...)
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 24, 24)))
}

func recordRows(record []widgets.RecordData) []fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, len(record))
	for _, r := range record {
		rows = append(rows, widgets.NewRecordRow(r))
	}
	return rows
}

// reveal is name and phone, masked until somebody holds a finger on them. Each
// look is written down.
func (h *handover) reveal(m *orderModel) []fyne.CanvasObject {
	id := h.view.Order.ID
	field := func(name, masked string) fyne.CanvasObject {
		return widgets.NewHoldToReveal(masked, theme.T17, func() string {
			who, err := h.svc.Reveal(h.p.Context(), id, name)
			switch {
			case err != nil:
				h.w.Fail(err)
				return masked
			case name == "phone":
				return who.Phone
			}
			return joined(who.Name, who.Kana)
		})
	}
	return []fyne.CanvasObject{widgets.Small(h.c.T("counter.customer")), field("name", m.MaskName), field("phone", m.MaskTele)}
}
