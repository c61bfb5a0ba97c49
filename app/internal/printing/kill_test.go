package printing_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/printing"
	"miseban/app/internal/printing/printertest"
	"miseban/app/retail"
)

// printUntilKilled is a terminal that prints and does nothing else.
func printUntilKilled(dir string) error {
	sealer, err := credential.NewSealer(bytes.Repeat([]byte{5}, 32))
	if err != nil {
		return err
	}
	db, err := localdb.Open(context.Background(), localdb.Options{Dir: dir, Reserve: -1, Sealer: sealer, Store: localdbtest.Store, Clock: now})
	if err != nil {
		return err
	}
	defer db.Close()
	s := service(db)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
		}
		if q, err := s.Queue(ctx); err != nil || q.Waiting == 0 && !q.Sending {
			return err
		}
	}
}

// TestKilledWhilePrinting: the process dies at any instant, and begins anew. No
// label comes out twice, and what is called printed is there.
func TestKilledWhilePrinting(t *testing.T) {
	const n = 60
	rng := rand.New(rand.NewPCG(1, 9))
	p := printertest.New(t, false, nil)
	k := localdbtest.New(t)
	s := service(k.DB)
	if err := s.SetConfig(t.Context(), printing.Config{Address: p.Address}); err != nil {
		t.Fatal(err)
	}
	labels := bags(t, s, n)
	if err := s.Add(t.Context(), labels...); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for left := n; left > 0; {
		if err := k.DB.Close(); err != nil {
			t.Fatal(err)
		}
		before, _ := p.Labels()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "MISEBAN_PRINT_DIR="+k.Dir)
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		more, tick := 1+rng.IntN(6), time.NewTicker(time.Millisecond)
		for alive := true; alive; { // until it is done, or some labels after it began
			select {
			case <-ended:
				alive = false
			case <-tick.C:
				if came, _ := p.Labels(); len(came) < len(before)+more {
					continue
				}
				for range rng.IntN(20) {
					<-tick.C
				}
				_ = cmd.Process.Kill() // SIGKILL; it may have ended by itself
				<-ended
				kills++
				alive = false
			}
		}
		tick.Stop()
		if out.Len() > 0 {
			t.Fatal(out.String())
		}
		db := reopened(t, k)
		q, err := service(db).Queue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		left = q.Waiting
	}
	if _, err := k.DB.BreakPrints(t.Context(), localdbtest.Start); err != nil {
		t.Fatal(err)
	}
	all, err := k.DB.Prints(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	count, torn := cameOut(t, p)
	printed, unknown := 0, 0
	for i, j := range all {
		switch came := count[labels[n-1-i].Code]; {
		case came > 1:
			t.Errorf("%s came out %d times", j.Title, came)
		case j.State == retail.PrintPrinted && came == 1:
			printed++
		case j.State == retail.PrintUnknown:
			unknown++
		default:
			t.Errorf("%s is %s and came out %d times", j.Title, j.State, came)
		}
	}
	t.Logf("killed %d times: %d printed, %d unknown, %d torn", kills, printed, unknown, torn)
}

// reopened opens the kit's database after another process had it.
func reopened(t *testing.T, k *localdbtest.Kit) *localdb.DB {
	t.Helper()
	db, err := localdb.Open(t.Context(), k.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	k.DB = db
	return db
}
