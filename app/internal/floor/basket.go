// Package floor is what customers order in the shop (店頭注文): a basket whose goods
// are carried out, collected later or brought by a carrier, what it comes to, and the
// order that is made of it. Goods of a basket are kept where they lie, one hold for
// each way and site (docs/adr/0042). The basket itself lives in memory alone.
package floor

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// StockHere returns what this shop has of SKUs.
	StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error)
	// StockElsewhere returns what other sites have, and when that was known.
	StockElsewhere(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error)
	// Site returns the shop of this terminal.
	Site(ctx context.Context) (retail.Site, error)
	// Sites returns every site of the chain.
	Sites(ctx context.Context) ([]retail.Site, error)
	// Chain returns what is known of the chain.
	Chain(ctx context.Context) (retail.Chain, error)
	// PostalAreas returns the places that a postal code stands for.
	PostalAreas(ctx context.Context, code retail.PostalCode) ([]retail.PostalArea, error)
}

// Line is goods in the basket.
type Line struct {
	No  int // names the line as long as the basket lives
	SKU retail.SKU
	Qty int
	Choice
	PriceTaxIn retail.Yen // of one piece
	Why        retail.PriceReason
}

// Choice is how a customer may get goods, and from where.
type Choice struct {
	Way  retail.Way
	Site retail.Site // that gives them
	Here bool        // it is this shop
	Left int         // how many it may promise, as far as is known here
	At   time.Time   // when that was known; zero: here
}

// MaxQty is the most pieces of one line.
const MaxQty = 99

// Basket is what one customer gathers (かご). Make one with New; it may be used by
// several goroutines.
type Basket struct {
	store  Store
	device retail.DeviceID
	clock  retail.Clock
	ids    retail.IDs

	mu     sync.Mutex
	last   int
	lines  []Line
	member string
}

// New returns an empty basket of the terminal device.
func New(store Store, device retail.DeviceID, c retail.Clock, ids retail.IDs) *Basket {
	return &Basket{store: store, device: device, clock: c, ids: ids}
}

// Pieces are how many the basket holds.
func (b *Basket) Pieces() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, l := range b.lines {
		n += l.Qty
	}
	return n
}

// Wipe forgets everything.
func (b *Basket) Wipe(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines, b.member, b.last = nil, "", 0
	return nil
}

// Put puts one piece into the basket, one more of a line that is there. It is for
// carrying out where the shop has it, else for a carrier, else for collecting where
// it is. CodeRefused with hint.floor_none: nobody has one more.
func (b *Basket) Put(ctx context.Context, id retail.SKUID) error {
	const op = "floor.Put"
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := slices.IndexFunc(b.lines, func(l Line) bool { return l.SKU.ID == id }); i >= 0 {
		return b.set(ctx, op, i, b.lines[i].Qty+1)
	}
	sku, err := b.store.SKU(ctx, id)
	if err != nil {
		return err
	}
	all, err := b.choices(ctx, id, 1)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return retail.E(retail.CodeRefused, op, "hint.floor_none", nil)
	}
	b.last++
	l := Line{No: b.last, SKU: sku, Qty: 1, Choice: all[0]}
	l.price(b.member != "", b.clock.Now())
	b.lines = append(b.lines, l)
	return nil
}

// Set changes how many pieces of a line there are; none removes it. CodeRefused with
// hint.floor_few: the site that gives them has not so many.
func (b *Basket) Set(ctx context.Context, no, qty int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.lines, func(l Line) bool { return l.No == no })
	if i < 0 {
		return retail.E(retail.CodeNotFound, "floor.Set", "", nil)
	}
	return b.set(ctx, "floor.Set", i, qty)
}

func (b *Basket) set(ctx context.Context, op string, i, qty int) error {
	if qty <= 0 {
		b.lines = slices.Delete(b.lines, i, i+1)
		return nil
	}
	l := &b.lines[i]
	all, err := b.choices(ctx, l.SKU.ID, qty)
	if err != nil {
		return err
	}
	same := slices.IndexFunc(all, func(c Choice) bool { return c.Way == l.Way && c.Site.ID == l.Site.ID })
	if qty > MaxQty || same < 0 && qty > l.Qty {
		return retail.E(retail.CodeRefused, op, "hint.floor_few", nil)
	}
	if l.Qty = qty; same >= 0 {
		l.Choice = all[same]
	}
	return nil
}

// Choices are how the customer may get a line, the quickest way first.
func (b *Basket) Choices(ctx context.Context, no int) ([]Choice, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.lines, func(l Line) bool { return l.No == no })
	if i < 0 {
		return nil, retail.E(retail.CodeNotFound, "floor.Choices", "", nil)
	}
	return b.choices(ctx, b.lines[i].SKU.ID, b.lines[i].Qty)
}

// Choose changes how the customer gets a line, to one of its Choices.
func (b *Basket) Choose(no int, c Choice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := slices.IndexFunc(b.lines, func(l Line) bool { return l.No == no }); i >= 0 {
		b.lines[i].Choice = c
		b.lines[i].price(b.member != "", b.clock.Now())
	}
}

// Member says whose card was shown, empty for nobody's: prices are a member's then.
func (b *Basket) Member(number string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.member = number
	for i := range b.lines {
		b.lines[i].price(number != "", b.clock.Now())
	}
}

func (l *Line) price(member bool, at time.Time) {
	l.PriceTaxIn, l.Why = l.SKU.FloorTaxIn(l.SKU.PriceTaxIn, l.Way, member, at)
}

// choices are how so many pieces may be had: here at once, from a carrier, here
// later, at another shop later, the nearest first. A carrier takes them from the
// warehouse where it has them, so that the shops keep theirs for who comes.
func (b *Basket) choices(ctx context.Context, id retail.SKUID, qty int) ([]Choice, error) {
	here, err := b.store.Site(ctx)
	if err != nil {
		return nil, err
	}
	sites, err := b.store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	levels, err := b.store.StockHere(ctx, []retail.SKUID{id})
	if err != nil {
		return nil, err
	}
	others, at, err := b.store.StockElsewhere(ctx, id)
	if err != nil {
		return nil, err
	}
	var out, send, collect []Choice
	if n := levels[id].Available(); n >= qty {
		out = append(out, Choice{Way: retail.CarryOut, Site: here, Here: true, Left: n})
		send = append(send, Choice{Way: retail.HomeDelivery, Site: here, Here: true, Left: n})
		collect = append(collect, Choice{Way: retail.CollectLater, Site: here, Here: true, Left: n})
	}
	now := b.clock.Now()
	for _, s := range sites {
		i := slices.IndexFunc(others, func(l retail.SiteStock) bool { return l.Site == s.ID })
		if s.ID == here.ID || i < 0 {
			continue
		}
		sure, _ := retail.BelieveStock(s, others[i].Available, at, others[i].Heard, now)
		if sure < qty {
			continue
		}
		c := Choice{Way: retail.HomeDelivery, Site: s, Left: sure, At: at}
		send = append(send, c)
		if c.Way = retail.CollectLater; s.Kind == retail.Shop {
			collect = append(collect, c)
		}
	}
	near := func(c Choice) float64 {
		if d := retail.Distance(here, c.Site); d >= 0 {
			return d
		}
		return 1e9
	}
	slices.SortStableFunc(send, func(x, y Choice) int {
		return cmp.Or(cmp.Compare(y.Site.Kind, x.Site.Kind), cmp.Compare(near(x), near(y)))
	})
	slices.SortStableFunc(collect, func(x, y Choice) int { return cmp.Compare(near(x), near(y)) })
	if len(send) > 0 {
		out = append(out, send[0])
	}
	return append(out, collect...), nil
}
