package frames

import (
	"crypto/sha256"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Every sequence of every mix can be drawn, its symbol stands in every frame.
func TestMixes(t *testing.T) {
	tokens := 0
	for _, m := range Mixes {
		turned := 0
		for n := range m.Len() {
			s := m.Sequence(1, n)
			sc := s.Scene
			if m == Nothing {
				if sc.Symbol.Cols != 0 {
					t.Errorf("%s has a symbol", s.Name)
				}
				continue
			}
			if sc.Symbol.Text == "" || sc.Print.Module < 1.2 || sc.Print.Module > 5 {
				t.Errorf("%s: %q, modules of %.2f", s.Name, sc.Symbol.Text, sc.Print.Module)
			}
			if d := math.Mod(sc.Print.Degrees+8, 360); d > 16 {
				turned++
			}
			if sc.Symbol.Kind == QR && sc.Symbol.Cols == 41 {
				tokens++
			}
			first, last := s.Views[0], s.Views[Length-1]
			if math.Abs(last.X) > 120 || math.Abs(last.Y) > 80 {
				t.Errorf("%s leaves the frame: %+v, %+v", s.Name, first, last)
			}
		}
		if m != Nothing && (turned < m.Len()*15/100 || turned > m.Len()*45/100) {
			t.Errorf("%v: %d of %d are turned, want about 30 %%", m, turned, m.Len())
		}
	}
	if tokens < 20 {
		t.Errorf("%d pickup tokens of version 6", tokens)
	}
}

// The same seed gives the same frame, another seed another one.
func TestSeeds(t *testing.T) {
	shoot := func(seed uint64) [32]byte {
		s := Goods.Sequence(seed, 0)
		return sha256.Sum256(s.Frame(NewCamera(Width, Height), 3, nil).Pix)
	}
	once, again, other := shoot(1), shoot(1), shoot(2)
	if once != again {
		t.Error("a seed gives different frames")
	}
	if once == other {
		t.Error("two seeds give the same frame")
	}
}

// Where the camera looks squarely and sharply, each module has the brightness
// of its ink, at its place.
func TestShootsWhatWasPrinted(t *testing.T) {
	sym, err := Encode(QR, "P1SAMPLE")
	if err != nil {
		t.Fatal(err)
	}
	c := NewCamera(400, 300)
	for _, degrees := range []float64{0, 30, 90, 200} {
		sc := NewScene(sym, Print{Module: 5, Degrees: degrees, Ink: 20, Paper: 220}, 1)
		img := c.Shoot(sc, View{X: 12.5, Y: -7, Gain: 1}, nil)
		for i := range sym.Cols * sym.Cols {
			u, v := i%sym.Cols, i/sym.Cols
			du, dv := (float64(u)+0.5-float64(sym.Cols)/2)*5, (float64(v)+0.5-float64(sym.Cols)/2)*5
			x, y := 200+12.5+du*sc.cos-dv*sc.sin, 150-7+du*sc.sin+dv*sc.cos
			dark := img.GrayAt(int(x), int(y)).Y < 120
			if dark != sym.dark[i] {
				t.Fatalf("at %.0f degrees module %d,%d is %v", degrees, u, v, img.GrayAt(int(x), int(y)))
			}
		}
	}
}

// Tilt keeps the middle where it is and makes the nearer side larger.
func TestTilt(t *testing.T) {
	v := View{X: 30, Y: 20, Tilt: 35, Toward: 0}
	m := v.plane()
	if x, y := m.at(30, 20); math.Hypot(x, y) > 1e-6 {
		t.Errorf("the middle lies at %f, %f", x, y)
	}
	_, up := m.at(30, 120)
	_, down := m.at(30, -80)
	if math.Abs(up+down) < 5 {
		t.Errorf("a hundred pixels are %.1f and %.1f of the plane: there is no perspective", up, down)
	}
	flat := View{Roll: 10}
	if x, y := flat.plane().at(100, 0); math.Abs(math.Hypot(x, y)-100) > 1e-6 || math.Abs(y) < 10 {
		t.Errorf("roll moves 100,0 to %f,%f", x, y)
	}
}

// Blur and motion take no light away and spread it as far as they say.
func TestKernels(t *testing.T) {
	const w, h = 61, 41
	spread := func(pix []float32) (sum, xx, yy float64) {
		for i, v := range pix {
			x, y := float64(i%w-w/2), float64(i/w-h/2)
			sum, xx, yy = sum+float64(v), xx+x*x*float64(v), yy+y*y*float64(v)
		}
		return sum, xx / sum, yy / sum
	}
	point := func() []float32 {
		p := make([]float32, w*h)
		p[h/2*w+w/2] = 1000
		return p
	}
	p := point()
	soften(p, make([]float32, w*h), w, h, 2)
	if sum, xx, yy := spread(p); math.Abs(sum-1000) > 1 || math.Abs(xx-4) > 0.2 || math.Abs(yy-4) > 0.2 {
		t.Errorf("a blur of 2 pixels: light %.1f, spread %.2f, %.2f", sum, xx, yy)
	}
	p = smear(make([]float32, w*h), point(), w, h, 12, 0)
	if sum, xx, yy := spread(p); math.Abs(sum-1000) > 1 || math.Abs(xx-12) > 1 || yy > 0.5 {
		t.Errorf("12 pixels to the right: light %.1f, spread %.2f (12 expected), %.2f", sum, xx, yy)
	}
}

func TestGeometry(t *testing.T) {
	if px := Pixels(0.33, 200); math.Abs(px-1.66) > 0.01 {
		t.Errorf("a JAN at 20 cm has modules of %.2f pixels", px)
	}
	if mm := Distance(0.264, Pixels(0.264, 160)); math.Abs(mm-160) > 1e-9 {
		t.Error(mm)
	}
}

func TestRefusesText(t *testing.T) {
	for k, text := range map[Kind]string{JAN13: "4901234567890", ITF14: "123", QR: "", NW7: "あ", Other: "x", 0: "x"} {
		if _, err := Encode(k, text); err == nil {
			t.Errorf("%v took %q", k, text)
		}
	}
	if _, err := FromModules(image.NewGray(image.Rect(0, 0, 9, 9)), "x", 3); err != nil {
		t.Error("a black square is refused:", err)
	}
	white := image.NewGray(image.Rect(0, 0, 9, 9))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	if _, err := FromModules(white, "x", 3); err == nil {
		t.Error("white is no symbol")
	}
}

func TestAbove(t *testing.T) {
	a, err := Encode(JAN13, "9784872348880")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Encode(JAN13, "1920081045006")
	if err != nil {
		t.Fatal(err)
	}
	s := Above(a, b, 8)
	for u := 0.5; u < float64(s.Cols); u++ {
		if s.at(u, 5) != a.at(u, 5) || s.at(u, a.High+4) || s.at(u, a.High+12) != b.at(u, 4) {
			t.Fatalf("column %.0f is not as it was", u)
		}
	}
}

// TestLook writes frames to look at into the folder MISEBAN_FRAMES, if there is
// one.
func TestLook(t *testing.T) {
	dir := os.Getenv("MISEBAN_FRAMES")
	if dir == "" {
		t.Skip("SKIPPED: MISEBAN_FRAMES names no folder for frames to look at")
	}
	c := NewCamera(Width, Height)
	for _, m := range Mixes {
		for n := range 4 {
			s := m.Sequence(1, n)
			for _, i := range []int{0, 4, 11} {
				f, err := os.Create(filepath.Join(dir, m.String()+string(rune('0'+n))+"-"+string(rune('a'+i))+".png"))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, s.Frame(c, i, nil)); err != nil {
					t.Fatal(err)
				}
				f.Close()
			}
		}
	}
}

func BenchmarkShoot(b *testing.B) {
	c := NewCamera(Width, Height)
	s := Goods.Sequence(1, 0)
	img := s.Frame(c, 0, nil)
	i := 0
	for b.Loop() {
		s.Frame(c, i%Length, img)
		i++
	}
}
