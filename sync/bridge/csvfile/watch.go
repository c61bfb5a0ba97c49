package csvfile

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	say "miseban/assets/words"
)

// Times of a watched folder.
const (
	poll      = 200 * time.Millisecond // between two looks
	settled   = 500 * time.Millisecond // size and time have stood still: nobody writes any more
	renamed   = 2 * time.Second        // a file that is new here but older than this was moved in whole
	retryWait = 2 * time.Second        // after the hub failed
	resting   = 10 * time.Minute       // a file that was read moves to done/ after it did not grow for that long
)

// Done is the folder inside a watched one that files move to.
const Done = "done"

// reportSuffix ends the name of the report that lies beside a file.
const reportSuffix = ".report.txt"

// Folder is a watched folder: what lands in it is read.
type Folder struct {
	Dir    string
	Intake *Intake
	Clock  retail.Clock
	Lang   say.Lang // of the reports
	Log    *slog.Logger

	files map[string]*landed
	stuck bool // files cannot be moved or reports not written here; said once
}

// landed is what is known of a file in the folder.
type landed struct {
	size  int64
	mtime time.Time
	since time.Time // seen unchanged since
	old   bool      // lay there complete when it was first seen
	read  bool      // as it is now
	kept  bool      // could not be moved to done/
	again time.Time // not to be tried before
}

// Run watches until ctx ends.
func (f *Folder) Run(ctx context.Context) {
	t := time.NewTicker(poll)
	defer t.Stop()
	failed := false
	for {
		err := f.Look(ctx)
		if err != nil && ctx.Err() == nil && !failed {
			f.Log.Error("csvfile: watched folder", "err", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Look looks at the folder once and reads what stands still. An error is about
// the folder; what is wrong with a file stands in its report.
func (f *Folder) Look(ctx context.Context) error {
	entries, err := os.ReadDir(f.Dir)
	if err != nil {
		return err
	}
	if f.files == nil {
		f.files = map[string]*landed{}
	}
	here := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		if ctx.Err() != nil || !wanted(name) {
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			continue
		}
		here[name] = true
		f.look(ctx, name, info)
	}
	for name := range f.files {
		if !here[name] {
			delete(f.files, name)
		}
	}
	return nil
}

// wanted tells whether a file is an export: not one that a program is still
// writing under another name, and none of our own.
func wanted(name string) bool {
	lower := strings.ToLower(name)
	return slices.Contains([]string{".csv", ".txt", ".tsv"}, filepath.Ext(lower)) &&
		!strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "~") && !strings.HasSuffix(lower, reportSuffix)
}

// look decides what to do with one file.
func (f *Folder) look(ctx context.Context, name string, info fs.FileInfo) {
	now := f.Clock.Now()
	l := f.files[name]
	switch {
	case l == nil:
		l = &landed{size: info.Size(), mtime: info.ModTime(), since: now, old: now.Sub(info.ModTime()) > renamed}
		f.files[name] = l
	case l.size != info.Size() || !l.mtime.Equal(info.ModTime()):
		*l = landed{size: info.Size(), mtime: info.ModTime(), since: now}
	}
	still := now.Sub(l.since)
	switch {
	case !l.read && (l.old || still >= settled) && !now.Before(l.again):
		f.read(ctx, name, l)
	case l.read && !l.kept && still >= resting:
		if err := f.putAway(name); err != nil {
			l.kept = true
			f.cannot(err)
		}
	}
}

// read takes in one file and lays the report beside it.
func (f *Folder) read(ctx context.Context, name string, l *landed) {
	path := filepath.Join(f.Dir, name)
	data, err := os.ReadFile(path)
	if err != nil || int64(len(data)) != l.size { // it is still being written, or not readable yet
		l.since, l.old = f.Clock.Now(), false
		return
	}
	start := f.Clock.Now()
	rep, err := f.Intake.Import(ctx, name, "", data)
	text := rep.Text(f.Lang)
	switch {
	case err == nil:
		f.Log.Info("csvfile: read", "file", name, "profile", rep.Profile, "rows", rep.Rows, "new", rep.New, "changed", rep.Changed,
			"unchanged", rep.Unchanged, "canceled", rep.Canceled, "bad", len(rep.Bad), "took", f.Clock.Now().Sub(start))
	case OfFile(err):
		f.Log.Warn("csvfile: not readable", "file", name, "err", err)
		text = FailText(name, err, f.Lang)
	default:
		f.Log.Warn("csvfile: try again", "file", name, "err", err)
		l.again = f.Clock.Now().Add(retryWait)
		return
	}
	l.read = true
	report := path + reportSuffix
	if _, err := os.Stat(report); err == nil && rep.Again {
		return // the report of the first reading says more
	}
	if err := writeWhole(report, text); err != nil {
		f.cannot(err)
	}
}

// cannot says once that the folder is not ours to write in. The hub remembers
// files by their content, so nothing is read twice.
func (f *Folder) cannot(err error) {
	if !f.stuck {
		f.stuck = true
		f.Log.Warn("csvfile: cannot write in the watched folder; files stay and are remembered", "err", err)
	}
}

// putAway moves a file and its report to done/. A name that is taken there gets
// the time in front.
func (f *Folder) putAway(name string) error {
	done := filepath.Join(f.Dir, Done)
	if err := os.MkdirAll(done, 0o755); err != nil {
		return err
	}
	to := name
	if _, err := os.Stat(filepath.Join(done, to)); err == nil {
		to = f.Clock.Now().In(retail.Japan).Format("20060102-150405") + " " + name
	}
	if err := os.Rename(filepath.Join(f.Dir, name), filepath.Join(done, to)); err != nil {
		return err
	}
	delete(f.files, name)
	err := os.Rename(filepath.Join(f.Dir, name+reportSuffix), filepath.Join(done, to+reportSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// writeWhole writes a text file that Windows programs take for UTF-8.
func writeWhole(path, text string) error {
	tmp := path + ".part"
	text = "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
	if err := os.WriteFile(tmp, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}
