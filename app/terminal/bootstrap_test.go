package terminal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// gate lets the parts of snapshots through only as far as a test wants.
type gate struct {
	http.RoundTripper
	shut  chan struct{} // closed when a blob was held up
	mu    sync.Mutex
	open  int      // blobs that may pass, the one after them is cut off in its middle
	asked []string // paths, and the range of a blob
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	g.asked = append(g.asked, r.URL.Path+r.Header.Get("Range"))
	blob := strings.HasPrefix(r.URL.Path, wire.PathBlob)
	if blob {
		g.open--
	}
	left := g.open
	g.mu.Unlock()
	if blob && left < -1 {
		if left == -2 {
			close(g.shut)
		}
		<-r.Context().Done() // nothing comes any more
		return nil, r.Context().Err()
	}
	res, err := g.RoundTripper.RoundTrip(r)
	if blob && left == -1 && err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, 100), res.Body}
	}
	return res, err
}

func (g *gate) let(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = n
}

func (g *gate) count(what string) (n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, a := range g.asked {
		if strings.HasPrefix(a, what) {
			n++
		}
	}
	return n
}

// TestWorkBeginsBeforeTheCatalogue enrols a terminal whose line is cut in the
// first part of the catalogue. Staff pick meanwhile and the hub hears of it;
// after a restart the rest comes, and nothing comes twice.
func TestWorkBeginsBeforeTheCatalogue(t *testing.T) {
	ctx := context.Background()
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() {
		if err := hub.Close(); err != nil {
			t.Error(err)
		}
	}()
	var skus []retail.SKU
	for i := range 11_000 { // three parts
		skus = append(skus, retail.SKU{ID: retail.SKUID(fmt.Sprintf("ZZ-%05d", i)), Name: "靴下"})
	}
	if _, err := hub.Hub.PutSKUs(ctx, skus); err != nil {
		t.Fatal(err)
	}
	if err := hub.Hub.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	l := enrol(t, hub, sampleShop(t, hub))
	l.until(t, "the shop", func(s agent.Status) bool { return s.Ready })
	l.stop()
	l.dir = t.TempDir() // what came before there was a gate
	if err := l.dev.Save(l.dir); err != nil {
		t.Fatal(err)
	}
	g := &gate{RoundTripper: &http.Transport{TLSClientConfig: hubserve.Pinned(hub.Pin), ForceAttemptHTTP2: true}, open: 1, shut: make(chan struct{})}
	l.via = g
	open := order(t, hub, l.dev.Store, 1)
	l.start(t)
	l.until(t, "the shop", func(s agent.Status) bool { return s.Ready })
	<-g.shut
	l.has(t, open[0])
	l.work(t, open[0])
	l.drained(t)
	if c, err := l.db.Cursor(ctx, string(wire.ScopeCatalog)); err != nil || c != (localdb.Cursor{}) {
		t.Errorf("the catalogue is said to be here: %+v, %v", c, err)
	}
	if n, err := l.db.SKUCount(ctx); err != nil || n == 0 {
		t.Errorf("the part that is here cannot be used: %d, %v", n, err)
	}
	l.stop()
	before := g.count(wire.PathBlob)
	g.let(math.MaxInt32)
	l.start(t)
	l.until(t, "everything", func(agent.Status) bool { // told once the last part is in
		c, err := l.db.Cursor(ctx, string(wire.ScopeStock))
		return err == nil && c.Epoch != ""
	})
	if n, err := l.db.SKUCount(ctx); err != nil || n < len(skus) {
		t.Errorf("%d SKUs, %v", n, err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	var blobs, resumed, shop, catalog, stock int
	for i, a := range g.asked {
		switch {
		case strings.HasPrefix(a, wire.PathBlob):
			if blobs++; blobs > before && strings.HasSuffix(a, "bytes=100-") {
				resumed++
			}
		case a == wire.PathSnapshot+url.PathEscape(string(wire.StoreScope(l.dev.Store))), a == wire.PathSnapshot+string(wire.StoreScope(l.dev.Store)):
			shop = i + 1
		case a == wire.PathSnapshot+string(wire.ScopeCatalog) && catalog == 0:
			catalog = i + 1
		case a == wire.PathSnapshot+string(wire.ScopeStock):
			stock = i + 1
		}
	}
	if blobs-before != 3 || resumed != 1 { // two of the catalogue, one of the stock
		t.Errorf("%d parts were fetched after the restart, %d of them from where the cut was; want 3 and 1", blobs-before, resumed)
	}
	if shop == 0 || catalog < shop || stock < catalog {
		t.Errorf("shop, catalogue and stock were request %d, %d and %d", shop, catalog, stock)
	}
	l.elsewhere(t, hub)
}

// elsewhere compares what the terminal knows of other sites with the hub's books.
func (l *line) elsewhere(t *testing.T, s *hubserve.Server) {
	t.Helper()
	ctx := context.Background()
	seen := 0
	err := s.Hub.Store.Rows(ctx, wire.ScopeCatalog, retail.EntitySKU, func(key string, _ []byte) error {
		if seen > 200 {
			return nil
		}
		levels, err := s.Hub.Store.StockOf(ctx, retail.SKUID(key))
		if err != nil {
			return err
		}
		want := map[retail.SiteID]retail.SiteStock{}
		for _, v := range levels {
			if v.Site != l.dev.Store {
				want[v.Site] = wire.PackLevel(v).On(v.Site)
			}
		}
		got, at, err := l.db.StockElsewhere(ctx, retail.SKUID(key))
		if err != nil || at.IsZero() || len(got) != len(want) {
			t.Errorf("%s: %v as of %v, %v; want %v", key, got, at, err, want)
		}
		for _, g := range got {
			if w := want[g.Site]; g.OnHand != w.OnHand || g.Available != w.Available || g.Moved.IsZero() != w.Moved.IsZero() {
				t.Errorf("%s: %+v, want %+v", key, g, w)
			}
			seen++
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Errorf("%d figures of other sites, %v", seen, err)
	}
}

// wireTap counts what travels between a terminal and its hub, TLS and all.
type wireTap struct {
	net.Listener
	bytes atomic.Int64
}

func tap(b *testing.B, to string) *wireTap {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	w := &wireTap{Listener: l}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
				go func() {
					_, _ = io.Copy(way[0], io.TeeReader(way[1], w)) // ends with either side
					_ = way[0].Close()
				}()
			}
		}
	}()
	b.Cleanup(func() { _ = l.Close() })
	return w
}

func (w *wireTap) Write(p []byte) (int, error) {
	w.bytes.Add(int64(len(p)))
	return len(p), nil
}

// chain fills a hub with so many SKUs and shops, a tenth of all SKUs in each
// shop: what sells best is nearly everywhere, what sells least in few places.
func chain(tb testing.TB, s *hubserve.Server, skus, shops int) {
	tb.Helper()
	ctx, now := context.Background(), time.Now()
	w, open := sample.Big(now, 100, skus)
	sites := w.Sites
	for i := len(sites); i < shops; i++ {
		sites = append(sites, retail.Site{ID: retail.SiteID(fmt.Sprintf("S%04d", i)), No: uint32(1000 + i), Kind: retail.Shop, Name: "店"})
	}
	must := func(_ int, err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(s.Hub.PutSites(ctx, sites[:shops]))
	must(s.Hub.PutStaff(ctx, []hub.StaffRow{{Staff: w.Staff[0].Staff, PIN: w.Staff[0].PIN, Badge: w.Staff[0].Badge}}))
	must(s.Hub.PutSKUs(ctx, w.SKUs))
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, site := range sites[:shops] {
		var levels []retail.StockLevel
		for i, sku := range w.SKUs {
			if popular := float64(i) / float64(len(w.SKUs)); rnd.Float64() > 0.02+0.48*math.Pow(1-popular, 5) {
				continue
			}
			age := time.Duration(rnd.ExpFloat64() * float64(20*24*time.Hour))
			levels = append(levels, retail.StockLevel{
				StockKey: retail.StockKey{Site: site.ID, SKU: sku.ID, Class: retail.Regular}, AsOf: now.Add(-age),
				OnHand: 1 + int(rnd.ExpFloat64()*3), Safety: i % 7 / 6, Allocated: rnd.IntN(40) / 39, Shelf: "A-01-2",
			})
		}
		for len(levels) > 0 {
			part := levels[:min(5000, len(levels))]
			levels = levels[len(part):]
			_, err := s.Hub.Store.Update(ctx, []wire.Scope{wire.StoreScope(site.ID)}, func(tx hub.Tx) error {
				for _, l := range part {
					if err := tx.PutLevel(l, ""); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				tb.Fatal(err)
			}
		}
	}
	if _, err := s.Hub.ReceiveOrders(ctx, open); err != nil {
		tb.Fatal(err)
	}
}

// bulkSize is how large a chain BenchmarkBootstrap makes: MISEBAN_BULK=100000x300
// is the one of the design, which takes some minutes to fill. MISEBAN_BULK_HUB
// names a folder that keeps the hub for the next run.
func bulkSize(b *testing.B) (skus, shops int) {
	b.Helper()
	x, y, ok := strings.Cut(os.Getenv("MISEBAN_BULK"), "x")
	if !ok {
		return 5000, 30
	}
	skus, err := strconv.Atoi(x)
	if err == nil {
		shops, err = strconv.Atoi(y)
	}
	if err != nil {
		b.Fatal(err)
	}
	return skus, shops
}

// peak returns the most memory this process held since it was last called.
func peak() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // begins a new peak
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		return 0
	}
	return kb / 1024
}

// spent returns the processor time of this process.
func spent(b *testing.B) time.Duration {
	b.Helper()
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold blanks
	ticks := int64(0)
	for _, f := range strings.Fields(rest)[11:13] { // utime and stime, of 10 ms each (proc(5))
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// BenchmarkBootstrap measures a new terminal of a large chain, from its code to
// the picking screen, the catalogue and the stock of all sites. Targets: the
// queue within 1 s; 12 MB and 5 s for everything.
func BenchmarkBootstrap(b *testing.B) {
	ctx := context.Background()
	skus, shops := bulkSize(b)
	dir := os.Getenv("MISEBAN_BULK_HUB")
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "hub")
	}
	_, err := os.Stat(filepath.Join(dir, "hub.db"))
	s, serr := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}, StockEvery: 24 * time.Hour})
	if serr != nil {
		b.Fatal(serr)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err != nil {
		begun := time.Now()
		chain(b, s, skus, shops)
		b.Logf("filled in %v", time.Since(begun).Round(time.Second))
		peak() // begins anew
		idle, cpu := peak(), spent(b)
		begun = time.Now()
		if err := s.Hub.Rebuild(ctx); err != nil {
			b.Fatal(err)
		}
		b.Logf("snapshots made in %v, %v of processor, RSS from %.0f to %.0f MB", time.Since(begun).Round(time.Millisecond), spent(b)-cpu, idle, peak())
	}
	db, oerr := localdb.Open(ctx, localdb.Options{Dir: b.TempDir(), Clock: retail.ClockFunc(time.Now), Store: sample.Shibuya, Reserve: -1})
	if oerr != nil {
		b.Fatal(oerr)
	}
	for _, scope := range []wire.Scope{wire.ScopeCatalog, wire.ScopeStock} {
		m, err := s.Hub.Store.Bundle(ctx, scope)
		if err != nil {
			b.Fatal(err)
		}
		var rows int64
		for _, p := range m.Parts {
			rows += p.Rows
		}
		parts := make([][]byte, len(m.Parts))
		for i, p := range m.Parts {
			if parts[i], err = s.Hub.Store.Blob(ctx, p.Sha); err != nil {
				b.Fatal(err)
			}
		}
		begun, cpu := time.Now(), spent(b)
		if err := localdbtest.Take(ctx, db, m, parts...); err != nil {
			b.Fatal(err)
		}
		b.Logf("%s: %d rows, %d parts, %d bytes, taken in within %v, %v of processor", scope, rows, len(m.Parts), m.Bytes(),
			time.Since(begun).Round(time.Millisecond), spent(b)-cpu)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	var queue, catalog, all, size, wired, busy float64
	for b.Loop() {
		t := tap(b, s.Addr)
		code, err := s.NewEnrolCode(ctx, sample.Shibuya)
		if err != nil {
			b.Fatal(err)
		}
		data, begun, cpu := b.TempDir(), time.Now(), spent(b)
		if err := Enrol(ctx, data, code.String()); err != nil {
			b.Fatal(err)
		}
		c, err := Open(ctx, data, "https://"+t.Addr().String(), slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		c.Start(ctx, func([]retail.OrderID) {})
		wait := func(what func() bool) float64 {
			changes, cancel := c.Agent.Watch()
			defer cancel()
			for !what() {
				select {
				case <-changes:
				case <-time.After(5 * time.Millisecond):
				}
			}
			return float64(time.Since(begun).Milliseconds())
		}
		here := func(scope wire.Scope) func() bool {
			return func() bool {
				cur, err := c.DB.Cursor(ctx, string(scope))
				return err == nil && cur.Epoch != ""
			}
		}
		queue += wait(func() bool {
			q, err := c.Pickup.Queue(ctx, pickup.TabReceived)
			return err == nil && len(q.Rows) > 0
		})
		catalog += wait(here(wire.ScopeCatalog))
		all += wait(here(wire.ScopeStock))
		busy += float64((spent(b) - cpu).Milliseconds())
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
		wired += float64(t.bytes.Load()) / 1e6
		info, err := os.Stat(filepath.Join(data, localdb.CatalogFile))
		if err != nil {
			b.Fatal(err)
		}
		size += float64(info.Size()) / 1e6
	}
	n := float64(b.N)
	b.ReportMetric(queue/n, "ms-queue")
	b.ReportMetric(catalog/n, "ms-catalogue")
	b.ReportMetric(all/n, "ms-all")
	b.ReportMetric(busy/n, "ms-cpu") // of hub and terminal, whatever else the machine does
	b.ReportMetric(wired/n, "MB-wire")
	b.ReportMetric(size/n, "MB-file")
}
