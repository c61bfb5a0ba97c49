package widgets

import "miseban/app/internal/ui/theme"

// Caption is 13 in second ink: the time of a number, the role of a thing.
func Caption(s string) *Text { return NewText(Run{Text: s, Size: theme.T13, Color: theme.Ink2}) }

// Small is 15 in second ink: places, effect lines.
func Small(s string) *Text { return NewText(Run{Text: s, Size: theme.T15, Color: theme.Ink2}) }

// Body is 17.
func Body(s string) *Text { return NewText(Run{Text: s, Size: theme.T17}) }

// Strong is 17 bold: product names, secondary actions.
func Strong(s string) *Text { return NewText(Run{Text: s, Size: theme.T17, Bold: true}) }

// Name is 20 bold: customer names, reasons, headings within a screen.
func Name(s string) *Text { return NewText(Run{Text: s, Size: theme.T20, Bold: true}) }

// Title is 24 bold.
func Title(s string) *Text { return NewText(Run{Text: s, Size: theme.T24, Bold: true}) }

// Code is bold in the even-width face at a size; it stays on one line and
// shrinks rather than being cut.
func Code(s string, size float32) *Text {
	return NewText(Run{Text: s, Size: size, Bold: true, Code: true}).OneLine()
}

// Digits is the even-width face, not bold, in second ink: order numbers, clocks.
func Digits(s string, size float32) *Text {
	return NewText(Run{Text: s, Size: size, Code: true, Color: theme.Ink2}).OneLine()
}

// Counted is a number with its unit on one base line: 「3点」. The number is in
// the code face at size, the unit at unitSize.
func Counted(number, unit string, size, unitSize float32) *Text {
	return NewText(Run{Text: number, Size: size, Bold: true, Code: true}, Run{Text: unit, Size: unitSize}).OneLine()
}
