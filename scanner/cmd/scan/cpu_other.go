//go:build !linux && !darwin && !freebsd

package main

import "time"

// cpu is not known here: times are shown as 0.
func cpu() time.Duration { return 0 }
