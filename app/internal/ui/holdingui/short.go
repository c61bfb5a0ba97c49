package holdingui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// shortRow is a reason why goods are not put by, and what it does to the stock.
type shortRow struct {
	Reason retail.ShortReason
	Icon   assets.Icon
	Effect string // key
}

// shortRows are the reasons that staff have, the usual one first.
var shortRows = []shortRow{
	{retail.NotFound, assets.IconSearch, "holding.short.doubt"},
	{retail.SoldOut, assets.IconCard, "holding.short.doubt"},
	{retail.DamagedGoods, assets.IconWarn, "holding.short.b_grade"},
	{retail.DisplayOnly, assets.IconShelf, "holding.short.display"},
}

// notFound is the way out when goods to be put by are not there.
func (s *one) notFound() widgets.Action {
	return widgets.Action{Kind: widgets.Secondary, Text: s.c.T("holding.short"), Icon: assets.IconSearch, OnTap: s.askShort}
}

// askShort asks why; the tap on a reason is the answer.
func (s *one) askShort() {
	rows := []fyne.CanvasObject{widgets.Title(s.c.T("holding.short.ask", "n", s.got.ToKeep())), widgets.Body(s.c.T("holding.short.text"))}
	for _, r := range shortRows {
		data := widgets.ReasonData{Icon: r.Icon, Text: s.c.T("pick.short." + r.Reason.String()), Effect: s.c.T(r.Effect)}
		rows = append(rows, widgets.NewReasonRow(data, false, func() {
			s.stage.HideSheet()
			s.do(func(ctx context.Context) error { return s.svc.Short(ctx, s.id, r.Reason) })
		}))
	}
	s.stage.LongSheet(widgets.VBox(10, rows...), s.stage.HideSheet)
}
