package retail

import "database/sql/driver"

// Ask is what the counter has to see of a customer before goods are given.
type Ask uint8

// Values of Ask, each asking for more than the one before it.
const (
	// AskCode: the pickup code is enough; without one, anything of IdentityKinds.
	AskCode Ask = iota
	// AskName: the name as well, said by the customer.
	AskName
	// AskDocument: a document with a photo is looked at.
	AskDocument
)

// Asks is what the counter asks for by the chain's rule: the more was paid in the web
// shop, the more; of who comes for another a document, where the chain wants so. Goods
// that are paid at the counter ask for nothing: nobody pays for another's goods.
func (p PickupPolicy) Asks(o *Order, proxy bool) Ask {
	paid := Yen(0)
	if o.Pay.State == Prepaid {
		paid = o.Pay.TotalTaxIn - o.Refunded()
	}
	switch {
	case proxy && p.ProxyID, p.IDFrom > 0 && paid >= p.IDFrom:
		return AskDocument
	case p.NameFrom > 0 && paid >= p.NameFrom:
		return AskName
	}
	return AskCode
}

// Met tells whether what was looked at is enough for how the order was found.
func (a Ask) Met(proof Proof, looked IdentityKind) bool {
	switch a {
	case AskDocument:
		return looked == PhotoID
	case AskName:
		return looked != 0
	case AskCode:
	}
	return proof != ByIdentity || looked != 0
}

// DocumentKind is which document was looked at. Its number is never asked for and
// never kept.
type DocumentKind uint8

// Values of DocumentKind; the words are stable, they are stored and sent.
const (
	// DriverLicence: 運転免許証.
	DriverLicence DocumentKind = iota + 1
	// MyNumberCard: マイナンバーカード, its front alone.
	MyNumberCard
	// Passport: パスポート.
	Passport
	// ResidenceCard: 在留カード.
	ResidenceCard
	// OtherDocument: another one with a photo.
	OtherDocument
)

var documentKindWords = words{"licence", "my_number", "passport", "residence", "other"}

// String returns the stable word of the value.
func (v DocumentKind) String() string { return documentKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v DocumentKind) MarshalText() ([]byte, error) { return documentKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *DocumentKind) UnmarshalText(b []byte) error {
	n, err := documentKindWords.parse(b)
	*v = DocumentKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *DocumentKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v DocumentKind) Value() (driver.Value, error) { return documentKindWords.value(uint8(v)) }

// DocumentKinds returns every value in order.
func DocumentKinds() []DocumentKind { return allOf[DocumentKind](len(documentKindWords)) }
