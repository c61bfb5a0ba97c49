package pickupui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// showDetail fills the tablet's right pane with the chosen order.
func (q *queue) showDetail() {
	if !q.tablet() {
		return
	}
	r, ok := q.row(q.chosen)
	if !ok {
		widgets.Put(q.detail, q.nothingChosen())
		return
	}
	load.Newest(&q.lines, q.p, func(ctx context.Context) (pickup.PickView, error) { return q.svc.Pick(ctx, r.ID) }, func(v pickup.PickView, err error) {
		switch {
		case err != nil:
			widgets.Put(q.detail, widgets.NewEmptyState(assets.IconWarn, q.c.T("queue.failed"), page.Message(q.c, err), nil))
		case r.ID == q.chosen:
			q.fillPane(r, v)
		}
	})
}

// fillPane paints the pane; the same order stays where it was scrolled to.
func (q *queue) fillPane(r pickup.Row, v pickup.PickView) {
	at := float32(0)
	if q.inPane == r.ID && q.reader != nil {
		at = q.reader.Offset()
	}
	widgets.Put(q.detail, q.pane(detailOf(q.c, r, v, q.now()), q.actions(r)))
	q.inPane = r.ID
	q.reader.SetOffset(at)
}

func (q *queue) nothingChosen() fyne.CanvasObject {
	if q.tab == pickup.TabInbox && len(q.data.Inbox) > 0 {
		return widgets.NewEmptyState(assets.IconExcl, q.c.T("queue.inbox.pick"), q.c.T("queue.inbox.pick.text"), nil)
	}
	a := handoverAction(q.c)
	a.Sub, a.OnTap = "", func() { q.leave(page.Handover{}) }
	return widgets.NewEmptyState(assets.IconBag, q.c.T("queue.none.chosen"), q.c.T("queue.none.chosen.text"), &a)
}

// pane is an order in full over its actions.
func (q *queue) pane(m detailModel, actions []widgets.Action) fyne.CanvasObject {
	chips := make([]fyne.CanvasObject, 0, len(m.Chips)+1)
	for _, ch := range m.Chips {
		chips = append(chips, widgets.NewChip(ch.Icon, ch.Tone, ch.Word))
	}
	chips = append(chips, widgets.Middle(widgets.Pad(widgets.Small(m.Times), 3, 0, 0, 8)))
	head := widgets.NewText(
		widgets.Run{Text: m.Number, Size: theme.T24, Code: true, Color: theme.Ink2}, widgets.Run{Text: "  ", Size: theme.T17},
		widgets.Run{Text: m.Name, Size: theme.T32, Bold: true}, widgets.Run{Text: "  ", Size: theme.T17},
		widgets.Run{Text: m.Count, Size: theme.T20},
	)
	block := widgets.AtLeast(widgets.NewTimeBlock(m.Time), 120, 88)
	parts := []fyne.CanvasObject{widgets.HBox(16, widgets.Grow(widgets.VBox(8, head, widgets.Wrap(8, chips...))), block)}
	if m.Now >= 0 {
		parts = append(parts, widgets.NewSteps(stepsOf(q.c), m.Now))
	}
	if m.Notice != "" {
		parts = append(parts, noteBox(assets.IconMail, m.Notice, theme.AmberSoft))
	}
	if m.Slot != "" {
		parts = append(parts, slotBox(q.c.T("queue.slot.word"), m.Slot))
	}
	rows := make([]fyne.CanvasObject, 0, len(m.Items))
	for _, it := range m.Items {
		rows = append(rows, widgets.NewItemRow(q.w.Thumbs(), it, nil))
	}
	parts = append(parts, widgets.ItemList(rows...))
	if m.Customer != "" {
		parts = append(parts, noteBox(assets.IconChat, q.c.T("queue.note", "note", m.Customer), theme.Sunk))
	}
	for _, wish := range m.Wishes {
		parts = append(parts, noteBox(assets.IconNote, wish, theme.Sunk))
	}
	q.reader = widgets.NewScroll(widgets.Inset(widgets.VBox(16, parts...), 24, 24))
	return widgets.Page(nil, q.reader, widgets.Pad(buttonRow(actions), 8, 24, 16, 24))
}

// buttonRow puts secondary actions at their width and gives the main one the
// rest.
func buttonRow(actions []widgets.Action) fyne.CanvasObject {
	var row []fyne.CanvasObject
	for _, a := range actions {
		if a.Kind == widgets.Secondary {
			row = append(row, widgets.AtLeast(widgets.NewBigButton(a), 152, 72))
			continue
		}
		a.Large = true
		row = append(row, widgets.Grow(widgets.NewBigButton(a)))
	}
	return widgets.HBoxFill(8, row...)
}

// noteBox is a sentence with an icon on a soft ground.
func noteBox(icon assets.Icon, text string, fill theme.Token) fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(icon, 24, theme.Ink2), widgets.Grow(widgets.Body(text)))
	return widgets.Panel(widgets.NewBox(fill).Round(12).SoftEdge(theme.Ink3), 14, row)
}

// slotBox is where the bags lie.
func slotBox(word, code string) fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(assets.IconShelf, 28, theme.Teal), widgets.NewText(widgets.Run{Text: word, Size: theme.T17, Bold: true, Color: theme.Teal}), widgets.Grow(widgets.Code(code, theme.T64).Right()))
	return widgets.Panel(widgets.NewBox(theme.TealSoft).Round(12).Edge(theme.Teal, 2), 16, row)
}

// actions are an order's actions, ready to act.
func (q *queue) actions(r pickup.Row) []widgets.Action {
	var out []widgets.Action
	for _, m := range actionsOf(q.c, r, q.offline(), q.now()) {
		m.Action.OnTap = func() { q.act(m.Do, r) }
		out = append(out, m.Action)
	}
	return out
}

func (q *queue) act(d do, r pickup.Row) {
	switch d {
	case doPick, doTakeOver:
		q.claim(r, false)
	case doDecline:
		q.askDecline(r)
	case doHandover:
		q.leave(page.Handover{Order: r.ID})
	case doResend:
		q.record(q.svc.Resend, r, "queue.resent")
	case doTold:
		q.record(q.svc.Told, r, "queue.told.done")
	case doExtend:
		q.record(q.svc.Extend, r, "queue.extended")
	case doOffer:
		q.leave(page.Offer{Order: r.ID})
	case doPause:
		q.askPause(r)
	case doResume:
		q.record(q.svc.Resume, r, "queue.resumed")
	}
}

// askPause asks why the work on an order rests.
func (q *queue) askPause(r pickup.Row) {
	rows := []fyne.CanvasObject{widgets.Title(q.c.T("queue.pause.title")), widgets.Body(q.c.T("queue.pause.body", "number", r.Number, "name", sama(q.c, r.Name)))}
	for _, why := range retail.PauseReasons() {
		rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: q.c.T("queue.pause." + why.String()), OnTap: func() {
			q.record(func(ctx context.Context, id retail.OrderID) error { return q.svc.Pause(ctx, id, why) }, r, "queue.paused.done")
		}}))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: q.c.T("common.cancel"), OnTap: q.stage.HideSheet}))
	q.stage.LongSheet(widgets.VBox(8, rows...), q.stage.HideSheet)
}

// record runs one step on an order and says that it is written down.
func (q *queue) record(step func(context.Context, retail.OrderID) error, r pickup.Row, key string) {
	q.stage.HideSheet()
	inTurn(&q.frame, false, func(ctx context.Context) (struct{}, error) { return struct{}{}, step(ctx, r.ID) }, func(_ struct{}, err error) {
		if err != nil {
			q.w.Fail(err)
		} else {
			q.w.Play(assets.SoundRight)
			q.stage.Toast(q.c.T(key, "number", r.Number, "name", sama(q.c, r.Name)), "", nil)
		}
		q.load()
	})
}

// claim takes an order in hand and goes to pick it. A colleague's is asked for
// first.
func (q *queue) claim(r pickup.Row, takeOver bool) {
	if r.Urgency == pickup.Taken && !takeOver {
		q.askTakeOver(r)
		return
	}
	inTurn(&q.frame, false, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, q.svc.Claim(ctx, r.ID, takeOver)
	}, func(_ struct{}, err error) {
		switch {
		case err == nil:
			q.leave(page.Pick{Order: r.ID})
		case retail.HintOf(err) == "verdict.claimed_by":
			q.load()
			q.askTakeOver(r)
		default:
			q.w.Fail(err)
			q.load()
		}
	})
}

func (q *queue) askTakeOver(r pickup.Row) {
	title := q.c.T("queue.takeover.somebody")
	if r.Claimer != "" {
		title = q.c.T("queue.takeover.who", "name", page.Name(q.c, r.Claimer, r.ClaimerEn))
	}
	q.stage.Ask(widgets.SheetData{Title: title, Body: q.c.T("queue.takeover.body", "number", r.Number, "name", sama(q.c, r.Name)), Actions: []widgets.Action{
		{Kind: widgets.Secondary, Text: q.c.T("common.cancel")},
		{Kind: widgets.Main, Text: q.c.T("queue.takeover.yes"), OnTap: func() { q.claim(r, true) }},
	}}, q.stage.HideSheet)
}

// askDecline asks why; only leads may say so.
func (q *queue) askDecline(r pickup.Row) {
	if q.w.Who().Role < retail.RoleLead {
		q.stage.Ask(widgets.SheetData{Title: q.c.T("queue.decline.lead"), Body: q.c.T("queue.decline.lead.text"), Actions: []widgets.Action{
			{Kind: widgets.Main, Text: q.c.T("common.ok")},
		}}, q.stage.HideSheet)
		return
	}
	rows := []fyne.CanvasObject{widgets.Title(q.c.T("queue.decline.title")), widgets.Body(q.c.T("queue.decline.body", "number", r.Number, "name", sama(q.c, r.Name)))}
	for _, why := range declineReasons {
		rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: q.c.T(why), OnTap: func() {
			q.record(func(ctx context.Context, id retail.OrderID) error { return q.svc.Decline(ctx, id, why) }, r, "queue.declined")
		}}))
	}
	rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: q.c.T("common.cancel"), OnTap: q.stage.HideSheet}))
	q.stage.LongSheet(widgets.VBox(8, rows...), q.stage.HideSheet)
}

// sheet is a waiting order on the handheld: where it lies, and what to do.
func (q *queue) sheet(r pickup.Row) {
	m := cardOf(q.c, r, q.now(), false)
	chips := make([]fyne.CanvasObject, 0, len(m.Chips))
	for _, ch := range m.Chips {
		chips = append(chips, widgets.NewChip(ch.Icon, ch.Tone, ch.Word))
	}
	head := widgets.NewText(widgets.Run{Text: m.Number, Size: theme.T20, Code: true, Color: theme.Ink2}, widgets.Run{Text: "  ", Size: theme.T15}, widgets.Run{Text: m.Name, Size: theme.T24, Bold: true})
	parts := []fyne.CanvasObject{head, widgets.Wrap(4, chips...)}
	if r.Slot != "" {
		parts = append(parts, slotBox(q.c.T("queue.slot.word"), r.Slot))
	}
	if text := noticeText(q.c, r); text != "" {
		parts = append(parts, widgets.Body(text))
	}
	actions := q.actions(r)
	side := []fyne.CanvasObject{}
	for _, a := range actions {
		act := a.OnTap
		a.OnTap = func() { q.stage.HideSheet(); act() }
		if a.Kind == widgets.Secondary {
			side = append(side, widgets.NewBigButton(a))
			continue
		}
		if len(side)%2 == 1 { // three in a row leave no room for their words
			parts, side = append(parts, side[0]), side[1:]
		}
		if len(side) > 0 {
			parts = append(parts, widgets.Grid(2, 8, side...))
		}
		parts = append(parts, widgets.NewBigButton(a))
	}
	q.stage.LongSheet(widgets.VBox(12, parts...), q.stage.HideSheet)
}
