package assets

import (
	"encoding/binary"
	"math"
	"testing"

	"miseban/assets/words"
)

func TestFontsCarryLineMetrics(t *testing.T) {
	for _, f := range []Font{Regular, Bold, CodeRegular, CodeBold} {
		name, b := f.Bytes()
		if len(b) == 0 {
			t.Fatalf("%s: empty", name)
		}
		found := 0
		for i := range int(binary.BigEndian.Uint16(b[4:])) {
			r := b[12+16*i:]
			off := binary.BigEndian.Uint32(r[8:])
			switch string(r[:4]) {
			case "hhea":
				off += 4
			case "OS/2":
				off += 68
			case "head":
				if upem := binary.BigEndian.Uint16(b[off+18:]); upem != 2048 {
					t.Errorf("%s: %d units per em, want 2048", name, upem)
				}
				continue
			default:
				continue
			}
			found++
			if a, d := int16(binary.BigEndian.Uint16(b[off:])), int16(binary.BigEndian.Uint16(b[off+2:])); a != lineAscent || d != lineDescent {
				t.Errorf("%s %s: ascent %d descent %d", name, r[:4], a, d)
			}
		}
		if found != 2 {
			t.Errorf("%s: %d metric tables, want 2", name, found)
		}
	}
	if n, b := Font(0).Bytes(); n != "" || b != nil {
		t.Error("unknown font gives data")
	}
}

func TestSoundsAreLoudShortAndDifferent(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Sounds {
		b := s.PCM()
		seconds := float64(len(b)) / 2 / SampleRate
		if seconds < 0.08 || seconds > 1.6 {
			t.Errorf("%v: %.2f s", s, seconds)
		}
		peak := 0.0
		for i := 0; i < len(b); i += 2 {
			peak = math.Max(peak, math.Abs(float64(int16(binary.LittleEndian.Uint16(b[i:])))))
		}
		if peak < 0.5*math.MaxInt16 {
			t.Errorf("%v: peak %.0f is too quiet for a shop", s, peak)
		}
		if seen[string(b)] || s.String() == "" {
			t.Errorf("%v is not a sound of its own", s)
		}
		seen[string(b)] = true
	}
}

// TestCommonWords holds every embedded translation file to both languages.
func TestCommonWords(t *testing.T) {
	w, err := words.Load(Translations())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range w.Problems() {
		t.Error(p)
	}
	if len(w.Keys(words.Ja)) < 40 {
		t.Errorf("only %d keys are embedded", len(w.Keys(words.Ja)))
	}
}
