package wave

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miseban/app/retail"
)

// TestRoute: every shelf is walked to once, and no way is longer than that by the
// sequence of the shelves.
func TestRoute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("%c-%02d-%d", rapid.RuneFrom([]rune("ABC")).Draw(t, "zone"), rapid.IntRange(1, 9).Draw(t, "aisle"), rapid.IntRange(1, 9).Draw(t, "shelf"))
		})
		shelves := rapid.SliceOfN(code, 0, 30).Draw(t, "shelves")
		if rapid.Bool().Draw(t, "one without") {
			shelves = append(shelves, "")
		}
		from := rapid.SampledFrom([]string{"", "A-01-1", "C-09-9"}).Draw(t, "from")
		legs := Legs{}
		for range rapid.IntRange(0, 9).Draw(t, "legs") {
			legs[legKey(spotOf(code.Draw(t, "a")).key, spotOf(code.Draw(t, "b")).key)] = rapid.Float64Range(1, 90).Draw(t, "m")
		}
		got := Route(shelves, from, legs)
		want := slices.Clone(shelves)
		slices.SortFunc(want, compareShelves)
		want = slices.Compact(want)
		open := func(r []string) float64 {
			sum, at := 0.0, from
			for _, s := range r {
				sum += legs.Between(at, s)
				at = s
			}
			return sum
		}
		back := slices.Clone(want)
		slices.Reverse(back)
		if from == "" && open(got) > open(want)+1e-6 {
			t.Fatalf("%v is %f, the sequence %f", got, open(got), open(want))
		}
		sorted := slices.Clone(got)
		slices.SortFunc(sorted, compareShelves)
		if !slices.Equal(sorted, want) {
			t.Fatalf("%v of %v", got, want)
		}
		if i := slices.Index(got, ""); i >= 0 && i != len(got)-1 {
			t.Fatalf("a shelf nobody knows comes first: %v", got)
		}
	})
}

// TestLearn: walks that the scans show change the way.
func TestLearn(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	var list []walkStep
	for range 3 { // from A-01 to B-01 in 12 s: there is a door
		list = append(list, walkStep{at, "x", "A-01-1"}, walkStep{at.Add(12 * time.Second), "y", "B-01-1"})
		at = at.Add(time.Hour)
	}
	list = append(list, walkStep{at, "lost", ""}, walkStep{at.Add(20 * time.Second), "y", "B-01-1"}, walkStep{at.Add(9 * time.Hour), "alone", ""})
	legs := legsOf(map[retail.StaffID][]walkStep{"s": list})
	if d := legs.Between("A-01-1", "B-01-1"); math.Abs(d-5.4) > 0.01 {
		t.Errorf("%f m", d)
	}
	if r := Route([]string{"A-01-1", "A-09-1", "B-01-1"}, "A-01-1", legs); !slices.Equal(r, []string{"A-01-1", "B-01-1", "A-09-1"}) && legs.Length("", r) > legs.Length("", []string{"A-01-1", "A-09-1", "B-01-1"}) {
		t.Errorf("walked %v", r)
	}
	if seen := seenOf(map[retail.StaffID][]walkStep{"s": list}); seen["lost"] != "B-01-1" || seen["alone"] != "" {
		t.Errorf("seen %v", seen)
	}
}

// shopFloor draws a shop and its orders: four zones of six aisles of eight
// shelves, 2,000 SKUs of which few sell much (Zipf), orders of one to five
// lines, as the sample of web orders has them.
func shopFloor(seed uint64, orders int) (list [][]string) {
	r := rand.New(rand.NewPCG(seed, 7))
	shelf := make([]string, 2000)
	for i := range shelf {
		shelf[i] = fmt.Sprintf("%c-%02d-%d", 'A'+r.IntN(4), 1+r.IntN(6), 1+r.IntN(8))
	}
	z := rand.NewZipf(r, 1.1, 8, uint64(len(shelf)-1))
	sizes := []int{1, 1, 1, 2, 2, 2, 3, 3, 4, 5}
	for range orders {
		var lines []string
		for range sizes[r.IntN(len(sizes))] {
			lines = append(lines, shelf[z.Uint64()])
		}
		list = append(list, lines)
	}
	return list
}

// TestWalking holds rounds of ten against single orders: metres walked for each
// line, from the packing place (A-01-1) and back to it each time.
func TestWalking(t *testing.T) {
	var single, round float64
	lines := 0
	for seed := range uint64(20) {
		orders := shopFloor(seed, 30)
		for i := 0; i < len(orders); i += retail.WaveSize {
			var all []string
			for _, o := range orders[i:min(len(orders), i+retail.WaveSize)] {
				lines += len(o)
				single += Legs{}.Length("A-01-1", Route(o, "A-01-1", nil))
				all = append(all, o...)
			}
			round += Legs{}.Length("A-01-1", Route(all, "A-01-1", nil))
		}
	}
	one, ten := single/float64(lines), round/float64(lines)
	t.Logf("metres for each line: %.1f one by one, %.1f in rounds of %d: %.2f times less; lines for each minute of walking at %.1f m/s: %.1f and %.1f",
		one, ten, retail.WaveSize, one/ten, pace, pace*60/one, pace*60/ten)
	if one < 2*ten {
		t.Errorf("rounds save %.2f times, wanted 2", one/ten)
	}
}

func BenchmarkRoute(b *testing.B) {
	var all []string
	for _, o := range shopFloor(1, retail.MaxWaveSize) {
		all = append(all, o...)
	}
	for b.Loop() {
		Route(all, "A-01-1", nil)
	}
}
