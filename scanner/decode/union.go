package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
)

// plain is gozxing's own readers of bars: now and then they read what ours do
// not. Those of symbologies with a check are asked as they come. NW-7, like which
// one line of text looked to it, is asked row by row, and several must agree.
type plain struct {
	readers []plainReader
	rows13  oned.RowDecoder // nil where no EAN-13 is looked for
}

type plainReader struct {
	format Format
	reader gozxing.Reader
	hints  map[gozxing.DecodeHintType]any
	rows   oned.RowDecoder // asked row by row, instead of the reader; may be nil
}

func newPlain(formats Format) plain {
	harder := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_ASSUME_GS1: true,
	}
	framed := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_RETURN_CODABAR_START_END: true}
	var p plain
	if formats&(EAN13|UPCA) != 0 {
		p.rows13 = oned.NewEAN13Reader().(oned.RowDecoder)
	}
	for _, r := range []plainReader{
		{EAN13, oned.NewEAN13Reader(), nil, nil},
		{DataBar, rss.NewRSS14Reader(), nil, nil},
		{Code128, oned.NewCode128Reader(), harder, nil},
		{Code93, oned.NewCode93Reader(), harder, nil},
		{Codabar, nil, framed, oned.NewCodaBarReader().(oned.RowDecoder)},
	} {
		want := r.format
		if want == EAN13 {
			want |= UPCA
		}
		if formats&want != 0 {
			p.readers = append(p.readers, r)
		}
	}
	return p
}

// The rows that first looks at: so many, through the middle, a part of the height
// apart. They are those that gozxing's reader looks at by itself.
const (
	firstRows = 15
	firstPart = 32
)

// first looks for an EAN-13 in a few rows through the middle, before the picture
// is searched in all directions: one close to it must say the same. It takes a
// tenth of what a search does.
func (p *plain) first(img Luma, formats Format) []Result {
	if p.rows13 == nil {
		return nil
	}
	src := source{Luma: img}
	bmp, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(&src))
	if err != nil {
		return nil
	}
	var row *gozxing.BitArray
	res, text := Result{Format: EAN13}, ""
	for k := range firstRows {
		y := img.H/2 + (k+1)/2*(1-k%2*2)*max(1, img.H/firstPart)
		if y < 0 || y >= img.H {
			continue
		}
		if row, res.Text = rowText(bmp, p.rows13, y, row); res.Text == "" {
			continue
		}
		for _, d := range [...]int{3, -3, 6, -6, 9, -9} {
			if y+d < 0 || y+d >= img.H {
				continue
			}
			if row, text = rowText(bmp, p.rows13, y+d, row); text == res.Text && res.allowed(formats) {
				res.X, res.Y, res.Lines = float64(img.W)/2, float64(y), 2
				return []Result{res}
			}
		}
	}
	return nil
}

// rowText is what a row says, read either way along; "" for nothing.
func rowText(bmp *gozxing.BinaryBitmap, by oned.RowDecoder, y int, row *gozxing.BitArray) (_ *gozxing.BitArray, text string) {
	defer func() {
		if recover() != nil { // gozxing is not trusted to survive every picture
			text = ""
		}
	}()
	row, err := bmp.GetBlackRow(y, row)
	if err != nil {
		return nil, "" // without contrast
	}
	for range 2 {
		if got, err := by.DecodeRow(y, row, nil); err == nil {
			return row, got.GetText()
		}
		row.Reverse()
	}
	return row, ""
}

// allowed tells whether an EAN-13 is wanted, and makes a UPC-A of it where that
// is what it is called.
func (r *Result) allowed(formats Format) bool {
	if formats&UPCA != 0 && r.Text[0] == '0' {
		r.Format, r.Text = UPCA, r.Text[1:]
		return true
	}
	return formats&EAN13 != 0
}

// read asks one reader after the other until one reads a code.
func (p *plain) read(img Luma, formats Format) []Result {
	src := source{Luma: img}
	bmp, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(&src))
	if err != nil {
		return nil
	}
	for _, r := range p.readers {
		if res, ok := r.one(bmp, formats); ok {
			return []Result{res}
		}
	}
	return nil
}

func (r *plainReader) one(bmp *gozxing.BinaryBitmap, formats Format) (res Result, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	if r.rows != nil {
		return r.agreed(bmp)
	}
	r.reader.Reset()
	got, err := r.reader.Decode(bmp, r.hints)
	if err != nil || got.GetText() == "" {
		return res, false
	}
	res = Result{Format: r.format, Text: got.GetText(), Lines: 1}
	for _, at := range got.GetResultPoints() {
		if at != nil {
			res.X += at.GetX() / float64(len(got.GetResultPoints()))
			res.Y += at.GetY() / float64(len(got.GetResultPoints()))
		}
	}
	switch r.format { //nolint:exhaustive // the others stay as they are
	case Code128:
		res.Text, res.GS1 = gs1Text(res.Text)
	case DataBar:
		res.GS1 = true
	case EAN13:
		return res, res.allowed(formats)
	}
	return res, true
}

// plainLeast is how many characters a code has at the least that rows agree on,
// start and stop among them.
const plainLeast = 8

// agreed asks the decoder of rows, both ways along each. A code that noise
// leaves whole in a few rows counts when as many say the same as lines must, and
// none says anything else.
func (r *plainReader) agreed(bmp *gozxing.BinaryBitmap) (res Result, ok bool) {
	var row *gozxing.BitArray
	for y := range bmp.GetHeight() {
		var err error
		if row, err = bmp.GetBlackRow(y, row); err != nil {
			continue // without contrast
		}
		got, err := r.rows.DecodeRow(y, row, r.hints)
		if err != nil {
			row.Reverse()
			if got, err = r.rows.DecodeRow(y, row, r.hints); err != nil {
				continue
			}
		}
		switch text := got.GetText(); {
		case res.Lines == 0:
			res = Result{Format: r.format, Text: text, X: float64(bmp.GetWidth()) / 2, Y: float64(y)}
		case res.Text != text:
			return Result{}, false
		}
		res.Lines++
	}
	return res, res.Lines >= need(r.format) && len(res.Text) >= plainLeast
}
