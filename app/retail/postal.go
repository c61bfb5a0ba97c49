package retail

import (
	"cmp"
	"slices"
)

// PostalArea is a place that a postal code stands for. Town is empty for a place
// that has none, or where it is left to whoever lives there.
type PostalArea struct {
	Code       PostalCode `json:"c"`
	Prefecture string     `json:"p"`
	City       string     `json:"i"`
	Town       string     `json:"t,omitempty"`
}

// PostalDistrict is the areas whose codes begin with the same three digits: a row of
// the postal table. Areas are in the order of their codes.
type PostalDistrict struct {
	Areas []PostalArea `json:"areas"`
}

// districtDigits is how many digits the codes of a district share.
const districtDigits = 3

// District is the key of the code's district, empty for what is no whole code.
func (p PostalCode) District() string {
	if !p.Valid() {
		return ""
	}
	return string(p[:districtDigits])
}

// Districts parts areas by district; what has no whole code is left out, and what
// stands there twice stays once.
func Districts(areas []PostalArea) map[string]PostalDistrict {
	out := map[string]PostalDistrict{}
	for _, a := range areas {
		if k := a.Code.District(); k != "" {
			d := out[k]
			d.Areas = append(d.Areas, a)
			out[k] = d
		}
	}
	for k, d := range out {
		slices.SortStableFunc(d.Areas, func(x, y PostalArea) int {
			return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.Prefecture, y.Prefecture), cmp.Compare(x.City, y.City), cmp.Compare(x.Town, y.Town))
		})
		d.Areas = slices.Compact(d.Areas)
		out[k] = d
	}
	return out
}

// At are the areas of the code.
func (d PostalDistrict) At(p PostalCode) []PostalArea {
	var out []PostalArea
	for _, a := range d.Areas {
		if a.Code == p {
			out = append(out, a)
		}
	}
	return out
}

// Into fills an address as far as the areas of its code agree: of several towns none
// is guessed.
func (a Address) Into(areas []PostalArea) Address {
	for i, p := range areas {
		if i == 0 {
			a.Prefecture, a.City, a.Town = p.Prefecture, p.City, p.Town
			continue
		}
		if a.Prefecture != p.Prefecture {
			a.Prefecture, a.City = "", ""
		}
		if a.City != p.City {
			a.City = ""
		}
		if a.Town != p.Town || a.City == "" {
			a.Town = ""
		}
	}
	return a
}
