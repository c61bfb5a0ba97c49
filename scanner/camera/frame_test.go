package camera

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

// painted is a colour picture whose colours differ from place to place.
func painted(w, h int) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for y := range h {
		for x := range w {
			m.Y[m.YOffset(x, y)] = byte(40 + 3*x%160 + y%30)
			m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)] = byte(90+x), byte(170-y)
		}
	}
	return m
}

// pack lays a picture out as a driver does.
func pack(p pixels, m *image.YCbCr, pad int) []byte {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	var out []byte
	row := func(b []byte, pad int) { out = append(append(out, b...), make([]byte, pad)...) }
	half := func(from []byte) {
		for y := range h / 2 {
			row(from[y*m.CStride:][:w/2], pad/2)
		}
	}
	switch p {
	case yuyv, uyvy:
		for y := range h {
			for x := 0; x < w; x += 2 {
				c := m.COffset(x, y)
				q := []byte{m.Y[m.YOffset(x, y)], m.Cb[c], m.Y[m.YOffset(x+1, y)], m.Cr[c]}
				if p == uyvy {
					q[0], q[1], q[2], q[3] = q[1], q[0], q[3], q[2]
				}
				out = append(out, q...)
			}
			row(nil, pad)
		}
		return out
	}
	for y := range h {
		row(m.Y[y*m.YStride:][:w], pad)
	}
	switch p {
	case nv12, nv21:
		a, b := m.Cb, m.Cr
		if p == nv21 {
			a, b = b, a
		}
		for y := range h / 2 {
			for x := range w / 2 {
				out = append(out, a[y*m.CStride+x], b[y*m.CStride+x])
			}
			row(nil, pad)
		}
	case yu12:
		half(m.Cb)
		half(m.Cr)
	case yv12:
		half(m.Cr)
		half(m.Cb)
	}
	return out
}

// TestLayouts: whatever way a driver sends a picture, brightness and colour are
// those of the picture; and half a frame is refused.
func TestLayouts(t *testing.T) {
	m := painted(64, 48)
	for _, p := range []pixels{nv12, nv21, yu12, yv12, grey, yuyv, uyvy} {
		for _, pad := range []int{0, 16} {
			b := pack(p, m, pad)
			f, _, err := p.view(b, 64, 48, nil)
			if err != nil {
				t.Fatalf("layout %d, rows padded by %d: %v", p, pad, err)
			}
			for y := range 48 {
				if !bytes.Equal(f.Pix[y*f.Stride:][:64], m.Y[y*m.YStride:][:64]) {
					t.Fatalf("layout %d, padded by %d: row %d differs", p, pad, y)
				}
			}
			if p != grey {
				f.color.limitedToVideo = false
				near(t, &f, m)
			}
			if _, _, err := p.view(b[:len(b)*2/3-1], 64, 48, nil); err == nil {
				t.Errorf("layout %d: two thirds of a frame are taken for one", p)
			}
		}
	}
}

// near holds a painted frame against what the standard library says of the
// colours.
func near(t *testing.T, f *Frame, m image.Image) {
	t.Helper()
	dst := image.NewRGBA(image.Rect(0, 0, f.W, f.H))
	f.Paint(dst, image.Rect(0, 0, f.W, f.H))
	for y := range f.H {
		for x := range f.W {
			want := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
			got := dst.RGBAAt(x, y)
			if apart(got.R, want.R) > 2 || apart(got.G, want.G) > 2 || apart(got.B, want.B) > 2 || got.A != 255 {
				t.Fatalf("at %d,%d: %v, want %v", x, y, got, want)
			}
		}
	}
}

func apart(a, b byte) int { return int(math.Abs(float64(a) - float64(b))) }

// TestVideoRange: black and white of video are not dark and light grey.
func TestVideoRange(t *testing.T) {
	f, _, err := yuyv.view([]byte{16, 128, 235, 128}, 2, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	dst := image.NewRGBA(image.Rect(0, 0, 2, 1))
	f.Paint(dst, image.Rect(0, 0, f.W, f.H))
	if a, b := dst.RGBAAt(0, 0), dst.RGBAAt(1, 0); a.R > 1 || b.G < 254 {
		t.Errorf("black is %v, white is %v", a, b)
	}
}

// TestMotionJPEG: frames of cameras, which leave the Huffman tables out.
func TestMotionJPEG(t *testing.T) {
	m := painted(64, 48)
	var whole bytes.Buffer
	if err := jpeg.Encode(&whole, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	b := whole.Bytes()
	at := bytes.Index(b, []byte{0xff, 0xc4})
	size := int(b[at+2])<<8 | int(b[at+3])
	bare := append(append([]byte{}, b[:at]...), b[at+2+size:]...)
	if _, err := jpeg.Decode(bytes.NewReader(bare)); err == nil {
		t.Fatal("the tables are still there")
	}
	for name, b := range map[string][]byte{"whole": b, "bare": bare} {
		f, _, err := mjpeg.view(b, 64, 48, nil)
		if err != nil || f.W != 64 || f.H != 48 {
			t.Fatalf("%s: %dx%d, %v", name, f.W, f.H, err)
		}
		if d := apart(f.Pix[10*f.Stride+20], m.Y[m.YOffset(20, 10)]); d > 8 {
			t.Errorf("%s: brightness is %d off", name, d)
		}
	}
	if _, _, err := mjpeg.view(bare[:len(bare)/4], 64, 48, nil); err == nil {
		t.Error("a quarter of a frame is taken for one")
	}
}

func TestCover(t *testing.T) {
	for _, c := range []struct {
		frame image.Point
		w, h  int
		near  float64
		want  image.Rectangle
	}{
		{image.Pt(1280, 720), 360, 360, 1, image.Rect(280, 0, 1000, 720)},
		{image.Pt(1280, 720), 640, 360, 1, image.Rect(0, 0, 1280, 720)},
		{image.Pt(720, 1280), 360, 360, 0, image.Rect(0, 280, 720, 1000)},
		{image.Pt(1280, 720), 360, 360, 1.5, image.Rect(400, 120, 880, 600)},
		{image.Pt(1280, 720), 0, 0, 2, image.Rect(0, 0, 1280, 720)},
	} {
		if got := Cover(c.frame, c.w, c.h, c.near); got != c.want {
			t.Errorf("%v in %dx%d: %v, want %v", c.frame, c.w, c.h, got, c.want)
		}
	}
}

func TestPaintAllocatesNothing(t *testing.T) {
	f, _, err := yuyv.view(pack(yuyv, painted(64, 48), 0), 64, 48, nil)
	if err != nil {
		t.Fatal(err)
	}
	dst := image.NewRGBA(image.Rect(0, 0, 33, 21))
	if n := testing.AllocsPerRun(20, func() { f.Paint(dst, image.Rect(0, 0, f.W, f.H)) }); n != 0 {
		t.Errorf("%v allocations for a picture", n)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name string
		from []mode
		want mode
	}{
		{"a USB camera: raw is slow when large", []mode{{yuyv, 640, 480, 30}, {yuyv, 1280, 720, 10}, {mjpeg, 1280, 720, 30}, {mjpeg, 1920, 1080, 30}}, mode{mjpeg, 1280, 720, 30}},
		{"raw at full size", []mode{{mjpeg, 1280, 720, 30}, {yuyv, 1280, 720, 30}}, mode{yuyv, 1280, 720, 30}},
		{"the brightness apart is better than mixed", []mode{{yuyv, 1280, 720, 30}, {nv12, 1280, 720, 30}}, mode{nv12, 1280, 720, 30}},
		{"nothing but small", []mode{{yuyv, 320, 240, 30}, {yuyv, 640, 480, 30}}, mode{yuyv, 640, 480, 30}},
		{"nothing but JPEG", []mode{{mjpeg, 640, 480, 30}, {mjpeg, 2592, 1944, 5}}, mode{mjpeg, 640, 480, 30}},
		{"a rate that nobody tells", []mode{{yuyv, 1280, 720, 0}}, mode{yuyv, 1280, 720, 0}},
		{"formats that we do not read", []mode{{0, 1280, 720, 30}}, mode{}},
	} {
		if got, _ := choose(c.from); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func FuzzView(f *testing.F) {
	m := painted(16, 12)
	for p := nv12; p <= mjpeg; p++ {
		f.Add(byte(p), pack(p, m, 0), uint8(16), uint8(12))
	}
	f.Fuzz(func(t *testing.T, p byte, b []byte, w, h uint8) {
		if w == 0 || h == 0 || w%2 == 1 || h%2 == 1 {
			return // no camera has such a size
		}
		fr, _, err := pixels(p%9).view(b, int(w), int(h), nil)
		if err != nil || fr.W == 0 || fr.W*fr.H > 1<<20 {
			return
		}
		fr.Paint(image.NewRGBA(image.Rect(0, 0, 9, 7)), image.Rect(0, 0, int(w), int(h)))
	})
}

func FuzzPGM(f *testing.F) {
	f.Add([]byte("P5 2 2 255\nabcd"))
	f.Add([]byte("P5\n# a camera\n3 1\n255\nxyz"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := decodePGM(b); err == nil && len(m.Pix) != m.Rect.Dx()*m.Rect.Dy() {
			t.Errorf("%v with %d bytes", m.Rect, len(m.Pix))
		}
	})
}

// BenchmarkPaint is what a picture to look at costs: half of a frame of
// 1280x720 in each direction, from each layout.
func BenchmarkPaint(b *testing.B) {
	m := painted(1280, 720)
	for name, p := range map[string]pixels{"NV12": nv12, "YUYV": yuyv, "GREY": grey} {
		b.Run(name, func(b *testing.B) {
			f, _, err := p.view(pack(p, m, 0), 1280, 720, nil)
			if err != nil {
				b.Fatal(err)
			}
			dst := image.NewRGBA(image.Rect(0, 0, 640, 360))
			b.ReportAllocs()
			for b.Loop() {
				f.Paint(dst, image.Rect(0, 0, f.W, f.H))
			}
		})
	}
}

// BenchmarkView is what a frame costs before anybody looks for codes in it.
func BenchmarkView(b *testing.B) {
	m := painted(1280, 720)
	var whole bytes.Buffer
	if err := jpeg.Encode(&whole, m, &jpeg.Options{Quality: 80}); err != nil {
		b.Fatal(err)
	}
	for name, raw := range map[string][]byte{"NV12": pack(nv12, m, 0), "YUYV": pack(yuyv, m, 0), "MJPEG": whole.Bytes()} {
		p := map[string]pixels{"NV12": nv12, "YUYV": yuyv, "MJPEG": mjpeg}[name]
		b.Run(name, func(b *testing.B) {
			var room []byte
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if _, room, err = p.view(raw, 1280, 720, room); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
