package pickup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

const (
	// paceLeast is how many scans it takes to believe in a figure.
	paceLeast = 10
	// paceGap is the longest time between two scans that was work on one order.
	paceGap = 15 * time.Minute
	// paceAgain is how old what was learned may be.
	paceAgain = time.Hour
	// paceFew and paceMuch bound what a figure may be.
	paceFew  = 10 * time.Second
	paceMuch = 15 * time.Minute
)

// paceOf learns how long picking takes here from the scans of orders: the middle of
// the times between two scans of one person in one order, by the zone of the second
// one, and of the times from taking an order in hand to its first scan. What was a
// break, and what was scanned in a round with other orders, does not count.
func paceOf(orders []*retail.Order, zone func(retail.SKUID) string) retail.Pace {
	var begins, lines []time.Duration
	zones := map[string][]time.Duration{}
	for _, o := range orders {
		type scan struct {
			at    time.Time
			staff retail.StaffID
			zone  string
		}
		var scans []scan
		for _, l := range o.Lines {
			for _, p := range l.Picks {
				if p.Wave == "" && p.Entry == retail.Scanned {
					scans = append(scans, scan{p.At, p.Staff, zone(l.SKU)})
				}
			}
		}
		slices.SortFunc(scans, func(a, b scan) int { return a.at.Compare(b.at) })
		for i, x := range scans {
			if i == 0 {
				for _, st := range slices.Backward(o.Steps) {
					if st.Kind == retail.KindClaim && st.Staff == x.staff && !st.At.After(x.at) && x.at.Sub(st.At) <= paceGap {
						begins = append(begins, x.at.Sub(st.At))
						break
					}
				}
				continue
			}
			if d := x.at.Sub(scans[i-1].at); x.staff == scans[i-1].staff && d <= paceGap {
				lines = append(lines, d)
				zones[x.zone] = append(zones[x.zone], d)
			}
		}
	}
	p := retail.Pace{Begin: middle(begins), Line: middle(lines), Zones: map[string]time.Duration{}}
	for z, list := range zones {
		if m := middle(list); m > 0 {
			p.Zones[z] = m
		}
	}
	return p
}

// middle is the median of enough times, within bounds; zero of too few.
func middle(list []time.Duration) time.Duration {
	if len(list) < paceLeast {
		return 0
	}
	slices.Sort(list)
	return min(max(list[len(list)/2], paceFew), paceMuch)
}

// learnPace reads the shop's scans again when what is known of them is old.
func (s *Service) learnPace(ctx context.Context) error {
	now := s.clock.Now()
	s.mu.Lock()
	known := s.pace != nil && now.Sub(s.paceAt) < paceAgain && !now.Before(s.paceAt)
	s.mu.Unlock()
	if known {
		return nil
	}
	var orders []*retail.Order
	err := s.store.Orders(ctx, func(o *retail.Order) bool {
		if o.PickedPieces() > 0 || o.State.Over() {
			orders = append(orders, o)
		}
		return true
	})
	if err != nil {
		return err
	}
	shelves := map[retail.SKUID]string{}
	p := paceOf(orders, func(sku retail.SKUID) string {
		z, ok := shelves[sku]
		if !ok {
			if l, err := s.store.Stock(ctx, sku); err == nil {
				z = retail.ShelfZone(l.Shelf)
			}
			shelves[sku] = z
		}
		return z
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace, s.paceAt = &p, now
	return nil
}

// due works out when an order must be begun, and how urgent that is. The lock is
// held.
func (s *Service) due(ctx context.Context, c *card, now time.Time) (by time.Time, p retail.Pressure) {
	if c.zones == nil {
		c.zones = make([]string, len(c.needs))
		for i, n := range c.needs {
			if l, err := s.store.Stock(ctx, n.sku); err == nil {
				c.zones[i] = retail.ShelfZone(l.Shelf)
			}
		}
	}
	needs := make([]retail.Need, len(c.needs))
	for i, n := range c.needs {
		needs[i] = retail.Need{Zone: c.zones[i], Pieces: n.open}
	}
	pace := retail.Pace{}
	if s.pace != nil {
		pace = *s.pace
	}
	by = s.board.chain.Dues.PickBy(s.board.site, c.row.Promised, pace.Takes(needs))
	return by, s.board.chain.Dues.Pressure(by, now)
}

// Alarm is orders that nobody begins, as the window makes them heard.
type Alarm struct {
	Level  retail.Alert // zero: nothing is to be heard
	Orders int          // that ask to be begun
	First  Row          // the most urgent of them
	Every  time.Duration
}

// Alarm returns the orders that nobody has begun and that should be begun now.
// One that rests with a reason is not among them, nor any while the shop is closed
// or in its quiet hours.
func (s *Service) Alarm(ctx context.Context) (Alarm, error) {
	if err := s.load(ctx); err != nil {
		return Alarm{}, err
	}
	now := s.clock.Now()
	a, _ := s.session.Actor()
	s.mu.Lock()
	defer s.mu.Unlock()
	policy := s.board.chain.Dues
	out := Alarm{Every: time.Duration(policy.Full().Every) * time.Minute}
	var first *card
	var firstBy time.Time
	for _, c := range s.board.cards {
		if c.row.State != retail.Received || c.claim.LiveAt(now) || c.row.Pause.LiveAt(now) {
			continue
		}
		by, _ := s.due(ctx, c, now)
		level := policy.Alert(s.board.site, c.placed, by, now)
		if level == 0 {
			continue
		}
		out.Orders++
		out.Level = max(out.Level, level)
		if first == nil || cmp.Or(by.Compare(firstBy), cmp.Compare(c.row.Number, first.row.Number)) < 0 {
			first, firstBy = c, by
		}
	}
	if first != nil {
		out.First = s.row(ctx, first, a, now)
	}
	return out, nil
}

// pauseFor is how long an order rests unless somebody begins it before.
const pauseFor = time.Hour

// Pause lets an order rest with a reason (一時停止): it is not heard meanwhile.
func (s *Service) Pause(ctx context.Context, id retail.OrderID, why retail.PauseReason) error {
	const op = "pickup.Pause"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindPause, retail.PauseOrder{Order: id, Reason: why, Until: s.clock.Now().Add(pauseFor)})
	return err
}

// Resume ends the pause.
func (s *Service) Resume(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Resume"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindResume, retail.ResumeOrder{Order: id})
	return err
}
