package hubdb

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"miseban/sync/wire"
)

// A tail never has a gap, never ends before what it was given last and holds the
// chain hash of every number in it, in whatever order commits and reads tell of
// their changes.
func TestTail(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	chain := func(seq int64) string { return fmt.Sprint("h", seq) }
	rows := func(from, to int64) []row {
		var out []row
		for seq := from + 1; seq <= to; seq++ {
			out = append(out, row{Change: wire.Change{Seq: seq}, last: to, chain: chain(seq)})
		}
		return out
	}
	now := time.Unix(0, 0)
	for range 200 {
		var tail, copied tail
		var head int64
		for range 30 {
			now = now.Add(time.Duration(rnd.IntN(300)) * time.Millisecond)
			from := head - rnd.Int64N(3) + rnd.Int64N(2)
			if from < 0 {
				from = 0
			}
			to := from + 1 + rnd.Int64N(longTail)
			before := copied
			copied = tail
			tail.join(chain(from), rows(from, to), now)
			head = max(head, to)
			if len(tail.rows) > longTail || tail.to() != head && tail.to() < to {
				t.Fatalf("the tail ends at %d of %d and holds %d", tail.to(), head, len(tail.rows))
			}
			for _, some := range []*struct {
				rows []row
				base string
			}{{tail.rows, tail.base}, {copied.rows, copied.base}, {before.rows, before.base}} {
				for i, r := range some.rows {
					if r.Seq != some.rows[0].Seq+int64(i) || r.chain != chain(r.Seq) {
						t.Fatalf("%d: change %d, chain %s", i, r.Seq, r.chain)
					}
				}
				if len(some.rows) > 0 && some.base != chain(some.rows[0].Seq-1) {
					t.Fatalf("behind %s comes %d", some.base, some.rows[0].Seq)
				}
			}
		}
	}
}

// What does not go on from the tail takes its place: another past is never glued
// to this one.
func TestTailOfAnotherPast(t *testing.T) {
	var tail tail
	now := time.Unix(0, 0)
	tail.join("a", []row{{Change: wire.Change{Seq: 5}, chain: "b"}}, now)
	tail.join("x", []row{{Change: wire.Change{Seq: 6}, chain: "y"}}, now)
	if tail.from() != 5 || tail.to() != 6 || tail.chainAt(5) != "x" {
		t.Errorf("%+v", tail)
	}
}
