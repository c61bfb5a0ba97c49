package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

// Series is many seeds, one after the other or side by side.
type Series struct {
	Seeds int    // how many
	First uint64 // the first of them
	Jobs  int    // how many at once
	Dir   string // scratch folder; a RAM disk when there is one and it is empty
	Out   io.Writer
	// Enough is by how many seeds a planted fault is found before the next one is
	// planted; 0 runs all seeds on each.
	Enough int
	Races  bool // see Options.Races
}

// ErrFailed says that a seed failed.
var ErrFailed = errors.New("not every seed held")

// each runs the seeds and hands over their results in the order of the seeds;
// it ends early when take returns false.
func (s Series) each(ctx context.Context, m *Mutant, take func(Result) bool) error {
	dir, err := s.scratch()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // scratch
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := max(1, s.Jobs)
	next := make(chan uint64)
	results := make(chan Result, jobs)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for seed := range next {
				results <- Run(ctx, Options{Seed: seed, Dir: dir, Mutant: m, Races: s.Races})
			}
		})
	}
	go func() {
		defer close(results)
		defer wg.Wait()
		defer close(next)
		for i := range s.Seeds {
			select {
			case next <- s.First + uint64(i):
			case <-ctx.Done():
				return
			}
		}
	}()
	early, want, over := map[uint64]Result{}, s.First, false
	for r := range results {
		if ctx.Err() != nil {
			continue // ended from outside, or enough is known
		}
		early[r.Seed] = r
		for r, ok := early[want]; ok && !over; r, ok = early[want] {
			delete(early, want)
			want++
			if !take(r) {
				over = true
				cancel()
			}
		}
	}
	if over {
		return nil
	}
	return ctx.Err()
}

// scratch makes the folder of a series.
func (s Series) scratch() (string, error) {
	dir := s.Dir
	if dir == "" {
		if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
			dir = "/dev/shm"
		}
	}
	return os.MkdirTemp(dir, "miseban-sim-")
}

// Run runs the series and prints what became of it.
func (s Series) Run(ctx context.Context) error {
	t := newTotal()
	began := time.Now() //nolint:forbidigo // how long the machine took
	err := s.each(ctx, nil, func(r Result) bool {
		t.add(r)
		if r.Err != nil {
			fmt.Fprintf(s.Out, "seed %d FAILED: %v\n", r.Seed, r.Err)
		}
		return true
	})
	t.print(s.Out, time.Since(began)) //nolint:forbidigo // as above
	if err == nil && (t.failed > 0 || s.Races && s.Seeds >= enoughForAll && len(t.races.missed()) > 0) {
		err = ErrFailed
	}
	return err
}

// RunOne runs one seed, with its trace when asked for.
func (s Series) RunOne(ctx context.Context, seed uint64, trace bool, mutant string) error {
	dir, err := s.scratch()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // scratch
	o := Options{Seed: seed, Dir: dir, Races: s.Races}
	if trace {
		o.Trace = s.Out
	}
	if mutant != "" {
		if o.Mutant = find(mutant); o.Mutant == nil {
			return fmt.Errorf("no mutant %q", mutant)
		}
	}
	r := Run(ctx, o)
	t := newTotal()
	t.add(r)
	t.print(s.Out, r.Took)
	fmt.Fprintf(s.Out, "trace  %x\n", r.Hash[:8])
	return r.Err
}

// total is what a series came to.
type total struct {
	seeds, failed                        int
	days, commands                       int
	events                               int64
	counts, faults, exceptions, verdicts map[string]int
	races                                races
}

func newTotal() *total {
	return &total{races: races{}, counts: map[string]int{}, faults: map[string]int{}, exceptions: map[string]int{}, verdicts: map[string]int{}}
}

func (t *total) add(r Result) {
	t.seeds++
	if r.Err != nil {
		t.failed++
	}
	t.days += r.Days
	t.commands += r.Commands
	t.events += r.Events
	for race, n := range r.Races {
		t.races[race] += n
	}
	for _, m := range []struct{ to, from map[string]int }{
		{t.counts, r.Counts}, {t.faults, r.Faults}, {t.exceptions, r.Exceptions}, {t.verdicts, r.Verdicts},
	} {
		for k, n := range m.from {
			m.to[k] += n
		}
	}
}

func (t *total) print(w io.Writer, took time.Duration) {
	fmt.Fprintf(w, "seeds      %d of %d days in all, %d FAILED, in %v (%.2f seeds/s)\n", t.seeds, t.days, t.failed,
		took.Round(10*time.Millisecond), float64(t.seeds)/took.Seconds())
	fmt.Fprintf(w, "events     %d, commands of terminals %d\n", t.events, t.commands)
	for _, m := range []struct {
		name string
		of   map[string]int
	}{{"faults", t.faults}, {"verdicts", t.verdicts}, {"inbox", t.exceptions}, {"and", t.counts}} {
		all := 0
		for _, n := range m.of {
			all += n
		}
		if m.name == "and" {
			fmt.Fprintf(w, "%s\n", m.name)
		} else {
			fmt.Fprintf(w, "%-10s %d\n", m.name, all)
		}
		for _, k := range sorted(m.of) {
			fmt.Fprintf(w, "  %8d %s\n", m.of[k], k)
		}
	}
	t.races.tell(w)
}

// sorted returns the keys, the most frequent first.
func sorted(m map[string]int) []string {
	list := keys(m)
	slices.SortStableFunc(list, func(a, b string) int { return m[b] - m[a] })
	return list
}

// find returns the mutant with the name, or nil.
func find(name string) *Mutant {
	for _, m := range Mutants() {
		if m.Name == name {
			return &m
		}
	}
	return nil
}

// RunMutants plants every fault, or the named one, and prints after how many
// seeds it is found and by how many. One that no seed finds is an error.
func (s Series) RunMutants(ctx context.Context, only string) error {
	alive := 0
	for _, m := range Mutants() {
		if only != "" && m.Name != only {
			continue
		}
		caught, first, why := 0, 0, ""
		n := 0
		err := s.each(ctx, &m, func(r Result) bool {
			if n++; r.Err != nil {
				if caught++; caught == 1 {
					first, why = n, r.Err.Error()
				}
			}
			return s.Enough == 0 || caught < s.Enough
		})
		if err != nil {
			return err
		}
		if len(why) > 160 {
			why = why[:160] + "…"
		}
		if caught == 0 {
			alive++
			fmt.Fprintf(s.Out, "%-22s SURVIVED %d seeds: %s\n", m.Name, n, m.Says)
			continue
		}
		fmt.Fprintf(s.Out, "%-22s caught by %d of %d seeds, the %d. was the first: %s\n%24s%s\n", m.Name, caught, n, first, m.Says, "", why)
	}
	if alive > 0 {
		return fmt.Errorf("%d mutants survived", alive)
	}
	return nil
}
