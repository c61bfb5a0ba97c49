package wave

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Wish is what a new wave is to be.
type Wish struct {
	Size int    // how many orders at most, up to retail.MaxWaveSize; 0: retail.WaveSize
	Zone string // only orders whose open goods all stand there; empty: any
	// By is until when the orders are promised; zero: any time.
	By time.Time
	// With are in whatever they are, Without are out, as somebody chose by hand.
	With, Without []retail.OrderID
}

// fits tells whether an order is one that is wished for.
func (w Wish) fits(c Choice) bool {
	return (w.Zone == "" || len(c.Zones) == 1 && c.Zones[0] == w.Zone) && (w.By.IsZero() || !c.Promised.After(w.By))
}

// Choice is an order that may join a new wave.
type Choice struct {
	ID       retail.OrderID
	Number   string
	Name     string // family name in kana
	Promised time.Time
	Pieces   int
	Zones    []string
	Picked   bool // part of the proposal
}

// Proposal is which orders a new wave would have.
type Proposal struct {
	Orders []Choice // the most urgent first; those of the wave are Picked
	Size   int      // how many are
	Pieces int      // of them
	Stops  int      // shelves to walk to
	Zones  []string // of all free orders
}

// Propose returns which orders to walk next: the most urgent ones that are free
// and fit the wish.
func (s *Service) Propose(ctx context.Context, w Wish) (Proposal, error) {
	size := w.Size
	if size <= 0 {
		size = retail.WaveSize
	}
	size = min(size, retail.MaxWaveSize)
	var free []*retail.Order
	now := s.clock.Now()
	err := s.store.Orders(ctx, func(o *retail.Order) bool {
		if (o.State == retail.Received || o.State == retail.Picking) && !o.Settled() && !o.Claim.LiveAt(now) {
			free = append(free, o)
		}
		return true
	})
	if err != nil {
		return Proposal{}, err
	}
	slices.SortFunc(free, func(a, b *retail.Order) int {
		return cmp.Or(a.PromisedAt.Compare(b.PromisedAt), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	var p Proposal
	slots, shelves := 0, map[string]bool{}
	for _, o := range free {
		c := Choice{ID: o.ID, Number: o.Number, Name: o.Customer.CallName(), Promised: o.PromisedAt}
		var at []string
		for _, l := range o.Lines {
			if l.Open() == 0 {
				continue
			}
			c.Pieces += l.Open()
			shelf, err := s.shelf(ctx, l.SKU)
			if err != nil {
				return p, err
			}
			at = append(at, shelf)
			if z := retail.ShelfZone(shelf); z != "" && !slices.Contains(c.Zones, z) {
				c.Zones = append(c.Zones, z)
			}
		}
		for _, z := range c.Zones {
			if !slices.Contains(p.Zones, z) {
				p.Zones = append(p.Zones, z)
			}
		}
		if slots < size && w.fits(c) { // one left out by hand makes no room for the next
			slots++
			c.Picked = !slices.Contains(w.Without, c.ID)
		}
		c.Picked = (c.Picked || slices.Contains(w.With, c.ID)) && p.Size < retail.MaxWaveSize
		if c.Picked {
			p.Size++
			p.Pieces += c.Pieces
			for _, shelf := range at {
				shelves[shelf] = true
			}
		}
		p.Orders = append(p.Orders, c)
	}
	p.Stops = len(shelves)
	slices.Sort(p.Zones)
	return p, nil
}

// shelf returns where a SKU stands, or empty.
func (s *Service) shelf(ctx context.Context, sku retail.SKUID) (string, error) {
	l, err := s.store.Stock(ctx, sku)
	if retail.CodeOf(err) == retail.CodeNotFound {
		err = nil
	}
	return l.Shelf, err
}

// Open begins a wave with the orders, those under the first letters first, and
// walks the zone; empty: all.
func (s *Service) Open(ctx context.Context, orders []retail.OrderID, zone string) (View, error) {
	id := retail.WaveID(s.ids.NewID())
	if err := s.do(ctx, "wave.Open", retail.KindOpenWave, retail.OpenWave{Wave: id, Orders: orders, Zone: zone}); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}
