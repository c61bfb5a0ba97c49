package printui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/printing"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// printer is the page on which the printer of this terminal is chosen.
type printer struct {
	frame
	cfg     printing.Config
	address *widgets.Field
	said    *standModel // what the printer answered
	asking  bool
}

// NewPrinter makes the page on which the printer is chosen.
func NewPrinter(w page.Window, svc Service, _ page.Printer) page.Screen {
	s := &printer{frame: newFrame(w, svc, "print.printer")}
	s.address = widgets.NewField(s.c.T("print.address.hint"), func(string) { s.check() })
	load.Newest(&s.slot, s.life, svc.Queue, func(q printing.Queue, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.cfg = q.Config
		s.address.SetText(s.cfg.Address)
		s.paint()
	})
	return s
}

func (s *printer) paint() {
	c := s.c
	parts := []fyne.CanvasObject{
		widgets.VBox(6, widgets.Strong(c.T("print.address")), s.address, widgets.Small(c.T("print.address.where"))),
		pick(c.T("print.language"), printing.Languages(), s.cfg.Language, func(l printing.Language) string { return c.T("print.language." + l.String()) }, func(l printing.Language) {
			s.cfg.Language, s.cfg.Paper = l, printing.Papers(l)[0]
			s.said = nil
			s.paint()
		}),
		pick(c.T("print.paper"), printing.Papers(s.cfg.Language), s.cfg.Paper, func(p printing.Paper) string { return c.T("print.paper." + p.String()) }, func(p printing.Paper) {
			s.cfg.Paper = p
			s.paint()
		}),
		pick(c.T("print.code"), []bool{false, true}, s.cfg.Bars, func(bars bool) string {
			if bars {
				return c.T("print.code.bars")
			}
			return c.T("print.code.qr")
		}, func(bars bool) {
			s.cfg.Bars = bars
			s.paint()
		}),
	}
	if s.said != nil {
		lines := []fyne.CanvasObject{widgets.Name(s.said.Word)}
		if s.said.Do != "" {
			lines = append(lines, widgets.Body(s.said.Do))
		}
		row := widgets.HBoxTop(12, widgets.NewIcon(s.said.Icon, 28, s.said.Tone.Ink), widgets.Grow(widgets.VBox(2, lines...)))
		parts = append([]fyne.CanvasObject{widgets.Layers(widgets.NewBox(s.said.Tone.Soft).Round(12), widgets.Inset(row, 16, 12))}, parts...)
	}
	check := widgets.Action{Kind: widgets.Secondary, Text: c.T("print.check"), OnTap: s.check}
	save := widgets.Action{Kind: widgets.Main, Text: c.T("print.save"), Icon: assets.IconCheck, OnTap: s.save}
	if s.asking {
		check = widgets.Action{Kind: widgets.NotYet, Text: c.T("print.checking")}
	}
	s.lay(widgets.VBox(16, parts...), check, save)
}

// pick is one of a few, side by side.
func pick[T comparable](head string, all []T, chosen T, word func(T) string, on func(T)) fyne.CanvasObject {
	cells := make([]fyne.CanvasObject, len(all))
	for i, v := range all {
		box, ink := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1), theme.Ink
		if v == chosen {
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		text := widgets.NewText(widgets.Run{Text: word(v), Size: theme.T17, Bold: true, Color: ink}).Center()
		cells[i] = widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(text), 6, 6)), func() { on(v) }), 0, 64)
	}
	return widgets.VBox(6, widgets.Strong(head), widgets.Grid(len(all), 8, cells...))
}

// typed is the choice as it stands on the page.
func (s *printer) typed() printing.Config {
	c := s.cfg
	c.Address = s.address.Text
	return c
}

// check asks the printer how it is.
func (s *printer) check() {
	if s.asking {
		return
	}
	s.asking, s.said = true, nil
	s.paint()
	cfg := s.typed()
	type answer struct {
		cause  retail.PrintCause
		silent bool
	}
	load.Newest(&s.turn, s.life, func(ctx context.Context) (a answer, err error) {
		a.cause, a.silent, err = s.svc.Check(ctx, cfg)
		return a, err
	}, func(a answer, err error) {
		s.asking = false
		if err != nil {
			s.w.Fail(err)
			s.paint()
			return
		}
		m := standModel{assets.IconCheck, widgets.ToneGreen, s.c.T("print.answers"), ""}
		switch {
		case a.cause != 0:
			m = standModel{assets.IconWarn, widgets.ToneOrange, s.c.T("print.cause." + a.cause.String()), s.c.T("print.do." + a.cause.String())}
		case a.silent:
			m = standModel{assets.IconEye, widgets.ToneAmber, s.c.T("print.silent"), s.c.T("print.silent.do")}
		}
		s.said = &m
		s.body.SetOffset(0)
		s.paint()
	})
}

// save keeps the choice and goes back to the queue.
func (s *printer) save() {
	cfg := s.typed()
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.SetConfig(context.WithoutCancel(ctx), cfg)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundRight)
		s.w.Back()
	})
}

var _ page.Screen = (*printer)(nil)
