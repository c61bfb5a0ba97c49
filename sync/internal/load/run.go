package load

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// run is one run of the load.
type run struct {
	Options
	out    io.Writer
	pin    []byte
	codes  []string
	hubs   []*process
	addrs  []string
	crew   []*terminal
	report Report
	failed atomic.Int64

	mu    sync.Mutex
	acks  []ack
	sent  int
	wrong error
}

// ack is a command that the hub answered.
type ack struct {
	from    *terminal
	id      retail.CommandID
	dseq    int64
	seq     int64 // where its changes end in the shop's feed, 0 without any
	verdict retail.Verdict
	tap     time.Time
	took    time.Duration
}

const (
	warmUp    = 2 * time.Second  // with all connected and nothing to do
	afterwork = 20 * time.Second // for what is still under way at the end
	connectIn = 3 * time.Minute
)

func (r *run) acked(t *terminal, c retail.Command, tap time.Time, res wire.Result) {
	took := r.Clock.Now().Sub(tap)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acks = append(r.acks, ack{t, c.ID, c.Dseq, res.Seq, res.Verdict, tap, took})
}

func (r *run) fault(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong = cmp.Or(r.wrong, err)
}

// all goes through the run.
func (r *run) all(ctx context.Context) (err error) {
	if r.Spawn {
		defer func() {
			for _, p := range r.hubs {
				err = errors.Join(err, p.stop())
			}
		}()
		err = r.spawn(ctx)
	} else {
		err = r.beside(ctx)
	}
	if err != nil {
		return err
	}
	for _, p := range r.hubs {
		r.addrs = append(r.addrs, p.addr)
	}
	for i := range r.Terminals {
		r.crew = append(r.crew, newTerminal(r, i))
	}
	began := r.Clock.Now()
	if err := each(ctx, r.Terminals, func(ctx context.Context, i int) error { return r.crew[i].enrol(ctx, r.codes[i]) }); err != nil {
		return err
	}
	r.report.Enrol = r.Clock.Now().Sub(began)
	r.say("enrolled in %v", r.report.Enrol.Round(time.Millisecond))
	if err := r.work(ctx); err != nil {
		return err
	}
	r.figures()
	for _, p := range r.hubs {
		if err := p.stop(); err != nil {
			return err
		}
	}
	return r.compare(ctx)
}

// beside prepares a hub that runs already.
func (r *run) beside(ctx context.Context) error {
	u, err := url.Parse(r.Hub)
	if err != nil {
		return err
	}
	r.addrs = []string{u.Host}
	return hubserve.Beside(ctx, r.Data, func(h *hub.Hub) error {
		r.pin = h.Pins[0]
		r.codes, err = r.fill(ctx, h)
		return err
	})
}

// work connects all terminals and lets them work.
func (r *run) work(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	began := r.Clock.Now()
	gate := make(chan struct{}, atOnce) // so many shake hands at a time
	for _, t := range r.crew {
		gate <- struct{}{}
		wg.Go(func() { t.listen(ctx) })
		wg.Go(func() { t.follow(ctx) })
		wg.Go(func() {
			select {
			case <-t.joined:
			case <-ctx.Done():
			case <-time.After(requestWithin):
			}
			<-gate
			t.poke() // takes in what the feed holds
		})
	}
	limit := time.After(connectIn)
	for _, t := range r.crew {
		select {
		case <-t.joined:
			r.report.Connected++
		case <-limit:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r.report.Settle = r.Clock.Now().Sub(began)
	r.say("%d of %d connected in %v", r.report.Connected, r.Terminals, r.report.Settle.Round(time.Millisecond))
	pause(ctx, warmUp)

	var busy sync.WaitGroup
	for _, t := range r.crew {
		busy.Go(func() { t.work(ctx) })
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.measure(ctx)
	}()
	if r.Kill {
		wg.Go(func() { r.murder(ctx) })
	}
	r.tap(ctx)
	for _, t := range r.crew {
		close(t.taps)
	}
	<-done
	quiet := make(chan struct{})
	go func() { busy.Wait(); close(quiet) }()
	select {
	case <-quiet:
	case <-time.After(afterwork):
	case <-ctx.Done():
	}
	pause(ctx, time.Second) // what was acknowledged last is still on its way to the neighbours
	return nil
}

// tap gives out the work evenly over the time, whether the hub keeps up or not.
func (r *run) tap(ctx context.Context) {
	gap := time.Duration(float64(time.Second) / r.Rate)
	began := r.Clock.Now()
	for n := 0; ; n++ {
		due := time.Duration(n) * gap
		if due >= r.For {
			return
		}
		if wait := began.Add(due).Sub(r.Clock.Now()); wait > 0 && !pause(ctx, wait) {
			return
		}
		t := r.crew[(n*7919)%len(r.crew)] // 7919 is prime: neighbours do not come one after the other
		select {
		case t.taps <- r.Clock.Now():
			r.sent++
		default: // 1,024 behind: it will not catch up
		}
	}
}

// measure watches the processes for as long as the work goes on.
func (r *run) measure(ctx context.Context) {
	meters := []meter{}
	for _, p := range r.hubs {
		meters = append(meters, meter{name: p.name, used: p.cpu, rss: func() int64 { return p.rss }})
	}
	if pid := r.postmaster(); pid > 0 {
		meters = append(meters, meter{name: "database", used: func() time.Duration { return familyTime(pid) }})
	}
	me := os.Getpid()
	meters = append(meters, meter{name: "load", used: func() time.Duration { return cpuTime(me) }, rss: func() int64 { return resident(me) }})
	before := make([]time.Duration, len(meters))
	for i, m := range meters {
		before[i] = m.used()
	}
	began := r.Clock.Now()
	profiled := r.profile(ctx)
	for r.Clock.Now().Sub(began) < r.For {
		for _, p := range r.hubs {
			p.measure()
		}
		if !pause(ctx, min(500*time.Millisecond, r.For/4)) {
			break
		}
	}
	profiled()
	for i, m := range meters {
		p := Process{Name: m.name, CPU: m.used() - before[i]}
		p.Cores = p.CPU.Seconds() / r.Clock.Now().Sub(began).Seconds()
		if m.rss != nil {
			p.RSS = m.rss()
		}
		if i < len(r.hubs) {
			r.report.Hubs = append(r.report.Hubs, p)
		} else {
			r.report.Others = append(r.report.Others, p)
		}
	}
}

// murder kills the hubs one after the other and starts each again.
func (r *run) murder(ctx context.Context) {
	part := r.For / time.Duration(2*len(r.hubs)+1)
	for _, p := range r.hubs {
		if !pause(ctx, part) {
			return
		}
		r.say("%s: killed", p.name)
		if err := p.kill(); err != nil {
			r.fault(err)
		}
		if !pause(ctx, part) {
			return
		}
		if err := p.start(ctx); err != nil {
			r.fault(err)
		}
		r.say("%s: started again", p.name)
	}
}

// figures makes the spreads.
func (r *run) figures() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Sent, r.report.Acked, r.report.Failed = r.sent, len(r.acks), int(r.failed.Load())
	shop := map[retail.SiteID][]*terminal{}
	for _, t := range r.crew {
		shop[t.store] = append(shop[t.store], t)
	}
	var took, seen []time.Duration
	for _, a := range r.acks {
		took = append(took, a.took)
		if a.seq == 0 {
			continue
		}
		for _, t := range shop[a.from.store] {
			if t == a.from {
				continue
			}
			i := sort.Search(len(t.pulls), func(i int) bool { return t.pulls[i].seq >= a.seq })
			if i == len(t.pulls) {
				r.report.Unseen++
				continue
			}
			seen = append(seen, t.pulls[i].at.Sub(a.tap))
		}
	}
	r.report.Ack, r.report.Seen = spread(took), spread(seen)
}

func spread(all []time.Duration) Spread {
	if len(all) == 0 {
		return Spread{}
	}
	slices.Sort(all)
	at := func(p float64) time.Duration { return all[min(len(all)-1, int(p*float64(len(all))))] }
	return Spread{N: len(all), P50: at(0.5), P90: at(0.9), P99: at(0.99), Max: all[len(all)-1]}
}

// compare looks every acknowledged command up in the hub's log.
func (r *run) compare(ctx context.Context) error {
	data := r.Data
	if r.Spawn {
		data = r.folder(0)
	}
	a, err := hubserve.AuditBeside(ctx, data, true)
	if err != nil {
		return err
	}
	type number struct {
		device retail.DeviceID
		dseq   int64
	}
	times, verdict := map[retail.CommandID]int{}, map[number]hub.CommandAudit{}
	for _, c := range a.Commands {
		times[c.ID]++
		verdict[number{c.Device, c.Dseq}] = c
	}
	for _, k := range r.acks {
		c, ok := verdict[number{k.from.id, k.dseq}]
		switch {
		case !ok || c.ID != k.id:
			r.report.Lost++
		case times[k.id] != 1 || c.Verdict != k.verdict:
			r.report.Double++
		}
	}
	r.report.Sound = a.Sound
	return r.wrong
}
