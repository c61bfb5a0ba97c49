//go:build !linux

package localdbtest

import "time"

// threadTime and programTime are not told by this system.
func threadTime() time.Duration  { return 0 }
func programTime() time.Duration { return 0 }
