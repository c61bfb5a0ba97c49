package decode

import (
	"math/bits"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// qrField is the field of QR codes (ISO/IEC 18004, 7.5.2).
var qrField = newField(0x11d, 0)

// qrFormats are the 32 masked words of format information (ISO/IEC 18004,
// 7.9.1).
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

// format reads the format information: the level of correction and the mask in
// five bits. Clutter has none.
func (q *qrCode) format() (five int, ok bool) {
	n, dark := q.grid.w, q.grid.dark
	bit := func(w uint16, x, y int) uint16 {
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
	best := 4 // three wrong bits can be mended
	for i, f := range qrFormats {
		if d := min(bits.OnesCount16(f^a), bits.OnesCount16(f^b)); d < best {
			best, five = d, i
		}
	}
	return five, best < 4
}

// ask reads what the modules say, as they are and then in a mirror.
func (q *qrCode) ask(version int) (res Result, ok bool) {
	v, err := decoder.Version_GetVersionForNumber(version)
	if err != nil {
		return res, false
	}
	for range 2 {
		if five, good := q.format(); good {
			if data := q.codewords(v, five); data != nil {
				if res, ok = qrResult(data, version); ok {
					return res, true
				}
			}
		}
		q.grid.transpose()
	}
	return res, false
}

// qrLevels are the levels of correction as format information counts them.
var qrLevels = [4]decoder.ErrorCorrectionLevel{
	decoder.ErrorCorrectionLevel_M, decoder.ErrorCorrectionLevel_L, decoder.ErrorCorrectionLevel_H, decoder.ErrorCorrectionLevel_Q,
}

// codewords takes the data codewords out of the modules and mends them; it
// returns nil if there are too many wrong (ISO/IEC 18004, 7.6 and 7.7.3).
func (q *qrCode) codewords(v *decoder.Version, five int) []byte {
	q.collect(v, five&7)
	level := qrLevels[five>>3]
	ec := v.GetECBlocksForLevel(level)
	check, blocks := ec.GetECCodewordsPerBlock(), ec.GetNumBlocks()
	if len(q.words) < v.GetTotalCodewords() {
		return nil
	}
	short := v.GetTotalCodewords()/blocks - check // data codewords of the shorter blocks, which come first
	longer := v.GetTotalCodewords() % blocks
	total := v.GetTotalCodewords() - check*blocks
	q.data = q.data[:0]
	for b := range blocks {
		n := short
		for i := range short {
			q.block[i] = q.words[i*blocks+b]
		}
		if b >= blocks-longer {
			q.block[n] = q.words[short*blocks+b-(blocks-longer)]
			n++
		}
		for i := range check {
			q.block[n+i] = q.words[total+i*blocks+b]
		}
		wrong := qrField.correct(q.block[:n+check], check)
		if wrong < 0 || 2*wrong > check-guarded(v.GetVersionNumber(), level) {
			return nil
		}
		q.data = append(q.data, q.block[:n]...)
	}
	return q.data
}

// collect reads the modules that carry data, two columns at a time, from the
// lower right, up and down, and takes the mask off.
func (q *qrCode) collect(v *decoder.Version, mask int) {
	n := q.grid.w
	q.words = q.words[:0]
	var word byte
	got := 0
	for right, up := n-1, true; right > 0; right, up = right-2, !up {
		if right == 6 { // the timing pattern
			right--
		}
		for k := range n {
			y := k
			if up {
				y = n - 1 - k
			}
			for x := right; x > right-2; x-- {
				if qrPattern(v, n, x, y) {
					continue
				}
				word <<= 1
				if q.grid.dark[y*n+x] != masked(mask, x, y) {
					word |= 1
				}
				if got++; got%8 == 0 {
					q.words = append(q.words, word)
				}
			}
		}
	}
}

// masked tells whether a mask changes a module (ISO/IEC 18004, 7.8.2).
func masked(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (x/3+y/2)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// qrPattern tells whether a module belongs to a pattern or to the information
// about the format and version, and carries no data.
func qrPattern(v *decoder.Version, n, x, y int) bool {
	if x == 6 || y == 6 || x < 9 && y < 9 || x < 9 && y >= n-8 || x >= n-8 && y < 9 {
		return true
	}
	if v.GetVersionNumber() > 6 && (x >= n-11 && y < 6 || y >= n-11 && x < 6) {
		return true
	}
	at := v.GetAlignmentPatternCenters()
	last := len(at) - 1
	for j, cy := range at {
		if y < cy-2 || y > cy+2 {
			continue
		}
		for i, cx := range at {
			if x < cx-2 || x > cx+2 || i == 0 && (j == 0 || j == last) || i == last && j == 0 {
				continue
			}
			return true
		}
	}
	return false
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
