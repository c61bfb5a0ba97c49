package syncui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
)

// Shop tells of the shop's terminals.
type Shop interface {
	Terminals(ctx context.Context) ([]pickup.Terminal, error)
	// Contacts returns what the hub last said of them, and asks it; it may take
	// as long as a bad line does.
	Contacts(ctx context.Context) (pickup.Contacts, error)
}

// shopTable shows what each terminal of the shop recorded and what of it has
// arrived; a tap leads to the page of terminals.
func shopTable(w page.Window, rows []shopRow, old string) fyne.CanvasObject {
	c, who := w.Words(), w.Who()
	cell := func(o fyne.CanvasObject) fyne.CanvasObject { return widgets.Fixed(widgets.Right(o), 176, 0) }
	title := widgets.HBox(12, widgets.Strong(c.T("terminals.shop", "shop", who.Shop)), widgets.Small(old))
	head := widgets.HBox(0, widgets.Grow(title), widgets.Fixed(widgets.Space(), 44, 0), cell(widgets.Small(c.T("records.recorded"))),
		cell(widgets.Small(c.T("records.arrived"))),
		widgets.Space(), seenCell(widgets.Small(c.T("terminals.seen"))))
	lines := make([]fyne.CanvasObject, 0, 2*len(rows))
	for _, r := range rows {
		lines = append(lines, widgets.NewTap(shopLine(cell, r), func() { w.Go(page.Terminals{}) }), widgets.Hairline())
	}
	top := widgets.VBox(0, widgets.Inset(head, 24, 10), widgets.Hairline())
	return widgets.Layers(widgets.CardBox(), widgets.Page(top, widgets.NewScroll(widgets.VBox(0, lines...)), nil))
}

// seenCell has room for a day.
func seenCell(o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.AtLeast(widgets.Middle(widgets.Right(o)), 136, 0)
}

func shopLine(cell func(fyne.CanvasObject) fyne.CanvasObject, r shopRow) fyne.CanvasObject {
	name := []fyne.CanvasObject{widgets.Strong(r.Name)}
	if r.Sub != "" {
		name = append(name, widgets.Caption(r.Sub))
	}
	number := func(s string) fyne.CanvasObject {
		return cell(widgets.NewText(widgets.Run{Text: s, Size: theme.T24, Bold: true}).OneLine())
	}
	state := []fyne.CanvasObject{widgets.Space()}
	if r.Known {
		state = append(state, widgets.NewIcon(r.Icon, 18, r.Tone.Ink),
			widgets.NewText(widgets.Run{Text: r.Word, Size: theme.T15, Bold: true, Color: r.Tone.Ink}).OneLine())
	}
	return widgets.AtLeast(widgets.Inset(widgets.HBox(0, widgets.Fixed(widgets.NewIcon(r.Mark, 24, theme.Ink2), 44, 0),
		widgets.Grow(widgets.Middle(widgets.VBox(0, name...))), number(r.Recorded), number(r.Arrived),
		widgets.Grow(widgets.HBox(8, state...)), seenCell(widgets.Digits(r.Seen, theme.T17))), 24, 8), 0, 76)
}
