package localdbtest

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// Stopwatch measures one thing done many times, by the clock on the wall and by
// what it cost the processor, in this thread or, with All, in all threads of the
// program: on a machine with other work to do only the second says anything.
type Stopwatch struct {
	All       bool
	wall, cpu []time.Duration
}

// Time does it once.
func (s *Stopwatch) Time(do func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	spent := threadTime
	if s.All {
		spent = programTime
	}
	cpu, start := spent(), time.Now() //nolint:forbidigo // it measures
	do()
	s.wall = append(s.wall, time.Since(start)) //nolint:forbidigo // it measures
	s.cpu = append(s.cpu, spent()-cpu)
}

// Report gives a benchmark its percentiles: p50-µs and p99-µs by the wall,
// cpu-p99-µs by the processor where the system tells.
func (s *Stopwatch) Report(b *testing.B) {
	b.Helper()
	at := func(d []time.Duration, percent int) float64 { return float64(d[len(d)*percent/100].Microseconds()) }
	slices.Sort(s.wall)
	slices.Sort(s.cpu)
	b.ReportMetric(at(s.wall, 50), "p50-µs")
	b.ReportMetric(at(s.wall, 99), "p99-µs")
	if s.cpu[len(s.cpu)-1] > 0 {
		b.ReportMetric(at(s.cpu, 50), "cpu-p50-µs")
		b.ReportMetric(at(s.cpu, 99), "cpu-p99-µs")
	}
}
