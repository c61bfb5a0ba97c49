package hub

import (
	"cmp"
	"context"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// StockRow is what another system says about one stock level.
type StockRow struct {
	Site     retail.SiteID
	SKU      retail.SKUID
	Class    retail.StockClass // Regular when zero
	OnHand   int               // pieces
	Safety   int               // pieces that are never promised
	Shelf    string            // as printed; empty keeps what is known
	Place    string            // in words; empty keeps what is known
	Backroom bool
}

// rowChunk is how many rows of master data one transaction writes.
const rowChunk = 1000

// PutSKUs stores products and returns how many were new or different. Their
// photographs are those that the hub keeps: see PutPhotos.
func (h *Hub) PutSKUs(ctx context.Context, skus []retail.SKU) (int, error) {
	total := 0
	for chunk := range slices.Chunk(skus, rowChunk) {
		n := 0
		err := h.update(ctx, []wire.Scope{wire.ScopeCatalog}, func(tx Tx) error {
			n = 0
			chunk := slices.Clone(chunk)
			if err := pictured(tx, chunk); err != nil {
				return err
			}
			for _, s := range chunk {
				changed, err := tx.Put(wire.ScopeCatalog, retail.EntitySKU, string(s.ID), s, "")
				if err != nil {
					return err
				}
				if !changed {
					continue
				}
				n++
				if err := tx.SetCodes(s.ID, s.Codes); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// SetStock books what another system says and returns how many levels changed.
// The difference to what is booked goes into the ledger as MoveAdjust, so a
// level stays the sum of its movements. Of a shop whose home is a relay the
// relay books it, and every row counts as changed.
func (h *Hub) SetStock(ctx context.Context, rows []StockRow) (int, error) {
	bySite := map[retail.SiteID][]StockRow{}
	for _, r := range rows {
		bySite[r.Site] = append(bySite[r.Site], r)
	}
	total := 0
	for _, site := range sortedKeys(bySite) {
		for chunk := range slices.Chunk(bySite[site], rowChunk) {
			n, err := h.setStock(ctx, site, chunk)
			total += n
			if err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

func (h *Hub) setStock(ctx context.Context, site retail.SiteID, rows []StockRow) (int, error) {
	changed := 0
	cmd := retail.CommandID(h.IDs.NewID())
	var pending Home
	err := h.update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx Tx) error {
		m, err := tx.Home(site)
		if err != nil {
			return err
		}
		m.Store, pending = site, Home{}
		switch {
		case !h.defers(m):
			changed, err = h.stock(tx, site, rows, cmd)
			return err
		case h.relay():
			return &homeError{m}
		}
		e, err := errandOf(wire.ErrandStock, string(cmd), "", h.Clock.Now(), rows)
		if err != nil {
			return err
		}
		changed = len(rows) // what they come to the relay finds out
		err = h.queue(tx, &m, e)
		pending = m
		return err
	})
	if err == nil && pending.Store != "" {
		h.tell(wire.Hint{Scope: wire.ErrandScope(site), Head: pending.Rev})
	}
	return changed, err
}

// stock books rows of one site under the command and returns how many levels
// changed.
func (h *Hub) stock(tx Tx, site retail.SiteID, rows []StockRow, cmd retail.CommandID) (changed int, err error) {
	now := h.Clock.Now()
	for i, r := range rows {
		key := retail.StockKey{Site: site, SKU: r.SKU, Class: cmp.Or(r.Class, retail.Regular)}
		before, err := tx.Level(key)
		if err != nil {
			return changed, err
		}
		l := before
		l.Safety, l.Backroom = r.Safety, r.Backroom
		l.Shelf, l.Place = cmp.Or(r.Shelf, l.Shelf), cmp.Or(r.Place, l.Place)
		if diff := r.OnHand - l.OnHand; diff != 0 {
			m := retail.Movement{Cmd: cmd, N: i, Key: key, Kind: retail.MoveAdjust, OnHand: diff, At: now}
			l = l.Apply(m)
			if err := tx.Move(m); err != nil {
				return changed, err
			}
		}
		if l.AsOf.IsZero() {
			l.AsOf = now
		}
		if l == before {
			continue
		}
		changed++
		if err := tx.PutLevel(l, cmd); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// PutSites stores shops and warehouses and returns how many changed.
func (h *Hub) PutSites(ctx context.Context, sites []retail.Site) (int, error) {
	return put(ctx, h, wire.ScopeOrg, retail.EntitySite, sites, func(s retail.Site) string { return string(s.ID) })
}

// PutSlots stores staging places and returns how many changed.
func (h *Hub) PutSlots(ctx context.Context, slots []retail.StagingSlot) (int, error) {
	byStore := map[retail.SiteID][]retail.StagingSlot{}
	for _, s := range slots {
		byStore[s.Store] = append(byStore[s.Store], s)
	}
	total := 0
	for _, store := range sortedKeys(byStore) {
		n, err := h.putSlots(ctx, store, byStore[store])
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// putSlots stores the staging places of one shop, or lets them wait for its
// relay.
func (h *Hub) putSlots(ctx context.Context, store retail.SiteID, slots []retail.StagingSlot) (n int, err error) {
	var pending Home
	err = h.update(ctx, []wire.Scope{wire.StoreScope(store)}, func(tx Tx) error {
		n = 0
		m, err := tx.Home(store)
		if err != nil {
			return err
		}
		m.Store, pending = store, Home{}
		switch {
		case !h.defers(m):
			for _, s := range slots {
				changed, err := tx.Put(wire.StoreScope(store), retail.EntitySlot, s.Code, s, "")
				if err != nil {
					return err
				}
				if changed {
					n++
				}
			}
			return nil
		case h.relay():
			return &homeError{m}
		}
		n = len(slots)
		e, err := errandOf(wire.ErrandSlots, h.IDs.NewID(), "", h.Clock.Now(), slots)
		if err == nil {
			err = h.queue(tx, &m, e)
			pending = m
		}
		return err
	})
	if err == nil && pending.Store != "" {
		h.tell(wire.Hint{Scope: wire.ErrandScope(store), Head: pending.Rev})
	}
	return n, err
}

// PutChain stores what every terminal knows of the chain; the hub adds its own
// pickup key, and keeps what is settled about holds and pickups when c says nothing of them.
func (h *Hub) PutChain(ctx context.Context, c retail.Chain) error {
	_, err := h.Store.Update(ctx, []wire.Scope{wire.ScopeOrg}, func(tx Tx) error {
		var before retail.Chain
		if _, err := tx.Row(wire.ScopeOrg, retail.EntityChain, chainKey, &before); err != nil {
			return err
		}
		c.PickupKeys = h.pickupKeys(append(before.PickupKeys, c.PickupKeys...))
		if c.Holds == (retail.HoldPolicy{}) {
			c.Holds = before.Holds
		}
		if c.Pickups == (retail.PickupPolicy{}) {
			c.Pickups = before.Pickups
		}
		if c.Places.IsZero() {
			c.Places = before.Places
		}
		if c.Shorts == (retail.ShortPolicy{}) {
			c.Shorts = before.Shorts
		}
		if c.Counts == (retail.CountPolicy{}) {
			c.Counts = before.Counts
		}
		if c.Cold == (retail.ColdPolicy{}) {
			c.Cold = before.Cold
		}
		if c.Weigh == (retail.WeighPolicy{}) {
			c.Weigh = before.Weigh
		}
		if c.Dues == (retail.DuePolicy{}) {
			c.Dues = before.Dues
		}
		if c.Floor == (retail.FloorPolicy{}) {
			c.Floor = before.Floor
		}
		_, err := tx.Put(wire.ScopeOrg, retail.EntityChain, chainKey, c, "")
		return err
	})
	return err
}

// PutHoldPolicy stores what the chain allows of holds from now on; those that are
// kept already stay as they are.
func (h *Hub) PutHoldPolicy(ctx context.Context, p retail.HoldPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Holds = p })
}

// PutPickupPolicy stores what the chain promises of orders that wait for their
// customer from now on; a deadline that was set stays.
func (h *Hub) PutPickupPolicy(ctx context.Context, p retail.PickupPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Pickups = p })
}

// PutPlacePolicy stores which goods need which kind of place from now on.
func (h *Hub) PutPlacePolicy(ctx context.Context, p retail.PlacePolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Places = p })
}

// PutPickPolicies stores what the chain does about missing goods from now on, and
// when orders are heard that nobody begins.
func (h *Hub) PutPickPolicies(ctx context.Context, shorts retail.ShortPolicy, dues retail.DuePolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Shorts, c.Dues = shorts, dues })
}

// PutFloorPolicy stores what the chain asks for orders taken in shops from now on.
func (h *Hub) PutFloorPolicy(ctx context.Context, p retail.FloorPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Floor = p })
}

// PutCountPolicy stores from which difference on a count is done again, and who may
// approve which.
func (h *Hub) PutCountPolicy(ctx context.Context, p retail.CountPolicy) error {
	return h.putPolicy(ctx, func(c *retail.Chain) { c.Counts = p })
}

// putPolicy changes what is settled for the chain, once there is one.
func (h *Hub) putPolicy(ctx context.Context, set func(*retail.Chain)) error {
	_, err := h.Store.Update(ctx, []wire.Scope{wire.ScopeOrg}, func(tx Tx) error {
		var c retail.Chain
		ok, err := tx.Row(wire.ScopeOrg, retail.EntityChain, chainKey, &c)
		if err != nil || !ok {
			return err
		}
		set(&c) // an equal row is no change
		_, err = tx.Put(wire.ScopeOrg, retail.EntityChain, chainKey, c, "")
		return err
	})
	return err
}

// put stores rows of a feed and returns how many changed.
func put[T any](ctx context.Context, h *Hub, scope wire.Scope, entity retail.Entity, list []T, key func(T) string) (int, error) {
	n := 0
	err := h.update(ctx, []wire.Scope{scope}, func(tx Tx) error {
		n = 0
		for _, v := range list {
			changed, err := tx.Put(scope, entity, key(v), v, "")
			if err != nil {
				return err
			}
			if changed {
				n++
			}
		}
		return nil
	})
	return n, err
}

func sortedKeys[V any](m map[retail.SiteID]V) []retail.SiteID {
	keys := make([]retail.SiteID, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Sites returns every site.
func (h *Hub) Sites(ctx context.Context) ([]retail.Site, error) {
	return rows[retail.Site](ctx, h.Store, wire.ScopeOrg, retail.EntitySite)
}

func (h *Hub) siteMap(ctx context.Context) (map[retail.SiteID]retail.Site, error) {
	list, err := h.Sites(ctx)
	m := make(map[retail.SiteID]retail.Site, len(list))
	for _, s := range list {
		m[s.ID] = s
	}
	return m, err
}

// Slots returns the staging places of a shop, nearest first.
func (h *Hub) Slots(ctx context.Context, store retail.SiteID) ([]retail.StagingSlot, error) {
	list, err := rows[retail.StagingSlot](ctx, h.Store, wire.StoreScope(store), retail.EntitySlot)
	slices.SortStableFunc(list, func(a, b retail.StagingSlot) int { return cmp.Compare(a.Order, b.Order) })
	return list, err
}

// SKU returns a product, CodeNotFound when there is none.
func (h *Hub) SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error) {
	var s retail.SKU
	ok, err := h.Store.Row(ctx, wire.ScopeCatalog, retail.EntitySKU, string(id), &s)
	if err == nil && !ok {
		err = retail.E(retail.CodeNotFound, "hub.SKU", "", nil)
	}
	return s, err
}

// SKUByCode returns the product with a GTIN of 8 to 14 digits, CodeNotFound
// when there is none.
func (h *Hub) SKUByCode(ctx context.Context, code string) (retail.SKU, error) {
	id, err := h.Store.SKUByCode(ctx, retail.PadGTIN(code))
	if err != nil {
		return retail.SKU{}, err
	}
	return h.SKU(ctx, id)
}

// Order returns an order with the customer's e-mail, CodeNotFound when there
// is none.
func (h *Hub) Order(ctx context.Context, id retail.OrderID) (retail.Order, error) {
	o, err := h.Store.Order(ctx, id)
	if err == nil && o == nil {
		err = retail.E(retail.CodeNotFound, "hub.Order", "", nil)
	}
	if err != nil {
		return retail.Order{}, err
	}
	return *o, nil
}

// Orders returns the orders in the feed of a shop, most urgent first.
func (h *Hub) Orders(ctx context.Context, store retail.SiteID) ([]retail.Order, error) {
	list, err := rows[retail.Order](ctx, h.Store, wire.StoreScope(store), retail.EntityOrder)
	slices.SortFunc(list, func(a, b retail.Order) int {
		return cmp.Or(a.PromisedAt.Compare(b.PromisedAt), cmp.Compare(a.Number, b.Number))
	})
	return list, err
}

// OrderByExternal returns the order of a channel.
func (h *Hub) OrderByExternal(ctx context.Context, channel, number string) (retail.Order, error) {
	return h.Order(ctx, retail.OrderIDFor(channel, number))
}
