package hubserve

import (
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
)

// ReadShortPolicy reads what a chain does about goods that are missing (欠品):
//
//	offer=style,ready=part
//
// in any order, each left out for the usual: offer is style, color, size or none,
// which other articles of the same style customers are offered; ready is part, what
// is there is put ready at once, or whole. ok is false for what it cannot read.
func ReadShortPolicy(text string) (p retail.ShortPolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		switch name {
		case "offer":
			return value != "" && p.Substitutes.UnmarshalText([]byte(value)) == nil
		case "ready":
			p.Whole = value == "whole"
			return value == "whole" || value == "part"
		}
		return false
	})
	if !ok {
		return retail.ShortPolicy{}, false
	}
	return p, true
}

// maxDueMinutes is the most minutes that a rule of alerts may have.
const maxDueMinutes = 240

// ReadDuePolicy reads when orders that nobody begins are heard:
//
//	soon=10,first=10,every=3,rise=15,quiet=12:00-13:00,hours=no
//
// in any order, each left out for the usual: minutes before an order must be begun
// from which it is amber, after it came in until it is heard, between two alerts,
// and until the manager is asked; quiet are the hours in which only what is late is
// heard. every=0 is for a chain that hears none, hours=no for one whose staff pick
// outside the hours in which shops are open too. ok is false for what it cannot read.
func ReadDuePolicy(text string) (p retail.DuePolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		into := map[string]*int{"soon": &p.Soon, "first": &p.First, "every": &p.Every, "rise": &p.Rise}[name]
		if into != nil {
			n, err := strconv.Atoi(value)
			*into = n
			if n == 0 && name == "every" {
				*into = retail.NoAlert
				return err == nil
			}
			return err == nil && n >= 1 && n <= maxDueMinutes
		}
		if name == "hours" {
			p.Always = value == "no"
			return value == "no" || value == "yes"
		}
		if name != "quiet" {
			return false
		}
		from, to, two := strings.Cut(value, "-")
		_, err1 := time.Parse("15:04", from)
		_, err2 := time.Parse("15:04", to)
		p.QuietFrom, p.QuietTo = from, to
		return two && err1 == nil && err2 == nil && from != to
	})
	if !ok {
		return retail.DuePolicy{}, false
	}
	return p, true
}

// eachPart hands over the parts of name=value,name=value and tells whether all of
// them could be read, and none came twice.
func eachPart(text string, set func(name, value string) bool) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if seen[name] || !set(name, value) {
			return false
		}
		seen[name] = true
	}
	return true
}
