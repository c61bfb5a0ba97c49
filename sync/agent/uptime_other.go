//go:build !linux && !windows

package agent

import "time"

// machineUptime tells nothing: no clock of this system is known to go on while
// it sleeps, and a wrong one is worse than none.
func machineUptime() (boot string, since time.Duration) { return "", 0 }
