package simulate

import (
	"testing"
	"time"

	"miseban/app/retail"
)

// threeCount lets three terminals count the one area of a shop for forty
// minutes, each a part of every SKU, while goods are sold and picked; then a
// manager approves, and what must be counted again is.
func threeCount(w *world) {
	s := w.shops[0]
	for len(s.terminals) < 3 {
		if !w.must("terminal", s.newTerminal()) {
			return
		}
	}
	crew := s.terminals[:3]
	dice := roll(w.o.Seed, 60_000)
	began := 2 * time.Hour
	w.idle = start.Add(12 * time.Hour) // nobody does anything else
	id := retail.StocktakeID("area-three-1")
	seen := map[retail.SKUID]int{} // pieces of the SKU that somebody has counted
	for i, sku := range skus {
		at := began + time.Duration(i)*7*time.Minute + dice.between(0, time.Minute)
		for k, t := range crew {
			w.after(at+time.Duration(k)*40*time.Second, func() {
				n := max(0, s.shelf[sku.ID]-seen[sku.ID])
				if k < len(crew)-1 {
					n = dice.IntN(n + 1)
				}
				seen[sku.ID] += n
				t.tally(s.staff[k%len(s.staff)], id, sku.ID, n, i == len(skus)-1)
				t.stir()
			})
		}
	}
	for range 12 { // sold meanwhile, and told some time later
		sku := pick(dice, skus).ID
		w.after(began+dice.between(0, 50*time.Minute), func() {
			w.web.sold(s, sku, 1, dice, func() time.Duration { return dice.between(time.Minute, time.Hour) })
		})
	}
	for range 4 { // picked meanwhile
		t := pick(dice, crew)
		w.after(began+dice.between(0, 50*time.Minute), func() {
			_ = t.app.Orders(w.ctx, func(o *retail.Order) bool {
				if o.State == retail.Received || o.State == retail.Picking {
					t.pick(o)
					return false
				}
				return true
			})
			t.stir()
		})
	}
	for round := range 4 { // a figure that others must count first is approved in the next round
		w.after(began+2*time.Hour+time.Duration(round)*20*time.Minute, func() {
			for _, take := range w.must1(crew[0].app.Stocktakes(w.ctx)) {
				if take.ID == id {
					crew[0].approve(take)
				}
			}
			crew[0].stir()
		})
	}
	w.after(began+5*time.Hour, func() {
		list, err := w.inbox(s)
		w.must("inbox", err)
		for _, x := range list {
			if x.Kind == retail.ExRecount && x.Open() {
				crew[1].countSKU(s.staff[0], x.SKU)
				w.counts["counted again"]++
			}
		}
		crew[1].stir()
	})
}

// must1 is what a terminal knows of its stocktakes.
func (w *world) must1(list []retail.Stocktake, err error) []retail.Stocktake {
	w.must("stocktakes", err)
	return list
}

// TestThreeTerminalsCountOneArea counts with the real hub and three terminals
// while the till sells and orders are picked: the sums are what lay there, the
// books are right in the end (world.check holds them against the shelves), and
// it says how often a new count was asked for that right clocks would spare.
func TestThreeTerminalsCountOneArea(t *testing.T) {
	dir := scratch(t)
	sum := map[string]int{}
	for seed := uint64(1); seed <= 3; seed++ {
		r := Run(t.Context(), Options{Seed: seed, Dir: dir, Mutant: &Mutant{Name: "three-count", Scene: threeCount}})
		if r.Err != nil {
			t.Errorf("seed %d: %v", seed, r.Err)
		}
		for _, k := range []string{"figures booked", "figures to be counted again", "figures to be counted again that right clocks would spare", "figures outdated", "counted again"} {
			sum[k] += r.Counts[k]
		}
	}
	if sum["figures booked"] == 0 {
		t.Fatal("nothing was booked")
	}
	all := sum["figures booked"] + sum["figures to be counted again"] + sum["figures outdated"]
	t.Logf("%d figures: %d booked, %d to be counted again, %d of those (%.0f%% of all figures) because a movement was near, not within",
		all, sum["figures booked"], sum["figures to be counted again"], sum["figures to be counted again that right clocks would spare"],
		100*float64(sum["figures to be counted again that right clocks would spare"])/float64(all))
}
