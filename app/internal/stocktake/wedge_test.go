package stocktake_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/stocktake"
	"miseban/app/retail"
	"miseban/scanner"
)

// envFrom is at which of the pieces a worker goes on, see pieces.
const envFrom = "MISEBAN_COUNT_FROM"

// pieces is how many lie on the shelf, and perMinute how fast they are scanned.
const pieces, perMinute = 1000, 1000

// piece is the SKU of the i-th piece: five of a kind side by side, as they lie. A
// known fault of a counting program reads such a row as four or six.
func piece(i int) int { return i / 5 % 7 }

// gun is a hand scanner that types like a keyboard, a thousand codes a minute, into
// a count.
type gun struct {
	wedge *scanner.Wedge
	at    time.Time
	got   []scanner.Code
}

func newGun() *gun {
	g := &gun{at: localdbtest.Start}
	g.wedge = scanner.NewWedge(scanner.DefaultWedgeRules(), func(b scanner.Burst) {
		g.got = append(g.got, scanner.Classify(b.Text, scanner.Options{}))
	})
	return g
}

// shoot types the code of a piece and returns what the program heard.
func (g *gun) shoot(i int) []scanner.Code {
	end := g.at.Add(time.Minute / perMinute)
	for _, r := range localdbtest.GTIN(piece(i))[1:] {
		g.at = g.at.Add(2 * time.Millisecond)
		g.wedge.Rune(r, g.at, nil)
	}
	g.wedge.Enter(g.at)
	g.at = end
	heard := g.got
	g.got = nil
	return heard
}

// shootAll scans from a piece on until the last or until it is killed, and says each
// that was taken.
func shootAll(db *localdb.DB, from int) error {
	svc := stocktake.New(db, counter{}, counter{}, localdbtest.Device, retail.ClockFunc(time.Now), retail.UUIDv7{})
	g := newGun()
	for i := from; i < pieces; i++ {
		if _, err := svc.ScanAll(ctx, killed, "A-01", retail.Regular, g.shoot(i)); err != nil {
			return err
		}
		fmt.Fprintln(os.Stdout, "DID")
	}
	return db.Close()
}

// TestThousandScans: a thousand scans a minute from a wedge, the program killed
// (kill -9) again and again in the middle: none is lost and none counts twice.
// Whoever counts goes on behind what the screen shows after the start.
func TestThousandScans(t *testing.T) {
	w := newWorld(t)
	_, err := w.DB.Record(ctx, retail.RoleManager, retail.Command{
		ID: "open", V: 1, Kind: retail.KindOpenCount, At: w.Now, Store: localdbtest.Store, Device: localdbtest.Device, Staff: "s-1",
		Body: retail.OpenCount{Stocktake: killed, Kind: retail.AreaCount, Areas: []string{"A-01"}},
	})
	w.must(err)
	dice := rand.New(rand.NewPCG(3, 4))
	shown, kills := 0, 0
	for shown < pieces {
		w.must(w.DB.Close())
		after := 60 + dice.IntN(180)
		if kills == 8 {
			after = pieces // the last one is left alone
		}
		did := shootUntil(t, w.Dir, shown, after)
		w.back(t)
		v, err := w.svc.Counting(ctx, killed, "A-01")
		w.must(err)
		if v.Pieces < shown+did || v.Pieces > shown+did+1 {
			t.Fatalf("%d were shown, %d more taken, and %d are in the journal", shown, did, v.Pieces)
		}
		if shown = v.Pieces; shown < pieces {
			kills++
		}
	}
	v, err := w.svc.Counting(ctx, killed, "A-01")
	w.must(err)
	want := map[string]int{}
	for i := range pieces {
		want[retail.LevelRef(localdbtest.SKUID(piece(i)), retail.Regular)]++
	}
	for _, i := range v.Items {
		if i.Qty != want[i.Ref] {
			t.Errorf("%s: %d counted, %d lie there", i.Ref, i.Qty, want[i.Ref])
		}
	}
	if len(v.Items) != len(want) || kills == 0 {
		t.Errorf("%d SKUs of %d, %d kills", len(v.Items), len(want), kills)
	}
	t.Logf("%d scans over %d kills, each counted once", v.Pieces, kills)
}

// shootUntil lets a worker scan from a piece on, kills it behind some scans, and
// returns how many it said were taken.
func shootUntil(t *testing.T, dir string, from, after int) (n int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envCount+"="+dir, envFrom+"="+strconv.Itoa(from))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
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
	_ = cmd.Wait() // it was killed, or is done
	return n
}

// BenchmarkCountScans is what a scan of a wedge costs from its keys to the journal
// on the disk, and how many of them one processor takes in a minute.
func BenchmarkCountScans(b *testing.B) {
	w := newWorld(b)
	id, err := w.svc.OpenArea(ctx, "A-01")
	w.must(err)
	g := newGun()
	s := localdbtest.Stopwatch{All: true}
	for i := 0; b.Loop(); i++ {
		s.Time(func() {
			if _, err := w.svc.ScanAll(ctx, id, "A-01", retail.Regular, g.shoot(i)); err != nil {
				b.Fatal(err)
			}
		})
	}
	s.Report(b)
	b.ReportMetric(float64(b.N)/b.Elapsed().Minutes(), "scans/min")
}
