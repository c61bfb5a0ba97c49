package scanner

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Errors of ParseLink besides those of ParseElements.
var (
	// ErrNotLink is returned for text that is no web address, or one that names
	// no goods: a plain page.
	ErrNotLink = errors.New("scanner: not a GS1 Digital Link")
	// ErrCompressed is returned for the compressed form of a Digital Link, which
	// needs the tables of its maker.
	ErrCompressed = errors.New("scanner: compressed GS1 Digital Link")
)

// linkNames are the words of older Digital Links for the identifiers shops meet.
var linkNames = map[string]string{"gtin": "01", "sscc": "00", "cpv": "22", "lot": "10", "ser": "21"}

// ParseLink reads a GS1 Digital Link (GS1 Digital Link Standard: URI Syntax) on
// any host: a primary key and its qualifiers at the end of the path, the other
// identifiers in the query, values percent-encoded. A link with AI 01 in the
// query alone is read too. A GTIN of 8, 12 or 13 digits is filled up to 14.
// Words of the query that are no identifiers, and the fragment, do not matter.
// The values obey the rules of ParseElements and the answer is the same as for
// the element string. It fails with ErrNotLink, ErrCompressed, ErrElementString
// or ErrPairing.
func ParseLink(s string) (Elements, error) {
	host, path, query, ok := splitLink(s)
	if !ok {
		return nil, ErrNotLink
	}
	out, err := readPath(host, path)
	if err != nil && !errors.Is(err, ErrNotLink) {
		return nil, err
	}
	if out == nil {
		if !strings.Contains("&"+strings.ReplaceAll(query, ";", "&"), "&01=") {
			return nil, ErrNotLink
		}
		out = Elements{}
	}
	if err := out.query(query); err != nil {
		return nil, err
	}
	return out.whole()
}

// splitLink splits a web address; ok is false for anything else.
func splitLink(s string) (host, path, query string, ok bool) {
	scheme, rest, found := strings.Cut(s, "://")
	if !found || !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") {
		return "", "", "", false
	}
	for i := 0; i < len(rest); i++ {
		if rest[i] <= ' ' || rest[i] == 0x7f {
			return "", "", "", false
		}
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ = strings.Cut(rest, "?")
	host, path, _ = strings.Cut(rest, "/")
	return host, path, query, host != ""
}

// readPath finds the primary key. What stands before it is the shop's own.
func readPath(host, path string) (Elements, error) {
	words := strings.Split(strings.TrimSuffix(path, "/"), "/")
	wrong := ErrNotLink
	for i := range words {
		out, err := readKey(words[i:])
		if err == nil {
			return out, nil
		}
		if !errors.Is(err, ErrNotLink) && errors.Is(wrong, ErrNotLink) {
			wrong = err
		}
	}
	if errors.Is(wrong, ErrNotLink) && len(words) == 1 && len(words[0]) >= 8 && inSet('Z', words[0]) &&
		(strings.EqualFold(host, "gs1.org") || strings.HasSuffix(strings.ToLower(host), ".gs1.org")) {
		return nil, ErrCompressed
	}
	return nil, wrong
}

// readKey reads "01/<GTIN>/22/<variant>/10/<lot>/21/<serial>" and its like.
func readKey(words []string) (Elements, error) {
	key, table := linkKey(words[0]), gs1Table()
	entry := table[key]
	if entry == nil || !entry.primary || len(words) < 2 {
		return nil, ErrNotLink
	}
	value, err := linkValue(key, words[1])
	switch {
	case err != nil:
		return nil, ErrNotLink
	case !entry.valid(value) && key == "01" && len(value) == 14 && allDigits(value):
		return nil, fmt.Errorf("%w: check digit of the link", ErrElementString)
	case !entry.valid(value):
		return nil, ErrNotLink
	}
	out := Elements{key: value}
	qualifiers := words[2:]
	if n := len(qualifiers); n%2 != 0 {
		if inSet('Z', qualifiers[n-1]) && len(qualifiers[n-1]) >= 3 && table[linkKey(qualifiers[n-1])] == nil {
			return nil, ErrCompressed
		}
		return nil, fmt.Errorf("%w: a value is missing in the link", ErrElementString)
	}
	var order []string
	for i := 0; i < len(qualifiers); i += 2 {
		id := linkKey(qualifiers[i])
		value, err := linkValue(id, qualifiers[i+1])
		if table[id] == nil || err != nil {
			return nil, fmt.Errorf("%w: qualifier in the link", ErrElementString)
		}
		if err := out.put(table[id], id, value); err != nil {
			return nil, err
		}
		order = append(order, id)
	}
	if !inOrder(order, entry.qualifiers) {
		return nil, fmt.Errorf("%w: order of the link", ErrElementString)
	}
	return out, nil
}

// inOrder reports whether ids are some of one of the alternatives, in its order.
func inOrder(ids []string, alternatives [][]string) bool {
	for _, alternative := range alternatives {
		n := 0
		for _, q := range alternative {
			if n < len(ids) && ids[n] == q {
				n++
			}
		}
		if n == len(ids) {
			return true
		}
	}
	return len(ids) == 0
}

func linkKey(word string) string {
	if id, named := linkNames[strings.ToLower(word)]; named {
		return id
	}
	return word
}

// linkValue decodes a value and fills a short GTIN up.
func linkValue(id, word string) (string, error) {
	value, err := url.PathUnescape(word)
	if err == nil && id == "01" && allDigits(value) {
		switch len(value) {
		case 8, 12, 13:
			value = pad14(value)
		}
	}
	return value, err
}

// query adds the identifiers of the query.
func (e Elements) query(query string) error {
	for pair := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		id, word, _ := strings.Cut(pair, "=")
		entry := gs1Table()[id]
		if entry == nil {
			continue
		}
		value, err := linkValue(id, word)
		if err != nil {
			return fmt.Errorf("%w: value of %s in the link", ErrElementString, id)
		}
		if err := e.put(entry, id, value); err != nil {
			return err
		}
	}
	return nil
}

// link takes web addresses: a Digital Link for what it names, any other as
// KindURL.
func (c *Code) link() bool {
	if _, _, _, ok := splitLink(c.Text); !ok {
		return false
	}
	ai, err := ParseLink(c.Text)
	switch {
	case err == nil:
		c.elements(ai)
	case errors.Is(err, ErrNotLink):
		c.become(KindURL, Fields{})
	case errors.Is(err, ErrCompressed):
		c.Fault = FaultCompressed
	default:
		c.Fault = faultOf(err)
	}
	return true
}
