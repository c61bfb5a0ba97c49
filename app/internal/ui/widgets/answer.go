package widgets

import (
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// RightHead is the green head of a right scan: 288 high, a check in a white
// disc, the sentence, what it was.
type RightHead struct{ composite }

// NewRightHead makes a head: title 「合っています」, what 「オックスフォードシャツ」,
// detail 「白・M」. what and detail may be empty.
func NewRightHead(title, what, detail string) *RightHead {
	parts := []fyne.CanvasObject{
		Center(disc(theme.OnFill, assets.IconCheck, theme.OkFill, 96, 64)),
		NewText(Run{Text: title, Size: theme.T40, Bold: true, Color: theme.OnFill}).Center().Lines(2),
	}
	if what != "" {
		parts = append(parts, NewText(Run{Text: what, Size: theme.T20, Color: theme.OnFill}).Center())
	}
	if detail != "" {
		parts = append(parts, NewText(Run{Text: detail, Size: theme.T24, Bold: true, Color: theme.OnFill}).Center())
	}
	h := &RightHead{composite{root: AtLeast(Layers(NewBox(theme.OkFill), Inset(Middle(VBox(6, parts...)), 16, 16)), 0, 288)}}
	h.ExtendBaseWidget(h)
	return h
}

// disc is an icon in a filled circle of side dp.
func disc(fill theme.Token, icon assets.Icon, ink theme.Token, side, iconSide float32) fyne.CanvasObject {
	return Fixed(Layers(NewBox(fill).Round(side/2), Center(NewIcon(icon, iconSide, ink).Stroke(2.6).fixedSize())), side, side)
}

// StopHead is the dark head of a stop: octagon with cross, the sentence, why.
type StopHead struct{ composite }

// NewStopHead makes a head; why may mix bold words.
func NewStopHead(title string, why ...Run) *StopHead {
	for i := range why {
		why[i].Color = theme.OnFill
	}
	h := &StopHead{composite{root: AtLeast(Layers(NewBox(theme.HaltFill), Inset(Middle(VBox(12,
		Center(NewIcon(assets.IconStopX, 60, theme.OnFill)),
		NewText(Run{Text: title, Size: theme.T32, Bold: true, Color: theme.OnFill}).Center().ByHand(),
		NewText(why...).Center(),
	)), 16, 20)), 0, 248)}}
	h.ExtendBaseWidget(h)
	return h
}

// WrongCard is one of the two cards of a wrong scan.
type WrongCard struct {
	Label   string // スキャンした品
	Picture string // key; empty shows the ground
	Value   string // the size, or what differs
}

// WrongData is what a wrong scan says.
type WrongData struct {
	Sentence  string    // これは L です
	Need      string    // 必要なのは; may be empty
	Wanted    string    // M
	Scanned   WrongCard // left, with a cross
	Right     WrongCard // right, with a check; no Label: no cards at all
	Where     string    // M は左どなりにあります; empty: no line
	WhereMore []Run     // 棚 A-01-2・色は合っています
	OK        string    // わかりました
	OnOK      func()
}

// WrongAnswer fills the screen red until it is acknowledged.
type WrongAnswer struct {
	composite
	moving fyne.CanvasObject
}

// NewWrongAnswer makes the screen; thumbs may be nil.
func NewWrongAnswer(thumbs *Thumbs, d WrongData) *WrongAnswer {
	on := func(r Run) Run { r.Color = theme.OnFill; return r }
	parts := []fyne.CanvasObject{
		Center(NewIcon(assets.IconCross, 64, theme.OnFill).Stroke(3)),
		NewText(on(Run{Text: d.Sentence, Size: theme.T40, Bold: true})).Center().Lines(sentenceLines(d.Sentence)),
	}
	if d.Need != "" || d.Wanted != "" {
		parts = append(parts, NewText(on(Run{Text: d.Need + " ", Size: theme.T24, Bold: true}), on(Run{Text: d.Wanted, Size: theme.T40, Bold: true})).Center())
	}
	if d.Right.Label != "" {
		parts = append(parts, Pad(Grid(2, 8, wrongCard(thumbs, d.Scanned, false), wrongCard(thumbs, d.Right, true)), 8, 0, 0, 0))
	}
	if d.Where != "" {
		parts = append(parts, whereLine(d))
	}
	ok := NewBottomBarOnFill(Action{Kind: OnFill, Text: d.OK, OnTap: d.OnOK})
	body := Inset(VBox(8, parts...), 16, 0)
	w := &WrongAnswer{moving: body}
	middle := VBox(0, Space(), body, Space())
	w.root = Layers(NewBox(theme.StopFill), Page(nil, NewScroll(Pad(middle, 12, 0, 8, 0)), ok))
	w.ExtendBaseWidget(w)
	return w
}

// sentenceLines keeps a short sentence on one line, a little smaller, rather
// than breaking it before です and pushing the place of the right item away.
func sentenceLines(s string) int {
	if len([]rune(s)) <= 13 {
		return 1
	}
	return 2
}

// NewBottomBarOnFill is one action of 72 at the bottom of a full-screen colour.
func NewBottomBarOnFill(a Action) fyne.CanvasObject {
	return Inset(NewBigButton(a), 16, 12)
}

// wrongCard shows one side of the comparison on white, in every theme.
func wrongCard(thumbs *Thumbs, c WrongCard, right bool) fyne.CanvasObject {
	fill, icon := theme.StopFill, assets.IconCross
	if right {
		fill, icon = theme.OkFill, assets.IconCheck
	}
	pic := NewPicture(144, 132)
	thumbs.Show(pic, c.Picture)
	value := NewText(Run{Text: c.Value, Size: theme.T40, Bold: true, Color: theme.HaltFill}).Lines(1)
	return Layers(NewBox(theme.OnFill).Round(12), Inset(VBox(6,
		Pad(NewText(Run{Text: c.Label, Size: theme.T15, Bold: true, Color: fill}).OneLine(), 0, 4, 0, 4),
		AtLeast(pic, 0, 132),
		Center(HBox(12, disc(fill, icon, theme.OnFill, 40, 24), value)),
	), 8, 8))
}

// whereLine says where the right one is.
func whereLine(d WrongData) fyne.CanvasObject {
	for i := range d.WhereMore {
		d.WhereMore[i].Color = theme.OnFill
		if d.WhereMore[i].Size == 0 {
			d.WhereMore[i].Size = theme.T17
		}
	}
	lines := []fyne.CanvasObject{NewText(Run{Text: d.Where, Size: theme.T20, Bold: true, Color: theme.OnFill})}
	if len(d.WhereMore) > 0 {
		lines = append(lines, NewText(d.WhereMore...))
	}
	row := HBox(16, NewIcon(assets.IconPin, 28, theme.OnFill), Grow(Middle(VBox(0, lines...))))
	return AtLeast(Layers(NewBox(theme.StopInset).Round(12), Inset(row, 18, 8)), 0, 80)
}

// Shake moves the answer sideways once; not at all under reduced motion.
func (w *WrongAnswer) Shake() {
	if theme.Still() {
		return
	}
	sway(w.moving)
}

// sway moves an object left and right and back home.
func sway(o fyne.CanvasObject) {
	home := o.Position()
	fyne.NewAnimation(180*time.Millisecond, func(p float32) {
		dx := float32(0)
		if p < 1 {
			dx = 8 * (1 - p)
			if int(p*6)%2 == 1 {
				dx = -dx
			}
		}
		o.Move(home.AddXY(dx, 0))
	}).Start()
}

// BandData is お渡し可否: one sentence over the full width.
type BandData struct {
	Can      bool
	Label    string   // お渡し可否
	Sentence string   // お渡しできます
	Detail   string   // why not; under the sentence
	Side     []string // lines at the right
}

// Band says whether the goods may be given out: green with a check, or dark and
// calm with an octagon.
type Band struct{ composite }

// NewBand makes a band: 96 high when it can be, 144 when not.
func NewBand(d BandData) *Band {
	fill, icon, height, side := theme.HaltFill, assets.IconStop, float32(144), float32(64)
	if d.Can {
		fill, icon, height, side = theme.OkFill, assets.IconCheck, 96, 56
	}
	on := func(s string, size float32, bold bool) *Text {
		return NewText(Run{Text: s, Size: size, Bold: bold, Color: theme.OnFill})
	}
	lines := []fyne.CanvasObject{on(d.Label, theme.T15, false).LineHeight(20), on(d.Sentence, theme.T40, true).Lines(2)}
	if d.Detail != "" {
		lines = append(lines, on(d.Detail, theme.T20, false))
	}
	row := []fyne.CanvasObject{NewIcon(icon, side, theme.OnFill).Stroke(2.4), Grow(Middle(VBox(0, lines...)))}
	if len(d.Side) > 0 {
		var more []fyne.CanvasObject
		for _, s := range d.Side {
			more = append(more, on(s, theme.T17, false).Right())
		}
		row = append(row, VBox(0, more...))
	}
	b := &Band{composite{root: AtLeast(Layers(NewBox(fill).Round(12), Inset(HBox(20, row...), 24, 10)), 0, height)}}
	b.ExtendBaseWidget(b)
	return b
}
