package stocktake

import (
	"context"
	"slices"

	"miseban/app/retail"
)

// Tally puts what was counted here into tallies when it is time to: colleagues
// see it then. Pages call it now and then.
func (s *Service) Tally(ctx context.Context) error {
	parts, err := s.store.CountParts(ctx)
	if err != nil {
		return err
	}
	now, wait := s.clock.Now(), tallyOffline
	if s.line.Online() {
		wait = tallyOnline
	}
	for _, p := range parts {
		s.mu.Lock()
		last := s.tallied[part{p.Stocktake, p.Area}]
		s.mu.Unlock()
		if p.Last <= p.Tallied || !last.IsZero() && now.Sub(last) < wait {
			continue
		}
		if err := s.send(ctx, p, p.Done); err != nil {
			return err
		}
	}
	return nil
}

// TallyAll is Tally at once: before somebody leaves, and after a start.
func (s *Service) TallyAll(ctx context.Context) error {
	s.mu.Lock()
	clear(s.tallied)
	s.mu.Unlock()
	return s.Tally(ctx)
}

// Join tells the others that this terminal counts in an area.
func (s *Service) Join(ctx context.Context, id retail.StocktakeID, area string) error {
	take, err := s.store.Stocktake(ctx, id)
	if err != nil {
		return err
	}
	return s.send(ctx, retail.CountPart{Stocktake: id, Area: area, Kind: take.Kind}, false)
}

// send records tallies of what changed in a part. Sums, not differences: after a
// crash in between the same sums are sent again.
func (s *Service) send(ctx context.Context, p retail.CountPart, done bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	here, err := s.store.CountedHere(ctx, p.Stocktake, p.Area, p.Tallied)
	if err != nil {
		return err
	}
	upTo := p.Tallied
	for _, h := range here {
		upTo = max(upTo, h.N)
	}
	slices.Reverse(here) // as it was counted
	a, ok := s.session.Actor()
	if !ok { // the last who counted: it is a fact, and nobody need be there for it
		if len(here) == 0 {
			return nil
		}
		a.Staff = retail.Staff{ID: here[len(here)-1].Staff, Role: retail.RoleStaff}
		a.Auth, a.Device = retail.AuthNone, s.device
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	var cmds []retail.Command
	for _, t := range retail.Tallies(p.Stocktake, p.Kind, p.Area, here, now, done) {
		cmds = append(cmds, s.command(a, site.ID, retail.KindTally, t))
	}
	if _, err := s.store.Record(ctx, a.Staff.Role, cmds...); err != nil {
		return err
	}
	s.tallied[part{p.Stocktake, p.Area}] = now
	return s.store.MarkTallied(ctx, p.Stocktake, p.Area, p.Kind, upTo, done)
}

// End ends this terminal's part of an area. Of what the books have here and
// nobody has met it is said that there is none.
func (s *Service) End(ctx context.Context, id retail.StocktakeID, area string) error {
	const op = "stocktake.End"
	a, err := s.actor(op)
	if err != nil {
		return err
	}
	v, err := s.Counting(ctx, id, area)
	if err != nil {
		return err
	}
	here := v.Stocktake.Area(area)
	if here == nil || len(here.Others(a.Device, s.clock.Now())) == 0 {
		if err := s.noneOfTheRest(ctx, a, v); err != nil {
			return err
		}
	}
	parts, err := s.store.CountParts(ctx)
	if err != nil {
		return err
	}
	p := retail.CountPart{Stocktake: id, Area: area, Kind: v.Stocktake.Kind}
	if i := slices.IndexFunc(parts, func(x retail.CountPart) bool { return x.Stocktake == id && x.Area == area }); i >= 0 {
		p = parts[i]
	}
	return s.send(ctx, p, true)
}

// noneOfTheRest writes down that there is none of what nobody has met, looked
// for since this terminal began.
func (s *Service) noneOfTheRest(ctx context.Context, a retail.Actor, v Counting) error {
	missing, err := s.missing(ctx, v)
	if err != nil || len(missing) == 0 {
		return err
	}
	now := s.clock.Now()
	from := v.Stocktake.OpenedAt
	if area := v.Stocktake.Area(v.Area); area != nil {
		for i, p := range area.Parts {
			if i == 0 || p.Since.Before(from) {
				from = p.Since
			}
		}
	}
	ids := make([]retail.SKUID, len(missing))
	for i, l := range missing {
		ids[i] = l.SKU
	}
	prices, err := s.store.Prices(ctx, ids)
	if err != nil {
		return err
	}
	var none []retail.CountScan
	for _, l := range missing {
		none = append(none, retail.CountScan{
			Stocktake: v.Stocktake.ID, Area: v.Area, SKU: l.SKU, Class: l.Class, Staff: a.Staff.ID, At: now, From: from, Price: prices[l.SKU],
		})
	}
	_, err = s.store.AddCountScan(ctx, v.Stocktake.Kind, none...)
	return err
}

// missing are the levels that should be in the area and that nobody has met
// anywhere in this stocktake.
func (s *Service) missing(ctx context.Context, v Counting) ([]retail.StockLevel, error) {
	lines, err := s.store.CountLines(ctx, v.Stocktake.ID)
	if err != nil {
		return nil, err
	}
	met := map[string]bool{}
	for _, l := range lines {
		met[l.Ref()] = met[l.Ref()] || len(l.Parts) > 0
	}
	for _, i := range v.Items {
		met[i.Ref] = true
	}
	var levels []retail.StockLevel
	if v.Area == "" {
		levels, err = s.store.Levels(ctx)
	} else {
		levels, err = s.store.StockAt(ctx, v.Area)
	}
	var out []retail.StockLevel
	for _, l := range levels {
		asked := v.Stocktake.Asks(l.SKU)
		if len(v.Stocktake.Targets) == 0 {
			asked = l.OnHand != l.Picked || l.Doubt
		}
		if retail.AreaOf(l.Shelf) == v.Area && asked && !met[retail.LevelRef(l.SKU, l.Class)] {
			out = append(out, l)
		}
	}
	return out, err
}
