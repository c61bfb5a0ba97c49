package agent

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"miseban/sync/wire"
)

// checkEvery is how often the rows of a scope are compared with the hub's.
const checkEvery = time.Hour

// check is when a scope is compared next, and in what it differed last.
type check struct {
	due    time.Time
	astray []string // until the snapshot is here
}

// errAstray is the cause when the rows of a scope are not the hub's.
var errAstray = errors.New("agent: the rows of a scope are not the hub's")

// check returns the scope's own. The first comparison comes within the hour: a
// whole chain that begins at nine must not ask at nine.
func (a *Agent) check(scope wire.Scope) check {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sums[scope] == nil {
		a.sums[scope] = &check{due: a.o.Clock.own.Now().Add(time.Duration(a.o.Rand() * float64(checkEvery)))}
	}
	return *a.sums[scope]
}

func (a *Agent) setCheck(scope wire.Scope, c check) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sums[scope] = &c
}

// checkDue tells whether the hub should say what its rows come to. Of the stock
// feed a terminal keeps no row.
func (a *Agent) checkDue(scope wire.Scope) bool {
	if scope == wire.ScopeStock {
		return false
	}
	now, due := a.o.Clock.own.Now(), a.check(scope).due
	return !now.Before(due) || due.Sub(now) > checkEvery // the clock was set back
}

// compare holds the rows that lie here against what the hub says they come to,
// at the cursor of its word. It returns the kinds that differ.
func (a *Agent) compare(ctx context.Context, scope wire.Scope, at wire.Cursor, hub wire.Digest) ([]string, error) {
	if hub == nil {
		return nil, nil
	}
	mine, here, err := a.o.Store.Digest(ctx, scope)
	if err != nil || here != at {
		return nil, err // it moved meanwhile: the next page tells
	}
	c := check{due: a.o.Clock.own.Now().Add(checkEvery), astray: mine.Astray(hub)}
	slices.Sort(c.astray)
	a.setCheck(scope, c)
	return c.astray, nil
}

// examine compares after a page. Rows that went astray are taken again as a
// whole, those of this scope alone; the outbox is not touched.
func (a *Agent) examine(ctx context.Context, scope wire.Scope, at wire.Cursor, hub wire.Digest) error {
	kinds, err := a.compare(ctx, scope, at, hub)
	if err != nil || len(kinds) == 0 {
		return err
	}
	a.o.Log.Error("agent: rows are not the hub's, taking the scope again", "scope", scope, "kinds", kinds)
	a.board.update(func(s *Status) { s.Astray++ })
	if err := a.o.Store.ResetCursor(ctx, scope); err != nil {
		return err
	}
	return errAstray
}

// confirm compares after a snapshot. What differs now differs again after
// another snapshot, so it is told and looked at in an hour.
func (a *Agent) confirm(ctx context.Context, scope wire.Scope, head wire.PageHead, end wire.PageEnd) error {
	at := wire.Cursor{Epoch: head.Epoch, Seq: end.End, H: end.H}
	kinds, err := a.compare(ctx, scope, at, end.Digest)
	if len(kinds) > 0 {
		a.o.Log.Error("agent: rows are not the hub's right after a snapshot", "scope", scope, "kinds", kinds)
		a.board.update(func(s *Status) { s.Astray++ })
	}
	return err
}

// settled notes that a snapshot without a digest is here: the scope is compared
// in an hour.
func (a *Agent) settled(scope wire.Scope) {
	if len(a.check(scope).astray) > 0 {
		a.setCheck(scope, check{due: a.o.Clock.own.Now().Add(checkEvery)})
	}
}

// confess is the header that tells the hub, with the request for the snapshot,
// that rows went astray.
func (a *Agent) confess(scope wire.Scope) []string {
	if kinds := a.check(scope).astray; len(kinds) > 0 {
		return []string{wire.HeaderAstray, strings.Join(kinds, ",")}
	}
	return nil
}
