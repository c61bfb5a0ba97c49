// Package byhand asks for a code that no scanner can read: first why, which is
// written down, then the digits under the bars.
package byhand

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// Width is how wide the question grows on the tablet, in dp.
const Width = 480

// Entry is what a screen needs to ask the question; the screen keeps the model.
type Entry struct {
	Words words.Catalog
	Model Model
	// Set is called with what the model becomes; the screen paints it.
	Set func(Model)
	// Done is called with digits that make a code, and why they were typed.
	Done func(digits string, why retail.HandReason)
}

// Body is the question: the reasons, or the pad.
func (e Entry) Body() fyne.CanvasObject {
	if e.Model.Reason == 0 {
		return e.reasons()
	}
	return e.pad()
}

// Back goes from the digits back to the reasons; false when there is nothing to
// go back to.
func (e Entry) Back() bool {
	if e.Model.Reason == 0 {
		return false
	}
	m := e.Model
	m.Reason = 0
	e.Set(m)
	return true
}

// Action is the main action of the screen.
func (e Entry) Action() widgets.Action {
	a := e.Model.Action(e.Words)
	if a.Kind != widgets.Main {
		return a
	}
	a.OnTap = func() {
		if m := e.Model.Check(); m.Wrong {
			e.Set(m)
			return
		}
		e.Done(e.Model.Digits, e.Model.Reason)
	}
	return a
}

func (e Entry) reasons() fyne.CanvasObject {
	return Why(e.Words, func(why retail.HandReason) {
		m := e.Model
		m.Reason = why
		e.Set(m)
	})
}

// Why asks why something cannot be scanned.
func Why(c words.Catalog, because func(retail.HandReason)) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Name(c.T("pick.hand.why"))}
	for _, r := range reasons(c) {
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Icon: r.Icon, Text: r.Text}, false, func() { because(r.Reason) }))
	}
	return widgets.VBox(8, append(rows, widgets.Small(c.T("pick.hand.logged")))...)
}

func (e Entry) pad() fyne.CanvasObject {
	edge, ink := theme.Accent, theme.Ink2
	if e.Model.Wrong {
		edge, ink = theme.Red, theme.Red
	}
	digits := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 2), widgets.Inset(widgets.Middle(widgets.Code(e.Model.Grouped(), theme.T28).Center()), 12, 8))
	pad := widgets.NewKeypad(func(d rune) { e.Set(e.Model.Add(d)) }, func() { e.Set(e.Model.Del()) })
	return widgets.VBox(8, widgets.AtLeast(digits, 0, 64), widgets.NewText(widgets.Run{Text: e.Model.Message(e.Words), Size: theme.T15, Color: ink}).Center(), pad)
}
