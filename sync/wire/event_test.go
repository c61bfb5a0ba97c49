package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"miseban/app/retail"
)

// TestEvents: a page comes out of an event stream as it went in, between hints
// and comments, and one that was cut off does not come out at all.
func TestEvents(t *testing.T) {
	page := Page{
		Head:    PageHead{Scope: "store:S1", Epoch: "e", From: 4, H: "aa"},
		Changes: []Change{{Seq: 5, Entity: retail.EntitySlot, Key: "A", Op: OpPut, Ver: 1, Data: []byte(`{"a":"\n\u2028x"}`)}},
		End:     PageEnd{End: 5, H: "bb"},
	}
	event, err := page.AppendEvent([]byte(": miseban\n\nevent: head\nid: 4\ndata: {\"scope\":\"org\",\"head\":4}\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	next := ReadEvents(bytes.NewReader(append(event, ": still here\n\n"...)))
	for _, want := range []string{"", EventHead, EventPage, ""} {
		name, data, err := next()
		if err != nil || name != want {
			t.Fatalf("%q, %v; want %q", name, err, want)
		}
		if name == EventPage {
			got, err := ReadPage(bytes.NewReader(data))
			if err != nil || !reflect.DeepEqual(got, page) {
				t.Errorf("%+v, %v", got, err)
			}
		}
	}
	if _, _, err := next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	next = ReadEvents(bytes.NewReader(event[:len(event)-1]))
	for range 2 {
		if _, _, err := next(); err != nil {
			t.Fatal(err)
		}
	}
	if name, _, err := next(); !errors.Is(err, io.EOF) {
		t.Errorf("%q, %v of an event that was cut off", name, err)
	}
}

// FuzzReadEvents: whatever comes, the stream ends, and no event is longer than
// what came.
func FuzzReadEvents(f *testing.F) {
	f.Add("event: page\ndata: {}\ndata: {\"end\":1}\n\n: x\n\ndata\n\n")
	f.Add("data:" + strings.Repeat("x", 100) + "\r\n\r\n:\n")
	f.Fuzz(func(t *testing.T, text string) {
		next := ReadEvents(strings.NewReader(text))
		for sum := 0; ; {
			name, data, err := next()
			if err != nil {
				return
			}
			if sum += len(name) + len(data); sum > len(text) {
				t.Fatalf("%d bytes of %d", sum, len(text))
			}
		}
	})
}

// FuzzChangeText: a line put together by hand is the one of encoding/json.
func FuzzChangeText(f *testing.F) {
	f.Add(int64(7), "SK-1/regular", "put", int64(3), `{"on_hand":1}`)
	f.Add(int64(-1), "靴下\n\"<&", "d\\el", int64(0), "")
	f.Add(int64(1), "a", "put", int64(1), "{\n\"a\":1}")
	f.Fuzz(func(t *testing.T, seq int64, key, op string, ver int64, data string) {
		c := Change{Seq: seq, Entity: retail.EntityOrder, Key: key, Op: Op(op), Ver: ver}
		if v := any(nil); data != "" && json.Unmarshal([]byte(data), &v) == nil {
			c.Data, _ = json.Marshal(v) // as databases have it
		}
		want, err := json.Marshal(c)
		if err != nil {
			t.Skip(err)
		}
		if got, err := c.append(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	})
}
