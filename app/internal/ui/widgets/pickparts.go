package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// ReasonData is one reason to choose, with what it does to stock in real
// numbers.
type ReasonData struct {
	Icon   assets.Icon
	Text   string // 棚にない
	Effect string // 在庫 2 → 1
}

// ReasonRow is a reason that can be chosen; 80 high.
type ReasonRow struct {
	composite
	data   ReasonData
	chosen bool
	onPick func()
}

// NewReasonRow makes a row.
func NewReasonRow(d ReasonData, chosen bool, onPick func()) *ReasonRow {
	r := &ReasonRow{data: d, onPick: onPick}
	r.ExtendBaseWidget(r)
	r.SetChosen(chosen)
	return r
}

// SetChosen marks the row.
func (r *ReasonRow) SetChosen(chosen bool) {
	r.chosen = chosen
	box, ink := CardBox(), theme.Ink2
	mark := fyne.CanvasObject(Fixed(NewBox(theme.Clear).Round(14).Edge(theme.Ink3, 2), 28, 28))
	if chosen {
		box, ink = NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		mark = disc(theme.Accent, assets.IconCheck, theme.AccentInk, 28, 18)
	}
	words := []fyne.CanvasObject{Name(r.data.Text)}
	if r.data.Effect != "" {
		words = append(words, Small(r.data.Effect).LineHeight(20))
	}
	row := HBox(12, NewIcon(r.data.Icon, 28, ink), Grow(Middle(VBox(0, words...))), mark)
	r.show(AtLeast(NewTap(Layers(box, Inset(row, 14, 10)), func() {
		if r.onPick != nil {
			r.onPick()
		}
	}), 0, 80))
}

// SlotState is how a neighbouring shelf stands.
type SlotState uint8

// The states of a slot in the strip.
const (
	SlotFree SlotState = iota + 1
	SlotTaken
	SlotHere
)

// Slot is one shelf of the strip.
type Slot struct {
	Label string
	State SlotState
}

// ShelfData is the shelf suggested for staging.
type ShelfData struct {
	Area  string // 受取コーナー
	Code  string // B-12
	Where string // 中段・左から 3つ目
	Strip []Slot // neighbours, at most five
}

// ShelfPanel is a shelf code to walk to with the strip of its neighbours.
type ShelfPanel struct{ composite }

// NewShelfPanel makes a panel.
func NewShelfPanel(d ShelfData) *ShelfPanel {
	parts := []fyne.CanvasObject{
		Space(),
		Center(HBox(8, NewIcon(assets.IconShelf, 22, theme.Teal), NewText(Run{Text: d.Area, Size: theme.T17, Bold: true, Color: theme.Teal}))),
		Code(d.Code, theme.T96).Center(),
	}
	if d.Where != "" {
		parts = append(parts, Body(d.Where).Center())
	}
	if len(d.Strip) > 0 {
		row := make([]fyne.CanvasObject, len(d.Strip))
		for i, s := range d.Strip {
			row[i] = slotTile(s)
		}
		parts = append(parts, Pad(Center(HBox(4, row...)), 16, 0, 0, 0))
	}
	parts = append(parts, Space())
	p := &ShelfPanel{composite{root: Layers(NewBox(theme.TealSoft).Round(12).Edge(theme.Teal, 2), Inset(VBox(0, parts...), 12, 20))}}
	p.ExtendBaseWidget(p)
	return p
}

func slotTile(s Slot) fyne.CanvasObject {
	label := func(t theme.Token, size float32) *Text {
		return NewText(Run{Text: s.Label, Size: size, Bold: true, Code: true, Color: t}).Center().OneLine().LineHeight(18)
	}
	var box *Box
	var in fyne.CanvasObject
	switch s.State {
	case SlotHere:
		box, in = NewBox(theme.Teal).Round(8), label(theme.Card, theme.T20)
	case SlotFree:
		box, in = NewBox(theme.Clear).Round(8).Edge(theme.Teal, 1), label(theme.Teal, theme.T15)
	default:
		box, in = NewBox(theme.Card).Round(8).Edge(theme.Line, 1), VBox(0, Center(NewIcon(assets.IconBag, 20, theme.Ink2)), label(theme.Ink2, theme.T15))
	}
	return AtLeast(Layers(box, Inset(Middle(in), 4, 4)), 52, 52)
}

// BagState is how far a bag is.
type BagState uint8

// The states of a bag: scanned, the one to scan now, later.
const (
	BagDone BagState = iota + 1
	BagNext
	BagWaiting
)

// BagData is one bag.
type BagData struct {
	Name  string // 袋1
	Sub   string // 済, つぎ; may be empty
	State BagState
}

// BagTile is a bag to be scanned: 72 high on the handheld, 56 and narrower on
// the counter.
type BagTile struct {
	composite
	small bool
	box   *Box
	onTap func()
}

// NewBagTile makes the handheld's tile.
func NewBagTile(d BagData, onTap func()) *BagTile { return newBagTile(d, false, onTap) }

// NewBagChip makes the counter's tile.
func NewBagChip(d BagData, onTap func()) *BagTile { return newBagTile(d, true, onTap) }

func newBagTile(d BagData, small bool, onTap func()) *BagTile {
	b := &BagTile{small: small, onTap: onTap}
	b.ExtendBaseWidget(b)
	b.Set(d)
	return b
}

// Set shows another state.
func (b *BagTile) Set(d BagData) {
	box, ink, mark := NewBox(theme.GreenSoft).SoftEdge(theme.Green), theme.Green, assets.IconCheck
	switch d.State {
	case BagNext:
		box, ink, mark = NewBox(theme.Card).Edge(theme.Accent, 2), theme.Accent, assets.IconScan
	case BagWaiting:
		box, ink, mark = NewBox(theme.Card).Edge(theme.Line, 1), theme.Ink2, ""
	}
	b.box = box.Round(12)
	size, height := theme.T20, float32(72)
	if b.small {
		size, height = theme.T17, 56
		b.box.Round(8)
	}
	words := []fyne.CanvasObject{NewText(Run{Text: d.Name, Size: size, Bold: true, Color: ink})}
	if d.Sub != "" && !b.small {
		words = append(words, NewText(Run{Text: d.Sub, Size: theme.T13, Color: ink}))
	}
	var row fyne.CanvasObject
	if b.small {
		parts := []fyne.CanvasObject{words[0]}
		if mark != "" {
			parts = []fyne.CanvasObject{NewIcon(mark, 20, ink).Stroke(2.4), words[0]}
		}
		row = Center(HBox(8, parts...))
	} else {
		parts := []fyne.CanvasObject{NewIcon(assets.IconBag, 28, ink), Grow(Middle(VBox(0, words...)))}
		if mark != "" {
			parts = append(parts, NewIcon(mark, 24, ink).Stroke(2.4))
		}
		row = HBox(14, parts...)
	}
	b.show(AtLeast(NewTap(Layers(b.box, Inset(row, 14, 8)), func() {
		if b.onTap != nil {
			b.onTap()
		}
	}), 88, height))
}

// Blink draws the eye to the bag.
func (b *BagTile) Blink() { blinkBox(b.box) }

// ItemData is one line of an order.
type ItemData struct {
	Picture   string // key
	Name      string
	Color     color.NRGBA
	ColorWord string // empty: no swatch
	Size      string
	Count     string // ×1
	Note      string // 在庫 2点(10:42 時点)
	Shelf     string // A-01-2
	Place     string // 売場 2階・左奥
}

// options is colour, size and count in one line.
func (d ItemData) options(size float32) fyne.CanvasObject {
	row := []fyne.CanvasObject{}
	if d.ColorWord != "" {
		row = append(row, NewSwatch(d.Color, d.ColorWord, size))
	}
	if d.Size != "" {
		row = append(row, NewText(Run{Text: d.Size, Size: size, Bold: true}))
	}
	if d.Count != "" {
		row = append(row, NewText(Run{Text: d.Count, Size: size}))
	}
	return Wrap(12, row...)
}

// NewItemRow shows a line with picture 80, its options and its shelf; rows are
// parted by hairlines, see ItemList. onTap may be nil.
func NewItemRow(thumbs *Thumbs, d ItemData, onTap func()) fyne.CanvasObject {
	pic := NewPicture(80, 80)
	thumbs.Show(pic, d.Picture)
	lines := []fyne.CanvasObject{Strong(d.Name), d.options(theme.T20)}
	if d.Note != "" {
		lines = append(lines, Caption(d.Note))
	}
	row := []fyne.CanvasObject{Fixed(pic, 80, 80), Grow(Middle(VBox(2, lines...)))}
	if d.Shelf != "" {
		place := []fyne.CanvasObject{NewText(Run{Text: d.Shelf, Size: theme.T40, Bold: true, Code: true}).Right().OneLine()}
		if d.Place != "" {
			place = append(place, Small(d.Place).Right())
		}
		row = append(row, VBox(0, place...))
	}
	body := Inset(HBox(16, row...), 12, 12)
	if onTap == nil {
		return body
	}
	return NewTap(body, onTap)
}

// ItemList is a card of rows parted by hairlines.
func ItemList(rows ...fyne.CanvasObject) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for i, r := range rows {
		if i > 0 {
			parts = append(parts, Inset(Hairline(), 16, 0))
		}
		parts = append(parts, r)
	}
	return Layers(CardBox(), VBox(0, parts...))
}

// NewPutBackRow shows an item to be put back: shelf first, 88 high, a card of
// its own.
func NewPutBackRow(thumbs *Thumbs, d ItemData) fyne.CanvasObject {
	pic := NewPicture(64, 64)
	thumbs.Show(pic, d.Picture)
	first := []fyne.CanvasObject{Grow(Code(d.Shelf, theme.T28))}
	if d.ColorWord != "" {
		first = append(first, NewSwatch(d.Color, d.ColorWord, theme.T15))
	}
	second := []fyne.CanvasObject{Grow(Small(d.Name).In(theme.Ink))}
	if d.Size != "" {
		second = append(second, NewText(Run{Text: d.Size, Size: theme.T20, Bold: true}))
	}
	row := HBox(12, Fixed(pic, 64, 64), Grow(Middle(VBox(0, HBox(8, first...), HBox(8, second...)))))
	return AtLeast(Layers(CardBox(), Inset(row, 12, 10)), 0, 88)
}
