package holdingui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// releases are why a hold ends before its customer came, the usual reason first: words
// of ReleaseHold.Why.
var releases = []string{"customer", "unreached", "mistake"}

// askRelease asks why the hold ends; the tap on a reason ends it. What was paid is
// said before.
func (s *one) askRelease() {
	rows := []fyne.CanvasObject{widgets.Title(s.c.T("holding.release.ask"))}
	if s.got.PaidTaxIn > 0 {
		rows = append(rows, widgets.Body(s.c.T("holding.release.paid", "yen", s.c.Yen(int64(s.got.PaidTaxIn)))))
	}
	for i, why := range releases {
		icon := []assets.Icon{assets.IconUser, assets.IconPhone, assets.IconUndo}[i]
		rows = append(rows, widgets.NewReasonRow(widgets.ReasonData{Icon: icon, Text: s.c.T("holding.release." + why)}, false, func() {
			s.stage.HideSheet()
			s.do(func(ctx context.Context) error { return s.svc.Release(ctx, s.id, why) })
		}))
	}
	s.stage.LongSheet(widgets.VBox(10, rows...), s.stage.HideSheet)
}
