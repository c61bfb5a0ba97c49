package art

import (
	"image/color"
	"testing"
)

// TestStage: every kind has a ground of its own size and shape around it, the goods
// are in their colour, and a setting of one's own takes the place of the kind's.
func TestStage(t *testing.T) {
	own := color.RGBA{R: 0xE9, G: 0xDF, B: 0xCF, A: 0xFF}
	for _, k := range Kinds() {
		ground, _ := Grounds(k)
		img := Stage(k, "#B23A35", 256, 304, Setting{})
		if b := img.Bounds(); b.Dx() != 256 || b.Dy() != 304 {
			t.Fatalf("%v: %v", k, b)
		}
		if got := img.RGBAAt(0, 0); got != ground {
			t.Errorf("%v: %v in the corner, want %v", k, got, ground)
		}
		red := 0
		for i := 0; i < len(img.Pix); i += 4 {
			if near(color.RGBA{R: img.Pix[i], G: img.Pix[i+1], B: img.Pix[i+2], A: 0xFF}, color.RGBA{R: 0xB2, G: 0x3A, B: 0x35, A: 0xFF}) {
				red++
			}
		}
		if red == 0 {
			t.Errorf("%v: nothing has the colour of the goods", k)
		}
		if got := Stage(k, "", 40, 20, Setting{Ground: own, Table: own}).RGBAAt(0, 19); got != own {
			t.Errorf("%v: %v instead of the ground that was asked for", k, got)
		}
	}
}

// TestStageAlwaysDraws: what is no kind, colour or size is drawn all the same.
func TestStageAlwaysDraws(t *testing.T) {
	if b := Stage(0, "no colour", 0, 9999, Setting{Zoom: 0.5}).Bounds(); b.Dx() != 1 || b.Dy() != 4096 {
		t.Errorf("%v", b)
	}
}
