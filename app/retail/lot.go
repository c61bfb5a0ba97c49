package retail

import "time"

// dayForm is how a day is written in a Tag.
const dayForm = "2006-01-02"

// Tagged is what GS1 elements say of goods beside their number: the lot (10) and the
// last day that they may be given out (17 use by, else 15 best before). What is no
// day is none.
func Tagged(ai map[string]string, now time.Time) Tag {
	t := Tag{Lot: ai["10"]}
	if last, _ := ExpiredOn(ai, now); !last.IsZero() {
		t.Last = last.Format(dayForm)
	}
	return t
}

// LastDay is the day that Tag.Last names, as its first instant in Japan; zero: it
// names none.
func (t Tag) LastDay() time.Time {
	day, _ := lastDay(t.Last)
	return day
}

// lastDay reads a day of a Tag; nothing is no day and all right.
func lastDay(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	t, err := time.ParseInLocation(dayForm, s, Japan)
	return t, err == nil
}

// Seen is a date that goods of a shop were picked with.
type Seen struct {
	At   time.Time
	Last string // as in Tag
}

// Sooner tells whether goods that may be given out until last come too early: those
// that were picked of them before were to be given out sooner, and may be still. Who
// picks the later ones all the same has looked: from then on theirs is the day.
func (s Seen) Sooner(last string, now time.Time) bool {
	day, ok := lastDay(s.Last)
	return ok && !day.IsZero() && last > s.Last && now.Before(day.AddDate(0, 0, 1))
}
