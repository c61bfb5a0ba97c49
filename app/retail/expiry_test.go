package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestExpiry(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, Japan)
	for in, want := range map[string]string{
		"261122": "2026-11-23", "261100": "2026-12-01", "280200": "2028-03-01", "281231": "2029-01-01", "751231": "2076-01-01", "771231": "1978-01-01",
		"260231": "", "261300": "", "2611": "", "26112x": "", "": "",
	} {
		got, ok := Expiry(in, now)
		if ok != (want != "") || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%q ends before %s, %v; want %q", in, got, ok, want)
		}
	}
	last, expired := ExpiredOn(map[string]string{"15": "261121"}, now)
	if !expired || last.Format(time.DateOnly) != "2026-11-21" {
		t.Errorf("%s %v", last, expired)
	}
	if _, expired := ExpiredOn(map[string]string{"15": "261121", "17": "261122"}, now); expired {
		t.Error("use by counts, not best before")
	}
	if _, expired := ExpiredOn(map[string]string{"10": "A1"}, now); expired {
		t.Error("a lot expires")
	}
}

// TestExpiryOfEveryDay: a day within reach reads as itself, and goods are good
// until its last instant.
func TestExpiryOfEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, Japan).AddDate(0, 0, rapid.IntRange(0, 30000).Draw(t, "now"))
		d := now.AddDate(0, 0, rapid.IntRange(-365*45, 365*45).Draw(t, "day"))
		end, ok := Expiry(d.Format("060102"), now)
		if !ok || !end.Equal(d.AddDate(0, 0, 1)) {
			t.Fatalf("%s at %s ends %s, %v", d, now, end, ok)
		}
		ai := map[string]string{"17": d.Format("060102")}
		if _, over := ExpiredOn(ai, end.Add(-time.Second)); over && end.Sub(now) < 40*365*24*time.Hour && now.Sub(end) < 40*365*24*time.Hour {
			t.Fatalf("%s is over on its day", d)
		}
	})
}
