package scanner

import "fmt"

// Rules are what a chain settles about its own codes, the same on all of its
// devices. The zero value reads every in-store code as a number of goods, and no
// slip.
type Rules struct {
	// Templates read in-store codes with a price or a weight inside.
	Templates []Template `json:"template,omitempty" toml:"template"`
	// Slips read parcel slips and member cards.
	Slips []SlipRule `json:"slip,omitempty" toml:"slip"`
	// UPCE allows eight digits to be UPC-E: for shops with goods from America.
	UPCE bool `json:"upc-e,omitempty" toml:"upc-e"`
}

// DefaultRules are those of a chain that settled nothing: the parcel slips of
// the Japanese carriers, twelve digits in NW-7 with a check of modulus 7 (7DR).
// There is no template, because the middle of in-store codes has no standard:
// a wrong one would take two goods for one.
func DefaultRules() Rules {
	return Rules{Slips: []SlipRule{{Name: "parcel", Kind: KindSlip, Lengths: []int{12}, Check: Check7DR}}}
}

// Apply puts the rules into the options that codes are read with.
func (r Rules) Apply(o Options) Options {
	o.Templates, o.Slips, o.UPCE = r.Templates, r.Slips, r.UPCE
	return o
}

// Validate returns what is wrong, rule by rule, as *RuleError; none when all is
// well.
func (r Rules) Validate() []error {
	var out []error
	add := func(list string, i int, err error) {
		if e, ok := err.(*RuleError); ok { //nolint:errorlint // ours, not wrapped
			e.List, e.Index = list, i+1
			out = append(out, e)
		}
	}
	seen := map[string]bool{}
	for i, t := range r.Templates {
		err := t.Validate()
		if err == nil && seen[t.Pattern] {
			err = &RuleError{Rule: t.Pattern, Why: RuleTwice}
		}
		seen[t.Pattern] = true
		add("template", i, err)
	}
	for i, s := range r.Slips {
		err := s.Validate()
		if err == nil && seen[s.Name] {
			err = &RuleError{Rule: s.Name, Why: RuleTwice}
		}
		seen[s.Name] = true
		add("slip", i, err)
	}
	return out
}

// RuleError says what is wrong with a rule.
type RuleError struct {
	List  string // "template" or "slip", empty when the rule was looked at by itself
	Index int    // from 1
	Rule  string // its pattern or name
	Why   RuleFault
	Part  string // what of it, where that helps
}

// Error says it for a log.
func (e *RuleError) Error() string {
	return fmt.Sprintf("scanner: %s %d %q: %v %s", e.List, e.Index, e.Rule, e.Why, e.Part)
}

// RuleFault is what is wrong with a rule.
type RuleFault uint8

// The faults.
const (
	RulePattern     RuleFault = iota + 1 // the pattern has not 13 characters with C at the end
	RuleLetter                           // a character of the pattern means nothing; Part is it
	RuleFlag                             // the pattern does not begin with 02 or 20 to 29; Part is how it does
	RuleDigits                           // the pattern has no digits of the item or of the value
	RuleUnit                             // neither yen nor gram
	RuleNoV                              // a check without one V in the pattern
	RuleWeights                          // other weights than digits of the value; Part is how many those are
	RuleModulus                          // no such modulus and finish; Part is the modulus
	RuleName                             // no name
	RuleKind                             // neither slip nor member
	RuleStartStop                        // start and stop are not both of A to D
	RuleNoStartStop                      // start and stop, or modulus 16, outside NW-7; Part is the symbology
	RulePrefix                           // the prefix has characters that NW-7 has not; Part is it
	RuleLengths                          // no lengths, or not 4 to 64 and longer than the prefix
	RuleCheck                            // no check; "none" must be said
	RuleTwice                            // the same pattern or name twice
)

var ruleFaultNames = names[RuleFault]{"rule fault", []string{
	"pattern", "letter", "flag", "digits", "unit", "no-v", "weights", "modulus", "name", "kind", "start-stop", "no-start-stop",
	"prefix", "lengths", "check", "twice",
}}

// String returns the stable name.
func (f RuleFault) String() string { return ruleFaultNames.of(f) }
