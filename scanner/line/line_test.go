package line

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// read cuts the stream in reads of the lengths, over and over, all at one time.
func read(rules Rules, stream string, cuts ...int) []string {
	var got []string
	s := New(rules, func(text string) { got = append(got, text) })
	for i := 0; len(stream) > 0; i++ {
		n := len(stream)
		if len(cuts) > 0 {
			n = min(n, max(1, cuts[i%len(cuts)]))
		}
		s.Write([]byte(stream[:n]), start)
		stream = stream[n:]
	}
	return got
}

func TestEnds(t *testing.T) {
	jan, gs1 := "]E04901234567894", "]C10104901234567894\x1d10AB-1"
	for _, c := range []struct {
		name   string
		rules  Rules
		stream string
		want   []string
	}{
		{"return", Rules{}, jan + "\r" + gs1 + "\r", []string{jan, gs1}},
		{"line feed", Rules{}, jan + "\n" + gs1 + "\n", []string{jan, gs1}},
		{"both", Rules{}, jan + "\r\n" + gs1 + "\r\n", []string{jan, gs1}},
		{"tab", Rules{}, jan + "\t" + gs1 + "\t", []string{jan, gs1}},
		{"only return", Rules{Ends: CR}, "a\tb\nc\rd", []string{"a\tb\nc"}},
		{"half", Rules{}, jan + "\r49012", []string{jan}},
		{"no code", Rules{}, "\r\n\r\n \x1d\r\x07\x7f\r\n", nil},
		{"break", Rules{}, "49\x00012\r", []string{"49012"}},
		{"too long", Rules{Max: 4}, "12345\r1234\r123456789\r1\r", []string{"1234", "1"}},
		{"spoilt", Rules{Void: 0x18}, "1\r2\x183\r\x18\r4\r", []string{"1", "4"}},
		{"bytes", Rules{}, "\x93\xfa\x96\x7b\r", []string{"\x93\xfa\x96\x7b"}},
	} {
		if got := read(c.rules, c.stream, 3); !slices.Equal(got, read(c.rules, c.stream)) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSilence(t *testing.T) {
	var got []string
	s := New(Rules{Ends: Marks | Idle}, func(text string) { got = append(got, text) })
	s.Silent(start)
	s.Write([]byte("490123"), start)
	s.Silent(start.Add(defaultSilence - 1)) // half of it still under way
	s.Write([]byte("4567894"), start.Add(defaultSilence-1))
	if s.Wait() != defaultSilence {
		t.Errorf("waits %v", s.Wait())
	}
	s.Silent(start.Add(2*defaultSilence - 2))
	if len(got) > 0 {
		t.Fatalf("half a code: %q", got)
	}
	s.Silent(start.Add(2*defaultSilence - 1))
	s.Silent(start.Add(time.Hour))
	s.Write([]byte("1\r"), start.Add(time.Hour))
	if !slices.Equal(got, []string{"4901234567894", "1"}) || s.Wait() != 0 {
		t.Errorf("%q, waits %v", got, s.Wait())
	}
}

// TestStale: half a code of before is not joined to the next one.
func TestStale(t *testing.T) {
	var got []string
	s := New(Rules{}, func(text string) { got = append(got, text) })
	s.Write([]byte("490"), start)
	s.Write([]byte("1234\r"), start.Add(defaultStale-1))
	s.Write([]byte("490"), start.Add(time.Minute))
	s.Silent(start.Add(2 * time.Minute)) // silence is no end here
	s.Write([]byte("4901234567894\r"), start.Add(2*time.Minute))
	if !slices.Equal(got, []string{"4901234", "4901234567894"}) {
		t.Errorf("%q", got)
	}
}

// TestAnySplit: how a stream is cut into reads changes no code, none is lost and
// none doubled.
func TestAnySplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.StringMatching(`(\][A-Z][0-9])?[0-9A-Za-z\x1d!-~]{1,60}`), 1, 20).Draw(t, "codes")
		var stream strings.Builder
		for _, c := range codes {
			stream.WriteString(c + rapid.SampledFrom([]string{"\r", "\n", "\r\n", "\t", "\r\n\r\n"}).Draw(t, "end"))
		}
		cuts := rapid.SliceOfN(rapid.IntRange(1, 40), 1, 8).Draw(t, "cuts")
		want := slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !readable([]byte(c)) })
		if got := read(Rules{}, stream.String(), cuts...); !slices.Equal(got, want) {
			t.Fatalf("cut by %v: %q, want %q", cuts, got, want)
		}
	})
}

func FuzzSplitter(f *testing.F) {
	f.Add([]byte("]E04901234567894\r\n]C10104901234567894\x1d10AB\r\n"), uint8(7), uint8(7), uint16(64))
	f.Add([]byte("12345\t\x00\x00\r\xff\xfe"), uint8(1), uint8(15), uint16(4))
	f.Fuzz(func(t *testing.T, stream []byte, cut, ends uint8, limit uint16) {
		rules := Rules{Ends: Ends(ends), Max: int(limit)}
		whole, parts := read(rules, string(stream)), read(rules, string(stream), int(cut))
		if !slices.Equal(whole, parts) {
			t.Fatalf("whole %q, in reads of %d %q", whole, cut, parts)
		}
		for _, c := range whole {
			if len(c) > rules.WithDefaults().Max || !readable([]byte(c)) {
				t.Fatalf("took %q", c)
			}
			if !strings.Contains(strings.ReplaceAll(string(stream), "\x00", ""), c) {
				t.Fatalf("made up %q", c)
			}
		}
	})
}

func BenchmarkSplitter(b *testing.B) {
	stream := []byte(strings.Repeat("]E04901234567894\r\n", 100))
	n := 0
	s := New(Rules{}, func(string) { n++ })
	b.ReportAllocs()
	b.SetBytes(int64(len(stream)))
	for b.Loop() {
		s.Write(stream, start)
	}
	if n%100 != 0 {
		b.Fatal(fmt.Sprint(n))
	}
}
