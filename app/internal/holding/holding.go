// Package holding is what staff do with goods that are kept for a customer
// (取り置き): take a hold, put the goods by, hand them over, put them back. It
// decides nothing itself: the rules are in retail, and every step is recorded
// locally before it is shown.
package holding

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

// Row is a hold as this terminal has it.
type Row struct {
	*retail.Hold
	Pending bool // something of it was done here that no hub has answered (仮)
	// At is the shop with the goods as it is known here, zero for this shop.
	At retail.Site
}

// Store is what the service asks of the terminal's database.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Holds returns every hold of the shop, customers included.
	Holds(ctx context.Context) ([]Row, error)
	// Hold returns one, CodeNotFound when there is none.
	Hold(ctx context.Context, id retail.HoldID) (Row, error)
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// SKUByGTIN returns the SKU with the 14-digit code and how many pieces it stands for.
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// Site returns the shop of this terminal.
	Site(ctx context.Context) (retail.Site, error)
	// Sites returns every site of the chain.
	Sites(ctx context.Context) ([]retail.Site, error)
	// Chain returns what is known of the chain.
	Chain(ctx context.Context) (retail.Chain, error)
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Vouch says what a handover without a line to the hub may lean on: whether
// there is no line, and the token of the counter's lease as this terminal has it.
type Vouch func(ctx context.Context) (offline bool, lease int64, err error)

// Service does the work on holds.
type Service struct {
	store   Store
	session Session
	clock   retail.Clock
	ids     retail.IDs
	vouch   Vouch
}

// New builds the service; vouch may be nil where there is always a line.
func New(store Store, session Session, clock retail.Clock, ids retail.IDs, vouch Vouch) *Service {
	return &Service{store: store, session: session, clock: clock, ids: ids, vouch: vouch}
}

// Lists is the holds of the shop in the order in which they are to be seen to.
type Lists struct {
	Today []Row // to put by, to put back, refused, broken or ending today
	Held  []Row // the others that are promised, the next to end first
	Ended []Row // the last ones first
}

// Lists returns the holds of the shop.
func (s *Service) Lists(ctx context.Context) (Lists, error) {
	all, err := s.store.Holds(ctx)
	if err != nil {
		return Lists{}, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return Lists{}, err
	}
	if all, err = s.located(ctx, site.ID, all); err != nil {
		return Lists{}, err
	}
	now := s.clock.Now()
	night := site.LastCall(now, 0)
	var out Lists
	for _, h := range all {
		mine := h.Store == site.ID
		switch {
		case mine && (h.ToPutBack() || h.State == retail.HoldHeld && (h.ToKeep() > 0 || !h.Until.After(night))):
			out.Today = append(out.Today, h)
		case !h.State.Ended():
			out.Held = append(out.Held, h)
		default:
			out.Ended = append(out.Ended, h)
		}
	}
	soon := func(a, b Row) int { return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(out.Today, soon)
	slices.SortFunc(out.Held, soon)
	slices.SortFunc(out.Ended, func(a, b Row) int { return cmp.Or(b.EndedAt.Compare(a.EndedAt), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Hold returns a hold.
func (s *Service) Hold(ctx context.Context, id retail.HoldID) (Row, error) {
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return Row{}, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return Row{}, err
	}
	rows, err := s.located(ctx, site.ID, []Row{h})
	if err != nil {
		return Row{}, err
	}
	return rows[0], nil
}

// located says of holds at other shops which those are.
func (s *Service) located(ctx context.Context, own retail.SiteID, rows []Row) ([]Row, error) {
	for i, h := range rows {
		var err error
		if rows[i].At, err = s.other(ctx, own, h.Store); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// other is a site that is not this one, zero for this one; one that nobody knows
// goes by its code.
func (s *Service) other(ctx context.Context, own, id retail.SiteID) (retail.Site, error) {
	if id == own {
		return retail.Site{}, nil
	}
	sites, err := s.store.Sites(ctx)
	if i := slices.IndexFunc(sites, func(s retail.Site) bool { return s.ID == id }); i >= 0 {
		return sites[i], err
	}
	return retail.Site{ID: id, Name: string(id)}, err
}

// Offer is what a hold of a SKU may be.
type Offer struct {
	SKU   retail.SKU
	At    retail.Site // the shop with the goods, zero for this one
	Days  []Day
	Usual int // index into Days
}

// Day is a day up to which goods may be kept.
type Day struct {
	After int // days of business from today
	Until time.Time
}

// Offer returns for how long goods may be kept at a shop, empty for this one: the
// days are its days of business.
func (s *Service) Offer(ctx context.Context, id retail.SKUID, at retail.SiteID) (Offer, error) {
	sku, err := s.store.SKU(ctx, id)
	if err != nil {
		return Offer{}, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return Offer{}, err
	}
	chain, err := s.store.Chain(ctx)
	if err != nil {
		return Offer{}, err
	}
	o, p := Offer{SKU: sku}, chain.Holds.Full()
	if o.At, err = s.other(ctx, site.ID, cmp.Or(at, site.ID)); err != nil {
		return Offer{}, err
	}
	if o.At.ID != "" {
		site = o.At
	}
	days := []int{0, 1, p.Days, p.MaxDays}
	slices.Sort(days)
	for _, n := range slices.Compact(days) {
		if n > p.MaxDays {
			continue
		}
		if n == p.Days {
			o.Usual = len(o.Days)
		}
		o.Days = append(o.Days, Day{n, site.LastCall(s.clock.Now(), n)})
	}
	return o, nil
}

// Wish is a hold that is to be made.
type Wish struct {
	SKU      retail.SKU
	At       retail.SiteID // the shop with the goods; empty for this one
	Qty      int
	Until    time.Time
	Customer retail.Customer
	Pay      retail.HoldPay
}

// Make takes a hold. It is 仮 until the home of the shop with the goods answers.
func (s *Service) Make(ctx context.Context, w Wish) (retail.HoldID, error) {
	const op = "holding.Make"
	site, err := s.store.Site(ctx)
	if err != nil {
		return "", err
	}
	if w.Customer.Name == "" && w.Customer.Kana == "" {
		return "", retail.E(retail.CodeInvalid, op, "hint.hold_name", nil)
	}
	id := s.ids.NewID()
	tail := strings.ToUpper(id[len(id)-8:])
	number := 0
	for _, r := range tail {
		number = (number*31 + int(r)) % 10000
	}
	line := retail.HoldLine{
		No: 1, SKU: w.SKU.ID, Class: retail.Regular, JAN: w.SKU.JAN, Name: w.SKU.Name, Color: w.SKU.Color, Size: w.SKU.Size,
		Picture: w.SKU.Picture, PriceTaxIn: w.SKU.PriceTaxIn, Qty: w.Qty,
	}
	body := retail.MakeHold{
		Hold: retail.HoldID(id), At: cmp.Or(w.At, site.ID), Number: fmt.Sprintf("%04d", number), Tag: "H" + tail,
		Customer: w.Customer, Lines: []retail.HoldLine{line}, Until: w.Until, Pay: cmp.Or(w.Pay, retail.PayLater),
	}
	if body.Pay == retail.PaidAll {
		body.PaidTaxIn = line.PriceTaxIn * retail.Yen(w.Qty)
	}
	return body.Hold, s.do(ctx, op, retail.KindHold, body)
}

// Found is what a scan was for a hold.
type Found uint8

// Values of Found.
const (
	Right  Found = iota + 1 // put by
	Wrong                   // not goods of this hold
	Enough                  // all of it lies put by
)

// Keep puts a piece by whose code was scanned.
func (s *Service) Keep(ctx context.Context, id retail.HoldID, gtin14 string) (Found, error) {
	const op = "holding.Keep"
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return 0, err
	}
	sku, _, err := s.store.SKUByGTIN(ctx, gtin14)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return Wrong, nil
	}
	if err != nil {
		return 0, err
	}
	found := Wrong
	for _, l := range h.Lines {
		if l.SKU != sku.ID {
			continue
		}
		if l.ToKeep() == 0 {
			found = Enough
			continue
		}
		return Right, s.do(ctx, op, retail.KindHoldKeep, retail.KeepHold{Hold: id, Line: l.No, Qty: 1, Code: gtin14, Entry: retail.Scanned})
	}
	return found, nil
}

// Back puts a piece back on its shelf whose code was scanned.
func (s *Service) Back(ctx context.Context, id retail.HoldID, gtin14 string) (Found, error) {
	const op = "holding.Back"
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return 0, err
	}
	sku, _, err := s.store.SKUByGTIN(ctx, gtin14)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return 0, err
	}
	for _, l := range h.Lines {
		if l.SKU == sku.ID && sku.ID != "" && l.Aside() > 0 {
			return Right, s.do(ctx, op, retail.KindHoldBack, retail.BackHold{Hold: id, Line: l.No, Qty: 1})
		}
	}
	return Wrong, nil
}

// Collect hands the goods over. Without a line it leans on the counter's lease,
// as handing over an order does.
func (s *Service) Collect(ctx context.Context, id retail.HoldID, tag string) error {
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return err
	}
	body := retail.CollectHold{Hold: id, Tag: tag, Seen: h.Aside()}
	if tag == "" {
		body.Identity = retail.NameAndPhone
	}
	if s.vouch != nil {
		if body.Offline, body.Lease, err = s.vouch(ctx); err != nil {
			return err
		}
	}
	return s.do(ctx, "holding.Collect", retail.KindHoldCollect, body)
}

// Release ends a hold (取り置き解除).
func (s *Service) Release(ctx context.Context, id retail.HoldID) error {
	return s.do(ctx, "holding.Release", retail.KindHoldRelease, retail.ReleaseHold{Hold: id})
}

// Extend gives the customer more time. Whoever may not extend again is
// CodeRefused with the hint "verdict.not_allowed".
func (s *Service) Extend(ctx context.Context, id retail.HoldID) error {
	return s.do(ctx, "holding.Extend", retail.KindHoldExtend, retail.ExtendHold{Hold: id})
}

// do records one command of the signed-in staff.
func (s *Service) do(ctx context.Context, op string, kind retail.Kind, body retail.Body) error {
	clerk := recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.store.Record, Clock: s.clock, IDs: s.ids}
	_, err := clerk.Do(ctx, op, kind, body)
	return err
}
