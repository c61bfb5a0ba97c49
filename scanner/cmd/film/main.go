// Command film draws what a camera sees when a hand holds codes before it, one
// after the other, as a folder of frames: for a terminal without a camera, which
// plays it with -camera DIR, and for tests by hand.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"

	"miseban/scanner/frames"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "film:", err)
		os.Exit(1)
	}
}

// What the film is made of; 25 frames are a second.
const (
	shown  = 40 // frames of each code
	pause  = 20 // frames with none behind it
	width  = 640
	height = 360
)

func run(args []string, errs io.Writer) error {
	f := flag.NewFlagSet("film", flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() {
		fmt.Fprintln(errs, "usage: film -out DIR CODE...\n\n8 and 13 digits are drawn as JAN, anything else as QR.")
		f.PrintDefaults()
	}
	out := f.String("out", "", "folder for the frames")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *out == "" || f.NArg() == 0 {
		f.Usage()
		return errors.New("say where to, and which codes")
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	cam := frames.NewCamera(width, height)
	var img *image.Gray
	no := 0
	for seed, text := range f.Args() {
		scene, err := sceneOf(text, uint64(seed))
		if err != nil {
			return err
		}
		for i := range shown + pause {
			s := scene
			if i >= shown {
				s = frames.NewScene(frames.Symbol{}, frames.Print{}, uint64(seed))
			}
			img = cam.Shoot(s, hand(i), img)
			if err := write(filepath.Join(*out, fmt.Sprintf("%05d.pgm", no)), img); err != nil {
				return err
			}
			no++
		}
	}
	return nil
}

// sceneOf is a code on its label.
func sceneOf(text string, seed uint64) (*frames.Scene, error) {
	kind, module := frames.QR, 4.0
	switch len(text) {
	case 13:
		kind, module = frames.JAN13, 2.2
	case 8:
		kind, module = frames.JAN8, 2.6
	}
	s, err := frames.Encode(kind, text)
	if err != nil && kind != frames.QR {
		kind, module = frames.QR, 4
		s, err = frames.Encode(kind, text)
	}
	return frames.NewScene(s, frames.Print{Module: module, Degrees: 4, Ink: 45, Paper: 225}, seed), err
}

// hand is how a hand holds it: it comes in, sways and tilts.
func hand(frame int) frames.View {
	at := float64(frame) / 25
	in := math.Max(0, 1-at*2.5)
	return frames.View{
		X: 180*in + 8*math.Sin(2.1*at), Y: 6 * math.Sin(3.3*at+1), Roll: 3 * math.Sin(1.7*at), Tilt: 6, Toward: 40 * at,
		Motion: 14 * in, Defocus: 0.3 + in, Light: 0.25, From: 210, Gain: 1, Gamma: 1, Noise: 2, Seed: uint64(frame),
	}
}

// write writes a frame as PGM.
func write(path string, img *image.Gray) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	fmt.Fprintf(w, "P5\n%d %d\n255\n", img.Rect.Dx(), img.Rect.Dy())
	for y := range img.Rect.Dy() {
		w.Write(img.Pix[y*img.Stride:][:img.Rect.Dx()]) //nolint:errcheck // Flush tells
	}
	return errors.Join(w.Flush(), file.Close())
}
