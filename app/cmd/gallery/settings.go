package main

import (
	"context"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// choices are those of the picture's look.
type choices struct{ look look }

func (c choices) Mode() theme.Mode            { return c.look.mode }
func (c choices) SetMode(theme.Mode)          {}
func (c choices) Scale() float32              { return c.look.scale }
func (c choices) SetScale(float32)            {}
func (c choices) Still() bool                 { return false }
func (c choices) SetStill(bool)               {}
func (c choices) InputMethod() bool           { return true }
func (c choices) SetInputMethod(bool)         {}
func (c choices) Sound(s assets.Sound) bool   { return s != assets.SoundDoorbell }
func (c choices) SetSound(assets.Sound, bool) {}

func settingsOf(role retail.Role, unsent int) func(page.Window) page.Screen {
	return func(pw page.Window) page.Screen {
		w := pw.(*window)
		w.who.Role = role
		w.light = widgets.SyncText(w.cat, widgets.SyncConnected, 0, unsent, 0)
		nothing := func(context.Context) error { return nil }
		return settingsui.NewSettings(w, choices{w.look}, func() {}, settingsui.Actions{Version: "1.0.0", SignOut: nothing, Unenrol: nothing, Scanners: ways{}, InputMethod: new(bool)})
	}
}

// ways are scanners in every state that matters.
type ways struct{}

func (ways) Scanners() []settingsui.Scanner {
	return []settingsui.Scanner{
		{Source: scanner.SourceTCP, On: true, Chosen: "0.0.0.0:58627", Device: "0.0.0.0:58627", State: scanner.FeedConnected, Open: true},
		{Source: scanner.SourceSerial, On: true, Chosen: "usb:05E0:1701", Device: "usb:05E0:1701", State: scanner.FeedWaiting, Reason: scanner.ReasonGone},
		{Source: scanner.SourceEvdev, On: true, Chosen: "05E0:1200", Device: "Bar Code Scanner", State: scanner.FeedLost, Reason: scanner.ReasonPermission},
		{Source: scanner.SourcePicture},
	}
}

func (ways) Switch(scanner.Source, bool) {}
func (ways) Use(scanner.Source, string)  {}

func (ways) Devices(context.Context, scanner.Source) ([]settingsui.Device, error) {
	return []settingsui.Device{{ID: "usb:05E0:1701", Name: "Symbol Bar Code Scanner"}, {ID: "/dev/ttyS0", Name: "/dev/ttyS0"}}, nil
}

func init() {
	scenes = append(scenes,
		scene{Name: "settings", Route: page.Settings{}, Build: settingsOf(retail.RoleManager, 0), Contrast: true},
		scene{Name: "settings-unsent", Route: page.Settings{}, Build: settingsOf(retail.RoleStaff, 4)},
		scene{Name: "settings-scanner", Route: page.Settings{}, Build: settingsOf(retail.RoleStaff, 0), Then: func(_ page.Screen, w *window) {
			w.tap("usb:05E0:1701")
		}},
		scene{Name: "settings-typing", Only: page.Handheld, Route: page.Settings{}, Build: settingsOf(retail.RoleStaff, 0), Then: func(_ page.Screen, w *window) {
			w.scrollTo(w.cat.T("scanners.method"))
		}},
		scene{Name: "settings-unenrol", Route: page.Settings{}, Build: settingsOf(retail.RoleManager, 0), Then: func(_ page.Screen, w *window) {
			w.tap(w.cat.T("settings.unenrol"))
		}},
	)
}
