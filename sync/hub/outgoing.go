package hub

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Channel is a web shop, or a page of shops' stock, that is told what there is.
type Channel struct {
	Name   string
	Sites  []retail.SiteID // whose stock it may sell; empty: every site's
	Buffer int             // pieces that stay for those who stand in the shop
	Shops  bool            // it is told each site's mark too
	Few    int             // up to how many pieces are △
	// Silent is for how long the relay of a cut-off shop may be silent until its
	// stock counts for nothing; zero: for ever.
	Silent time.Duration
}

// Has tells whether the channel may sell the stock of the site.
func (c Channel) Has(site retail.SiteID) bool {
	for _, s := range c.Sites {
		if s == site {
			return true
		}
	}
	return len(c.Sites) == 0
}

// rule is what figures depend on: when it changes all of them are made anew.
func (c Channel) rule() string {
	b, _ := json.Marshal(struct { // plain fields
		Sites  []retail.SiteID
		Buffer int
		Shops  bool
		Few    int
	}{c.Sites, c.Buffer, c.Shops, c.Few})
	return string(b)
}

// OutCursor is up to where a channel has what it was told.
type OutCursor struct {
	Epoch string `json:"epoch"` // of the life of the database, empty at the beginning
	Seq   int64  `json:"seq"`
}

// Figure is what a channel is told of one article: the whole figure, never a
// difference.
type Figure struct {
	Key  string           `json:"key"` // of this telling: told again it is the same
	SKU  retail.SKUID     `json:"sku"`
	JAN  string           `json:"jan,omitempty"`
	Site retail.SiteID    `json:"site,omitempty"` // empty: of all of the channel's sites together
	Qty  *int             `json:"qty,omitempty"`  // pieces that may be sold; not of a site
	Mark retail.StockMark `json:"mark,omitempty"` // of a site
	// Before is what the channel is expected to have now: one of these. Empty: it
	// is not known. Where there is something else, an order is under way.
	Before []int     `json:"before"`
	At     time.Time `json:"at"` // when it became so
}

// Outgoing is one page of what a channel is to be told.
type Outgoing struct {
	Channel string    `json:"channel"`
	Next    OutCursor `json:"next"` // asked for next, it says that the channel has all of this
	More    bool      `json:"more"`
	Figures []Figure  `json:"figures"`
}

// PublishStore is what channels ask of the database.
type PublishStore interface {
	// Publish brings a part of a channel's figures in line with the sites' stock,
	// and tells how many articles are still to be looked at. rule is what the
	// figures depend on; silent are sites that count for nothing. It writes nothing
	// where nothing moved.
	Publish(ctx context.Context, c Channel, rule string, silent map[retail.SiteID]bool) (left int, err error)
	// Outgoing notes that the channel has everything up to the cursor and hands out
	// up to limit figures that it does not have, in the order in which they changed.
	// The zero cursor is before all. ErrEpoch and ErrRewound: the cursor is of
	// another life, or was never given; the channel begins anew.
	Outgoing(ctx context.Context, channel string, after OutCursor, limit int) (Outgoing, error)
	// Figures hands over every figure of a channel by article and site, as of one
	// instant, and where the channel would go on from there.
	Figures(ctx context.Context, channel string, each func(Figure) error) (OutCursor, error)
	// Told is up to where the channel said that it has it.
	Told(ctx context.Context, channel string) (OutCursor, error)
}

// Publish brings a channel's figures in line with the sites' stock.
func (h *Hub) Publish(ctx context.Context, c Channel) error {
	silent := map[retail.SiteID]bool{}
	if c.Silent > 0 {
		homes, err := h.Store.Homes(ctx)
		if err != nil {
			return err
		}
		for _, m := range homes {
			silent[m.Store] = !h.judges(m) && h.Clock.Now().Sub(m.Contact) > c.Silent
		}
	}
	for ctx.Err() == nil {
		left, err := h.Store.Publish(ctx, c, c.rule(), silent)
		if err != nil || left == 0 {
			return err
		}
	}
	return ctx.Err()
}

// Outgoing hands out what a channel is to be told. See PublishStore.
func (h *Hub) Outgoing(ctx context.Context, channel string, after OutCursor, limit int) (Outgoing, error) {
	out, err := h.Store.Outgoing(ctx, channel, after, limit)
	if err != nil {
		return out, err
	}
	for i := range out.Figures {
		if err := h.name(ctx, &out.Figures[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Figures hands over every figure of a channel. See PublishStore.
func (h *Hub) Figures(ctx context.Context, channel string, each func(Figure) error) (OutCursor, error) {
	var all []Figure // whoever reads asks for nothing else meanwhile
	at, err := h.Store.Figures(ctx, channel, func(f Figure) error { all = append(all, f); return nil })
	for i := range all {
		if err == nil {
			err = h.name(ctx, &all[i])
		}
		if err == nil {
			err = each(all[i])
		}
	}
	return at, err
}

// name adds the number by which others know the article.
func (h *Hub) name(ctx context.Context, f *Figure) error {
	var s retail.SKU
	_, err := h.Store.Row(ctx, wire.ScopeCatalog, retail.EntitySKU, string(f.SKU), &s)
	f.JAN = s.JAN
	return err
}

// publishEvery is how often channels are looked after. What moves in between goes
// out once, as the last figure.
const publishEvery = 2 * time.Second

// RunPublish keeps the channels' figures in line with stock until ctx ends, and
// calls told after each round. One process of all on the database does so.
func (h *Hub) RunPublish(ctx context.Context, channels []Channel, told func(context.Context)) {
	for ctx.Err() == nil {
		var errs error
		for _, c := range channels {
			errs = errors.Join(errs, h.Publish(ctx, c))
		}
		if errs != nil && ctx.Err() == nil {
			h.Log.Error("hub: publish", "err", errs)
		}
		told(ctx)
		t := time.NewTimer(publishEvery)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}
