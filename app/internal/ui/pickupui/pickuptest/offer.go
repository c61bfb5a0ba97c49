package pickuptest

import (
	"context"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// Offer returns what the customer of the order may have in the place of a line:
// the other sizes and colours of its style, and two shops.
func (s *Service) Offer(_ context.Context, _ retail.OrderID, no int) (pickup.OfferView, error) {
	done, err := s.begin("")
	defer done()
	return s.offer(no), err
}

func (s *Service) offer(no int) pickup.OfferView {
	p := s.view()
	v := pickup.OfferView{Order: p.Order, Name: p.Name, Wait: At.AddDate(0, 0, 7).Add(9 * time.Hour), Placed: p.Order.State.Waiting()}
	for _, l := range p.Route {
		if l.Lacking() > 0 && (no == 0 || no == l.No) && v.Line.No == 0 {
			v.Line, v.Qty = l, l.Lacking()
		} else if l.Lacking() > 0 {
			v.Others = append(v.Others, l.No)
		}
		if l.No == no && v.Line.No == 0 {
			v.Line = l
		}
	}
	missing := find(v.Line.JAN)
	for _, g := range goods {
		if missing == nil || !(retail.ShortPolicy{}).Allows(*missing, g, v.Line.PriceTaxIn) {
			continue
		}
		x := pickup.OtherItem{Shelf: "A-01-2", Free: 2, AsOf: At}
		x.Substitute = retail.Substitute{SKU: g.ID, JAN: g.JAN, Name: g.Name, Color: g.Color, Size: g.Size, Picture: g.Picture, PriceTaxIn: g.PriceTaxIn}
		if g.JAN == ShirtBlue {
			x.PriceTaxIn, x.Less, x.Free, x.Shelf = g.PriceTaxIn-1000, 1000, 1, "A-01-3"
		}
		v.Items = append(v.Items, x)
	}
	if p.Order.Pay.State == retail.PayAtPickup {
		v.Shops = []pickup.OtherShop{
			{Site: retail.Site{ID: "S02", Name: "新宿店", NameEn: "Shinjuku"}, Free: 3, Metres: 3400, AsOf: At},
			{Site: retail.Site{ID: "S03", Name: "吉祥寺店", NameEn: "Kichijoji"}, Free: 1, Metres: 10900, AsOf: At},
		}
	}
	v.Tried, v.TryAt = p.Order.Tried(v.Line.No)
	if a := p.Order.Answered(v.Line.No); a != nil && a.Choice == retail.ChooseWait {
		v.Waits = a
	}
	for i := len(p.Order.Answers) - 1; i >= 0; i-- {
		a := pickup.AnswerLine{Answer: p.Order.Answers[i], Name: "佐藤", NameEn: "Sato"}
		if l := p.Order.Line(a.Answer.Became); l != nil {
			a.Became = l.Name + " " + l.Color.Word + " " + l.Size
		}
		v.Said = append(v.Said, a)
	}
	return v
}

// Answer takes what the customer said by the real rule.
func (s *Service) Answer(_ context.Context, id retail.OrderID, no int, r pickup.Reply) (pickup.OfferView, error) {
	done, err := s.begin("answer " + r.Choice.String() + " " + r.How.String())
	defer done()
	v := s.offer(no)
	b := retail.AnswerShort{Order: s.Order.ID, Line: no, Qty: v.Qty, Choice: r.Choice, How: r.How, Site: r.Site, Until: v.Wait}
	for _, x := range v.Items {
		if x.SKU == r.SKU {
			b.Goods = &x.Substitute
		}
	}
	d := retail.Decide(retail.State{Order: s.Order, Role: retail.RoleStaff}, retail.Command{
		ID: "answer", Kind: retail.KindAnswerShort, At: s.at, Staff: "sato", Store: s.Order.Store, Body: b,
	})
	if d.Order != nil {
		s.Order = d.Order
	}
	return s.offer(no), err
}

// Reveal shows the customer.
func (s *Service) Reveal(context.Context, retail.OrderID, string) (retail.Customer, error) {
	done, err := s.begin("reveal")
	defer done()
	return s.Order.Customer, err
}
