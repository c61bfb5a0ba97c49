package counterui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

var _ page.Aimer = (*handover)(nil)

// Aim is the customer's code, then each bag. What stands on the screen in
// between is the answer, and nothing covers it: one code closes the camera.
func (h *handover) Aim() (page.Aim, bool) {
	a := page.Aim{Look: page.LookLabels, Once: true}
	switch h.mode {
	case modeScanner, modeDigits:
		a.Title, a.Text = h.c.T("camera.aim.customer"), h.c.T("counter.prompt.text")
		a.ByHand = func() {
			if h.tablet() {
				return // the digits stand beside it
			}
			h.mode, h.notice, h.locked = modeDigits, "", false
			h.render()
		}
	case modeOrder:
		if h.view.Order == nil || stepOf(h.view) == stepHalt {
			return a, false
		}
		a.Title, a.Text = h.c.T("camera.aim.bag"), joined(h.view.Order.Number, h.c.T("common.sama", "name", h.view.Name))
	case modeApprove:
		a.Title = h.c.T("camera.aim.badge")
	case modeIdentity, modeReceipt, modeWrong, modeDone:
		return a, false
	}
	return a, !h.stage.SheetShown()
}

// tapForCamera says that the prompt opens the camera.
func tapForCamera(c words.Catalog) fyne.CanvasObject {
	word := widgets.NewText(widgets.Run{Text: c.T("camera.tap"), Bold: true, Color: theme.Accent})
	return widgets.Center(widgets.HBox(8, widgets.NewIcon(assets.IconCamera, 24, theme.Accent).Stroke(2.2), word))
}
