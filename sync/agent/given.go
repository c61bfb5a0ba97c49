package agent

import (
	"bytes"
	"context"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// mostGiven is how many pages wait to be taken in. Whoever is further behind
// asks for all of it at once.
const mostGiven = 64

// readPage reads a page that came as an event.
func readPage(text []byte) (wire.Page, error) {
	f, err := newFeedReader(bytes.NewReader(text))
	if err != nil {
		return wire.Page{}, err
	}
	return f.page()
}

// offer keeps a page that came by itself until the pull loop takes it in.
func (a *Agent) offer(page wire.Page) {
	scope := wire.StoreScope(a.o.Shop)
	if page.Head.Scope != scope {
		return // nobody asked for it
	}
	a.mu.Lock()
	if len(a.given) < mostGiven {
		a.given = append(a.given, page)
	} else {
		a.given, a.dirty[scope] = nil, true
	}
	a.mu.Unlock()
	poke(a.mainWake)
}

// offered returns the pages that wait, none where the scope has to be asked for
// anyway.
func (a *Agent) offered(scope wire.Scope) []wire.Page {
	if scope != wire.StoreScope(a.o.Shop) {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	pages := a.given
	a.given = nil
	if a.dirty[scope] {
		return nil
	}
	return pages
}

// takeGiven takes pages in that came by themselves, and tells whether the scope
// is where the last one ends. A page that does not go on from here, and one with
// a check due, is asked for instead.
func (a *Agent) takeGiven(ctx context.Context, scope wire.Scope, pages []wire.Page) (bool, error) {
	from, err := a.o.Store.Cursor(ctx, scope)
	if err != nil {
		return false, err
	}
	for _, p := range pages {
		if p.Head.Epoch == from.Epoch && p.End.End <= from.Seq {
			continue // asked for meanwhile
		}
		if from.Epoch == "" || p.Head.Epoch != from.Epoch || p.Head.From != from.Seq || p.Head.H != from.H {
			return false, nil
		}
		if err := a.o.Store.ApplyPage(ctx, from, p); err != nil {
			if retail.CodeOf(err) == retail.CodeRefused {
				return false, nil
			}
			return false, err
		}
		a.contact()
		from = wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
		if p.End.More {
			return false, nil
		}
	}
	return !a.checkDue(scope), nil
}
