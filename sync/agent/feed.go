package agent

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// maxLine is the longest line of a feed that is read.
const maxLine = 4 << 20

// feedReader reads a page or a snapshot line by line. Rows of a kind that this
// program does not know are passed over: they come again, as a snapshot, to
// one that does.
type feedReader struct {
	sc   *bufio.Scanner
	head wire.PageHead
	end  *wire.PageEnd
}

func newFeedReader(r io.Reader) (*feedReader, error) {
	f := &feedReader{sc: bufio.NewScanner(r)}
	f.sc.Buffer(make([]byte, 64<<10), maxLine)
	if !f.sc.Scan() {
		return nil, f.cut()
	}
	if err := json.Unmarshal(f.sc.Bytes(), &f.head); err != nil {
		return nil, fmt.Errorf("agent: head of a feed: %w", err)
	}
	return f, nil
}

func (f *feedReader) cut() error {
	if err := f.sc.Err(); err != nil {
		return errors.Join(wire.ErrCut, err)
	}
	return wire.ErrCut
}

// each hands over the rows and stops after the last line of the feed, which is
// then in end. A feed without it is wire.ErrCut.
func (f *feedReader) each(yield func(wire.Change, error) bool) {
	for f.sc.Scan() {
		var line struct {
			Seq    int64           `json:"s"`
			Entity string          `json:"t"`
			Key    string          `json:"k"`
			Op     wire.Op         `json:"op"`
			Ver    int64           `json:"ver"`
			Data   json.RawMessage `json:"d"`
			End    *int64          `json:"end"`
		}
		if err := json.Unmarshal(f.sc.Bytes(), &line); err != nil {
			yield(wire.Change{}, fmt.Errorf("agent: line of a feed: %w", err))
			return
		}
		if line.End != nil {
			var end wire.PageEnd
			if err := json.Unmarshal(f.sc.Bytes(), &end); err != nil {
				yield(wire.Change{}, fmt.Errorf("agent: end of a feed: %w", err))
				return
			}
			f.end = &end
			return
		}
		c := wire.Change{Seq: line.Seq, Key: line.Key, Op: line.Op, Ver: line.Ver, Data: line.Data}
		var e retail.Entity
		if e.UnmarshalText([]byte(line.Entity)) != nil || e == 0 {
			continue
		}
		c.Entity = e
		if !yield(c, nil) {
			return
		}
	}
	yield(wire.Change{}, f.cut())
}

// page asks for what changed and reads the answer whole.
func (l *link) page(ctx context.Context, q url.Values) (wire.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	f, done, err := l.feed(ctx, wire.PathChanges+"?"+q.Encode())
	if err != nil {
		return wire.Page{}, err
	}
	defer done()
	return f.page()
}

// page reads the whole of it.
func (f *feedReader) page() (wire.Page, error) {
	p := wire.Page{Head: f.head}
	for c, err := range f.each {
		if err != nil {
			return p, err
		}
		p.Changes = append(p.Changes, c)
	}
	p.End = *f.end
	return p, nil
}

// feed asks for a page or snapshot, with headers as name and value in turn.
func (l *link) feed(ctx context.Context, path string, headers ...string) (*feedReader, func(), error) {
	res, err := l.call(ctx, http.MethodGet, path, nil, headers...) //nolint:bodyclose // closed by done
	if err != nil {
		return nil, nil, err
	}
	r, done, err := body(res)
	if err != nil {
		return nil, nil, err
	}
	f, err := newFeedReader(r)
	if err != nil {
		done()
		return nil, nil, err
	}
	return f, done, nil
}
