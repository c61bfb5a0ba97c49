package photo

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var sizes = []Size{{720, 48 << 10}, {320, 6 << 10}}

// corner is a picture of w by h, red in its upper left quarter and noisy elsewhere.
func corner(w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(r.Uint32()), 200, uint8(r.Uint32()), 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{230, 10, 10, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// held is a JPEG that says how the camera was held.
func held(t testing.TB, img image.Image, how uint16) []byte {
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, how)
	exif = append(exif, 0, 0, 0, 0, 0, 0)
	out := []byte("\xff\xd8\xff\xe1")
	out = binary.BigEndian.AppendUint16(out, uint16(len(exif)+2))
	return append(append(out, exif...), jpegOf(t, img)[2:]...)
}

func TestMakeKeepsWithinItsBytes(t *testing.T) {
	for _, data := range [][]byte{jpegOf(t, corner(1600, 1200)), pngOf(t, corner(900, 1500)), jpegOf(t, corner(60, 48)), jpegOf(t, corner(2400, 50))} {
		cfg, _, _ := image.DecodeConfig(bytes.NewReader(data))
		made, err := Make(data, sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range made {
			got, err := jpeg.DecodeConfig(bytes.NewReader(m))
			if err != nil || len(m) > sizes[i].Bytes || max(got.Width, got.Height) > min(sizes[i].Side, max(cfg.Width, cfg.Height)) {
				t.Errorf("of %d x %d: %d x %d, %d bytes, %v", cfg.Width, cfg.Height, got.Width, got.Height, len(m), err)
			}
			was, is := float64(cfg.Width)/float64(cfg.Height), float64(got.Width)/float64(got.Height)
			if is/was > 1.2 || was/is > 1.2 {
				t.Errorf("of %d x %d: %d x %d", cfg.Width, cfg.Height, got.Width, got.Height)
			}
		}
	}
}

// TestMakeTurns: a picture is upright however the camera was held.
func TestMakeTurns(t *testing.T) {
	at := map[uint16][2]float64{ // where the red quarter is: of width and height
		0: {.25, .25}, 1: {.25, .25}, 2: {.75, .25}, 3: {.75, .75}, 4: {.25, .75}, 5: {.25, .25}, 6: {.75, .25}, 7: {.75, .75}, 8: {.25, .75}, 9: {.25, .25},
	}
	for how, p := range at {
		made, err := Make(held(t, corner(200, 100), how), sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made {
			img, err := jpeg.Decode(bytes.NewReader(m))
			if err != nil {
				t.Fatal(err)
			}
			b := img.Bounds()
			if wide := b.Dx() > b.Dy(); wide != (how < 5 || how > 8) {
				t.Errorf("held %d: %v", how, b)
			}
			for _, q := range [][2]float64{{.25, .25}, {.75, .25}, {.75, .75}, {.25, .75}} {
				_, g, _, _ := img.At(int(q[0]*float64(b.Dx())), int(q[1]*float64(b.Dy()))).RGBA()
				if red := g < 0x6000; red != (q == p) {
					t.Errorf("held %d: red at %v is %v", how, q, red)
				}
			}
		}
	}
}

// bomb is a PNG that says it has w by h pixels, and is short.
func bomb(w, h uint32, depth byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, depth, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestMakeRefuses(t *testing.T) {
	good := jpegOf(t, corner(300, 200))
	for name, c := range map[string]struct {
		data []byte
		want Why
	}{
		"nothing":         {nil, Unknown},
		"a text":          {[]byte("<svg/>"), Unknown},
		"a huge file":     {append(slices.Clone(good), make([]byte, MaxFile)...), TooLarge},
		"a bomb":          {bomb(60000, 60000, 8), TooMany},
		"a bomb of width": {bomb(1<<31-1, 48, 8), TooMany},
		"16 bits":         {bomb(5000, 4000, 16), TooMany},
		"a dot":           {pngOf(t, corner(1, 1)), TooSmall},
		"half a file":     {good[:len(good)/2], Damaged},
		"a head":          {bomb(100, 100, 8), Damaged},
	} {
		var f *Fault
		if _, err := Make(c.data, sizes...); !errors.As(err, &f) || f.Why != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// FuzzMake: whatever comes, it is refused or made within its bytes, and never are
// more pixels unpacked than allowed.
func FuzzMake(f *testing.F) {
	f.Add(held(f, corner(120, 80), 6))
	f.Add(pngOf(f, corner(64, 64)))
	f.Add(bomb(60000, 60000, 8))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if cfg, _, fault := look(data); fault == nil && cfg.Width*cfg.Height > 1<<20 {
			t.Skip() // allowed, and slow to fuzz
		}
		made, err := Make(data, sizes...)
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("%v", err)
		}
		for i, m := range made {
			if cfg, err := jpeg.DecodeConfig(bytes.NewReader(m)); err != nil || len(m) > sizes[i].Bytes || max(cfg.Width, cfg.Height) > sizes[i].Side {
				t.Fatalf("%d bytes, %+v, %v", len(m), cfg, err)
			}
		}
	})
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"NK-1.jpg": "a", "knit/KN-2.PNG": "bb", ".hidden.jpg": "x", "__MACOSX/NK-1.jpg": "x", "knit/Thumbs.db": "x"}
	archive := filepath.Join(t.TempDir(), "all.zip")
	out, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: "\x83V\x83\x83\x83c.jpg", NonUTF8: true}) // シャツ
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("ccc")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]map[string]string{dir: {"NK-1": "a", "KN-2": "bb"}, archive: {"NK-1": "a", "KN-2": "bb", "シャツ": "ccc"}} {
		list, end, err := Open(from)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			data, err := f.Read()
			if err != nil || want[f.Name] != string(data) {
				t.Errorf("%s: %s: %q, %v", from, f.Path, data, err)
			}
			delete(want, f.Name)
		}
		if len(want) > 0 {
			t.Errorf("%s: %v is missing", from, want)
		}
		if err := end.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := Open(filepath.Join(dir, "nothing")); err == nil {
		t.Error("what is not there was opened")
	}
}
