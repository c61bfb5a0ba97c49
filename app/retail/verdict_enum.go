package retail

import "database/sql/driver"

// Verdict is what became of a command.
type Verdict uint8

// Values of Verdict; the words are stable, they are stored and sent.
const (
	// Applied: done.
	Applied Verdict = iota + 1
	// AppliedException: done, and somebody must settle a clash.
	AppliedException
	// Rejected: not done; only intents can be.
	Rejected
	// Quarantined: not understood; kept as it came.
	Quarantined
)

var verdictWords = words{"applied", "applied_exception", "rejected", "quarantined"}

// String returns the stable word of the value.
func (v Verdict) String() string { return verdictWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Verdict) MarshalText() ([]byte, error) { return verdictWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Verdict) UnmarshalText(b []byte) error {
	n, err := verdictWords.parse(b)
	*v = Verdict(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Verdict) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Verdict) Value() (driver.Value, error) { return verdictWords.value(uint8(v)) }

// Verdicts returns every value in order.
func Verdicts() []Verdict { return allOf[Verdict](len(verdictWords)) }

// Nature tells wishes from facts.
type Nature uint8

// Values of Nature; the words are stable, they are stored and sent.
const (
	// Intent: a wish: the hub may reject it.
	Intent Nature = iota + 1
	// Fact: it happened: it is never refused.
	Fact
)

var natureWords = words{"intent", "fact"}

// String returns the stable word of the value.
func (v Nature) String() string { return natureWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Nature) MarshalText() ([]byte, error) { return natureWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Nature) UnmarshalText(b []byte) error {
	n, err := natureWords.parse(b)
	*v = Nature(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Nature) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Nature) Value() (driver.Value, error) { return natureWords.value(uint8(v)) }

// Natures returns every value in order.
func Natures() []Nature { return allOf[Nature](len(natureWords)) }

// ExceptionKind is what somebody must settle.
type ExceptionKind uint8

// Values of ExceptionKind; the words are stable, they are stored and sent.
const (
	// ExDoubleHandover: the same order was handed over twice.
	ExDoubleHandover ExceptionKind = iota + 1
	// ExHandoverAfterCancel: handed over although canceled or declined.
	ExHandoverAfterCancel
	// ExHandoverNotStaged: handed over before it was staged.
	ExHandoverNotStaged
	// ExHandoverUnpaid: handed over although money was due.
	ExHandoverUnpaid
	// ExBagMissing: handed over with a bag unscanned.
	ExBagMissing
	// ExPickedWithoutClaim: picked while another had the claim.
	ExPickedWithoutClaim
	// ExExtraPick: more was taken than ordered: back to the shelf.
	ExExtraPick
	// ExPutBack: goods of an order that is no more: back to the shelf.
	ExPutBack
	// ExRecount: goods not found: count the shelf.
	ExRecount
	// ExCancelAfterHandover: canceled after the customer had the goods.
	ExCancelAfterHandover
	// ExOrderChanged: the web shop changed an order already begun.
	ExOrderChanged
	// ExStagedIncomplete: staged although lines were open.
	ExStagedIncomplete
	// ExStateClash: a fact arrived in a state that should not have it.
	ExStateClash
	// ExNotAllowed: a fact by somebody who may not.
	ExNotAllowed
	// ExUnknown: a command nobody understands.
	ExUnknown
	// ExShortage: an order cannot be filled as ordered.
	ExShortage
	// ExNoLease: handed over offline by a terminal that was not the counter.
	ExNoLease
	// ExOversold: sold at the till although it was promised.
	ExOversold
	// ExLate: a fact reached the hub long after it happened.
	ExLate
	// ExAway: a terminal was not heard of for a day.
	ExAway
	// ExRevoked: a terminal was shut out with work in hand: look with your own eyes.
	ExRevoked
	// ExTransferShort: less came than another shop sent.
	ExTransferShort
	// ExTransferOver: more came than was sent.
	ExTransferOver
	// ExTransferForeign: goods came that stand on no list.
	ExTransferForeign
	// ExTransferDamaged: goods came broken.
	ExTransferDamaged
	// ExTransferBack: picked for another shop and not sent: back to the shelf.
	ExTransferBack
	// ExTransferArrived: what a customer waits for is here: tell them.
	ExTransferArrived
	// ExPrice: tag, shop and web shop do not agree on a price.
	ExPrice
	// ExHoldDeclined: a hold was asked for that could not be promised.
	ExHoldDeclined
	// ExHoldBroken: held goods were sold at the till, or are not there.
	ExHoldBroken
	// ExToteMixed: one tote was used for two orders.
	ExToteMixed
	// ExAnswerClash: what a customer said cannot be done any more.
	ExAnswerClash
	// ExCountLeft: a stocktake was left, with figures that nobody approved.
	ExCountLeft
	// ExWrongGoods: what was in the bag is not what was ordered.
	ExWrongGoods
	// ExBagLost: a bag that waits for its customer is not in its place.
	ExBagLost
	// ExBagLeft: the order was handed over, and a bag of it lies here still.
	ExBagLeft
	// ExColdLong: chilled or frozen goods were out of the cold for too long.
	ExColdLong
	// ExToteZones: goods of two temperatures lie in one tote.
	ExToteZones
	// ExAgeUnchecked: goods with an age were handed over, and nobody made sure of it.
	ExAgeUnchecked
	// ExHoldOwed: a hold that was paid has ended: the money is the customer's.
	ExHoldOwed
	// ExTransferMissed: what a customer waits for does not come from the other shop.
	ExTransferMissed
	// ExProxyGone: a proxy has the goods whom the customer had taken back before.
	ExProxyGone
)

var exceptionKindWords = words{
	"double_handover",
	"handover_after_cancel",
	"handover_not_staged",
	"handover_unpaid",
	"bag_missing",
	"picked_without_claim",
	"extra_pick",
	"put_back",
	"recount",
	"cancel_after_handover",
	"order_changed",
	"staged_incomplete",
	"state_clash",
	"not_allowed",
	"unknown",
	"shortage",
	"no_lease",
	"oversold",
	"late",
	"away",
	"revoked",
	"transfer_short",
	"transfer_over",
	"transfer_foreign",
	"transfer_damaged",
	"transfer_back",
	"transfer_arrived",
	"price",
	"hold_declined",
	"hold_broken",
	"tote_mixed",
	"answer_clash",
	"count_left",
	"wrong_goods",
	"bag_lost",
	"bag_left",
	"cold_long",
	"tote_zones",
	"age_unchecked",
	"hold_owed",
	"transfer_missed",
	"proxy_gone",
}

// String returns the stable word of the value.
func (v ExceptionKind) String() string { return exceptionKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v ExceptionKind) MarshalText() ([]byte, error) { return exceptionKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *ExceptionKind) UnmarshalText(b []byte) error {
	n, err := exceptionKindWords.parse(b)
	*v = ExceptionKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *ExceptionKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v ExceptionKind) Value() (driver.Value, error) { return exceptionKindWords.value(uint8(v)) }

// ExceptionKinds returns every value in order.
func ExceptionKinds() []ExceptionKind { return allOf[ExceptionKind](len(exceptionKindWords)) }
