package decode

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// besideModules are the modules of an add-on, 1 for black: a guard, digits of
// the sets that its check tells, 01 between them.
func besideModules(digits string) []byte {
	o := beside{n: len(digits)}
	for i := range digits {
		o.digits[i] = digits[i] - '0'
	}
	out := []byte{1, 0, 1, 1}
	for i := range digits {
		if i > 0 {
			out = append(out, 0, 1)
		}
		set := int(o.sets() >> (o.n - 1 - i) & 1)
		for _, m := range modulesOf(set, int(o.digits[i])) {
			out = append(out, byte(m))
		}
	}
	return out
}

// The digits beside a code are told with it, at every angle; a code beside
// which there are none has none.
func TestAddOn(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	r := New(EAN13 | UPCA | EAN8)
	for _, f := range []Format{EAN13, UPCA} {
		for _, count := range []int{2, 5, 0} {
			text, add := sample(rng, f), letters(rng, "0123456789", count)
			modules, w, _ := encode(t, f, text)
			if w >= len(modules) {
				modules = modules[:w]
			}
			if count > 0 {
				for len(modules) > 0 && modules[len(modules)-1] == 0 {
					modules = modules[:len(modules)-1]
				}
				modules = append(append(modules, make([]byte, 9)...), besideModules(add)...)
			}
			for _, degrees := range []float64{0, 90, 180, 275, 31} {
				t.Run(fmt.Sprint(f, " ", count, " at ", degrees), func(t *testing.T) {
					s := shot{module: 2.3, degrees: degrees, blur: 0.7, noise: 3}
					img := s.print(modules, 560, 520)
					for name, read := range map[string]func(Luma) []Result{"still": r.Still, "frame": r.Frame} {
						got := read(img)
						if len(got) != 1 || got[0].Text != text || got[0].AddOn != add {
							t.Errorf("%s: %q with %q was read as %+v", name, text, add, got)
						}
					}
				})
			}
		}
	}
}

// A check that is not that of the digits is no add-on.
func TestAddOnParity(t *testing.T) {
	for text, bad := range map[string]uint8{"12": 1, "51234": 0x18} {
		o := beside{n: len(text)}
		for i := range text {
			o.digits[i] = text[i] - '0'
		}
		modules := besideModules(text)
		runs := func(m []byte) (out []float32) {
			last := byte(2)
			for _, v := range m {
				if v != last {
					out = append(out, 0)
				}
				out[len(out)-1] += 3
				last = v
			}
			return out
		}
		if got, ok := readBeside(runs(modules), 3, len(text)); !ok || got.digits != o.digits {
			t.Errorf("%s: %v %v", text, got, ok)
		}
		if o.sets() == bad {
			t.Fatal("choose other sets")
		}
		// The same digits with the sets of another check.
		at := 4
		for i := range len(text) {
			for k, v := range modulesOf(int(bad>>(len(text)-1-i)&1), int(o.digits[i])) {
				modules[at+k] = byte(v)
			}
			at += 9
		}
		if got, ok := readBeside(runs(modules), 3, len(text)); ok {
			t.Errorf("%s with the sets of another check was read: %v", text, got)
		}
	}
}

// Where a picture ends behind two digits, they may be the beginning of five: they
// are not told. A little white behind them says that there are no more.
func TestAddOnCutOff(t *testing.T) {
	five := ""
	for n := 51000; five == ""; n++ { // whose first two have the sets of an add-on of two
		o, two := beside{n: 5}, beside{n: 2}
		for i, c := range fmt.Sprint(n) {
			o.digits[i] = byte(c - '0')
		}
		copy(two.digits[:], o.digits[:2])
		if o.sets()>>3 == two.sets() {
			five = fmt.Sprint(n)
		}
	}
	text := "4901234567894"
	modules, w, _ := encode(t, EAN13, text)
	modules = modules[:min(w, len(modules))]
	for modules[len(modules)-1] == 0 {
		modules = modules[:len(modules)-1]
	}
	begin := 0
	for modules[begin] == 0 {
		begin++
	}
	modules = append(make([]byte, 12), modules[begin:]...)
	modules = append(modules, make([]byte, 9)...)
	end := len(modules) + modules2
	modules = append(modules, besideModules(five)...)
	for _, c := range []struct {
		white int
		want  string
	}{{0, ""}, {1, ""}, {4, five[:2]}} {
		const size, high = 3, 90
		l := Luma{W: (end + c.white) * size, H: high}
		l.Stride = l.W
		for range high {
			for _, m := range append(append([]byte(nil), modules[:end]...), make([]byte, c.white)...) {
				for range size {
					l.Pix = append(l.Pix, 220-200*m)
				}
			}
		}
		got := New(EAN13).Still(l)
		if len(got) != 1 || got[0].Text != text || got[0].AddOn != c.want {
			t.Errorf("%d modules of white behind two of %s: %+v", c.white, five, got)
		}
	}
}
