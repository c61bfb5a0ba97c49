package catalog

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
)

// Product is an article as its page shows it.
type Product struct {
	retail.Style
	Colors []retail.Color // in the order of the variants
	Sizes  []string       // the same
	// Here is what this shop has, by SKU; one that it never had is missing.
	Here map[retail.SKUID]retail.StockLevel
	// Waits are the SKUs of which a count waits for another person.
	Waits map[retail.SKUID]bool
	Shop  retail.Site
	AsOf  time.Time // when all of it was read: what prices run then
	// Known is as of when the figures of this shop are: AsOf, or earlier while there
	// is no line.
	Known time.Time
}

// At returns the variant of a colour and a size, as places in Colors and Sizes;
// false when it is not made.
func (p Product) At(color, size int) (retail.Variant, bool) {
	for _, v := range p.Variants {
		if v.Color.Word == p.Colors[color].Word && v.Size == p.Sizes[size] {
			return v, true
		}
	}
	return retail.Variant{}, false
}

// Find returns where a SKU stands in Colors and Sizes; false when it is not one
// of the article.
func (p Product) Find(id retail.SKUID) (color, size int, ok bool) {
	i := slices.IndexFunc(p.Variants, func(v retail.Variant) bool { return v.SKU == id })
	if i < 0 {
		return 0, 0, false
	}
	v := p.Variants[i]
	color = slices.IndexFunc(p.Colors, func(c retail.Color) bool { return c.Word == v.Color.Word })
	return color, slices.Index(p.Sizes, v.Size), true
}

// Product returns an article with what this shop has of it: CodeNotFound when
// the catalogue has none.
func (s *Service) Product(ctx context.Context, code string) (Product, error) {
	st, err := s.store.Style(ctx, code)
	if err != nil {
		return Product{}, err
	}
	p := Matrix(st)
	p.AsOf = s.clock.Now()
	if p.Known, err = s.knownAt(ctx, p.AsOf); err != nil {
		return p, err
	}
	ids := make([]retail.SKUID, len(st.Variants))
	for i, v := range st.Variants {
		ids[i] = v.SKU
	}
	if p.Shop, err = s.store.Site(ctx); err != nil {
		return p, err
	}
	if p.Here, err = s.store.StockHere(ctx, ids); err != nil {
		return p, err
	}
	p.Waits, err = s.store.CountsWaiting(ctx, ids)
	return p, err
}

// Matrix lays an article out by colours and sizes, without any stock.
func Matrix(st retail.Style) Product {
	p := Product{Style: st}
	for _, v := range st.Variants {
		if !slices.ContainsFunc(p.Colors, func(c retail.Color) bool { return c.Word == v.Color.Word }) {
			p.Colors = append(p.Colors, v.Color)
		}
		if !slices.Contains(p.Sizes, v.Size) {
			p.Sizes = append(p.Sizes, v.Size)
		}
	}
	slices.SortStableFunc(p.Sizes, bySize)
	return p
}

// letterSizes are sizes in letters, the smallest first.
var letterSizes = []string{"XXS", "XS", "SS", "S", "M", "L", "LL", "XL", "2L", "3L", "XXL", "4L", "5L"}

// bySize puts sizes in letters and those that begin with a number in their order,
// letters first and other words last.
func bySize(a, b string) int {
	return cmp.Or(cmp.Compare(sizePlace(a), sizePlace(b)), cmp.Compare(a, b))
}

// sizePlace is where a size stands among others.
func sizePlace(s string) float64 {
	const letters, words = -1000, 1e9
	if i := slices.Index(letterSizes, s); i >= 0 {
		return letters + float64(i)
	}
	digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789."))]
	if n, err := strconv.ParseFloat(digits, 64); err == nil {
		return n
	}
	return words
}

// StyleOf returns the article that a SKU belongs to, CodeNotFound.
func (s *Service) StyleOf(ctx context.Context, id retail.SKUID) (string, error) {
	k, err := s.desk.SKU(ctx, id)
	return retail.StyleCode(k), err
}

// Scanned returns the article that a code of 14 digits means, and which SKU.
func (s *Service) Scanned(ctx context.Context, gtin14 string) (code string, sku retail.SKUID, err error) {
	k, _, err := s.store.SKUByGTIN(ctx, gtin14)
	return retail.StyleCode(k), k.ID, err
}

// Other is what another site has of a SKU.
type Other struct {
	Site  retail.Site
	Stock retail.SiteStock
	Away  float64 // metres as the crow flies, negative when it is not known
	Open  bool    // now
	// Sure is on how many pieces one should count, and Doubt how far the figure is
	// to be relied on: see retail.BelieveStock.
	Sure  int
	Doubt retail.Doubt
}

// Elsewhere is what other sites have of a SKU.
type Elsewhere struct {
	Sites []Other // those that can give some away, the nearest first; the warehouse at the end
	Empty []Other // those that have none, as far as is known, in the same order
	Here  retail.Site
	At    time.Time // when it was so, zero: nothing is known yet
	Live  bool      // the hub said so just now
}

// Elsewhere returns what is known here of other sites.
func (s *Service) Elsewhere(ctx context.Context, sku retail.SKUID) (Elsewhere, error) {
	levels, at, err := s.store.StockElsewhere(ctx, sku)
	if err != nil {
		return Elsewhere{}, err
	}
	return s.others(ctx, levels, at, false)
}

// ElsewhereNow asks the hub. Without a line it returns CodeOffline or whatever
// else kept the hub from answering: what is known here, Elsewhere tells.
func (s *Service) ElsewhereNow(ctx context.Context, sku retail.SKUID) (Elsewhere, error) {
	levels, at, err := s.hub.StockNow(ctx, sku)
	if err != nil {
		return Elsewhere{}, err
	}
	return s.others(ctx, levels, at, true)
}

func (s *Service) others(ctx context.Context, levels []retail.SiteStock, at time.Time, live bool) (Elsewhere, error) {
	here, err := s.store.Site(ctx)
	if err != nil {
		return Elsewhere{}, err
	}
	sites, err := s.store.Sites(ctx)
	if err != nil {
		return Elsewhere{}, err
	}
	out := Elsewhere{At: at, Live: live, Here: here}
	now := s.clock.Now()
	bySite := make(map[retail.SiteID]int, len(levels))
	for i, l := range levels {
		bySite[l.Site] = i
	}
	for _, site := range sites {
		if site.ID == here.ID {
			continue
		}
		o := Other{Site: site, Away: retail.Distance(here, site), Open: site.OpenAt(now)}
		if i, known := bySite[site.ID]; known {
			o.Stock = levels[i]
		}
		o.Sure, o.Doubt = retail.BelieveStock(site, o.Stock.Available, at, o.Stock.Heard, now)
		if o.Stock.Available > 0 {
			out.Sites = append(out.Sites, o)
		} else {
			out.Empty = append(out.Empty, o)
		}
	}
	nearest(out.Sites)
	nearest(out.Empty)
	return out, nil
}

// nearest puts shops before warehouses, the nearest first.
func nearest(list []Other) {
	slices.SortStableFunc(list, func(a, b Other) int {
		return cmp.Or(cmp.Compare(a.Site.Kind, b.Site.Kind), cmp.Compare(unknownLast(a.Away), unknownLast(b.Away)), cmp.Compare(a.Site.ID, b.Site.ID))
	})
}

func unknownLast(away float64) float64 {
	if away < 0 {
		return math.MaxFloat64
	}
	return away
}
