package widgets

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/segmenter"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
)

// piece is a part of one line in one look.
type piece struct {
	run, line int
	text      string
	x, y, w   float32
	size      float32
}

// block is text broken into lines.
type block struct {
	done   bool
	pieces []piece
	widths []float32 // of each line
	height float32
}

// lineHeights is the distance of lines of each type size.
var lineHeights = map[float32]float32{
	theme.T13: 18, theme.T15: 24, theme.T17: 24, theme.T20: 28, theme.T24: 32, theme.T28: 36, theme.T32: 40,
	theme.T40: 48, theme.T64: 72, theme.T96: 104, theme.T136: 144, theme.T168: 168,
}

// lineHeight is a run's line height under the text scale.
func lineHeight(r Run) float32 {
	size := r.Size
	if size == 0 {
		size = theme.T17
	}
	h, ok := lineHeights[size]
	if !ok {
		h = size * 1.3
	}
	return h * r.sp() / size
}

// wide is the width of text in a run's look, its size times shrink.
func wide(s string, r Run, shrink float32) float32 {
	if s == "" {
		return 0
	}
	return fyne.MeasureText(s, r.sp()*shrink, r.style()).Width
}

// naturalWidth is the width of the widest line when nothing wraps.
func naturalWidth(runs []Run) float32 {
	widest, cur := float32(0), float32(0)
	for _, r := range runs {
		for i, part := range strings.Split(r.Text, "\n") {
			if i > 0 {
				cur = 0
			}
			cur += wide(part, r, 1)
			widest = max(widest, cur)
		}
	}
	return widest
}

// leastShrink is how small text may become before it overflows.
const leastShrink = 0.3

// setText breaks runs into lines no wider than width (0 or less: no limit).
func setText(runs []Run, width float32, oneLine bool, maxLines int, lineH float32) block {
	if width <= 0 {
		width = naturalWidth(runs) + 1
	}
	if oneLine {
		return oneLineBlock(runs, width, lineH)
	}
	shrink := float32(1)
	for {
		b := layLines(runs, true, width, shrink, lineH)
		over := maxLines > 0 && len(b.widths) > maxLines
		for _, w := range b.widths {
			over = over || w > width+0.5
		}
		if !over || shrink <= leastShrink {
			return withoutOrphan(b, runs, width, shrink, lineH)
		}
		shrink -= 0.05
	}
}

// withoutOrphan lays text again in a slightly narrower column when a single
// character is left on its last line, as long as that costs no line.
func withoutOrphan(b block, runs []Run, width, shrink, lineH float32) block {
	lone := func(b block) bool {
		n := len(b.pieces)
		return n > 0 && len(b.widths) > 1 && b.widths[len(b.widths)-1] < 1.6*b.pieces[n-1].size
	}
	if !lone(b) {
		return b
	}
	for step := range 6 {
		narrow := width - float32(step+1)*b.pieces[0].size/2
		if c := layLines(runs, true, narrow, shrink, lineH); len(c.widths) > len(b.widths) {
			break
		} else if !lone(c) {
			return c
		}
	}
	return b
}

// oneLineBlock sets runs without wrapping, as large as fits. Widths of glyphs
// are rounded, so the size found by proportion may need a second step.
func oneLineBlock(runs []Run, width, lineH float32) block {
	shrink := float32(1)
	for {
		b := layLines(runs, false, width, shrink, lineH)
		widest := float32(0)
		for _, w := range b.widths {
			widest = max(widest, w)
		}
		if widest <= width+0.5 || shrink <= leastShrink {
			return b
		}
		shrink = max(leastShrink, min(shrink*width/widest, shrink-0.02))
	}
}

// unit is a stretch of one run that is not broken.
type unit struct {
	run   int
	text  string
	w     float32
	glued bool // the unit before must stay on this line with it
	feed  bool // a new line starts here
}

// units splits runs at the places where a line may break (Unicode UAX 14, which
// holds the Japanese rules: no 。or っ at the start of a line, no 「 at its end).
func units(runs []Run, shrink float32) []unit {
	var out []unit
	var seg segmenter.Segmenter
	for p, para := range paragraphs(runs) {
		if p > 0 {
			out = append(out, unit{feed: true})
		}
		var all []rune
		var owner []int
		for _, r := range para {
			for _, c := range r.text {
				all = append(all, c)
				owner = append(owner, r.run)
			}
		}
		if len(all) == 0 {
			continue
		}
		seg.Init(all)
		it := seg.LineIterator()
		for it.Next() {
			line := it.Line()
			at := line.Offset
			for i := 0; i < len(line.Text); {
				j := i
				for j < len(line.Text) && owner[at+j] == owner[at+i] {
					j++
				}
				run := owner[at+i]
				s := string(line.Text[i:j])
				out = append(out, unit{run: run, text: s, w: wide(s, runs[run], shrink), glued: i > 0})
				i = j
			}
		}
	}
	return glueCodes(glueWords(out), runs)
}

// endings are words that a line does not cut, the longer ones first: 「してくだ」
// at the end of one line is misread in a hurry.
var endings = [][]rune{[]rune("ください"), []rune("ありません"), []rune("ました"), []rune("ません"), []rune("ます"), []rune("でした"), []rune("です")}

// longestWord is the longest word in katakana that is not cut: スキャン and
// ピッキング stay whole, オックスフォードシャツ may be cut.
const longestWord = 6

// counters stay with the figure before them.
const counters = "点件個分秒日時回枚袋つ"

// glueWords keeps polite endings, short words in katakana, and figures with
// their counter on one line.
func glueWords(us []unit) []unit {
	var text []rune
	var owner []int // the unit of each character
	for i, u := range us {
		if u.feed {
			text, owner = append(text, '\n'), append(owner, i)
		}
		for _, r := range u.text {
			text, owner = append(text, r), append(owner, i)
		}
	}
	for at := 0; at < len(text); {
		n, whole := wordAt(text[at:])
		for i := owner[at] + 1; whole && i <= owner[at+n-1]; i++ {
			us[i].glued = true
		}
		at += n
	}
	return us
}

// wordAt is the length of what text begins with, at least 1, and whether that
// is a word that is not cut.
func wordAt(text []rune) (n int, whole bool) {
	for n < len(text) && (unicode.Is(unicode.Katakana, text[n]) || text[n] == 'ー') {
		n++
	}
	if n > 0 {
		return n, n <= longestWord
	}
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	if n > 0 && n < len(text) && strings.ContainsRune(counters, text[n]) {
		return n + 1, true
	}
	if n > 0 {
		return n, false
	}
	for _, e := range endings {
		if len(text) >= len(e) && slices.Equal(text[:len(e)], e) {
			return len(e), true
		}
	}
	return 1, false
}

// glueCodes keeps the units of one code or name together: a shelf code is never
// broken.
func glueCodes(us []unit, runs []Run) []unit {
	for i := 1; i < len(us); i++ {
		a, b := us[i-1], us[i]
		if !a.feed && !b.feed && a.run == b.run && (runs[b.run].Keep || runs[b.run].Code && !strings.HasSuffix(a.text, " ")) {
			us[i].glued = true
		}
	}
	return us
}

// part is a run's share of a paragraph.
type part struct {
	run  int
	text string
}

// paragraphs splits runs at line feeds.
func paragraphs(runs []Run) [][]part {
	out := [][]part{nil}
	for i, r := range runs {
		for j, s := range strings.Split(r.Text, "\n") {
			if j > 0 {
				out = append(out, nil)
			}
			if s != "" {
				out[len(out)-1] = append(out[len(out)-1], part{i, s})
			}
		}
	}
	return out
}

// layLines fills lines greedily and sets each on its base line.
func layLines(runs []Run, wrap bool, width, shrink, lineH float32) block {
	var lines [][]unit
	cur, curW := []unit{}, float32(0)
	flush := func() {
		lines = append(lines, cur)
		cur, curW = nil, 0
	}
	us := units(runs, shrink)
	for i := 0; i < len(us); {
		if us[i].feed {
			flush()
			i++
			continue
		}
		j, w, tail := i, float32(0), float32(0)
		for ok := true; ok && j < len(us); ok = j < len(us) && us[j].glued && !us[j].feed {
			w += us[j].w
			tail = us[j].w - wide(strings.TrimRight(us[j].text, " 　"), runs[us[j].run], shrink)
			j++
		}
		if wrap && len(cur) > 0 && curW+w-tail > width {
			flush()
		}
		for k := i; k < j; k++ {
			cur = append(cur, us[k])
		}
		curW += w
		i = j
	}
	flush()
	return setLines(runs, lines, shrink, lineH)
}

// setLines joins the units of each line into pieces and places them.
func setLines(runs []Run, lines [][]unit, shrink, lineH float32) block {
	b := block{done: true}
	y := float32(0)
	for n, line := range lines {
		first := len(b.pieces)
		for _, u := range line {
			if k := len(b.pieces) - 1; k >= first && b.pieces[k].run == u.run {
				b.pieces[k].text += u.text
				continue
			}
			b.pieces = append(b.pieces, piece{run: u.run, line: n, text: u.text})
		}
		if k := len(b.pieces) - 1; k >= first {
			b.pieces[k].text = strings.TrimRight(b.pieces[k].text, " 　")
		}
		big, high, x := float32(0), float32(0), float32(0)
		for k := first; k < len(b.pieces); k++ {
			p := &b.pieces[k]
			r := runs[p.run]
			p.size, p.w, p.x = r.sp()*shrink, wide(p.text, r, shrink), x
			x += p.w
			big = max(big, p.size)
			high = max(high, lineHeight(r)*shrink)
		}
		if first == len(b.pieces) && len(runs) > 0 {
			high = lineHeight(runs[0]) * shrink
		}
		if lineH > 0 {
			high = theme.Dp(lineH)
		}
		base := y + (high-big*(assets.Ascent+assets.Descent))/2 + big*assets.Ascent
		for k := first; k < len(b.pieces); k++ {
			b.pieces[k].y = base - b.pieces[k].size*assets.Ascent
		}
		b.widths = append(b.widths, x)
		y += high
	}
	b.height = y
	return b
}
