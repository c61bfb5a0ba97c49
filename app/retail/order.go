package retail

import (
	"slices"
	"strings"
	"time"
)

// Order is one web order for collection in a shop, with everything the shop
// has done for it. It is one aggregate: commands change it as a whole.
type Order struct {
	ID         OrderID    `json:"id"`
	Store      SiteID     `json:"store"`
	Number     string     `json:"number"` // the short number staff say: 4821
	Channel    string     `json:"channel"`
	External   string     `json:"external"` // the web shop's own order number
	State      OrderState `json:"state"`
	PlacedAt   time.Time  `json:"placed_at"`
	PromisedAt time.Time  `json:"promised_at"`
	Deadline   time.Time  `json:"deadline"` // 受取期限
	Customer   Customer   `json:"customer"`
	Pay        Payment    `json:"pay"`
	Gift       bool       `json:"gift,omitempty"`
	Proxy      string     `json:"proxy,omitempty"` // 代理人 named by the customer, in the web shop or by KindDelegate
	Lines      []Line     `json:"lines"`
	Claim      *Claim     `json:"claim,omitempty"`
	Slot       string     `json:"slot,omitempty"` // staging place of the bags
	Bags       []Bag      `json:"bags,omitempty"`
	Pickup     Pickup     `json:"pickup"`
	Notice     Notice     `json:"notice"`
	Handover   *Handover  `json:"handover,omitempty"`
	Arrival    *Arrival   `json:"arrival,omitempty"`
	Extended   int        `json:"extended,omitempty"` // how often Deadline was moved
	Reminded   time.Time  `json:"reminded,omitzero"`  // the Deadline that the customer was reminded of
	ByRule     bool       `json:"by_rule,omitempty"`  // Deadline is the chain's: it runs from when the goods lie ready
	Wave       WaveID     `json:"wave,omitempty"`     // the one it is walked in, empty for none
	Totes      []string   `json:"totes,omitempty"`    // that its picked goods were laid in
	// Carried are commands of a terminal that another one brought to the hub
	// before itself did, see TakeWave.
	Carried []CommandID `json:"carried,omitempty"`
	Steps   []Step      `json:"steps,omitempty"` // what happened, oldest first
	// Answers are what the customer said of goods that are missing, oldest first.
	Answers []Answer `json:"answers,omitempty"`
	Pause   *Pause   `json:"pause,omitempty"`   // the work on it rests, while it lives
	Refunds []Refund `json:"refunds,omitempty"` // what its web shop owes the customer
	// Parts are handovers after which some of the goods stayed here for the customer;
	// Doubles those that came when the order was handed over already.
	Parts   []Handover `json:"parts,omitempty"`
	Doubles []Handover `json:"doubles,omitempty"`
	// Cold is how long its chilled and its frozen goods are, or were, out of the cold.
	Cold []ColdSpell `json:"cold,omitempty"`
	// Named are the commands that named a proxy: they are forgotten with the customer.
	Named []CommandID `json:"named,omitempty"`
}

// Customer is who ordered. It is personal data: masked on screens until held,
// sealed where it rests on a terminal, purged when the order is done with.
type Customer struct {
	Name  string `json:"name,omitempty"`  // 山田 太郎
	Kana  string `json:"kana,omitempty"`  // ヤマダ タロウ
	Phone string `json:"phone,omitempty"` // digits only
	Email string `json:"email,omitempty"` // stays on the hub
	Note  string `json:"note,omitempty"`  // お客様より
	// Member is the member's number, of holds.
	Member string `json:"member,omitempty"`
	// Address is where goods are brought, of floor orders.
	Address Address `json:"address,omitzero"`
}

// Last4 returns the last four digits of the phone number.
func (c Customer) Last4() string {
	if len(c.Phone) < 4 {
		return c.Phone
	}
	return c.Phone[len(c.Phone)-4:]
}

// CallName returns the family name in kana, as it is called out, without 様.
// It falls back to the family name as written.
func (c Customer) CallName() string {
	s := strings.TrimSpace(c.Kana)
	if s == "" {
		s = strings.TrimSpace(c.Name)
	}
	for i, r := range s {
		if r == ' ' || r == '\u3000' {
			return s[:i]
		}
	}
	return s
}

// Payment is what the order costs and what is still to be taken.
type Payment struct {
	State      PayState `json:"state"`
	Method     string   `json:"method,omitempty"` // as the web shop names it: クレジット
	TotalTaxIn Yen      `json:"total_tax_in"`
	DueTaxIn   Yen      `json:"due_tax_in,omitempty"` // to be taken at the counter
	Receipt    string   `json:"receipt,omitempty"`    // the till's receipt number
}

// Line is one SKU of an order.
type Line struct {
	No         int         `json:"no"` // 1, 2, … within the order
	SKU        SKUID       `json:"sku"`
	JAN        string      `json:"jan,omitempty"`
	Name       string      `json:"name"`
	Color      Color       `json:"color"`
	Size       string      `json:"size,omitempty"`
	Picture    string      `json:"picture,omitempty"`
	PriceTaxIn Yen         `json:"price_tax_in"` // of one piece
	TaxRate    TaxRate     `json:"tax_rate"`
	Qty        int         `json:"qty"`
	Picked     int         `json:"picked,omitempty"`
	Short      int         `json:"short,omitempty"`
	Reason     ShortReason `json:"reason,omitempty"` // the last one of Gaps
	Gaps       []Gap       `json:"gaps,omitempty"`   // what Short is made of
	PutBack    int         `json:"put_back,omitempty"`
	Gone       int         `json:"gone,omitempty"`  // with the customer
	Alloc      int         `json:"alloc,omitempty"` // still promised in the stock books
	// Of is the line whose missing goods this one stands in for (代わりの品), 0 for
	// a line that the customer ordered. Swapped and Waived are of Short: pieces for
	// which another line stands in, and those that the customer gets not here.
	Of      int `json:"of,omitempty"`
	Swapped int `json:"swapped,omitempty"`
	Waived  int `json:"waived,omitempty"`
	// Refused is how many pieces the customer did not take at the counter, Unwanted
	// those of them that are still to be put back, and Off what is therefore not due.
	Refused  int    `json:"refused,omitempty"`
	Unwanted int    `json:"unwanted,omitempty"`
	Off      Yen    `json:"off,omitempty"`
	Picks    []Pick `json:"picks,omitempty"`
	// WeighedTaxIn is what is due at the counter more, or less, because of what the
	// picked packs weigh, see weighed.
	WeighedTaxIn Yen `json:"weighed_tax_in,omitempty"`
	Fresh            // of the SKU, when it was ordered
}

// Gap is a part of a line that was given up as 欠品, for one reason.
type Gap struct {
	Qty    int         `json:"qty"`
	Reason ShortReason `json:"reason"`
	Cmd    CommandID   `json:"cmd,omitempty"` // that gave it up; empty from older hubs
}

// Open is how many pieces are still to be found.
func (l Line) Open() int {
	return max(0, l.Qty-l.Refused-(l.Picked-l.PutBack-l.Unwanted)-l.Short)
}

// ToPutBack is how many picked pieces must return to their shelf when the
// order is no more: those that neither returned yet nor went to the customer.
func (l Line) ToPutBack() int { return max(0, l.Picked-l.PutBack-l.Gone) }

// Extra is how many pieces were taken beyond the order, or refused, and not yet
// returned.
func (l Line) Extra() int {
	return max(0, l.Picked-l.PutBack-l.Unwanted-(l.Qty-l.Refused)) + l.Unwanted
}

// Pick is one verified scan of a line.
type Pick struct {
	Cmd   CommandID `json:"cmd"`
	Qty   int       `json:"qty"`
	Code  string    `json:"code"` // as scanned
	Entry Entry     `json:"entry"`
	Staff StaffID   `json:"staff"`
	At    time.Time `json:"at"`
	Wave  WaveID    `json:"wave,omitempty"` // that it was picked in
	Tote  string    `json:"tote,omitempty"` // that it lies in; empty: in the hand, or no wave
	Tag             // what its code said
}

// Claim says whose an order is until the lease runs out (担当).
type Claim struct {
	Staff  StaffID   `json:"staff"`
	Device DeviceID  `json:"device"`
	Until  time.Time `json:"until"`
}

// LiveAt tells whether the claim still holds.
func (c *Claim) LiveAt(t time.Time) bool { return c != nil && t.Before(c.Until) }

// Bag is one bag or parcel of an order, known by the label tied to it.
type Bag struct {
	Label   string    `json:"label"` // as scanned, unique among what is staged
	No      int       `json:"no"`    // 袋1, 袋2
	Slot    string    `json:"slot"`
	Staff   StaffID   `json:"staff"`
	At      time.Time `json:"at"`
	Checked time.Time `json:"checked,omitzero"` // scanned at the counter
	Missing time.Time `json:"missing,omitzero"` // since when nobody finds it in its place
	// Warm are the temperatures at which its place keeps no goods, see WarmIn.
	Warm []Temperature `json:"warm,omitempty"`
}

// Pickup is what a terminal needs to check a pickup code. The code itself
// stays on the hub and with the customer.
type Pickup struct {
	Handover HandoverID `json:"handover"`
	Reissue  uint8      `json:"reissue,omitempty"`
	Expires  time.Time  `json:"expires"`
	Digits   string     `json:"digits,omitempty"` // DigitsHash of the typed form
	// Delegation is who else may collect, with a code of their own.
	Delegation Delegation `json:"delegation,omitzero"`
}

// NoticeKey names what a ready notice tells of: the ID of an order or of a hold.
type NoticeKey string

// Notice is how far the ready notice of an order, or of a hold, has come.
type Notice struct {
	State     NoticeState `json:"state,omitempty"`
	Attempt   int         `json:"attempt,omitempty"`
	MessageID string      `json:"message_id,omitempty"`
	At        time.Time   `json:"at,omitzero"`
	From      DeviceID    `json:"from,omitempty"` // the terminal that staged, see notice rules
	Dseq      int64       `json:"dseq,omitempty"`
	// Remind is the deadline that the letter reminds of; zero: it is not about one.
	Remind time.Time `json:"remind,omitzero"`
}

// Handover is the record of goods given to the customer.
type Handover struct {
	Cmd      CommandID    `json:"cmd"`
	Staff    StaffID      `json:"staff"`
	Device   DeviceID     `json:"device"`
	At       time.Time    `json:"at"`
	Proof    Proof        `json:"proof"`
	Identity IdentityKind `json:"identity,omitempty"`
	Document DocumentKind `json:"document,omitempty"` // of PhotoID and AgeDocument
	Age      AgeProof     `json:"age,omitempty"`
	Proxy    bool         `json:"proxy,omitempty"`
	// Delegation is the number of the delegation whose code was shown, 0 for none.
	Delegation uint8    `json:"delegation,omitempty"`
	Bags       []string `json:"bags,omitempty"` // labels scanned
	// From is how the order stood before, Gave what left with it, and Quiet that the
	// customer was not told yet: what it takes to undo it.
	From  OrderState `json:"from,omitempty"`
	Gave  []Given    `json:"gave,omitempty"`
	Quiet bool       `json:"quiet,omitempty"`
	// Went is the bags that left with a part of the order.
	Went []Bag `json:"went,omitempty"`
	// Arrival is the customer's call that a part of the order answered.
	Arrival *Arrival `json:"arrival,omitempty"`
}

// Step is one line of the order's record.
type Step struct {
	Kind   Kind      `json:"kind"`
	At     time.Time `json:"at"`
	Staff  StaffID   `json:"staff,omitempty"`
	Device DeviceID  `json:"device,omitempty"`
	Note   string    `json:"note,omitempty"` // a shelf, a channel: no personal data
}

// Pieces is how many pieces the customer ordered.
func (o *Order) Pieces() int {
	n := 0
	for _, l := range o.own() {
		n += l.Qty
	}
	return n
}

// Settled tells whether every line is picked or short.
func (o *Order) Settled() bool {
	for _, l := range o.Lines {
		if l.Open() > 0 {
			return false
		}
	}
	return true
}

// Missing is how many pieces were not found and are not settled with the
// customer.
func (o *Order) Missing() int {
	n := 0
	for _, l := range o.Lines {
		n += l.Lacking()
	}
	return n
}

// PickedPieces is how many pieces were taken and not put back.
func (o *Order) PickedPieces() int {
	n := 0
	for _, l := range o.Lines {
		n += l.Picked - l.PutBack
	}
	return n
}

// leftover is how many pieces are neither on a shelf nor with the customer.
func (o *Order) leftover() int {
	n := 0
	for _, l := range o.Lines {
		n += l.ToPutBack()
	}
	return n
}

// Returned tells whether no piece lies ready any more: all went with the
// customer or back to their shelf.
func (o *Order) Returned() bool { return o.leftover() == 0 }

// Line returns the line with the number, or nil.
func (o *Order) Line(no int) *Line {
	for i := range o.Lines {
		if o.Lines[i].No == no {
			return &o.Lines[i]
		}
	}
	return nil
}

// Bag returns the bag with the label, or nil.
func (o *Order) Bag(label string) *Bag {
	for i := range o.Bags {
		if o.Bags[i].Label == label {
			return &o.Bags[i]
		}
	}
	return nil
}

// Clone returns a copy that shares nothing with o.
func (o *Order) Clone() *Order {
	if o == nil {
		return nil
	}
	c := *o
	c.Lines = append([]Line(nil), o.Lines...)
	for i := range c.Lines {
		c.Lines[i].Picks = append([]Pick(nil), o.Lines[i].Picks...)
		c.Lines[i].Gaps = append([]Gap(nil), o.Lines[i].Gaps...)
	}
	c.Bags = append([]Bag(nil), o.Bags...)
	c.Steps = append([]Step(nil), o.Steps...)
	c.Answers = append([]Answer(nil), o.Answers...)
	c.Totes = append([]string(nil), o.Totes...)
	c.Carried = append([]CommandID(nil), o.Carried...)
	c.Refunds = append([]Refund(nil), o.Refunds...)
	c.Cold = append([]ColdSpell(nil), o.Cold...)
	c.Named = append([]CommandID(nil), o.Named...)
	if o.Claim != nil {
		cl := *o.Claim
		c.Claim = &cl
	}
	if o.Pause != nil {
		p := *o.Pause
		c.Pause = &p
	}
	if o.Arrival != nil {
		a := *o.Arrival
		c.Arrival = &a
	}
	if o.Handover != nil {
		h := o.Handover.clone()
		c.Handover = &h
	}
	c.Parts, c.Doubles = slices.Clone(o.Parts), slices.Clone(o.Doubles)
	return &c
}
