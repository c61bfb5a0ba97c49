package hub

import "miseban/app/retail"

// Plant puts a rule in the place of retail.Decide.
func (h *Hub) Plant(rule func(retail.State, retail.Command) retail.Decision) { h.rule = rule }
