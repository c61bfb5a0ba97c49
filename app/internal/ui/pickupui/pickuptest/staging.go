package pickuptest

import (
	"context"
	"fmt"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

// slots are the places B-10 to B-14 of the corner.
func slots() []retail.StagingSlot {
	var out []retail.StagingSlot
	for n := 10; n <= 14; n++ {
		out = append(out, retail.StagingSlot{Code: fmt.Sprintf("B-%02d", n), Area: "受取コーナー", Place: fmt.Sprintf("中段・左から %dつ目", n-9), Order: n})
	}
	return out
}

// Staging returns the page 保管: B-12 is suggested.
func (s *Service) Staging(context.Context, retail.OrderID) (pickup.StageView, error) {
	done, err := s.begin("")
	defer done()
	return s.stage(), err
}

func (s *Service) stage() pickup.StageView {
	o := s.Order
	v := pickup.StageView{Pick: s.view(), Fixed: s.Slot != "", Count: len(o.Bags), Want: max(s.Want, len(o.Bags)), Done: o.State.Waiting() || o.State == retail.HandedOver}
	here := s.Slot
	if here == "" {
		here = "B-12"
	}
	for _, sl := range slots() {
		if sl.Code == here {
			v.Slot = &sl
		}
		v.Strip = append(v.Strip, pickup.SlotCell{StagingSlot: sl, Taken: s.Taken[sl.Code] != "", Here: sl.Code == here})
	}
	for i := 1; i <= v.Want; i++ {
		v.Bags = append(v.Bags, pickup.BagView{No: i, Done: i <= v.Count, Next: i == v.Count+1 && v.Fixed})
	}
	for _, l := range o.Lines {
		if l.Open() > 0 {
			v.Undone++
		}
	}
	return v
}

// SetBags says how many bags there will be.
func (s *Service) SetBags(_ context.Context, _ retail.OrderID, n int) (pickup.StageView, error) {
	done, err := s.begin(fmt.Sprintf("bags %d", n))
	defer done()
	s.Want = n
	return s.stage(), err
}

// ScanStage takes a place or a bag.
func (s *Service) ScanStage(_ context.Context, _ retail.OrderID, code scanner.Code) (pickup.Staged, error) {
	done, err := s.begin("stage " + code.Fields.ID)
	defer done()
	out := pickup.Staged{Answer: pickup.StageNotHere}
	switch code.Kind {
	case scanner.KindPlace:
		out.Answer, out.Other = s.place(code.Fields.ID)
	case scanner.KindBag:
		out.Answer, out.Other = s.bag(code.Fields.ID)
	default:
	}
	out.View = s.stage()
	return out, err
}

func (s *Service) place(id string) (pickup.StageAnswer, string) {
	if other := s.Taken[id]; other != "" {
		return pickup.StageSlotTaken, other
	}
	for _, sl := range slots() {
		if sl.Code == id {
			s.Slot = id
			return pickup.StageSlot, ""
		}
	}
	return pickup.StageSlotUnknown, ""
}

func (s *Service) bag(id string) (pickup.StageAnswer, string) {
	switch {
	case id == "9999":
		return pickup.StageBagTaken, "4806"
	case s.Slot == "":
		return pickup.StageSlotFirst, ""
	case s.Order.Bag(id) != nil:
		return pickup.StageBagTwice, ""
	}
	s.Order.Bags = append(s.Order.Bags, retail.Bag{Label: id, No: len(s.Order.Bags) + 1, Slot: s.Slot, At: s.at})
	s.Order.Slot = s.Slot
	if len(s.Order.Bags) < s.Want {
		return pickup.StageBagIn, ""
	}
	s.Order.State = retail.Staged
	s.Order.Notice = retail.Notice{State: retail.NoticeQueued}
	return pickup.StageDone, ""
}

// PutBack returns what must go back.
func (s *Service) PutBack(context.Context, retail.OrderID) (pickup.PutBackView, error) {
	done, err := s.begin("")
	defer done()
	return s.back(), err
}

func (s *Service) back() pickup.PutBackView {
	v := s.view()
	out := pickup.PutBackView{Order: v.Order, Name: v.Name}
	for _, l := range v.Route {
		if n := s.left(l.Line); n > 0 {
			out.Lines = append(out.Lines, l)
			out.Pieces += n
		}
	}
	return out
}

func (s *Service) left(l retail.Line) int {
	if s.Order.State == retail.Canceled || s.Order.State == retail.Declined || s.Order.State == retail.Expired {
		return l.ToPutBack()
	}
	return l.Extra()
}

// PutBackDone books a line as back on its shelf.
func (s *Service) PutBackDone(_ context.Context, _ retail.OrderID, no int, shelf string, _ retail.HandReason) (pickup.PutBackView, error) {
	done, err := s.begin(fmt.Sprintf("back %d %s", no, shelf))
	defer done()
	l := s.Order.Line(no)
	l.PutBack += s.left(*l)
	return s.back(), err
}
