// Package showroom is what one customer does at a tablet in the shop
// (店頭タブレット): looks at goods, compares them, takes them away on their phone. A
// visit is kept in memory alone and ends by itself when nobody touches the tablet
// any more; nothing that was typed reaches a file.
package showroom

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/retail"
)

// Goods is what the service asks about goods; catalog.Service is one.
type Goods interface {
	Browse(ctx context.Context, f catalog.Filter, want int) ([]catalog.Hit, bool, error)
	Marks(ctx context.Context, hits []catalog.Hit) ([]catalog.Where, error)
	Facets(ctx context.Context, text string, f catalog.Filter) (catalog.Facets, error)
	Search(ctx context.Context, text string, f catalog.Filter) (catalog.Results, error)
	Product(ctx context.Context, code string) (catalog.Product, error)
	Scanned(ctx context.Context, gtin14 string) (code string, sku retail.SKUID, err error)
	Elsewhere(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
	ElsewhereNow(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error)
}

// Place is what the service asks of the terminal about itself.
type Place interface {
	Site(ctx context.Context) (retail.Site, error)
	Chain(ctx context.Context) (retail.Chain, error)
}

// Basket is what the customer wants to have (かご). Without one a tablet shows
// goods and orders nothing.
type Basket interface {
	// Pieces are how many it holds.
	Pieces() int
	// Put puts one piece into it.
	Put(ctx context.Context, sku retail.SKUID) error
	// Wipe ends it: what it held is free again.
	Wipe(ctx context.Context) error
}

// Service is the work of one tablet. Make one with New; it may be used by several
// goroutines. Its Visit belongs to the one that shows it.
type Service struct {
	Visit *Visit

	goods  Goods
	place  Place
	device retail.DeviceID
	clock  retail.Clock

	mu     sync.Mutex
	basket Basket
}

// New returns the service of the tablet device.
func New(g Goods, p Place, device retail.DeviceID, c retail.Clock) *Service {
	return &Service{Visit: NewVisit(c), goods: g, place: p, device: device, clock: c}
}

// Take gives the service a basket, or takes it away with nil.
func (s *Service) Take(b Basket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.basket = b
}

// Basket returns the basket, nil where there is none.
func (s *Service) Basket() Basket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.basket
}

// Empty ends what the basket held. The visit itself is wiped by whoever shows it,
// see Visit.Wipe.
func (s *Service) Empty(ctx context.Context) error {
	if b := s.Basket(); b != nil {
		return b.Wipe(ctx)
	}
	return nil
}

// Shop is what the tablet says of where it stands.
type Shop struct {
	Chain     string
	Site      retail.Site
	Campaigns []retail.Campaign // those that run
	// Categories are the goods to browse, those with the most articles first, each
	// with one picture and how many articles it has.
	Categories []Category
}

// Category is goods of one sort.
type Category struct {
	Name    string
	Picture string // of its best seller
	N       int
}

// categories is how many sorts of goods a tablet offers, and looked is among how
// many articles they are found, the best sellers.
const (
	categories = 9
	looked     = 10_000
)

// Shop returns what the tablet says of the shop.
func (s *Service) Shop(ctx context.Context) (Shop, error) {
	site, err := s.place.Site(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound { // before the first sync there is neither
		return Shop{}, err
	}
	chain, err := s.place.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return Shop{}, err
	}
	out := Shop{Chain: chain.Name, Site: site, Campaigns: chain.Show.Running(site.ID, s.clock.Now())}
	counts, err := s.goods.Facets(ctx, "", catalog.Filter{})
	if err != nil {
		return Shop{}, err
	}
	for _, f := range counts.Categories[:min(categories, len(counts.Categories))] {
		c := Category{Name: f.Word, N: f.N}
		hits, _, err := s.goods.Browse(ctx, catalog.Filter{Category: f.Word}, 1)
		if err != nil {
			return Shop{}, err
		}
		if len(hits) > 0 {
			c.Picture = hits[0].Best().Picture
		}
		out.Categories = append(out.Categories, c)
	}
	return out, nil
}

// List is goods to look through.
type List struct {
	Hits []catalog.Hit
	More bool // there are more than are listed
}

// List returns the goods that fit a filter in an order; with a text those that it
// finds.
func (s *Service) List(ctx context.Context, text string, f catalog.Filter, by Sort) (List, error) {
	if text != "" {
		found, err := s.goods.Search(ctx, text, f)
		by.sort(found.Hits)
		return List{found.Hits, found.More}, err
	}
	hits, more, err := s.goods.Browse(ctx, f, looked)
	by.sort(hits)
	return List{hits, more}, err
}

// Marks tells from where articles can be had.
func (s *Service) Marks(ctx context.Context, hits []catalog.Hit) ([]catalog.Where, error) {
	return s.goods.Marks(ctx, hits)
}

// Choices are what a list may be narrowed down to.
func (s *Service) Choices(ctx context.Context, text, category string) (catalog.Facets, error) {
	return s.goods.Facets(ctx, text, catalog.Filter{Category: category})
}

// Search finds goods by what was typed so far. Nothing of it is kept.
func (s *Service) Search(ctx context.Context, text string) (catalog.Results, error) {
	return s.goods.Search(ctx, text, catalog.Filter{})
}

// Article is one as its page shows it.
type Article struct {
	catalog.Product
	// Plan is the floor on which the goods stand and Area which part of it; nil
	// where nobody drew it.
	Plan *retail.ShopPlan
	Area int
	Page string // address in the web shop, empty for none
	// Near are other articles that go with it: first of the same sort.
	Near []catalog.Hit
}

// near is how many related goods stand on a page.
const near = 4

// Article returns an article for its page. sku is the colour and size that is
// looked at, empty for any: where it stands is drawn.
func (s *Service) Article(ctx context.Context, code string, sku retail.SKUID) (Article, error) {
	p, err := s.goods.Product(ctx, code)
	if err != nil {
		return Article{}, err
	}
	a := Article{Product: p}
	chain, err := s.place.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return a, err
	}
	if plan, area, ok := chain.Show.PlanOf(p.Shop.ID, p.Here[sku].Shelf); ok {
		a.Plan, a.Area = &plan, area
	}
	a.Page = s.link(chain.Show.Page, p.Shop.ID, code)
	hits, _, err := s.goods.Browse(ctx, catalog.Filter{Category: p.Category}, near+1)
	for _, h := range hits {
		if h.Code != code && len(a.Near) < near {
			a.Near = append(a.Near, h)
		}
	}
	return a, err
}

// link is the page of an article in the web shop. It says at which tablet of which
// shop it was taken away, so that a sale can be put to it, and nothing of who.
func (s *Service) link(page string, shop retail.SiteID, code string) string {
	if page == "" {
		return ""
	}
	at := strings.ReplaceAll(page, "{style}", url.PathEscape(code))
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("shop", string(shop))
	q.Set("tablet", string(s.device))
	u.RawQuery = q.Encode()
	return u.String()
}

// Scanned returns the article that a code of 14 digits means, and which SKU.
func (s *Service) Scanned(ctx context.Context, gtin14 string) (code string, sku retail.SKUID, err error) {
	return s.goods.Scanned(ctx, gtin14)
}

// Elsewhere is what is known of other shops.
func (s *Service) Elsewhere(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error) {
	return s.goods.Elsewhere(ctx, sku)
}

// ElsewhereNow asks the hub; without a line it is CodeOffline.
func (s *Service) ElsewhereNow(ctx context.Context, sku retail.SKUID) (catalog.Elsewhere, error) {
	return s.goods.ElsewhereNow(ctx, sku)
}

// Now is the tablet's time.
func (s *Service) Now() time.Time { return s.clock.Now() }
