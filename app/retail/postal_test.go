package retail

import "testing"

func TestDistricts(t *testing.T) {
	area := func(code, town string) PostalArea {
		return PostalArea{Code: PostalCode(code), Prefecture: "東京都", City: "渋谷区", Town: town}
	}
	d := Districts([]PostalArea{area("1500042", "宇田川町"), area("1500001", "神宮前"), area("1500042", "宇田川町"), area("15000", "?"), area("1600022", "新宿")})
	if len(d) != 2 || len(d["150"].Areas) != 2 || d["150"].Areas[0].Town != "神宮前" || len(d["150"].At("1500042")) != 1 || d["160"].At("1500042") != nil {
		t.Errorf("%+v", d)
	}
}

// TestAddressOfPostalCode: what all areas of a code share is filled in, and no more.
func TestAddressOfPostalCode(t *testing.T) {
	one := PostalArea{"4980000", "愛知県", "弥富市", "前ケ須町"}
	for _, c := range []struct {
		name  string
		areas []PostalArea
		want  Address
	}{
		{"none", nil, Address{Postal: "4980000"}},
		{"one", []PostalArea{one}, Address{Postal: "4980000", Prefecture: "愛知県", City: "弥富市", Town: "前ケ須町"}},
		{"two towns", []PostalArea{one, {"4980000", "愛知県", "弥富市", "平島町"}}, Address{Postal: "4980000", Prefecture: "愛知県", City: "弥富市"}},
		{"two prefectures", []PostalArea{one, {"4980000", "三重県", "桑名郡木曽岬町", ""}}, Address{Postal: "4980000"}},
	} {
		if got := (Address{Postal: "4980000"}).Into(c.areas); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
