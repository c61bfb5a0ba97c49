package decode

// dataBar reads a GS1 DataBar Omnidirectional whose first bar is run i
// (ISO/IEC 24724): a guard bar, character, finder, two characters, finder,
// character, guard.
func (r *Reader) dataBar(b *beam, at, runs []float32, i int, back bool) bool {
	const n = 45
	if i+n > len(runs) {
		return false
	}
	c := runs[i : i+n]
	sum := func(from, to int) float32 {
		var s float32
		for _, v := range c[from:to] {
			s += v
		}
		return s
	}
	m := sum(0, n) / 95
	if m < 0.7 || c[0] > 2*m || c[43] > 2*m || c[44] > 2*m {
		return false
	}
	for _, part := range [...]struct {
		from, to int
		modules  float32
	}{{1, 9, 16}, {9, 14, 15}, {14, 22, 15}, {22, 30, 15}, {30, 35, 15}, {35, 43, 16}} {
		if s := sum(part.from, part.to); s < part.modules*m*0.88 || s > part.modules*m*1.12 {
			return false
		}
	}
	f := float32(8*perModule/4) / m
	p := r.judges.begin()
	p.black = false
	p.pixels(8)
	var acc float32
	last := 0
	for _, v := range c {
		acc += v
		next := int(acc*f + 0.5)
		p.pixels(max(1, next-last))
		last = next
	}
	r.judges.databar.Reset()
	text, _ := r.judges.text(r.judges.databar)
	if text == "" {
		return false
	}
	res := Result{Format: DataBar, Text: text, GS1: true}
	res.X, res.Y = middle(b, at, i, n, back)
	return r.vote(res, b)
}
