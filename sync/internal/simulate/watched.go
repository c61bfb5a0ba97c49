package simulate

import (
	"context"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// watched sees what the hub asks of its shops.
type watched struct {
	hub.Store
	w   *world
	who string
}

// Update looks at what is put into the inbox.
func (s watched) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	return s.Store.Update(ctx, scopes, func(tx hub.Tx) error { return f(watchedTx{tx, s.w, s.who}) })
}

type watchedTx struct {
	hub.Tx
	w   *world
	who string
}

// Put counts the counts that are asked for because of a count.
func (t watchedTx) Put(scope wire.Scope, entity retail.Entity, key string, row any, by retail.CommandID) (bool, error) {
	if x, ok := row.(retail.Exception); ok && x.Open() && strings.HasPrefix(key, "recount-") {
		var was retail.Exception
		known, err := t.Tx.Row(scope, entity, key, &was)
		if err != nil {
			return false, err
		}
		if !known || !was.Open() {
			t.w.counts["recounts asked for"]++
		}
	}
	return t.Tx.Put(scope, entity, key, row, by)
}

// Del tells the trace what leaves the inbox, and the books what was settled there.
func (t watchedTx) Del(scope wire.Scope, entity retail.Entity, key string, by retail.CommandID) error {
	if entity == retail.EntityException {
		t.w.say(t.who, "out of the inbox: %s", key)
		var was retail.Exception
		switch known, err := t.Tx.Row(scope, entity, key, &was); {
		case err != nil:
			return err
		case known && !was.Open() && was.Transfer != "":
			t.w.books.settled[clash{was.Transfer, was.Kind}] = true
		}
	}
	return t.Tx.Del(scope, entity, key, by)
}
