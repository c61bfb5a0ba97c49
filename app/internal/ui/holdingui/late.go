package holdingui

import (
	"context"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// comesLate tells whether the customer of a hold that is over may still have it:
// its time ran out, and the goods lie put by in this shop.
func comesLate(h holding.Row) bool {
	return h.Hold != nil && h.State == retail.HoldExpired && h.Aside() > 0 && h.At.ID == ""
}

// mayHandOver tells whether a scan of the goods hands them over. Of a hold that is
// over it puts them back, unless staff said that the customer is here.
func mayHandOver(h holding.Row, here bool) bool {
	return h.At.ID == "" && (h.State == retail.HoldHeld && h.ToKeep() == 0 || comesLate(h) && here)
}

// lateAsk is what is asked when the tag of a hold that is over is scanned: who
// puts it back may have scanned it by mistake.
func lateAsk(c words.Catalog, who string) widgets.SheetData {
	return widgets.SheetData{Title: c.T("holding.late.ask"), Body: c.T("holding.late.body", "name", who)}
}

// lateActions is what may be done with goods that nobody came for in time: back to
// the shelf, or to the customer after all.
func (s *one) lateActions(act func(func(context.Context) error) func()) []widgets.Action {
	c, id := s.c, s.got.ID
	more := widgets.Action{Kind: widgets.Secondary, Text: c.T("holding.extend"), OnTap: act(func(ctx context.Context) error { return s.svc.Extend(ctx, id) })}
	here := widgets.Action{Kind: widgets.Secondary, Text: c.T("holding.late.here"), Icon: assets.IconUser, OnTap: func() { s.setHere(true) }}
	if !s.here {
		return []widgets.Action{{Kind: widgets.ScanWait, Text: c.T("holding.scan_back"), Sub: c.T("holding.scan_back.sub")}, here, more}
	}
	here.Text, here.Icon, here.OnTap = c.T("holding.late.gone"), "", func() { s.setHere(false) }
	return []widgets.Action{{Kind: widgets.ScanWait, Text: c.T("holding.scan_collect"), Sub: c.T("holding.scan_collect.sub")}, s.byHand(), here}
}

// setHere notes whether the customer stands here.
func (s *one) setHere(on bool) {
	s.here, s.passed = on, nil
	s.paint()
}

// lateTag is the scan of the tag of a hold that is over.
func (s *one) lateTag() {
	h := s.got
	if s.here {
		s.collect(holding.Shown{Tag: h.Tag}, "")
		return
	}
	q := lateAsk(s.c, rowOf(s.c, h, s.life.Clock().Now()).Who)
	q.Actions = []widgets.Action{
		{Kind: widgets.Secondary, Text: s.c.T("common.cancel")},
		{Kind: widgets.Main, Text: s.c.T("holding.late.do"), Icon: assets.IconBag, OnTap: func() { s.collect(holding.Shown{Tag: h.Tag}, "") }},
	}
	s.w.Play(assets.SoundRight)
	s.stage.Ask(q, s.stage.HideSheet)
}
