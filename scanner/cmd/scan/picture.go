package main

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // pictures as they come
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// maxBytes is how much memory a decoded picture may take: 64 million pixels in
// color, more than a camera of a telephone makes. A small file may claim to be
// far more.
const maxBytes = 256 << 20

var (
	errFolder = errors.New("is a folder, not a picture")
	errEmpty  = errors.New("has no pixels")
)

// load reads a picture from a file.
func load(path string) (image.Image, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errFolder
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readPicture(file)
}

// readPicture decodes a picture after a look at how large it claims to be.
func readPicture(file io.ReadSeeker) (image.Image, error) {
	head, _, err := image.DecodeConfig(bufio.NewReader(file))
	if err != nil {
		return nil, err
	}
	if head.Width < 1 || head.Height < 1 {
		return nil, errEmpty
	}
	if int64(head.Width)*int64(head.Height) > maxBytes/bytesPerPixel(head.ColorModel) {
		return nil, fmt.Errorf("%d x %d pixels are too many", head.Width, head.Height)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(bufio.NewReader(file))
	return img, err
}

// bytesPerPixel is what a pixel of the model takes.
func bytesPerPixel(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}
