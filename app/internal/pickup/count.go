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

// Count books that qty pieces lay on the shelf, counted since from. again tells
// that it is worthless at once: others moved goods around it.
func (s *Service) Count(ctx context.Context, id retail.SKUID, qty int, from time.Time) (again bool, err error) {
	const op = "pickup.Count"
	site, err := s.store.Site(ctx)
	if err != nil {
		return false, err
	}
	d, _, err := s.do(ctx, op, &retail.Order{Store: site.ID}, retail.KindCount, retail.Count{SKU: id, Class: retail.Regular, Qty: qty, From: from})
	if err != nil {
		return false, err
	}
	return len(d.Raise) > 0, nil
}
