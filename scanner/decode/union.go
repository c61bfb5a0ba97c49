package decode

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
)

// plain is gozxing's own readers of bars: now and then they read what ours do
// not. Only those of symbologies with a check are asked: one line of text looked
// like an NW-7 to them.
type plain struct {
	readers []plainReader
}

type plainReader struct {
	format Format
	reader gozxing.Reader
	hints  map[gozxing.DecodeHintType]any
}

func newPlain(formats Format) plain {
	harder := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_ASSUME_GS1: true,
	}
	var p plain
	for _, r := range []plainReader{
		{EAN13, oned.NewEAN13Reader(), nil},
		{DataBar, rss.NewRSS14Reader(), nil},
		{Code128, oned.NewCode128Reader(), harder},
		{Code93, oned.NewCode93Reader(), harder},
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
		if formats&UPCA != 0 && res.Text[0] == '0' {
			res.Format, res.Text = UPCA, res.Text[1:]
		} else if formats&EAN13 == 0 {
			return res, false
		}
	}
	return res, true
}
