package hub

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Home is who judges the commands of a shop, as this hub knows it. On the
// chain's hub a shop without a row is its own. On a relay the row of its shop
// says whether it judges at all.
type Home struct {
	Store  retail.SiteID
	Device retail.DeviceID // the relay, empty for the chain's hub
	No     int64           // fencing number: grows with every move
	State  wire.HomeState
	// Place is, on the chain's hub, where the relay is; on a relay, where the
	// chain's hub is.
	Place wire.Place
	// Epoch is, on the chain's hub, which life of the relay the mirror follows;
	// on a relay, which life of the chain's hub numbered the errands.
	Epoch string
	// At is, on the chain's hub, how far the mirror is in the relay's log; on a
	// relay, where its log stands.
	At wire.Mark
	// Errands is the number of the last errand; Done of the last one that was
	// done, or taken back.
	Errands, Done int64
	// Rev grows whenever there is news for the relay.
	Rev int64
	// Contact is when the other end was last heard.
	Contact time.Time
	// Pack names the whole shop that is being taken in, in parts; Parts is how
	// many of them are here.
	Pack  string
	Parts int
	// Closed: this relay has stopped to judge and hands over what is left.
	Closed bool
	// LastErrand is the id of the errand Done, on a relay.
	LastErrand string
	// Taken is when this relay took the home: what other systems said before is
	// in the books it took.
	Taken time.Time
}

// relay tells whether this hub is a store relay.
func (h *Hub) relay() bool { return h.Self != "" }

// judges tells whether this hub judges the commands of the home's shop.
func (h *Hub) judges(m Home) bool {
	if h.relay() {
		return m.Device == h.Self && m.No > 0 && !m.Closed
	}
	return m.Device == ""
}

// defers tells whether what this hub wants done in the shop has to wait in the
// row of errands: another hub is home, or some of the row is still to be done.
func (h *Hub) defers(m Home) bool { return !h.judges(m) || m.Done < m.Errands }

// homeError says that this hub does not judge the shop.
type homeError struct{ Home }

// Error names the fault.
func (e *homeError) Error() string {
	return fmt.Sprintf("hub: the home of %s is %q (%d, %s)", e.Store, e.Device, e.No, e.State)
}

// mine returns an error when this hub is not home of the shop. It holds for the
// whole transaction, which holds the shop.
func (h *Hub) mine(tx Tx, store retail.SiteID) error {
	m, err := tx.Home(store)
	if err == nil && !h.judges(m) {
		err = &homeError{m}
	}
	return err
}

// elsewhere tells a terminal of a shop whose home is another hub where to go.
// On a relay that was never home, or a hub that waits for a relay to take the
// home, there is nowhere to go yet. A relay that was home always knows where: the
// chain's hub tells the rest.
func (h *Hub) elsewhere(err *homeError) answer {
	nowhere := err.State == wire.HomeMoving
	if h.relay() {
		nowhere = err.No == 0 || err.Device == h.Self
	}
	if err.Place.URL == "" || nowhere {
		return answer{status: 503, Problem: wire.Problem{Code: wire.ProblemBusy}}
	}
	place := err.Place
	return answer{status: 421, Problem: wire.Problem{Code: wire.ProblemHome, Home: &place}}
}

// here lets a request about the feed of a shop through where this hub is the
// shop's home.
func (h *Hub) here(ctx context.Context, scope wire.Scope) error {
	store, ok := strings.CutPrefix(string(scope), string(wire.StoreScope("")))
	if !ok {
		return nil
	}
	m, err := h.Store.Home(ctx, retail.SiteID(store))
	if err == nil && !h.judges(m) {
		err = &homeError{m}
	}
	return err
}

// Homes returns every shop whose home is or was a relay.
func (h *Hub) Homes(ctx context.Context) ([]Home, error) { return h.Store.Homes(ctx) }

// setHome changes the home of a shop in one transaction and returns what it is
// now. A change that the relay should hear of raises Rev.
func (h *Hub) setHome(ctx context.Context, store retail.SiteID, change func(tx Tx, m *Home) error) (Home, error) {
	var before, now Home
	err := h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
		m, err := tx.Home(store)
		if err != nil {
			return err
		}
		m.Store = store
		before = m
		if err := change(tx, &m); err != nil {
			return err
		}
		now = m
		return tx.PutHome(m, h.judges(m))
	})
	if err == nil {
		h.tell(wire.Hint{Scope: wire.ErrandScope(store), Head: now.Rev})
		if now.Device != before.Device || now.State != before.State || now.Closed != before.Closed {
			h.feed.nudge(wire.StoreScope(store)) // its terminals ask, and hear where to go
		}
	}
	return now, err
}

// ErrMoving says that the home of a shop is on its way already.
var ErrMoving = errors.New("hub: the home is on its way already")

// MoveHome asks for the home of a shop to go to a relay of it, or back to this
// hub when the device is empty. From then on nobody judges until both ends have
// shaken hands: watch Home. CodeNotFound: no such shop or relay.
func (h *Hub) MoveHome(ctx context.Context, store retail.SiteID, to retail.DeviceID) (Home, error) {
	const op = "hub.MoveHome"
	if h.relay() {
		return Home{}, retail.E(retail.CodeRefused, op, "", errors.New("only the chain's hub moves homes"))
	}
	return h.setHome(ctx, store, func(tx Tx, m *Home) error {
		m.Rev++
		switch {
		case m.State == wire.HomeMoving && m.Device == to, m.State == wire.HomeReturning && to == "":
			return nil // asked for again
		case m.State == wire.HomeMoving, m.State == wire.HomeReturning:
			return retail.E(retail.CodeBusy, op, "", ErrMoving)
		case m.Device == to && m.No > 0:
			return nil
		case m.Device == "" && to == "":
			m.State = wire.HomeSettled
			return nil
		case to == "":
			m.State = wire.HomeReturning
			return nil
		case m.Device != "":
			return retail.E(retail.CodeRefused, op, "", errors.New("take the home back from the present relay first"))
		case m.Done < m.Errands:
			return retail.E(retail.CodeBusy, op, "", errors.New("what waited for the last relay is still being done"))
		}
		d, err := tx.Device(to)
		if err != nil {
			return err
		}
		if d.Kind != DeviceRelay || d.Store != store || d.Revoked {
			return retail.E(retail.CodeNotFound, op, "", fmt.Errorf("%s is no relay of %s", to, store))
		}
		m.Device, m.State, m.Place, m.Epoch = to, wire.HomeMoving, wire.Place{}, ""
		m.No++
		return nil
	})
}

// LoseHome takes the home of a shop back from a relay that is gone for good.
// What it had not sent up is sent again by its terminals; should it turn up, it
// is turned away by the fencing number and stops. Never do this while the relay
// may be at work: for as long as it is not told, the shop would have two homes.
func (h *Hub) LoseHome(ctx context.Context, store retail.SiteID) (Home, error) {
	return h.setHome(ctx, store, func(_ Tx, m *Home) error {
		if m.Device == "" {
			return retail.E(retail.CodeNotFound, "hub.LoseHome", "", errors.New("the home is here"))
		}
		m.settleHere()
		m.Rev++
		return nil
	})
}

// settleHere makes this hub the home.
func (m *Home) settleHere() {
	m.Device, m.State, m.Place, m.Epoch, m.Pack, m.Parts = "", wire.HomeSettled, wire.Place{}, "", "", 0
	m.No++
}

// revokeAtOnce shuts a device out where the command that does so has to wait for
// another hub: a terminal whose shop has its home in a relay hears it there as
// soon as the line allows. Of a relay there is nothing more to do; over is true.
// One that is home is not shut out: the home has to come back first.
func (h *Hub) revokeAtOnce(ctx context.Context, d Device) (over bool, err error) {
	m, err := h.Store.Home(ctx, d.Store)
	if err != nil || d.Kind == DeviceTerminal && h.judges(m) {
		return false, err
	}
	if m.Device == d.ID {
		return true, retail.E(retail.CodeRefused, "hub.Revoke", "", errors.New("the relay is home: take the home back first"))
	}
	return d.Kind != DeviceTerminal, h.update(ctx, []wire.Scope{wire.ScopeOrg}, func(tx Tx) error {
		now, err := tx.Device(d.ID)
		if err != nil {
			return err
		}
		now.Revoked = true
		if err := tx.PutDevice(now); err != nil {
			return err
		}
		return tx.Del(wire.ScopeOrg, retail.EntityTerminal, string(d.ID), "")
	})
}

// Report takes what a relay says of itself and returns who is home. The relay
// that has taken the books confirms it so, and the home is settled.
func (h *Hub) Report(ctx context.Context, d Device, r wire.RelayReport) (wire.Home, error) {
	m, err := h.Store.Home(ctx, d.Store)
	if err != nil {
		return wire.Home{}, err
	}
	now := h.Clock.Now()
	adopt := m.No < r.No && r.Home
	lost := m.Device == d.ID && m.No > r.No && !r.Home && (m.State == wire.HomeSettled || m.State == wire.HomeReturning)
	settle := m.Device == d.ID && m.No == r.No && r.Home && m.State == wire.HomeMoving
	moved := m.Device == d.ID && !samePlace(m.Place, r.Here)
	if adopt || settle || lost || moved || m.Device == d.ID && now.Sub(m.Contact) > contactStep {
		m, err = h.setHome(ctx, d.Store, func(tx Tx, m *Home) error {
			switch {
			case m.No < r.No && r.Home:
				// This hub was restored from a copy older than the move: the relay is
				// home, and has been all the time.
				h.Log.Warn("hub: a relay is home that this hub did not know of", "store", d.Store, "device", d.ID, "no", r.No)
				m.Device, m.No, m.State, m.Epoch = d.ID, r.No, wire.HomeSettled, ""
				if err := h.disown(tx, m, r.Taken); err != nil {
					return err
				}
			case m.Device == d.ID && m.No == r.No && r.Home && m.State == wire.HomeMoving:
				m.State, m.Epoch = wire.HomeSettled, r.Epoch
			case m.Device == d.ID && m.No > r.No && !r.Home && m.State == wire.HomeSettled:
				// The relay lives on a copy from before it took the home: it takes the
				// books again, as they came up, and its terminals send what is missing.
				h.Log.Warn("hub: a relay lost the books of its home", "store", d.Store, "device", d.ID)
				m.State, m.Epoch = wire.HomeMoving, ""
				m.No++
			case m.Device == d.ID && m.No > r.No && !r.Home && m.State == wire.HomeReturning:
				m.settleHere() // it has nothing to hand over
				return nil
			}
			if m.Device == d.ID {
				m.Place, m.Contact = r.Here, now
			}
			return nil
		})
		if err != nil {
			return wire.Home{}, err
		}
	}
	return wire.Home{Store: d.Store, Device: m.Device, No: m.No, State: m.State, Hub: h.Here(), Mirror: m.mirror()}, nil
}

// contactStep is how often it is written down that a relay was heard.
const contactStep = 10 * time.Second

func samePlace(a, b wire.Place) bool {
	if a.URL != b.URL || len(a.Pins) != len(b.Pins) {
		return false
	}
	for i := range a.Pins {
		if string(a.Pins[i]) != string(b.Pins[i]) {
			return false
		}
	}
	return true
}

// Here is where this hub is, and which certificates it shows.
func (h *Hub) Here() wire.Place { return wire.Place{URL: h.url(), Pins: h.pins()} }

// url is where terminals find this hub, empty while nobody knows.
func (h *Hub) url() string {
	if h.URL == nil {
		return ""
	}
	return h.URL()
}
