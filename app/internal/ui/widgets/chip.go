package widgets

import (
	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// Tone is the colours of a chip: ink on its soft fill.
type Tone struct{ Ink, Soft theme.Token }

// The tones.
var (
	ToneBlue   = Tone{theme.Blue, theme.BlueSoft}
	ToneAmber  = Tone{theme.Amber, theme.AmberSoft}
	ToneTeal   = Tone{theme.Teal, theme.TealSoft}
	ToneIndigo = Tone{theme.Indigo, theme.IndigoSoft}
	ToneGrey   = Tone{theme.Grey, theme.GreySoft}
	ToneOrange = Tone{theme.Orange, theme.OrangeSoft}
	ToneRed    = Tone{theme.Red, theme.RedSoft}
	ToneGreen  = Tone{theme.Green, theme.GreenSoft}
)

// Chip is a state or fact as icon and word on a soft fill: 28 high, or 40 in
// the head of a screen.
type Chip struct {
	composite
	box  *Box
	icon *Icon
	word *Text
}

// NewChip makes a chip of the small form.
func NewChip(icon assets.Icon, tone Tone, word string) *Chip {
	return newChip(icon, tone, word, 18, theme.T15, 28, 6, 8)
}

// NewHeadChip makes a chip of the large form.
func NewHeadChip(icon assets.Icon, tone Tone, word string) *Chip {
	return newChip(icon, tone, word, 18, theme.T17, 40, 16, 16)
}

// NewStateChip makes the chip of a state with its word already translated.
func NewStateChip(s theme.StateLook, word string) *Chip {
	return NewChip(s.Icon, Tone{s.Ink, s.Soft}, word)
}

func newChip(icon assets.Icon, tone Tone, word string, iconSize, size, height, left, right float32) *Chip {
	c := &Chip{
		box:  NewBox(tone.Soft).Round(8).SoftEdge(tone.Ink),
		icon: NewIcon(icon, iconSize, tone.Ink).Stroke(2.6),
		word: NewText(Run{Text: word, Size: size, Bold: true, Color: tone.Ink}).OneLine().LineHeight(20),
	}
	c.root = AtLeast(Layers(c.box, Pad(HBox(4, c.icon, c.word), 2, right, 2, left)), 0, height)
	c.ExtendBaseWidget(c)
	return c
}

// Set shows another state.
func (c *Chip) Set(icon assets.Icon, tone Tone, word string) {
	c.icon.Set(icon, tone.Ink)
	c.word.SetRuns(Run{Text: word, Size: c.word.runs[0].Size, Bold: true, Color: tone.Ink})
	c.box.softEdge = tone.Ink
	c.box.Set(tone.Soft, theme.Clear, 0)
	c.relayout()
}

// SetState shows another state of an order.
func (c *Chip) SetState(s theme.StateLook, word string) { c.Set(s.Icon, Tone{s.Ink, s.Soft}, word) }
