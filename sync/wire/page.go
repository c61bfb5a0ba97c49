package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// maxLine is the longest NDJSON line that is read.
const maxLine = 4 << 20

// WriteTo writes the page as NDJSON.
func (p Page) WriteTo(w io.Writer) (int64, error) {
	b, err := p.Append(nil)
	if err != nil {
		return 0, err
	}
	n, err := w.Write(b)
	return int64(n), err
}

// Append appends the page as NDJSON. Its changes are put together by hand: there
// are thousands of terminals, and all of them get each of these lines.
func (p Page) Append(b []byte) ([]byte, error) {
	head, err := json.Marshal(p.Head)
	if err != nil {
		return b, err
	}
	end, err := json.Marshal(p.End)
	if err != nil {
		return b, err
	}
	size := len(head) + len(end) + 2
	for i := range p.Changes {
		size += len(p.Changes[i].Data) + len(p.Changes[i].Key) + 96
	}
	b = append(append(slices.Grow(b, size), head...), '\n')
	for i := range p.Changes {
		if b, err = p.Changes[i].append(b); err != nil {
			return b, err
		}
		b = append(b, '\n')
	}
	return append(append(b, end...), '\n'), nil
}

// append appends the change as encoding/json has it.
func (c *Change) append(b []byte) ([]byte, error) {
	if !plain(c.Key) || !plain(string(c.Op)) || bytes.IndexByte(c.Data, '\n') >= 0 {
		text, err := json.Marshal(c)
		return append(b, text...), err
	}
	entity, err := c.Entity.MarshalText()
	if err != nil {
		return b, err
	}
	b = strconv.AppendInt(append(b, `{"s":`...), c.Seq, 10)
	b = append(append(b, `,"t":"`...), entity...)
	b = append(append(b, `","k":"`...), c.Key...)
	b = append(append(b, `","op":"`...), c.Op...)
	b = strconv.AppendInt(append(b, `","ver":`...), c.Ver, 10)
	if len(c.Data) > 0 {
		b = append(append(b, `,"d":`...), c.Data...)
	}
	return append(b, '}'), nil
}

// plain tells whether a text stands in JSON as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// ErrCut says that a page or snapshot ended before its last line.
var ErrCut = errors.New("wire: cut off before its end")

// ReadPage reads a page from NDJSON. A page without its end line is ErrCut and
// must not be applied.
func ReadPage(r io.Reader) (Page, error) {
	var p Page
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxLine) // most pages are a few lines
	if !sc.Scan() {
		return p, cut(sc)
	}
	if err := json.Unmarshal(sc.Bytes(), &p.Head); err != nil {
		return p, fmt.Errorf("wire: page head: %w", err)
	}
	for sc.Scan() {
		var line struct {
			Change
			End *int64 `json:"end"`
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			return p, fmt.Errorf("wire: page line: %w", err)
		}
		if line.End != nil {
			err := json.Unmarshal(sc.Bytes(), &p.End)
			return p, err
		}
		p.Changes = append(p.Changes, line.Change)
	}
	return p, cut(sc)
}

func cut(sc *bufio.Scanner) error {
	if err := sc.Err(); err != nil {
		return err
	}
	return ErrCut
}
