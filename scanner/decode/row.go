package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
)

// judges are gozxing's decoders of one row of bars. They get rows that were
// drawn from what was read, without blur or noise, and say what they mean.
type judges struct {
	ean13, ean8, upce, code128, code39, code93, itf, codabar oned.RowDecoder
	databar                                                  interface {
		oned.RowDecoder
		Reset()
	}
	hints map[gozxing.DecodeHintType]any
	row   *gozxing.BitArray
}

// perModule is how many pixels wide a module is drawn.
const perModule = 4

// rowPixels is enough for the longest code that is read.
const rowPixels = 110 * 11 * perModule

func newJudges() judges {
	return judges{
		ean13: oned.NewEAN13Reader().(oned.RowDecoder), ean8: oned.NewEAN8Reader().(oned.RowDecoder),
		upce: oned.NewUPCEReader().(oned.RowDecoder), code128: oned.NewCode128Reader().(oned.RowDecoder),
		code39: oned.NewCode39Reader().(oned.RowDecoder), code93: oned.NewCode93Reader().(oned.RowDecoder),
		itf: oned.NewITFReader().(oned.RowDecoder), codabar: oned.NewCodaBarReader().(oned.RowDecoder),
		databar: rss.NewRSS14Reader().(interface {
			oned.RowDecoder
			Reset()
		}),
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

// draw draws a symbol and returns who is to judge it.
func (j *judges) draw(s symbol) oned.RowDecoder {
	p := j.begin()
	var by oned.RowDecoder
	switch s.format {
	case Code128:
		for _, v := range s.values {
			p.widths(code128Patterns[v])
		}
		p.widths(code128Stop)
		by = j.code128
	case Code93:
		for _, v := range s.values {
			p.widths(code93Patterns[v])
		}
		p.run(1)
		by = j.code93
	case Code39:
		for i, v := range s.values {
			if i > 0 {
				p.run(1)
			}
			p.wide(code39Wide[v], 9)
		}
		by = j.code39
	case Codabar:
		for i, v := range s.values {
			if i > 0 {
				p.run(1)
			}
			p.wide(codabarWide[v], 7)
		}
		by = j.codabar
	case ITF:
		p.widths("1111")
		for i := 0; i+1 < len(s.values); i += 2 {
			a, b := itfWide[s.values[i]], itfWide[s.values[i+1]]
			for k := 4; k >= 0; k-- {
				p.run(1 + 2*int(a>>k&1))
				p.run(1 + 2*int(b>>k&1))
			}
		}
		p.widths("311")
		by = j.itf
	}
	if p.full {
		return nil
	}
	return by
}

// text asks a decoder what the row says; "" when it says nothing. gozxing is
// not trusted to survive every row.
func (j *judges) text(by oned.RowDecoder) (text string, meta map[gozxing.ResultMetadataType]any) {
	defer func() {
		if recover() != nil {
			text, meta = "", nil
		}
	}()
	if by == nil {
		return "", nil
	}
	res, err := by.DecodeRow(0, j.row, j.hints)
	if err != nil {
		return "", nil
	}
	return res.GetText(), res.GetResultMetadata()
}

// ean draws a number of the EAN family and returns it as the decoder reads it.
func (j *judges) ean(f *family, r reading) string {
	p := j.begin()
	p.widths("111")
	digits, sets := r.digits[:r.n], uint8(0)
	if f.format == EAN13 {
		sets = firstDigit[digits[0]]
		digits = digits[1:]
	}
	for i, d := range digits {
		if i == len(digits)/2 {
			p.widths("11111")
		}
		w := digitWidths[d]
		for k := range w {
			at := k
			if i < len(digits)/2 && f.format == EAN13 && sets>>(5-i)&1 == 1 {
				at = 3 - k
			}
			p.run(int(w[at]))
		}
	}
	p.widths("111")
	by := j.ean13
	if f.format == EAN8 {
		by = j.ean8
	}
	text, _ := j.text(by)
	return text
}
