package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// FuzzAccess: whatever stands where a token should, nobody is let in by it, and
// no database is asked.
func FuzzAccess(f *testing.F) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	h := &Hub{Options: Options{Clock: retail.ClockFunc(func() time.Time { return now }), Secret: make([]byte, 32)}}
	good := h.access("d-1", now.Add(-time.Second)) // out of time
	f.Add("Bearer " + good)
	f.Add("Bearer " + good[:len(good)-1])
	f.Add("Bearer AAAA")
	f.Add("Bearer \x00\xff")
	f.Add("Basic " + good)
	f.Fuzz(func(t *testing.T, text string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header[wire.HeaderAccess] = []string{text}
		if d, err := h.caller(r, h.terminal); retail.CodeOf(err) != retail.CodeNotAllowed {
			t.Fatalf("%q let %+v in: %v", text, d, err)
		}
	})
}

// FuzzContent: a body in any encoding is never longer than the limit, and is
// read or turned away, never a fault of ours.
func FuzzContent(f *testing.F) {
	f.Add("", []byte(`{"a":1}`))
	f.Add("zstd", []byte("\x28\xb5\x2f\xfd\x04\x00\x09\x00\x00abc"))
	f.Add("gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"))
	f.Add("br", []byte{})
	f.Fuzz(func(t *testing.T, enc string, body []byte) {
		const limit = 512
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
		r.Header["Content-Encoding"] = []string{enc}
		b, err := content(httptest.NewRecorder(), r, limit)
		if err == nil && len(b) > limit {
			t.Fatalf("%d bytes", len(b))
		}
		if err != nil && explain(err).status >= http.StatusInternalServerError {
			t.Fatal(err)
		}
	})
}

// FuzzDeep: how deep a valid text goes is what its own structure says.
func FuzzDeep(f *testing.F) {
	for _, s := range []string{`{"a":[{"b":"]}"}]}`, `"\"[["`, `[[[`, `{"x":1e999,"y":123456789012345678901234567890}`, `{"\u0000":["\u0000"]}`, ``} {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, b []byte, most int) {
		if most < 0 || !json.Valid(b) {
			_ = deep(b, most)
			return
		}
		d := json.NewDecoder(bytes.NewReader(b))
		depth, deepest := 0, 0
		for {
			tok, err := d.Token()
			if err != nil {
				break
			}
			if delim, ok := tok.(json.Delim); ok && (delim == '{' || delim == '[') {
				depth++
				deepest = max(deepest, depth)
			} else if ok {
				depth--
			}
		}
		if deep(b, most) != (deepest > most) {
			t.Fatalf("%q is %d deep, and deep(%d) says %v", b, deepest, most, deep(b, most))
		}
	})
}

// FuzzToken: a request for a token, whatever it says, gets an answer that is not
// a fault of ours, and its signed text is never that of another.
func FuzzToken(f *testing.F) {
	f.Add([]byte(`{"device":"d","ts":"2026-11-21T10:00:00Z","nonce":"n","sig":"AA=="}`))
	f.Add([]byte(`{"device":"d\nx","ts":"2026-11-21T10:00:00Z","nonce":"\u0000"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(b))
		var req wire.TokenRequest
		if err := receive(httptest.NewRecorder(), r, smallBody, &req); err != nil {
			var a answer
			if !errors.As(err, &a) && explain(err).status >= http.StatusInternalServerError {
				t.Fatal(err)
			}
			return
		}
		other := req
		other.Nonce += "x"
		if bytes.Equal(req.SigningInput(), other.SigningInput()) {
			t.Fatalf("%+v signs the same as another", req)
		}
	})
}
