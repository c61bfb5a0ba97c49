package agent

import (
	"time"

	"golang.org/x/sys/windows"
)

// machineUptime tells how long the machine runs, asleep or awake (Windows'
// GetTickCount64), under the name of this run of the program: Windows names no
// run of the machine.
func machineUptime() (boot string, since time.Duration) {
	return programID(), windows.DurationSinceBoot()
}
