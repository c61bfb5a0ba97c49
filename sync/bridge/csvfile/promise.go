package csvfile

import (
	"time"

	"miseban/app/retail"
)

// Defaults of a profile that says nothing: goods are promised two opening hours
// after the order and kept for a week.
const (
	promiseHours = 2
	deadlineDays = 7
)

// promise tells when goods ordered at placed can be promised at a site: so many
// hours of the shop's opening time later, a full hour's rest running over into
// the next morning.
func promise(site retail.Site, placed time.Time, hours int) time.Time {
	left := time.Duration(hours) * time.Hour
	opens, closes := hoursOf(site)
	day := midnight(placed)
	for range 400 { // a shop that is hardly ever open: give up counting
		start, end := day.Add(opens), day.Add(closes)
		if placed.After(start) {
			start = placed
		}
		if start.Before(end) {
			room := end.Sub(start)
			if left <= room {
				return start.Add(left).UTC()
			}
			left -= room
		}
		day = day.AddDate(0, 0, 1)
	}
	return placed.Add(time.Duration(hours) * time.Hour).UTC()
}

// wish is when the customer wants the goods: the start of the day's opening
// time, or the time of day that was chosen.
func wish(site retail.Site, day time.Time, of time.Duration) time.Time {
	opens, closes := hoursOf(site)
	return midnight(day).Add(min(max(of, opens), closes)).UTC()
}

// lastCall is until when goods are kept: closing time, days after the promise.
func lastCall(site retail.Site, promised time.Time, days int) time.Time {
	_, closes := hoursOf(site)
	return midnight(promised).AddDate(0, 0, days).Add(closes).UTC()
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(retail.Japan).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, retail.Japan)
}

// hoursOf returns opening and closing as time since midnight. A site without
// hours, or with ones that run past midnight, counts as open all day.
func hoursOf(site retail.Site) (opens, closes time.Duration) {
	opens, ok1 := clockOf(site.Opens)
	closes, ok2 := clockOf(site.Closes)
	if !ok1 || !ok2 || closes <= opens {
		return 0, 24 * time.Hour
	}
	return opens, closes
}

func clockOf(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", code(s))
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}
