package simulate

import (
	"container/heap"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// start is when every simulation begins: a Monday morning in Japan.
var start = time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)

// event is something that will happen.
type event struct {
	at time.Time
	n  int64 // those of one instant happen in the order in which they were planned
	do func()
}

// plan is what will happen, soonest first.
type plan struct {
	events []event
	n      int64
}

func (p *plan) Len() int { return len(p.events) }
func (p *plan) Less(i, j int) bool {
	a, b := &p.events[i], &p.events[j]
	if !a.at.Equal(b.at) {
		return a.at.Before(b.at)
	}
	return a.n < b.n
}
func (p *plan) Swap(i, j int) { p.events[i], p.events[j] = p.events[j], p.events[i] }
func (p *plan) Push(x any)    { p.events = append(p.events, x.(event)) }
func (p *plan) Pop() any {
	last := len(p.events) - 1
	e := p.events[last]
	p.events[last] = event{}
	p.events = p.events[:last]
	return e
}

// after plans something.
func (w *world) after(d time.Duration, do func()) {
	w.plan.n++
	heap.Push(&w.plan, event{at: w.now.Add(max(0, d)), n: w.plan.n, do: do})
}

// What happens at the most, unless somebody asks the same over and over.
const (
	busiest = 45_000 // in a whole run
	restful = 6_000  // in its healing time
)

// until lets everything happen that is planned up to an instant, and brings the
// time there. It may be called while something happens: what takes time lets
// the others go on meanwhile.
func (w *world) until(t time.Time) {
	for w.failed == nil && w.plan.Len() > 0 && !w.plan.events[0].at.After(t) {
		e := heap.Pop(&w.plan).(event)
		if e.at.After(w.now) {
			w.now = e.at
		}
		if w.events++; w.events > w.most {
			w.fail("nobody comes to rest: %d events", w.events)
			return
		}
		e.do()
	}
	if t.After(w.now) {
		w.now = t
	}
}

// dice are the rolls of one seed.
type dice struct{ *rand.Rand }

func roll(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// one in n.
func (d dice) one(n int) bool { return d.IntN(n) == 0 }

// between returns a duration from a up to b.
func (d dice) between(a, b time.Duration) time.Duration {
	return a + time.Duration(d.Int64N(int64(b-a)+1))
}

// Read fills b, as crypto/rand does for a program that is run in earnest.
func (d dice) Read(b []byte) (int, error) {
	for i := 0; i < len(b); i += 8 {
		var v [8]byte
		binary.LittleEndian.PutUint64(v[:], d.Uint64())
		copy(b[i:], v[:])
	}
	return len(b), nil
}

// ids hands out UUIDv7 values of the virtual time.
type ids struct {
	w *world
	d dice
}

// NewID returns a fresh UUIDv7 (RFC 9562).
func (i ids) NewID() string {
	var u uuid.UUID
	_, _ = i.d.Read(u[:])
	ms := uint64(i.w.now.UnixMilli())
	binary.BigEndian.PutUint16(u[0:], uint16(ms>>32))
	binary.BigEndian.PutUint32(u[2:], uint32(ms))
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// pick returns one of a list.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }
