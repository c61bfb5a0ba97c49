package retail

import (
	"strings"
	"testing"
	"time"
)

// table is a calendar that shares nothing with the code it is held against: the
// holidays are those that the Cabinet Office announced, closing days are counted
// off month by month, and a deadline is found by crossing days off a list.
type table struct {
	days []string        // every day of eleven years, "2006-01-02"
	at   map[string]int  // where a day stands
	shut map[string]bool // days without business
}

// newTable crosses the closing days off: every weekday of which with its n-th
// weeks (none: every week), moved behind holidays where moves says so, and the
// fixed days "01-02" of every year.
func newTable(t *testing.T, weekday time.Weekday, nth []int, moves bool, fixed []string) *table {
	t.Helper()
	holidays := map[string]bool{}
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
			holidays[at.Format(time.DateOnly)] = true
		}
	}
	c := &table{at: map[string]int{}, shut: map[string]bool{}}
	month, seen := time.Month(0), 0
	for d := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2029; d = d.AddDate(0, 0, 1) {
		name := d.Format(time.DateOnly)
		c.at[name] = len(c.days)
		c.days = append(c.days, name)
		if d.Month() != month {
			month, seen = d.Month(), 0
		}
		if d.Weekday() != weekday {
			continue
		}
		seen++
		counts := len(nth) == 0
		for _, n := range nth {
			counts = counts || n == seen
		}
		if !counts {
			continue
		}
		if !moves || !holidays[name] {
			c.shut[name] = true
			continue
		}
		next := d
		for holidays[next.Format(time.DateOnly)] {
			next = next.AddDate(0, 0, 1)
		}
		c.shut[next.Format(time.DateOnly)] = true
	}
	for _, name := range c.days {
		for _, f := range fixed {
			if strings.HasSuffix(name, "-"+f) {
				c.shut[name] = true
			}
		}
	}
	return c
}

// after is the n-th day of business behind a day.
func (c *table) after(name string, n int) string {
	i := c.at[name]
	for n > 0 {
		if i++; !c.shut[c.days[i]] {
			n--
		}
	}
	return c.days[i]
}

// TestDeadlinesAgainstTheTable holds every deadline of ten years, for closing days
// of every sort, against a table made from the Cabinet Office's list alone: goods
// that lie ready on any day are kept for the chain's days of business and one
// extension of them; the last instant is closing time on a day of business; a web
// shop's deadline on a closing day is met on the next day of business.
func TestDeadlinesAgainstTheTable(t *testing.T) {
	checked := 0
	for _, x := range []struct {
		name    string
		closing Closing
		weekday time.Weekday
		nth     []int
	}{
		{"every Wednesday", Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}, time.Wednesday, nil},
		{"Mondays, moved behind holidays", Closing{Days: []ClosingDay{{Weekday: time.Monday}}, Moves: true}, time.Monday, nil},
		{"Tuesdays, moved behind holidays", Closing{Days: []ClosingDay{{Weekday: time.Tuesday}}, Moves: true}, time.Tuesday, nil},
		{"second and fourth Wednesday", Closing{Days: []ClosingDay{{time.Wednesday, 2}, {time.Wednesday, 4}}}, time.Wednesday, []int{2, 4}},
		{"third Thursday, moved", Closing{Days: []ClosingDay{{time.Thursday, 3}}, Moves: true}, time.Thursday, []int{3}},
		{"Sundays and the New Year", Closing{Days: []ClosingDay{{Weekday: time.Sunday}}, Dates: []string{"12-31", "01-01", "01-02", "01-03"}}, time.Sunday, nil},
	} {
		s := Site{Opens: "10:00", Closes: "20:00", Closed: x.closing}
		c := newTable(t, x.weekday, x.nth, x.closing.Moves, x.closing.Dates)
		for d := tokyo(t, "2018-01-01 11:00"); d.Year() < 2028 && d.Format("2006-01") < "2027-12"; d = d.AddDate(0, 0, 1) {
			today := d.Format(time.DateOnly)
			if _, _, open := s.OpenOn(d); open == c.shut[today] {
				t.Fatalf("%s: open on %s: %v", x.name, today, open)
			}
			for _, keep := range []int{1, 3, 7, 10} {
				p := PickupPolicy{KeepDays: keep, ExtendDays: 1 + keep/2}
				want := c.after(today, keep)
				got := p.Deadline(s, d)
				if !got.Equal(tokyo(t, want+" 20:00")) {
					t.Fatalf("%s: ready on %s, kept for %d days of business: until %v, the table says %s", x.name, today, keep, got.In(Japan), want)
				}
				o := Order{State: Notified, Deadline: got}
				if more, later := o.Extension(s, p, d), c.after(want, p.ExtendDays); !more.Equal(tokyo(t, later+" 20:00")) {
					t.Fatalf("%s: %s extended by %d: until %v, the table says %s", x.name, want, p.ExtendDays, more.In(Japan), later)
				}
				checked += 2
			}
			given, want := tokyo(t, today+" 19:00"), tokyo(t, today+" 19:00")
			if c.shut[today] {
				want = tokyo(t, c.after(today, 1)+" 20:00")
			}
			if got := s.Fair(given); !got.Equal(want) {
				t.Fatalf("%s: the web shop's %v became %v, the table says %v", x.name, given, got.In(Japan), want)
			}
			checked++
		}
	}
	if checked < 190_000 {
		t.Errorf("%d deadlines checked", checked)
	}
	t.Logf("%d deadlines checked", checked)
}

// TestFair: midnight and the hour before opening are nobody's; a shop without
// hours keeps what it was told.
func TestFair(t *testing.T) {
	s := Site{Opens: "10:00", Closes: "20:00", Closed: Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}}
	for given, want := range map[string]string{
		"2026-11-24 12:00": "2026-11-24 12:00", "2026-11-24 23:59": "2026-11-24 23:59",
		"2026-11-24 00:00": "2026-11-24 20:00", "2026-11-24 09:00": "2026-11-24 20:00",
		"2026-11-25 00:00": "2026-11-26 20:00", "2026-11-25 23:00": "2026-11-26 20:00",
	} {
		if got := s.Fair(tokyo(t, given)); !got.Equal(tokyo(t, want)) {
			t.Errorf("%s became %v, want %s", given, got.In(Japan), want)
		}
	}
	if at := tokyo(t, "2026-11-24 00:00"); !(Site{}).Fair(at).Equal(at) || !s.Fair(time.Time{}).IsZero() {
		t.Error("changed what has no reason to be")
	}
}

// TestTheChainsDeadlineRunsFromReady: where the web shop does not say, the time
// to collect runs from when the goods lie ready, and so does the code; where it
// does, staging changes nothing.
func TestTheChainsDeadlineRunsFromReady(t *testing.T) {
	for _, byRule := range []bool{true, false} {
		h := begin(t)
		h.order.ByRule = byRule
		was := h.order.Deadline
		h.stage(60, "sato")
		want := was
		if byRule {
			want = PickupPolicy{}.Deadline(Site{}, noon.Add(time.Hour))
		}
		if !h.order.Deadline.Equal(want) || byRule && !h.order.Pickup.Expires.Equal(want) {
			t.Errorf("by rule %v: until %v, want %v", byRule, h.order.Deadline, want)
		}
	}
}
