package terminal

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

// walker is somebody with a terminal.
type walker struct {
	t     *testing.T
	l     *line
	db    *localdb.DB
	who   retail.Staff
	svc   *wave.Service
	totes map[string]retail.OrderID // of the whole shop: what really lies in which tote
	taken map[retail.OrderID]int    // pieces really taken, of the whole shop
	name  string
}

// at puts the walker at a database of the terminal.
func (k *walker) at(db *localdb.DB) {
	k.db = db
	k.svc = wave.New(waveStore{db}, atWork{retail.Actor{Staff: k.who, Auth: retail.AuthPIN, Device: k.l.dev.ID}}, realClock, retail.UUIDv7{})
}

// walk picks up to n pieces of a wave, each into the tote of its order, and
// returns how many it took. With stay the last one stays in the hand.
func (k *walker) walk(id retail.WaveID, n int, stay bool) int {
	k.t.Helper()
	ctx := k.t.Context()
	for taken := 0; ; {
		v, err := k.svc.View(ctx, id)
		if err != nil {
			k.t.Fatal(k.name, err)
		}
		if v.Hand != nil {
			k.lay(id, v.Hand)
			continue
		}
		if v.Now() == nil || taken == n {
			return taken
		}
		sku, err := k.db.SKU(ctx, v.Now().SKU)
		if err != nil {
			k.t.Fatal(k.name, err)
		}
		f, err := k.svc.Scan(ctx, id, scanner.Classify(sku.Codes[0].GTIN[1:], scanner.Options{}))
		if err != nil || f.Answer != wave.Taken {
			k.t.Fatalf("%s scans %s: %v, %v", k.name, sku.ID, f.Answer, err)
		}
		taken++
		k.taken[f.View.Hand.Order]++
		if stay && taken == n {
			return taken
		}
	}
}

// lay puts what is in the hand into the order's tote, after trying one of
// somebody else's.
func (k *walker) lay(id retail.WaveID, h *wave.Hand) {
	k.t.Helper()
	ctx := k.t.Context()
	scan := func(tote string) wave.Answer {
		text, err := scanner.NewTote(tote)
		if err != nil {
			k.t.Fatal(err)
		}
		f, err := k.svc.Scan(ctx, id, scanner.Classify(text, scanner.Options{}))
		if err != nil {
			k.t.Fatal(k.name, err)
		}
		return f.Answer
	}
	for tote, owner := range k.totes {
		if owner != h.Order && !k.knowsNot(tote) {
			if a := scan(tote); a != wave.ForeignTote {
				k.t.Fatalf("%s lays goods of %s into the tote of %s: %v", k.name, h.Number, owner, a)
			}
			break
		}
	}
	mine := "T-" + h.Number
	if len(h.Totes) > 0 {
		mine = h.Totes[0]
	}
	if a := scan(mine); a != wave.Laid {
		k.t.Fatalf("%s lays goods of %s into %s: %v", k.name, h.Number, mine, a)
	}
	if owner, ok := k.totes[mine]; ok && owner != h.Order {
		k.t.Fatalf("%s has goods of two orders", mine)
	}
	k.totes[mine] = h.Order
}

// knowsNot tells whether a tote is used by somebody this terminal has not heard
// of yet.
func (k *walker) knowsNot(tote string) bool {
	_, err := k.db.Tote(k.t.Context(), tote)
	return retail.CodeOf(err) == retail.CodeNotFound
}

// crew enrols terminals of one shop and brings orders.
func crew(t *testing.T, s *hubserve.Server, terminals, orders int) ([]*walker, []retail.OrderID) {
	t.Helper()
	shop := sampleShop(t, s)
	totes, taken := map[string]retail.OrderID{}, map[retail.OrderID]int{}
	ids := order(t, s, shop, orders)
	var out []*walker
	for i := range terminals {
		out = append(out, &walker{t: t, l: enrol(t, s, shop), who: staffOf(t, s, shop, i), totes: totes, taken: taken, name: fmt.Sprint("terminal ", i+1)})
	}
	for _, k := range out {
		for _, id := range ids {
			k.l.has(t, id)
		}
		k.l.until(t, "the catalogue", func(agent.Status) bool {
			n, err := k.l.db.SKUCount(context.WithoutCancel(t.Context()))
			return err == nil && n > 2000
		})
		k.at(k.l.db)
	}
	return out, ids
}

// staffOf is the i-th who works at a shop.
func staffOf(t *testing.T, s *hubserve.Server, shop retail.SiteID, i int) retail.Staff {
	t.Helper()
	all, err := s.Hub.Staff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var here []retail.Staff
	for _, x := range all {
		if x.Role >= retail.RoleStaff && x.WorksAt(shop) {
			here = append(here, x)
		}
	}
	return here[i%len(here)]
}

// whole checks that the hub has every line of the orders picked once, each piece
// in a tote that is its order's alone.
func whole(t *testing.T, s *hubserve.Server, ids []retail.OrderID, taken map[retail.OrderID]int) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	owner := map[string]retail.OrderID{}
	lines, pieces := 0, 0
	for _, id := range ids {
		o, err := s.Hub.Store.Order(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range o.Lines {
			lines++
			n += l.Picked
			if l.Picked != l.Qty || l.Open() != 0 || l.Extra() != 0 {
				t.Errorf("%s line %d: %d of %d picked", o.Number, l.No, l.Picked, l.Qty)
			}
			for _, p := range l.Picks {
				if was, ok := owner[p.Tote]; p.Tote == "" || ok && was != id {
					t.Errorf("%s line %d: tote %q", o.Number, l.No, p.Tote)
				}
				owner[p.Tote] = id
			}
		}
		if n != taken[id] {
			t.Errorf("%s: %d pieces by the books, %d really", o.Number, n, taken[id])
		}
		pieces += n
	}
	t.Logf("%d orders, %d lines, %d pieces in %d totes", len(ids), lines, pieces, len(owner))
	if a, err := hub.AuditOf(ctx, s.Hub.Store, false); err != nil || !a.Sound {
		t.Errorf("audit %+v, %v", a.Stock, err)
	}
}

// hand gives a wave over: all codes of one screen are read by the other, in any
// order, and the receipt comes back.
func hand(t *testing.T, from, to *walker, id retail.WaveID) {
	t.Helper()
	ctx := t.Context()
	p, err := from.svc.Pack(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var frames scanner.Frames
	for i := range p.Frames {
		text := p.Frames[(i*7+3)%len(p.Frames)] // the reader comes in somewhere
		f, err := scanner.ParseFrame(text)
		if err != nil || scanner.Classify(text, scanner.Options{}).Kind != scanner.KindFrame {
			t.Fatal(text, err)
		}
		frames.Add(f)
	}
	for _, text := range p.Frames {
		f, _ := scanner.ParseFrame(text)
		frames.Add(f)
	}
	got, err := to.svc.Take(ctx, &frames)
	if err != nil {
		t.Fatal(err)
	}
	if err := from.svc.Pass(ctx, id, p, "x"+got.Receipt); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("any receipt will do: %v", err)
	}
	if err := from.svc.Pass(ctx, id, p, got.Receipt); err != nil {
		t.Fatal(err)
	}
	if v, err := from.svc.View(ctx, id); err != nil || v.Mine {
		t.Errorf("%s still walks it: %v", from.name, err)
	}
	if v, err := to.svc.View(ctx, id); err != nil || !v.Mine {
		t.Errorf("%s does not walk it: %v", to.name, err)
	}
	t.Logf("%d codes for %d orders with %d pieces", len(p.Frames), p.Orders, p.Pieces)
}

// TestRoundHandedOverWithoutALine: two terminals without a hub: one opens a
// round and walks half of it, the other reads its codes and walks the rest. When
// the hub is back, whichever of the two comes first, every piece is booked once.
func TestRoundHandedOverWithoutALine(t *testing.T) {
	for first := range 2 {
		t.Run(fmt.Sprint("terminal ", first+1, " first"), func(t *testing.T) {
			ctx := t.Context()
			dir := filepath.Join(t.TempDir(), "hub")
			s := startHub(t, dir, "127.0.0.1:0")
			crew, _ := crew(t, s, 2, 3)
			addr := s.Addr
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, k := range crew {
				k.l.stop()
				k.at(offline(t, k.l))
			}
			a, b := crew[0], crew[1]
			p, err := a.svc.Propose(ctx, wave.Wish{Size: 5})
			if err != nil || p.Size != 5 {
				t.Fatal(p, err)
			}
			var chosen []retail.OrderID
			for _, c := range p.Orders {
				chosen = append(chosen, c.ID)
			}
			v, err := a.svc.Open(ctx, chosen, "")
			if err != nil {
				t.Fatal(err)
			}
			total := v.Total
			half := a.walk(v.Wave.ID, 7, true) // one is still in the hand
			hand(t, a, b, v.Wave.ID)
			if bv, err := b.svc.View(ctx, v.Wave.ID); err != nil || bv.Hand == nil || bv.Done != half || bv.Total != total {
				t.Fatalf("the other sees %d of %d done, in hand %+v, %v", bv.Done, bv.Total, bv.Hand, err)
			}
			if rest := b.walk(v.Wave.ID, 99, false); half+rest != total {
				t.Errorf("%d and %d of %d pieces", half, rest, total)
			}
			for _, k := range crew {
				if err := k.db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			s = startHub(t, dir, addr)
			defer func() { _ = s.Close() }()
			for _, k := range []*walker{crew[first], crew[1-first]} {
				k.l.start(t)
				k.l.drained(t)
			}
			whole(t, s, chosen, a.taken)
			waves, err := s.Hub.Waves(ctx, a.l.dev.Store)
			if err != nil || len(waves) != 1 || waves[0].Walker(a.l.dev.ID) != nil || waves[0].Walker(b.l.dev.ID) == nil {
				t.Errorf("the hub has %+v, %v", waves, err)
			}
			for _, k := range crew {
				if x, err := k.l.db.Exceptions(ctx); err != nil || len(x) > 0 && slices.ContainsFunc(x, func(e retail.Exception) bool { return e.Kind != retail.ExRecount }) {
					t.Errorf("somebody is asked about %+v, %v", x, err)
				}
			}
		})
	}
}

// TestThirtyOrdersInRounds: three terminals walk thirty orders in rounds of ten;
// one loses its line half-way, one is killed with an item in the hand, goes on
// at that item, and gives its round to another. No line is lost or doubled, and
// no tote has goods of two orders.
func TestThirtyOrdersInRounds(t *testing.T) {
	ctx := t.Context()
	s := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() { _ = s.Close() }()
	crew, _ := crew(t, s, 3, 28) // with the two of the sample chain
	var ids []retail.OrderID
	var waves [3]wave.View
	for i, k := range crew {
		waitFor(t, "the others' rounds", func() bool {
			list, err := k.db.Waves(context.WithoutCancel(ctx))
			return err == nil && len(list) == i
		})
		p, err := k.svc.Propose(ctx, wave.Wish{})
		if err != nil || p.Size != 10 || len(p.Orders) != 30-10*i {
			t.Fatalf("%s: %d of %d orders, %v", k.name, p.Size, len(p.Orders), err)
		}
		var chosen []retail.OrderID
		for _, c := range p.Orders[:10] {
			chosen = append(chosen, c.ID)
		}
		ids = append(ids, chosen...)
		if waves[i], err = k.svc.Open(ctx, chosen, ""); err != nil {
			t.Fatal(err)
		}
		k.l.drained(t)
	}
	steady, cut, dying := crew[0], crew[1], crew[2]
	steady.walk(waves[0].Wave.ID, 12, false)
	cut.walk(waves[1].Wave.ID, 9, false)
	dying.walk(waves[2].Wave.ID, 8, true)

	cut.l.stop() // no line from here on
	cut.at(offline(t, cut.l))
	cut.walk(waves[1].Wave.ID, 99, false)

	// The battery is empty: nothing of the program ends in order.
	dead := copyFolder(t, dying.l.dir)
	dying.l.stop()
	dying.l.dir = dead
	dying.at(offline(t, dying.l))
	v, err := dying.svc.View(ctx, waves[2].Wave.ID)
	if err != nil || v.Hand == nil || v.Done != 8 {
		t.Fatalf("it goes on with %+v, %d done, %v", v.Hand, v.Done, err)
	}
	dying.walk(waves[2].Wave.ID, 3, false)
	hand(t, dying, steady, waves[2].Wave.ID)
	steady.walk(waves[2].Wave.ID, 99, false)
	steady.walk(waves[0].Wave.ID, 99, false)

	for _, k := range []*walker{cut, dying} {
		if err := k.db.Close(); err != nil {
			t.Fatal(err)
		}
		k.l.start(t)
	}
	for _, k := range crew {
		k.l.drained(t)
		k.at(k.l.db)
	}
	whole(t, s, ids, steady.taken)
	for i := range waves {
		if err := steady.svc.Close(ctx, waves[i].Wave.ID); err != nil && retail.HintOf(err) != "verdict.unknown_wave" {
			t.Error(err)
		}
	}
	steady.l.drained(t)
	if list, err := s.Hub.Waves(ctx, steady.l.dev.Store); err != nil || slices.ContainsFunc(list, func(w retail.Wave) bool { return w.State != retail.WaveClosed }) {
		t.Errorf("rounds %+v, %v", list, err)
	}
}
