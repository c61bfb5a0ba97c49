package hub

import (
	"cmp"
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// GoodsStore is what the hub asks of its database about what goods did.
type GoodsStore interface {
	// LastMoves returns the newest movements of a level, at the most limit.
	LastMoves(ctx context.Context, key retail.StockKey, limit int) ([]retail.Movement, error)
	// Sold returns what sites have sold of each SKU in regular class since the
	// instant, pieces that came back left out, by SKU and site.
	Sold(ctx context.Context, since time.Time, each func(SoldAt) error) error
}

// SoldAt is what a site sold of a SKU.
type SoldAt struct {
	SKU  retail.SKUID
	Site retail.SiteID
	Qty  int
}

// mostMoves is the longest list of movements that the hub gives.
const mostMoves = 200

// serveMoves tells a terminal what lies behind a figure of its shop. Only the
// home of the shop knows.
func (h *Hub) serveMoves(w http.ResponseWriter, r *http.Request, d Device) error {
	key := retail.StockKey{Site: d.Store, SKU: retail.SKUID(r.PathValue("sku")), Class: retail.Regular}
	limit := 50
	q := r.URL.Query()
	if text := q.Get("class"); text != "" && key.Class.UnmarshalText([]byte(text)) != nil || strings.ContainsRune(string(key.SKU), 0) {
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return problem(http.StatusBadRequest, wire.ProblemInvalid)
		}
		limit = min(n, mostMoves)
	}
	if err := h.here(r.Context(), wire.StoreScope(d.Store)); err != nil {
		return err
	}
	out := wire.Moves{Now: h.Clock.Now(), Level: retail.StockLevel{StockKey: key}, Moves: []retail.Movement{}}
	if _, err := h.Store.Row(r.Context(), wire.StoreScope(d.Store), retail.EntityStock, retail.LevelRef(key.SKU, key.Class), &out.Level); err != nil {
		return err
	}
	list, err := h.Store.LastMoves(r.Context(), key, limit+1)
	if err != nil {
		return err
	}
	out.More = len(list) > limit
	out.Moves = append(out.Moves, list[:min(limit, len(list))]...)
	send(w, http.StatusOK, out)
	return nil
}

// serveProposals tells a terminal what should go from or to its shop. The chain's
// hub alone knows all shops.
func (h *Hub) serveProposals(w http.ResponseWriter, r *http.Request, d Device) error {
	if h.relay() {
		return h.Upstream.Pass(w, r)
	}
	all, at, err := h.proposals.get(r.Context(), h)
	if err != nil {
		return err
	}
	out := wire.Proposals{Now: h.Clock.Now(), At: at, List: []retail.Proposal{}}
	for _, p := range all {
		if p.From == d.Store || p.To == d.Store {
			out.List = append(out.List, p)
		}
	}
	send(w, http.StatusOK, out)
	return nil
}

// Bounds of the proposals: they are worked out for the SKUs that sell best, at
// the most once in proposalsFor, by who asks first.
const (
	proposedSKUs = 500
	proposalsFor = time.Hour
)

// proposals keeps what was worked out last.
type proposals struct {
	mu   sync.Mutex
	list []retail.Proposal
	at   time.Time
}

func (p *proposals) get(ctx context.Context, h *Hub) ([]retail.Proposal, time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := h.Clock.Now()
	if !p.at.IsZero() && now.Sub(p.at) < proposalsFor {
		return p.list, p.at, nil
	}
	list, err := h.Propose(ctx, now)
	if err != nil {
		return nil, time.Time{}, err
	}
	p.list, p.at = list, now
	return list, now, nil
}

// Propose works out which goods should go from site to site, by what was sold in
// retail.SoldDays before the instant: what sold most comes first. What is on its way
// to a shop counts as there, and a warehouse gives before a shop does.
func (h *Hub) Propose(ctx context.Context, now time.Time) ([]retail.Proposal, error) {
	sold := map[retail.SKUID]map[retail.SiteID]int{}
	total := map[retail.SKUID]int{}
	err := h.Store.Sold(ctx, now.Add(-retail.SoldDays*24*time.Hour), func(s SoldAt) error {
		if sold[s.SKU] == nil {
			sold[s.SKU] = map[retail.SiteID]int{}
		}
		sold[s.SKU][s.Site] = s.Qty
		total[s.SKU] += s.Qty
		return nil
	})
	if err != nil {
		return nil, err
	}
	sites, err := h.Sites(ctx)
	if err != nil {
		return nil, err
	}
	at := map[retail.SiteID]retail.Site{}
	for _, s := range sites {
		at[s.ID] = s
	}
	away := func(a, b retail.SiteID) float64 {
		if m := retail.Distance(at[a], at[b]); m >= 0 {
			return m
		}
		return math.MaxFloat64
	}
	skus := slices.Sorted(maps.Keys(total))
	slices.SortStableFunc(skus, func(a, b retail.SKUID) int { return cmp.Compare(total[b], total[a]) })
	var out []retail.Proposal
	for _, sku := range skus[:min(proposedSKUs, len(skus))] {
		levels, err := h.Store.StockOf(ctx, sku)
		if err != nil {
			return nil, err
		}
		var list []retail.Demand
		has := map[retail.SiteID]retail.StockLevel{}
		for _, l := range levels {
			if l.Class == retail.Regular {
				has[l.Site] = l
			}
		}
		for _, s := range sites {
			l := has[s.ID]
			list = append(list, retail.Demand{Site: s.ID, Available: l.Available(), Incoming: l.Incoming, Sold: sold[sku][s.ID], Stores: s.Kind == retail.Warehouse})
		}
		out = append(out, retail.Redistribute(sku, list, away)...)
	}
	return out, nil
}

// shopsFor is how long it is believed when shops were last heard of: every page
// about goods asks.
const shopsFor = 20 * time.Second

// shops keeps when each shop was last heard of, by any of its terminals or its
// relay.
type shops struct {
	mu   sync.Mutex
	last map[retail.SiteID]time.Time
	at   time.Time
}

func (s *shops) heard(ctx context.Context, h *Hub) (map[retail.SiteID]time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := h.Clock.Now(); s.last == nil || now.Sub(s.at) >= shopsFor {
		all, err := h.Store.Devices(ctx)
		if err != nil {
			return nil, err
		}
		s.last, s.at = map[retail.SiteID]time.Time{}, now
		for _, d := range all {
			if d = h.heardOf(d); !d.Revoked && d.LastSeen.After(s.last[d.Store]) {
				s.last[d.Store] = d.LastSeen
			}
		}
	}
	return s.last, nil
}
