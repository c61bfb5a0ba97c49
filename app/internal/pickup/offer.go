package pickup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
)

// OtherItem is an article that may take the place of a missing one, and how many
// pieces of it this shop may promise.
type OtherItem struct {
	retail.Substitute
	Shelf string
	Place string
	Free  int
	AsOf  time.Time
	Less  retail.Yen // by how much a piece is cheaper
}

// OtherShop is another site that has the missing goods, as far as is known.
type OtherShop struct {
	retail.Site
	Free   int
	Metres float64 // from here; negative when unknown
	AsOf   time.Time
}

// AnswerLine is an answer of the customer with names.
type AnswerLine struct {
	retail.Answer
	Name    string // of who asked
	NameEn  string
	Became  string // the article that stands in: オックスフォードシャツ 黒 M
	SiteIs  retail.Site
	BecomeN int
}

// OfferView is the page お客様への提案: one missing line, and what the customer may
// have in its place.
type OfferView struct {
	Order  *retail.Order
	Name   string // family name in kana
	Line   LineView
	Qty    int // pieces that the customer is to be asked about; 0: nothing is open
	Others []int
	Items  []OtherItem
	Shops  []OtherShop // that have all of it, the nearest first; of an order paid at the counter alone
	Wait   time.Time   // until when the customer may wait: the last day of the goods that are kept
	Waits  *retail.Answer
	Tried  int       // times that nobody answered
	TryAt  time.Time // the last of them
	Said   []AnswerLine
	Asks   bool // the customer has a telephone or an address
	Whole  bool // the chain puts whole orders ready only
	Placed bool // the bags are in their place: no substitute any more
}

// waitDays is how many days of business a customer waits for goods at most,
// before somebody asks again.
const waitDays = 7

// Offer returns what a customer may have in the place of the missing pieces of a
// line; line 0 is the first one that is open.
func (s *Service) Offer(ctx context.Context, id retail.OrderID, line int) (OfferView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return OfferView{}, err
	}
	l := o.Line(line)
	v := OfferView{Order: o, Name: o.Customer.CallName(), Asks: o.Customer.Phone != "" || o.Customer.Email != "", Placed: o.State.Waiting()}
	for i := range o.Lines {
		x := &o.Lines[i]
		if x.Lacking() > 0 && (l == nil || l.Lacking() == 0) {
			l = x
		}
		if x.Lacking() > 0 {
			v.Others = append(v.Others, x.No)
		}
	}
	if l == nil && len(o.Lines) > 0 {
		l = &o.Lines[0]
	}
	if l == nil {
		return v, retail.E(retail.CodeNotFound, "pickup.Offer", "", nil)
	}
	v.Others = slices.DeleteFunc(v.Others, func(n int) bool { return n == l.No })
	if v.Line, err = s.lineView(ctx, *l); err != nil {
		return v, err
	}
	v.Qty = l.Lacking()
	if a := o.Answered(l.No); a != nil && a.Choice == retail.ChooseWait && v.Qty > 0 {
		v.Waits = a
	}
	v.Tried, v.TryAt = o.Tried(l.No)
	chain, err := s.store.Chain(ctx)
	if err != nil {
		return v, err
	}
	v.Whole = chain.Shorts.Whole
	if v.Items, err = s.otherItems(ctx, *l, chain.Shorts); err != nil {
		return v, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return v, err
	}
	v.Wait = site.LastCall(s.clock.Now(), waitDays)
	sites, err := s.store.Sites(ctx)
	if err != nil {
		return v, err
	}
	if o.Pay.State == retail.PayAtPickup { // money that a web shop has is not moved to a hold
		if err := s.otherShops(ctx, &v, site, sites); err != nil {
			return v, err
		}
	}
	v.Said = s.said(ctx, o, l.No, sites)
	return v, nil
}

// otherItems are the articles that the chain offers for a line and this shop has.
func (s *Service) otherItems(ctx context.Context, l retail.Line, policy retail.ShortPolicy) ([]OtherItem, error) {
	missing, err := s.store.SKU(ctx, l.SKU)
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound || err == nil && missing.Style == "":
		return nil, nil
	case err != nil:
		return nil, err
	}
	all, err := s.store.SKUsOfStyle(ctx, missing.Style)
	if err != nil {
		return nil, err
	}
	var out []OtherItem
	for _, k := range all {
		if !policy.Allows(missing, k, l.PriceTaxIn) {
			continue
		}
		level, err := s.store.Stock(ctx, k.ID)
		if retail.CodeOf(err) == retail.CodeNotFound || err == nil && level.Available() == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, OtherItem{
			Substitute: retail.Substitute{
				SKU: k.ID, JAN: k.JAN, Name: k.Name, Color: k.Color, Size: k.Size, Picture: k.Picture, PriceTaxIn: k.PriceTaxIn, TaxRate: k.TaxRate, Fresh: k.Fresh,
			},
			Shelf: level.Shelf, Place: level.Place, Free: level.Available(), AsOf: level.AsOf, Less: l.PriceTaxIn - k.PriceTaxIn,
		})
	}
	near := func(x OtherItem) int { // another colour in the same size is the nearest
		n := 0
		if x.Size != missing.Size {
			n += 2
		}
		if x.Color.Word != missing.Color.Word {
			n++
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b OtherItem) int {
		return cmp.Or(near(a)-near(b), compareSizes(a.Size, b.Size), strings.Compare(string(a.SKU), string(b.SKU)))
	})
	return out, nil
}

// otherShops says which shops have all that is missing.
func (s *Service) otherShops(ctx context.Context, v *OfferView, here retail.Site, sites []retail.Site) error {
	list, at, err := s.store.StockElsewhere(ctx, v.Line.SKU)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	for _, x := range list {
		i := slices.IndexFunc(sites, func(t retail.Site) bool { return t.ID == x.Site })
		if i < 0 || x.Site == here.ID || sites[i].Kind == retail.Warehouse || x.Available < max(1, v.Qty) {
			continue
		}
		v.Shops = append(v.Shops, OtherShop{Site: sites[i], Free: x.Available, Metres: retail.Distance(here, sites[i]), AsOf: at})
	}
	far := func(m float64) float64 {
		if m < 0 {
			return 1e9
		}
		return m
	}
	slices.SortStableFunc(v.Shops, func(a, b OtherShop) int {
		return cmp.Or(cmp.Compare(far(a.Metres), far(b.Metres)), b.Free-a.Free, cmp.Compare(a.No, b.No))
	})
	v.Shops = v.Shops[:min(len(v.Shops), 3)]
	return nil
}

// said are the answers about a line, the newest first.
func (s *Service) said(ctx context.Context, o *retail.Order, line int, sites []retail.Site) []AnswerLine {
	var out []AnswerLine
	for _, a := range slices.Backward(o.Answers) {
		if a.Line != line {
			continue
		}
		x := AnswerLine{Answer: a, BecomeN: a.Became}
		x.Name, x.NameEn = s.staffName(ctx, a.Staff)
		if i := slices.IndexFunc(sites, func(t retail.Site) bool { return t.ID == a.Site }); i >= 0 {
			x.SiteIs = sites[i]
		}
		if l := o.Line(a.Became); l != nil && a.Became > 0 {
			x.Became = strings.TrimSpace(l.Name + " " + l.Color.Word + " " + l.Size)
		}
		out = append(out, x)
	}
	return out
}

// Reply is what a customer said of the missing pieces of a line.
type Reply struct {
	Choice retail.ShortChoice
	How    retail.AskedHow
	SKU    retail.SKUID  // of ChooseSubstitute
	Site   retail.SiteID // of ChooseOtherShop
}

// Answer records what the customer said, with what follows from it: a substitute
// becomes a line to be picked, goods at another shop are held there under the
// customer's name. What is not on offer is CodeRefused with the hint
// "hint.offer_gone".
func (s *Service) Answer(ctx context.Context, id retail.OrderID, line int, r Reply) (OfferView, error) {
	const op = "pickup.Answer"
	v, err := s.Offer(ctx, id, line)
	if err != nil {
		return v, err
	}
	if v.Qty == 0 || v.Line.No != line {
		return v, retail.E(retail.CodeRefused, op, "hint.line_settled", nil)
	}
	a, err := s.actor(op)
	if err != nil {
		return v, err
	}
	b := retail.AnswerShort{Order: id, Line: line, Qty: v.Qty, Choice: r.Choice, How: r.How}
	gone := retail.E(retail.CodeRefused, op, "hint.offer_gone", nil)
	var more []retail.Command
	switch r.Choice {
	case retail.ChooseSubstitute:
		i := slices.IndexFunc(v.Items, func(x OtherItem) bool { return x.SKU == r.SKU })
		if i < 0 || v.Placed {
			return v, gone
		}
		g := v.Items[i].Substitute
		b.Goods, b.Qty = &g, min(v.Qty, v.Items[i].Free)
	case retail.ChooseOtherShop:
		if !slices.ContainsFunc(v.Shops, func(x OtherShop) bool { return x.ID == r.Site }) {
			return v, gone
		}
		b.Site, b.Hold = r.Site, retail.HoldID(s.ids.NewID())
		more = append(more, s.command(a, v.Order.Store, retail.KindHold, holdFor(v, b)))
	case retail.ChooseShip:
		return v, gone // nobody sends it yet, see docs/adr/0041
	case retail.ChooseWait:
		b.Until = v.Wait
	case retail.ChooseDrop, retail.ChooseNothing:
	}
	cmds := append([]retail.Command{s.command(a, v.Order.Store, retail.KindAnswerShort, b)}, more...)
	ds, err := s.store.Record(ctx, a.Staff.Role, cmds...)
	if err != nil {
		return v, err
	}
	s.learn(ds...)
	return s.Offer(ctx, id, line)
}

// holdFor is the hold of the missing goods at another shop.
func holdFor(v OfferView, b retail.AnswerShort) retail.MakeHold {
	l := v.Line
	number, tag := b.Hold.Label()
	m := retail.MakeHold{
		Hold: b.Hold, At: b.Site, Number: number, Tag: tag, Customer: v.Order.Customer, Pay: retail.PayLater,
		Lines: []retail.HoldLine{{
			No: 1, SKU: l.SKU, Class: retail.Regular, JAN: l.JAN, Name: l.Name, Color: l.Color, Size: l.Size, Picture: l.Picture, PriceTaxIn: l.PriceTaxIn, Qty: b.Qty,
		}},
	}
	m.Customer.Note = ""
	return m
}
