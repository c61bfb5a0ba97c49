package wave

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

const (
	// legMost is the longest time between two scans that was one walk.
	legMost = 4 * time.Minute
	// legLeast is how many walks it takes to believe in one.
	legLeast = 3
	// pace is how fast somebody walks who looks for shelves, in metres a second.
	pace = 0.9
	// handling is the time at a shelf that is no walking.
	handling = 6 * time.Second
	// learnAgain is how old what was learned may be.
	learnAgain = 15 * time.Minute
	// besideMost is how close in time the pick of goods with a known shelf is to
	// that of goods whose shelf nobody knows.
	besideMost = 90 * time.Second
)

// step is one pick as it tells of a walk.
type walkStep struct {
	at    time.Time
	sku   retail.SKUID
	shelf string
}

// learn reads from the picks of all terminals how far aisles are from each other,
// and beside which shelf goods were last picked that have none.
func (s *Service) learn(ctx context.Context) (Legs, error) {
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.legs != nil && now.Sub(s.legsAt) < learnAgain && !now.Before(s.legsAt) {
		return s.legs, nil
	}
	walks := map[retail.StaffID][]walkStep{}
	shelves := map[retail.SKUID]string{}
	var failed error
	err := s.store.Orders(ctx, func(o *retail.Order) bool {
		for _, l := range o.Lines {
			for _, p := range l.Picks {
				shelf, ok := shelves[l.SKU]
				if !ok {
					if shelf, failed = s.shelf(ctx, l.SKU); failed != nil {
						return false
					}
					shelves[l.SKU] = shelf
				}
				walks[p.Staff] = append(walks[p.Staff], walkStep{p.At, l.SKU, shelf})
			}
		}
		return true
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	s.legs, s.seen = legsOf(walks), seenOf(walks)
	s.legsAt = now
	return s.legs, nil
}

// legsOf is the middle of the walks between each two aisles.
func legsOf(walks map[retail.StaffID][]walkStep) Legs {
	times := map[[2]string][]time.Duration{}
	for _, list := range walks {
		slices.SortFunc(list, func(a, b walkStep) int { return a.at.Compare(b.at) })
		for i := 1; i < len(list); i++ {
			a, b := list[i-1], list[i]
			d := b.at.Sub(a.at)
			if a.shelf == "" || b.shelf == "" || d > legMost {
				continue
			}
			if x, y := spotOf(a.shelf).key, spotOf(b.shelf).key; x != y {
				times[legKey(x, y)] = append(times[legKey(x, y)], d)
			}
		}
	}
	out := Legs{}
	for k, list := range times {
		if len(list) >= legLeast {
			slices.Sort(list)
			out[k] = pace * max(list[len(list)/2]-handling, time.Second).Seconds()
		}
	}
	return out
}

// seenOf finds goods without a shelf beside goods that have one.
func seenOf(walks map[retail.StaffID][]walkStep) map[retail.SKUID]string {
	out, last := map[retail.SKUID]string{}, map[retail.SKUID]time.Time{}
	for _, list := range walks {
		slices.SortFunc(list, func(a, b walkStep) int { return a.at.Compare(b.at) })
		for i, x := range list {
			if x.shelf != "" || !x.at.After(last[x.sku]) {
				continue
			}
			best := besideMost + 1
			for _, j := range []int{i - 1, i + 1} {
				if j < 0 || j >= len(list) || list[j].shelf == "" {
					continue
				}
				if d := list[j].at.Sub(x.at).Abs(); d < best {
					best = d
					out[x.sku], last[x.sku] = list[j].shelf, x.at
				}
			}
		}
	}
	return out
}

// lastSeen is the shelf beside which goods were last picked, empty for none.
func (s *Service) lastSeen(sku retail.SKUID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[sku]
}

// lastShelf is where the walker stands: at the shelf of the last pick here.
func (s *Service) lastShelf(ctx context.Context, id retail.WaveID) string {
	a, _ := s.session.Actor()
	w, err := s.store.Wave(ctx, id)
	if err != nil {
		return ""
	}
	var sku retail.SKUID
	var at time.Time
	for _, m := range w.Orders {
		o, err := s.store.Order(ctx, m.Order)
		if err != nil {
			continue
		}
		for _, l := range o.Lines {
			for _, p := range l.Picks {
				if p.Wave == id && p.Staff == a.Staff.ID && !p.At.Before(at) {
					sku, at = l.SKU, p.At
				}
			}
		}
	}
	if sku == "" {
		return ""
	}
	shelf, _ := s.shelf(ctx, sku) // an empty one only begins the route at the entrance
	return shelf
}
