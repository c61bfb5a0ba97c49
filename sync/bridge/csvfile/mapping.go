package csvfile

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"miseban/app/retail"
)

// Kind is what the rows of a file are.
type Kind uint8

// Values of Kind.
const (
	// Orders: one row for each line of a web order.
	Orders Kind = iota + 1
	// Products: one row for each SKU.
	Products
	// Stock: one row for each SKU and site.
	Stock
	// Shops: one row for each shop or warehouse.
	Shops
	// Sales: one row for each line of a till's receipt.
	Sales
	// Deliveries: one row for each article of goods that are coming (入荷予定).
	Deliveries
)

var kindWords = []string{"orders", "products", "stock", "shops", "sales", "deliveries"}

// String is the kind's word in mapping files.
func (k Kind) String() string {
	if k < 1 || int(k) > len(kindWords) {
		return ""
	}
	return kindWords[k-1]
}

// Profile says what the columns of one kind of export mean. It is written as
// "key = value" lines; see docs/import.md.
type Profile struct {
	Name    string
	Kind    Kind
	Channel string     // of orders; part of their identity
	Detect  [][]string // headers that such a file has; one list of them is enough

	fields map[string][]sum // alternatives, the first that is not empty counts
	lists  map[string][]string
	tests  map[string][]test
	pairs  map[string][]pair
	plain  map[string]string

	inherited map[string]bool // fields still as the base has them
}

// sum is a value put together from columns, with a blank between.
type sum []column

// column is a header and its occurrence, from 1.
type column struct {
	header string
	nth    int
}

// test asks whether a column holds (part of) one of some words.
type test struct {
	of    column
	words []string
	whole bool
}

// pair gives one word another meaning.
type pair struct{ from, to string }

// fieldKeys are the keys that name columns, by kind.
var fieldKeys = map[Kind][]string{
	Orders: {
		"order", "number", "placed", "promised", "promised.time", "deadline", "shop", "name", "kana", "phone", "email", "note",
		"gift", "proxy", "pay.method", "pay.date", "pay.state", "total", "due",
		"line.id", "line.code", "line.name", "line.color", "line.size", "line.qty", "line.price", "line.tax", "line.grams",
	},
	Products: {
		"id", "jan", "case", "case.qty", "style", "name", "name.en", "kana", "brand", "category", "color", "color.en", "size", "price",
		"tax", "picture", "price.ec", "price.member", "promo.name", "promo.price", "promo.from", "promo.until",
		"temp", "age", "grams", "price.100g",
	},
	Stock:      {"shop", "code", "qty", "shelf", "place", "safety", "class", "backroom"},
	Shops:      {"id", "no", "site.kind", "name", "name.en", "kana", "phone", "address", "opens", "closes", "opens.weekend", "closes.weekend", "closed", "lat", "lng"},
	Sales:      {"shop", "receipt", "line", "code", "qty", "at", "at.time", "class"},
	Deliveries: {"shop", "number", "code", "qty", "due", "from", "sender", "class"},
}

// needed are the fields without which a row means nothing.
var needed = map[Kind][]string{
	Orders:     {"order", "shop", "line.code", "line.qty"},
	Products:   {"name"},
	Stock:      {"shop", "code", "qty"},
	Shops:      {"id", "name"},
	Sales:      {"shop", "receipt", "code", "qty", "at"},
	Deliveries: {"shop", "number", "code", "qty"},
}

var (
	testKeys  = []string{"keep", "skip", "canceled", "paid", "pickup"}
	listKeys  = []string{"pay.prepaid", "pay.counter", "pay.later", "shop.strip"}
	pairKeys  = []string{"shop.alias", "class.alias"}
	plainKeys = []string{"price.tax", "tax.default", "promise.hours", "deadline.days", "pay.other"}
)

// ParseProfiles reads a mapping file. Each "profile = name" line begins a
// profile; "base = name" behind it starts from a profile of known: columns of
// the new one replace those of the base, lists and tests add to them.
func ParseProfiles(text string, known []*Profile) ([]*Profile, error) {
	var out []*Profile
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r", "\n")
	for i, line := range strings.Split(text, "\n") {
		line = clean(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key, value = code(key), clean(value)
		switch {
		case !ok || value == "":
			return nil, mappingFault(i, line, "want key = value")
		case key == "profile":
			out = append(out, newProfile(value))
		case len(out) == 0:
			return nil, mappingFault(i, line, "a mapping begins with profile = name")
		default:
			if err := out[len(out)-1].set(key, value, known); err != nil {
				return nil, mappingFault(i, line, err.Error())
			}
		}
	}
	for _, p := range out {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func newProfile(name string) *Profile {
	return &Profile{
		Name: name, fields: map[string][]sum{}, lists: map[string][]string{}, tests: map[string][]test{},
		pairs: map[string][]pair{}, plain: map[string]string{}, inherited: map[string]bool{},
	}
}

// inherit takes over everything of a base.
func (p *Profile) inherit(base *Profile) {
	p.Kind, p.Channel, p.Detect = base.Kind, base.Channel, slices.Clone(base.Detect)
	for k, v := range base.fields {
		p.fields[k], p.inherited[k] = slices.Clone(v), true
	}
	for k, v := range base.lists {
		p.lists[k] = slices.Clone(v)
	}
	for k, v := range base.tests {
		p.tests[k] = slices.Clone(v)
	}
	for k, v := range base.pairs {
		p.pairs[k] = slices.Clone(v)
	}
	maps.Copy(p.plain, base.plain)
}

func mappingFault(i int, line, why string) error {
	return retail.E(retail.CodeInvalid, "csvfile.ParseProfiles", "hint.mapping", fmt.Errorf("line %d: %q: %s", i+1, line, why))
}

// set takes one line. Keys that name columns are checked at the end, when the
// kind is known.
func (p *Profile) set(key, value string, bases []*Profile) error {
	switch {
	case key == "base":
		i := slices.IndexFunc(bases, func(b *Profile) bool { return b.Name == value })
		if i < 0 {
			return fmt.Errorf("there is no profile %q", value)
		}
		p.inherit(bases[i])
		return nil
	case key == "kind":
		i := slices.Index(kindWords, value)
		if i < 0 {
			return fmt.Errorf("kind is one of %s", strings.Join(kindWords, ", "))
		}
		p.Kind = Kind(i + 1)
		return nil
	case key == "channel":
		p.Channel = value
		return nil
	case key == "detect":
		p.Detect = append(p.Detect, split(value, ','))
		return nil
	case slices.Contains(plainKeys, key):
		p.plain[key] = value
		return nil
	case slices.Contains(listKeys, key):
		p.lists[key] = append(p.lists[key], split(value, ',')...)
		return nil
	case slices.Contains(testKeys, key):
		t, err := parseTest(value)
		p.tests[key] = append(p.tests[key], t)
		return err
	case slices.Contains(pairKeys, key):
		from, to, ok := strings.Cut(value, ">")
		if !ok {
			return fmt.Errorf("want %s = word > meaning", key)
		}
		p.pairs[key] = append(p.pairs[key], pair{clean(from), clean(to)})
		return nil
	}
	if !known(key) {
		return fmt.Errorf("there is no key %q", key)
	}
	if p.inherited[key] {
		p.fields[key], p.inherited[key] = nil, false
	}
	for _, alternative := range split(value, '|') {
		var s sum
		for _, part := range split(alternative, '+') {
			s = append(s, parseColumn(part))
		}
		p.fields[key] = append(p.fields[key], s)
	}
	return nil
}

func known(key string) bool {
	for _, keys := range fieldKeys {
		if slices.Contains(keys, key) {
			return true
		}
	}
	return false
}

// check tells what the profile lacks.
func (p *Profile) check() error {
	fault := func(format string, args ...any) error {
		return retail.E(retail.CodeInvalid, "csvfile.ParseProfiles", "hint.mapping", fmt.Errorf(format, args...))
	}
	if p.Kind == 0 {
		return fault("%s: kind = %s is missing", p.Name, strings.Join(kindWords, " or "))
	}
	for key := range p.fields {
		if !slices.Contains(fieldKeys[p.Kind], key) {
			return fault("%s: kind %s has no field %q", p.Name, p.Kind, key)
		}
	}
	for _, key := range needed[p.Kind] {
		if len(p.fields[key]) == 0 {
			return fault("%s: kind %s needs %s = column", p.Name, p.Kind, key)
		}
	}
	if p.Kind == Orders && p.Channel == "" {
		p.Channel = p.Name
	}
	for _, key := range []string{"promise.hours", "deadline.days", "tax.default"} {
		if n, ok := number(p.plain[key]); p.plain[key] != "" && (!ok || n < 0 || n > 1000) {
			return fault("%s: %s = %s is no sensible number", p.Name, key, p.plain[key])
		}
	}
	return nil
}

// whole returns a number of the plain keys, or the default.
func (p *Profile) whole(key string, otherwise int) int {
	if n, ok := number(p.plain[key]); ok {
		return int(n)
	}
	return otherwise
}

// parseTest reads "header: word, word" (the column holds one of the words as a
// part) or "header == word, word" (as a whole).
func parseTest(value string) (test, error) {
	var t test
	head, list, ok := strings.Cut(value, "==")
	if ok {
		t.whole = true
	} else if head, list, ok = cutLast(value, ": "); !ok {
		return t, fmt.Errorf("want header: word, word or header == word, word")
	}
	t.of = parseColumn(head)
	for _, w := range split(list, ',') {
		t.words = append(t.words, strings.ToLower(code(w)))
	}
	return t, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// parseColumn reads a header such as 送料, 送料#2 or "A=B #1".
func parseColumn(s string) column {
	s = clean(s)
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		return column{header: headerKey(s[1 : len(s)-1]), nth: 1}
	}
	if i := strings.LastIndexByte(s, '#'); i > 0 {
		if n, err := strconv.Atoi(s[i+1:]); err == nil && n > 0 && n < 1000 {
			return column{header: headerKey(s[:i]), nth: n}
		}
	}
	return column{header: headerKey(s), nth: 1}
}

// headerKey folds a header, so that 「お名前（姓）」 and 「お名前(姓)」 are one.
func headerKey(s string) string {
	return strings.ToLower(strings.ReplaceAll(code(s), " ", ""))
}

// split cuts a list, minding quotes, and drops empty parts.
func split(s string, sep byte) []string {
	var out []string
	start, quoted := 0, false
	for i := 0; i <= len(s); i++ {
		switch {
		case i < len(s) && s[i] == '"':
			quoted = !quoted
		case i == len(s) || s[i] == sep && !quoted:
			if part := clean(s[start:i]); part != "" {
				out = append(out, part)
			}
			start = i + 1
		}
	}
	return out
}
