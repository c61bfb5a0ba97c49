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

	NoFlush   bool // the loss of power takes the last commits of work.db along
	KeepEpoch bool // a restored hub does not say that it was
}
