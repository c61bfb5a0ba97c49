package retail

import "testing"

// TestNothingIsPrintedTwiceByItself: from the moment bytes may have left, no way
// leads back to where the terminal sends by itself.
func TestNothingIsPrintedTwiceByItself(t *testing.T) {
	for _, s := range PrintStates() {
		if _, ok := printTransitions[s]; !ok {
			t.Errorf("%s stands in no row", s)
		}
	}
	seen := map[PrintState]bool{}
	var walk func(PrintState)
	walk = func(s PrintState) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, next := range printTransitions[s] {
			walk(next)
		}
	}
	walk(PrintSending)
	for s := range seen {
		if s.Waits() {
			t.Errorf("what was sent can become %s and would be sent again", s)
		}
	}
}
