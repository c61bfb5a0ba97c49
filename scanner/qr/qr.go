// Package qr draws QR codes: as a matrix, as an image or PNG with its quiet
// zone, and as text for a console. Reading is not done here, so that a program
// that only draws carries no decoder.
package qr

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// QuietZone is the white border around a code, in modules (ISO/IEC 18004, 9.1).
const QuietZone = 4

// Level is how much of a code may be lost.
type Level uint8

// The levels.
const (
	LevelL Level = iota + 1 // about 7 %
	LevelM                  // about 15 %: the level for screens and slips
	LevelQ                  // about 25 %
	LevelH                  // about 30 %: labels that wear
)

// String returns "L", "M", "Q" or "H".
func (l Level) String() string {
	if l < LevelL || l > LevelH {
		return fmt.Sprintf("level(%d)", uint8(l))
	}
	return "LMQH"[l-1 : l]
}

var (
	// ErrText is returned for text that is empty or holds anything but printable
	// ASCII and GS, the separator of GS1. Other text is drawn, but not every reader
	// gives it back unchanged.
	ErrText = errors.New("qr: text must be printable ASCII or GS")
	// ErrTooLong is returned for text that no version holds at the level.
	ErrTooLong = errors.New("qr: text is too long")
	// ErrLevel is returned for a level outside the list.
	ErrLevel = errors.New("qr: no such level")
	// ErrScale is returned for a module size below 1 pixel, and for one that
	// would give an image wider than 8192 pixels.
	ErrScale = errors.New("qr: module size out of range")
)

// gs is the group separator of GS1 codes.
const gs = '\x1d'

// Matrix is a QR code without its quiet zone. The zero Matrix is empty.
type Matrix struct {
	size int
	dark []bool
}

// Encode draws text, printable ASCII and GS. Text of 0-9 A-Z space $%*+-./: only takes
// the dense alphanumeric mode: a pickup token of 132 characters is version 6 at
// LevelM. It fails with ErrText, ErrLevel or ErrTooLong.
func Encode(text string, level Level) (Matrix, error) {
	if text == "" {
		return Matrix{}, ErrText
	}
	for i := 0; i < len(text); i++ {
		if (text[i] < ' ' || text[i] > '~') && text[i] != gs {
			return Matrix{}, ErrText
		}
	}
	// The library calls level Q "High" and level H "Highest".
	levels := map[Level]qrcode.RecoveryLevel{
		LevelL: qrcode.Low, LevelM: qrcode.Medium, LevelQ: qrcode.High, LevelH: qrcode.Highest,
	}
	recovery, ok := levels[level]
	if !ok {
		return Matrix{}, ErrLevel
	}
	code, err := qrcode.New(text, recovery)
	if err != nil {
		return Matrix{}, fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	code.DisableBorder = true
	rows := code.Bitmap()
	m := Matrix{size: len(rows), dark: make([]bool, 0, len(rows)*len(rows))}
	for _, row := range rows {
		m.dark = append(m.dark, row...)
	}
	return m, nil
}

// Size is the number of modules of a side, quiet zone not counted.
func (m Matrix) Size() int { return m.size }

// Version is 1 to 40, 0 for the zero Matrix.
func (m Matrix) Version() int { return max(0, (m.size-17)/4) }

// Dark reports whether the module in column x and row y is dark. Everything
// outside the code, its quiet zone first, is light.
func (m Matrix) Dark(x, y int) bool {
	return x >= 0 && y >= 0 && x < m.size && y < m.size && m.dark[y*m.size+x]
}

// Image draws the code with its quiet zone, module pixels to a module. It is
// always dark on white, also where the screen around it is dark: many readers
// do not read a light code on dark ground. It fails with ErrScale.
func (m Matrix) Image(module int) (image.Image, error) {
	side := (m.size + 2*QuietZone) * module
	if module < 1 || side > 8192 {
		return nil, ErrScale
	}
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		row := img.Pix[y*img.Stride : y*img.Stride+side]
		for x := range row {
			if m.Dark(x/module-QuietZone, y/module-QuietZone) {
				row[x] = 1
			}
		}
	}
	return img, nil
}

// PNG writes the image of Image as PNG. It fails with ErrScale or as w does.
func (m Matrix) PNG(w io.Writer, module int) error {
	img, err := m.Image(module)
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

// Console returns the code as lines of text, two rows of modules to a line. With
// colour it says black and white itself and reads on any ground; without, light
// modules are drawn and dark ones left out, which reads on dark ground only.
func (m Matrix) Console(colour bool) string {
	const on, off = "\x1b[38;5;231;48;5;16m", "\x1b[0m"
	var b strings.Builder
	// An odd number of rows leaves half a line; one light row more is harmless.
	for y := -QuietZone; y < m.size+QuietZone; y += 2 {
		if colour {
			b.WriteString(on)
		}
		for x := -QuietZone; x < m.size+QuietZone; x++ {
			switch up, down := !m.Dark(x, y), !m.Dark(x, y+1); {
			case up && down:
				b.WriteRune('█')
			case up:
				b.WriteRune('▀')
			case down:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		if colour {
			b.WriteString(off)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
