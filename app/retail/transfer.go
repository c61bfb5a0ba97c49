package retail

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// TransferID names a transfer, the same in both shops.
type TransferID string

const (
	// MaxTransferLines is the most lines that one transfer has.
	MaxTransferLines = 200
	// MaxTransferPieces is the most pieces of one line, and of one scan.
	MaxTransferPieces = 9999
)

// Transfer is goods that travel from one site to another (店間移動), asked for
// by the shop that wants them (取り寄せ) or sent on the own account. Both shops
// keep a copy under the same ID. Each copy is moved by its own shop's home
// alone; what the other shop did comes with a letter, see TransferTold. Of
// every field below one shop is the author: Out and what a line says of asking
// and sending is the sender's, In and what a line says of arriving the
// receiver's.
type Transfer struct {
	ID       TransferID     `json:"id"`
	Number   string         `json:"number"` // the short number that staff say: T-4821
	From     SiteID         `json:"from"`
	To       SiteID         `json:"to"`
	By       SiteID         `json:"by"` // who began: From sends, To asks
	Why      TransferReason `json:"why"`
	Customer bool           `json:"customer,omitempty"` // a customer waits for it
	Plan     string         `json:"plan,omitempty"`     // of a Delivery that was announced (入荷予定): its number in the chain's own system
	Sender   string         `json:"sender,omitempty"`   // of a Delivery: who sends it, as people say
	// For is who waits for it. It is personal data: it stays in the shop that
	// asked, and is sealed where it rests on a terminal.
	For   *TransferFor   `json:"for,omitempty"`
	Asked Step           `json:"asked"` // who began it, and when
	Due   time.Time      `json:"due,omitzero"`
	Lines []TransferLine `json:"lines"`
	Out   TransferOut    `json:"out"`
	In    TransferIn     `json:"in"`
	Steps []Step         `json:"steps,omitempty"` // what happened in this shop, oldest first
}

// TransferFor is the customer that a transfer is for.
type TransferFor struct {
	Customer Customer `json:"customer"`
	Days     int      `json:"days,omitempty"` // how long the goods are kept once they are here, in days of business, 0 for the usual time
	// Goods are what the customer waits for, as they are to be named on the hold
	// that keeps them once they are here. Their quantities count for nothing.
	Goods []HoldLine `json:"goods,omitempty"`
	// Made is the command that said so; the rule sets it.
	Made CommandID `json:"made,omitempty"`
}

// TransferOut is the sender's side.
type TransferOut struct {
	Rev     int64           `json:"rev,omitempty"` // grows with every letter to the other shop, see tellTransfer
	State   TransferState   `json:"state"`
	Refusal TransferRefusal `json:"refusal,omitempty"` // of declined
	Staff   StaffID         `json:"staff,omitempty"`   // who brought the state about; owner of what is open here
	At      time.Time       `json:"at,omitzero"`       // of the state
	Sent    time.Time       `json:"sent,omitzero"`     // when the goods left
	Boxes   []TransferBox   `json:"boxes,omitempty"`   // what left in which box
	Scans   []TransferScan  `json:"scans,omitempty"`   // what was picked; never leaves the shop
}

// TransferIn is the receiver's side.
type TransferIn struct {
	Rev      int64          `json:"rev,omitempty"`
	State    TransferState  `json:"state"`
	Canceled bool           `json:"canceled,omitempty"` // not wanted any more, though it may still come
	Blind    bool           `json:"blind,omitempty"`    // received without looking at the list
	Staff    StaffID        `json:"staff,omitempty"`
	At       time.Time      `json:"at,omitzero"`
	Unknown  int            `json:"unknown,omitempty"` // pieces with a code that no product has
	Boxes    []BoxTaken     `json:"boxes,omitempty"`   // taken whole; never leave the shop
	Scans    []TransferScan `json:"scans,omitempty"`   // likewise
}

// TransferLine is one SKU of one class. SKU and Class name the line.
type TransferLine struct {
	SKU      SKUID      `json:"sku"`
	Class    StockClass `json:"class"`
	Asked    int        `json:"asked,omitempty"`
	Approved int        `json:"approved,omitempty"`
	Picked   int        `json:"picked,omitempty"`
	Sent     int        `json:"sent,omitempty"`     // as far as the sender knows today
	Received int        `json:"received,omitempty"` // arrived and good
	Damaged  int        `json:"damaged,omitempty"`  // arrived broken
	Lost     int        `json:"lost,omitempty"`     // given up by the receiver
	Accepted int        `json:"accepted,omitempty"` // of the surplus: kept by the receiver
}

// TransferBox is a box with its label, and what the sender put into it.
type TransferBox struct {
	Label string        `json:"label"` // BoxID; empty for goods without a box
	No    int           `json:"no"`    // 箱1, 箱2
	Goods []TransferBit `json:"goods"`
}

// TransferBit is some pieces of a line.
type TransferBit struct {
	SKU   SKUID      `json:"sku"`
	Class StockClass `json:"class"`
	Qty   int        `json:"qty"`
}

// BoxTaken is a box that was received as a whole.
type BoxTaken struct {
	Label string    `json:"label"`
	Cmd   CommandID `json:"cmd"`
	Staff StaffID   `json:"staff"`
	At    time.Time `json:"at"`
}

// TransferScan is pieces that were scanned into a box, or out of one. An empty
// SKU is a code that no product has.
type TransferScan struct {
	Cmd     CommandID  `json:"cmd"`
	Box     string     `json:"box,omitempty"`
	SKU     SKUID      `json:"sku,omitempty"`
	Class   StockClass `json:"class,omitempty"`
	Qty     int        `json:"qty"`
	Damaged bool       `json:"damaged,omitempty"`
	Code    string     `json:"code,omitempty"`
	Entry   Entry      `json:"entry,omitempty"`
	Staff   StaffID    `json:"staff"`
	At      time.Time  `json:"at"`
}

// Arrived is how many pieces of the line came, good or broken.
func (l TransferLine) Arrived() int { return l.Received + l.Damaged }

// Open is how many approved pieces are still to be picked.
func (l TransferLine) Open() int { return max(0, l.Approved-l.Picked) }

// Extra is how many pieces were picked beyond what was approved.
func (l TransferLine) Extra() int { return max(0, l.Picked-l.Approved) }

// Way is how many pieces are on their way: sent, not received and not given up.
func (l TransferLine) Way() int { return max(0, l.Sent-l.Lost-l.Arrived()) }

// Over is how many pieces came that were not sent, as far as the sender knows,
// and that nobody has settled.
func (l TransferLine) Over() int { return max(0, l.Arrived()-l.Sent-l.Accepted) }

// Foreign tells whether the line stands on no list: its goods came by mistake.
func (l TransferLine) Foreign() bool { return l.Asked == 0 && l.Sent == 0 && l.Approved == 0 }

func (l TransferLine) is(sku SKUID, class StockClass) bool { return l.SKU == sku && l.Class == class }

// TransferTag is the part of a transfer's ID that stands on its boxes: twelve
// digits and letters.
func TransferTag(id TransferID) string {
	u, err := uuid.Parse(string(id))
	if err != nil {
		u = uuid.NewSHA1(orderSpace, []byte(id))
	}
	return strings.ToUpper(fmt.Sprintf("%x", u[10:]))
}

// TransferNumber is the short number of a transfer. It follows from the ID, so
// that both shops come to the same one, without a line too. Two transfers may
// have the same; nothing is looked up by it.
func TransferNumber(id TransferID) string {
	u, err := uuid.Parse(string(id))
	if err != nil {
		u = uuid.NewSHA1(orderSpace, []byte(id))
	}
	return fmt.Sprintf("T-%04d", binary.BigEndian.Uint32(u[12:])%10_000)
}

// BoxID is what the label of the n-th box of a transfer carries, see
// scanner.NewBox.
func BoxID(id TransferID, n int) string { return TransferTag(id) + "." + strconv.Itoa(n) }

// CutBoxID takes the label of a box apart into the transfer's tag and the number
// of the box.
func CutBoxID(label string) (tag string, n int, ok bool) {
	tag, no, ok := strings.Cut(label, ".")
	n, err := strconv.Atoi(no)
	return tag, n, ok && err == nil && len(tag) == 12 && n > 0
}

// Line returns the line of the goods, or nil.
func (t *Transfer) Line(sku SKUID, class StockClass) *TransferLine {
	for i := range t.Lines {
		if t.Lines[i].is(sku, class) {
			return &t.Lines[i]
		}
	}
	return nil
}

// line returns the line of the goods, a new one when there is none.
func (t *Transfer) line(sku SKUID, class StockClass) *TransferLine {
	if l := t.Line(sku, class); l != nil {
		return l
	}
	t.Lines = append(t.Lines, TransferLine{SKU: sku, Class: class})
	return &t.Lines[len(t.Lines)-1]
}

// ClassOf is the class in which the transfer has the goods: that of its first
// line of the SKU with pieces to come, Regular when there is none. A scan cannot
// tell.
func (t *Transfer) ClassOf(sku SKUID) StockClass {
	class := StockClass(0)
	for _, l := range t.Lines {
		if l.SKU != sku || l.Foreign() {
			continue
		}
		if l.Open() > 0 || l.Way() > 0 {
			return l.Class
		}
		if class == 0 {
			class = l.Class
		}
	}
	if class == 0 {
		return Regular
	}
	return class
}

// Box returns the box with the label, or nil.
func (t *Transfer) Box(label string) *TransferBox {
	for i := range t.Out.Boxes {
		if t.Out.Boxes[i].Label == label {
			return &t.Out.Boxes[i]
		}
	}
	return nil
}

// Taken tells whether the box was received as a whole.
func (t *Transfer) Taken(label string) bool {
	for _, b := range t.In.Boxes {
		if b.Label == label {
			return true
		}
	}
	return false
}

// Total adds up a figure over the lines.
func (t *Transfer) Total(of func(TransferLine) int) int {
	n := 0
	for _, l := range t.Lines {
		n += of(l)
	}
	return n
}

// State is where the transfer stands, seen from this copy.
func (t *Transfer) State() TransferState {
	switch {
	case t.In.State.Finished(), t.In.State == TransferReceiving:
		return t.In.State
	case t.Out.State.Left():
		return InTransit
	case t.In.Canceled:
		return TransferCanceled
	}
	return t.Out.State
}

// Over tells whether nothing is left to be done in either shop.
func (t *Transfer) Over() bool { return t.State().Over() }

// EndedBefore tells whether the transfer is over in the books of a site, and the
// last thing happened to it before the instant.
func (t *Transfer) EndedBefore(site SiteID, before time.Time) bool {
	if !t.Over() || len(t.Steps) == 0 {
		return false
	}
	for _, l := range t.Books(site) {
		if l.Allocated != 0 || l.Picked != 0 || l.Incoming != 0 {
			return false
		}
	}
	return t.Steps[len(t.Steps)-1].At.Before(before)
}

// Outside is the sender of goods that no site of the chain sends: a supplier.
const Outside SiteID = "outside"

// Delivered tells whether the goods come from where nobody keeps books with us
// (入荷). Then the receiver's copy is the only one, no letter is written, and what
// comes in is a receipt. What was announced of it the chain's own system says; the
// hub hears it as the word of the sender.
func (t *Transfer) Delivered() bool { return t.Why == Delivery }

// Loose tells whether goods came that nobody had announced: whatever is unpacked
// is what was sent.
func (t *Transfer) Loose() bool { return t.Delivered() && t.By == t.To }

// Sends tells whether the site is the sender.
func (t *Transfer) Sends(site SiteID) bool { return t.From == site }

// Other is the site at the other end.
func (t *Transfer) Other(site SiteID) SiteID {
	if t.From == site {
		return t.To
	}
	return t.From
}

// Clone returns a copy that shares nothing with t.
func (t *Transfer) Clone() *Transfer {
	if t == nil {
		return nil
	}
	c := *t
	c.Lines = append([]TransferLine(nil), t.Lines...)
	c.Out.Boxes = append([]TransferBox(nil), t.Out.Boxes...)
	for i := range c.Out.Boxes {
		c.Out.Boxes[i].Goods = append([]TransferBit(nil), t.Out.Boxes[i].Goods...)
	}
	c.Out.Scans = append([]TransferScan(nil), t.Out.Scans...)
	c.In.Boxes = append([]BoxTaken(nil), t.In.Boxes...)
	c.In.Scans = append([]TransferScan(nil), t.In.Scans...)
	c.Steps = append([]Step(nil), t.Steps...)
	if t.For != nil {
		f := *t.For
		f.Goods = append([]HoldLine(nil), t.For.Goods...)
		c.For = &f
	}
	return &c
}

// outTransitions is the table of which state of the sender may follow which.
var outTransitions = map[TransferState][]TransferState{
	TransferAsked:    {TransferApproved, TransferDeclined, TransferCanceled},
	TransferApproved: {TransferPicking, TransferDeclined, TransferCanceled},
	TransferPicking:  {TransferApproved, InTransit, TransferClosed, TransferDeclined, TransferCanceled},
	InTransit:        {TransferClosed},
	TransferClosed:   {InTransit}, // a scan came in late, and there is a difference after all
	TransferDeclined: {},
	TransferCanceled: {},
}

// outLate are the changes that only a fact may bring about, with an exception.
var outLate = map[TransferState][]TransferState{
	TransferAsked:    {InTransit, TransferClosed}, // closed at once: the goods were there before the word that they had left
	TransferApproved: {InTransit, TransferClosed},
	TransferDeclined: {InTransit, TransferClosed},
	TransferCanceled: {InTransit, TransferClosed},
}

// inTransitions is the same table for the receiver.
var inTransitions = map[TransferState][]TransferState{
	TransferAsked:     {TransferReceiving, TransferReceived, TransferClosed},
	TransferReceiving: {TransferReceived, TransferClosed},
	TransferReceived:  {TransferClosed},
	TransferClosed:    {TransferReceived},
}

// CanSend tells whether next may follow s at the sender in the ordinary course.
func (v TransferState) CanSend(next TransferState) bool { return contains(outTransitions[v], next) }

// CanSendLate tells whether next may follow s at the sender as a late fact.
func (v TransferState) CanSendLate(next TransferState) bool { return contains(outLate[v], next) }

// CanReceive tells whether next may follow s at the receiver.
func (v TransferState) CanReceive(next TransferState) bool { return contains(inTransitions[v], next) }

// Over tells whether nothing more is to be done.
func (v TransferState) Over() bool {
	return v == TransferDeclined || v == TransferCanceled || v == TransferClosed
}

// Finished tells whether the receiver said that everything is unpacked.
func (v TransferState) Finished() bool { return v == TransferReceived || v == TransferClosed }

// Left tells whether the goods have left the sender.
func (v TransferState) Left() bool { return v == InTransit || v == TransferClosed }

// toPick tells whether the sender may pick.
func (v TransferState) toPick() bool { return v == TransferApproved || v == TransferPicking }

// ended tells whether the sender gave it up.
func (v TransferState) ended() bool { return v == TransferDeclined || v == TransferCanceled }

// Difference is what does not agree between what was sent and what came.
type Difference struct {
	Kind  ExceptionKind // ExTransferShort, ExTransferOver, ExTransferForeign or ExTransferDamaged
	SKU   SKUID         // empty for codes that no product has
	Class StockClass
	Qty   int
}

// Differences returns what does not agree once the receiver has finished, short
// ones first; none before. What came broken is among them: it is settled by
// being seen.
func (t *Transfer) Differences() []Difference {
	if !t.In.State.Finished() || !t.Out.State.Left() {
		return nil
	}
	var out []Difference
	add := func(kind ExceptionKind, of func(TransferLine) int) {
		for _, l := range t.Lines {
			if n := of(l); n > 0 {
				out = append(out, Difference{Kind: kind, SKU: l.SKU, Class: l.Class, Qty: n})
			}
		}
	}
	add(ExTransferShort, TransferLine.Way)
	add(ExTransferOver, func(l TransferLine) int {
		if l.Foreign() {
			return 0
		}
		return l.Over()
	})
	add(ExTransferForeign, func(l TransferLine) int {
		if !l.Foreign() {
			return 0
		}
		return l.Over()
	})
	if t.In.Unknown > 0 {
		out = append(out, Difference{Kind: ExTransferForeign, Qty: t.In.Unknown})
	}
	add(ExTransferDamaged, func(l TransferLine) int { return l.Damaged })
	return out
}

// agree tells whether both shops' books agree: what came broken did come.
func (t *Transfer) agree() bool {
	for _, d := range t.Differences() {
		if d.Kind != ExTransferDamaged && d.SKU != "" {
			return false
		}
	}
	return true
}
