package retail

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var keptFor = Customer{Name: "山田 花子", Kana: "ヤマダ ハナコ", Phone: "09000001234", Member: "M-1"}

func keptLines(qty int) []HoldLine {
	return []HoldLine{{No: 1, SKU: "shirt", Class: Regular, Name: "シャツ", PriceTaxIn: 1000, Qty: qty}}
}

func keptHold() Hold {
	return Hold{
		ID: "h-1", Store: shop, From: keeper, Number: "4821", State: HoldHeld, Customer: keptFor, Lines: keptLines(2), Pay: PayLater, Tag: "HD-1",
		MadeAt: noon, Until: noon.Add(48 * time.Hour), Made: "c-0",
	}
}

// holdShops is two shops, each with its books, and the letters between them.
type holdShops struct {
	now   time.Time
	sites map[SiteID]*holdBooks
	post  []Letter
	n     int
}

// holdBooks are those of the home of one shop.
type holdBooks struct {
	site   Site
	holds  map[HoldID]*Hold
	orders map[OrderID]*Order
	stock  map[StockKey]StockLevel
	moves  []Movement
	open   map[ExceptionID]Exception
	lease  *Lease
}

const keeper SiteID = "SHINJUKU"

func newChain() *holdShops {
	c := &holdShops{now: noon, sites: map[SiteID]*holdBooks{}}
	for _, id := range []SiteID{shop, keeper} {
		c.sites[id] = &holdBooks{
			site:  Site{ID: id, Kind: Shop, Opens: "10:00", Closes: "20:00", Closed: Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}},
			holds: map[HoldID]*Hold{}, orders: map[OrderID]*Order{}, stock: map[StockKey]StockLevel{}, open: map[ExceptionID]Exception{},
		}
	}
	return c
}

func (w *holdShops) stocked(site SiteID, n int) StockKey {
	k := StockKey{site, "shirt", Regular}
	w.sites[site].stock[k] = StockLevel{StockKey: k, OnHand: n}
	return k
}

// take judges a command as the hub does, and stores what became of it.
func (w *holdShops) take(c Command, role Role) Decision {
	b := w.sites[c.Store]
	st := State{Role: role, Now: w.now, Site: b.site, Lease: b.lease, Approver: RoleManager}
	if ref := c.Body.About(); ref.Entity == EntityHold {
		st.Hold = b.holds[HoldID(ref.ID)]
	} else if ref.Entity == EntityOrder {
		st.Order = b.orders[OrderID(ref.ID)]
	}
	for _, k := range c.HoldLevels(st.Hold) {
		l := b.stock[k]
		l.StockKey = k
		st.Levels = append(st.Levels, l)
	}
	for _, h := range b.holds {
		st.Holds = append(st.Holds, h)
	}
	slices.SortFunc(st.Holds, func(a, b *Hold) int { return int(a.MadeAt.Sub(b.MadeAt)) })
	if k, ok := c.Level(); ok {
		l := b.stock[k]
		l.StockKey = k
		st.Level = &l
	}
	for _, m := range b.moves {
		if st.Hold == nil || !m.At.Before(st.TillSince(c, m.Key)) {
			st.Moves = append(st.Moves, m)
		}
	}
	for _, o := range b.orders {
		st.Promised = append(st.Promised, o)
	}
	d := Decide(st, c)
	levels, err := d.Book(c, func(k StockKey) (StockLevel, error) {
		l := b.stock[k]
		l.StockKey = k
		return l, nil
	})
	if err != nil {
		panic(err)
	}
	for _, l := range levels {
		b.stock[l.StockKey] = l
	}
	b.moves = append(b.moves, d.Moves...)
	for _, h := range d.Holds {
		b.holds[h.ID] = h
	}
	for _, o := range append(d.Others, d.Order) {
		if o != nil {
			b.orders[o.ID] = o
		}
	}
	for _, id := range d.Close {
		delete(b.open, id)
	}
	for _, x := range d.Raise {
		b.open[x.ID] = x
	}
	w.post = append(w.post, d.Letters...)
	return d
}

func (w *holdShops) command(site SiteID, kind Kind, body Body) Command {
	w.n++
	return Command{ID: CommandID(fmt.Sprintf("c-%d", w.n)), Dseq: int64(w.n), Kind: kind, At: w.now, Store: site, Device: "handy-1", Staff: "sato", Body: body}
}

func (w *holdShops) do(site SiteID, kind Kind, body Body) Decision {
	return w.take(w.command(site, kind, body), RoleStaff)
}

func (w *holdShops) hub(site SiteID, kind Kind, body Body) Decision {
	c := w.command(site, kind, body)
	c.Device, c.Staff = HubDevice, ""
	return w.take(c, RoleHub)
}

// deliver brings every letter.
func (w *holdShops) deliver() {
	for len(w.post) > 0 {
		l := w.post[0]
		w.post = w.post[1:]
		c := l.Command()
		c.Device = HubDevice
		w.take(c, RoleHub)
	}
}

func (w *holdShops) make(site, at SiteID, id HoldID, qty int) Decision {
	return w.do(site, KindHold, MakeHold{Hold: id, At: at, Number: "0001", Tag: "HD-" + string(id), Customer: keptFor, Lines: keptLines(qty), Pay: PayLater})
}

func TestHoldHere(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	b := w.sites[shop]
	if d := w.make(shop, shop, "a", 2); d.Verdict != Applied || b.holds["a"].State != HoldHeld || b.stock[k].Held != 2 || b.stock[k].Available() != 0 {
		t.Fatalf("%+v, %+v", d, b.stock[k])
	}
	if want := time.Date(2026, 11, 24, 20, 0, 0, 0, Japan); !b.holds["a"].Until.Equal(want) {
		t.Errorf("until %v, want %v: noon there is %v", b.holds["a"].Until, want, noon.In(Japan))
	}
	if d := w.make(shop, shop, "b", 1); d.Code != NotEnough || b.holds["b"].State != HoldDeclined || len(b.open) != 1 || b.open[holdTask("b")].Hold != "b" {
		t.Errorf("promised twice: %+v", d)
	}
	w.do(shop, KindHoldKeep, KeepHold{Hold: "a", Line: 1, Qty: 2, Code: "4999", Entry: Scanned, Place: "K-1"})
	if l := b.stock[k]; l.Picked != 2 || l.Held != 2 || b.holds["a"].Place != "K-1" || b.holds["a"].ToKeep() != 0 {
		t.Errorf("put by: %+v", l)
	}
	if d := w.hub(shop, KindHoldExpire, ExpireHold{"a"}); d.Verdict != Rejected {
		t.Errorf("ended before its time: %+v", d)
	}
	w.now = b.holds["a"].Until
	if d := w.do(shop, KindHoldExpire, ExpireHold{"a"}); d.Verdict != Rejected || b.holds["a"].State != HoldHeld {
		t.Errorf("a terminal's clock ended it: %+v", d)
	}
	w.hub(shop, KindHoldExpire, ExpireHold{"a"})
	if l := b.stock[k]; b.holds["a"].State != HoldExpired || l.Held != 2 || !b.holds["a"].ToPutBack() {
		t.Errorf("what lies put by may still be collected: %+v", l)
	}
	w.do(shop, KindHoldBack, BackHold{Hold: "a", Line: 1, Qty: 1, Shelf: "A-1"})
	if l := b.stock[k]; l.Held != 1 || l.Picked != 1 || l.Available() != 1 {
		t.Errorf("one is back: %+v", l)
	}
	if d := w.do(shop, KindHoldCollect, CollectHold{Hold: "a", Tag: "HD-a"}); d.Verdict != Applied || len(d.Raise) != 0 {
		t.Errorf("collected late, before it was back: %+v", d)
	}
	if l := b.stock[k]; l.OnHand != 1 || l.Held != 0 || l.Picked != 0 {
		t.Errorf("after it went: %+v", l)
	}
	if d := w.do(shop, KindHoldCollect, CollectHold{Hold: "a"}); d.Raise == nil || d.Raise[0].Kind != ExDoubleHandover || d.Raise[0].Hold != "a" || len(d.Moves) != 0 {
		t.Errorf("a second handover: %+v", d)
	}
	w.hub(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1, Receipt: "R-1"})
	if l := b.stock[k]; l.OnHand != 1 {
		t.Errorf("the till sold what was handed over a second time: %+v", l)
	}
}

func TestHoldElsewhere(t *testing.T) {
	w := newChain()
	w.stocked(keeper, 1)
	here, there := w.sites[shop], w.sites[keeper]
	w.make(shop, keeper, "a", 1)
	if h := here.holds["a"]; h.State != HoldAsked || h.From != shop || len(w.post) != 1 || len(here.moves) != 0 {
		t.Fatalf("asked: %+v", h)
	}
	w.deliver()
	if a, b := here.holds["a"], there.holds["a"]; a.State != HoldHeld || b.State != HoldHeld || b.Customer != keptFor || a.Customer != keptFor || !a.Until.Equal(b.Until) {
		t.Fatalf("answered:\n%+v\n%+v", a, b)
	}
	w.make(shop, keeper, "b", 1)
	w.deliver()
	if h := here.holds["b"]; h.State != HoldDeclined || here.open[holdTask("b")].Kind != ExHoldDeclined || len(there.open) != 0 {
		t.Errorf("turned down: %+v, %v", h, here.open)
	}
	until := here.holds["a"].Until
	w.do(shop, KindHoldExtend, ExtendHold{"a"})
	if here.holds["a"].Wish != WishExtend || !here.holds["a"].Until.Equal(until) {
		t.Errorf("extended here: %+v", here.holds["a"])
	}
	w.deliver()
	if a, b := here.holds["a"], there.holds["a"]; a.Wish != 0 || !a.Until.After(until) || !a.Until.Equal(b.Until) || a.Extended != 1 {
		t.Errorf("extended:\n%+v\n%+v", a, b)
	}
	w.do(shop, KindHoldExtend, ExtendHold{"a"})
	w.do(shop, KindHoldRelease, ReleaseHold{Hold: "a"})
	w.deliver()
	if a, b := here.holds["a"], there.holds["a"]; a.State != HoldReleased || b.State != HoldReleased || a.Wish != 0 {
		t.Errorf("released:\n%+v\n%+v", a, b)
	}
	if l := there.stock[StockKey{keeper, "shirt", Regular}]; l.Held != 0 || l.OnHand != 1 {
		t.Errorf("there: %+v", l)
	}
}

func TestHoldSoldAtTheTill(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 2)
	b := w.sites[shop]
	w.make(shop, shop, "old", 1)
	w.now = w.now.Add(time.Minute)
	w.make(keeper, shop, "young", 1)
	w.deliver()
	w.now = w.now.Add(time.Hour)
	d := w.hub(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1})
	w.deliver()
	if b.holds["old"].State != HoldHeld || b.holds["young"].State != HoldBroken || len(d.Raise) != 1 || d.Raise[0].Kind != ExHoldBroken {
		t.Fatalf("%+v\n%+v", b.holds["young"], d)
	}
	if x := w.sites[keeper].open[holdTask("young")]; x.Kind != ExHoldBroken || w.sites[keeper].holds["young"].State != HoldBroken {
		t.Errorf("the shop that asked is not told: %+v", x)
	}
	if l := b.stock[k]; l.OnHand != 1 || l.Held != 1 {
		t.Errorf("level %+v", l)
	}
	// It is found all the same: the sale was of another piece than the books thought.
	d = w.do(shop, KindHoldKeep, KeepHold{Hold: "young", Line: 1, Qty: 1, Code: "4999", Entry: Scanned})
	w.deliver()
	if b.holds["young"].State != HoldHeld || w.sites[keeper].holds["young"].State != HoldHeld || len(w.sites[keeper].open) != 0 {
		t.Errorf("found: %+v", b.holds["young"])
	}
	if d.Raise == nil || d.Raise[0].Kind != ExOversold {
		t.Errorf("more is promised than the books have, and nobody is told: %+v", d)
	}
}

// TestHoldPaid: what was paid is rung before it is collected.
func TestHoldPaid(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 1)
	b := w.sites[shop]
	w.do(shop, KindHold, MakeHold{Hold: "a", At: shop, Customer: keptFor, Lines: keptLines(1), Pay: PaidAll})
	w.hub(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: 1})
	if l := b.stock[k]; l.OnHand != 1 || l.Held != 1 || b.holds["a"].State != HoldHeld {
		t.Fatalf("its own sale broke it: %+v", l)
	}
	w.do(shop, KindHoldCollect, CollectHold{Hold: "a"})
	if l := b.stock[k]; l.OnHand != 0 || l.Held != 0 {
		t.Errorf("collected: %+v", l)
	}
	if !b.holds["a"].Done(w.now) {
		t.Error("the till told of it already")
	}
}

// TestHoldCollectedBeforeItWasKept: a customer got a piece from the shelf at a
// terminal without a line, and another one put a piece by later.
func TestHoldCollectedBeforeItWasKept(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 3)
	b := w.sites[shop]
	w.make(shop, shop, "a", 1)
	w.now = w.now.Add(time.Hour)
	collect := w.command(shop, KindHoldCollect, CollectHold{Hold: "a"})
	w.now = w.now.Add(20 * time.Minute)
	keep := w.command(shop, KindHoldKeep, KeepHold{Hold: "a", Line: 1, Qty: 1, Code: "4", Entry: Scanned})
	keep.Device = "handy-2"
	w.take(keep, RoleStaff)
	w.take(collect, RoleStaff)
	h := b.holds["a"]
	if l := b.stock[k]; l.OnHand != 2 || l.Picked != 1 || l.Held != 1 || h.State != HoldCollected || !h.ToPutBack() {
		t.Fatalf("one is gone and one lies put by: %+v %+v", l, h)
	}
	w.do(shop, KindHoldBack, BackHold{Hold: "a", Line: 1, Qty: 1})
	if l := b.stock[k]; l.OnHand != 2 || l.Picked != 0 || l.Held != 0 || b.holds["a"].ToPutBack() {
		t.Errorf("it is on its shelf again: %+v", l)
	}
}

// TestCountBelowPromises: a count that finds less than was promised has an owner,
// until one finds enough.
func TestCountBelowPromises(t *testing.T) {
	w := newChain()
	k := w.stocked(shop, 5)
	b := w.sites[shop]
	w.make(shop, shop, "a", 4)
	w.now = w.now.Add(time.Hour)
	w.do(shop, KindCount, Count{SKU: "shirt", Class: Regular, Qty: 3})
	if l := b.stock[k]; l.OnHand != 3 || l.Held != 4 {
		t.Fatalf("level %+v", l)
	}
	x, told := b.open[lackTask(k)]
	if !told || x.Kind != ExOversold || x.SKU != "shirt" || x.Qty != 1 {
		t.Errorf("one is promised and not there: %+v", b.open)
	}
	w.now = w.now.Add(time.Hour)
	w.do(shop, KindCount, Count{SKU: "shirt", Class: Regular, Qty: 4})
	if len(b.open) != 0 {
		t.Errorf("all are there: %+v", b.open)
	}
}

// TestHoldTransitions holds the table to what it promises.
func TestHoldTransitions(t *testing.T) {
	for _, s := range HoldStates() {
		if _, ok := holdTransitions[s]; !ok {
			t.Errorf("%v has no row", s)
		}
		for _, next := range HoldStates() {
			if s.CanBecome(next) && s.CanBecomeLate(next) {
				t.Errorf("%v to %v is both in time and late", s, next)
			}
		}
		if s != HoldCollected && !s.CanBecome(HoldCollected) && !s.CanBecomeLate(HoldCollected) {
			t.Errorf("%v cannot be collected, but it may have happened", s)
		}
	}
}
