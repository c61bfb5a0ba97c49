package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDecisionsHaveNumbersOfTheirOwn: a record is cited by its number, the first
// part of its file's name; another in its first line would mislead.
func TestDecisionsHaveNumbersOfTheirOwn(t *testing.T) {
	files, err := filepath.Glob("../docs/adr/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d records, %v", len(files), err)
	}
	head := regexp.MustCompile(`^# 0*(\d*)`)
	of := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		m := head.FindSubmatch(b)
		if m == nil || len(m[1]) > 0 && string(m[1]) != strings.TrimLeft(name[:4], "0") {
			t.Errorf("%s begins with another number, or with no title", name)
		}
		if other := of[name[:4]]; other != "" {
			t.Errorf("%s and %s have one number: take the next free one", other, name)
		}
		of[name[:4]] = name
	}
}
