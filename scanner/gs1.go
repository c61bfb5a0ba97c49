package scanner

import (
	"errors"
	"fmt"
	"strings"
)

// Errors of GS1 content, from an element string or a Digital Link.
var (
	// ErrElementString is returned for GS1 content that breaks its own rules.
	ErrElementString = errors.New("scanner: not a GS1 element string")
	// ErrPairing is returned for elements that are right by themselves and
	// cannot stand together: what the code names would be a guess.
	ErrPairing = errors.New("scanner: GS1 elements that exclude each other")
)

// Elements are the values of a GS1 code by application identifier, all of them
// checked against the table of GS1: length, characters, check digits, dates.
type Elements map[string]string

// ParseElements splits a GS1 element string (without AIM identifier, separators
// as GS 0x1D). Each identifier must be in the table of GS1, each value as the
// table wants it. A value of open length ends at a separator or at the end; one
// of predefined length ends by itself, and a separator behind it is allowed.
// The same element twice is allowed when the values agree. It fails with
// ErrElementString, or ErrPairing when 01 stands beside 02 or 02 without 37.
func ParseElements(s string) (Elements, error) {
	table, out := gs1Table(), Elements{}
	s = strings.TrimLeft(s, string(gs))
	for s != "" {
		id := leading(table, s)
		if id == "" {
			return nil, fmt.Errorf("%w: no identifier", ErrElementString)
		}
		entry, rest := table[id], s[len(id):]
		var value string
		if entry.predefined {
			n := min(entry.length(), len(rest))
			value, rest = rest[:n], rest[n:]
		} else {
			value, rest, _ = strings.Cut(rest, string(gs))
		}
		if err := out.put(entry, id, value); err != nil {
			return nil, err
		}
		s = strings.TrimLeft(rest, string(gs))
	}
	return out.whole()
}

// leading returns the identifier that s begins with, empty if there is none. No
// identifier begins another.
func leading(table map[string]*identifier, s string) string {
	for n := 2; n <= 4 && n <= len(s); n++ {
		if table[s[:n]] != nil {
			return s[:n]
		}
	}
	return ""
}

// put adds one element.
func (e Elements) put(entry *identifier, id, value string) error {
	if !entry.valid(value) {
		return fmt.Errorf("%w: value of %s", ErrElementString, id)
	}
	if old, twice := e[id]; twice && old != value {
		return fmt.Errorf("%w: two values of %s", ErrElementString, id)
	}
	e[id] = value
	return nil
}

// whole looks at the elements together. Of the pairings that GS1 forbids only
// those are refused that make it unclear what was scanned; the others are faults
// of whoever printed the code, and Pairings lists them.
func (e Elements) whole() (Elements, error) {
	_, item := e["01"]
	_, content := e["02"]
	_, count := e["37"]
	switch {
	case len(e) == 0:
		return nil, fmt.Errorf("%w: empty", ErrElementString)
	case item && content, content && !count:
		return nil, ErrPairing
	}
	return e, nil
}

// Pairings returns the identifiers, in no order, that should not stand as they
// do: one that they need is missing, or one that they exclude is there. A label
// may carry more than one code, so this is a remark and no refusal.
func (e Elements) Pairings() []string {
	var out []string
	for id := range e {
		entry := gs1Table()[id]
		if entry != nil && !e.paired(id, entry) {
			out = append(out, id)
		}
	}
	return out
}

func (e Elements) paired(id string, entry *identifier) bool {
	for _, pattern := range entry.excludes {
		for other := range e {
			if other != id && fits(pattern, other) {
				return false
			}
		}
	}
	for _, set := range entry.requires {
		if !e.any(set) {
			return false
		}
	}
	return true
}

// any reports whether one of the patterns is met.
func (e Elements) any(patterns []string) bool {
	for _, pattern := range patterns {
		for other := range e {
			if fits(pattern, other) {
				return true
			}
		}
	}
	return false
}

// substitutes are what scanners and keyboards put for the separator when they
// cannot send it. "&[" is "^]" from a US scanner on a Japanese keyboard.
var substitutes = []string{
	"<GS>", "{GS}", "[GS]", "<gs>", "{gs}", "[gs]", "Ctrl-]", "ctrl-]", "CTRL-]", "Ctrl+]",
	"<0x1D>", "<1D>", "{1D}", `\x1d`, `\x1D`, `\u001d`, `\F`, "␝", "^]", "&[", "~d029", "|",
}

// withSeparators returns s with the separators put back for what stands in their
// place; same is true when nothing did.
func withSeparators(s string) (out string, same bool) {
	out = s
	for _, sub := range substitutes {
		out = strings.ReplaceAll(out, sub, string(gs))
	}
	return out, out == s
}

// readElements is ParseElements for text from any reader. Text as it came wins;
// a substitute is believed only when the whole then follows the rules.
func readElements(s string) (Elements, error) {
	e, err := ParseElements(s)
	put, same := withSeparators(s)
	if same {
		return e, err
	}
	better, refused := ParseElements(put)
	if refused != nil || err == nil && len(better) <= len(e) {
		return e, err
	}
	return better, nil
}
