package retail

import "database/sql/driver"

// HoldState is how far a hold (取り置き) has come.
type HoldState uint8

// Values of HoldState; the words are stable, they are stored and sent.
const (
	// HoldAsked: 仮: asked for, and the home of the shop with the goods has not answered.
	HoldAsked HoldState = iota + 1
	// HoldHeld: 取り置き中: promised, until Hold.Until.
	HoldHeld
	// HoldCollected: the customer has the goods.
	HoldCollected
	// HoldReleased: 取り置き解除: not wanted any more.
	HoldReleased
	// HoldExpired: 期限切れ: not collected in time, by the hub's clock.
	HoldExpired
	// HoldDeclined: there was not enough to promise.
	HoldDeclined
	// HoldBroken: the goods were sold at the till although they were promised, or are not there.
	HoldBroken
)

var holdStateWords = words{
	"asked",
	"held",
	"collected",
	"released",
	"expired",
	"declined",
	"broken",
}

// String returns the stable word of the value.
func (v HoldState) String() string { return holdStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v HoldState) MarshalText() ([]byte, error) { return holdStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *HoldState) UnmarshalText(b []byte) error {
	n, err := holdStateWords.parse(b)
	*v = HoldState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *HoldState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v HoldState) Value() (driver.Value, error) { return holdStateWords.value(uint8(v)) }

// HoldStates returns every value in order.
func HoldStates() []HoldState { return allOf[HoldState](len(holdStateWords)) }

// HoldPay is whether a customer has paid for what is kept.
type HoldPay uint8

// Values of HoldPay; the words are stable, they are stored and sent.
const (
	// PayLater: paid when collected.
	PayLater HoldPay = iota + 1
	// PaidDeposit: a part was paid (内金).
	PaidDeposit
	// PaidAll: all was paid at the till: the goods are the customer's.
	PaidAll
)

var holdPayWords = words{
	"later",
	"deposit",
	"paid",
}

// String returns the stable word of the value.
func (v HoldPay) String() string { return holdPayWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v HoldPay) MarshalText() ([]byte, error) { return holdPayWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *HoldPay) UnmarshalText(b []byte) error {
	n, err := holdPayWords.parse(b)
	*v = HoldPay(n)
	return err
}

// Scan reads the stable word from a database.
func (v *HoldPay) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v HoldPay) Value() (driver.Value, error) { return holdPayWords.value(uint8(v)) }

// HoldPays returns every value in order.
func HoldPays() []HoldPay { return allOf[HoldPay](len(holdPayWords)) }

// HoldWish is what the shop that asked for a hold wants done at the other one.
type HoldWish uint8

// Values of HoldWish; the words are stable, they are stored and sent.
const (
	// WishExtend: more time for the customer.
	WishExtend HoldWish = iota + 1
	// WishRelease: 取り置き解除.
	WishRelease
)

var holdWishWords = words{
	"extend",
	"release",
}

// String returns the stable word of the value.
func (v HoldWish) String() string { return holdWishWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v HoldWish) MarshalText() ([]byte, error) { return holdWishWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *HoldWish) UnmarshalText(b []byte) error {
	n, err := holdWishWords.parse(b)
	*v = HoldWish(n)
	return err
}

// Scan reads the stable word from a database.
func (v *HoldWish) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v HoldWish) Value() (driver.Value, error) { return holdWishWords.value(uint8(v)) }

// HoldWishes returns every value in order.
func HoldWishes() []HoldWish { return allOf[HoldWish](len(holdWishWords)) }
