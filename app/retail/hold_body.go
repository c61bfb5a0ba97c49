package retail

import "time"

// MakeHold is the body of KindHold. At is the shop with the goods; Until zero
// asks for the chain's usual time.
type MakeHold struct {
	Hold      HoldID     `json:"hold"`
	At        SiteID     `json:"at"`
	Number    string     `json:"number"`
	Tag       string     `json:"tag"`
	Customer  Customer   `json:"customer"`
	Lines     []HoldLine `json:"lines"`
	Until     time.Time  `json:"until,omitzero"`
	Pay       HoldPay    `json:"pay"`
	PaidTaxIn Yen        `json:"paid_tax_in,omitempty"`
}

// AskHold is the body of KindHoldAsk: another shop, or another system when
// Hold.From is empty, wants goods kept here.
type AskHold struct {
	Hold Hold `json:"hold"`
}

// HoldNews is the body of KindHoldNews: how a hold stands in the shop with the
// goods, without the customer.
type HoldNews struct {
	Hold    Hold     `json:"hold"`
	Refused HoldWish `json:"refused,omitempty"`
	After   string   `json:"after,omitempty"` // Hold.Told before
	// Answers is the wish that this is the answer to, as it was judged.
	Answers CommandID `json:"answers,omitempty"`
}

// WishHold is the body of KindHoldWish: the shop that asked for a hold wants
// something done.
type WishHold struct {
	Hold HoldID   `json:"hold"`
	Wish HoldWish `json:"wish"`
	Lead bool     `json:"lead,omitempty"` // whoever wishes may extend at any time
	Why  string   `json:"why,omitempty"`  // of a release, as in ReleaseHold
}

// KeepHold is the body of KindHoldKeep: a piece was scanned and put by. Without a
// piece, what lies put by was carried to Place.
type KeepHold struct {
	Hold   HoldID     `json:"hold"`
	Line   int        `json:"line"`
	Qty    int        `json:"qty"`
	Code   string     `json:"code"`
	Entry  Entry      `json:"entry"`
	Reason HandReason `json:"reason,omitempty"` // only when typed
	Place  string     `json:"place,omitempty"`
}

// BackHold is the body of KindHoldBack: a piece is on its shelf again.
type BackHold struct {
	Hold  HoldID `json:"hold"`
	Line  int    `json:"line"`
	Qty   int    `json:"qty"`
	Shelf string `json:"shelf,omitempty"` // as scanned
}

// CollectHold is the body of KindHoldCollect: the customer has the goods.
type CollectHold struct {
	Hold     HoldID       `json:"hold"`
	Tag      string       `json:"tag,omitempty"` // as scanned, or typed for a Reason; empty: by name
	Identity IdentityKind `json:"identity,omitempty"`
	Offline  bool         `json:"offline,omitempty"`  // done without a line to the hub
	Lease    int64        `json:"lease,omitempty"`    // token of the counter's Lease as this terminal has it
	Approver StaffID      `json:"approver,omitempty"` // the manager who approved it without one
	Seen     int          `json:"seen,omitempty"`     // pieces that lay put by, as far as this terminal knew
	Waybill  string       `json:"waybill,omitempty"`  // of goods that a carrier took, as scanned (送り状)
	// Codes are those of the goods, where they were scanned instead of the tag, and
	// Reason why neither could be.
	Codes  []string   `json:"codes,omitempty"`
	Reason HandReason `json:"reason,omitempty"`
}

// ReleaseHold is the body of KindHoldRelease (取り置き解除). Why is a key.
type ReleaseHold struct {
	Hold HoldID `json:"hold"`
	Why  string `json:"why,omitempty"`
}

// ExtendHold is the body of KindHoldExtend.
type ExtendHold struct {
	Hold HoldID `json:"hold"`
}

// ExpireHold is the body of KindHoldExpire.
type ExpireHold struct {
	Hold HoldID `json:"hold"`
}

// HoldNotice is the body of KindHoldNotice.
type HoldNotice struct {
	Hold      HoldID `json:"hold"`
	MessageID string `json:"message_id"`
}

// HoldNoticed is the body of KindHoldNoticed. State is as that of a NoticeResult.
type HoldNoticed struct {
	Hold      HoldID      `json:"hold"`
	MessageID string      `json:"message_id"`
	State     NoticeState `json:"state"`
}

// RenoticeHold is the body of KindHoldRenotice.
type RenoticeHold struct {
	Hold HoldID `json:"hold"`
}

// ToldHold is the body of KindHoldTold: by phone, or in person.
type ToldHold struct {
	Hold HoldID `json:"hold"`
}

func holdRef(id HoldID) Ref { return Ref{Entity: EntityHold, ID: string(id)} }

// About returns the hold.
func (b MakeHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b AskHold) About() Ref { return holdRef(b.Hold.ID) }

// About returns the hold.
func (b HoldNews) About() Ref { return holdRef(b.Hold.ID) }

// About returns the hold.
func (b WishHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b KeepHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b BackHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b CollectHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b ReleaseHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b ExtendHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b ExpireHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b HoldNotice) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b HoldNoticed) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b RenoticeHold) About() Ref { return holdRef(b.Hold) }

// About returns the hold.
func (b ToldHold) About() Ref { return holdRef(b.Hold) }

// HoldLevels returns the stock levels that a command about a hold may promise
// or move. h is the hold as it stands, nil when there is none.
func (c Command) HoldLevels(h *Hold) []StockKey {
	var lines []HoldLine
	switch b := c.Body.(type) {
	case MakeHold:
		if b.At == c.Store {
			lines = b.Lines
		}
	case FloorOrder:
		if b.At == c.Store {
			lines = b.Lines
		}
	case AskHold:
		lines = b.Hold.Lines
	default:
		if h != nil && h.Store == c.Store {
			lines = h.Lines
		}
	}
	var out []StockKey
	for _, l := range lines {
		if k := l.key(c.Store); !contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

func (l HoldLine) key(site SiteID) StockKey { return StockKey{Site: site, SKU: l.SKU, Class: l.Class} }
