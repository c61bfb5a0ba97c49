package hubserve

import (
	"context"
	"time"
)

const (
	keepChanges = 14 * 24 * time.Hour // of the feeds; who was off for longer takes a snapshot
	mostChanges = 2_000_000           // of one feed
	compactAt   = 60                  // rounds of housekeeping between two looks for old changes
)

// compact forgets old changes of the feeds.
func (s *Server) compact(ctx context.Context) error {
	begun := s.opts.Clock.Now()
	n, err := s.store.Compact(ctx, begun.Add(-s.opts.KeepChanges), s.opts.MostChanges)
	if n > 0 {
		s.opts.Log.Info("hubserve: old changes forgotten", "changes", n, "took", s.opts.Clock.Now().Sub(begun))
	}
	return err
}
