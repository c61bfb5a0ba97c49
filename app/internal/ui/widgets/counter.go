package widgets

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// TileData is one of the counter's answers.
type TileData struct {
	Icon    assets.Icon
	Word    string // 支払い
	Value   string // 済
	Caption string // クレジット ¥21,780
	OK      bool   // a green check disc before the value
	Bad     bool   // an orange triangle before the value: not paid, not ready
	Small   bool   // value 32, lower tile
}

// CounterTile is one answer: paid, ready.
type CounterTile struct{ composite }

// NewCounterTile makes a tile.
func NewCounterTile(d TileData) *CounterTile {
	size := theme.T40
	if d.Small {
		size = theme.T32
	}
	value := []fyne.CanvasObject{}
	ink := theme.Ink
	switch {
	case d.OK:
		value = append(value, disc(theme.OkFill, assets.IconCheck, theme.OnFill, 48, 28))
	case d.Bad:
		ink = theme.Orange
		value = append(value, Fixed(NewIcon(assets.IconWarn, 44, theme.Orange), 48, 48))
	}
	value = append(value, Grow(NewText(Run{Text: d.Value, Size: size, Bold: true, Color: ink}).Lines(2)))
	head := HBox(8, NewIcon(d.Icon, 24, theme.Ink2), NewText(Run{Text: d.Word, Size: theme.T17, Bold: true, Color: theme.Ink2}))
	parts := []fyne.CanvasObject{head, Grow(Middle(HBox(12, value...)))}
	if d.Caption != "" {
		parts = append(parts, NewText(Run{Text: d.Caption, Size: theme.T17, Color: theme.Ink2}))
	}
	t := &CounterTile{composite{root: Layers(CardBox(), Inset(VBox(2, parts...), 20, 14))}}
	t.ExtendBaseWidget(t)
	return t
}

// PlaceData is where the goods of an order lie.
type PlaceData struct {
	Word string   // 場所
	Area string   // 受取コーナー・中段
	Code string   // B-12
	Bags []string // 袋1, 袋2
	Note string   // 10:58 に保管(鈴木)
}

// PlaceTile is the slot code in giant type; it spans two rows of the counter.
type PlaceTile struct{ composite }

// NewPlaceTile makes a tile.
func NewPlaceTile(d PlaceData) *PlaceTile {
	teal := func(s string) *Text {
		return NewText(Run{Text: s, Size: theme.T17, Bold: true, Color: theme.Teal})
	}
	head := HBox(8, NewIcon(assets.IconShelf, 24, theme.Teal), teal(d.Word), Grow(teal(d.Area).Right()))
	var foot []fyne.CanvasObject
	for _, b := range d.Bags {
		foot = append(foot, HBox(8, NewIcon(assets.IconBag, 28, theme.Ink), NewText(Run{Text: b, Size: theme.T20, Bold: true})))
	}
	if d.Note != "" {
		foot = append(foot, NewText(Run{Text: d.Note, Size: theme.T17, Color: theme.Ink2}))
	}
	body := VBox(0, head, Grow(Middle(Code(d.Code, theme.T168).Center())), Center(Wrap(24, foot...)))
	t := &PlaceTile{composite{root: Layers(NewBox(theme.TealSoft).Round(12).Edge(theme.Teal, 2), Inset(body, 24, 14))}}
	t.ExtendBaseWidget(t)
	return t
}

// StepData is one station of an order's way.
type StepData struct {
	Icon assets.Icon
	Word string
}

// Steps shows how far an order has come: five discs joined by lines, in a card
// of 80.
type Steps struct {
	composite
	steps []StepData
}

// NewSteps makes the card; steps before now are done.
func NewSteps(steps []StepData, now int) *Steps {
	s := &Steps{steps: steps}
	s.ExtendBaseWidget(s)
	s.Set(now)
	return s
}

// Set shows another station as the present one.
func (s *Steps) Set(now int) {
	row := make([]fyne.CanvasObject, 0, 2*len(s.steps))
	for i, st := range s.steps {
		if i > 0 {
			tok := theme.Line
			if i <= now {
				tok = theme.Accent
			}
			row = append(row, Grow(Pad(Fixed(NewBox(tok), 0, 2), 15, 0, 0, 0)))
		}
		row = append(row, station(st, i, now))
	}
	s.show(AtLeast(Layers(CardBox(), Inset(HBoxTop(4, row...), 24, 12)), 0, 80))
}

func station(st StepData, i, now int) fyne.CanvasObject {
	var mark fyne.CanvasObject
	word := Run{Text: st.Word, Size: theme.T13, Color: theme.Ink3}
	ring := func(tok theme.Token, width float32, icon theme.Token) fyne.CanvasObject {
		return Fixed(Layers(NewBox(theme.Clear).Round(16).Edge(tok, width), Center(NewIcon(st.Icon, 18, icon).Stroke(2.2).fixedSize())), 32, 32)
	}
	switch {
	case i < now:
		mark = disc(theme.Accent, assets.IconCheck, theme.AccentInk, 32, 20)
		word.Color = theme.Ink2
	case i == now:
		mark = ring(theme.Accent, 2, theme.Accent)
		word.Bold, word.Color = true, theme.Ink
	default:
		mark = ring(theme.Line, 1, theme.Ink3)
	}
	return AtLeast(VBox(4, Center(mark), NewText(word).Center()), 56, 0)
}

// RecordLook is how a row of a record stands out.
type RecordLook uint8

// The looks: an ordinary row, the one that settled it, the one just now.
const (
	RecordPlain RecordLook = iota + 1
	RecordNow
	RecordRing
)

// RecordData is one thing that happened to an order.
type RecordData struct {
	Icon  assets.Icon
	Title string
	Sub   string // who and where
	Time  string
	Look  RecordLook
}

// NewRecordRow shows one row of a record, 72 high with a hairline below.
func NewRecordRow(d RecordData) fyne.CanvasObject {
	box, ink, strong := NewBox(theme.GreySoft).SoftEdge(theme.Grey), theme.Ink2, false
	switch d.Look {
	case RecordNow:
		box, ink, strong = NewBox(theme.Ink), theme.Card, true
	case RecordRing:
		box, ink, strong = NewBox(theme.Card).Edge(theme.Ink, 2), theme.Ink, true
	}
	mark := Fixed(Layers(box.Round(20), Center(NewIcon(d.Icon, 20, ink).Stroke(2.2).fixedSize())), 40, 40)
	words := []fyne.CanvasObject{NewText(Run{Text: d.Title, Size: theme.T17, Bold: strong})}
	if d.Sub != "" {
		words = append(words, Caption(d.Sub))
	}
	clock := NewText(Run{Text: d.Time, Size: theme.T17, Code: true, Bold: strong}).OneLine()
	if !strong {
		clock.In(theme.Ink2)
	}
	return VBox(0, AtLeast(Inset(HBox(16, mark, Grow(Middle(VBox(0, words...))), clock), 0, 8), 0, 71), Hairline())
}

// NewNumberedSteps shows what to do in order: a card of lines 56 high, the
// first in bold.
func NewNumberedSteps(lines ...string) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(lines))
	for i, s := range lines {
		number := Fixed(Layers(NewBox(theme.AccentSoft).Round(20).SoftEdge(theme.Accent), Center(NewText(Run{Text: string(rune('1' + i%9)), Size: theme.T20, Bold: true, Code: true, Color: theme.Accent}).OneLine())), 40, 40)
		rows[i] = AtLeast(HBox(16, number, Grow(Middle(NewText(Run{Text: s, Size: theme.T20, Bold: i == 0})))), 0, 56)
	}
	return Layers(CardBox(), Inset(VBox(4, rows...), 24, 10))
}

// CheckTile is a fact somebody ticks by hand: ご本人確認.
type CheckTile struct {
	composite
	icon    assets.Icon
	word    string
	checked bool
	box     *Box
	onTap   func(checked bool)
}

// NewCheckTile makes a tile; onTap hears what the tap asks for, and the page
// answers with Set.
func NewCheckTile(icon assets.Icon, word string, checked bool, onTap func(checked bool)) *CheckTile {
	c := &CheckTile{icon: icon, word: word, onTap: onTap}
	c.ExtendBaseWidget(c)
	c.Set(checked)
	return c
}

// Set ticks or clears the tile.
func (c *CheckTile) Set(checked bool) {
	c.checked = checked
	box, ink := CardBox().Edge(theme.Ink3, 1), theme.Ink
	mark := fyne.CanvasObject(Fixed(NewBox(theme.Card).Round(8).Edge(theme.Ink3, 2), 32, 32))
	if checked {
		box, ink = NewBox(theme.GreenSoft).Round(12).Edge(theme.Green, 1), theme.Green
		mark = Fixed(Layers(NewBox(theme.OkFill).Round(8), Center(NewIcon(assets.IconCheck, 20, theme.OnFill).Stroke(2.6).fixedSize())), 32, 32)
	}
	c.box = box
	row := HBox(12, NewIcon(c.icon, 24, ink), NewText(Run{Text: c.word, Size: theme.T17, Bold: true, Color: ink}), mark)
	c.show(AtLeast(NewTap(Layers(box, Inset(row, 20, 8)), func() {
		if c.onTap != nil {
			c.onTap(!c.checked)
		}
	}), 0, 64))
}

// Blink draws the eye to the tile.
func (c *CheckTile) Blink() { blinkBox(c.box) }

// SectionHead is a heading of 20 with a word at the right; right may be empty.
func SectionHead(title, right string) fyne.CanvasObject {
	if right == "" {
		return Name(title)
	}
	return Spread(12, Name(title), Small(right))
}

// NewEmptyState says what will come here and what to do meanwhile. action may
// be nil.
func NewEmptyState(icon assets.Icon, title, text string, action *Action) fyne.CanvasObject {
	parts := []fyne.CanvasObject{
		Space(),
		Center(NewIcon(icon, 48, theme.Mark)),
		NewText(Run{Text: title, Size: theme.T20, Bold: true}).Center(),
		NewText(Run{Text: text, Size: theme.T17, Color: theme.Ink2}).Center(),
	}
	if action != nil {
		parts = append(parts, Pad(Center(NewBigButton(*action)), 8, 0, 0, 0))
	}
	return Inset(VBox(12, append(parts, Space())...), 24, 24)
}

// NewSkeletonCard holds the place of an order card while orders are read, so
// that nothing jumps.
func NewSkeletonCard() fyne.CanvasObject {
	bar := func(w float32) fyne.CanvasObject { return Left(Fixed(NewBox(theme.Sunk).Round(4), w, 16)) }
	row := HBoxTop(12, Fixed(NewBox(theme.Sunk).Round(8), 80, 80), Grow(VBox(10, Pad(bar(140), 4, 0, 0, 0), bar(96), bar(64))), Fixed(NewBox(theme.Sunk).Round(8), 52, 52))
	return AtLeast(Layers(CardBox(), Inset(row, 8, 8)), 0, 96)
}
