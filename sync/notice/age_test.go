package notice_test

import (
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/notice"
)

// TestLetterOfAge: who comes for goods with an age is told to bring a document, and only
// when such goods lie ready.
func TestLetterOfAge(t *testing.T) {
	line := retail.Line{No: 1, Name: "純米吟醸", Qty: 1, Picked: 1, Fresh: retail.Fresh{MinAge: 20}}
	gone := line
	gone.Picked, gone.Short = 0, 1
	tea := line
	tea.MinAge = 0
	for name, c := range map[string]struct {
		line retail.Line
		want bool
	}{"a bottle": {line, true}, "a bottle that was not found": {gone, false}, "tea": {tea, false}} {
		m, err := notice.Compose(notice.Letter{Order: retail.Order{Number: "4821", Lines: []retail.Line{c.line}}, Code: "MISEBAN", Digits: "123456789", Zone: time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"20歳以上", "20 or older"} {
			if strings.Contains(m.Text, word) != c.want {
				t.Errorf("%s: %q, want %v in\n%s", name, word, c.want, m.Text)
			}
		}
	}
}
