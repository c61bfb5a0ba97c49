package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

const (
	pageOf     = 500 // figures of one request
	fileOf     = 5000
	sendWithin = 30 * time.Second
	retryFirst = 2 * time.Second
	retryMost  = 5 * time.Minute
)

// Headers of what is pushed. The signature is "v1=" and the HMAC-SHA256, in hex, of
// the time in Unix seconds, a point and the body. Whoever takes it looks at both:
// an old time is somebody who recorded it.
const (
	HeaderTime      = "X-Miseban-Time"
	HeaderSignature = "X-Miseban-Signature"
	HeaderKey       = "Idempotency-Key"
)

// Source is what this package asks of the hub.
type Source interface {
	// Outgoing hands out figures, see hub.PublishStore.
	Outgoing(ctx context.Context, channel string, after hub.OutCursor, limit int) (hub.Outgoing, error)
	// Figures hands over all of a channel's.
	Figures(ctx context.Context, channel string, each func(hub.Figure) error) (hub.OutCursor, error)
}

// Sender brings figures to the channels that do not fetch them.
type Sender struct {
	Channels []Spec
	Source   Source
	Refunds  Refunds
	Orders   Orders
	Told     func(ctx context.Context, channel string) (hub.OutCursor, error) // up to where a channel has it
	Clock    retail.Clock
	Log      *slog.Logger
	Client   *http.Client // nil for one that follows no redirection

	rests map[string]rest
}

// rest is a channel that did not work.
type rest struct {
	until time.Time
	wait  time.Duration
}

// Turn brings out what there is, to each channel that is not to be left alone for
// a while.
func (s *Sender) Turn(ctx context.Context) {
	if s.rests == nil {
		s.rests = map[string]rest{}
	}
	for _, c := range s.Channels {
		for _, d := range s.duties(c) {
			if s.Clock.Now().Before(s.rests[d.name].until) {
				continue
			}
			err := d.bring(ctx, c)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				delete(s.rests, d.name)
				continue
			}
			s.rest(d.name, err)
		}
	}
}

// rest leaves what did not work alone for a while.
func (s *Sender) rest(name string, err error) {
	r := s.rests[name]
	r.wait = min(retryMost, max(retryFirst, 2*r.wait))
	wait := r.wait
	var asked *refused
	if errors.As(err, &asked) {
		wait = min(retryMost, max(wait, asked.after))
	}
	r.until = s.Clock.Now().Add(wait)
	s.rests[name] = r
	s.Log.Warn("channel: not told", "channel", name, "again", wait, "err", err)
}

// bring brings page after page until there is nothing more.
func (s *Sender) bring(ctx context.Context, c Spec) error {
	at, err := s.Told(ctx, c.Name)
	if err != nil {
		return err
	}
	put, limit := c.drop, fileOf
	if c.Push != "" {
		put, limit = func(ctx context.Context, p hub.Outgoing) error { return s.push(ctx, c, p) }, pageOf
	}
	for ctx.Err() == nil {
		page, err := s.Source.Outgoing(ctx, c.Name, at, limit) // says that it has what came before
		if err != nil {
			return err
		}
		if len(page.Figures) == 0 {
			return nil
		}
		if err := put(ctx, page); err != nil {
			return err
		}
		at = page.Next
	}
	return ctx.Err()
}

// refused is an answer that is not 2xx.
type refused struct {
	status int
	after  time.Duration
}

// Error says what was answered.
func (r *refused) Error() string { return fmt.Sprintf("channel: answered %d", r.status) }

// about tells whether the answer is about what was sent, and not about who sends or
// how it goes there: the next one may be taken.
func (r *refused) about() bool {
	switch r.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return r.status/100 == 4
}

// push sends one page.
func (s *Sender) push(ctx context.Context, c Spec, page hub.Outgoing) error {
	body, err := json.Marshal(page)
	if err != nil {
		return err
	}
	return s.post(ctx, c, c.Push, keyOf(page), body)
}

// post sends a body under a key, signed.
func (s *Sender) post(ctx context.Context, c Spec, to, key string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	now := strconv.FormatInt(s.Clock.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(HeaderTime, now)
	req.Header.Set(HeaderSignature, Signature(c.key, now, body))
	req.Header.Set(HeaderKey, key)
	client := s.Client
	if client == nil {
		client = plain
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // the connection can be used again
	if res.StatusCode/100 == 2 {
		return nil
	}
	after, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	return &refused{res.StatusCode, time.Duration(max(0, min(after, 3600))) * time.Second}
}

// plain follows no redirection: figures go where the chain said.
var plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Signature signs a body that is sent at a time.
func Signature(key []byte, at string, body []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(at + "."))
	m.Write(body)
	return "v1=" + hex.EncodeToString(m.Sum(nil))
}

// keyOf names what a page tells: told again it is the same.
func keyOf(page hub.Outgoing) string {
	h := sha256.New()
	for _, f := range page.Figures {
		h.Write([]byte(f.Key + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
