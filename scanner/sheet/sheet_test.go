package sheet

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"miseban/scanner"
)

// fonts are those that the terminal carries; tests may read what packages of
// ours must not import.
func fonts(t testing.TB) Fonts {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("../../assets/fonts", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return Fonts{read("BIZUDPGothic-Regular.ttf"), read("BIZUDPGothic-Bold.ttf")}
}

// printed is the sheet as a printer of 200 dpi puts it on paper.
func printed(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("MISSING: pdftoppm (Debian: poppler-utils); the printed sheet was not read")
	}
	dir := t.TempDir()
	var b bytes.Buffer
	if err := Write(&b, fonts(t)); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b.Bytes(), []byte("/Type /Page\n")); n != 1 {
		t.Errorf("%d pages", n)
	}
	pdf := filepath.Join(dir, "sheet.pdf")
	if err := os.WriteFile(pdf, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "200", "-png", "-singlefile", pdf, filepath.Join(dir, "sheet")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if keep := os.Getenv("MISEBAN_SHEET"); keep != "" { // to look at it
		png, err := os.ReadFile(filepath.Join(dir, "sheet.png"))
		if err := errors.Join(err, os.WriteFile(keep+".png", png, 0o600), os.WriteFile(keep+".pdf", b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "sheet.png")
}

// Other people's readers find every code on the printed page, and no other.
func TestPrintedCodesAreRead(t *testing.T) {
	png := printed(t)
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("MISSING: zbarimg (Debian: zbar-tools); the printed sheet was not read")
	}
	out, err := exec.Command("zbarimg", "-q", "--raw", "-Sbinary", "-Sdisable", "-Sean13.enable", "-Sean8.enable", "-Si25.enable",
		"-Scodabar.enable", "-Scode128.enable", "-Sqrcode.enable", png).Output()
	if err != nil {
		t.Fatal(err)
	}
	rest := strings.ReplaceAll(string(out), "\n", "")
	want := []string{scanner.Calibration()}
	for _, s := range Samples() {
		want = append(want, s.Text)
	}
	slices.SortFunc(want, func(a, b string) int { return len(b) - len(a) }) // one may stand in another
	for _, w := range want {
		if !strings.Contains(rest, w) {
			t.Errorf("not read: %q\nread: %q", w, out)
		}
		rest = strings.Replace(rest, w, "", 1)
	}
	if rest != "" {
		t.Errorf("read besides: %q", rest)
	}
}

// zxing-cpp reads them too, and says which is of GS1 with its separator.
func TestPrintedCodesAreReadByAnother(t *testing.T) {
	png := printed(t)
	if _, err := exec.LookPath("ZXingReader"); err != nil {
		t.Skip("MISSING: ZXingReader (Debian: zxing-cpp-tools); the printed sheet was not read by a second reader")
	}
	for _, c := range []struct{ format, want string }{
		{"EAN-13", "4901234567894"},
		{"EAN-8", "49123456"},
		{"ITF", "14901234567891"},
		{"Codabar", "123456789013"},
		{"Code128", "01049012345678941726123110AB1221789"},
		{"Code128", "GS1"},
	} {
		out, _ := exec.Command("ZXingReader", "-format", c.format, png).CombinedOutput() // its end says whether there was one
		if !strings.Contains(strings.ReplaceAll(string(out), "\x1d", ""), c.want) {
			t.Errorf("%s: not read: %q\n%s", c.format, c.want, out)
		}
	}
}

// Each sample means what the sheet says it is.
func TestSamplesMeanWhatTheyAre(t *testing.T) {
	kinds := []scanner.Kind{scanner.KindGTIN, scanner.KindGTIN, scanner.KindCaseITF, scanner.KindSlip, scanner.KindGTIN, scanner.KindPlace}
	aims := []string{"]E0", "]E4", "]I0", "]F0", "]C1", "]Q1"}
	var got []scanner.Kind
	for i, s := range Samples() {
		c := scanner.Classify(aims[i]+s.Text, scanner.DefaultRules().Apply(scanner.Options{}))
		got = append(got, c.Kind)
	}
	if !slices.Equal(got, kinds) {
		t.Errorf("the samples are %v, want %v", got, kinds)
	}
}

// The advice is there as text, in both languages.
func TestTheSheetIsText(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("MISSING: pdftotext (Debian: poppler-utils)")
	}
	var b bytes.Buffer
	if err := Write(&b, fonts(t)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = &b
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"読み取りの調整", "AIM 識別子", "DataWedge", "suffix: Enter", "半角英数"} {
		if !regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(want), " ", `\s*`)).Match(out) {
			t.Errorf("not on the sheet: %s\n%s", want, out)
		}
	}
}
