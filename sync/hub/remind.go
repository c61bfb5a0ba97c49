package hub

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Remind queues the letters to customers whose time to collect runs out soon, once
// for each deadline, and returns how many. It waits for a shop in which a terminal may
// hold a handover, as notices do; and where a restored hub cannot know whether a
// letter left in the life that was lost, it lets it be.
func (h *Hub) Remind(ctx context.Context) (int, error) {
	now := h.Clock.Now()
	refs, err := h.Store.OrdersToRemind(ctx, now, now.Add(retail.MaxRemindAhead), sweep)
	if err != nil || len(refs) == 0 {
		return 0, err
	}
	life, err := h.lifeNow(ctx)
	if err != nil {
		return 0, err
	}
	holding, err := h.holding(ctx, life, noticesWait)
	if err != nil {
		return 0, err
	}
	var chain retail.Chain
	if _, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntityChain, chainKey, &chain); err != nil {
		return 0, err
	}
	sites, err := h.siteMap(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, o := range refs {
		at, ok := chain.Pickups.RemindAt(sites[o.Store], o.Deadline)
		if !ok || now.Before(at) || h.unreminded.rests(o.ID, now) || holding[o.Store] || life.Restored() && !life.Ledger && at.Before(life.Began) {
			continue
		}
		r, err := h.Apply(ctx, retail.KindRemind, retail.Remind{Order: o.ID})
		if err != nil {
			return n, err
		}
		if r.Verdict == retail.Applied {
			n++
		} else {
			h.unreminded.rest(o.ID, now)
		}
	}
	return n, nil
}

// askAgainAfter is how long a customer who is not to be reminded, by how the order
// stands, is not asked about again.
const askAgainAfter = time.Hour

// resting are orders that a rule turned down a moment ago, and until when they rest:
// without it each round of the hub would write the same verdict down.
type resting struct {
	mu    sync.Mutex
	until map[retail.OrderID]time.Time
}

func (r *resting) rests(id retail.OrderID, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.until[id])
}

func (r *resting) rest(id retail.OrderID, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for k, until := range r.until {
		if !now.Before(until) {
			delete(r.until, k)
		}
	}
	if r.until == nil {
		r.until = map[retail.OrderID]time.Time{}
	}
	r.until[id] = now.Add(askAgainAfter)
}
