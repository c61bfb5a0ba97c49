package pickuptest

import (
	"context"
	"slices"
	"sync"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

// Service is one order in work. Its fields may be set before a screen opens;
// afterwards they are read through Calls.
type Service struct {
	Order     *retail.Order
	Claimer   string // a colleague has it
	Elsewhere string // number of another order that needs everything else
	Slot      string // taken for staging
	Want      int    // bags
	Taken     map[string]string
	Cold      []pickup.ColdView
	Tote      pickup.ToteView // in hand
	Err       error           // of every call, once set

	mu    sync.Mutex
	calls []string
	skips []int
	last  int // line of the last scan
	at    time.Time
}

// New is a service for an order.
func New(o *retail.Order) *Service {
	return &Service{Order: o, Want: 1, at: At, Taken: map[string]string{"B-10": "4806", "B-11": "4811", "B-14": "4815"}}
}

// Calls is what was asked that changes something, in order.
func (s *Service) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Change does something to the order behind the screen's back.
func (s *Service) Change(f func(*retail.Order)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.Order)
}

// Later moves the moment that scans are booked at.
func (s *Service) Later(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func (s *Service) begin(call string) (func(), error) {
	s.mu.Lock()
	if call != "" {
		s.calls = append(s.calls, call)
	}
	return s.mu.Unlock, s.Err
}

// Pick returns the pick as it stands.
func (s *Service) Pick(context.Context, retail.OrderID) (pickup.PickView, error) {
	done, err := s.begin("")
	defer done()
	return s.view(), err
}

func (s *Service) view() pickup.PickView {
	o := s.Order.Clone()
	v := pickup.PickView{Order: o, Name: o.Customer.CallName(), Current: -1, Mine: s.Claimer == "", Claimer: s.Claimer, Cold: s.Cold, Tote: s.Tote, Zones: len(o.Temps()) > 1}
	for _, l := range o.Lines {
		sh := shelves[l.SKU]
		v.Route = append(v.Route, pickup.LineView{Line: l, Shelf: sh.code, Place: sh.place, OnHand: sh.n, AsOf: At.Add(-3 * time.Minute), Known: true})
		v.Done += min(l.Picked-l.PutBack, l.Qty)
		v.Total += l.Qty - l.Short
		v.Extra += l.Extra()
	}
	rank := func(l pickup.LineView) int {
		if l.Open() == 0 {
			return 100
		}
		return slices.Index(s.skips, l.No) + 1
	}
	slices.SortStableFunc(v.Route, func(a, b pickup.LineView) int { return rank(a) - rank(b) })
	if v.Route[0].Open() > 0 {
		v.Current = 0
	}
	return v
}

// Claim is refused while a colleague has the order, unless taken over.
func (s *Service) Claim(_ context.Context, _ retail.OrderID, takeOver bool) error {
	call := "claim"
	if takeOver {
		call = "take over"
	}
	done, err := s.begin(call)
	defer done()
	if err != nil {
		return err
	}
	if s.Claimer != "" && !takeOver {
		return retail.E(retail.CodeRefused, "pickuptest.Claim", "verdict."+retail.ClaimedBy.String(), nil)
	}
	s.Claimer = ""
	return nil
}

// Release gives the order back.
func (s *Service) Release(context.Context, retail.OrderID) error {
	done, err := s.begin("release")
	defer done()
	return err
}

// Scan judges a code by retail.Match.
func (s *Service) Scan(_ context.Context, _ retail.OrderID, code scanner.Code) (pickup.Found, error) {
	return s.judge("scan", code)
}

// TypeCode does so for a typed code.
func (s *Service) TypeCode(_ context.Context, _ retail.OrderID, text string, reason retail.HandReason) (pickup.Found, error) {
	return s.judge("type "+reason.String(), scanner.Classify(text, scanner.Options{Source: scanner.SourceTyped}))
}

func (s *Service) judge(call string, code scanner.Code) (pickup.Found, error) {
	done, err := s.begin(call + " " + code.Text)
	defer done()
	v := s.view()
	f := pickup.Found{Code: code, Pick: v, Qty: 1, Line: v.Now()}
	switch {
	case err != nil:
		return f, err
	case s.Order.State.Over() || s.Order.State.Waiting():
		f.Stop = true
		return f, nil
	case code.Kind == scanner.KindTote && s.Taken[code.Fields.ID] != "":
		f.Kind, f.For = retail.MatchForeignTote, s.Taken[code.Fields.ID]
		return f, nil
	case code.Kind == scanner.KindTote:
		s.Tote = pickup.ToteView{Code: code.Fields.ID}
		f.Kind, f.Pick = retail.MatchTote, s.view()
		return f, nil
	case !code.Kind.Goods() && code.Kind != scanner.KindUnknown:
		f.Kind, f.Slot = retail.MatchNotAnItem, code.Fields.ID
		return f, nil
	}
	if code.Fields.Case14 != "" {
		f.Qty = 12
	}
	f.Got = find(code.Fields.Key)
	current := 0
	if f.Line != nil {
		f.Needed, current = find(f.Line.JAN), f.Line.No
	}
	if f.Got != nil {
		f.For = s.Elsewhere
	}
	no := 0
	f.Kind, no = retail.Match(s.Order, current, f.Needed, f.Got, f.Qty, f.For != "")
	if last, over := retail.ExpiredOn(f.Code.Fields.AI, At); over && f.Kind.Right() {
		f.Kind, f.Last = retail.MatchExpired, last
	}
	if l := s.Order.Line(no); f.Kind.Right() && s.Tote.Temp != 0 && s.Tote.Temp != l.Temp.Or() {
		f.Kind, f.Line = retail.MatchWrongZone, &pickup.LineView{Line: *l}
		return f, nil
	}
	if !f.Kind.Right() {
		f.Side = side(f)
		return f, nil
	}
	l := s.Order.Line(no)
	l.Picked += f.Qty
	s.last = no
	f.Undo = retail.Pick{Cmd: "pick", Qty: f.Qty, At: s.at}
	f.Pick = s.view()
	return f, nil
}

func side(f pickup.Found) pickup.Side {
	if f.Got == nil || f.Needed == nil {
		return 0
	}
	got, need := shelves[f.Got.ID], shelves[f.Needed.ID]
	switch {
	case got.code != need.code:
		return pickup.SideOther
	case need.side < got.side:
		return pickup.SideLeft
	}
	return pickup.SideRight
}

// Skip puts a line to the end.
func (s *Service) Skip(_ context.Context, _ retail.OrderID, no int) (pickup.PickView, error) {
	done, err := s.begin("skip")
	defer done()
	s.skips = append(slices.DeleteFunc(s.skips, func(n int) bool { return n == no }), no)
	return s.view(), err
}

// UndoLast takes the last scan back.
func (s *Service) UndoLast(context.Context, retail.OrderID) (pickup.PickView, error) {
	done, err := s.begin("undo")
	defer done()
	if l := s.Order.Line(s.last); l != nil && l.Picked > 0 {
		l.Picked--
	}
	return s.view(), err
}

// LookAgain opens a line that was given up.
func (s *Service) LookAgain(_ context.Context, _ retail.OrderID, no int) (pickup.PickView, error) {
	done, err := s.begin("look again")
	defer done()
	s.Order.Line(no).Short = 0
	return s.view(), err
}

// Decline gives the order up.
func (s *Service) Decline(_ context.Context, _ retail.OrderID, why string) error {
	done, err := s.begin("decline " + why)
	defer done()
	return err
}

// Shortage returns the reasons with what they do to the stock.
func (s *Service) Shortage(_ context.Context, _ retail.OrderID, no int) (pickup.ShortView, error) {
	done, err := s.begin("")
	defer done()
	out := pickup.ShortView{Pick: s.view()}
	for _, l := range out.Pick.Route {
		if l.No == no {
			out.Line = l
		}
	}
	n, have := out.Line.Open(), out.Line.OnHand
	for _, r := range retail.ShortReasons() {
		c := pickup.ShortChoice{Reason: r, Before: have, After: have, Qty: n}
		if r == retail.DamagedGoods || r == retail.DisplayOnly || r == retail.ScrapGoods {
			c.After -= n
		}
		out.Choices = append(out.Choices, c)
	}
	return out, err
}

// Short ends a line.
func (s *Service) Short(_ context.Context, _ retail.OrderID, no int, reason retail.ShortReason) (pickup.PickView, error) {
	done, err := s.begin("short " + reason.String())
	defer done()
	l := s.Order.Line(no)
	l.Short = l.Open()
	return s.view(), err
}
