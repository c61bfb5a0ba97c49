package catalog

import (
	"context"
	"slices"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

// Recorder takes what staff do at their word.
type Recorder interface {
	// Record judges and stores commands and their effects in one transaction. A
	// rejected intent is returned, not stored.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// StockClasses returns this shop's levels of a SKU in every class it has.
	StockClasses(ctx context.Context, sku retail.SKUID) ([]retail.StockLevel, error)
	// OwnMoves returns what was moved of a SKU here and the hub has not heard of.
	OwnMoves(ctx context.Context, sku retail.SKUID) ([]retail.Movement, error)
	// ShelfChecks returns the checks of shelves of this shop, the newest first.
	ShelfChecks(ctx context.Context) ([]retail.ShelfCheck, error)
	// OpenTransfers returns the transfers that are not over, without their customers.
	OpenTransfers(ctx context.Context) ([]*retail.Transfer, error)
	// SKU returns a SKU of the catalogue, CodeNotFound.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// StaffNamed returns a member of staff, CodeNotFound when there is none.
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// At lets the service do what staff want, and remember what they looked for. It
// returns the service.
func (s *Service) At(session Session, desk Recorder, ids retail.IDs, memory Memory) *Service {
	s.session, s.desk, s.ids, s.memory = session, desk, ids, memory
	return s
}

// do records one command of the signed-in staff.
func (s *Service) do(ctx context.Context, op string, kind retail.Kind, body retail.Body) error {
	clerk := recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.desk.Record, Clock: s.clock, IDs: s.ids}
	_, err := clerk.Do(ctx, op, kind, body)
	return err
}

// Stand is what this shop has of a SKU, class by class.
type Stand struct {
	SKU    retail.SKU
	Levels []retail.StockLevel // in the order of retail.StockClasses; only those there are
	AsOf   time.Time           // when it was read
	Known  time.Time           // as of when the figures are, see Product
	Shop   retail.Site
	Role   retail.Role // of who looks
	Due    time.Time   // the first day on which regular goods are to come; zero: none was named
}

// Level returns the level of a class, a blank one when there is none.
func (s Stand) Level(c retail.StockClass) retail.StockLevel {
	for _, l := range s.Levels {
		if l.Class == c {
			return l
		}
	}
	return retail.StockLevel{}
}

// Stand returns what this shop has of a SKU.
func (s *Service) Stand(ctx context.Context, id retail.SKUID) (Stand, error) {
	out := Stand{AsOf: s.clock.Now()}
	if a, ok := s.session.Actor(); ok {
		out.Role = a.Staff.Role
	}
	var err error
	if out.SKU, err = s.desk.SKU(ctx, id); err != nil {
		return out, err
	}
	if out.Known, err = s.knownAt(ctx, out.AsOf); err != nil {
		return out, err
	}
	if out.Shop, err = s.store.Site(ctx); err != nil {
		return out, err
	}
	open, err := s.desk.OpenTransfers(ctx)
	if err != nil {
		return out, err
	}
	out.Due = dueOf(open, out.Shop.ID, id)
	out.Levels, err = s.desk.StockClasses(ctx, id)
	slices.SortFunc(out.Levels, func(a, b retail.StockLevel) int { return int(a.Class) - int(b.Class) })
	return out, err
}

// dueOf is the first day on which goods of a SKU are to come to a shop, of the
// transfers and deliveries that name one.
func dueOf(open []*retail.Transfer, shop retail.SiteID, id retail.SKUID) time.Time {
	var first time.Time
	for _, t := range open {
		if t.To != shop || t.Due.IsZero() || t.Over() || t.In.Canceled || t.Line(id, retail.Regular) == nil {
			continue
		}
		if first.IsZero() || t.Due.Before(first) {
			first = t.Due
		}
	}
	return first
}

// MoveLine is a movement with the name of who did it.
type MoveLine struct {
	retail.Movement
	Name, NameEn string
	Unsent       bool // the hub has not heard of it
}

// Moves are what lies behind a figure.
type Moves struct {
	Lines   []MoveLine // the newest first
	More    bool
	Offline bool // only what was done here and is not sent: without a line nobody tells the rest
}

// movesShown is how many movements are asked for.
const movesShown = 50

// Moves returns what lies behind the figure of a class: those of the hub, which
// only a line brings, and before them what was done here since.
func (s *Service) Moves(ctx context.Context, id retail.SKUID, class retail.StockClass) (Moves, error) {
	own, err := s.desk.OwnMoves(ctx, id)
	if err != nil {
		return Moves{}, err
	}
	var out Moves
	had := map[retail.CommandID]bool{}
	add := func(list []retail.Movement, unsent bool) {
		for _, m := range list {
			if m.Key.Class != class || !unsent && had[m.Cmd] {
				continue
			}
			if unsent {
				had[m.Cmd] = true
			}
			l := MoveLine{Movement: m, Unsent: unsent}
			if who, err := s.desk.StaffNamed(ctx, m.Staff); err == nil {
				l.Name, l.NameEn = who.Name, who.NameEn
			}
			out.Lines = append(out.Lines, l)
		}
	}
	add(own, true)
	list, more, err := s.hub.MovesNow(ctx, id, class, movesShown)
	if err != nil {
		out.Offline = true
		return out, nil //nolint:nilerr // without a line there is less to show, and it is said
	}
	add(list, false)
	out.More = more
	return out, nil
}

// Reclass notes that pieces went to another class.
func (s *Service) Reclass(ctx context.Context, b retail.Reclass) error {
	err := s.do(ctx, "catalog.Reclass", retail.KindReclass, b)
	return err
}

// RaisePrice puts a price that differs into the inbox. tag is what the tag says,
// zero when nobody looked.
func (s *Service) RaisePrice(ctx context.Context, id retail.SKUID, tag retail.Yen) error {
	sku, err := s.desk.SKU(ctx, id)
	if err != nil {
		return err
	}
	b := retail.PriceCheck{SKU: id, PriceClash: retail.PriceClash{
		TagTaxIn: tag, ShopTaxIn: sku.ShopTaxIn(sku.PriceTaxIn, s.clock.Now()), ECTaxIn: sku.ECTaxIn,
	}}
	err = s.do(ctx, "catalog.RaisePrice", retail.KindPriceCheck, b)
	return err
}
