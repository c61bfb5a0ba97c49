package localdbtest

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// SizesVar names the variable that says how many SKUs benchmarks of goods have:
// numbers with commas between.
const SizesVar = "MISEBAN_BENCH_SKUS"

// Sizes returns for how many SKUs a benchmark is to be run.
func Sizes(t testing.TB) []int {
	t.Helper()
	text := os.Getenv(SizesVar)
	if text == "" {
		return []int{100_000, 1_000_000}
	}
	var out []int
	for _, f := range strings.Split(text, ",") {
		n, err := strconv.Atoi(f)
		if err != nil || n < perStyle {
			t.Fatalf("%s: %q is no number of SKUs", SizesVar, f)
		}
		out = append(out, n)
	}
	return out
}
