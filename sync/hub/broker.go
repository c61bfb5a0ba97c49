package hub

import (
	"slices"
	"sync"

	"miseban/sync/wire"
)

// broker tells waiting requests that scopes have moved. A slow reader never
// holds up a writer: hints coalesce to the newest head.
type broker struct {
	mu    sync.Mutex
	heads map[wire.Scope]int64
	waits map[wire.Scope]map[*subscriber]struct{}
}

// subscriber is one waiting request. C holds at most one token.
type subscriber struct {
	C      chan struct{}
	call   func() // in the place of C, guarded by b.mu; it must not wait
	scopes []wire.Scope
	b      *broker
	moved  []int64 // where each of scopes went since it was taken last, or still; guarded by b.mu
}

func newBroker() *broker {
	return &broker{heads: map[wire.Scope]int64{}, waits: map[wire.Scope]map[*subscriber]struct{}{}}
}

// publish wakes whoever waits for a scope that is further than before, or of
// which no head is told.
func (b *broker) publish(hints []wire.Hint) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range hints {
		if h.Head <= b.heads[h.Scope] && h.Head != 0 {
			continue
		}
		b.heads[h.Scope] = max(h.Head, b.heads[h.Scope])
		for s := range b.waits[h.Scope] {
			s.move(h.Scope, b.heads[h.Scope])
			s.wake()
		}
	}
}

// head is where a scope is known to stand, 0 before anything is heard of it.
func (b *broker) head(scope wire.Scope) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.heads[scope]
}

// nudge wakes whoever waits for a scope although it has not moved: what they
// are told when they ask has changed.
func (b *broker) nudge(scope wire.Scope) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.waits[scope] {
		s.move(scope, b.heads[scope])
		s.wake()
	}
}

// wake tells the subscriber that something has moved. Called with b.mu held.
func (s *subscriber) wake() {
	if s.call != nil {
		s.call()
		return
	}
	select {
	case s.C <- struct{}{}:
	default:
	}
}

// hear has call called in the place of C from now on. It is called with the
// broker locked: it only notes that something has moved.
func (s *subscriber) hear(call func()) {
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.call = call
}

// subscribe begins to wait; end it with close.
func (b *broker) subscribe(scopes []wire.Scope) *subscriber {
	s := &subscriber{C: make(chan struct{}, 1), scopes: scopes, b: b, moved: slices.Repeat([]int64{still}, len(scopes))}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, scope := range scopes {
		if b.waits[scope] == nil {
			b.waits[scope] = map[*subscriber]struct{}{}
		}
		b.waits[scope][s] = struct{}{}
		if head, ok := b.heads[scope]; ok {
			s.move(scope, head)
		}
	}
	return s
}

// take returns what has moved since the last call.
func (s *subscriber) take() []wire.Hint {
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	out := make([]wire.Hint, 0, len(s.moved))
	for i, scope := range s.scopes {
		if head := s.moved[i]; head != still {
			out = append(out, wire.Hint{Scope: scope, Head: head})
			s.moved[i] = still
		}
	}
	return out
}

// still is in the place of a head that has not moved.
const still = -1

// move notes where a scope went. Called with b.mu held.
func (s *subscriber) move(scope wire.Scope, head int64) {
	s.moved[slices.Index(s.scopes, scope)] = head
}

// close ends the wait.
func (s *subscriber) close() {
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	for _, scope := range s.scopes {
		delete(s.b.waits[scope], s)
		if len(s.b.waits[scope]) == 0 {
			delete(s.b.waits, scope)
		}
	}
}

// Watch returns a channel that holds a token whenever one of the feeds has
// moved, and what ends it.
func (h *Hub) Watch(scopes ...wire.Scope) (moved <-chan struct{}, stop func()) {
	s := h.feed.subscribe(scopes)
	return s.C, s.close
}

// Pass tells who listens here that a feed of another hub has moved.
func (h *Hub) Pass(hint wire.Hint) { h.feed.publish([]wire.Hint{hint}) }
