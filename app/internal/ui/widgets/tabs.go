package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// Tab is one choice of CountTabs.
type Tab struct {
	Word  string
	Count int
	Alert bool // 要確認: red with its icon
}

// CountTabs are tabs that carry counts: 64 high under the app bar on the
// handheld, filled buttons of 56 on the tablet.
type CountTabs struct {
	composite
	tabs   []Tab
	chosen int
	tablet bool
	onPick func(i int)
}

// NewCountTabs makes tabs; onPick hears the index tapped.
func NewCountTabs(tabs []Tab, chosen int, tablet bool, onPick func(i int)) *CountTabs {
	c := &CountTabs{tablet: tablet, onPick: onPick}
	c.ExtendBaseWidget(c)
	c.Set(tabs, chosen)
	return c
}

// Set shows other counts or another choice.
func (c *CountTabs) Set(tabs []Tab, chosen int) {
	c.tabs, c.chosen = tabs, chosen
	cells := make([]fyne.CanvasObject, len(tabs))
	for i, t := range tabs {
		cell := c.handheld(t, i == chosen)
		if c.tablet {
			cell = c.button(t, i == chosen)
		}
		cells[i] = NewTap(cell, func() {
			if c.onPick != nil {
				c.onPick(i)
			}
		})
	}
	if c.tablet {
		row := make([]fyne.CanvasObject, len(cells))
		for i, cell := range cells {
			row[i] = Grow(AtLeast(cell, 48, 56))
		}
		c.show(HBoxFill(8, row...))
		return
	}
	c.show(Layers(NewBox(theme.Card), VBox(0, AtLeast(Inset(Grid(len(cells), 0, cells...), 8, 0), 0, 63), Hairline())))
}

// handheld is a tab as count over word, the chosen one with a bar.
func (c *CountTabs) handheld(t Tab, chosen bool) fyne.CanvasObject {
	ink, bar := theme.Ink2, theme.Clear
	if chosen {
		ink, bar = theme.Accent, theme.Accent
	}
	if t.Alert && t.Count > 0 {
		ink = theme.Red
	}
	count := NewText(Run{Text: strconv.Itoa(t.Count), Size: theme.T24, Bold: true, Code: true, Color: ink}).Center().OneLine().LineHeight(28)
	word := NewText(Run{Text: t.Word, Size: theme.T13, Bold: chosen, Color: ink}).OneLine()
	var under fyne.CanvasObject = word.Center()
	if t.Alert && t.Count > 0 {
		under = Center(HBox(2, NewIcon(assets.IconExcl, 15, ink).Stroke(2.4), word))
	}
	line := Inset(Fixed(NewBox(bar).Round(2), 0, 4), 8, 0)
	return VBox(0, Space(), count, under, Space(), line)
}

// button is a tab as a filled or outlined button.
func (c *CountTabs) button(t Tab, chosen bool) fyne.CanvasObject {
	box, ink := CardBox(), theme.Ink2
	if t.Alert && t.Count > 0 {
		ink = theme.Red
	}
	if chosen {
		box, ink = NewBox(theme.Accent).Round(12), theme.AccentInk
	}
	words := NewText(
		Run{Text: t.Word + "  ", Size: theme.T15, Bold: chosen || t.Alert, Color: ink},
		Run{Text: strconv.Itoa(t.Count), Size: theme.T20, Bold: true, Code: true, Color: ink},
	).Center().OneLine()
	return Layers(box, Inset(Middle(words), 6, 0))
}

// RailItem is one room of the tablet's rail.
type RailItem struct {
	Icon  assets.Icon
	Word  string
	Badge int // shown as a number when above zero
}

// Rail is the tablet's navigation at the left: 96 wide.
type Rail struct {
	composite
	onPick func(i int)
}

// RailWidth is how wide the rail is.
const RailWidth = 96

// NewRail makes a rail; onPick hears the index tapped.
func NewRail(items []RailItem, chosen int, onPick func(i int)) *Rail {
	r := &Rail{onPick: onPick}
	r.ExtendBaseWidget(r)
	r.Set(items, chosen)
	return r
}

// A rail of up to roomyRail items gives each of them room; more stand closer, and
// beyond fullRail as close as fingers allow, so that all are seen at once on a
// tablet of 1280 × 800: fourteen. With large text it scrolls.
const (
	roomyRail = 8
	fullRail  = 12
)

// Set shows other items or another choice.
func (r *Rail) Set(items []RailItem, chosen int) {
	least, gap, side := float32(80), float32(4), float32(24)
	if len(items) > roomyRail {
		least, gap = 56, 0
	}
	if len(items) > fullRail {
		least, side = 50, 20
	}
	rows := make([]fyne.CanvasObject, 0, len(items)+1)
	for i, it := range items {
		rows = append(rows, AtLeast(r.item(it, i, i == chosen, side), 0, least))
	}
	body := Layers(NewBox(theme.Card), HBoxFill(0, Grow(NewScroll(Inset(VBox(gap, rows...), 8, 8))), Hairline()))
	r.show(AtLeast(body, RailWidth, 0))
}

func (r *Rail) item(it RailItem, i int, chosen bool, side float32) fyne.CanvasObject {
	box, ink := NewBox(theme.Clear).Round(12), theme.Ink2
	if chosen {
		box, ink = NewBox(theme.AccentSoft).Round(12).SoftEdge(theme.Accent), theme.Accent
	}
	icon := fyne.CanvasObject(Center(NewIcon(it.Icon, side, ink)))
	if it.Badge > 0 {
		icon = Center(HBox(2, NewIcon(it.Icon, side, ink), NewText(Run{Text: strconv.Itoa(it.Badge), Size: theme.T15, Bold: true, Code: true, Color: theme.Red})))
	}
	word := NewText(Run{Text: it.Word, Size: theme.T15, Bold: chosen, Color: ink}).Center().Lines(1)
	if side < 24 {
		word.LineHeight(20)
	}
	return NewTap(Layers(box, Middle(VBox(2, icon, word))), func() {
		if r.onPick != nil {
			r.onPick(i)
		}
	})
}
