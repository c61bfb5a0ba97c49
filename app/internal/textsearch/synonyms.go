package textsearch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed synonyms.txt
var synonymText string

// synonyms are the words that mean the same, by each of them, folded.
var synonyms = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(synonymText) {
		line, _, _ = strings.Cut(line, "#")
		var group []string
		for _, w := range strings.Fields(line) {
			group = append(group, Fold(w))
		}
		for i, w := range group {
			all := append([]string{w}, group[:i]...)
			out[w] = join(out[w], append(all, group[i+1:]...))
		}
	}
	return out
})

// join appends what is not there yet.
func join(have, more []string) []string {
	for _, w := range more {
		if !slices.Contains(have, w) {
			have = append(have, w)
		}
	}
	return have
}

// alike returns a folded word and what means the same, itself first.
func alike(word string) []string {
	if all, ok := synonyms()[word]; ok {
		return all
	}
	return []string{word}
}
