package hubdb

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const (
	// sayEvery is for how long news are gathered: a NOTIFY takes a lock of the
	// whole cluster, so one for each commit would be the slowest part of it.
	sayEvery = 20 * time.Millisecond
	// sayMost is the longest text of one NOTIFY; PostgreSQL takes 8,000 bytes.
	sayMost = 7500
)

// news is what is to be said to the other processes.
type news struct {
	mu    sync.Mutex
	on    bool // somebody listens, so somebody says
	heads map[wire.Scope]int64
	words map[retail.DeviceID]hub.Word
}

// letter is the text of one NOTIFY.
type letter struct {
	From string `json:"from"` // the process, which skips its own
	hub.News
}

// Say tells other processes. See hub.Store.
func (d *DB) Say(n hub.News) {
	d.news.mu.Lock()
	defer d.news.mu.Unlock()
	if !d.news.on {
		return
	}
	for _, h := range n.Heads {
		d.news.heads[h.Scope] = max(d.news.heads[h.Scope], h.Head)
	}
	for _, w := range n.Words {
		d.news.words[w.Device] = w
	}
}

// gathered returns what was said since the last call, as texts of NOTIFY.
func (n *news) gathered(from string) ([]string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []string
	l := letter{From: from}
	size := 0
	var errs error
	post := func() {
		b, err := json.Marshal(l)
		errs = errors.Join(errs, err)
		out = append(out, string(b))
		l.Heads, l.Words, size = nil, nil, 0
	}
	add := func(bytes int) {
		if size > 0 && size+bytes > sayMost {
			post()
		}
		size += bytes
	}
	for s, head := range n.heads {
		add(2*len(s) + 64) // JSON makes some characters longer
		l.Heads = append(l.Heads, wire.Hint{Scope: s, Head: head})
	}
	for id, w := range n.words {
		add(2*len(id) + 128)
		l.Words = append(l.Words, w)
	}
	if size > 0 {
		post()
	}
	clear(n.heads)
	clear(n.words)
	return out, errs
}

func (n *news) open(on bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.on, n.heads, n.words = on, map[wire.Scope]int64{}, map[retail.DeviceID]hub.Word{}
}

// Listen hears other processes. See hub.Store.
func (d *DB) Listen(ctx context.Context, hear func(hub.News), lost func(error)) {
	if d.e.listen == "" {
		<-ctx.Done()
		return
	}
	d.news.open(true)
	defer d.news.open(false)
	me := uuid.NewString()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { d.speak(ctx, me, lost) })
	for ctx.Err() == nil {
		err := d.hear(ctx, me, hear)
		if ctx.Err() != nil {
			return
		}
		lost(d.fault("hubdb.Listen", err))
		sleep(ctx)
	}
}

// channel is the name of the NOTIFY channel: one for each schema.
const channel = "'miseban_' || current_schema()"

func (d *DB) speak(ctx context.Context, me string, lost func(error)) {
	t := time.NewTicker(sayEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		texts, err := d.news.gathered(me)
		for _, text := range texts {
			if err == nil {
				_, err = d.e.write.ExecContext(ctx, "SELECT pg_notify("+channel+", $1)", text)
			}
		}
		if err != nil && ctx.Err() == nil {
			lost(d.fault("hubdb.Say", err))
		}
	}
}

// hear listens on a connection of its own until it breaks.
func (d *DB) hear(ctx context.Context, me string, hear func(hub.News)) error {
	c, err := pgx.Connect(ctx, d.e.listen)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	name := ""
	if err := c.QueryRow(ctx, "SELECT quote_ident("+channel+")").Scan(&name); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "LISTEN "+name); err != nil {
		return err
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		var l letter
		if json.Unmarshal([]byte(n.Payload), &l) == nil && l.From != me {
			hear(l.News)
		}
	}
}

// UseNonce tells whether the nonce is new. See hub.Store.
func (d *DB) UseNonce(ctx context.Context, nonce string, now, until time.Time) (fresh bool, err error) {
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		if err := x.exec("DELETE FROM nonce WHERE until < ?", millis(now)); err != nil {
			return err
		}
		fresh = false
		return x.each(func(scanner) error { fresh = true; return nil },
			"INSERT INTO nonce (id, until) VALUES (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id", nonce, millis(until))
	})
	return fresh, err
}
