package retail

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var shirt = StockKey{shop, "shirt", Regular}

// books is a level with its ledger, as a hub keeps them.
type books struct {
	level StockLevel
	moves []Movement
	open  map[ExceptionID]Exception
	n     int
}

func newBooks(onHand int) *books {
	return &books{level: StockLevel{StockKey: shirt, OnHand: onHand}, open: map[ExceptionID]Exception{}}
}

// take judges a command about the shirt.
func (b *books) take(t rapid.TB, minute float64, device DeviceID, body Body) Decision {
	t.Helper()
	b.n++
	c := Command{
		ID: CommandID(fmt.Sprint("c-", b.n)), At: noon.Add(time.Duration(minute * float64(time.Minute))),
		Store: shop, Device: device, Staff: "sato", Body: body,
	}
	st := State{Role: RoleManager, Level: &b.level, Counts: CountPolicy{AgainPieces: 1000}}
	switch x := body.(type) {
	case Sale:
		c.Kind, st.Role = KindSale, RoleHub
	case Count:
		c.Kind = KindCount
		for _, m := range b.moves {
			if !m.At.Before(x.Window(c.At)) {
				st.Moves = append(st.Moves, m)
			}
		}
	}
	d := Decide(st, c)
	levels, err := d.Book(c, func(StockKey) (StockLevel, error) { return b.level, nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range levels {
		b.level = l
	}
	b.moves = append(b.moves, d.Moves...)
	for _, id := range d.Close {
		delete(b.open, id)
	}
	for _, x := range d.Raise {
		b.open[x.ID] = x
	}
	return d
}

func sale(n int) Sale   { return Sale{SKU: "shirt", Class: Regular, Qty: n} }
func count(n int) Count { return Count{SKU: "shirt", Class: Regular, Qty: n} }

func TestCount(t *testing.T) {
	t.Run("sets the books right", func(t *testing.T) {
		b := newBooks(10)
		b.level.Doubt = true
		b.take(t, 0, "handy-1", count(8))
		if b.level.OnHand != 8 || b.level.Doubt || len(b.open) != 0 {
			t.Fatalf("%+v", b.level)
		}
	})
	t.Run("leaves out what surely happened later", func(t *testing.T) {
		b := newBooks(10)
		b.take(t, 60, HubDevice, sale(2))
		b.take(t, 0, "handy-1", count(9)) // arrives late
		if b.level.OnHand != 7 {
			t.Fatalf("on hand %d, want 9 counted less 2 sold since", b.level.OnHand)
		}
	})
	t.Run("takes back what it had seen already", func(t *testing.T) {
		b := newBooks(10)
		b.take(t, 60, "handy-1", count(7))
		b.take(t, 0, HubDevice, sale(3)) // the till was offline
		if b.level.OnHand != 7 || len(b.open) != 0 {
			t.Fatalf("on hand %d, %v", b.level.OnHand, b.open)
		}
	})
	t.Run("is to be done again when others moved goods meanwhile", func(t *testing.T) {
		b := newBooks(10)
		b.take(t, 0, HubDevice, sale(1))
		if d := b.take(t, 3, "handy-1", count(9)); d.Verdict != AppliedException || b.level.OnHand != 9 || len(b.open) != 1 {
			t.Fatalf("%+v %+v", d, b.level)
		}
		for _, x := range b.open {
			if x.Kind != ExRecount || len(x.Seen) != 1 || x.SKU != "shirt" {
				t.Fatalf("%+v", x)
			}
		}
		b.take(t, 20, "handy-1", count(9))
		if len(b.open) != 0 {
			t.Fatal("the new count does not end the task")
		}
		b.take(t, 22, HubDevice, sale(1))
		if len(b.open) != 1 || b.level.OnHand != 8 {
			t.Fatalf("a sale just after the count: %v, on hand %d", b.open, b.level.OnHand)
		}
	})
	t.Run("an older one does not undo a newer one", func(t *testing.T) {
		b := newBooks(10)
		b.take(t, 60, "handy-1", count(7))
		if d := b.take(t, 0, "handy-2", count(10)); d.Code != Superseded || b.level.OnHand != 7 {
			t.Fatalf("%v, on hand %d", d.Code, b.level.OnHand)
		}
	})
}

// Whatever order facts arrive in, with clocks off by less than half the window,
// the books agree with the shelf after the last count unless a new count is
// asked for.
func TestCountedShelfIsTrueOrAskedFor(t *testing.T) {
	type event struct {
		true, said float64 // minutes
		device     DeviceID
		body       Body
	}
	rapid.Check(t, func(rt *rapid.T) {
		shelf := rapid.IntRange(0, 30).Draw(rt, "shelf")
		b := newBooks(rapid.IntRange(0, 30).Draw(rt, "books"))
		b.moves = append(b.moves, Movement{Key: shirt, Kind: MoveReceipt, OnHand: 0})
		skew := map[DeviceID]float64{}
		for _, d := range []DeviceID{"handy-1", "handy-2", HubDevice} {
			skew[d] = rapid.Float64Range(-2.4, 2.4).Draw(rt, "skew")
		}
		var all []event
		at := 0.0
		lastCount := -1
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			at += rapid.Float64Range(0.1, 30).Draw(rt, "gap")
			device := rapid.SampledFrom([]DeviceID{"handy-1", "handy-2"}).Draw(rt, "device")
			var body Body
			switch rapid.IntRange(0, 2).Draw(rt, "what") {
			case 0:
				body = count(shelf)
				lastCount = len(all)
			default:
				n := rapid.IntRange(0, min(3, shelf)).Draw(rt, "sold")
				if n == 0 {
					continue
				}
				shelf -= n
				device, body = HubDevice, sale(n)
			}
			all = append(all, event{at, at + skew[device], device, body})
		}
		if lastCount < 0 {
			return
		}
		// Each device's own facts stay in their order.
		rank := map[DeviceID]int{}
		for i, d := range rapid.Permutation([]DeviceID{"handy-1", "handy-2", HubDevice}).Draw(rt, "arrival") {
			rank[d] = i
		}
		if rapid.Bool().Draw(rt, "offline") {
			sort.SliceStable(all, func(i, j int) bool { return rank[all[i].device] < rank[all[j].device] })
		}
		for _, e := range all {
			b.take(rt, e.said, e.device, e.body)
		}
		if got := b.level.OnHand; got != shelf && len(b.open) == 0 {
			rt.Fatalf("books say %d, the shelf holds %d, and nobody is asked to count: %+v", got, shelf, all)
		}
	})
}

func TestSaleOfPromisedGoods(t *testing.T) {
	h := newHost()
	first, second := shopOrder(), shopOrder()
	second.ID, second.Number, second.PlacedAt = OrderIDFor("ec", "2"), "4822", noon.Add(time.Minute)
	var orders []*Order
	level := StockLevel{StockKey: shirt, OnHand: 4}
	for _, o := range []Order{first, second} {
		h.order = nil
		h.do(0, "hub", KindReceive, Receive{Order: o})
		orders = append(orders, h.order)
		level.Allocated += 2
	}
	c := Command{ID: "sale", Kind: KindSale, At: noon, Store: shop, Device: HubDevice, Body: sale(1)}
	d := Decide(State{Role: RoleHub, Level: &level, Promised: orders}, c)
	if d.Verdict != AppliedException || len(d.Others) != 1 || d.Others[0].ID != second.ID {
		t.Fatalf("%v, %d orders", d.Verdict, len(d.Others))
	}
	if l := d.Others[0].Line(1); l.Short != 1 || l.Reason != SoldOut || l.Alloc != 1 {
		t.Fatalf("%+v", l)
	}
	if d.Raise[0].Kind != ExOversold || d.Raise[0].Number != "4822" {
		t.Fatalf("%+v", d.Raise)
	}
	sum := level
	for _, m := range d.Moves {
		sum = sum.Apply(m)
	}
	if sum.OnHand != 3 || sum.Allocated != 3 {
		t.Fatalf("%+v", sum)
	}
	free := StockLevel{StockKey: shirt, OnHand: 5, Allocated: 4}
	if d := Decide(State{Role: RoleHub, Level: &free, Promised: orders}, c); len(d.Others)+len(d.Raise) != 0 {
		t.Fatalf("a free piece was sold: %+v", d.Raise)
	}
	none := StockLevel{StockKey: shirt}
	if d := Decide(State{Role: RoleHub, Level: &none}, c); d.Verdict != AppliedException || d.Raise[0].SKU != "shirt" {
		t.Fatalf("sold what was not there: %+v", d)
	}
}

// A pick that waited for its order comes in after a count of the same terminal
// that had seen its effect; one that was made after the count is new to it.
func TestOwnMoveThatWaited(t *testing.T) {
	counted := StockLevel{StockKey: shirt, OnHand: 10}.Apply(Movement{
		Key: shirt, Kind: MoveCount, OnHand: -2, Device: "handy-1", Dseq: 28, At: noon,
	})
	for _, c := range []struct {
		dseq int64
		want int // on hand
	}{{24, 10}, {29, 8}} {
		d := Decision{Moves: []Movement{{Cmd: "pick", Key: shirt, Kind: MovePick, Picked: 2, Device: "handy-1", At: noon.Add(-time.Hour)}}}
		after, err := d.Book(Command{ID: "pick", Device: "handy-1", Dseq: c.dseq}, func(StockKey) (StockLevel, error) { return counted, nil })
		if err != nil || after[0].OnHand != c.want || after[0].Picked != 2 {
			t.Errorf("#%d: %d on hand, %d picked, %v; want %d and 2", c.dseq, after[0].OnHand, after[0].Picked, err, c.want)
		}
	}
}
