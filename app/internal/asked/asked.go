// Package asked is what others ask of this shop and nobody here has begun: to look
// at a shelf while a customer waits in another shop, to put goods by for a customer
// of the web shop or of another shop, to send goods away. It decides nothing: it
// says what is to be heard, and how many of each wait. What another shop answers is
// heard as well, and counted nowhere: there is nothing to do about it here.
package asked

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// ShelfChecks returns the checks of shelves of this shop, the newest first.
	ShelfChecks(ctx context.Context) ([]retail.ShelfCheck, error)
	// OpenHolds returns the holds that are not over, without their customers.
	OpenHolds(ctx context.Context) ([]*retail.Hold, error)
	// OpenTransfers returns the transfers that are not over, without their customers.
	OpenTransfers(ctx context.Context) ([]*retail.Transfer, error)
	// SKU returns a SKU of the catalogue, CodeNotFound.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// StockHere returns what this shop has of SKUs, and where.
	StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error)
	Site(ctx context.Context) (retail.Site, error)
	Sites(ctx context.Context) ([]retail.Site, error)
	Chain(ctx context.Context) (retail.Chain, error)
}

// Kind is what is asked.
type Kind uint8

// Values of Kind, the one with the shortest time first.
const (
	// Shelf: another shop asks to look at a shelf (棚の確認).
	Shelf Kind = iota + 1
	// Answer: another shop has looked at its shelf, for this one.
	Answer
	// Hold: goods are to be put by (取り置き).
	Hold
	// Transfer: goods are to be sent (店間移動).
	Transfer
)

// Ask is one of them, or an answer that this shop waits for. It names no customer.
type Ask struct {
	Kind   Kind
	Answer retail.ShelfAnswer // of Answer
	ID     string             // of the check, the hold or the transfer
	Other  retail.Site        // the shop that asks or answers, zero: the web shop does
	Number string             // that staff say, of a hold and a transfer
	Goods  retail.SKU         // the first of them
	Pieces int                // of all goods; of Answer, how many lie there
	Shelf  string             // where the goods lie here, when that is known
	Since  time.Time          // when it came in
	Due    time.Time          // when it must be answered, zero: as soon as somebody can
}

// Counts is how much waits in each room.
type Counts struct{ Shelves, Holds, Transfers int }

// All is how much waits at all.
func (c Counts) All() int { return c.Shelves + c.Holds + c.Transfers }

// Board is what others ask of the shop as it was read.
type Board struct {
	Asks   []Ask // the most urgent first
	Counts Counts
	site   retail.Site
	dues   retail.DuePolicy
}

// Look reads what others ask.
func Look(ctx context.Context, s Store, now time.Time) (Board, error) {
	var b Board
	site, err := s.Site(ctx)
	if err != nil {
		return b, err
	}
	chain, err := s.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return b, err
	}
	sites, err := s.Sites(ctx)
	if err != nil {
		return b, err
	}
	b.site, b.dues = site, chain.Dues
	r := reader{s: s, b: &b, sites: sites}
	for _, read := range []func(context.Context, time.Time) error{r.shelves, r.holds, r.transfers} {
		if err := read(ctx, now); err != nil {
			return b, err
		}
	}
	slices.SortFunc(b.Asks, func(x, y Ask) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), x.Due.Compare(y.Due), x.Since.Compare(y.Since), cmp.Compare(x.ID, y.ID))
	})
	return b, nil
}

type reader struct {
	s     Store
	b     *Board
	sites []retail.Site
}

// shelves reads the shelves that this shop is to look at, and what others found who
// looked for it: a customer stands here and waits to hear that.
func (r reader) shelves(ctx context.Context, now time.Time) error {
	all, err := r.s.ShelfChecks(ctx)
	for _, k := range all {
		if k.From == r.b.site.ID && !k.Open() && !k.Stale(now) {
			r.add(ctx, Ask{Kind: Answer, ID: string(k.ID), Answer: k.Answer, Pieces: k.Qty, Since: k.AnsweredAt}, k.To, k.SKU)
			continue
		}
		if k.To != r.b.site.ID || !k.Open() || k.Stale(now) {
			continue
		}
		r.b.Counts.Shelves++
		r.add(ctx, Ask{Kind: Shelf, ID: string(k.ID), Pieces: 1, Since: k.Due.Add(-retail.ShelfTime), Due: k.Due}, k.From, k.SKU)
	}
	return err
}

// holds reads what is to be put by. What staff of this shop promised themselves
// they know of.
func (r reader) holds(ctx context.Context, now time.Time) error {
	all, err := r.s.OpenHolds(ctx)
	for _, h := range all {
		if h.Store != r.b.site.ID || h.State != retail.HoldHeld || h.ToKeep() == 0 {
			continue
		}
		r.b.Counts.Holds++
		if h.Channel == "" && (h.From == "" || h.From == r.b.site.ID) || h.MayBeOver(now) || len(h.Lines) == 0 {
			continue
		}
		r.add(ctx, Ask{Kind: Hold, ID: string(h.ID), Number: h.Number, Pieces: h.ToKeep(), Since: h.MadeAt}, h.From, h.Lines[0].SKU)
	}
	return err
}

// transfers reads what is to be sent, and counts what is to be received.
func (r reader) transfers(ctx context.Context, _ time.Time) error {
	all, err := r.s.OpenTransfers(ctx)
	for _, t := range all {
		switch state := t.State(); {
		case t.Sends(r.b.site.ID) && state == retail.TransferAsked && t.By != r.b.site.ID && len(t.Lines) > 0:
			n := 0
			for _, l := range t.Lines {
				n += l.Asked
			}
			r.add(ctx, Ask{Kind: Transfer, ID: string(t.ID), Number: t.Number, Pieces: n, Since: t.Asked.At}, t.To, t.Lines[0].SKU)
			r.b.Counts.Transfers++
		case t.Sends(r.b.site.ID) && (state == retail.TransferAsked || state == retail.TransferApproved || state == retail.TransferPicking),
			!t.Sends(r.b.site.ID) && (state == retail.InTransit || state == retail.TransferReceiving):
			r.b.Counts.Transfers++
		}
	}
	return err
}

// add names the shop and the goods; what nobody knows goes by its code.
func (r reader) add(ctx context.Context, a Ask, other retail.SiteID, sku retail.SKUID) {
	if other != "" {
		a.Other = retail.Site{ID: other, Name: string(other)}
		if i := slices.IndexFunc(r.sites, func(s retail.Site) bool { return s.ID == other }); i >= 0 {
			a.Other = r.sites[i]
		}
	}
	var err error
	if a.Goods, err = r.s.SKU(ctx, sku); err != nil {
		a.Goods = retail.SKU{ID: sku, Name: string(sku)}
	}
	if a.Kind == Answer { // the shelf is not here
		r.b.Asks = append(r.b.Asks, a)
		return
	}
	if levels, err := r.s.StockHere(ctx, []retail.SKUID{sku}); err == nil {
		a.Shelf = levels[sku].Shelf
	}
	r.b.Asks = append(r.b.Asks, a)
}

// shownFor is how long something without a clock is shown over every screen; then
// the number in its room must do.
const shownFor = 15 * time.Minute

// Loud are the asks that are to be seen over every screen at an instant: each from
// when it came in, or the shop opened after that, until a quarter of an hour later;
// a shelf until a quarter of an hour after its time was over, for then nobody waits
// there any more. None while the shop is closed.
func (b Board) Loud(now time.Time) []Ask {
	if !b.site.OpenAt(now) {
		return nil
	}
	var out []Ask
	for _, a := range b.Asks {
		until := a.Due
		if until.IsZero() {
			until = b.site.NextOpen(a.Since)
		}
		if now.Before(until.Add(shownFor)) {
			out = append(out, a)
		}
	}
	return out
}

// Rings tells whether asks may be heard at an instant, and how often one with a
// clock is: not while the shop is closed, nor in its quiet hours, nor where the
// chain wants no alerts.
func (b Board) Rings(now time.Time) (every time.Duration, ok bool) {
	return time.Duration(b.dues.Full().Every) * time.Minute, b.dues.Rings(b.site, now)
}
