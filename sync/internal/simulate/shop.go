package simulate

import (
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// skus is the catalogue: few, so that everybody wants the same goods.
var skus = func() []retail.SKU {
	list := make([]retail.SKU, 6)
	for i := range list {
		jan := fmt.Sprintf("49000000000%02d", i)
		list[i] = retail.SKU{
			ID: retail.SKUID(fmt.Sprintf("K%d", i+1)), JAN: jan, Codes: []retail.ItemCode{{GTIN: retail.PadGTIN(jan), Qty: 1}},
			Name: fmt.Sprintf("品%d", i+1), Size: "M", PriceTaxIn: 500, TaxRate: 10,
		}
		if i > 3 {
			list[i].Temp = []retail.Temperature{retail.Chilled, retail.Frozen}[i-4]
		}
	}
	list[3].MinAge = 20
	list[2].Grams, list[2].Per100TaxIn = 250, 200
	return list
}()

// shop is a shop: who works there, its terminals, and where its goods really
// are.
type shop struct {
	w         *world
	dice      dice
	site      retail.Site
	slots     []retail.StagingSlot
	staff     []retail.Staff
	looksOn   bool        // its terminals do nothing but look on
	terminals []*terminal // also those that are no more
	boxes     []*relayBox
	keep      time.Duration // of the relays' logs
	cut       time.Time     // no line out of it until then; counts where it has a relay

	shelf   map[retail.SKUID]int           // good pieces on the shelf
	totes   map[retail.OrderID]map[int]int // taken for an order, by line
	bad     map[retail.SKUID]int           // pieces that are no longer good ones
	aside   kept                           // put by for customers
	astray  map[retail.SKUID]string        // why nobody can know the figure of a level
	slipped map[retail.SKUID]int           // how often somebody mistyped a count of it
	rung    map[retail.SKUID]int           // pieces that the till rang for holds, or took back
}

func newShop(w *world, i int) *shop {
	id := retail.SiteID(fmt.Sprintf("S%d", i+1))
	s := &shop{
		w: w, dice: roll(w.o.Seed, 100+uint64(i)), site: retail.Site{ID: id, No: uint32(i + 1), Kind: retail.Shop, Name: string(id)},
		shelf: map[retail.SKUID]int{}, totes: map[retail.OrderID]map[int]int{}, bad: map[retail.SKUID]int{},
		astray: map[retail.SKUID]string{}, slipped: map[retail.SKUID]int{}, rung: map[retail.SKUID]int{}, aside: kept{},
	}
	for n := range 6 {
		s.slots = append(s.slots, retail.StagingSlot{Code: fmt.Sprintf("%s-%02d", id, n+1), Store: id, Area: "受取", Place: "中段", Order: n + 1})
		if n > 3 {
			s.slots[n].Kind = []retail.SlotKind{retail.SlotCold, retail.SlotFrozen}[n-4]
		}
	}
	roles := []retail.Role{retail.RoleStaff, retail.RoleStaff, retail.RoleLead, retail.RoleManager}
	for n, role := range roles {
		s.staff = append(s.staff, retail.Staff{
			ID: retail.StaffID(fmt.Sprintf("%s-%d", id, n+1)), Name: fmt.Sprintf("係%d", n+1), Role: role, Stores: []retail.SiteID{id}, Active: true,
		})
	}
	for _, sku := range skus {
		s.shelf[sku.ID] = 8 + s.dice.IntN(25)
	}
	s.shelf[scarce] = 8 + roll(w.o.Seed, 200+uint64(i)).IntN(12)
	return s
}

// shop returns the shop with the code.
func (w *world) shop(id retail.SiteID) *shop {
	for _, s := range w.shops {
		if s.site.ID == id {
			return s
		}
	}
	return nil
}

// scope is the shop's feed.
func (s *shop) scope() wire.Scope { return wire.StoreScope(s.site.ID) }

// hint lets the hub say that the shop's feed has moved. Some hints are lost.
func (s *shop) hint() {
	for _, b := range s.boxes {
		b.hint()
	}
	for _, t := range s.terminals {
		if t.app == nil || t.hinted || s.w.now.Before(t.cut) || !s.w.quiet && !t.dice.one(3) {
			continue
		}
		t.hinted = true
		page := t.given()
		was := s.w.hub.rewinds
		s.w.after(t.dice.between(20*time.Millisecond, 4*time.Minute), func() {
			t.hinted = false
			switch {
			case t.app == nil:
				return
			case page != nil:
				if was != s.w.hub.rewinds {
					t.stale = page.End.H // of a past that the hub has lost since: nobody knew
				}
				t.app.Give(*page)
			default:
				t.app.Hint(s.scope())
			}
			t.stir()
		})
	}
}

// given is a page that comes in the place of a hint, nil for a hint. It is read
// now and comes when the terminal may have gone on, or back, and moved to
// another hub.
func (t *terminal) given() *wire.Page {
	from := t.feeds[t.shop.scope()]
	if from.Epoch == "" || !t.events.one(2) {
		return nil
	}
	h, _ := t.shop.door()
	if h == nil {
		return nil
	}
	page, err := h.Store.Page(t.w.ctx, t.shop.scope(), from, 32, t.dev.ID)
	if err != nil || len(page.Changes) == 0 {
		return nil
	}
	t.w.counts["pages that came by themselves"]++
	return &page
}

// stands is where the heaps of substitutes begin.
const stands = 100

// heap is where goods for a line lie in the tote. Two terminals may call two
// substitutes by one number: those are told apart by what they are.
func (s *shop) heap(o retail.OrderID, line int, sku retail.SKUID) int {
	if s.w.web.line(o, line) == sku {
		return line
	}
	return stands*line + slices.IndexFunc(skus, func(k retail.SKU) bool { return k.ID == sku })
}

// take moves goods from the shelf into the tote of an order; false when there
// are too few.
func (s *shop) take(o retail.OrderID, line int, sku retail.SKUID, n int) bool {
	if s.shelf[sku] < n {
		return false
	}
	s.shelf[sku] -= n
	if s.totes[o] == nil {
		s.totes[o] = map[int]int{}
	}
	s.totes[o][s.heap(o, line, sku)] += n
	return true
}

// putBack moves up to n goods back.
func (s *shop) putBack(o retail.OrderID, line int, sku retail.SKUID, n int) {
	line = s.heap(o, line, sku)
	n = min(n, s.totes[o][line])
	if n > 0 {
		s.totes[o][line] -= n
		s.shelf[sku] += n
	}
}

// inTote is how many goods lie ready for an order.
func (s *shop) inTote(o retail.OrderID) (n int) {
	for _, k := range s.totes[o] {
		n += k
	}
	return n
}

// regular is how many good pieces of a SKU are in the house, and how many of
// them are in totes or put by.
func (s *shop) regular(sku retail.SKUID) (all, inTotes int) {
	for id, n := range s.aside {
		if s.w.books.kept[id].sku == sku {
			inTotes += n
		}
	}
	for id, tote := range s.totes {
		for line, n := range tote {
			if s.w.web.line(id, line) == sku {
				inTotes += n
			}
		}
	}
	return s.shelf[sku] + inTotes, inTotes
}

// lying tells in which totes pieces of a SKU lie.
func (s *shop) lying(sku retail.SKUID) (out []string) {
	for i := range s.w.web.sent {
		o := &s.w.web.sent[i].order
		for line, n := range s.totes[retail.OrderIDFor(o.Channel, o.External)] {
			if n != 0 && s.w.web.line(retail.OrderIDFor(o.Channel, o.External), line) == sku {
				out = append(out, fmt.Sprintf("%s: %d", o.External, n))
			}
		}
	}
	slices.Sort(out)
	return out
}
