package hubdb

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"
)

// dialect is the migrations as an engine wants them.
type dialect struct {
	fs.FS
	rewrite func([]byte) []byte
}

// Open reads the file whole and rewrites it.
func (s dialect) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return &textFile{Reader: bytes.NewReader(s.rewrite(text)), name: name}, nil
}

// ReadDir lists the embedded folder.
func (s dialect) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(s.FS, name) }

// only drops what a migration has for the other engine alone: the lines between
// "-- engine: …" and "-- engine: all".
func only(engine string, text []byte) []byte {
	var out strings.Builder
	mine := true
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- engine: "); ok {
			mine = name == engine || name == "all"
			continue
		}
		if mine {
			out.WriteString(line)
		}
	}
	return []byte(out.String())
}

// plain is the migrations as PostgreSQL wants them.
func plain() fs.FS {
	return dialect{schema(), func(text []byte) []byte { return only("postgres", text) }}
}

// textFile is a rewritten migration: file and its own description.
type textFile struct {
	*bytes.Reader
	name string
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *textFile) Close() error               { return nil }
func (f *textFile) Name() string               { return f.name }
func (f *textFile) Mode() fs.FileMode          { return 0o444 }
func (f *textFile) ModTime() time.Time         { return time.Time{} }
func (f *textFile) IsDir() bool                { return false }
func (f *textFile) Sys() any                   { return nil }
