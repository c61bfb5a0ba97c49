package widgets

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// TimeKind is how urgent a promise is.
type TimeKind uint8

// The kinds: in good time, under 20 minutes, too late, and taken by a
// colleague.
const (
	TimeCalm TimeKind = iota + 1
	TimeSoon
	TimeLate
	TimeTaken
)

// TimeData is what a time block says: あと 14 分.
type TimeData struct {
	Kind   TimeKind
	Word   string
	Number string
	Unit   string
}

// look is the block's fill, ink and icon.
func (k TimeKind) look() (fill, ink theme.Token, icon assets.Icon) {
	switch k {
	case TimeSoon:
		return theme.AmberSoft, theme.Amber, assets.IconClock
	case TimeLate:
		return theme.StopFill, theme.OnFill, assets.IconExcl
	case TimeTaken:
		return theme.GreySoft, theme.Grey, ""
	}
	return theme.GreenSoft, theme.Green, ""
}

// TimeBlock is the minutes left, 80 × 80 or more.
type TimeBlock struct {
	composite
	box    *Box
	icon   *Icon
	word   *Text
	number *Text
}

// NewTimeBlock makes a block.
func NewTimeBlock(d TimeData) *TimeBlock {
	b := &TimeBlock{box: NewBox(theme.GreenSoft).Round(8), icon: NewIcon(assets.IconClock, 15, theme.Green).Stroke(2.4), word: NewText(), number: NewText().OneLine().Center()}
	b.word.OneLine().LineHeight(18)
	b.number.LineHeight(44)
	b.root = AtLeast(Layers(b.box, Inset(Middle(VBox(0, Center(HBox(2, b.icon, b.word)), b.number)), 4, 2)), 80, 80)
	b.ExtendBaseWidget(b)
	b.Set(d)
	return b
}

// Set shows other minutes.
func (b *TimeBlock) Set(d TimeData) {
	fill, ink, icon := d.Kind.look()
	b.box.softEdge = ink
	b.box.Set(fill, theme.Clear, 0)
	b.icon.Hidden = icon == ""
	if icon != "" {
		b.icon.Set(icon, ink)
	}
	b.word.SetRuns(Run{Text: d.Word, Size: theme.T13, Bold: true, Color: ink})
	b.number.SetRuns(Run{Text: d.Number, Size: theme.T40, Bold: true, Code: true, Color: ink}, Run{Text: d.Unit, Size: theme.T17, Color: ink})
	b.relayout()
}

// ChipData is one chip of a card.
type ChipData struct {
	Icon assets.Icon
	Tone Tone
	Word string
}

// StateChipData is the chip of a state with its word already translated.
func StateChipData(s theme.StateLook, word string) ChipData {
	return ChipData{s.Icon, Tone{s.Ink, s.Soft}, word}
}

// OrderCardData is what the queue shows of one order.
type OrderCardData struct {
	Time      TimeData
	Number    string // 4821
	Name      string // ヤマダ様
	Place     string // 売場 1階・2階
	Chips     []ChipData
	Picture   string // key of the first item's picture
	Count     string // 3
	Unit      string // 点
	Chosen    bool   // open beside the list on the tablet
	Colleague bool   // somebody else is on it
}

// OrderCard is one order of the queue; 96 high, four above the bottom bar. Made
// once and filled again and again by a list.
type OrderCard struct {
	composite
	// OnTap opens the order.
	OnTap func()

	thumbs  *Thumbs
	box     *Box
	time    *TimeBlock
	head    *Text
	place   *Text
	chips   []*Chip
	chipRow *fyne.Container
	picture *Picture
	count   *Text
}

// NewOrderCard makes an empty card; thumbs may be nil.
func NewOrderCard(thumbs *Thumbs, onTap func()) *OrderCard {
	c := &OrderCard{
		OnTap: onTap, thumbs: thumbs, box: CardBox(), time: NewTimeBlock(TimeData{}),
		head: NewText(), place: Small(""), chipRow: Wrap(4), picture: NewPicture(52, 52), count: NewText().Right().OneLine(),
	}
	c.place.LineHeight(22)
	middle := VBox(0, c.head, c.place, Pad(c.chipRow, 2, 0, 0, 0))
	right := VBox(0, Right(c.picture), c.count)
	row := HBoxTop(0, c.time, Grow(Pad(middle, 0, 8, 0, 12)), right)
	c.root = AtLeast(NewTap(Layers(c.box, Inset(row, 8, 8)), func() {
		if c.OnTap != nil {
			c.OnTap()
		}
	}), 0, 96)
	c.ExtendBaseWidget(c)
	return c
}

// Set shows another order.
func (c *OrderCard) Set(d OrderCardData) {
	switch {
	case d.Chosen:
		c.box.Set(theme.AccentSoft, theme.Accent, 2)
	case d.Colleague:
		c.box.Set(theme.Bg, theme.Line, 1)
	default:
		c.box.Set(theme.Card, theme.Line, 1)
	}
	c.time.Set(d.Time)
	c.head.SetRuns(
		Run{Text: d.Number, Size: theme.T17, Code: true, Color: theme.Ink2}, Run{Text: "  ", Size: theme.T13},
		Run{Text: d.Name, Size: theme.T20, Bold: true, Keep: true},
	)
	c.place.Set(d.Place)
	c.setChips(d.Chips)
	c.thumbs.Show(c.picture, d.Picture)
	c.count.SetRuns(Run{Text: d.Count, Size: theme.T20, Bold: true, Code: true}, Run{Text: d.Unit, Size: theme.T13})
	c.relayout()
}

// setChips reuses the chips there are.
func (c *OrderCard) setChips(chips []ChipData) {
	for i, d := range chips {
		if i == len(c.chips) {
			c.chips = append(c.chips, NewChip(d.Icon, d.Tone, d.Word))
			c.chipRow.Objects = append(c.chipRow.Objects, c.chips[i])
			continue
		}
		c.chips[i].Set(d.Icon, d.Tone, d.Word)
	}
	for i, chip := range c.chips {
		chip.Hidden = i >= len(chips)
	}
}
