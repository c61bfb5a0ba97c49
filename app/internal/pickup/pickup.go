// Package pickup is what staff do with web orders for store pickup (店舗受取):
// see the queue, claim, pick and verify, stage, and hand over. It decides
// nothing itself: the rules are in retail, and every step is recorded locally
// before it is shown.
package pickup

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// Store is what the service asks of the terminal's database. Everything it
// returns is the view of this terminal: what the hub said, and what was done
// here since.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	// A rejected intent is returned, not stored.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Order returns an order, CodeNotFound when there is none.
	Order(ctx context.Context, id retail.OrderID) (*retail.Order, error)
	// Orders calls yield for every order the terminal holds, until it returns false.
	Orders(ctx context.Context, yield func(*retail.Order) bool) error
	// OrderByHandover returns the order of a pickup code, CodeNotFound when there is none.
	OrderByHandover(ctx context.Context, h retail.HandoverID) (*retail.Order, error)
	// OrderByBag returns the order whose bag carries the label, CodeNotFound when there is none.
	OrderByBag(ctx context.Context, label string) (*retail.Order, error)
	// OrdersNeeding returns the ids of open orders with an open line of the SKU.
	OrdersNeeding(ctx context.Context, sku retail.SKUID) ([]retail.OrderID, error)
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// SKUByGTIN returns the SKU with the 14-digit code and how many pieces the code stands for.
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// SKUsOfStyle returns the colours and sizes of a style.
	SKUsOfStyle(ctx context.Context, style string) ([]retail.SKU, error)
	// Stock returns this shop's level of good stock of a SKU, CodeNotFound when there is none.
	Stock(ctx context.Context, sku retail.SKUID) (retail.StockLevel, error)
	// Tote returns a tote by its code, CodeNotFound while it was never used.
	Tote(ctx context.Context, code string) (retail.Tote, error)
	// Slots returns the staging places of this shop in their order.
	Slots(ctx context.Context) ([]retail.StagingSlot, error)
	// Exceptions returns the open entries of the inbox, oldest first.
	Exceptions(ctx context.Context) ([]retail.Exception, error)
	// StaffHere returns who works at this shop, by name.
	StaffHere(ctx context.Context) ([]retail.Staff, error)
	// StaffNamed returns a member of staff, CodeNotFound when there is none.
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
	// TerminalNamed returns a terminal of the shop, CodeNotFound when there is none.
	TerminalNamed(ctx context.Context, id retail.DeviceID) (retail.Terminal, error)
	// Site returns the shop of this terminal.
	Site(ctx context.Context) (retail.Site, error)
	// Sites returns every site of the chain.
	Sites(ctx context.Context) ([]retail.Site, error)
	// StockElsewhere returns what other sites have of a SKU, and when that was
	// known; CodeNotFound when nobody knows.
	StockElsewhere(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error)
	// Chain returns what is known of the chain, the pickup keys among it.
	Chain(ctx context.Context) (retail.Chain, error)
	// HubTime returns the largest hub time seen; pickup codes are judged
	// against the later of it and the clock.
	HubTime(ctx context.Context) (hub int64, err error)
	// CodeTries returns how many wrong pickup codes were typed on this terminal.
	CodeTries(ctx context.Context) (retail.CodeTries, error)
	// StoreCodeTries keeps it, over a restart too.
	StoreCodeTries(ctx context.Context, t retail.CodeTries) error
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Service does the work on web orders for store pickup.
type Service struct {
	store   Store
	session Session
	clock   retail.Clock
	ids     retail.IDs
	codes   func() scanner.Options // how codes are read
	desk    *Desk

	mu     sync.Mutex
	skips  map[retail.OrderID][]int // lines put to the end, in that order
	board  *board
	pace   *retail.Pace // how long picking takes here, nil: nothing was learned yet
	paceAt time.Time
	names  sync.Map // retail.StaffID → named
	stage  map[retail.OrderID]staging
	totes  map[retail.OrderID]string // the totes in hand that were scanned
	later  map[retail.OrderID]string // the code that was turned down because sooner ones go first
	typing sync.Mutex                // of codes: one is judged at a time
}

// New builds the service.
func New(store Store, session Session, clock retail.Clock, ids retail.IDs) *Service {
	return &Service{store: store, session: session, clock: clock, ids: ids, codes: plainCodes, skips: map[retail.OrderID][]int{}, stage: map[retail.OrderID]staging{}, totes: map[retail.OrderID]string{}, later: map[retail.OrderID]string{}, board: newBoard()}
}

// plainCodes reads codes as a chain does that settled nothing about its own.
func plainCodes() scanner.Options { return scanner.DefaultRules().Apply(scanner.Options{}) }

// Reads tells the service how codes are read here: by the chain's own rules. It
// returns the service.
func (s *Service) Reads(codes func() scanner.Options) *Service {
	s.codes = codes
	return s
}

// At puts the service at a desk: what may be handed over without a line depends
// on it. Without one nothing does. It returns the service.
func (s *Service) At(d *Desk) *Service {
	s.desk = d
	return s
}

// actor returns who acts, or CodeNotAllowed while nobody is signed in.
func (s *Service) actor(op string) (retail.Actor, error) {
	a, ok := s.session.Actor()
	if !ok {
		return a, retail.E(retail.CodeNotAllowed, op, "hint.sign_in", nil)
	}
	return a, nil
}

// command makes a command of the signed-in staff about the order's shop.
func (s *Service) command(a retail.Actor, store retail.SiteID, kind retail.Kind, body retail.Body) retail.Command {
	return a.Command(retail.CommandID(s.ids.NewID()), s.clock.Now(), store, kind, body)
}

// do records one command of the signed-in staff and returns its decision.
func (s *Service) do(ctx context.Context, op string, o *retail.Order, kind retail.Kind, body retail.Body) (retail.Decision, error) {
	a, err := s.actor(op)
	if err != nil {
		return retail.Decision{}, err
	}
	c := s.command(a, o.Store, kind, body)
	ds, err := s.store.Record(ctx, a.Staff.Role, c)
	if err != nil {
		return retail.Decision{}, err
	}
	s.learn(ds...)
	return ds[0], refused(op, ds[0])
}

// refused turns a rejected intent into an error that says which rule said no.
func refused(op string, d retail.Decision) error {
	if d.Verdict != retail.Rejected {
		return nil
	}
	return retail.E(retail.CodeRefused, op, "verdict."+d.Code.String(), nil)
}

// learn keeps the board in step with what was just recorded.
func (s *Service) learn(ds ...retail.Decision) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		if d.Order != nil {
			s.board.put(d.Order)
		}
	}
}

// Claim makes the order the acting staff's. A colleague's live claim is
// CodeRefused with the hint "verdict.claimed_by" unless takeOver is set, which
// a screen does only after asking.
func (s *Service) Claim(ctx context.Context, id retail.OrderID, takeOver bool) error {
	const op = "pickup.Claim"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	if s.justClaimed(o) {
		return nil
	}
	_, err = s.do(ctx, op, o, retail.KindClaim, retail.ClaimOrder{Order: id, TakeOver: takeOver})
	return err
}

// claimFresh is how old a claim of ours may be without being renewed: the queue
// claims an order, and the pick page that it opens does.
const claimFresh = time.Minute

func (s *Service) justClaimed(o *retail.Order) bool {
	a, in := s.session.Actor()
	c := o.Claim
	return in && c != nil && c.Staff == a.Staff.ID && c.Device == a.Device && o.State == retail.Picking &&
		c.Until.Sub(s.clock.Now()) > retail.ClaimLease-claimFresh
}

// Release gives the order back to the queue; what was picked stays picked.
func (s *Service) Release(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Release"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindRelease, retail.Release{Order: id})
	return err
}

// Extend gives the customer more time to come (受取期限を延長). Whoever may not
// extend again is CodeRefused with the hint "verdict.not_allowed".
func (s *Service) Extend(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.Extend"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindExtend, retail.Extend{Order: id})
	return err
}

// Decline says that this shop cannot do the order (対応不可). why is a key.
func (s *Service) Decline(ctx context.Context, id retail.OrderID, why string) error {
	const op = "pickup.Decline"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindDecline, retail.Decline{Order: id, Why: why})
	return err
}

// Reveal returns the customer in full and writes down that somebody looked.
// field is "name" or "phone".
func (s *Service) Reveal(ctx context.Context, id retail.OrderID, field string) (retail.Customer, error) {
	const op = "pickup.Reveal"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return retail.Customer{}, err
	}
	if _, err = s.do(ctx, op, o, retail.KindReveal, retail.Reveal{Order: id, Field: field}); err != nil {
		return retail.Customer{}, err
	}
	return o.Customer, nil
}

type named struct{ name, en string }

// staffName returns the name of a colleague and its English form, which may be
// empty, or the code when nobody knows.
func (s *Service) staffName(ctx context.Context, id retail.StaffID) (name, en string) {
	if id == "" {
		return "", ""
	}
	if n, ok := s.names.Load(id); ok {
		return n.(named).name, n.(named).en
	}
	st, err := s.store.StaffNamed(ctx, id)
	if err != nil {
		return string(id), ""
	}
	s.names.Store(id, named{st.Name, st.NameEn})
	return st.Name, st.NameEn
}

// recordLine puts names to a step.
func (s *Service) recordLine(ctx context.Context, st retail.Step) RecordLine {
	l := RecordLine{Kind: st.Kind, At: st.At, Terminal: s.terminalName(ctx, st.Device), Note: st.Note}
	l.Staff, l.StaffEn = s.staffName(ctx, st.Staff)
	return l
}

// terminalName returns what staff call a terminal, or its id.
func (s *Service) terminalName(ctx context.Context, id retail.DeviceID) string {
	t, err := s.store.TerminalNamed(ctx, id)
	if err != nil {
		return ""
	}
	return t.Name
}
