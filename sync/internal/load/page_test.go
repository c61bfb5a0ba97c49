package load

import (
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// TestFollow: a page leads on, and one that was cut off or leaves something out
// does not.
func TestFollow(t *testing.T) {
	page := func(from int64, seqs ...int64) string {
		p := wire.Page{Head: wire.PageHead{Scope: "store:L1", Epoch: "e", From: from, H: "h"}, End: wire.PageEnd{End: from, H: "h"}}
		for _, seq := range seqs {
			p.Changes = append(p.Changes, wire.Change{Seq: seq, Entity: retail.EntitySlot, Key: "A", Op: wire.OpPut, Data: []byte(`{"a":"\n"}`)})
			p.End.End, p.End.H = seq, "g"
		}
		var b strings.Builder
		if _, err := p.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	from := wire.Cursor{Epoch: "e", Seq: 7, H: "h"}
	for text, want := range map[string]wire.Cursor{
		page(7):       from,
		page(7, 8, 9): {Epoch: "e", Seq: 9, H: "g"},
	} {
		if at, end, err := follow([]byte(text), from); err != nil || at != want || end.End != want.Seq {
			t.Errorf("%s: %+v, %v", text, at, err)
		}
	}
	whole := page(7, 8, 9)
	lines := strings.SplitAfter(whole, "\n")
	for name, text := range map[string]string{
		"cut off": lines[0] + lines[1], "nothing": "", "half a line": whole[:len(whole)-4], "head alone": lines[0],
		"a change missing": lines[0] + lines[2] + lines[3], "the last missing": lines[0] + lines[1] + lines[3], "twice": lines[0] + lines[1] + lines[1] + lines[3],
		"another cursor": page(6, 7, 8), "behind": page(8, 9),
	} {
		if at, _, err := follow([]byte(text), from); err == nil || at != from {
			t.Errorf("%s was taken: %+v", name, at)
		}
	}
}
