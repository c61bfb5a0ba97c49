package wire

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest NDJSON line that is read.
const maxLine = 4 << 20

// WriteTo writes the page as NDJSON.
func (p Page) WriteTo(w io.Writer) (int64, error) {
	cw := &countingWriter{w: w}
	enc := json.NewEncoder(cw)
	if err := enc.Encode(p.Head); err != nil {
		return cw.n, err
	}
	for i := range p.Changes {
		if err := enc.Encode(p.Changes[i]); err != nil {
			return cw.n, err
		}
	}
	return cw.n, enc.Encode(p.End)
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
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
