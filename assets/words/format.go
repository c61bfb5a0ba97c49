package words

import (
	"strconv"
	"time"
)

// Clock is a time of day: 10:42. The time's own location counts.
func (c Catalog) Clock(t time.Time) string { return t.Format("15:04") }

var jaDays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Day is a date with its day of the week: 11月28日(土), Sat 28 Nov.
func (c Catalog) Day(t time.Time) string {
	if c.lang == Ja {
		return strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日(" + jaDays[t.Weekday()] + ")"
	}
	return t.Format("Mon 2 Jan")
}

// DayClock is a date and time: 11月28日(土) 10:42.
func (c Catalog) DayClock(t time.Time) string { return c.Day(t) + " " + c.Clock(t) }

// Yen is an amount of money: ¥21,780. Whether tax is in it, the words beside
// it say.
func (c Catalog) Yen(n int64) string {
	if n < 0 {
		return "-¥" + group(-n)
	}
	return "¥" + group(n)
}

// Number is a count with commas: 1,204.
func (c Catalog) Number(n int) string { return group(int64(n)) }

// Left is the time to a promise (あと14分), or how late it is when d is
// negative (6分 遅れ). A started minute counts as a minute left; a promise is
// late by whole minutes, at least one.
func (c Catalog) Left(d time.Duration) string {
	if d < 0 {
		return c.span("time.late", -d)
	}
	return c.span("time.left", d+time.Minute-time.Nanosecond)
}

// Age is how long ago something was: たった今 under a minute, then 3分前.
func (c Catalog) Age(d time.Duration) string {
	if d < time.Minute {
		return c.T("time.ago.now")
	}
	return c.span("time.ago", d)
}

// Span is a length of time: 45秒 under a minute, then 3分, 2時間, 4日.
func (c Catalog) Span(d time.Duration) string {
	if d < time.Minute {
		return c.T("time.for.sec", "n", int(max(d, 0)/time.Second))
	}
	return c.span("time.for", d)
}

// hoursFrom is where minutes become hours: the counters talk about 90 minutes,
// not about one hour and a half.
const hoursFrom = 100 * time.Minute

// span writes a length under key.min, key.hour or key.day; at least 1 minute
// for a length above zero.
func (c Catalog) span(key string, d time.Duration) string {
	switch {
	case d < hoursFrom:
		n := int(d / time.Minute)
		if n == 0 && d > 0 && key == "time.late" {
			n = 1
		}
		return c.T(key+".min", "n", n)
	case d < 48*time.Hour:
		return c.T(key+".hour", "n", int(d/time.Hour))
	}
	return c.T(key+".day", "n", int(d/(24*time.Hour)))
}
