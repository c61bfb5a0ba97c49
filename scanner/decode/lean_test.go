package decode

import "testing"

// A code that leans, on speckled paper, is read by lines across its bars soon
// after one level line read it: within a few dozen lines, not after the picture
// was searched.
func TestLeaningIsReadSoon(t *testing.T) {
	const each = 20
	lines, read, of := 0, 0, 0
	for _, c := range []struct {
		format Format
		text   string
	}{{Code39, "404785AB"}, {ITF, "14901234567892"}, {Codabar, "A31117013206375B"}} {
		for seed := range uint64(each) {
			r := New(c.format)
			s := shot{module: 2.3, degrees: 6, blur: 0.8, noise: 7, light: 0.4, seed: seed}
			for _, got := range r.Frame(s.photo(t, c.format, c.text, 640, 480)) {
				if got.Text != c.text {
					t.Errorf("%s, seed %d: read %q", c.format, seed, got.Text)
				}
				read++
			}
			lines += r.lines
			of++
		}
	}
	t.Logf("%d of %d read, with %d lines each", read, of, lines/of)
	if read < of-4 || lines > 40*of {
		t.Errorf("only %d of %d read, with %d lines each", read, of, lines/of)
	}
}
