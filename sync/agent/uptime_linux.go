package agent

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// bootID is the kernel's name of this run of the machine. Where it may not be
// read (Android), this run of the program stands for it.
var bootID = sync.OnceValue(func() string {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if id := strings.TrimSpace(string(b)); err == nil && id != "" {
		return id
	}
	return programID()
})

// machineUptime tells how long the machine runs, asleep or awake: Linux's
// CLOCK_BOOTTIME. Go's own monotonic clock stands still while a handheld sleeps.
func machineUptime() (boot string, since time.Duration) {
	var ts unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts) != nil {
		return "", 0
	}
	return bootID(), time.Duration(ts.Nano())
}
