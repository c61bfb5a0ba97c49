package widgets

import (
	"strings"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// key is one target of a pad.
func key(face fyne.CanvasObject, height float32, onTap func()) fyne.CanvasObject {
	return AtLeast(NewTap(Layers(CardBox(), Middle(face)), onTap), 0, height)
}

// deleteKey takes the last character back; it has no card, as the design
// shows.
func deleteKey(height float32, onDelete func()) fyne.CanvasObject {
	return AtLeast(NewTap(Middle(Center(NewIcon(assets.IconDelete, 28, theme.Ink))), onDelete), 0, height)
}

// Keypad is the numbers 0 to 9 with a delete key: 3 columns, keys 72 high.
type Keypad struct{ composite }

// NewKeypad makes a pad.
func NewKeypad(onDigit func(d rune), onDelete func()) *Keypad { return keypad(72, onDigit, onDelete) }

// NewLowKeypad makes a pad with keys 56 high, for a handheld's page that shows
// what is counted above it.
func NewLowKeypad(onDigit func(d rune), onDelete func()) *Keypad {
	return keypad(56, onDigit, onDelete)
}

func keypad(height float32, onDigit func(d rune), onDelete func()) *Keypad {
	digit := func(d rune) fyne.CanvasObject {
		return key(NewText(Run{Text: string(d), Size: theme.T32, Bold: true, Code: true}).Center(), height, func() { onDigit(d) })
	}
	var cells []fyne.CanvasObject
	for d := '1'; d <= '9'; d++ {
		cells = append(cells, digit(d))
	}
	cells = append(cells, Layers(), digit('0'), deleteKey(height, onDelete))
	k := &Keypad{composite{root: Grid(3, 8, cells...)}}
	k.ExtendBaseWidget(k)
	return k
}

// PINDots shows how many digits of a secret have been given.
type PINDots struct {
	composite
	total int
}

// NewPINDots makes empty dots.
func NewPINDots(total int) *PINDots {
	p := &PINDots{total: total}
	p.ExtendBaseWidget(p)
	p.Set(0)
	return p
}

// Set fills the first dots.
func (p *PINDots) Set(filled int) { p.draw(filled, theme.Ink) }

// Wrong shows every dot in red and shakes them once; under reduced motion they
// are only red.
func (p *PINDots) Wrong() {
	dots := p.draw(p.total, theme.Red)
	if !theme.Still() {
		sway(dots)
	}
}

// draw shows the first dots in a colour and returns what may move.
func (p *PINDots) draw(filled int, tok theme.Token) fyne.CanvasObject {
	row := make([]fyne.CanvasObject, p.total)
	for i := range row {
		box := NewBox(theme.Clear).Round(12).Edge(theme.Ink3, 2)
		if i < filled {
			box = NewBox(tok).Round(12)
		}
		row[i] = Fixed(box, 24, 24)
	}
	dots := HBox(24, row...)
	p.show(Center(dots))
	return dots
}

// NewCodePad makes a pad of capital letters, digits and the slash for typing an
// enrolment code that cannot be scanned.
func NewCodePad(onKey func(r rune), onDelete func()) *Keypad {
	return letterPad(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/", onKey, onDelete)
}

// NewLetterPad makes a pad of digits, capital letters and what stands in article
// numbers, for words and numbers of goods.
func NewLetterPad(onKey func(r rune), onDelete func()) *Keypad {
	return letterPad(8, "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-./", onKey, onDelete)
}

// NewMailPad makes a pad of what stands in addresses of e-mail.
func NewMailPad(onKey func(r rune), onDelete func()) *Keypad {
	return letterPad(8, "1234567890abcdefghijklmnopqrstuvwxyz@.-_", onKey, onDelete)
}

func letterPad(cols int, keys string, onKey func(r rune), onDelete func()) *Keypad {
	var cells []fyne.CanvasObject
	for _, r := range keys {
		cells = append(cells, key(NewText(Run{Text: string(r), Size: theme.T20, Bold: true, Code: true}).Center(), 48, func() { onKey(r) }))
	}
	cells = append(cells, deleteKey(48, onDelete))
	k := &Keypad{composite{root: Grid(cols, 4, cells...)}}
	k.ExtendBaseWidget(k)
	return k
}

// kanaRows are the rows of the table of fifty sounds.
var kanaRows = []string{"アイウエオ", "カキクケコ", "サシスセソ", "タチツテト", "ナニヌネノ", "ハヒフヘホ", "マミムメモ", "ヤユヨー", "ラリルレロ", "ワヲン"}

// KanaPad types katakana without a keyboard. Narrow, a row is chosen first and
// its five sounds stand above, so that every target keeps its size; wide, the
// whole table is shown.
type KanaPad struct {
	composite
	onKana   func(s string)
	onMark   func()
	onDelete func()
	row      int
	wide     bool
}

// kanaWide is the width from which all fifty keys have room.
const kanaWide = 560

// NewKanaPad makes a pad: onMark is the ゛゜小 key (see KanaCycle).
func NewKanaPad(onKana func(s string), onMark, onDelete func()) *KanaPad {
	k := &KanaPad{onKana: onKana, onMark: onMark, onDelete: onDelete}
	k.ExtendBaseWidget(k)
	k.build()
	return k
}

// Resize chooses the form by the width.
func (k *KanaPad) Resize(size fyne.Size) {
	if wide := size.Width >= kanaWide; wide != k.wide {
		k.wide = wide
		k.build()
	}
	k.composite.Resize(size)
}

// HeightFor is the height of the form that the width allows.
func (k *KanaPad) HeightFor(w float32) float32 {
	if wide := w >= kanaWide; wide != k.wide {
		k.wide = wide
		k.build()
	}
	return HeightFor(k.root, w)
}

func (k *KanaPad) build() {
	if k.wide {
		k.show(k.table())
		return
	}
	k.show(k.twoStep())
}

func (k *KanaPad) kana(r rune) fyne.CanvasObject {
	return key(NewText(Run{Text: string(r), Size: theme.T20, Bold: true}).Center(), 52, func() { k.onKana(string(r)) })
}

func (k *KanaPad) markKey() fyne.CanvasObject {
	return key(NewText(Run{Text: "゛゜小", Size: theme.T17, Bold: true}).Center(), 52, k.onMark)
}

// twoStep is the sounds of the chosen row over the ten rows.
func (k *KanaPad) twoStep() fyne.CanvasObject {
	var sounds, rows []fyne.CanvasObject
	for _, r := range kanaRows[k.row] {
		sounds = append(sounds, k.kana(r))
	}
	for len(sounds) < 5 {
		sounds = append(sounds, Layers())
	}
	for i, r := range kanaRows {
		box, ink := NewBox(theme.Sunk).Round(12).SoftEdge(theme.Ink3), theme.Ink
		if i == k.row {
			box, ink = NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		first := string([]rune(r)[0])
		rows = append(rows, AtLeast(NewTap(Layers(box, Middle(NewText(Run{Text: first, Size: theme.T20, Bold: true, Color: ink}).Center())), func() {
			k.row = i
			k.build()
		}), 0, 52))
	}
	return VBox(8, Grid(5, 8, sounds...), Grid(5, 8, rows...), Grid(2, 8, k.markKey(), deleteKey(52, k.onDelete)))
}

// table is every sound: columns from right to left, as the table is learnt.
func (k *KanaPad) table() fyne.CanvasObject {
	var cells []fyne.CanvasObject
	for line := range 5 {
		for col := len(kanaRows) - 1; col >= 0; col-- {
			row := []rune(kanaRows[col])
			if line < len(row) {
				cells = append(cells, k.kana(row[line]))
			} else {
				cells = append(cells, Layers())
			}
		}
	}
	return VBox(8, Grid(len(kanaRows), 4, cells...), Grid(2, 8, k.markKey(), deleteKey(52, k.onDelete)))
}

// kanaCycles are the forms that the ゛゜小 key walks through.
var kanaCycles = []string{
	"アァ", "イィ", "ウゥヴ", "エェ", "オォ", "カガ", "キギ", "クグ", "ケゲ", "コゴ", "サザ", "シジ", "スズ", "セゼ", "ソゾ",
	"タダ", "チヂ", "ツッヅ", "テデ", "トド", "ハバパ", "ヒビピ", "フブプ", "ヘベペ", "ホボポ", "ヤャ", "ユュ", "ヨョ", "ワヮ",
}

// KanaCycle gives the last katakana of s its next form: ハ → バ → パ → ハ,
// ツ → ッ → ヅ → ツ. A character without other forms stays.
func KanaCycle(s string) string {
	rs := []rune(s)
	if len(rs) == 0 {
		return s
	}
	last := rs[len(rs)-1]
	for _, forms := range kanaCycles {
		if !strings.ContainsRune(forms, last) {
			continue
		}
		f := []rune(forms)
		for i, r := range f {
			if r == last {
				rs[len(rs)-1] = f[(i+1)%len(f)]
				return string(rs)
			}
		}
	}
	return s
}
