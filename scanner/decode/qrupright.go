package decode

// Shades of a drawing: what is darker than black is dark, what is brighter than
// paper is bright, and there is nothing between them about a code.
const (
	black = 64
	white = 192
)

// upright reads a picture that is the drawing of a code and nothing else, level,
// upright and on white, as a program made it and not a camera: its modules lie
// where its size says, however small they are. It says at once of nearly any other
// picture that it is none.
func (q *qrCode) upright(img *Luma) (res Result, ok bool) {
	row := func(y int) []byte { return img.Pix[y*img.Stride:][:img.W] }
	top, left, right := 0, 0, 0
	for ; top < img.H; top++ { // the first row with ink has that of two corners
		var sharp bool
		if left, right, sharp = inked(row(top)); !sharp {
			return res, false
		} else if left < right {
			break
		}
	}
	if top == img.H {
		return res, false
	}
	corner, side := 0, right-left
	for left+corner < right && img.Pix[top*img.Stride+left+corner] < black {
		corner++
	}
	if corner < 7 || top+side > img.H {
		return res, false
	}
	for y := top; y < img.H; y++ { // the left side has two corners as well, and none lies below
		v := img.Pix[y*img.Stride+left]
		if y >= top+side && v < white || (y < top+corner || y >= top+side-corner && y < top+side) && v >= black {
			return res, false
		}
	}
	// What a corner's width says of the size is a pixel more or less; the patterns
	// between the corners decide.
	q.bent.off = q.bent.off[:0]
	about := (side*7/corner - 15) / 4
	for version := max(1, about-2); version <= min(40, about+2) && !ok; version++ {
		n := 17 + 4*version
		m := float64(side) / float64(n)
		lies := projection{m, 0, float64(left) - 0.5, 0, m, float64(top) - 0.5, 0, 0}
		if abs(7*side-n*corner) > n || q.timing(img, &lies, version) < 0.9 {
			continue
		}
		if res, ok = q.modules(img, &lies, version); ok {
			mid := lies.at(float64(n)/2, float64(n)/2)
			res.X, res.Y, res.reach = mid.x, mid.y, lies.at(0, 0).sub(mid).len()
		}
	}
	if !ok {
		return res, false
	}
	for y := range img.H { // nothing else is there
		p := row(y)
		if y >= top && y < top+side {
			if !blank(p[:left]) || !blank(p[right:]) {
				return res, false
			}
		} else if !blank(p) {
			return res, false
		}
	}
	return res, true
}

// inked is from where to where a row has ink, and whether it begins and ends at once;
// a row of paper has it from 0 to 0.
func inked(p []byte) (from, to int, sharp bool) {
	for from < len(p) && p[from] >= white {
		from++
	}
	if from == len(p) {
		return 0, 0, true
	}
	to = len(p)
	for p[to-1] >= white {
		to--
	}
	return from, to, p[from] < black && p[to-1] < black
}

// blank tells whether a part of a row is paper.
func blank(p []byte) bool {
	for _, v := range p {
		if v < white {
			return false
		}
	}
	return true
}
