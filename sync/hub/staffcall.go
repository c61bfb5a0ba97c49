package hub

import (
	"context"
	"encoding/json"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// oldStaffCalls finds the calls of a shop's tablets that nobody needs any more.
func (h *Hub) oldStaffCalls(ctx context.Context, store retail.SiteID, gone func(id string)) error {
	return h.Store.Rows(ctx, wire.StoreScope(store), retail.EntityStaffCall, func(key string, data []byte) error {
		var k retail.StaffCall
		if err := json.Unmarshal(data, &k); err != nil {
			return retail.E(retail.CodeDamaged, "hub.Retire", "", err)
		}
		if k.Stale(h.Clock.Now()) {
			gone(key)
		}
		return nil
	})
}
