package art

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Every drawing shows its colour, keeps the ground around it, stays inside the
// picture and is the same each time.
func TestDraw(t *testing.T) {
	for _, k := range Kinds() {
		for _, size := range []int{52, 176, 800} {
			for _, hex := range []string{"#B23A35", "#2A2B2E", "#F8F6F1"} {
				img := Draw(k, hex, size)
				if img.Bounds() != image.Rect(0, 0, size, size) {
					t.Fatalf("%v %d: bounds %v", k, size, img.Bounds())
				}
				want, err := ParseHex(hex)
				if err != nil {
					t.Fatal(err)
				}
				own, behind := 0, 0
				for y := range size {
					for x := range size {
						p := img.RGBAAt(x, y)
						if p.A != 255 {
							t.Fatalf("%v %d: hole at %d,%d", k, size, x, y)
						}
						if near(p, want) {
							own++
						}
						if p == ground || p == floor {
							behind++
						}
					}
				}
				if all := size * size; own*100 < all*4 || behind*100 < all*25 {
					t.Errorf("%v %s at %d: %d%% in its colour, %d%% ground", k, hex, size, own*100/all, behind*100/all)
				}
				if edge := img.RGBAAt(size/2, 0); edge != ground {
					t.Errorf("%v at %d: touches the upper edge", k, size)
				}
				if !bytes.Equal(img.Pix, Draw(k, hex, size).Pix) {
					t.Errorf("%v at %d: two pictures", k, size)
				}
			}
		}
	}
}

func near(a, b color.RGBA) bool {
	d := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return d(a.R, b.R)+d(a.G, b.G)+d(a.B, b.B) < 12
}

// Two kinds in one colour are told apart at the smallest size.
func TestKindsDiffer(t *testing.T) {
	seen := map[string]Kind{}
	for _, k := range Kinds() {
		pix := string(Draw(k, "#9DBBD9", 52).Pix)
		if other, ok := seen[pix]; ok {
			t.Errorf("%v and %v look the same", k, other)
		}
		seen[pix] = k
	}
}

func TestDrawAlwaysDraws(t *testing.T) {
	if !bytes.Equal(Draw(0, "x", 64).Pix, Draw(KindBox, "#9A9DA3", 64).Pix) {
		t.Error("unknown kind and colour are not a grey box")
	}
	for _, size := range []int{-5, 0, 1, 2, 3} {
		if img := Draw(KindKnit, "#000000", size); img.Bounds().Dx() != max(1, size) {
			t.Errorf("size %d: %v", size, img.Bounds())
		}
	}
}

func TestRef(t *testing.T) {
	for _, k := range Kinds() {
		kind, hex, err := ParseRef(Ref(k, "#F8F6F1"))
		if err != nil || kind != k || hex != "#F8F6F1" {
			t.Errorf("%v: %v %s %v", k, kind, hex, err)
		}
	}
	for ref, want := range map[string]error{"": ErrRef, "art:shirt": ErrRef, "art:hat/FFFFFF": ErrRef, "shirt/FFFFFF": ErrRef, "art:shirt/FFF": ErrHex, "art:shirt/GGGGGG": ErrHex} {
		if _, _, err := ParseRef(ref); !errors.Is(err, want) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestSwatches(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Swatches() {
		if _, err := ParseHex(s.Hex); err != nil {
			t.Errorf("%s: %v", s.JA, err)
		}
		for _, word := range []string{s.JA, s.EN, s.Hex} {
			if word == "" || seen[word] {
				t.Errorf("%q stands twice or is empty", word)
			}
			seen[word] = true
		}
		if got, ok := SwatchOf(s.EN); !ok || got != s {
			t.Errorf("%s is not found", s.EN)
		}
	}
	if _, ok := SwatchOf("no such"); ok {
		t.Error("found a colour that is not there")
	}
}

func FuzzParseRef(f *testing.F) {
	f.Add("art:shirt/F8F6F1")
	f.Fuzz(func(t *testing.T, s string) {
		k, hex, err := ParseRef(s)
		if err != nil {
			return
		}
		if again, _, err := ParseRef(Ref(k, hex)); err != nil || again != k {
			t.Fatalf("%q: %v %v", s, again, err)
		}
	})
}

// TestContactSheet puts all drawings on one sheet. To look at it, name a file in
// ART_SHEET.
func TestContactSheet(t *testing.T) {
	path := os.Getenv("ART_SHEET")
	if path == "" {
		path = filepath.Join(t.TempDir(), "sheet.png")
	}
	colours := []string{"#F8F6F1", "#2B3A5C", "#D0A038", "#2A2B2E", "#B23A35", "#9DBBD9"}
	const cell, gap = 176, 8
	kinds := Kinds()
	sheet := image.NewRGBA(image.Rect(0, 0, 2*(len(colours)+1)*(cell+gap), (len(kinds)+1)/2*(cell+gap)))
	draw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, draw.Src)
	for i, k := range kinds {
		for j, hex := range append(colours, "") {
			at := image.Pt((i%2*(len(colours)+1)+j)*(cell+gap), i/2*(cell+gap))
			img := Draw(k, hex, cell)
			if hex == "" {
				img = Draw(k, "#4F6B52", 52)
			}
			draw.Draw(sheet, img.Bounds().Add(at), img, image.Point{}, draw.Src)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, sheet); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, k := range Kinds() {
		for _, size := range []int{52, 176} {
			b.Run(fmt.Sprintf("%v/%d", k, size), func(b *testing.B) {
				for b.Loop() {
					Draw(k, "#4F6B52", size)
				}
			})
		}
	}
}
