package retail

import "database/sql/driver"

// Way is how a customer gets goods of a floor order (受け取り方).
type Way uint8

// Values of Way; the words are stable, they are stored and sent.
const (
	// CarryOut: お持ち帰り: at once, when they are paid.
	CarryOut Way = iota + 1
	// CollectLater: 店舗受取: in this shop or another one, on another day.
	CollectLater
	// HomeDelivery: 配送: a carrier brings them.
	HomeDelivery
)

var wayWords = words{"carry_out", "collect", "delivery"}

// String returns the stable word of the value.
func (v Way) String() string { return wayWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Way) MarshalText() ([]byte, error) { return wayWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Way) UnmarshalText(b []byte) error {
	n, err := wayWords.parse(b)
	*v = Way(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Way) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Way) Value() (driver.Value, error) { return wayWords.value(uint8(v)) }

// Ways returns every value in order.
func Ways() []Way { return allOf[Way](len(wayWords)) }

// PriceReason is why goods cost on a floor order what they cost.
type PriceReason uint8

// Values of PriceReason; the words are stable, they are stored and sent. Zero: it is
// the usual price.
const (
	// PriceCampaign: a campaign of the shops.
	PriceCampaign PriceReason = iota + 1
	// PriceMember: members pay less.
	PriceMember
	// PriceShop: less than in the web shop, because it is taken from the shelf here.
	PriceShop
)

var priceReasonWords = words{"campaign", "member", "shop"}

// String returns the stable word of the value.
func (v PriceReason) String() string { return priceReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v PriceReason) MarshalText() ([]byte, error) { return priceReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *PriceReason) UnmarshalText(b []byte) error {
	n, err := priceReasonWords.parse(b)
	*v = PriceReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *PriceReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v PriceReason) Value() (driver.Value, error) { return priceReasonWords.value(uint8(v)) }

// PriceReasons returns every value in order.
func PriceReasons() []PriceReason { return allOf[PriceReason](len(priceReasonWords)) }
