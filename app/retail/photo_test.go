package retail

import (
	"strings"
	"testing"
)

func FuzzParsePhoto(f *testing.F) {
	p := Photo{Thumb: strings.Repeat("0a", 8), Pack: strings.Repeat("1f", 32), Bytes: 250_000, Drawn: "art:shirt/F8F6F1"}
	f.Add(p.String())
	p.Drawn = ""
	f.Add(p.String())
	f.Add("art:shirt/F8F6F1")
	f.Add("photo:@.")
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := ParsePhoto(text)
		if !ok {
			if p != (Photo{}) || DrawnPicture(text) != text {
				t.Errorf("%q: %+v, %q", text, p, DrawnPicture(text))
			}
			return
		}
		again, ok := ParsePhoto(p.String())
		if !ok || again != p || DrawnPicture(text) != p.Drawn {
			t.Errorf("%q: %+v, then %+v", text, p, again)
		}
	})
}

func TestPhotoIsReadBack(t *testing.T) {
	p := Photo{Thumb: strings.Repeat("0a", 8), Pack: strings.Repeat("1f", 32), Bytes: 7, Drawn: "art:mug/3F6FA8"}
	if got, ok := ParsePhoto(p.String()); !ok || got != p {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, bad := range []string{"", "art:mug/3F6FA8", strings.ToUpper(p.String()), strings.Replace(p.String(), "@", "", 1), p.String()[:40], strings.Replace(p.String(), ".7", ".-7", 1)} {
		if _, ok := ParsePhoto(bad); ok {
			t.Errorf("%q is no photograph", bad)
		}
	}
}
