package retail

import "time"

// Claim lease and takeover.
const (
	// ClaimLease is how long an order stays with whoever claimed it without a
	// further scan.
	ClaimLease = 30 * time.Minute
)

// Receive is the body of KindReceive: the order as the web shop has it. Shop
// work (state, picks, bags) in it is ignored.
type Receive struct {
	Order Order `json:"order"`
}

// WhyCustomer is the reason of a cancel by the customer on the page of the order.
const WhyCustomer = "customer_page"

// Cancel is the body of KindCancel.
type Cancel struct {
	Order OrderID `json:"order"`
	Why   string  `json:"why,omitempty"` // key or the web shop's word, no personal data
}

// ClaimOrder is the body of KindClaim. TakeOver says that the member of staff
// was asked and wants it although a colleague has it.
type ClaimOrder struct {
	Order    OrderID `json:"order"`
	TakeOver bool    `json:"take_over,omitempty"`
}

// Release is the body of KindRelease.
type Release struct {
	Order OrderID `json:"order"`
}

// PickItem is the body of KindPick. SKU is what was in the hand.
type PickItem struct {
	Order  OrderID    `json:"order"`
	Line   int        `json:"line"`
	SKU    SKUID      `json:"sku"`
	Qty    int        `json:"qty"`
	Code   string     `json:"code"`
	Entry  Entry      `json:"entry"`
	Reason HandReason `json:"reason,omitempty"` // only when typed
	Wave   WaveID     `json:"wave,omitempty"`   // that it was picked in
	Tag               // what its code said
}

// UndoPick is the body of KindUndoPick.
type UndoPick struct {
	Order OrderID   `json:"order"`
	Line  int       `json:"line"`
	Pick  CommandID `json:"pick"`
}

// Mismatch is the body of KindMismatch: a mispick that the scan caught.
type Mismatch struct {
	Order OrderID `json:"order"`
	Line  int     `json:"line"`
	Code  string  `json:"code"`
	SKU   SKUID   `json:"sku,omitempty"`
	As    string  `json:"as"` // word of MatchKind
}

// ShortLine is the body of KindShort.
type ShortLine struct {
	Order  OrderID     `json:"order"`
	Line   int         `json:"line"`
	Qty    int         `json:"qty"`
	Reason ShortReason `json:"reason"`
}

// FoundLine is the body of KindFound.
type FoundLine struct {
	Order OrderID `json:"order"`
	Line  int     `json:"line"`
}

// StageBag is the body of KindStageBag.
type StageBag struct {
	Order OrderID `json:"order"`
	Slot  string  `json:"slot"`
	Label string  `json:"label"`
	No    int     `json:"no"`
	// Warm are the temperatures at which the place keeps no goods, see WarmIn. A
	// program that does not say so is believed to have found a place that does.
	Warm []Temperature `json:"warm,omitempty"`
}

// StageOrder is the body of KindStage.
type StageOrder struct {
	Order OrderID `json:"order"`
}

// Decline is the body of KindDecline.
type Decline struct {
	Order OrderID `json:"order"`
	Why   string  `json:"why"`
}

// NoticeStart is the body of KindNoticeStart.
type NoticeStart struct {
	Order     OrderID `json:"order"`
	MessageID string  `json:"message_id"` // RFC 5322 Message-ID, fixed before sending
}

// NoticeResult is the body of KindNoticeResult. State is NoticeSent,
// NoticeUnknown, NoticeFailed or NoticeNoAddress, or NoticeQueued when the
// notice certainly did not leave.
type NoticeResult struct {
	Order     OrderID     `json:"order"`
	MessageID string      `json:"message_id"`
	State     NoticeState `json:"state"`
}

// NoticeResend is the body of KindNoticeResend.
type NoticeResend struct {
	Order OrderID `json:"order"`
}

// Told is the body of KindTold.
type Told struct {
	Order OrderID `json:"order"`
}

// CheckBag is the body of KindCheckBag.
type CheckBag struct {
	Order OrderID `json:"order"`
	Label string  `json:"label"`
}

// Collect is the body of KindCollect.
type Collect struct {
	Order       OrderID `json:"order"`
	AmountTaxIn Yen     `json:"amount_tax_in"`
	Receipt     string  `json:"receipt,omitempty"`
}

// HandOver is the body of KindHandover.
type HandOver struct {
	Order    OrderID      `json:"order"`
	Proof    Proof        `json:"proof"`
	Code     HandoverID   `json:"code,omitzero"`
	Reissue  uint8        `json:"reissue,omitempty"`
	Identity IdentityKind `json:"identity,omitempty"`
	Document DocumentKind `json:"document,omitempty"` // of PhotoID and AgeDocument: which one it was
	Proxy    bool         `json:"proxy,omitempty"`
	Bags     []string     `json:"bags,omitempty"`
	Offline  bool         `json:"offline,omitempty"`  // done without a line to the hub
	Lease    int64        `json:"lease,omitempty"`    // token of the counter's Lease as this terminal has it
	Approver StaffID      `json:"approver,omitempty"` // the manager who approved it without one
	// Later are pieces that stay here for the customer, and Left the labels of the
	// bags that hold them; Pieces is how many were given, zero from older programs.
	Later  []Portion `json:"later,omitempty"`
	Left   []string  `json:"left,omitempty"`
	Pieces int       `json:"pieces,omitempty"`
	// Age is how it was made sure that the goods may be given, with AgeDocument by Document.
	Age AgeProof `json:"age,omitempty"`
	// Delegation is the number of the delegation whose code the proxy showed, 0 for none.
	Delegation uint8 `json:"delegation,omitempty"`
}

// Expire is the body of KindExpire.
type Expire struct {
	Order OrderID `json:"order"`
}

// PutBackItem is the body of KindPutBack.
type PutBackItem struct {
	Order OrderID `json:"order"`
	Line  int     `json:"line"`
	Qty   int     `json:"qty"`
	Shelf string  `json:"shelf,omitempty"` // as scanned
	// Reason is why the shelf was not scanned, zero when it was, and from older programs.
	Reason HandReason `json:"reason,omitempty"`
}

// Reveal is the body of KindReveal.
type Reveal struct {
	Order OrderID `json:"order"`
	Field string  `json:"field"` // "name", "phone"
}

// CodeShown is the body of KindCodeShown. Answer is the word of a PickupAnswer.
type CodeShown struct {
	Order  OrderID `json:"order"`
	Answer string  `json:"answer"`
}

// SignIn is the body of KindSignIn.
type SignIn struct{}

// SignOut is the body of KindSignOut.
type SignOut struct {
	Auto bool `json:"auto,omitempty"` // the terminal locked itself
}

// Lockout is the body of KindLockout: too many wrong PINs of Staff, or with Codes too
// many wrong pickup codes, see CodeTries. Approver is the manager who let codes be typed
// again before the wait was over.
type Lockout struct {
	Staff    StaffID `json:"staff,omitempty"`
	Codes    bool    `json:"codes,omitempty"`
	Approver StaffID `json:"approver,omitempty"`
}

// Settle is the body of KindSettle.
type Settle struct {
	Exception ExceptionID   `json:"exception"`
	Kind      ExceptionKind `json:"kind,omitempty"` // what it was when it was settled; zero from older programs
	How       string        `json:"how"`
}

func orderRef(id OrderID) Ref { return Ref{Entity: EntityOrder, ID: string(id)} }

// About returns the order.
func (b Receive) About() Ref { return orderRef(b.Order.ID) }

// About returns the order.
func (b Cancel) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b ClaimOrder) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Release) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b PickItem) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b UndoPick) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Mismatch) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b ShortLine) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b FoundLine) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b StageBag) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b StageOrder) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Decline) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b NoticeStart) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b NoticeResult) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b NoticeResend) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Told) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b CheckBag) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Collect) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b HandOver) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Expire) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b PutBackItem) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b Reveal) About() Ref { return orderRef(b.Order) }

// About returns the order.
func (b CodeShown) About() Ref { return orderRef(b.Order) }

// About returns nothing.
func (SignIn) About() Ref { return Ref{} }

// About returns nothing.
func (SignOut) About() Ref { return Ref{} }

// About returns nothing.
func (Lockout) About() Ref { return Ref{} }

// About returns the exception.
func (b Settle) About() Ref { return Ref{Entity: EntityException, ID: string(b.Exception)} }
