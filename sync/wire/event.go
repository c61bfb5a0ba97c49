package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
)

// Names of server-sent events.
const (
	EventHead = "head" // data is a Hint
	EventPage = "page" // data is a Page, its lines as NDJSON has them
)

// QueryPages asks, with the value 1, for an event stream that carries small
// pages of the caller's shop in the place of hints, once the caller has asked
// for a page itself: see EventPage.
const QueryPages = "pages"

// AppendEvent appends the page as a server-sent event.
func (p Page) AppendEvent(b []byte) ([]byte, error) {
	text, err := p.Append(nil)
	if err != nil {
		return b, err
	}
	b = append(slices.Grow(b, len(text)+64+6*len(p.Changes)), "event: "+EventPage+"\nid: "...)
	b = strconv.AppendInt(b, p.End.End, 10)
	for line := range bytes.Lines(text) { // JSON has no line breaks in a line
		b = append(append(b, "\ndata: "...), line[:len(line)-1]...)
	}
	return append(b, "\n\n"...), nil
}

// maxEvent is the longest event that is read, in bytes. Larger pages are asked
// for.
const maxEvent = 1 << 20

// errEvent says that an event is longer than any of the hub's.
var errEvent = errors.New("wire: an event without an end")

// ReadEvents reads a stream of server-sent events (HTML, section 9.2) as far as
// the hub uses them. next waits for the next word on it: an event with its name
// and data, which stands until the next call, or a comment without either. The
// stream's end is io.EOF; an event that it cut off is dropped.
func ReadEvents(r io.Reader) (next func() (name string, data []byte, err error)) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxEvent)
	var buf []byte
	return func() (string, []byte, error) {
		name := ""
		buf = buf[:0]
		for sc.Scan() {
			if len(sc.Bytes()) == 0 {
				if name != "" || len(buf) > 0 {
					return name, buf, nil
				}
				continue
			}
			field, value, _ := bytes.Cut(sc.Bytes(), []byte(":"))
			value = bytes.TrimPrefix(value, []byte(" "))
			switch string(field) {
			case "":
				return "", nil, nil // a comment stands alone
			case "event":
				name = string(value)
			case "data":
				if len(buf) > 0 {
					buf = append(buf, '\n')
				}
				if buf = append(buf, value...); len(buf) > maxEvent {
					return "", nil, errEvent
				}
			}
		}
		if err := sc.Err(); err != nil {
			return "", nil, err
		}
		return "", nil, io.EOF
	}
}
