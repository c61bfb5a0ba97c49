package main

import (
	"image"
	"maps"

	"github.com/makiuchi-d/gozxing"

	"miseban/scanner/decode"
)

// shot is one picture that engines read.
type shot struct {
	path string // as the manifest has it
	gray *image.Gray
}

// answer is what an engine says of one picture.
type answer struct {
	texts []string
	ms    float64
	bad   string // why there is no answer
}

// engine reads pictures of one family, each for itself.
type engine interface {
	name() string
	read(f family, shots []shot) ([]answer, error)
}

// local is an engine within this process.
type local struct {
	title string
	open  func(f family) func(img *image.Gray) []string
}

func (l local) name() string { return l.title }

func (l local) read(f family, shots []shot) ([]answer, error) {
	read := l.open(f)
	out := make([]answer, len(shots))
	for i, s := range shots {
		begun := cpu()
		out[i].texts = read(s.gray)
		out[i].ms = float64((cpu() - begun).Microseconds()) / 1000
	}
	return out, nil
}

// oursStill reads as pictures are read, with formats for each family.
func oursStill(title string, formats func(family) decode.Format) local {
	return local{title, func(f family) func(*image.Gray) []string {
		r := decode.New(formats(f))
		return func(img *image.Gray) []string { return texts(r.Still(decode.FromImage(img))) }
	}}
}

// texts are what was read, an add-on behind its number.
func texts(codes []decode.Result) (out []string) {
	for _, c := range codes {
		t := c.Text
		if c.AddOn != "" {
			t += "+" + c.AddOn
		}
		out = append(out, t)
	}
	return out
}

// plainGozxing reads with gozxing's own readers, one after the other.
func plainGozxing(title string, hard bool) local {
	return local{title, func(f family) func(*image.Gray) []string {
		var rs []gozxing.Reader
		for _, open := range f.gozxing {
			rs = append(rs, open())
		}
		hints := map[gozxing.DecodeHintType]any{}
		if hard {
			hints[gozxing.DecodeHintType_TRY_HARDER] = true
		}
		switch f.name {
		case "gs1-128", "gs1-datamatrix":
			hints[gozxing.DecodeHintType_ASSUME_GS1] = true
		case "magazine":
			hints[gozxing.DecodeHintType_ALLOWED_EAN_EXTENSIONS] = []int{2, 5}
		}
		return func(img *image.Gray) (out []string) {
			for _, r := range rs {
				if t := tryGozxing(r, img, hints); t != "" {
					out = append(out, t)
				}
			}
			return out
		}
	}}
}

func tryGozxing(r gozxing.Reader, img *image.Gray, hints map[gozxing.DecodeHintType]any) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	bmp, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(&gray{img}))
	if err != nil {
		return ""
	}
	r.Reset()
	res, err := r.Decode(bmp, maps.Clone(hints))
	if err != nil {
		return ""
	}
	text = res.GetText()
	if more, ok := res.GetResultMetadata()[gozxing.ResultMetadataType_UPC_EAN_EXTENSION].(string); ok {
		text += "+" + more
	}
	return text
}

// gray hands a picture to gozxing as it is: its own conversion would cost more
// than the reading.
type gray struct{ img *image.Gray }

func (g *gray) GetWidth() int  { return g.img.Rect.Dx() }
func (g *gray) GetHeight() int { return g.img.Rect.Dy() }

func (g *gray) GetRow(y int, row []byte) ([]byte, error) {
	w := g.GetWidth()
	if len(row) < w {
		row = make([]byte, w)
	}
	copy(row, g.img.Pix[y*g.img.Stride:][:w])
	return row, nil
}

func (g *gray) GetMatrix() []byte {
	w, h := g.GetWidth(), g.GetHeight()
	if g.img.Stride == w {
		return g.img.Pix[:w*h]
	}
	out := make([]byte, 0, w*h)
	for y := range h {
		out = append(out, g.img.Pix[y*g.img.Stride:][:w]...)
	}
	return out
}

func (g *gray) IsCropSupported() bool   { return false }
func (g *gray) IsRotateSupported() bool { return true }

func (g *gray) Crop(int, int, int, int) (gozxing.LuminanceSource, error) {
	return nil, gozxing.NewNotFoundException()
}

func (g *gray) Invert() gozxing.LuminanceSource { return gozxing.NewInvertedLuminanceSource(g) }

func (g *gray) RotateCounterClockwise() (gozxing.LuminanceSource, error) {
	w, h := g.GetWidth(), g.GetHeight()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[(w-1-x)*out.Stride+y] = g.img.Pix[y*g.img.Stride+x]
		}
	}
	return &gray{out}, nil
}

func (g *gray) RotateCounterClockwise45() (gozxing.LuminanceSource, error) {
	return nil, gozxing.NewNotFoundException()
}

func (g *gray) String() string { return "gray" }
