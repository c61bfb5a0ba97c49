package retail

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/holidays.txt
var announced string

func tokyo(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Japan)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestHolidays holds ten years against the table of the Cabinet Office, day by
// day.
func TestHolidays(t *testing.T) {
	want := map[string]bool{}
	for line := range strings.Lines(announced) {
		year, days, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, d := range strings.Fields(days) {
			at, err := time.Parse("2006/1/2", year+"/"+d)
			if err != nil {
				t.Fatal(err)
			}
			want[at.Format(time.DateOnly)] = true
		}
	}
	n := 0
	for d := tokyo(t, "2018-01-01 09:00"); d.Year() < 2028; d = d.AddDate(0, 0, 1) {
		if got := Holiday(d); got != want[d.Format(time.DateOnly)] {
			t.Errorf("%s: holiday %v, the table says %v", d.Format(time.DateOnly), got, !got)
		}
		if Holiday(d) {
			n++
		}
	}
	if n != len(want) || n < 180 {
		t.Errorf("%d holidays in ten years, the table has %d", n, len(want))
	}
}

func TestClosingDays(t *testing.T) {
	wednesdays := Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}
	moving := wednesdays
	moving.Moves = true
	for _, c := range []struct {
		closing Closing
		day     string
		closed  bool
	}{
		{Closing{}, "2026-11-25", false},
		{wednesdays, "2026-11-25", true},
		{wednesdays, "2026-11-26", false},
		{Closing{Days: []ClosingDay{{time.Wednesday, 2}}}, "2026-11-11", true},
		{Closing{Days: []ClosingDay{{time.Wednesday, 2}}}, "2026-11-04", false},
		{Closing{Days: []ClosingDay{{time.Sunday, 5}}}, "2026-11-29", true},
		{Closing{Dates: []string{"2026-12-31", "01-01"}}, "2026-12-31", true},
		{Closing{Dates: []string{"2026-12-31", "01-01"}}, "2027-12-31", false},
		{Closing{Dates: []string{"2026-12-31", "01-01"}}, "2028-01-01", true},
		// 5 and 6 May 2026 are holidays, the 6th a Wednesday: closed on the 7th.
		{moving, "2026-05-06", false},
		{moving, "2026-05-07", true},
		{moving, "2026-05-13", true},
		// 22 September 2026 is between two holidays, a Tuesday; the 23rd is one too.
		{Closing{Days: []ClosingDay{{Weekday: time.Tuesday}}, Moves: true}, "2026-09-22", false},
		{Closing{Days: []ClosingDay{{Weekday: time.Tuesday}}, Moves: true}, "2026-09-23", false},
		{Closing{Days: []ClosingDay{{Weekday: time.Tuesday}}, Moves: true}, "2026-09-24", true},
	} {
		s := Site{Opens: "10:00", Closes: "20:00", Closed: c.closing}
		if _, _, open := s.OpenOn(tokyo(t, c.day+" 12:00")); open == c.closed {
			t.Errorf("%+v on %s: open %v", c.closing, c.day, open)
		}
	}
}

func TestHours(t *testing.T) {
	s := Site{Opens: "10:00", Closes: "20:00", Weekend: Hours{"09:30", "21:00"}, Closed: Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}}
	for at, want := range map[string]bool{
		"2026-11-20 09:59": false, "2026-11-20 10:00": true, "2026-11-20 19:59": true, "2026-11-20 20:00": false,
		"2026-11-21 09:30": true, "2026-11-23 20:30": true, // a Saturday, a holiday
		"2026-11-25 12:00": false,
	} {
		if got := s.OpenAt(tokyo(t, at).UTC()); got != want {
			t.Errorf("open at %s: %v", at, got)
		}
	}
	if !(Site{}).OpenAt(tokyo(t, "2026-11-20 03:00")) {
		t.Error("a site without hours is shut at night")
	}
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20 15:00", 0, "2026-11-20 20:00"},
		{"2026-11-20 21:00", 0, "2026-11-21 21:00"},
		{"2026-11-24 21:00", 0, "2026-11-26 20:00"}, // Wednesday is closed
		{"2026-11-24 15:00", 1, "2026-11-26 20:00"},
		{"2026-11-20 15:00", 3, "2026-11-23 21:00"},
		{"2026-11-20 15:00", 5, "2026-11-26 20:00"},
	} {
		if got := s.LastCall(tokyo(t, c.from), c.n); !got.Equal(tokyo(t, c.want)) {
			t.Errorf("%d days after %s: %v, want %s", c.n, c.from, got.In(Japan), c.want)
		}
	}
	if got := s.NextOpen(tokyo(t, "2026-11-24 20:30")); !got.Equal(tokyo(t, "2026-11-26 10:00")) {
		t.Errorf("opens again %v", got.In(Japan))
	}
	shut := Site{Closed: Closing{Days: []ClosingDay{{}, {Weekday: 1}, {Weekday: 2}, {Weekday: 3}, {Weekday: 4}, {Weekday: 5}, {Weekday: 6}}}}
	if at := tokyo(t, "2026-11-20 15:00"); shut.LastCall(at, 3).Before(at) || !shut.NextOpen(at).Equal(at) {
		t.Error("a site that never opens has no last call")
	}
}

// TestLastCallAgainstAWalk finds the same instant for ten years of days as
// walking them one by one does, for any closing days.
func TestLastCallAgainstAWalk(t *testing.T) {
	for seed := range 40 {
		c := Closing{Days: []ClosingDay{{time.Weekday(seed % 7), seed / 7 % 3}}, Moves: seed%2 == 0, Dates: []string{fmt.Sprintf("12-%02d", 20+seed%12), "01-01", "01-02"}}
		s := Site{Opens: "10:00", Closes: "20:00", Closed: c}
		var open []time.Time
		for d := tokyo(t, "2018-01-01 11:00"); d.Year() < 2028; d = d.AddDate(0, 0, 1) {
			if _, closes, ok := s.OpenOn(d); ok {
				open = append(open, closes)
			}
		}
		for d, n := tokyo(t, "2018-01-01 11:00"), seed%5+1; d.Year() < 2027; d = d.AddDate(0, 0, 3) {
			i, _ := slices.BinarySearchFunc(open, day(d, 1), func(a, b time.Time) int { return a.Compare(time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, Japan)) })
			if got := s.LastCall(d, n); !got.Equal(open[i+n-1]) {
				t.Fatalf("%+v: %d days after %s: %v, the walk says %v", c, n, d.Format(time.DateOnly), got, open[i+n-1])
			}
		}
	}
}

// TestOnTheClock holds the hours of sites against time.Parse, for every text of up
// to five of the signs that may be met.
func TestOnTheClock(t *testing.T) {
	const signs = "0123459: x"
	read := 0
	var all func(prefix string, left int)
	all = func(s string, left int) {
		want, err := time.Parse("15:04", s)
		hour, minute, ok := onTheClock(s)
		if ok != (err == nil) || hour != want.Hour() || minute != want.Minute() {
			t.Errorf("%q is %d:%d %v, time.Parse says %v %v", s, hour, minute, ok, want, err)
		}
		if ok {
			read++
		}
		if left > 0 {
			for _, c := range signs {
				all(s+string(c), left-1)
			}
		}
	}
	all("", 5)
	if read < 500 {
		t.Errorf("only %d were hours", read)
	}
}
