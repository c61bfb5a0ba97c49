package photo

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation returns how the camera was held as a JPEG's Exif data tells it: 1 to 8
// as TIFF 6.0 has it for its tag 274, and 1 where nothing is told.
func orientation(data []byte) int {
	exif := exifOf(data)
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(exif[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	n := int64(order.Uint16(exif[at:]))
	const entry, tag, short = 12, 274, 3
	for i := range n {
		from := at + 2 + i*entry
		if from+entry > int64(len(exif)) {
			return 1
		}
		e := exif[from : from+entry]
		if order.Uint16(e) != tag {
			continue
		}
		if v := int(order.Uint16(e[8:])); order.Uint16(e[2:]) == short && v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}

// exifOf returns the Exif data of a JPEG, from its TIFF header on, or nil.
func exifOf(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		return nil
	}
	data = data[2:]
	const app1, scan, end = 0xe1, 0xda, 0xd9
	for len(data) >= 4 && data[0] == 0xff {
		marker, n := data[1], int(binary.BigEndian.Uint16(data[2:]))
		if marker == 0xff { // filling
			data = data[1:]
			continue
		}
		if marker == scan || marker == end || n < 2 || 2+n > len(data) {
			return nil
		}
		if exif, ok := bytes.CutPrefix(data[4:2+n], []byte("Exif\x00\x00")); ok && marker == app1 {
			return exif
		}
		data = data[2+n:]
	}
	return nil
}

// turned returns the picture upright.
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 {
		return img
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			var fx, fy int // from where in img
			switch orientation {
			case 2:
				fx, fy = w-1-x, y
			case 3:
				fx, fy = w-1-x, h-1-y
			case 4:
				fx, fy = x, h-1-y
			case 5:
				fx, fy = y, x
			case 6:
				fx, fy = y, h-1-x
			case 7:
				fx, fy = w-1-y, h-1-x
			case 8:
				fx, fy = w-1-y, x
			}
			out.SetRGBA(x, y, img.RGBAAt(fx, fy))
		}
	}
	return out
}
