package settingsui

import (
	"context"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Scanners is what the page asks about the ways a code comes in besides the
// keyboard; the terminal fills it in.
type Scanners interface {
	// Scanners lists them, in the order shown.
	Scanners() []Scanner
	// Switch switches one on or off.
	Switch(from scanner.Source, on bool)
	// Devices lists what is there to choose from.
	Devices(ctx context.Context, from scanner.Source) ([]Device, error)
	// Use chooses a device and switches it on.
	Use(from scanner.Source, device string)
}

// Scanner is one way in, as it is set and as it stands.
type Scanner struct {
	Source scanner.Source
	On     bool
	Chosen string // the device's ID, empty while none is chosen
	Device string // what is there, or waited for, as a name
	State  scanner.FeedState
	Reason scanner.Reason
	// Open: it can be reached from other machines.
	Open bool
}

// Device is one to choose.
type Device struct {
	ID   string
	Name string // as the device calls itself; empty for the two ways to listen
	Open bool   // reached from other machines
}

// scannerView is a way in, in words.
type scannerView struct {
	Source scanner.Source
	On     bool
	Word   string
	State  string // how it stands, or what it is for while it is off
	Icon   assets.Icon
	Ink    theme.Token
	Do     string // what to do about it, empty when nothing is wrong
	Choose bool   // a device is to be chosen
	Role   string // what is chosen: a device, or where to listen
	Device string
}

// choosing are the ways in that need a device, or a place to listen.
var choosing = map[scanner.Source]bool{scanner.SourceTCP: true, scanner.SourceSerial: true, scanner.SourceEvdev: true, scanner.SourceCamera: true}

// scannersOf puts the ways in into words.
func scannersOf(c words.Catalog, list []Scanner) []scannerView {
	out := make([]scannerView, len(list))
	for i, s := range list {
		key := "scanners." + s.Source.String()
		v := scannerView{Source: s.Source, On: s.On, Word: c.T(key), State: c.T(key + ".for"), Ink: theme.Ink3}
		if s.On {
			v.State, v.Icon, v.Ink, v.Do = standing(c, s)
			v.Choose, v.Device, v.Role = choosing[s.Source], s.Device, c.T("scanners.device")
			if s.Source == scanner.SourceTCP {
				v.Role = c.T("scanners.at")
			}
			if s.Chosen == "" {
				v.Device = c.T("scanners.device.none")
			}
		}
		out[i] = v
	}
	return out
}

// standing says how a scanner that is on stands, and what to do about it.
func standing(c words.Catalog, s Scanner) (state string, icon assets.Icon, ink theme.Token, do string) {
	if s.Reason == scanner.ReasonNone {
		if s.Open {
			do = c.T("scanners.open")
		}
		switch s.State {
		case scanner.FeedConnected:
			return c.T("scanners.connected"), assets.IconDot, theme.Green, do
		case scanner.FeedWaiting:
			return c.T("scanners.waiting"), assets.IconOff, theme.Ink2, do
		case scanner.FeedOff, scanner.FeedLost:
		}
		return c.T("scanners.off"), assets.IconMinus, theme.Ink3, ""
	}
	key := "scanners." + s.Reason.String()
	remedy := key + ".do"
	if s.Reason == scanner.ReasonPermission {
		remedy = key + "." + s.Source.String()
	}
	return c.T(key), assets.IconWarn, theme.Orange, c.T(remedy)
}

// deviceWord is a device as the sheet names it.
func deviceWord(c words.Catalog, from scanner.Source, d Device) (word, sub string) {
	switch {
	case from == scanner.SourceTCP && d.Open:
		return c.T("scanners.shop"), d.ID
	case from == scanner.SourceTCP:
		return c.T("scanners.here"), d.ID
	case d.Name == "" || d.Name == d.ID:
		return d.ID, ""
	}
	return d.Name, d.ID
}
