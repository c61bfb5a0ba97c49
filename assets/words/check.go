package words

import (
	"regexp"
	"sort"
	"strings"
)

var placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// Problems lists what is wrong with the catalogue, one line each, sorted:
// keys that only one language has, empty texts, placeholders that differ
// between the languages, an English singular without its plural.
func (w *Words) Problems() []string {
	var out []string
	for _, l := range Langs {
		other := w.In(l).Other()
		for key, text := range w.texts[l] {
			if strings.TrimSpace(text) == "" {
				out = append(out, l.String()+": "+key+" is empty")
			}
			plain := key
			if l == En {
				plain = strings.TrimSuffix(key, pluralOne)
				if plain != key && !w.In(En).Has(plain) {
					out = append(out, "en: "+key+" has no plural")
				}
			}
			match, ok := other.text(plain)
			if !ok {
				out = append(out, other.lang.String()+": "+plain+" is missing")
			} else if l == En && plain == key && holes(text) != holes(match) {
				out = append(out, key+": ja takes "+holes(match)+", en takes "+holes(text))
			}
		}
	}
	sort.Strings(out)
	return out
}

// holes is the sorted set of a text's placeholders.
func holes(s string) string {
	seen := map[string]bool{}
	var list []string
	for _, h := range placeholder.FindAllString(s, -1) {
		if !seen[h] {
			seen[h] = true
			list = append(list, h)
		}
	}
	sort.Strings(list)
	return strings.Join(list, "")
}
