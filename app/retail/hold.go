package retail

import (
	"cmp"
	"slices"
	"time"
)

// HoldID names a hold; a UUIDv7 made on the terminal.
type HoldID string

// Hold is goods kept for a customer until a day (取り置き). A hold at another
// shop is a row in both shops' books under one ID: the shop with the goods,
// Store, decides, and its letters keep the copy of From in step.
type Hold struct {
	ID        HoldID      `json:"id"`
	Store     SiteID      `json:"store"`          // where the goods are
	From      SiteID      `json:"from,omitempty"` // the shop that asked for it; empty: Store itself, or another system
	Number    string      `json:"number"`         // four digits that staff say and the tag shows
	State     HoldState   `json:"state"`
	Customer  Customer    `json:"customer"` // personal data, see there
	Lines     []HoldLine  `json:"lines"`
	Pay       HoldPay     `json:"pay"`
	PaidTaxIn Yen         `json:"paid_tax_in,omitempty"`
	PaidAt    time.Time   `json:"paid_at,omitzero"`  // of PaidAll: zero: when it was made
	Receipt   string      `json:"receipt,omitempty"` // of the till
	Floor     *Floor      `json:"floor,omitempty"`   // the floor order that it is a part of
	Tag       string      `json:"tag"`               // what the bag label on the goods carries (scanner.NewBag)
	Place     string      `json:"place,omitempty"`   // where they were put by, as scanned
	MadeAt    time.Time   `json:"made_at"`
	Until     time.Time   `json:"until"` // 取り置き期限: closing time of the last day
	EndedAt   time.Time   `json:"ended_at,omitzero"`
	Extended  int         `json:"extended,omitempty"`
	Wish      HoldWish    `json:"wish,omitempty"` // of From's copy: asked of Store, not answered
	Refused   HoldWish    `json:"refused,omitempty"`
	Answered  []CommandID `json:"answered,omitempty"` // of From's copy: wishes that Store has judged
	Made      CommandID   `json:"made"`               // the command that wrote this copy: it says who the customer is
	Handover  *Handover   `json:"handover,omitempty"`
	Channel   string      `json:"channel,omitempty"`  // the web shop whose customer asked for it, empty: staff did
	External  string      `json:"external,omitempty"` // that one's own number
	Told      string      `json:"told,omitempty"`     // what From was told last, as a digest; never leaves the shop
	Steps     []Step      `json:"steps,omitempty"`    // what happened, oldest first
	// Notice tells the customer that what they waited for lies ready; blank where
	// nobody promised to tell them.
	Notice Notice `json:"notice,omitzero"`
}

// HoldLine is one SKU of a hold. All counts are pieces.
type HoldLine struct {
	No         int        `json:"no"` // 1, 2, … within the hold
	SKU        SKUID      `json:"sku"`
	Class      StockClass `json:"class"`
	JAN        string     `json:"jan,omitempty"`
	Name       string     `json:"name"`
	Color      Color      `json:"color"`
	Size       string     `json:"size,omitempty"`
	Picture    string     `json:"picture,omitempty"`
	PriceTaxIn Yen        `json:"price_tax_in"` // of one piece
	Qty        int        `json:"qty"`
	Left       int        `json:"left,omitempty"` // of a declined hold: what could be promised then
	Held       int        `json:"held,omitempty"` // still promised in the stock books
	Kept       int        `json:"kept,omitempty"` // scanned and put by
	Back       int        `json:"back,omitempty"` // of Kept: on the shelf again
	Gone       int        `json:"gone,omitempty"` // with the customer
	Lost       int        `json:"lost,omitempty"` // sold at the till meanwhile
	Rung       int        `json:"rung,omitempty"` // the till told of them
	Sales      []Rung     `json:"sales,omitempty"`
	RungAt     time.Time  `json:"rung_at,omitzero"` // the latest sale that was taken for its own
}

// Rung is a sale that was in the books before its goods were handed over: the
// customer's own purchase of what was held.
type Rung struct {
	Cmd CommandID `json:"cmd"`
	Qty int       `json:"qty"`
}

// Aside is how many pieces lie put by: neither on their shelf nor with the
// customer.
func (l HoldLine) Aside() int { return max(0, l.Kept-l.Back-l.Gone) }

// ToKeep is how many pieces are still to be taken from their shelf and put by.
func (l HoldLine) ToKeep() int { return max(0, l.Qty-l.Lost-l.Aside()) }

// Pieces is how many pieces the customer wants.
func (h *Hold) Pieces() int {
	n := 0
	for _, l := range h.Lines {
		n += l.Qty
	}
	return n
}

// Aside is how many pieces of the hold lie put by.
func (h *Hold) Aside() int {
	n := 0
	for _, l := range h.Lines {
		n += l.Aside()
	}
	return n
}

// ToKeep is how many pieces of a hold are still to be put by.
func (h *Hold) ToKeep() int {
	n := 0
	if h.State == HoldHeld || h.State == HoldAsked {
		for _, l := range h.Lines {
			n += l.ToKeep()
		}
	}
	return n
}

// ToPutBack tells whether goods of a hold that is no more lie put by.
func (h *Hold) ToPutBack() bool { return h.State.Ended() && h.Aside() > 0 }

// MayBeOver tells whether its time has passed although no hub has said so
// (期限切れの可能性): only the hub's clock ends a hold.
func (h *Hold) MayBeOver(now time.Time) bool {
	return (h.State == HoldHeld || h.State == HoldAsked) && !h.Until.IsZero() && !now.Before(h.Until)
}

// Line returns the line with the number, or nil.
func (h *Hold) Line(no int) *HoldLine {
	for i := range h.Lines {
		if h.Lines[i].No == no {
			return &h.Lines[i]
		}
	}
	return nil
}

// Clone returns a copy that shares nothing with h.
func (h *Hold) Clone() *Hold {
	if h == nil {
		return nil
	}
	c := *h
	c.Lines = append([]HoldLine(nil), h.Lines...)
	for i := range c.Lines {
		c.Lines[i].Sales = append([]Rung(nil), h.Lines[i].Sales...)
	}
	c.Steps = append([]Step(nil), h.Steps...)
	c.Answered = slices.Clone(h.Answered)
	if h.Floor != nil {
		f := *h.Floor
		c.Floor = &f
	}
	if h.Handover != nil {
		v := *h.Handover
		c.Handover = &v
	}
	return &c
}

// tillDays is how long the till has to tell of goods that were handed over
// before nobody waits for it any more.
const tillDays = 14 * 24 * time.Hour

// Done tells whether nothing more is to come of the hold at the instant: its
// goods are back or gone, and the till has told of them or never will.
func (h *Hold) Done(now time.Time) bool {
	if !h.State.Ended() || h.Aside() > 0 {
		return false
	}
	for _, l := range h.Lines {
		if l.unrung(h, now) > 0 && now.Before(h.EndedAt.Add(tillDays)) {
			return false
		}
	}
	return true
}

// holdTransitions is the one table of which hold state may follow which.
var holdTransitions = map[HoldState][]HoldState{
	HoldAsked:     {HoldHeld, HoldDeclined, HoldReleased},
	HoldHeld:      {HoldCollected, HoldReleased, HoldExpired, HoldBroken},
	HoldExpired:   {HoldCollected, HoldHeld, HoldReleased},
	HoldCollected: {},
	HoldReleased:  {},
	HoldDeclined:  {},
	HoldBroken:    {HoldHeld}, // found after all
}

// lateHolds are the changes that only a fact may bring about: it happened.
var lateHolds = map[HoldState][]HoldState{
	HoldAsked:    {HoldCollected},
	HoldReleased: {HoldCollected},
	HoldDeclined: {HoldCollected},
	HoldBroken:   {HoldCollected},
}

// CanBecome tells whether next may follow s in the ordinary course.
func (v HoldState) CanBecome(next HoldState) bool { return contains(holdTransitions[v], next) }

// CanBecomeLate tells whether next may follow s as a late fact.
func (v HoldState) CanBecomeLate(next HoldState) bool { return contains(lateHolds[v], next) }

// Ended tells whether the promise is over; an expired hold may still be
// collected while its goods lie put by.
func (v HoldState) Ended() bool { return v != 0 && v != HoldAsked && v != HoldHeld }

// HoldPolicy is what a chain allows of holds. Days are days of business of the
// shop with the goods.
type HoldPolicy struct {
	Days       int `json:"days,omitempty"`     // 3 when zero
	MaxDays    int `json:"max_days,omitempty"` // 7 when zero
	Extends    int `json:"extends,omitempty"`  // how often staff may extend, 1 when zero, NoExtension: never; leads always may
	ExtendDays int `json:"extend_days,omitempty"`
}

// NoExtension as HoldPolicy.Extends leaves every extension to leads.
const NoExtension = -1

// Defaults of a HoldPolicy.
const (
	holdDays       = 3
	holdMaxDays    = 7
	holdExtends    = 1
	holdExtendDays = 3
)

// Full is the policy with the defaults in the place of zeros.
func (p HoldPolicy) Full() HoldPolicy {
	return HoldPolicy{
		Days: cmp.Or(p.Days, holdDays), MaxDays: cmp.Or(p.MaxDays, holdMaxDays),
		Extends: cmp.Or(p.Extends, holdExtends), ExtendDays: cmp.Or(p.ExtendDays, holdExtendDays),
	}
}

// holdTask is the one entry of the inbox about a hold that could not be kept.
func holdTask(id HoldID) ExceptionID { return ExceptionID("hold-" + string(id)) }
