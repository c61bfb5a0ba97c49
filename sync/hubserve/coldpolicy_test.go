package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadColdPolicy(t *testing.T) {
	for text, want := range map[string]retail.ColdPolicy{
		"": {}, "chilled=30": {Chilled: 30}, "frozen=0, chilled=15": {Chilled: 15, Frozen: retail.ColdForever},
	} {
		if p, ok := ReadColdPolicy(text); !ok || p != want {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"20", "chilled", "chilled=", "chilled=-1", "chilled=x", "chilled=1,chilled=2", "cold=3", "frozen=241", ","} {
		if p, ok := ReadColdPolicy(text); ok {
			t.Errorf("%q was read: %+v", text, p)
		}
	}
}
