package app_test

import (
	"path"
	"strings"
	"testing"
)

// TestPackageDoc demands a sentence for every package: what nobody can describe in one is not a package.
func TestPackageDoc(t *testing.T) {
	docs := map[string]string{}    // folder → doc comment
	names := map[string]string{}   // folder → package name
	onlyTests := map[string]bool{} // folder → it holds nothing but tests
	for _, s := range sources(t) {
		folder := path.Dir(s.path)
		if _, seen := onlyTests[folder]; !seen {
			onlyTests[folder] = true
		}
		if !s.test {
			onlyTests[folder] = false
			names[folder] = s.file.Name.Name
		}
		docs[folder] += s.file.Doc.Text()
	}
	for folder, doc := range docs {
		name := names[folder]
		switch {
		case strings.TrimSpace(doc) == "":
			t.Errorf("%s has no package comment: say in one sentence what it is for", folder)
		case onlyTests[folder], name == "main": // a command or a test says what it does in its own words
		case !strings.HasPrefix(doc, "Package "+name+" "):
			t.Errorf("%s: the package comment begins %.40q, want \"Package %s ...\"", folder, doc, name)
		}
	}
}
