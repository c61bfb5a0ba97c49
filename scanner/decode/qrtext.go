package decode

import (
	"math/bits"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// qrField is the field of QR codes (ISO/IEC 18004, 7.5.2).
var qrField = newField(0x11d, 0)

// formats are the 32 masked words of format information (ISO/IEC 18004, 7.9.1).
var qrFormats = func() (out [32]uint16) {
	for d := range uint16(32) {
		r := d << 10
		for k := 14; k >= 10; k-- {
			if r>>k&1 == 1 {
				r ^= 0x537 << (k - 10)
			}
		}
		out[d] = (d<<10 | r) ^ 0x5412
	}
	return out
}()

// formatted tells whether the modules hold format information, as they are or
// in a mirror. Clutter does not.
func (q *qrCode) formatted() bool {
	n, dark := q.grid.w, q.grid.dark
	for _, mirrored := range [2]bool{false, true} {
		bit := func(w uint16, x, y int) uint16 {
			if mirrored {
				x, y = y, x
			}
			if dark[y*n+x] {
				return w<<1 | 1
			}
			return w << 1
		}
		var a, b uint16
		for i := range 6 {
			a = bit(a, i, 8)
		}
		a = bit(bit(bit(a, 7, 8), 8, 8), 8, 7)
		for i := 5; i >= 0; i-- {
			a = bit(a, 8, i)
		}
		for i := n - 1; i >= n-7; i-- {
			b = bit(b, 8, i)
		}
		for i := n - 8; i < n; i++ {
			b = bit(b, i, 8)
		}
		for _, f := range qrFormats {
			if bits.OnesCount16(f^a) <= 3 || bits.OnesCount16(f^b) <= 3 {
				return true
			}
		}
	}
	return false
}

// ask reads what the modules say, as they are and then in a mirror.
func (q *qrCode) ask(version int) (res Result, ok bool) {
	defer func() {
		if recover() != nil { // gozxing is not trusted to survive everything
			ok = false
		}
	}()
	for _, mirrored := range [2]bool{false, true} {
		if mirrored {
			q.grid.transpose()
		}
		if res, ok = q.text(version); ok {
			break
		}
	}
	return res, ok
}

// text reads codewords, mends them and reads them as text.
func (q *qrCode) text(version int) (res Result, ok bool) {
	m := q.grid.matrix()
	if m == nil {
		return res, false
	}
	p, err := decoder.NewBitMatrixParser(m)
	if err != nil {
		return res, false
	}
	v, err := p.ReadVersion()
	if err != nil || v.GetVersionNumber() != version {
		return res, false
	}
	format, err := p.ReadFormatInformation()
	if err != nil {
		return res, false
	}
	words, err := p.ReadCodewords()
	if err != nil {
		return res, false
	}
	level := format.GetErrorCorrectionLevel()
	blocks, err := decoder.DataBlock_GetDataBlocks(words, v, level)
	if err != nil {
		return res, false
	}
	var data []byte
	for _, b := range blocks {
		words, n := b.GetCodewords(), b.GetNumDataCodewords()
		if len(words) > len(q.block) {
			return res, false
		}
		wrong := qrField.correct(words, len(words)-n)
		if wrong < 0 || 2*wrong > len(words)-n-guarded(version, level) {
			return res, false
		}
		data = append(data, words[:n]...)
	}
	return qrResult(data, version)
}

// guarded is how many codewords for correction of the smallest versions are
// kept to notice what cannot be mended (ISO/IEC 18004, table 9).
func guarded(version int, level decoder.ErrorCorrectionLevel) int {
	switch {
	case version == 1 && level == decoder.ErrorCorrectionLevel_L:
		return 3
	case version == 1 && level == decoder.ErrorCorrectionLevel_M, version == 2 && level == decoder.ErrorCorrectionLevel_L:
		return 2
	case version == 1, version == 3 && level == decoder.ErrorCorrectionLevel_L:
		return 1
	}
	return 0
}
