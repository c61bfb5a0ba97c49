package load_test

import (
	"context"
	"flag"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/sync/internal/hubtest"
	"miseban/sync/internal/load"
)

// program builds the hub's program.
func program(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "miseban-hub")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "miseban/sync/cmd/miseban-hub")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func run(t *testing.T, o load.Options) load.Report {
	t.Helper()
	var out strings.Builder
	r, err := load.Run(context.Background(), o, &out)
	t.Log("\n" + out.String())
	if err != nil {
		t.Fatal(err)
	}
	if r.Connected != o.Terminals || r.Lost != 0 || r.Double != 0 || !r.Sound || r.Acked != r.Sent || r.Acked == 0 || r.Unseen != 0 {
		t.Errorf("%+v", r)
	}
	return r
}

// TestLoad: terminals on a real hub process with SQLite over TLS.
func TestLoad(t *testing.T) {
	r := run(t, load.Options{Terminals: 20, Stores: 4, Rate: 20, For: 2 * time.Second, Spawn: true, Bin: program(t)})
	if len(r.Hubs) != 1 || r.Hubs[0].RSS == 0 || r.Seen.N != 4*r.Acked {
		t.Errorf("%+v", r)
	}
}

// TestTwoHubsKilled: two hub processes on one PostgreSQL, each killed hard under
// load and started again: every acknowledged command is there, once, and every
// neighbour has seen it.
func TestTwoHubsKilled(t *testing.T) {
	r := run(t, load.Options{
		Terminals: 20, Stores: 4, Rate: 40, For: 6 * time.Second, Spawn: true, Bin: program(t),
		DB: hubtest.Schema(t), Hubs: 2, Kill: true,
	})
	if r.Failed == 0 {
		t.Error("nobody noticed that a hub was killed")
	}
}

// TestOptions: what makes no sense is told before anything is done.
func TestOptions(t *testing.T) {
	for _, args := range []string{
		"", "-spawn -hub https://x", "-hub https://x", "-spawn -rate 0", "-spawn -stores 9 -terminals 3", "-hub https://x -data y -kill",
	} {
		f := flag.NewFlagSet("load", flag.ContinueOnError)
		o := load.Flags(f)
		if err := f.Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if _, err := load.Run(t.Context(), *o, t.Output()); err == nil {
			t.Errorf("%q was taken", args)
		}
	}
}
