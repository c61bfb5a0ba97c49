package retail

import (
	"cmp"
	"slices"
)

// SoldDays is over how many days sales are counted to say what a shop needs.
const SoldDays = 28

// Redistribution: a shop is missing goods when it sells them and has less than a
// week of them; it is brought to two weeks. It can give away what is more than
// six weeks of its own sales, and always keeps one piece.
const (
	missingDays = 7
	wantDays    = 14
	keepDays    = 42
	keepPieces  = 1
)

// Demand is what one site has of a SKU and what it sold in SoldDays.
type Demand struct {
	Site      SiteID `json:"site"`
	Available int    `json:"available"`
	Incoming  int    `json:"incoming,omitempty"`
	Sold      int    `json:"sold"`
	Stores    bool   `json:"stores,omitempty"` // a warehouse: it sells nothing, and gives all it has
}

// days is what a site sells in that many days, rounded up.
func (d Demand) days(n int) int { return (max(0, d.Sold)*n + SoldDays - 1) / SoldDays }

// needs is how many pieces the site is missing.
func (d Demand) needs() int {
	has := max(0, d.Available) + max(0, d.Incoming)
	if d.Sold <= 0 || d.Stores || has >= d.days(missingDays) {
		return 0
	}
	return d.days(wantDays) - has
}

// spare is how many pieces the site can give away.
func (d Demand) spare() int {
	if d.Stores {
		return max(0, d.Available)
	}
	return max(0, d.Available-max(keepPieces, d.days(keepDays)))
}

// Proposal is goods that lie too long in one shop and are missing in another.
type Proposal struct {
	SKU  SKUID  `json:"sku"`
	From SiteID `json:"from"`
	To   SiteID `json:"to"`
	Qty  int    `json:"qty"`
	// Spare and Sold say why: what From can give, and what To sold in SoldDays.
	Spare int `json:"spare"`
	Sold  int `json:"sold"`
}

// Redistribute proposes transfers of one SKU, the shop that sells most first, from
// warehouses before shops: what lies there is for shops to sell, and what a shop
// has left may yet sell where it lies. Of each kind the site with the most to
// give comes first, of equals the nearer one, by metres. No site gives more than
// it can spare or gets more than it needs, and none does both.
func Redistribute(sku SKUID, sites []Demand, away func(a, b SiteID) float64) []Proposal {
	spare := map[SiteID]int{}
	var give, need []Demand
	for _, d := range sites {
		switch {
		case d.needs() > 0:
			need = append(need, d)
		case d.spare() > 0:
			spare[d.Site] = d.spare()
			give = append(give, d)
		}
	}
	slices.SortFunc(need, func(a, b Demand) int { return cmp.Or(cmp.Compare(b.Sold, a.Sold), cmp.Compare(a.Site, b.Site)) })
	var out []Proposal
	for _, n := range need {
		want := n.needs()
		slices.SortFunc(give, func(a, b Demand) int {
			return cmp.Or(storesFirst(a.Stores, b.Stores), cmp.Compare(spare[b.Site], spare[a.Site]), cmp.Compare(away(a.Site, n.Site), away(b.Site, n.Site)), cmp.Compare(a.Site, b.Site))
		})
		for _, g := range give {
			if qty := min(want, spare[g.Site]); qty > 0 {
				out = append(out, Proposal{SKU: sku, From: g.Site, To: n.Site, Qty: qty, Spare: spare[g.Site], Sold: n.Sold})
				want -= qty
				spare[g.Site] -= qty
			}
		}
	}
	return out
}

// storesFirst puts what is true before what is not.
func storesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
