package wave

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Legs is how long it takes from one aisle to another, in metres as they are
// walked, as a shop's own scans show it. Both ways are the same. Aisles are what
// stands before the last hyphen of a shelf code.
type Legs map[[2]string]float64

// The floor as shelf codes tell it, where no scan has shown better: zones lie
// apart, aisles of a zone side by side, shelves along an aisle. In metres.
const (
	zoneApart  = 25.0
	aisleApart = 3.0
	aisleTurn  = 4.0
	shelfApart = 1.0
)

// spot is a shelf code taken apart.
type spot struct {
	zone         string
	aisle, shelf int
	key          string // of the aisle
}

func spotOf(code string) spot {
	parts := strings.Split(code, "-")
	s := spot{zone: parts[0], key: code}
	if len(parts) > 1 {
		s.aisle, _ = strconv.Atoi(parts[1])
	}
	if len(parts) > 2 {
		s.shelf, _ = strconv.Atoi(parts[2])
		s.key = strings.Join(parts[:2], "-")
	}
	return s
}

// Between is how far it is from one shelf to another, in metres.
func (l Legs) Between(a, b string) float64 {
	if a == b || a == "" || b == "" {
		return 0
	}
	x, y := spotOf(a), spotOf(b)
	if x.key == y.key {
		return shelfApart * float64(abs(x.shelf-y.shelf))
	}
	if d, ok := l[legKey(x.key, y.key)]; ok {
		return d
	}
	if x.zone != y.zone {
		return zoneApart + aisleApart*float64(x.aisle+y.aisle)
	}
	return aisleTurn + aisleApart*float64(abs(x.aisle-y.aisle)) + shelfApart*float64(x.shelf+y.shelf)
}

func legKey(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

func abs(n int) int { return max(n, -n) }

// compareShelves puts shelves into their sequence: zone, aisle, shelf, numbers
// by value. Goods without a shelf come last.
func compareShelves(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(b, a)
	}
	x, y := spotOf(a), spotOf(b)
	return cmp.Or(cmp.Compare(x.zone, y.zone), cmp.Compare(x.aisle, y.aisle), cmp.Compare(x.shelf, y.shelf), cmp.Compare(a, b))
}

// Route returns the shelves, each once, in the order to walk them from a place;
// empty: from the entrance. It begins with their sequence and turns parts of it
// round as long as that saves steps (2-opt); shelves nobody knows come last.
func Route(shelves []string, from string, legs Legs) []string {
	r := slices.Clone(shelves)
	slices.SortFunc(r, compareShelves)
	r = slices.Compact(r)
	n := len(r)
	for n > 0 && r[n-1] == "" {
		n--
	}
	if from != "" && n > 1 && legs.Between(from, r[n-1]) < legs.Between(from, r[0]) {
		slices.Reverse(r[:n])
	}
	at := func(i int) string {
		if i < 0 {
			return from
		}
		return r[i]
	}
	for better, rounds := true, 0; better && rounds < 50; rounds++ {
		better = false
		for i := range n {
			for j := i + 1; j < n; j++ {
				now := legs.Between(at(i-1), r[i])
				turned := legs.Between(at(i-1), r[j])
				if j+1 < n {
					now += legs.Between(r[j], r[j+1])
					turned += legs.Between(r[i], r[j+1])
				}
				if turned < now-1e-9 {
					slices.Reverse(r[i : j+1])
					better = true
				}
			}
		}
	}
	return r
}

// Length is how far a route is from a place and back to it, in metres.
func (l Legs) Length(from string, route []string) float64 {
	sum, at := 0.0, from
	for _, shelf := range route {
		sum += l.Between(at, shelf)
		at = shelf
	}
	return sum + l.Between(at, from)
}
