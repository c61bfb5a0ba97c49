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
			pricedWithin(b, 1, 2)
			return
		}
		if len(s.Variants) > 0 {
			price := int64(s.Variants[len(s.Variants)-1].PriceTaxIn)
			if !pricedWithin(b, price, max(price, 0)) {
				t.Fatalf("%+v: %d is not found", s, price)
			}
		}
		again, err := readStyle(packStyle(s))
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%+v became %+v, %v", s, again, err)
		}
	})
}

func TestPricedWithin(t *testing.T) {
	s := packed()
	s.Variants[1].PriceTaxIn = 9900
	b := packStyle(s)
	for _, c := range []struct {
		low, high int64
		want      bool
	}{{0, 0, true}, {7590, 7590, true}, {9900, 0, true}, {7591, 9899, false}, {9901, 0, false}, {0, 7589, false}, {8000, 10_000, true}} {
		if got := pricedWithin(b, c.low, c.high); got != c.want {
			t.Errorf("%d to %d: %v", c.low, c.high, got)
		}
	}
}
