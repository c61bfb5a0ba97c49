// Package stocktake is what staff do to count the goods of a shop (棚卸): the
// list of the day, one area or the whole shop; every scan stored before it is
// shown; what differs counted again, approved and booked. It decides nothing
// itself: the rules are in retail.
package stocktake

import (
	"context"
	"sync"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database. Everything it
// returns is the view of this terminal: what the hub said, and what was done
// here since.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// AddCountScan stores entries of the journal and sets their numbers.
	// CodeRefused: one takes back what was taken back already.
	AddCountScan(ctx context.Context, kind retail.StocktakeKind, scans ...retail.CountScan) ([]retail.CountScan, error)
	// LastCountScan returns the newest entry of a part that stands, CodeNotFound.
	LastCountScan(ctx context.Context, id retail.StocktakeID, area string) (retail.CountScan, error)
	// CountedHere returns what was counted here in a part, the last first; since
	// > 0 only what changed behind that entry.
	CountedHere(ctx context.Context, id retail.StocktakeID, area string, since int64) ([]retail.CountedHere, error)
	// CountParts returns the parts that this terminal has begun.
	CountParts(ctx context.Context) ([]retail.CountPart, error)
	// MarkTallied notes up to which entry a part is in tallies.
	MarkTallied(ctx context.Context, id retail.StocktakeID, area string, kind retail.StocktakeKind, n int64, done bool) error
	Stocktakes(ctx context.Context) ([]retail.Stocktake, error)
	Stocktake(ctx context.Context, id retail.StocktakeID) (retail.Stocktake, error)
	CountLines(ctx context.Context, id retail.StocktakeID) ([]retail.CountLine, error)
	// Levels returns every level of this shop; StockAt those whose shelf begins so.
	Levels(ctx context.Context) ([]retail.StockLevel, error)
	StockAt(ctx context.Context, prefix string) ([]retail.StockLevel, error)
	StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error)
	Prices(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.Yen, error)
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// Exceptions returns the open entries of the inbox.
	Exceptions(ctx context.Context) ([]retail.Exception, error)
	Site(ctx context.Context) (retail.Site, error)
	// Chain returns what every terminal knows of the chain.
	Chain(ctx context.Context) (retail.Chain, error)
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
	TerminalNamed(ctx context.Context, id retail.DeviceID) (retail.Terminal, error)
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Line is the line to the hub.
type Line interface {
	// Online tells whether the hub hears this terminal now.
	Online() bool
}

const (
	// tallyOnline and tallyOffline are how long what was counted waits before it
	// is put into a tally: colleagues see it then; without a line nobody does.
	tallyOnline  = 10 * time.Second
	tallyOffline = time.Minute

	// cycleSize is how many SKUs the list of the day has.
	cycleSize = 30
)

// Service counts. Make one with New; it may be used by several goroutines.
type Service struct {
	store   Store
	session Session
	line    Line
	device  retail.DeviceID
	clock   retail.Clock
	ids     retail.IDs

	order   sync.Mutex // scans are stored one after the other
	mu      sync.Mutex // one tally at a time
	tallied map[part]time.Time
}

type part struct {
	id   retail.StocktakeID
	area string
}

// New builds the service of a terminal.
func New(store Store, session Session, line Line, device retail.DeviceID, clock retail.Clock, ids retail.IDs) *Service {
	return &Service{store: store, session: session, line: line, device: device, clock: clock, ids: ids, tallied: map[part]time.Time{}}
}

// clerk records what the signed-in staff do.
func (s *Service) clerk() recording.Clerk {
	return recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.store.Record, Clock: s.clock, IDs: s.ids, Hint: hintOf}
}

// actor returns who acts, or CodeNotAllowed while nobody is signed in.
func (s *Service) actor(op string) (retail.Actor, error) { return s.clerk().Actor(op) }

// do records one command of the signed-in staff.
func (s *Service) do(ctx context.Context, op string, kind retail.Kind, body retail.Body) error {
	_, err := s.clerk().Do(ctx, op, kind, body)
	return err
}

// hintOf says a refusal in the words of counting: the message of a wrong state
// is about orders.
func hintOf(code retail.VerdictCode) string {
	if code == retail.WrongState {
		return "stocktake.over"
	}
	return "verdict." + code.String()
}

func (s *Service) command(a retail.Actor, store retail.SiteID, kind retail.Kind, body retail.Body) retail.Command {
	return a.Command(retail.CommandID(s.ids.NewID()), s.clock.Now(), store, kind, body)
}

// OpenToday begins the list of the day, or returns it when it is at hand.
func (s *Service) OpenToday(ctx context.Context) (retail.StocktakeID, error) {
	plan, err := s.plan(ctx)
	if err != nil {
		return "", err
	}
	if len(plan) == 0 {
		return "", retail.E(retail.CodeNotFound, "stocktake.OpenToday", "stocktake.today.none", nil)
	}
	body := retail.OpenCount{Kind: retail.CycleCount}
	for _, x := range plan {
		area := retail.AreaOf(x.Level.Shelf)
		body.Areas = appendNew(body.Areas, area)
		body.Targets = append(body.Targets, retail.CountTarget{SKU: x.Level.SKU, Area: area, Why: x.Why})
	}
	retail.SortAreas(body.Areas)
	return s.begin(ctx, body, "")
}

// OpenArea begins a count of one area, or returns the one that is open.
func (s *Service) OpenArea(ctx context.Context, area string) (retail.StocktakeID, error) {
	return s.begin(ctx, retail.OpenCount{Kind: retail.AreaCount, Areas: []string{area}}, area)
}

// OpenFull begins a count of the whole shop, or returns the one that is open.
func (s *Service) OpenFull(ctx context.Context) (retail.StocktakeID, error) {
	areas, err := s.ShopAreas(ctx)
	if err != nil {
		return "", err
	}
	body := retail.OpenCount{Kind: retail.FullCount}
	for _, a := range areas {
		body.Areas = append(body.Areas, a.Code)
	}
	return s.begin(ctx, body, "")
}

// begin opens a stocktake under the name to which every terminal comes, unless
// one of the sort is open.
func (s *Service) begin(ctx context.Context, body retail.OpenCount, area string) (retail.StocktakeID, error) {
	all, err := s.store.Stocktakes(ctx)
	if err != nil {
		return "", err
	}
	now, run := s.clock.Now(), 1
	for _, x := range all {
		if x.Kind == body.Kind && x.State == retail.StocktakeOpen && (area == "" || x.Area(area) != nil) && (x.Kind == retail.FullCount || sameDay(x.OpenedAt, now)) {
			return x.ID, nil
		}
	}
	taken := map[retail.StocktakeID]bool{}
	for _, x := range all {
		taken[x.ID] = true
	}
	for taken[retail.StocktakeIDFor(body.Kind, now, area, run)] {
		run++
	}
	body.Stocktake = retail.StocktakeIDFor(body.Kind, now, area, run)
	err = s.do(ctx, "stocktake.Open", retail.KindOpenCount, body)
	return body.Stocktake, err
}

func sameDay(a, b time.Time) bool {
	return a.In(retail.Japan).Format(time.DateOnly) == b.In(retail.Japan).Format(time.DateOnly)
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// plan is the list of the day as this terminal would make it now.
func (s *Service) plan(ctx context.Context) ([]retail.CycleItem, error) {
	levels, err := s.store.Levels(ctx)
	if err != nil {
		return nil, err
	}
	open, err := s.store.Exceptions(ctx)
	if err != nil {
		return nil, err
	}
	asked := map[retail.SKUID]bool{}
	for _, x := range open {
		asked[x.SKU] = asked[x.SKU] || x.Kind == retail.ExRecount && x.SKU != ""
	}
	ids := make([]retail.SKUID, 0, len(levels))
	for _, l := range levels {
		if l.Class == retail.Regular {
			ids = append(ids, l.SKU)
		}
	}
	prices, err := s.store.Prices(ctx, ids)
	if err != nil {
		return nil, err
	}
	return retail.CycleList(levels, func(id retail.SKUID) retail.Yen { return prices[id] }, func(id retail.SKUID) bool { return asked[id] }, s.clock.Now(), cycleSize), nil
}

// Close ends a stocktake.
func (s *Service) Close(ctx context.Context, id retail.StocktakeID) error {
	r, err := s.Results(ctx, id)
	if err != nil {
		return err
	}
	err = s.do(ctx, "stocktake.Close", retail.KindCloseCount, retail.CloseCount{Stocktake: id, LeftOpen: len(r.Open), Unnamed: len(r.Unknown)})
	return err
}
