// Package widgets is the kit the staff screens are built from: text with
// Japanese line breaking, icons, boxes and a small layout kit, and on them the
// components of the design (cards, chips, bars, answers). Widgets show what
// they are given and call back; they decide nothing. Nothing here takes the
// keyboard: a scan is heard on every screen.
//
// Layout works in two steps: a parent knows the width it gives and asks
// HeightFor(width), so that text may wrap at any text scale. Colours are
// tokens, resolved when a widget is refreshed; a change of theme is a Refresh.
package widgets
