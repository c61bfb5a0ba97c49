package notice

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Folder puts mails as .eml files into a folder instead of sending them: where
// no mail server is set, and to look at in the sample shop.
type Folder struct {
	Dir    string // made when missing
	Sender string // "" for miseban@localhost
}

// From is the sender's address.
func (f Folder) From() string {
	if f.Sender == "" {
		return "miseban@localhost"
	}
	return f.Sender
}

// Open makes the folder.
func (f Folder) Open(context.Context) (Session, error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, &SendError{Outcome: NotSent, Step: "folder"}
	}
	return folderSession(f), nil
}

type folderSession Folder

// Send writes the file whole or not at all; the Message-ID is its name.
func (f folderSession) Send(_ context.Context, m Message) error {
	data, err := m.Bytes()
	if err != nil || !usable(m.To) {
		return &SendError{Outcome: Refused, Step: "compose"}
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return -1
	}, strings.TrimPrefix(m.ID[:max(0, strings.IndexByte(m.ID, '@'))], "<"))
	path := filepath.Join(f.Dir, name+".eml")
	if err := replace(path, data); err != nil {
		return &SendError{Outcome: NotSent, Step: "file"}
	}
	return nil
}

// Close has nothing to end.
func (f folderSession) Close() error { return nil }

func replace(path string, data []byte) error {
	tmp := path + ".part"
	w, err := os.OpenFile(tmp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if err := errors.Join(err, w.Sync(), w.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return os.Rename(tmp, path)
}
