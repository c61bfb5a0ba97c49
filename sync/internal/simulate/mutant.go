package simulate

import (
	"net/http"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/notice"
)

// Mutant is a fault of the product, planted between its parts: the product
// itself knows nothing of it.
type Mutant struct {
	Name string // as the command line calls it
	Says string // what is wrong

	Rule     func(retail.State, retail.Command) retail.Decision // of the hub
	Store    func(hub.Store) hub.Store
	Handler  func(http.Handler, hub.Store) http.Handler
	Desk     func(notice.Desk) notice.Desk
	Terminal func(agent.Store) agent.Store
	Answer   func(r *http.Request, body []byte) []byte // what the terminal gets to see

	Chain func(hub.Store) hub.Store // of the chain's hub alone
	Relay func(hub.Store) hub.Store // of relays alone

	// Scene plans what shows the fault, beside what goes wrong anyway: without it
	// many seeds may pass in which nothing calls for the part that is spoilt. There
	// are no relays then unless Relays is set.
	Scene func(*world)
	Lost  string // answers of this path are lost every other time

	Relays    bool // a shop has a relay, whatever the seed says
	OneEpoch  bool // a relay goes on in the life of the chain's hub
	NoFlush   bool // the loss of power takes the last commits of work.db along
	KeepEpoch bool // a restored hub does not say that it was
}
