// Package settingsui holds the page 設定: how this terminal looks and sounds,
// and leaving it.
package settingsui

import (
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// Choices keeps what is chosen; *shell.Settings is one.
type Choices interface {
	Mode() theme.Mode
	SetMode(theme.Mode)
	Scale() float32
	SetScale(float32)
	Still() bool
	SetStill(bool)
	Sound(assets.Sound) bool
	SetSound(assets.Sound, bool)
	InputMethod() bool
	SetInputMethod(bool)
}

// scales are the sizes of text to choose from.
var scales = []float32{1, 1.2, 1.4, 1.6}

// choice is one of a few to choose from.
type choice struct {
	Word   string
	Chosen bool
}

// soundView is one sound.
type soundView struct {
	Sound assets.Sound
	Word  string // when it is heard
	Twin  string // what is seen with it
	On    bool
}

// methodView is whether Japanese can be typed, where that is a choice.
type methodView struct {
	Shown bool
	On    bool
	Sub   string // what it costs
	Later string // that it is so from the next start on, empty when it is so now
}

// leaveView is one way to leave the terminal.
type leaveView struct {
	Word, Sub string
	Can       bool
}

// model is the page in words.
type model struct {
	Modes, Scales          []choice
	Sounds                 []soundView
	Still                  bool
	Terminal, Shop, Staff  string
	Version                string
	Lock, SignOut, Unenrol leaveView
	Method                 methodView
}

// modes are the themes in the order shown.
var modes = []theme.Mode{theme.Light, theme.Dark, theme.Contrast}

// modelOf puts what is chosen into words. unsent is how many records wait to
// be sent: while any does, nobody signs out and nothing is removed.
func modelOf(c words.Catalog, set Choices, who page.Who, version string, unsent int) model {
	m := model{Still: set.Still(), Terminal: who.Terminal, Shop: who.Shop, Staff: who.Staff, Version: version}
	for _, mode := range modes {
		m.Modes = append(m.Modes, choice{c.T("settings.theme." + mode.String()), mode == set.Mode()})
	}
	for i, f := range scales {
		m.Scales = append(m.Scales, choice{c.T([]string{"settings.size.1", "settings.size.2", "settings.size.3", "settings.size.4"}[i]), f == nearest(set.Scale())})
	}
	for _, snd := range assets.Sounds {
		m.Sounds = append(m.Sounds, soundView{snd, c.T("settings.sound." + snd.String()), c.T("settings.seen." + snd.String()), set.Sound(snd)})
	}
	m.Lock = leaveView{c.T("settings.lock"), c.T("settings.lock.sub"), true}
	m.SignOut = leaveView{c.T("settings.signout"), "", unsent == 0}
	m.Unenrol = leaveView{c.T("settings.unenrol"), c.T("settings.unenrol.sub"), unsent == 0 && who.Role >= retail.RoleManager}
	if unsent > 0 {
		waits := c.T("settings.unsent", "n", unsent)
		m.SignOut.Sub, m.Unenrol.Sub = waits, waits
	}
	if who.Role < retail.RoleManager {
		m.Unenrol.Sub = c.T("settings.manager")
	}
	return m
}

// methodOf puts into words whether the system's input method has the keys: as
// chosen, beside how this run was started (docs/adr/0032). now is nil where there
// is no choice.
func methodOf(c words.Catalog, chosen bool, now *bool) methodView {
	if now == nil {
		return methodView{}
	}
	v := methodView{Shown: true, On: chosen, Sub: c.T("scanners.method.off")}
	if chosen {
		v.Sub = c.T("scanners.method.on")
	}
	if chosen != *now {
		v.Later = c.T("scanners.method.later")
	}
	return v
}

// nearest is the size to choose from that is closest to one given otherwise.
func nearest(f float32) float32 {
	best := scales[0]
	for _, s := range scales {
		if (s-f)*(s-f) < (best-f)*(best-f) {
			best = s
		}
	}
	return best
}
