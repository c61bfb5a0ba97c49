// Package frames draws what a camera sees when a hand holds a code before it:
// gray frames of 1280x720 with a symbol on its label among other print, tilted,
// shaken, out of focus, unevenly lit and noisy. It is there to measure readers
// and to feed tests; the product does not carry it.
//
// A seed says everything. The same seed gives the same frames on the same kind
// of processor (others may round the last bit of a brightness differently), no
// clock is asked, and [Version] says when seeds began to mean something else.
//
// The camera is the one that the readable distances are reckoned for: 65 degrees
// wide, so 1005 pixels of focal length at 1280 pixels; see [Pixels].
package frames

// Version rises when the frames of a seed change: figures of different versions
// must not stand in one table.
const Version = 1

// The size of a frame, in pixels.
const (
	Width  = 1280
	Height = 720
)

// focal is the focal length of the camera in pixels: 640/tan(32.5 degrees).
const focal = 1004.6

// Pixels tells how many pixels wide a module of so many millimetres is at a
// distance in millimetres.
func Pixels(module, distance float64) float64 { return module * focal / distance }

// Distance tells at how many millimetres a module of so many millimetres is so
// many pixels wide.
func Distance(module, pixels float64) float64 { return module * focal / pixels }
