package scanner

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed gs1/identifiers.txt
var gs1Text string

// identifier is what the table says about one application identifier.
type identifier struct {
	predefined bool       // its length is known to every reader: no separator follows
	parts      []part     // of the value, in order
	requires   [][]string // of each set, one must be there too; n stands for any digit
	excludes   []string   // none of these may be there too
	primary    bool       // a primary key of a GS1 Digital Link
	qualifiers [][]string // for a primary key: what may follow it in the path, in order
}

// part is one piece of a value.
type part struct {
	set      byte // N, X, Y or Z
	min, max int
	optional bool
	checks   []check
}

// gs1Table is the whole table, read once. The file is part of the program and a
// test reads it, so a fault in it is a fault of the build.
var gs1Table = sync.OnceValue(func() map[string]*identifier {
	t, err := readIdentifiers(gs1Text)
	if err != nil {
		panic(err)
	}
	return t
})

// readIdentifiers reads the table; its form stands at its head.
func readIdentifiers(text string) (map[string]*identifier, error) {
	table := map[string]*identifier{}
	for no, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		entry := &identifier{}
		for _, w := range words[1:] {
			if err := entry.word(w); err != nil {
				return nil, fmt.Errorf("scanner: identifiers, line %d: %w", no+1, err)
			}
		}
		ids, err := expand(words[0])
		if err != nil || len(entry.parts) == 0 {
			return nil, fmt.Errorf("scanner: identifiers, line %d: incomplete: %w", no+1, err)
		}
		for _, id := range ids {
			if table[id] != nil {
				return nil, fmt.Errorf("scanner: identifiers, line %d: %s stands twice", no+1, id)
			}
			table[id] = entry
		}
	}
	return table, nil
}

// expand returns the identifiers of "410-413,416".
func expand(list string) ([]string, error) {
	var out []string
	for item := range strings.SplitSeq(list, ",") {
		from, to, ranged := strings.Cut(item, "-")
		if !ranged {
			to = from
		}
		a, err := strconv.Atoi(from)
		if err != nil {
			return nil, err
		}
		b, err := strconv.Atoi(to)
		if err != nil {
			return nil, err
		}
		for n := a; n <= b; n++ {
			out = append(out, fmt.Sprintf("%0*d", len(from), n))
		}
	}
	return out, nil
}

// word takes one word of a line behind the identifiers.
func (d *identifier) word(w string) error {
	key, value, pair := strings.Cut(w, "=")
	switch {
	case w == "*":
		d.predefined = true
	case key == "req" && pair:
		d.requires = append(d.requires, strings.Split(value, ","))
	case key == "ex" && pair:
		d.excludes = append(d.excludes, strings.Split(value, ",")...)
	case key == "dlpkey":
		d.primary = true
		for alternative := range strings.SplitSeq(value, "|") {
			if alternative != "" {
				d.qualifiers = append(d.qualifiers, strings.Split(alternative, ","))
			}
		}
	default:
		p, err := readPart(w)
		if err != nil {
			return err
		}
		d.parts = append(d.parts, p)
	}
	return nil
}

// readPart reads "N13,csum,key" or "[X..17]".
func readPart(w string) (part, error) {
	words := strings.Split(w, ",")
	spec := words[0]
	p := part{optional: strings.HasPrefix(spec, "[")}
	spec = strings.Trim(spec, "[]")
	if len(spec) < 2 || strings.IndexByte("NXYZ", spec[0]) < 0 {
		return p, fmt.Errorf("no part: %q", w)
	}
	p.set = spec[0]
	length, open := strings.CutPrefix(spec[1:], "..")
	n, err := strconv.Atoi(length)
	if err != nil {
		return p, err
	}
	p.min, p.max = n, n
	if open {
		p.min = 1
	}
	for _, name := range words[1:] {
		c, known := checks[name]
		if !known {
			return p, fmt.Errorf("no check: %q", name)
		}
		if c != nil {
			p.checks = append(p.checks, c)
		}
	}
	return p, nil
}

// length is the number of characters of a value of predefined length.
func (d *identifier) length() int {
	n := 0
	for _, p := range d.parts {
		n += p.max
	}
	return n
}

// valid reports whether a value has the length, the characters and the content
// that its identifier wants.
func (d *identifier) valid(value string) bool {
	for _, p := range d.parts {
		if value == "" && p.optional {
			continue
		}
		n := min(len(value), p.max)
		if n < p.min || !inSet(p.set, value[:n]) {
			return false
		}
		for _, c := range p.checks {
			if !c(value[:n]) {
				return false
			}
		}
		value = value[n:]
	}
	return value == ""
}

// inSet reports whether all characters lie in a set of the GS1 General
// Specifications, section 7.11: N digits, X set 82, Y set 39, Z set 64.
func inSet(set byte, s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
		lower := c >= 'a' && c <= 'z'
		ok := digit
		switch set {
		case 'X':
			ok = digit || letter || lower || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, c) >= 0
		case 'Y':
			ok = digit || letter || c == '#' || c == '-' || c == '/'
		case 'Z':
			ok = digit || letter || lower || c == '-' || c == '_' || c == '='
		}
		if !ok {
			return false
		}
	}
	return true
}

// fits reports whether an identifier is meant by a pattern such as "31nn".
func fits(pattern, id string) bool {
	if len(pattern) != len(id) {
		return false
	}
	for i := range len(id) {
		if pattern[i] != 'n' && pattern[i] != id[i] {
			return false
		}
	}
	return true
}
