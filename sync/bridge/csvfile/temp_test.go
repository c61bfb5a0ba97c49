package csvfile

import (
	"testing"

	"miseban/app/retail"
)

// TestTemperatureOfGoods: how goods are kept is read from the master; an empty cell leaves
// what the hub knows, and a word that means nothing is no temperature.
func TestTemperatureOfGoods(t *testing.T) {
	read := func(s retail.SKU, temp string) (retail.SKU, Reason) {
		r := record{plan: &plan{Profile: &Profile{}, at: map[string][][]int{"name": {{0}}, "temp": {{1}}}}, cells: []string{"牛乳", temp}}
		why := (&batch{}).describe(r, &s, "")
		return s, why
	}
	for word, want := range map[string]retail.Temperature{"冷蔵": retail.Chilled, "冷凍": retail.Frozen, "常温": retail.Ambient, "chilled": retail.Chilled, "": retail.Frozen} {
		if s, why := read(retail.SKU{TaxRate: 8, Fresh: retail.Fresh{Temp: retail.Frozen}}, word); !why.IsZero() || s.Temp != want {
			t.Errorf("%q: %v %+v", word, s.Temp, why)
		}
	}
	if _, why := read(retail.SKU{TaxRate: 8}, "ぬるい"); why.Fault != UnknownTemp {
		t.Errorf("%+v", why)
	}
}

// TestAgeOfGoods: from which age on goods may be had is read from the master; an empty cell
// leaves what the hub knows, and what is no age makes the row wait.
func TestAgeOfGoods(t *testing.T) {
	read := func(s retail.SKU, age string) (retail.SKU, Reason) {
		r := record{plan: &plan{Profile: &Profile{}, at: map[string][][]int{"name": {{0}}, "age": {{1}}}}, cells: []string{"日本酒", age}}
		why := (&batch{}).describe(r, &s, "")
		return s, why
	}
	for word, want := range map[string]int{"20": 20, "２０": 20, "20歳以上": 20, "0": 0, "": 18} {
		if s, why := read(retail.SKU{TaxRate: 10, Fresh: retail.Fresh{MinAge: 18}}, word); !why.IsZero() || s.MinAge != want {
			t.Errorf("%q: %d %+v", word, s.MinAge, why)
		}
	}
	for _, word := range []string{"酒", "-1", "200"} {
		if _, why := read(retail.SKU{TaxRate: 10}, word); why.Fault != BadNumber {
			t.Errorf("%q: %+v", word, why)
		}
	}
}
