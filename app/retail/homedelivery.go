package retail

import (
	"cmp"
	"database/sql/driver"
	"time"
)

// DeliveryHours is the part of a day in which a customer wishes goods to come
// (時間帯指定). These five are what Japan's large carriers offer alike.
type DeliveryHours uint8

// Values of DeliveryHours; the words are stable, they are stored and sent. Zero: any.
const (
	// Morning: 午前中.
	Morning DeliveryHours = iota + 1
	// From14: 14–16時.
	From14
	// From16: 16–18時.
	From16
	// From18: 18–20時.
	From18
	// From19: 19–21時.
	From19
)

var deliveryHoursWords = words{"morning", "14-16", "16-18", "18-20", "19-21"}

// String returns the stable word of the value.
func (v DeliveryHours) String() string { return deliveryHoursWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v DeliveryHours) MarshalText() ([]byte, error) { return deliveryHoursWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *DeliveryHours) UnmarshalText(b []byte) error {
	n, err := deliveryHoursWords.parse(b)
	*v = DeliveryHours(n)
	return err
}

// Scan reads the stable word from a database.
func (v *DeliveryHours) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v DeliveryHours) Value() (driver.Value, error) { return deliveryHoursWords.value(uint8(v)) }

// AllDeliveryHours returns every value in order.
func AllDeliveryHours() []DeliveryHours { return allOf[DeliveryHours](len(deliveryHoursWords)) }

// FloorPolicy is what a chain asks for orders taken in a shop (店頭注文). Zeros stand
// for the defaults, see Full.
type FloorPolicy struct {
	ShippingTaxIn Yen     `json:"shipping_tax_in,omitempty"` // 送料 of one delivery, NoShipping: none
	FreeFromTaxIn Yen     `json:"free_from_tax_in,omitempty"`
	CoolTaxIn     Yen     `json:"cool_tax_in,omitempty"` // besides, for goods that must stay cold
	LeadDays      int     `json:"lead_days,omitempty"`   // from today to the first day that may be wished
	WishDays      int     `json:"wish_days,omitempty"`   // how many days may be wished
	Tax           TaxRule `json:"tax,omitzero"`
}

// NoShipping as FloorPolicy.ShippingTaxIn brings goods for nothing.
const NoShipping Yen = -1

// Defaults of a FloorPolicy.
const (
	shippingTaxIn Yen = 550
	freeFromTaxIn Yen = 10_000
	coolTaxIn     Yen = 330
	leadDays          = 2
	wishDays          = 7
)

// Full is the policy with the defaults in the place of zeros.
func (p FloorPolicy) Full() FloorPolicy {
	return FloorPolicy{
		ShippingTaxIn: cmp.Or(p.ShippingTaxIn, shippingTaxIn), FreeFromTaxIn: cmp.Or(p.FreeFromTaxIn, freeFromTaxIn),
		CoolTaxIn: cmp.Or(p.CoolTaxIn, coolTaxIn), LeadDays: cmp.Or(p.LeadDays, leadDays), WishDays: cmp.Or(p.WishDays, wishDays), Tax: p.Tax,
	}
}

// Shipping is what it costs to bring goods for so much money, cool or not.
func (p FloorPolicy) Shipping(goodsTaxIn Yen, cool bool) Yen {
	p = p.Full()
	var sum Yen
	if p.ShippingTaxIn > 0 && goodsTaxIn < p.FreeFromTaxIn {
		sum = p.ShippingTaxIn
	}
	if cool {
		sum += p.CoolTaxIn
	}
	return sum
}

// Days are the days on which a customer may wish goods to come, as their noons in
// Japan.
func (p FloorPolicy) Days(now time.Time) []time.Time {
	p = p.Full()
	out := make([]time.Time, p.WishDays)
	for i := range out {
		out[i] = day(now, p.LeadDays+i)
	}
	return out
}
