package settingsui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/scanner"
)

// lookEvery is how often the page looks how the scanners stand.
const lookEvery = time.Second

// followScanners paints anew when a scanner came or went.
func (s *settings) followScanners() {
	if s.act.Scanners == nil {
		return
	}
	s.life.Every(lookEvery, func(time.Time) {
		if now := s.act.Scanners.Scanners(); !slices.Equal(now, s.seen) {
			s.paint()
		}
	})
}

// scanners is what teaches and tests a hand scanner, and every way in with its
// switch, how it stands, and its device.
func (s *settings) scanners() []fyne.CanvasObject {
	c := s.w.Words()
	next := func(icon assets.Icon, word, sub string, r page.Route) fyne.CanvasObject {
		return s.row(icon, c.T(word), c.T(sub), widgets.NewIcon(assets.IconNext, 20, theme.Ink3), func() { s.w.Go(r) })
	}
	rows := []fyne.CanvasObject{
		next(assets.IconScan, "scan.cal.title", "scan.cal.sub", page.Calibrate{}), next(assets.IconEye, "scan.test.title", "scan.test.sub", page.ScanTest{}),
	}
	if s.act.Scanners != nil {
		s.seen = s.act.Scanners.Scanners()
	}
	for _, v := range scannersOf(c, s.seen) {
		rows = append(rows, s.scanner(v))
		if v.Choose {
			rows = append(rows, widgets.NewTap(widgets.AtLeast(widgets.Inset(widgets.HBox(12,
				widgets.Middle(widgets.Small(v.Role)), widgets.Grow(widgets.Middle(widgets.Strong(v.Device).Right())),
				widgets.NewIcon(assets.IconNext, 20, theme.Ink3)), 0, 8), 0, 64), func() { s.choose(v.Source) }))
		}
	}
	if s.model.Method.Shown {
		rows = append(rows, s.method())
	}
	return []fyne.CanvasObject{card(c.T("scanners.title"), rows...)}
}

// method is the row that gives the keys to the system's input method, for those
// who type Japanese. It stands with the scanners, for it is they that pay.
func (s *settings) method() fyne.CanvasObject {
	v := s.model.Method
	lines := []fyne.CanvasObject{widgets.Strong(s.w.Words().T("scanners.method")), widgets.Small(v.Sub)}
	if v.Later != "" {
		lines = append(lines, widgets.HBox(6, widgets.Middle(widgets.NewIcon(assets.IconClock, 16, theme.Amber)), widgets.Grow(widgets.Small(v.Later).In(theme.Ink))))
	}
	line := widgets.HBox(12, widgets.NewIcon(assets.IconKeypad, 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))), toggle(v.On))
	return widgets.NewTap(widgets.AtLeast(widgets.Inset(line, 0, 8), 0, 72), func() {
		s.set.SetInputMethod(!v.On)
		s.paint()
	})
}

// scanner is the row of one way in; it acts as a whole.
func (s *settings) scanner(v scannerView) fyne.CanvasObject {
	icons := map[scanner.Source]assets.Icon{
		scanner.SourceTCP: assets.IconHub, scanner.SourceSerial: assets.IconScan, scanner.SourceEvdev: assets.IconLock, scanner.SourcePicture: assets.IconCamera,
	}
	state := widgets.Small(v.State)
	lines := []fyne.CanvasObject{widgets.Strong(v.Word), state}
	if v.Icon != "" {
		lines[1] = widgets.HBox(6, widgets.Middle(widgets.NewIcon(v.Icon, 16, v.Ink)), widgets.Grow(state.In(theme.Ink)))
	}
	if v.Do != "" {
		lines = append(lines, widgets.Small(v.Do))
	}
	line := widgets.HBox(12, widgets.NewIcon(icons[v.Source], 24, theme.Ink2), widgets.Grow(widgets.Middle(widgets.VBox(2, lines...))), toggle(v.On))
	return widgets.NewTap(widgets.AtLeast(widgets.Inset(line, 0, 8), 0, 72), func() {
		if !v.On && choosing[v.Source] && !s.chosen(v.Source) {
			s.choose(v.Source)
			return
		}
		s.act.Scanners.Switch(v.Source, !v.On)
		s.paint()
	})
}

// chosen tells whether a device was chosen before.
func (s *settings) chosen(from scanner.Source) bool {
	return slices.ContainsFunc(s.seen, func(sc Scanner) bool { return sc.Source == from && sc.Chosen != "" })
}

// choose asks which device it is to be.
func (s *settings) choose(from scanner.Source) {
	load.Newest(&s.slot, s.life, func(ctx context.Context) ([]Device, error) { return s.act.Scanners.Devices(ctx, from) }, func(list []Device, err error) {
		if err != nil {
			s.act.Scanners.Switch(from, true) // its own words say what is wrong
			s.paint()
			return
		}
		s.askDevice(from, list)
	})
}

// askDevice puts the devices over the page, one below the other.
func (s *settings) askDevice(from scanner.Source, list []Device) {
	c := s.w.Words()
	parts := []fyne.CanvasObject{widgets.Title(c.T("scanners.ask"))}
	switch {
	case len(list) == 0:
		parts = []fyne.CanvasObject{widgets.Title(c.T("scanners.ask.none")), widgets.Body(c.T("scanners.ask.none.do"))}
	case from == scanner.SourceEvdev:
		parts = append(parts, widgets.Body(c.T("scanners.ask.evdev")))
	}
	for _, d := range list {
		word, sub := deviceWord(c, from, d)
		parts = append(parts, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: word, Sub: sub, OnTap: func() {
			s.stage.HideSheet()
			s.act.Scanners.Use(from, d.ID)
			s.paint()
		}}))
	}
	parts = append(parts, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: c.T("common.cancel"), OnTap: s.stage.HideSheet}))
	s.stage.Sheet(widgets.VBox(12, parts...), s.stage.HideSheet)
}
