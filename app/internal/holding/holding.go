// Package holding is what staff do with goods that are kept for a customer
// (取り置き): take a hold, put the goods by, hand them over, put them back. It
// decides nothing itself: the rules are in retail, and every step is recorded
// locally before it is shown.
package holding

import (
	"cmp"
	"context"
	"slices"
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
	// Shelves are where goods of this shop lie, as far as it is known.
	Shelves map[retail.SKUID]string
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
	// StockHere returns what this shop has of SKUs, and where.
	StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error)
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

// Standing is what a handover may lean on: whether there is no line to the hub, and
// whether this terminal is the counter then (受渡端末), with the token of its lease.
type Standing struct {
	Offline, Counter bool
	Lease            int64
}

// Vouch says how this terminal stands.
type Vouch func(ctx context.Context) (Standing, error)

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

// Lists is the holds of the shop by what is to be done about them.
type Lists struct {
	Keep   []Row // to be taken from the shelf and put by
	Tell   []Row // the customer is to be told, by staff
	Ending []Row // put by, and their last day is today
	Back   []Row // over, and still put by
	Held   []Row // the others that are promised, the next to end first
	Ended  []Row // the last ones first
	// Closing: the shop shuts soon. What nobody collected comes first then, and what
	// is to be put by in the morning.
	Closing bool
}

// Today is how many holds need somebody today.
func (l Lists) Today() int { return len(l.Keep) + len(l.Tell) + len(l.Ending) + len(l.Back) }

// closingHours is how long before the shop shuts the list of the evening begins.
const closingHours = 2 * time.Hour

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
	out := Lists{Closing: !now.Before(night.Add(-closingHours))}
	for _, h := range all {
		mine := h.Store == site.ID
		switch {
		case mine && h.ToPutBack():
			out.Back = append(out.Back, h)
		case mine && h.ToTell():
			out.Tell = append(out.Tell, h)
		case mine && h.State == retail.HoldHeld && h.ToKeep() > 0:
			out.Keep = append(out.Keep, h)
		case mine && h.State == retail.HoldHeld && !h.Until.After(night):
			out.Ending = append(out.Ending, h)
		case !h.State.Ended():
			out.Held = append(out.Held, h)
		default:
			out.Ended = append(out.Ended, h)
		}
	}
	soon := func(a, b Row) int { return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.ID, b.ID)) }
	for _, part := range [][]Row{out.Keep, out.Tell, out.Ending, out.Back, out.Held} {
		slices.SortFunc(part, soon)
	}
	slices.SortFunc(out.Ended, func(a, b Row) int { return cmp.Or(b.EndedAt.Compare(a.EndedAt), cmp.Compare(a.ID, b.ID)) })
	return out, s.shelves(ctx, out.Keep, out.Back)
}

// shelves says of holds where their goods lie, or belong.
func (s *Service) shelves(ctx context.Context, parts ...[]Row) error {
	for _, rows := range parts {
		for i := range rows {
			var ids []retail.SKUID
			for _, l := range rows[i].Lines {
				ids = append(ids, l.SKU)
			}
			levels, err := s.store.StockHere(ctx, ids)
			if err != nil {
				return err
			}
			rows[i].Shelves = map[retail.SKUID]string{}
			for id, l := range levels {
				rows[i].Shelves[id] = l.Shelf
			}
		}
	}
	return nil
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
	if err == nil && rows[0].At.ID == "" {
		err = s.shelves(ctx, rows)
	}
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
	Deposit  retail.Yen // with tax, of PaidDeposit
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
	id := retail.HoldID(s.ids.NewID())
	number, tag := id.Label()
	line := w.SKU.ToHold(w.Qty)
	body := retail.MakeHold{
		Hold: id, At: cmp.Or(w.At, site.ID), Number: number, Tag: tag,
		Customer: w.Customer, Lines: []retail.HoldLine{line}, Until: w.Until, Pay: cmp.Or(w.Pay, retail.PayLater),
	}
	switch all := line.PriceTaxIn * retail.Yen(w.Qty); {
	case body.Pay == retail.PaidAll:
		body.PaidTaxIn = all
	case body.Pay == retail.PaidDeposit && (w.Deposit <= 0 || w.Deposit >= all):
		return "", retail.E(retail.CodeInvalid, op, "hint.hold_deposit", nil)
	case body.Pay == retail.PaidDeposit:
		body.PaidTaxIn = w.Deposit
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

// Keep puts a piece by whose code was scanned, also one that was given up before.
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
		if l.ToKeep() == 0 && !missed(h.Hold, l) {
			found = Enough
			continue
		}
		return Right, s.do(ctx, op, retail.KindHoldKeep, retail.KeepHold{Hold: id, Line: l.No, Qty: 1, Code: gtin14, Entry: retail.Scanned})
	}
	return found, nil
}

// Place notes where the goods of a hold were carried: the label of the place was
// scanned once they lay in their bag. False: nothing of it is put by yet.
func (s *Service) Place(ctx context.Context, id retail.HoldID, place string) (bool, error) {
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return false, err
	}
	for _, l := range h.Lines {
		if l.Aside() > 0 {
			return true, s.do(ctx, "holding.Place", retail.KindHoldKeep, retail.KeepHold{Hold: id, Line: l.No, Place: place, Entry: retail.Scanned})
		}
	}
	return false, nil
}

// Back puts a piece back on its shelf whose code was scanned; shelf is the label
// that was scanned before it, empty for none.
func (s *Service) Back(ctx context.Context, id retail.HoldID, gtin14, shelf string) (Found, error) {
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
			return Right, s.do(ctx, op, retail.KindHoldBack, retail.BackHold{Hold: id, Line: l.No, Qty: 1, Shelf: shelf})
		}
	}
	return Wrong, nil
}

// Shown is what says that the goods in the hand are those of a hold: the tag on
// them, their own codes, or, for a reason, the number that somebody typed off the
// tag. For a reason and without the tag a manager has to approve.
type Shown struct {
	Tag    string
	Codes  []string // of 14 digits, one for each piece
	Reason retail.HandReason
}

// Passed judges the goods that were scanned to be handed over, the last one above
// all, and tells how many pieces are still to be scanned.
func (s *Service) Passed(ctx context.Context, id retail.HoldID, codes []string) (f Found, left int, err error) {
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	lies := map[retail.SKUID]int{}
	for _, l := range h.Lines {
		lies[l.SKU] += l.Aside()
		left += l.Aside()
	}
	for _, code := range codes {
		sku, _, err := s.store.SKUByGTIN(ctx, code)
		switch n, listed := lies[sku.ID]; {
		case err != nil && retail.CodeOf(err) != retail.CodeNotFound:
			return 0, 0, err
		case err != nil || !listed:
			f = Wrong
		case n == 0:
			f = Enough
		default:
			lies[sku.ID]--
			left--
			f = Right
		}
	}
	return f, left, nil
}

// Collect hands the goods over. Without a line it leans on the counter's lease, as
// handing over an order does; any other terminal needs a manager: it is CodeRefused
// with the hint HintCounter until approver is one, see shift.Approve.
func (s *Service) Collect(ctx context.Context, id retail.HoldID, shown Shown, approver retail.StaffID) error {
	h, err := s.store.Hold(ctx, id)
	if err != nil {
		return err
	}
	if h.Floor != nil && h.Pay != retail.PaidAll { // its number is on a slip that anybody may show
		return retail.E(retail.CodeRefused, "holding.Collect", "hint.hold_unpaid", nil)
	}
	body := retail.CollectHold{Hold: id, Tag: shown.Tag, Codes: shown.Codes, Reason: shown.Reason, Seen: h.Aside(), Approver: approver}
	switch {
	case shown.Tag != "":
	case len(shown.Codes) == 0 && shown.Reason == 0:
		return retail.E(retail.CodeInvalid, "holding.Collect", "hint.hold_shown", nil)
	case len(shown.Codes) == 0 && approver == "":
		return retail.E(retail.CodeRefused, "holding.Collect", HintUnseen, nil)
	default:
		body.Identity = retail.NameAndPhone
	}
	if s.vouch != nil {
		v, err := s.vouch(ctx)
		switch {
		case err != nil:
			return err
		case v.Offline && !v.Counter && approver == "":
			return retail.E(retail.CodeRefused, "holding.Collect", HintCounter, nil)
		case v.Offline && !v.Counter:
			body.Offline, body.Approver = true, approver
		case v.Offline:
			body.Offline, body.Lease = true, v.Lease
		}
	}
	return s.do(ctx, "holding.Collect", retail.KindHoldCollect, body)
}

// HintUnseen says that nothing was scanned or typed off the goods: a manager has to
// approve.
const HintUnseen = "hint.hold_unseen"

// HintCounter says that this terminal may not hand over alone while the line is away.
const HintCounter = "hint.hold_counter"

// Told notes that the customer was told by staff.
func (s *Service) Told(ctx context.Context, id retail.HoldID) error {
	return s.do(ctx, "holding.Told", retail.KindHoldTold, retail.ToldHold{Hold: id})
}

// Renotice asks for the mail to the customer again.
func (s *Service) Renotice(ctx context.Context, id retail.HoldID) error {
	return s.do(ctx, "holding.Renotice", retail.KindHoldRenotice, retail.RenoticeHold{Hold: id})
}

// Release ends a hold (取り置き解除); why is a word, see retail.ReleaseHold.
func (s *Service) Release(ctx context.Context, id retail.HoldID, why string) error {
	return s.do(ctx, "holding.Release", retail.KindHoldRelease, retail.ReleaseHold{Hold: id, Why: why})
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
