package main

import "testing"

// TestSpare: a hub uses memory while there is room, and processor when there is
// none.
func TestSpare(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		live, stacks uint64
		want         int
	}{{0, 0, mostSpare}, {20 * mb, 5 * mb, mostSpare}, {85 * mb, 45 * mb, 70}, {165 * mb, 90 * mb, leastSpare}, {500 * mb, 90 * mb, leastSpare}} {
		if got := spare(c.live, c.stacks); got != c.want {
			t.Errorf("%d MB and %d MB of stacks: %d %%, want %d", c.live/mb, c.stacks/mb, got, c.want)
		}
	}
}
