package line

import (
	"io"
	"time"

	"miseban/scanner"
)

// chunk is what one read brought.
type chunk struct {
	p   []byte
	err error
}

// Pump reads r until it fails and gives each whole code to take, from the
// goroutine that called it; half a code at the end is dropped. It returns the
// error of r, io.EOF for a line that was closed. Whoever wants it to end sooner
// closes r.
func Pump(r io.Reader, rules Rules, clock scanner.Clock, take func(text string)) error {
	in, free := make(chan chunk), make(chan []byte, 2)
	free <- make([]byte, 4096)
	free <- make([]byte, 4096)
	go func() {
		for buf := range free {
			n, err := r.Read(buf)
			in <- chunk{buf[:n], err}
			if err != nil {
				return
			}
		}
	}()
	s := New(rules, take)
	for {
		var silent <-chan time.Time
		if wait := s.Wait(); wait > 0 {
			silent = clock.After(max(1, s.last.Add(wait).Sub(clock.Now())))
		}
		select {
		case c := <-in:
			s.Write(c.p, clock.Now())
			if c.err != nil {
				return c.err
			}
			free <- c.p[:cap(c.p)]
		case <-silent:
			s.Silent(clock.Now())
		}
	}
}
