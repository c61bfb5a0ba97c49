package pickup

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// longOpen is when an entry counts as open too long, whatever its due time.
const longOpen = 24 * time.Hour

// Entry is an open entry of the inbox as its list shows it.
type Entry struct {
	retail.Exception
	Late       bool   // past its due time
	Long       bool   // open for more than a day
	Mine       bool   // the acting staff takes care of it
	Assigned   string // name of who takes care of it, empty for nobody
	AssignedEn string
	Terminal   string // what staff call the terminal that it is about
}

// entries returns the inbox, what is due first at the top.
func (s *Service) entries(ctx context.Context) ([]Entry, error) {
	all, err := s.store.Exceptions(ctx)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	a, _ := s.session.Actor()
	out := make([]Entry, 0, len(all))
	for _, x := range all {
		e := Entry{Exception: x, Late: x.Late(now), Long: now.Sub(x.OpenedAt) > longOpen}
		if x.Assignee != "" {
			e.Mine = x.Assignee == a.Staff.ID
			e.Assigned, e.AssignedEn = s.staffName(ctx, x.Assignee)
		}
		if x.Device != "" {
			e.Terminal = s.terminalName(ctx, x.Device)
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(a.Due.Compare(b.Due), a.OpenedAt.Compare(b.OpenedAt), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// ExceptionView is one entry of the inbox with everything that its page says.
type ExceptionView struct {
	Entry  Entry
	Order  *retail.Order // nil when this terminal does not hold it
	Name   string        // family name in kana
	SKU    *retail.SKU   // the goods it is about, or nil
	Shelf  string        // where those stand, empty when nobody knows
	Place  string
	People []RecordLine
	Seen   []MoveLine // of a recount: what others did around the count
	ToBack int        // pieces of the order that are to return to their shelf
	At     int        // 1, 2, … among the open entries
	Total  int
}

// MoveLine is a movement of goods with names.
type MoveLine struct {
	Kind     retail.MoveKind
	Qty      int // pieces that came onto the shelf; below zero: left it
	At       time.Time
	Staff    string
	StaffEn  string
	Terminal string
	Number   string // of the order, empty when it was for none
}

// Exception returns an open entry of the inbox, CodeNotFound when it is closed
// or unknown.
func (s *Service) Exception(ctx context.Context, id retail.ExceptionID) (ExceptionView, error) {
	const op = "pickup.Exception"
	all, err := s.entries(ctx)
	if err != nil {
		return ExceptionView{}, err
	}
	at := slices.IndexFunc(all, func(x Entry) bool { return x.ID == id })
	if at < 0 {
		return ExceptionView{}, retail.E(retail.CodeNotFound, op, "", nil)
	}
	v := ExceptionView{Entry: all[at], At: at + 1, Total: len(all)}
	for _, p := range v.Entry.People {
		v.People = append(v.People, s.recordLine(ctx, p))
	}
	v.Seen = s.moves(ctx, v.Entry.Seen)
	if v.Entry.Order != "" {
		o, err := s.store.Order(ctx, v.Entry.Order)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return v, err
		}
		if v.Order = o; o != nil {
			v.Name = o.Customer.CallName()
			for _, l := range o.Lines {
				v.ToBack += toPutBack(o, l)
			}
		}
	}
	return v, s.goodsOf(ctx, &v)
}

// moves puts names to movements.
func (s *Service) moves(ctx context.Context, list []retail.Movement) []MoveLine {
	var out []MoveLine
	for _, m := range list {
		l := MoveLine{Kind: m.Kind, Qty: m.Shelf(), At: m.At, Terminal: s.terminalName(ctx, m.Device)}
		l.Staff, l.StaffEn = s.staffName(ctx, m.Staff)
		if o, err := s.store.Order(ctx, m.Order); m.Order != "" && err == nil {
			l.Number = o.Number
		}
		out = append(out, l)
	}
	return out
}

// goodsOf adds what the entry's goods are and where they stand.
func (s *Service) goodsOf(ctx context.Context, v *ExceptionView) error {
	if v.Entry.SKU == "" {
		return nil
	}
	sku, err := s.store.SKU(ctx, v.Entry.SKU)
	switch {
	case err == nil:
		v.SKU = &sku
	case retail.CodeOf(err) != retail.CodeNotFound:
		return err
	}
	st, err := s.store.Stock(ctx, v.Entry.SKU)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return nil
	}
	v.Shelf, v.Place = st.Shelf, st.Place
	return err
}

// Settle closes an entry of the inbox and says what was done about it. What an
// ordinary command brings about is done with it: a payment, a declined order.
// It is CodeRefused where only that command itself ends the entry.
func (s *Service) Settle(ctx context.Context, x retail.Exception, by retail.Remedy) error {
	const op = "pickup.Settle"
	a, err := s.actor(op)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains(x.Kind.Remedies(), by):
		return retail.E(retail.CodeInvalid, op, "", nil)
	case a.Staff.Role < by.MinRole():
		return retail.E(retail.CodeNotAllowed, op, "", nil)
	case by == retail.RemedyCounted, by == retail.RemedyRevoked, by == retail.RemedyPutBack && x.Kind == retail.ExPutBack:
		return retail.E(retail.CodeRefused, op, "hint.do_it", nil)
	}
	cmds := []retail.Command{s.command(a, x.Store, retail.KindSettle, retail.Settle{Exception: x.ID, Kind: x.Kind, How: by.String()})}
	if by == retail.RemedyCollected || by == retail.RemedyDeclined {
		o, err := s.store.Order(ctx, x.Order)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return err
		}
		if body := remedyBody(o, by); body != nil {
			cmds = append(cmds, s.command(a, x.Store, by.Kind(), body)) // after it: some commands end the entry too
		}
	}
	ds, err := s.store.Record(ctx, a.Staff.Role, cmds...)
	if err != nil {
		return err
	}
	s.learn(ds...)
	return refused(op, ds[len(ds)-1])
}

// remedyBody is the command that goes with a remedy, nil when there is nothing
// more to do.
func remedyBody(o *retail.Order, by retail.Remedy) retail.Body {
	switch {
	case o == nil:
	case by == retail.RemedyCollected && o.Pay.State == retail.PayAtPickup && o.Pay.DueTaxIn > 0:
		return retail.Collect{Order: o.ID, AmountTaxIn: o.Pay.DueTaxIn}
	case by == retail.RemedyDeclined && !o.State.Over():
		return retail.Decline{Order: o.ID, Why: "queue.decline.stock"}
	}
	return nil
}

// Assign gives an entry to a member of staff, or to nobody.
func (s *Service) Assign(ctx context.Context, x retail.Exception, to retail.StaffID) error {
	_, err := s.do(ctx, "pickup.Assign", &retail.Order{Store: x.Store}, retail.KindAssign, retail.Assign{Exception: x.ID, To: to})
	return err
}

// Colleagues returns who may take care of an entry: all who work at this shop,
// managers first.
func (s *Service) Colleagues(ctx context.Context) ([]retail.Staff, error) {
	all, err := s.store.StaffHere(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b retail.Staff) int { return cmp.Compare(b.Role, a.Role) })
	return all, nil
}

// Checklist returns the entries about orders that a terminal had when it was
// shut out, by order number.
func (s *Service) Checklist(ctx context.Context, device retail.DeviceID) ([]ExceptionView, error) {
	all, err := s.entries(ctx)
	if err != nil {
		return nil, err
	}
	var out []ExceptionView
	for _, x := range all {
		if x.Kind != retail.ExRevoked || x.Device != device {
			continue
		}
		v := ExceptionView{Entry: x, At: len(out) + 1}
		if x.Order != "" {
			if o, err := s.store.Order(ctx, x.Order); err == nil {
				v.Order, v.Name = o, o.Customer.CallName()
			} else if retail.CodeOf(err) != retail.CodeNotFound {
				return nil, err
			}
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b ExceptionView) int { return cmp.Compare(a.Entry.Number, b.Entry.Number) })
	return out, nil
}

// TakeOn makes the acting staff take care of an entry.
func (s *Service) TakeOn(ctx context.Context, x retail.Exception) error {
	a, err := s.actor("pickup.TakeOn")
	if err != nil {
		return err
	}
	return s.Assign(ctx, x, a.Staff.ID)
}
