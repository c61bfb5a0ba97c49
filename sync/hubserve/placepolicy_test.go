package hubserve

import (
	"reflect"
	"testing"

	"miseban/app/retail"
)

func TestReadPlacePolicy(t *testing.T) {
	for text, want := range map[string]retail.PlacePolicy{
		"": {}, "safe=0": {SafeFrom: -1}, "safe=30000, hang=コート/スーツ,large=家具": {SafeFrom: 30_000, Hang: []string{"コート", "スーツ"}, Large: []string{"家具"}},
	} {
		if p, ok := ReadPlacePolicy(text); !ok || !reflect.DeepEqual(p, want) {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"safe", "safe=", "safe=-1", "safe=x", "safe=10000001", "hang=", "hang=a//b", "cold=a", "safe=1,safe=2", ","} {
		if p, ok := ReadPlacePolicy(text); ok {
			t.Errorf("%q was read: %+v", text, p)
		}
	}
}
