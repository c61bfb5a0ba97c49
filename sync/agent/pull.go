package agent

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

const snapshotTimeout = 10 * time.Minute

// mainLoop takes in what work needs, in this order: who works in the chain,
// what this terminal may check, the shop's orders and stock.
func (a *Agent) mainLoop(ctx context.Context) {
	a.pullLoop(ctx, a.mainScopes(), a.mainWake)
}

// sharedScopes is what all terminals share, in the order in which work misses it.
var sharedScopes = []wire.Scope{wire.ScopeCatalog, wire.ScopeStock}

// catalogLoop takes the catalogue in beside it, after the shop is there, and
// then what other sites have in stock.
func (a *Agent) catalogLoop(ctx context.Context) {
	for !a.Status().Ready {
		if sleep(ctx, pollEvery, a.catalogWake) == ended {
			return
		}
	}
	a.pullLoop(ctx, sharedScopes, a.catalogWake)
}

// pullLoop takes scopes in whenever one may have moved, and once a minute.
func (a *Agent) pullLoop(ctx context.Context, scopes []wire.Scope, wake <-chan struct{}) {
	p := puller{a: a, retry: a.retries(), scopes: scopes}
	for ctx.Err() == nil {
		wait, err := p.turn(ctx)
		if sleep(ctx, wait, unlessAsked(err, wake)) == timeUp && err == nil {
			a.mark(scopes...) // no hint came: ask
		}
	}
}

// puller is a pull loop between two turns.
type puller struct {
	a      *Agent
	retry  *backoff
	scopes []wire.Scope
}

// turn takes in what may have moved, and returns how long to wait before the
// next turn unless there is a hint. The error has been dealt with.
func (p *puller) turn(ctx context.Context) (time.Duration, error) {
	if err := p.a.pullAll(ctx, p.scopes); err != nil {
		return p.retry.next(p.a.failed(ctx, "pull", err)), err
	}
	p.retry.reset()
	return pollEvery, nil
}

func (a *Agent) pullAll(ctx context.Context, scopes []wire.Scope) error {
	for _, s := range scopes {
		given := a.offered(s)
		if !a.untouch(s) && len(given) == 0 {
			continue
		}
		whole, err := len(given) > 0, error(nil)
		if whole {
			whole, err = a.takeGiven(ctx, s, given)
		}
		if err == nil && !whole {
			err = a.pull(ctx, s)
		}
		if err != nil {
			a.mark(s)
			return err
		}
		if s == wire.StoreScope(a.o.Shop) {
			now := a.o.Clock.Now()
			a.board.update(func(st *Status) { st.Pulled, st.Ready = now, true })
			poke(a.catalogWake)
		}
	}
	return nil
}

// pull takes one scope in until there is no more: from its cursor, or as a
// snapshot when it has none or the hub cannot follow it.
func (a *Agent) pull(ctx context.Context, scope wire.Scope) error {
	for range 3 { // a hub that never can be followed is a fault to be retried later
		from, err := a.o.Store.Cursor(ctx, scope)
		if err != nil {
			return err
		}
		if from.Epoch == "" { // none yet, or one that was given up
			take := a.snapshot
			if wire.Shared(scope) {
				take = a.bundle
			}
			if err := take(ctx, scope); err != nil {
				return err
			}
			continue
		}
		err = a.pages(ctx, scope, from)
		if errors.Is(err, errAstray) {
			continue
		}
		if !said(err, wire.ProblemEpoch, wire.ProblemRewound, wire.ProblemCompacted, wire.ProblemGone) {
			return err
		}
		a.o.Log.Info("agent: taking a scope again", "scope", scope, "err", err)
		if err := a.o.Store.ResetCursor(ctx, scope); err != nil {
			return err
		}
		if !said(err, wire.ProblemCompacted, wire.ProblemGone) {
			a.restored()
		}
	}
	return errors.New("agent: a scope cannot be followed")
}

// restored makes the push loop ask again how far the hub knows our commands.
func (a *Agent) restored() {
	a.mu.Lock()
	a.askAgain = true
	a.mu.Unlock()
	poke(a.pushWake)
}

func (a *Agent) pages(ctx context.Context, scope wire.Scope, from wire.Cursor) error {
	for {
		page, err := a.page(ctx, scope, from)
		if err != nil {
			return err
		}
		if page.Head.Epoch != from.Epoch || page.Head.From != from.Seq || page.Head.Scope != scope {
			return retail.E(retail.CodeRefused, "agent.pages", "", errors.New("the hub sent another page"))
		}
		apply := a.o.Store.ApplyPage
		if scope == wire.ScopeStock {
			apply = a.stockPage
		}
		if err := apply(ctx, from, page); err != nil {
			return err
		}
		a.contact()
		from = wire.Cursor{Epoch: page.Head.Epoch, Seq: page.End.End, H: page.End.H}
		if !page.End.More {
			return a.examine(ctx, scope, from, page.End.Digest)
		}
	}
}

// page asks for what changed after a cursor.
func (a *Agent) page(ctx context.Context, scope wire.Scope, from wire.Cursor) (wire.Page, error) {
	q := after(scope, from, wire.MaxPage)
	if a.checkDue(scope) {
		q.Set("digest", "1")
	}
	return a.link.page(ctx, q)
}

// after is the question what changed after a cursor.
func after(scope wire.Scope, from wire.Cursor, limit int) url.Values {
	return url.Values{
		"scope": {string(scope)}, "epoch": {from.Epoch}, "after": {strconv.FormatInt(from.Seq, 10)},
		"h": {from.H}, "limit": {strconv.Itoa(limit)},
	}
}

// loadedStep is after how many rows the progress is told.
const loadedStep = 500

func (a *Agent) snapshot(ctx context.Context, scope wire.Scope) error {
	ctx, cancel := context.WithTimeout(ctx, snapshotTimeout)
	defer cancel()
	f, done, err := a.link.feed(ctx, wire.PathSnapshot+url.PathEscape(string(scope)), a.confess(scope)...)
	if err != nil {
		return err
	}
	defer done()
	defer a.board.update(func(s *Status) {
		if s.Loading.Scope == scope {
			s.Loading = Progress{}
		}
	})
	rows := func(yield func(wire.Change, error) bool) {
		n := 0
		f.each(func(c wire.Change, err error) bool {
			if n++; err == nil && n%loadedStep == 0 {
				a.board.update(func(s *Status) { s.Loading = Progress{Scope: scope, Done: int64(n)} })
			}
			return yield(c, err)
		})
	}
	if err := a.o.Store.ApplySnapshot(ctx, f.head, rows, func() wire.PageEnd { return *f.end }); err != nil {
		return err
	}
	a.contact()
	return a.confirm(ctx, scope, f.head, *f.end)
}
