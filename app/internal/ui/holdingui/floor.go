package holdingui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// floorRows is what the page says of a part of a floor order: how the customer gets
// it, what is to be paid, and where it is sent.
func (s *one) floorRows() []fyne.CanvasObject {
	m := floorOf(s.c, s.got)
	if m == nil {
		return nil
	}
	row := func(icon assets.Icon, text string) fyne.CanvasObject {
		return widgets.HBox(10, widgets.NewIcon(icon, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Size: theme.T17}))))
	}
	rows := []fyne.CanvasObject{row(assets.IconCard, m.Pay)}
	for _, t := range []struct {
		icon assets.Icon
		text string
	}{{assets.IconTruck, m.When}, {assets.IconPin, m.Where}, {assets.IconPhone, m.Phone}, {assets.IconTag, m.Waybill}} {
		if t.text != "" {
			rows = append(rows, row(t.icon, t.text))
		}
	}
	return rows
}

// floorNext is what is to be done next with a part of a floor order, empty where it
// is as with every hold. A delivery needs the number of its slip.
func (s *one) floorNext() []widgets.Action {
	h, c := s.got, s.c
	if h.Floor == nil || h.State.Ended() {
		return nil
	}
	away := h.At.ID != ""
	switch {
	case h.Pay != retail.PaidAll && (away || h.ToKeep() == 0):
		return []widgets.Action{{
			Kind: widgets.Main, Text: c.T("holding.floor.paid", "yen", c.Yen(int64(h.Floor.PartTaxIn))), Icon: assets.IconCard,
			OnTap: func() {
				s.do(func(ctx context.Context) error { return s.svc.Paid(ctx, h.ID, "") })
			},
		}}
	case h.Floor.Way == retail.HomeDelivery && !away && h.State == retail.HoldHeld && h.ToKeep() == 0:
		return []widgets.Action{{Kind: widgets.ScanWait, Text: c.T("holding.floor.scan"), Sub: c.T("holding.floor.scan.sub")}}
	}
	return nil
}

// ship gives the goods to a carrier under the number of the slip.
func (s *one) ship(waybill string) {
	id := s.got.ID
	s.do(func(ctx context.Context) error { return s.svc.Ship(ctx, id, waybill) })
}
