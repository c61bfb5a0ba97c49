package catalog

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Check is a check of a shelf as its page shows it.
type Check struct {
	retail.ShelfCheck
	Other retail.Site // who asks, or who looks
	Mine  bool        // this shop asked
	Goods retail.SKU
	Shelf string // here, of what this shop is to look at
	Place string
}

// AskShelf asks a shop to look whether goods lie on its shelf; seen is the figure
// that this shop was shown.
func (s *Service) AskShelf(ctx context.Context, to retail.SiteID, id retail.SKUID, seen int) error {
	err := s.do(ctx, "catalog.AskShelf", retail.KindAskShelf, retail.AskShelf{Check: retail.ShelfCheckID(s.ids.NewID()), To: to, SKU: id, Seen: seen})
	return err
}

// AnswerShelf answers another shop.
func (s *Service) AnswerShelf(ctx context.Context, k retail.ShelfCheck, answer retail.ShelfAnswer, qty int) error {
	err := s.do(ctx, "catalog.AnswerShelf", retail.KindAnswerShelf, retail.AnswerShelf{Check: k.ID, SKU: k.SKU, Answer: answer, Qty: qty})
	return err
}

// Checks returns the checks of shelves: those that wait for this shop first, then
// the newest.
func (s *Service) Checks(ctx context.Context) ([]Check, error) {
	all, err := s.desk.ShelfChecks(ctx)
	if err != nil {
		return nil, err
	}
	here, err := s.store.Site(ctx)
	if err != nil {
		return nil, err
	}
	sites, err := s.store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	var out []Check
	for _, k := range all {
		if k.Stale(now) {
			continue
		}
		c := Check{ShelfCheck: k, Mine: k.From == here.ID}
		id := k.From
		if c.Mine {
			id = k.To
		}
		c.Other = retail.Site{ID: id, Name: string(id)}
		if i := slices.IndexFunc(sites, func(s retail.Site) bool { return s.ID == id }); i >= 0 {
			c.Other = sites[i]
		}
		if c.Goods, err = s.desk.SKU(ctx, k.SKU); err != nil {
			c.Goods = retail.SKU{ID: k.SKU, Name: string(k.SKU)}
		}
		if levels, err := s.store.StockHere(ctx, []retail.SKUID{k.SKU}); err == nil && !c.Mine {
			c.Shelf, c.Place = levels[k.SKU].Shelf, levels[k.SKU].Place
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Check) int { return waits(b) - waits(a) })
	return out, nil
}

// waits is 1 for what this shop has to answer.
func waits(c Check) int {
	if !c.Mine && c.Open() {
		return 1
	}
	return 0
}

// Proposal is goods that should go from shop to shop, as its list shows it.
type Proposal struct {
	retail.Proposal
	Goods    retail.SKU
	From, To retail.Site
	Out      bool // from this shop
}

// Proposals are the redistribution list of this shop.
type Proposals struct {
	List []Proposal
	At   time.Time // when it was worked out
}

// Proposals asks the hub what should go from or to this shop. It needs a line:
// CodeOffline.
func (s *Service) Proposals(ctx context.Context) (Proposals, error) {
	list, at, err := s.hub.ProposalsNow(ctx)
	if err != nil {
		return Proposals{}, err
	}
	here, err := s.store.Site(ctx)
	if err != nil {
		return Proposals{}, err
	}
	sites, err := s.store.Sites(ctx)
	if err != nil {
		return Proposals{}, err
	}
	named := func(id retail.SiteID) retail.Site {
		if i := slices.IndexFunc(sites, func(s retail.Site) bool { return s.ID == id }); i >= 0 {
			return sites[i]
		}
		return retail.Site{ID: id, Name: string(id)}
	}
	open, err := s.desk.OpenTransfers(ctx)
	if err != nil {
		return Proposals{}, err
	}
	out := Proposals{At: at}
	for _, p := range unasked(list, open) {
		q := Proposal{Proposal: p, From: named(p.From), To: named(p.To), Out: p.From == here.ID}
		if q.Goods, err = s.desk.SKU(ctx, p.SKU); err != nil {
			q.Goods = retail.SKU{ID: p.SKU, Name: string(p.SKU)}
		}
		out.List = append(out.List, q)
	}
	slices.SortStableFunc(out.List, func(a, b Proposal) int { return b.Qty - a.Qty })
	return out, nil
}

// unasked leaves of proposals what nobody has begun yet. The hub counts what has
// left; what was asked for since, or is being packed, this shop knows at once, and
// also without a line.
func unasked(list []retail.Proposal, open []*retail.Transfer) []retail.Proposal {
	var out []retail.Proposal
	for _, p := range list {
		for _, t := range open {
			l := t.Line(p.SKU, retail.Regular)
			if l != nil && t.From == p.From && t.To == p.To && !t.Out.State.Left() && !t.Over() && !t.In.Canceled {
				p.Qty -= max(l.Asked, l.Approved)
			}
		}
		if p.Qty > 0 {
			out = append(out, p)
		}
	}
	return out
}
