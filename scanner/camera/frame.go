package camera

import (
	"image"
	"time"

	"miseban/scanner/decode"
)

// Frame is one picture of a camera.
type Frame struct {
	// Luma is the brightness, where it can be as it lies in the driver's memory.
	decode.Luma
	// Number counts the camera's frames from 1; a gap is frames that nobody
	// fetched in time.
	Number uint64
	// At is when the frame arrived.
	At time.Time

	color chroma
	free  func()
}

// Release gives the frame's memory back. The frame must not be used afterwards;
// calling it twice is harmless.
func (f *Frame) Release() {
	if f.free != nil {
		free := f.free
		f.free = nil
		free()
	}
}

// chroma is where the colour of a frame lies: a sample for a block of pixels.
// Without samples the frame is gray.
type chroma struct {
	cb, cr         []byte
	step, stride   int  // bytes from one sample to the next, and to the next row
	right, down    uint // a sample is for 1<<right by 1<<down pixels
	limitedToVideo bool // brightness runs from 16 to 235 (ITU-R BT.601), not from 0 to 255
}

// Cover is the part of a frame, in its middle, that fills a view of w by h.
// closer is how many times larger it is shown: 1 fills the view just so.
func Cover(frame image.Point, w, h int, closer float64) image.Rectangle {
	if w <= 0 || h <= 0 {
		return image.Rectangle{Max: frame}
	}
	size := frame
	if frame.X*h > frame.Y*w {
		size.X = frame.Y * w / h
	} else {
		size.Y = frame.X * h / w
	}
	if closer > 1 {
		size.X, size.Y = int(float64(size.X)/closer), int(float64(size.Y)/closer)
	}
	size.X, size.Y = max(1, size.X), max(1, size.Y)
	at := frame.Sub(size).Div(2)
	return image.Rectangle{at, at.Add(size)}
}

// crop is the brightness of a part of the frame, where it lies.
func (f *Frame) crop(part image.Rectangle) decode.Luma {
	part = part.Intersect(image.Rect(0, 0, f.W, f.H))
	if part.Empty() {
		return f.Luma
	}
	return decode.Luma{Pix: f.Pix[part.Min.Y*f.Stride+part.Min.X:], Stride: f.Stride, W: part.Dx(), H: part.Dy()}
}

// Paint draws a part of the frame over all of dst, in colour where the camera
// has any. It allocates nothing: whoever shows a camera keeps one or two
// pictures and paints them again and again.
func (f *Frame) Paint(dst *image.RGBA, part image.Rectangle) {
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	part = part.Intersect(image.Rect(0, 0, f.W, f.H))
	if w == 0 || h == 0 || part.Empty() {
		return
	}
	// Places in the frame in 16.16 fixed point, at the middle of a pixel of dst.
	stepX, stepY := part.Dx()<<16/w, part.Dy()<<16/h
	for y := range h {
		sy := part.Min.Y + (y*stepY+stepY/2)>>16
		row := dst.Pix[y*dst.Stride:][:4*w]
		luma := f.Pix[sy*f.Stride:][:f.W]
		if len(f.color.cb) == 0 {
			paintGray(row, luma, part.Min.X<<16+stepX/2, stepX)
		} else {
			f.color.paint(row, luma, sy, part.Min.X<<16+stepX/2, stepX)
		}
	}
}

func paintGray(row, luma []byte, x, step int) {
	for i := 0; i < len(row); i += 4 {
		v := luma[x>>16]
		row[i], row[i+1], row[i+2], row[i+3] = v, v, v, 255
		x += step
	}
}

// paint converts a row, with the weights of ITU-R BT.601 in 16.16 fixed point.
func (c *chroma) paint(row, luma []byte, sy, x, step int) {
	base := sy >> c.down * c.stride
	for i := 0; i < len(row); i += 4 {
		sx := x >> 16
		at := base + sx>>c.right*c.step
		y := int32(luma[sx]) << 16
		if c.limitedToVideo {
			y = (int32(luma[sx]) - 16) * 76309
		}
		cb, cr := int32(c.cb[at])-128, int32(c.cr[at])-128
		row[i] = level(y + 91881*cr)
		row[i+1] = level(y - 22554*cb - 46802*cr)
		row[i+2] = level(y + 116130*cb)
		row[i+3] = 255
		x += step
	}
}

// level brings a 16.16 value between black and white.
func level(v int32) byte {
	v = (v + 1<<15) >> 16
	return byte(max(0, min(255, v)))
}
