package showroom

import (
	"context"
	"strings"
	"time"

	"miseban/app/internal/floor"
	"miseban/app/retail"
)

// Orders is a Basket whose goods can be ordered; floor.Basket is one.
type Orders interface {
	Basket
	Set(ctx context.Context, no, qty int) error
	Choices(ctx context.Context, no int) ([]floor.Choice, error)
	Choose(no int, c floor.Choice)
	Sum(ctx context.Context) (floor.Sum, error)
	Days(ctx context.Context) ([]time.Time, error)
	Areas(ctx context.Context, code retail.PostalCode) ([]retail.PostalArea, error)
	Place(ctx context.Context, o floor.Order) (floor.Slip, error)
}

// Orders returns the basket where its goods can be ordered, else nil.
func (s *Service) Orders() Orders {
	o, _ := s.Basket().(Orders)
	return o
}

// Field is something that a customer types about themselves.
type Field uint8

// Values of Field, in the order in which they are asked for.
const (
	PostalField Field = iota
	StreetField
	BuildingField
	NameField
	PhoneField
	fields
)

// Fields are those that are asked for; without an address who collects the goods.
func Fields(address bool) []Field {
	if !address {
		return []Field{NameField, PhoneField}
	}
	return []Field{PostalField, StreetField, BuildingField, NameField, PhoneField}
}

// Digits tells whether a field takes numbers alone, and hyphens.
func (f Field) Digits() bool { return f == PostalField || f == StreetField || f == PhoneField }

// lengths are the most characters of each field.
var lengths = [fields]int{PostalField: 7, StreetField: 16, BuildingField: 24, NameField: 16, PhoneField: 11}

// Typed is what stands in a field.
func (v *Visit) Typed(f Field) string {
	c := v.Order.Customer
	switch f {
	case PostalField:
		return string(c.Address.Postal)
	case StreetField:
		return c.Address.Street
	case BuildingField:
		return c.Address.Building
	case NameField:
		return c.Kana
	case PhoneField:
		return c.Phone
	case fields:
	}
	return ""
}

// Type puts text into a field, cut to its length. Another postal code takes the
// address away that the one before stood for.
func (v *Visit) Type(f Field, text string) {
	v.Touch()
	if f >= fields {
		return
	}
	if rs := []rune(text); len(rs) > lengths[f] {
		text = string(rs[:lengths[f]])
	}
	c := &v.Order.Customer
	switch f {
	case PostalField:
		if code := retail.PostalCodeOf(text); code != c.Address.Postal {
			c.Address = retail.Address{Postal: code, Street: c.Address.Street, Building: c.Address.Building}
		}
	case StreetField:
		c.Address.Street = text
	case BuildingField:
		c.Address.Building = text
	case NameField:
		c.Kana = strings.TrimLeft(text, " ")
	case PhoneField:
		c.Phone = text
	case fields:
	}
}
