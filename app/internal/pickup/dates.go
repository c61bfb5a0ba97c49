package pickup

import (
	"context"

	"miseban/app/retail"
)

// datesOf is with which dates the goods of an order were picked last.
func datesOf(o *retail.Order) map[retail.SKUID]retail.Seen {
	var out map[retail.SKUID]retail.Seen
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if p.Last == "" || p.At.Before(out[l.SKU].At) {
				continue
			}
			if out == nil {
				out = map[retail.SKUID]retail.Seen{}
			}
			out[l.SKU] = retail.Seen{At: p.At, Last: p.Last}
		}
	}
	return out
}

// soonest asks for the goods that expire first: where the shop picked the same
// goods with a sooner date last, by any terminal, there may be more of them. The same
// code scanned again counts: somebody has looked, and from then on its date is the one.
func (s *Service) soonest(ctx context.Context, f *Found) error {
	if f.Tag.Last == "" {
		return nil
	}
	if err := s.load(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var seen retail.Seen
	for _, c := range s.board.cards {
		if d, ok := c.dates[f.Got.ID]; ok && d.At.After(seen.At) {
			seen = d
		}
	}
	id := f.Pick.Order.ID
	if !seen.Sooner(f.Tag.Last, s.clock.Now()) || s.later[id] == f.Code.Text {
		delete(s.later, id)
		return nil
	}
	s.later[id] = f.Code.Text
	f.Kind, f.Last = retail.MatchLaterDate, retail.Tag{Last: seen.Last}.LastDay()
	return nil
}
