package retail

// Yen is an amount of Japanese yen; there are no smaller units. Names that
// hold a Yen say whether consumption tax is in it (PriceTaxIn) or not.
type Yen int64

// TaxRate is the Japanese consumption tax rate in percent: 10 standard, 8
// reduced (food), 0 untaxed.
type TaxRate uint8

// TaxWithin returns the tax contained in an amount that includes tax, rounded
// down. Tax is rounded once per rate and invoice (National Tax Agency,
// インボイス制度 Q&A 57): call it on the sum of a rate, never per line.
func (r TaxRate) TaxWithin(sumTaxIn Yen) Yen { return RoundDown.of(sumTaxIn*Yen(r), 100+Yen(r)) }

// TaxRule is how a chain's invoices come to their tax. The zero value is what most
// shops do: prices have tax in them (内税), and fractions are dropped.
type TaxRule struct {
	// Outside: prices are without tax, which is added to the sum of a rate (外税).
	Outside  bool     `json:"outside,omitempty"`
	Rounding Rounding `json:"rounding,omitempty"`
}

// tax is the consumption tax of the sum of one rate, in or on the sum.
func (t TaxRule) tax(r TaxRate, sum Yen) Yen {
	if t.Outside {
		return t.Rounding.of(sum*Yen(r), 100)
	}
	return t.Rounding.of(sum*Yen(r), 100+Yen(r))
}

// Rounding is what becomes of fractions of a yen of tax (端数処理); each of them is
// allowed, once per rate and invoice.
type Rounding uint8

// Values of Rounding; the words are stable, they are stored and sent. The zero value
// is RoundDown.
const (
	// RoundDown: 切り捨て.
	RoundDown Rounding = iota
	// RoundHalf: 四捨五入.
	RoundHalf
	// RoundUp: 切り上げ.
	RoundUp
)

// String returns the stable word of the value.
func (v Rounding) String() string {
	switch v {
	case RoundHalf:
		return "half"
	case RoundUp:
		return "up"
	case RoundDown:
	}
	return "down"
}

// MarshalText writes the stable word.
func (v Rounding) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the stable word.
func (v *Rounding) UnmarshalText(b []byte) error {
	for _, r := range []Rounding{RoundDown, RoundHalf, RoundUp} {
		if string(b) == r.String() {
			*v = r
			return nil
		}
	}
	return E(CodeInvalid, "retail.Rounding", "", nil)
}

// of is n/d in whole yen; halves and fractions of money given back are treated as
// those of money taken.
func (v Rounding) of(n, d Yen) Yen {
	if n < 0 {
		return -v.of(-n, d)
	}
	switch v {
	case RoundHalf:
		return (2*n + d) / (2 * d)
	case RoundUp:
		return (n + d - 1) / d
	case RoundDown:
	}
	return n / d
}
