package hub

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// FigureStore is what the hub asks of its database about how shops work.
type FigureStore interface {
	// ShopLog returns the commands of a shop of some kinds that came in since the
	// instant, in no order.
	ShopLog(ctx context.Context, store retail.SiteID, since time.Time, kinds []retail.Kind, each func(Record) error) error
}

// Bounds of the figures: of how many weeks they are told, and for how long what
// was worked out is told again.
const (
	usualWeeks = 8
	mostWeeks  = 53
	weeklyFor  = time.Minute
)

// weekly keeps what was worked out last for each shop.
type weekly struct {
	mu   sync.Mutex
	last map[retail.SiteID]wire.Weekly
}

// serveWeekly tells a terminal how its shop did in the last weeks. The log is
// whole at the chain's hub alone.
func (h *Hub) serveWeekly(w http.ResponseWriter, r *http.Request, d Device) error {
	if h.relay() {
		return h.Upstream.Pass(w, r)
	}
	weeks := usualWeeks
	if text := r.URL.Query().Get("weeks"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return problem(http.StatusBadRequest, wire.ProblemInvalid)
		}
		weeks = min(n, mostWeeks)
	}
	out, err := h.weekly.get(r.Context(), h, d.Store, weeks)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, out)
	return nil
}

func (f *weekly) get(ctx context.Context, h *Hub, store retail.SiteID, weeks int) (wire.Weekly, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := h.Clock.Now()
	if was, ok := f.last[store]; ok && was.Asked >= weeks && now.Sub(was.At) < weeklyFor && !now.Before(was.At) {
		was.Now, was.Weeks = now, from(was.Weeks, now, weeks)
		return was, nil
	}
	list, err := h.Weekly(ctx, store, now, weeks)
	if err != nil {
		return wire.Weekly{}, err
	}
	if f.last == nil {
		f.last = map[retail.SiteID]wire.Weekly{}
	}
	f.last[store] = wire.Weekly{Now: now, At: now, Asked: weeks, Weeks: list}
	return f.last[store], nil
}

// Weekly works out how a shop did in the week of the instant and those before
// it, weeks in all, oldest first; a week in which nothing was done is left out.
func (h *Hub) Weekly(ctx context.Context, store retail.SiteID, now time.Time, weeks int) ([]retail.WeekFigures, error) {
	return WeeklyOf(ctx, h.Store, store, now, weeks)
}

// WeeklyOf is Weekly of a hub that may not be running.
func WeeklyOf(ctx context.Context, s Store, store retail.SiteID, now time.Time, weeks int) ([]retail.WeekFigures, error) {
	book := retail.NewFigureBook()
	since := retail.WeekOf(now).Begins().AddDate(0, 0, -7*(weeks-1))
	err := s.ShopLog(ctx, store, since, retail.FigureKinds(), func(r Record) error {
		c, ok := logged(r)
		if !ok || r.At.Before(since) {
			return nil
		}
		var promised time.Time
		if b, staged := c.Body.(retail.StageOrder); staged {
			o, err := s.Order(ctx, b.Order)
			if err != nil {
				return err
			}
			if o != nil {
				promised = o.PromisedAt
			}
		}
		book.Take(c, r.Verdict, r.Code, promised)
		return nil
	})
	return book.Weeks(), err
}

// ShopWeekly is how a shop did, week by week, oldest first.
type ShopWeekly struct {
	Site  retail.Site
	Weeks []retail.WeekFigures
}

// WeeklyOfShops is WeeklyOf of every shop, or of the one that is asked for:
// CodeNotFound when there is none.
func WeeklyOfShops(ctx context.Context, s Store, shop retail.SiteID, now time.Time, weeks int) ([]ShopWeekly, error) {
	sites, err := rows[retail.Site](ctx, s, wire.ScopeOrg, retail.EntitySite)
	if err != nil {
		return nil, err
	}
	var out []ShopWeekly
	for _, site := range sites {
		if site.Kind != retail.Shop || shop != "" && site.ID != shop {
			continue
		}
		list, err := WeeklyOf(ctx, s, site.ID, now, weeks)
		if err != nil {
			return nil, err
		}
		out = append(out, ShopWeekly{site, list})
	}
	if shop != "" && len(out) == 0 {
		return nil, retail.E(retail.CodeNotFound, "hub.WeeklyOfShops", "", nil)
	}
	return out, nil
}

// from leaves the last weeks up to the instant.
func from(all []retail.WeekFigures, now time.Time, weeks int) []retail.WeekFigures {
	first := retail.WeekOf(retail.WeekOf(now).Begins().AddDate(0, 0, -7*(weeks-1)))
	for len(all) > 0 && all[0].Week < first {
		all = all[1:]
	}
	return all
}

// logged is a record as the command that it was: what a hub found by itself is
// kept as its body alone.
func logged(r Record) (retail.Command, bool) {
	var c retail.Command
	raw, err := raise(r.Raw)
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return c, false
	}
	if c.Kind == 0 {
		var k retail.Kind
		if k.UnmarshalText([]byte(r.Kind)) != nil || k == 0 {
			return c, false
		}
		whole, err := json.Marshal(map[string]any{"kind": r.Kind, "v": k.Version(), "at": r.At, "body": json.RawMessage(r.Raw)})
		if err != nil || json.Unmarshal(whole, &c) != nil || c.Kind == 0 {
			return c, false
		}
	}
	c.ID, c.At, c.Device, c.Store = r.ID, r.At, r.Device, r.Store
	return c, true
}
