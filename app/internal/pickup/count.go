package pickup

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// CountView is the page 数え直し of one SKU. It carries no booked figure: whoever
// counts must not know it.
type CountView struct {
	SKU   retail.SKU
	Shelf string
	Place string
	From  time.Time  // since when somebody counts
	Again bool       // a task to count it is open
	Waits bool       // somebody counted it already: another person is needed
	Mine  bool       // and that was the acting staff
	Since time.Time  // of that task
	Seen  []MoveLine // what others did around the count before
}

// Recount returns the page of a SKU; the count begins now.
func (s *Service) Recount(ctx context.Context, id retail.SKUID) (CountView, error) {
	v := CountView{From: s.clock.Now()}
	var err error
	if v.SKU, err = s.store.SKU(ctx, id); err != nil {
		if retail.CodeOf(err) != retail.CodeNotFound {
			return v, err
		}
		v.SKU = retail.SKU{ID: id, Name: string(id)} // not in the catalogue any more, but on the shelf
	}
	l, err := s.store.Stock(ctx, id)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return v, err
	}
	v.Shelf, v.Place = l.Shelf, l.Place
	all, err := s.store.Exceptions(ctx)
	if err != nil {
		return v, err
	}
	at := slices.IndexFunc(all, func(x retail.Exception) bool { return x.Kind == retail.ExRecount && x.SKU == id })
	if at >= 0 {
		v.Again, v.Since, v.Seen = true, all[at].OpenedAt, s.moves(ctx, all[at].Seen)
		if x := all[at]; x.Waits() {
			a, _ := s.session.Actor()
			by, _ := x.Spot.Counter()
			v.Waits, v.Mine = true, by == a.Staff.ID
		}
	}
	return v, nil
}

// CountScan tells whether a scan while counting is a piece of what is counted,
// and how many: a case holds several. CodeNotFound: no product has the code.
func (s *Service) CountScan(ctx context.Context, id retail.SKUID, code scanner.Code) (right bool, pieces int, err error) {
	sku, n, err := s.lookUp(ctx, code)
	if err != nil {
		return false, 0, err
	}
	return sku.ID == id, n, nil
}

// Counted is what a count came to on this terminal.
type Counted uint8

// Values of Counted.
const (
	// CountBooked: it is in the books.
	CountBooked Counted = iota
	// CountWorthless: others moved goods around it: it is to be done again.
	CountWorthless
	// CountWaits: it is so far from the books that another person counts too; they
	// stay as they are.
	CountWaits
)

// Count says that qty pieces lay on the shelf, counted since from.
func (s *Service) Count(ctx context.Context, id retail.SKUID, qty int, from time.Time) (Counted, error) {
	const op = "pickup.Count"
	site, err := s.store.Site(ctx)
	if err != nil {
		return 0, err
	}
	body := retail.Count{SKU: id, Class: retail.Regular, Qty: qty, From: from}
	switch sku, err := s.store.SKU(ctx, id); retail.CodeOf(err) { //nolint:exhaustive // all others are faults
	case retail.CodeNotFound: // not in the catalogue any more
	case 0:
		body.PriceTaxIn = sku.PriceTaxIn
	default:
		return 0, err
	}
	d, err := s.do(ctx, op, &retail.Order{Store: site.ID}, retail.KindCount, body)
	switch {
	case err != nil:
		return 0, err
	case d.Code == retail.CountAgainFirst:
		return CountWaits, nil
	case len(d.Raise) > 0 && d.Code == retail.Clashed:
		return CountWorthless, nil
	}
	return CountBooked, nil
}
