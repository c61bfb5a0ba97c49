package retail

import "database/sql/driver"

// ShortChoice is what a customer chose about goods that are missing.
type ShortChoice uint8

// Values of ShortChoice; the words are stable, they are stored and sent.
const (
	// ChooseSubstitute: 代わりの品: another article takes the place of the missing one.
	ChooseSubstitute ShortChoice = iota + 1
	// ChooseOtherShop: 別の店舗で受け取る.
	ChooseOtherShop
	// ChooseShip: 配送: another site sends it to the customer.
	ChooseShip
	// ChooseWait: 待つ: until it is here.
	ChooseWait
	// ChooseDrop: この品はやめる: the customer does without it.
	ChooseDrop
	// ChooseNothing: つながらない: asked, and nobody answered.
	ChooseNothing
)

var shortChoiceWords = words{"substitute", "other_shop", "ship", "wait", "drop", "unreached"}

// String returns the stable word of the value.
func (v ShortChoice) String() string { return shortChoiceWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v ShortChoice) MarshalText() ([]byte, error) { return shortChoiceWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *ShortChoice) UnmarshalText(b []byte) error {
	n, err := shortChoiceWords.parse(b)
	*v = ShortChoice(n)
	return err
}

// Scan reads the stable word from a database.
func (v *ShortChoice) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v ShortChoice) Value() (driver.Value, error) { return shortChoiceWords.value(uint8(v)) }

// ShortChoices returns every value in order.
func ShortChoices() []ShortChoice { return allOf[ShortChoice](len(shortChoiceWords)) }

// Leaves tells whether the order here does without the goods by the choice.
func (v ShortChoice) Leaves() bool {
	return v == ChooseOtherShop || v == ChooseShip || v == ChooseDrop
}

// AskedHow is how a customer was asked.
type AskedHow uint8

// Values of AskedHow; the words are stable, they are stored and sent.
const (
	// AskedByPhone: 電話で.
	AskedByPhone AskedHow = iota + 1
	// AskedHere: 店頭で.
	AskedHere
	// AskedByMail: メールで.
	AskedByMail
	// AskedBefore: ご注文時のご希望: the order says so.
	AskedBefore
)

var askedHowWords = words{"phone", "here", "mail", "before"}

// String returns the stable word of the value.
func (v AskedHow) String() string { return askedHowWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v AskedHow) MarshalText() ([]byte, error) { return askedHowWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *AskedHow) UnmarshalText(b []byte) error {
	n, err := askedHowWords.parse(b)
	*v = AskedHow(n)
	return err
}

// Scan reads the stable word from a database.
func (v *AskedHow) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v AskedHow) Value() (driver.Value, error) { return askedHowWords.value(uint8(v)) }

// AskedHows returns every value in order.
func AskedHows() []AskedHow { return allOf[AskedHow](len(askedHowWords)) }
