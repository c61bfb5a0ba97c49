package retail

import "time"

// Expiry reads the day that a GS1 element of six digits names, YYMMDD: 17 (use
// by) or 15 (best before), and returns the first instant in Japan after it. A day
// of 00 is the last one of the month. The century is the one that brings the year
// nearest to now: 51 years before to 49 after it (GS1 General Specifications,
// 3.4 and 7.12). False: no such day.
func Expiry(yymmdd string, now time.Time) (time.Time, bool) {
	if len(yymmdd) != 6 {
		return time.Time{}, false
	}
	n := [3]int{}
	for i, c := range []byte(yymmdd) {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
		n[i/2] = n[i/2]*10 + int(c-'0')
	}
	this := now.In(Japan).Year()
	year := this - this%100 + n[0]
	switch apart := n[0] - this%100; {
	case apart >= 51:
		year -= 100
	case apart <= -50:
		year += 100
	}
	month, d := n[1], n[2]
	if month < 1 || month > 12 {
		return time.Time{}, false
	}
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, Japan).Day()
	if d == 0 {
		d = last
	}
	if d > last {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), d+1, 0, 0, 0, 0, Japan), true
}

// ExpiredOn tells whether goods with these elements may not be given out any
// more at the instant, and the last day that they could be. What names no day,
// or one that there is not, has none.
func ExpiredOn(ai map[string]string, now time.Time) (last time.Time, expired bool) {
	for _, key := range []string{"17", "15"} {
		if end, ok := Expiry(ai[key], now); ok {
			return end.AddDate(0, 0, -1), !now.Before(end)
		}
	}
	return time.Time{}, false
}
