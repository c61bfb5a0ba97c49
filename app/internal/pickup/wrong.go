package pickup

import (
	"context"

	"miseban/app/retail"
	"miseban/scanner"
)

// WrongView is an order whose goods were found not to be what was ordered.
type WrongView struct {
	Order *retail.Order
	Name  string // family name in kana
	Out   bool   // the goods have left the shop
	Lines []retail.Line
}

// Wrong returns the lines of an order that somebody may have got wrong.
func (s *Service) Wrong(ctx context.Context, id retail.OrderID) (WrongView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return WrongView{}, err
	}
	v := WrongView{Order: o, Name: o.Customer.CallName(), Out: o.State == retail.HandedOver}
	for _, l := range o.Lines {
		if l.Picked > 0 {
			v.Lines = append(v.Lines, l)
		}
	}
	return v, nil
}

// Goods returns the SKU of a code, CodeNotFound when nobody knows it.
func (s *Service) Goods(ctx context.Context, code scanner.Code) (retail.SKU, error) {
	sku, _, err := s.lookUp(ctx, code)
	return sku, err
}

// ReportWrong writes down that goods were wrong: an entry of 要確認 opens for
// whoever puts it right.
func (s *Service) ReportWrong(ctx context.Context, b retail.WrongReport) error {
	const op = "pickup.ReportWrong"
	o, err := s.store.Order(ctx, b.Order)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindWrongGoods, b)
	return err
}
