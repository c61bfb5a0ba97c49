package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadHoldPolicy(t *testing.T) {
	for text, want := range map[string]retail.HoldPolicy{
		"": {}, "days=2": {Days: 2}, "days=5, max=14,extends=2,extend=7": {Days: 5, MaxDays: 14, Extends: 2, ExtendDays: 7}, "extends=0": {Extends: retail.NoExtension},
	} {
		if p, ok := ReadHoldPolicy(text); !ok || p != want {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"3", "days", "days=", "days=0", "days=x", "days=3,days=4", "day=3", "days=8", "days=5,max=4", "max=2", "max=91", "extends=-1", ","} {
		if p, ok := ReadHoldPolicy(text); ok {
			t.Errorf("%q was read: %+v", text, p)
		}
	}
}
