package app_test

import (
	"go/ast"
	"testing"
)

// A file is read in one sitting and a function is seen whole.
const (
	fileNotice, fileLimit = 500, 900
	funcLimit             = 120
)

// TestSize fails on files and functions that outgrew a reader, and names the files that are about to.
func TestSize(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		switch {
		case s.lines > fileLimit:
			t.Errorf("%s has %d lines, over %d: too many things live in it, split it by what they are for", s.path, s.lines, fileLimit)
		case s.lines > fileNotice:
			t.Logf("%s has %d lines: split it before it reaches %d", s.path, s.lines, fileLimit)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			first := fset.Position(f.Pos()).Line
			if n := fset.Position(f.End()).Line - first + 1; n > funcLimit {
				t.Errorf("%s:%d: %s has %d lines, over %d: a function is seen whole", s.path, first, f.Name.Name, n, funcLimit)
			}
		}
	}
}
