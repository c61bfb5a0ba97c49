package retail

import "time"

// Holiday tells whether a day in Japan is a public holiday (国民の祝日・休日):
// the days of the Act on National Holidays (国民の祝日に関する法律, as amended
// to 2020), the Monday or later day that stands in for one on a Sunday, and the
// day between two of them. It holds for 2007 to 2099; days that a law of their
// own moved or added are in moved.
func Holiday(t time.Time) bool {
	t = t.In(Japan)
	if national(t) {
		return true
	}
	if t.Year() == 2019 && isMoved(t, bridged) {
		return true
	}
	if t.Weekday() != time.Sunday && national(day(t, -1)) && national(day(t, 1)) {
		return true
	}
	for back := 1; ; back++ { // 振替休日: the next day that is not one itself
		before := day(t, -back)
		if !national(before) {
			return false
		}
		if before.Weekday() == time.Sunday {
			return true
		}
	}
}

// day is the noon of the day n days on.
func day(t time.Time, n int) time.Time {
	y, m, d := t.In(Japan).Date()
	return time.Date(y, m, d+n, 12, 0, 0, 0, Japan)
}

type yearDay struct {
	year  int
	month time.Month
	day   int
}

// moved are the days of single years: the throne of 2019 (平成31年法律第99号)
// and the Olympic Games of 2020 and 2021 (令和三年東京オリンピック競技大会・
// 東京パラリンピック競技大会特別措置法).
var moved = []yearDay{
	{2019, time.May, 1},
	{2019, time.October, 22},
	{2020, time.July, 23},
	{2020, time.July, 24},
	{2020, time.August, 10},
	{2021, time.July, 22},
	{2021, time.July, 23},
	{2021, time.August, 8},
}

// bridged are the days between holidays of the same law of 2019.
var bridged = []yearDay{{2019, time.April, 30}, {2019, time.May, 2}}

func isMoved(t time.Time, list []yearDay) bool {
	for _, d := range list {
		if t.Year() == d.year && t.Month() == d.month && t.Day() == d.day {
			return true
		}
	}
	return false
}

// national tells whether the law names the day itself.
func national(t time.Time) bool {
	if isMoved(t, moved) {
		return true
	}
	y, m, d := t.Date()
	games := y == 2020 || y == 2021
	monday := func(n int) bool { return t.Weekday() == time.Monday && (d-1)/7 == n-1 }
	switch m { //nolint:exhaustive // June and December have none now
	case time.January:
		return d == 1 || monday(2)
	case time.February:
		return d == 11 || d == 23 && y >= 2020
	case time.March:
		return d == equinox(y, 20.8431)
	case time.April:
		return d == 29
	case time.May:
		return d >= 3 && d <= 5
	case time.July:
		return monday(3) && !games
	case time.August:
		return d == 11 && y >= 2016 && !games
	case time.September:
		return monday(3) || d == equinox(y, 23.2488)
	case time.October:
		return monday(2) && !games
	case time.November:
		return d == 3 || d == 23
	case time.December:
		return d == 23 && y <= 2018
	}
	return false
}

// equinox is the day of an equinox in its month, 1980 to 2099, by the formula
// in use for calendars in Japan (新こよみ便利帳, 暦計算研究会). The law leaves the
// day to the National Astronomical Observatory, which announces it each
// February for the next year.
func equinox(year int, base float64) int {
	n := year - 1980
	return int(base+0.242194*float64(n)) - n/4
}
