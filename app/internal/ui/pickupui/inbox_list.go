package pickupui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// entryRow is an entry of 要確認 as a card of the queue.
func entryRow(m entryModel, onTap func()) fyne.CanvasObject {
	ink := theme.Ink2
	if m.Late {
		ink = theme.Red
	}
	due := widgets.NewText(widgets.Run{Text: m.Due, Size: theme.T15, Bold: m.Late, Color: ink}).OneLine()
	head := widgets.HBox(8, widgets.NewChip(m.Chip.Icon, m.Chip.Tone, m.Chip.Word), widgets.Space(), widgets.NewIcon(assets.IconClock, 18, ink), due)
	line := widgets.Small(m.Sub)
	if m.Title != "" {
		line = widgets.NewText(widgets.Run{Text: m.Title + "  ", Size: theme.T20, Bold: true, Code: true}, widgets.Run{Text: m.Sub, Size: theme.T15, Color: theme.Ink2})
	}
	who := widgets.Caption(m.Who)
	if m.Mine {
		who.In(theme.Accent)
	}
	body := widgets.VBox(4, line, widgets.HBox(6, widgets.NewIcon(assets.IconUser, 16, theme.Ink3), widgets.Grow(who)))
	parts := widgets.VBox(6, head, widgets.HBox(8, widgets.Grow(body), widgets.NewIcon(assets.IconNext, 20, theme.Ink3)))
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.CardBox(), widgets.Inset(parts, 12, 12)), onTap), 0, 96)
}

// inboxHead is what stands over the list: its filters, and how many are open
// too long.
func (q *queue) inboxHead() fyne.CanvasObject {
	h := inboxHeadOf(q.c, q.data.Inbox)
	filters := widgets.NewCountTabs(h.Filters, int(q.filter), true, func(i int) {
		q.filter = inboxFilter(i)
		q.showInbox()
	})
	parts := []fyne.CanvasObject{filters}
	if h.Long != "" {
		parts = append(parts, factRow(assets.IconWarn, h.Long, theme.Red, true))
	}
	return widgets.Pad(widgets.VBox(6, parts...), 8, 16, 0, 16)
}

// showInbox fills the list of 要確認, keeping its place.
func (q *queue) showInbox() {
	q.shown = entriesOf(q.data.Inbox, q.filter)
	if q.entries == nil {
		q.entries = widgets.Layers()
	}
	switch {
	case len(q.shown) == 0:
		q.list = nil
		widgets.Put(q.entries, widgets.NewEmptyState(assets.IconCheck, q.c.T("inbox.none"), q.c.T("inbox.none.text"), nil))
	case q.list == nil:
		q.list = q.newInbox()
		widgets.Put(q.entries, widgets.Inset(q.list, 8, 0))
	default:
		q.list.Reload()
	}
	widgets.Put(q.body, widgets.Page(q.inboxHead(), q.entries, nil))
}

// newInbox makes the list.
func (q *queue) newInbox() *widgets.List {
	return widgets.NewList(widgets.ListData{
		Len: func() int { return len(q.shown) }, Gap: 8, Margin: 8,
		New: func() fyne.CanvasObject { return widgets.Layers() },
		Bind: func(i int, row fyne.CanvasObject) {
			x := q.shown[i]
			widgets.Put(row.(*fyne.Container), entryRow(entryOf(q.c, x, q.now()), func() { q.leave(page.Exception{ID: x.ID}) }))
		},
	})
}

// leaveInbox forgets the list's parts: another tab is shown.
func (q *queue) leaveInbox() {
	q.entries, q.shown = nil, nil
}
