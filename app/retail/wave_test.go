package retail

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// roundBooks is the state of a shop as a hub or a terminal has it.
type roundBooks struct {
	waves  map[WaveID]*Wave
	orders map[OrderID]*Order
	totes  map[string]Tote
	stock  map[StockKey]StockLevel
	open   map[ExceptionID]Exception
	judged map[CommandID]bool
	now    time.Time // hub
}

func newRoundBooks() *roundBooks {
	return &roundBooks{
		waves: map[WaveID]*Wave{}, orders: map[OrderID]*Order{}, totes: map[string]Tote{}, stock: map[StockKey]StockLevel{},
		open: map[ExceptionID]Exception{}, judged: map[CommandID]bool{},
	}
}

// clone shares only what rules never change.
func (f *roundBooks) clone() *roundBooks {
	return &roundBooks{
		maps.Clone(f.waves), maps.Clone(f.orders), maps.Clone(f.totes), maps.Clone(f.stock), maps.Clone(f.open), maps.Clone(f.judged), time.Time{},
	}
}

// take judges a command and stores what became of it, as hosts do.
func (f *roundBooks) take(c Command) Decision {
	if f.judged[c.ID] {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	host := WaveHost{
		Wave:  func(id WaveID) (*Wave, error) { return f.waves[id], nil },
		Order: func(id OrderID) (*Order, error) { return f.orders[id], nil },
		Tote: func(code string) (*Tote, error) {
			if t, ok := f.totes[code]; ok {
				return &t, nil
			}
			return nil, nil
		},
	}
	if !f.now.IsZero() {
		host.Known = func(id CommandID) (bool, error) { return f.judged[id], nil }
	}
	walk, err := LoadWave(c, host)
	if err != nil {
		panic(err)
	}
	st := State{Role: roleOf(c), Now: f.now, Walk: walk}
	if ref := c.Body.About(); ref.Entity == EntityOrder {
		st.Order = f.orders[OrderID(ref.ID)]
	}
	before := ""
	if !f.now.IsZero() {
		before = mustJSON(st) + mustJSON(c)
	}
	d := Decide(st, c)
	if before != "" && mustJSON(st)+mustJSON(c) != before {
		panic(c.String() + " changed what it was given")
	}
	f.judged[c.ID] = d.Verdict != Rejected || !f.now.IsZero()
	if d.Verdict == Rejected {
		return d
	}
	for _, m := range d.Moves {
		if m.Cmd != c.ID {
			panic(fmt.Sprintf("%s moves stock as %s", c, m.Cmd))
		}
		l := f.stock[m.Key]
		l.StockKey = m.Key
		f.stock[m.Key] = l.Apply(m)
	}
	for _, o := range append(d.Others, d.Order) {
		if o != nil {
			f.orders[o.ID] = o
		}
	}
	if d.Wave != nil {
		f.waves[d.Wave.ID] = d.Wave
	}
	for _, t := range d.Totes {
		f.totes[t.Code] = t
	}
	for _, id := range d.Close {
		delete(f.open, id)
	}
	for _, x := range d.Raise {
		f.open[x.ID] = x
	}
	return d
}

// handheld is a terminal: what it had of the hub, and what it did.
type handheld struct {
	name DeviceID
	base *roundBooks
	view *roundBooks
	log  []Command // all it did; the first sent are at the hub
	sent int
	at   int // how many of its own the base contains
}

// waveShop is a hub, terminals, and what really lies where.
type waveShop struct {
	hub   *roundBooks
	hands []*handheld
	n     int
	now   time.Time
	taken map[OrderID]map[int]int    // pieces really in totes or hands, by line
	in    map[string]map[OrderID]int // pieces really in each tote
	laid  map[CommandID]bool         // picks that lie in a tote
	gone  map[CommandID]bool         // picks that are on their shelf again
	// missed is how often pieces of a line were given up.
	missed map[string]int
}

func newWaveShop(orders, terminals int) *waveShop {
	w := &waveShop{
		hub: newRoundBooks(), now: noon, taken: map[OrderID]map[int]int{}, in: map[string]map[OrderID]int{},
		laid: map[CommandID]bool{}, gone: map[CommandID]bool{}, missed: map[string]int{},
	}
	w.hub.now = noon
	for i := range orders {
		o := Order{
			ID: OrderID(fmt.Sprintf("o-%d", i)), Store: shop, Number: fmt.Sprint(4800 + i), Channel: "ec", State: Received, PromisedAt: noon.Add(time.Hour),
			Lines: []Line{{No: 1, SKU: "shirt", Qty: 1 + i%2}, {No: 2, SKU: SKUID(fmt.Sprintf("s%d", i%3)), Qty: 1}},
		}
		w.n++
		w.hub.take(Command{ID: CommandID(fmt.Sprintf("in-%d", w.n)), Kind: KindReceive, At: noon, Store: shop, Device: HubDevice, Body: Receive{Order: o}})
		w.taken[o.ID] = map[int]int{}
	}
	// The hub alone may take orders in.
	for i := range terminals {
		h := &handheld{name: DeviceID(fmt.Sprintf("h%d", i))}
		w.hands = append(w.hands, h)
		w.pull(h)
	}
	return w
}

// do records a command on a terminal.
func (w *waveShop) do(h *handheld, kind Kind, body Body) (Command, Decision) {
	w.n++
	w.now = w.now.Add(30 * time.Second)
	c := Command{
		ID: CommandID(fmt.Sprintf("c-%d", w.n)), Dseq: int64(len(h.log) + 1), V: 1, Kind: kind, At: w.now, Store: shop,
		Device: h.name, Staff: StaffID("staff-" + h.name), Body: body,
	}
	d := h.view.take(c)
	if d.Verdict != Rejected {
		h.log = append(h.log, c)
	}
	return c, d
}

// push sends up to n commands.
func (w *waveShop) push(h *handheld, n int) {
	for ; n > 0 && h.sent < len(h.log); n-- {
		w.hub.now = w.now
		w.hub.take(h.log[h.sent])
		h.sent++
	}
}

// pull takes the hub's state in and lays over it what it does not contain.
func (w *waveShop) pull(h *handheld) {
	h.base, h.at = w.hub.clone(), h.sent
	h.view = h.base.clone()
	h.view.judged = map[CommandID]bool{}
	for _, c := range h.log[h.at:] {
		h.view.take(c)
	}
}

// waveOf returns the wave that a terminal walks as it sees it, or nil.
func (h *handheld) waveOf() *Wave {
	for _, id := range slices.Sorted(maps.Keys(h.view.waves)) {
		if w := h.view.waves[id]; w.State != WaveClosed && w.Walker(h.name) != nil {
			return w
		}
	}
	return nil
}

// parcel is what a terminal shows another one of its part.
func (h *handheld) parcel(w *Wave, n int) TakeWave {
	b := TakeWave{Wave: w.ID, From: h.name, Parcel: fmt.Sprintf("p-%s-%d", h.name, n), Zone: w.Walker(h.name).Zone, Known: w.Clone()}
	for _, c := range h.log {
		if c.Kind.Carriable() {
			c.Store, c.Device, c.Dseq = "", "", 0
			b.Carried = append(b.Carried, c)
		}
	}
	for _, m := range w.Orders {
		if o := h.view.orders[m.Order]; o != nil {
			br := OrderBrief{ID: o.ID, Number: o.Number}
			for _, l := range o.Lines {
				br.Lines = append(br.Lines, BriefLine{No: l.No, SKU: l.SKU, Qty: l.Qty})
			}
			b.Briefs = append(b.Briefs, br)
		}
	}
	return b
}

// pick takes one piece of the first open line of the wave that the terminal
// sees, and lays what is in the hand into the order's tote.
func (w *waveShop) pick(h *handheld, tote string, skip int) {
	v := h.waveOf()
	if v == nil {
		return
	}
	for _, m := range v.Orders[min(skip, len(v.Orders)):] {
		o := h.view.orders[m.Order]
		if o == nil || o.Wave != v.ID || o.State.Over() || o.State.Waiting() {
			continue
		}
		for _, l := range o.Lines {
			if l.Open() == 0 {
				continue
			}
			c, d := w.do(h, KindPick, PickItem{Order: o.ID, Line: l.No, SKU: l.SKU, Qty: 1, Entry: Scanned, Wave: v.ID})
			if d.Verdict == Rejected || d.Verdict == Quarantined {
				panic(d)
			}
			w.taken[o.ID][l.No]++
			if skip > 2 {
				return // called away with it in the hand
			}
			held, known := h.view.totes[tote]
			if known && held.Order != o.ID && h.view.orders[held.Order].HoldsTote() {
				return // the terminal refuses it: the piece stays in the hand
			}
			w.do(h, KindPutInTote, PutInTote{Order: o.ID, Wave: v.ID, Tote: tote, Picks: []CommandID{c.ID}, Entry: Scanned})
			w.laid[c.ID] = true
			if w.in[tote] == nil {
				w.in[tote] = map[OrderID]int{}
			}
			w.in[tote][o.ID]++
			return
		}
	}
}

// check holds the hub's books against what really happened.
func (w *waveShop) check(t *rapid.T) {
	for id, o := range w.hub.orders {
		for _, l := range o.Lines {
			if really := w.taken[id][l.No]; l.Picked-l.PutBack != really {
				t.Fatalf("%s line %d: %d picked by the books, %d really", id, l.No, l.Picked-l.PutBack, really)
			}
			if l.Short > w.missed[fmt.Sprint(id, l.No)] {
				t.Fatalf("%s line %d: %d given up by the books, %d really", id, l.No, l.Short, w.missed[fmt.Sprint(id, l.No)])
			}
			if l.Extra() > 0 && !w.flagged(id, ExExtraPick) {
				t.Fatalf("%s line %d has %d too many, and nobody is told", id, l.No, l.Extra())
			}
		}
		live := 0
		for _, v := range w.hub.waves {
			if v.State != WaveClosed && v.Order(id) != nil && o.Wave == v.ID {
				live++
			}
		}
		if live > 1 {
			t.Fatalf("%s is in %d waves", id, live)
		}
	}
	for tote, orders := range w.in {
		n := 0
		for _, k := range orders {
			if k > 0 {
				n++
			}
		}
		if n > 1 && !slices.ContainsFunc(slices.Collect(maps.Values(w.hub.open)), func(x Exception) bool { return x.Kind == ExToteMixed }) {
			t.Fatalf("tote %s has goods of %v, and nobody is told", tote, orders)
		}
	}
	for k, l := range w.hub.stock {
		picked := 0
		for id, o := range w.hub.orders {
			for _, x := range o.Lines {
				if x.SKU == k.SKU {
					picked += w.taken[id][x.No]
				}
			}
		}
		if k.Class == Regular && l.Picked != picked {
			t.Fatalf("%s: %d picked by the books, %d really", k.SKU, l.Picked, picked)
		}
	}
}

func (w *waveShop) flagged(id OrderID, kind ExceptionKind) bool {
	for _, x := range w.hub.open {
		if x.Order == id && x.Kind == kind {
			return true
		}
	}
	return false
}

// TestWaves lets terminals open, walk, split, give away and close waves with and
// without a line, in any order, and holds the hub's books against what really
// lies in which tote.
func TestWaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWaveShop(rapid.IntRange(1, 6).Draw(t, "orders"), 3)
		ids := slices.Sorted(maps.Keys(w.hub.orders))
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			h := rapid.SampledFrom(w.hands).Draw(t, "who")
			v := h.waveOf()
			switch rapid.IntRange(0, 12).Draw(t, "what") {
			case 0:
				w.do(h, KindOpenWave, OpenWave{Wave: WaveID(fmt.Sprintf("w-%d", w.n)), Orders: rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID).Draw(t, "orders")})
			case 1:
				if v != nil {
					w.do(h, KindLeaveWave, LeaveWave{v.ID, rapid.SampledFrom(ids).Draw(t, "out")})
				}
			case 2:
				if v != nil {
					w.do(h, KindAddToWave, AddToWave{v.ID, []OrderID{rapid.SampledFrom(ids).Draw(t, "in")}})
				}
			case 3:
				for _, id := range slices.Sorted(maps.Keys(h.view.waves)) {
					w.do(h, KindJoinWave, JoinWave{id, "A"})
					break
				}
			case 4, 5, 6:
				w.pick(h, fmt.Sprintf("T-%d", rapid.IntRange(0, 5).Draw(t, "tote")), rapid.IntRange(0, 3).Draw(t, "skip"))
			case 7:
				w.push(h, rapid.IntRange(1, 9).Draw(t, "n"))
			case 8:
				w.pull(h)
			case 9:
				if v == nil {
					continue
				}
				b := h.parcel(v, w.n)
				for _, o := range w.hands {
					if o != h && rapid.IntRange(0, 3).Draw(t, "reads") > 0 { // sometimes both read it
						w.do(o, KindTakeWave, b)
					}
				}
				if rapid.Bool().Draw(t, "gives it up") {
					w.do(h, KindPassWave, PassWave{Wave: v.ID, Parcel: b.Parcel})
				}
			case 10:
				w.undo(h, rapid.IntRange(0, 3).Draw(t, "which"))
			case 12:
				w.short(h)
			case 11:
				if v != nil && rapid.IntRange(0, 2).Draw(t, "ends") == 0 {
					w.do(h, KindCloseWave, CloseWave{v.ID})
				}
			}
		}
		rounds := rapid.Permutation(w.hands).Draw(t, "who comes first")
		dead := rapid.IntRange(-1, 2).Draw(t, "dies") // its own commands never come
		if dead >= 0 && !w.carriedAll(w.hands[dead]) {
			dead = -1
		}
		for _, h := range rounds {
			if dead < 0 || h != w.hands[dead] {
				w.push(h, len(h.log))
			}
		}
		w.check(t)
		for _, h := range w.hands {
			w.pull(h)
			if h.sent == len(h.log) && (mustJSON(h.view.orders) != mustJSON(w.hub.orders) || mustJSON(h.view.waves) != mustJSON(w.hub.waves)) {
				t.Fatalf("%s does not see what the hub has", h.name)
			}
		}
	})
}

// carriedAll tells whether everything that a terminal did with goods and the hub
// has not got travels in what another one will tell.
func (w *waveShop) carriedAll(h *handheld) bool {
	carried := map[CommandID]bool{}
	for _, o := range w.hands {
		for _, c := range o.log {
			if b, ok := c.Body.(TakeWave); ok && o != h && b.From == h.name {
				for _, x := range b.Carried {
					carried[x.ID] = true
				}
			}
		}
	}
	for _, c := range h.log[h.sent:] {
		if !carried[c.ID] {
			return false
		}
	}
	return true
}

// undo takes a pick back that the terminal sees and that is really in a hand:
// its own, or that of somebody whose part it walks.
func (w *waveShop) undo(h *handheld, n int) {
	v := h.waveOf()
	if v == nil {
		return
	}
	for _, m := range v.Orders {
		o := h.view.orders[m.Order]
		if o == nil {
			continue
		}
		for _, l := range o.Lines {
			for _, p := range l.Picks {
				if p.Tote != "" || w.gone[p.Cmd] || w.laid[p.Cmd] {
					continue // it lies in a tote, or on its shelf: nobody takes it out again
				}
				if n--; n >= 0 {
					continue
				}
				if _, d := w.do(h, KindUndoPick, UndoPick{o.ID, l.No, p.Cmd}); d.Verdict == Applied && d.Code != AlreadySo {
					w.taken[o.ID][l.No]--
					w.gone[p.Cmd] = true
				}
				return
			}
		}
	}
}

// short gives one piece of an open line up.
func (w *waveShop) short(h *handheld) {
	v := h.waveOf()
	if v == nil {
		return
	}
	for _, m := range v.Orders {
		o := h.view.orders[m.Order]
		if o == nil || o.Wave != v.ID {
			continue
		}
		for _, l := range o.Lines {
			if l.Open() > 0 {
				w.do(h, KindShort, ShortLine{o.ID, l.No, 1, SoldOut})
				w.missed[fmt.Sprint(o.ID, l.No)]++
				return
			}
		}
	}
}

func TestWaveLetters(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 49: "AX"} {
		if got := waveLetter(n); got != want {
			t.Errorf("the letter of %d is %s, want %s", n, got, want)
		}
	}
}

// TestWaveStory is one wave, told.
func TestWaveStory(t *testing.T) {
	w := newWaveShop(4, 2)
	a, b := w.hands[0], w.hands[1]
	if _, d := w.do(a, KindOpenWave, OpenWave{"w", []OrderID{"o-0", "o-1"}, ""}); d.Verdict != Applied || len(d.Others) != 2 || d.Wave.Orders[1].Letter != "B" {
		t.Fatalf("opened: %+v", d)
	}
	if _, d := w.do(a, KindAddToWave, AddToWave{"w", []OrderID{"o-2"}}); d.Verdict != Applied || len(d.Wave.Orders) != 3 {
		t.Fatalf("added: %+v", d)
	}
	if _, d := w.do(b, KindOpenWave, OpenWave{"v", []OrderID{"o-2", "o-3"}, ""}); len(d.Wave.Orders) != 2 { // offline, it cannot know
		t.Fatalf("the other wave: %+v", d)
	}
	w.push(a, 9)
	w.push(b, 9)
	if v := w.hub.waves["v"]; len(v.Orders) != 1 || v.Orders[0].Order != "o-3" || w.hub.orders["o-2"].Wave != "w" {
		t.Fatalf("an order is in two waves: %+v", v)
	}
	w.pull(a)
	w.pick(a, "T-1", 0)
	if a.waveOf().State != WaveWalking {
		t.Error("the first scan did not begin it")
	}
	for name, body := range map[string]struct {
		kind Kind
		body Body
		code VerdictCode
	}{
		"an order after the first scan": {KindAddToWave, AddToWave{"w", []OrderID{"o-3"}}, WaveBegun},
		"one out that was begun":        {KindLeaveWave, LeaveWave{"w", "o-0"}, WaveBegun},
		"no wave":                       {KindJoinWave, JoinWave{"x", ""}, UnknownWave},
		"nobody free":                   {KindOpenWave, OpenWave{"y", []OrderID{"o-9"}, ""}, ClaimedBy},
	} {
		if _, d := w.do(a, body.kind, body.body); d.Verdict != Rejected || d.Code != body.code {
			t.Errorf("%s: %v %v, want %v", name, d.Verdict, d.Code, body.code)
		}
	}
	if _, d := w.do(a, KindLeaveWave, LeaveWave{"w", "o-1"}); d.Verdict != Applied || a.view.orders["o-1"].State != Received || a.view.orders["o-1"].Claim != nil {
		t.Errorf("out before its first scan: %+v", d)
	}
	// b goes on where a stands, without a hub between them.
	parcel := a.parcel(a.waveOf(), 1)
	w.do(b, KindTakeWave, parcel)
	if v := b.waveOf(); v == nil || v.Walker("h0") != nil || b.view.orders["o-0"].PickedPieces() != 1 || b.view.orders["o-0"].Claim.Device != "h1" {
		t.Fatalf("b sees %+v, %+v", v, b.view.orders["o-0"])
	}
	w.do(a, KindPassWave, PassWave{"w", parcel.Parcel, "h1"})
	if a.waveOf() != nil {
		t.Error("a still walks")
	}
	w.push(b, 9)
	w.push(a, 9)
	o := w.hub.orders["o-0"]
	if o.PickedPieces() != 1 || len(o.Lines[0].Picks) != 1 || o.Lines[0].Picks[0].Tote != "T-1" || w.hub.totes["T-1"].Order != "o-0" {
		t.Errorf("the hub has %+v, %+v", o, w.hub.totes)
	}
	w.pull(b)
	if _, d := w.do(b, KindCloseWave, CloseWave{"w"}); d.Verdict != Applied || b.view.orders["o-2"].State != Received || b.view.orders["o-0"].Claim != nil || b.view.orders["o-0"].Wave != "" {
		t.Errorf("closed: %+v", d)
	}
	if len(w.hub.open) > 0 {
		t.Errorf("somebody is asked about %+v", w.hub.open)
	}
}

// TestMixedTote: two terminals that knew nothing of each other used one tote.
func TestMixedTote(t *testing.T) {
	w := newWaveShop(2, 2)
	for i, h := range w.hands {
		w.do(h, KindOpenWave, OpenWave{WaveID(fmt.Sprint("w", i)), []OrderID{OrderID(fmt.Sprint("o-", i))}, ""})
		w.pick(h, "T-1", 0)
	}
	w.push(w.hands[0], 9)
	w.push(w.hands[1], 9)
	if !w.flagged("o-1", ExToteMixed) || w.hub.totes["T-1"].Order != "o-0" {
		t.Errorf("nobody is told: %+v, %+v", w.hub.open, w.hub.totes)
	}
}

// TestToteOfAnOrderThatEnded: a tote is another's when its goods went into bags, also
// when the customer then took none of them.
func TestToteOfAnOrderThatEnded(t *testing.T) {
	h := begin(t)
	h.do(1, "sato", KindClaim, ClaimOrder{Order: h.order.ID})
	c := h.command(noon, "handy-1", "sato", KindPick, PickItem{Order: h.order.ID, Line: 1, SKU: h.order.Lines[0].SKU, Qty: 1})
	h.take(c)
	h.do(2, "sato", KindPutInTote, PutInTote{Order: h.order.ID, Tote: "T-1", Picks: []CommandID{c.ID}})
	canceled := h.order.Clone()
	canceled.State = Canceled
	if !h.order.HoldsTote() || !canceled.HoldsTote() {
		t.Error("goods lie in a tote that counts as empty")
	}
	h.do(3, "sato", KindStageBag, StageBag{Order: h.order.ID, Label: "bag1", No: 1, Slot: "B-02"})
	h.do(3, "sato", KindStage, StageOrder{Order: h.order.ID})
	h.do(4, "sato", KindPutInTote, PutInTote{Order: h.order.ID, Tote: "T-2", Picks: []CommandID{c.ID}}) // heard of late
	ended := h.order.Clone()
	ended.State = Canceled
	if h.order.HoldsTote() || ended.HoldsTote() {
		t.Errorf("an empty tote counts as full: %v", ended.Totes)
	}
}

// TestWaveStates holds the table to what it promises.
func TestWaveStates(t *testing.T) {
	for _, s := range WaveStates() {
		if _, ok := waveTransitions[s]; !ok {
			t.Errorf("%v has no row", s)
		}
		for _, next := range waveTransitions[s] {
			if next <= s {
				t.Errorf("%v goes back to %v", s, next)
			}
		}
	}
}

// TestCarriedOnce: what another terminal brought and then took back is not
// booked again when its own terminal sends it, and the other way round.
func TestCarriedOnce(t *testing.T) {
	for _, first := range []int{0, 1} {
		w := newWaveShop(2, 2)
		a, b := w.hands[0], w.hands[1]
		w.do(a, KindOpenWave, OpenWave{"w", []OrderID{"o-1"}, ""})
		w.pick(a, "T-1", 9)
		p, _ := w.do(a, KindPick, PickItem{Order: "o-1", Line: 1, SKU: "shirt", Qty: 1, Wave: "w"})
		w.do(a, KindShort, ShortLine{"o-1", 1, 1, NotFound})
		w.do(b, KindTakeWave, a.parcel(a.waveOf(), 1))
		w.do(b, KindUndoPick, UndoPick{"o-1", 1, p.ID})
		w.do(b, KindFound, FoundLine{"o-1", 1})
		w.push(w.hands[first], 9)
		w.push(w.hands[1-first], 9)
		if l := w.hub.orders["o-1"].Lines[0]; l.Picked != 0 || l.Short != 0 || l.Alloc != 2 {
			t.Errorf("%d first: picked %d, short %d", first, l.Picked, l.Short)
		}
		if k := (StockKey{shop, "shirt", Regular}); w.hub.stock[k].Picked != 0 || w.hub.stock[k].Allocated != 3 {
			t.Errorf("%d first: the books have %+v", first, w.hub.stock[k])
		}
	}
}
