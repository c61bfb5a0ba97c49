package decode

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"testing"
)

// photograph draws a picture of a symbol that zint made, turned and leaning.
func photograph(t *testing.T, zint string, rng *rand.Rand, module float64, args []string) Luma {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.png")
	if out, err := exec.Command(zint, append(args, "--scale=0.5", "-o", path)...).CombinedOutput(); err != nil {
		t.Fatalf("zint %q: %v %s", args, err, out)
	}
	modules, w, h := drawn(t, path)
	s := shot{module: module, degrees: 360 * rng.Float64(), lean: 0.15 * rng.Float64(), blur: 0.6, noise: 3, light: 0.3, seed: rng.Uint64()}
	side := int(1.5*s.module*float64(max(w, h))) + 60
	return s.picture(modules, w, h, float64(h), false, side, side)
}

// An independent writer, if the machine has one: GS1, every character set, parts
// of a text, and sizes small and large.
func TestQROfZint(t *testing.T) {
	zint, err := exec.LookPath("zint")
	if err != nil {
		t.Skip("SKIPPED: zint is missing (Debian package zint); QR was tested with gozxing's symbols only")
	}
	type job struct {
		want Result
		args []string
	}
	jobs := []job{
		{Result{Text: "010491234567890410ABC\x1d2199", GS1: true}, []string{"--gs1", "-d", "[01]04912345678904[10]ABC[21]99"}},
		{Result{Text: "日本語テスト"}, []string{"--eci=26", "-d", "日本語テスト"}},
		{Result{Text: "日本語ﾃｽﾄ"}, []string{"--eci=20", "-d", "日本語ﾃｽﾄ"}},
		{Result{Text: "日本語テスト 1F-A"}, []string{"-d", "日本語テスト 1F-A"}},
		{Result{Text: "Grüße ÿ"}, []string{"-d", "Grüße ÿ"}},
		{Result{Text: "PART TWO", Part: Part{Index: 1, Count: 3, ID: 123}}, []string{"--structapp=2,3,123", "-d", "PART TWO"}},
		{Result{Text: "\x01\x02ÿ\u0080", Bytes: []byte("\x01\x02\xff\x80")}, []string{"--binary", "--eci=899", "--esc", "-d", `\x01\x02\xff\x80`}},
		{Result{Text: "\x01\x02ÿ\u0080", Bytes: []byte("\x01\x02\xff\x80")}, []string{"--binary", "--esc", "-d", `\x01\x02\xff\x80`}},
	}
	for _, v := range []int{1, 2, 3, 6, 7, 10, 14, 21} {
		jobs = append(jobs, job{Result{Text: fmt.Sprint("V", v)}, []string{fmt.Sprint("--vers=", v), "-d", fmt.Sprint("V", v)}})
	}
	rng := rand.New(rand.NewPCG(4, 5))
	r := New(QR)
	for _, j := range jobs {
		got := r.Still(photograph(t, zint, rng, 3+rng.Float64(), append(j.args, "-b", "QRCODE")))
		if len(got) != 1 || got[0].Text != j.want.Text || got[0].GS1 != j.want.GS1 || got[0].Part != j.want.Part ||
			j.want.Bytes != nil && string(got[0].Bytes) != string(j.want.Bytes) {
			t.Errorf("%q: read %+v", j.args, got)
		}
	}
}

// Several codes of a picture are all read, dark on bright or bright on dark,
// also in a mirror, wherever each of them stands.
func TestSeveralCodes(t *testing.T) {
	texts := map[string]Format{"P1FIRSTOFALL": QR, "P1SECOND": QR, "third": DataMatrix, "the fourth one": DataMatrix}
	r := New(QR | DataMatrix)
	orders([]string{"P1FIRSTOFALL", "P1SECOND", "third", "the fourth one"}, func(order []string) {
		all := Luma{Pix: make([]byte, 800*800), Stride: 800, W: 800, H: 800}
		for k, text := range order {
			one := shot{module: 5, degrees: float64(17 * k), blur: 0.6, noise: 2, seed: 3}.photo(t, texts[text], text, 400, 400)
			for y := range 400 {
				for x := range 400 {
					at := y*400 + x
					if k == 2 {
						at = y*400 + 399 - x
					}
					all.Pix[(y+k/2*400)*800+k%2*400+x] = one.Pix[at]
				}
			}
		}
		for _, negative := range [2]bool{false, true} {
			l := all
			if negative {
				l, _ = negate(all, nil)
			}
			got := r.Still(l)
			for _, g := range got {
				if f, ok := texts[g.Text]; !ok || f != g.Format {
					t.Errorf("%q: read %+v", order, g)
				}
			}
			if len(got) != len(texts) {
				t.Errorf("%q: %d of %d codes were read, negative %v: %+v", order, len(got), len(texts), negative, got)
			}
		}
	})
}

// orders calls f with each order of the texts.
func orders(texts []string, f func([]string)) {
	var put func(k int)
	put = func(k int) {
		if k == len(texts) {
			f(texts)
			return
		}
		for i := k; i < len(texts); i++ {
			texts[k], texts[i] = texts[i], texts[k]
			put(k + 1)
			texts[k], texts[i] = texts[i], texts[k]
		}
	}
	put(0)
}

// A pickup token on a telephone is read from a frame when a module is hardly
// three pixels wide, however the telephone is held, dark mode or not.
func TestTokenInFrames(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	const shots = 24
	right := 0
	for n := range shots {
		text := "P1" + letters(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 130)
		s := shot{module: 2.5 + 0.5*rng.Float64(), degrees: 360 * rng.Float64(), lean: 0.6 * rng.Float64(), blur: 0.7, noise: 4, light: 0.4, seed: uint64(n)}
		frame := s.photo(t, QR, text, 320, 240)
		if n%2 == 1 {
			frame, _ = negate(frame, nil)
		}
		r := New(Product)
		for range 3 { // a tenth of a second
			if got := r.Frame(frame); len(got) > 0 {
				if len(got) != 1 || got[0].Text != text {
					t.Errorf("%+v was read as %+v", s, got)
				}
				right++
				break
			}
		}
	}
	t.Logf("%d of %d read within three frames", right, shots)
	if right < shots-1 {
		t.Errorf("only %d of %d tokens were read", right, shots)
	}
}

// A code on cloth is read, though no plane goes through its corners.
func TestBentCodes(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	r := New(QR)
	const shots = 12
	right := 0
	for n := range shots {
		text := "P1" + letters(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 40)
		s := shot{module: 4, degrees: 360 * rng.Float64(), wave: 1.3 + 0.2*rng.Float64(), blur: 0.8, noise: 3, seed: uint64(n)}
		for _, got := range r.Still(s.photo(t, QR, text, 220, 220)) {
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

// Whatever the codewords, reading ends and does not panic.
func FuzzQRText(f *testing.F) {
	f.Add([]byte("\x20\x41\xcd\x45\x29\xdc\x2e\x80\xec"), uint8(1))
	f.Add([]byte("\x71\xa4\x03\xe6\x97\xa5\x00"), uint8(12))
	f.Add([]byte("\x81\x23\x45\xd1\x12\x34\x51\x00\x95"), uint8(30))
	f.Fuzz(func(_ *testing.T, words []byte, version uint8) { qrResult(words, int(version)) })
}
