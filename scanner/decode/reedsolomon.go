package decode

// field is the numbers of GF(256) as powers of two, modulo a polynomial.
type field struct {
	exp   [512]byte
	log   [256]int
	first int // power of the first root of the generator
}

// The fields of QR (ISO/IEC 18004, 7.5.2) and Data Matrix (ISO/IEC 16022, 5.7).
var dmField = newField(0x12d, 1)

func newField(poly, first int) *field {
	f := &field{first: first}
	x := 1
	for i := range 255 {
		f.exp[i], f.exp[i+255] = byte(x), byte(x)
		f.log[x] = i
		if x <<= 1; x > 255 {
			x ^= poly
		}
	}
	return f
}

func (f *field) mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

func (f *field) div(a, b byte) byte {
	if a == 0 {
		return 0
	}
	return f.exp[f.log[a]+255-f.log[b]]
}

// syndromes tells whether a block has errors.
func (f *field) syndromes(block []byte, s []byte) (clean bool) {
	clean = true
	for i := range s {
		root := (f.first + i) % 255
		var v byte
		for _, c := range block {
			if v != 0 {
				v = f.exp[f.log[v]+root]
			}
			v ^= c
		}
		s[i] = v
		clean = clean && v == 0
	}
	return clean
}

// correct mends a block of which the last n codewords are for correction, and
// returns how many were wrong; less than zero if there are too many
// (Berlekamp-Massey, Chien, Forney).
func (f *field) correct(block []byte, n int) int {
	var room [255]byte
	s := room[:n]
	if f.syndromes(block, s) {
		return 0
	}
	var loc, prev, next [256]byte
	loc[0], prev[0] = 1, 1
	size, m, b := 0, 1, byte(1)
	for i := range n {
		d := s[i]
		for j := 1; j <= size; j++ {
			d ^= f.mul(loc[j], s[i-j])
		}
		if d == 0 {
			m++
			continue
		}
		k := f.div(d, b)
		next = loc
		for j := 0; j+m <= n; j++ {
			next[j+m] ^= f.mul(k, prev[j])
		}
		if 2*size <= i {
			prev, b, size, m = loc, d, i+1-size, 1
		} else {
			m++
		}
		loc = next
	}
	if 2*size > n {
		return -1
	}
	if !f.mend(block, s, loc[:size+1]) {
		return -1
	}
	if !f.syndromes(block, s) {
		return -1
	}
	return size
}

// mend finds where the errors are and takes them away.
func (f *field) mend(block, s, loc []byte) bool {
	size := len(loc) - 1
	var eval [256]byte
	for i := range size {
		for j := 0; j <= i; j++ {
			eval[i] ^= f.mul(s[i-j], loc[j])
		}
	}
	found := 0
	for p := range block {
		inv := (255 - (len(block)-1-p)%255) % 255 // power of the inverse of the place
		var sum, slope, over byte
		for j := size; j >= 0; j-- {
			sum = f.mul(sum, f.exp[inv]) ^ loc[j]
		}
		if sum != 0 {
			continue
		}
		for j := 1; j <= size; j += 2 {
			slope ^= f.mul(loc[j], f.exp[inv*(j-1)%255])
		}
		for j := size - 1; j >= 0; j-- {
			over = f.mul(over, f.exp[inv]) ^ eval[j]
		}
		if slope == 0 {
			return false
		}
		wrong := f.div(over, slope)
		// The place to the power of 1 less the first root's.
		wrong = f.mul(wrong, f.exp[inv*((f.first+254)%255)%255])
		block[p] ^= wrong
		found++
	}
	return found == size
}
