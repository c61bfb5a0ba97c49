package stocktake

import (
	"context"

	"miseban/app/retail"
)

// spots returns the entries of the inbox in which a count of one SKU waits.
func (s *Service) spots(ctx context.Context) ([]retail.Exception, error) {
	all, err := s.store.Exceptions(ctx)
	if err != nil {
		return nil, err
	}
	var out []retail.Exception
	for _, x := range all {
		if x.Waits() {
			out = append(out, x)
		}
	}
	return out, nil
}

// waiting returns the counts of one SKU that wait for another person, the one that
// waits longest first.
func (s *Service) waiting(ctx context.Context) ([]Variance, error) {
	all, err := s.spots(ctx)
	if err != nil {
		return nil, err
	}
	a, _ := s.session.Actor()
	var out []Variance
	for _, x := range all {
		v, err := s.variance(ctx, retail.Stocktake{}, *x.Spot)
		if err != nil {
			return nil, err
		}
		by, _ := x.Spot.Counter()
		v.Spot, v.Settled, v.Mine = true, true, by == a.Staff.ID
		v.Staff, v.StaffEn = s.staffName(ctx, by)
		out = append(out, v)
	}
	return out, nil
}

// Refuse drops the figure of a count of one SKU that waits: the shelf is to be counted
// anew.
func (s *Service) Refuse(ctx context.Context, l retail.CountLine) error {
	return s.decideSpot(ctx, l, 0, true)
}

func (s *Service) decideSpot(ctx context.Context, l retail.CountLine, why retail.VarianceReason, refuse bool) error {
	return s.do(ctx, "stocktake.DecideSpot", retail.KindApproveSpot, retail.ApproveSpot{
		SKU: l.SKU, Class: l.Class, Qty: l.Qty(), Off: l.Off(), Reason: why, Refuse: refuse,
	})
}
