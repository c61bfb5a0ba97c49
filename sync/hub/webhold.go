package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// WebHold is goods that a customer wants kept, as a web shop asks for them
// (取り置き予約). Channel and External name it for ever: asked again it is the same
// hold.
type WebHold struct {
	Channel  string
	External string // the web shop's own number
	Store    retail.SiteID
	Until    time.Time // zero: the chain's usual time
	Customer retail.Customer
	Lines    []WebHoldLine
}

// WebHoldLine is one article of a WebHold, by SKU or by a code of it.
type WebHoldLine struct {
	SKU retail.SKUID
	JAN string
	Qty int
}

// Limits of a WebHold.
const (
	webHoldLines  = 20
	webHoldPieces = 99 // of one line
	webHoldID     = 64 // bytes
	webHoldText   = 200
)

// WebHoldError says why a WebHold was not taken in. Nothing was written.
type WebHoldError struct {
	Code  string // missing, invalid, unknown_store, other_store, unknown_sku, too_many, past, conflict
	Field string // as the channel writes it: store, lines[2].sku
}

// Error tells both.
func (e *WebHoldError) Error() string { return "hub: hold: " + e.Code + " " + e.Field }

// HoldStanding is how a hold of a channel stands.
type HoldStanding struct {
	Hold     retail.HoldID
	Channel  string
	External string
	Store    retail.SiteID
	Number   string // what the customer says in the shop; empty while asked, and once it is past
	State    retail.HoldState
	Until    time.Time
	Moved    time.Time // when it last changed here
	Lines    []retail.HoldLine
}

// WebHoldStore is what the hub asks of its database about holds of channels.
type WebHoldStore interface {
	// ChannelHold returns where a hold of a channel stands, without Number and
	// Lines, CodeNotFound for one that no shop has judged.
	ChannelHold(ctx context.Context, channel, external string) (HoldStanding, error)
	// ChannelHolds returns up to limit holds of a channel that changed at or after
	// the instant, those that changed first before the others, without Number and
	// Lines.
	ChannelHolds(ctx context.Context, channel string, since time.Time, limit int) ([]HoldStanding, error)
}

// webHoldIDs are the names that follow from whose hold it is.
func webHoldIDs(channel, external string) (retail.HoldID, retail.CommandID) {
	id := retail.DerivedCommandID("hold", channel, external)
	return retail.HoldID(id), id
}

// AskHold asks a shop to keep goods for a customer of a web shop and tells how
// that stands: held, declined when there is not enough, or asked while the shop's
// relay has not answered. The error is a *WebHoldError when the channel asked for
// what cannot be.
func (h *Hub) AskHold(ctx context.Context, c Channel, b WebHold) (HoldStanding, error) {
	if bad := b.check(h.Clock.Now()); bad != nil {
		return HoldStanding{}, bad
	}
	site, err := h.webHoldSite(ctx, c, b.Store)
	if err != nil {
		return HoldStanding{}, err
	}
	lines, err := h.webHoldLines(ctx, b.Lines)
	if err != nil {
		return HoldStanding{}, err
	}
	id, cmd := webHoldIDs(c.Name, b.External)
	was, err := h.HoldOf(ctx, c.Name, b.External)
	switch {
	case err == nil:
		return was, was.same(site, lines)
	case retail.CodeOf(err) != retail.CodeNotFound:
		return HoldStanding{}, err
	}
	sum := sha256.Sum256([]byte(id))
	hold := retail.Hold{
		ID: id, Number: fmt.Sprintf("%04d", (int(sum[0])<<16|int(sum[1])<<8|int(sum[2]))%10000), Tag: "H" + strings.ToUpper(hex.EncodeToString(sum[3:7])),
		Customer: b.Customer, Lines: lines, Pay: retail.PayLater, MadeAt: h.Clock.Now(), Until: b.Until, Channel: c.Name, External: b.External,
	}
	if _, err := h.Tell(ctx, retail.Command{ID: cmd, Kind: retail.KindHoldAsk, Store: site, At: hold.MadeAt, Body: retail.AskHold{Hold: hold}}); err != nil {
		return HoldStanding{}, err
	}
	return h.HoldOf(ctx, c.Name, b.External)
}

// check tells what is wrong with what a channel asks for by itself.
func (b WebHold) check(now time.Time) error {
	who := b.Customer
	switch {
	case b.External == "":
		return &WebHoldError{"missing", "id"}
	case unnameable(b.External, webHoldID):
		return &WebHoldError{"invalid", "id"}
	case b.Store == "":
		return &WebHoldError{"missing", "store"}
	case who.Name == "" && who.Kana == "":
		return &WebHoldError{"missing", "customer.name"}
	case !b.Until.IsZero() && !b.Until.After(now):
		return &WebHoldError{"past", "until"}
	case len(b.Lines) == 0:
		return &WebHoldError{"missing", "lines"}
	case len(b.Lines) > webHoldLines:
		return &WebHoldError{"too_many", "lines"}
	}
	for _, f := range []struct{ name, text string }{
		{"name", who.Name}, {"kana", who.Kana}, {"phone", who.Phone}, {"email", who.Email}, {"member", who.Member}, {"note", who.Note},
	} {
		if unnameable(f.text, webHoldText) {
			return &WebHoldError{"invalid", "customer." + f.name}
		}
	}
	for i, l := range b.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		switch {
		case l.Qty < 1:
			return &WebHoldError{"invalid", at + "qty"}
		case l.Qty > webHoldPieces:
			return &WebHoldError{"too_many", at + "qty"}
		case l.SKU == "" && l.JAN == "":
			return &WebHoldError{"missing", at + "sku"}
		case unnameable(string(l.SKU), webHoldID):
			return &WebHoldError{"invalid", at + "sku"}
		case unnameable(l.JAN, webHoldID):
			return &WebHoldError{"invalid", at + "jan"}
		}
	}
	return nil
}

// unnameable tells whether a text is longer than n bytes, or no text.
func unnameable(s string, n int) bool {
	return len(s) > n || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// webHoldSite is the shop that is to keep the goods.
func (h *Hub) webHoldSite(ctx context.Context, c Channel, id retail.SiteID) (retail.SiteID, error) {
	var site retail.Site
	ok, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntitySite, string(id), &site)
	switch {
	case err != nil:
		return "", err
	case !ok || site.Kind != retail.Shop:
		return "", &WebHoldError{"unknown_store", "store"}
	case !c.Has(id):
		return "", &WebHoldError{"other_store", "store"}
	}
	return id, nil
}

// webHoldLines looks the articles up.
func (h *Hub) webHoldLines(ctx context.Context, list []WebHoldLine) ([]retail.HoldLine, error) {
	out := make([]retail.HoldLine, len(list))
	for i, l := range list {
		get := func() (retail.SKU, error) { return h.SKU(ctx, l.SKU) }
		if l.SKU == "" {
			get = func() (retail.SKU, error) { return h.SKUByCode(ctx, l.JAN) }
		}
		s, err := get()
		if retail.CodeOf(err) == retail.CodeNotFound {
			return nil, &WebHoldError{"unknown_sku", fmt.Sprintf("lines[%d]", i)}
		}
		if err != nil {
			return nil, err
		}
		out[i] = retail.HoldLine{
			No: i + 1, SKU: s.ID, Class: retail.Regular, JAN: s.JAN, Name: s.Name, Color: s.Color, Size: s.Size, Picture: s.Picture, PriceTaxIn: s.PriceTaxIn, Qty: l.Qty,
		}
	}
	return out, nil
}

// same tells whether what is asked for again is what was asked for before; a
// conflict when it is not, as far as can be known.
func (s HoldStanding) same(store retail.SiteID, lines []retail.HoldLine) error {
	if s.Store != store {
		return &WebHoldError{"conflict", "store"}
	}
	if len(s.Lines) == 0 {
		return nil // past, or not judged yet
	}
	if len(s.Lines) != len(lines) {
		return &WebHoldError{"conflict", "lines"}
	}
	for i, l := range lines {
		if was := s.Lines[i]; was.SKU != l.SKU || was.Qty != l.Qty {
			return &WebHoldError{"conflict", fmt.Sprintf("lines[%d]", i)}
		}
	}
	return nil
}

// HoldOf returns how a hold of a channel stands, CodeNotFound for one that was
// never asked for, or that a restored hub does not know any more.
func (h *Hub) HoldOf(ctx context.Context, channel, external string) (HoldStanding, error) {
	s, err := h.Store.ChannelHold(ctx, channel, external)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return h.holdAsked(ctx, channel, external)
	}
	if err != nil {
		return s, err
	}
	return h.holdWhole(ctx, s)
}

// holdWhole adds what only the row of the hold says.
func (h *Hub) holdWhole(ctx context.Context, s HoldStanding) (HoldStanding, error) {
	var row retail.Hold
	ok, err := h.Store.Row(ctx, wire.StoreScope(s.Store), retail.EntityHold, string(s.Hold), &row)
	if err == nil && ok {
		s.Number, s.Lines, s.State, s.Until = row.Number, row.Lines, row.State, row.Until
	}
	return s, err
}

// holdAsked is a hold that waits for the relay of its shop.
func (h *Hub) holdAsked(ctx context.Context, channel, external string) (HoldStanding, error) {
	id, cmd := webHoldIDs(channel, external)
	homes, err := h.Store.Homes(ctx)
	if err != nil {
		return HoldStanding{}, err
	}
	out := HoldStanding{Hold: id, Channel: channel, External: external, State: retail.HoldAsked}
	_, err = h.Store.Update(ctx, nil, func(tx Tx) error {
		out.Store = ""
		for _, m := range homes {
			n, err := tx.ErrandNumber(m.Store, string(cmd))
			if err != nil {
				return err
			}
			if n > 0 {
				out.Store = m.Store
				return nil
			}
		}
		return nil
	})
	if err == nil && out.Store == "" {
		err = retail.E(retail.CodeNotFound, "hub.HoldOf", "", nil)
	}
	return out, err
}

// HoldsSince returns up to limit holds of a channel that changed at or after the
// instant, and from when on to ask the next time. What changes while it is asked
// may come twice.
func (h *Hub) HoldsSince(ctx context.Context, channel string, since time.Time, limit int) ([]HoldStanding, time.Time, error) {
	list, err := h.Store.ChannelHolds(ctx, channel, since, limit)
	next := since
	for i := range list {
		if err == nil {
			next = list[i].Moved
			list[i], err = h.holdWhole(ctx, list[i])
		}
	}
	if len(list) < limit { // one that began earlier may be written after it
		next = maxTime(since, minTime(next, h.Clock.Now().Add(-holdOverlap)))
	}
	return list, next, err
}

// holdOverlap is how much later than it says a change may be there.
const holdOverlap = 10 * time.Second

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// DropHold ends a hold that the customer of a web shop does not want any more.
// One that has ended stays as it is.
func (h *Hub) DropHold(ctx context.Context, channel, external string) (HoldStanding, error) {
	s, err := h.HoldOf(ctx, channel, external)
	if err != nil {
		return s, err
	}
	_, err = h.Tell(ctx, retail.Command{
		ID: retail.DerivedCommandID("hold-release", channel, external), Kind: retail.KindHoldRelease, Store: s.Store, At: h.Clock.Now(),
		Body: retail.ReleaseHold{Hold: s.Hold, Why: "web"},
	})
	if err != nil {
		return s, err
	}
	return h.HoldOf(ctx, channel, external)
}
