package shell

import (
	"strconv"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/assets"
	"miseban/assets/words"
)

// Keeper keeps settings over restarts; fyne.Preferences is one.
type Keeper interface {
	String(key string) string
	SetString(key, value string)
}

// Settings is what staff may choose on a terminal. Flags of the command line
// come first for this run.
type Settings struct {
	keep  Keeper
	shape page.Shape
	scale float32 // of the command line, 0 for none
}

// NewSettings reads settings from keep. lang and scale of the command line are
// zero when not given.
func NewSettings(keep Keeper, shape page.Shape, lang words.Lang, scale float32) *Settings {
	s := &Settings{keep: keep, shape: shape, scale: scale}
	if lang != 0 {
		s.SetLang(lang)
	}
	return s
}

// Shape is the form of the window.
func (s *Settings) Shape() page.Shape {
	if s.Showroom() {
		return page.Showroom
	}
	return s.shape
}

// Showroom tells whether customers use this terminal (店頭タブレット).
func (s *Settings) Showroom() bool {
	return s.shape == page.Showroom || s.keep.String(showRoom) == "on"
}

// Kiosk tells whether that is what the terminal is for, and not a trial of the
// command line: its window then fills the screen and does not close.
func (s *Settings) Kiosk() bool { return s.keep.String(showRoom) == "on" }

// SetShowroom gives the terminal to customers, or back to staff.
func (s *Settings) SetShowroom(on bool) {
	s.keep.SetString(showRoom, onOff(on))
	if !on && s.shape == page.Showroom {
		s.shape = page.Counter
	}
}

const showRoom = "showroom"

// Lang is the language of the screens, Japanese until chosen otherwise.
func (s *Settings) Lang() words.Lang {
	l, err := words.ParseLang(s.keep.String("lang"))
	if err != nil {
		return words.Ja
	}
	return l
}

// SetLang chooses the language.
func (s *Settings) SetLang(l words.Lang) { s.keep.SetString("lang", l.String()) }

// Modes lists the themes with the words that settings keep.
var modes = map[string]theme.Mode{"light": theme.Light, "dark": theme.Dark, "contrast": theme.Contrast}

// Mode is the theme in use.
func (s *Settings) Mode() theme.Mode {
	if m, ok := modes[s.keep.String("theme")]; ok {
		return m
	}
	return theme.Light
}

// SetMode chooses the theme.
func (s *Settings) SetMode(m theme.Mode) {
	for word, mode := range modes {
		if mode == m {
			s.keep.SetString("theme", word)
		}
	}
}

// Scale is the size of text, 1.0 to 1.6.
func (s *Settings) Scale() float32 {
	if s.scale > 0 {
		return s.scale
	}
	f, err := strconv.ParseFloat(s.keep.String("scale"), 64)
	if err != nil || f < 1 || f > 1.6 {
		return 1
	}
	return float32(f)
}

// SetScale chooses the size of text.
func (s *Settings) SetScale(f float32) {
	s.scale = 0
	s.keep.SetString("scale", strconv.FormatFloat(float64(f), 'f', 1, 32))
}

// Still tells whether motion is reduced.
func (s *Settings) Still() bool { return s.keep.String("still") == "on" }

// SetStill reduces motion or allows it.
func (s *Settings) SetStill(on bool) { s.keep.SetString("still", onOff(on)) }

// Sound tells whether a sound is on; all are until switched off.
func (s *Settings) Sound(snd assets.Sound) bool { return s.keep.String("sound."+snd.String()) != "off" }

// SetSound switches a sound.
func (s *Settings) SetSound(snd assets.Sound, on bool) {
	s.keep.SetString("sound."+snd.String(), onOff(on))
}

// Camera is the camera that staff scan with: empty for the first one found,
// "off" for none, else its ID.
func (s *Settings) Camera() string { return s.keep.String("camera") }

// SetCamera chooses the camera.
func (s *Settings) SetCamera(id string) { s.keep.SetString("camera", id) }

// InputMethod tells whether keys are to go to the system's input method from the
// next start on.
func (s *Settings) InputMethod() bool { return s.keep.String(inputMethod) == "on" }

// SetInputMethod chooses that.
func (s *Settings) SetInputMethod(on bool) { s.keep.SetString(inputMethod, onOff(on)) }

const inputMethod = "inputmethod"

// Theme is what the theme is made from.
func (s *Settings) Theme() theme.Options {
	if s.Showroom() { // customers see one look, and it is drawn for it
		return theme.Options{Mode: theme.Light, ReduceMotion: s.Still()}
	}
	return theme.Options{Mode: s.Mode(), Scale: s.Scale(), ReduceMotion: s.Still()}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
