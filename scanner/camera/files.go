package camera

import (
	"context"
	"errors"
	"image"
	_ "image/png" // frames may be PNG
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"miseban/scanner"
	"miseban/scanner/decode"
)

// Files plays pictures as if a camera made them: PNG, JPEG and PGM, in the
// order of their names. All should have one size.
type Files struct {
	Clock scanner.Clock
	Rate  float64 // frames a second; 25 if zero
	Once  bool    // the camera is taken away after the last picture
}

// kept is how many decoded pictures are kept in memory; more are read anew each
// time.
const kept = 64

// List knows no folders but the ones it is given.
func (Files) List() ([]Device, error) { return nil, nil }

// Open opens a folder of pictures, or one picture.
func (d Files) Open(ctx context.Context, id string) (Camera, error) {
	info, err := os.Stat(id)
	if err != nil {
		return nil, fail(id, fileReason(err), err)
	}
	paths := []string{id}
	if info.IsDir() {
		entries, err := os.ReadDir(id)
		if err != nil {
			return nil, fail(id, fileReason(err), err)
		}
		paths = paths[:0]
		for _, e := range entries {
			if slices.Contains([]string{".png", ".jpg", ".jpeg", ".pgm"}, strings.ToLower(filepath.Ext(e.Name()))) && !e.IsDir() {
				paths = append(paths, filepath.Join(id, e.Name()))
			}
		}
	}
	if len(paths) == 0 {
		return nil, fail(id, scanner.ReasonAbsent, errors.New("no pictures (.png, .jpg, .pgm) in it"))
	}
	if d.Rate <= 0 {
		d.Rate = wantRate
	}
	r := &roll{driver: d, device: Device{ID: id, Name: filepath.Base(id)}, paths: paths, frames: make([]*Frame, len(paths))}
	for i := range paths { // whoever opens a camera may wait, whoever fetches a frame must not
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := r.load(i)
		if err != nil {
			return nil, fail(id, scanner.ReasonBroken, err)
		}
		if i == 0 {
			r.w, r.h = f.W, f.H
		}
		if i == kept {
			break
		}
	}
	r.start = d.Clock.Now()
	return r, nil
}

func fileReason(err error) scanner.Reason {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return scanner.ReasonAbsent
	case errors.Is(err, fs.ErrPermission):
		return scanner.ReasonPermission
	}
	return scanner.ReasonBroken
}

// roll is pictures being played.
type roll struct {
	driver Files
	device Device
	paths  []string
	frames []*Frame
	w, h   int
	start  time.Time
	count  uint64
}

// load decodes a picture, or returns the one that is kept.
func (r *roll) load(i int) (*Frame, error) {
	if f := r.frames[i]; f != nil {
		return f, nil
	}
	img, err := readPicture(r.paths[i])
	if err != nil {
		return nil, err
	}
	f := FrameOf(img)
	if len(r.paths) <= kept {
		r.frames[i] = &f
	}
	return &f, nil
}

func readPicture(path string) (image.Image, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(path), ".pgm") {
		return decodePGM(b)
	}
	img, err := decodePicture(b)
	if err != nil {
		return nil, &fs.PathError{Op: "decode", Path: path, Err: err}
	}
	return img, nil
}

func (r *roll) Device() Device { return r.device }

func (r *roll) Size() (w, h int) { return r.w, r.h }

// Next waits until the next picture is due. Pictures that were due while
// nobody asked are left out, as a camera does.
func (r *roll) Next(ctx context.Context) (*Frame, error) {
	every := time.Duration(float64(time.Second) / r.driver.Rate)
	now := r.driver.Clock.Now()
	r.count = max(r.count+1, uint64(now.Sub(r.start)/every))
	if wait := r.start.Add(time.Duration(r.count) * every).Sub(now); wait > 0 {
		select {
		case now = <-r.driver.Clock.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := int(r.count - 1)
	if r.driver.Once && n >= len(r.paths) {
		return nil, fail(r.device.ID, scanner.ReasonGone, nil)
	}
	f, err := r.load(n % len(r.paths))
	if err != nil {
		return nil, fail(r.device.ID, scanner.ReasonBroken, err)
	}
	out := &Frame{Luma: decode.Luma{Pix: f.Pix, Stride: f.Stride, W: f.W, H: f.H}, Number: r.count, At: now, color: f.color}
	return out, nil
}

// Controls are none.
func (r *roll) Controls() map[Control]Range { return nil }

// Set fails: pictures can be told nothing.
func (r *roll) Set(c Control, _ int) error {
	return fail(r.device.ID, scanner.ReasonUnsupported, errors.New(c.String()))
}

// Close lets the pictures go.
func (r *roll) Close() error {
	r.frames = nil
	return nil
}
