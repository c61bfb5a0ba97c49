package floor

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
)

// Group is the lines of a basket that are had in one way.
type Group struct {
	Way   retail.Way
	Lines []Line
}

// Sum is what a basket comes to.
type Sum struct {
	Groups []Group // carried out, collected, delivered
	Bill   retail.Bill
	// Free is from which sum deliveries cost nothing, zero where none do.
	Free retail.Yen
}

// Sum reckons the basket.
func (b *Basket) Sum(ctx context.Context) (Sum, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sum(ctx)
}

func (b *Basket) sum(ctx context.Context) (Sum, error) {
	chain, err := b.store.Chain(ctx)
	if err != nil {
		return Sum{}, err
	}
	var s Sum
	var charges []retail.Charge
	var sent retail.Yen
	cool := false
	for _, way := range retail.Ways() {
		g := Group{Way: way}
		for _, l := range b.lines {
			if l.Way == way {
				g.Lines = append(g.Lines, l)
			}
		}
		if len(g.Lines) > 0 {
			s.Groups = append(s.Groups, g)
		}
	}
	rule := chain.Floor.Tax
	for _, l := range b.lines {
		price := l.PriceTaxIn
		if rule.Outside { // what is shown has tax in it, rounded down; invoices are made without
			price -= l.SKU.TaxRate.TaxWithin(price)
		}
		charges = append(charges, retail.Charge{Price: price, Rate: l.SKU.TaxRate, Qty: l.Qty})
		if l.Way == retail.HomeDelivery {
			sent += l.PriceTaxIn * retail.Yen(l.Qty)
			cool = cool || l.SKU.Temp == retail.Chilled || l.SKU.Temp == retail.Frozen
		}
	}
	var shipping retail.Yen
	if sent > 0 {
		s.Free = chain.Floor.Full().FreeFromTaxIn
		shipping = chain.Floor.Shipping(sent, cool)
	}
	s.Bill = rule.Bill(charges, nil, shipping, 0)
	return s, nil
}

// Order is what the customer says besides the basket.
type Order struct {
	Customer retail.Customer // who collects, or where it is brought
	Day      string          // a delivery is wished on, 2026-11-28; empty: any
	Hours    retail.DeliveryHours
}

// Slip is what the customer takes away (伝票).
type Slip struct {
	Order  retail.FloorOrderID
	Number string // お会計番号
	Sum    Sum
	Until  time.Time // the goods are kept so long for the till
	Holds  []retail.HoldID
	Tag    string // of the first part: a bag's code, by which staff find the order
}

// Days are those on which a delivery may be wished.
func (b *Basket) Days(ctx context.Context) ([]time.Time, error) {
	chain, err := b.store.Chain(ctx)
	return chain.Floor.Days(b.clock.Now()), err
}

// Areas are the places that a postal code stands for, as far as is known here.
func (b *Basket) Areas(ctx context.Context, code retail.PostalCode) ([]retail.PostalArea, error) {
	return b.store.PostalAreas(ctx, code)
}

// Needs tells what a basket asks of its customer: a name and a telephone to collect,
// an address as well to be brought something.
func (s Sum) Needs() (name, address bool) {
	for _, g := range s.Groups {
		name = name || g.Way != retail.CarryOut
		address = address || g.Way == retail.HomeDelivery
	}
	return name, address
}

// Place orders what is in the basket: one command for each way and site, all in one
// transaction. The basket stays until it is wiped. CodeInvalid: something of the
// customer is missing, the hint says what.
func (b *Basket) Place(ctx context.Context, o Order) (Slip, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum, err := b.sum(ctx)
	if err != nil {
		return Slip{}, err
	}
	if err := o.Whole(sum); err != nil {
		return Slip{}, err
	}
	here, err := b.store.Site(ctx)
	if err != nil {
		return Slip{}, err
	}
	now := b.clock.Now()
	id := b.ids.NewID()
	slip := Slip{Order: retail.FloorOrderID(id), Number: retail.TillNumber(id), Sum: sum, Until: here.LastCall(now, 0)}
	o.Customer.Member, o.Customer.Kana = cmp.Or(o.Customer.Member, b.member), katakana(strings.TrimSpace(o.Customer.Kana))
	parts := b.parts()
	var cmds []retail.Command
	for i, lines := range parts {
		hold := retail.HoldID(b.ids.NewID())
		_, tag := hold.Label()
		f := retail.Floor{Order: slip.Order, Part: i + 1, Parts: len(parts), Way: lines[0].Way, BillTaxIn: sum.Bill.PayTaxIn}
		who := o.Customer
		if f.Way == retail.HomeDelivery {
			f.Day, f.Hours = o.Day, o.Hours
		} else {
			who.Address = retail.Address{}
		}
		body := retail.FloorOrder{Floor: f, MakeHold: retail.MakeHold{
			Hold: hold, At: lines[0].Site.ID, Number: slip.Number, Tag: tag,
			Customer: who, Lines: holdLines(lines), Until: slip.Until, Pay: retail.PayLater,
		}}
		for _, l := range lines {
			body.Floor.PartTaxIn += l.PriceTaxIn * retail.Yen(l.Qty)
		}
		slip.Holds, slip.Tag = append(slip.Holds, body.Hold), cmp.Or(slip.Tag, body.Tag)
		cmds = append(cmds, retail.Actor{Device: b.device}.Command(retail.CommandID(b.ids.NewID()), now, here.ID, retail.KindFloorOrder, body))
	}
	shared(cmds, sum.Bill)
	_, err = b.store.Record(ctx, retail.RoleDevice, cmds...)
	return slip, err
}

// shared lets the parts say together what the bill says: what is not in the price of
// goods, shipping and tax that comes outside, belongs to the last part, deliveries
// if there are any.
func shared(cmds []retail.Command, bill retail.Bill) {
	rest := bill.PayTaxIn
	for i := range cmds {
		body := cmds[i].Body.(retail.FloorOrder)
		if i == len(cmds)-1 {
			body.Floor.PartTaxIn = rest
		}
		rest -= body.Floor.PartTaxIn
		cmds[i].Body = body
	}
}

// parts are the lines by way and site, in the order of ways.
func (b *Basket) parts() [][]Line {
	lines := slices.Clone(b.lines)
	slices.SortStableFunc(lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.Way, y.Way), cmp.Compare(x.Site.ID, y.Site.ID))
	})
	var out [][]Line
	for i, l := range lines {
		if i == 0 || l.Way != lines[i-1].Way || l.Site.ID != lines[i-1].Site.ID {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], l)
	}
	return out
}

func holdLines(lines []Line) []retail.HoldLine {
	out := make([]retail.HoldLine, len(lines))
	for i, l := range lines {
		out[i] = l.SKU.ToHold(l.Qty)
		out[i].No, out[i].PriceTaxIn = i+1, l.PriceTaxIn
	}
	return out
}

// katakana writes a name as staff call it out.
func katakana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, s)
}

// minPhone is how many digits a Japanese telephone number has at least.
const minPhone = 10

// Whole checks that there is enough to call, and to find, the customer. CodeInvalid:
// something is missing, the hint says what.
func (o Order) Whole(s Sum) error {
	const op = "floor.Order"
	name, address := s.Needs()
	c := o.Customer
	bad := func(hint string) error { return retail.E(retail.CodeInvalid, op, hint, nil) }
	switch {
	case len(s.Groups) == 0:
		return bad("hint.floor_empty")
	case name && c.Name == "" && c.Kana == "":
		return bad("hint.floor_name")
	case name && (len(c.Phone) < minPhone || strings.Trim(c.Phone, "0123456789") != ""):
		return bad("hint.floor_phone")
	case address && !c.Address.Whole():
		return bad("hint.floor_address")
	}
	if o.Day != "" {
		if _, err := time.Parse(time.DateOnly, o.Day); err != nil {
			return retail.E(retail.CodeInvalid, op, "hint.floor_day", fmt.Errorf("day: %w", err))
		}
	}
	return nil
}
