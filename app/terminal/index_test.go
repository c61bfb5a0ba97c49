package terminal

import (
	"errors"
	"path/filepath"
	"testing"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

// TestGoodsAreFound: a terminal that has just been enrolled finds the goods of its
// chain by their words without being asked to look at the catalogue again.
func TestGoodsAreFound(t *testing.T) {
	dir := t.TempDir()
	hub := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	enrolIn(t, hub, sampleShop(t, hub), dir)
	c := live(t, dir)
	t.Cleanup(func() {
		if err := errors.Join(c.Close(), hub.Close()); err != nil {
			t.Error(err)
		}
	})
	waitFor(t, "the catalogue can be searched", func() bool {
		terms := textsearch.Parse("白 オックスフォード")
		var first string
		ask := textsearch.Ask{Terms: [][]textsearch.Way{terms.Terms[0].Ways, terms.Terms[1].Ways}, Want: 1, Most: 1}
		_, err := c.DB.FindStyles(t.Context(), ask, func(f retail.FoundStyle) bool {
			first = f.Code
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		return first == "OX-2041"
	})
}
