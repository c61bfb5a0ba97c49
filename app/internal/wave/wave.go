// Package wave is what staff do when they walk several orders in one round
// (まとめてピッキング): choose orders, walk the shelves once, lay each piece in its
// order's tote, and hand a half-done round to another terminal without a hub
// between them. It decides nothing itself: the rules are in retail, and every
// step is recorded locally before it is shown.
package wave

import (
	"context"
	"sync"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
	"miseban/scanner"
)

// Store is what the service asks of the terminal's database. Everything it
// returns is the view of this terminal.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Order returns an order, CodeNotFound when there is none.
	Order(ctx context.Context, id retail.OrderID) (*retail.Order, error)
	// Orders calls yield for every order the terminal holds, until it returns false.
	Orders(ctx context.Context, yield func(*retail.Order) bool) error
	// Wave returns a wave, CodeNotFound when there is none.
	Wave(ctx context.Context, id retail.WaveID) (retail.Wave, error)
	// Waves returns the waves that are not over, the oldest first.
	Waves(ctx context.Context) ([]retail.Wave, error)
	// Tote returns whose goods a tote was last used for, CodeNotFound when nobody's.
	Tote(ctx context.Context, code string) (retail.Tote, error)
	// Carried returns what this terminal did about a wave and its orders; with
	// unsent only what it knows the hub not to have.
	Carried(ctx context.Context, wave retail.WaveID, orders []retail.OrderID, unsent bool) ([]retail.Command, error)
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// SKUByGTIN returns the SKU with the 14-digit code and how many pieces it stands for.
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// Stock returns this shop's level of good stock of a SKU, CodeNotFound when there is none.
	Stock(ctx context.Context, sku retail.SKUID) (retail.StockLevel, error)
	// CountsWaiting returns those of the SKUs of which a count waits for another person.
	CountsWaiting(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]bool, error)
	// StaffNamed returns a member of staff, CodeNotFound when there is none.
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
	// Chain returns what the chain has decided, CodeNotFound when nothing is known of it.
	Chain(ctx context.Context) (retail.Chain, error)
	// Site returns the shop of this terminal.
	Site(ctx context.Context) (retail.Site, error)
	// LoadSkips and StoreSkips keep which SKUs were put to the end of the rounds
	// of this terminal.
	LoadSkips(ctx context.Context) (map[retail.WaveID][]retail.SKUID, error)
	// StoreSkips replaces them.
	StoreSkips(ctx context.Context, skips map[retail.WaveID][]retail.SKUID) error
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Service does the work on waves.
type Service struct {
	store   Store
	session Session
	clock   retail.Clock
	ids     retail.IDs
	codes   func() scanner.Options // how codes are read

	mu     sync.Mutex
	legs   Legs      // as the shop's scans show them
	legsAt time.Time // when that was
	seen   map[retail.SKUID]string
	aside  map[retail.OrderID]bool // ended orders whose tote was put aside
}

// New builds the service.
func New(store Store, session Session, clock retail.Clock, ids retail.IDs) *Service {
	return &Service{store: store, session: session, clock: clock, ids: ids, codes: plainCodes, aside: map[retail.OrderID]bool{}}
}

// plainCodes reads codes as a chain does that settled nothing about its own.
func plainCodes() scanner.Options { return scanner.DefaultRules().Apply(scanner.Options{}) }

// Reads tells the service how codes are read here: by the chain's own rules. It
// returns the service.
func (s *Service) Reads(codes func() scanner.Options) *Service {
	s.codes = codes
	return s
}

// do records one command of the signed-in staff.
func (s *Service) do(ctx context.Context, op string, kind retail.Kind, body retail.Body) error {
	clerk := recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.store.Record, Clock: s.clock, IDs: s.ids}
	_, err := clerk.Do(ctx, op, kind, body)
	return err
}

// me is the terminal that acts.
func (s *Service) me() retail.DeviceID {
	a, _ := s.session.Actor()
	return a.Device
}

// Mine returns the wave that this terminal walks, CodeNotFound when none.
func (s *Service) Mine(ctx context.Context) (retail.WaveID, error) {
	list, err := s.store.Waves(ctx)
	if err != nil {
		return "", err
	}
	for i := range list {
		if list[i].Walker(s.me()) != nil {
			return list[i].ID, nil
		}
	}
	return "", retail.E(retail.CodeNotFound, "wave.Mine", "", nil)
}

// Skip puts the SKU in hand to the end of the round; it is never lost, and it
// stays there when the program is started again.
func (s *Service) Skip(ctx context.Context, id retail.WaveID, sku retail.SKUID) (View, error) {
	all, err := s.store.LoadSkips(ctx)
	if err != nil {
		return View{}, err
	}
	open, err := s.store.Waves(ctx)
	if err != nil {
		return View{}, err
	}
	keep := map[retail.WaveID][]retail.SKUID{}
	for _, w := range open {
		keep[w.ID] = all[w.ID]
	}
	list := make([]retail.SKUID, 0, len(keep[id])+1)
	for _, x := range keep[id] {
		if x != sku {
			list = append(list, x)
		}
	}
	keep[id] = append(list, sku)
	if err := s.store.StoreSkips(ctx, keep); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}

// Short gives up the pieces of a SKU that are open in the round: each order's
// line for the reason.
func (s *Service) Short(ctx context.Context, id retail.WaveID, sku retail.SKUID, reason retail.ShortReason) (View, error) {
	v, err := s.View(ctx, id)
	if err != nil {
		return v, err
	}
	for _, st := range v.Stops {
		if st.SKU != sku {
			continue
		}
		for _, f := range st.For {
			if err := s.do(ctx, "wave.Short", retail.KindShort, retail.ShortLine{Order: f.Order, Line: f.Line, Qty: f.Qty, Reason: reason}); err != nil {
				return v, err
			}
		}
	}
	return s.View(ctx, id)
}

// Empty says that the shelf of a SKU is empty, as the books say it is now. waits tells
// that they have so many that another person counts.
func (s *Service) Empty(ctx context.Context, sku retail.SKUID) (waits bool, err error) {
	body := retail.Count{SKU: sku, Class: retail.Regular, From: s.clock.Now()}
	if k, err := s.store.SKU(ctx, sku); err == nil { // else a difference is large by its pieces alone
		body.PriceTaxIn = k.PriceTaxIn
	}
	if err := s.do(ctx, "wave.Empty", retail.KindCount, body); err != nil {
		return false, err
	}
	all, err := s.store.CountsWaiting(ctx, []retail.SKUID{sku})
	return all[sku], err
}

// Leave gives an order back to the queue, before anything was picked for it.
func (s *Service) Leave(ctx context.Context, id retail.WaveID, order retail.OrderID) (View, error) {
	if err := s.do(ctx, "wave.Leave", retail.KindLeaveWave, retail.LeaveWave{Wave: id, Order: order}); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}

// Add takes more orders in, before the first scan of the round.
func (s *Service) Add(ctx context.Context, id retail.WaveID, orders ...retail.OrderID) (View, error) {
	if err := s.do(ctx, "wave.Add", retail.KindAddToWave, retail.AddToWave{Wave: id, Orders: orders}); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}

// Join walks a zone of a wave that others walk too; empty: all of it.
func (s *Service) Join(ctx context.Context, id retail.WaveID, zone string) (View, error) {
	if err := s.do(ctx, "wave.Join", retail.KindJoinWave, retail.JoinWave{Wave: id, Zone: zone}); err != nil {
		return View{}, err
	}
	return s.View(ctx, id)
}

// Close ends a wave. Orders that are not done go back to the queue.
func (s *Service) Close(ctx context.Context, id retail.WaveID) error {
	return s.do(ctx, "wave.Close", retail.KindCloseWave, retail.CloseWave{Wave: id})
}

// goods tells whether the code can name a product.
func goods(c scanner.Code) bool { return c.Kind.Goods() || c.Kind == scanner.KindUnknown }
