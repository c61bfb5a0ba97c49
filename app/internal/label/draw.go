package label

import (
	"errors"
	"image"
	"math"

	"miseban/assets"
	"miseban/scanner/bars"
	"miseban/scanner/qr"
)

// Paper is what is in the printer, in dots.
type Paper struct {
	W, H int
	// Bars draws the code as Code 128 for scanners that read no QR.
	Bars bool
}

// The measures of a label in units: it is laid out once, 72 by 48, and drawn as
// large as the paper allows. A roll of 80 mm prints 72 mm, so that a unit is a
// millimetre there.
const (
	unitsW, unitsH = 72, 48
	headH          = 9
	edge           = 2
)

// ErrPaper is returned for paper on which no scanner could read the code.
var ErrPaper = errors.New("label: the paper is too small for the code")

// sheet is a label while it is drawn.
type sheet struct {
	pen
	u    float64 // dots of a unit
	x, y int     // where it begins
}

// at is a box given in units.
func (s sheet) at(x0, y0, x1, y1 float64) image.Rectangle {
	dots := func(v float64) int { return int(math.Round(v * s.u)) }
	return image.Rect(s.x+dots(x0), s.y+dots(y0), s.x+dots(x1), s.y+dots(y1))
}

// text writes a line of a size in units.
func (s sheet) text(l line) error {
	l.size *= s.u
	return s.write(l)
}

// Draw makes the dots of a label. It fails with ErrPaper, and for a code that
// cannot be drawn.
func Draw(l Label, p Paper) (*Bitmap, error) {
	faces, err := fonts()
	if err != nil {
		return nil, err
	}
	u := min(float64(p.W)/unitsW, float64(p.H)/unitsH)
	if u < 4 { // text of 3 units would be no text
		return nil, ErrPaper
	}
	b := NewBitmap(p.W, p.H)
	s := sheet{pen: pen{b, faces}, u: u, x: (p.W - int(u*unitsW)) / 2, y: (p.H - int(u*unitsH)) / 2}
	right, floor, err := s.code(l, p.Bars)
	if err != nil {
		return nil, err
	}
	return b, errors.Join(s.head(l), s.body(l, right, floor))
}

// head is a black band that tells labels apart from three metres away.
func (s sheet) head(l Label) error {
	s.b.fill(s.at(0, 0, unitsW, headH))
	return errors.Join(
		s.text(line{text: l.Head, font: assets.Bold, size: 6, box: s.at(edge, 0, 42, headH), white: true}),
		s.text(line{text: l.Shop, font: assets.Bold, size: 4, box: s.at(43, 0, unitsW-edge, headH), white: true, right: true}))
}

// code draws the code and returns what is left for words: where they end on the
// right and below, in units.
func (s sheet) code(l Label, asBars bool) (right, floor float64, err error) {
	if asBars {
		return s.bars(l.Code)
	}
	m, err := qr.Encode(l.Code, qr.LevelM)
	if err != nil {
		return 0, 0, err
	}
	// The quiet zone reaches into the label's edge, which is white as well.
	const side = 31
	module := int(side * s.u / float64(m.Size()+2*qr.QuietZone))
	if module < 3 { // 0.4 mm at 203 dpi: what a hand scanner reads at arm's length
		return 0, 0, ErrPaper
	}
	box := s.at(unitsW-side, headH, unitsW, headH+side)
	x0 := box.Min.X + (box.Dx()-m.Size()*module)/2
	y0 := box.Min.Y + (box.Dy()-m.Size()*module)/2
	for y := range m.Size() {
		for x := range m.Size() {
			if m.Dark(x, y) {
				s.b.fill(image.Rect(x0+x*module, y0+y*module, x0+(x+1)*module, y0+(y+1)*module))
			}
		}
	}
	err = s.text(line{text: l.Code, font: assets.CodeBold, size: 3, box: s.at(unitsW-side+3, unitsH-8, unitsW-edge, unitsH-edge), right: true, whole: true})
	return unitsW - side, unitsH, err
}

// bars draws the code along the lower edge, right across.
func (s sheet) bars(code string) (right, floor float64, err error) {
	b, err := bars.Code128(code)
	if err != nil {
		return 0, 0, err
	}
	all := b.Modules() + 2*bars.Quiet
	module := int(unitsW * s.u / float64(all))
	if module < 2 { // 0.25 mm at 203 dpi
		return 0, 0, ErrPaper
	}
	const top, high = 31, 12
	box := s.at(0, top, unitsW, top+high)
	x := box.Min.X + (box.Dx()-b.Modules()*module)/2
	for i, w := range b {
		if i%2 == 0 {
			s.b.fill(image.Rect(x, box.Min.Y, x+w*module, box.Max.Y))
		}
		x += w * module
	}
	err = s.text(line{text: code, font: assets.CodeBold, size: 3, box: s.at(edge, top+high, unitsW-edge, unitsH), whole: true})
	return unitsW - edge, top, err
}

// body is the words: what is looked for, whose it is, the facts, the mark. Bars
// leave fewer rows, and the whole width for each.
func (s sheet) body(l Label, right, floor float64) error {
	across := floor < unitsH
	big, name, fact := 14.0, 7.0, 5.0
	if across {
		big, name, fact = 9.5, 5.5, 4.5
	} else if l.Mark != "" {
		floor = unitsH - markH - 1
	}
	y := headH + 1.5
	row := func(high float64) image.Rectangle {
		box := s.at(edge, y, right, y+high)
		y += high
		return box
	}
	top := row(big)
	if across && l.Mark != "" {
		top = s.at(edge, headH+1.5, markX-1, headH+1.5+big)
	}
	errs := []error{s.text(line{text: l.Big, font: assets.CodeBold, size: big, box: top, whole: true})}
	if l.Name != "" {
		errs = append(errs, s.text(line{text: l.Name, font: assets.Bold, size: 0.8 * name, box: row(name)}))
	}
	for _, f := range l.Lines {
		text := f.Text
		switch {
		case across && f.Word != "":
			text = f.Word + "  " + text
		case f.Word != "" && y+wordH+fact <= floor:
			errs = append(errs, s.text(line{text: f.Word, font: assets.Regular, size: 3, box: row(wordH)}))
		}
		if y+fact > floor {
			break
		}
		errs = append(errs, s.text(line{text: text, font: assets.Bold, size: 0.9 * fact, box: row(fact)}))
	}
	if l.Mark != "" {
		errs = append(errs, s.mark(l.Mark, right, across))
	}
	return errors.Join(errs...)
}

// More measures in units.
const (
	wordH = 3.5 // the word over a fact
	markH = 6.5
	markX = 44.0 // where the mark begins when the code is bars
)

// mark is a black plate: what must not be overlooked.
func (s sheet) mark(text string, right float64, across bool) error {
	x0, x1, y := float64(edge), right-1, unitsH-markH-1
	if across {
		x0, x1, y = markX, unitsW-edge, headH+1.5
	}
	s.b.fill(s.at(x0, y, x1, y+markH))
	return s.text(line{text: text, font: assets.Bold, size: 4.5, box: s.at(x0+1, y, x1-1, y+markH), white: true})
}
