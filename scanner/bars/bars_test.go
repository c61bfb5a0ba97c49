package bars

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

// picture is a code as a greyscale picture (PGM), three pixels to a module.
func picture(b Bars) []byte {
	const unit, height = 3, 60
	var row []byte
	add := func(n int, ink byte) { row = append(row, bytes.Repeat([]byte{ink}, n*unit)...) }
	add(Quiet, 255)
	for i, w := range b {
		add(w, byte(255*(i%2)))
	}
	add(Quiet, 255)
	out := []byte(fmt.Sprintf("P5\n%d %d\n255\n", len(row), height))
	return append(out, bytes.Repeat(row, height)...)
}

// An independent reader gives back what was drawn, of every symbology.
func TestZbarReadsThem(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("MISSING: zbarimg (Debian: zbar-tools); nobody read the bars")
	}
	rng := rand.New(rand.NewPCG(1, 1))
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + rng.IntN(10))
		}
		return string(b)
	}
	with := func(body string) string { return body + string(checkDigit(body)) }
	type drawn struct {
		kind, text string
		bars       Bars
		err        error
	}
	var all []drawn
	add := func(kind, text string, draw func(string) (Bars, error)) {
		b, err := draw(text)
		all = append(all, drawn{kind, text, b, err})
	}
	for first := range 10 { // every pattern of sets on the left
		add("ean13", with(fmt.Sprint(first)+digits(11)), EAN)
		add("ean8", with(fmt.Sprint(first)+digits(6)), EAN)
		add("i25", with(fmt.Sprint(first)+digits(12)), ITF14)
		add("codabar", "ABCD"[first%4:first%4+1]+digits(8)+"-$:/.+"[first%6:first%6+1]+"1B", NW7)
		add("code128", digits(first+1)+"x~ A"+digits(first), Code128)
	}
	add("code128", "0104901234567894"+"10AB12\x1d21789", GS1128)
	for _, d := range all {
		if d.err != nil {
			t.Errorf("%s %q: %v", d.kind, d.text, d.err)
			continue
		}
		cmd := exec.Command("zbarimg", "-q", "--raw", "-Sbinary", "-Sdisable", "-S"+d.kind+".enable", "-")
		cmd.Stdin = bytes.NewReader(picture(d.bars))
		out, err := cmd.Output()
		if got := strings.TrimSuffix(string(out), "\n"); err != nil || got != d.text {
			t.Errorf("%s %q: read as %q, %v", d.kind, d.text, got, err)
		}
	}
	t.Logf("%d codes read", len(all))
}

func TestRefuses(t *testing.T) {
	for name, f := range map[string]func() (Bars, error){
		"check digit":    func() (Bars, error) { return EAN("4901234567890") },
		"length":         func() (Bars, error) { return EAN("490123456789") },
		"letters":        func() (Bars, error) { return EAN("49O1234567894") },
		"case check":     func() (Bars, error) { return ITF14("14901234567890") },
		"no stop":        func() (Bars, error) { return NW7("A123") },
		"nothing":        func() (Bars, error) { return Code128("") },
		"control":        func() (Bars, error) { return Code128("a\tb") },
		"GS outside GS1": func() (Bars, error) { return Code128("a\x1db") },
		"kana":           func() (Bars, error) { return GS1128("あ") },
	} {
		if b, err := f(); !errors.Is(err, ErrText) || b != nil {
			t.Errorf("%s: %v, %v", name, b, err)
		}
	}
}

func FuzzCode128(f *testing.F) {
	f.Add("0104901234567894\x1d21A")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := GS1128(s)
		if (err == nil) != (b != nil) {
			t.Fatalf("%q: %v, %v", s, b, err)
		}
		if err == nil && b.Modules()%11 != 2 { // every character has 11, the stop 13
			t.Fatalf("%q: %d modules", s, b.Modules())
		}
	})
}
