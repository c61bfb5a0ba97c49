package counterui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// sayLocked says that no digits are taken for a while, and what to do instead.
func (h *handover) sayLocked(wait time.Duration) {
	h.say(h.c.T("counter.locked", "time", h.c.Span(wait)))
	h.locked = h.view.Answer == 0
	h.render()
}

// noticeBox is what the last scan or number came to. Where too many were wrong a manager
// may end the wait; on the handheld that is asked for at the thumb, see lockedPage.
func (h *handover) noticeBox() fyne.CanvasObject {
	row := widgets.HBox(12, widgets.NewIcon(assets.IconWarn, 28, theme.Amber), widgets.Grow(widgets.Strong(h.notice)))
	box := widgets.Panel(widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 2), 14, row)
	if !h.locked || !h.tablet() {
		return box
	}
	return widgets.VBox(12, box, widgets.NewBigButton(h.approveCodes()))
}

func (h *handover) approveCodes() widgets.Action {
	return widgets.Action{Kind: widgets.Secondary, Text: h.c.T("approve.do"), Icon: assets.IconBadge, OnTap: h.askForCodes}
}

// lockedPage stands in the place of the keys while no digits are taken.
func (h *handover) lockedPage() fyne.CanvasObject {
	body := widgets.VBox(12, widgets.Name(h.c.T("counter.digits")), h.noticeBox())
	actions := []widgets.Action{h.approveCodes(), h.searchByName()}
	return ground(h.bar, widgets.NewScroll(widgets.Inset(body, 16, 16)), halves(actions))
}

// askForCodes asks a manager to let digits be typed again; who is one need not be asked.
func (h *handover) askForCodes() {
	if h.w.Who().Role >= retail.RoleManager {
		h.allowCodes(retail.Staff{})
		return
	}
	h.codes = true
	h.askApproval()
}

// allowCodes lets digits be typed again, where they were typed. The zero Staff is whoever
// is signed in.
func (h *handover) allowCodes(manager retail.Staff) {
	inTurn(h, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, h.svc.AllowCodes(context.WithoutCancel(ctx), manager)
	}, func(_ struct{}, err error) {
		if err != nil {
			h.w.Fail(err)
			return
		}
		h.reset()
		if h.tablet() {
			h.render()
			h.stage.Toast(h.c.T("counter.locked.allowed"), "", nil)
			return
		}
		h.mode = modeDigits // whose page says it where a word in passing would lie over keys
		h.render()
	}, nil)
}
