package sample

import (
	"fmt"
	"math/rand/v2"
	"time"

	"miseban/app/retail"
)

// spots says in words where an aisle is.
var spots = []string{"左奥の棚", "左手前の棚", "右奥の棚", "中央の棚", "右手前の棚", "壁ぎわの棚"}

// shown are figures of 渋谷店 and 新宿店 that the pictures show.
var shown = map[retail.SiteID]map[retail.SKUID]int{
	Shibuya: {
		"OX-2041-WH-S": 3, "OX-2041-WH-M": 2, "OX-2041-WH-L": 5, "OX-2041-WH-XL": 0,
		"OX-2041-SX-S": 1, "OX-2041-SX-M": 0, "OX-2041-SX-L": 4, "OX-2041-SX-XL": 2,
		"OX-2041-NV-S": 0, "OX-2041-NV-M": 6, "OX-2041-NV-L": 3, "OX-2041-NV-XL": 1,
		camelKnitL: 5, ecruTote: 7, mustardKnitM: 4, navySneaker: 3, navyMug: 6, sencha80: 14, ribSocks: 12, camelStole: 4,
	},
	Shinjuku: {"OX-2041-WH-M": 4},
}

// stock returns every SKU at every site that keeps it, site by site in the
// order of the SKUs. Figures are small, as a shop's are: most SKUs lie there
// once to six times, one in nine is out, and what sells lies there more often.
func stock(sites []retail.Site, skus []retail.SKU, now time.Time, r *rand.Rand) []retail.StockLevel {
	home := shelves()
	out := make([]retail.StockLevel, 0, len(sites)*len(skus))
	for _, site := range sites {
		for i := range skus {
			s := &skus[i]
			n, roll := 1+r.IntN(6), r.IntN(9)
			switch {
			case site.Kind == retail.Warehouse:
				n = 12 + r.IntN(60)
			case roll == 0:
				n = 0
			case i < len(skus)/10:
				n += 3
			}
			l := retail.StockLevel{
				StockKey: retail.StockKey{Site: site.ID, SKU: s.ID, Class: retail.Regular}, OnHand: n,
				AsOf: now.Add(-time.Duration(3+r.IntN(40)) * time.Minute),
			}
			if fixed, ok := shown[site.ID][s.ID]; ok {
				l.OnHand, l.AsOf = fixed, now.Add(-3*time.Minute)
			} else if n > 4 && s.TaxRate == 8 {
				l.Safety = 1
			}
			home[s.Style].put(&l, site, r.IntN(15) == 0)
			out = append(out, l)
		}
	}
	return out
}

// shelf is where a style stands in every shop of the chain.
type shelf struct {
	zone         string
	aisle, level int
}

// shelves gives each style its shelf: the styles of a category stand along its
// aisles, five levels each. The first style of a category stands on level 2
// where the pictures have it.
func shelves() map[string]shelf {
	out := map[string]shelf{}
	for _, c := range append(append([]category(nil), catalog...), baked, small) {
		var first int
		if _, err := fmt.Sscanf(c.zone[2:], "%d", &first); err != nil {
			panic("sample: shelf of " + c.name + ": " + err.Error())
		}
		for i, s := range c.styles {
			out[s.code] = shelf{zone: c.zone[:1], aisle: first + i/5, level: i%5 + 1}
		}
	}
	for code, level := range map[string]int{"OX-2041": 2, "OX-2052": 1, "TB-6010": 3, "TB-6030": 1} {
		s := out[code]
		s.level = level
		out[code] = s
	}
	return out
}

// put writes the shelf and its words into a level.
func (s shelf) put(l *retail.StockLevel, site retail.Site, back bool) {
	if site.Kind == retail.Warehouse {
		l.Shelf = fmt.Sprintf("W%s-%02d-%d", s.zone, s.aisle, s.level)
		l.Place, l.Backroom = fmt.Sprintf("倉庫 1階・%s列", s.zone), true
		return
	}
	if back && shown[site.ID][l.SKU] == 0 {
		l.Shelf = fmt.Sprintf("Z-%02d-%d", s.aisle, s.level)
		l.Place, l.Backroom = "バックヤード・"+spots[s.aisle%2], true
		return
	}
	l.Shelf = fmt.Sprintf("%s-%02d-%d", s.zone, s.aisle, s.level)
	spot := spots[(s.aisle-1)%len(spots)]
	if l.Shelf[:4] == "C-02" {
		spot = "入口の棚"
	}
	l.Place = fmt.Sprintf("売場 %d階・%s", floor(site.ID, s.zone), spot)
}

// floor is where a zone is: clothes upstairs, except where there is no upstairs.
func floor(site retail.SiteID, zone string) int {
	if site != Kichijoji && (zone == "A" || zone == "B") {
		return 2
	}
	return 1
}
