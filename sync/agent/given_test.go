package agent

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// eventOf is an event with the page from one number to another, as the fake hub
// would answer.
func eventOf(t *testing.T, h *fakeHub, from, to int64) string {
	t.Helper()
	p := wire.Page{Head: wire.PageHead{Scope: shop, Epoch: h.epoch, From: from, H: fmt.Sprint("h", from)}, End: wire.PageEnd{End: to, H: fmt.Sprint("h", to)}}
	for seq := from + 1; seq <= to; seq++ {
		p.Changes = append(p.Changes, wire.Change{Seq: seq, Entity: retail.EntitySite, Key: fmt.Sprint("k", seq), Op: wire.OpPut, Data: json.RawMessage(`{}`)})
	}
	b, err := p.AppendEvent(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPageInTheStream: a page that goes on from where the terminal is is taken in
// as it comes; one that does not only tells that there is something to ask for.
func TestPageInTheStream(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 1
	run(t, m, h, nil, func(*Agent) {
		asked := func() int { n, _ := h.count("GET " + wire.PathChanges); return n }
		say := func(text string) { h.hints <- text; synctest.Wait() }
		seen := func(name string, want int64, more int) {
			t.Helper()
			if c := m.at(shop); c.Seq != want {
				t.Errorf("%s: at %d; want %d", name, c.Seq, want)
			}
			if n := asked(); n != more {
				t.Errorf("%s: asked %d times; want %d", name, n, more)
			}
		}
		before := asked()
		h.set(func() { h.head[shop] = 3 })
		say(eventOf(t, h, 1, 2))
		say(eventOf(t, h, 2, 3))
		seen("two pages", 3, before)
		say(eventOf(t, h, 1, 2))
		seen("an old one again", 3, before)

		h.set(func() { h.head[shop] = 5 })
		say(eventOf(t, h, 4, 5)) // and the one before it was lost
		if c := m.at(shop); c.Seq != 5 || asked() == before {
			t.Errorf("a gap: at %d, asked %d times more", c.Seq, asked()-before)
		}

		before = asked()
		h.set(func() { h.head[shop] = 6 })
		say("event: page\ndata: {\"scope\":\"store:S01\"}\ndata: {\"s\n\n")
		if c := m.at(shop); c.Seq != 6 || asked() == before {
			t.Errorf("a page that cannot be read: at %d, asked %d times more", c.Seq, asked()-before)
		}

		before = asked()
		say(eventOf(t, &fakeHub{epoch: "another"}, 6, 7))
		if c := m.at(shop); c.Seq != 6 || asked() == before {
			t.Errorf("a page of another life: at %d, asked %d times more", c.Seq, asked()-before)
		}
	})
}
