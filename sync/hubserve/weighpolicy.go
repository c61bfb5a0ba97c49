package hubserve

import (
	"strconv"

	"miseban/app/retail"
)

// maxWeighOff is the most percent that a chain may let a pack be off what was ordered.
const maxWeighOff = 100

// ReadWeighPolicy reads by how many percent packs of weighed goods (量り売り) may be lighter
// and heavier than what was ordered, whether the price in in-store codes has tax in it,
// and how a price by weight is rounded:
//
//	under=10,over=10,price=gross,round=down
//
// in any order, each left out for the usual. any instead of a number: there is no limit;
// price is gross or net, round is down, half or up. ok is false for what it cannot read.
func ReadWeighPolicy(text string) (p retail.WeighPolicy, ok bool) {
	ok = eachPart(text, func(name, value string) bool {
		switch name {
		case "under":
			return weighOff(value, &p.Under)
		case "over":
			return weighOff(value, &p.Over)
		case "price":
			p.Net = value == "net"
			return p.Net || value == "gross"
		case "round":
			return p.Rounding.UnmarshalText([]byte(value)) == nil
		}
		return false
	})
	if !ok {
		return retail.WeighPolicy{}, false
	}
	return p, true
}

func weighOff(value string, at *int) bool {
	if value == "any" {
		*at = retail.WeighAny
		return true
	}
	n, err := strconv.Atoi(value)
	*at = n
	return err == nil && n > 0 && n <= maxWeighOff
}
