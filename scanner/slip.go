package scanner

import (
	"slices"
	"strings"
)

// SlipRule says how to read one use of NW-7 (Codabar): a carrier's parcel slips,
// a chain's member cards. NW-7 has no check of its own that one could rely on,
// and every use has another, so that a code is read by a rule or not at all.
type SlipRule struct {
	// Name tells the uses apart, for example "carrier-a"; the Code carries it.
	Name string `json:"name"`
	// Kind is KindSlip or KindMember.
	Kind Kind `json:"kind"`
	// Symbology is the one the code is printed in; SymCodabar if zero.
	Symbology Symbology `json:"symbology,omitzero"`
	// Start and Stop are the letters of NW-7 that the use allows, for example
	// "A" or "AB"; empty: any, also none, as from a reader that leaves them out.
	Start string `json:"start,omitzero"`
	Stop  string `json:"stop,omitzero"`
	// Prefix is what the number begins with, or empty.
	Prefix string `json:"prefix,omitzero"`
	// Lengths are the numbers of characters the use has, check digit included,
	// start and stop not. At least one.
	Lengths []int `json:"lengths"`
	// Check is how the last character follows from the others.
	Check SlipCheck `json:"check"`
}

// SlipCheck is a way to make the last character of a number.
type SlipCheck uint8

// The checks in use in Japan. Weights count from the right, the character before
// the check digit first.
const (
	CheckNone   SlipCheck = iota + 1 // none: length and prefix are all there is
	Check7DR                         // modulus 7: the number before it divided by 7, the rest
	Check7DSR                        // modulus 7: 7 less that rest; some print 7 and some 0 when nothing rests: both fit
	CheckMod16                       // modulus 16 over all characters, start and stop too
	CheckMod11                       // modulus 11, weights 2 to 7 in turn; 10 and 11 become 0
	CheckM10W21                      // modulus 10, weights 2 and 1, products as they are
	CheckM10W31                      // modulus 10, weights 3 and 1
	CheckLuhn                        // modulus 10, weights 2 and 1, digits of the products added
)

var slipCheckNames = names[SlipCheck]{"slip check", []string{
	"none", "7dr", "7dsr", "mod16", "mod11", "m10w21", "m10w31", "luhn",
}}

// String returns the stable name, for example "7dr".
func (c SlipCheck) String() string { return slipCheckNames.of(c) }

// MarshalText writes the stable name; it fails for a value outside the list.
func (c SlipCheck) MarshalText() ([]byte, error) { return slipCheckNames.text(c) }

// UnmarshalText reads the stable name.
func (c *SlipCheck) UnmarshalText(b []byte) error { return slipCheckNames.parse(b, c) }

// codabar are the characters of NW-7 in the order of their values.
const codabar = "0123456789-$:/.+ABCD"

// Validate reports what is wrong with a rule as a *RuleError, nil if nothing is.
func (r SlipRule) Validate() error {
	wrong := func(why RuleFault, part string) error { return &RuleError{Rule: r.Name, Why: why, Part: part} }
	letters := func(s string) bool { return strings.Trim(s, "ABCD") == "" }
	switch {
	case r.Name == "":
		return wrong(RuleName, "")
	case r.Kind != KindSlip && r.Kind != KindMember:
		return wrong(RuleKind, "")
	case !letters(r.Start) || !letters(r.Stop) || (r.Start == "") != (r.Stop == ""):
		return wrong(RuleStartStop, r.Start+" "+r.Stop)
	case (r.Start != "" || r.Check == CheckMod16) && r.symbology() != SymCodabar:
		return wrong(RuleNoStartStop, r.symbology().String())
	case strings.Trim(r.Prefix, codabar[:16]) != "":
		return wrong(RulePrefix, r.Prefix)
	case len(r.Lengths) == 0 || slices.Min(r.Lengths) < max(4, len(r.Prefix)+1) || slices.Max(r.Lengths) > 64:
		return wrong(RuleLengths, "")
	}
	if _, err := r.Check.MarshalText(); err != nil {
		return wrong(RuleCheck, "")
	}
	return nil
}

func (r SlipRule) symbology() Symbology {
	if r.Symbology == 0 {
		return SymCodabar
	}
	return r.Symbology
}

// read returns the number of a code in capital letters. shape is false when the
// code is not of this use at all; right is false when its check fails.
func (r SlipRule) read(text string) (number string, shape, right bool) {
	start, number, stop := frame(text)
	if r.Start != "" && (start == "" || !strings.Contains(r.Start, start) || !strings.Contains(r.Stop, stop)) {
		return "", false, false
	}
	allowed := codabar[:16]
	if r.symbology() != SymCodabar {
		start, number, stop, allowed = "", text, "", base36+"-"
	}
	if !slices.Contains(r.Lengths, len(number)) || !strings.HasPrefix(number, r.Prefix) || strings.Trim(number, allowed) != "" {
		return "", false, false
	}
	return number, true, r.Check.fits(start, number, stop)
}

// frame takes start and stop letters off, if both are there.
func frame(text string) (start, number, stop string) {
	n := len(text) - 1
	if n < 2 || text[0] < 'A' || text[0] > 'D' || text[n] < 'A' || text[n] > 'D' {
		return "", text, ""
	}
	return text[:1], text[1:n], text[n:]
}

// fits reports whether the last character of number follows from the others.
func (c SlipCheck) fits(start, number, stop string) bool {
	if c == CheckNone {
		return true
	}
	if c == CheckMod16 {
		sum := 0
		for _, r := range start + number + stop {
			sum += strings.IndexRune(codabar, r)
		}
		return start != "" && sum%16 == 0
	}
	if !allDigits(number) || !nonzero(number) {
		return false
	}
	body, last := number[:len(number)-1], int(number[len(number)-1]-'0')
	switch c {
	case CheckNone, CheckMod16:
	case Check7DR:
		return rest(body, 7) == last
	case Check7DSR:
		return (7-rest(body, 7))%7 == last || last == 7 && rest(body, 7) == 0
	case CheckMod11:
		return (11-weighed(body, false, 2, 3, 4, 5, 6, 7)%11)%11%10 == last
	case CheckM10W21:
		return (10-weighed(body, false, 2, 1)%10)%10 == last
	case CheckM10W31:
		return (10-weighed(body, false, 3, 1)%10)%10 == last
	case CheckLuhn:
		return (10-weighed(body, true, 2, 1)%10)%10 == last
	}
	return false
}

// rest divides a number of any length.
func rest(digits string, by int) int {
	n := 0
	for i := 0; i < len(digits); i++ {
		n = (n*10 + int(digits[i]-'0')) % by
	}
	return n
}

// weighed adds the digits times their weights, from the right; split adds the
// digits of each product instead of the product.
func weighed(digits string, split bool, weights ...int) int {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i]-'0') * weights[i%len(weights)]
		if split {
			n = n/10 + n%10
		}
		sum += n
	}
	return sum
}

// slip takes a code by the first rule that it follows. A reader that names no
// symbology must have sent start and stop: digits alone could be goods.
func (c *Code) slip(rules []SlipRule) bool {
	text, wrong := upper(c.Text), false
	for _, r := range rules {
		if r.Validate() != nil {
			continue
		}
		start, _, _ := frame(text)
		if c.Symbology != r.symbology() && (c.Symbology != SymUnstated || start == "" || r.symbology() != SymCodabar) {
			continue
		}
		number, shape, right := r.read(text)
		if !shape {
			continue
		}
		if !right {
			wrong = true
			continue
		}
		c.saw(r.symbology())
		c.become(r.Kind, Fields{ID: number, Rule: r.Name})
		c.Confidence.Checked = r.Check != CheckNone
		return true
	}
	if wrong {
		c.Fault = FaultCheckDigit
	}
	return wrong
}
