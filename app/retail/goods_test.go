package retail

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func at(h, m int) time.Time { return time.Date(2026, 11, 24, h, m, 0, 0, Japan) } // a Tuesday, no holiday

// TestShelfCheckGoesRound: the question, the task, the answer and the doubt it
// leaves behind.
func TestShelfCheckGoesRound(t *testing.T) {
	ask := Command{ID: "c-1", Kind: KindAskShelf, At: at(10, 42), Store: "S01", Staff: "sato", Body: AskShelf{"k-1", "S02", "shirt", 2}}
	d := Decide(State{Role: RoleStaff}, ask)
	if d.Verdict != Applied || len(d.Letters) != 1 || d.Letters[0].To != "S02" || !d.Check.Open() {
		t.Fatalf("%+v", d)
	}
	if again := Decide(State{Role: RoleStaff, Check: d.Check}, ask); again.Verdict != Rejected {
		t.Errorf("asked twice: %+v", again)
	}
	asked := d.Letters[0].Command()
	there := Decide(State{Role: RoleHub, Now: at(10, 50)}, asked)
	if there.Check == nil || !there.Check.Due.Equal(at(11, 0)) || there.Check.Late(at(10, 59)) || !there.Check.Late(at(11, 1)) {
		t.Fatalf("%+v", there.Check)
	}
	level := StockLevel{StockKey: StockKey{"S02", "shirt", Regular}, OnHand: 2}
	answer := Command{ID: "c-2", Kind: KindAnswerShelf, At: at(10, 55), Store: "S02", Staff: "mori", Body: AnswerShelf{"k-1", "shirt", ShelfLost, 0}}
	said := Decide(State{Role: RoleStaff, Check: there.Check, Level: &level}, answer)
	if said.Verdict != AppliedException || len(said.Raise) != 1 || said.Raise[0].Kind != ExRecount || len(said.Moves) != 1 || !said.Moves[0].Doubt {
		t.Fatalf("goods that are booked and not there: %+v", said)
	}
	if l := level.Apply(said.Moves[0]); l.Available() != 0 || l.OnHand != 2 {
		t.Errorf("they are promised still: %+v", l)
	}
	if d := Decide(State{Role: RoleStaff, Check: said.Check, Level: &level}, answer); d.Code != AlreadySo || d.Changes() {
		t.Errorf("answered twice: %+v", d)
	}
	home := Decide(State{Role: RoleHub, Check: d.Check}, said.Letters[0].Command())
	if home.Check.Answer != ShelfLost || home.Check.AnsweredBy != "mori" || !home.Check.AnsweredAt.Equal(at(10, 55)) || d.Check.Answer != 0 {
		t.Errorf("%+v", home.Check)
	}
	if !d.Check.Stale(at(10, 43).AddDate(0, 0, 1)) || d.Check.Stale(at(10, 41).AddDate(0, 0, 1)) {
		t.Error("stale too soon or never")
	}
	found := Command{ID: "c-3", Kind: KindAnswerShelf, At: at(10, 55), Store: "S02", Body: AnswerShelf{"k-1", "shirt", ShelfHas, 1}}
	if d := Decide(State{Role: RoleStaff, Check: there.Check, Level: &level}, found); len(d.Moves) != 0 || d.Check.Qty != 1 {
		t.Errorf("%+v", d)
	}
	if d := Decide(State{Role: RoleStaff}, found); d.Verdict != AppliedException || d.Check != nil {
		t.Errorf("an answer to nothing: %+v", d)
	}
}

func TestReclass(t *testing.T) {
	level := StockLevel{StockKey: StockKey{"S01", "shirt", Regular}, OnHand: 3, Allocated: 1}
	do := func(b Reclass) Decision {
		return Decide(State{Role: RoleStaff, Level: &level}, Command{ID: "c-1", Kind: KindReclass, At: at(10, 0), Store: "S01", Body: b})
	}
	d := do(Reclass{"shirt", Regular, Display, 2, ReclassDisplay})
	if d.Verdict != Applied || len(d.Moves) != 2 || d.Moves[0].OnHand != -2 || d.Moves[1].OnHand != 2 || d.Moves[1].Key.Class != Display || d.Moves[0].N == d.Moves[1].N {
		t.Errorf("%+v", d.Moves)
	}
	for _, m := range d.Moves {
		if m.Kind != MoveReclass {
			t.Errorf("%+v", m)
		}
	}
	if d := do(Reclass{"shirt", Regular, Damaged, 3, ReclassFlaw}); d.Verdict != AppliedException || d.Raise[0].Kind != ExOversold {
		t.Errorf("what was promised became flawed in silence: %+v", d)
	}
	for _, b := range []Reclass{{"shirt", Regular, Regular, 1, ReclassFlaw}, {"", Regular, BGrade, 1, ReclassFlaw}, {"shirt", Regular, BGrade, 0, ReclassFlaw}} {
		if d := do(b); len(d.Moves) != 0 || d.Verdict != AppliedException {
			t.Errorf("%+v: %+v", b, d)
		}
	}
}

func TestPriceCheck(t *testing.T) {
	c := Command{ID: "c-1", Kind: KindPriceCheck, At: at(10, 0), Store: "S01", Staff: "sato", Body: PriceCheck{"shirt", PriceClash{3990, 4290, 4290}}}
	d := Decide(State{Role: RoleStaff}, c)
	if len(d.Raise) != 1 || d.Raise[0].Kind != ExPrice || d.Raise[0].Assignee != "sato" || d.Raise[0].Prices.TagTaxIn != 3990 {
		t.Fatalf("%+v", d)
	}
	open := d.Raise[0]
	open.Assignee = "mori"
	c.Staff, c.At = "kato", at(12, 0)
	again := Decide(State{Role: RoleStaff, Exception: &open}, c).Raise[0]
	if again.ID != open.ID || again.Assignee != "mori" || len(again.People) != 2 || !again.OpenedAt.Equal(open.OpenedAt) {
		t.Errorf("%+v", again)
	}
}

func TestPrices(t *testing.T) {
	p := Prices{ECTaxIn: 4290, Promotion: &Promotion{Name: "週末", PriceTaxIn: 3990, From: at(10, 0), Until: at(20, 0)}}
	for when, want := range map[time.Time]Yen{at(9, 59): 4290, at(10, 0): 3990, at(20, 0): 4290} {
		if got := p.ShopTaxIn(4290, when); got != want || p.Disagree(4290, when) != (want != 4290) {
			t.Errorf("%v: %d", when, got)
		}
	}
	if (Prices{}).Disagree(4290, at(10, 0)) {
		t.Error("no web price is no other price")
	}
}

// TestDoubtGrows: with time and silence doubt never falls, nor grows what one
// should count on; while a shop is closed nothing is sold.
func TestDoubtGrows(t *testing.T) {
	site := Site{Opens: "10:00", Closes: "20:00"}
	for n := range 7 {
		var last Doubt
		lastSure := n
		for age := time.Duration(0); age < 30*time.Hour; age += 7 * time.Minute {
			sure, d := BelieveStock(site, n, at(10, 0), time.Time{}, at(10, 0).Add(age))
			silent, ds := BelieveStock(site, n, at(10, 0).Add(age), at(10, 0), at(10, 0).Add(age))
			if d < last || sure > lastSure || sure > n || sure < 0 || silent != sure || ds != d {
				t.Fatalf("%d pieces after %v: %d %v, before %d %v, silent %d %v", n, age, sure, d, lastSure, last, silent, ds)
			}
			last, lastSure = d, sure
		}
		if n > 0 && last != DoubtGreat {
			t.Errorf("%d pieces a day old: %v", n, last)
		}
	}
	for _, c := range []struct {
		pieces int
		seen   time.Time
		now    time.Time
		sure   int
		doubt  Doubt
	}{
		{1, at(10, 0), at(10, 29), 1, DoubtNone},
		{1, at(10, 0), at(10, 30), 1, DoubtSome},
		{1, at(10, 0), at(12, 0), 0, DoubtGreat},
		{4, at(10, 0), at(11, 59), 4, DoubtNone},
		{4, at(10, 0), at(12, 0), 3, DoubtSome},
		{4, at(20, 0), at(10, 0).AddDate(0, 0, 1), 4, DoubtNone}, // the night
		{0, at(10, 0), at(10, 10), 0, DoubtNone},
	} {
		if sure, d := BelieveStock(site, c.pieces, c.seen, time.Time{}, c.now); sure != c.sure || d != c.doubt {
			t.Errorf("%+v: %d %v", c, sure, d)
		}
	}
}

// TestRedistribute: whatever shops have and sell, nobody gives what it needs, gets
// what it has, or is left without a piece.
func TestRedistribute(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		var sites []Demand
		for i := range 2 + r.IntN(12) {
			sites = append(sites, Demand{Site: SiteID(rune('A' + i)), Available: r.IntN(30), Incoming: r.IntN(3), Sold: r.IntN(40) - 5, Stores: r.IntN(6) == 0})
		}
		near := func(a, b SiteID) float64 { return float64(int(a[0]-b[0]) * int(a[0]-b[0])) }
		out := Redistribute("shirt", sites, near)
		shuffled := slices.Clone(sites)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if !slices.Equal(out, Redistribute("shirt", shuffled, near)) {
			t.Fatalf("seed %d: the order of shops matters", seed)
		}
		gives, gets := map[SiteID]int{}, map[SiteID]int{}
		for _, p := range out {
			gives[p.From] += p.Qty
			gets[p.To] += p.Qty
			if p.Qty < 1 {
				t.Fatalf("seed %d: %+v", seed, p)
			}
		}
		for _, s := range sites {
			g, n := gives[s.Site], gets[s.Site]
			if g > 0 && n > 0 || g > s.spare() || n > s.needs() || g > 0 && !s.Stores && s.Available-g < keepPieces {
				t.Fatalf("seed %d: %+v gives %d gets %d", seed, s, g, n)
			}
			if s.Stores && g < s.spare() && slices.ContainsFunc(sites, func(x Demand) bool { return !x.Stores && gives[x.Site] > 0 }) {
				t.Fatalf("seed %d: a shop gives while the warehouse %+v gives %d", seed, s, g)
			}
		}
	}
	out := Redistribute("shirt", []Demand{{Site: "far", Available: 9}, {Site: "near", Available: 9}, {Site: "out", Sold: 8}}, func(a, _ SiteID) float64 {
		return map[SiteID]float64{"far": 9000, "near": 100}[a]
	})
	if len(out) != 1 || out[0] != (Proposal{SKU: "shirt", From: "near", To: "out", Qty: 4, Spare: 8, Sold: 8}) {
		t.Errorf("%+v", out)
	}
	out = Redistribute("shirt", []Demand{{Site: "shop", Available: 30}, {Site: "store", Available: 3, Stores: true}, {Site: "out", Sold: 8}}, func(SiteID, SiteID) float64 { return 0 })
	if len(out) != 2 || out[0].From != "store" || out[0].Qty != 3 || out[1].From != "shop" || out[1].Qty != 1 {
		t.Errorf("not from the warehouse first: %+v", out)
	}
}
