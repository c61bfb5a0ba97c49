package chaostest

import (
	"context"
	"maps"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/retail"
)

// weather is what a line does to what passes through it.
type weather int32

const (
	fair      weather = iota
	cut               // connections end, new ones too
	blackHole         // everything is taken and nothing comes out
	deaf              // the hub hears, its answers are lost: it has judged, nobody knows
	breaks            // connections end in the midst of an answer
	slow              // some hundred bytes at a time
	allWeather
)

func (w weather) String() string {
	return [...]string{"fair", "cut", "black hole", "deaf", "breaks", "slow"}[w]
}

// badLine is the cable between shop and hub, as a proxy in front of the hub.
type badLine struct {
	listen  net.Listener
	to      string
	weather atomic.Int32

	mu   sync.Mutex
	open map[net.Conn]bool
	done sync.WaitGroup
}

func newLine(t testing.TB, to string) *badLine {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &badLine{listen: l, to: to, open: map[net.Conn]bool{}}
	b.done.Go(b.accept)
	t.Cleanup(func() {
		_ = l.Close()
		b.drop()
		b.done.Wait()
	})
	return b
}

func (b *badLine) accept() {
	for {
		c, err := b.listen.Accept()
		if err != nil {
			return
		}
		if weather(b.weather.Load()) == cut {
			_ = c.Close()
			continue
		}
		up, err := net.Dial("tcp", b.to)
		if err != nil {
			_ = c.Close()
			continue
		}
		b.mu.Lock()
		b.open[c], b.open[up] = true, true
		b.mu.Unlock()
		b.done.Go(func() { b.carry(up, c, false) })
		b.done.Go(func() { b.carry(c, up, true) })
	}
}

// carry moves bytes one way until the weather forbids it or one end is gone.
func (b *badLine) carry(dst, src net.Conn, answers bool) {
	defer func() {
		_ = dst.Close()
		_ = src.Close()
		b.mu.Lock()
		delete(b.open, dst)
		delete(b.open, src)
		b.mu.Unlock()
	}()
	buf := make([]byte, 16<<10)
	for {
		n, err := src.Read(buf)
		if err != nil {
			return
		}
		part := buf[:n]
		switch weather(b.weather.Load()) {
		case cut, allWeather:
			return
		case blackHole:
			continue
		case deaf:
			if answers {
				continue
			}
		case breaks:
			if answers {
				_, _ = dst.Write(part[:n/2])
				return
			}
		case slow:
			for len(part) > 300 {
				if _, err := dst.Write(part[:300]); err != nil {
					return
				}
				part = part[300:]
				time.Sleep(5 * time.Millisecond) // what a slow line is
			}
		case fair:
		}
		if _, err := dst.Write(part); err != nil {
			return
		}
	}
}

// turn changes the weather. What was swallowed would be missing in the midst of
// a connection, so those end with it.
func (b *badLine) turn(w weather) {
	was := weather(b.weather.Swap(int32(w)))
	if was == blackHole || was == deaf || w == cut {
		b.drop()
	}
}

func (b *badLine) drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.open {
		_ = c.Close()
	}
}

// TestBadLine lets two terminals work over a line that fails in every way
// there is between two real processes: staff never wait for it, and in the end
// the hub has everything once.
func TestBadLine(t *testing.T) {
	ctx := t.Context()
	seed := setting(t, envRoll, uint64(time.Now().UnixNano()%1_000_000_007))
	turns := setting(t, "MISEBAN_LINE_TURNS", 40)
	dice := rand.New(rand.NewPCG(seed, 4))
	h := newHub(t, "")
	line := newLine(t, h.addr)
	web := newWebShop(seed)
	orders := web.orders(40)
	h.drop(web.csv(orders, placed))
	var tablets []*tablet
	for range 2 {
		k := newTablet(t, h)
		k.close()
		d, err := credential.Load(k.dir)
		if err != nil {
			t.Fatal(err)
		}
		d.Hub = (&url.URL{Scheme: "https", Host: line.listen.Addr().String()}).String()
		if err := d.Save(k.dir); err != nil {
			t.Fatal(err)
		}
		k.open()
		k.must(k.signIn(ctx))
		tablets = append(tablets, k)
	}
	await(t, 20*time.Second, "the orders are on both terminals", func() bool {
		for _, o := range orders {
			if !tablets[0].has(o.id()) || !tablets[1].has(o.id()) {
				return false
			}
		}
		return true
	})
	seen := []map[int64]retail.CommandID{{}, {}}
	var staff sync.WaitGroup
	for i, k := range tablets {
		staff.Go(func() {
			for _, o := range orders[i*20 : i*20+20] {
				if err := k.pick(ctx, o.id()); err != nil {
					t.Error(err)
					return
				}
				if err := k.stage(ctx, o.id(), 1); err != nil {
					t.Error(err)
					return
				}
				ids, _ := k.outbox()
				maps.Copy(seen[i], ids)
			}
		})
	}
	counts := map[weather]int{}
	for range turns {
		w := weather(dice.IntN(int(allWeather)))
		counts[w]++
		line.turn(w)
		wait(ctx, time.Duration(20+dice.IntN(130))*time.Millisecond)
	}
	staff.Wait()
	line.turn(cut)
	line.turn(fair)
	lost, doubled, all := 0, 0, 0
	for i, k := range tablets {
		a := k.drain(h)
		ids, recorded := k.outbox()
		maps.Copy(seen[i], ids)
		l, d := matches(t, a, k.Device.ID, seen[i], recorded)
		lost, doubled, all = lost+l, doubled+d, all+recorded
	}
	// The hub still tells customers; in the end both terminals show the same.
	await(t, time.Minute, "both terminals show the same", func() bool {
		return maps.Equal(tablets[0].rows(), tablets[1].rows())
	})
	t.Logf("%s=%d: %v; %d commands, %d lost, %d doubled", envRoll, seed, counts, all, lost, doubled)
}

// wait lets real time pass: the faults of a line are made of it.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
