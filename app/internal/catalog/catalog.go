// Package catalog answers what staff ask about goods beside a customer: have we
// got it, in which colours and sizes, where does it lie, and who else has it.
// All of it is read on the terminal; with a line the figures of other sites are
// asked for anew.
package catalog

import (
	"context"
	"time"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// FindStyles hands over what the index has for a question, the ones that sell
	// best first, and tells whether that was all; keep says what counts.
	FindStyles(ctx context.Context, ask textsearch.Ask, keep func(retail.FoundStyle) bool) (all bool, err error)
	// StylesByDigits returns up to n articles of which a JAN begins so.
	StylesByDigits(ctx context.Context, digits string, n int) ([]retail.FoundStyle, error)
	// Style returns an article, CodeNotFound when there is none.
	Style(ctx context.Context, code string) (retail.Style, error)
	// SKUByGTIN returns what a code of 14 digits means, and how many pieces.
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// AvailableHere returns how many pieces of each SKU this shop may promise.
	AvailableHere(ctx context.Context, ids []retail.SKUID) ([]int, error)
	// InReach tells of each SKU whether another site can give one, as far as is
	// known here.
	InReach(ctx context.Context, ids []retail.SKUID) ([]bool, error)
	// MayReach is InReach from memory: false is sure. Nothing asked for brings the
	// memory up to date, the only call that may read the catalogue.
	MayReach(ctx context.Context, ids []retail.SKUID) ([]bool, error)
	// StockHere returns what this shop has of SKUs in regular class; a SKU that it
	// never had is missing.
	StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error)
	// CountsWaiting returns those of the SKUs of which a count waits for another person.
	CountsWaiting(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]bool, error)
	// ShelvesHere tells where they lie; one that lies nowhere is missing.
	ShelvesHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]string, error)
	// StockElsewhere returns what other sites have, and when that was known.
	StockElsewhere(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error)
	// HubTime returns when the hub was last heard of, in Unix milliseconds of its own
	// clock, 0 for never.
	HubTime(ctx context.Context) (int64, error)
	Site(ctx context.Context) (retail.Site, error)
	Sites(ctx context.Context) ([]retail.Site, error)
}

// Hub is asked for figures of now. Without a line it returns an error, and what
// is known here is shown.
type Hub interface {
	// StockNow returns what every site has of a SKU, and when that was.
	StockNow(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error)
	// MovesNow returns the newest movements of a level of this shop, and whether
	// there are more.
	MovesNow(ctx context.Context, sku retail.SKUID, class retail.StockClass, limit int) ([]retail.Movement, bool, error)
	// ProposalsNow returns what should go from or to this shop, and when that was
	// worked out.
	ProposalsNow(ctx context.Context) ([]retail.Proposal, time.Time, error)
}

// Service answers. Make one with New; it may be used by several goroutines.
type Service struct {
	store Store
	hub   Hub
	clock retail.Clock

	session Session
	desk    Recorder
	ids     retail.IDs
	memory  Memory
}

// New returns a service over the terminal's database.
func New(s Store, h Hub, c retail.Clock) *Service { return &Service{store: s, hub: h, clock: c} }
