package retail

import (
	"math/rand/v2"
	"testing"
)

func TestPublishable(t *testing.T) {
	for _, c := range []struct {
		available []int
		buffer    int
		want      int
	}{
		{nil, 0, 0}, {[]int{3, 4}, 0, 7}, {[]int{3, 4}, 2, 5}, {[]int{3}, 5, 0}, {[]int{3, -9}, 0, 3}, {[]int{3}, -5, 3},
	} {
		if got := Publishable(c.available, c.buffer); got != c.want {
			t.Errorf("%v less %d: %d, want %d", c.available, c.buffer, got, c.want)
		}
	}
}

// TestPublishableHolds: never below zero, never more than there is, and no site
// makes it less.
func TestPublishableHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		list, sum := make([]int, r.IntN(6)), 0
		for i := range list {
			list[i] = r.IntN(20) - 5
			sum += max(0, list[i])
		}
		buffer := r.IntN(10)
		got := Publishable(list, buffer)
		if got < 0 || got > sum || Publishable(append(list, r.IntN(20)-5), buffer) < got || got != max(0, sum-buffer) {
			t.Fatalf("%v less %d: %d", list, buffer, got)
		}
	}
}

func TestMarkOf(t *testing.T) {
	for n, want := range map[int]string{-1: "×", 0: "×", 1: "△", 3: "△", 4: "○"} {
		if got := MarkOf(n, 3).Sign(); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	if MarkOf(1, 0) != MarkIn {
		t.Error("without few there are none or some")
	}
}
