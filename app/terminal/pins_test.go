package terminal

import (
	"bytes"
	"context"
	"crypto/tls"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hubserve"
)

// TestCertificateChanges: over real TLS, a terminal that was on line when the
// next key was made, and one that heard of it and then was away, both follow the
// hub to its new certificate; one that never heard of it does not, and neither
// follows a stranger.
func TestCertificateChanges(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "hub")
	hub := startHub(t, dir, "127.0.0.1:0")
	addr, old := hub.Addr, hub.Pin
	defer func() {
		if err := hub.Close(); err != nil {
			t.Error(err)
		}
	}()
	shop := sampleShop(t, hub)
	var ahead atomic.Int64
	own := retail.ClockFunc(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	var lines []*line
	for range 3 {
		l := enrol(t, hub, shop)
		l.until(t, "bootstrap", func(s agent.Status) bool { return s.Ready && s.Line == agent.Online })
		l.stop()
		l.own = own
		lines = append(lines, l)
	}
	there, away, gone := lines[0], lines[1], lines[2]
	there.start(t)
	away.start(t)
	for _, l := range []*line{there, away} {
		l.until(t, "on line", func(s agent.Status) bool { return s.Line == agent.Online })
	}

	next, err := hubserve.NextKey(dir)
	if err != nil || bytes.Equal(next, old) {
		t.Fatalf("%x, %v", next, err)
	}
	if again, err := hubserve.NextKey(dir); err != nil || !bytes.Equal(again, next) {
		t.Errorf("the next key was made twice: %x, %v", again, err)
	}
	if err := hub.ReloadKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	ahead.Store(int64(20 * time.Minute)) // tokens run out
	for _, l := range []*line{there, away} {
		l.a.SyncNow()
		waitFor(t, "both pins to be kept", func() bool { return l.kept(t, old, next) })
	}
	if left, err := hubserve.Untold(ctx, dir); err != nil || len(left) != 3 {
		t.Errorf("%d may not know it within the first minutes, %v; want all", len(left), err)
	}
	away.stop()

	if err := hubserve.SwitchKey(ctx, dir, true); err != nil {
		t.Fatal(err)
	}
	if err := hubserve.SwitchKey(ctx, dir, true); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("changed without a next key: %v", err)
	}
	if err := hub.ReloadKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pin  []byte
		good bool
	}{"the new certificate": {next, true}, "the old certificate": {old, false}} {
		conn, err := tls.Dial("tcp", addr, hubserve.Pinned(c.pin))
		if err == nil {
			_ = conn.Close() // nothing was said on it
		}
		if (err == nil) != c.good {
			t.Errorf("%s at a running hub: %v", name, err)
		}
	}
	if err := hub.Close(); err != nil { // ends the lines that stood
		t.Fatal(err)
	}
	hub = startHub(t, dir, addr)
	if !bytes.Equal(hub.Pin, next) {
		t.Errorf("began with %x, want %x", hub.Pin, next)
	}
	id := order(t, hub, shop, 1)[0]
	there.has(t, id)
	ahead.Store(int64(40 * time.Minute))
	there.a.SyncNow()
	away.dev, err = credential.Load(away.dir)
	if err != nil {
		t.Fatal(err)
	}
	away.start(t)
	away.has(t, id)
	for _, l := range []*line{there, away} {
		waitFor(t, "the old pin to be dropped", func() bool { return l.kept(t, next) })
	}
	gone.start(t)
	gone.until(t, "refusing a certificate it never heard of", func(s agent.Status) bool { return s.Line == agent.Offline })

	if err := hub.Close(); err != nil {
		t.Fatal(err)
	}
	hub = startHub(t, filepath.Join(t.TempDir(), "stranger"), addr)
	there.a.SyncNow()
	there.until(t, "refusing a stranger", func(s agent.Status) bool { return s.Line == agent.Offline })
	if !there.kept(t, next) {
		t.Error("the stranger's certificate is trusted")
	}
}

// kept tells whether the device file holds these pins and no other.
func (l *line) kept(t *testing.T, pins ...[]byte) bool {
	t.Helper()
	d, err := credential.Load(l.dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Pins) != len(pins) {
		return false
	}
	for i, p := range pins {
		if !bytes.Equal(d.Pins[i], p) {
			return false
		}
	}
	return true
}
