package photo

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"golang.org/x/text/encoding/japanese"
)

// File is a picture file of a folder or a zip file.
type File struct {
	Path string // for people, within the folder or zip file
	Name string // without folder and extension
	open func() (io.ReadCloser, error)
}

// Read returns the file's bytes, one more than MaxFile at the most.
func (f File) Read() ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if cerr := r.Close(); err == nil {
		err = cerr
	}
	return data, err
}

// Open lists the files of a folder with all below it, or of a zip file. Those whose
// name begins with a dot, and what systems put beside pictures, are left out. Close
// the second when they have been read.
func Open(from string) ([]File, io.Closer, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(from) // no link leads out of it
		if err != nil {
			return nil, nil, err
		}
		list, err := inFolder(root.FS())
		return list, root, err
	}
	z, err := zip.OpenReader(from)
	if err != nil {
		return nil, nil, err
	}
	var list []File
	for _, f := range z.File {
		name := strings.ReplaceAll(nameIn(f), `\`, "/")
		if !f.FileInfo().IsDir() && isMeant(name) {
			list = append(list, File{Path: name, Name: bare(name), open: f.Open})
		}
	}
	return list, z, nil
}

func inFolder(root fs.FS) (list []File, err error) {
	err = fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isMeant(p) {
			list = append(list, File{Path: p, Name: bare(p), open: func() (io.ReadCloser, error) { return root.Open(p) }})
		}
		return err
	})
	return list, err
}

// nameIn returns the name of a file in a zip file; Windows in Japanese writes it in
// its own letters.
func nameIn(f *zip.File) string {
	if !f.NonUTF8 {
		return f.Name
	}
	if s, err := japanese.ShiftJIS.NewDecoder().String(f.Name); err == nil {
		return s
	}
	return f.Name
}

func isMeant(p string) bool {
	for part := range strings.SplitSeq(p, "/") {
		if part != "." && strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return false
		}
	}
	switch strings.ToLower(path.Base(p)) {
	case "thumbs.db", "desktop.ini":
		return false
	}
	return true
}

func bare(p string) string {
	base := path.Base(p)
	return strings.TrimSuffix(base, path.Ext(base))
}
