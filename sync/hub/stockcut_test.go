package hub_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// listener is a terminal as far as the stock of other sites goes: a map.
type listener struct {
	t      *testing.T
	h      http.Handler
	token  func() string
	cursor wire.Cursor
	known  map[string]retail.SiteStock
	whole  int // snapshots taken in
}

func (l *listener) get(path string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	req.Header.Set(wire.HeaderAccess, "Bearer "+l.token())
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	l.h.ServeHTTP(rec, req)
	return rec
}

func (l *listener) manifest(scope wire.Scope) wire.Manifest {
	l.t.Helper()
	var m wire.Manifest
	rec := l.get(wire.PathSnapshot + string(scope))
	if err := json.Unmarshal(rec.Body.Bytes(), &m); err != nil || rec.Code != http.StatusOK {
		l.t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	return m
}

func (l *listener) blob(p wire.Part) []byte {
	l.t.Helper()
	rec := l.get(wire.BlobPath(p.Sha))
	if rec.Code != http.StatusOK || int64(rec.Body.Len()) != p.Bytes {
		l.t.Fatalf("blob: %d, %d bytes of %d", rec.Code, rec.Body.Len(), p.Bytes)
	}
	return rec.Body.Bytes()
}

func (l *listener) lay(p wire.Part) {
	l.t.Helper()
	pack, err := wire.ReadStockPack(l.blob(p))
	if err != nil {
		l.t.Fatal(err)
	}
	for r, err := range pack.Rows() {
		if err != nil {
			l.t.Fatal(err)
		}
		for _, f := range r.Figures {
			key := string(r.SKU) + "@" + string(pack.Sites[f.Site])
			if l.known[key] = f.On(pack.Sites[f.Site]); f.None() {
				delete(l.known, key)
			}
		}
	}
}

// follow takes in all there is.
func (l *listener) follow() {
	l.t.Helper()
	for range 5 {
		if l.cursor == (wire.Cursor{}) {
			m := l.manifest(wire.ScopeStock)
			l.known = map[string]retail.SiteStock{}
			for _, p := range m.Parts {
				l.lay(p)
			}
			l.cursor = m.Cursor()
			l.whole++
		}
		rec := l.get(fmt.Sprintf("%s?scope=stock&epoch=%s&after=%d&h=%s", wire.PathChanges, l.cursor.Epoch, l.cursor.Seq, l.cursor.H))
		if rec.Code == http.StatusGone {
			l.cursor = wire.Cursor{}
			continue
		}
		p, err := wire.ReadPage(rec.Body)
		if err != nil || rec.Code != http.StatusOK {
			l.t.Fatal(rec.Code, err)
		}
		for _, c := range p.Changes {
			var cut wire.StockCut
			if err := json.Unmarshal(c.Data, &cut); err != nil {
				l.t.Fatal(err)
			}
			if cut.Pack != nil {
				l.lay(*cut.Pack)
			}
		}
		l.cursor = wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
		if !p.End.More {
			return
		}
	}
	l.t.Fatal("the stock feed cannot be followed")
}

func (w *world) listener(t *testing.T) *listener {
	id := w.enrol(shibuya).Device
	return &listener{t: t, h: w.h.Handler(), token: func() string { return w.h.Access(id) }}
}

// TestEveryTerminalKnowsEveryStock lets levels move at random, and terminals
// look at different times: each time they know what the hub knows.
func TestEveryTerminalKnowsEveryStock(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		ctx := context.Background()
		w := newWorld(t, s, clock)
		w.h.BoundStock(35, 300, 7)
		often, seldom := w.listener(t), w.listener(t)
		rnd := rand.New(rand.NewPCG(1, 2))
		truth := map[string][2]int{"SK-1@" + string(shibuya): {10, 10}}
		for round := range 40 {
			n := rnd.IntN(12)
			if round%13 == 5 {
				n = 80 // more than a cut tells as a difference
			}
			for range n {
				site := retail.SiteID(fmt.Sprint("S", rnd.IntN(2+round/8)))
				k := retail.StockKey{Site: site, SKU: retail.SKUID(fmt.Sprint("SK-", rnd.IntN(30))), Class: retail.Regular}
				l := retail.StockLevel{StockKey: k, OnHand: rnd.IntN(9), Allocated: rnd.IntN(3), AsOf: clock.Now()}
				_, err := s.Update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx hub.Tx) error {
					if rnd.IntN(10) == 0 {
						delete(truth, string(k.SKU)+"@"+string(site))
						return tx.Del(wire.StoreScope(site), retail.EntityStock, string(k.SKU)+"/regular", "c")
					}
					truth[string(k.SKU)+"@"+string(site)] = [2]int{l.OnHand, l.Available()}
					return tx.PutLevel(l, "c")
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			clock.Advance(time.Duration(rnd.IntN(300)) * time.Minute)
			if err := w.h.CutStock(ctx); err != nil {
				t.Fatal(err)
			}
			looking := []*listener{often}
			if round%9 == 8 {
				looking = append(looking, seldom)
			}
			for _, l := range looking {
				l.follow()
				got := map[string][2]int{}
				for k, f := range l.known {
					got[k] = [2]int{f.OnHand, f.Available}
				}
				if !maps.Equal(got, truth) {
					t.Fatalf("round %d: known %v, true %v", round, got, truth)
				}
			}
		}
		if often.whole < 3 || often.whole > 20 || seldom.whole < 2 {
			t.Errorf("snapshots taken in: %d by who looks often, %d by who looks seldom: not all ways were gone", often.whole, seldom.whole)
		}
	})
}

// Two hubs on one database cut at once: one wins, nothing is told twice or not at all.
func TestTwoHubsCutAtOnce(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		ctx := context.Background()
		w := newWorld(t, s, clock)
		other, err := hub.Build(ctx, hub.Options{
			Store: s, Clock: clock, IDs: retail.UUIDv7{}, Rand: strings.NewReader(""), Secret: make([]byte, 32), PickupKey: make([]byte, 64), PickupID: 1,
			Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		l := w.listener(t)
		l.follow()
		for n := range 8 {
			w.must(w.h.SetStock(ctx, []hub.StockRow{{Site: shibuya, SKU: "SK-1", OnHand: 20 + n}}))
			var wg sync.WaitGroup
			for _, h := range []*hub.Hub{w.h, other} {
				wg.Go(func() {
					if err := h.CutStock(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			l.follow()
			if got := l.known["SK-1@"+string(shibuya)].OnHand; got != 20+n {
				t.Fatalf("%d on hand, want %d", got, 20+n)
			}
		}
	})
}

func TestCatalogueInParts(t *testing.T) {
	clock := hubtest.NewClock()
	w := newWorld(t, hubtest.SQLite(t, clock), clock)
	ctx := context.Background()
	var skus []retail.SKU
	for i := range 12_001 {
		skus = append(skus, retail.SKU{ID: retail.SKUID(fmt.Sprintf("SK-%05d", i)), Name: "シャツ"})
	}
	w.must(w.h.PutSKUs(ctx, skus))
	l := w.listener(t)
	rows := func() (n int, m wire.Manifest) {
		m = l.manifest(wire.ScopeCatalog)
		for _, p := range m.Parts {
			z, err := zstd.NewReader(bytes.NewReader(l.blob(p)))
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(z)
			if err != nil || int64(bytes.Count(text, []byte("\n"))) != p.Rows {
				t.Fatal(len(text), p.Rows, err)
			}
			n += int(p.Rows)
			z.Close()
		}
		return n, m
	}
	n, first := rows()
	if n != len(skus) || len(first.Parts) != 3 {
		t.Fatalf("%d SKUs in %d parts", n, len(first.Parts))
	}
	// A few changes leave the snapshot as it is: they follow as pages.
	w.must(w.h.PutSKUs(ctx, []retail.SKU{{ID: "SK-00000", Name: "靴下"}}))
	if err := w.h.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	if _, m := rows(); m.Seq != first.Seq {
		t.Error("one change made a new snapshot")
	}
	rec := l.get(fmt.Sprintf("%s?scope=catalog&epoch=%s&after=%d&h=%s", wire.PathChanges, first.Epoch, first.Seq, first.H))
	if p, err := wire.ReadPage(rec.Body); err != nil || len(p.Changes) != 1 {
		t.Errorf("%d: %d changes follow, %v", rec.Code, len(p.Changes), err)
	}
	for i := range skus {
		skus[i].Name = "セーター"
	}
	w.must(w.h.PutSKUs(ctx, skus))
	if err := w.h.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	if _, m := rows(); m.Seq == first.Seq {
		t.Error("a new season made no new snapshot")
	}
	l.blob(first.Parts[0]) // who began with the old one goes on
}

func TestBlobsInRanges(t *testing.T) {
	clock := hubtest.NewClock()
	w := newWorld(t, hubtest.SQLite(t, clock), clock)
	l := w.listener(t)
	p := l.manifest(wire.ScopeStock).Parts[0]
	whole := l.blob(p)
	rec := l.get(wire.BlobPath(p.Sha), "Range", "bytes=10-")
	if rec.Code != http.StatusPartialContent || !bytes.Equal(rec.Body.Bytes(), whole[10:]) {
		t.Errorf("%d with %d bytes", rec.Code, rec.Body.Len())
	}
	if h := rec.Header(); !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("ETag") != `"`+p.Sha+`"` || h.Get("Content-Encoding") != "" {
		t.Errorf("%v", h)
	}
	for _, sha := range []string{strings.Repeat("0", 64), "x", strings.ToUpper(p.Sha)} {
		if rec := l.get(wire.BlobPath(sha)); rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), wire.ProblemGone) {
			t.Errorf("%s: %d %s", sha, rec.Code, rec.Body)
		}
	}
	l.token = func() string { return "nobody" }
	if rec := l.get(wire.BlobPath(p.Sha)); rec.Code != http.StatusUnauthorized {
		t.Errorf("a stranger was answered %d", rec.Code)
	}
}

func TestLiveStock(t *testing.T) {
	clock := hubtest.NewClock()
	w := newWorld(t, hubtest.SQLite(t, clock), clock)
	w.must(w.h.SetStock(context.Background(), []hub.StockRow{{Site: shinjuku, SKU: "SK-1", OnHand: 3}}))
	l := w.listener(t)
	var live wire.LiveStock
	rec := l.get(wire.StockPath("SK-1"))
	if err := json.Unmarshal(rec.Body.Bytes(), &live); err != nil || len(live.Sites) != 2 || live.Sites[1].OnHand != 3 || !live.Now.Equal(clock.Now()) {
		t.Errorf("%d %s %v", rec.Code, rec.Body, err)
	}
	if rec := l.get(wire.StockPath("日本/%20")); rec.Code != http.StatusOK {
		t.Errorf("an odd SKU: %d %s", rec.Code, rec.Body)
	}
	if rec := l.get(wire.StockPath("a\x00")); rec.Code != http.StatusBadRequest {
		t.Errorf("a SKU no engine takes: %d", rec.Code)
	}
}
