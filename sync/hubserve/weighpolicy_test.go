package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadWeighPolicy(t *testing.T) {
	for text, want := range map[string]retail.WeighPolicy{
		"": {}, "under=5": {Under: 5}, "over=any, under=20": {Under: 20, Over: retail.WeighAny},
		"price=net,round=half": {Net: true, Rounding: retail.RoundHalf}, "price=gross,round=down": {},
	} {
		if p, ok := ReadWeighPolicy(text); !ok || p != want {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"10", "under", "under=", "under=0", "over=-1", "over=101", "over=x", "price=tax", "round=away", "under=1,under=2", "weight=3", ","} {
		if p, ok := ReadWeighPolicy(text); ok {
			t.Errorf("%q was read: %+v", text, p)
		}
	}
}
