package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"miseban/scanner/frames"
)

func TestRight(t *testing.T) {
	for _, c := range []struct {
		family, want, got string
		right             bool
	}{
		{"upca", "012345678905", "0012345678905", true},
		{"upca", "012345678905", "012345678906", false},
		{"ean13", "9784872348880", "1920081045006", true}, // the other row
		{"ean13", "4901234567894", "1920081045006", false},
		{"ean13", "9780393058673", "9780393058673+52595", true},
		{"magazine", "4910123456781+12345", "4910123456781 12345", true},
		{"magazine", "4910123456781+12345", "4910123456781+12346", false},
		{"magazine", "4910123456781+12345", "4910123456781", false},
		{"codabar", "A123456B", "123456", true},
		{"codabar", "123456", "C123456D", true},
		{"code39", "A1", "1", false},
		{"databar", "20012345678909", "0120012345678909", true},
		{"gs1-128", "0104912345678904\x1d21A", "]C10104912345678904\x1d21A", true},
		{"gs1-128", "0104912345678904\x1d21A", "010491234567890421A", false},
		{"qr", "a\r\nb", "a\nb", true},
		{"qr", "a 1", "a", false},
		{"negative", "", "1", false},
	} {
		if right(c.family, c.want, c.got) != c.right {
			t.Errorf("%s: %q for %q: want %v", c.family, c.got, c.want, c.right)
		}
	}
}

func TestParseZXing(t *testing.T) {
	got := parseZXing([]byte("/t/0.pgm EAN-13 \"4901234567894\"\n/t/1.pgm None\n/t/2.pgm QRCode \"a \"b\"<GS><U+30E2>\"\n/t/2.pgm QRCode \"c\"\n"))
	if !slices.Equal(got["/t/0.pgm"], []string{"4901234567894"}) || len(got["/t/1.pgm"]) != 0 ||
		!slices.Equal(got["/t/2.pgm"], []string{"a \"b\"\x1dモ", "c"}) {
		t.Errorf("%q", got)
	}
}

func TestParseZbar(t *testing.T) {
	got := parseZbar([]byte(`<barcodes xmlns='http://zbar.sourceforge.net/2008/barcode'>
<source href='0.pgm'><index num='0'>
<symbol type='EAN-13'><data><![CDATA[4910123456781]]></data></symbol>
<symbol type='EAN-5'><data><![CDATA[12345]]></data></symbol>
</index></source><source href='1.pgm'></source></barcodes>`))
	if !slices.Equal(got["0.pgm"], []string{"4910123456781+12345"}) || len(got["1.pgm"]) != 0 {
		t.Errorf("%q", got)
	}
}

// A program that breaks down over one picture still says what it reads in the
// others. The program is this test.
func TestBreaksDown(t *testing.T) {
	if os.Getenv("SCANRATE_CHILD") != "" {
		pretend(os.Args[1:])
	}
	t.Setenv("SCANRATE_CHILD", "1")
	c := child{title: "test", program: os.Args[0], parse: parseZXing}
	files := []string{"a.pgm", "b.pgm", "bad.pgm", "c.pgm", "d.pgm"}
	out := make([]answer, len(files))
	if _, err := c.batch([]string{"-test.run=TestBreaksDown"}, files, out); err != nil {
		t.Fatal(err)
	}
	for i, a := range out {
		if bad := files[i] == "bad.pgm"; bad != (a.bad != "") || !bad && (len(a.texts) != 1 || a.texts[0] != files[i]) {
			t.Errorf("%s: %+v", files[i], a)
		}
	}
}

func pretend(args []string) {
	for _, f := range args[1:] {
		if f == "bad.pgm" {
			p, err := os.FindProcess(os.Getpid())
			if err != nil || p.Kill() != nil {
				os.Exit(3)
			}
			select {}
		}
		os.Stdout.WriteString(f + " QRCode \"" + f + "\"\n") //nolint:errcheck // nobody to tell
	}
	os.Exit(0)
}

// The table of a small set: what is there is read, what is missing is said.
func TestPictures(t *testing.T) {
	dir := t.TempDir()
	sym, err := frames.Encode(frames.JAN13, "4901234567894")
	if err != nil {
		t.Fatal(err)
	}
	cam := frames.NewCamera(480, 320)
	for name, s := range map[string]frames.Symbol{"a.png": sym, "b.png": {}} {
		sc := frames.NewScene(s, frames.Print{Module: 3, Ink: 20, Paper: 230, Plain: true}, 1)
		write(t, filepath.Join(dir, name), cam.Shoot(sc, frames.View{Defocus: 0.6, Noise: 2}, nil))
	}
	list := filepath.Join(dir, "manifest.tsv")
	if err := os.WriteFile(list, []byte("path\tfamily\texpected\na.png\tean13\t4901234567894\nb.png\tnegative\t\na.png\tnegative\t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir) // no other reader there
	var out, errs bytes.Buffer
	if err := run([]string{"pictures", "-list", list}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| ean13 | 1 | 100 (0) ", "| negative | 2 | 50 (1) ", "MISSING: ZXingReader", "MISSING: zbarimg", `a.png: ["4901234567894"], expected ""`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in:\n%s", want, out.String())
		}
	}
	if !strings.Contains(errs.String(), "MISSING") {
		t.Error("what is missing is not said on standard error")
	}
}

func write(t *testing.T, path string, img *image.Gray) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// The other readers read what we drew: the way to them and back holds.
func TestChildren(t *testing.T) {
	sym, err := frames.Encode(frames.JAN13, "4901234567894")
	if err != nil {
		t.Fatal(err)
	}
	sc := frames.NewScene(sym, frames.Print{Module: 3, Ink: 20, Paper: 230}, 1)
	img := frames.NewCamera(640, 400).Shoot(sc, frames.View{Defocus: 0.6, Noise: 2}, nil)
	for program, open := range map[string]func(string) child{"ZXingReader": zxing, "zbarimg": zbar} {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Logf("SKIPPED: %s is missing; nothing is said of it", program)
			continue
		}
		got, err := open(path).read(families[rank("ean13")], []shot{{gray: img}, {gray: img}})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range got {
			if !slices.Equal(a.texts, []string{"4901234567894"}) {
				t.Errorf("%s: %+v", program, a)
			}
		}
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"dance"}, {"pictures"}, {"make"}, {"pictures", "/nowhere/manifest.tsv"}} {
		if err := run(args, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

// A few sequences: what is read is counted, and nothing wrong.
func TestSequences(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"sequences", "-mix", "goods,nothing", "-n", "1"}, &out, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| goods | ours | ", "| goods | gozxing TRY_HARDER | ", "| nothing | ours | 0/0/0/0 | 0 % | 0 | "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in:\n%s", want, out.String())
		}
	}
}

// The second set can be drawn, and its manifest fits its pictures.
func TestMakeSet(t *testing.T) {
	if _, err := exec.LookPath("zint"); err != nil {
		t.Skip("SKIPPED: zint is missing (Debian package zint); the second set was not drawn")
	}
	dir := t.TempDir()
	if err := run([]string{"make", "-n", "1", dir}, &bytes.Buffer{}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	all, err := manifest(filepath.Join(dir, "manifest.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(sets) {
		t.Errorf("%d pictures of %d families", len(all), len(sets))
	}
	for _, l := range all {
		if rank(l.family) == len(families) || l.want == "" || l.gray.Rect.Dx() != frames.Width {
			t.Errorf("%s: %s %q", l.path, l.family, l.want)
		}
	}
}
