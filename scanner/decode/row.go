package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
)

// judges are gozxing's decoders of one row of bars. They get rows that were
// drawn from what was read, without blur or noise, and say what they mean.
type judges struct {
	ean13, ean8, upce, code128, code39, code93, itf, codabar oned.RowDecoder
	hints                                                    map[gozxing.DecodeHintType]any
	row                                                      *gozxing.BitArray
}

// perModule is how many pixels wide a module is drawn.
const perModule = 2

// rowPixels is enough for the longest code that is read.
const rowPixels = 110 * 11 * perModule

func newJudges() judges {
	return judges{
		ean13: oned.NewEAN13Reader().(oned.RowDecoder), ean8: oned.NewEAN8Reader().(oned.RowDecoder),
		upce: oned.NewUPCEReader().(oned.RowDecoder), code128: oned.NewCode128Reader().(oned.RowDecoder),
		code39: oned.NewCode39Reader().(oned.RowDecoder), code93: oned.NewCode93Reader().(oned.RowDecoder),
		itf: oned.NewITFReader().(oned.RowDecoder), codabar: oned.NewCodaBarReader().(oned.RowDecoder),
		hints: map[gozxing.DecodeHintType]any{
			gozxing.DecodeHintType_ASSUME_GS1: true, gozxing.DecodeHintType_RETURN_CODABAR_START_END: true,
			gozxing.DecodeHintType_ALLOWED_LENGTHS: []int{6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 44},
		},
		row: gozxing.NewBitArray(rowPixels),
	}
}

// pen draws ideal bars into the judges' row.
type pen struct {
	row   *gozxing.BitArray
	at    int // pixels
	black bool
	full  bool
}

// begin empties the row and leaves the quiet zone.
func (j *judges) begin() pen {
	j.row.Clear()
	return pen{row: j.row, at: 12 * perModule, black: true}
}

// run draws the next bar or space, so many modules wide.
func (p *pen) run(modules int) { p.pixels(modules * perModule) }

func (p *pen) pixels(n int) {
	end := p.at + n
	if end > rowPixels-12*perModule {
		p.full = true
		return
	}
	if p.black {
		_ = p.row.SetRange(p.at, end) // within the row
	}
	p.at, p.black = end, !p.black
}

func (p *pen) widths(w string) {
	for i := range len(w) {
		p.run(int(w[i] - '0'))
	}
}

// wide draws n runs of which the bits say which are wide.
func (p *pen) wide(bits uint16, n int) {
	for i := n - 1; i >= 0; i-- {
		p.run(1 + 2*int(bits>>i&1))
	}
}

// say returns what a code says, "" when the decoder does not read it as it
// was drawn; gs1 tells that the content is a GS1 element string.
func (j *judges) say(f Format, key []byte) (text string, gs1 bool) {
	if f == DataBar {
		return textDataBar(key), true
	}
	p := j.begin()
	by := j.draw(&p, f, key)
	if p.full {
		return "", false
	}
	text = j.text(by)
	if f == Code128 {
		return gs1Text(text)
	}
	return text, false
}

// draw draws a code and returns who is to judge it.
func (j *judges) draw(p *pen, f Format, key []byte) oned.RowDecoder {
	switch f { //nolint:exhaustive // those of bars, and DataBar is not drawn
	case EAN13:
		p.ean(key[1:], firstDigit[key[0]])
		return j.ean13
	case EAN8:
		p.ean(key, 0)
		return j.ean8
	case UPCE:
		p.widths("111")
		for _, v := range key {
			p.digit(v%10, v >= 10)
		}
		p.widths("111111")
		return j.upce
	case Code128:
		for _, v := range key {
			p.widths(code128Patterns[v])
		}
		p.widths(code128Stop)
		return j.code128
	case Code93:
		for _, v := range key {
			p.widths(code93Patterns[v])
		}
		p.run(1)
		return j.code93
	case Code39:
		for i, v := range key {
			if i > 0 {
				p.run(1)
			}
			p.wide(code39Wide[v], 9)
		}
		return j.code39
	case Codabar:
		for i, v := range key {
			if i > 0 {
				p.run(1)
			}
			p.wide(codabarWide[v], 7)
		}
		return j.codabar
	case ITF:
		p.widths("1111")
		for i := 0; i+1 < len(key); i += 2 {
			a, b := itfWide[key[i]], itfWide[key[i+1]]
			for k := 4; k >= 0; k-- {
				p.run(1 + 2*int(a>>k&1))
				p.run(1 + 2*int(b>>k&1))
			}
		}
		p.widths("311")
		return j.itf
	}
	return nil
}

// ean draws the digits of an EAN code between its guards.
func (p *pen) ean(digits []byte, sets uint8) {
	p.widths("111")
	for i, d := range digits {
		if i == len(digits)/2 {
			p.widths("11111")
		}
		p.digit(d, i < len(digits)/2 && sets>>(5-i)&1 == 1)
	}
	p.widths("111")
}

// digit draws a digit of set A or C, or of set B.
func (p *pen) digit(d byte, setB bool) {
	w := digitWidths[d]
	for k := range w {
		if setB {
			k = 3 - k
		}
		p.run(int(w[k]))
	}
}

// text asks a decoder what the row says; "" when it says nothing. gozxing is
// not trusted to survive every row.
func (j *judges) text(by oned.RowDecoder) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	if by == nil {
		return ""
	}
	res, err := by.DecodeRow(0, j.row, j.hints)
	if err != nil {
		return ""
	}
	return res.GetText()
}
