package pickup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Caller is a customer in the shop who has said so on the page of their order
// (着きました).
type Caller struct {
	ID      retail.OrderID
	Number  string
	Name    string    // family name in kana, without 様: it is called out
	Since   time.Time // when they came: the wait runs from here
	Calls   int       // how often they called again because nobody came
	Pieces  int
	Slot    string
	Due     retail.Yen // with tax, to be taken at the counter
	Taker   string     // who looks after them; empty while it rings
	TakerEn string
	Mine    bool // the acting staff's, or this terminal's
}

// Ringing tells whether nobody looks after the customer.
func (c Caller) Ringing() bool { return c.Taker == "" }

// calendar reads when the shop is open and what the chain promises. A terminal
// that has not heard of either yet does without.
func (s *Service) calendar(ctx context.Context, b *board) error {
	var err error
	if b.site, err = s.store.Site(ctx); err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	if b.chain, err = s.store.Chain(ctx); err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	return nil
}

// caller returns the customer of a card, nil where they are not here.
func (s *Service) caller(ctx context.Context, c *card, a retail.Actor, now time.Time) *Caller {
	if c.order == nil || !c.order.Here(now) {
		return nil
	}
	at := c.order.Arrival
	out := &Caller{ID: c.row.ID, Number: c.row.Number, Name: c.row.Name, Since: at.At, Calls: at.Calls, Pieces: c.row.Pieces, Slot: c.row.Slot, Due: c.row.Due}
	if !at.Taken.IsZero() {
		out.Taker, out.TakerEn = s.staffName(ctx, at.Staff)
		out.Mine = at.Staff == a.Staff.ID || at.Device == a.Device
	}
	return out
}

// sortCallers puts those first whom nobody looks after, the longest wait first.
func sortCallers(list []Caller) {
	slices.SortFunc(list, func(a, b Caller) int { return byCaller(&a, &b) })
}

func byCaller(a, b *Caller) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	case a.Ringing() != b.Ringing():
		if a.Ringing() {
			return -1
		}
		return 1
	}
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
}

// Callers returns the customers in the shop, those who ring first.
func (s *Service) Callers(ctx context.Context) ([]Caller, error) {
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	a, _ := s.session.Actor()
	var out []Caller
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.board.cards {
		if here := s.caller(ctx, c, a, now); here != nil {
			out = append(out, *here)
		}
	}
	sortCallers(out)
	return out, nil
}

// TakeCall says that the acting staff look after a customer who called. Where a
// colleague does, it is CodeRefused with the hint "verdict.call_taken".
func (s *Service) TakeCall(ctx context.Context, id retail.OrderID) error {
	const op = "pickup.TakeCall"
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, op, o, retail.KindTakeCall, retail.TakeCall{Order: id})
	return err
}
