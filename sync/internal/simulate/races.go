package simulate

import (
	"fmt"
	"io"

	"miseban/app/retail"
)

// Race is a cell of docs/races.md: something about an order comes in while it
// stands so. The zero state is an order that is not known.
type Race struct {
	State retail.OrderState
	Kind  retail.Kind
}

// String is the cell in words.
func (r Race) String() string {
	if r.State == 0 {
		return "unknown × " + r.Kind.String()
	}
	return r.State.String() + " × " + r.Kind.String()
}

// races counts how often each cell was met by a hub or a relay that judges.
type races map[Race]int

// met notes what was judged.
func (r races) met(st retail.State, c retail.Command) {
	if !c.Kind.AboutOrder() {
		return
	}
	race := Race{Kind: c.Kind}
	if st.Order != nil {
		race.State = st.Order.State
	}
	r[race]++
}

// cells are all there are.
func cells() (out []Race) {
	for _, k := range retail.Kinds() {
		if !k.AboutOrder() {
			continue
		}
		for _, s := range append([]retail.OrderState{0}, retail.OrderStates()...) {
			out = append(out, Race{State: s, Kind: k})
		}
	}
	return out
}

// enoughForAll is how many seeds of Options.Races meet every cell.
const enoughForAll = 100

// missed are the cells that were not met.
func (r races) missed() (out []Race) {
	for _, c := range cells() {
		if r[c] == 0 {
			out = append(out, c)
		}
	}
	return out
}

// tell says how much of the table was met, and what was not.
func (r races) tell(w io.Writer) {
	all, missed := len(cells()), r.missed()
	fmt.Fprintf(w, "races      %d of %d cells met\n", all-len(missed), all)
	for _, c := range missed {
		fmt.Fprintf(w, "           not %v\n", c)
	}
}
