package counterui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// askIdentity opens the identity check where it counts.
func (h *handover) askIdentity(m orderModel) {
	if h.view.Proof != retail.ByIdentity && h.view.Identified() && h.view.Identity == 0 && !h.view.Policy.ProxyID {
		h.stage.Toast(m.KnownWord, "", nil)
		return
	}
	h.kind, h.doc, h.proxy = h.view.Identity, h.view.Document, h.view.Proxy
	h.mode = modeIdentity
	h.render()
}

// identityPage asks what was looked at to know the customer.
func (h *handover) identityPage() fyne.CanvasObject {
	m := orderOf(h.c, h.view, h.now())
	parts := []fyne.CanvasObject{widgets.Title(h.c.T("counter.identity.title")), widgets.Body(h.c.T("counter.identity.text"))}
	if h.view.Delegation > 0 {
		parts = h.proxyHead()
	} else {
		parts = append(parts, h.reveal(&m)...)
	}
	asks := h.view.AsksOf(h.proxy)
	if asks == retail.AskDocument || h.kind == retail.PhotoID {
		parts = append(parts, h.documents()...)
	} else {
		parts = append(parts, h.identities()...)
	}
	if h.view.Delegation == 0 {
		parts = append(parts, widgets.NewCheckTile(assets.IconUser, h.c.T("counter.proxy"), h.proxy, func(on bool) { h.proxy = on; h.render() }))
		if h.view.ProxyName != "" {
			parts = append(parts, widgets.Small(h.c.T("counter.proxy.named", "name", h.c.T("common.sama", "name", h.view.ProxyName))))
		}
	}
	ok := widgets.Action{Kind: widgets.NotYet, Text: h.c.T("counter.identity.ok"), Sub: h.c.T("counter.identity.choose")}
	if asks.Met(h.view.Proof, h.kind) && h.kind != 0 && (h.kind != retail.PhotoID || h.doc != 0) {
		ok = widgets.Action{Kind: widgets.Main, Text: h.c.T("counter.identity.ok"), Icon: assets.IconCheck, OnTap: h.identified}
	}
	return h.column(widgets.VBox(10, parts...), widgets.NewBottomBar(ok))
}

// identities are the ways to know a customer.
func (h *handover) identities() (rows []fyne.CanvasObject) {
	for _, k := range h.ways() {
		rows = append(rows, widgets.NewReasonRow(h.wayRow(k), k == h.kind, func() {
			h.kind, h.doc = k, 0
			if k == retail.ProxyNote {
				h.proxy = true
			}
			h.render()
		}))
	}
	return rows
}

// documents are those with a photo that are looked at; which one it was is kept.
func (h *handover) documents() (rows []fyne.CanvasObject) {
	for _, d := range retail.DocumentKinds() {
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Icon: assets.IconCard, Text: h.c.T("counter.document." + d.String())}, d == h.doc, func() {
			h.kind, h.doc = retail.PhotoID, d
			h.render()
		}))
	}
	return append(rows, widgets.Small(h.c.T("counter.document.note")))
}

func (h *handover) identified() {
	h.view = h.svc.Identify(h.view, h.kind, h.doc, h.proxy)
	h.mode = modeOrder
	h.w.Play(assets.SoundRight)
	h.render()
}

// column keeps a task in the middle of the tablet.
func (h *handover) column(body fyne.CanvasObject, bottom fyne.CanvasObject) fyne.CanvasObject {
	side := float32(16)
	if h.tablet() {
		side = 300
	}
	return ground(h.bar, widgets.NewScroll(widgets.Inset(body, side, 16)), bottom)
}

// receiptDigits is the longest receipt number of a till.
const receiptDigits = 12

// receiptPage asks for the till's receipt number once the amount was taken.
func (h *handover) receiptPage() fyne.CanvasObject {
	due := h.c.Yen(int64(h.view.Due))
	text := widgets.NewText(widgets.Run{Text: h.typed, Size: theme.T32, Bold: true, Code: true}).OneLine().Center()
	if h.typed == "" {
		text = widgets.NewText(widgets.Run{Text: h.c.T("counter.receipt.hint"), Size: theme.T17, Color: theme.Ink2}).Center()
	}
	field := widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Inset(widgets.Middle(text), 12, 4)), 0, 56)
	pad := widgets.NewKeypad(func(d rune) {
		if len(h.typed) < receiptDigits {
			h.typed += string(d)
		}
		h.render()
	}, func() {
		if h.typed != "" {
			h.typed = h.typed[:len(h.typed)-1]
		}
		h.render()
	})
	sum := widgets.NewText(widgets.Run{Text: due, Size: theme.T40, Bold: true, Color: theme.Red}).OneLine()
	amount := widgets.HBox(8, widgets.Grow(widgets.Strong(h.c.T("counter.pay.due"))), sum)
	if largeText() {
		amount = widgets.VBox(0, widgets.Strong(h.c.T("counter.pay.due")), sum)
	}
	body := widgets.VBox(10, amount, field, pad)
	if h.typed == "" {
		none := widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.receipt.none"), OnTap: h.collect}
		wait := widgets.Action{Kind: widgets.NotYet, Text: h.c.T("counter.do.pay"), Sub: h.c.T("counter.receipt.missing")}
		if largeText() { // the field says it, and the keypad needs the room
			wait.Sub = ""
		}
		return h.column(body, widgets.NewBottomBar(none, wait))
	}
	ok := widgets.Action{Kind: widgets.Main, Text: h.c.T("counter.do.pay"), Sub: due, Icon: assets.IconCheck, OnTap: h.collect}
	return h.column(body, widgets.NewBottomBar(ok))
}

// collect books the payment once.
func (h *handover) collect() {
	if h.booking {
		return
	}
	h.booking = true
	v, receipt := h.view, h.typed
	inTurn(h, func(ctx context.Context) (pickup.CounterView, error) { return h.svc.Collect(ctx, v, receipt) }, func(now pickup.CounterView, err error) {
		h.booking = false
		h.mode, h.typed = modeOrder, ""
		h.view = keep(v, now)
		if err != nil {
			h.w.Fail(err)
		} else {
			h.w.Play(assets.SoundRight)
		}
		h.render()
	}, nil)
}

// donePage says that the goods are the customer's.
func (h *handover) donePage() fyne.CanvasObject {
	m := orderOf(h.c, h.view, h.now())
	head := widgets.NewRightHead(h.c.T("counter.done"), m.Name, joined(m.Number, m.Count))
	if h.rest > 0 {
		head = widgets.NewRightHead(h.c.T("counter.done.part"), m.Name, h.c.T("counter.done.part.rest", "n", h.rest, "slot", h.view.Slot))
	}
	return widgets.NewTap(widgets.Layers(widgets.NewBox(theme.OkFill), head), func() { h.scanner() })
}

// haltPage says why nothing may be released, what to do, and what happened.
func (h *handover) haltPage(m haltModel) fyne.CanvasObject {
	m.Main.OnTap = func() { h.haltAct(m.MainDoes) }
	search := widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.halt.search"), OnTap: func() { h.w.Go(page.Search{Counter: true}) }}
	next := widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.next.short"), OnTap: func() { h.scanner() }}
	actions := []widgets.Action{search, m.Main}
	if m.MainDoes != haltNext {
		actions = []widgets.Action{next, m.Main}
	}
	if m.Undo {
		undo := widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.undo"), Icon: assets.IconUndo, OnTap: h.undoHandover}
		actions = []widgets.Action{undo, m.Main}
	}
	if h.tablet() {
		return h.wideHalt(m, actions)
	}
	var parts []fyne.CanvasObject
	if m.Name != "" {
		chip := widgets.NewChip(m.State.Icon, widgets.Tone{Ink: m.State.Ink, Soft: m.State.Soft}, m.StateWord)
		parts = append(parts, widgets.HBox(8, widgets.Grow(nameLine(m.Name, m.Number, "", theme.T28)), chip))
	}
	parts = append(parts, smallBand(m.Band), smallSteps(m.Steps))
	if len(m.Record) > 0 {
		parts = append(parts, widgets.Pad(widgets.SectionHead(h.c.T("counter.record"), ""), 8, 0, 0, 0))
		parts = append(parts, recordRows(m.Record)...)
	}
	parts = append(parts, h.wrongLink()...)
	return ground(h.bar, widgets.NewScroll(widgets.Inset(widgets.VBox(12, parts...), 16, 12)), halves(actions))
}

// halves is a bottom bar of two actions of the same width.
func halves(actions []widgets.Action) fyne.CanvasObject {
	row := widgets.Grid(len(actions), 8)
	for _, a := range actions {
		a.Icon = "" // the words need the room
		row.Add(widgets.NewBigButton(a))
	}
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(row, 16, 12)))
}

// smallSteps are the numbered steps on the handheld.
func smallSteps(lines []string) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, len(lines))
	for i, s := range lines {
		number := widgets.NewText(widgets.Run{Text: string(rune('1' + i)), Size: theme.T20, Bold: true, Code: true, Color: theme.Accent})
		rows = append(rows, widgets.AtLeast(widgets.HBox(14, number, widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: s, Size: theme.T17, Bold: i == 0})))), 0, 48))
	}
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(4, rows...), 16, 8))
}

func (h *handover) wideHalt(m haltModel, actions []widgets.Action) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if m.Name != "" {
		chip := widgets.NewHeadChip(m.State.Icon, widgets.Tone{Ink: m.State.Ink, Soft: m.State.Soft}, m.StateWord)
		parts = append(parts, widgets.AtLeast(widgets.HBox(16, widgets.Grow(nameLine(m.Name, m.Number, m.Count, theme.T40)), chip), 0, 64))
	}
	parts = append(parts, widgets.NewBand(m.Band))
	if len(m.Tiles) > 0 {
		tiles := make([]fyne.CanvasObject, 0, len(m.Tiles))
		for _, t := range m.Tiles {
			tiles = append(tiles, widgets.NewCounterTile(t))
		}
		parts = append(parts, widgets.Grid(len(tiles), 16, tiles...))
	}
	parts = append(parts, widgets.NewNumberedSteps(m.Steps...), widgets.Space())
	row := make([]fyne.CanvasObject, 0, len(actions))
	for _, a := range actions {
		if a.Kind == widgets.Secondary {
			row = append(row, widgets.AtLeast(widgets.NewBigButton(a), 240, 72))
			continue
		}
		a.Large = true
		row = append(row, widgets.Grow(widgets.NewBigButton(a)))
	}
	main := widgets.Page(nil, widgets.NewScroll(widgets.Pad(widgets.VBox(16, parts...), 20, 24, 8, 24)), widgets.Pad(widgets.HBoxFill(12, row...), 8, 24, 24, 24))
	if m.Name == "" {
		return ground(h.bar, main, nil)
	}
	word := h.c.T("counter.goods")
	if h.view.Answer == retail.PickupUsed {
		word = h.c.T("counter.goods.given")
	}
	return ground(h.bar, widgets.TwoPaneRight(main, h.side(m.Record, m.Goods, word, nil), widgets.SidePane), nil)
}

func (h *handover) haltAct(d haltDo) {
	switch d {
	case haltNext:
		h.scanner()
	case haltIdentity:
		h.open(h.view.Order.ID)
	case haltPick:
		h.w.Go(page.Pick{Order: h.view.Order.ID})
	}
}
