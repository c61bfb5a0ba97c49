package retail

import (
	"slices"
	"strings"
	"time"
)

// Hours is when a site opens and closes on a day, local time "10:00".
type Hours struct {
	Opens  string `json:"opens,omitempty"`
	Closes string `json:"closes,omitempty"`
}

// ClosingDay is a weekday on which a site is closed (定休日).
type ClosingDay struct {
	Weekday time.Weekday `json:"weekday"` // 0 Sunday
	Nth     int          `json:"nth,omitempty"`
	// Nth: 1 to 5, the n-th of its month (第2水曜); 0 every one.
}

// Closing is on which days a site is closed.
type Closing struct {
	Days []ClosingDay `json:"days,omitempty"`
	// Moves: a closing day that is a public holiday is open, and the next day
	// that is none is closed for it (祝日の場合は営業、翌日休業).
	Moves bool `json:"moves,omitempty"`
	// Dates are single days "2026-12-31", or of every year "01-01".
	Dates []string `json:"dates,omitempty"`
}

// hits tells whether the weekdays name the day.
func (c Closing) hits(t time.Time) bool {
	nth := (t.Day()-1)/7 + 1
	return slices.ContainsFunc(c.Days, func(d ClosingDay) bool { return d.Weekday == t.Weekday() && (d.Nth == 0 || d.Nth == nth) })
}

// on tells whether a site is closed on the day.
func (c Closing) on(t time.Time) bool {
	if len(c.Days) == 0 && len(c.Dates) == 0 {
		return false
	}
	t = day(t, 0)
	if slices.Contains(c.Dates, t.Format(time.DateOnly)) || slices.Contains(c.Dates, t.Format("01-02")) {
		return true
	}
	if !c.Moves {
		return c.hits(t)
	}
	if Holiday(t) {
		return false
	}
	if c.hits(t) {
		return true
	}
	for back := day(t, -1); Holiday(back); back = day(back, -1) {
		if c.hits(back) {
			return true
		}
	}
	return false
}

// OpenOn returns when the site opens and closes on the day in Japan that t lies
// in, and false where it is closed all day. A site without hours, or whose hours
// cannot be read or run past midnight, is open from midnight to midnight.
func (s Site) OpenOn(t time.Time) (opens, closes time.Time, ok bool) {
	if s.Closed.on(t) {
		return time.Time{}, time.Time{}, false
	}
	h := Hours{s.Opens, s.Closes}
	t = t.In(Japan)
	if d := t.Weekday(); s.Weekend != (Hours{}) && (d == time.Saturday || d == time.Sunday || Holiday(t)) {
		h = s.Weekend
	}
	y, m, d := t.Date()
	at := func(c string) (time.Time, bool) {
		hour, minute, ok := onTheClock(c)
		return time.Date(y, m, d, hour, minute, 0, 0, Japan), ok
	}
	opens, ok1 := at(h.Opens)
	closes, ok2 := at(h.Closes)
	if !ok1 || !ok2 || !closes.After(opens) {
		return time.Date(y, m, d, 0, 0, 0, 0, Japan), time.Date(y, m, d+1, 0, 0, 0, 0, Japan), true
	}
	return opens, closes, true
}

// onTheClock reads "9:30" and "09:30" as time.Parse does, at a tenth of what that
// costs: a page reads the hours of every shop of the chain, for each day that its
// figures are old.
func onTheClock(s string) (hour, minute int, ok bool) {
	h, m, ok := strings.Cut(s, ":")
	if !ok || len(h) == 0 || len(h) > 2 || len(m) != 2 {
		return 0, 0, false
	}
	for _, c := range []byte(h) {
		hour, ok = hour*10+int(c-'0'), ok && '0' <= c && c <= '9'
	}
	for _, c := range []byte(m) {
		minute, ok = minute*10+int(c-'0'), ok && '0' <= c && c <= '9'
	}
	if !ok || hour > 23 || minute > 59 {
		return 0, 0, false
	}
	return hour, minute, true
}

// OpenAt tells whether the site is open at the instant.
func (s Site) OpenAt(t time.Time) bool {
	opens, closes, ok := s.OpenOn(t)
	return ok && !t.Before(opens) && t.Before(closes)
}

// lookAhead is how many days a site may be closed on end; one that is closed
// for longer counts as open.
const lookAhead = 60

// NextOpen returns the instant from which on the site is open: t itself where it
// is.
func (s Site) NextOpen(t time.Time) time.Time {
	for n := range lookAhead {
		if opens, closes, ok := s.OpenOn(day(t, n)); ok && t.Before(closes) {
			if opens.After(t) {
				return opens
			}
			return t
		}
	}
	return t
}

// LastCall returns when the site closes on the n-th day of business after t's
// own (営業日で数えて n 日後の閉店時刻): days on which it is closed do not count.
// For n = 0 it is today's closing time, or that of the next day of business
// where today's is over or there is none.
func (s Site) LastCall(t time.Time, n int) time.Time {
	if n <= 0 {
		_, closes, ok := s.OpenOn(s.NextOpen(t))
		if !ok {
			return t.Add(24 * time.Hour)
		}
		return closes
	}
	last := t.Add(time.Duration(n) * 24 * time.Hour)
	for ahead := 1; ahead <= lookAhead+n; ahead++ {
		if _, closes, ok := s.OpenOn(day(t, ahead)); ok {
			last = closes
			if n--; n == 0 {
				break
			}
		}
	}
	return last
}
