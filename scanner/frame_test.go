package scanner

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestFrames: a message arrives whole whatever the order and the repeats, is not
// mixed with another, and is not believed when a part is missing.
func TestFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOfN(rapid.Byte(), 1, 2000).Draw(t, "message")
		texts, err := NewFrames(message)
		if err != nil {
			t.Fatal(err)
		}
		other, err := NewFrames(append([]byte{1}, message...))
		if err != nil {
			t.Fatal(err)
		}
		var s Frames
		order := rapid.Permutation(texts).Draw(t, "order")
		for i, text := range append([]string{other[0]}, append(order, order...)...) {
			c := Classify(text, Options{})
			f, err := ParseFrame(text)
			if err != nil || c.Kind != KindFrame || !bytes.Equal(c.Fields.Payload, f.Data) {
				t.Fatalf("%q: %+v, %v", text, c, err)
			}
			news := s.Add(f)
			if want := i <= len(texts); news != want {
				t.Fatalf("frame %d is news: %v", i, news)
			}
			got, _, err := s.Message()
			if i == 0 {
				continue // of the other message
			}
			if whole := i >= len(texts); whole != (err == nil) || whole && !bytes.Equal(got, message) {
				t.Fatalf("after %d frames: %v", i, err)
			}
		}
		if len(s.Missing()) != 0 {
			t.Fatalf("missing %v", s.Missing())
		}
	})
}

func FuzzParseFrame(f *testing.F) {
	texts, err := NewFrames(bytes.Repeat([]byte{7}, 500))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(texts[0])
	f.Add(NewFrameReply("ABCDEFGH", "1234"))
	f.Add("W1-ABCDEFGH.1.99.AA/00")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParseFrame(s)
		if err != nil {
			return
		}
		var all Frames
		all.Add(p)
		if back, err := ParseFrame(frameText(p)); err != nil || back.Part != p.Part || back.ID != p.ID {
			t.Fatalf("%+v came back as %+v, %v", p, back, err)
		}
	})
}
