package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"miseban/sync/hubserve"
)

// process is a hub process that the run started.
type process struct {
	name, addr, bin, data string
	debug                 string // where it profiles itself, empty: nowhere
	args                  []string
	out                   io.Writer

	mu   sync.Mutex
	cmd  *exec.Cmd
	used time.Duration // of processor time, by those that were killed
	rss  int64
}

// healthyWithin is how long a hub may take to answer after its start.
const healthyWithin = 30 * time.Second

// start runs the process until it answers.
func (p *process) start(ctx context.Context) error {
	cmd := exec.Command(p.bin, p.args...) //nolint:gosec,noctx // the hub's own program; it outlives ctx until stop
	cmd.Stderr = p.out
	if p.debug != "" {
		cmd.Env = append(os.Environ(), "MISEBAN_PROFILE="+p.debug)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.mu.Lock()
	p.cmd = cmd
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, healthyWithin)
	defer cancel()
	for {
		err := hubserve.Healthy(ctx, p.data)
		if err == nil {
			return nil
		}
		if !pause(ctx, 50*time.Millisecond) {
			return fmt.Errorf("load: %s does not answer: %w", p.name, err)
		}
	}
}

// kill ends the process as a power cut would.
func (p *process) kill() error {
	p.measure()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used += cpuTime(p.cmd.Process.Pid)
	return errors.Join(p.cmd.Process.Kill(), ignoreExit(p.cmd.Wait()))
}

// stop ends it in order.
func (p *process) stop() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return nil
	}
	return errors.Join(p.cmd.Process.Signal(os.Interrupt), ignoreExit(p.cmd.Wait()))
}

// ignoreExit drops that a process ended with a code or by a signal.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// measure keeps the most memory that the process had.
func (p *process) measure() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil && p.cmd.ProcessState == nil {
		p.rss = max(p.rss, resident(p.cmd.Process.Pid))
	}
}

// cpu is the processor time of the process so far.
func (p *process) cpu() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return p.used
	}
	return p.used + cpuTime(p.cmd.Process.Pid)
}

// tick is the unit of /proc/PID/stat: USER_HZ, 100 on every Linux of today.
const tick = 10 * time.Millisecond

// cpuTime reads user and system time from /proc (proc_pid_stat(5)); 0 where
// there is none.
func cpuTime(pid int) time.Duration {
	f := stat(pid)
	return time.Duration(f[13]+f[14]) * tick
}

// resident reads VmRSS, in bytes.
func resident(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	kB, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
	return kB << 10
}

// loadAverage reads the machine's load over the last minute, 0 where it is not
// told.
func loadAverage() float64 {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	f, _ := strconv.ParseFloat(strings.Fields(string(b) + " 0")[0], 64)
	return f
}

// pause waits and tells whether ctx still runs.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
