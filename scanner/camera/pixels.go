package camera

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"

	"miseban/scanner/decode"
)

// pixels is how a driver lays a picture out.
type pixels uint8

// The layouts, as Video4Linux2 names them (kernel documentation, "Image
// Formats"); the best come first.
const (
	nv12  pixels = iota + 1 // brightness, then Cb and Cr in turn for 2x2
	nv21                    // the same with Cr first
	yu12                    // brightness, then all Cb, then all Cr, each for 2x2
	yv12                    // the same with Cr first
	grey                    // brightness alone
	yuyv                    // Y Cb Y Cr in turn
	uyvy                    // Cb Y Cr Y in turn
	mjpeg                   // each frame a JPEG picture
)

// fourcc is the code of a layout: four characters, the first one lowest.
func fourcc(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

var layouts = map[pixels]uint32{
	nv12: fourcc("NV12"), nv21: fourcc("NV21"), yu12: fourcc("YU12"), yv12: fourcc("YV12"), grey: fourcc("GREY"),
	yuyv: fourcc("YUYV"), uyvy: fourcc("UYVY"), mjpeg: fourcc("MJPG"),
}

// layoutOf is the layout with a code, 0 for one that we do not read.
func layoutOf(code uint32) pixels {
	if code == fourcc("JPEG") {
		return mjpeg
	}
	for p, c := range layouts {
		if c == code {
			return p
		}
	}
	return 0
}

// errShort is a frame with less in it than its size needs: the rest was lost on
// the way.
var errShort = errors.New("frame is cut off")

// view looks at the driver's bytes as a frame of w by h. Only yuyv, uyvy and
// mjpeg need room of their own for the brightness, which is taken from spare.
func (p pixels) view(b []byte, w, h int, spare []byte) (f Frame, room []byte, err error) {
	stride, room := w, spare
	switch p {
	case nv12, nv21, yu12, yv12:
		// Drivers may pad rows; what they send tells by how much.
		if s := len(b) * 2 / (3 * h); s > w && s*h*3/2 == len(b) {
			stride = s
		}
		if len(b) < stride*h*3/2 {
			return f, room, errShort
		}
		f.color = planes(p, b[stride*h:], stride, h)
		f.Luma = decode.Luma{Pix: b[:stride*h], Stride: stride, W: w, H: h}
	case grey:
		if s := len(b) / h; s > w && s*h == len(b) {
			stride = s
		}
		if len(b) < stride*h {
			return f, room, errShort
		}
		f.Luma = decode.Luma{Pix: b[:stride*h], Stride: stride, W: w, H: h}
	case yuyv, uyvy:
		stride = 2 * w
		if s := len(b) / h; s > stride && s*h == len(b) {
			stride = s
		}
		if len(b) < stride*h {
			return f, room, errShort
		}
		room = grown(room, w*h)
		first := 0
		f.color = chroma{cb: b[1:], cr: b[3:], step: 4, stride: stride, right: 1, limitedToVideo: true}
		if p == uyvy {
			first = 1
			f.color.cb, f.color.cr = b, b[2:]
		}
		for y := range h {
			everySecond(room[y*w:][:w], b[y*stride:][:2*w], first)
		}
		f.Luma = decode.Luma{Pix: room, Stride: w, W: w, H: h}
	case mjpeg:
		img, err := decodeJPEG(b)
		if err != nil {
			return f, room, err
		}
		f = FrameOf(img)
	}
	return f, room, nil
}

// planes is where the colour lies behind the brightness.
func planes(p pixels, b []byte, stride, h int) chroma {
	c := chroma{right: 1, down: 1, limitedToVideo: true}
	switch p { //nolint:exhaustive // those with planes
	case nv12:
		c.cb, c.cr, c.step, c.stride = b, b[1:], 2, stride
	case nv21:
		c.cb, c.cr, c.step, c.stride = b[1:], b, 2, stride
	case yu12:
		c.cb, c.cr, c.step, c.stride = b, b[stride/2*(h/2):], 1, stride/2
	case yv12:
		c.cb, c.cr, c.step, c.stride = b[stride/2*(h/2):], b, 1, stride/2
	}
	return c
}

// everySecond copies src[first], src[first+2] and so on.
func everySecond(dst, src []byte, first int) {
	src = src[first:]
	for i := range dst {
		dst[i] = src[2*i]
	}
}

func grown(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// FrameOf is a decoded picture as a frame; a gray one is not copied.
func FrameOf(img image.Image) Frame {
	f := Frame{Luma: decode.FromImage(img)}
	switch m := img.(type) {
	case *image.Gray:
	case *image.YCbCr:
		at := m.COffset(m.Rect.Min.X, m.Rect.Min.Y)
		f.color = chroma{cb: m.Cb[at:], cr: m.Cr[at:], step: 1, stride: m.CStride}
		switch m.SubsampleRatio {
		case image.YCbCrSubsampleRatio422:
			f.color.right = 1
		case image.YCbCrSubsampleRatio420:
			f.color.right, f.color.down = 1, 1
		case image.YCbCrSubsampleRatio440:
			f.color.down = 1
		case image.YCbCrSubsampleRatio411:
			f.color.right = 2
		case image.YCbCrSubsampleRatio410:
			f.color.right, f.color.down = 2, 1
		case image.YCbCrSubsampleRatio444:
		}
	default:
		f.color = sampled(img, f.W, f.H)
	}
	return f
}

// sampled takes the colour of every second pixel of every second row.
func sampled(img image.Image, w, h int) chroma {
	cw, ch := (w+1)/2, (h+1)/2
	c := chroma{cb: make([]byte, cw*ch), cr: make([]byte, cw*ch), step: 1, stride: cw, right: 1, down: 1}
	at := img.Bounds().Min
	for y := range ch {
		for x := range cw {
			r, g, b, _ := img.At(at.X+2*x, at.Y+2*y).RGBA()
			r, g, b = r>>8, g>>8, b>>8
			c.cb[y*cw+x] = level(128<<16 - 11059*int32(r) - 21709*int32(g) + 32768*int32(b))
			c.cr[y*cw+x] = level(128<<16 + 32768*int32(r) - 27439*int32(g) - 5329*int32(b))
		}
	}
	return c
}

// decodeJPEG decodes a frame of Motion JPEG. Cameras leave the Huffman tables
// out, since they are always the ones of the standard.
func decodeJPEG(b []byte) (image.Image, error) {
	if scan := bytes.Index(b, []byte{0xff, 0xda}); scan >= 0 && !bytes.Contains(b[:scan], []byte{0xff, 0xc4}) {
		whole := make([]byte, 0, len(b)+len(standardTables))
		whole = append(append(append(whole, b[:scan]...), standardTables...), b[scan:]...)
		b = whole
	}
	return jpeg.Decode(bytes.NewReader(b))
}
