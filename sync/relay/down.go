package relay

import (
	"context"
	"net/url"
	"strconv"

	"miseban/sync/wire"
)

// Down asks the chain's hub who is home, and brings down what has moved: first
// what the shop works with, then, when the home is here, what is to be done. When
// the home is to come here it takes the books, and when it is to go back it
// stops judging; Up then hands over what is left.
func (r *Relay) Down(ctx context.Context) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	home, err := r.report(ctx)
	if err != nil {
		return err
	}
	if r.at != nil && (home.Mirror.Epoch != r.at.epoch || home.Mirror.At != r.at.mark) {
		r.at = nil // the chain's hub was restored from a copy
	}
	if err := r.Hub.Heard(ctx, r.Store, home.Hub); err != nil {
		return err
	}
	if err := r.feeds(ctx); err != nil {
		return err
	}
	return r.follow(ctx, home)
}

// report says where this relay stands and hears who is home.
func (r *Relay) report(ctx context.Context) (wire.Home, error) {
	var home wire.Home
	m, err := r.Books.Home(ctx, r.Store)
	if err != nil {
		return home, err
	}
	report := wire.RelayReport{No: m.No, Home: m.Device == r.Device && m.No > 0, Epoch: r.Books.Epoch(), Log: m.At, Taken: m.Taken}
	if r.Here != nil {
		report.Here = r.Here()
	}
	return home, r.do(ctx, "POST", wire.PathRelayHome, report, &home)
}

// follow does what the home says.
func (r *Relay) follow(ctx context.Context, home wire.Home) error {
	m, err := r.Books.Home(ctx, r.Store)
	if err != nil {
		return err
	}
	here := m.Device == r.Device && m.No > 0
	switch {
	case home.Device == r.Device && home.State == wire.HomeMoving && home.No > m.No:
		return r.take(ctx)
	case here && home.Device == r.Device && home.No == m.No && home.State == wire.HomeReturning:
		if !m.Closed {
			r.Log.Info("relay: the home goes back to the chain's hub", "no", home.No)
			_, err = r.Hub.Close(ctx, r.Store)
		}
		return err
	case here && home.No > m.No:
		r.Log.Warn("relay: the home is elsewhere", "device", home.Device, "no", home.No)
		return r.Hub.Gone(ctx, r.Store, home)
	case !here && m.No > 0 && home.No >= m.No && (home.Device != m.Device || home.No != m.No || home.State != m.State):
		return r.Hub.Gone(ctx, r.Store, home) // it has moved on
	case here && !m.Closed:
		return r.errands(ctx)
	}
	return nil
}

// take takes the books of the shop, and with them the home.
func (r *Relay) take(ctx context.Context) error {
	r.Log.Info("relay: taking the home of the shop", "store", r.Store)
	err := r.Chain.Stream(ctx, wire.PathRelayPack, func(decode func(any) error) error {
		var p wire.PackPart
		if err := decode(&p); err != nil {
			return err
		}
		if p.Done { // up to here both sides have the same past, whatever this relay sent before
			if err := r.Books.SetCursor(ctx, sentScope, wire.Cursor{Seq: p.Mark.Seq, H: p.Mark.H}); err != nil {
				return err
			}
		}
		return r.Hub.TakePart(ctx, r.Store, p)
	})
	if r.noted(ctx, err) != nil {
		return err
	}
	r.at = nil
	_, err = r.report(ctx)
	return err
}

// feeds brings down the terminals of the shop and the feeds that may have moved.
func (r *Relay) feeds(ctx context.Context) error {
	r.mu.Lock()
	all := r.all
	dirty := r.dirty
	r.all, r.dirty = false, map[wire.Scope]bool{}
	r.mu.Unlock()
	err := r.pull(ctx, all, dirty)
	if err != nil {
		r.mu.Lock()
		r.all = r.all || all
		for s := range dirty {
			r.dirty[s] = true
		}
		r.mu.Unlock()
	}
	return err
}

func (r *Relay) pull(ctx context.Context, all bool, dirty map[wire.Scope]bool) error {
	if !all && len(dirty) == 0 {
		return nil
	}
	scopes := []wire.Scope{wire.ScopeOrg, wire.ScopeCatalog}
	if all || dirty[wire.ScopeOrg] { // whoever is enrolled or shut out moves org
		var roster []wire.Member
		if err := r.do(ctx, "GET", wire.PathRelayRoster, nil, &roster); err != nil {
			return err
		}
		if err := r.Hub.PutMembers(ctx, r.Store, roster); err != nil {
			return err
		}
	}
	devices, err := r.Books.Devices(ctx)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if !d.Revoked {
			scopes = append(scopes, wire.DeviceScope(d.ID))
		}
	}
	for _, s := range scopes {
		if !all && !dirty[s] {
			continue
		}
		err := r.scope(ctx, s)
		if s != wire.ScopeOrg && r.said(err, wire.ProblemScope) {
			r.Log.Warn("relay: the chain's hub does not know this terminal; enrol it again", "scope", s)
			continue // it was restored to before the enrolment
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scope brings one feed down: from its cursor, or whole when it has none or
// cannot be followed.
func (r *Relay) scope(ctx context.Context, scope wire.Scope) error {
	at, err := r.Books.Cursor(ctx, scope)
	if err != nil {
		return err
	}
	for at != (wire.Cursor{}) {
		p, err := r.Chain.Page(ctx, scope, at)
		if r.noted(ctx, err) != nil {
			if r.said(err, wire.ProblemEpoch) || r.said(err, wire.ProblemRewound) || r.said(err, wire.ProblemCompacted) {
				break
			}
			return err
		}
		if len(p.Changes) > 0 {
			if err := r.Hub.PutFeed(ctx, scope, p.Changes, false); err != nil {
				return err
			}
		}
		next := wire.Cursor{Epoch: p.Head.Epoch, Seq: p.End.End, H: p.End.H}
		if next != at {
			if err := r.Books.SetCursor(ctx, scope, next); err != nil {
				return err
			}
		}
		if at = next; !p.End.More {
			return nil
		}
	}
	rows, end, err := r.Chain.Snapshot(ctx, scope)
	if r.noted(ctx, err) != nil {
		return err
	}
	if err := r.Hub.PutFeed(ctx, scope, rows, true); err != nil {
		return err
	}
	return r.Books.SetCursor(ctx, scope, end)
}

// errands does what the chain's hub wants done here.
func (r *Relay) errands(ctx context.Context) error {
	for {
		m, err := r.Books.Home(ctx, r.Store)
		if err != nil {
			return err
		}
		q := url.Values{"after": {strconv.FormatInt(m.Done, 10)}, "last": {m.LastErrand}, "epoch": {m.Epoch}}
		var list wire.Errands
		err = r.do(ctx, "GET", wire.PathRelayErrands+"?"+q.Encode(), nil, &list)
		if r.said(err, wire.ProblemRewound) && m.Done > 0 {
			if err := r.Hub.Renumbered(ctx, r.Store); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := r.Hub.DoErrands(ctx, r.Store, list.Epoch, list.List); err != nil {
			return err
		}
		if !list.More {
			return nil
		}
	}
}
