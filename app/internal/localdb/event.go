package localdb

import (
	"sync"

	"miseban/app/retail"
)

// flood is how many things may change unseen before a subscriber is told
// about their kind as a whole.
const flood = 512

// hub hands out what changed, after it was committed.
type hub struct {
	mu     sync.Mutex
	subs   map[*subscriber]struct{}
	closed bool
}

type subscriber struct {
	mu      sync.Mutex
	pending map[retail.Ref]struct{}
	order   []retail.Ref
	wake    chan struct{}
	out     chan retail.Ref
	done    chan struct{}
}

// Subscribe returns a channel that names what changed, after the commit. A
// Ref without an ID means every thing of its Entity; a Ref without an Entity
// means the outbox: the count of unsent commands or a verdict. The same Ref
// waits only once, and a slow reader never holds up a writer. cancel ends it.
func (d *DB) Subscribe() (changes <-chan retail.Ref, cancel func()) {
	s := &subscriber{
		pending: map[retail.Ref]struct{}{}, wake: make(chan struct{}, 1),
		out: make(chan retail.Ref), done: make(chan struct{}),
	}
	d.events.mu.Lock()
	defer d.events.mu.Unlock()
	if d.events.closed {
		close(s.out)
		return s.out, func() {}
	}
	if d.events.subs == nil {
		d.events.subs = map[*subscriber]struct{}{}
	}
	d.events.subs[s] = struct{}{}
	go s.run()
	return s.out, func() { d.events.drop(s) }
}

func (h *hub) drop(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.subs[s]; ok {
		delete(h.subs, s)
		close(s.done)
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.subs {
		close(s.done)
	}
	h.subs = nil
}

func (h *hub) publish(refs ...retail.Ref) {
	if len(refs) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		s.add(refs)
	}
}

func (s *subscriber) add(refs []retail.Ref) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range refs {
		s.put(r)
	}
	if len(s.order) > flood {
		all := s.order
		s.order = nil
		clear(s.pending)
		for _, r := range all {
			s.put(retail.Ref{Entity: r.Entity})
		}
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *subscriber) put(r retail.Ref) {
	if _, ok := s.pending[retail.Ref{Entity: r.Entity}]; ok {
		return
	}
	if _, ok := s.pending[r]; ok {
		return
	}
	s.pending[r] = struct{}{}
	s.order = append(s.order, r)
}

func (s *subscriber) next() (retail.Ref, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.order) == 0 {
		return retail.Ref{}, false
	}
	r := s.order[0]
	s.order = s.order[1:]
	delete(s.pending, r)
	return r, true
}

func (s *subscriber) run() {
	defer close(s.out)
	for {
		r, ok := s.next()
		if !ok {
			select {
			case <-s.wake:
				continue
			case <-s.done:
				return
			}
		}
		select {
		case s.out <- r:
		case <-s.done:
			return
		}
	}
}
