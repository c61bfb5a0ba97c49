package stocktake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Variance is a line of a stocktake with its goods.
type Variance struct {
	retail.CountLine
	Goods    retail.SKU
	Shelf    string
	Place    string
	NeedsTwo bool        // another person counts first
	Mine     bool        // the acting staff counted it: somebody else counts again
	Approver retail.Role // the least role that may approve it
	Spot     bool        // a count of one SKU: of no stocktake
	Settled  bool        // everybody has ended who may have some of it
	Near     []Item      // of an unknown code: what lay before and after it
	Staff    string      // who counted, the first of them
	StaffEn  string
}

// Results is what a stocktake came to so far.
type Results struct {
	Stocktake retail.Stocktake
	Counting  int        // areas in which somebody still counts, or nobody yet
	Right     int        // lines that agree and are not booked yet
	Booked    int        // lines that are booked
	Open      []Variance // what differs, the dearest first
	Again     []Variance // handed to the inbox: others moved these goods
	Strays    []Variance // goods that belong elsewhere
	Unknown   []Variance // codes that nobody knows
	Pieces    int
	Online    bool // figures of all terminals can be here
	Spots     bool // of no stocktake: counts of one SKU that wait for another person
}

// Results returns what a stocktake came to, as far as it is known here; of no
// stocktake, the counts of one SKU that wait for another person.
func (s *Service) Results(ctx context.Context, id retail.StocktakeID) (Results, error) {
	r := Results{Online: s.line.Online()}
	var err error
	if id == "" {
		r.Spots = true
		r.Open, err = s.waiting(ctx)
		return r, err
	}
	if r.Stocktake, err = s.store.Stocktake(ctx, id); err != nil {
		return r, err
	}
	lines, err := s.store.CountLines(ctx, id)
	if err != nil {
		return r, err
	}
	r.Counting = len(r.Stocktake.Areas) - r.Stocktake.Done()
	for _, l := range lines {
		if l.Code == "" {
			r.Pieces += l.Qty()
		}
		var into *[]Variance
		switch {
		case l.State == retail.LineBooked:
			r.Booked++
		case l.State == retail.LineMoved:
			into = &r.Again
		case l.State == retail.LineNamed || len(l.Parts) == 0:
		case l.Code != "":
			into = &r.Unknown
		case l.Stray():
			into = &r.Strays
		case l.Off() == 0 && l.Unsure == 0:
			r.Right++
		default:
			into = &r.Open
		}
		if into == nil {
			continue
		}
		v, err := s.variance(ctx, r.Stocktake, l)
		if err != nil {
			return r, err
		}
		*into = append(*into, v)
	}
	slices.SortStableFunc(r.Open, func(a, b Variance) int {
		return cmp.Or(cmp.Compare(b.OffTaxIn(), a.OffTaxIn()), cmp.Compare(a.Ref(), b.Ref()))
	})
	return r, nil
}

// variance puts goods and people to a line.
func (s *Service) variance(ctx context.Context, take retail.Stocktake, l retail.CountLine) (Variance, error) {
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return Variance{}, err
	}
	policy := chain.Counts.Full()
	v := Variance{CountLine: l, NeedsTwo: policy.NeedsAgain(l), Approver: policy.Approver(l)}
	a, _ := s.session.Actor()
	v.Mine = l.CountedBy(a.Staff.ID)
	v.Settled = take.Settled(l)
	if len(l.Parts) > 0 {
		v.Staff, v.StaffEn = s.staffName(ctx, l.Parts[0].Staff)
	}
	if l.Code != "" {
		return v, s.neighbours(ctx, &v)
	}
	if v.Goods, err = s.sku(ctx, l.SKU); err != nil {
		return v, err
	}
	levels, err := s.store.StockHere(ctx, []retail.SKUID{l.SKU})
	v.Shelf, v.Place = levels[l.SKU].Shelf, levels[l.SKU].Place
	return v, err
}

// neighbours are the goods beside which an unknown code lay.
func (s *Service) neighbours(ctx context.Context, v *Variance) error {
	for _, n := range v.CountLine.Near {
		for _, id := range []retail.SKUID{n.Before, n.After} {
			if id == "" || slices.ContainsFunc(v.Near, func(i Item) bool { return i.SKU.ID == id }) {
				continue
			}
			sku, err := s.sku(ctx, id)
			if err != nil {
				return err
			}
			v.Near = append(v.Near, Item{SKU: &sku, Ref: retail.LevelRef(id, retail.Regular)})
		}
	}
	return nil
}

// BookRight books the lines that agree, and returns how many. Without a line to
// the hub nothing is booked: colleagues' pieces may be on their way.
func (s *Service) BookRight(ctx context.Context, id retail.StocktakeID) (int, error) {
	const op = "stocktake.BookRight"
	if !s.line.Online() || id == "" {
		return 0, nil
	}
	a, err := s.actor(op)
	if err != nil {
		return 0, err
	}
	take, err := s.store.Stocktake(ctx, id)
	if err != nil || take.State != retail.StocktakeOpen {
		return 0, err
	}
	lines, err := s.store.CountLines(ctx, id)
	if err != nil {
		return 0, err
	}
	var all []retail.Command
	for _, l := range lines {
		if !l.Decided() && l.Code == "" && l.Off() == 0 && l.Unsure == 0 && take.Settled(l) {
			all = append(all, s.command(a, take.Store, retail.KindApproveCount, retail.ApproveCount{Stocktake: id, SKU: l.SKU, Class: l.Class, Qty: l.Qty()}))
		}
	}
	n := 0
	for chunk := range slices.Chunk(all, bookedAtOnce) {
		ds, err := s.store.Record(ctx, a.Staff.Role, chunk...)
		if err != nil {
			return n, err
		}
		if ds[len(ds)-1].Verdict == retail.Rejected { // somebody came back meanwhile: the rest is for the next time
			return n, nil
		}
		n += len(chunk)
	}
	return n, nil
}

// bookedAtOnce is how many figures one transaction books.
const bookedAtOnce = 100

// Approve books a line as it is shown, for a reason where it differs.
func (s *Service) Approve(ctx context.Context, l retail.CountLine, why retail.VarianceReason) error {
	if l.Stocktake == "" {
		return s.decideSpot(ctx, l, why, false)
	}
	err := s.do(ctx, "stocktake.Approve", retail.KindApproveCount, retail.ApproveCount{
		Stocktake: l.Stocktake, SKU: l.SKU, Class: l.Class, Qty: l.Qty(), Off: l.Off(), Reason: why,
	})
	return err
}

// Line returns a line of a stocktake to be counted again by another person,
// CodeNotFound. It carries what was counted first; screens do not show it.
func (s *Service) Line(ctx context.Context, id retail.StocktakeID, sku retail.SKUID, class retail.StockClass) (Variance, error) {
	take, err := s.store.Stocktake(ctx, id)
	if err != nil {
		return Variance{}, err
	}
	lines, err := s.store.CountLines(ctx, id)
	if err != nil {
		return Variance{}, err
	}
	i := slices.IndexFunc(lines, func(l retail.CountLine) bool { return l.SKU == sku && l.Class == class && l.Code == "" })
	if i < 0 {
		return Variance{}, retail.E(retail.CodeNotFound, "stocktake.Line", "", nil)
	}
	return s.variance(ctx, take, lines[i])
}

// CountAgain takes the figure of another person, who counted since from.
func (s *Service) CountAgain(ctx context.Context, id retail.StocktakeID, sku retail.SKUID, class retail.StockClass, qty int, from time.Time) error {
	err := s.do(ctx, "stocktake.CountAgain", retail.KindCountAgain, retail.CountAgain{
		Stocktake: id, SKU: sku, Class: class, Qty: qty, FirstMS: max(0, s.clock.Now().Sub(from).Milliseconds()),
	})
	return err
}

// NameCode says what an unknown code is: the goods with another code, or, with
// the zero SKU, nothing to be counted.
func (s *Service) NameCode(ctx context.Context, id retail.StocktakeID, code string, sku retail.SKU) error {
	if err := s.TallyAll(ctx); err != nil { // the code must be known to be named
		return err
	}
	b := retail.NameCode{Stocktake: id, Code: code, SKU: sku.ID, PriceTaxIn: sku.PriceTaxIn}
	if sku.ID != "" {
		b.Class = retail.Regular
	}
	err := s.do(ctx, "stocktake.NameCode", retail.KindNameCode, b)
	return err
}
