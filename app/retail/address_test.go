package retail

import "testing"

func TestPostalCode(t *testing.T) {
	for in, want := range map[string]string{"1500042": "150-0042", "〒１５０ー００４２": "150-0042", "15": "15", "150": "150", "1500": "150-0", "": ""} {
		if got := PostalCodeOf(in).String(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for p, want := range map[PostalCode]bool{"1500042": true, "150004": false, "15000420": false, "150-042": false, "": false} {
		if p.Valid() != want {
			t.Errorf("%q: %v", p, !want)
		}
	}
}

func TestAddress(t *testing.T) {
	a := Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町", Street: "1-2-3", Building: "みせの荘 201"}
	if a.Text() != "東京都渋谷区宇田川町 1-2-3 みせの荘 201" || !a.Whole() {
		t.Errorf("%q, %v", a.Text(), a.Whole())
	}
	if a.Street = ""; a.Whole() {
		t.Error("nobody finds it without a number")
	}
}
