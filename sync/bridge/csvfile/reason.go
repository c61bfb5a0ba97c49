package csvfile

import (
	"errors"
	"strings"
	"sync"

	"miseban/assets"
	say "miseban/assets/words"
)

// ErrEmpty says that a file has not even a header.
var ErrEmpty = errors.New("csvfile: no header")

// Fault is why a row cannot be taken in. Its sentence is "import.reason." +
// fault in assets/translations/import.*.json.
type Fault string

// Values of Fault; they are stored.
const (
	// BrokenJAN: Excel turned the JAN into 4.9E+12.
	BrokenJAN Fault = "broken_jan"
	// LostZero: the zeros before a code are lost.
	LostZero Fault = "lost_zero"
	// WrongCheckDigit: the last digit of a JAN does not fit the others.
	WrongCheckDigit Fault = "check_digit"
	// WrongColumns: not as many columns as the header.
	WrongColumns Fault = "columns"
	// UnknownSKU: no such SKU on the hub.
	UnknownSKU Fault = "unknown_sku"
	// UnknownShop: no such shop on the hub.
	UnknownShop Fault = "unknown_shop"
	// Duplicate: the row repeats another one, and nobody knows which counts.
	Duplicate Fault = "duplicate"
	// Repeated: the row is the same as another one to the letter; the order went
	// on without it.
	Repeated Fault = "repeated"
	// BadDate: a date that cannot be read.
	BadDate Fault = "bad_date"
	// BadNumber: a number that cannot be read, or below what makes sense.
	BadNumber Fault = "bad_number"
	// UnknownClass: no such 在庫区分.
	UnknownClass Fault = "unknown_class"
	// UnknownTemp: no such 温度帯.
	UnknownTemp Fault = "unknown_temp"
	// MissingField: a field that must be there is empty.
	MissingField Fault = "missing"
	// UnknownPay: nobody said whether this way of paying means paid.
	UnknownPay Fault = "unknown_pay"
	// TakenNumber: the number of a shop is another shop's.
	TakenNumber Fault = "taken_no"
	// Unequal: rows of one order contradict each other.
	Unequal Fault = "unequal"
	// Waits: the row is good, another row of its order is not.
	Waits Fault = "waits"
	// Refused: the hub would not take it.
	Refused Fault = "refused"
)

// Reason is a Fault with what it is about: the words in braces of its sentence.
type Reason struct {
	Fault Fault             `json:"fault"`
	Args  map[string]string `json:"args,omitempty"`
}

// because makes a Reason; args alternate name and value.
func because(f Fault, args ...string) Reason {
	r := Reason{Fault: f}
	for i := 0; i+1 < len(args); i += 2 {
		if r.Args == nil {
			r.Args = map[string]string{}
		}
		r.Args[args[i]] = args[i+1]
	}
	return r
}

// IsZero tells whether there is nothing wrong.
func (r Reason) IsZero() bool { return r.Fault == "" }

// Say returns the reason as a sentence of the language.
func (r Reason) Say(lang say.Lang) string {
	c := catalog(lang)
	args := make([]any, 0, 2*len(r.Args))
	for k, v := range r.Args {
		if strings.HasPrefix(v, "hint.") && c.Has(v) {
			v = c.T(v)
		}
		args = append(args, k, v)
	}
	return c.T("import.reason."+string(r.Fault), args...)
}

var texts = sync.OnceValues(func() (*say.Words, error) { return say.Load(assets.Translations()) })

// catalog returns the words of a language. Should the embedded files be broken,
// which a test of theirs prevents, keys are shown.
func catalog(lang say.Lang) say.Catalog {
	w, err := texts()
	if err != nil {
		return say.Catalog{}
	}
	return w.In(lang)
}
