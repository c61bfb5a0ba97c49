package hubserve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/internal/hubdb"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// engines runs a test with a data folder for a hub on each engine.
func engines(t *testing.T, f func(t *testing.T, data, db string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, t.TempDir(), "") })
	t.Run("postgres", func(t *testing.T) { f(t, t.TempDir(), newDatabase(t)) })
}

// newDatabase makes a database of its own, for dumps hold a whole one.
func newDatabase(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv(hubtest.Postgres)
	if dsn == "" {
		t.Skip(hubtest.Postgres + " is not set: NOT TESTED ON POSTGRESQL (.ci/postgres go test … starts one)")
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("hub_%08x", rand.Uint32())
	s, err := hubdb.OpenServer(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Recreate(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Drop(context.Background(), name); err != nil {
			t.Error(err)
		}
		_ = s.Close()
	})
	u.Path = "/" + name
	return u.String()
}

func run(t *testing.T, data, db string) *hubserve.Server {
	t.Helper()
	s, err := hubserve.Start(context.Background(), hubserve.Options{Data: data, DB: db, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Hub.PutSites(context.Background(), []retail.Site{{ID: shibuya, No: 1, Kind: retail.Shop, Name: "渋谷店"}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// signIns pushes commands with the numbers from one to another.
func (x *terminal) signIns(epoch string, known, from, to int64) wire.PushReply {
	x.t.Helper()
	req := wire.PushRequest{Commands: []retail.Command{}, Epoch: epoch, Last: known}
	for n := from; n <= to; n++ {
		req.Commands = append(req.Commands, retail.Command{
			ID: retail.CommandID(fmt.Sprintf("%s-%d", x.id, n)), Dseq: n, V: 1, Kind: retail.KindSignIn, At: time.Now(), Body: retail.SignIn{},
		})
	}
	var r wire.PushReply
	x.post(wire.PathCommands, req, http.StatusOK, &r)
	return r
}

// move lets the terminal speak to the hub where it listens now.
func (x *terminal) move(s *hubserve.Server) {
	x.base = "https://" + s.Addr
	x.access = ""
	var tok wire.TokenReply
	x.post(wire.PathToken, x.challenge(time.Now(), fmt.Sprint(rand.Uint64())), http.StatusOK, &tok)
	x.access = tok.Access
}

// TestBackupAndRestore: a running hub is copied, its terminals are told what is
// in the copy and nothing more; restored from it, it begins a new life, keeps
// what was there, and says who is missing.
func TestBackupAndRestore(t *testing.T) {
	engines(t, func(t *testing.T, data, db string) {
		ctx, to := t.Context(), filepath.Join(t.TempDir(), "copies")
		if _, err := hubserve.BackupBeside(ctx, data, hubserve.BackupOptions{To: to}); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("no hub has run, and it was copied: %v", err)
		}
		s := run(t, data, db)
		x, away := newTerminal(t, s), newTerminal(t, s)
		if r := x.signIns("", 0, 1, 3); r.Last != 3 || r.Stable != 0 {
			t.Fatalf("%+v", r)
		}
		b, err := hubserve.BackupBeside(ctx, data, hubserve.BackupOptions{To: to, Keep: 2})
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(b.Path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != b.Bytes || b.Bytes == 0 {
			t.Errorf("the copy: %v %v", info, err)
		}
		if key, err := os.Stat(filepath.Join(to, "keys", "hub.secret")); err != nil || key.Mode().Perm() != 0o600 {
			t.Errorf("the keys: %v", err)
		}
		first := x.signIns(s.Hub.Store.Epoch(), 3, 4, 5)
		if first.Last != 5 || first.Stable != 3 || first.Ask {
			t.Errorf("after the copy: %+v", first)
		}
		restore := func(o hubserve.RestoreOptions) (hubserve.Restored, error) {
			t.Helper()
			return hubserve.Restore(ctx, data, o, retail.ClockFunc(time.Now))
		}
		if _, err := restore(hubserve.RestoreOptions{From: b.Path}); retail.CodeOf(err) != retail.CodeBusy {
			t.Errorf("restored under a running hub: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := restore(hubserve.RestoreOptions{From: b.Path})
		if err != nil {
			t.Fatal(err)
		}
		if r.Aside == "" || !r.Life.Restored() || !r.Life.Ledger || r.Life.Found || len(r.Devices) != 2 || len(r.Missing()) != 2 {
			t.Errorf("restored: %+v", r)
		}
		s = run(t, data, db)
		x.move(s)
		again := x.signIns(first.Epoch, 5, 6, 6)
		if !again.Gap || again.Last != 3 || again.Epoch == first.Epoch || !again.Ask {
			t.Fatalf("the restored hub: %+v", again)
		}
		if again = x.signIns(again.Epoch, 3, 4, 6); again.Last != 6 || again.Ask || again.Stable > 3 {
			t.Errorf("sent again: %+v", again)
		}
		rec, err := hubserve.RecoveryBeside(ctx, data)
		if err != nil || len(rec.Missing()) != 1 || rec.Missing()[0].Device != away.id {
			t.Errorf("missing: %+v, %v", rec.Missing(), err)
		}
		for _, d := range rec.Devices {
			if d.Device == x.id && (!d.Back || d.Left != 0) {
				t.Errorf("the one that is back: %+v", d)
			}
		}
		if raw, err := json.Marshal(rec); err != nil || !bytes.Contains(raw, []byte(`"recovered"`)) {
			t.Errorf("%s %v", raw, err)
		}
		for range 3 {
			if b, err = hubserve.BackupBeside(ctx, data, hubserve.BackupOptions{To: to, Keep: 2}); err != nil {
				t.Fatal(err)
			}
		}
		left, err := filepath.Glob(filepath.Join(to, "hub-*"))
		if err != nil || len(left) != 2 || len(b.Gone) != 1 {
			t.Errorf("copies that stay: %v, gone %v, %v", left, b.Gone, err)
		}
	})
}

// TestRestoreTouchesNothing: a copy that cannot be used is found out before
// anything of the hub has moved.
func TestRestoreTouchesNothing(t *testing.T) {
	engines(t, func(t *testing.T, data, db string) {
		ctx, to := t.Context(), t.TempDir()
		s := run(t, data, db)
		x := newTerminal(t, s)
		x.signIns("", 0, 1, 200)
		b, err := hubserve.BackupBeside(ctx, data, hubserve.BackupOptions{To: to})
		if err != nil {
			t.Fatal(err)
		}
		epoch := s.Hub.Store.Epoch()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(b.Path)
		if err != nil {
			t.Fatal(err)
		}
		bad := func(name string, raw []byte) hubserve.RestoreOptions {
			path := filepath.Join(to, name)
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			return hubserve.RestoreOptions{From: path}
		}
		torn := bytes.Clone(whole)
		for i := len(torn) / 2; i < len(torn)/2+4096 && i < len(torn); i++ {
			torn[i] ^= 0x5a
		}
		otherKeys := filepath.Join(t.TempDir(), "hub.copy")
		if err := os.WriteFile(otherKeys, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(filepath.Dir(otherKeys), "keys"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(filepath.Dir(otherKeys), "keys", "hub.secret"), bytes.Repeat([]byte{7}, 32), 0o600); err != nil {
			t.Fatal(err)
		}
		for name, o := range map[string]hubserve.RestoreOptions{
			"missing": {From: filepath.Join(to, "nothing")}, "empty": bad("empty", nil), "text": bad("text", []byte("no database at all")),
			"cut": bad("cut", whole[:len(whole)*2/3]), "torn": bad("torn", torn), "another hub's keys": {From: otherKeys},
		} {
			if r, err := hubserve.Restore(ctx, data, o, retail.ClockFunc(time.Now)); err == nil {
				t.Errorf("%s: restored %+v", name, r)
			}
		}
		s = run(t, data, db)
		if s.Hub.Store.Epoch() != epoch {
			t.Error("a restore that failed began a new life")
		}
		x.move(s)
		if r := x.signIns(epoch, 200, 201, 201); r.Last != 201 {
			t.Errorf("after restores that failed: %+v", r)
		}
	})
}

// TestRestoreOnAnotherMachine: with the keys beside the copy a folder that was
// never a hub's becomes that hub. It has no ledger: what may have left is in
// doubt.
func TestRestoreOnAnotherMachine(t *testing.T) {
	ctx, to, fresh := t.Context(), t.TempDir(), filepath.Join(t.TempDir(), "new")
	s := run(t, t.TempDir(), "")
	x := newTerminal(t, s)
	x.signIns("", 0, 1, 3)
	b, err := hubserve.BackupBeside(ctx, filepath.Dir(s.Hub.Store.(*hubdb.DB).Path()), hubserve.BackupOptions{To: to})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	lost := t.TempDir()
	if err := os.CopyFS(lost, os.DirFS(to)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(lost, "keys")); err != nil {
		t.Fatal(err)
	}
	_, err = hubserve.Restore(ctx, fresh, hubserve.RestoreOptions{From: filepath.Join(lost, filepath.Base(b.Path))}, retail.ClockFunc(time.Now))
	if err == nil || !strings.Contains(err.Error(), "-keys present") {
		t.Errorf("without any keys: %v", err)
	}
	r, err := hubserve.Restore(ctx, fresh, hubserve.RestoreOptions{From: b.Path}, retail.ClockFunc(time.Now))
	if err != nil || r.Aside != "" || r.Life.Ledger {
		t.Fatalf("%+v %v", r, err)
	}
	s = run(t, fresh, "")
	x.move(s) // its pin still holds
	if got := x.signIns("", 0, 4, 4); got.Last != 4 {
		t.Errorf("%+v", got)
	}
	// Between two files a machine may lose its power: no hub starts then.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(fresh, "restore.cut-off"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hubserve.Start(ctx, hubserve.Options{Data: fresh, Listen: "127.0.0.1:0"}); err == nil || !strings.Contains(err.Error(), "restore") {
		t.Errorf("started on half a restore: %v", err)
	}
	if err := hubserve.Beside(ctx, fresh, func(*hub.Hub) error { return nil }); err == nil {
		t.Error("a command ran on half a restore")
	}
	if _, err := hubserve.Restore(ctx, fresh, hubserve.RestoreOptions{From: b.Path}, retail.ClockFunc(time.Now)); err != nil {
		t.Fatal(err)
	}
	run(t, fresh, "")
}

// TestPutBackByHand: a file that somebody copies back with the hub stopped is
// found out as the hub starts, by the ledger, and by a terminal where there is
// none.
func TestPutBackByHand(t *testing.T) {
	for _, ledger := range []bool{true, false} {
		t.Run(fmt.Sprint("ledger ", ledger), func(t *testing.T) {
			data := t.TempDir()
			s := run(t, data, "")
			x := newTerminal(t, s)
			x.signIns("", 0, 1, 3)
			file := filepath.Join(data, "hub.db")
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			old, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s = run(t, data, "")
			x.move(s)
			before := x.signIns(s.Hub.Store.Epoch(), 3, 4, 9)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, old, 0o600); err != nil {
				t.Fatal(err)
			}
			if !ledger {
				if err := os.Remove(filepath.Join(data, "notices.ledger")); err != nil {
					t.Fatal(err)
				}
			}
			s = run(t, data, "")
			if (s.Hub.Store.Epoch() != before.Epoch) != ledger {
				t.Errorf("at the start the life is %q, was %q", s.Hub.Store.Epoch(), before.Epoch)
			}
			x.move(s)
			r := x.signIns(before.Epoch, before.Last, 10, 10)
			if r.Epoch == before.Epoch || !r.Gap || r.Last != 3 {
				t.Errorf("%+v", r)
			}
			life, err := s.Hub.Store.Life(t.Context())
			if err != nil || !life.Found || life.Ledger != ledger {
				t.Errorf("life %+v, %v", life, err)
			}
			if r = x.signIns(r.Epoch, 3, 4, 10); r.Last != 10 {
				t.Errorf("%+v", r)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if s = run(t, data, ""); s.Hub.Store.Epoch() != r.Epoch {
				t.Error("another life at the next start")
			}
		})
	}
}

// TestCopiesWhileTheHubRuns: serve makes copies by itself, and terminals hear of
// them.
func TestCopiesWhileTheHubRuns(t *testing.T) {
	to := t.TempDir()
	s, err := hubserve.Start(t.Context(), hubserve.Options{
		Data: t.TempDir(), Listen: "127.0.0.1:0", BackupEvery: 50 * time.Millisecond, Backup: hubserve.BackupOptions{To: to, Keep: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Hub.PutSites(t.Context(), []retail.Site{{ID: shibuya, No: 1, Kind: retail.Shop, Name: "渋谷店"}}); err != nil {
		t.Fatal(err)
	}
	x := newTerminal(t, s)
	x.signIns("", 0, 1, 3)
	eventually(t, 20*time.Second, "what was sent is in a copy", func() bool { return x.signIns("", 0, 1, 0).Stable == 3 })
	eventually(t, 20*time.Second, "older copies go", func() bool {
		all, err := filepath.Glob(filepath.Join(to, "hub-*.db"))
		return err == nil && len(all) == 3
	})
}
