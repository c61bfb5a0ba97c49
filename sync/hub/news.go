package hub

import (
	"context"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// News is what the processes of a hub on one database tell each other. It may be
// lost: the heads are asked for every pollEvery, and words come again within a
// minute.
type News struct {
	Heads []wire.Hint `json:"heads,omitempty"`
	Words []Word      `json:"words,omitempty"`
}

// Word is what a terminal said of itself to one of the processes.
type Word struct {
	Device retail.DeviceID `json:"device"`
	At     time.Time       `json:"at"`
	Unsent int             `json:"unsent"`
}

// pollEvery is how often the hub looks for changes that another process made and
// did not tell of.
const pollEvery = 2 * time.Second

// Run tells waiting terminals of changes that another process made to the same
// database, until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	var others sync.WaitGroup
	defer others.Wait()
	others.Go(func() { h.Store.Listen(ctx, h.hearNews, func(err error) { h.Log.Warn("hub: news", "err", err) }) })
	for {
		heads, err := h.Store.Heads(ctx)
		switch {
		case err == nil:
			h.feed.publish(heads)
		case ctx.Err() == nil:
			h.Log.Warn("hub: heads", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pollEvery):
		}
	}
}

// hearNews takes in what another process told.
func (h *Hub) hearNews(n News) {
	h.feed.publish(n.Heads)
	for _, w := range n.Words {
		h.present.told(w)
	}
}

// Settle makes the hub wait anew for the terminals that were at work, as after a
// start: the process that sends notices from now on did not hear those that
// spoke to the one that sent them before.
func (h *Hub) Settle() {
	h.settling.Lock()
	defer h.settling.Unlock()
	h.began = h.Clock.Now()
}

// start is when the hub began to wait for its terminals.
func (h *Hub) start() time.Time {
	h.settling.Lock()
	defer h.settling.Unlock()
	return h.began
}
