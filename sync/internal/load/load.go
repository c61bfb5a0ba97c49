// Package load puts a chain's worth of terminals on real hub processes, over
// TLS as terminals speak it, and measures what staff would feel: how long a
// verdict takes, how soon a neighbour sees the change, and whether anything
// that was acknowledged is missing at the end.
package load

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"miseban/app/retail"
)

// Options says what load is put on which hub.
type Options struct {
	Terminals int           // in all
	Stores    int           // they are spread over
	Rate      float64       // commands a second of all of them
	For       time.Duration // how long commands are sent

	Spawn bool   // start hub processes of Bin; they end with the run
	Hubs  int    // how many, on one PostgreSQL; 1 on SQLite
	DB    string // postgres://…, "" for SQLite
	Bin   string // path of miseban-hub
	Kill  bool   // kill each hub process once, hard, and start it again

	Profile string // folder for CPU profiles of the hubs that were started and of the load, none when empty

	Hub  string // https://host:port of a hub that runs already, beside whose data folder this is called
	Data string // that folder; with Spawn where the hubs' folders are made, a temporary one when empty

	Clock retail.Clock // the machine's when nil
}

// Flags adds the options to a flag set and returns what they fill.
func Flags(f *flag.FlagSet) *Options {
	o := &Options{}
	f.IntVar(&o.Terminals, "terminals", 500, "terminals in all")
	f.IntVar(&o.Stores, "stores", 50, "stores that they are spread over")
	f.Float64Var(&o.Rate, "rate", 25, "commands a second of all terminals together")
	f.DurationVar(&o.For, "for", 20*time.Second, "how long commands are sent")
	f.BoolVar(&o.Spawn, "spawn", false, "start hub processes and end them with the run")
	f.IntVar(&o.Hubs, "hubs", 1, "with -spawn and -db: how many hub processes on one PostgreSQL")
	f.StringVar(&o.DB, "db", "", "with -spawn: postgres://… of an empty database (default: SQLite)")
	f.StringVar(&o.Bin, "bin", "miseban-hub", "with -spawn: the hub's program")
	f.BoolVar(&o.Kill, "kill", false, "with -spawn: kill each hub process once, hard, and start it again")
	f.StringVar(&o.Profile, "profile", "", "with -spawn: write CPU profiles of each hub and of the load to this `folder`")
	f.StringVar(&o.Hub, "hub", "", "https://host:port of a hub that runs already")
	f.StringVar(&o.Data, "data", "", "data folder of that hub; with -spawn where to put the hubs' folders")
	return o
}

// check tells what is wrong with the options.
func (o *Options) check() error {
	switch {
	case o.Terminals < 1 || o.Stores < 1 || o.Stores > o.Terminals || o.Terminals > 60_000:
		return errors.New("load: between 1 and 60,000 terminals, at the most one store for each")
	case o.Rate <= 0 || o.For <= 0:
		return errors.New("load: -rate and -for must be above zero")
	case o.Spawn == (o.Hub != ""):
		return errors.New("load: either -spawn or -hub")
	case o.Hub != "" && o.Data == "":
		return errors.New("load: -hub needs -data, the hub's folder: terminals are enrolled and books are read there")
	case o.Kill && !o.Spawn:
		return errors.New("load: -kill needs -spawn")
	case o.Profile != "" && !o.Spawn:
		return errors.New("load: -profile needs -spawn")
	}
	if o.DB == "" {
		o.Hubs = 1
	}
	o.Hubs = max(o.Hubs, 1)
	if o.Clock == nil {
		o.Clock = retail.ClockFunc(time.Now) //nolint:forbidigo // the machine's, where no other is given
	}
	return nil
}

// Report is what came out.
type Report struct {
	Terminals, Stores, Connected int // Connected: with an open event stream when the commands began

	Sent, Acked int
	Lost        int // acknowledged, and not in the hub's log
	Double      int // in the log more than once, or judged under two verdicts
	Sound       bool
	Failed      int // requests that had to be sent again

	Ack    Spread // from the tap to the verdict
	Seen   Spread // from the tap until a neighbour has taken the change in
	Unseen int    // changes that a neighbour never took in

	Hubs   []Process
	Others []Process     // the database, where it runs on this machine, and the load itself
	Enrol  time.Duration // for all terminals
	Settle time.Duration // from the first connection to the last
	Load   [2]float64    // of the machine over the last minute, before and after
}

// Spread is how long something took.
type Spread struct {
	N                  int
	P50, P90, P99, Max time.Duration
}

// Process is what a hub process used while commands were sent.
type Process struct {
	Name  string
	RSS   int64         // bytes, the most; 0 where it is not known
	Cores float64       // processors, on average
	CPU   time.Duration // of processor, user and system
}

// Run puts the load on and tells how it went on, line by line, to out. The
// report is whole when the error is nil; what it says may still be bad.
func Run(ctx context.Context, o Options, out io.Writer) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	if o.Spawn && o.Data == "" {
		dir, err := os.MkdirTemp("", "miseban-load-")
		if err != nil {
			return Report{}, err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.Data = dir
	}
	r := &run{Options: o, out: out}
	r.report.Terminals, r.report.Stores = o.Terminals, o.Stores
	r.report.Load[0] = loadAverage()
	err := r.all(ctx)
	r.report.Load[1] = loadAverage()
	if err == nil {
		r.report.write(out)
	}
	return r.report, err
}

func (r *run) say(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }

// write tells the figures.
func (r Report) write(out io.Writer) {
	fmt.Fprintf(out, "terminals %d, stores %d, connected %d (enrolled in %v, connected in %v)\n",
		r.Terminals, r.Stores, r.Connected, r.Enrol.Round(time.Millisecond), r.Settle.Round(time.Millisecond))
	fmt.Fprintf(out, "commands  sent %d, acknowledged %d, lost %d, double %d, sent again %d, books sound %v\n",
		r.Sent, r.Acked, r.Lost, r.Double, r.Failed, r.Sound)
	fmt.Fprintf(out, "ack       %v\nseen by   %v, never %d\n", r.Ack, r.Seen, r.Unseen)
	for _, p := range slices.Concat(r.Hubs, r.Others) {
		fmt.Fprintf(out, "%-9s RSS %d MB, %.2f cores, %.2f s of processor for 1,000 commands\n",
			p.Name, p.RSS>>20, p.Cores, p.CPU.Seconds()*1000/float64(max(1, r.Acked)))
	}
	fmt.Fprintf(out, "machine   load %.2f before, %.2f after\n", r.Load[0], r.Load[1])
}

// String is the figures of one line.
func (s Spread) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("p50 %.1f ms, p90 %.1f, p99 %.1f, max %.1f (%d)", ms(s.P50), ms(s.P90), ms(s.P99), ms(s.Max), s.N)
}
