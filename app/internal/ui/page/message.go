package page

import (
	"strings"

	"miseban/app/retail"
	"miseban/assets/words"
)

// Message says an error in shop language: its hint when there is one, else
// what kind of thing went wrong and what to do.
func Message(c words.Catalog, err error) string {
	if hint := retail.HintOf(err); hint != "" && c.Has(hint) {
		return c.T(hint)
	}
	return c.T("error." + retail.CodeOf(err).String())
}

// Name is a name of staff or a shop in the language in use; en may be empty.
func Name(c words.Catalog, name, en string) string {
	if c.Lang() == words.En && en != "" {
		return en
	}
	return name
}

// Joined puts the parts that there are behind one another: 売場・棚 A-01-2.
func Joined(parts ...string) string {
	var has []string
	for _, p := range parts {
		if p != "" {
			has = append(has, p)
		}
	}
	return strings.Join(has, "・")
}
