// Command miseban-sim lets chains of shops work in virtual time while
// everything goes wrong that can, and holds their books against what really
// happened. See package simulate.
//
//	miseban-sim -seeds 1000 [-first S] [-j N]   many seeds, and what became of them
//	miseban-sim -seed S -trace                  one seed, line by line
//	miseban-sim -races -seeds 1000              anything said of any order: docs/races.md, cell by cell
//	miseban-sim -mutants [-seeds N]             which planted faults are found
//	miseban-sim load -terminals N -stores M …   thousands of terminals on real hubs, see package load
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"

	"miseban/sync/internal/load"
	"miseban/sync/internal/simulate"
)

func main() {
	debug.SetGCPercent(400) // much is made and thrown away
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "miseban-sim:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "load" {
		return put(ctx, args[1:])
	}
	f := flag.NewFlagSet("miseban-sim", flag.ContinueOnError)
	series := simulate.Series{Out: os.Stdout}
	profile := f.String("profile", "", "write a CPU profile to this `file`")
	f.IntVar(&series.Seeds, "seeds", 100, "how many seeds")
	f.Uint64Var(&series.First, "first", 1, "the first seed")
	f.IntVar(&series.Jobs, "j", runtime.NumCPU(), "how many seeds at once")
	f.StringVar(&series.Dir, "dir", "", "scratch `folder`, best on a RAM disk (/dev/shm when there is one)")
	seed := f.Uint64("seed", 0, "one `seed` alone")
	f.BoolVar(&series.Races, "races", false, "let anything be said of any order, see docs/races.md")
	trace := f.Bool("trace", false, "print what happens, line by line")
	mutants := f.Bool("mutants", false, "plant faults and see that each is found")
	f.IntVar(&series.Enough, "enough", 3, "plant the next fault when this many seeds have found one; 0: all seeds")
	mutant := f.String("mutant", "", "plant this `fault` alone")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		p, err := os.Create(*profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(p); err != nil {
			return err
		}
		defer func() { pprof.StopCPUProfile(); _ = p.Close() }() // only a measurement
	}
	switch {
	case *mutants:
		return series.RunMutants(ctx, *mutant)
	case *trace && *seed == 0 && series.Seeds == 1:
		return series.RunOne(ctx, series.First, true, *mutant)
	case *seed > 0:
		return series.RunOne(ctx, *seed, *trace, *mutant)
	}
	return series.Run(ctx)
}

// put runs miseban-sim load.
func put(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("miseban-sim load", flag.ContinueOnError)
	o := load.Flags(f)
	if err := f.Parse(args); err != nil {
		return err
	}
	_, err := load.Run(ctx, *o, os.Stdout)
	return err
}
