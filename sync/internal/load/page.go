package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	"miseban/sync/wire"
)

// buffers are for pages while they are looked at.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// follow reads a page to its end and returns where it leads from the cursor. It
// sees that no change is missing; what the changes say it does not read, for the
// load shares its processors with the hub.
func follow(page []byte, from wire.Cursor) (wire.Cursor, wire.PageEnd, error) {
	var head wire.PageHead
	var end wire.PageEnd
	first, rest, _ := bytes.Cut(bytes.TrimSuffix(page, []byte("\n")), []byte("\n"))
	last := rest
	if i := bytes.LastIndexByte(rest, '\n'); i >= 0 {
		last, rest = rest[i+1:], rest[:i+1]
	} else {
		rest = nil
	}
	if err := json.Unmarshal(first, &head); err != nil {
		return from, end, fmt.Errorf("load: page head: %w", err)
	}
	if !bytes.HasPrefix(last, []byte(`{"end":`)) {
		return from, end, wire.ErrCut
	}
	if err := json.Unmarshal(last, &end); err != nil {
		return from, end, fmt.Errorf("load: page end: %w", err)
	}
	at := from.Seq
	for line := range bytes.Lines(rest) {
		if at++; !bytes.HasPrefix(line, strconv.AppendInt([]byte(`{"s":`), at, 10)) {
			return from, end, fmt.Errorf("load: not change %d: %.40s", at, line)
		}
	}
	if head.From != from.Seq || end.End != at {
		return from, end, fmt.Errorf("load: a page from %d to %d with %d changes at the cursor %d", head.From, end.End, at-from.Seq, from.Seq)
	}
	return wire.Cursor{Epoch: head.Epoch, Seq: end.End, H: end.H}, end, nil
}
