package retail

import "database/sql/driver"

// Temperature is how goods, and the place they wait in, are kept (温度帯).
type Temperature uint8

// Values of Temperature; the words are stable, they are stored and sent. What
// says nothing is Ambient, see Temperature.Or.
const (
	// Ambient: 常温.
	Ambient Temperature = iota + 1
	// Chilled: 冷蔵.
	Chilled
	// Frozen: 冷凍.
	Frozen
)

var temperatureWords = words{"ambient", "chilled", "frozen"}

// String returns the stable word of the value.
func (v Temperature) String() string { return temperatureWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Temperature) MarshalText() ([]byte, error) { return temperatureWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Temperature) UnmarshalText(b []byte) error {
	n, err := temperatureWords.parse(b)
	*v = Temperature(n)
	return err
}

// Scan reads the stable word from a database.
func (v *Temperature) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v Temperature) Value() (driver.Value, error) { return temperatureWords.value(uint8(v)) }

// Temperatures returns every value in order.
func Temperatures() []Temperature { return allOf[Temperature](len(temperatureWords)) }

// Or is the temperature that goods have which say nothing: Ambient.
func (v Temperature) Or() Temperature {
	if v == 0 {
		return Ambient
	}
	return v
}

// Cold tells whether the goods may not lie about.
func (v Temperature) Cold() bool { return v == Chilled || v == Frozen }
