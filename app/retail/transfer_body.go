package retail

import "time"

// AskTransfer is the body of KindAskTransfer. The shop To asks From for goods
// (取り寄せ), or From sends on its own account; then Lines may be empty: what is
// scanned into the boxes is what goes. Of a Delivery that nobody announced, From is
// Outside and there are no lines: what is unpacked is what came.
type AskTransfer struct {
	Transfer TransferID     `json:"transfer"`
	From     SiteID         `json:"from"`
	To       SiteID         `json:"to"`
	Why      TransferReason `json:"why"`
	For      *TransferFor   `json:"for,omitempty"`
	Due      time.Time      `json:"due,omitzero"`
	Sender   string         `json:"sender,omitempty"` // of a Delivery that nobody announced: who sends it
	Lines    []TransferBit  `json:"lines,omitempty"`
}

// ApproveTransfer is the body of KindApproveTransfer: so many pieces are sent,
// none of a line that is not named.
type ApproveTransfer struct {
	Transfer TransferID    `json:"transfer"`
	Lines    []TransferBit `json:"lines"`
}

// DeclineTransfer is the body of KindDeclineTransfer.
type DeclineTransfer struct {
	Transfer TransferID      `json:"transfer"`
	Why      TransferRefusal `json:"why"`
}

// CancelTransfer is the body of KindCancelTransfer: whoever began it does not
// want it any more.
type CancelTransfer struct {
	Transfer TransferID `json:"transfer"`
}

// PickTransfer is the body of KindPickTransfer: pieces went into a box.
type PickTransfer struct {
	Transfer TransferID `json:"transfer"`
	SKU      SKUID      `json:"sku"`
	Class    StockClass `json:"class"`
	Qty      int        `json:"qty"`
	Box      string     `json:"box,omitempty"` // BoxID
	Code     string     `json:"code"`
	Entry    Entry      `json:"entry"`
	Reason   HandReason `json:"reason,omitempty"` // only when typed
}

// UndoTransfer is the body of KindUndoTransfer: a scan of this shop, picked or
// received, or a box taken whole, is taken back.
type UndoTransfer struct {
	Transfer TransferID `json:"transfer"`
	Scan     CommandID  `json:"scan"`
}

// TransferMismatch is the body of KindTransferMismatch: a wrong item that the
// scan caught before it went into the box.
type TransferMismatch struct {
	Transfer TransferID `json:"transfer"`
	Code     string     `json:"code"`
	SKU      SKUID      `json:"sku,omitempty"`
	As       string     `json:"as"` // word of MatchKind
}

// Dispatch is the body of KindDispatch: all that was picked has left.
type Dispatch struct {
	Transfer TransferID `json:"transfer"`
}

// TakeIn is the body of KindTakeIn: pieces were unpacked and scanned. An empty
// SKU is a code that no product has; a Class of zero is that of the list.
type TakeIn struct {
	Transfer TransferID `json:"transfer"`
	Box      string     `json:"box,omitempty"` // out of which, BoxID
	SKU      SKUID      `json:"sku,omitempty"`
	Class    StockClass `json:"class,omitempty"`
	Qty      int        `json:"qty"`
	Damaged  bool       `json:"damaged,omitempty"`
	Code     string     `json:"code"`
	Entry    Entry      `json:"entry"`
	Reason   HandReason `json:"reason,omitempty"` // only when typed
}

// TakeBox is the body of KindTakeBox: everything that the list has for the box
// is taken as received.
type TakeBox struct {
	Transfer TransferID `json:"transfer"`
	Box      string     `json:"box"`
}

// FinishTransfer is the body of KindFinishTransfer: nothing is left to unpack.
type FinishTransfer struct {
	Transfer TransferID `json:"transfer"`
	Blind    bool       `json:"blind,omitempty"` // the list was not looked at
}

// SettleTransfer is the body of KindSettleTransfer: what became of pieces that
// do not agree.
type SettleTransfer struct {
	Transfer TransferID `json:"transfer"`
	SKU      SKUID      `json:"sku"`
	Class    StockClass `json:"class"`
	Qty      int        `json:"qty"`
	How      Settling   `json:"how"`
}

// TransferTold is the body of KindTransferTold, a letter: the transfer as the
// shop By has it. Only what By is the author of counts.
type TransferTold struct {
	By       SiteID   `json:"by"`
	Transfer Transfer `json:"transfer"`
}

func transferRef(id TransferID) Ref { return Ref{Entity: EntityTransfer, ID: string(id)} }

// About returns the transfer.
func (b AskTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b ApproveTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b DeclineTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b CancelTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b PickTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b UndoTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b TransferMismatch) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b Dispatch) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b TakeIn) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b TakeBox) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b FinishTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b SettleTransfer) About() Ref { return transferRef(b.Transfer) }

// About returns the transfer.
func (b TransferTold) About() Ref { return transferRef(b.Transfer.ID) }
