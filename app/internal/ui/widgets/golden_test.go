package widgets

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/theme"
)

// TestGolden holds every sheet to its markup in testdata, light, Japanese.
func TestGolden(t *testing.T) {
	for _, s := range sheets {
		test.NewTempApp(t)
		use(t, theme.Options{Mode: theme.Light, ReduceMotion: true})
		win := onScreen(t, s.build(), s.w, s.h)
		test.AssertRendersToMarkup(t, s.name+".xml", win.Canvas())
	}
}
