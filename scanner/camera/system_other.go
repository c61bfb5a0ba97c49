//go:build !linux

package camera

import (
	"context"
	"errors"
	"runtime"

	"miseban/scanner"
)

// System is the driver of this machine's cameras. On this system there is none
// yet.
func System(scanner.Clock) Driver { return none{} }

type none struct{}

var errSystem = errors.New("no cameras on " + runtime.GOOS + " yet")

// List fails with ReasonUnsupported.
func (none) List() ([]Device, error) { return nil, fail("", scanner.ReasonUnsupported, errSystem) }

// Open fails with ReasonUnsupported.
func (none) Open(_ context.Context, id string) (Camera, error) {
	return nil, fail(id, scanner.ReasonUnsupported, errSystem)
}
