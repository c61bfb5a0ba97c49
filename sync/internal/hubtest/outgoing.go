package hubtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// outside is a web shop that is told what there is.
type outside struct {
	at    hub.OutCursor
	stock map[string]int // by article and site: pieces, or a mark
	keys  map[string]string
}

func newOutside() *outside { return &outside{stock: map[string]int{}, keys: map[string]string{}} }

// take takes a page in. sure says that the shop has everything that it was ever
// told, so that what is expected before must be right.
func (o *outside) take(t *testing.T, p hub.Outgoing, sure bool) {
	t.Helper()
	for _, f := range p.Figures {
		at, n := string(f.SKU)+" "+string(f.Site), int(f.Mark)
		if f.Site == "" {
			n = *f.Qty
		}
		if said := fmt.Sprint(at, n); o.keys[f.Key] == "" {
			o.keys[f.Key] = said
		} else if o.keys[f.Key] != said {
			t.Fatalf("under %s first %s, then %s", f.Key, o.keys[f.Key], said)
		}
		if was, known := o.stock[at]; sure && len(f.Before) > 0 && (!known || !slices.Contains(f.Before, was)) {
			t.Fatalf("%s: there is %d (%v), expected before is %v", at, was, known, f.Before)
		}
		if n < 0 {
			t.Fatalf("%s: %d", at, n)
		}
		o.stock[at] = n
	}
}

// drain asks until there is nothing more, and returns how many figures came.
func (o *outside) drain(t *testing.T, s hub.Store, limit int) (n int) {
	t.Helper()
	for {
		p, err := s.Outgoing(t.Context(), "ec", o.at, limit)
		if errors.Is(err, hub.ErrEpoch) || errors.Is(err, hub.ErrRewound) {
			o.at = hub.OutCursor{}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		o.take(t, p, true)
		o.at = p.Next
		if n += len(p.Figures); !p.More {
			_, err = s.Outgoing(t.Context(), "ec", o.at, limit) // it has all of it
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
}

// published brings a channel in line.
func published(t *testing.T, s hub.Store, c hub.Channel, silent map[retail.SiteID]bool) {
	t.Helper()
	for {
		left, err := s.Publish(t.Context(), c, fmt.Sprint(c), silent)
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
	}
}

// setter returns what sets a level.
func setter(t *testing.T, s hub.Store, clock *Clock) func(site retail.SiteID, sku retail.SKUID, n int) {
	return func(site retail.SiteID, sku retail.SKUID, n int) {
		t.Helper()
		update(t, s, func(tx hub.Tx) error {
			return tx.PutLevel(retail.StockLevel{StockKey: retail.StockKey{Site: site, SKU: sku, Class: retail.Regular}, OnHand: n, AsOf: clock.Now()}, "")
		}, wire.StoreScope(site))
	}
}

// outgoing: each figure that changed goes out, once, with what is expected
// before, and nothing else does.
func outgoing(t *testing.T, s hub.Store, clock *Clock) {
	set := setter(t, s, clock)
	c := hub.Channel{Name: "ec", Sites: []retail.SiteID{"A", "B"}, Buffer: 1, Shops: true, Few: 2}
	set("A", "S1", 3)
	set("B", "S1", 4)
	set("C", "S1", 50)
	set("B", "S2", 0)
	published(t, s, c, nil)
	o := newOutside()
	if n := o.drain(t, s, 2); n != 5 {
		t.Errorf("%d figures: %v", n, o.stock)
	}
	want := map[string]int{"S1 ": 6, "S1 A": int(retail.MarkIn), "S1 B": int(retail.MarkIn), "S2 ": 0, "S2 B": int(retail.MarkNone)}
	if !maps.Equal(o.stock, want) {
		t.Errorf("%v, want %v", o.stock, want)
	}
	for range 5 { // a burst, of which the last figure counts
		set("A", "S1", 9)
		published(t, s, c, nil)
		set("A", "S1", 5)
		published(t, s, c, nil)
	}
	p, err := s.Outgoing(t.Context(), "ec", o.at, 10)
	if err != nil || len(p.Figures) != 1 || *p.Figures[0].Qty != 8 || !slices.Equal(p.Figures[0].Before, []int{6}) {
		t.Fatalf("after a burst: %+v, %v", p, err)
	}
	again, err := s.Outgoing(t.Context(), "ec", o.at, 10)
	if err != nil || len(again.Figures) != 1 || again.Figures[0].Key != p.Figures[0].Key || !slices.Equal(again.Figures[0].Before, []int{6, 8}) {
		t.Fatalf("the answer was lost: %+v, %v", again, err)
	}
	o.take(t, again, true)
	o.at = again.Next
	if n := o.drain(t, s, 10); n != 0 {
		t.Errorf("%d figures that did not change", n)
	}
	set("A", "S1", 6)
	published(t, s, c, nil)
	set("A", "S1", 5)
	set("C", "S1", 1)
	published(t, s, c, nil)
	if n := o.drain(t, s, 10); n != 0 {
		t.Errorf("%d figures, and all are as they were told", n)
	}

	unsure(t, s, clock, c, o)
	ruled(t, s, clock, c, o)
}

// unsure: what a channel may have that it did not acknowledge goes out again.
func unsure(t *testing.T, s hub.Store, clock *Clock, c hub.Channel, o *outside) {
	set := setter(t, s, clock)
	// It takes two pages in and dies each time before it notes where it is, then an
	// answer is lost: what it has may be any of them.
	died := *o
	for _, n := range []int{7, 8, 9} {
		set("A", "S1", n)
		published(t, s, c, nil)
		p, err := s.Outgoing(t.Context(), "ec", o.at, 10)
		if err != nil || len(p.Figures) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		if n < 9 {
			died.take(t, p, true)
		}
	}
	set("A", "S1", 10)
	published(t, s, c, nil)
	if p, err := s.Outgoing(t.Context(), "ec", o.at, 10); err != nil || len(p.Figures) != 1 || len(p.Figures[0].Before) != 0 {
		t.Fatalf("nobody knows what it has: %+v, %v", p, err)
	}
	set("A", "S1", 5)
	published(t, s, c, nil)
	if n := o.drain(t, s, 10); n != 1 || o.stock["S1 "] != 8 {
		t.Errorf("%d figures, and it may have another than it was told: %v", n, o.stock)
	}

	set("A", "S1", 6)
	published(t, s, c, nil)
	if _, err := s.Outgoing(t.Context(), "ec", o.at, 10); err != nil { // taken in, and not noted
		t.Fatal(err)
	}
	set("A", "S1", 5)
	published(t, s, c, nil)
	if n := o.drain(t, s, 10); n != 1 {
		t.Errorf("%d figures, and it may have the one in between", n)
	}

	for i := range 5 { // and what led there is forgotten before anybody looked
		set("A", "S3", i)
		set("A", "S4", 10+i)
	}
	clock.Advance(time.Hour)
	if _, err := s.Compact(t.Context(), clock.Now(), 1); err != nil {
		t.Fatal(err)
	}
	published(t, s, c, nil)
	if o.drain(t, s, 10); o.stock["S3 "] != 3 || o.stock["S4 "] != 13 {
		t.Errorf("after the changes were forgotten: %v", o.stock)
	}
}

// ruled: another rule, another life, a cursor that is none.
func ruled(t *testing.T, s hub.Store, clock *Clock, c hub.Channel, o *outside) {
	published(t, s, c, map[retail.SiteID]bool{"B": true})
	o.drain(t, s, 10)
	if o.stock["S1 "] != 4 || o.stock["S1 B"] != int(retail.MarkNone) {
		t.Errorf("a shop that is silent: %v", o.stock)
	}
	c.Buffer, c.Shops = 0, false
	published(t, s, c, nil)
	o.drain(t, s, 10)
	if o.stock["S1 "] != 9 {
		t.Errorf("another rule: %v", o.stock)
	}
	all := 0
	at, err := s.Figures(t.Context(), "ec", func(f hub.Figure) error {
		if all++; f.Site == "" && *f.Qty != o.stock[string(f.SKU)+" "] {
			t.Errorf("%+v", f)
		}
		return nil
	})
	if err != nil || all != 9 || at != o.at {
		t.Errorf("%d figures up to %v, %v; the channel is at %v", all, at, err, o.at)
	}
	if told, err := s.Told(t.Context(), "ec"); err != nil || told != o.at {
		t.Errorf("told up to %v, %v; want %v", told, err, o.at)
	}
	for cursor, want := range map[hub.OutCursor]error{{Epoch: "old", Seq: 1}: hub.ErrEpoch, {Epoch: at.Epoch, Seq: at.Seq + 1}: hub.ErrRewound} {
		if _, err := s.Outgoing(t.Context(), "ec", cursor, 9); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", cursor, err, want)
		}
	}
	if n := newOutside().drain(t, s, 3); n != 9 {
		t.Errorf("a channel that begins anew is told %d figures", n)
	}
	if began, err := s.BeginLife(t.Context(), "", hub.Life{Began: clock.Now()}); err != nil || !began {
		t.Fatal(began, err)
	}
	published(t, s, c, nil)
	if n := o.drain(t, s, 3); n != 9 {
		t.Errorf("in another life it is told %d figures", n)
	}
}

// outgoingHolds: whatever moves and whatever is lost on the way, when all is
// quiet there is outside what the sites may promise together less the buffer, and
// each figure is expected before that is there.
func outgoingHolds(t *testing.T, s hub.Store, clock *Clock) {
	r := rand.New(rand.NewPCG(20, 26))
	sites, skus := []retail.SiteID{"A", "B", "C"}, []retail.SKUID{"S1", "S2", "S3", "S4"}
	levels := map[retail.StockKey]retail.StockLevel{}
	c := hub.Channel{Name: "ec", Sites: sites[:2], Buffer: 2, Shops: true, Few: 1}
	silent := map[retail.SiteID]bool{}
	o, kept := newOutside(), newOutside()
	sure := true // the shop has not gone back to a copy of its own
	for range 160 {
		clock.Advance(time.Second)
		k := retail.StockKey{Site: sites[r.IntN(3)], SKU: skus[r.IntN(4)], Class: retail.Regular}
		switch r.IntN(12) {
		case 0, 1, 2, 3, 4:
			l := retail.StockLevel{StockKey: k, OnHand: r.IntN(9), Allocated: r.IntN(4), Safety: r.IntN(2), Doubt: r.IntN(9) == 0, AsOf: clock.Now()}
			levels[k] = l
			update(t, s, func(tx hub.Tx) error { return tx.PutLevel(l, "") }, wire.StoreScope(k.Site))
		case 5, 6:
			published(t, s, c, silent)
		case 7: // an answer that is lost
			_, _ = s.Outgoing(t.Context(), "ec", o.at, 1+r.IntN(4))
		case 8, 9:
			p, err := s.Outgoing(t.Context(), "ec", o.at, 1+r.IntN(4))
			if err != nil {
				o.at = hub.OutCursor{}
				continue
			}
			o.take(t, p, sure)
			if r.IntN(4) > 0 { // else it dies before it notes where it is
				o.at = p.Next
			}
		case 10:
			switch r.IntN(5) {
			case 0: // its own database goes back
				o.at, o.stock, sure = kept.at, maps.Clone(kept.stock), false
			case 1:
				kept.at, kept.stock = o.at, maps.Clone(o.stock)
			case 2:
				c.Buffer = r.IntN(4)
			case 3:
				silent["B"] = !silent["B"]
			case 4:
				if _, err := s.Compact(t.Context(), clock.Now(), 1); err != nil {
					t.Fatal(err)
				}
			}
		case 11:
			if r.IntN(6) == 0 {
				if _, err := s.BeginLife(context.Background(), "", hub.Life{Began: clock.Now()}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	published(t, s, c, silent)
	for {
		p, err := s.Outgoing(t.Context(), "ec", o.at, 3)
		if err != nil {
			o.at = hub.OutCursor{}
			continue
		}
		o.take(t, p, false)
		if o.at = p.Next; !p.More {
			break
		}
	}
	for _, sku := range skus {
		var available []int
		known := false
		for _, site := range c.Sites {
			l, ok := levels[retail.StockKey{Site: site, SKU: sku, Class: retail.Regular}]
			n := l.Available()
			if silent[site] {
				n = 0
			}
			available, known = append(available, n), known || ok
			if mark := o.stock[string(sku)+" "+string(site)]; ok && mark != int(retail.MarkOf(n, c.Few)) {
				t.Errorf("%s at %s: mark %d for %d", sku, site, mark, n)
			}
		}
		if got := o.stock[string(sku)+" "]; known && got != retail.Publishable(available, c.Buffer) {
			t.Errorf("%s: %d outside, %v less %d here", sku, got, available, c.Buffer)
		}
	}
}
