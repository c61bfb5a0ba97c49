package agent

import (
	"errors"
	"strings"
	"testing"

	"miseban/sync/wire"
)

// FuzzFeed: whatever a line brings in place of a page, it is read to its end
// line or turned away; rows never follow the end, and none is of a kind that
// this program does not know.
func FuzzFeed(f *testing.F) {
	const head = `{"scope":"org","epoch":"e","from":0,"h":""}` + "\n"
	f.Add(head + `{"s":1,"t":"site","k":"a","op":"put","ver":1,"d":{}}` + "\n" + `{"end":1,"h":"x","digest":{"site":"00"}}` + "\n")
	f.Add(head + `{"s":1,"t":"hologram","k":"\u0000"}` + "\n" + `{"end":1}`)
	f.Add(head + `{"end":null}` + "\n" + strings.Repeat(`[`, 9000))
	f.Add(head + `{"s":1e99}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := newFeedReader(strings.NewReader(text))
		if err != nil {
			return
		}
		for c, err := range r.each {
			if err != nil {
				if r.end != nil {
					t.Fatal("a fault after the end")
				}
				if errors.Is(err, wire.ErrCut) && strings.Contains(text, `"end":0}`) && strings.HasPrefix(text, head+`{"end":0}`) {
					t.Fatal("cut although its end is there")
				}
				return
			}
			if c.Entity == 0 || c.Entity.String() == "" {
				t.Fatalf("a row of no kind: %+v", c)
			}
		}
		if r.end == nil {
			t.Fatal("no fault, and no end")
		}
	})
}
