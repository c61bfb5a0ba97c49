// Package syncstore is the terminal's database as the agent asks for it, in the
// words of the wire.
package syncstore

import (
	"context"
	"iter"
	"time"

	"miseban/app/internal/localdb"
	"miseban/sync/agent"
	"miseban/sync/wire"
)

// Store fills agent.Store with a DB.
type Store struct{ *localdb.DB }

var _ agent.Store = Store{}

// SaveVerdicts stores the hub's answers.
func (s Store) SaveVerdicts(ctx context.Context, results []wire.Result, at time.Time) error {
	judged := make([]localdb.Judged, len(results))
	for i, r := range results {
		judged[i] = localdb.Judged{Dseq: r.Dseq, ID: r.ID, Verdict: r.Verdict, Code: r.Code, Seq: r.Seq}
	}
	return s.DB.SaveVerdicts(ctx, judged, at)
}

// Rejected returns the verdicts of unsent commands that a life of the hub had
// rejected which was lost.
func (s Store) Rejected(ctx context.Context, from, to int64) ([]wire.Result, error) {
	judged, err := s.DB.Rejected(ctx, from, to)
	out := make([]wire.Result, len(judged))
	for i, j := range judged {
		out[i] = wire.Result{Dseq: j.Dseq, ID: j.ID, Verdict: j.Verdict, Code: j.Code}
	}
	return out, err
}

// Cursor returns how far a scope was taken in.
func (s Store) Cursor(ctx context.Context, scope wire.Scope) (wire.Cursor, error) {
	c, err := s.DB.Cursor(ctx, string(scope))
	return wire.Cursor(c), err
}

// Digest returns what the hub's rows of a scope come to here.
func (s Store) Digest(ctx context.Context, scope wire.Scope) (wire.Digest, wire.Cursor, error) {
	sum, c, err := s.DB.Digest(ctx, string(scope))
	return sum, wire.Cursor(c), err
}

// ResetCursor forgets it.
func (s Store) ResetCursor(ctx context.Context, scope wire.Scope) error {
	return s.DB.ResetCursor(ctx, string(scope))
}

// ApplyPage takes a page in with its cursor.
func (s Store) ApplyPage(ctx context.Context, from wire.Cursor, page wire.Page) error {
	p := localdb.Page{Scope: string(page.Head.Scope), From: localdb.Cursor(from), End: bound(page.Head.Epoch, page.End)}
	for _, c := range page.Changes {
		p.Changes = append(p.Changes, change(c))
	}
	return s.DB.ApplyPage(ctx, p)
}

// ApplySnapshot replaces a scope.
func (s Store) ApplySnapshot(ctx context.Context, head wire.PageHead, rows iter.Seq2[wire.Change, error], end func() wire.PageEnd) error {
	return s.DB.ApplySnapshot(ctx, localdb.Snapshot{
		Scope: string(head.Scope),
		Rows: func(yield func(localdb.Change, error) bool) {
			for c, err := range rows {
				if !yield(change(c), err) {
					return
				}
			}
		},
		End: func() localdb.Bound { return bound(head.Epoch, end()) },
	})
}

func change(c wire.Change) localdb.Change {
	return localdb.Change{Entity: c.Entity, Key: c.Key, Del: c.Op == wire.OpDel, Ver: c.Ver, Data: c.Data}
}

func bound(epoch string, e wire.PageEnd) localdb.Bound {
	return localdb.Bound{
		Cursor:     localdb.Cursor{Epoch: epoch, Seq: e.End, H: e.H},
		DeviceLast: e.DeviceLast, Stable: e.Stable, Now: e.Now,
	}
}
