// Package theme is how the terminal looks: one table of colour tokens for
// light, dark and high contrast, the type scale, and which colour, icon and
// word each state of an order has.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Token names a colour. It is a Fyne colour name, so that a token can be asked
// of any theme.
type Token = fyne.ThemeColorName

// The tokens. Words ending in Soft are fills under the colour of the same name;
// the fills keep their colour in light and dark and carry OnFill.
const (
	Bg     Token = "bg"     // screen
	Card   Token = "card"   // cards, bars
	Sunk   Token = "sunk"   // inset blocks
	Ground Token = "ground" // behind cards in long lists
	Line   Token = "line"   // hairlines, steps to come
	Ink    Token = "ink"    // text
	Ink2   Token = "ink2"   // second text
	Ink3   Token = "ink3"   // captions, borders of secondary actions
	Mark   Token = "mark"   // marks and placeholders; never text

	Accent     Token = "accent"
	AccentInk  Token = "accent-ink"
	AccentSoft Token = "accent-soft"
	AccentTint Token = "accent-tint"

	Blue       Token = "blue"
	BlueSoft   Token = "blue-soft"
	Amber      Token = "amber"
	AmberSoft  Token = "amber-soft"
	Teal       Token = "teal"
	TealSoft   Token = "teal-soft"
	Indigo     Token = "indigo"
	IndigoSoft Token = "indigo-soft"
	Grey       Token = "grey"
	GreySoft   Token = "grey-soft"
	Orange     Token = "orange"
	OrangeSoft Token = "orange-soft"
	Red        Token = "red"
	RedSoft    Token = "red-soft"
	Green      Token = "green"
	GreenSoft  Token = "green-soft"

	OkFill    Token = "okfill"
	StopFill  Token = "stopfill"
	StopInset Token = "stopinset"
	HaltFill  Token = "haltfill"
	MoreFill  Token = "morefill"  // amber: there is enough of it already
	OtherFill Token = "otherfill" // indigo: it belongs to another order
	OnFill    Token = "onfill"
	Pic       Token = "pic"      // ground of pictures
	PicFloor  Token = "picfloor" // floor of pictures

	Clear Token = "clear" // nothing is painted
)

// Mode is which colour table is shown.
type Mode uint8

// The modes: Light for the shop floor, Dark for the backroom, Contrast black on
// white with borders of 2.
const (
	Light Mode = iota + 1
	Dark
	Contrast
)

// Modes lists every mode.
var Modes = []Mode{Light, Dark, Contrast}

// String is the mode's stable name.
func (m Mode) String() string {
	switch m {
	case Light:
		return "light"
	case Dark:
		return "dark"
	case Contrast:
		return "contrast"
	}
	return ""
}

// rgb makes an opaque colour from 0xRRGGBB.
func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// table gives each token's colour in light, dark and contrast.
var table = map[Token][3]uint32{
	Bg:     {0xF6F5F2, 0x15171A, 0xFFFFFF},
	Card:   {0xFFFFFF, 0x1F2226, 0xFFFFFF},
	Sunk:   {0xEFEDE7, 0x181B1E, 0xF2F2F2},
	Ground: {0xE9E6DF, 0x23272B, 0xE6E6E6},
	Line:   {0xDEDCD6, 0x34383E, 0x000000},
	Ink:    {0x1A1A1C, 0xF2F2F0, 0x000000},
	Ink2:   {0x5C5F66, 0xB5B8BD, 0x1F1F1F},
	Ink3:   {0x686B71, 0x969AA1, 0x333333},
	Mark:   {0x8A8D93, 0x83878E, 0x595959},

	Accent:     {0x0B5C4B, 0x3FBF9E, 0x00382D},
	AccentInk:  {0xFFFFFF, 0x06231C, 0xFFFFFF},
	AccentSoft: {0xE3F0EC, 0x17332C, 0xFFFFFF},
	AccentTint: {0xCFE6DE, 0x1E463B, 0xFFFFFF},

	Blue:       {0x0055AD, 0x7DB4FF, 0x003A75},
	BlueSoft:   {0xE6F0FB, 0x1B2C42, 0xFFFFFF},
	Amber:      {0x955400, 0xF2B45A, 0x5E3500},
	AmberSoft:  {0xFFF1D6, 0x3A2C14, 0xFFFFFF},
	Teal:       {0x00726B, 0x59D0C6, 0x004540},
	TealSoft:   {0xDFF2F0, 0x15322F, 0xFFFFFF},
	Indigo:     {0x3B3FA8, 0xA9ACFF, 0x23267A},
	IndigoSoft: {0xE9EAFB, 0x25264A, 0xFFFFFF},
	Grey:       {0x5F6269, 0xA7ABB2, 0x333333},
	GreySoft:   {0xECECEA, 0x2B2F34, 0xFFFFFF},
	Orange:     {0xA84000, 0xFF9A63, 0x6B2900},
	OrangeSoft: {0xFFE9DC, 0x3D2416, 0xFFFFFF},
	Red:        {0xC3141E, 0xFF7B7B, 0x8A0008},
	RedSoft:    {0xFDE7E7, 0x451B1D, 0xFFFFFF},
	Green:      {0x14703B, 0x6FD596, 0x004D21},
	GreenSoft:  {0xE2F3E8, 0x16331F, 0xFFFFFF},

	OkFill:    {0x14703B, 0x14703B, 0x004D21},
	StopFill:  {0xC3141E, 0xC3141E, 0x8A0008},
	StopInset: {0x9E0E17, 0x9E0E17, 0x5C0006},
	HaltFill:  {0x33363C, 0x3A3E45, 0x000000},
	MoreFill:  {0x8A4B00, 0x8A4B00, 0x5E3500},
	OtherFill: {0x3B3FA8, 0x3B3FA8, 0x23267A},
	OnFill:    {0xFFFFFF, 0xFFFFFF, 0xFFFFFF},
	Pic:       {0xE4DFD5, 0xE4DFD5, 0xF2F2F2},
	PicFloor:  {0xD9D3C7, 0xD9D3C7, 0xE0E0E0},
}

// In is the token's colour in a mode with the house accent; Clear and unknown
// tokens are transparent.
func In(t Token, m Mode) color.NRGBA {
	row, ok := table[t]
	if !ok || m < Light || m > Contrast {
		return color.NRGBA{}
	}
	return rgb(row[m-1])
}
