package showui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets/words"
)

// pad is the keys on the glass: kana, or letters and digits.
type pad struct {
	c       words.Catalog
	root    *fyne.Container
	isLatin bool
	text    func() string
	put     func(string)
	last    func() fyne.CanvasObject // the key at the lower right
	swapped func(latin bool)         // may be nil
}

func newPad(c words.Catalog, latin bool, text func() string, put func(string), last func() fyne.CanvasObject) *pad {
	p := &pad{c: c, root: widgets.Layers(), isLatin: latin, text: text, put: put, last: last}
	p.show()
	return p
}

func (p *pad) show() {
	if p.isLatin {
		widgets.Put(p.root, p.latin())
		return
	}
	widgets.Put(p.root, p.kana())
}

// padKey is a key with a character.
func padKey(l look, word string, size float32, onTap func()) fyne.CanvasObject {
	return widgets.NewTap(widgets.Layers(widgets.NewBox(l.fill).Round(12), widgets.Middle(bold(word, size, l.ink).Center().OneLine())), onTap)
}

var (
	charKey = look{theme.Card, theme.Clear, theme.Ink}
	sideKey = look{theme.Bg, theme.Clear, theme.Ink}
)

func (p *pad) key(word string) fyne.CanvasObject {
	return padKey(charKey, word, 26, func() { p.put(typed(p.text(), word)) })
}

// padKeys lays columns of keys on the left, and what changes them on the right.
func padKeys(columns int, rows int, char func(col, row int) fyne.CanvasObject, side []spot) fyne.CanvasObject {
	const gap = 8
	cell := func(s fyne.Size) (float32, float32) {
		w := (s.Width - 312 - gap*float32(columns)) / float32(columns)
		return w, (s.Height - gap*float32(rows-1)) / float32(rows)
	}
	var spots []spot
	for c := range columns {
		for i := range rows {
			if k := char(c, i); k != nil {
				spots = append(spots, place(k, func(s fyne.Size) rect {
					w, h := cell(s)
					return rect{float32(c) * (w + gap), float32(i) * (h + gap), w, h}
				}))
			}
		}
	}
	return board(append(spots, side...)...)
}

// sideSpot is a key on the right: one or both columns of a row.
func sideSpot(o fyne.CanvasObject, col, row, rows int, wide bool) spot {
	const gap = 8
	return place(o, func(s fyne.Size) rect {
		h := (s.Height - gap*float32(rows-1)) / float32(rows)
		w := float32(152)
		if wide {
			w = 312
		}
		return rect{s.Width - 312 + float32(col)*160, float32(row) * (h + gap), w, h}
	})
}

func (p *pad) side(word string, f func(string) string) fyne.CanvasObject {
	return padKey(sideKey, word, t18, func() { p.put(f(p.text())) })
}

func (p *pad) swap(word string) fyne.CanvasObject {
	return padKey(sideKey, word, t18, func() {
		p.isLatin = !p.isLatin
		if p.swapped != nil {
			p.swapped(p.isLatin)
		}
		p.show()
	})
}

func (p *pad) kana() fyne.CanvasObject {
	c, rows := p.c, 5
	return padKeys(len(kanaColumns), rows, func(col, row int) fyne.CanvasObject {
		k := string([]rune(kanaColumns[col])[min(row, len([]rune(kanaColumns[col]))-1)])
		if k == " " {
			return nil
		}
		return p.key(k)
	}, []spot{
		sideSpot(p.side(c.T("show.key.voice"), voice), 0, 0, rows, false), sideSpot(p.side(c.T("show.key.puff"), puff), 1, 0, rows, false),
		sideSpot(p.side(c.T("show.key.small"), shrink), 0, 1, rows, false), sideSpot(p.side(c.T("show.key.space"), func(s string) string { return typed(s, " ") }), 1, 1, rows, false),
		sideSpot(p.swap(c.T("show.key.latin")), 0, 2, rows, false), sideSpot(p.side(c.T("show.key.drop"), dropLast), 1, 2, rows, false),
		sideSpot(p.side(c.T("show.key.clear"), func(string) string { return "" }), 0, 3, rows, true),
		sideSpot(p.last(), 0, 4, rows, true),
	})
}

func (p *pad) latin() fyne.CanvasObject {
	c, rows := p.c, 4
	return padKeys(len(latinRows[0]), rows, func(col, row int) fyne.CanvasObject { return p.key(string(latinRows[row][col])) }, []spot{
		sideSpot(p.swap(c.T("show.key.kana")), 0, 0, rows, false), sideSpot(p.side(c.T("show.key.drop"), dropLast), 1, 0, rows, false),
		sideSpot(p.side(c.T("show.key.space"), func(s string) string { return typed(s, " ") }), 0, 1, rows, true),
		sideSpot(p.side(c.T("show.key.clear"), func(string) string { return "" }), 0, 2, rows, true),
		sideSpot(p.last(), 0, 3, rows, true),
	})
}
