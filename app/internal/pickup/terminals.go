package pickup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Terminal is one terminal of the shop as its list shows it.
type Terminal struct {
	retail.Terminal
	Here    bool      // this one
	Counter bool      // it is the 受渡端末
	Until   time.Time // as long as it may be that without the hub
	Away    time.Time // when the hub last heard of it, zero while that is not long ago
	Unsent  int       // of one that is away: what it last said that it held
	Going   bool      // it is being shut out; the hub has not said so yet
}

// Contacts is what the shop's hub last said of its terminals.
type Contacts struct {
	At time.Time // the hub's clock, zero: it has said nothing yet
	Of map[retail.DeviceID]Contact
}

// Contact is what the hub knows of one terminal.
type Contact struct {
	Arrived int       // commands that the hub has
	Unsent  int       // that the terminal held, as it said at Seen
	Seen    time.Time // zero: never
}

// FleetStore is what the list of terminals asks of the terminal's database.
type FleetStore interface {
	Terminals(ctx context.Context) ([]retail.Terminal, error)
	// Pending returns the oldest unsent commands.
	Pending(ctx context.Context, maxN, maxBytes int) (cmds []retail.Command, left int, err error)
}

// Terminals returns the terminals of this shop by name, this one first.
func (s *Service) Terminals(ctx context.Context, from FleetStore) ([]Terminal, error) {
	site, err := s.store.Site(ctx)
	if err != nil {
		return nil, err
	}
	all, err := from.Terminals(ctx)
	if err != nil {
		return nil, err
	}
	inbox, err := s.store.Exceptions(ctx)
	if err != nil {
		return nil, err
	}
	cmds, _, err := from.Pending(ctx, 200, 1<<18)
	if err != nil {
		return nil, err
	}
	lease, err := s.desk.lease(ctx)
	if err != nil {
		return nil, err
	}
	var out []Terminal
	for _, t := range all {
		if t.Store != site.ID {
			continue
		}
		v := Terminal{Terminal: t, Here: s.desk.is(t.ID), Going: goes(cmds, t.ID)}
		if lease.Device == t.ID && lease.LiveAt(s.clock.Now()) {
			v.Counter, v.Until = true, lease.Until
		}
		for _, x := range inbox {
			if x.Kind == retail.ExAway && x.Device == t.ID {
				v.Away, v.Unsent = x.OpenedAt, x.Qty
				if len(x.People) > 0 {
					v.Away = x.People[0].At
				}
			}
		}
		out = append(out, v)
	}
	return sortTerminals(out), nil
}

// goes tells whether a command that was not sent yet shuts the terminal out.
func goes(cmds []retail.Command, id retail.DeviceID) bool {
	for _, c := range cmds {
		if b, ok := c.Body.(retail.Revoke); ok && b.Device == id {
			return true
		}
	}
	return false
}

// Revoke shuts a terminal of the shop out (端末を無効化). It is a fact: given
// without a line it takes effect when it is sent.
func (s *Service) Revoke(ctx context.Context, id retail.DeviceID) error {
	const op = "pickup.Revoke"
	a, err := s.actor(op)
	if err != nil {
		return err
	}
	site, err := s.store.Site(ctx)
	switch {
	case err != nil:
		return err
	case a.Staff.Role < retail.KindRevoke.MinRole():
		return retail.E(retail.CodeNotAllowed, op, "hint.manager", nil)
	case id == a.Device:
		return retail.E(retail.CodeRefused, op, "hint.not_itself", nil)
	}
	_, err = s.do(ctx, op, &retail.Order{Store: site.ID}, retail.KindRevoke, retail.Revoke{Device: id})
	return err
}

// sortTerminals puts this terminal first, then the others by name.
func sortTerminals(all []Terminal) []Terminal {
	slices.SortStableFunc(all, func(a, b Terminal) int {
		if a.Here != b.Here {
			if a.Here {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return all
}
