package csvfile

import (
	"regexp"
	"strings"
	"time"

	"miseban/app/retail"
)

// closingNone are the ways to say that a shop has no closing day.
var closingNone = []string{"", "なし", "無し", "無休", "年中無休", "-", "none"}

var (
	closingSep = regexp.MustCompile(`[・、,; ]+|及び|および`)
	closingNth = regexp.MustCompile(`^第?([1-5])$|^第([1-5])([日月火水木金土])(?:曜日?)?$`)
	closingDay = regexp.MustCompile(`^(?:毎週)?([日月火水木金土])(?:曜日?)?$`)
	closingOn  = regexp.MustCompile(`^(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})$`)
)

// closing reads a shop's closing days as shop lists have them: 水曜日 · 第2・第4水曜 ·
// 毎週火曜・祝日の場合は翌日 · 12/31 · 2026/12/31 · 年中無休.
func closing(v string) (retail.Closing, bool) {
	var c retail.Closing
	v = code(v)
	for _, none := range closingNone {
		if v == none {
			return c, true
		}
	}
	v = strings.NewReplacer("(", "・", ")", "").Replace(v)
	var nth []int // 第2・ of 第2・第4水曜: they wait for their weekday
	for _, part := range closingSep.Split(v, -1) {
		switch {
		case part == "":
		case strings.Contains(part, "祝") && strings.Contains(part, "翌"):
			c.Moves = true
		case closingDay.MatchString(part) && len(nth) == 0:
			c.Days = append(c.Days, retail.ClosingDay{Weekday: weekday(closingDay.FindStringSubmatch(part)[1])})
		case closingNth.MatchString(part):
			m := closingNth.FindStringSubmatch(part)
			if m[1] != "" {
				nth = append(nth, int(m[1][0]-'0'))
				continue
			}
			for _, n := range append(nth, int(m[2][0]-'0')) {
				c.Days = append(c.Days, retail.ClosingDay{Weekday: weekday(m[3]), Nth: n})
			}
			nth = nil
		case closingOn.MatchString(part):
			d, ok := closingDate(closingOn.FindStringSubmatch(part))
			if !ok {
				return c, false
			}
			c.Dates = append(c.Dates, d)
		default:
			return c, false
		}
	}
	return c, len(nth) == 0
}

// closingDate writes year, month and day as retail.Closing has them.
func closingDate(m []string) (string, bool) {
	if m[1] != "" {
		t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3])
		return t.Format(time.DateOnly), err == nil
	}
	t, err := time.Parse("2006-1-2", "2024-"+m[2]+"-"+m[3]) // a leap year has every day
	return t.Format("01-02"), err == nil
}

func weekday(word string) time.Weekday {
	return time.Weekday(strings.Index("日月火水木金土", word) / len("日"))
}
