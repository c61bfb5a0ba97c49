// Package picture reads the codes of picture files: one file, what was pasted, or
// a folder that pictures are put into by a telephone, a scanner of papers, another
// program.
package picture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // pictures as they come
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"

	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

// Limits of one picture: more than a telephone makes, less than a terminal holds.
const (
	maxBytes  = 64 << 20
	maxPixels = 64 << 20
)

// What a picture is refused for.
var (
	ErrTooLarge = errors.New("picture: too large")
	ErrFormat   = errors.New("picture: not a picture that can be read")
)

// Read reads every code of a picture (PNG, JPEG, GIF, BMP, WebP), from the top
// down. None found is no error; ErrTooLarge and ErrFormat are. r is for one
// goroutine.
func Read(from io.Reader, r *decode.Reader) ([]scanner.Reading, error) {
	return read(from, r, nil)
}

func read(from io.Reader, r *decode.Reader, known func(decode.Result) bool) ([]scanner.Reading, error) {
	b, err := io.ReadAll(io.LimitReader(from, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxBytes {
		return nil, ErrTooLarge
	}
	conf, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if conf.Width <= 0 || conf.Height <= 0 || conf.Width > maxPixels/conf.Height {
		return nil, ErrTooLarge
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return readImage(img, r, known), nil
}

// ReadImage reads every code of a picture, from the top down.
func ReadImage(img image.Image, r *decode.Reader) []scanner.Reading {
	return readImage(img, r, nil)
}

// readImage leaves out what is doubtful and not known.
func readImage(img image.Image, r *decode.Reader, known func(decode.Result) bool) []scanner.Reading {
	found := r.Still(decode.FromImage(img))
	if known != nil {
		found = slices.DeleteFunc(found, func(f decode.Result) bool { return camera.Doubtful(f.Format) && !known(f) })
	}
	slices.SortStableFunc(found, func(a, b decode.Result) int {
		return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X))
	})
	out := make([]scanner.Reading, len(found))
	for i, f := range found {
		out[i] = camera.ReadingOf(f, time.Time{})
	}
	return out
}

// Setting is where the pictures come from.
type Setting struct {
	// Path is a file, which is read once, or a folder: pictures that are in it
	// when the feed first runs are not read, those that come later are, once.
	Path string
	// Formats are what is looked for; by default all that camera pages look for.
	Formats decode.Format
	// Known tells whether a code that is camera.Doubtful is one that the shop
	// knows; nil: all are.
	Known func(decode.Result) bool
}

// everything is what the pages with a camera look for, all of them together.
const everything = camera.Goods | camera.Labels | camera.Slips

// look is how often a folder is looked at. A picture is read when it was the same
// at two looks: it may come over a slow line.
const look = time.Second

// Feed is a file or a folder. Make it with New.
type Feed struct {
	set    Setting
	clock  scanner.Clock
	reader *decode.Reader
	known  map[string]stamp // read, or there before; nil until the first look
	fresh  map[string]stamp // seen once
}

// stamp tells a file from another of the same name.
type stamp struct {
	size int64
	mod  time.Time
}

// New returns the feed of a setting; Run says whether it can be used.
func New(set Setting, clock scanner.Clock) *Feed {
	if set.Formats == 0 {
		set.Formats = everything
	}
	return &Feed{set: set, clock: clock, reader: decode.New(set.Formats)}
}

// Source is SourcePicture.
func (*Feed) Source() scanner.Source { return scanner.SourcePicture }

// Device is the path.
func (f *Feed) Device() string { return f.set.Path }

func (f *Feed) fail(r scanner.Reason, err error) error {
	return &scanner.FeedError{Source: scanner.SourcePicture, Device: f.set.Path, Reason: r, Err: err}
}

// Run reads a file once and returns, or watches a folder until ctx ends. A folder
// that is gone is ReasonGone; pictures that came into it meanwhile are read when
// it is there again. What is no picture is passed over in a folder, and
// ReasonSetting as the file of the setting.
func (f *Feed) Run(ctx context.Context, sink scanner.Sink) error {
	info, err := os.Stat(f.set.Path)
	if err != nil {
		return f.fail(why(err), err)
	}
	if !info.IsDir() {
		sink.Tell(scanner.FeedConnected, f.set.Path)
		if err := f.read(f.set.Path, sink); err != nil {
			return f.fail(why(err), err)
		}
		return nil
	}
	if f.known == nil {
		if f.known, err = list(f.set.Path); err != nil {
			return f.fail(why(err), err)
		}
	}
	sink.Tell(scanner.FeedConnected, f.set.Path)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.clock.After(look):
		}
		if err := f.look(ctx, sink); err != nil {
			return f.fail(scanner.ReasonGone, err)
		}
	}
}

// look reads what came since the last look.
func (f *Feed) look(ctx context.Context, sink scanner.Sink) error {
	now, err := list(f.set.Path)
	if err != nil {
		return err
	}
	var due []string
	for name, s := range now {
		if f.known[name] != s && f.fresh[name] == s {
			due = append(due, name)
		}
	}
	slices.SortFunc(due, func(a, b string) int {
		return cmp.Or(now[a].mod.Compare(now[b].mod), cmp.Compare(a, b))
	})
	for _, name := range due {
		if ctx.Err() != nil {
			break
		}
		f.known[name] = now[name] // before it is read: it may be its end
		err := f.read(filepath.Join(f.set.Path, name), sink)
		if _, alone := errors.AsType[*fs.PathError](err); alone {
			delete(f.known, name) // moved away, or not to be opened yet
		}
	}
	for name := range f.known {
		if _, there := now[name]; !there {
			delete(f.known, name)
		}
	}
	f.fresh = now
	return nil
}

// list is the files of a folder that could be pictures; those with a dot before
// their name, or an end that says so, are on their way.
func list(folder string) (map[string]stamp, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	out := make(map[string]stamp, len(entries))
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".tmp", ".part", ".partial", ".crdownload":
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			out[e.Name()] = stamp{info.Size(), info.ModTime()}
		}
	}
	return out, nil
}

// read gives the codes of a file to the sink.
func (f *Feed) read(path string, sink scanner.Sink) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	codes, err := read(file, f.reader, f.set.Known)
	for _, c := range codes {
		sink.Take(c)
	}
	return err
}

func why(err error) scanner.Reason {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return scanner.ReasonAbsent
	case errors.Is(err, fs.ErrPermission):
		return scanner.ReasonPermission
	case errors.Is(err, ErrFormat), errors.Is(err, ErrTooLarge):
		return scanner.ReasonSetting
	}
	return scanner.ReasonBroken
}
