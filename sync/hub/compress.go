package hub

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

const (
	// smallPage is the size in bytes up to which a page goes as it is: it is one
	// packet either way.
	smallPage = 1200
	// bite is how much is handed to the connection at once. HTTP/2 keeps a buffer
	// as large as the largest frame for as long as the connection lives, and
	// thousands of terminals hold one.
	bite = 4 << 10
	// nibble is the same for pages, which is all that most terminals ask for
	// between two breaks of their line.
	nibble = 2 << 10
)

// pageEncoders are encoders for pages. A new one for each page would cost more
// than all of the rest.
var pageEncoders = sync.Pool{New: func() any {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // fixed options
	}
	return e
}}

// compressed returns a writer in the best encoding that the request accepts;
// closing it ends the encoding.
func compressed(w http.ResponseWriter, r *http.Request) (io.WriteCloser, error) {
	accept := r.Header.Get("Accept-Encoding")
	w.Header().Add("Vary", "Accept-Encoding")
	switch {
	case accepts(accept, "zstd"):
		w.Header().Set("Content-Encoding", "zstd")
		return zstd.NewWriter(bites{w}, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	case accepts(accept, "gzip"):
		w.Header().Set("Content-Encoding", "gzip")
		return gzip.NewWriterLevel(bites{w}, gzip.BestSpeed)
	}
	return plain{bites{w}}, nil
}

// sendPage sends a rendered page in the best encoding that the request accepts.
func sendPage(w http.ResponseWriter, r *http.Request, page []byte) error {
	accept := r.Header.Get("Accept-Encoding")
	if len(page) > smallPage && accepts(accept, "zstd") {
		w.Header().Add("Vary", "Accept-Encoding")
		w.Header().Set("Content-Encoding", "zstd")
		e := pageEncoders.Get().(*zstd.Encoder)
		defer pageEncoders.Put(e)
		page = e.EncodeAll(page, nil)
	} else if len(page) > smallPage && accepts(accept, "gzip") {
		out, err := compressed(w, r)
		if err != nil {
			return err
		}
		if _, err := out.Write(page); err != nil {
			return err
		}
		return out.Close()
	}
	flush := http.NewResponseController(w).Flush
	for len(page) > nibble { // what is not flushed is put together to a larger frame
		if _, err := w.Write(page[:nibble]); err != nil {
			return err
		}
		_ = flush() // a writer that cannot is none of HTTP/2
		page = page[nibble:]
	}
	_, err := w.Write(page)
	return err
}

// bites hands on what is written in small pieces. It is a ResponseWriter that
// nothing is copied to at once.
type bites struct {
	w http.ResponseWriter
}

// Header, WriteHeader and Unwrap are the writer's own.
func (s bites) Header() http.Header         { return s.w.Header() }
func (s bites) WriteHeader(status int)      { s.w.WriteHeader(status) }
func (s bites) Unwrap() http.ResponseWriter { return s.w }

// Write writes all of b.
func (s bites) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		var k int
		k, err = s.w.Write(b[:min(bite, len(b))])
		n, b = n+k, b[k:]
	}
	return n, err
}

// accepts tells whether an Accept-Encoding header names the encoding.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }
