package hub

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const (
	// settleFor is how long after its start the hub waits for the terminals that
	// were at work before: what they did meanwhile they tell within seconds.
	settleFor = time.Minute
	// atWork is how long before the start a terminal must have been heard to be
	// waited for.
	atWork = 24 * time.Hour
	// believed is how long a terminal's word stands that it holds something
	// unsent; it is heard at least once a minute while there is a line.
	believed = 5 * time.Minute
	// noticesWait and expiryWaits are how long after the hub was restored a
	// terminal is waited for that was at work before and has not come back.
	noticesWait = 10 * time.Minute
	expiryWaits = 24 * time.Hour
)

// presence is what terminals said since this hub began.
type presence struct {
	mu sync.Mutex
	m  map[retail.DeviceID]word
}

// word is the last one of a terminal.
type word struct {
	at     time.Time
	unsent int
	app    string
	kept   bool // Store.Heard has it
}

// heard notes what a terminal said, and tells whether the other processes must
// know: it holds something, or held something until now.
func (p *presence) heard(id retail.DeviceID, unsent int, at time.Time) (matters bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m == nil {
		p.m = map[retail.DeviceID]word{}
	}
	w := p.m[id]
	matters = unsent > 0 || w.unsent > 0
	w.at, w.unsent, w.kept = at, unsent, false
	p.m[id] = w
	return matters
}

// told notes what a terminal said to another process, unless it said something
// here since. That process writes it down.
func (p *presence) told(said Word) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.m == nil {
		p.m = map[retail.DeviceID]word{}
	}
	w := p.m[said.Device]
	if said.At.Before(w.at) {
		return
	}
	w.at, w.unsent, w.kept = said.At, said.Unsent, true
	p.m[said.Device] = w
}

func (p *presence) of(id retail.DeviceID) (word, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, ok := p.m[id]
	return w, ok
}

// forget drops every word: what was said was said to another life.
func (p *presence) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.m)
}

// blame is which terminals lately showed that the database was rewound.
type blame struct {
	mu sync.Mutex
	m  map[retail.DeviceID]time.Time
}

func (b *blame) may(id retail.DeviceID, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	at, ok := b.m[id]
	return !ok || now.Sub(at) >= believeEvery
}

func (b *blame) told(id retail.DeviceID, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m == nil {
		b.m = map[retail.DeviceID]time.Time{}
	}
	b.m[id] = now
}

// hear takes the word of a request of a terminal. A program that says nothing
// of what it holds says it with its next push.
func (h *Hub) hear(id retail.DeviceID, r *http.Request) {
	if n, err := strconv.Atoi(r.Header.Get(wire.HeaderUnsent)); err == nil && n >= 0 {
		h.said(id, n, h.Clock.Now())
		h.present.runs(id, label(r.Header.Get(wire.HeaderApp)))
	}
}

// said notes what a terminal holds unsent, here and at the other processes.
func (h *Hub) said(id retail.DeviceID, unsent int, at time.Time) {
	if h.present.heard(id, unsent, at) {
		h.Store.Say(News{Words: []Word{{Device: id, At: at, Unsent: unsent}}})
	}
}

func (p *presence) runs(id retail.DeviceID, app string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.m[id]
	w.app = app
	p.m[id] = w
}

// fresh returns the terminals that said something since it was asked last.
func (p *presence) fresh() map[retail.DeviceID]word {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[retail.DeviceID]word{}
	for id, w := range p.m {
		if !w.kept {
			out[id] = w
			w.kept = true
			p.m[id] = w
		}
	}
	return out
}

// heardOf returns a device with what it told since it was last written down.
func (h *Hub) heardOf(d Device) Device {
	if w, ok := h.present.of(d.ID); ok && w.at.After(d.LastSeen) {
		d.LastSeen, d.Unsent = w.at, w.unsent
		d.App = cmp.Or(w.app, d.App)
	}
	return d
}

// KeepContacts writes down which terminals were heard of since the last call,
// and what they said: a terminal at which nothing is done sends nothing, and is
// there all the same.
func (h *Hub) KeepContacts(ctx context.Context) error {
	said := h.present.fresh()
	if len(said) == 0 {
		return nil
	}
	all, err := h.Store.Devices(ctx)
	if err != nil {
		return err
	}
	var heard []Device
	for _, d := range all { // in the order of their ids, so that two hubs never wait for each other
		if w, ok := said[d.ID]; ok {
			d.LastSeen, d.Unsent = w.at, w.unsent
			d.App = cmp.Or(w.app, d.App)
			heard = append(heard, d)
		}
	}
	return h.Store.Heard(ctx, heard)
}

// mayHold tells whether a terminal may hold a handover that the hub has not
// heard of: it says that something is unsent, or it was at work when the hub
// went down, or when the copy was made that it was restored from, and has not
// been heard since.
func (h *Hub) mayHold(d Device, life Life, patience time.Duration) bool {
	if d.Revoked {
		return false
	}
	now, began := h.Clock.Now(), h.start()
	w, ok := h.present.of(d.ID)
	if !d.LastSeen.Before(began) && !d.LastSeen.Before(life.Began) && d.LastSeen.After(w.at) { // another process wrote it down
		w, ok = word{at: d.LastSeen, unsent: d.Unsent}, true
	}
	if ok && w.unsent > 0 && now.Sub(w.at) < believed {
		return true
	}
	if life.Restored() && d.LastSeen.Before(life.Began) { // whatever it said, it has not pushed in this life
		return now.Before(life.Began.Add(patience)) && d.LastSeen.After(life.Copied.Add(-atWork))
	}
	if ok && !w.at.Before(began) {
		return false
	}
	return now.Before(began.Add(settleFor)) && d.LastSeen.Before(began) && d.LastSeen.After(began.Add(-atWork))
}

// holding returns the shops in which a terminal may hold a handover.
func (h *Hub) holding(ctx context.Context, life Life, patience time.Duration) (map[retail.SiteID]bool, error) {
	all, err := h.Store.Devices(ctx)
	out := map[retail.SiteID]bool{}
	for _, d := range all {
		if h.mayHold(d, life, patience) {
			out[d.Store] = true
		}
	}
	return out, err
}
