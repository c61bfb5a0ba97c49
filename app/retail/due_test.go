package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func japanTime(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Japan)
	if err != nil {
		panic(err)
	}
	return t
}

func TestPickBy(t *testing.T) {
	shibuya := Site{Opens: "10:00", Closes: "20:00", Closed: Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}, Dates: []string{"01-01"}}}
	weekend := shibuya
	weekend.Weekend = Hours{"11:00", "19:00"}
	for name, tc := range map[string]struct {
		site    Site
		promise string
		takes   time.Duration
		want    string
	}{
		"within the day":                     {shibuya, "2026-11-20 15:00", 20 * time.Minute, "2026-11-20 14:40"},
		"just after opening: the day before": {shibuya, "2026-11-20 10:10", 30 * time.Minute, "2026-11-19 19:40"},
		"over a closing day":                 {shibuya, "2026-11-19 10:10", 30 * time.Minute, "2026-11-17 19:40"},
		"promised after closing":             {shibuya, "2026-11-20 22:00", 20 * time.Minute, "2026-11-20 19:40"},
		"promised before opening":            {shibuya, "2026-11-20 08:00", 20 * time.Minute, "2026-11-19 19:40"},
		"over New Year":                      {shibuya, "2027-01-02 10:00", 10 * time.Minute, "2026-12-31 19:50"},
		"a holiday has the weekend's hours":  {weekend, "2026-11-23 11:10", 30 * time.Minute, "2026-11-22 18:40"},
		"longer than a day":                  {shibuya, "2026-11-20 12:00", 4 * time.Hour, "2026-11-19 18:00"},
		"hours that nobody knows":            {Site{}, "2026-11-20 00:10", 30 * time.Minute, "2026-11-19 23:40"},
		"a shop that is closed for ever":     {Site{Closed: Closing{Days: []ClosingDay{{Weekday: 0}, {Weekday: 1}, {Weekday: 2}, {Weekday: 3}, {Weekday: 4}, {Weekday: 5}, {Weekday: 6}}}}, "2026-11-20 12:00", time.Hour, "2026-11-20 11:00"},
		"nothing to do":                      {shibuya, "2026-11-20 15:00", 0, "2026-11-20 15:00"},
	} {
		if got := tc.site.PickBy(japanTime(tc.promise), tc.takes); !got.Equal(japanTime(tc.want)) {
			t.Errorf("%s: %s, want %s", name, got.In(Japan).Format("01-02 15:04"), tc.want)
		}
	}
}

// A later promise is never begun earlier, more work never later, and nothing is
// begun after it was promised, whatever the hours.
func TestPickByProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := func(name string, from, to int) string {
			return time.Date(0, 1, 1, 0, rapid.IntRange(from, to).Draw(t, name), 0, 0, time.UTC).Format("15:04")
		}
		s := Site{Opens: clock("opens", 5*60, 12*60), Closes: clock("closes", 12*60+1, 23*60+59)}
		for d := range 7 {
			if rapid.IntRange(0, 4).Draw(t, "closed") == 0 {
				s.Closed.Days = append(s.Closed.Days, ClosingDay{Weekday: time.Weekday(d), Nth: rapid.IntRange(0, 2).Draw(t, "nth")})
			}
		}
		s.Closed.Moves = rapid.Bool().Draw(t, "moves")
		if rapid.Bool().Draw(t, "weekend") {
			s.Weekend = Hours{clock("opens then", 5*60, 12*60), clock("closes then", 12*60+1, 23*60+59)}
		}
		start := japanTime("2026-04-25 00:00")
		one := start.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "promise")) * time.Minute)
		two := one.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "later")) * time.Minute)
		little := time.Duration(rapid.IntRange(0, 240).Draw(t, "takes")) * time.Minute
		more := min(little+time.Duration(rapid.IntRange(0, 240).Draw(t, "more"))*time.Minute, paceMost)
		by := s.PickBy(one, little)
		switch {
		case by.After(one):
			t.Fatalf("begun %s, promised %s", by, one)
		case s.PickBy(two, little).Before(by):
			t.Fatalf("promised %s: begun %s; promised %s: begun %s", one, by, two, s.PickBy(two, little))
		case s.PickBy(one, more).After(by):
			t.Fatalf("%s begins %s, %s begins %s", little, by, more, s.PickBy(one, more))
		}
	})
}

func TestTakes(t *testing.T) {
	p := Pace{Begin: 3 * time.Minute, Line: time.Minute, Zones: map[string]time.Duration{"A": 30 * time.Second}, Piece: 5 * time.Second}
	for name, tc := range map[string]struct {
		pace Pace
		need []Need
		want time.Duration
	}{
		"by zone":              {p, []Need{{"A", 1}, {"B", 1}}, 4*time.Minute + 30*time.Second},
		"several of one":       {p, []Need{{"A", 5}}, 3*time.Minute + 50*time.Second},
		"nothing learned yet":  {Pace{}, []Need{{"A", 1}, {"", 2}}, 8*time.Minute + 10*time.Second},
		"an order of a lorry":  {p, []Need{{"B", 100_000}}, paceMost},
		"a figure of a broken": {Pace{Zones: map[string]time.Duration{"A": -time.Hour}}, []Need{{"A", 1}}, 6 * time.Minute},
	} {
		if got := tc.pace.Takes(tc.need); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestAlert(t *testing.T) {
	s := Site{Opens: "10:00", Closes: "20:00"}
	quiet := DuePolicy{QuietFrom: "12:00", QuietTo: "13:00"}
	night := DuePolicy{QuietFrom: "19:00", QuietTo: "11:00"}
	for name, tc := range map[string]struct {
		policy            DuePolicy
		came, pickBy, now string
		want              Alert
	}{
		"just in":                      {quiet, "10:30", "15:00", "10:35", 0},
		"ten minutes, nobody":          {quiet, "10:30", "15:00", "10:40", AlertStaff},
		"a quarter of an hour of that": {quiet, "10:30", "15:00", "10:55", AlertManager},
		"in the quiet hour":            {quiet, "10:30", "15:00", "12:20", 0},
		"in the quiet hour, and late":  {quiet, "10:30", "12:10", "12:20", AlertManager},
		"amber before it is ten":       {quiet, "10:30", "10:42", "10:33", AlertStaff},
		"came in the night":            {DuePolicy{}, "03:00", "12:00", "10:05", 0},
		"came in the night, opened":    {DuePolicy{}, "03:00", "12:00", "10:10", AlertStaff},
		"closed, and late":             {DuePolicy{}, "10:30", "15:00", "20:30", 0},
		"quiet past midnight":          {night, "10:05", "15:00", "10:30", 0},
		"no alerts at all":             {DuePolicy{Every: NoAlert}, "10:30", "12:10", "12:20", 0},
		"quiet past midnight is over":  {night, "10:05", "15:00", "11:00", AlertManager},
	} {
		if got := tc.policy.Alert(s, japanTime("2026-11-20 "+tc.came), japanTime("2026-11-20 "+tc.pickBy), japanTime("2026-11-20 "+tc.now)); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

func TestRings(t *testing.T) {
	s := Site{Opens: "10:00", Closes: "20:00"}
	quiet := DuePolicy{QuietFrom: "12:00", QuietTo: "13:00"}
	for name, tc := range map[string]struct {
		policy DuePolicy
		now    string
		want   bool
	}{
		"open":             {quiet, "11:59", true},
		"in quiet hours":   {quiet, "12:00", false},
		"quiet no more":    {quiet, "13:00", true},
		"closed":           {DuePolicy{}, "20:01", false},
		"no alerts at all": {DuePolicy{Every: NoAlert}, "11:00", false},
	} {
		if got := tc.policy.Rings(s, japanTime("2026-11-20 "+tc.now)); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
