package stocktake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// Item is a SKU, or an unknown code, as a list shows it.
type Item struct {
	SKU   *retail.SKU // nil: nobody knows it
	Class retail.StockClass
	Code  string // of an unknown one
	Ref   string // see retail.LineRef
	Qty   int
	Stray bool   // its own shelf is elsewhere
	Shelf string // of a stray one
	N     int64  // last entry of the journal
}

// Counting is an area that is being counted. It carries no booked figure:
// whoever counts must not know it.
type Counting struct {
	Stocktake retail.Stocktake
	Area      string
	Place     string // in words
	Pieces    int
	Items     []Item // the last counted first
	Left      []Item // of a list: what it asks for here and nobody has counted
	Others    []Other
	Ended     bool  // this terminal has ended its part
	Last      int64 // entry of the journal behind which the next look begins
}

// Kinds counts the SKUs, unknown codes left out.
func (c Counting) Kinds() (n int) {
	for _, i := range c.Items {
		if i.SKU != nil && i.Qty > 0 {
			n++
		}
	}
	return n
}

// Other is a colleague who counts the same area.
type Other struct {
	Name, NameEn string
	Terminal     string
	Pieces       int
	Done         bool
}

// Counting returns the page of an area.
func (s *Service) Counting(ctx context.Context, id retail.StocktakeID, area string) (Counting, error) {
	v := Counting{Area: area}
	var err error
	if v.Stocktake, err = s.store.Stocktake(ctx, id); err != nil {
		return v, err
	}
	here, err := s.store.CountedHere(ctx, id, area, 0)
	if err != nil {
		return v, err
	}
	if v.Items, err = s.items(ctx, here); err != nil {
		return v, err
	}
	for _, h := range here {
		v.Pieces += h.Qty
		v.Last = max(v.Last, h.N)
	}
	if v.Place, err = s.place(ctx, area); err != nil {
		return v, err
	}
	return v, s.company(ctx, &v)
}

// Since returns what changed in a part behind an entry of the journal.
func (s *Service) Since(ctx context.Context, id retail.StocktakeID, area string, n int64) ([]Item, error) {
	here, err := s.store.CountedHere(ctx, id, area, n)
	if err != nil {
		return nil, err
	}
	return s.items(ctx, here)
}

// items puts goods to figures; those of several staff on this terminal become
// one.
func (s *Service) items(ctx context.Context, here []retail.CountedHere) ([]Item, error) {
	var out []Item
	for _, h := range here {
		if i := slices.IndexFunc(out, func(x Item) bool { return x.Ref == h.Ref() }); i >= 0 {
			out[i].Qty += h.Qty
			continue
		}
		it := Item{Ref: h.Ref(), Class: h.Class, Code: h.Code, Qty: h.Qty, Stray: h.Stray, N: h.N}
		if h.SKU != "" {
			sku, err := s.sku(ctx, h.SKU)
			if err != nil {
				return nil, err
			}
			it.SKU = &sku
		}
		if h.Stray {
			levels, err := s.store.StockHere(ctx, []retail.SKUID{h.SKU})
			if err != nil {
				return nil, err
			}
			it.Shelf = levels[h.SKU].Shelf
		}
		out = append(out, it)
	}
	return out, nil
}

// sku returns a product; one that is not in the catalogue any more has only its
// code.
func (s *Service) sku(ctx context.Context, id retail.SKUID) (retail.SKU, error) {
	sku, err := s.store.SKU(ctx, id)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return retail.SKU{ID: id, Name: string(id)}, nil
	}
	return sku, err
}

// place is an area in words.
func (s *Service) place(ctx context.Context, area string) (string, error) {
	if area == "" {
		return "", nil
	}
	levels, err := s.store.StockAt(ctx, area)
	if err != nil {
		return "", err
	}
	for _, l := range levels {
		if l.Place != "" && retail.AreaOf(l.Shelf) == area {
			return l.Place, nil
		}
	}
	return "", nil
}

// company adds who else counts here, and what a list still asks for.
func (s *Service) company(ctx context.Context, v *Counting) error {
	lines, err := s.store.CountLines(ctx, v.Stocktake.ID)
	if err != nil {
		return err
	}
	a, _ := s.session.Actor()
	if area := v.Stocktake.Area(v.Area); area != nil {
		for _, p := range area.Parts {
			if p.Device == a.Device {
				v.Ended = p.Done
				continue
			}
			o := Other{Terminal: string(p.Device), Done: !p.Live(s.clock.Now())}
			o.Name, o.NameEn = s.staffName(ctx, p.Staff)
			if t, err := s.store.TerminalNamed(ctx, p.Device); err == nil {
				o.Terminal = t.Name
			}
			for _, l := range lines {
				for _, q := range l.Parts {
					if q.Device == p.Device && q.Area == v.Area && q.Code == "" {
						o.Pieces += q.Qty
					}
				}
			}
			v.Others = append(v.Others, o)
		}
	}
	for _, t := range v.Stocktake.Targets {
		ref := retail.LevelRef(t.SKU, retail.Regular)
		counted := slices.ContainsFunc(v.Items, func(i Item) bool { return i.Ref == ref }) ||
			slices.ContainsFunc(lines, func(l retail.CountLine) bool { return l.Ref() == ref && len(l.Parts) > 0 })
		if t.Area != v.Area || counted {
			continue
		}
		sku, err := s.sku(ctx, t.SKU)
		if err != nil {
			return err
		}
		v.Left = append(v.Left, Item{SKU: &sku, Ref: ref, Class: retail.Regular})
	}
	return nil
}

func (s *Service) staffName(ctx context.Context, id retail.StaffID) (name, en string) {
	st, err := s.store.StaffNamed(ctx, id)
	if err != nil {
		return string(id), ""
	}
	return st.Name, st.NameEn
}

// counted tells whether a code is one to be counted: our own labels, badges and
// customers' codes are none. What nobody can read is: it may be goods.
func counted(c scanner.Code) bool {
	if c.Kind == scanner.KindUnknown {
		return c.Text != ""
	}
	return c.Kind.Goods()
}

// Scan counts what was scanned as goods of a class and stores it. What no product
// has is kept as an unknown code. CodeInvalid: it is no goods at all, and nothing was
// counted.
func (s *Service) Scan(ctx context.Context, id retail.StocktakeID, area string, class retail.StockClass, code scanner.Code) (Item, error) {
	const op = "stocktake.Scan"
	if !counted(code) {
		return Item{}, retail.E(retail.CodeInvalid, op, "stocktake.no_goods", nil)
	}
	sku, n, err := s.lookUp(ctx, code)
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound:
		text := code.Text
		if code.Fields.Key != "" && code.Kind == scanner.KindGTIN {
			text = trimZeros(code.Fields.Key)
		}
		return s.enter(ctx, op, id, area, retail.CountScan{Code: text, Qty: 1})
	case err != nil:
		return Item{}, err
	}
	return s.enter(ctx, op, id, area, retail.CountScan{SKU: sku.ID, Class: class, Qty: n, Price: sku.PriceTaxIn})
}

// ScanAll is Scan of several codes in their order. One that is no goods, or
// cannot be stored, is told at the end; those behind it are counted all the same.
func (s *Service) ScanAll(ctx context.Context, id retail.StocktakeID, area string, class retail.StockClass, codes []scanner.Code) ([]Item, error) {
	s.order.Lock()
	defer s.order.Unlock()
	var out []Item
	var first error
	for _, c := range codes {
		i, err := s.Scan(ctx, id, area, class, c)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		out = append(out, i)
	}
	return out, first
}

// trimZeros is a GTIN of 14 digits as it is printed: 13, or 8.
func trimZeros(key string) string {
	if len(key) == 14 && key[:6] == "000000" {
		return key[6:]
	}
	if len(key) == 14 && key[0] == '0' {
		return key[1:]
	}
	return key
}

// lookUp finds the SKU of a code and how many pieces it stands for.
func (s *Service) lookUp(ctx context.Context, c scanner.Code) (retail.SKU, int, error) {
	for _, key := range []string{c.Fields.Case14, c.Fields.Key} {
		if key == "" {
			continue
		}
		sku, n, err := s.store.SKUByGTIN(ctx, key)
		if retail.CodeOf(err) != retail.CodeNotFound {
			return sku, max(n, 1), err
		}
	}
	return retail.SKU{}, 0, retail.E(retail.CodeNotFound, "stocktake.lookUp", "", nil)
}

// Add counts more pieces of an item of the list, typed by hand.
func (s *Service) Add(ctx context.Context, id retail.StocktakeID, area string, of Item, n int) (Item, error) {
	e := retail.CountScan{Code: of.Code, Qty: n}
	if of.SKU != nil {
		e.SKU, e.Class, e.Price = of.SKU.ID, cmp.Or(of.Class, retail.Regular), of.SKU.PriceTaxIn
	}
	return s.enter(ctx, "stocktake.Add", id, area, e)
}

// enter stores an entry of the journal and returns the item as it stands then.
func (s *Service) enter(ctx context.Context, op string, id retail.StocktakeID, area string, e retail.CountScan) (Item, error) {
	a, err := s.actor(op)
	if err != nil {
		return Item{}, err
	}
	take, err := s.store.Stocktake(ctx, id)
	if err != nil {
		return Item{}, err
	}
	if take.State == retail.StocktakeClosed {
		return Item{}, retail.E(retail.CodeRefused, op, "stocktake.over", nil)
	}
	e.Stocktake, e.Area, e.Staff, e.At = id, area, a.Staff.ID, s.clock.Now()
	if e.SKU != "" {
		if e.Stray, err = s.stray(ctx, take, area, e.SKU, e.Class); err != nil {
			return Item{}, err
		}
	}
	stored, err := s.store.AddCountScan(ctx, take.Kind, e)
	if err != nil {
		return Item{}, err
	}
	items, err := s.Since(ctx, id, area, stored[0].N-1)
	if err != nil || len(items) == 0 {
		return Item{Ref: e.Ref(), Code: e.Code, N: stored[0].N}, err
	}
	return items[0], nil
}

// stray tells whether goods belong to another place than the one that is
// counted. Only good ones have a shelf of their own: a piece on display lies where
// it is shown.
func (s *Service) stray(ctx context.Context, take retail.Stocktake, area string, sku retail.SKUID, class retail.StockClass) (bool, error) {
	switch take.Kind {
	case retail.FullCount:
		return false, nil
	case retail.CycleCount:
		return !take.Asks(sku), nil
	case retail.AreaCount:
	}
	if class != retail.Regular {
		return false, nil
	}
	levels, err := s.store.StockHere(ctx, []retail.SKUID{sku})
	shelf := levels[sku].Shelf
	return shelf != "" && retail.AreaOf(shelf) != area, err
}

// Undo takes the last entry of a part back and returns the item as it stands
// then. CodeNotFound: there is none.
func (s *Service) Undo(ctx context.Context, id retail.StocktakeID, area string) (Item, error) {
	last, err := s.store.LastCountScan(ctx, id, area)
	if err != nil {
		return Item{}, err
	}
	take, err := s.store.Stocktake(ctx, id)
	if err != nil {
		return Item{}, err
	}
	back := last
	back.Qty, back.Undoes, back.At, back.From = -last.Qty, last.N, s.clock.Now(), time.Time{}
	stored, err := s.store.AddCountScan(ctx, take.Kind, back)
	if err != nil {
		return Item{}, err
	}
	items, err := s.Since(ctx, id, area, stored[0].N-1)
	if err != nil || len(items) == 0 {
		return Item{Ref: last.Ref(), Code: last.Code, N: stored[0].N}, err
	}
	return items[0], nil
}
