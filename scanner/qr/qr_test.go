package qr

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"miseban/scanner"
)

func read(t *testing.T, img image.Image) string {
	t.Helper()
	return readWith(t, img, nil)
}

func readWith(t *testing.T, img image.Image, hints map[gozxing.DecodeHintType]any) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	res, err := qrcode.NewQRCodeReader().Decode(bmp, hints)
	if err != nil {
		t.Fatalf("not read: %v", err)
	}
	return res.GetText()
}

func token(t testing.TB, seed byte) string {
	t.Helper()
	b := make([]byte, scanner.TokenBytes)
	for i := range b {
		seed = seed*167 + 13
		b[i] = seed ^ byte(i*31)
	}
	s, err := scanner.NewPickupToken(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func samples(t testing.TB) []string {
	t.Helper()
	place, err := scanner.NewPlace("A-01-2")
	if err != nil {
		t.Fatal(err)
	}
	enrol, err := scanner.NewEnrolment(bytes.Repeat([]byte("hub.example:8443 "), 8))
	if err != nil {
		t.Fatal(err)
	}
	return []string{"1", place, enrol, "4901234567894", "https://example.jp/01/04901234567894?x=1&y=2", token(t, 1), token(t, 77)}
}

func TestRoundTrip(t *testing.T) {
	for _, text := range samples(t) {
		for _, level := range []Level{LevelL, LevelM, LevelQ, LevelH} {
			for _, module := range []int{3, 8} {
				m, err := Encode(text, level)
				if err != nil {
					t.Fatal(err)
				}
				img, err := m.Image(module)
				if err != nil {
					t.Fatal(err)
				}
				if got := read(t, img); got != text {
					t.Errorf("%v, %d px: read %q, want %q", level, module, got, text)
				}
			}
		}
	}
}

// Readers that have nothing in common with ours read what is drawn, pickup tokens
// on a dark screen among it.
func TestOthersReadIt(t *testing.T) {
	for _, reader := range []struct {
		program, pack string
		args          []string
	}{
		{"zbarimg", "zbar-tools", []string{"--raw", "-q", "--nodbus", "-Sdisable", "-Sqrcode.enable"}},
		{"ZXingReader", "zxing-cpp-tools", []string{"-format", "QRCode", "-bytes"}},
	} {
		t.Run(reader.program, func(t *testing.T) {
			program, err := exec.LookPath(reader.program)
			if err != nil {
				t.Skipf("SKIPPED: %s is missing (Debian package %s); it did not read our QR codes", reader.program, reader.pack)
			}
			for _, text := range samples(t) {
				m, err := Encode(text, LevelM)
				if err != nil {
					t.Fatal(err)
				}
				img, err := m.Image(6)
				if err != nil {
					t.Fatal(err)
				}
				for name, shown := range map[string]image.Image{"light": img, "dark": onDark(img)} {
					path := filepath.Join(t.TempDir(), "code.png")
					var b bytes.Buffer
					if err := png.Encode(&b, shown); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
						t.Fatal(err)
					}
					out, err := exec.Command(program, append(reader.args[:len(reader.args):len(reader.args)], path)...).Output()
					if err != nil || strings.TrimSuffix(string(out), "\n") != text {
						t.Errorf("%s read %q, %v; want %q", name, out, err, text)
					}
				}
			}
		})
	}
}

// onDark lays a code on a black screen, as a phone in dark mode shows it.
func onDark(img image.Image) image.Image {
	const edge = 60
	b := img.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx()+2*edge, b.Dy()+2*edge))
	draw.Draw(out, b.Add(image.Pt(edge, edge)), img, b.Min, draw.Src)
	return out
}

func TestTokenStaysSmall(t *testing.T) {
	m, err := Encode(token(t, 9), LevelM)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version() > 6 || m.Size() != 17+4*m.Version() {
		t.Errorf("version %d, %d modules", m.Version(), m.Size())
	}
}

func TestQuietZoneIsWhite(t *testing.T) {
	m, err := Encode("PL-A-01-2/VC", LevelM)
	if err != nil {
		t.Fatal(err)
	}
	const px = 5
	img, err := m.Image(px)
	if err != nil {
		t.Fatal(err)
	}
	side := img.Bounds().Dx()
	if side != (m.Size()+8)*px {
		t.Fatalf("side %d", side)
	}
	for y := range side {
		for x := range side {
			inside := x >= 4*px && y >= 4*px && x < side-4*px && y < side-4*px
			r, g, b, a := img.At(x, y).RGBA()
			if a != 0xffff || !inside && (r&g&b) != 0xffff {
				t.Fatalf("pixel %d,%d is %v", x, y, img.At(x, y))
			}
		}
	}
}

// What the console shows is turned back into a picture and read.
func TestConsole(t *testing.T) {
	for _, text := range samples(t) {
		m, err := Encode(text, LevelM)
		if err != nil {
			t.Fatal(err)
		}
		plain := m.Console(false)
		bare := strings.NewReplacer("\x1b[38;5;231;48;5;16m", "", "\x1b[0m", "").Replace(m.Console(true))
		if bare != plain {
			t.Error("colour changes the blocks")
		}
		if got := read(t, fromConsole(plain)); got != text {
			t.Errorf("read %q, want %q", got, text)
		}
	}
}

func fromConsole(s string) image.Image {
	const px = 4
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	img := image.NewGray(image.Rect(0, 0, len([]rune(lines[0]))*px, len(lines)*2*px))
	for y, line := range lines {
		for x, r := range []rune(line) {
			for i := range px {
				for j := range px {
					if r == '█' || r == '▀' {
						img.SetGray(x*px+i, y*2*px+j, color.Gray{255})
					}
					if r == '█' || r == '▄' {
						img.SetGray(x*px+i, (y*2+1)*px+j, color.Gray{255})
					}
				}
			}
		}
	}
	return img
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		text  string
		level Level
		want  error
	}{{"", LevelM, ErrText}, {"棚", LevelM, ErrText}, {"a\x1c", LevelM, ErrText}, {"A", 0, ErrLevel}, {strings.Repeat("a", 3000), LevelH, ErrTooLong}} {
		if _, err := Encode(c.text, c.level); !errors.Is(err, c.want) {
			t.Errorf("%.10q: %v, want %v", c.text, err, c.want)
		}
	}
	m, err := Encode("A", LevelL)
	if err != nil {
		t.Fatal(err)
	}
	for _, px := range []int{0, -1, 9000} {
		if _, err := m.Image(px); !errors.Is(err, ErrScale) {
			t.Errorf("%d px: %v", px, err)
		}
	}
}

func FuzzEncode(f *testing.F) {
	f.Add("PL-A-01-2/VC", uint8(2))
	f.Add("https://example.jp/?a=1", uint8(4))
	f.Fuzz(func(t *testing.T, text string, level uint8) {
		m, err := Encode(text, Level(level))
		if err != nil {
			return
		}
		if m.Version() < 1 || m.Version() > 40 {
			t.Fatalf("version %d", m.Version())
		}
		if m.Version() > 10 {
			return
		}
		img, err := m.Image(4)
		if err != nil {
			t.Fatal(err)
		}
		// The picture is clean: the search for a code in a photo, which misses
		// some tiny ones, is left out.
		pure := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
		if got := readWith(t, img, pure); got != text {
			t.Fatalf("read %q, want %q", got, text)
		}
	})
}

func BenchmarkEncodeToken(b *testing.B) {
	s := token(b, 3)
	for b.Loop() {
		m, err := Encode(s, LevelM)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Image(6); err != nil {
			b.Fatal(err)
		}
	}
}
