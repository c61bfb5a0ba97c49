package hub

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/klauspost/compress/zstd"

	"miseban/sync/wire"
)

// maxDepth is how deep objects and lists of a request may lie in each other.
// Nothing of ours goes beyond ten.
const maxDepth = 40

// receive reads a JSON body of at most limit bytes, sent as they are or encoded.
func receive(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	b, err := content(w, r, limit)
	if err != nil {
		return err
	}
	if deep(b, maxDepth) || json.Unmarshal(b, into) != nil {
		return problem(http.StatusBadRequest, wire.ProblemInvalid)
	}
	return nil
}

// content returns a body of at most limit bytes with its encoding undone. An
// encoding that is not ours is 415: the terminal sends it again as it is.
func content(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	sent := http.MaxBytesReader(w, r.Body, limit)
	var body io.Reader = sent
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "zstd":
		z, err := zstd.NewReader(sent, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(max(limit, 1<<20))))
		if err != nil {
			return nil, undecoded(err)
		}
		defer z.Close()
		body = z
	case "gzip":
		z, err := gzip.NewReader(sent)
		if err != nil {
			return nil, undecoded(err)
		}
		body = z
	default:
		return nil, problem(http.StatusUnsupportedMediaType, wire.ProblemEncoding)
	}
	b, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded), err == nil && int64(len(b)) > limit:
		return nil, problem(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	case err != nil && body != io.Reader(sent):
		return nil, undecoded(err)
	}
	return b, err
}

// undecoded is the fault of a body whose encoding could not be undone.
func undecoded(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return problem(http.StatusBadRequest, wire.ProblemInvalid)
}

// deep tells whether objects and lists of a JSON text lie in each other deeper
// than most. The text need not be valid.
func deep(b []byte, most int) bool {
	depth, inside := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inside && c == '\\':
			i++ // what it escapes ends no string
		case c == '"':
			inside = !inside
		case inside:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
