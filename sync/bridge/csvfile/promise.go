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
// the next day of business.
func promise(site retail.Site, placed time.Time, hours int) time.Time {
	left := time.Duration(hours) * time.Hour
	at := placed
	for range 400 { // a shop that is hardly ever open: give up counting
		at = site.NextOpen(at)
		_, closes, ok := site.OpenOn(at)
		if !ok {
			break
		}
		if room := closes.Sub(at); left > room {
			left -= room
			at = closes
			continue
		}
		return at.Add(left).UTC()
	}
	return placed.Add(time.Duration(hours) * time.Hour).UTC()
}

// wish is when the customer wants the goods: the start of the day's opening
// time, or the time of day that was chosen. On a day without business it is the
// next one's.
func wish(site retail.Site, day time.Time, of time.Duration) time.Time {
	opens, closes, ok := site.OpenOn(day)
	if !ok {
		return site.NextOpen(day).UTC()
	}
	at := midnight(day).Add(of)
	if at.Before(opens) {
		at = opens
	}
	if at.After(closes) {
		at = closes
	}
	return at.UTC()
}

// lastCall is until when goods are kept: closing time, days of business after
// the promise.
func lastCall(site retail.Site, promised time.Time, days int) time.Time {
	return site.LastCall(promised, days).UTC()
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(retail.Japan).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, retail.Japan)
}

func clockOf(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", code(s))
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}
