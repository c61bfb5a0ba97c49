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
func (r TaxRate) TaxWithin(sumTaxIn Yen) Yen {
	return sumTaxIn * Yen(r) / Yen(100+int64(r))
}
