package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// heartbeat is how long an event stream is silent at the most.
const heartbeat = 25 * time.Second

// Thousands of event streams are open and hardly ever say anything. What one
// costs is mostly the stack of the goroutine that holds its request: a stack
// grows with the deepest call and, once grown, hardly ever shrinks. So that
// goroutine does nothing but wait; whatever there is to do for a stream is done
// on another one, which ends when it is done.

// stream is one open event stream. Whoever is at work on it has its turn, and
// he alone may use w; the request is over when nobody is and the end has come.
type stream struct {
	h    *Hub
	w    http.ResponseWriter
	id   retail.DeviceID
	ctx  context.Context // of the request
	over chan struct{}   // closed when nothing uses w any more

	feed     *subscriber
	greeting string // to be said first
	tick     *time.Timer
	gone     func() bool // stops listening for the end of ctx

	follows wire.Scope // whose pages are sent in the place of hints, empty: none

	mu    sync.Mutex
	at    wire.Cursor // where the terminal is in that scope, without an epoch: not known
	busy  bool        // somebody has the turn
	moved bool        // a scope has
	beat  bool        // it is time to say something
	ended bool
}

// held is a writer whose request may stay open after its handler returned.
type held struct {
	http.ResponseWriter
	over <-chan struct{} // nil: the request ends with its handler
}

// Unwrap is for http.ResponseController.
func (w *held) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// hold runs a handler on a goroutine of its own, and keeps its request open for
// as long as the handler asked. A panic of the handler ends the request.
func hold(f http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := aside(f, w, r); p != nil {
			panic(p)
		}
	})
}

// aside is hold without its panic.
func aside(f http.Handler, w http.ResponseWriter, r *http.Request) any {
	out := &held{ResponseWriter: w}
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f.ServeHTTP(out, r)
	}()
	if p := <-done; p != nil {
		return p
	}
	if out.over != nil {
		<-out.over
	}
	return nil
}

// serveEvents streams hints that scopes have moved, as server-sent events, or
// what moved itself where the terminal asks for it. Events may be lost; what they
// hint at cannot.
func (h *Hub) serveEvents(w http.ResponseWriter, r *http.Request, d Device) error {
	scopes, err := h.listens(r.Context(), d)
	if err != nil {
		return err
	}
	// What has moved so far; a feed that is not known yet is told as soon as it is.
	s := &stream{h: h, w: w, id: d.ID, ctx: r.Context(), over: make(chan struct{}), busy: true, moved: true, greeting: ": miseban\n\n"}
	if d.Kind != DeviceRelay && r.URL.Query().Get(wire.QueryPages) == "1" {
		s.follows = wire.StoreScope(d.Store)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	h.meter.streams.Inc()
	s.tick = time.AfterFunc(heartbeat, s.beats)
	s.gone = context.AfterFunc(s.ctx, s.end)
	s.feed = h.feed.subscribe(scopes)
	s.feed.hear(s.moves)
	h.limits.openStream(s)
	select {
	case <-h.stopped: // Stop may have come before the stream was known to it
		s.end()
	default:
	}
	go s.work()
	if w, ok := w.(*held); ok {
		w.over = s.over
	} else {
		<-s.over
	}
	return nil
}

// moves and beats say that there is something to do, and end that there is
// nothing any more.
func (s *stream) moves() { s.wake(&s.moved) }
func (s *stream) beats() { s.wake(&s.beat) }
func (s *stream) end()   { s.wake(&s.ended) }

func (s *stream) wake(why *bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*why = true
	if !s.busy {
		s.busy = true
		go s.work()
	}
}

// work does what there is to do, and gives the turn back. A panic ends the
// stream alone, as net/http does with one of a handler.
func (s *stream) work() {
	defer func() {
		if p := recover(); p != nil {
			s.h.Log.Error("hub: panic", "route", wire.PathEvents, "panic", p, "stack", string(debug.Stack()))
			s.close()
		}
	}()
	for {
		s.mu.Lock()
		moved, beat, ended := s.moved, s.beat, s.ended
		s.moved, s.beat = false, false
		s.busy = moved || beat || ended // after the end nobody gets the turn any more
		s.mu.Unlock()
		switch {
		case ended:
			s.close()
			return
		case beat:
			if !s.h.still(s.ctx, s.id) {
				s.end() // it asks again and is told
				continue
			}
			s.say(": still here\n\n" + s.hints())
			s.tick.Reset(heartbeat)
		case moved:
			s.say(s.greeting + s.hints())
			s.greeting = ""
		default:
			return
		}
	}
}

// say writes to the terminal; a stream that nobody reads ends.
func (s *stream) say(text string) {
	if !flush(s.w, text) {
		s.end()
	}
}

// close ends the request.
func (s *stream) close() {
	s.tick.Stop()
	s.gone()
	s.feed.close()
	s.h.limits.closeStream(s)
	s.h.meter.streams.Dec()
	close(s.over)
}

// hints returns what has moved since the last call as the text of events.
func (s *stream) hints() string {
	var text strings.Builder
	for _, hint := range s.feed.take() {
		if page := s.page(hint); page != "" {
			text.WriteString(page)
		} else if b, err := json.Marshal(hint); err == nil { // two plain fields
			fmt.Fprintf(&text, "event: head\nid: %d\ndata: %s\n\n", hint.Head, b)
		}
	}
	return text.String()
}

const (
	// pageMost is how many changes a page has at the most that goes out by itself.
	pageMost = 32
	// pageBytes is how long it is at the most: it goes as it is, and what waits for
	// a slow line stays in memory.
	pageBytes = 8 << 10
)

// page is what moved, as the text of an event, when the stream carries pages of
// the scope and this is one that goes on from where the terminal is; else it is
// empty, and the terminal is told to ask.
func (s *stream) page(hint wire.Hint) string {
	if hint.Scope != s.follows {
		return ""
	}
	s.mu.Lock()
	at := s.at
	s.at = wire.Cursor{} // nothing is known any more, unless this works
	s.mu.Unlock()
	if at.Epoch == "" || at.Seq >= hint.Head {
		return ""
	}
	page, err := s.h.Store.Page(s.ctx, hint.Scope, at, pageMost, s.id)
	if err != nil || len(page.Changes) == 0 || page.End.More {
		return ""
	}
	text, err := page.AppendEvent(nil)
	if err != nil || len(text) > pageBytes {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.Epoch == "" { // it did not ask meanwhile
		s.at = wire.Cursor{Epoch: at.Epoch, Seq: page.End.End, H: page.End.H}
	}
	return string(text)
}

// took notes where a terminal is after it asked for a page.
func (h *Hub) took(id retail.DeviceID, scope wire.Scope, page wire.Page) {
	if page.End.More {
		return
	}
	h.limits.mu.Lock()
	s := h.limits.streams[id]
	h.limits.mu.Unlock()
	if s == nil || s.follows != scope {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = wire.Cursor{Epoch: h.Store.Epoch(), Seq: page.End.End, H: page.End.H}
}

// flush writes text to an event stream and tells whether somebody reads it.
func flush(w http.ResponseWriter, text string) bool {
	if text == "" {
		return true
	}
	deadline(w, answerWithin+heartbeat)
	send := http.NewResponseController(w).Flush
	for len(text) > nibble { // see sendPage
		if _, err := io.WriteString(w, text[:nibble]); err != nil || send() != nil {
			return false
		}
		text = text[nibble:]
	}
	_, err := io.WriteString(w, text)
	return err == nil && send() == nil
}

// still tells whether the terminal may go on listening.
func (h *Hub) still(ctx context.Context, id retail.DeviceID) bool {
	_, err := h.member(ctx, id)
	return err == nil
}

// openStream ends the terminal's older event stream.
func (l *limits) openStream(s *stream) {
	l.mu.Lock()
	old := l.streams[s.id]
	l.streams[s.id] = s
	l.mu.Unlock()
	if old != nil {
		old.end()
	}
}

func (l *limits) closeStream(s *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.streams[s.id] == s {
		delete(l.streams, s.id)
	}
}

// endStreams ends all of them.
func (l *limits) endStreams() {
	l.mu.Lock()
	all := make([]*stream, 0, len(l.streams))
	for _, s := range l.streams {
		all = append(all, s)
	}
	l.mu.Unlock()
	for _, s := range all {
		s.end()
	}
}
