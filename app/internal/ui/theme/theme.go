package theme

import (
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"miseban/assets"
)

// The type scale in dp at text scale 1. Sizes from T40 up are answers.
const (
	T13  float32 = 13  // captions, never the answer
	T15  float32 = 15  // chips (bold), places, effect lines
	T17  float32 = 17  // body, product name (bold), secondary action
	T20  float32 = 20  // customer name, screen title, main action
	T24  float32 = 24  // numbers in rows, colour word, main action on tablet
	T28  float32 = 28  // shelf code in put-back rows
	T32  float32 = 32  // stop sentence
	T40  float32 = 40  // minutes left, right and wrong sentence
	T64  float32 = 64  // shelf code and size on the pick screen
	T96  float32 = 96  // slot code on staging, sync totals
	T136 float32 = 136 // tote letter
	T168 float32 = 168 // slot code on the counter
)

// The text scales that may be set.
const (
	MinScale float32 = 1.0
	MaxScale float32 = 1.6
)

// Options are how a terminal is set to look.
type Options struct {
	Mode         Mode        // zero: Light
	Scale        float32     // of text, MinScale..MaxScale; zero: 1
	Accent       color.NRGBA // the chain's colour; zero: the house green
	ReduceMotion bool        // no animation, no shake
}

// Theme is the Fyne theme of the terminal.
type Theme struct {
	opt    Options
	accent map[Token]color.NRGBA // nil: the table's own
	fonts  map[assets.Font]fyne.Resource
}

var _ fyne.Theme = (*Theme)(nil)

// New builds a theme. It fails on an unknown mode, a text scale outside
// MinScale..MaxScale or an accent that cannot be read.
func New(opt Options) (*Theme, error) {
	if opt.Mode == 0 {
		opt.Mode = Light
	}
	if opt.Scale == 0 {
		opt.Scale = 1
	}
	if opt.Mode > Contrast {
		return nil, fmt.Errorf("theme: no mode %d", opt.Mode)
	}
	if opt.Scale < MinScale || opt.Scale > MaxScale {
		return nil, fmt.Errorf("theme: text scale %.2f is outside %.1f to %.1f", opt.Scale, MinScale, MaxScale)
	}
	t := &Theme{opt: opt, fonts: fonts()}
	if opt.Accent != (color.NRGBA{}) {
		a, err := accentTokens(opt.Accent, opt.Mode)
		if err != nil {
			return nil, err
		}
		t.accent = a
	}
	return t, nil
}

// fonts keeps one resource per face for the whole process: Fyne's text caches
// go by resource.
var fonts = sync.OnceValue(func() map[assets.Font]fyne.Resource {
	all := map[assets.Font]fyne.Resource{}
	for _, f := range []assets.Font{assets.Regular, assets.Bold, assets.CodeRegular, assets.CodeBold} {
		name, data := f.Bytes()
		all[f] = fyne.NewStaticResource(name, data)
	}
	return all
})

// Options returns what the theme was built from.
func (t *Theme) Options() Options { return t.opt }

// standard maps the colour names Fyne's own widgets ask for to tokens.
var standard = map[fyne.ThemeColorName]Token{
	fynetheme.ColorNameBackground: Bg, fynetheme.ColorNameButton: Card, fynetheme.ColorNameDisabledButton: GreySoft,
	fynetheme.ColorNameDisabled: Ink3, fynetheme.ColorNameError: Red, fynetheme.ColorNameFocus: AccentTint,
	fynetheme.ColorNameForeground: Ink, fynetheme.ColorNameForegroundOnError: OnFill,
	fynetheme.ColorNameForegroundOnPrimary: AccentInk, fynetheme.ColorNameForegroundOnSuccess: OnFill,
	fynetheme.ColorNameForegroundOnWarning: OnFill, fynetheme.ColorNameHeaderBackground: Card,
	fynetheme.ColorNameHover: Clear, fynetheme.ColorNameHyperlink: Blue, fynetheme.ColorNameInputBackground: Card,
	fynetheme.ColorNameInputBorder: Ink3, fynetheme.ColorNameMenuBackground: Card,
	fynetheme.ColorNameOverlayBackground: Card, fynetheme.ColorNamePlaceHolder: Ink3,
	fynetheme.ColorNamePressed: AccentTint, fynetheme.ColorNamePrimary: Accent, fynetheme.ColorNameScrollBar: Mark,
	fynetheme.ColorNameScrollBarBackground: Clear, fynetheme.ColorNameSelection: AccentTint,
	fynetheme.ColorNameSeparator: Line, fynetheme.ColorNameShadow: Clear, fynetheme.ColorNameSuccess: Green,
	fynetheme.ColorNameWarning: Amber,
}

// Color gives a token's or standard name's colour. The system's light or dark
// wish is not asked: the mode is the shop's setting.
func (t *Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if tok, ok := standard[n]; ok {
		n = tok
	}
	if c, ok := t.accent[n]; ok {
		return c
	}
	return In(n, t.opt.Mode)
}

// Font gives the embedded faces: a monospace style is the even-width code face.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return fynetheme.DefaultTheme().Font(s)
	case s.Monospace && s.Bold:
		return t.fonts[assets.CodeBold]
	case s.Monospace:
		return t.fonts[assets.CodeRegular]
	case s.Bold:
		return t.fonts[assets.Bold]
	}
	return t.fonts[assets.Regular]
}

// Icon gives Fyne's own icons; our screens draw theirs with widgets.NewIcon.
func (t *Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return fynetheme.DefaultTheme().Icon(n) }

// Size gives the sizes Fyne's own widgets ask for.
func (t *Theme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameText:
		return T17 * t.opt.Scale
	case fynetheme.SizeNameCaptionText:
		return T13 * t.opt.Scale
	case fynetheme.SizeNameHeadingText:
		return T24 * t.opt.Scale
	case fynetheme.SizeNameSubHeadingText:
		return T20 * t.opt.Scale
	case fynetheme.SizeNamePadding:
		return 4
	case fynetheme.SizeNameInnerPadding:
		return 12
	case fynetheme.SizeNameInputRadius, fynetheme.SizeNameSelectionRadius:
		return 8
	case fynetheme.SizeNameScrollBar, fynetheme.SizeNameScrollBarSmall:
		return 6
	}
	return fynetheme.DefaultTheme().Size(n)
}

// fallback is the look before a theme of ours is set.
var fallback = &Theme{opt: Options{Mode: Light, Scale: 1}}

// Current is the theme in use, or the plain light one where the application
// runs another.
func Current() *Theme {
	if a := fyne.CurrentApp(); a != nil {
		if t, ok := a.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return fallback
}

// C is the current colour of a token.
func C(t Token) color.NRGBA {
	c, _ := Current().Color(t, 0).(color.NRGBA)
	return c
}

// Sp is a type size under the current text scale. Answers (T40 and up) are
// large already and grow half as much.
func Sp(size float32) float32 {
	s := Current().opt.Scale
	if size >= T40 {
		s = 1 + (s-1)/2
	}
	return size * s
}

// Dp is a length that must grow with the text it holds.
func Dp(v float32) float32 { return v * Current().opt.Scale }

// Edge is the width of a hairline: 1, or 2 in high contrast.
func Edge() float32 {
	if Current().opt.Mode == Contrast {
		return 2
	}
	return 1
}

// IsContrast tells whether the high contrast table is shown, where soft fills
// are white and need a border.
func IsContrast() bool { return Current().opt.Mode == Contrast }

// Still tells whether motion is unwanted.
func Still() bool { return Current().opt.ReduceMotion }
