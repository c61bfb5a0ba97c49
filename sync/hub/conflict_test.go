package hub_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// inbox returns the open exceptions of the shop by kind.
func (w *world) inbox() map[retail.ExceptionKind]retail.Exception {
	w.t.Helper()
	out := map[retail.ExceptionKind]retail.Exception{}
	all, err := w.h.Exceptions(context.Background(), shibuya)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range all {
		if x.Open() {
			out[x.Kind] = x
		}
	}
	return out
}

func (w *world) sale(id string, at time.Time, qty int) wire.Result {
	w.t.Helper()
	r, err := w.h.Tell(context.Background(), retail.Command{
		ID: retail.CommandID(id), Kind: retail.KindSale, Store: shibuya, At: at, Body: retail.Sale{SKU: "SK-1", Class: retail.Regular, Qty: qty},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// seller is a terminal whose commands are numbered by themselves.
type seller struct {
	w    *world
	dev  retail.DeviceID
	dseq int64
}

func (w *world) seller() *seller { return &seller{w: w, dev: w.enrol(shibuya).Device} }

func (s *seller) at(at time.Time, kind retail.Kind, body retail.Body) wire.Result {
	s.w.t.Helper()
	s.dseq++
	c := s.w.command(s.dseq, kind, body)
	c.At = at
	r := s.w.push(s.dev, 0, c)
	if len(r.Results) != 1 {
		s.w.t.Fatalf("%s: %+v", kind, r)
	}
	return r.Results[0]
}

func (s *seller) do(kind retail.Kind, body retail.Body) wire.Result {
	return s.at(s.w.clock.Now(), kind, body)
}

// stage puts an order by, as quickly as can be.
func (s *seller) stage(o retail.Order) {
	s.do(retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned})
	s.do(retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: "B-1", Label: "bag-" + o.Number, No: 1})
	s.do(retail.KindStage, retail.StageOrder{Order: o.ID})
}

func count(qty int) retail.Count { return retail.Count{SKU: "SK-1", Class: retail.Regular, Qty: qty} }

// The conflicts of the protocol that shared state can have, by their numbers
// there, on both engines. 8 and 10 to 13 are conflicts of the line and the
// disk: sync/agent, app/internal/localdb and app/chaostest have them.
func TestConflicts(t *testing.T) {
	for name, f := range map[string]func(t *testing.T, w *world, a, b *seller){
		"01 two claim one order":                        twoClaim,
		"02 canceled while picking":                     canceledWhilePicking,
		"03 sold while promised":                        soldWhilePromised,
		"04 handed over twice offline":                  handedOverTwice,
		"05 a count against movements":                  countedAmidMovements,
		"06 collected after its time":                   collectedLate,
		"07 facts of a terminal that was away for long": awayForLong,
		"09 a terminal is lost":                         terminalLost,
		"14 staff who left":                             staffLeft,
	} {
		t.Run(name, func(t *testing.T) {
			hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
				w := newWorld(t, s, clock)
				f(t, w, w.seller(), w.seller())
			})
		})
	}
}

func twoClaim(t *testing.T, w *world, a, b *seller) {
	o := w.order(shibuya, "1")
	a.do(retail.KindClaim, retail.ClaimOrder{Order: o.ID})
	c := w.command(b.dseq+1, retail.KindClaim, retail.ClaimOrder{Order: o.ID})
	c.Staff = "s2"
	b.dseq++
	if r := w.push(b.dev, 0, c).Results[0]; r.Verdict != retail.Rejected {
		t.Fatalf("second claim: %+v", r)
	}
	c = w.command(b.dseq+1, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned})
	c.Staff = "s2"
	b.dseq++
	if r := w.push(b.dev, 0, c).Results[0]; r.Verdict != retail.AppliedException {
		t.Fatalf("picked all the same: %+v", r)
	}
}

func canceledWhilePicking(t *testing.T, w *world, a, _ *seller) {
	o := w.order(shibuya, "1")
	a.do(retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned})
	if _, err := w.h.Apply(context.Background(), retail.KindCancel, retail.Cancel{Order: o.ID}); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.inbox()[retail.ExPutBack]; !ok || w.load(o.ID).State != retail.Canceled {
		t.Fatal(w.inbox())
	}
}

func soldWhilePromised(t *testing.T, w *world, _, _ *seller) {
	o := w.order(shibuya, "1")
	w.sale("sale-1", w.clock.Now(), 9)
	if len(w.inbox()) != 0 {
		t.Fatal("a free piece was missed", w.inbox())
	}
	for range 2 { // the feed repeats itself
		w.sale("sale-2", w.clock.Now(), 1)
	}
	x := w.inbox()
	if x[retail.ExOversold].Order != o.ID || x[retail.ExShortage].Order != o.ID || w.load(o.ID).State != retail.Short {
		t.Fatalf("%+v", x)
	}
	if l := w.level(); l.OnHand != 0 || l.Allocated != 0 {
		t.Fatalf("%+v", l)
	}
}

func handedOverTwice(t *testing.T, w *world, a, b *seller) {
	o := w.order(shibuya, "1")
	a.stage(o)
	if r := a.do(retail.KindTakeCounter, retail.TakeCounter{}); r.Verdict != retail.Applied {
		t.Fatal(r)
	}
	if r := b.do(retail.KindTakeCounter, retail.TakeCounter{}); r.Code != retail.CounterHeld {
		t.Fatal(r)
	}
	var lease retail.Lease
	if ok, err := w.s.Row(t.Context(), wire.StoreScope(shibuya), retail.EntityLease, retail.CounterKey, &lease); !ok || err != nil || lease.Device != a.dev {
		t.Fatal(lease, err)
	}
	hand := retail.HandOver{Order: o.ID, Proof: retail.ByCode, Bags: []string{"bag-1"}, Offline: true, Lease: lease.Token}
	if r := a.do(retail.KindHandover, hand); r.Verdict != retail.Applied {
		t.Fatalf("the counter: %+v", r)
	}
	hand.Lease = 0
	if r := b.do(retail.KindHandover, hand); r.Verdict != retail.AppliedException {
		t.Fatalf("the other: %+v", r)
	}
	x := w.inbox()[retail.ExDoubleHandover]
	if len(x.People) != 2 || x.People[0].Device != a.dev || x.People[1].Device != b.dev || w.level().OnHand != 9 {
		t.Fatalf("%+v, %+v", x, w.level())
	}
	other := w.order(shibuya, "2")
	a.stage(other)
	b.do(retail.KindHandover, retail.HandOver{Order: other.ID, Proof: retail.ByCode, Bags: []string{"bag-2"}, Offline: true})
	if x := w.inbox()[retail.ExNoLease]; x.Order != other.ID {
		t.Fatalf("without the lease: %+v", w.inbox())
	}
}

func countedAmidMovements(t *testing.T, w *world, a, b *seller) {
	noon := w.clock.Now()
	w.clock.Advance(time.Hour)
	w.sale("s1", noon.Add(30*time.Minute), 2)
	a.at(noon, retail.KindCount, count(8)) // two were missing before the sale
	if l := w.level(); l.OnHand != 6 || len(w.inbox()) != 0 {
		t.Fatalf("%+v %v", l, w.inbox())
	}
	w.sale("s2", noon.Add(-30*time.Minute), 1) // a till that was offline: counted already
	if l := w.level(); l.OnHand != 6 || len(w.inbox()) != 0 {
		t.Fatalf("%+v %v", l, w.inbox())
	}
	if r := b.at(noon.Add(33*time.Minute), retail.KindCount, count(6)); r.Verdict != retail.AppliedException {
		t.Fatalf("%+v", r)
	}
	if x := w.inbox()[retail.ExRecount]; len(x.Seen) != 1 || x.SKU != "SK-1" {
		t.Fatalf("%+v", x)
	}
	b.do(retail.KindCount, count(6))
	if len(w.inbox()) != 0 {
		t.Fatal("counted again, and still asked for")
	}
}

func collectedLate(t *testing.T, w *world, a, _ *seller) {
	o := w.order(shibuya, "1")
	a.stage(o)
	w.clock.Advance(8 * 24 * time.Hour)
	if n, err := w.h.Overdue(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if r := a.do(retail.KindExtend, retail.Extend{Order: o.ID}); r.Verdict != retail.Applied {
		t.Fatal(r)
	}
	if got := w.load(o.ID); got.State != retail.Staged || !got.Deadline.Equal(retail.Site{}.LastCall(w.clock.Now(), 3)) || len(w.inbox()) != 0 {
		t.Fatalf("%v until %v, %v", got.State, got.Deadline, w.inbox())
	}
	w.clock.Advance(4 * 24 * time.Hour)
	if n, err := w.h.Overdue(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if r := a.do(retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Bags: []string{"bag-1"}}); r.Verdict != retail.Applied {
		t.Fatalf("%+v %v", r, w.inbox())
	}
}

func awayForLong(t *testing.T, w *world, a, _ *seller) {
	o := w.order(shibuya, "1")
	at := w.clock.Now()
	w.clock.Advance(14 * 24 * time.Hour)
	pick := retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned}
	if r := a.at(at, retail.KindPick, pick); r.Verdict != retail.AppliedException {
		t.Fatal(r)
	}
	if x := w.inbox()[retail.ExLate]; x.Order != o.ID || w.load(o.ID).Lines[0].Picked != 1 {
		t.Fatalf("%+v", w.inbox())
	}
}

func terminalLost(t *testing.T, w *world, a, b *seller) {
	o := w.order(shibuya, "1")
	b.do(retail.KindClaim, retail.ClaimOrder{Order: o.ID})
	b.do(retail.KindTakeCounter, retail.TakeCounter{})
	if r := a.do(retail.KindRevoke, retail.Revoke{Device: b.dev}); r.Verdict != retail.Applied {
		t.Fatalf("%+v", r)
	}
	d, err := w.s.Device(t.Context(), b.dev)
	if err != nil || !d.Revoked {
		t.Fatal(d, err)
	}
	if x := w.inbox()[retail.ExRevoked]; x.Order != o.ID || w.load(o.ID).Claim != nil {
		t.Fatalf("%+v", w.inbox())
	}
	if r := a.do(retail.KindTakeCounter, retail.TakeCounter{}); r.Verdict != retail.Applied {
		t.Fatalf("the counter is still the lost one's: %+v", r)
	}
	foreign := w.enrol(shinjuku)
	if r := a.do(retail.KindRevoke, retail.Revoke{Device: foreign.Device}); r.Verdict != retail.Quarantined {
		t.Fatalf("another shop's terminal: %+v", r)
	}
}

func staffLeft(t *testing.T, w *world, a, _ *seller) {
	o := w.order(shibuya, "1")
	w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{
		{Staff: retail.Staff{ID: "s1", Name: "佐藤", Role: retail.RoleManager, Stores: []retail.SiteID{shibuya}}},
	}))
	if r := a.do(retail.KindClaim, retail.ClaimOrder{Order: o.ID}); r.Verdict != retail.Rejected || r.Code != retail.NotAllowed {
		t.Fatalf("a wish: %+v", r)
	}
	r := a.do(retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Entry: retail.Scanned})
	if x := w.inbox()[retail.ExNotAllowed]; r.Verdict != retail.AppliedException || x.Order != o.ID || w.load(o.ID).Lines[0].Picked != 1 {
		t.Fatalf("a fact: %+v", r)
	}
}
