// Package words is the terminal's catalogue of screen words: it reads the flat
// translation files, fills in placeholders, and writes times, dates and money
// the way each language does.
package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
)

// Lang is a screen language.
type Lang uint8

// The languages of the screens; Japanese comes first everywhere.
const (
	Ja Lang = iota + 1
	En
)

// Langs lists every language.
var Langs = []Lang{Ja, En}

// String is the language's tag as used in file names: "ja" or "en".
func (l Lang) String() string {
	switch l {
	case Ja:
		return "ja"
	case En:
		return "en"
	}
	return ""
}

// ParseLang reads a tag as given on the command line.
func ParseLang(s string) (Lang, error) {
	for _, l := range Langs {
		if s == l.String() {
			return l, nil
		}
	}
	return 0, fmt.Errorf("words: no language %q", s)
}

// Words holds every language's texts.
type Words struct {
	texts map[Lang]map[string]string
}

// Load reads all <area>.<lang>.json files of a folder. A file that is not a
// flat map of texts, a file of an unknown language, or a key that two areas
// both define is an error.
func Load(fsys fs.FS) (*Words, error) {
	w := &Words{texts: map[Lang]map[string]string{}}
	for _, l := range Langs {
		w.texts[l] = map[string]string{}
	}
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	for _, name := range names {
		if err := w.add(fsys, name); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// add reads one file into the catalogue.
func (w *Words) add(fsys fs.FS, name string) error {
	parts := strings.Split(name, ".")
	if len(parts) != 3 {
		return fmt.Errorf("words: %s: want <area>.<lang>.json", name)
	}
	lang, err := ParseLang(parts[1])
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("words: %w", err)
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		return fmt.Errorf("words: %s: %w", name, err)
	}
	for key, text := range texts {
		if _, twice := w.texts[lang][key]; twice {
			return fmt.Errorf("words: %s: key %s is already defined", name, key)
		}
		w.texts[lang][key] = text
	}
	return nil
}

// In is the catalogue of one language. Switching language at run time is
// taking another Catalog and building the screen anew.
func (w *Words) In(l Lang) Catalog { return Catalog{words: w, lang: l} }

// Keys lists every key of one language, sorted, the plural forms included.
func (w *Words) Keys(l Lang) []string {
	keys := make([]string, 0, len(w.texts[l]))
	for k := range w.texts[l] {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Catalog gives the words of one language. Its zero value shows every key in
// brackets.
type Catalog struct {
	words *Words
	lang  Lang
}

// Lang is the language this catalogue speaks.
func (c Catalog) Lang() Lang { return c.lang }

// Other is the catalogue in the other language, for the one-tap switch.
func (c Catalog) Other() Catalog {
	if c.lang == Ja {
		return Catalog{words: c.words, lang: En}
	}
	return Catalog{words: c.words, lang: Ja}
}

// In is the catalogue in a language.
func (c Catalog) In(l Lang) Catalog { return Catalog{words: c.words, lang: l} }

// Has tells whether the catalogue knows the key.
func (c Catalog) Has(key string) bool {
	_, ok := c.text(key)
	return ok
}

func (c Catalog) text(key string) (string, bool) {
	if c.words == nil {
		return "", false
	}
	s, ok := c.words.texts[c.lang][key]
	return s, ok
}

// pluralOne ends the key of the English singular of a counted text.
const pluralOne = ".one"

// T is the text of a key with its placeholders filled in. args alternate a
// placeholder's name and its value (string, integer or fmt.Stringer; integers
// are grouped: 1,204). Where n is 1 English takes the key with the suffix
// ".one" if there is one. A missing key comes back as "[key]".
func (c Catalog) T(key string, args ...any) string {
	s, ok := c.text(key)
	if c.lang == En && nIsOne(args) {
		if one, has := c.text(key + pluralOne); has {
			s, ok = one, true
		}
	}
	if !ok {
		return "[" + key + "]"
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(args[i])+"}", value(args[i+1]))
	}
	return s
}

// nIsOne tells whether args carry the count n = 1.
func nIsOne(args []any) bool {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			return value(args[i+1]) == "1"
		}
	}
	return false
}

// value writes one argument.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return group(int64(v))
	case int64:
		return group(v)
	case int32:
		return group(int64(v))
	}
	return fmt.Sprint(v)
}

// group writes a number with commas between thousands.
func group(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return sign + s
}
