package stocktake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// Open is a stocktake that is not over.
type Open struct {
	retail.Stocktake
	Done    int // areas
	Differs int // lines that wait for somebody
}

// Start is the first page 棚卸.
type Start struct {
	Open     []Open // the newest first
	Today    int    // SKUs of the list of the day
	Areas    int    // in which they lie
	Minutes  int    // that it takes, about
	Started  retail.StocktakeID
	Empty    int // shelves that may be empty
	Negative int
	Stale    int
	Waiting  int // counts of one SKU that wait for another person
	Weeks    []retail.Accuracy
	Full     bool // the acting staff may count the whole shop
}

// secondsEach is what one SKU of the list takes, the way to it included.
const secondsEach = 40

// accuracyWeeks is how far back the chart goes.
const accuracyWeeks = 12

// Start returns the first page.
func (s *Service) Start(ctx context.Context) (Start, error) {
	var v Start
	all, err := s.store.Stocktakes(ctx)
	if err != nil {
		return v, err
	}
	now := s.clock.Now()
	for _, x := range all {
		if x.State != retail.StocktakeOpen {
			continue
		}
		o := Open{Stocktake: x, Done: x.Done()}
		lines, err := s.store.CountLines(ctx, x.ID)
		if err != nil {
			return v, err
		}
		for _, l := range lines {
			if !l.Decided() && (l.Code != "" || l.Off() != 0) {
				o.Differs++
			}
		}
		if x.Kind == retail.CycleCount && sameDay(x.OpenedAt, now) {
			v.Started = x.ID
		}
		v.Open = append(v.Open, o)
	}
	plan, err := s.plan(ctx)
	if err != nil {
		return v, err
	}
	var areas []string
	for _, x := range plan {
		areas = appendNew(areas, retail.AreaOf(x.Level.Shelf))
	}
	v.Today, v.Areas, v.Minutes = len(plan), len(areas), (len(plan)*secondsEach+59)/60
	c, err := s.checks(ctx)
	if err != nil {
		return v, err
	}
	v.Empty, v.Negative, v.Stale = len(c.empty), len(c.negative), len(c.stale)
	spots, err := s.spots(ctx)
	if err != nil {
		return v, err
	}
	v.Waiting = len(spots)
	v.Weeks = retail.AccuracyByWeek(all, now, accuracyWeeks)
	a, _ := s.session.Actor()
	v.Full = a.Staff.Role >= retail.RoleManager
	return v, nil
}

// AreaRow is an area in a list.
type AreaRow struct {
	retail.CountArea
	Place   string
	SKUs    int // by the books, or of the list
	Counted time.Time
	People  []Other
	Mine    bool // this terminal counts there
}

// ShopAreas returns every area of the shop in the order of its shelves, with
// when the oldest count of something there was.
func (s *Service) ShopAreas(ctx context.Context) ([]AreaRow, error) {
	levels, err := s.store.Levels(ctx)
	if err != nil {
		return nil, err
	}
	at := map[string]*AreaRow{}
	var codes []string
	for _, l := range levels {
		if l.Class != retail.Regular || l.OnHand == 0 && l.Picked == 0 && l.Shelf == "" {
			continue
		}
		code := retail.AreaOf(l.Shelf)
		r := at[code]
		if r == nil {
			r = &AreaRow{CountArea: retail.CountArea{Code: code, State: retail.AreaWaiting}, Counted: l.CountedAt}
			at[code] = r
			codes = append(codes, code)
		}
		r.SKUs++
		r.Place = cmp.Or(r.Place, l.Place)
		if l.CountedAt.Before(r.Counted) {
			r.Counted = l.CountedAt
		}
	}
	retail.SortAreas(codes)
	out := make([]AreaRow, len(codes))
	for i, c := range codes {
		out[i] = *at[c]
	}
	return out, nil
}

// Areas returns the areas of a stocktake and who counts there.
func (s *Service) Areas(ctx context.Context, id retail.StocktakeID) (retail.Stocktake, []AreaRow, error) {
	take, err := s.store.Stocktake(ctx, id)
	if err != nil {
		return take, nil, err
	}
	shop, err := s.ShopAreas(ctx)
	if err != nil {
		return take, nil, err
	}
	a, _ := s.session.Actor()
	var out []AreaRow
	for _, area := range take.Areas {
		r := AreaRow{CountArea: area}
		if i := slices.IndexFunc(shop, func(x AreaRow) bool { return x.Code == area.Code }); i >= 0 {
			r.Place, r.SKUs = shop[i].Place, shop[i].SKUs
		}
		if len(take.Targets) > 0 {
			r.SKUs = 0
			for _, t := range take.Targets {
				if t.Area == area.Code {
					r.SKUs++
				}
			}
		}
		for _, p := range area.Parts {
			if p.Device == a.Device {
				r.Mine = !p.Done
				continue
			}
			o := Other{Done: !p.Live(s.clock.Now())}
			o.Name, o.NameEn = s.staffName(ctx, p.Staff)
			r.People = append(r.People, o)
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b AreaRow) int {
		if (a.Code == "") != (b.Code == "") {
			return cmp.Compare(b.Code, a.Code)
		}
		return cmp.Compare(a.Code, b.Code)
	})
	return take, out, nil
}

// Check is a level that somebody should look at.
type Check struct {
	Level retail.StockLevel
	Goods retail.SKU
}

// Checks are the lists of levels to be looked at, each the oldest first.
type Checks struct {
	Empty    []Check // the last piece was picked: is the shelf empty?
	Negative []Check // less than nothing by the books
	Stale    []Check // unmoved and uncounted for long
}

type levels struct{ empty, negative, stale []retail.StockLevel }

// checks finds the levels to be looked at.
func (s *Service) checks(ctx context.Context) (levels, error) {
	var out levels
	all, err := s.store.Levels(ctx)
	now := s.clock.Now()
	for _, l := range all {
		switch {
		case l.Class != retail.Regular:
		case l.Negative():
			out.negative = append(out.negative, l)
		case !l.EmptyAt.IsZero():
			out.empty = append(out.empty, l)
		case l.Stale(now):
			out.stale = append(out.stale, l)
		}
	}
	slices.SortStableFunc(out.empty, func(a, b retail.StockLevel) int { return a.EmptyAt.Compare(b.EmptyAt) })
	slices.SortStableFunc(out.stale, func(a, b retail.StockLevel) int { return a.AsOf.Compare(b.AsOf) })
	return out, err
}

// listed is how many levels of each list are shown.
const listed = 100

// Checks returns the lists of levels to be looked at.
func (s *Service) Checks(ctx context.Context) (Checks, error) {
	var out Checks
	found, err := s.checks(ctx)
	if err != nil {
		return out, err
	}
	for _, list := range []struct {
		from []retail.StockLevel
		to   *[]Check
	}{{found.empty, &out.Empty}, {found.negative, &out.Negative}, {found.stale, &out.Stale}} {
		for _, l := range list.from[:min(len(list.from), listed)] {
			sku, err := s.sku(ctx, l.SKU)
			if err != nil {
				return out, err
			}
			*list.to = append(*list.to, Check{l, sku})
		}
	}
	return out, nil
}

// SayEmpty writes down that the shelf of a SKU is empty: it was counted, and
// there is none. waits tells that the books have so many that another person counts.
func (s *Service) SayEmpty(ctx context.Context, sku retail.SKUID) (waits bool, err error) {
	from := s.clock.Now()
	price, err := s.store.Prices(ctx, []retail.SKUID{sku})
	if err != nil {
		return false, err
	}
	if err := s.do(ctx, "stocktake.SayEmpty", retail.KindCount, retail.Count{SKU: sku, Class: retail.Regular, From: from, PriceTaxIn: price[sku]}); err != nil {
		return false, err
	}
	all, err := s.spots(ctx)
	return slices.ContainsFunc(all, func(x retail.Exception) bool { return x.SKU == sku }), err
}

// Find returns the goods of a scan, CodeNotFound when no product has it.
func (s *Service) Find(ctx context.Context, code scanner.Code) (retail.SKU, error) {
	sku, _, err := s.lookUp(ctx, code)
	return sku, err
}
