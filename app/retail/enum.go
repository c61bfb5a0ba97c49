package retail

import (
	"database/sql/driver"
	"fmt"
)

// words is the table of stable lower-case words of an enumeration that starts
// at 1; they are what databases and the wire hold.
type words []string

func (w words) text(v uint8) string {
	if v == 0 {
		return ""
	}
	if int(v) > len(w) {
		return fmt.Sprintf("invalid(%d)", v)
	}
	return w[v-1]
}

func (w words) marshal(v uint8) ([]byte, error) {
	if v == 0 {
		return []byte(""), nil
	}
	if int(v) > len(w) {
		return nil, fmt.Errorf("retail: no word for value %d", v)
	}
	return []byte(w[v-1]), nil
}

// value is what a database holds: the word, or empty for the zero value.
func (w words) value(v uint8) (driver.Value, error) {
	b, err := w.marshal(v)
	return string(b), err
}

func (w words) parse(b []byte) (uint8, error) {
	if len(b) == 0 {
		return 0, nil
	}
	for i, s := range w {
		if s == string(b) {
			return uint8(i + 1), nil
		}
	}
	return 0, fmt.Errorf("retail: unknown word %q", b)
}

// scanWord reads a database value (text or bytes) into word bytes.
func scanWord(src any) ([]byte, error) {
	switch v := src.(type) {
	case string:
		return []byte(v), nil
	case []byte:
		return v, nil
	case nil:
		return nil, nil
	}
	return nil, fmt.Errorf("retail: cannot scan %T as a word", src)
}

var _ driver.Valuer = OrderState(0)

// allOf returns the values 1 to n of an enumeration.
func allOf[T ~uint8](n int) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = T(i + 1)
	}
	return out
}
