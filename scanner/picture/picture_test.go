package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/skip2/go-qrcode"

	"miseban/scanner"
	"miseban/scanner/decode"
	"miseban/scanner/feedtest"
)

// drawn is a PNG of a text as QR.
func drawn(t testing.TB, text string) []byte {
	t.Helper()
	b, err := qrcode.Encode(text, qrcode.Medium, 160)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rig is a folder that pictures are put into.
func rig(t testing.TB) *feedtest.Rig {
	folder := filepath.Join(t.TempDir(), "pictures")
	n := 0
	put := func(t testing.TB, b []byte) {
		n++
		path := filepath.Join(folder, fmt.Sprintf("%06d.png", n))
		if err := errors.Join(os.WriteFile(path+".part", b, 0o600), os.Rename(path+".part", path)); err != nil {
			t.Fatal(err)
		}
	}
	return &feedtest.Rig{
		Feed:  New(Setting{Path: folder, Formats: decode.QR}, feedtest.Clock()),
		Plain: true,
		Plug: func(t testing.TB, _ string) {
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		Unplug: func(t testing.TB) {
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		},
		Send: func(t testing.TB, texts ...string) {
			for _, text := range texts {
				put(t, drawn(t, text))
			}
		},
		Half: func(t testing.TB, text string) {
			b := drawn(t, text)
			put(t, b[:len(b)/2])
		},
	}
}

func TestContract(t *testing.T) { feedtest.Run(t, rig) }

// BenchmarkFolder measures a QR of 160 pixels, from the file to the stream.
func BenchmarkFolder(b *testing.B) { feedtest.Bench(b, rig(b)) }

// record is a sink.
type record struct {
	codes chan string
	ready chan struct{}
}

func newRecord() *record {
	return &record{codes: make(chan string, 100), ready: make(chan struct{}, 100)}
}

func (r *record) Take(c scanner.Reading)         { r.codes <- c.Text }
func (r *record) Tell(scanner.FeedState, string) { r.ready <- struct{}{} }

// TestFolder: what was there before is not read, what is no picture is passed
// over, a picture that arrives slowly is read when it is whole, one that is
// replaced is read again.
func TestFolder(t *testing.T) {
	folder := t.TempDir()
	put := func(name string, b []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("before.png", drawn(t, "before"))
	ctx, cancel := context.WithCancel(t.Context())
	looks := make(chan time.Time) // the test says when the feed looks
	r := newRecord()
	done := make(chan error, 1)
	go func() { done <- New(Setting{Path: folder}, bySteps(looks)).Run(ctx, r) }()
	<-r.ready
	look := func() { looks <- time.Time{} }
	half := drawn(t, "slow")
	put("a.png", drawn(t, "a"))
	put("notes.txt", []byte("4901234567894"))
	put(".hidden.png", drawn(t, "hidden"))
	put("b.png.crdownload", drawn(t, "on its way"))
	put("slow.png", half[:100])
	if err := os.Mkdir(filepath.Join(folder, "c.png"), 0o700); err != nil {
		t.Fatal(err)
	}
	look()
	put("slow.png", half[:200])
	look() // a is read, slow has grown
	look() // slow is broken so far
	put("slow.png", half)
	put("a.png", drawn(t, "a again"))
	for range 4 {
		look()
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	close(r.codes)
	var got []string
	for c := range r.codes {
		got = append(got, c)
	}
	slices.Sort(got)
	if !slices.Equal(got, []string{"a", "a again", "slow"}) {
		t.Errorf("%q", got)
	}
}

// bySteps is a clock whose waits end when the test says so.
type bySteps chan time.Time

func (bySteps) Now() time.Time                         { return time.Time{} }
func (c bySteps) After(time.Duration) <-chan time.Time { return c }

// TestFile: a file is read once, from the top down.
func TestFile(t *testing.T) {
	sheet := image.NewGray(image.Rect(0, 0, 500, 900))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	want := []string{"4901234567894", "HTTPS://example.com/1", feedtest.Jans(1)[0]}
	for i, text := range want {
		var code image.Image
		if i != 1 {
			code = bars(t, text)
		} else if q, _, err := image.Decode(bytes.NewReader(drawn(t, text))); err == nil {
			code = q
		} else {
			t.Fatal(err)
		}
		draw.Draw(sheet, code.Bounds().Add(image.Pt(160-70*i, 30+290*i)), code, image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, sheet, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sheet.jpg")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRecord()
	if err := New(Setting{Path: path}, feedtest.Clock()).Run(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	close(r.codes)
	var got []string
	for c := range r.codes {
		got = append(got, c)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	codes, err := Read(&b, decode.New(decode.Product))
	if err != nil || len(codes) != 3 || codes[0].Symbology != scanner.SymEAN13 || codes[1].Symbology != scanner.SymQR {
		t.Errorf("%+v, %v", codes, err)
	}
}

// bars is a JAN as it is printed, three pixels a module.
func bars(t testing.TB, text string) image.Image {
	m, err := oned.NewEAN13Writer().Encode(text, gozxing.BarcodeFormat_EAN_13, 95*3+60, 120, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// huge is a PNG that says it is larger than any machine holds.
func huge(t testing.TB) []byte {
	b := drawn(t, "x")
	binary.BigEndian.PutUint32(b[16:], 1<<20)
	binary.BigEndian.PutUint32(b[20:], 1<<20)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		b    []byte
		want scanner.Reason
		err  error
	}{
		"text":  {[]byte(strings.Repeat("4901234567894\n", 100)), scanner.ReasonSetting, ErrFormat},
		"empty": {nil, scanner.ReasonSetting, ErrFormat},
		"half":  {drawn(t, "x")[:150], scanner.ReasonSetting, ErrFormat},
		"huge":  {huge(t), scanner.ReasonSetting, ErrTooLarge},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.b, 0o600); err != nil {
			t.Fatal(err)
		}
		err := New(Setting{Path: path}, feedtest.Clock()).Run(t.Context(), newRecord())
		if scanner.ReasonOf(err) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := New(Setting{Path: filepath.Join(dir, "nothing")}, feedtest.Clock()).Run(t.Context(), newRecord()); scanner.ReasonOf(err) != scanner.ReasonAbsent {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(drawn(f, "4901234567894"))
	f.Add(huge(f))
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	r := decode.New(decode.Product)
	f.Fuzz(func(t *testing.T, p []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(p)); err == nil && c.Width*c.Height > 1<<20 {
			return // no need to look at large ones
		}
		if codes, err := Read(bytes.NewReader(p), r); err != nil && codes != nil {
			t.Fatalf("%v and %v", codes, err)
		}
	})
}

// TestDoubtfulCodesOfPictures: a short code counts when the shop knows it, as
// before a camera.
func TestDoubtfulCodesOfPictures(t *testing.T) {
	m, err := oned.NewEAN8Writer().Encode("49123456", gozxing.BarcodeFormat_EAN_8, 67*3+60, 120, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "short.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, known := range []bool{true, false} {
		r := newRecord()
		set := Setting{Path: path, Known: func(f decode.Result) bool { return known && f.Format == decode.EAN8 }}
		if err := New(set, feedtest.Clock()).Run(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		close(r.codes)
		n := 0
		for range r.codes {
			n++
		}
		if (n == 1) != known {
			t.Errorf("known %v: %d codes", known, n)
		}
	}
}
