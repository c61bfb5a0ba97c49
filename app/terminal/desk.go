package terminal

import (
	"context"
	"sync/atomic"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/sync/agent"
)

// heardWithin is how long ago the hub must have answered a terminal that is too
// old for its news: such a line does not tell by itself when it breaks.
const heardWithin = 2 * time.Minute

// hubLine is the agent's line as the counter asks for it.
type hubLine struct{ c *Core }

// Online tells whether the hub hears this terminal now.
func (l hubLine) Online() bool {
	switch s := l.c.Agent.Status(); s.Line {
	case agent.Online:
		return true
	case agent.Upgrade:
		return l.c.Clock.Now().Sub(s.Contact) < heardWithin
	case agent.Connecting, agent.Offline, agent.Revoked, agent.Unknown:
	}
	return false
}

// Heard returns when the hub last answered.
func (l hubLine) Heard() time.Time { return l.c.Agent.Status().Contact }

// stockHub asks the hub what sites have now.
type stockHub struct{ c *Core }

// stockTimeout is how long that may take: a customer waits, and what is known
// here is on the screen meanwhile.
const stockTimeout = 5 * time.Second

// StockNow returns what every site has of a SKU.
func (h stockHub) StockNow(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, stockTimeout)
	defer cancel()
	live, err := h.c.Agent.LiveStock(ctx, sku)
	return live.Sites, live.Now, err
}

// MovesNow returns what lies behind a figure of this shop.
func (h stockHub) MovesNow(ctx context.Context, sku retail.SKUID, class retail.StockClass, limit int) ([]retail.Movement, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, stockTimeout)
	defer cancel()
	m, err := h.c.Agent.Moves(ctx, sku, class, limit)
	return m.Moves, m.More, err
}

// ProposalsNow returns what should go from or to this shop.
func (h stockHub) ProposalsNow(ctx context.Context) ([]retail.Proposal, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, fleetTimeout)
	defer cancel()
	p, err := h.c.Agent.Proposals(ctx)
	return p.List, p.At, err
}

// desk is the counter's side of a Core: who may hand over without a line.
type desk struct {
	*pickup.Desk
	*shift.Service
}

// fleet is the shop's terminals as their page asks for them.
type fleet struct {
	*pickup.Desk
	c *Core
}

// Terminals returns the terminals of the shop.
func (f fleet) Terminals(ctx context.Context) ([]pickup.Terminal, error) {
	return f.c.Pickup.Terminals(ctx, f.c.DB)
}

// fleetTimeout is how long the hub may take to tell of the other terminals.
const fleetTimeout = 10 * time.Second

// Contacts asks the hub how the terminals of the shop stand; without a line it
// returns what the hub said last.
func (f fleet) Contacts(ctx context.Context) (pickup.Contacts, error) {
	return f.c.contacts.ask(ctx, f.c.Agent)
}

// contacts keeps what the hub last said of the shop's terminals.
type contacts struct {
	last atomic.Pointer[pickup.Contacts]
}

func (k *contacts) ask(ctx context.Context, hub *agent.Agent) (pickup.Contacts, error) {
	ctx, cancel := context.WithTimeout(ctx, fleetTimeout)
	defer cancel()
	said, err := hub.Fleet(ctx)
	if err != nil {
		if last := k.last.Load(); last != nil {
			return *last, nil
		}
		return pickup.Contacts{}, nil // the light tells that there is no line
	}
	out := pickup.Contacts{At: said.Now, Of: make(map[retail.DeviceID]pickup.Contact, len(said.Terminals))}
	for _, t := range said.Terminals {
		out.Of[t.Device] = pickup.Contact{Arrived: int(t.Judged), Unsent: t.Unsent, Seen: t.Seen}
	}
	k.last.Store(&out)
	return out, nil
}

// Revoke shuts a terminal of the shop out.
func (f fleet) Revoke(ctx context.Context, id retail.DeviceID) error {
	return f.c.Pickup.Revoke(ctx, id)
}

// keepCounter takes or renews the lease of the counter where it is due.
func (c *Core) keepCounter(ctx context.Context) {
	if err := c.Desk.Keep(ctx); err != nil && ctx.Err() == nil {
		c.log.Warn("terminal: counter lease", "err", err)
	}
}

// signOut ends the day of who is signed in, and gives the counter up for
// another terminal.
func (c *Core) signOut(ctx context.Context) error {
	if err := c.Shift.SignOut(ctx); err != nil {
		return err
	}
	return c.Desk.Leave(ctx)
}

// away looks whether whoever is signed in may still work here: head office may
// have taken somebody out meanwhile.
func (c *Core) away(ctx context.Context) bool {
	a, in := c.Shift.Actor()
	if !in {
		return false
	}
	st, err := c.DB.StaffNamed(ctx, a.Staff.ID)
	return err == nil && !st.WorksAt(c.Device.Store) || retail.CodeOf(err) == retail.CodeNotFound
}

// stands tells whether a terminal of the shape stands at the counter.
func stands(s page.Shape) bool { return s == page.Counter }
