package sample

import (
	"math/rand/v2"
	"time"

	"miseban/app/retail"
)

// Channel is the web shop that the orders come from.
const Channel = "sample-ec"

// World is the chain at one instant. Its fields are to be read, not changed.
type World struct {
	Now     time.Time // the instant that promised times and figures lie around
	Chain   retail.Chain
	Sites   []retail.Site
	Staff   []Person
	Members []Member
	SKUs    []retail.SKU        // best seller first
	Stock   []retail.StockLevel // every SKU at every site that keeps it
	Slots   []retail.StagingSlot
	Postal  []retail.PostalArea // a little of the postal table

	seed   uint64
	skus   map[retail.SKUID]int
	wanted map[retail.SiteID][]int // indexes into SKUs that a shop can sell, best seller first
}

// Person is a member of staff with what opens a terminal.
type Person struct {
	retail.Staff
	PIN   string // four digits
	Badge string // what stands in the badge's ST- label, without check characters
}

// Member is a customer with an account (会員).
type Member struct {
	No    string // on the member card
	Name  string // 山田 太郎
	Kana  string // ヤマダ タロウ
	Phone string // digits only
	Email string
}

// New returns the chain as it stands at now. The same seed and instant give
// the same chain, byte for byte.
func New(seed uint64, now time.Time) *World {
	w := &World{Now: now, seed: seed, Chain: retail.Chain{Name: "見世野", Accent: "#0B5C4B", Show: shows(now)}, Sites: sites(), Postal: postal()}
	w.Staff = staff(w.rng(1))
	w.Members = members(w.rng(2))
	w.SKUs = goods(w.rng(3))
	w.Stock = stock(w.Sites, w.SKUs, now, w.rng(4))
	for _, s := range w.Sites {
		if s.Kind == retail.Shop {
			w.Slots = append(w.Slots, slots(s.ID)...)
		}
	}
	w.index()
	return w
}

// rng returns a source of its own for each part, so that a longer list in one
// does not change another.
func (w *World) rng(part uint64) *rand.Rand { return rand.New(rand.NewPCG(w.seed, part)) }

func (w *World) index() {
	w.skus = make(map[retail.SKUID]int, len(w.SKUs))
	for i := range w.SKUs {
		w.skus[w.SKUs[i].ID] = i
	}
	w.wanted = map[retail.SiteID][]int{}
	for _, l := range w.Stock { // in the order of SKUs for each site
		if l.Available() > 1 {
			w.wanted[l.Site] = append(w.wanted[l.Site], w.skus[l.SKU])
		}
	}
}

// SKU returns the SKU with the id.
func (w *World) SKU(id retail.SKUID) (retail.SKU, bool) {
	i, ok := w.skus[id]
	if !ok {
		return retail.SKU{}, false
	}
	return w.SKUs[i], true
}

// Site returns the site with the id.
func (w *World) Site(id retail.SiteID) (retail.Site, bool) {
	for _, s := range w.Sites {
		if s.ID == id {
			return s, true
		}
	}
	return retail.Site{}, false
}

// pick returns one of the elements.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
