package frames

import (
	"errors"
	"fmt"
	"image"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/skip2/go-qrcode"
)

// Kind is what a symbol is.
type Kind uint8

// The kinds that [Encode] draws; Other comes from a picture of modules.
const (
	JAN13 Kind = iota + 1
	JAN8
	UPCA
	Code128
	GS1128
	Code39
	Code93
	ITF14
	NW7
	QR
	DataMatrix
	Other
)

var kindNames = [...]string{"JAN-13", "JAN-8", "UPC-A", "Code 128", "GS1-128", "Code 39", "Code 93", "ITF-14", "NW-7", "QR", "DataMatrix", "other"}

// String returns the name that people use.
func (k Kind) String() string {
	if k < JAN13 || k > Other {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return kindNames[k-1]
}

// ErrText is returned for a text that a kind cannot hold.
var ErrText = errors.New("frames: the symbol cannot hold this text")

// Symbol is a code as it is printed, in modules. The zero Symbol is none.
type Symbol struct {
	Kind Kind
	Text string  // what a reader must say
	Cols int     // width
	High float64 // height: of bars, as they are usually cut
	Side float64 // white that belongs to its left and right
	Over float64 // and above and below it
	rows int     // 1 for bars
	dark []bool
}

// at tells whether a place is ink.
func (s *Symbol) at(u, v float64) bool {
	if u < 0 || v < 0 || u >= float64(s.Cols) || v >= s.High {
		return false
	}
	row := 0
	if s.rows > 1 {
		row = min(s.rows-1, int(v*float64(s.rows)/s.High))
	}
	return s.dark[row*s.Cols+int(u)]
}

// Encode draws a text. The text of a JAN-13, JAN-8, UPC-A or ITF-14 has its
// check digit, that of an NW-7 its start and stop letters, and a GS1-128 has GS
// (0x1D) behind each element that is not of fixed length. A QR code is drawn at
// level M.
func Encode(k Kind, text string) (Symbol, error) {
	if k == QR {
		code, err := qrcode.New(text, qrcode.Medium)
		if err != nil {
			return Symbol{}, fmt.Errorf("%w: %w", ErrText, err)
		}
		code.DisableBorder = true
		rows := code.Bitmap()
		s := Symbol{Kind: QR, Text: text, Cols: len(rows), High: float64(len(rows)), Side: 4, Over: 4, rows: len(rows)}
		for _, row := range rows {
			s.dark = append(s.dark, row...)
		}
		return s, nil
	}
	in, share := text, 0.3 // share is how high bars are for their width
	var w gozxing.Writer
	var f gozxing.BarcodeFormat
	switch k {
	case JAN13:
		w, f, share = oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13, 0.6
	case JAN8:
		w, f, share = oned.NewEAN8Writer(), gozxing.BarcodeFormat_EAN_8, 0.75
	case UPCA:
		w, f, share = oned.NewUPCAWriter(), gozxing.BarcodeFormat_UPC_A, 0.6
	case Code128:
		w, f = oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128
	case GS1128:
		w, f = oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128
		in = "\u00f1" + strings.ReplaceAll(text, "\x1d", "\u00f1") // its writer's word for FNC1
	case Code39:
		w, f = oned.NewCode39Writer(), gozxing.BarcodeFormat_CODE_39
	case Code93:
		w, f = oned.NewCode93Writer(), gozxing.BarcodeFormat_CODE_93
	case ITF14:
		w, f = oned.NewITFWriter(), gozxing.BarcodeFormat_ITF
	case NW7:
		w, f = oned.NewCodaBarWriter(), gozxing.BarcodeFormat_CODABAR
	case DataMatrix:
		w, f = datamatrix.NewDataMatrixWriter(), gozxing.BarcodeFormat_DATA_MATRIX
	default: // QR is drawn above
		return Symbol{}, fmt.Errorf("%w: %v has no writer", ErrText, k)
	}
	hints := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0}
	m, err := w.Encode(in, f, 1, 1, hints)
	if err != nil {
		return Symbol{}, fmt.Errorf("%w: %w", ErrText, err)
	}
	s := fromBits(m)
	s.Kind, s.Text, s.Side, s.Over = k, text, 3, 3
	if k != DataMatrix {
		s.Side, s.Over = 11, 2
		s.rows, s.dark = 1, s.dark[:s.Cols]
		s.High = max(20, share*float64(s.Cols))
	}
	return s, nil
}

func fromBits(m *gozxing.BitMatrix) Symbol {
	s := Symbol{Cols: m.GetWidth(), rows: m.GetHeight(), High: float64(m.GetHeight())}
	s.dark = make([]bool, s.Cols*s.rows)
	for y := range s.rows {
		for x := range s.Cols {
			s.dark[y*s.Cols+x] = m.Get(x, y)
		}
	}
	return s.cut()
}

// FromModules takes a picture in which every pixel is one module, as other
// writers make it, for symbologies that [Encode] does not know. White around it
// is cut off; side is how much belongs to its left and right.
func FromModules(img image.Image, text string, side float64) (Symbol, error) {
	b := img.Bounds()
	s := Symbol{Kind: Other, Text: text, Cols: b.Dx(), rows: b.Dy(), High: float64(b.Dy()), Side: side, Over: min(side, 3)}
	s.dark = make([]bool, s.Cols*s.rows)
	for y := range s.rows {
		for x := range s.Cols {
			r, _, _, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			s.dark[y*s.Cols+x] = r < 0x8000
		}
	}
	if s = s.cut(); s.Cols == 0 {
		return s, fmt.Errorf("%w: the picture is blank", ErrText)
	}
	return s, nil
}

// cut takes white columns and rows away from the sides.
func (s Symbol) cut() Symbol {
	left, right, top, bottom := s.Cols, -1, s.rows, -1
	for i, d := range s.dark {
		if d {
			x, y := i%s.Cols, i/s.Cols
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	if right < 0 {
		return Symbol{}
	}
	out := s
	out.Cols, out.rows = right-left+1, bottom-top+1
	out.High = s.High * float64(out.rows) / float64(s.rows)
	out.dark = make([]bool, 0, out.Cols*out.rows)
	for y := top; y <= bottom; y++ {
		out.dark = append(out.dark, s.dark[y*s.Cols+left:y*s.Cols+right+1]...)
	}
	return out
}

// Above puts a symbol over another with so many modules of white between them,
// as the two rows of a book. The text is that of the upper one.
func Above(upper, lower Symbol, gap float64) Symbol {
	out := Symbol{Kind: Other, Text: upper.Text, Cols: max(upper.Cols, lower.Cols), High: upper.High + gap + lower.High}
	out.Side, out.Over = max(upper.Side, lower.Side), max(upper.Over, lower.Over)
	out.rows = int(out.High)
	for y := range out.rows {
		v := float64(y) + 0.5
		for x := range out.Cols {
			u := float64(x) + 0.5
			out.dark = append(out.dark, upper.at(u, v) || lower.at(u, v-upper.High-gap))
		}
	}
	return out
}
