package decode

import (
	"bytes"
	"fmt"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// An independent writer of every size, if the machine has one: drawn at any
// angle, each is read, GS1 and all character sets among them.
func TestDataMatrixOfZint(t *testing.T) {
	zint, err := exec.LookPath("zint")
	if err != nil {
		t.Skip("SKIPPED: zint is missing (Debian package zint); Data Matrix was tested with gozxing's symbols only")
	}
	type job struct {
		text string
		gs1  bool
		args []string
	}
	jobs := []job{
		{"010491234567890410ABC\x1d2199", true, []string{"--gs1", "-d", "[01]04912345678904[10]ABC[21]99"}},
		{"010491234567890417270831", true, []string{"--square", "--gs1", "-d", "[01]04912345678904[17]270831"}},
		{"日本語テスト", false, []string{"--eci=26", "-d", "日本語テスト"}},
		{"日本語ﾃｽﾄ", false, []string{"--eci=20", "-d", "日本語ﾃｽﾄ"}},
		{"Grüße ÿ", false, []string{"-d", "Grüße ÿ"}},
		{"ABC*DEF>GHI ABC*DEF>GHI\rABC", false, []string{"--esc", "-d", `ABC*DEF>GHI ABC*DEF>GHI\rABC`}},
		{"EDIFACT:+?'@ABC.DEF(1)/2;3<4=5>", false, []string{"-d", "EDIFACT:+?'@ABC.DEF(1)/2;3<4=5>"}},
		{"[)>\x1e05\x1d01049\x1e\x04", false, []string{"--esc", "-d", `[)>\R05\G01049\R\E`}},
		{"\x01\x02ÿ", false, []string{"--binary", "--esc", "-d", "\\x01\\x02\\xff"}},
	}
	for v := 1; v <= 48; v++ {
		if v > 12 && v < 25 { // as the others, only larger
			continue
		}
		text := fmt.Sprint(v)
		jobs = append(jobs, job{text, false, []string{"--dmre", fmt.Sprint("--vers=", v), "-d", text}})
	}
	rng := rand.New(rand.NewPCG(4, 4))
	r := New(DataMatrix)
	for _, j := range jobs {
		path := filepath.Join(t.TempDir(), "code.png")
		if out, err := exec.Command(zint, append(j.args, "-b", "DATAMATRIX", "--scale=0.5", "-o", path)...).CombinedOutput(); err != nil {
			t.Errorf("zint %q: %v %s", j.args, err, out)
			continue
		}
		modules, w, h := drawn(t, path)
		s := shot{module: 3 + rng.Float64(), degrees: 360 * rng.Float64(), blur: 0.6, noise: 3, light: 0.3, seed: rng.Uint64()}
		side := int(1.3*s.module*float64(max(w, h))) + 60
		got := r.Still(s.picture(modules, w, h, float64(h), false, side, side))
		if len(got) != 1 || got[0].Text != j.text || got[0].GS1 != j.gs1 {
			t.Errorf("%q: read %+v", j.args, got)
		}
	}
}

// drawn reads a picture with a pixel for each module.
func drawn(t *testing.T, path string) (modules []byte, w, h int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	l := FromImage(img)
	for y := range l.H {
		for x := range l.W {
			modules = append(modules, 1-l.Pix[y*l.Stride+x]>>7)
		}
	}
	return modules, l.W, l.H
}

// Symbols of gozxing's writer are read module by module, whatever their size,
// also with as many codewords destroyed as can be mended.
func TestDataMatrixCodewords(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	seen := map[[2]int]bool{}
	var r dmReader
	for n := 1; n < 1500; n += 1 + n/9 {
		text := letters(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 *>-", n)
		modules, w, h := encode(t, DataMatrix, text)
		for i := range dmSizes {
			z := &dmSizes[i]
			if z.cols != w || z.rows != h || w == 144 { // gozxing's writer deals out that one wrongly
				continue
			}
			seen[[2]int{w, h}] = true
			dark := make([]bool, w*h)
			for k, m := range modules {
				dark[k] = m == 1
				if b := z.border(k%w, k/w); b != 0 && (b > 0) != dark[k] {
					t.Fatalf("%dx%d: the border at %d,%d is wrong", w, h, k%w, k/w)
				}
			}
			words, wrong := r.read(z, dark)
			if wrong != 0 {
				t.Fatalf("%dx%d: %d codewords wrong of a clean symbol", w, h, wrong)
			}
			if res, ok := dmResult(words); !ok || res.Text != text {
				t.Fatalf("%dx%d: read %q, want %q", w, h, res.Text, text)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d sizes were drawn", len(seen))
	}
}

// A symbol whose alternating borders are torn is found by its solid ones.
func TestTornDataMatrix(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	r := New(DataMatrix)
	const shots = 12
	right := 0
	for n := range shots {
		text := letters(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 24)
		modules, w, h := encode(t, DataMatrix, text)
		for k := range 2 { // a hole of three modules in each
			at := 4 + rng.IntN(w-8)
			for i := range 3 {
				modules[k*((at+i)*w+w-1)+(1-k)*(at+i)] = 0
			}
		}
		s := shot{module: 4, degrees: 360 * rng.Float64(), blur: 0.7, noise: 3, seed: uint64(n)}
		for _, got := range r.Still(s.picture(modules, w, h, float64(h), false, 200, 200)) {
			if got.Text != text {
				t.Errorf("%q was read as %+v", text, got)
			}
			right++
		}
	}
	t.Logf("%d of %d read", right, shots)
	if right < shots*3/4 {
		t.Errorf("only %d of %d were read", right, shots)
	}
}

// Up to half the codewords for correction may be wrong, and it is known how
// many were.
func TestCorrect(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 400 {
		check := 5 + rng.IntN(64)
		n := check + 1 + rng.IntN(254-check)
		// The codeword of nothing is nothing; sums of shifted generators are codewords too.
		gen := []byte{1}
		for i := range check {
			next := make([]byte, len(gen)+1)
			for k, c := range gen {
				next[k] ^= c
				next[k+1] ^= dmField.mul(c, dmField.exp[1+i])
			}
			gen = next
		}
		word := make([]byte, n)
		for at := 0; at+len(gen) <= n; at++ {
			k := byte(rng.IntN(256))
			for i, c := range gen {
				word[at+i] ^= dmField.mul(k, c)
			}
		}
		bad := bytes.Clone(word)
		wrong := rng.IntN(min(n, check/2+1))
		for _, i := range rng.Perm(n)[:wrong] {
			bad[i] ^= byte(1 + rng.IntN(255))
		}
		if got := dmField.correct(bad, check); got != wrong || !bytes.Equal(bad, word) {
			t.Fatalf("%d of %d wrong, %d for correction: %d mended", wrong, n, check, got)
		}
	}
}

func TestDataMatrixText(t *testing.T) {
	for _, c := range []struct {
		words string
		want  Result
	}{
		{"\xe8\xb6\x81", Result{Text: "52", GS1: true}},
		{"\xb6\xe8\x42\x81", Result{Text: "52\x1dA"}},
		{"\xe9\x1e\x01\x02\x42\x81", Result{Text: "A", Part: Part{Index: 1, Count: 3, ID: 258}}},
		{"\xeb\x6a\x81", Result{Text: "é", Bytes: []byte{0xe9}}}, // 106 - 1 + 128
	} {
		c.want.Format = DataMatrix
		got, ok := dmResult([]byte(c.words))
		if !ok || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%x: %+v, want %+v", c.words, got, c.want)
		}
	}
	for _, bad := range []string{"", "\x00", "\xe7", "\xe9\x01", "\xf1", "\xfe\x42", "\xff"} {
		if got, ok := dmResult([]byte(bad)); ok {
			t.Errorf("%x was read as %+v", bad, got)
		}
	}
}

// Whatever the codewords, reading ends and does not panic.
func FuzzDataMatrixText(f *testing.F) {
	f.Add([]byte("\xe8\xb6\x81"))
	f.Add([]byte("\xe6\x59\xb2\xfe\x42\xf0\x12\x34\x56\xe7\x20\xf1\x1b\xee\x01\x02\xef\xff\xff"))
	f.Fuzz(func(_ *testing.T, words []byte) { dmResult(words) })
}
