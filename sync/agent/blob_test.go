package agent

import (
	"context"
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// TestABlobByItself: it goes on where it was cut off, is checked, and one that the hub
// does not have is known as such.
func TestABlobByItself(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	m.dir = t.TempDir()
	run(t, m, h, nil, func(a *Agent) {
		h.blobs = map[wire.Scope][]string{"pictures": {"0123456789"}}
		p := blobOf("0123456789")
		h.ranges, h.cutAt = nil, 4
		for n := range 2 {
			if _, err := a.Blob(context.Background(), p.Sha, p.Bytes); retail.CodeOf(err) != retail.CodeOffline {
				t.Errorf("try %d: %v", n, err)
			}
		}
		if data, err := a.Blob(context.Background(), p.Sha, p.Bytes); err != nil || string(data) != "0123456789" {
			t.Errorf("%q, %v", data, err)
		}
		if len(h.ranges) != 3 || h.ranges[1] != "bytes=4-" || h.ranges[2] != "bytes=8-" {
			t.Errorf("asked for %q", h.ranges)
		}
		if _, err := a.Blob(context.Background(), blobOf("another").Sha, 7); retail.CodeOf(err) != retail.CodeNotFound {
			t.Error("a blob that is not there:", err)
		}
		if _, err := a.Blob(context.Background(), p.Sha, wire.MaxPart+1); retail.CodeOf(err) != retail.CodeInvalid {
			t.Error("a blob that nobody may have:", err)
		}
	})
}
