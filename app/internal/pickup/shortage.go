package pickup

import (
	"context"

	"miseban/app/retail"
)

// ShortChoice is one answer to 見つからない with its effect in real numbers.
type ShortChoice struct {
	Reason retail.ShortReason
	Before int // good stock booked here
	After  int // good stock booked after it
	Qty    int // pieces that will be missing
}

// ShortView is the page 見つからない.
type ShortView struct {
	Pick    PickView
	Line    LineView
	Choices []ShortChoice
}

// Shortage returns the reasons for a line with what each does to the stock.
func (s *Service) Shortage(ctx context.Context, id retail.OrderID, line int) (ShortView, error) {
	const op = "pickup.Shortage"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return ShortView{}, err
	}
	v, err := s.pickView(ctx, o)
	if err != nil {
		return ShortView{}, err
	}
	out := ShortView{Pick: v}
	for _, l := range v.Route {
		if l.No == line {
			out.Line = l
		}
	}
	if out.Line.Open() == 0 {
		return out, retail.E(retail.CodeRefused, op, "hint.line_settled", nil)
	}
	n := out.Line.Open()
	for _, r := range retail.ShortReasons() {
		c := ShortChoice{Reason: r, Before: out.Line.OnHand, After: out.Line.OnHand, Qty: n}
		if r == retail.DamagedGoods || r == retail.DisplayOnly || r == retail.ScrapGoods {
			c.After -= n
		}
		out.Choices = append(out.Choices, c)
	}
	return out, nil
}

// Short ends the open pieces of a line as 欠品.
func (s *Service) Short(ctx context.Context, id retail.OrderID, line int, reason retail.ShortReason) (PickView, error) {
	const op = "pickup.Short"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PickView{}, err
	}
	l := o.Line(line)
	if l == nil || l.Open() == 0 {
		return PickView{}, retail.E(retail.CodeRefused, op, "hint.line_settled", nil)
	}
	d, err := s.do(ctx, op, o, retail.KindShort, retail.ShortLine{Order: id, Line: line, Qty: l.Open(), Reason: reason})
	if err != nil {
		return PickView{}, err
	}
	if o, err = s.after(ctx, id, d); err != nil {
		return PickView{}, err
	}
	return s.pickView(ctx, o)
}

// LookAgain opens a line that was given up.
func (s *Service) LookAgain(ctx context.Context, id retail.OrderID, line int) (PickView, error) {
	const op = "pickup.LookAgain"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PickView{}, err
	}
	d, err := s.do(ctx, op, o, retail.KindFound, retail.FoundLine{Order: id, Line: line})
	if err != nil {
		return PickView{}, err
	}
	if o, err = s.after(ctx, id, d); err != nil {
		return PickView{}, err
	}
	return s.pickView(ctx, o)
}

// PutBackView is the page "stop": what must return to which shelf.
type PutBackView struct {
	Order  *retail.Order
	Name   string
	Lines  []LineView // with pieces to put back, in walking order
	Pieces int
}

// PutBack returns what of an order must go back to its shelf.
func (s *Service) PutBack(ctx context.Context, id retail.OrderID) (PutBackView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PutBackView{}, err
	}
	v, err := s.pickView(ctx, o)
	if err != nil {
		return PutBackView{}, err
	}
	out := PutBackView{Order: o, Name: v.Name}
	for _, l := range v.Route {
		if n := toPutBack(o, l.Line); n > 0 {
			out.Lines = append(out.Lines, l)
			out.Pieces += n
		}
	}
	return out, nil
}

func toPutBack(o *retail.Order, l retail.Line) int {
	if o.State == retail.Canceled || o.State == retail.Declined || o.State == retail.Expired {
		return l.ToPutBack()
	}
	return l.Extra()
}

// PutBackDone books that a line's pieces are on their shelf. shelf is the
// place as scanned; without one it takes a reason, else it is CodeRefused: nobody
// sells what nobody finds.
func (s *Service) PutBackDone(ctx context.Context, id retail.OrderID, line int, shelf string, why retail.HandReason) (PutBackView, error) {
	const op = "pickup.PutBackDone"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return PutBackView{}, err
	}
	l := o.Line(line)
	if l == nil || toPutBack(o, *l) == 0 {
		return PutBackView{}, retail.E(retail.CodeRefused, op, "hint.line_settled", nil)
	}
	if shelf == "" && why == 0 {
		return PutBackView{}, retail.E(retail.CodeRefused, op, "hint.scan_shelf", nil)
	}
	if _, err = s.do(ctx, op, o, retail.KindPutBack, retail.PutBackItem{Order: id, Line: line, Qty: toPutBack(o, *l), Shelf: shelf, Reason: why}); err != nil {
		return PutBackView{}, err
	}
	return s.PutBack(ctx, id)
}
