package localdb

import (
	"reflect"
	"testing"

	"miseban/app/retail"
)

func packed() retail.Style {
	s := retail.Style{Code: "OX-2041", Name: "オックスフォードシャツ", Brand: "東京デニム"}
	for _, z := range []string{"S", "M"} {
		s.Variants = append(s.Variants, retail.Variant{SKU: retail.SKUID("OX-2041-" + z), Color: retail.Color{Word: "白", Hex: "#F8F6F1"}, Size: z, PriceTaxIn: 7590})
	}
	return s
}

func TestStyleCode(t *testing.T) {
	got, err := readStyle(packStyle(packed()))
	if err != nil || !reflect.DeepEqual(got, packed()) {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzStyleCode reads anything: a damaged file may hold it.
func FuzzStyleCode(f *testing.F) {
	f.Add(packStyle(packed()))
	f.Add([]byte{})
	f.Add([]byte{1, 200, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := readStyle(b)
		if err != nil {
			return
		}
		again, err := readStyle(packStyle(s))
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%+v became %+v, %v", s, again, err)
		}
	})
}
