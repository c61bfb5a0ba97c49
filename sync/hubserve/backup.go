package hubserve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// Names in a folder of copies.
const (
	copyPrefix  = "hub-"
	copySQLite  = ".db"
	copyDump    = ".dump" // pg_dump's custom format
	copyKeys    = "keys"  // what makes the hub this hub; whoever has it is the hub
	copyInstant = "20060102T150405Z"
)

// keyFiles are the keys that belong into a copy: without them every terminal
// would have to be enrolled again, and no pickup code would open anything.
func keyFiles() []string {
	return []string{fileSecret, filePickup, fileTLSKey, fileCert, fileNextKey, fileOldPin, fileNextPickup}
}

// dataFiles are other files of a data folder that belong there.
func dataFiles() []string { return []string{mappingFile, fileSample} }

// Backup is a copy that was made.
type Backup struct {
	Path  string
	Begun time.Time
	hubdb.Contents
	Gone []string // older copies that were removed
}

// BackupOptions says where copies go.
type BackupOptions struct {
	To   string // folder, made when missing
	Keep int    // how many copies stay in it, all when 0
}

// BackupBeside copies the database of the hub of a data folder, beside the
// running hub or without it, and then lets terminals forget what is in the copy.
// CodeNotFound: no hub has run there; CodeDamaged: the copy is not whole.
func BackupBeside(ctx context.Context, data string, o BackupOptions) (Backup, error) {
	var b Backup
	r, err := load(data)
	if err != nil {
		return b, err
	}
	store, err := hubdb.Open(ctx, r.DB, retail.ClockFunc(time.Now))
	if err != nil {
		return b, err
	}
	b, err = backup(ctx, store, Options{Data: data, Keys: r.Keys, DB: r.DB}, o)
	return b, errors.Join(err, store.Close())
}

// backup makes one copy. Only when it is whole and has its name do the marks
// move.
func backup(ctx context.Context, store *hubdb.DB, of Options, o BackupOptions) (Backup, error) {
	const op = "hubserve.backup"
	if err := os.MkdirAll(o.To, 0o700); err != nil {
		return Backup{}, retail.E(retail.CodeRefused, op, "", err)
	}
	keys := filepath.Join(o.To, copyKeys)
	if err := copyAside(of.keyFolder(), keys, keyFiles()); err != nil {
		return Backup{}, err
	}
	if err := copyAside(of.Data, keys, dataFiles()); err != nil {
		return Backup{}, err
	}
	c, err := store.BeginCopy(ctx, o.To)
	if err != nil {
		return Backup{}, err
	}
	end, write := copySQLite, store.CopyTo
	if isURL(of.DB) {
		end, write = copyDump, func(ctx context.Context, _ hubdb.Copy, path string) (hubdb.Contents, error) {
			return dump(ctx, of.DB, path)
		}
	}
	b := Backup{Begun: c.Begun, Path: freeName(o.To, copyPrefix+c.Begun.UTC().Format(copyInstant), end)}
	if b.Contents, err = write(ctx, c, b.Path); err != nil {
		return b, err
	}
	if err := store.FinishCopy(ctx, c.ID); err != nil {
		return b, err
	}
	b.Gone, err = thin(o, end, filepath.Base(b.Path))
	return b, err
}

// freeName is a path that no file has: two copies may be made in one second.
func freeName(dir, name, end string) string {
	path := filepath.Join(dir, name+end)
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path
		}
		path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", name, n, end))
	}
}

// thin removes all but the newest copies; the one just made stays.
func thin(o BackupOptions, end, made string) (gone []string, err error) {
	const op = "hubserve.thin"
	if o.Keep <= 0 {
		return nil, nil
	}
	entries, err := os.ReadDir(o.To)
	if err != nil {
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	var names []string
	for _, e := range entries {
		if name := e.Name(); e.Type().IsRegular() && isCopy(name, end) && name != made {
			names = append(names, name)
		}
	}
	slices.Sort(names) // by instant
	for len(names) > o.Keep-1 {
		path := filepath.Join(o.To, names[0])
		if err := os.Remove(path); err != nil {
			return gone, retail.E(retail.CodeRefused, op, "", err)
		}
		gone, names = append(gone, path), names[1:]
	}
	return gone, nil
}

// isCopy tells whether a name is one that backup gave.
func isCopy(name, end string) bool {
	instant, ok := strings.CutPrefix(name, copyPrefix)
	if !ok || !strings.HasSuffix(name, end) || len(instant) < len(copyInstant) {
		return false
	}
	_, err := time.Parse(copyInstant, instant[:len(copyInstant)])
	return err == nil
}

// copyAside copies files of a folder where they differ.
func copyAside(data, to string, names []string) error {
	const op = "hubserve.copyAside"
	if err := os.MkdirAll(to, 0o700); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(data, name))
		if errors.Is(err, fs.ErrNotExist) {
			if err := os.Remove(filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return retail.E(retail.CodeRefused, op, "", err)
			}
			continue
		}
		if err != nil {
			return retail.E(retail.CodeRefused, op, "", err)
		}
		if have, err := os.ReadFile(filepath.Join(to, name)); err == nil && bytes.Equal(have, b) {
			continue
		}
		if err := write(to, name, b); err != nil {
			return err
		}
	}
	if err := sqlite.SyncFolder(to); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	return nil
}

// BeginMark notes what the database holds now, for a copy that another program
// makes: a base backup of PostgreSQL, a snapshot of the disk. Its id goes to
// FinishMark once that copy is whole.
func BeginMark(ctx context.Context, data string) (id string, err error) {
	err = marking(ctx, data, func(store *hubdb.DB) error {
		c, err := store.BeginCopy(ctx, "elsewhere")
		id = c.ID
		return err
	})
	return id, err
}

// FinishMark lets terminals forget what BeginMark noted. CodeNotFound: nothing
// was noted under the id, or the database was put back since.
func FinishMark(ctx context.Context, data, id string) error {
	return marking(ctx, data, func(store *hubdb.DB) error { return store.FinishCopy(ctx, id) })
}

func marking(ctx context.Context, data string, f func(*hubdb.DB) error) error {
	r, err := load(data)
	if err != nil {
		return err
	}
	store, err := hubdb.Open(ctx, r.DB, retail.ClockFunc(time.Now))
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}

// copies returns the job that copies the database every so often. The first
// copy is made when the last one is old enough, so that a hub that is started
// over and over does not copy each time.
func (s *Server) copies() func(context.Context, *hub.Hub) {
	o := s.opts.Backup
	return func(ctx context.Context, _ *hub.Hub) {
		last, err := s.store.LastCopy(ctx)
		wait := time.Duration(0)
		if err == nil && !last.IsZero() {
			wait = max(0, s.opts.BackupEvery-s.opts.Clock.Now().Sub(last))
		}
		for pause(ctx, min(wait, s.opts.BackupEvery)) {
			begun := s.opts.Clock.Now()
			b, err := backup(ctx, s.store, s.opts, o)
			switch {
			case err == nil:
				s.opts.Log.Info("hubserve: copied", "to", b.Path, "bytes", b.Bytes, "took", s.opts.Clock.Now().Sub(begun))
			case ctx.Err() == nil:
				s.opts.Log.Error("hubserve: no copy could be made; terminals keep what they sent", "err", err)
			}
			wait = s.opts.BackupEvery
		}
	}
}
