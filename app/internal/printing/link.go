package printing

import (
	"context"
	"errors"
	"net"
	"time"
)

// How long a printer may take to accept a line, and to take in a part of a
// label: one without paper stops reading.
const (
	dialFor  = 4 * time.Second
	writeFor = 15 * time.Second
)

// errGone is returned once the line is closed from either side.
var errGone = errors.New("printing: the line is closed")

// link is a line to a printer. What the printer says is read by a goroutine of
// its own, so that waiting for it needs no deadlines.
type link struct {
	conn  net.Conn
	heard chan byte
	after After
}

// dial opens a line.
func dial(ctx context.Context, address string, after After) (*link, error) {
	d := net.Dialer{Timeout: dialFor}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	l := &link{conn: conn, heard: make(chan byte, maxStatus), after: after}
	go l.listen(ctx)
	return l, nil
}

// listen hands on what the printer says until the line closes.
func (l *link) listen(ctx context.Context) {
	defer close(l.heard)
	var buf [maxStatus]byte
	for {
		n, err := l.conn.Read(buf[:])
		for _, b := range buf[:n] {
			select {
			case l.heard <- b:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (l *link) close() { _ = l.conn.Close() } // what it sent is judged by the printer's answer

// write sends bytes; it fails when the printer does not take them in time, and
// then the line is of no use any more.
func (l *link) write(ctx context.Context, b []byte) error {
	late, cancel := l.after(writeFor)
	defer cancel()
	sent := make(chan error, 1)
	go func() {
		_, err := l.conn.Write(b)
		sent <- err
	}()
	select {
	case err := <-sent:
		return err
	case <-late:
	case <-ctx.Done():
	}
	l.close()
	<-sent //nolint:errcheck // it failed: the line is closed
	return errGone
}

// await reads until a byte fits; what does not is dropped. ok is false when none
// came in time, err says that the line is closed.
func (l *link) await(ctx context.Context, limit time.Duration, fits func(byte) bool) (b byte, ok bool, err error) {
	late, cancel := l.after(limit)
	defer cancel()
	for {
		select {
		case b, open := <-l.heard:
			if !open {
				return 0, false, errGone
			}
			if fits(b) {
				return b, true, nil
			}
		case <-late:
			return 0, false, nil
		case <-ctx.Done():
			return 0, false, errGone
		}
	}
}

// hush drops what was heard so far: an answer to an older question.
func (l *link) hush() {
	for {
		select {
		case _, open := <-l.heard:
			if !open {
				return
			}
		default:
			return
		}
	}
}

// rest waits; false when the program ends meanwhile.
func (l *link) rest(ctx context.Context, d time.Duration) bool {
	late, cancel := l.after(d)
	defer cancel()
	select {
	case <-late:
		return true
	case <-ctx.Done():
		return false
	}
}
