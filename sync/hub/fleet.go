package hub

import (
	"net/http"

	"miseban/sync/wire"
)

// serveFleet tells a terminal how its shop's terminals stand. Only the home of
// the shop knows: they speak to no other hub.
func (h *Hub) serveFleet(w http.ResponseWriter, r *http.Request, d Device) error {
	if err := h.here(r.Context(), wire.StoreScope(d.Store)); err != nil {
		return err
	}
	all, err := h.Store.DevicesOf(r.Context(), d.Store)
	if err != nil {
		return err
	}
	f := wire.Fleet{Now: h.Clock.Now(), Terminals: []wire.Contact{}}
	for _, o := range all {
		if o.Kind != DeviceTerminal || o.Revoked {
			continue
		}
		o = h.heardOf(o)
		f.Terminals = append(f.Terminals, wire.Contact{Device: o.ID, Judged: o.LastDseq, Unsent: o.Unsent, Seen: o.LastSeen})
	}
	send(w, http.StatusOK, f)
	return nil
}
