package localdb_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestFullDisk fills a file system of 10 MB: the reserve is given up so that
// staff can go on for a while, and what is then refused has left no trace.
func TestFullDisk(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	if err := syscall.Mount("miseban-test", dir, "tmpfs", 0, "size=10m"); err != nil {
		t.Skip("SKIPPED: no file system may be mounted here (root only), so a full disk was not tried:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	k := &localdbtest.Kit{Dir: dir, Now: localdbtest.Start}
	o := k.Options(t)
	o.Reserve = 1 << 20
	// The reserve is made only on a disk with room: make it as such a disk had it.
	reserve := filepath.Join(dir, localdb.ReserveFile)
	if err := os.WriteFile(reserve, make([]byte, o.Reserve), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	k.DB = db
	t.Cleanup(func() { _ = db.Close() }) // it cannot write any more
	k.Feed(t, k.Orders(300)...)
	if err := os.WriteFile(filepath.Join(dir, "photos"), make([]byte, free(t, dir)-64<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	recorded, released := 0, -1
	for i := 0; err == nil && i < 10_000; i++ {
		id := k.OrderID(i % 300)
		_, err = db.Record(ctx, retail.RoleStaff, k.Claim(id), k.Pick(id, 1+i%2))
		if err != nil {
			break
		}
		recorded++
		if _, serr := os.Stat(reserve); serr != nil && released < 0 {
			released = recorded
		}
	}
	if retail.CodeOf(err) != retail.CodeDiskFull {
		t.Fatalf("after %d: %v; want a full disk", recorded, err)
	}
	t.Logf("%d recorded, the reserve was given up after %d", recorded, released)
	if released < 0 || recorded <= released {
		t.Errorf("the reserve bought nothing: %d recorded, given up after %d", recorded, released)
	}
	if n, err := db.Unsent(ctx); err != nil || n != 2*recorded {
		t.Errorf("unsent %d, %v; want %d: half a command was kept, or one was lost", n, err, 2*recorded)
	}
	if _, low, err := db.FreeSpace(); err != nil || !low {
		t.Errorf("staff are not warned: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "photos")); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Record(ctx, retail.RoleStaff, k.Claim(k.OrderID(0))); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func free(t *testing.T, dir string) int64 {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	return int64(st.Bavail) * st.Bsize
}
