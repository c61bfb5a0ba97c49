package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// root is the repository as seen from this folder, in which the tests run.
const root = ".."

// trees are the folders that hold Go code besides the module's root.
var trees = []string{"app", "sync", "scanner", "assets"}

// source is one parsed Go file of ours.
type source struct {
	path      string // from the repository's root, with forward slashes
	lines     int
	generated bool
	test      bool // ends in _test.go
	file      *ast.File
}

var files = sync.OnceValues(parse)

// fset knows where every node of every source stands.
var fset = token.NewFileSet()

// sources returns every Go file of ours, parsed once for all tests of this folder, whatever its build tags say.
func sources(t *testing.T) []source {
	t.Helper()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no Go file found: is the test looking in the right folder?")
	}
	return all
}

func parse() ([]source, error) {
	var all []source
	err := walk(func(path string) error {
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{
			path:      path,
			lines:     strings.Count(string(text), "\n"),
			generated: ast.IsGenerated(file),
			test:      strings.HasSuffix(path, "_test.go"),
			file:      file,
		})
		return nil
	})
	return all, err
}

// walk visits every file of the trees and the Go files beside go.mod, by their path from the repository's root.
// Folders that the go command does not look into (testdata, and names that begin with a dot or _) are left out.
func walk(visit func(path string) error) error {
	top, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		return err
	}
	for _, path := range top {
		if err := visit(filepath.Base(path)); err != nil {
			return err
		}
	}
	for _, tree := range trees {
		start := filepath.Join(root, tree)
		if _, err := os.Stat(start); err != nil {
			continue
		}
		err := filepath.WalkDir(start, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name := entry.Name()
			if entry.IsDir() {
				if name == "testdata" || name[0] == '.' || name[0] == '_' {
					return fs.SkipDir
				}
				return nil
			}
			path, err = filepath.Rel(root, path)
			if err != nil {
				return err
			}
			return visit(filepath.ToSlash(path))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// under tells whether path is one of the given folders or lies in one. A folder with a slash at its end stands for
// what lies in it and not for itself.
func under(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		if strings.HasSuffix(folder, "/") {
			return strings.HasPrefix(path, folder)
		}
		return path == folder || strings.HasPrefix(path, folder+"/")
	})
}
