package printing

import (
	"bytes"
	"strings"
	"testing"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// hs is an answer to ~HS as the programming guide shows it.
const hs = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

func TestParseStatus(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		cause   retail.PrintCause
		waiting int
	}{
		"well":           {hs, 0, 0},
		"no paper":       {strings.Replace(hs, "030,0", "030,1", 1), retail.PrintPaper, 0},
		"no ribbon":      {strings.Replace(hs, "000,0,0,0,0,2", "000,0,0,1,0,2", 1), retail.PrintPaper, 0},
		"paused":         {strings.Replace(hs, "030,0,0", "030,0,1", 1), retail.PrintFault, 0},
		"head open":      {strings.Replace(hs, "000,0,0,0,0,2", "000,0,1,0,0,2", 1), retail.PrintCover, 0},
		"cold":           {strings.Replace(hs, "000,0,0,0\x03", "000,0,1,0\x03", 1), retail.PrintFault, 0},
		"two formats":    {strings.Replace(hs, "1245,000", "1245,002", 1), 0, 2},
		"three to come":  {strings.Replace(hs, "00000000", "00000003", 1), 0, 3},
		"half a format":  {strings.Replace(hs, "000,0,0,0,000", "000,0,0,1,000", 1), 0, 1},
		"noise before":   {"\x00\xff" + hs, 0, 0},
		"the one before": {"0,0\x03\r\n" + hs, 0, 0},
	} {
		st, ok := parseStatus([]byte(c.text))
		if !ok || st.cause() != c.cause || st.waiting != c.waiting {
			t.Errorf("%s: %+v, %v", name, st, ok)
		}
	}
	for _, text := range []string{"", "\x02", hs[:len(hs)-4], "\x021\x03\x021\x03\x021\x03", strings.Replace(hs, "000,0,0,0,000", "x,0,0,0,000", 1)} {
		if _, ok := parseStatus([]byte(text)); ok {
			t.Errorf("%q was taken for an answer", text)
		}
	}
}

func FuzzParseStatus(f *testing.F) {
	f.Add([]byte(hs))
	f.Fuzz(func(t *testing.T, b []byte) {
		if st, ok := parseStatus(b); ok && st.waiting < 0 {
			t.Errorf("%+v", st)
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	f.Add("１９２．１６８．１．２０：9100")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseAddress(text)
		if err != nil || got == "" {
			return
		}
		if again, err := ParseAddress(got); again != got || err != nil {
			t.Errorf("%q becomes %q, then %q, %v", text, got, again, err)
		}
	})
}

// TestPicturesAreCalm: whatever is on a label, no printer obeys it.
func TestPicturesAreCalm(t *testing.T) {
	b := label.NewBitmap(576, 384)
	for i := range b.Bits {
		b.Bits[i] = []byte{0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x10}[i%8]
	}
	for _, part := range (escpos{}).encode(b) {
		for _, never := range [][]byte{{0x10, 0x04}, {0x10, 0x05}, {0x10, 0x14}} {
			if bytes.Contains(part, never) {
				t.Errorf("% x stands in a picture", never)
			}
		}
		if len(part) > maxBand+8 {
			t.Errorf("a part of %d bytes", len(part))
		}
	}
}
