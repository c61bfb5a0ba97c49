package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadFloorPolicy(t *testing.T) {
	for text, want := range map[string]retail.FloorPolicy{
		"":                                 {},
		"shipping=770":                     {ShippingTaxIn: 770},
		"shipping=0, free=5000":            {ShippingTaxIn: retail.NoShipping, FreeFromTaxIn: 5000},
		"free=0,lead=1,days=14,cool=220":   {FreeFromTaxIn: noFreeAmount, LeadDays: 1, WishDays: 14, CoolTaxIn: 220},
		"tax=outside,round=half":           {Tax: retail.TaxRule{Outside: true, Rounding: retail.RoundHalf}},
		"tax=inside,round=down,shipping=1": {ShippingTaxIn: 1},
	} {
		if got, ok := ReadFloorPolicy(text); !ok || got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"shipping", "shipping=-1", "shipping=x", "free=99999999999", "tax=both", "round=maybe", "days=0", "days=32", "lead=61", "cool=0", "shipping=1,shipping=2", "weather=fine"} {
		if _, ok := ReadFloorPolicy(text); ok {
			t.Errorf("%q was read", text)
		}
	}
}
