package decode

// dmReader takes codewords out of the modules of a Data Matrix.
type dmReader struct {
	bits  []bool // modules of the regions without their borders
	taken []bool
	w, h  int
	words []byte
	block [255]byte
	data  []byte
}

// read returns the data codewords that the modules hold, and how many were
// wrong in the worst block; less than zero if they are beyond repair.
func (r *dmReader) read(z *dmSize, dark []bool) ([]byte, int) {
	w, h := z.cols/z.across, z.rows/z.down
	r.w, r.h = z.cols-2*z.across, z.rows-2*z.down
	r.bits, r.taken = r.bits[:0], r.taken[:0]
	for y := range z.rows {
		for x := range z.cols {
			if i, j := x%w, y%h; i > 0 && i < w-1 && j > 0 && j < h-1 {
				r.bits = append(r.bits, dark[y*z.cols+x])
				r.taken = append(r.taken, false)
			}
		}
	}
	total := z.data + z.check*z.blocks
	r.words = r.words[:0]
	r.walk()
	if len(r.words) < total {
		return nil, -1
	}
	words := r.words[:total]
	worst := 0
	for b := range z.blocks {
		n := 0
		for i := b; i < total; i += z.blocks {
			r.block[n] = words[i]
			n++
		}
		wrong := dmField.correct(r.block[:n], z.check)
		if wrong < 0 {
			return nil, -1
		}
		worst = max(worst, wrong)
		for i, k := b, 0; i < total; i, k = i+z.blocks, k+1 {
			words[i] = r.block[k]
		}
	}
	r.data = append(r.data[:0], words[:z.data]...)
	return r.data, worst
}

// walk visits the codewords in their order (ISO/IEC 16022:2006, annex F).
func (r *dmReader) walk() {
	row, col := 4, 0
	for row < r.h || col < r.w {
		switch {
		case row == r.h && col == 0:
			r.word([8][2]int{{r.h - 1, 0}, {r.h - 1, 1}, {r.h - 1, 2}, {0, r.w - 2}, {0, r.w - 1}, {1, r.w - 1}, {2, r.w - 1}, {3, r.w - 1}})
		case row == r.h-2 && col == 0 && r.w%4 != 0:
			r.word([8][2]int{{r.h - 3, 0}, {r.h - 2, 0}, {r.h - 1, 0}, {0, r.w - 4}, {0, r.w - 3}, {0, r.w - 2}, {0, r.w - 1}, {1, r.w - 1}})
		case row == r.h-2 && col == 0 && r.w%8 == 4:
			r.word([8][2]int{{r.h - 3, 0}, {r.h - 2, 0}, {r.h - 1, 0}, {0, r.w - 2}, {0, r.w - 1}, {1, r.w - 1}, {2, r.w - 1}, {3, r.w - 1}})
		case row == r.h+4 && col == 2 && r.w%8 == 0:
			r.word([8][2]int{{r.h - 1, 0}, {r.h - 1, r.w - 1}, {0, r.w - 3}, {0, r.w - 2}, {0, r.w - 1}, {1, r.w - 3}, {1, r.w - 2}, {1, r.w - 1}})
		}
		for {
			r.utah(row, col)
			if row, col = row-2, col+2; row < 0 || col >= r.w {
				break
			}
		}
		row, col = row+1, col+3
		for {
			r.utah(row, col)
			if row, col = row+2, col-2; row >= r.h || col < 0 {
				break
			}
		}
		row, col = row+3, col+1
	}
}

// utah reads the codeword whose last module lies at row and col.
func (r *dmReader) utah(row, col int) {
	if row < 0 || col < 0 || row >= r.h || col >= r.w || r.taken[row*r.w+col] {
		return
	}
	r.word([8][2]int{
		{row - 2, col - 2},
		{row - 2, col - 1},
		{row - 1, col - 2},
		{row - 1, col - 1},
		{row - 1, col},
		{row, col - 2},
		{row, col - 1},
		{row, col},
	})
}

// word reads eight modules; what lies outside comes in at the other side.
func (r *dmReader) word(at [8][2]int) {
	var v byte
	for _, p := range at {
		row, col := p[0], p[1]
		if row < 0 {
			row, col = row+r.h, col+4-(r.h+4)%8
		}
		if col < 0 {
			row, col = row+4-(r.w+4)%8, col+r.w
		}
		if row >= r.h {
			row -= r.h
		}
		i := row*r.w + col
		v <<= 1
		if i < 0 || i >= len(r.bits) {
			continue
		}
		r.taken[i] = true
		if r.bits[i] {
			v |= 1
		}
	}
	r.words = append(r.words, v)
}
