package retail

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const otherShop SiteID = "SHINJUKU"

// twoShops is the books of two shops whose homes write letters to each other.
type twoShops struct {
	n       int
	copies  map[SiteID]map[TransferID]*Transfer
	levels  map[StockKey]StockLevel
	sums    map[StockKey]StockLevel // of the movements alone
	inbox   map[SiteID]map[ExceptionID]Exception
	letters []Letter
	known   map[CommandID]bool
	role    Role
	now     time.Time // of the homes; zero: like a terminal
}

func newTwoShops(onHand int) *twoShops {
	w := &twoShops{
		copies: map[SiteID]map[TransferID]*Transfer{shop: {}, otherShop: {}}, levels: map[StockKey]StockLevel{}, sums: map[StockKey]StockLevel{},
		inbox: map[SiteID]map[ExceptionID]Exception{shop: {}, otherShop: {}}, known: map[CommandID]bool{}, role: RoleManager,
	}
	for _, sku := range []SKUID{"shirt", "socks"} {
		for _, site := range []SiteID{shop, otherShop} {
			k := StockKey{site, sku, Regular}
			w.levels[k] = StockLevel{StockKey: k, OnHand: onHand}
			w.sums[k] = w.levels[k]
		}
	}
	return w
}

func (w *twoShops) command(minute float64, store SiteID, body Body) Command {
	w.n++
	c := Command{
		ID: CommandID(fmt.Sprint("c-", w.n)), At: noon.Add(time.Duration(minute * float64(time.Minute))), Store: store,
		Device: "handy-1", Staff: "sato", Body: body,
	}
	for k, b := range bodies() {
		if reflect.TypeOf(b) == reflect.TypeOf(body) {
			c.Kind = k
		}
	}
	return c
}

// do judges a command at its shop's home.
func (w *twoShops) do(t rapid.TB, minute float64, store SiteID, body Body) Decision {
	t.Helper()
	return w.take(t, w.command(minute, store, body))
}

func (w *twoShops) take(t rapid.TB, c Command) Decision {
	t.Helper()
	if w.known[c.ID] {
		return Decision{Verdict: Applied}
	}
	w.known[c.ID] = true
	ref := c.Body.About()
	was := w.copies[c.Store][TransferID(ref.ID)]
	st := State{Transfer: was, Role: w.role, Now: w.now}
	if c.Device == HubDevice {
		st.Role = RoleHub
	}
	for _, k := range c.TransferLevels(was) {
		l := w.levels[k]
		l.StockKey = k
		st.Levels = append(st.Levels, l)
	}
	before := mustJSON(was)
	d := Decide(st, c)
	if mustJSON(was) != before {
		t.Fatalf("%s changed what it was given", c)
	}
	if again := Decide(st, c); !reflect.DeepEqual(d, again) {
		t.Fatalf("%s is judged in two ways", c)
	}
	levels, err := d.Book(c, func(k StockKey) (StockLevel, error) {
		l := w.levels[k]
		l.StockKey = k
		return l, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range levels {
		w.levels[l.StockKey] = l
	}
	for _, m := range d.Moves {
		if m.Key.Site != c.Store {
			t.Fatalf("%s moves stock of %s", c, m.Key.Site)
		}
		w.sums[m.Key] = w.sums[m.Key].Apply(m)
	}
	if d.Transfer != nil {
		w.copies[c.Store][d.Transfer.ID] = d.Transfer
		checkTransferStep(t, was, d.Transfer, c, d)
	}
	for _, id := range d.Close {
		delete(w.inbox[c.Store], id)
	}
	for _, x := range d.Raise {
		w.inbox[c.Store][x.ID] = x
	}
	for _, l := range d.Letters {
		if l.From != c.Store || l.To == c.Store {
			t.Fatalf("%s writes %+v", c, l)
		}
	}
	w.letters = append(w.letters, d.Letters...)
	return d
}

// deliver hands over a letter; a hub may do so again, and a relay later.
func (w *twoShops) deliver(t rapid.TB, i int) {
	l := w.letters[i]
	var back Letter
	if err := back.UnmarshalJSON([]byte(mustJSON(l))); err != nil {
		t.Fatal(err)
	}
	c := back.Command()
	c.Device = HubDevice
	w.take(t, c)
}

// post delivers all letters, and the answers to them.
func (w *twoShops) post(t rapid.TB) {
	for i := 0; i < len(w.letters); i++ {
		w.deliver(t, i)
	}
}

func checkTransferStep(t rapid.TB, was, now *Transfer, c Command, d Decision) {
	t.Helper()
	if was == nil {
		return
	}
	if a, b := was.Out.State, now.Out.State; a != b && c.Store == now.From && !a.CanSend(b) &&
		!(a.CanSendLate(b) && d.Verdict == AppliedException) {
		t.Fatalf("%s moves the sender from %v to %v", c, a, b)
	}
	if a, b := was.In.State, now.In.State; a != b && c.Store == now.To && !a.CanReceive(b) {
		t.Fatalf("%s moves the receiver from %v to %v", c, a, b)
	}
}

// check holds the books of both shops against what must always be so.
func (w *twoShops) check(t rapid.TB) {
	t.Helper()
	for k, l := range w.levels {
		s := w.sums[k]
		if l.OnHand != s.OnHand || l.Allocated != s.Allocated || l.Picked != s.Picked || l.Incoming != s.Incoming {
			t.Fatalf("%v is %+v, its movements come to %+v", k, l, s)
		}
		want := share{}
		for _, tr := range w.copies[k.Site] {
			of, _ := tr.shares(k.Site)
			want = share{want.onHand + of[k].onHand, want.allocated + of[k].allocated, want.picked + of[k].picked, want.incoming + of[k].incoming}
		}
		if l.Incoming != want.incoming || l.Allocated != want.allocated || l.Picked != want.picked {
			t.Fatalf("%v is %+v, the transfers say %+v", k, l, want)
		}
		if l.Incoming < 0 || l.Picked < 0 || l.Allocated < 0 {
			t.Fatalf("%v is %+v", k, l)
		}
	}
}

// agreed holds the copies against each other once all letters have arrived.
func (w *twoShops) agreed(t rapid.TB, start int) {
	t.Helper()
	for id, a := range w.copies[shop] {
		b := w.copies[otherShop][id]
		if b == nil {
			if a.By == a.From && a.From == shop && a.Out.Rev == 0 {
				continue
			}
			t.Fatalf("%s is in one shop alone: %s", id, mustJSON(a))
		}
		from, to := a, b
		if a.To == shop {
			from, to = b, a
		}
		if from.Out.State != to.Out.State && !(from.Out.State.toPick() && to.Out.State.toPick()) || from.In.State != to.In.State || from.In.Canceled != to.In.Canceled {
			t.Fatalf("the copies do not agree:\n%s\n%s", mustJSON(from), mustJSON(to))
		}
		if !reflect.DeepEqual(sortedDifferences(from), sortedDifferences(to)) {
			t.Fatalf("differences are\n%+v\n%+v", from.Differences(), to.Differences())
		}
		for _, d := range from.Differences() {
			for _, site := range []SiteID{shop, otherShop} {
				owned := slices.ContainsFunc(slices.Collect(mapsValues(w.inbox[site])), func(x Exception) bool {
					return x.Transfer == id && x.Kind == d.Kind && x.SKU == d.SKU && x.Qty == d.Qty && x.Assignee != ""
				})
				if !owned {
					t.Fatalf("%s: %+v has no owner in %s: %+v", id, d, site, w.inbox[site])
				}
			}
		}
	}
	for _, sku := range []SKUID{"shirt", "socks"} {
		sum := 0
		for k, l := range w.levels {
			if k.SKU == sku {
				sum += l.OnHand + l.Incoming
			}
		}
		for site, all := range w.copies {
			for _, tr := range all {
				for _, l := range tr.Lines {
					switch {
					case l.SKU != sku:
					case site == tr.To:
						sum -= l.Arrived() + tr.way(l)
					case tr.Out.State.Left():
						sum += l.Sent
					}
				}
			}
		}
		if sum != 2*start {
			t.Fatalf("%d %s in both shops and on the way, there were %d", sum, sku, 2*start)
		}
	}
}

func mapsValues[K comparable, V any](m map[K]V) func(func(V) bool) {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func sortedDifferences(t *Transfer) []string {
	var out []string
	for _, d := range t.Differences() {
		out = append(out, fmt.Sprint(d))
	}
	slices.Sort(out)
	return out
}

func bit(sku SKUID, n int) TransferBit { return TransferBit{SKU: sku, Class: Regular, Qty: n} }

// TestTransferTwoTerminals is the case that must be right: one short, one
// foreign, one broken piece, received on two terminals of which one was offline.
func TestTransferTwoTerminals(t *testing.T) {
	w := newTwoShops(10)
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	box := BoxID(id, 1)
	w.do(t, 0, shop, AskTransfer{Transfer: id, From: otherShop, To: shop, Why: ForCustomer, Lines: []TransferBit{bit("shirt", 4)}, For: &TransferFor{Customer: Customer{Name: "山田"}}})
	w.post(t)
	if got := w.copies[otherShop][id]; got == nil || got.For != nil || !got.Customer || got.State() != TransferAsked || got.Number != w.copies[shop][id].Number {
		t.Fatalf("the sender has %s", mustJSON(got))
	}
	if d := w.do(t, 1, otherShop, ApproveTransfer{id, []TransferBit{bit("shirt", 11)}}); d.Verdict != Rejected {
		t.Fatalf("more was approved than asked for: %+v", d)
	}
	w.do(t, 1, otherShop, ApproveTransfer{id, []TransferBit{bit("shirt", 4)}})
	for i := range 4 {
		w.do(t, 2+float64(i), otherShop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1, Box: box})
	}
	if l := w.levels[StockKey{otherShop, "shirt", Regular}]; l.OnHand != 10 || l.Allocated != 4 || l.Picked != 4 || l.Available() != 6 {
		t.Fatalf("picked: %+v", l)
	}
	w.do(t, 10, otherShop, Dispatch{id})
	w.post(t)
	if l := w.levels[StockKey{otherShop, "shirt", Regular}]; l.OnHand != 6 || l.Allocated != 0 || l.Picked != 0 {
		t.Fatalf("sent: %+v", l)
	}
	if l := w.levels[StockKey{shop, "shirt", Regular}]; l.OnHand != 10 || l.Incoming != 4 {
		t.Fatalf("on the way: %+v", l)
	}
	// Two terminals unpack; what the second one scans reaches the hub after the first has finished.
	w.do(t, 60, shop, TakeIn{Transfer: id, Box: box, SKU: "shirt", Qty: 1})
	late := w.command(62, shop, TakeIn{Transfer: id, Box: box, SKU: "shirt", Qty: 1, Damaged: true})
	alien := w.command(63, shop, TakeIn{Transfer: id, Box: box, SKU: "socks", Qty: 1})
	late.Device, alien.Device = "handy-2", "handy-2"
	w.do(t, 64, shop, TakeIn{Transfer: id, Box: box, SKU: "shirt", Qty: 1})
	w.do(t, 65, shop, FinishTransfer{Transfer: id})
	w.post(t)
	if x := w.inbox[shop][ExceptionID("transfer_short-"+string(id)+"-shirt/regular")]; x.Qty != 2 || x.Assignee != "sato" {
		t.Fatalf("%+v", w.inbox)
	}
	w.take(t, late)
	w.take(t, alien)
	w.post(t)
	w.check(t)
	w.agreed(t, 10)
	want := []string{"transfer_arrived 2", "transfer_damaged shirt 1", "transfer_foreign socks 1", "transfer_short shirt 1"}
	if got := w.open(shop); !slices.Equal(got, slices.Insert(slices.Clone(want), 3, "transfer_missed 2")) {
		t.Fatalf("the receiver has %v", got)
	}
	if got := w.open(otherShop); !slices.Equal(got, want[1:]) {
		t.Fatalf("the sender has %v", got)
	}
	if r, d, s := w.levels[StockKey{shop, "shirt", Regular}], w.levels[StockKey{shop, "shirt", Damaged}], w.levels[StockKey{shop, "socks", Regular}]; r.OnHand != 12 || r.Incoming != 1 || d.OnHand != 1 || s.OnHand != 11 {
		t.Fatalf("%+v %+v %+v", r, d, s)
	}
	// The sender did send the socks, and finds the shirt.
	w.do(t, 90, otherShop, SettleTransfer{id, "socks", Regular, 1, SettleAgreed})
	w.do(t, 91, otherShop, SettleTransfer{id, "shirt", Regular, 1, SettleKept})
	w.post(t)
	w.check(t)
	w.agreed(t, 10)
	if r, o, s := w.levels[StockKey{shop, "shirt", Regular}], w.levels[StockKey{otherShop, "shirt", Regular}], w.levels[StockKey{otherShop, "socks", Regular}]; r.Incoming != 0 || o.OnHand != 7 || s.OnHand != 9 {
		t.Fatalf("%+v %+v %+v", r, o, s)
	}
	if a, b := w.copies[shop][id].State(), w.copies[otherShop][id].State(); a != TransferClosed || b != TransferClosed {
		t.Fatalf("%v and %v", a, b)
	}
}

// open is what the inbox of a shop says of transfers.
func (w *twoShops) open(site SiteID) []string {
	var out []string
	for _, x := range w.inbox[site] {
		out = append(out, strings.Join(strings.Fields(fmt.Sprintf("%v %s %d", x.Kind, x.SKU, x.Qty)), " "))
	}
	slices.Sort(out)
	return out
}

// A box that two terminals scan is there once, and its pieces are not counted
// beside it.
func TestTransferBoxOnce(t *testing.T) {
	w := newTwoShops(10)
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	w.do(t, 0, shop, AskTransfer{Transfer: id, From: shop, To: otherShop, Why: ForSurplus})
	for i := range 4 {
		w.do(t, 1, shop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1, Box: BoxID(id, 1+i/2)})
	}
	w.do(t, 2, shop, Dispatch{id})
	w.post(t)
	w.do(t, 60, otherShop, TakeIn{Transfer: id, Box: BoxID(id, 1), SKU: "shirt", Qty: 1, Damaged: true})
	w.do(t, 60, otherShop, TakeBox{id, BoxID(id, 1)})
	if d := w.do(t, 61, otherShop, TakeBox{id, BoxID(id, 1)}); d.Code != AlreadySo {
		t.Fatalf("%+v", d)
	}
	w.do(t, 61, otherShop, TakeIn{Transfer: id, Box: BoxID(id, 1), SKU: "shirt", Qty: 1})
	if l := w.copies[otherShop][id].Lines[0]; l.Received != 1 || l.Damaged != 1 || l.Way() != 2 {
		t.Fatalf("%+v", l)
	}
	w.do(t, 62, otherShop, TakeIn{Transfer: id, Box: BoxID(id, 1), SKU: "shirt", Qty: 1})
	if l := w.copies[otherShop][id].Lines[0]; l.Received != 2 {
		t.Fatalf("a third piece of a box of two: %+v", l)
	}
	w.check(t)
	if d := w.do(t, 63, shop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1}); d.Verdict != AppliedException {
		t.Fatalf("picked after it had left: %+v", d)
	}
	if d := w.do(t, 1.5, shop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1, Box: BoxID(id, 2)}); d.Verdict != Applied || len(d.Letters) != 1 {
		t.Fatalf("picked before it left, heard of later: %+v", d)
	}
	w.post(t)
	w.check(t)
	if l := w.copies[otherShop][id].Lines[0]; l.Sent != 5 || l.Way() != 2 {
		t.Fatalf("%+v", l)
	}
}

// TestTransferFlow lets both shops do anything at any time, with letters that
// come late, twice and out of order, and holds the books against what must
// always be so.
func TestTransferFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTwoShops(20)
		ids := []TransferID{"0199aaaa-bbbb-7ccc-8ddd-123456789abc", "0199aaaa-bbbb-7ccc-8ddd-123456789abd"}
		var scans []CommandID
		var log []Command
		for range rapid.IntRange(5, 80).Draw(t, "steps") {
			w.role = rapid.SampledFrom([]Role{RoleStaff, RoleLead, RoleManager}).Draw(t, "role")
			id := rapid.SampledFrom(ids).Draw(t, "transfer")
			site := rapid.SampledFrom([]SiteID{shop, otherShop}).Draw(t, "shop")
			sku := rapid.SampledFrom([]SKUID{"shirt", "shirt", "socks"}).Draw(t, "sku")
			n := rapid.IntRange(1, 3).Draw(t, "pieces")
			box := BoxID(id, rapid.IntRange(1, 2).Draw(t, "box"))
			minute := rapid.Float64Range(0, 100).Draw(t, "minute")
			var body Body
			switch rapid.IntRange(0, 15).Draw(t, "what") {
			case 0, 1:
				other := shop
				if site == shop {
					other = otherShop
				}
				a := AskTransfer{Transfer: id, From: other, To: site, Why: ForShelf, Lines: []TransferBit{bit("shirt", n+2)}}
				if n == 1 {
					a = AskTransfer{Transfer: id, From: shop, To: otherShop, Why: ForSurplus}
				} else if n == 2 {
					a.For, a.Why = &TransferFor{}, ForCustomer
				}
				if w.copies[shop][id] == nil && w.copies[otherShop][id] == nil { // an ID is made once
					body = a
				}
			case 2, 3:
				body = ApproveTransfer{id, []TransferBit{bit("shirt", n+1)}}
			case 4:
				body = DeclineTransfer{id, RefusedNeeded}
			case 5:
				body = CancelTransfer{id}
			case 6, 7, 8:
				body = PickTransfer{Transfer: id, SKU: sku, Class: Regular, Qty: n, Box: box}
			case 9:
				body = Dispatch{id}
			case 10, 11:
				body = TakeIn{Transfer: id, Box: box, SKU: sku, Qty: n, Damaged: n == 3}
			case 12:
				body = TakeBox{id, box}
			case 13:
				body = FinishTransfer{Transfer: id}
			case 14:
				body = SettleTransfer{id, sku, Regular, n, rapid.SampledFrom(Settlings()).Draw(t, "how")}
			case 15:
				if len(scans) > 0 {
					body = UndoTransfer{id, rapid.SampledFrom(scans).Draw(t, "scan")}
				}
			}
			if body != nil {
				c := w.command(minute, site, body)
				if len(log) > 0 && rapid.IntRange(0, 9).Draw(t, "again") == 0 {
					c = rapid.SampledFrom(log).Draw(t, "which")
				}
				log, scans = append(log, c), append(scans, c.ID)
				w.take(t, c)
				w.check(t)
			}
			for range rapid.IntRange(0, 2).Draw(t, "letters") {
				if len(w.letters) > 0 {
					w.deliver(t, rapid.IntRange(0, len(w.letters)-1).Draw(t, "letter"))
					w.check(t)
				}
			}
		}
		w.post(t)
		w.check(t)
		w.agreed(t, 20)
	})
}

func TestTransferNames(t *testing.T) {
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	if tag, n, ok := CutBoxID(BoxID(id, 12)); tag != TransferTag(id) || n != 12 || !ok || tag != "123456789ABC" {
		t.Errorf("%s %d %v", tag, n, ok)
	}
	for _, bad := range []string{"", "123456789ABC", "123456789ABC.0", "123456789AB.1", "123456789ABC.x"} {
		if _, _, ok := CutBoxID(bad); ok {
			t.Errorf("%q is a box", bad)
		}
	}
	if a, b := TransferNumber(id), TransferNumber("not a uuid"); len(a) != 6 || len(b) != 6 {
		t.Errorf("%s %s", a, b)
	}
	for _, s := range TransferStates() {
		_, out := outTransitions[s]
		_, in := inTransitions[s]
		if !out && !in {
			t.Errorf("%v stands in no table", s)
		}
	}
}
