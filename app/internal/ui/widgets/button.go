package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// ActionKind is how an action looks and what it promises.
type ActionKind uint8

// The kinds: Main is what comes next; ScanWait says what the scanner expects
// (a tap opens camera or hand entry); Secondary is beside it; NotYet says what
// is missing (a tap shows it); OnFill stands on a full-screen colour.
const (
	Main ActionKind = iota + 1
	ScanWait
	Secondary
	NotYet
	OnFill
)

// Action is what a button says and does.
type Action struct {
	Kind     ActionKind
	Text     string      // a line feed breaks a secondary action by hand
	Sub      string      // second line: how much, what follows, what is missing
	Icon     assets.Icon // before the words; ScanWait without one shows the scan icon
	Trailing assets.Icon // at the right end; the words then start at the left
	Large    bool        // tablet: words of 24
	OnTap    func()
}

// actionLook is what a kind is painted with.
type actionLook struct {
	fill, ink, sub, edge theme.Token
	width                float32
	size                 float32
}

func (k ActionKind) look() actionLook {
	switch k {
	case ScanWait:
		return actionLook{theme.AccentSoft, theme.Accent, theme.Ink2, theme.Accent, 2, theme.T20}
	case Secondary:
		return actionLook{theme.Card, theme.Ink, theme.Ink2, theme.Ink3, 1, theme.T17}
	case NotYet:
		return actionLook{theme.GreySoft, theme.Ink2, theme.Ink2, theme.Clear, 0, theme.T20}
	case OnFill:
		return actionLook{theme.OnFill, theme.StopInset, theme.StopInset, theme.Clear, 0, theme.T24}
	}
	return actionLook{theme.Accent, theme.AccentInk, theme.AccentInk, theme.Clear, 0, theme.T20}
}

// actionHeight is how high main targets are.
const actionHeight = 72

// BigButton is a target of 72 dp or more. Both the short and the long press
// act.
type BigButton struct {
	composite
	act Action
	box *Box
}

// NewBigButton makes a button for an action.
func NewBigButton(a Action) *BigButton {
	b := &BigButton{}
	b.ExtendBaseWidget(b)
	b.Set(a)
	return b
}

// Set shows another action.
func (b *BigButton) Set(a Action) {
	b.act = a
	look := a.Kind.look()
	if a.Large {
		look.size = theme.T24
	}
	b.box = NewBox(look.fill).Round(12).Edge(look.edge, look.width).SoftEdge(theme.Ink3)
	icon := a.Icon
	if icon == "" && a.Kind == ScanWait {
		icon = assets.IconScan
	}
	subSize, side := theme.T15, float32(8)
	if a.Kind == Secondary {
		subSize, side = theme.T13, 18
	}
	words := []fyne.CanvasObject{NewText(Run{Text: a.Text, Size: look.size, Bold: true, Color: look.ink}).ByHand()}
	if a.Sub != "" {
		words = append(words, NewText(Run{Text: a.Sub, Size: subSize, Color: look.sub}).LineHeight(20))
	}
	var row fyne.CanvasObject
	switch {
	case a.Kind == Secondary && icon != "" && a.Sub != "" && !a.Large && a.Trailing == "":
		first := Center(HBox(6, NewIcon(icon, 20, look.ink).Stroke(2.2), words[0]))
		row = Inset(Middle(VBox(0, first, words[1].(*Text).Center())), side, 8)
	case a.Trailing != "":
		row = HBox(12, leading(icon, look.ink), Grow(Middle(VBox(0, words...))), NewIcon(a.Trailing, 28, look.ink).Stroke(2.4))
		row = Inset(Middle(row), 20, 8)
	default:
		for _, w := range words {
			w.(*Text).Center()
		}
		row = Inset(Center(HBox(12, leading(icon, look.ink), VBox(0, words...))), side, 8)
	}
	tap := NewTap(Layers(b.box, row), func() {
		if b.act.OnTap != nil {
			b.act.OnTap()
		}
	})
	b.show(AtLeast(tap, 88, actionHeight))
}

// leading is the icon before the words, or nothing.
func leading(name assets.Icon, ink theme.Token) fyne.CanvasObject {
	if name == "" {
		o := NewIcon(assets.IconCheck, 0, theme.Clear)
		o.Hide()
		return o
	}
	return NewIcon(name, 28, ink).Stroke(2.2)
}

// Action returns what the button shows now.
func (b *BigButton) Action() Action { return b.act }

// Tap acts as a finger would; shortcuts and tests use it.
func (b *BigButton) Tap() {
	if b.act.OnTap != nil {
		b.act.OnTap()
	}
}

// Blink draws the eye to the button twice, when somebody reached for something
// that waits for it. Under reduced motion the border just stays.
func (b *BigButton) Blink() { blinkBox(b.box) }

// blinkBox flashes a box's border in amber.
func blinkBox(box *Box) {
	fill, stroke, width := box.fill, box.stroke, box.width
	box.Set(fill, theme.Amber, 3)
	if theme.Still() {
		return
	}
	fyne.NewAnimation(720*time.Millisecond, func(p float32) {
		switch {
		case p >= 1:
			box.Set(fill, stroke, width)
		case int(p*4)%2 == 0:
			box.Set(fill, theme.Amber, 3)
		default:
			box.Set(fill, stroke, width)
		}
	}).Start()
}

// IconButton is a target of 48 × 48 with an icon only; the name is said by the
// screen's title or place (back, menu, close).
type IconButton struct{ composite }

// NewIconButton makes an icon target.
func NewIconButton(name assets.Icon, tok theme.Token, onTap func()) *IconButton {
	b := &IconButton{composite{root: AtLeast(NewTap(Center(NewIcon(name, 24, tok).Stroke(2.2)), onTap), 48, 48)}}
	b.ExtendBaseWidget(b)
	return b
}

// BottomBar holds the screen's actions at the thumb: card fill, hairline above,
// 96 high. Main, ScanWait and NotYet take the room; secondary ones stay left of
// them at their natural width.
type BottomBar struct {
	composite
	buttons []*BigButton
}

// NewBottomBar makes a bar for the actions, left to right.
func NewBottomBar(actions ...Action) *BottomBar {
	b := &BottomBar{}
	b.ExtendBaseWidget(b)
	b.Set(actions...)
	return b
}

// Set shows other actions.
func (b *BottomBar) Set(actions ...Action) {
	b.buttons = b.buttons[:0]
	row := make([]fyne.CanvasObject, 0, len(actions))
	only := len(actions) == 1
	for _, a := range actions {
		btn := NewBigButton(a)
		b.buttons = append(b.buttons, btn)
		if a.Kind == Secondary && !only {
			row = append(row, btn)
		} else {
			row = append(row, Grow(btn))
		}
	}
	b.show(Layers(NewBox(theme.Card), VBox(0, Hairline(), Inset(HBoxFill(8, row...), 16, 12))))
}

// Button is the button of the n-th action, for Blink and tests; nil outside.
func (b *BottomBar) Button(n int) *BigButton {
	if n < 0 || n >= len(b.buttons) {
		return nil
	}
	return b.buttons[n]
}

// Badged shows a number at the top right of an object, what waits behind it; the
// object alone where nothing does. It takes no room.
func Badged(o fyne.CanvasObject, n int) fyne.CanvasObject {
	if n <= 0 {
		return o
	}
	text := strconv.Itoa(n)
	if n > 99 {
		text = "99+"
	}
	pill := AtLeast(Layers(NewBox(theme.Accent).Round(11), Pad(NewText(Run{Text: text, Size: theme.T15, Bold: true, Code: true, Color: theme.AccentInk}).OneLine().LineHeight(22).Center(), 0, 6, 0, 6)), 22, 22)
	return Layers(o, container.New(&anchor{x: 1}, Pad(pill, 2, 2, 0, 0)))
}
