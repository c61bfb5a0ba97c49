package hubserve

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
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
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// KeyChoice is whose keys a restored hub has when those of the copy and those of
// the data folder are not the same.
type KeyChoice uint8

// Values of KeyChoice.
const (
	// KeysAlike refuses to choose.
	KeysAlike KeyChoice = iota
	// KeysPresent keeps those of the data folder; what is missing is made anew.
	KeysPresent
	// KeysOfCopy takes those of the copy and puts the others aside.
	KeysOfCopy
)

// RestoreOptions says what a hub is restored from.
type RestoreOptions struct {
	From string // the copy
	Keys KeyChoice
}

// Restored is what Restore did.
type Restored struct {
	hub.Recovery
	Copy  hubdb.Contents
	Aside string // where the database is that was there before, "" when there was none
}

// Names of a restore in a data folder.
const (
	restoringMark = "restore.cut-off" // there while files change places
	restoringEnd  = ".restoring"
	asidePrefix   = "before-restore-"
)

// cutOff is why a hub does not start.
func cutOff(data string) error {
	if _, err := os.Lstat(filepath.Join(data, restoringMark)); err != nil {
		return nil //nolint:nilerr // it is not there
	}
	return retail.E(retail.CodeRefused, "hubserve.Start", "", errors.New(
		"復旧が途中で切れています。もう一度 miseban-hub restore を実行してください / a restore was cut off: run miseban-hub restore again"))
}

// Restore puts an older copy in the place of a hub's database: the copy is
// checked first, what is there now is kept beside it, and the hub begins a new
// life, so that its terminals send again what the copy lacks. CodeBusy: a hub is
// at work in the folder; CodeDamaged, CodeInvalid, CodeNotFound: the copy cannot
// be used, and nothing has been touched.
func Restore(ctx context.Context, data string, o RestoreOptions, clock retail.Clock) (out Restored, err error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return out, retail.E(retail.CodeRefused, "hubserve.Restore", "", err)
	}
	r, err := lastRun(data)
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound:
		r.DB = filepath.Join(data, "hub.db")
	case err != nil:
		return out, err
	}
	release, err := claimFolder(ctx, Options{Data: data})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, release()) }()
	x := &restore{data: data, keyDir: cmp.Or(r.Keys, data), db: r.DB, o: o, now: clock.Now(), clock: clock}
	if err := x.checkKeys(); err != nil {
		return out, err
	}
	if isURL(r.DB) {
		return x.postgres(ctx)
	}
	return x.sqlite(ctx)
}

// restore is one run of Restore.
type restore struct {
	data, db string
	keyDir   string
	o        RestoreOptions
	now      time.Time
	clock    retail.Clock
	take     []string // keys that come from the copy
	out      Restored
}

func (x *restore) instant() string { return x.now.UTC().Format(copyInstant) }

// folder is where a file of the hub lies.
func (x *restore) folder(name string) string {
	if slices.Contains(keyFiles(), name) {
		return x.keyDir
	}
	return x.data
}

// keys is the folder of keys beside the copy.
func (x *restore) keys() string { return filepath.Join(filepath.Dir(x.o.From), copyKeys) }

// checkKeys finds out which keys come from the copy.
func (x *restore) checkKeys() error {
	const op = "hubserve.Restore"
	for _, name := range slices.Concat(keyFiles(), dataFiles()) {
		mine, mineErr := os.ReadFile(filepath.Join(x.folder(name), name))
		theirs, theirsErr := os.ReadFile(filepath.Join(x.keys(), name))
		for _, err := range []error{mineErr, theirsErr} {
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return retail.E(retail.CodeRefused, op, "", err)
			}
		}
		secret := slices.Contains([]string{fileSecret, filePickup, fileTLSKey}, name)
		switch {
		case theirsErr != nil && mineErr != nil && secret && x.o.Keys != KeysPresent:
			return retail.E(retail.CodeNotFound, op, "", fmt.Errorf(
				"鍵 %s がデータフォルダーにも %s にもありません。なくても復旧するには -keys present（端末はすべて登録し直しになります）"+
					" / the key %s is neither in the data folder nor in %s; -keys present restores without it, and every terminal must be enrolled again",
				name, x.keys(), name, x.keys()))
		case theirsErr != nil || mineErr == nil && (!secret || bytes.Equal(mine, theirs) || x.o.Keys == KeysPresent):
		case mineErr != nil || x.o.Keys == KeysOfCopy:
			x.take = append(x.take, name)
		default:
			return retail.E(retail.CodeInvalid, op, "", fmt.Errorf(
				"鍵 %s がデータフォルダーと複製で違います。どちらを使うか -keys present か -keys copy で選んでください"+
					" / the key %s of the data folder is not that of the copy: choose with -keys present or -keys copy", name, name))
		}
	}
	return nil
}

// takeKeys brings the keys of the copy in; what is there goes aside.
func (x *restore) takeKeys(aside string) error {
	for _, name := range x.take {
		b, err := os.ReadFile(filepath.Join(x.keys(), name))
		if err != nil {
			return err
		}
		if err := move(filepath.Join(x.folder(name), name), filepath.Join(aside, name)); err != nil {
			return err
		}
		if err := write(x.folder(name), name, b); err != nil {
			return err
		}
	}
	return nil
}

// move renames a file that may be missing.
func move(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// sqlite restores a file. Nothing of the present one is touched before the copy
// is proved and readied beside it.
func (x *restore) sqlite(ctx context.Context) (Restored, error) {
	const op = "hubserve.Restore"
	staged := x.db + restoringEnd
	if err := x.stage(ctx, staged); err != nil {
		return x.out, errors.Join(err, discard(staged))
	}
	if err := x.ready(ctx, staged); err != nil {
		return x.out, errors.Join(err, discard(staged))
	}
	if err := x.exchange(staged); err != nil {
		return x.out, retail.E(retail.CodeRefused, op, "", err)
	}
	return x.out, nil
}

// stage copies the copy beside the database and checks it.
func (x *restore) stage(ctx context.Context, staged string) (err error) {
	const op = "hubserve.Restore"
	if err := discard(staged); err != nil {
		return err
	}
	if _, lerr := os.Stat(x.o.From + "-wal"); lerr == nil { // a file that was copied by hand, with its log
		err = sqlite.CopyFile(ctx, x.o.From, staged)
	} else {
		err = copyFile(x.o.From, staged)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return retail.E(retail.CodeNotFound, op, "", err)
	}
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	x.out.Copy, err = hubdb.LookAt(ctx, staged)
	return err
}

func copyFile(from, to string) error {
	in, err := os.Open(filepath.Clean(from))
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// discard removes a staged file and what lies beside it.
func discard(staged string) error {
	entries, err := os.ReadDir(filepath.Dir(staged))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(staged)) {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(staged), e.Name())))
		}
	}
	return err
}

// ready brings a copy to this program's schema and begins its new life.
func (x *restore) ready(ctx context.Context, dsn string) error {
	store, err := hubdb.Open(ctx, dsn, x.clock)
	if err != nil {
		return err
	}
	return errors.Join(x.live(ctx, store), store.Close())
}

func (x *restore) live(ctx context.Context, store *hubdb.DB) error {
	if err := x.mine(ctx, store); err != nil {
		return err
	}
	l, beats, err := x.ledger(ctx, store)
	if err != nil {
		return err
	}
	life := hub.Life{Began: x.now, Ledger: l != nil && whole(l, beats)}
	if _, err := store.BeginLife(ctx, "", life); err != nil {
		return err
	}
	if l != nil { // it is the ledger of the new life too
		if err := errors.Join(store.Beat(ctx, l.ID(), max(l.LastBeat(), beats[l.ID()])), l.Close()); err != nil {
			return err
		}
	}
	x.out.Recovery, err = hub.RecoveryOf(ctx, store)
	return err
}

// mine checks that the copy is this hub's: it knows the key of its pickup codes.
func (x *restore) mine(ctx context.Context, store *hubdb.DB) error {
	const op = "hubserve.Restore"
	dir := x.keyDir
	if slices.Contains(x.take, filePickup) {
		dir = x.keys()
	}
	text, err := os.ReadFile(filepath.Join(dir, filePickup))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	public, err := publicOf(text)
	if err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	var c retail.Chain
	if _, err := store.Row(ctx, wire.ScopeOrg, retail.EntityChain, "chain", &c); err != nil {
		return err
	}
	if len(c.PickupKeys) == 0 || x.o.Keys == KeysPresent || slices.ContainsFunc(c.PickupKeys, func(k retail.PickupKey) bool { return bytes.Equal(k.Public, public) }) {
		return nil
	}
	return retail.E(retail.CodeInvalid, op, "", errors.New(
		"この複製は別のハブのものです。それでも使うには -keys present / this is a copy of another hub; -keys present takes it all the same"))
}

// ledger opens the ledger of notices that the data folder has, nil for none.
func (x *restore) ledger(ctx context.Context, store *hubdb.DB) (*notice.Ledger, map[string]int64, error) {
	path := filepath.Join(x.data, fileLedger)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	l, err := notice.OpenLedger(path, x.now)
	if err != nil {
		return nil, nil, err
	}
	beats, err := store.Beats(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	return l, beats, nil
}

// exchange puts the staged file in the place of the database. While files change
// places a mark says so: a hub does not start on half of them.
func (x *restore) exchange(staged string) error {
	dir := filepath.Dir(x.db)
	if err := write(x.data, restoringMark, []byte(x.o.From+"\n")); err != nil {
		return err
	}
	if err := sqlite.SyncFolder(x.data); err != nil {
		return err
	}
	aside := filepath.Join(dir, asidePrefix+x.instant())
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if _, err := os.Lstat(x.db + end); err == nil {
			x.out.Aside = aside
		}
		if err := move(x.db+end, filepath.Join(aside, filepath.Base(x.db)+end)); err != nil {
			return err
		}
	}
	if err := x.takeKeys(aside); err != nil {
		return err
	}
	if err := os.Rename(staged, x.db); err != nil {
		return err
	}
	for _, d := range []string{aside, dir, x.data} {
		if err := sqlite.SyncFolder(d); err != nil {
			return err
		}
	}
	_ = os.Remove(aside) // when nothing was put into it
	return errors.Join(discard(staged), os.Remove(filepath.Join(x.data, restoringMark)), sqlite.SyncFolder(x.data))
}

// RecoveryBeside tells how far the hub of a data folder has got its terminals'
// work back since it was restored, beside the running hub or without it.
// CodeNotFound: no hub has run there.
func RecoveryBeside(ctx context.Context, data string) (hub.Recovery, error) {
	r, err := load(data)
	if err != nil {
		return hub.Recovery{}, err
	}
	store, err := hubdb.OpenRead(ctx, r.DB, retail.ClockFunc(time.Now))
	if err != nil {
		return hub.Recovery{}, err
	}
	out, err := hub.RecoveryOf(ctx, store)
	return out, errors.Join(err, store.Close())
}
