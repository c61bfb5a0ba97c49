package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"miseban/scanner/decode"
)

// bars draws a code, black on white.
func bars(t testing.TB, w gozxing.Writer, format gozxing.BarcodeFormat, text string) *image.Gray {
	t.Helper()
	m, err := w.Encode(text, format, 300, 100, nil)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, m.GetWidth(), m.GetHeight()+40))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) {
				img.SetGray(x, y+20, color.Gray{})
			}
		}
	}
	return img
}

const jan = "4901234567894"

func janCode(t testing.TB) *image.Gray {
	return bars(t, oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13, jan)
}

func copied(dst draw.Image, src image.Image) image.Image {
	draw.Draw(dst, dst.Bounds(), src, image.Point{}, draw.Src)
	return dst
}

// write writes a picture into a file and returns its name.
func write(t *testing.T, name string, encode func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func scan(args ...string) (code int, out, errs string) {
	var o, e strings.Builder
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

// Every kind of picture is read alike.
func TestKindsOfPictures(t *testing.T) {
	g := janCode(t)
	r := g.Bounds()
	glass := image.NewNRGBA(r) // black bars on nothing
	for y := range r.Dy() {
		for x := range r.Dx() {
			if g.GrayAt(x, y).Y < 128 {
				glass.Set(x, y, color.Black)
			}
		}
	}
	for name, encode := range map[string]func(io.Writer) error{
		"gray.png":     func(w io.Writer) error { return png.Encode(w, g) },
		"gray16.png":   func(w io.Writer) error { return png.Encode(w, copied(image.NewGray16(r), g)) },
		"color.png":    func(w io.Writer) error { return png.Encode(w, copied(image.NewRGBA(r), g)) },
		"color16.png":  func(w io.Writer) error { return png.Encode(w, copied(image.NewNRGBA64(r), g)) },
		"palette.png":  func(w io.Writer) error { return png.Encode(w, copied(image.NewPaletted(r, palette.WebSafe), g)) },
		"glass.png":    func(w io.Writer) error { return png.Encode(w, glass) },
		"gray.jpg":     func(w io.Writer) error { return jpeg.Encode(w, g, nil) },
		"color.jpg":    func(w io.Writer) error { return jpeg.Encode(w, copied(image.NewRGBA(r), g), nil) },
		"animated.gif": func(w io.Writer) error { return gif.Encode(w, g, nil) },
		"gray.bmp":     func(w io.Writer) error { return bmp.Encode(w, g) },
		"gray.tiff":    func(w io.Writer) error { return tiff.Encode(w, g, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, name, encode)
			code, out, errs := scan("-formats", "EAN-13", path)
			if want := path + "\tEAN-13\t" + jan + "\n"; code != 0 || out != want || errs != "" {
				t.Errorf("%d %q %q, want %q", code, out, errs, want)
			}
		})
	}
}

// A picture of four inks has no encoder here; its pixels are read as others.
func TestFourInks(t *testing.T) {
	g := janCode(t)
	m := image.NewCMYK(g.Bounds())
	for i, v := range g.Pix {
		m.Pix[4*i+3] = 255 - v
	}
	if got := decode.New(decode.EAN13).Still(decode.FromImage(m)); len(got) != 1 || got[0].Text != jan {
		t.Errorf("%+v", got)
	}
}

// bomb is a small PNG that says that it is so large.
func bomb(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, w), h)
	b = append(b, 8, 2, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

// What cannot be read gets a line of its own and does not stop the rest.
func TestBrokenPictures(t *testing.T) {
	dir := t.TempDir()
	good := write(t, "good.png", func(w io.Writer) error { return png.Encode(w, janCode(t)) })
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-formats", "EAN-13", "-threads", "3", filepath.Join(dir, "missing.png"), dir}
	for name, content := range map[string][]byte{
		"empty.png": nil, "text.png": []byte("no picture"), "cut.png": whole[:len(whole)/2],
		"bomb.png": bomb(1<<30, 1<<30), "large.png": bomb(60000, 60000), "none.png": bomb(0, 5),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	code, out, errs := scan(append(args, good)...)
	if want := good + "\tEAN-13\t" + jan + "\n"; code != 0 || out != want {
		t.Errorf("%d %q, want %q", code, out, want)
	}
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	if len(lines) != 8 {
		t.Errorf("%d lines of errors, want 8:\n%s", len(lines), errs)
	}
	for i, path := range args[4:] {
		if i < len(lines) && !strings.HasPrefix(lines[i], "scan: "+path+": ") {
			t.Errorf("%q does not name %s", lines[i], path)
		}
	}
}

func TestOutput(t *testing.T) {
	nw7 := write(t, "nw7.png", func(w io.Writer) error {
		return png.Encode(w, bars(t, oned.NewCodaBarWriter(), gozxing.BarcodeFormat_CODABAR, "A12345678B"))
	})
	nothing := write(t, "nothing.png", func(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 50, 50))) })
	if _, out, _ := scan(nw7, nothing); out != nw7+"\tCODABAR\t12345678\n"+nothing+"\t-\t\n" {
		t.Errorf("%q", out)
	}
	_, out, _ := scan("-json", "-bench", nw7)
	var f found
	if err := json.Unmarshal([]byte(out), &f); err != nil || len(f.Codes) != 1 || f.Codes[0].Text != "12345678" || f.Codes[0].Frame != "AB" {
		t.Errorf("%q %v %+v", out, err, f)
	}
	if _, out, _ := scan("-bench", nothing); len(strings.Split(out, "\t")) != 4 {
		t.Errorf("%q has no time", out)
	}
	path := write(t, "path.png", func(w io.Writer) error {
		return png.Encode(w, bars(t, oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128, `http\://a\n`))
	})
	if _, out, _ := scan("-formats", "CODE-128", path); out != path+"\tCODE-128\t"+`http\://a\n`+"\n" {
		t.Errorf("a text is not printed as it is: %q", out)
	}
	jan13 := write(t, "jan.png", func(w io.Writer) error { return png.Encode(w, janCode(t)) })
	if _, out, _ := scan("-frame", jan13); out != jan13+"\tEAN-13\t"+jan+"\n" {
		t.Errorf("as a frame: %q", out)
	}
	if code, _, errs := scan("-formats", "MAXICODE", nw7); code != 2 || errs == "" {
		t.Errorf("an unknown format: %d %q", code, errs)
	}
}

// FuzzPicture reads files as they may come.
func FuzzPicture(f *testing.F) {
	g := janCode(f)
	for _, encode := range []func(io.Writer) error{
		func(w io.Writer) error { return png.Encode(w, g) },
		func(w io.Writer) error { return jpeg.Encode(w, g, nil) },
		func(w io.Writer) error { return gif.Encode(w, g, nil) },
		func(w io.Writer) error { return bmp.Encode(w, g) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add(bomb(3, 1<<31))
	r := decode.New(decode.All)
	f.Fuzz(func(_ *testing.T, file []byte) {
		img, err := readPicture(bytes.NewReader(file))
		if err != nil || img.Bounds().Dx()*img.Bounds().Dy() > 1<<18 {
			return
		}
		r.Still(decode.FromImage(img))
	})
}
