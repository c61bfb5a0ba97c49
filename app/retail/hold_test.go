package retail

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
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
		if !m.At.Before(TillSince(c.At)) {
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

// TestHoldPromises: whatever the order of holds, orders, sales and handovers, and
// however late the till tells of what it sold, no hold is promised what is
// promised already, every piece that is promised and not there has an entry in
// the inbox, and when all is told the books are what lies in the shop.
func TestHoldPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newChain()
		pieces := rapid.IntRange(0, 6).Draw(t, "stock")
		k := w.stocked(shop, pieces)
		b := w.sites[shop]
		shelf := pieces // pieces on it, as nobody in the chain knows
		aside := map[HoldID]int{}
		var till []Command // what the till has yet to tell
		var made []HoldID
		tell := func() {
			i := rapid.IntRange(0, len(till)-1).Draw(t, "told")
			c := till[i]
			till = append(till[:i], till[i+1:]...)
			w.take(c, RoleHub)
		}
		ring := func(n int) {
			c := w.command(shop, KindSale, Sale{SKU: "shirt", Class: Regular, Qty: n})
			c.Device, c.Staff = HubDevice, ""
			till = append(till, c)
		}
		for n := range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(1, 8).Draw(t, "minutes")) * time.Minute)
			var id HoldID
			if len(made) > 0 {
				id = rapid.SampledFrom(made).Draw(t, "hold")
			}
			h := b.holds[id]
			switch rapid.IntRange(0, 11).Draw(t, "what") {
			case 0, 1, 2:
				id := HoldID(fmt.Sprint("h", n))
				was := b.stock[k]
				qty := rapid.IntRange(1, 3).Draw(t, "qty")
				from := rapid.SampledFrom([]SiteID{shop, keeper}).Draw(t, "from")
				w.make(from, shop, id, qty)
				w.deliver()
				made = append(made, id)
				if b.holds[id].State == HoldHeld && was.Available() < qty {
					t.Fatalf("%d promised of %+v", qty, was)
				}
			case 3:
				if h != nil && h.State == HoldHeld && shelf > 0 && h.ToKeep() > 0 {
					shelf--
					aside[id]++
					w.do(shop, KindHoldKeep, KeepHold{Hold: id, Line: 1, Qty: 1, Code: "4", Entry: Scanned})
				}
			case 4:
				if aside[id] > 0 && h.State.Ended() {
					shelf++
					aside[id]--
					w.do(shop, KindHoldBack, BackHold{Hold: id, Line: 1, Qty: 1})
				}
			case 5, 6:
				if h == nil || h.State != HoldHeld && (h.State != HoldExpired || aside[id] == 0) {
					break
				}
				gone := aside[id]
				if h.State == HoldHeld {
					gone = max(gone, h.Lines[0].Qty-h.Lines[0].Lost)
				}
				if gone-aside[id] > shelf {
					break
				}
				shelf -= gone - aside[id]
				aside[id] = 0
				c := w.command(shop, KindHoldCollect, CollectHold{Hold: id})
				ring(gone)
				if rapid.Bool().Draw(t, "till first") {
					for len(till) > 0 {
						tell()
					}
				}
				if h := b.holds[id]; h.State == HoldHeld && h.Lines[0].Lost > 0 || h.State == HoldBroken {
					c.At = w.now // broken by its own sale
				}
				w.take(c, RoleStaff)
			case 7:
				if id != "" {
					w.do(shop, KindHoldRelease, ReleaseHold{Hold: id})
				}
			case 8, 9:
				if shelf > 0 {
					shelf--
					ring(1)
				}
			case 10:
				if len(till) > 0 {
					tell()
				}
			case 11:
				o := shopOrder()
				o.ID, o.Lines = OrderIDFor("ec", fmt.Sprint(n)), []Line{{No: 1, SKU: "shirt", Qty: 1}}
				o.PlacedAt = w.now
				w.hub(shop, KindReceive, Receive{Order: o})
			}
			if err := b.agree(k); err != nil {
				t.Fatal(err)
			}
		}
		for len(till) > 0 {
			tell()
		}
		lies := shelf
		for _, n := range aside {
			lies += n
		}
		l := b.stock[k]
		if l.OnHand != lies && !b.told() {
			t.Fatalf("%d in the books, %d in the shop, and nobody is told: %+v", l.OnHand, lies, l)
		}
		w.deliver()
		for id, h := range w.sites[keeper].holds {
			if there := b.holds[id]; h.State != there.State || h.Lines[0].Lost != there.Lines[0].Lost {
				t.Fatalf("the copies differ:\n%+v\n%+v", h, there)
			}
		}
	})
}

// agree compares the stock books with holds and orders.
func (b *holdBooks) agree(k StockKey) error {
	held, put, promised := 0, 0, 0
	for _, h := range b.holds {
		for _, l := range h.Lines {
			held += l.Held
			put += l.Aside()
		}
	}
	for _, o := range b.orders {
		promised += o.Lines[0].Alloc
	}
	if l := b.stock[k]; l.Held != held || l.Picked != put || held < 0 || l.Allocated != promised {
		return fmt.Errorf("the books have %+v, the holds %d and %d, the orders %d", l, held, put, promised)
	}
	return nil
}

// told tells whether somebody is to look at the stock.
func (b *holdBooks) told() bool {
	for _, x := range b.open {
		switch x.Kind { //nolint:exhaustive // the others say nothing of the stock
		case ExHoldBroken, ExOversold, ExShortage, ExHandoverAfterCancel, ExStateClash:
			return true
		}
	}
	return false
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
