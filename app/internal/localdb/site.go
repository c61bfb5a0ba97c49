package localdb

import (
	"context"
	"slices"
	"sync"

	"miseban/app/retail"
)

// siteList is the shops and warehouses of the chain, in memory: each page of an
// article asks for all of them, and reading 300 cost more than the page.
type siteList struct {
	mu   sync.Mutex
	turn int // of the changes; what was read before one is not kept after it
	list []retail.Site
	read bool
}

// changed notes what a transaction changed. It is called after the commit and
// before anybody is told of it.
func (s *siteList) changed(refs []retail.Ref) {
	if slices.ContainsFunc(refs, func(r retail.Ref) bool { return r.Entity == retail.EntitySite }) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.turn++
		s.list, s.read = nil, false
	}
}

// have is what is in memory, as a copy, and the turn at which it was asked for.
func (s *siteList) have() (list []retail.Site, turn int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list), s.turn, s.read
}

func (s *siteList) keep(list []retail.Site, turn int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if turn == s.turn {
		s.list, s.read = slices.Clone(list), true
	}
}

// Site returns the shop of this terminal.
func (d *DB) Site(ctx context.Context) (retail.Site, error) { return d.SiteNamed(ctx, d.o.Store) }

// SiteNamed returns a shop or warehouse of the chain.
func (d *DB) SiteNamed(ctx context.Context, id retail.SiteID) (retail.Site, error) {
	return known[retail.Site](ctx, d, "localdb.SiteNamed", retail.EntitySite, string(id))
}

// Sites returns the shops and warehouses of the chain, by id. The list is the
// caller's; the closing days in it are shared and not to be written to.
func (d *DB) Sites(ctx context.Context) ([]retail.Site, error) {
	list, turn, ok := d.sites.have()
	if ok {
		return list, nil
	}
	list, err := allKnown[retail.Site](ctx, d, "localdb.Sites", retail.EntitySite)
	if err == nil {
		d.sites.keep(list, turn)
	}
	return list, err
}
