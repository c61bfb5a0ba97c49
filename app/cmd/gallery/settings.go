package main

import (
	"context"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
)

// choices are those of the picture's look.
type choices struct{ look look }

func (c choices) Mode() theme.Mode            { return c.look.mode }
func (c choices) SetMode(theme.Mode)          {}
func (c choices) Scale() float32              { return c.look.scale }
func (c choices) SetScale(float32)            {}
func (c choices) Still() bool                 { return false }
func (c choices) SetStill(bool)               {}
func (c choices) Sound(s assets.Sound) bool   { return s != assets.SoundDoorbell }
func (c choices) SetSound(assets.Sound, bool) {}

func settingsOf(role retail.Role, unsent int) func(page.Window) page.Screen {
	return func(pw page.Window) page.Screen {
		w := pw.(*window)
		w.who.Role = role
		w.light = widgets.SyncText(w.cat, widgets.SyncConnected, 0, unsent, 0)
		nothing := func(context.Context) error { return nil }
		return settingsui.NewSettings(w, choices{w.look}, func() {}, settingsui.Actions{Version: "1.0.0", SignOut: nothing, Unenrol: nothing})
	}
}

func init() {
	scenes = append(scenes,
		scene{Name: "settings", Route: page.Settings{}, Build: settingsOf(retail.RoleManager, 0), Contrast: true},
		scene{Name: "settings-unsent", Route: page.Settings{}, Build: settingsOf(retail.RoleStaff, 4)},
		scene{Name: "settings-unenrol", Route: page.Settings{}, Build: settingsOf(retail.RoleManager, 0), Then: func(_ page.Screen, w *window) {
			w.tap(w.cat.T("settings.unenrol"))
		}},
	)
}
