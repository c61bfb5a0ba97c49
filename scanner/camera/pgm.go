package camera

import (
	"bytes"
	"errors"
	"image"
	"strconv"
)

// errPGM is what is no gray picture of ours.
var errPGM = errors.New("not a PGM picture (P5, 8 bits)")

// mostSide is more than any camera has.
const mostSide = 16384

// decodePicture decodes what the standard library knows.
func decodePicture(b []byte) (image.Image, error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if cfg.Width > mostSide || cfg.Height > mostSide {
		return nil, errors.New("picture too large")
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	return img, err
}

// decodePGM decodes a gray picture: "P5", width, height and 255 as text with
// white space and comments between, then a byte for each pixel (Netpbm, pgm(5)).
func decodePGM(b []byte) (*image.Gray, error) {
	if !bytes.HasPrefix(b, []byte("P5")) {
		return nil, errPGM
	}
	b = b[2:]
	var n [3]int
	for i := range n {
		var err error
		if n[i], b, err = pgmNumber(b); err != nil {
			return nil, err
		}
	}
	w, h := n[0], n[1]
	if w < 1 || h < 1 || w > mostSide || h > mostSide || n[2] != 255 || len(b) < 1+w*h {
		return nil, errPGM
	}
	return &image.Gray{Pix: b[1 : 1+w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}, nil
}

// pgmNumber reads a number and what stands before it.
func pgmNumber(b []byte) (int, []byte, error) {
	for len(b) > 0 && (b[0] == '#' || b[0] <= ' ') {
		if b[0] == '#' {
			end := bytes.IndexByte(b, '\n')
			if end < 0 {
				return 0, nil, errPGM
			}
			b = b[end:]
		}
		b = b[1:]
	}
	end := 0
	for end < len(b) && end < 6 && b[end] >= '0' && b[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(string(b[:end]))
	if err != nil {
		return 0, nil, errPGM
	}
	return n, b[end:], nil
}
