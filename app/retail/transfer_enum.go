package retail

import "database/sql/driver"

// TransferState is where one side of a transfer stands. The sending shop walks
// asked, approved, picking, in transit, closed; the receiving one asked,
// receiving, received, closed. See outTransitions and inTransitions.
type TransferState uint8

// Values of TransferState; the words are stable, they are stored and sent.
const (
	// TransferAsked: 依頼中: nobody has answered yet.
	TransferAsked TransferState = iota + 1
	// TransferApproved: 承認済: the goods are promised, nothing is picked.
	TransferApproved
	// TransferDeclined: お断り: the other shop cannot do it.
	TransferDeclined
	// TransferCanceled: 取りやめ: it is not wanted any more.
	TransferCanceled
	// TransferPicking: ピッキング中.
	TransferPicking
	// InTransit: 移動中: the goods have left and are not received yet.
	InTransit
	// TransferReceiving: 受け取り中: the first scan was made.
	TransferReceiving
	// TransferReceived: 受け取り済: finished, with a difference that is open.
	TransferReceived
	// TransferClosed: 完了: received, and both shops agree.
	TransferClosed
)

var transferStateWords = words{
	"asked",
	"approved",
	"declined",
	"canceled",
	"picking",
	"in_transit",
	"receiving",
	"received",
	"closed",
}

// String returns the stable word of the value.
func (v TransferState) String() string { return transferStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v TransferState) MarshalText() ([]byte, error) { return transferStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *TransferState) UnmarshalText(b []byte) error {
	n, err := transferStateWords.parse(b)
	*v = TransferState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *TransferState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v TransferState) Value() (driver.Value, error) { return transferStateWords.value(uint8(v)) }

// TransferStates returns every value in order.
func TransferStates() []TransferState { return allOf[TransferState](len(transferStateWords)) }

// TransferReason is why goods are to change shops.
type TransferReason uint8

// Values of TransferReason; the words are stable, they are stored and sent.
const (
	// ForCustomer: お客様の取り寄せ.
	ForCustomer TransferReason = iota + 1
	// ForShelf: 品切れ補充: the shelf is empty here.
	ForShelf
	// ForSurplus: 過剰在庫: there is too much of it.
	ForSurplus
	// ForDisplay: 売場づくり: a fixture or an event needs it.
	ForDisplay
	// ForReturn: 倉庫戻し: season's end, flaws, recall.
	ForReturn
	// Delivery: 入荷: from a supplier or a warehouse that keeps no books here, see
	// Transfer.Delivered.
	Delivery
)

var transferReasonWords = words{"customer", "shelf", "surplus", "display", "return", "delivery"}

// String returns the stable word of the value.
func (v TransferReason) String() string { return transferReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v TransferReason) MarshalText() ([]byte, error) { return transferReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *TransferReason) UnmarshalText(b []byte) error {
	n, err := transferReasonWords.parse(b)
	*v = TransferReason(n)
	return err
}

// TransferReasons returns every value in order.
func TransferReasons() []TransferReason { return allOf[TransferReason](len(transferReasonWords)) }

// TransferRefusal is why a shop does not send what it was asked for.
type TransferRefusal uint8

// Values of TransferRefusal; the words are stable, they are stored and sent.
const (
	// RefusedNeeded: こちらで必要です.
	RefusedNeeded TransferRefusal = iota + 1
	// RefusedNotFound: 見つかりません.
	RefusedNotFound
	// RefusedFlawed: 傷や汚れがあります.
	RefusedFlawed
	// RefusedDisplay: 展示品だけです.
	RefusedDisplay
	// RefusedBusy: いまは対応できません.
	RefusedBusy
)

var transferRefusalWords = words{"needed", "not_found", "flawed", "display", "busy"}

// String returns the stable word of the value.
func (v TransferRefusal) String() string { return transferRefusalWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v TransferRefusal) MarshalText() ([]byte, error) { return transferRefusalWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *TransferRefusal) UnmarshalText(b []byte) error {
	n, err := transferRefusalWords.parse(b)
	*v = TransferRefusal(n)
	return err
}

// TransferRefusals returns every value in order.
func TransferRefusals() []TransferRefusal {
	return allOf[TransferRefusal](len(transferRefusalWords))
}

// Settling is what became of a difference between what was sent and what came.
type Settling uint8

// Values of Settling; the words are stable, they are stored and sent.
const (
	// SettleKept: the sender found the pieces: they never left, and are on
	// their shelf again (残っていました).
	SettleKept Settling = iota + 1
	// SettleAgreed: the sender did send the pieces that were too many or on no
	// list (送っていました).
	SettleAgreed
	// SettleLost: the receiver gives the missing pieces up (紛失として終わる).
	SettleLost
	// SettleAccepted: the receiver keeps what was too many, whatever the sender
	// says of it (このまま受け取る).
	SettleAccepted
)

var settlingWords = words{"kept", "agreed", "lost", "accepted"}

// String returns the stable word of the value.
func (v Settling) String() string { return settlingWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Settling) MarshalText() ([]byte, error) { return settlingWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Settling) UnmarshalText(b []byte) error {
	n, err := settlingWords.parse(b)
	*v = Settling(n)
	return err
}

// Settlings returns every value in order.
func Settlings() []Settling { return allOf[Settling](len(settlingWords)) }
