package notice_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/notice"
)

// TestLedger: what was written down is there after the process has gone, also
// when its last line was cut off, and nothing else is.
func TestLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	open := func(at time.Time) *notice.Ledger {
		t.Helper()
		l, err := notice.OpenLedger(path, at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	queued := func(dseq int64) retail.Notice {
		return retail.Notice{State: retail.NoticeQueued, From: "d1", Dseq: dseq, At: now.Add(-time.Minute)}
	}
	l := open(now)
	id := l.ID()
	for _, step := range []error{
		l.Note("o1", queued(1), "<1>", retail.NoticeSending, now), l.Note("o1", queued(1), "<1>", retail.NoticeSent, now),
		l.Note("o2", queued(2), "<2>", retail.NoticeSending, now), l.Beat(77),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, append(bytes.Clone(raw), `{"order":"o3","sta`...), 0o600); err != nil {
		t.Fatal(err)
	}
	l = open(now)
	if l.ID() != id || l.LastBeat() != 77 {
		t.Errorf("ledger %s with beat %d, want %s with 77", l.ID(), l.LastBeat(), id)
	}
	for _, c := range []struct {
		name     string
		about    retail.NoticeKey
		dseq     int64
		restored time.Time
		want     retail.NoticeState
	}{
		{"sent", "o1", 1, now.Add(time.Hour), retail.NoticeSent},
		{"under way", "o2", 2, now.Add(time.Hour), retail.NoticeSending},
		{"numbered anew", "o1", 9, now.Add(time.Hour), retail.NoticeSent},
		{"asked for after the restore", "o1", 9, now.Add(-time.Hour), 0},
		{"cut off", "o3", 1, now.Add(time.Hour), 0},
	} {
		if got := l.Notice(c.about, queued(c.dseq), c.restored); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	later := queued(9)
	later.At = now.Add(10 * time.Minute)
	if got := l.Notice("o1", later, now.Add(time.Hour)); got != retail.NoticeSent {
		t.Errorf("staged by a second terminal too, whose word came back first: %v, want sent", got)
	}
	later.Attempt = 1
	if got := l.Notice("o1", later, now.Add(time.Hour)); got != 0 {
		t.Errorf("asked for again after it left: %v", got)
	}
	if err := l.Note("o2", queued(2), "<2>", retail.NoticeFailed, now); err != nil {
		t.Fatal(err)
	}
	l = open(now.Add(91 * 24 * time.Hour))
	if got := l.Notice("o1", queued(1), now); got != 0 {
		t.Errorf("after three months: %v", got)
	}
	if l.ID() != id || l.LastBeat() != 77 {
		t.Errorf("the ledger written anew is %s with beat %d", l.ID(), l.LastBeat())
	}
	if err := os.WriteFile(path, append([]byte("no ledger\n"), raw...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := notice.OpenLedger(path, now); retail.CodeOf(err) != retail.CodeDamaged {
		t.Errorf("a damaged ledger: %v", err)
	}
}
