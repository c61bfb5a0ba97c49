package stocktake_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/stocktake"
	"miseban/app/retail"
	"miseban/scanner"
)

// envCount is the data folder of the test program when it is the terminal.
const envCount = "MISEBAN_COUNT_WORKER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(envCount); dir != "" {
		if err := count(dir); err != nil {
			fmt.Fprintln(os.Stdout, "FAULT", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const killed = retail.StocktakeID("area-20261121-A-01-1")

// count scans as fast as it can until it is killed, says each scan that was
// taken, and sends tallies now and then.
func count(dir string) error {
	s, err := credential.NewSealer(bytes.Repeat([]byte{5}, 32))
	if err != nil {
		return err
	}
	clock := retail.ClockFunc(time.Now)
	db, err := localdb.Open(ctx, localdb.Options{Dir: dir, Reserve: -1, Sealer: s, Store: localdbtest.Store, Clock: clock})
	if err != nil {
		return err
	}
	if from, err := strconv.Atoi(os.Getenv(envFrom)); err == nil {
		if err := shootAll(db, from); err != nil {
			return err
		}
		os.Exit(0)
	}
	svc := stocktake.New(db, counter{}, counter{}, localdbtest.Device, clock, retail.UUIDv7{})
	fmt.Fprintln(os.Stdout, "READY")
	for i := 0; ; i++ {
		k := localdbtest.GTIN(i % 3)
		if _, err := svc.Scan(ctx, killed, "A-01", retail.Regular, scanner.Code{Kind: scanner.KindGTIN, Text: k, Fields: scanner.Fields{Key: k}}); err != nil {
			return err
		}
		fmt.Fprintln(os.Stdout, "DID")
		if i%7 == 6 {
			if err := svc.TallyAll(ctx); err != nil {
				return err
			}
		}
	}
}

type counter struct{}

func (counter) Online() bool { return true }
func (counter) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: "s-1", Role: retail.RoleStaff}, Auth: retail.AuthPIN, Device: localdbtest.Device}, true
}

// TestKilledAtAnyScan kills the terminal (kill -9) at any instant while somebody
// scans: every scan that was taken is in the journal once and in the tallies
// once, and at the most the one in hand is there besides.
func TestKilledAtAnyScan(t *testing.T) {
	w := newWorld(t)
	_, err := w.DB.Record(ctx, retail.RoleManager, retail.Command{
		ID: "open", V: 1, Kind: retail.KindOpenCount, At: w.Now, Store: localdbtest.Store, Device: localdbtest.Device, Staff: "s-1",
		Body: retail.OpenCount{Stocktake: killed, Kind: retail.AreaCount, Areas: []string{"A-01"}},
	})
	w.must(err)
	dice := rand.New(rand.NewPCG(1, 2))
	confirmed, rounds := 0, 12
	for range rounds {
		w.must(w.DB.Close())
		confirmed += strike(t, w.Dir, dice)
		w.back(t)
	}
	total := func(list []retail.CountedHere) (n int) {
		for _, h := range list {
			n += h.Qty
		}
		return n
	}
	here, err := w.DB.CountedHere(ctx, killed, "A-01", 0)
	w.must(err)
	if n := total(here); n < confirmed || n > confirmed+rounds {
		t.Errorf("%d scans confirmed, %d in the journal after %d kills", confirmed, n, rounds)
	}
	w.must(w.svc.TallyAll(ctx))
	lines, err := w.DB.CountLines(ctx, killed)
	w.must(err)
	tallied := 0
	for _, l := range lines {
		tallied += l.Qty()
	}
	if n := total(here); tallied != n {
		t.Errorf("%d in the tallies, %d in the journal", tallied, n)
	}
	t.Logf("%d scans confirmed over %d kills, %d in the journal and in the tallies", confirmed, rounds, tallied)
}

// strike lets the terminal count, kills it, and returns how many scans it had
// confirmed.
func strike(t *testing.T, dir string, dice *rand.Rand) (n int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envCount+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	after := 1 + dice.IntN(40)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch text := lines.Text(); {
		case text == "DID":
			n++
		case strings.HasPrefix(text, "FAULT"):
			t.Error(text)
		}
		if n == after {
			_ = cmd.Process.Kill() // what it still says is counted
			after = -1
		}
	}
	_ = cmd.Wait() // it was killed
	return n
}

// back opens the database that somebody else worked on.
func (w *world) back(t *testing.T) {
	t.Helper()
	db, err := localdb.Open(ctx, w.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	if db.Salvaged != nil {
		t.Fatal("the database was found damaged")
	}
	w.DB = db
	w.open()
}
