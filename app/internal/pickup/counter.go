package pickup

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// CounterView answers the four questions of the counter: paid? ready? where?
// may I release it?
type CounterView struct {
	Answer   retail.PickupAnswer
	Order    *retail.Order // nil when no order of this terminal belongs to the code
	Name     string
	Proof    retail.Proof
	Code     retail.HandoverID
	Reissue  uint8
	Identity retail.IdentityKind // what was looked at, zero until somebody did
	Document retail.DocumentKind // which one, of retail.PhotoID and retail.AgeDocument
	Age      retail.AgeProof     // how it was made sure that the goods may be given, zero until somebody did
	Proxy    bool
	// Delegation is the number of the delegation whose code a proxy showed (代理受取), 0 for
	// none; ProxyName who was named, empty where this terminal has not heard it yet.
	Delegation uint8
	ProxyName  string
	Policy     retail.PickupPolicy // by which the counter asks

	Paid   bool
	Due    retail.Yen // with tax, to be taken before the goods are given
	Pieces int
	Slot   string
	Area   string // 受取コーナー
	Place  string // 中段・左から 3つ目
	Staged time.Time
	By     string // who staged it
	ByEn   string
	Bags   []BagView
	Count  int // bags scanned

	UsedAt   time.Time // PickupUsed
	UsedBy   string
	UsedByEn string
	UsedOn   string // terminal
	Notified time.Time
	Record   []RecordLine

	Later []retail.Portion // that stay here for the customer
	Left  []string         // labels of the bags that hold them; none: all of them
	Undo  *retail.Handover // that a manager may take back still, nil for none

	Desk     Standing     // of this terminal, when it was last looked at
	Approver retail.Staff // the manager who approved a handover without a line; zero: nobody
}

// Approved tells whether nothing of the line stands in the handover's way: the
// hub hears it, this terminal is the counter, or a manager answers for it.
func (v CounterView) Approved() bool { return v.Desk.May() || v.Approver.ID != "" }

// May tells whether the goods may be released once every bag is scanned.
func (v CounterView) May() bool {
	return v.Answer == retail.PickupOK && v.Due == 0 && v.Identified() && v.OldEnough()
}

// Years is how old whoever takes the goods must be, 0 where anybody may have them.
func (v CounterView) Years() int { return v.Order.AgeNeeded(v.Later) }

// OldEnough tells whether the goods ask for no age, or somebody made sure of it.
func (v CounterView) OldEnough() bool { return v.Policy.AgeMet(v.Years(), v.Age, v.Document) }

// Asks is what has to be seen of whoever collects, by the chain's rule; of a proxy with a
// code the name at least.
func (v CounterView) Asks() retail.Ask { return v.AsksOf(v.Proxy) }

// AsksOf is Asks of a proxy, or of the customer.
func (v CounterView) AsksOf(proxy bool) retail.Ask {
	ask := v.Policy.Asks(v.Order, proxy)
	if v.Delegation > 0 {
		ask = max(ask, retail.AskName)
	}
	return ask
}

// Identified tells whether that was seen.
func (v CounterView) Identified() bool { return v.Asks().Met(v.Proof, v.Identity) }

// AllBags tells whether every bag was scanned.
func (v CounterView) AllBags() bool { return v.Count == len(v.Bags) }

// RecordLine is one line of 「この注文の記録」.
type RecordLine struct {
	Kind     retail.Kind
	At       time.Time
	Staff    string
	StaffEn  string
	Terminal string
	Note     string
	Age      retail.AgeProof     // of a handover
	Document retail.DocumentKind // with retail.AgeDocument
}

// CounterAnswer is what a scan at the counter came to.
type CounterAnswer uint8

// Values of CounterAnswer. The message is "counter." + String().
const (
	// CounterShown: a code was judged; see the view's Answer.
	CounterShown CounterAnswer = iota + 1
	// CounterBag: a bag of this order.
	CounterBag
	// CounterBagTwice: scanned already.
	CounterBagTwice
	// CounterBagForeign: a bag of another order: it must not leave.
	CounterBagForeign
	// CounterBagUnknown: no order here has this bag.
	CounterBagUnknown
	// CounterNotHere: neither a pickup code nor a bag.
	CounterNotHere
	// CounterDigitsWrong: no order here has these digits.
	CounterDigitsWrong
	// CounterLocked: too many wrong digits; Shown.Wait says for how long none are taken.
	CounterLocked
)

// String returns the stable word of the answer.
func (a CounterAnswer) String() string {
	return [...]string{"", "shown", "bag", "bag_twice", "bag_foreign", "bag_unknown", "not_here", "digits_wrong", "locked"}[a]
}

// Shown is a scan at the counter, answered.
type Shown struct {
	Answer CounterAnswer
	Other  string // short number of the other order
	Wait   time.Duration
	View   CounterView
}

// Present judges a scan on the open counter page: the customer's pickup code,
// its digits, or a bag, which opens its order for an identity check.
func (s *Service) Present(ctx context.Context, code scanner.Code) (Shown, error) {
	switch code.Kind {
	case scanner.KindPickupToken:
		v, err := s.presentToken(ctx, code.Text)
		return Shown{Answer: CounterShown, View: v}, err
	case scanner.KindPickupDigits:
		return s.presentDigits(ctx, code.Fields.ID)
	case scanner.KindBag:
		o, err := s.store.OrderByBag(ctx, code.Fields.ID)
		if retail.CodeOf(err) == retail.CodeNotFound {
			return Shown{Answer: CounterBagUnknown}, nil
		}
		if err != nil {
			return Shown{}, err
		}
		v, err := s.counterView(ctx, o, retail.ReadyAnswer(o), retail.ByIdentity)
		return Shown{Answer: CounterShown, View: v}, err
	}
	if damagedToken(code) {
		return Shown{Answer: CounterShown, View: CounterView{Answer: retail.PickupForged, Proof: retail.ByCode}}, nil
	}
	return Shown{Answer: CounterNotHere}, nil
}

// damagedToken tells a pickup code that was cut or altered from other codes.
func damagedToken(c scanner.Code) bool {
	return c.Kind == scanner.KindUnknown && len(c.Text) > len(retail.PickupPrefix) && c.Text[:len(retail.PickupPrefix)] == retail.PickupPrefix
}

func (s *Service) presentToken(ctx context.Context, text string) (CounterView, error) {
	v := CounterView{Proof: retail.ByCode}
	t, err := retail.ParsePickupToken(text)
	if retail.CodeOf(err) == retail.CodeInvalid {
		v.Answer = retail.PickupForged
		return v, nil
	}
	chain, err := s.store.Chain(ctx)
	if err != nil {
		return v, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return v, err
	}
	o, err := s.store.OrderByHandover(ctx, t.Handover)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return v, err
	}
	now, err := s.never(ctx)
	if err != nil {
		return v, err
	}
	answer := retail.CheckPickup(t, chain.PickupKeys, site.No, o, now)
	if o == nil || answer == retail.PickupForged || answer == retail.PickupForeign {
		v.Answer = answer
		return v, nil
	}
	if answer != retail.PickupOK {
		if _, err := s.do(ctx, "pickup.Present", o, retail.KindCodeShown, retail.CodeShown{Order: o.ID, Answer: answer.String()}); err != nil {
			return v, err
		}
		if o, err = s.store.Order(ctx, o.ID); err != nil {
			return v, err
		}
	}
	v, err = s.counterView(ctx, o, answer, retail.ByCode)
	v.Code, v.Reissue, v.Delegation = t.Handover, t.Reissue, t.Delegation
	if v.Proxy = t.Delegation > 0; v.Proxy && t.Delegation != o.Pickup.Delegation.No {
		v.ProxyName = "" // the name known here is another's
	}
	return v, err
}

// never returns a time that never runs back: the later of the clock and the
// largest hub time seen.
func (s *Service) never(ctx context.Context) (time.Time, error) {
	now := s.clock.Now()
	ms, err := s.store.HubTime(ctx)
	if hub := time.UnixMilli(ms); hub.After(now) {
		now = hub
	}
	return now, err
}

// Open shows an order at the counter that was found by name: it needs an
// identity check.
func (s *Service) Open(ctx context.Context, id retail.OrderID) (CounterView, error) {
	o, err := s.store.Order(ctx, id)
	if err != nil {
		return CounterView{}, err
	}
	return s.counterView(ctx, o, retail.ReadyAnswer(o), retail.ByIdentity)
}

func (s *Service) counterView(ctx context.Context, o *retail.Order, answer retail.PickupAnswer, proof retail.Proof) (CounterView, error) {
	v := CounterView{
		Answer: answer, Order: o, Name: o.Customer.CallName(), Proof: proof,
		Paid: o.Pay.State != retail.PayAtPickup, Due: o.Pay.DueTaxIn, Pieces: o.PickedPieces(), Slot: o.Slot,
		ProxyName: o.Proxy,
	}
	if o.State.Waiting() {
		v.Pieces = o.ToGive()
	}
	if o.Pay.State != retail.PayAtPickup {
		v.Due = 0
	}
	var err error
	if v.Desk, err = s.desk.Standing(ctx); err != nil {
		return v, err
	}
	chain, err := s.store.Chain(ctx)
	if err != nil {
		return v, err
	}
	v.Policy = chain.Pickups
	now, err := s.never(ctx)
	if err != nil {
		return v, err
	}
	if h := o.MayUndo(chain.Pickups, now); h != nil {
		v.Undo = h
	}
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return v, err
	}
	if i := slices.IndexFunc(slots, func(sl retail.StagingSlot) bool { return sl.Code == o.Slot }); i >= 0 {
		v.Area, v.Place = slots[i].Area, slots[i].Place
	}
	next := true
	for _, b := range o.Bags {
		done := !b.Checked.IsZero()
		v.Bags = append(v.Bags, BagView{No: b.No, Done: done, Next: next && !done})
		next = next && done
		if done {
			v.Count++
		}
		v.Staged = b.At
		v.By, v.ByEn = s.staffName(ctx, b.Staff)
	}
	if h := o.Handover; h != nil {
		v.UsedAt, v.UsedOn = h.At, s.terminalName(ctx, h.Device)
		v.UsedBy, v.UsedByEn = s.staffName(ctx, h.Staff)
	}
	for _, st := range o.Steps {
		r := s.recordLine(ctx, st)
		if h := o.HandoverAt(st); h != nil && h.Age != 0 {
			r.Age, r.Document = h.Age, h.Document
		}
		v.Record = append(v.Record, r)
		if st.Kind == retail.KindNoticeResult || st.Kind == retail.KindTold {
			v.Notified = st.At
		}
	}
	return v, nil
}

// refresh rebuilds the view after something was recorded, keeping the proof.
func (s *Service) refresh(ctx context.Context, v CounterView) (CounterView, error) {
	o, err := s.store.Order(ctx, v.Order.ID)
	if err != nil {
		return v, err
	}
	answer := v.Answer
	if answer == retail.PickupOK {
		answer = retail.ReadyAnswer(o)
	}
	n, err := s.counterView(ctx, o, answer, v.Proof)
	n.Code, n.Reissue, n.Identity, n.Document, n.Proxy, n.Approver = v.Code, v.Reissue, v.Identity, v.Document, v.Proxy, v.Approver
	n.Age = v.Age
	n.Later, n.Left, n.Delegation = v.Later, v.Left, v.Delegation
	if d := o.Pickup.Delegation; n.Delegation > 0 && n.Delegation != d.No {
		n.ProxyName = ""
	}
	if n.Answer == retail.PickupOK && n.Delegation > 0 && o.Pickup.Delegation.Refuses(n.Delegation) {
		n.Answer = retail.PickupWithdrawn
	}
	return n, err
}

// ScanAtCounter takes a scan while an order is shown: its bags one by one.
// Another customer's code or bag changes nothing but is said.
func (s *Service) ScanAtCounter(ctx context.Context, v CounterView, code scanner.Code) (Shown, error) {
	if code.Kind != scanner.KindBag || v.Order == nil {
		return s.Present(ctx, code)
	}
	label := code.Fields.ID
	out := Shown{Answer: CounterBagForeign, View: v}
	b := v.Order.Bag(label)
	switch {
	case b == nil:
		other, err := s.store.OrderByBag(ctx, label)
		if retail.CodeOf(err) == retail.CodeNotFound {
			out.Answer = CounterBagUnknown
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out.Other = other.Number
		return out, nil
	case !b.Checked.IsZero():
		out.Answer = CounterBagTwice
		return out, nil
	}
	if _, err := s.do(ctx, "pickup.ScanAtCounter", v.Order, retail.KindCheckBag, retail.CheckBag{Order: v.Order.ID, Label: label}); err != nil {
		return out, err
	}
	var err error
	out.Answer = CounterBag
	out.View, err = s.refresh(ctx, v)
	return out, err
}

// Identify notes what was looked at to know the customer, and of a document which
// one it was.
func (s *Service) Identify(v CounterView, kind retail.IdentityKind, doc retail.DocumentKind, proxy bool) CounterView {
	v.Identity, v.Document, v.Proxy = kind, doc, proxy
	return v
}

// CheckAge notes how it was made sure that the customer is old enough, and by which
// document.
func (s *Service) CheckAge(v CounterView, how retail.AgeProof, doc retail.DocumentKind) CounterView {
	v.Age = how
	if how == retail.AgeDocument {
		v.Document = doc
	}
	return v
}

// KeepAged writes down that the goods with an age stay here: nobody could make sure
// that the customer is old enough (年齢確認できず).
func (s *Service) KeepAged(ctx context.Context, v CounterView) (CounterView, error) {
	if v.Order == nil {
		return v, retail.E(retail.CodeRefused, "pickup.KeepAged", "hint.part.gone", nil)
	}
	for _, l := range v.Order.Lines {
		if n := l.ToGive(); l.MinAge > 0 && n > 0 {
			var err error
			if v, err = s.Refuse(ctx, v, l.No, n, retail.RefuseAge); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

// Approve notes that a manager answers for the handover although the line is
// away and this terminal is not the counter (責任者承認).
func (s *Service) Approve(v CounterView, manager retail.Staff) CounterView {
	v.Approver = manager
	return v
}

// Collect books that the amount due was taken at the till.
func (s *Service) Collect(ctx context.Context, v CounterView, receipt string) (CounterView, error) {
	const op = "pickup.Collect"
	if v.Order == nil || v.Due == 0 {
		return v, retail.E(retail.CodeRefused, op, "hint.nothing_due", nil)
	}
	if _, err := s.do(ctx, op, v.Order, retail.KindCollect, retail.Collect{Order: v.Order.ID, AmountTaxIn: v.Due, Receipt: receipt}); err != nil {
		return v, err
	}
	return s.refresh(ctx, v)
}

// HandOver gives the goods to the customer. It is CodeRefused until the four
// questions are answered and every bag is scanned; the hint says what is
// missing.
func (s *Service) HandOver(ctx context.Context, v CounterView) (CounterView, error) {
	const op = "pickup.HandOver"
	v, err := s.refresh(ctx, v)
	if err != nil {
		return v, err
	}
	switch {
	case v.Answer != retail.PickupOK:
		return v, retail.E(retail.CodeRefused, op, "answer."+v.Answer.String(), nil)
	case v.Due > 0:
		return v, retail.E(retail.CodeRefused, op, "hint.unpaid", nil)
	case !v.Identified():
		return v, retail.E(retail.CodeRefused, op, "hint.identity", nil)
	case !v.OldEnough():
		return v, retail.E(retail.CodeRefused, op, "hint.age", nil)
	case !v.AllBags():
		return v, retail.E(retail.CodeRefused, op, "hint.bags", nil)
	case !v.Approved():
		return v, retail.E(retail.CodeRefused, op, "hint.no_lease", nil)
	}
	b := retail.HandOver{
		Order: v.Order.ID, Later: v.Later, Left: v.Left, Pieces: v.Pieces - v.LaterPieces(),
		Proof: v.Proof, Code: v.Code, Reissue: v.Reissue, Identity: v.Identity, Document: v.Document, Proxy: v.Proxy, Delegation: v.Delegation,
	}
	if v.Years() > 0 {
		b.Age = v.Age
	}
	if b.Pieces < 1 {
		return v, retail.E(retail.CodeRefused, op, "hint.part.none", nil)
	}
	for _, bag := range v.Order.Bags {
		b.Bags = append(b.Bags, bag.Label)
	}
	if b.Offline = !v.Desk.Online; b.Offline {
		b.Lease = v.Desk.Token
		if !v.Desk.Mine {
			b.Lease, b.Approver = 0, v.Approver.ID
		}
	}
	if _, err := s.do(ctx, op, v.Order, retail.KindHandover, b); err != nil {
		return v, err
	}
	v.Later, v.Left = nil, nil
	return s.refresh(ctx, v)
}
