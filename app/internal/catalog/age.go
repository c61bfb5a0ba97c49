package catalog

import (
	"context"
	"time"
)

// silentFrom is how long the hub may not have been heard of before the figures of
// this shop count as those of then: it is asked every minute.
const silentFrom = 3 * time.Minute

// knownAt says as of when this shop's own figures are: now while there is a line,
// else when the hub was last heard of. What the till, the other terminals and other
// shops did since then nobody told this one; what was done here is in them.
func (s *Service) knownAt(ctx context.Context, now time.Time) (time.Time, error) {
	ms, err := s.store.HubTime(ctx)
	if heard := time.UnixMilli(ms); err == nil && ms > 0 && now.Sub(heard) > silentFrom {
		return heard.In(now.Location()), nil
	}
	return now, err
}
