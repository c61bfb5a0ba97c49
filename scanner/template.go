package scanner

import (
	"fmt"
	"strconv"
	"strings"
)

// Template reads an in-store code that carries a price or a weight. Each chain
// has its own layout; there is no standard for the middle of these codes.
type Template struct {
	// Pattern has 13 characters: a digit stands for itself, P and I for any
	// digit of the item number, X for a digit of the value, V for the digit that
	// checks the value, C for the check digit at the end.
	// Example: "21IIIIIVXXXXC".
	Pattern string `json:"pattern"`
	// Unit is the unit of the X digits.
	Unit ValueUnit `json:"unit"`
	// Check says how V follows from the X digits. The zero value leaves V
	// unread, as a pattern without V must.
	Check ValueCheck `json:"check,omitzero"`
	// Lower: the code is the lower row of a tag with two rows, such as the price
	// under the JAN of clothes. It needs no item digits and is never goods.
	Lower bool `json:"lower,omitzero"`
}

// Validate reports what is wrong with a template as a *RuleError, nil if nothing
// is.
func (t Template) Validate() error {
	wrong := func(why RuleFault, part string) error { return &RuleError{Rule: t.Pattern, Why: why, Part: part} }
	if len(t.Pattern) != 13 || t.Pattern[12] != 'C' {
		return wrong(RulePattern, "")
	}
	for i := range 12 {
		if c := t.Pattern[i]; !strings.ContainsRune("PIXV0123456789", rune(c)) {
			return wrong(RuleLetter, string(rune(c)))
		}
	}
	count := func(c string) int { return strings.Count(t.Pattern, c) }
	switch {
	case !inStore13(t.Pattern):
		return wrong(RuleFlag, t.Pattern[:2])
	case count("X") == 0 || count("P")+count("I") == 0 && !t.Lower:
		return wrong(RuleDigits, "")
	case t.Unit != ValueYen && t.Unit != ValueGram:
		return wrong(RuleUnit, "")
	case t.Check.off():
		return nil
	case count("V") != 1:
		return wrong(RuleNoV, "")
	}
	if why, part := t.Check.validate(count("X")); why != 0 {
		return wrong(why, part)
	}
	return nil
}

// split returns the item's number with value digits zeroed and a new check
// digit, and the value. fits is false when the code does not follow the pattern;
// right is false when it does and its value does not pass the check.
func (t Template) split(code string) (item string, value int, fits, right bool) {
	if len(t.Pattern) != 13 || len(code) != 13 {
		return "", 0, false, false
	}
	out := []byte(code[:12])
	var digits []byte
	var check byte
	for i := range out {
		switch p := t.Pattern[i]; p {
		case 'P', 'I':
		case 'X':
			digits = append(digits, out[i])
			value = value*10 + int(out[i]-'0')
			out[i] = '0'
		case 'V':
			check = out[i]
			out[i] = '0'
		default:
			if p != out[i] {
				return "", 0, false, false
			}
		}
	}
	item = string(out) + string(rune(checkDigit(string(out))))
	return item, value, true, t.Check.off() || t.Check.of(string(digits)) == check
}

// ValueCheck is how the digit that checks a price or a weight inside a code is
// made: each digit of the value counts by its weight, and the sum gives the
// digit. The scheme is the chain's own.
type ValueCheck struct {
	// Weights are for the digits of the value from the left, one for each.
	Weights []Weight `json:"weights"`
	// Modulus divides the sum, 2 to 11; 10 if zero. A result of 10 is written 0.
	Modulus int `json:"modulus,omitzero"`
	// Finish makes the digit of the rest of the division.
	Finish Finish `json:"finish"`
}

// GS1Price4 and GS1Price5 are the schemes of GS1 for a value of four and of five
// digits (General Specifications 7.9.3 and 7.9.4).
func GS1Price4() ValueCheck {
	return ValueCheck{Weights: []Weight{Weight2Minus, Weight2Minus, 3, Weight5Minus}, Finish: FinishTriple}
}

// GS1Price5 is the scheme for five digits.
func GS1Price5() ValueCheck {
	return ValueCheck{
		Weights: []Weight{Weight5Plus, Weight2Minus, Weight5Minus, Weight5Plus, Weight2Minus},
		Finish:  FinishFiveMinus,
	}
}

// Weight is how much a digit counts: 1 to 99 times, or by one of the tables of
// GS1, which add or subtract the tens of the product.
type Weight int8

// The weights with a table: twice less the tens, five times less or plus them.
const (
	Weight2Minus Weight = -2
	Weight5Minus Weight = -5
	Weight5Plus  Weight = -6
)

var weightNames = map[Weight]string{Weight2Minus: "2-", Weight5Minus: "5-", Weight5Plus: "5+"}

// String returns the number, or "2-", "5-", "5+".
func (w Weight) String() string {
	if name, special := weightNames[w]; special {
		return name
	}
	return strconv.Itoa(int(w))
}

// MarshalText writes what String returns; it fails for a weight there is not.
func (w Weight) MarshalText() ([]byte, error) {
	if !w.known() {
		return nil, fmt.Errorf("scanner: no weight %d", int8(w))
	}
	return []byte(w.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (w *Weight) UnmarshalText(b []byte) error {
	for special, name := range weightNames {
		if name == string(b) {
			*w = special
			return nil
		}
	}
	n, err := strconv.ParseInt(string(b), 10, 8)
	if err != nil || !Weight(n).known() || n < 1 {
		return fmt.Errorf("scanner: no weight %q", b)
	}
	*w = Weight(n)
	return nil
}

func (w Weight) known() bool { return w >= 1 && w <= 99 || weightNames[w] != "" }

// times returns what a digit counts.
func (w Weight) times(digit int) int {
	switch w {
	case Weight2Minus:
		n := 2 * digit
		return (n%10 - n/10 + 10) % 10
	case Weight5Minus:
		n := 5 * digit
		return (n%10 - n/10 + 10) % 10
	case Weight5Plus:
		n := 5 * digit
		return (n%10 + n/10) % 10
	}
	return int(w) * digit
}

// Finish makes the check digit of the rest that the division leaves.
type Finish uint8

// The finishes.
const (
	FinishRest       Finish = iota // the rest itself
	FinishComplement               // what is missing to the modulus
	FinishTriple                   // the rest three times
	FinishFiveMinus                // the digit whose weight 5- is what is missing
)

var finishNames = []string{"rest", "complement", "triple", "five-minus"}

// String returns the stable name.
func (f Finish) String() string {
	if int(f) < len(finishNames) {
		return finishNames[f]
	}
	return fmt.Sprintf("finish(%d)", uint8(f))
}

// MarshalText writes the stable name; it fails for a value outside the list.
func (f Finish) MarshalText() ([]byte, error) {
	if int(f) >= len(finishNames) {
		return nil, fmt.Errorf("scanner: no finish %d", uint8(f))
	}
	return []byte(finishNames[f]), nil
}

// UnmarshalText reads the stable name.
func (f *Finish) UnmarshalText(b []byte) error {
	for i, name := range finishNames {
		if name == string(b) {
			*f = Finish(i)
			return nil
		}
	}
	return fmt.Errorf("scanner: no finish %q", b)
}

// IsZero reports whether there is no check.
func (c ValueCheck) IsZero() bool { return c.off() && c.Modulus == 0 && c.Finish == 0 }

func (c ValueCheck) off() bool { return len(c.Weights) == 0 }

func (c ValueCheck) modulus() int {
	if c.Modulus == 0 {
		return 10
	}
	return c.Modulus
}

func (c ValueCheck) validate(digits int) (why RuleFault, part string) {
	if len(c.Weights) != digits {
		return RuleWeights, strconv.Itoa(digits)
	}
	for _, w := range c.Weights {
		if !w.known() {
			return RuleWeights, strconv.Itoa(digits)
		}
	}
	if m := c.modulus(); m < 2 || m > 11 || int(c.Finish) >= len(finishNames) || c.Finish == FinishFiveMinus && m != 10 {
		return RuleModulus, strconv.Itoa(m)
	}
	return 0, ""
}

// of returns the check digit for the digits of a value.
func (c ValueCheck) of(value string) byte {
	sum, m := 0, c.modulus()
	for i := 0; i < len(value) && i < len(c.Weights); i++ {
		sum += c.Weights[i].times(int(value[i] - '0'))
	}
	rest := sum % m
	switch c.Finish {
	case FinishRest:
	case FinishComplement:
		rest = (m - rest) % m
	case FinishTriple:
		rest = rest * 3 % m
	case FinishFiveMinus:
		for d := range 10 {
			if Weight5Minus.times(d) == (m-rest)%m {
				rest = d
				break
			}
		}
	}
	return byte('0' + rest%10)
}
