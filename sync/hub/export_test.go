package hub

import "miseban/app/retail"

// Plant puts a rule in the place of retail.Decide.
func (h *Hub) Plant(rule func(retail.State, retail.Command) retail.Decision) { h.rule = rule }

// Access is an access token of a terminal.
func (h *Hub) Access(id retail.DeviceID) string { return h.access(id, h.Clock.Now().Add(accessFor)) }
