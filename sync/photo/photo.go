// Package photo makes photographs of goods small enough for terminals: of whatever
// picture file a chain has, one to be shown in lists and one to be looked at, both
// JPEG within a number of bytes. What a file tells besides its picture, where it was
// taken say, is not in them.
//
// Files come from outside: how large a picture is, is read before it is unpacked.
package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// Limits of what is read.
const (
	MaxFile   = 20 << 20 // bytes
	MaxPixels = 27 << 20 // of a camera's picture; half as many where each has 16 bits
	MinSide   = 48       // pixels of the shorter side; less is no photograph
)

// Size is what a picture is made into.
type Size struct {
	Side  int // pixels of the longer side at the most
	Bytes int // at the most
}

// Why is what is wrong with a file.
type Why uint8

// Values of Why.
const (
	Unknown  Why = iota + 1 // neither JPEG nor PNG
	TooLarge                // more than MaxFile
	TooMany                 // more pixels than MaxPixels
	TooSmall                // less than MinSide
	Damaged                 // it ends early, or is not what it says
)

// String names it for a log.
func (w Why) String() string {
	return [...]string{"?", "unknown", "too large", "too many pixels", "too small", "damaged"}[min(int(w), int(Damaged))]
}

// Fault is why no photograph could be made of a file.
type Fault struct {
	Why           Why
	Bytes         int // of the file
	Width, Height int // 0 where that is not known
	Err           error
}

// Error tells it for a log.
func (f *Fault) Error() string {
	return fmt.Sprintf("photo: %s (%d bytes, %d x %d): %v", f.Why, f.Bytes, f.Width, f.Height, f.Err)
}

// Unwrap returns the cause, or nil.
func (f *Fault) Unwrap() error { return f.Err }

// errSize is the cause when no quality makes a picture small enough.
var errSize = errors.New("photo: it does not become small enough")

// Make reads a picture file, turns it as its camera was held and returns it in each
// of the sizes, the largest first. A picture is never made larger. The error is a
// *Fault.
func Make(data []byte, sizes ...Size) ([][]byte, error) {
	cfg, decode, fault := look(data)
	if fault != nil {
		return nil, fault
	}
	bad := func(err error) error {
		return &Fault{Why: Damaged, Bytes: len(data), Width: cfg.Width, Height: cfg.Height, Err: err}
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, bad(err)
	}
	turn := orientation(data)
	out := make([][]byte, len(sizes))
	for i, s := range sizes {
		small := scaled(img, s.Side)
		if i == 0 {
			small = turned(small, turn)
		}
		if out[i], err = encode(small, s.Bytes); err != nil {
			return nil, bad(err)
		}
		img = small // the next is smaller still
	}
	return out, nil
}

// look reads what a file says of its picture, and how it is unpacked.
func look(data []byte) (cfg image.Config, decode func(*bytes.Reader) (image.Image, error), f *Fault) {
	f = &Fault{Bytes: len(data)}
	if len(data) > MaxFile {
		f.Why = TooLarge
		return cfg, nil, f
	}
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		cfg, err = jpeg.DecodeConfig(bytes.NewReader(data))
		decode = func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		cfg, err = png.DecodeConfig(bytes.NewReader(data))
		decode = func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }
	default:
		f.Why = Unknown
		return cfg, nil, f
	}
	if err != nil {
		f.Why, f.Err = Damaged, err
		return cfg, nil, f
	}
	f.Width, f.Height = cfg.Width, cfg.Height
	most := int64(MaxPixels)
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		most /= 2
	}
	switch {
	case int64(cfg.Width)*int64(cfg.Height) > most:
		f.Why = TooMany
	case min(cfg.Width, cfg.Height) < MinSide:
		f.Why = TooSmall
	default:
		return cfg, decode, nil
	}
	return cfg, nil, f
}

// scaled returns the picture on white with its longer side at the most side pixels.
func scaled(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > side {
		w, h = max(1, (w*side+long/2)/long), max(1, (h*side+long/2)/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// Qualities that are tried, and by what a picture gets smaller after the last of
// them.
const (
	bestQuality  = 84
	leastQuality = 44
	qualityStep  = 8
)

// encode returns the picture as JPEG in the best quality that most bytes hold, and
// with fewer pixels when none does.
func encode(img *image.RGBA, most int) ([]byte, error) {
	for {
		for q := bestQuality; q >= leastQuality; q -= qualityStep {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: q}); err != nil {
				return nil, err
			}
			if out.Len() <= most {
				return out.Bytes(), nil
			}
		}
		b := img.Bounds()
		if side := max(b.Dx(), b.Dy()) * 6 / 7; side >= 16 {
			img = scaled(img, side)
			continue
		}
		return nil, errSize
	}
}
