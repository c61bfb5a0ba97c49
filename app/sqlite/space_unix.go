//go:build unix

package sqlite

import "golang.org/x/sys/unix"

// FreeSpace returns the bytes an ordinary user may still write in the folder.
func FreeSpace(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:unconvert // the types differ by system
}
