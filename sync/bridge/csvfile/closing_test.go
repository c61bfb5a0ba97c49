package csvfile

import (
	"reflect"
	"testing"
	"time"

	"miseban/app/retail"
)

func TestClosing(t *testing.T) {
	on := func(d time.Weekday, nth int) retail.ClosingDay { return retail.ClosingDay{Weekday: d, Nth: nth} }
	for text, want := range map[string]retail.Closing{
		"":                   {},
		"年中無休":               {},
		"水曜日":                {Days: []retail.ClosingDay{on(time.Wednesday, 0)}},
		"毎週火曜・水曜":            {Days: []retail.ClosingDay{on(time.Tuesday, 0), on(time.Wednesday, 0)}},
		"第２・第４水曜":            {Days: []retail.ClosingDay{on(time.Wednesday, 2), on(time.Wednesday, 4)}},
		"月曜(祝日の場合は翌日)":       {Days: []retail.ClosingDay{on(time.Monday, 0)}, Moves: true},
		"日曜、12/31、2026/8/14": {Days: []retail.ClosingDay{on(time.Sunday, 0)}, Dates: []string{"12-31", "2026-08-14"}},
	} {
		got, ok := closing(text)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"水曜とか", "2/30", "第2", "第2、4曜", "13/1", "第6水曜"} {
		if got, ok := closing(text); ok {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

func FuzzClosing(f *testing.F) {
	for _, text := range []string{"第2・第4水曜", "月曜(祝日の場合は翌日)", "12/31", "年中無休", "毎週火曜・水曜"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, ok := closing(text); ok {
			s := retail.Site{Closed: c}
			_ = s.LastCall(time.Unix(0, 0), 3)
		}
	})
}
