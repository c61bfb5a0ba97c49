package retail

import (
	"slices"
	"testing"
)

// TestTogether: what two orders hold is suggested, what one customer alone bought is not.
func TestTogether(t *testing.T) {
	with := Together{}
	for _, skus := range [][]SKUID{{"coat", "scarf"}, {"coat", "scarf", "cap"}, {"coat", "cap"}, {"coat", "ring"}, {"coat", "scarf", "coat"}} {
		o := &Order{}
		for _, k := range skus {
			o.Lines = append(o.Lines, Line{No: len(o.Lines) + 1, SKU: k})
		}
		with.Add(o)
	}
	substitute := &Order{Lines: []Line{{No: 1, SKU: "coat"}, {No: 2, SKU: "ring", Of: 1}}}
	with.Add(substitute)
	if got, want := with.With([]SKUID{"coat"}), []SKUID{"scarf", "cap"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := with.With([]SKUID{"coat", "scarf"}); !slices.Equal(got, []SKUID{"cap"}) {
		t.Errorf("in the order already: %v", got)
	}
	if got := with.With([]SKUID{"ring"}); len(got) != 0 {
		t.Errorf("of one customer: %v", got)
	}
}
